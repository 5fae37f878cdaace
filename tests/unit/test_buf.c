/* Growing text and borrowed slices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/buf.h"
#include "core/xalloc.h"

/* What must hold of a buffer at any time. */
static void buf_check(const struct buf *b)
{
    assert_non_null(b->ptr);
    assert_int_equal(b->ptr[b->len], '\0');
    if (b->cap == 0) {
        assert_ptr_equal(b->ptr, buf_empty);
        assert_int_equal(b->len, 0);
    } else {
        assert_true(b->len < b->cap);
    }
    assert_int_equal(buf_empty[0], '\0');
}

static void assert_buf(const struct buf *b, const char *expected)
{
    buf_check(b);
    assert_int_equal(b->len, strlen(expected));
    assert_string_equal(b->ptr, expected);
}

static void assert_str(struct str s, const char *expected)
{
    char *copy = xmemdup0(s.len > 0 ? s.ptr : "", s.len);

    assert_string_equal(copy, expected);
    free(copy);
}

static void an_empty_buffer_is_valid_text(void **state)
{
    struct buf b = BUF_INIT;

    (void)state;
    assert_buf(&b, "");
    buf_clear(&b);
    assert_buf(&b, "");
    buf_trim_end(&b);
    assert_buf(&b, "");
    buf_truncate(&b, 0);
    assert_buf(&b, "");
    buf_add(&b, NULL, 0);
    assert_buf(&b, "");
    buf_addstr(&b, (struct str){ NULL, 0 });
    assert_buf(&b, "");
    buf_release(&b);
    assert_buf(&b, "");
}

static void text_is_appended_in_every_way(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b);
    buf_addc(&b, 'a');
    assert_buf(&b, "a");
    buf_adds(&b, "bc");
    assert_buf(&b, "abc");
    buf_add(&b, "def!", 3);
    assert_buf(&b, "abcdef");
    buf_addstr(&b, str_slice("ghost", 2));
    assert_buf(&b, "abcdefgh");
    buf_addf(&b, "%d%s%.*s", 42, "x", 2, "yzw");
    assert_buf(&b, "abcdefgh42xyz");
    buf_addf(&b, "%s", "");
    assert_buf(&b, "abcdefgh42xyz");
    assert_true(str_equals(buf_str(&b), "abcdefgh42xyz"));
    buf_release(&b);
}

static void nul_bytes_are_bytes_like_others(void **state)
{
    struct buf b = BUF_INIT;

    (void)state;
    buf_add(&b, "a\0b", 3);
    buf_addc(&b, '\0');
    buf_check(&b);
    assert_int_equal(b.len, 4);
    assert_memory_equal(b.ptr, "a\0b\0", 5);
    buf_release(&b);
}

static void a_buffer_stays_whole_at_every_length(void **state)
{
    struct buf one = BUF_INIT;
    struct buf three = BUF_INIT;
    struct buf formatted = BUF_INIT;

    (void)state;
    for (size_t i = 0; i < 2000; i++) {
        buf_addc(&one, (char)('a' + i % 26));
        buf_check(&one);
        buf_add(&three, "xyz", 3);
        buf_check(&three);
        buf_addf(&formatted, "%05zu", i);
        buf_check(&formatted);
        assert_int_equal(one.len, i + 1);
        assert_int_equal(three.len, 3 * (i + 1));
        assert_int_equal(formatted.len, 5 * (i + 1));
    }
    for (size_t i = 0; i < 2000; i++) {
        assert_int_equal(one.ptr[i], (char)('a' + i % 26));
        assert_memory_equal(three.ptr + 3 * i, "xyz", 3);
    }
    assert_memory_equal(formatted.ptr + 5 * 1234, "01234", 5);
    buf_release(&one);
    buf_release(&three);
    buf_release(&formatted);
}

static void a_long_formatted_text_is_not_cut(void **state)
{
    struct buf b = BUF_INIT;
    char *word = xmalloc(10001);

    (void)state;
    memset(word, 'w', 10000);
    word[10000] = '\0';
    buf_addf(&b, "<%s>", word);
    buf_check(&b);
    assert_int_equal(b.len, 10002);
    assert_int_equal(b.ptr[10001], '>');
    free(word);
    buf_release(&b);
}

static void clearing_keeps_the_memory(void **state)
{
    struct buf b = BUF_INIT;
    size_t cap;

    (void)state;
    buf_adds(&b, "some words");
    cap = b.cap;
    buf_clear(&b);
    assert_buf(&b, "");
    assert_int_equal(b.cap, cap);
    buf_adds(&b, "more");
    assert_buf(&b, "more");
    buf_release(&b);
    assert_int_equal(b.cap, 0);
    buf_adds(&b, "used again");
    assert_buf(&b, "used again");
    buf_release(&b);
}

static void reserving_changes_no_text(void **state)
{
    struct buf b = BUF_INIT;
    const char *before;

    (void)state;
    buf_reserve(&b, 0);
    buf_check(&b);
    buf_adds(&b, "ab");
    buf_reserve(&b, 5000);
    assert_buf(&b, "ab");
    assert_true(b.cap > 5002);
    before = b.ptr;
    for (size_t i = 0; i < 5000; i++)
        buf_addc(&b, 'c');
    assert_ptr_equal(b.ptr, before);
    buf_check(&b);
    buf_release(&b);
}

static void truncating_cuts_the_end(void **state)
{
    struct buf b = BUF_INIT;

    (void)state;
    buf_adds(&b, "abcdef");
    buf_truncate(&b, 6);
    assert_buf(&b, "abcdef");
    buf_truncate(&b, 2);
    assert_buf(&b, "ab");
    buf_truncate(&b, 0);
    assert_buf(&b, "");
    buf_release(&b);
}

static void trimming_drops_white_space_at_the_end_only(void **state)
{
    struct buf b = BUF_INIT;

    (void)state;
    buf_adds(&b, " \ta b \t\r\n\v\f");
    buf_trim_end(&b);
    assert_buf(&b, " \ta b");
    buf_clear(&b);
    buf_adds(&b, " \n ");
    buf_trim_end(&b);
    assert_buf(&b, "");
    buf_release(&b);
}

static void detached_text_belongs_to_the_caller(void **state)
{
    struct buf b = BUF_INIT;
    char *text = buf_detach(&b);

    (void)state;
    assert_string_equal(text, "");
    assert_ptr_not_equal(text, buf_empty);
    free(text);
    assert_buf(&b, "");
    buf_adds(&b, "owned");
    text = buf_detach(&b);
    assert_buf(&b, "");
    buf_adds(&b, "next");
    assert_string_equal(text, "owned");
    assert_buf(&b, "next");
    free(text);
    buf_release(&b);
}

static void slices_are_compared_by_their_bytes(void **state)
{
    static const struct str none = { NULL, 0 };

    (void)state;
    assert_true(str_equal(str_of("ab"), str_slice("abc", 2)));
    assert_false(str_equal(str_of("ab"), str_of("abc")));
    assert_false(str_equal(str_of("ab"), str_of("aB")));
    assert_true(str_equal(none, str_of("")));
    assert_true(str_equals(none, ""));
    assert_false(str_equals(none, "a"));
    assert_true(str_equal(str_slice("a\0b", 3), str_slice("a\0b", 3)));
    assert_false(str_equal(str_slice("a\0b", 3), str_slice("a\0c", 3)));
    assert_int_equal(str_of(NULL).len, 0);
}

static void beginnings_and_ends_are_found(void **state)
{
    static const struct {
        const char *text, *affix;
        bool starts, ends;
    } cases[] = {
        { "abcab", "ab", true, true },  { "abc", "abc", true, true }, { "abc", "abcd", false, false },
        { "abc", "bc", false, true },   { "abc", "", true, true },    { "", "", true, true },
        { "", "a", false, false },      { "aab", "ab", false, true }, { "Abc", "a", false, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_int_equal(str_starts(str_of(cases[i].text), cases[i].affix), cases[i].starts);
        assert_int_equal(str_ends(str_of(cases[i].text), cases[i].affix), cases[i].ends);
    }
    /* No look beyond the slice. */
    assert_false(str_starts(str_slice("abc", 2), "abc"));
    assert_false(str_ends(str_slice("abc", 2), "c"));
}

static void a_slice_of_nothing_has_the_empty_beginning(void **state)
{
    static const struct str none = { NULL, 0 };

    (void)state;
    assert_false(str_starts(none, "a"));
    assert_false(str_ends(none, "a"));
    assert_true(str_starts(none, ""));
    assert_true(str_ends(none, ""));
    assert_int_equal(str_trim(none).len, 0);
}

static void trimming_a_slice_leaves_the_inside(void **state)
{
    (void)state;
    assert_str(str_trim(str_of(" \t\r\n\v\fa  b \n")), "a  b");
    assert_str(str_trim(str_of("ab")), "ab");
    assert_str(str_trim(str_of("  \n ")), "");
    assert_str(str_trim(str_of("")), "");
    assert_str(str_trim(str_of("\xc2\xa0x")), "\xc2\xa0x"); /* ASCII white space only */
}

/* Joins the fields of text with '|', one more at the end of each. */
static void assert_fields(const char *text, const char *expected)
{
    struct str rest = str_of(text);
    struct str field;
    struct buf got = BUF_INIT;

    while (str_next_field(&rest, ',', &field)) {
        buf_addstr(&got, field);
        buf_addc(&got, '|');
    }
    assert_null(rest.ptr);
    assert_false(str_next_field(&rest, ',', &field));
    assert_buf(&got, expected);
    buf_release(&got);
}

static void every_text_has_at_least_one_field(void **state)
{
    (void)state;
    assert_fields("a,bc,d", "a|bc|d|");
    assert_fields("a", "a|");
    assert_fields("", "|");
    assert_fields(",", "||");
    assert_fields(",a,", "|a||");
    assert_fields("a,,b", "a||b|");
}

static void assert_lines(const char *text, const char *expected)
{
    struct str rest = str_of(text);
    struct str line;
    struct buf got = BUF_INIT;

    while (str_next_line(&rest, &line)) {
        buf_addstr(&got, line);
        buf_addc(&got, '|');
    }
    assert_int_equal(rest.len, 0);
    assert_buf(&got, expected);
    buf_release(&got);
}

static void lines_end_in_any_of_three_ways(void **state)
{
    (void)state;
    assert_lines("", "");
    assert_lines("a", "a|");
    assert_lines("a\n", "a|");
    assert_lines("a\nb\r\nc\rd", "a|b|c|d|");
    assert_lines("\n\n", "||");
    assert_lines("\r\n\r\n", "||");
    assert_lines("\r\r\n\n", "|||");
    assert_lines("a\r", "a|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_valid_text),
        cmocka_unit_test(text_is_appended_in_every_way),
        cmocka_unit_test(nul_bytes_are_bytes_like_others),
        cmocka_unit_test(a_buffer_stays_whole_at_every_length),
        cmocka_unit_test(a_long_formatted_text_is_not_cut),
        cmocka_unit_test(clearing_keeps_the_memory),
        cmocka_unit_test(reserving_changes_no_text),
        cmocka_unit_test(truncating_cuts_the_end),
        cmocka_unit_test(trimming_drops_white_space_at_the_end_only),
        cmocka_unit_test(detached_text_belongs_to_the_caller),
        cmocka_unit_test(slices_are_compared_by_their_bytes),
        cmocka_unit_test(beginnings_and_ends_are_found),
        cmocka_unit_test(a_slice_of_nothing_has_the_empty_beginning),
        cmocka_unit_test(trimming_a_slice_leaves_the_inside),
        cmocka_unit_test(every_text_has_at_least_one_field),
        cmocka_unit_test(lines_end_in_any_of_three_ways),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

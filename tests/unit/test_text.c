/* Characters: decoding, classes, folding, widths and what may reach a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/text.h"

static void ascii_classes_ignore_the_locale(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++) {
        char c = (char)i;
        bool upper = i >= 65 && i <= 90;
        bool lower = i >= 97 && i <= 122;
        bool digit = i >= 48 && i <= 57;

        assert_int_equal(ascii_is_upper(c), upper);
        assert_int_equal(ascii_is_lower(c), lower);
        assert_int_equal(ascii_is_digit(c), digit);
        assert_int_equal(ascii_is_alpha(c), upper || lower);
        assert_int_equal(ascii_is_alnum(c), upper || lower || digit);
        assert_int_equal(ascii_is_space(c), i == 32 || (i >= 9 && i <= 13));
        assert_int_equal(ascii_lower(c), (char)(upper ? i + 32 : i));
    }
}

static void only_ascii_case_is_ignored(void **state)
{
    (void)state;
    assert_true(str_equal_nocase(str_of("JoinSet"), str_of("joinSET")));
    assert_false(str_equal_nocase(str_of("JoinSet"), str_of("JoinSe")));
    assert_false(str_equal_nocase(str_of("a@"), str_of("a`")));
    assert_false(str_equal_nocase(str_of("\u00e9"), str_of("\u00c9")));
    assert_true(str_equal_nocase(str_of(""), (struct str){ NULL, 0 }));
}

static void characters_are_decoded_and_encoded_alike(void **state)
{
    static const struct {
        const char *bytes;
        int32_t c;
        size_t len;
    } cases[] = {
        { "a", 'a', 1 },
        { "\x7f", 0x7f, 1 },
        { "\xc2\x80", 0x80, 2 },
        { "\xc3\xa9x", 0xe9, 2 },
        { "\xdf\xbf", 0x7ff, 2 },
        { "\xe0\xa0\x80", 0x800, 3 },
        { "\xe4\xb8\xad", 0x4e2d, 3 },
        { "\xef\xbf\xbd", 0xfffd, 3 },
        { "\xf0\x9f\xa6\x80", 0x1f980, 4 },
        { "\xf4\x8f\xbf\xbf", 0x10ffff, 4 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf out = BUF_INIT;
        int32_t c = -1;

        assert_int_equal(utf8_decode(cases[i].bytes, strlen(cases[i].bytes), &c), cases[i].len);
        assert_int_equal(c, cases[i].c);
        utf8_append(&out, c);
        assert_int_equal(out.len, cases[i].len);
        assert_memory_equal(out.ptr, cases[i].bytes, cases[i].len);
        buf_release(&out);
    }
}

static const char *const broken[] = {
    "\x80",             /* a continuation byte alone */
    "\xbf",
    "\xc0\xaf",         /* overlong */
    "\xc1\xbf",
    "\xe0\x9f\xbf",
    "\xf0\x8f\xbf\xbf",
    "\xed\xa0\x80",     /* a surrogate */
    "\xf4\x90\x80\x80", /* beyond U+10FFFF */
    "\xf5\x80\x80\x80",
    "\xfe",
    "\xff",
    "\xc3",             /* cut short */
    "\xe4\xb8",
    "\xf0\x9f\xa6",
    "\xc3(",
};

static void broken_bytes_decode_to_the_replacement_one_by_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
        int32_t c = -1;

        assert_int_equal(utf8_decode(broken[i], strlen(broken[i]), &c), 1);
        assert_int_equal(c, 0xfffd);
    }
}

static void the_valid_prefix_ends_before_the_first_broken_byte(void **state)
{
    (void)state;
    assert_int_equal(utf8_valid_prefix(str_of("")), 0);
    assert_int_equal(utf8_valid_prefix((struct str){ NULL, 0 }), 0);
    assert_int_equal(utf8_valid_prefix(str_of("a\u00e9\u4e2d\U0001F980z")), 11);
    for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
        struct buf text = BUF_INIT;

        buf_addf(&text, "ab\u00e9%s", broken[i]);
        assert_int_equal(utf8_valid_prefix(buf_str(&text)), 4);
        buf_release(&text);
    }
    /* A character that the slice cuts through. */
    assert_int_equal(utf8_valid_prefix(str_slice("a\xf0\x9f\xa6\x80", 4)), 1);
}

static void letters_digits_and_marks_of_any_script_are_word_characters(void **state)
{
    static const int32_t words[] = { 'a', 'Z', '0', '_', 0xe9, 0x3b1, 0x416, 0x5d0, 0x301, 0x966,
                                     0x4e2d, 0xac00, 0x2163, 0x1d400 };
    static const int32_t others[] = { ' ', '-', '\'', '.', '+', 0x7f, 0, 0xa0, 0x2019, 0x2014,
                                      0x3002, 0x1f980, 0xfffd, 0x200b, 0xe000 };

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        assert_true(utf8_is_word(words[i]));
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        assert_false(utf8_is_word(others[i]));
}

static void scripts_without_blanks_are_ideographs(void **state)
{
    static const int32_t yes[] = { 0x4e2d, 0x3042, 0x30ab, 0xac00, 0x3400, 0x20000, 0xf900 };
    static const int32_t no[] = { 'a', 0xe9, 0x3b1, 0x416, 0x1f980, 0x3002 };

    (void)state;
    for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
        assert_true(utf8_is_ideograph(yes[i]));
    for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
        assert_false(utf8_is_ideograph(no[i]));
}

static void widths_are_columns_of_a_terminal(void **state)
{
    static const struct {
        const char *text;
        size_t width;
    } cases[] = {
        { "", 0 },           { "abc", 3 },       { "a\nb\tc\x1b", 3 }, { "\u00e9", 1 },
        { "e\u0301", 1 },    { "\u4e2d\u6587", 4 }, { "\U0001F980", 2 },  { "\u200b", 0 },
        { "\u2026", 1 },     { "\x7f", 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_int_equal(str_width(str_of(cases[i].text)), cases[i].width);
    /* What asks for an emoji makes two columns of one; alone it takes none. */
    assert_int_equal(str_width(str_of("\xe2\x9d\xa4\xef\xb8\x8f")), 2);
    assert_int_equal(str_width(str_of("1\xef\xb8\x8f\xe2\x83\xa3")), 2);
    assert_int_equal(str_width(str_of("\xf0\x9f\xa6\x80\xef\xb8\x8f")), 2);
    assert_int_equal(str_width(str_of("\xef\xb8\x8f")), 0);
    assert_int_equal(utf8_width('a'), 1);
    assert_int_equal(utf8_width(0x301), 0);
    assert_int_equal(utf8_width(0x4e2d), 2);
}

static void assert_folded(const char *text, const char *expected)
{
    struct buf out = BUF_INIT;

    buf_adds(&out, ">");
    text_fold(&out, str_of(text));
    assert_string_equal(out.ptr + 1, expected);
    assert_int_equal(out.len, strlen(expected) + 1);
    buf_release(&out);
}

static void folding_drops_case_and_accents(void **state)
{
    (void)state;
    assert_folded("", "");
    assert_folded("JoinSet_2", "joinset_2");
    assert_folded("\u00fcn\u00efc\u00f6de", "unicode");
    assert_folded("\u00dcN\u00cfC\u00d6DE", "unicode");
    assert_folded("u\u0308ber", "uber");
    assert_folded("Stra\u00dfe", "strasse");
    assert_folded("\u041c\u0418\u0420", "\u043c\u0438\u0440");
    assert_folded("\uff32\uff35\uff33\uff34", "rust"); /* full width */
    assert_folded("\ufb01le", "file");                 /* a ligature */
    assert_folded("\u4e2d", "\u4e2d");
}

static void folding_broken_bytes_keeps_them(void **state)
{
    (void)state;
    assert_folded("ab\xff", "ab\xff");
    assert_folded("\xc3(", "\xc3(");
}

static void assert_sanitized(const char *text, size_t len, const char *expected)
{
    struct buf out = BUF_INIT;
    struct buf again = BUF_INIT;

    buf_adds(&out, ">");
    text_sanitize(&out, str_slice(text, len));
    assert_string_equal(out.ptr + 1, expected);
    assert_int_equal(out.len, strlen(expected) + 1);
    text_sanitize(&again, buf_str(&out)); /* clean text stays as it is */
    assert_true(str_equal(buf_str(&again), buf_str(&out)));
    buf_release(&again);
    buf_release(&out);
}

static void control_characters_are_taken_out(void **state)
{
    static const char all[] = "\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14"
                              "\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f";

    (void)state;
    assert_sanitized(all, sizeof(all) - 1, "");
    assert_sanitized("a\0b", 3, "ab");
    assert_sanitized("a\tb\nc", 5, "a\tb\nc");
    assert_sanitized("\x1b[2Jx", 5, "[2Jx");
    for (int32_t c = 0x80; c < 0xa0; c++) {
        struct buf text = BUF_INIT;

        utf8_append(&text, c);
        assert_sanitized(text.ptr, text.len, "");
        buf_release(&text);
    }
    assert_sanitized("\xc2\xa0", 2, "\xc2\xa0");
}

static void bidirectional_tricks_are_taken_out(void **state)
{
    static const int32_t tricks[] = { 0x202a, 0x202b, 0x202c, 0x202d, 0x202e,
                                      0x2066, 0x2067, 0x2068, 0x2069 };

    (void)state;
    for (size_t i = 0; i < sizeof(tricks) / sizeof(*tricks); i++) {
        struct buf text = BUF_INIT;

        buf_adds(&text, "a");
        utf8_append(&text, tricks[i]);
        buf_adds(&text, "b");
        assert_sanitized(text.ptr, text.len, "ab");
        buf_release(&text);
    }
    assert_sanitized("\u05d0\u05d1 \u0645", 7, "\u05d0\u05d1 \u0645");
}

static void line_ends_become_lf(void **state)
{
    (void)state;
    assert_sanitized("a\r\nb\rc\n\r\n\r", 10, "a\nb\nc\n\n\n");
    assert_sanitized("\r", 1, "\n");
    assert_sanitized("\r\r\n", 3, "\n\n");
}

static void invalid_bytes_become_the_replacement(void **state)
{
    (void)state;
    assert_sanitized("a\xff\xfe" "b", 4, "a\ufffd\ufffdb");
    assert_sanitized("\xe4\xb8", 2, "\ufffd\ufffd");
    assert_sanitized("x\xc0\xafy", 4, "x\ufffd\ufffdy");
    assert_sanitized("\xef\xbf\xbd", 3, "\ufffd");
}

static void ordinary_text_stays(void **state)
{
    static const char text[] = "fn main() { println!(\"\u00e9 \u4e2d \U0001F980\"); } ~`@#$%^&*";

    (void)state;
    assert_sanitized(text, sizeof(text) - 1, text);
    assert_sanitized("", 0, "");
    assert_sanitized(NULL, 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascii_classes_ignore_the_locale),
        cmocka_unit_test(only_ascii_case_is_ignored),
        cmocka_unit_test(characters_are_decoded_and_encoded_alike),
        cmocka_unit_test(broken_bytes_decode_to_the_replacement_one_by_one),
        cmocka_unit_test(the_valid_prefix_ends_before_the_first_broken_byte),
        cmocka_unit_test(letters_digits_and_marks_of_any_script_are_word_characters),
        cmocka_unit_test(scripts_without_blanks_are_ideographs),
        cmocka_unit_test(widths_are_columns_of_a_terminal),
        cmocka_unit_test(folding_drops_case_and_accents),
        cmocka_unit_test(folding_broken_bytes_keeps_them),
        cmocka_unit_test(control_characters_are_taken_out),
        cmocka_unit_test(bidirectional_tricks_are_taken_out),
        cmocka_unit_test(line_ends_become_lf),
        cmocka_unit_test(invalid_bytes_become_the_replacement),
        cmocka_unit_test(ordinary_text_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

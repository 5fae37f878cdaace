/* Includes, against files in a folder of each test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/xalloc.h"
#include "indexer/include.h"

enum { DIR_LENGTH = 64 };

/* The folder of a test: "book" is the source's root, "secret.txt" beside it is out of bounds. */
struct fixture {
    char dir[DIR_LENGTH];
    struct buf root;
    struct buf missing; /* "line target: why\n" for each directive that led nowhere */
    struct include_result result;
    struct error err;
};

static char *path_below(const struct fixture *f, const char *name)
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/%s", f->root.ptr, name);
    return buf_detach(&path);
}

static void make_folder(const struct fixture *f, const char *name)
{
    char *path = path_below(f, name);

    assert_int_equal(mkdir(path, 0700), 0);
    free(path);
}

static void make_bytes(const struct fixture *f, const char *name, const char *bytes, size_t len)
{
    char *path = path_below(f, name);
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
    free(path);
}

static void make_file(const struct fixture *f, const char *name, const char *text)
{
    make_bytes(f, name, text, strlen(text));
}

static void make_link(const struct fixture *f, const char *to, const char *name)
{
    char *path = path_below(f, name);

    assert_int_equal(symlink(to, path), 0);
    free(path);
}

static int set_up(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));

    (void)snprintf(f->dir, sizeof(f->dir), "/tmp/test_include.XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    buf_init(&f->root);
    buf_init(&f->missing);
    buf_init(&f->result.text);
    buf_addf(&f->root, "%s/book", f->dir);
    assert_int_equal(mkdir(f->root.ptr, 0700), 0);
    make_file(f, "../secret.txt", "secret\n");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    struct buf command = BUF_INIT;

    buf_addf(&command, "rm -rf '%s'", f->dir);
    assert_int_equal(system(command.ptr), 0);
    buf_release(&command);
    include_release(&f->result);
    buf_release(&f->missing);
    buf_release(&f->root);
    free(f);
    return 0;
}

static void note_missing(void *ctx, const char *target, size_t line, const char *why)
{
    struct fixture *f = ctx;

    buf_addf(&f->missing, "%zu %s: %s\n", line, target, why);
}

/* Every line of the result must be in the table, in the document's order. */
static void check_lines(const struct include_result *r)
{
    struct str rest = buf_str(&r->text);
    struct str line;
    size_t count = 0;

    while (str_next_line(&rest, &line))
        count++;
    assert_int_equal(r->line_count, count);
    for (size_t i = 0; i < r->line_count; i++)
        assert_true(r->lines[i] >= (i > 0 ? r->lines[i - 1] : 1));
}

static enum status expand(struct fixture *f, struct str text)
{
    enum status st;

    include_release(&f->result);
    buf_clear(&f->missing);
    st = include_expand(text, f->root.ptr, f->root.ptr, note_missing, f, &f->result, &f->err);
    if (st == STATUS_OK)
        check_lines(&f->result);
    return st;
}

static void assert_expands(struct fixture *f, const char *text, const char *expected)
{
    assert_int_equal(expand(f, str_of(text)), STATUS_OK);
    assert_string_equal(f->result.text.ptr, expected);
    assert_string_equal(f->missing.ptr, "");
}

static void assert_misses(struct fixture *f, const char *text, const char *expected,
                          const char *missing)
{
    assert_int_equal(expand(f, str_of(text)), STATUS_OK);
    assert_string_equal(f->result.text.ptr, expected);
    assert_string_equal(f->missing.ptr, missing);
}

static void assert_lines(const struct fixture *f, const size_t *lines, size_t count)
{
    assert_int_equal(f->result.line_count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(f->result.lines[i], lines[i]);
}

static const char five[] = "one\ntwo\nthree\nfour\nfive\n";

static void a_directive_gives_way_to_its_file(void **state)
{
    struct fixture *f = *state;

    make_file(f, "a.rs", "fn a() {}\n");
    assert_expands(f, "```rust\n{{#include a.rs}}\n```\n", "```rust\nfn a() {}\n```\n");
    assert_expands(f, "x {{#include a.rs}} y", "x fn a() {} y");
    assert_expands(f, "{{#include ./a.rs}}{{#include\ta.rs }}\n", "fn a() {}fn a() {}\n");
    assert_expands(f, "{{ #include   a.rs more words }}", "fn a() {}");
    assert_expands(f, "{{{#include a.rs}}}", "{fn a() {}}");
    assert_expands(f, "{{#include {{#include a.rs}}", "{{#include fn a() {}");
}

static void all_other_text_stays(void **state)
{
    static const char *const texts[] = {
        "",
        "\n",
        "\n\n",
        "a\nb",
        "{{}}",
        "{{increase|decrease}} {{ grammar-summary }} {{summary-table}}\n",
        "{{#include",
        "{{#include a.rs",
        "{{#include a.rs}\n}}",
        "{{#include\na.rs}}",
        "{{#include }}",
        "{{#include}}",
        "{{include a.rs}}",
        "{{#includes a.rs}}",
        "{{# include a.rs}}",
        "{{#option}} {{#ff0000}} {{#endtab}} {{/x}} {{< y >}} {{",
        "}}{{",
    };
    struct fixture *f = *state;

    make_file(f, "a.rs", "never\n");
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_false(include_is_needed(str_of(texts[i])));
        assert_expands(f, texts[i], texts[i]);
    }
    assert_int_equal(expand(f, str_slice(NULL, 0)), STATUS_OK);
}

static void work_to_do_is_noticed(void **state)
{
    (void)state;
    assert_true(include_is_needed(str_of("a\n{{}} {{#include x}}")));
    assert_true(include_is_needed(str_of("{{#rustdoc_include x:y}}")));
    assert_true(include_is_needed(str_of("{{#playground x}}")));
    assert_true(include_is_needed(str_of("{{#playpen x}}")));
    assert_true(include_is_needed(str_of("\\{{#include x}}")));
    assert_false(include_is_needed(str_slice(NULL, 0)));
}

static void an_escaped_directive_stands_for_itself(void **state)
{
    struct fixture *f = *state;

    make_file(f, "a.rs", "a\n");
    make_file(f, "b.md", "\\{{#include a.rs}}\n");
    assert_expands(f, "\\{{#include a.rs}} {{#include a.rs}}", "{{#include a.rs}} a");
    assert_expands(f, "{{#include b.md}}", "{{#include a.rs}}");
    assert_expands(f, "\\{{#other}}", "\\{{#other}}");
}

static void line_ranges_choose_lines(void **state)
{
    static const struct {
        const char *range;
        const char *expected;
    } cases[] = {
        { "", "one\ntwo\nthree\nfour\nfive" },
        { ":", "one\ntwo\nthree\nfour\nfive" },
        { "::", "one\ntwo\nthree\nfour\nfive" },
        { ":2", "two" },
        { ":2:4", "two\nthree\nfour" },
        { ":4:", "four\nfive" },
        { ":4:x", "four\nfive" },
        { "::2", "one\ntwo" },
        { ":0", "one" },
        { ":5:99", "five" },
        { ":6", "" },
        { ":4:2", "" },
        { "::0", "" },
        { ":99999999999999999999999999", "" },
        { ":1:99999999999999999999999999", "one\ntwo\nthree\nfour\nfive" },
    };
    struct fixture *f = *state;

    make_file(f, "five", five);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buf text = BUF_INIT;

        buf_addf(&text, "{{#include five%s}}", cases[i].range);
        assert_expands(f, text.ptr, cases[i].expected);
        buf_release(&text);
    }
}

static void anchors_choose_lines_and_are_left_out(void **state)
{
    struct fixture *f = *state;

    make_file(f, "a.rs",
              "1\n// ANCHOR: all\n2\n# ANCHOR:in\n3\n/* ANCHOR_END: in */\n4\n"
              "<!-- ANCHOR_END: all -->\n5\n// ANCHOR: all\n6\n// ANCHOR: open\n7\n");
    assert_expands(f, "{{#include a.rs:all}}", "2\n3\n4");
    assert_expands(f, "{{#include a.rs:in}}", "3");
    assert_expands(f, "{{#include a.rs:open}}", "7");
    assert_expands(f, "{{#include a.rs}}", "1\n2\n3\n4\n5\n6\n7");
    assert_expands(f, "{{#include a.rs:1:3}}", "1\n2");
    make_file(f, "b.txt", "ANCHOR: ! but ANCHOR: b\nx\nANCHOR\nANCHOR:\nANCHOR_END: b");
    assert_expands(f, "{{#include b.txt:b}}", "x\nANCHOR\nANCHOR:");
}

static void rustdoc_includes_hide_the_other_lines(void **state)
{
    struct fixture *f = *state;

    make_file(f, "five", five);
    make_file(f, "a.rs",
              "1\n// ANCHOR: a\n2\n// ANCHOR_END: a\n3\n// ANCHOR: a\n4\n// ANCHOR_END: a\n5\n");
    assert_expands(f, "{{#rustdoc_include five:2:3}}", "# one\ntwo\nthree\n# four\n# five");
    assert_expands(f, "{{#rustdoc_include five:5}}", "# one\n# two\n# three\n# four\nfive");
    assert_expands(f, "{{#rustdoc_include five}}", "one\ntwo\nthree\nfour\nfive");
    assert_expands(f, "{{#rustdoc_include a.rs:a}}", "# 1\n2\n# 3\n4\n# 5");
    assert_misses(f, "a {{#rustdoc_include a.rs:b}} b", "a  b", "1 a.rs:b: no such anchor\n");
}

static void a_playground_is_a_code_block(void **state)
{
    struct fixture *f = *state;

    make_file(f, "a.rs", "fn main() {\n}\n");
    make_file(f, "empty.rs", "");
    assert_expands(f, "{{#playground a.rs editable}}\n", "```rust,editable\nfn main() {\n}\n```\n");
    assert_expands(f, "  {{#playpen a.rs}}  \nx", "  ```rust\nfn main() {\n}\n```  \nx");
    assert_expands(f, "x {{#playground a.rs a b }} y", "x \n```rust,a,b\nfn main() {\n}\n```\n y");
    assert_expands(f, "{{#playground empty.rs}}", "```rust\n```");
}

static void only_one_line_end_is_trimmed(void **state)
{
    struct fixture *f = *state;

    make_file(f, "none", "a");
    make_file(f, "two", "a\n\n");
    make_file(f, "empty", "");
    assert_expands(f, "{{#include none}}\nb\n", "a\nb\n");
    assert_expands(f, "{{#include two}}\nb\n", "a\n\nb\n");
    assert_expands(f, "{{#include empty}}\nb\n", "\nb\n");
}

static void lines_know_where_they_came_from(void **state)
{
    static const size_t lines[] = { 1, 2, 2, 2, 2, 2, 3, 4 };
    static const size_t nested[] = { 1, 2, 2, 2, 3 };
    static const size_t gone[] = { 1, 2, 3 };
    struct fixture *f = *state;

    make_file(f, "five", five);
    make_file(f, "n.md", "{{#include five:1:2}}\nlast\n");
    assert_expands(f, "0\n<{{#include five}}>\n{{#include five:1}}{{#include five:2}}\nend\n",
                   "0\n<one\ntwo\nthree\nfour\nfive>\nonetwo\nend\n");
    assert_lines(f, lines, 8);
    assert_expands(f, "0\n{{#include n.md}}\nend", "0\none\ntwo\nlast\nend");
    assert_lines(f, nested, 5);
    assert_misses(f, "\n{{#include no}}\n\n{{#include no}}", "\n\n\n",
                  "2 no: no such file\n4 no: no such file\n");
    assert_lines(f, gone, 3);
}

static void includes_in_includes_start_from_their_own_folder(void **state)
{
    struct fixture *f = *state;

    make_folder(f, "sub");
    make_file(f, "sub/b.md", "b [{{#include c.md}}]\n{{#include no.md}}\n");
    make_file(f, "sub/c.md", "c {{#include ../d.md}}\n");
    make_file(f, "d.md", "d\n");
    assert_misses(f, "\n{{#include sub/b.md}}", "\nb [c d]\n", "2 no.md: no such file\n");
    assert_int_equal(f->result.file_count, 4); /* the absent one too */
}

static void a_directive_that_leads_nowhere_is_taken_out(void **state)
{
    struct fixture *f = *state;

    make_folder(f, "folder");
    make_file(f, "file", "x\n");
    assert_misses(f, "a{{#include no.rs:here}}b", "ab", "1 no.rs: no such file\n");
    assert_misses(f, "{{#include file/x}}", "", "1 file/x: no such file\n");
    assert_misses(f, "{{#include folder}}", "", "1 folder: not a file\n");
    assert_misses(f, "{{#playground no.rs:1}}", "", "1 no.rs:1: no such file\n");
    assert_misses(f, "{{#include file:a}}", "", "1 file:a: no such anchor\n");
    assert_misses(f, "{{#include :a}}", "", "1 : outside the source's root\n");
}

static void nothing_outside_the_root_is_read(void **state)
{
    struct fixture *f = *state;
    struct buf text = BUF_INIT;

    make_link(f, "../secret.txt", "link.txt");
    make_link(f, "..", "up");
    make_link(f, "loop", "loop");
    assert_misses(f, "{{#include ../secret.txt}}", "",
                  "1 ../secret.txt: outside the source's root\n");
    assert_misses(f, "{{#include link.txt}}", "", "1 link.txt: outside the source's root\n");
    assert_misses(f, "{{#include up/secret.txt}}", "",
                  "1 up/secret.txt: outside the source's root\n");
    assert_misses(f, "{{#include /etc/passwd}}", "", "1 /etc/passwd: outside the source's root\n");
    assert_misses(f, "{{#include loop}}", "", "1 loop: cannot be read\n");
    make_folder(f, "../book2");
    make_file(f, "../book2/a", "x\n");
    assert_misses(f, "{{#include ../book2/a}}", "", "1 ../book2/a: outside the source's root\n");
    assert_int_equal(f->result.file_count, 0);
    make_file(f, "in.txt", "in\n");
    make_link(f, "in.txt", "in-link.txt");
    buf_addf(&text, "{{#include in-link.txt}} {{#include %s/in.txt}}", f->root.ptr);
    assert_expands(f, text.ptr, "in in");
    assert_int_equal(f->result.file_count, 1);
    buf_release(&text);
}

static void a_fifo_is_not_waited_for(void **state)
{
    struct fixture *f = *state;
    char *path = path_below(f, "fifo");

    assert_int_equal(mkfifo(path, 0600), 0);
    assert_misses(f, "{{#include fifo}}", "", "1 fifo: not a file\n");
    free(path);
}

static void what_is_put_in_place_is_clean_text(void **state)
{
    struct fixture *f = *state;

    make_bytes(f, "nul", "a\0b\r\nc\x1b[31m\r\nd", 14);
    make_bytes(f, "bad", "a\xff", 2);
    make_bytes(f, "bom", "\xef\xbb\xbfhi\n", 6);
    assert_expands(f, "{{#include nul}}", "ab\nc[31m\nd");
    assert_expands(f, "{{#include nul:2}}", "c[31m");
    assert_expands(f, "{{#include bom}}", "hi");
    assert_misses(f, "{{#include bad:x}}", "", "1 bad: not UTF-8\n");
    assert_int_equal(f->result.file_count, 1);
}

static void circles_end(void **state)
{
    struct fixture *f = *state;

    make_file(f, "a.md", "a {{#include a.md}}\n");
    make_file(f, "b.md", "b {{#include c.md}}\n");
    make_file(f, "c.md", "c {{#include b.md}}\n");
    assert_misses(f, "\n{{#include a.md}}", "\na ", "2 a.md: includes itself\n");
    assert_misses(f, "{{#include b.md}}", "b c ", "1 b.md: includes itself\n");
}

static void a_chain_ends_at_the_deepest_level(void **state)
{
    struct fixture *f = *state;

    for (int i = 1; i <= INCLUDE_DEPTH_MAX + 1; i++) {
        char name[16];
        char text[64];

        (void)snprintf(name, sizeof(name), "%d", i);
        (void)snprintf(text, sizeof(text), "%d,{{#include %d}}", i, i + 1);
        make_file(f, name, text);
    }
    assert_misses(f, "{{#include 1}}", "1,2,3,4,5,6,7,8,9,10,", "1 11: nested too deeply\n");
}

static void ten_thousand_includes_are_fast(void **state)
{
    struct fixture *f = *state;
    struct buf text = BUF_INIT;
    clock_t start = clock();

    make_file(f, "x", "0123456789\n");
    for (int i = 0; i < 10000; i++)
        buf_adds(&text, i % 2 == 0 ? "{{#include x}}\n" : "{{#include no}}\n");
    make_bytes(f, "many.md", text.ptr, text.len);
    assert_int_equal(expand(f, str_of("{{#include many.md}}{{#include many.md}}")), STATUS_OK);
    assert_int_equal(f->result.text.len, 2 * (5000 * 10 + 9999));
    assert_int_equal(f->result.file_count, 3);
    assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
    buf_release(&text);
}

/* Files that include the next a thousand times each: 1000^9 if nobody counted. */
static void a_bomb_is_too_big(void **state)
{
    struct fixture *f = *state;

    for (int i = 1; i < INCLUDE_DEPTH_MAX; i++) {
        struct buf text = BUF_INIT;
        char name[16];

        (void)snprintf(name, sizeof(name), "%d", i);
        for (int k = 0; k < 1000; k++)
            buf_addf(&text, "{{#include %d}}", i + 1);
        make_bytes(f, name, text.ptr, text.len);
        buf_release(&text);
    }
    make_file(f, "10", "");
    assert_int_equal(expand(f, str_of("{{#include 1}}")), STATUS_TOO_BIG);
    assert_string_equal(f->result.text.ptr, "");
    make_file(f, "10", five);
    assert_int_equal(expand(f, str_of("{{#include 1}}")), STATUS_TOO_BIG);
}

static void a_huge_target_is_left_out(void **state)
{
    struct fixture *f = *state;
    char *path = path_below(f, "huge");

    make_file(f, "huge", "x");
    assert_int_equal(truncate(path, 100 << 20), 0);
    assert_misses(f, "{{#include huge:1}}", "", "1 huge: too large\n");
    free(path);
}

static void a_huge_result_is_too_big(void **state)
{
    struct fixture *f = *state;
    struct buf half = BUF_INIT;

    buf_reserve(&half, INCLUDE_BYTES_MAX / 2 + 128);
    while (half.len <= INCLUDE_BYTES_MAX / 2 + 64)
        buf_adds(&half, "0123456789abcdef0123456789abcdef\n");
    make_bytes(f, "half", half.ptr, half.len);
    assert_int_equal(expand(f, str_of("{{#include half}}")), STATUS_OK);
    assert_int_equal(expand(f, str_of("{{#include half}}{{#include half}}")), STATUS_TOO_BIG);
    buf_release(&half);
}

static void braces_without_end_take_linear_time(void **state)
{
    static const char *const pieces[] = { "{",   "{{",    "{{#include ", "{{#include a",
                                          "{{ ", "}}{{#", "ANCHOR: " };
    struct fixture *f = *state;
    clock_t start = clock();

    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        struct buf text = BUF_INIT;

        while (text.len < 1 << 20)
            buf_adds(&text, pieces[i]);
        assert_false(include_is_needed(buf_str(&text)));
        assert_expands(f, text.ptr, text.ptr);
        make_bytes(f, "long", text.ptr, text.len);
        assert_int_equal(expand(f, str_of("{{#include long:2}}{{#include long:x}}")), STATUS_OK);
        buf_release(&text);
    }
    assert_true(clock() - start < 10 * CLOCKS_PER_SEC);
}

static void files_are_told_once_with_size_and_time(void **state)
{
    struct fixture *f = *state;
    struct timespec times[2] = { { 5, 0 }, { 7, 9 } };
    char *path = path_below(f, "a");
    char *real;

    make_file(f, "b", "bb\n");
    make_file(f, "a", "a\n");
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    real = realpath(path, NULL);
    assert_expands(f, "{{#include b}}{{#include a}}{{#include b:1}}", "bbabb");
    assert_int_equal(f->result.file_count, 2);
    assert_string_equal(f->result.files[0].path, real);
    assert_int_equal(f->result.files[0].size, 2);
    assert_int_equal(f->result.files[0].mtime_ns, 7000000009);
    assert_int_equal(f->result.files[1].size, 3);
    free(real);
    free(path);
}

static void a_root_that_is_not_there_is_an_error(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(
        include_expand(str_of("x"), "/no/such", "/no/such", NULL, NULL, &f->result, &f->err),
        STATUS_IO);
    assert_int_equal(include_expand(str_of("a{{#include b}}"), f->root.ptr, f->root.ptr, NULL, NULL,
                                    &f->result, NULL),
                     STATUS_OK);
    include_release(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_directive_gives_way_to_its_file),
        TEST(all_other_text_stays),
        TEST(work_to_do_is_noticed),
        TEST(an_escaped_directive_stands_for_itself),
        TEST(line_ranges_choose_lines),
        TEST(anchors_choose_lines_and_are_left_out),
        TEST(rustdoc_includes_hide_the_other_lines),
        TEST(a_playground_is_a_code_block),
        TEST(only_one_line_end_is_trimmed),
        TEST(lines_know_where_they_came_from),
        TEST(includes_in_includes_start_from_their_own_folder),
        TEST(a_directive_that_leads_nowhere_is_taken_out),
        TEST(nothing_outside_the_root_is_read),
        TEST(a_fifo_is_not_waited_for),
        TEST(what_is_put_in_place_is_clean_text),
        TEST(circles_end),
        TEST(a_chain_ends_at_the_deepest_level),
        TEST(ten_thousand_includes_are_fast),
        TEST(a_bomb_is_too_big),
        TEST(a_huge_target_is_left_out),
        TEST(a_huge_result_is_too_big),
        TEST(braces_without_end_take_linear_time),
        TEST(files_are_told_once_with_size_and_time),
        TEST(a_root_that_is_not_there_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What code and pairs of advice look like on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/render_internal.h"
#include "core/text.h"

static const struct render_style PLAIN_40 = { .color = false, .width = 40 };
static const struct render_style COLOR_40 = { .color = true, .width = 40 };

#define EMPTY_BAR "  \033[2m│\033[0m\n"
#define BAR       "  \033[2m│\033[0m "
#define BAD_BAR   "  \033[1;31m│\033[0m "
#define GOOD_BAR  "  \033[1;32m│\033[0m "

static void assert_renders(const char *markdown, const struct render_style *style,
                           const char *expected)
{
    struct buf out = BUF_INIT;

    render_markdown(&out, str_of(markdown), style);
    assert_string_equal(out.ptr, expected);
    buf_release(&out);
}

static void assert_plain(const char *markdown, const char *expected)
{
    assert_renders(markdown, &PLAIN_40, expected);
}

static void assert_color(const char *markdown, const char *expected)
{
    assert_renders(markdown, &COLOR_40, expected);
}

static void code_blocks_are_indented(void **state)
{
    (void)state;
    assert_plain("```text\n# a\n\tb\n\nc   d  \n```\n", "    # a\n        b\n\n    c   d\n");
    assert_plain("```\nab\tc\n```\n", "    ab  c\n");
    assert_plain("- a\n\n      b\n", "- a\n\n      b\n");
    assert_plain("- a\n  ```\n  b\n  ```\n- c\n", "- a\n\n      b\n\n- c\n");
    assert_plain("```\n\n```\n", "");
}

static void with_color_the_gutter_is_a_bar(void **state)
{
    (void)state;
    assert_color("```text\na\n\nb\n```\n", BAR "a\n" EMPTY_BAR BAR "b\n");
    assert_color("> ```\n> a\n> ```\n", "\033[2m│\033[0m " BAR "a\n");
}

static void a_line_of_code_that_is_too_wide_goes_on_below_with_a_mark(void **state)
{
    static const struct render_style WIDE = { .width = 40, .columns = 60 };
    static const struct render_style PIPE = { .width = 0 };

    (void)state;
    assert_plain("```\n  let total = first_number + second_number + c;\nx\n```\n",
                 "      let total = first_number +\n  ↳     second_number + c;\n    x\n");
    assert_plain("```\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n```\n",
                 "    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n  ↳   aaaaaaaaaaaa\n");
    /* Code takes the columns that prose leaves. */
    assert_renders("```\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n```\n", &WIDE,
                   "    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
    assert_renders("```\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n```\n", &PIPE,
                   "    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
}

static void code_of_any_kind_of_characters_fits_the_width(void **state)
{
    struct buf text = BUF_INIT;
    struct buf out = BUF_INIT;
    struct str rest;
    struct str line;
    size_t letters = 0;

    (void)state;
    buf_adds(&text, "> - ```rust\n>   let s = \"");
    for (int i = 0; i < 1000; i++)
        buf_adds(&text, "中e\xcc\x81🦀 x");
    buf_adds(&text, "\";\n>   ```\n");
    render_markdown(&out, buf_str(&text), &PLAIN_40);
    rest = buf_str(&out);
    while (str_next_line(&rest, &line)) {
        assert_in_range(str_width(line), 1, 40);
        letters += str_count(line, "x");
    }
    assert_int_equal(letters, 1000);
    buf_release(&text);
    buf_release(&out);
}

static void hidden_rust_lines_are_left_out(void **state)
{
    (void)state;
    assert_plain("```rust\n# fn main() {\n\nlet x = 1;\n## y\n# }\n```\n",
                 "    let x = 1;\n    # y\n");
    assert_plain("```sh\n# comment\n```\n", "    # comment\n");
    assert_plain("a\n\n```rust\n# fn main() {}\n```\n\nb\n", "a\n\nb\n");
}

static void rust_is_highlighted(void **state)
{
    (void)state;
    assert_color("```rust\nlet s: &'a Str = f!(\"x\", 1);\n```\n",
                 BAR "\033[35mlet\033[0m s: &\033[94m'a\033[0m \033[36mStr\033[0m = "
                     "\033[94mf\033[0m!(\033[32m\"x\"\033[0m, \033[36m1\033[0m);\n");
    assert_color("```rust\n#![a(b[0])] x // y\n```\n",
                 BAR "\033[35m#![a(b[0])]\033[0m x \033[2m// y\033[0m\n");
    assert_color("```rust\n\"a\nb\"\n```\n", BAR "\033[32m\"a\033[0m\n" BAR "\033[32mb\"\033[0m\n");
}

static void toml_is_highlighted(void **state)
{
    (void)state;
    assert_color("```toml\n[a.b] # c\nd = \"e # f\" # g\nh.i = [1, true]\n```\n",
                 BAR "\033[36m[a.b]\033[0m \033[2m# c\033[0m\n" BAR
                     "\033[94md\033[0m = \033[32m\"e # f\"\033[0m \033[2m# g\033[0m\n" BAR
                     "\033[94mh.i\033[0m = [\033[36m1\033[0m, \033[35mtrue\033[0m]\n");
    assert_color("```toml\n\"open\n[ \"x\", 1 ]\n= \\\n```\n",
                 BAR "\033[32m\"open\033[0m\n" BAR
                     "[ \033[32m\"x\"\033[0m, \033[36m1\033[0m ]\n" BAR "= \\\n");
}

static void shell_is_highlighted(void **state)
{
    (void)state;
    assert_color("```sh\nA=1 ls -q b | tee \"$x\" $HOME # y\n```\n",
                 BAR "A=1 \033[94mls\033[0m \033[94m-q\033[0m b | \033[94mtee\033[0m "
                     "\033[32m\"$x\"\033[0m \033[36m$HOME\033[0m \033[2m# y\033[0m\n");
    assert_color("```console\n$ ls a\nb --c 'd\n```\n",
                 BAR "\033[2m$\033[0m \033[94mls\033[0m a\n" BAR "b --c 'd\n");
    assert_color("```sh\necho '\n` \\\n```\n",
                 BAR "\033[94mecho\033[0m \033[32m'\033[0m\n" BAR "` \033[94m\\\033[0m\n");
}

static void marked_comments_are_red_and_green_and_so_is_the_bar_from_there_on(void **state)
{
    (void)state;
    assert_color("```rust\nx\n// DON'T: a\ny\n// DO NOT b\n// DO: c\nz\n// DONE\n```\n", BAR
                 "x\n" BAD_BAR "\033[1;31m// DON'T: a\033[0m\n" BAD_BAR "y\n" BAD_BAR
                 "\033[1;31m// DO NOT b\033[0m\n" GOOD_BAR "\033[1;32m// DO: c\033[0m\n" GOOD_BAR
                 "z\n" GOOD_BAR "\033[2m// DONE\033[0m\n");
    assert_color("```rust\n// OLD\n// NEW - d\n```\n",
                 BAD_BAR "\033[1;31m// OLD\033[0m\n" GOOD_BAR "\033[1;32m// NEW - d\033[0m\n");
}

static void code_alone_looks_as_in_a_document(void **state)
{
    struct buf alone = BUF_INIT;
    struct buf whole = BUF_INIT;

    (void)state;
    render_code(&alone, str_of("# x\r\nfn f() {}\r\n"), true, &COLOR_40);
    render_markdown(&whole, str_of("```rust\n# x\nfn f() {}\n```\n"), &COLOR_40);
    assert_string_equal(alone.ptr, whole.ptr);
    buf_clear(&alone);
    render_code(&alone, str_of("# x\n"), false, &PLAIN_40);
    assert_string_equal(alone.ptr, "    # x\n");
    buf_clear(&alone);
    render_code(&alone, str_of("# x\n"), true, &COLOR_40);
    assert_string_equal(alone.ptr, "");
    buf_release(&alone);
    buf_release(&whole);
}

/* --- pairs --- */

static const char PAIR[] = "Don't: wait.\n\n```rust\n// DON'T: wait\nwait();\n```\n\n"
                           "Do: go on.\n\n```rust\n// DO: go on\ngo();\non();\n```\n\nMore.\n";

static void a_pair_stands_below_each_other_without_saying_things_twice(void **state)
{
    (void)state;
    assert_plain(PAIR,
                 "Don't: wait.\n\n    wait();\n\nDo: go on.\n\n    go();\n    on();\n\nMore.\n");
    assert_color(PAIR, "\033[1;31mDon't:\033[0m wait.\n\n" BAD_BAR "wait();\n\n"
                       "\033[1;32mDo:\033[0m go on.\n\n" GOOD_BAR "go();\n" GOOD_BAR "on();\n\n"
                       "More.\n");
}

static void a_pair_stands_side_by_side_where_both_fit(void **state)
{
    static const struct render_style WIDE = { .width = 100, .columns = 100 };

    (void)state;
    assert_renders(PAIR, &WIDE,
                   "Don't: wait.                                       Do: go on.\n\n"
                   "    wait();                                            go();\n"
                   "                                                       on();\n\nMore.\n");
}

static void code_that_is_too_wide_keeps_a_pair_from_standing_side_by_side(void **state)
{
    static const struct render_style WIDE = { .width = 100, .columns = 100 };

    (void)state;
    assert_renders(
        "Don't: a.\n\n```\n"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n```\n\nDo: b.\n\n```\nb\n```\n",
        &WIDE,
        "Don't: a.\n\n    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\n"
        "Do: b.\n\n    b\n");
}

static void a_comment_that_says_more_than_the_text_stays(void **state)
{
    (void)state;
    assert_plain(
        "Don't: a.\n\n```rust\n// DON'T: a, since b\nx\n```\n\nDo: c.\n\n```rust\n// DO: c\n// d\ny\n```\n",
        "Don't: a.\n\n    // DON'T: a, since b\n    x\n\nDo: c.\n\n    // DO: c\n    // d\n    y\n");
}

static void half_a_pair_is_none(void **state)
{
    (void)state;
    assert_plain("Don't: a.\n\n```\nb\n```\n\nc\n", "Don't: a.\n\n    b\n\nc\n");
    assert_plain("- Don't: a.\n\nDo: b\n", "- Don't: a.\n\nDo: b\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_blocks_are_indented),
        cmocka_unit_test(with_color_the_gutter_is_a_bar),
        cmocka_unit_test(a_line_of_code_that_is_too_wide_goes_on_below_with_a_mark),
        cmocka_unit_test(code_of_any_kind_of_characters_fits_the_width),
        cmocka_unit_test(hidden_rust_lines_are_left_out),
        cmocka_unit_test(rust_is_highlighted),
        cmocka_unit_test(toml_is_highlighted),
        cmocka_unit_test(shell_is_highlighted),
        cmocka_unit_test(marked_comments_are_red_and_green_and_so_is_the_bar_from_there_on),
        cmocka_unit_test(code_alone_looks_as_in_a_document),
        cmocka_unit_test(a_pair_stands_below_each_other_without_saying_things_twice),
        cmocka_unit_test(a_pair_stands_side_by_side_where_both_fit),
        cmocka_unit_test(code_that_is_too_wide_keeps_a_pair_from_standing_side_by_side),
        cmocka_unit_test(a_comment_that_says_more_than_the_text_stays),
        cmocka_unit_test(half_a_pair_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Info strings and hidden lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/snippet.h"
#include "core/xalloc.h"

static struct snippet_info parse(const char *info)
{
    struct snippet_info out;

    snippet_parse_info(str_of(info), false, &out);
    return out;
}

static void assert_str(struct str s, const char *expected)
{
    char *copy = xmemdup0(s.ptr, s.len);

    assert_string_equal(copy, expected);
    free(copy);
}

struct info_case {
    const char *info;
    const char *lang;
    enum snippet_expect expect;
    int edition;
    const char *error_code;
    const char *remark;
};

static void info_strings_of_real_books_are_understood(void **state)
{
    static const struct info_case CASES[] = {
        { "rust", "rust", SNIPPET_PASS, 0, "", "" },
        { "Rust", "rust", SNIPPET_PASS, 0, "", "" },
        { "rs", "rust", SNIPPET_PASS, 0, "", "" },
        { "rust,ignore", "rust", SNIPPET_IGNORE, 0, "", "" },
        { "rust ignore", "rust", SNIPPET_IGNORE, 0, "", "" },
        { "rust, ignore", "rust", SNIPPET_IGNORE, 0, "", "" },
        { "rust,ignore,does_not_compile", "rust", SNIPPET_IGNORE, 0, "", "" },
        { "rust,editable,ignore,mdbook-runnable", "rust", SNIPPET_IGNORE, 0, "", "" },
        { "rust,noplayground", "rust", SNIPPET_PASS, 0, "", "" },
        { "compile_fail,E0716", "rust", SNIPPET_COMPILE_FAIL, 0, "E0716", "" },
        { "rust,compile_fail,E0659,edition2018", "rust", SNIPPET_COMPILE_FAIL, 2018, "E0659", "" },
        { "edition2018", "rust", SNIPPET_PASS, 2018, "", "" },
        { "should_panic", "rust", SNIPPET_SHOULD_PANIC, 0, "", "" },
        { "no_run", "rust", SNIPPET_NO_RUN, 0, "", "" },
        { "norun", "rust", SNIPPET_NO_RUN, 0, "", "" },
        { "rust,norun", "rust", SNIPPET_NO_RUN, 0, "", "" },
        { "test_harness", "rust", SNIPPET_PASS, 0, "", "" },
        { "ignore-wasm32", "rust", SNIPPET_PASS, 0, "", "" },
        { "ignore-wasm32,edition2021", "rust", SNIPPET_PASS, 2021, "", "" },
        { "ignore (cannot-doctest-multicrate-project)", "rust", SNIPPET_IGNORE, 0, "",
          "cannot-doctest-multicrate-project" },
        { "ignore (it's a remark, with commas)", "rust", SNIPPET_IGNORE, 0, "",
          "it's a remark, with commas" },
        { "ignore(a (nested) remark),edition2024", "rust", SNIPPET_IGNORE, 2024, "",
          "a (nested) remark" },
        { "ignore (never closed, no_run", "rust", SNIPPET_IGNORE, 0, "", "never closed, no_run" },
        { "{.rust .ignore}", "rust", SNIPPET_IGNORE, 0, "", "" },
        { "{rust}", "rust", SNIPPET_PASS, 0, "", "" },
        { "grammar,items", "grammar", SNIPPET_PASS, 0, "", "" },
        { "text", "text", SNIPPET_PASS, 0, "", "" },
        { "console", "console", SNIPPET_PASS, 0, "", "" },
        { "toml", "toml", SNIPPET_PASS, 0, "", "" },
        { "text,ignore", "text", SNIPPET_IGNORE, 0, "", "" },
        { "", "", SNIPPET_PASS, 0, "", "" },
        { " , ,, ", "", SNIPPET_PASS, 0, "", "" },
        { "{}", "", SNIPPET_PASS, 0, "", "" },
        { "()", "", SNIPPET_PASS, 0, "", "" },
        { "(", "", SNIPPET_PASS, 0, "", "" },
        { ")", ")", SNIPPET_PASS, 0, "", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct snippet_info out = parse(CASES[i].info);

        assert_str(out.lang, CASES[i].lang);
        assert_int_equal(out.is_rust, strcmp(CASES[i].lang, "rust") == 0);
        assert_string_equal(snippet_expect_name(out.expect), snippet_expect_name(CASES[i].expect));
        assert_int_equal(out.edition, CASES[i].edition);
        assert_str(out.error_code, CASES[i].error_code);
        assert_str(out.remark, CASES[i].remark);
    }
}

static void a_block_without_a_language_is_rust_only_by_default(void **state)
{
    struct snippet_info out;

    (void)state;
    snippet_parse_info(str_of(""), true, &out);
    assert_true(out.is_rust);
    assert_str(out.lang, "rust");
    snippet_parse_info(str_of("noplayground"), true, &out);
    assert_true(out.is_rust);
    snippet_parse_info(str_of("toml"), true, &out);
    assert_false(out.is_rust);
    assert_false(parse("").is_rust);
    assert_false(parse("noplayground").is_rust);
}

static void the_order_of_tokens_does_not_matter(void **state)
{
    (void)state;
    assert_true(parse("ignore,rust").is_rust);
    assert_true(parse("editable,rust").is_rust);
    assert_true(parse("something,rust").is_rust);
    assert_str(parse("ignore,toml").lang, "toml");
}

static void the_word_that_promises_least_wins(void **state)
{
    (void)state;
    assert_int_equal(parse("rust,no_run,ignore").expect, SNIPPET_IGNORE);
    assert_int_equal(parse("rust,ignore,compile_fail").expect, SNIPPET_IGNORE);
    assert_int_equal(parse("rust,no_run,compile_fail").expect, SNIPPET_COMPILE_FAIL);
    assert_int_equal(parse("rust,should_panic,no_run").expect, SNIPPET_NO_RUN);
    assert_int_equal(parse("rust,no_run,should_panic").expect, SNIPPET_NO_RUN);
}

static void unknown_editions_and_codes_are_not_taken_over(void **state)
{
    (void)state;
    assert_int_equal(parse("edition1999").edition, 0);
    assert_true(parse("edition1999").is_rust);
    assert_str(parse("editionABCD").lang, "editionABCD");
    assert_str(parse("E12").lang, "E12");
    assert_str(parse("rust,E03825").error_code, "");
}

static void assert_shown_and_full(const char *code, const char *shown, const char *full)
{
    struct buf out = BUF_INIT;

    snippet_add_shown(&out, str_of(code));
    assert_string_equal(out.ptr, shown);
    buf_clear(&out);
    snippet_add_full(&out, str_of(code));
    assert_string_equal(out.ptr, full);
    buf_release(&out);
    assert_int_equal(snippet_has_hidden(str_of(code)),
                     strcmp(shown, full) != 0 && strstr(code, "##") == NULL);
}

static void hidden_lines_are_compiled_but_not_shown(void **state)
{
    (void)state;
    assert_shown_and_full("# fn main() {\nlet x = 1;\n# }\n", "let x = 1;\n",
                          "fn main() {\nlet x = 1;\n}\n");
    assert_shown_and_full("    # foo\na\n", "a\n", "    foo\na\n");
    assert_shown_and_full("#\na\n", "a\n", "\na\n");
    assert_shown_and_full("  #  \na\n", "a\n", "  \na\n");
    assert_shown_and_full("a\n# b", "a\n", "a\nb");
}

static void attributes_are_no_hidden_lines(void **state)
{
    const char *code = "#[derive(Debug)]\n#![feature(x)]\n#foo\n#\tx\na # b\n";

    (void)state;
    assert_shown_and_full(code, code, code);
}

static void two_hashes_stand_for_one(void **state)
{
    (void)state;
    assert_shown_and_full("## a\n", "# a\n", "# a\n");
    assert_shown_and_full("  ##[x]\n", "  #[x]\n", "  #[x]\n");
    assert_shown_and_full("###\n", "##\n", "##\n");
    assert_shown_and_full("x ## y\n", "x ## y\n", "x ## y\n");
}

static void line_ends_become_lf_and_a_missing_last_one_stays_missing(void **state)
{
    (void)state;
    assert_shown_and_full("# a\r\nb\r\n#\r\nc\r\n", "b\nc\n", "a\nb\n\nc\n");
    assert_shown_and_full("b", "b", "b");
    assert_shown_and_full("b\n\n", "b\n\n", "b\n\n");
    assert_shown_and_full("", "", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(info_strings_of_real_books_are_understood),
        cmocka_unit_test(a_block_without_a_language_is_rust_only_by_default),
        cmocka_unit_test(the_order_of_tokens_does_not_matter),
        cmocka_unit_test(the_word_that_promises_least_wins),
        cmocka_unit_test(unknown_editions_and_codes_are_not_taken_over),
        cmocka_unit_test(hidden_lines_are_compiled_but_not_shown),
        cmocka_unit_test(attributes_are_no_hidden_lines),
        cmocka_unit_test(two_hashes_stand_for_one),
        cmocka_unit_test(line_ends_become_lf_and_a_missing_last_one_stays_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

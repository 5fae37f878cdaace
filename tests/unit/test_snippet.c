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

static void flags_of_a_crate_are_read_beside_a_promise(void **state)
{
    static const struct {
        const char *info;
        bool is_test_harness;
        bool is_standalone;
        enum snippet_expect expect;
    } CASES[] = {
        { "rust", false, false, SNIPPET_PASS },
        { "test_harness", true, false, SNIPPET_PASS },
        { "rust,test_harness,no_run", true, false, SNIPPET_NO_RUN },
        { "standalone_crate", false, true, SNIPPET_PASS },
        { "should_panic,Standalone_Crate", false, true, SNIPPET_SHOULD_PANIC },
        { "TEST_HARNESS standalone_crate", true, true, SNIPPET_PASS },
        { "{.rust .standalone_crate}", false, true, SNIPPET_PASS },
        { "ignore (test_harness, standalone_crate)", false, false, SNIPPET_IGNORE },
        { "rust,standalone", false, false, SNIPPET_PASS },
        { "rust,test-harness", false, false, SNIPPET_PASS },
        { "rust,no_standalone_crate", false, false, SNIPPET_PASS },
        { "", false, false, SNIPPET_PASS },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct snippet_info out = parse(CASES[i].info);

        assert_int_equal(out.is_test_harness, CASES[i].is_test_harness);
        assert_int_equal(out.is_standalone, CASES[i].is_standalone);
        assert_int_equal(out.expect, CASES[i].expect);
    }
    assert_true(parse("test_harness").is_rust);
    assert_true(parse("standalone_crate").is_rust);
    assert_false(parse("toml,test_harness").is_rust);
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

/* --- lines that are to be hidden --- */

static void lines_are_marked_as_hidden_once(void **state)
{
    static const struct {
        const char *lines;
        const char *hidden;
    } CASES[] = {
        { "fn main() {\n", "# fn main() {\n" },
        { "    a();\n", "#     a();\n" },
        { "# a();\n  # b();\n", "# a();\n  # b();\n" },
        { "#\n  #  \n", "#\n  #  \n" },
        { "\n  \na();", "#\n#\n# a();\n" },
        { "#[derive(Debug)]\n#![allow(unused)]\n", "# #[derive(Debug)]\n# #![allow(unused)]\n" },
        { "## a\n  ##[x]\n", "# # a\n#   #[x]\n" },
        { "a();\r\nb();\r\n", "# a();\n# b();\n" },
        { "", "" },
    };
    struct buf out = BUF_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        buf_clear(&out);
        snippet_add_hidden(&out, str_of(CASES[i].lines));
        assert_string_equal(out.ptr, CASES[i].hidden);
    }
    buf_clear(&out);
    snippet_add_hidden(&out, (struct str){ NULL, 0 });
    assert_int_equal(out.len, 0);
    buf_release(&out);
}

static void hidden_lines_compile_as_they_did_and_are_not_shown(void **state)
{
    static const char *const LINES[] = {
        "use std::fmt;\n\nfn main() {\n    a();\n",
        "# use std::fmt;\n#\n  # a();\n",
        "#[derive(Debug)]\n##[x]\n## a\n",
        "a # b\n\t#[x]\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(LINES) / sizeof(LINES[0]); i++) {
        struct buf hidden = BUF_INIT;
        struct buf before = BUF_INIT;
        struct buf after = BUF_INIT;

        snippet_add_hidden(&hidden, str_of(LINES[i]));
        snippet_add_full(&before, str_of(LINES[i]));
        snippet_add_full(&after, buf_str(&hidden));
        assert_string_equal(after.ptr, before.ptr);
        buf_clear(&after);
        snippet_add_shown(&after, buf_str(&hidden));
        assert_string_equal(after.ptr, "");
        buf_clear(&after);
        snippet_add_hidden(&after, buf_str(&hidden));
        assert_string_equal(after.ptr, hidden.ptr);
        buf_release(&hidden);
        buf_release(&before);
        buf_release(&after);
    }
}

/* --- claims --- */

static struct snippet_claim claim_of(const char *code)
{
    return (struct snippet_claim){ .code = str_of(code),
                                   .expect = SNIPPET_PASS,
                                   .error_code = str_of(""),
                                   .crates = str_of(""),
                                   .edition = 2021 };
}

static bool have_one_key(const struct snippet_claim *a, const struct snippet_claim *b)
{
    unsigned char key[2][SNIPPET_KEY_BYTES];

    snippet_claim_key(key[0], a);
    snippet_claim_key(key[1], b);
    return memcmp(key[0], key[1], SNIPPET_KEY_BYTES) == 0;
}

static void equal_claims_have_one_key(void **state)
{
    char *copy = xstrdup("a();\n");
    struct snippet_claim a = claim_of("a();\n");
    struct snippet_claim b = claim_of(copy);
    struct snippet_claim nothing = claim_of(NULL);

    (void)state;
    assert_true(have_one_key(&a, &b));
    b.error_code = b.crates = (struct str){ NULL, 0 };
    assert_true(have_one_key(&a, &b));
    a = claim_of("");
    assert_true(have_one_key(&a, &nothing));
    free(copy);
}

static void whatever_a_check_depends_on_changes_the_key(void **state)
{
    struct snippet_claim claims[16];
    size_t count = 0;

    (void)state;
    claims[count++] = claim_of("ab");
    claims[count++] = claim_of("ab\n");
    claims[count++] = claim_of("a");
    claims[count++] = claim_of("");
    for (size_t i = 0; i < 9; i++)
        claims[count + i] = claim_of("ab");
    claims[count++].expect = SNIPPET_NO_RUN;
    claims[count++].expect = SNIPPET_COMPILE_FAIL;
    claims[count++].error_code = str_of("E0382");
    claims[count++].crates = str_of("E0382");
    claims[count++].crates = str_of("tokio 1");
    claims[count++].edition = 2024;
    claims[count++].is_test_harness = true;
    claims[count++].is_standalone = true;
    claims[count++].error_code = str_of("b");
    /* the same bytes, cut elsewhere */
    claims[count] = claim_of("a");
    claims[count++].error_code = str_of("b");
    claims[count] = claim_of("a");
    claims[count++].crates = str_of("b");
    assert_true(count <= sizeof(claims) / sizeof(claims[0]));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(have_one_key(&claims[i], &claims[k]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(info_strings_of_real_books_are_understood),
        cmocka_unit_test(a_block_without_a_language_is_rust_only_by_default),
        cmocka_unit_test(the_order_of_tokens_does_not_matter),
        cmocka_unit_test(the_word_that_promises_least_wins),
        cmocka_unit_test(unknown_editions_and_codes_are_not_taken_over),
        cmocka_unit_test(flags_of_a_crate_are_read_beside_a_promise),
        cmocka_unit_test(hidden_lines_are_compiled_but_not_shown),
        cmocka_unit_test(attributes_are_no_hidden_lines),
        cmocka_unit_test(two_hashes_stand_for_one),
        cmocka_unit_test(line_ends_become_lf_and_a_missing_last_one_stays_missing),
        cmocka_unit_test(lines_are_marked_as_hidden_once),
        cmocka_unit_test(hidden_lines_compile_as_they_did_and_are_not_shown),
        cmocka_unit_test(equal_claims_have_one_key),
        cmocka_unit_test(whatever_a_check_depends_on_changes_the_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

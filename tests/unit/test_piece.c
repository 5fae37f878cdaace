/* Pieces of a block: what a reader sees of them, and what the compiler. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/snippet.h"
#include "indexer/piece.h"

/* Cuts the piece that begins and ends with these words out of block. */
static struct str cut(const char *block, const char *first, const char *last)
{
    const char *start = strstr(block, first);
    const char *end = start != NULL ? strstr(start, last) : NULL;

    assert_non_null(end);
    return str_slice(start, (size_t)(end - start) + strlen(last));
}

static void assert_piece(const char *block, struct str piece, const char *shown, const char *full)
{
    struct buf code = BUF_INIT;
    struct buf seen = BUF_INIT;

    piece_add_code(&code, str_of(block), piece);
    snippet_add_shown(&seen, buf_str(&code));
    assert_string_equal(seen.ptr, shown);
    buf_clear(&seen);
    snippet_add_full(&seen, buf_str(&code));
    assert_string_equal(seen.ptr, full);
    buf_release(&seen);
    buf_release(&code);
}

static void a_piece_is_seen_alone_and_compiled_as_the_block(void **state)
{
    static const char block[] = "use std::fs;\n\n// one\nfn a() {\n    b();\n}\n\n// two\nc();\n\n";

    (void)state;
    assert_piece(block, cut(block, "use", "fs;"), "use std::fs;\n", block);
    assert_piece(block, cut(block, "// one", "\n}"), "// one\nfn a() {\n    b();\n}\n", block);
    assert_piece(block, cut(block, "// two", "c();"), "// two\nc();\n", block);
    assert_piece(block, cut(block, "use", "c();"),
                 "use std::fs;\n\n// one\nfn a() {\n    b();\n}\n\n// two\nc();\n", block);
}

static void hidden_and_escaped_lines_mean_what_they_did(void **state)
{
    static const char block[] = "# use a;\n#[test]\n##[b]\n#\n// one\nx();\n# y();\n// two\n"
                                "## z\n#\n    # w();\n";
    static const char full[] = "use a;\n#[test]\n#[b]\n\n// one\nx();\ny();\n// two\n"
                               "# z\n\n    w();\n";

    (void)state;
    assert_piece(block, cut(block, "# use", "#\n// one\nx();"), "#[test]\n#[b]\n// one\nx();\n",
                 full);
    assert_piece(block, cut(block, "// one", "# y();"), "// one\nx();\n", full);
    assert_piece(block, cut(block, "// two", "# w();"), "// two\n# z\n", full);
}

static void blanks_around_a_piece_do_not_matter(void **state)
{
    static const char block[] = "a();\n   // one\n   b(); \t\n  \n// two\nc();";

    (void)state;
    assert_piece(block, cut(block, "// one", "b();"), "// one\n   b();\n",
                 "a();\n// one\n   b();\n\n// two\nc();\n");
    assert_piece(block, cut(block, "// two", "c();"), "// two\nc();\n",
                 "a();\n   // one\n   b(); \t\n\n// two\nc();\n");
}

static void an_info_string_loses_what_says_that_the_code_fails(void **state)
{
    static const char *const cases[][2] = {
        { "rust,compile_fail,E0382", "rust" },
        { "rust,compile_fail", "rust" },
        { "rust compile_fail E0382 edition2021", "rust edition2021" },
        { "compile_fail,rust", "rust" },
        { "E0382, rust, edition2018, Compile_Fail", "rust, edition2018" },
        { "rust,editable,compile_fail,should_panic", "rust,editable,should_panic" },
        { "rust,compile_fail(see E0382, compile_fail (both)),no_run",
          "rust,(see E0382, compile_fail (both)),no_run" },
        { "rust,{.compile_fail .no_run}", "rust,.no_run}" },
        { "rust,compile_fail,(never closed", "rust,(never closed" },
        { "rust,no_run", "rust,no_run" },
        { "rust)", "rust)" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf info = BUF_INIT;

        buf_adds(&info, "before ");
        piece_add_compiling_info(&info, str_of(cases[i][0]));
        assert_string_equal(info.ptr + 7, cases[i][1]);
        buf_release(&info);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_piece_is_seen_alone_and_compiled_as_the_block),
        cmocka_unit_test(hidden_and_escaped_lines_mean_what_they_did),
        cmocka_unit_test(blanks_around_a_piece_do_not_matter),
        cmocka_unit_test(an_info_string_loses_what_says_that_the_code_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

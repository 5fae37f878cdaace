/* Sections: what of a block's code stands in the entries that are cut out of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <stdio.h>

#include "core/markdown.h"
#include "core/snippet.h"
#include "indexer/document.h"

static void read_page(const char *text, struct document *doc)
{
    static const struct document_place place = {
        .trail = { "Book", 4 }, .path = "page.md", .dir = "/tmp", .root = "/tmp"
    };
    struct error err;

    assert_int_equal(document_read(str_of(text), &place, doc, &err), STATUS_OK);
}

/* The number-th code block below root, from 0. */
static cmark_node *code_block(cmark_node *root, size_t number)
{
    for (cmark_node *node = cmark_node_first_child(root); node != NULL;
         node = cmark_node_next(node))
        if (cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK && number-- == 0)
            return node;
    fail_msg("no such code block");
    return NULL;
}

static void assert_snippet(const struct entry *e, size_t number, const char *info,
                           const char *shown, const char *full)
{
    cmark_node *root = markdown_parse(str_of(e->body));
    cmark_node *node = code_block(root, number);
    struct buf text = BUF_INIT;

    assert_string_equal(cmark_node_get_fence_info(node), info);
    snippet_add_shown(&text, markdown_literal(node));
    assert_string_equal(text.ptr, shown);
    buf_clear(&text);
    snippet_add_full(&text, markdown_literal(node));
    assert_string_equal(text.ptr, full);
    buf_release(&text);
    cmark_node_free(root);
}

#define PAIR_TOP  "use std::fmt;\n\n// DON'T: a long way; slow\nfn old() {}\n\n"
#define PAIR_END  "// DO: a short way\nfn new() {}\n#\n# fn main() { old(); new(); }\n"
#define PAIR_FULL PAIR_TOP "// DO: a short way\nfn new() {}\n\nfn main() { old(); new(); }\n"

static void the_halves_of_a_pair_compile_as_their_block(void **state)
{
    struct document doc;

    (void)state;
    read_page("# P\n\nText.\n\n```rust,edition2021\n" PAIR_TOP PAIR_END "```\n", &doc);
    assert_int_equal(doc.count, 2);
    assert_snippet(&doc.entries[0], 0, "rust,edition2021", "// DO: a short way\nfn new() {}\n",
                   PAIR_FULL);
    assert_snippet(&doc.entries[1], 0, "rust,edition2021",
                   "use std::fmt;\n\n// DON'T: a long way; slow\nfn old() {}\n", PAIR_FULL);
    assert_snippet(&doc.entries[1], 1, "rust,edition2021", "// DO: a short way\nfn new() {}\n",
                   PAIR_FULL);
    assert_int_equal(doc.entries[0].snippets, 1);
    assert_int_equal(doc.entries[1].snippets, 2);
    document_release(&doc);
}

static void the_context_of_a_piece_is_not_searched(void **state)
{
    struct document doc;

    (void)state;
    read_page("# P\n\nText.\n\n```rust\n" PAIR_TOP PAIR_END "```\n", &doc);
    assert_non_null(strstr(doc.entries[0].code.ptr, "new"));
    assert_null(strstr(doc.entries[0].code.ptr, "old"));
    assert_null(strstr(doc.entries[0].code.ptr, "main"));
    assert_null(strstr(doc.entries[0].words.ptr, "long way"));
    assert_non_null(strstr(doc.entries[1].code.ptr, "new"));
    assert_non_null(strstr(doc.entries[1].code.ptr, "old"));
    assert_null(strstr(doc.entries[1].code.ptr, "main"));
    document_release(&doc);
}

static void each_of_several_pairs_compiles_as_their_block(void **state)
{
    static const char code[] = "// OLD: a\nmod a {}\n// NEW: b\nmod b {}\n\n// OLD: c\nmod c {}\n"
                               "// NEW: d\nmod d {}\n";
    struct document doc;
    struct buf text = BUF_INIT;

    (void)state;
    buf_addf(&text, "# P\n\nText.\n\n```rust\n%s```\n", code);
    read_page(text.ptr, &doc);
    assert_int_equal(doc.count, 3);
    assert_snippet(&doc.entries[1], 0, "rust", "// OLD: a\nmod a {}\n", code);
    assert_snippet(&doc.entries[1], 1, "rust", "// NEW: b\nmod b {}\n", code);
    assert_snippet(&doc.entries[2], 0, "rust", "// OLD: c\nmod c {}\n", code);
    assert_snippet(&doc.entries[2], 1, "rust", "// NEW: d\nmod d {}\n", code);
    document_release(&doc);
    buf_release(&text);
}

static void the_do_half_of_a_failing_block_compiles_without_the_other(void **state)
{
    static const char shown[] = "// DO: a short way\nfn new() {}\n";
    static const char full[] = "use std::fmt;\n\n// DO: a short way\nfn new() {}\n\n"
                               "fn main() { old(); new(); }\n";
    struct document doc;

    (void)state;
    read_page("# P\n\nText.\n\n```rust,compile_fail,E0382,edition2021\n" PAIR_TOP PAIR_END "```\n",
              &doc);
    assert_snippet(&doc.entries[0], 0, "rust,edition2021", shown, full);
    assert_snippet(&doc.entries[1], 0, "rust,compile_fail,E0382,edition2021",
                   "use std::fmt;\n\n// DON'T: a long way; slow\nfn old() {}\n", PAIR_FULL);
    assert_snippet(&doc.entries[1], 1, "rust,edition2021", shown, full);
    document_release(&doc);
    read_page("# P\n\nText.\n\n```compile_fail\n" PAIR_TOP PAIR_END "```\n", &doc);
    assert_snippet(&doc.entries[0], 0, "rust", shown, full);
    document_release(&doc);
}

#define PARTS_TOP   "use std::fs;\nfn rest() {}\n\n"
#define PARTS_READ  "// Reading\nfn read_page() {\n    a();\n    b();\n}\n"
#define PARTS_WRITE "// Writing\nfn write() {\n    c();\n    d();\n}\n"

static void the_parts_of_a_long_block_compile_as_it(void **state)
{
    static const char full[] = PARTS_TOP PARTS_READ "\n" PARTS_WRITE;
    struct document doc;

    (void)state;
    read_page("# P\n\nText.\n\n```rust,no_run\n" PARTS_TOP PARTS_READ "\n" PARTS_WRITE "```\n",
              &doc);
    assert_int_equal(doc.count, 3);
    assert_snippet(&doc.entries[0], 0, "rust,no_run", "use std::fs;\nfn rest() {}\n", full);
    assert_snippet(&doc.entries[1], 0, "rust,no_run", PARTS_READ, full);
    assert_snippet(&doc.entries[2], 0, "rust,no_run", PARTS_WRITE, full);
    assert_null(strstr(doc.entries[1].code.ptr, "write"));
    document_release(&doc);
}

static void a_block_that_is_not_cut_stays_as_it_is(void **state)
{
    static const char code[] = "// OLD: a\na();\n\n// NEW: b\nb();\n// NEW: c\nc();\n";
    struct document doc;
    struct buf text = BUF_INIT;

    (void)state;
    buf_addf(&text, "# P\n\nText.\n\n```rust\n%s```\n", code);
    read_page(text.ptr, &doc); /* its rest is in no pair */
    assert_snippet(&doc.entries[0], 0, "rust", code, code);
    assert_snippet(&doc.entries[1], 0, "rust", "// OLD: a\na();\n", code);
    document_release(&doc);
    buf_release(&text);
}

/* Rust takes U+2028 for white space, and so does its lexer. */
static void odd_white_space_before_a_marker_is_survived(void **state)
{
    struct document doc;

    (void)state;
    read_page("# P\n\nText.\n\n```rust\n\u2028// OLD: a\na();\n\u2028 // NEW: b\nb();\u2028\n```\n",
              &doc);
    assert_int_equal(doc.count, 2);
    assert_non_null(strstr(doc.entries[1].body, "\na();"));
    assert_non_null(strstr(doc.entries[1].body, "\nb();"));
    document_release(&doc);
}

/* Each of n pairs repeats its block: that must not take memory with the square of n. */
static void thousands_of_pairs_take_no_more_than_their_share(void **state)
{
    struct buf text = BUF_INIT;
    struct document doc;
    size_t bytes = 0;

    (void)state;
    buf_adds(&text, "# P\n\nText.\n\n```rust\n");
    for (int i = 0; i < 20000; i++)
        buf_addf(&text, "// OLD: a%d\na();\n// NEW: b%d\nb();\n", i, i);
    buf_adds(&text, "```\n");
    read_page(text.ptr, &doc);
    assert_int_equal(doc.count, 20001);
    for (size_t i = 0; i < doc.count; i++)
        bytes += strlen(doc.entries[i].body);
    assert_true(bytes < 16 << 20);
    assert_snippet(&doc.entries[20000], 1, "rust", "// NEW: b19999\nb();\n",
                   "// NEW: b19999\nb();\n");
    document_release(&doc);
    buf_release(&text);
}

static void pieces_inherit_what_their_section_needs(void **state)
{
    struct document doc;

    (void)state;
    read_page("# P\n<!-- pattern\ncrates: tokio 1, futures 0.3\n-->\n\nText.\n\n```rust\n" PAIR_TOP
                  PAIR_END "```\n\n# Q\n\nText.\n",
              &doc);
    assert_int_equal(doc.count, 3);
    assert_string_equal(doc.entries[0].crates, "tokio 1, futures 0.3");
    assert_string_equal(doc.entries[1].crates, "tokio 1, futures 0.3");
    assert_non_null(strstr(doc.entries[0].body, "Crates: tokio 1, futures 0.3"));
    assert_null(strstr(doc.entries[1].body, "Crates"));
    assert_null(doc.entries[2].crates);
    for (size_t i = 0; i < doc.count; i++)
        assert_int_equal(doc.entries[i].rust_edition, 2024);
    document_release(&doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_halves_of_a_pair_compile_as_their_block),
        cmocka_unit_test(the_context_of_a_piece_is_not_searched),
        cmocka_unit_test(each_of_several_pairs_compiles_as_their_block),
        cmocka_unit_test(the_do_half_of_a_failing_block_compiles_without_the_other),
        cmocka_unit_test(the_parts_of_a_long_block_compile_as_it),
        cmocka_unit_test(a_block_that_is_not_cut_stays_as_it_is),
        cmocka_unit_test(odd_white_space_before_a_marker_is_survived),
        cmocka_unit_test(thousands_of_pairs_take_no_more_than_their_share),
        cmocka_unit_test(pieces_inherit_what_their_section_needs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

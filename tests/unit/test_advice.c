/* Advice: which blocks are cut into pairs or parts, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/xalloc.h"
#include "indexer/advice.h"

static void assert_str(struct str s, const char *expected)
{
    char *copy = xmemdup0(s.len > 0 ? s.ptr : "", s.len);

    assert_string_equal(copy, expected);
    free(copy);
}

static void assert_whole(const char *code)
{
    struct advice a;

    advice_cut(str_of(code), &a);
    if (a.count != 0)
        fail_msg("cut: %s", code);
    advice_release(&a);
}

static void a_pair_has_both_halves_with_their_markers(void **state)
{
    static const char code[] = "use a::b;\n\n// DON'T: lock it\nfn old() {}\n\n// DO: share it\n"
                               "fn new() {}\n";
    struct advice a;

    (void)state;
    advice_cut(str_of(code), &a);
    assert_int_equal(a.count, 1);
    assert_true(a.parts[0].is_pair);
    assert_str(a.parts[0].title, "lock it");
    assert_str(a.parts[0].code, "use a::b;\n\n// DON'T: lock it\nfn old() {}");
    assert_str(a.parts[0].replacement_title, "share it");
    assert_str(a.parts[0].replacement_code, "// DO: share it\nfn new() {}");
    assert_int_equal(a.parts[0].line, 2);
    assert_ptr_equal(a.parts[0].code.ptr, code); /* borrowed */
    advice_release(&a);
    assert_int_equal(a.count, 0);
}

static void all_markers_and_separators_make_pairs(void **state)
{
    static const char *const olds[] = { "DON'T", "DON\u2019T", "OLD", "BAD", "AVOID", "BEFORE" };
    static const char *const news[] = { "DO", "NEW", "GOOD", "PREFER", "AFTER", "DO" };
    static const char *const separators[] = { ":", " :", " - ", "-", " \u2013 ", " \u2014 ", "\u2014" };

    (void)state;
    for (size_t i = 0; i < sizeof(olds) / sizeof(*olds); i++)
        for (size_t k = 0; k < sizeof(separators) / sizeof(*separators); k++) {
            struct buf code = BUF_INIT;
            struct advice a;

            buf_addf(&code, "// %s%sone way\na();\n// %s%sother way\nb();\n", olds[i],
                     separators[k], news[i], separators[k]);
            advice_cut(buf_str(&code), &a);
            assert_int_equal(a.count, 1);
            assert_true(a.parts[0].is_pair);
            assert_str(a.parts[0].title, "one way");
            assert_str(a.parts[0].replacement_title, "other way");
            advice_release(&a);
            buf_release(&code);
        }
}

static void several_pairs_are_kept_in_order(void **state)
{
    static const char code[] = "// OLD: a\na1();\n// NEW: b\nb1();\n\n// BAD: c\nc1();\n"
                               "// GOOD: d\nd1();\n";
    struct advice a;

    (void)state;
    advice_cut(str_of(code), &a);
    assert_int_equal(a.count, 2);
    assert_str(a.parts[0].replacement_code, "// NEW: b\nb1();");
    assert_str(a.parts[1].title, "c");
    assert_str(a.parts[1].code, "// BAD: c\nc1();");
    assert_str(a.parts[1].replacement_title, "d");
    assert_str(a.parts[1].replacement_code, "// GOOD: d\nd1();");
    assert_int_equal(a.parts[1].line, 5);
    advice_release(&a);
}

static void a_marker_without_its_other_half_makes_no_pair(void **state)
{
    (void)state;
    assert_whole("// DON'T: a\na();\n");
    assert_whole("// DO: a\na();\n");
    assert_whole("// DO: b\nb();\n// DON'T: a\na();\n");
    assert_whole("// DO: a\na();\n// NEW: b\nb();\n");
    assert_whole("");
    assert_whole("a();\n");
}

static void text_that_only_looks_like_a_marker_is_none(void **state)
{
    static const char *const looks[] = {
        "// DONT: a", "// Don't: a", "// do: a",   "// DON'T a",    "// OLDER: a",
        "// x DON'T: a", "/* DON'T: a */", "/// DON'T: a", "//! OLD: a", "x(); // DON'T: a",
        "let s = \"// DON'T: a\";", "let s = \"\n// DON'T: a\n\";",
        "fn f() {\n    // DON'T: a\n}", "f(\n// DON'T: a\n);", "let v = [\n// OLD: a\n];",
        "r#\"\n// DON'T: a\n\"#;", "/*\n// DON'T: a\n*/",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++) {
        struct buf code = BUF_INIT;

        buf_addf(&code, "%s\na();\n// DO: b\nb();\n", looks[i]);
        assert_whole(code.ptr);
        buf_release(&code);
    }
}

static void braces_in_strings_and_comments_are_none(void **state)
{
    struct advice a;

    (void)state;
    advice_cut(str_of("let s = \"{([\"; // {\nlet c = '{';\n// OLD: a\na();\n// NEW: b\nb();\n"), &a);
    assert_int_equal(a.count, 1);
    advice_release(&a);
}

static const char independent[] = "// Reading a file\nfn read() -> String {\n    String::new()\n}\n"
                                  "\n// Writing a file\nfn write(s: &str) {\n    drop(s);\n}\n"
                                  "\n// A counter\nstruct Counter {\n    n: u32,\n}\n";

static void independent_parts_stand_alone(void **state)
{
    struct advice a;

    (void)state;
    advice_cut(str_of(independent), &a);
    assert_int_equal(a.count, 3);
    for (size_t i = 0; i < a.count; i++)
        assert_false(a.parts[i].is_pair);
    assert_str(a.parts[0].title, "Reading a file");
    assert_int_equal(a.parts[0].line, 0);
    assert_str(a.parts[1].title, "Writing a file");
    assert_str(a.parts[1].code, "// Writing a file\nfn write(s: &str) {\n    drop(s);\n}");
    assert_int_equal(a.parts[1].line, 5);
    assert_str(a.parts[2].title, "A counter");
    advice_release(&a);
}

static void what_stands_before_the_first_comment_is_a_part_without_title(void **state)
{
    struct buf code = BUF_INIT;
    struct advice a;

    (void)state;
    buf_addf(&code, "fn first() {}\n\n%s", independent);
    advice_cut(buf_str(&code), &a);
    assert_int_equal(a.count, 4);
    assert_str(a.parts[0].title, "");
    assert_str(a.parts[0].code, "fn first() {}");
    advice_release(&a);
    buf_release(&code);
}

static void short_blocks_stay_whole(void **state)
{
    (void)state;
    assert_whole("// One\nfn a() {}\n\n// Two\nfn b() {}\n");
}

static void parts_that_share_names_stay_whole(void **state)
{
    (void)state;
    assert_whole("// Type\nstruct Point {\n    x: u32,\n    y: u32,\n    z: u32,\n}\n\n"
                 "// Use\nfn area(p: Point) -> u32 {\n    let q = p;\n    q.x\n}\n");
    assert_whole("// Import\nuse std::collections::HashMap;\nfn a() {\n    b2();\n    b3();\n    b4();\n}"
                 "\n\n// Use\nfn c(m: HashMap<u8, u8>) {\n    d2();\n    d3();\n    drop(m);\n}\n");
}

static void parts_that_are_statements_stay_whole(void **state)
{
    (void)state;
    assert_whole("// First\nlet a = 1;\nlet b = 2;\nlet c = 3;\nlet d = 4;\nlet e = 5;\n\n"
                 "// Second\nlet f = 1;\nlet g = 2;\nlet h = 3;\nlet i = 4;\nlet j = 5;\n");
}

static void one_part_alone_stays_whole(void **state)
{
    (void)state;
    assert_whole("// Only\nfn a() {\n\n\n\n\n\n\n\n\n\n\n\n\n\n}\n");
}

static void any_bytes_are_survived(void **state)
{
    static const char bytes[] = "// DON'T: a\0\n}{\xff// DO: \xe2\x80\x94\"\n// OLD-\n// NEW\xe2\x80";

    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i++)
        for (size_t n = 0; i + n < sizeof(bytes); n++) {
            struct advice a;

            advice_cut(str_slice(bytes + i, n), &a);
            advice_release(&a);
        }
}

/* Hundreds of pairs: none may be swallowed by another. */
static void a_block_of_very_many_pairs_is_cut_everywhere(void **state)
{
    struct buf code = BUF_INIT;
    struct advice a;

    (void)state;
    for (int i = 0; i < 400; i++)
        buf_addf(&code, "// OLD: a%d\na();\n// NEW: b%d\nb();\n", i, i);
    advice_cut(buf_str(&code), &a);
    assert_int_equal(a.count, 400);
    assert_str(a.parts[399].replacement_title, "b399");
    advice_release(&a);
    buf_release(&code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_has_both_halves_with_their_markers),
        cmocka_unit_test(all_markers_and_separators_make_pairs),
        cmocka_unit_test(several_pairs_are_kept_in_order),
        cmocka_unit_test(a_marker_without_its_other_half_makes_no_pair),
        cmocka_unit_test(text_that_only_looks_like_a_marker_is_none),
        cmocka_unit_test(braces_in_strings_and_comments_are_none),
        cmocka_unit_test(independent_parts_stand_alone),
        cmocka_unit_test(what_stands_before_the_first_comment_is_a_part_without_title),
        cmocka_unit_test(short_blocks_stay_whole),
        cmocka_unit_test(parts_that_share_names_stay_whole),
        cmocka_unit_test(parts_that_are_statements_stay_whole),
        cmocka_unit_test(one_part_alone_stays_whole),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(a_block_of_very_many_pairs_is_cut_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

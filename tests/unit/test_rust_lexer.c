/* The Rust lexer: kinds and borders of tokens. */
#include "core/rust_lexer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/xalloc.h"

/* Checks that the tokens of code cover it, in order and without gaps, and that the lexer stays at
 * its end. Appends them to out as "kind:text" with a blank between them, white space left out. */
static void check_and_print(struct str code, struct buf *out)
{
    struct rust_lexer lexer;
    struct rust_token token;
    size_t covered = 0;

    rust_lexer_init(&lexer, code);
    while (rust_lexer_next(&lexer, &token)) {
        assert_true(token.text.len > 0);
        assert_ptr_equal(token.text.ptr, code.ptr + covered);
        covered += token.text.len;
        assert_true(covered <= code.len);
        if (token.kind == RUST_SPACE)
            continue;
        buf_addf(out, "%s%s:", out->len > 0 ? " " : "", rust_token_kind_name(token.kind));
        buf_addstr(out, token.text);
    }
    assert_int_equal(covered, code.len);
    assert_false(rust_lexer_next(&lexer, &token));
}

/* The lexer reads a copy without '\0', so that a sanitizer sees every step past the end. */
static void expect_bytes(struct str code, struct str expected)
{
    char *copy = xmalloc(code.len);
    struct buf printed = BUF_INIT;

    memcpy(copy, code.ptr, code.len);
    check_and_print(str_slice(copy, code.len), &printed);
    if (!str_equal(buf_str(&printed), expected))
        fail_msg("%.*s\n  gave     %s\n  expected %.*s", (int)code.len, code.ptr, printed.ptr,
                 (int)expected.len, expected.ptr);
    buf_release(&printed);
    free(copy);
}

static void expect(const char *code, const char *expected)
{
    expect_bytes(str_of(code), str_of(expected));
}

/* code is one token of this kind, and stays one before a blank and a semicolon. */
static void expect_one(const char *code, enum rust_token_kind kind)
{
    struct buf longer = BUF_INIT;
    struct buf expected = BUF_INIT;

    buf_addf(&expected, "%s:%s", rust_token_kind_name(kind), code);
    expect(code, expected.ptr);
    buf_addf(&longer, "%s ;", code);
    buf_adds(&expected, " punct:;");
    expect(longer.ptr, expected.ptr);
    buf_release(&longer);
    buf_release(&expected);
}

static void empty_input_has_no_token(void **state)
{
    struct rust_token token = { RUST_NUMBER, { NULL, 0 } };
    struct rust_lexer lexer;

    (void)state;
    expect("", "");
    rust_lexer_init(&lexer, str_of(NULL));
    assert_false(rust_lexer_next(&lexer, &token));
    assert_false(rust_lexer_next_code(&lexer, &token));
    assert_int_equal(token.kind, RUST_NUMBER);
}

static void a_function_is_cut_into_its_words_and_signs(void **state)
{
    (void)state;
    expect("pub fn id<T>(x: &T) -> u8 { *x }",
           "keyword:pub keyword:fn ident:id punct:< ident:T punct:> punct:( ident:x punct:: "
           "punct:& ident:T punct:) punct:-> ident:u8 punct:{ punct:* ident:x punct:}");
}

static void code_comes_without_space_and_comments(void **state)
{
    struct rust_lexer lexer;
    struct rust_token token;

    (void)state;
    rust_lexer_init(&lexer, str_of(" /// doc\n//! d\n// c\n/* c */ /** d */ a // end"));
    assert_true(rust_lexer_next_code(&lexer, &token));
    assert_int_equal(token.kind, RUST_IDENT);
    assert_true(str_equals(token.text, "a"));
    assert_false(rust_lexer_next_code(&lexer, &token));
    assert_true(str_equals(token.text, "a"));
}

static void a_line_comment_ends_before_its_line_end(void **state)
{
    (void)state;
    expect("// a\nb", "line_comment:// a ident:b");
    expect("// a\r\nb", "line_comment:// a ident:b");
    expect("// a\rb", "line_comment:// a\rb");
    expect("//\n//", "line_comment:// line_comment://");
    expect("//", "line_comment://");
}

static void three_slashes_are_a_doc_comment_and_four_are_not(void **state)
{
    (void)state;
    expect("/// a\n//// b\n//! c\n//!! d\n///\n////",
           "doc_comment:/// a line_comment://// b doc_comment://! c doc_comment://!! d "
           "doc_comment:/// line_comment:////");
}

static void two_stars_are_a_doc_comment_unless_more_or_the_end_follow(void **state)
{
    (void)state;
    expect_one("/** a */", RUST_DOC_COMMENT);
    expect_one("/*! a */", RUST_DOC_COMMENT);
    expect_one("/*!*/", RUST_DOC_COMMENT);
    expect_one("/* a */", RUST_BLOCK_COMMENT);
    expect_one("/**/", RUST_BLOCK_COMMENT);
    expect_one("/***/", RUST_BLOCK_COMMENT);
    expect_one("/*** a */", RUST_BLOCK_COMMENT);
}

static void block_comments_nest(void **state)
{
    (void)state;
    expect("/* a /* b */ c */ d", "block_comment:/* a /* b */ c */ ident:d");
    expect("/** a /* /*b*/ */ c */ d", "doc_comment:/** a /* /*b*/ */ c */ ident:d");
    expect("/*/ a */ b", "block_comment:/*/ a */ ident:b");
    expect("/*/**/*/ b", "block_comment:/*/**/*/ ident:b");
}

static void an_unclosed_comment_runs_to_the_end(void **state)
{
    (void)state;
    expect("/* a /* b */ c", "block_comment:/* a /* b */ c");
    expect("a /*", "ident:a block_comment:/*");
    expect("/*/", "block_comment:/*/");
    expect("/* *", "block_comment:/* *");
    expect("/*!", "doc_comment:/*!");
}

static void comment_marks_in_strings_are_text(void **state)
{
    (void)state;
    expect("\"// a\" \"/*\" b", "string:\"// a\" string:\"/*\" ident:b");
    expect("'/' / '*'", "char:'/' punct:/ char:'*'");
}

static void a_string_ends_at_the_first_bare_quote(void **state)
{
    (void)state;
    expect_one("\"\"", RUST_STRING);
    expect_one("\"a b\nc\"", RUST_STRING);
    expect_one("\"a \\\" b\"", RUST_STRING);
    expect_one("\"\\\\\"", RUST_STRING);
    expect("\"\\\\\" a \"\\\"\"", "string:\"\\\\\" ident:a string:\"\\\"\"");
}

static void strings_take_their_prefix(void **state)
{
    (void)state;
    expect_one("b\"a\\\"b\"", RUST_STRING);
    expect_one("c\"a\\\"b\"", RUST_STRING);
    expect_one("r\"a\\\"", RUST_STRING);
    expect_one("br\"a\\\"", RUST_STRING);
    expect_one("cr\"a\\\"", RUST_STRING);
    expect("rb\"a\" f\"b\" b \"c\"", "ident:rb string:\"a\" ident:f string:\"b\" ident:b "
                                     "string:\"c\"");
}

static void a_raw_string_ends_at_a_quote_with_as_many_hashes(void **state)
{
    (void)state;
    expect_one("r#\"a \"b\" c\"#", RUST_STRING);
    expect_one("r##\"a\"# b\"##", RUST_STRING);
    expect_one("br#\"a\"b\"#", RUST_STRING);
    expect_one("cr###\"a\"##b\"\"###", RUST_STRING);
    expect_one("r#\"\"#", RUST_STRING);
    expect("r#\"a\"## b", "string:r#\"a\"# punct:# ident:b");
}

static void a_raw_string_may_have_hundreds_of_hashes(void **state)
{
    struct buf code = BUF_INIT;

    (void)state;
    buf_adds(&code, "r");
    for (int i = 0; i < 300; i++)
        buf_addc(&code, '#');
    buf_adds(&code, "\"a\"# b\"");
    for (int i = 0; i < 300; i++)
        buf_addc(&code, '#');
    expect_one(code.ptr, RUST_STRING);
    buf_release(&code);
}

static void an_unclosed_string_runs_to_the_end(void **state)
{
    (void)state;
    expect("a \"b; c", "ident:a string:\"b; c");
    expect("\"", "string:\"");
    expect("\"\\", "string:\"\\");
    expect("\"\\\"", "string:\"\\\"");
    expect("r\"a", "string:r\"a");
    expect("r#\"a\"", "string:r#\"a\"");
    expect("br##\"a\"#", "string:br##\"a\"#");
}

static void a_raw_identifier_is_one_identifier(void **state)
{
    (void)state;
    expect_one("r#type", RUST_IDENT);
    expect_one("r#_a1", RUST_IDENT);
    expect_one("r#été", RUST_IDENT);
    expect("r#let#foo", "ident:r#let punct:# ident:foo");
}

static void a_hash_behind_other_words_is_a_sign(void **state)
{
    (void)state;
    expect("r##a", "ident:r punct:# punct:# ident:a");
    expect("r#1", "ident:r punct:# number:1");
    expect("r#", "ident:r punct:#");
    expect("r", "ident:r");
    expect("br#a c#b b#a", "ident:br punct:# ident:a ident:c punct:# ident:b ident:b punct:# "
                           "ident:a");
    expect("b#\"a\"", "ident:b punct:# string:\"a\"");
}

static void a_character_is_one_token_with_its_quotes(void **state)
{
    (void)state;
    expect_one("'a'", RUST_CHAR);
    expect_one("'_'", RUST_CHAR);
    expect_one("'1'", RUST_CHAR);
    expect_one("'\"'", RUST_CHAR);
    expect_one("' '", RUST_CHAR);
    expect_one("'é'", RUST_CHAR);
    expect_one("'字'", RUST_CHAR);
    expect_one("'😀'", RUST_CHAR);
}

static void escapes_stay_inside_their_character(void **state)
{
    (void)state;
    expect_one("'\\''", RUST_CHAR);
    expect_one("'\\\\'", RUST_CHAR);
    expect_one("'\\\"'", RUST_CHAR);
    expect_one("'\\n'", RUST_CHAR);
    expect_one("'\\x7F'", RUST_CHAR);
    expect_one("'\\u{1F600}'", RUST_CHAR);
    expect_one("'\\u{00_e9}'", RUST_CHAR);
    expect_one("b'x'", RUST_CHAR);
    expect_one("b'\\''", RUST_CHAR);
    expect_one("b'\\xFF'", RUST_CHAR);
    expect_one("b'\"'", RUST_CHAR);
}

static void a_lifetime_is_not_an_unclosed_char(void **state)
{
    (void)state;
    expect_one("'a", RUST_LIFETIME);
    expect_one("'_", RUST_LIFETIME);
    expect_one("'static", RUST_LIFETIME);
    expect_one("'été", RUST_LIFETIME);
    expect_one("'r#fn", RUST_LIFETIME);
    expect("&'static str", "punct:& lifetime:'static ident:str");
    expect("<'a,'b>", "punct:< lifetime:'a punct:, lifetime:'b punct:>");
    expect("'outer: loop", "lifetime:'outer punct:: keyword:loop");
    expect("b'a ", "ident:b lifetime:'a");
    expect("'r#", "lifetime:'r punct:#");
}

static void characters_and_lifetimes_live_side_by_side(void **state)
{
    (void)state;
    expect("f::<'a>('a', 'b')", "ident:f punct::: punct:< lifetime:'a punct:> punct:( char:'a' "
                                "punct:, char:'b' punct:)");
    expect("'a'..='z'", "char:'a' punct:..= char:'z'");
    expect("['a','b']", "punct:[ char:'a' punct:, char:'b' punct:]");
}

static void too_long_a_character_is_still_a_character(void **state)
{
    (void)state;
    expect_one("'ab'", RUST_CHAR);
    expect_one("'e\u0301'", RUST_CHAR);
}

static void a_lone_quote_is_unknown(void **state)
{
    (void)state;
    expect("'", "unknown:'");
    expect("''", "unknown:' unknown:'");
    expect("' a", "unknown:' ident:a");
    expect("'\n'", "unknown:' unknown:'");
    expect("'\\", "unknown:' unknown:\\");
    expect("'\\n", "unknown:' unknown:\\ ident:n");
    expect("'\\'", "unknown:' unknown:\\ unknown:'");
    expect("'1 ", "unknown:' number:1");
}

static void integers_take_radix_and_suffix(void **state)
{
    (void)state;
    expect_one("0", RUST_NUMBER);
    expect_one("1_000u32", RUST_NUMBER);
    expect_one("0x_ff", RUST_NUMBER);
    expect_one("0xFFu8", RUST_NUMBER);
    expect_one("0b101", RUST_NUMBER);
    expect_one("0b____1i64", RUST_NUMBER);
    expect_one("0o77", RUST_NUMBER);
    expect_one("123_usize", RUST_NUMBER);
    expect("0x1e+3", "number:0x1e punct:+ number:3");
    expect("-1i8", "punct:- number:1i8");
}

static void floats_take_fraction_exponent_and_suffix(void **state)
{
    (void)state;
    expect_one("1.5e-3f64", RUST_NUMBER);
    expect_one("1e10", RUST_NUMBER);
    expect_one("12E+99_f64", RUST_NUMBER);
    expect_one("1e_1", RUST_NUMBER);
    expect_one("0.1f32", RUST_NUMBER);
    expect_one("1.", RUST_NUMBER);
    expect("(2., 1.)", "punct:( number:2. punct:, number:1. punct:)");
    expect("1.+2.", "number:1. punct:+ number:2.");
}

static void a_dot_of_a_range_field_or_method_is_not_the_number_s(void **state)
{
    (void)state;
    expect("1..2", "number:1 punct:.. number:2");
    expect("0..=9", "number:0 punct:..= number:9");
    expect("1.foo()", "number:1 punct:. ident:foo punct:( punct:)");
    expect("2.f64", "number:2 punct:. ident:f64");
    expect("1._a", "number:1 punct:. ident:_a");
    expect("1.été", "number:1 punct:. ident:été");
    expect("1.0.sqrt()", "number:1.0 punct:. ident:sqrt punct:( punct:)");
    expect("1.0..2.0", "number:1.0 punct:.. number:2.0");
    expect("t.0", "ident:t punct:. number:0");
    expect("t.0.1", "ident:t punct:. number:0.1");
    expect("t.0.a", "ident:t punct:. number:0 punct:. ident:a");
}

static void malformed_numbers_stay_in_one_piece(void **state)
{
    (void)state;
    expect_one("0b0102", RUST_NUMBER);
    expect_one("0o1279", RUST_NUMBER);
    expect_one("0x80.0", RUST_NUMBER);
    expect_one("0b101e", RUST_NUMBER);
    expect_one("0b", RUST_NUMBER);
    expect_one("0x", RUST_NUMBER);
    expect_one("2em", RUST_NUMBER);
    expect_one("2.0em", RUST_NUMBER);
    expect_one("123AFB43", RUST_NUMBER);
    expect("1e+", "number:1e punct:+");
}

static void each_operator_is_one_token(void **state)
{
    static const char *const operators[] = {
        "..=", "...", "<<=", ">>=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||",
        "+=",  "-=",  "*=",  "/=",  "%=", "^=", "&=", "|=", "<<", ">>", "..", "!",  "#",
        "$",   "%",   "&",   "*",   "+",  ",",  "-",  ".",  "/",  ":",  ";",  "<",  "=",
        ">",   "?",   "@",   "^",   "|",  "~",  "(",  ")",  "[",  "]",  "{",  "}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
        expect_one(operators[i], RUST_PUNCT);
}

static void the_longest_operator_wins(void **state)
{
    (void)state;
    expect(">>==", "punct:>>= punct:=");
    expect("....", "punct:... punct:.");
    expect(":::", "punct::: punct::");
    expect("===", "punct:== punct:=");
    expect("&&=", "punct:&& punct:=");
    expect("->>", "punct:-> punct:>");
    expect("-->", "punct:- punct:->");
    expect("x<-1", "ident:x punct:< punct:- number:1");
    expect("Vec<Vec<u8>>", "ident:Vec punct:< ident:Vec punct:< ident:u8 punct:>>");
    expect("a?;", "ident:a punct:? punct:;");
    expect("$(#[$m:meta])*", "punct:$ punct:( punct:# punct:[ punct:$ ident:m punct:: ident:meta "
                             "punct:] punct:) punct:*");
}

static void an_underscore_is_an_identifier(void **state)
{
    (void)state;
    expect_one("_", RUST_IDENT);
    expect_one("__", RUST_IDENT);
    expect("_ => _x", "ident:_ punct:=> ident:_x");
}

static void keywords_of_every_edition_are_keywords(void **state)
{
    static const char *const keywords[] = {
        "as",     "async",   "await",   "break", "const",  "continue", "crate", "dyn",
        "else",   "enum",    "extern",  "false", "fn",     "for",      "if",    "impl",
        "in",     "let",     "loop",    "match", "mod",    "move",     "mut",   "pub",
        "ref",    "return",  "self",    "Self",  "static", "struct",   "super", "trait",
        "true",   "type",    "unsafe",  "use",   "where",  "while",    "box",   "abstract",
        "become", "do",      "final",   "gen",   "macro",  "override", "priv",  "try",
        "typeof", "unsized", "virtual", "yield",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
        assert_true(rust_is_keyword(str_of(keywords[i])));
        expect_one(keywords[i], RUST_KEYWORD);
    }
}

static void weak_keywords_and_near_misses_are_identifiers(void **state)
{
    static const char *const words[] = {
        "union",     "macro_rules", "raw",  "safe",  "auto",      "default",   "a",
        "f",         "Fn",          "SELF", "selfs", "continues", "abstracts", "r",
        "structure", "i",           "ty",   "_",     "Type",      "await_",    "été",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        assert_false(rust_is_keyword(str_of(words[i])));
        expect_one(words[i], RUST_IDENT);
    }
    assert_false(rust_is_keyword(str_of("'static")));
    assert_false(rust_is_keyword(str_of("")));
    assert_false(rust_is_keyword(str_slice("as\0", 3)));
    assert_false(rust_is_keyword(str_slice("\0\0", 2)));
}

static void identifiers_may_be_in_any_script(void **state)
{
    (void)state;
    expect("let Москва = 東京_1;", "keyword:let ident:Москва punct:= ident:東京_1 punct:;");
    expect("aé éa", "ident:aé ident:éa");
}

static void characters_without_use_are_unknown_one_by_one(void **state)
{
    (void)state;
    expect("a … b", "ident:a unknown:… ident:b");
    expect("`a`", "unknown:` ident:a unknown:`");
    expect("\\→😀", "unknown:\\ unknown:→ unknown:😀");
    expect("a\u00A0b", "ident:a unknown:\u00A0 ident:b");
}

static void invalid_utf8_is_unknown_byte_by_byte(void **state)
{
    (void)state;
    expect("a\xFF\xFE", "ident:a unknown:\xFF unknown:\xFE");
    expect("\xE2\x82", "unknown:\xE2 unknown:\x82");
    expect("a\xC3", "ident:a unknown:\xC3");
    expect("'\xFF'", "unknown:' unknown:\xFF unknown:'");
    expect("'a\xFF'", "lifetime:'a unknown:\xFF unknown:'");
    expect("\"\xFF\" // \xFE", "string:\"\xFF\" line_comment:// \xFE");
    expect("1\xFF", "number:1 unknown:\xFF");
}

static void nul_bytes_are_unknown_and_end_nothing(void **state)
{
    static const char code[] = "a\0\0+\0 .\0 ..\0 \"\0\" //\0";
    static const char expected[] = "ident:a unknown:\0 unknown:\0 punct:+ unknown:\0 punct:. "
                                   "unknown:\0 punct:.. unknown:\0 string:\"\0\" "
                                   "line_comment://\0";

    (void)state;
    expect_bytes(str_slice(code, sizeof(code) - 1), str_slice(expected, sizeof(expected) - 1));
}

static void unicode_spaces_and_a_leading_bom_are_space(void **state)
{
    (void)state;
    expect("a\u200E\u2028b \xC2\x85 c", "ident:a ident:b ident:c");
    expect("\t\v\f\r\n", "");
    expect("\uFEFFfn", "keyword:fn");
    expect("a\uFEFF", "ident:a unknown:\uFEFF");
}

static void a_shebang_is_a_comment_at_the_start_only(void **state)
{
    (void)state;
    expect("#!/usr/bin/env run\nfn", "line_comment:#!/usr/bin/env run keyword:fn");
    expect("#!\na", "line_comment:#! ident:a");
    expect("#!", "line_comment:#!");
    expect("#!/*", "line_comment:#!/*");
    expect("#! /*! d */ [a]", "line_comment:#! /*! d */ [a]");
    expect("\n#!/bin/a", "punct:# punct:! punct:/ ident:bin punct:/ ident:a");
}

static void an_inner_attribute_is_no_shebang(void **state)
{
    (void)state;
    expect("#![a]", "punct:# punct:! punct:[ ident:a punct:]");
    expect("#! [a]", "punct:# punct:! punct:[ ident:a punct:]");
    expect("#!// b\n[a]", "punct:# punct:! line_comment:// b punct:[ ident:a punct:]");
    expect("#[a]", "punct:# punct:[ ident:a punct:]");
}

static void a_suffix_belongs_to_its_literal(void **state)
{
    (void)state;
    expect_one("\"a\"suffix", RUST_STRING);
    expect_one("r#\"a\"#suffix", RUST_STRING);
    expect_one("'a'suffix", RUST_CHAR);
}

/* Whatever a document is cut at, the rest must still lex. */
static void every_cut_of_a_program_is_covered(void **state)
{
    static const char code[] =
        "#![a] /** d /* e */ */ fn f<'a>(x: &'a str) -> r#type { // c\n"
        "b'\\x7f' '\\u{1F600}' br##\"a\"#\"## 0x_ff 1.5e-3f64 1..=2 \"\\\"\" "
        "'é' 東京 >>= cr\"\" '\\'' }";

    (void)state;
    for (size_t start = 0; start < sizeof(code); start++) {
        for (size_t end = start; end < sizeof(code); end++) {
            char *copy = xmalloc(end - start);
            struct buf printed = BUF_INIT;

            memcpy(copy, code + start, end - start);
            check_and_print(str_slice(copy, end - start), &printed);
            buf_release(&printed);
            free(copy);
        }
    }
}

/* Each of these would take minutes if one scanner looked ahead over the same bytes again. */
static void hostile_repetition_takes_linear_time(void **state)
{
    static const char *const pieces[] = {
        "'\\{", "r#", "'", "/*", "b'", "'a", "1e_", "\"#", "\xE2"
    };
    enum { TIMES = 300000 };

    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        struct buf code = BUF_INIT;
        struct rust_lexer lexer;
        struct rust_token token;
        size_t covered = 0;

        for (int n = 0; n < TIMES; n++)
            buf_adds(&code, pieces[i]);
        rust_lexer_init(&lexer, buf_str(&code));
        while (rust_lexer_next(&lexer, &token))
            covered += token.text.len;
        assert_int_equal(covered, code.len);
        buf_release(&code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_input_has_no_token),
        cmocka_unit_test(a_function_is_cut_into_its_words_and_signs),
        cmocka_unit_test(code_comes_without_space_and_comments),
        cmocka_unit_test(a_line_comment_ends_before_its_line_end),
        cmocka_unit_test(three_slashes_are_a_doc_comment_and_four_are_not),
        cmocka_unit_test(two_stars_are_a_doc_comment_unless_more_or_the_end_follow),
        cmocka_unit_test(block_comments_nest),
        cmocka_unit_test(an_unclosed_comment_runs_to_the_end),
        cmocka_unit_test(comment_marks_in_strings_are_text),
        cmocka_unit_test(a_string_ends_at_the_first_bare_quote),
        cmocka_unit_test(strings_take_their_prefix),
        cmocka_unit_test(a_raw_string_ends_at_a_quote_with_as_many_hashes),
        cmocka_unit_test(a_raw_string_may_have_hundreds_of_hashes),
        cmocka_unit_test(an_unclosed_string_runs_to_the_end),
        cmocka_unit_test(a_raw_identifier_is_one_identifier),
        cmocka_unit_test(a_hash_behind_other_words_is_a_sign),
        cmocka_unit_test(a_character_is_one_token_with_its_quotes),
        cmocka_unit_test(escapes_stay_inside_their_character),
        cmocka_unit_test(a_lifetime_is_not_an_unclosed_char),
        cmocka_unit_test(characters_and_lifetimes_live_side_by_side),
        cmocka_unit_test(too_long_a_character_is_still_a_character),
        cmocka_unit_test(a_lone_quote_is_unknown),
        cmocka_unit_test(integers_take_radix_and_suffix),
        cmocka_unit_test(floats_take_fraction_exponent_and_suffix),
        cmocka_unit_test(a_dot_of_a_range_field_or_method_is_not_the_number_s),
        cmocka_unit_test(malformed_numbers_stay_in_one_piece),
        cmocka_unit_test(each_operator_is_one_token),
        cmocka_unit_test(the_longest_operator_wins),
        cmocka_unit_test(an_underscore_is_an_identifier),
        cmocka_unit_test(keywords_of_every_edition_are_keywords),
        cmocka_unit_test(weak_keywords_and_near_misses_are_identifiers),
        cmocka_unit_test(identifiers_may_be_in_any_script),
        cmocka_unit_test(characters_without_use_are_unknown_one_by_one),
        cmocka_unit_test(invalid_utf8_is_unknown_byte_by_byte),
        cmocka_unit_test(nul_bytes_are_unknown_and_end_nothing),
        cmocka_unit_test(unicode_spaces_and_a_leading_bom_are_space),
        cmocka_unit_test(a_shebang_is_a_comment_at_the_start_only),
        cmocka_unit_test(an_inner_attribute_is_no_shebang),
        cmocka_unit_test(a_suffix_belongs_to_its_literal),
        cmocka_unit_test(every_cut_of_a_program_is_covered),
        cmocka_unit_test(hostile_repetition_takes_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Symbols: names, operators and sigils of a piece of Rust. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "core/symbols.h"

/* Writes "n:name", "s:sign" and "c:comment", separated by blanks. */
static void note(void *ctx, enum symbol_kind kind, struct str text)
{
    struct buf *out = ctx;

    if (out->len > 0)
        buf_addc(out, ' ');
    buf_addc(out, kind == SYMBOL_NAME ? 'n' : kind == SYMBOL_SIGN ? 's' : 'c');
    buf_addc(out, ':');
    buf_addstr(out, text);
}

static void scan(const char *code, struct buf *out)
{
    buf_clear(out);
    symbols_scan(str_of(code), note, out);
}

static void assert_symbols(const char *code, const char *expected)
{
    struct buf got = BUF_INIT;

    scan(code, &got);
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
}

/* expected is one of the symbols of code, maybe beside others. */
static bool has_symbol(const char *code, const char *expected)
{
    struct buf got = BUF_INIT;
    struct buf wanted = BUF_INIT;
    bool found;

    scan(code, &got);
    buf_addc(&got, ' ');
    buf_addf(&wanted, "%s ", expected);
    found = strstr(got.ptr, wanted.ptr) != NULL;
    buf_release(&got);
    buf_release(&wanted);
    return found;
}

static void assert_has(const char *code, const char *expected)
{
    if (!has_symbol(code, expected))
        fail_msg("%s: no %s", code, expected);
}

static void assert_lacks(const char *code, const char *expected)
{
    if (has_symbol(code, expected))
        fail_msg("%s: has %s", code, expected);
}

static void identifiers_and_keywords_are_names(void **state)
{
    (void)state;
    assert_symbols("", "");
    assert_symbols("JoinSet", "n:JoinSet");
    assert_symbols("async fn r#type", "n:async n:fn n:r#type");
    assert_symbols("let mut x", "n:let n:mut n:x");
}

static void paths_are_names_as_written(void **state)
{
    (void)state;
    assert_symbols("std::sync::Arc", "n:std::sync::Arc");
    assert_symbols("self::a::Self", "n:self::a::Self");
    assert_symbols("crate::x super::y", "n:crate::x n:super::y");
    assert_has("Vec::<u8>::new()", "n:Vec");
    assert_has("a::{b, c}", "n:a");
    assert_has("a::{b, c}", "n:b");
}

static void macros_are_signs(void **state)
{
    (void)state;
    assert_has("println!(\"x\")", "s:println!");
    assert_has("vec![1]", "s:vec!");
    assert_has("std::println!(\"\")", "s:println!");
    assert_has("macro_rules! my_macro {}", "s:macro_rules!");
    assert_has("thread_local! { }", "s:thread_local!");
    assert_has("println!", "s:println!");
    assert_lacks("a != b", "s:a!");
    assert_has("a != b", "s:!=");
    assert_has("!x", "s:!");
}

static void attributes_are_signs(void **state)
{
    (void)state;
    assert_has("#[derive(Debug)] struct S;", "s:#[derive]");
    assert_has("#![no_std]", "s:#[no_std]");
    assert_has("#[cfg(test)]", "s:#[cfg]");
    assert_has("#[derive]", "s:#[derive]");
    assert_has("#[must_use = \"x\"]", "s:#[must_use]");
    assert_lacks("# [ ]", "s:#[]]");
}

static void closures_are_one_sign(void **state)
{
    (void)state;
    assert_has("|x| x + 1", "s:|x|");
    assert_has("f(|a, b| a)", "s:|x|");
    assert_has("let f = |&x| x;", "s:|x|");
    assert_has("move |event: Event| {}", "s:|x|");
    assert_lacks("a | b | c", "s:|x|");
    assert_has("a | b", "s:|");
    assert_lacks("f(x) | g", "s:|x|");
    assert_has("|| 1", "s:||");
}

static void signs_of_several_tokens_are_one(void **state)
{
    (void)state;
    assert_has("\"1\".parse::<i32>()", "s:::<>");
    assert_has("::<>", "s:::<>");
    assert_has("&mut x", "s:&mut");
    assert_has("p: *const u8", "s:*const");
    assert_has("p: *mut u8", "s:*mut");
    assert_has("Ok(())", "s:()");
    assert_has("fn f() -> ()", "s:()");
    assert_lacks("f()", "s:()");
    assert_lacks("&x", "s:&mut");
}

static void operators_are_cut_as_the_lexer_does(void **state)
{
    static const char *const operators[] = { "?",  "..=", "..", "=>", "->", "::", "&&", "||", "<<=",
                                             ">>", "+=",  "@",  "$",  "*",  "&",  "==", "%",  "^" };

    (void)state;
    for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
        struct buf code = BUF_INIT;
        struct buf sign = BUF_INIT;

        buf_addf(&code, "a %s b", operators[i]);
        buf_addf(&sign, "s:%s", operators[i]);
        assert_has(code.ptr, sign.ptr);
        assert_has(operators[i], sign.ptr);
        buf_release(&code);
        buf_release(&sign);
    }
    assert_has("_ => 1", "s:_");
}

static void closing_brackets_are_no_signs(void **state)
{
    (void)state;
    assert_symbols(")]}", "");
    assert_lacks("f(a[0])", "s:)");
    assert_lacks("f(a[0])", "s:]");
}

static void lifetimes_are_signs(void **state)
{
    (void)state;
    assert_has("&'static str", "s:'static");
    assert_has("'_", "s:'_");
    assert_has("for<'a> Fn(&'a str)", "s:'a");
    assert_lacks("'x'", "s:'x");
}

static void format_placeholders_are_signs(void **state)
{
    (void)state;
    assert_has("println!(\"{:?}\", x)", "s:{:?}");
    assert_has("println!(\"{x:?}\")", "s:{:?}");
    assert_has("println!(\"{name}\")", "s:{}");
    assert_has("println!(\"{}\", 1)", "s:{}");
    assert_has("\"{:#?} {:>8.3}\"", "s:{:#?}");
    assert_has("\"{:#?} {:>8.3}\"", "s:{:>8.3}");
    assert_lacks("\"{{}}\"", "s:{}");
    assert_lacks("\"{ no placeholder }\"", "s:{}");
    assert_symbols("\"plain\"", "");
}

static void string_prefixes_are_signs(void **state)
{
    struct buf got = BUF_INIT;

    (void)state;
    scan("r#\"raw\"#", &got);
    assert_non_null(strstr(got.ptr, "s:r#"));
    scan("b\"bytes\"", &got);
    assert_non_null(strstr(got.ptr, "s:b"));
    scan("\"plain\"", &got);
    assert_int_equal(got.len, 0);
    buf_release(&got);
}

static void comments_come_without_their_marks(void **state)
{
    (void)state;
    assert_symbols("// a remark", "c:a remark");
    assert_symbols("/// doc\n//! inner", "c:doc c:inner");
    assert_symbols("/* block */", "c:block");
    assert_symbols("/** doc */ x", "c:doc n:x");
    assert_symbols("x // tail\ny", "n:x c:tail n:y");
    assert_symbols("//", "c:");
}

static void numbers_and_characters_say_nothing(void **state)
{
    (void)state;
    assert_symbols("1 0xff 1.5e3 'x' b'y' 7u8", "");
}

static void count_only(void *ctx, enum symbol_kind kind, struct str text)
{
    size_t *bytes = ctx;

    (void)kind;
    *bytes += text.len + 1;
}

static void any_bytes_are_survived(void **state)
{
    static const char bytes[] = "a::\0b|\xff|#[\x80&'\"{:?}\\r#\"/*!::<'x//(";
    size_t total = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i++)
        for (size_t n = 0; i + n < sizeof(bytes); n++)
            symbols_scan(str_slice(bytes + i, n), count_only, &total);
    symbols_scan((struct str){ NULL, 0 }, count_only, &total);
    assert_true(total > 0);
}

static void hostile_code_takes_linear_time(void **state)
{
    enum { HOSTILE_BYTES = 1 << 17 };
    static const char *const pieces[] = { "|",  "|a ", "a::", "#",   "#[",     "#![", "&", "::<",
                                          "/*", "//",  "\"{", "{",   "'",      "a!",  "(", "*",
                                          "r#", "\n",  "/**/", "a /**/", "& /**/", "\"{:", "/*\n|" };

    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
        for (int quoted = 0; quoted < 2; quoted++) {
            struct buf code = BUF_INIT;
            size_t total = 0;
            clock_t start;

            if (quoted)
                buf_addc(&code, '"');
            while (code.len < HOSTILE_BYTES)
                buf_adds(&code, pieces[i]);
            start = clock();
            symbols_scan(buf_str(&code), count_only, &total);
            assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
            buf_release(&code);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identifiers_and_keywords_are_names),
        cmocka_unit_test(paths_are_names_as_written),
        cmocka_unit_test(macros_are_signs),
        cmocka_unit_test(attributes_are_signs),
        cmocka_unit_test(closures_are_one_sign),
        cmocka_unit_test(signs_of_several_tokens_are_one),
        cmocka_unit_test(operators_are_cut_as_the_lexer_does),
        cmocka_unit_test(closing_brackets_are_no_signs),
        cmocka_unit_test(lifetimes_are_signs),
        cmocka_unit_test(format_placeholders_are_signs),
        cmocka_unit_test(string_prefixes_are_signs),
        cmocka_unit_test(comments_come_without_their_marks),
        cmocka_unit_test(numbers_and_characters_say_nothing),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(hostile_code_takes_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

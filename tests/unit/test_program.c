/* Programs: what stands around a snippet. Whether there is a main, and what ends
 * in a result, was compared with rustdoc 1.95. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/xalloc.h"
#include "runner/program.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct program read_code(const char *code)
{
    struct program p;

    program_read(&p, str_of(code));
    return p;
}

static void assert_slice(struct str s, const char *expected, const char *code)
{
    char *copy = xmemdup0(s.len > 0 ? s.ptr : "", s.len);

    if (strcmp(copy, expected) != 0)
        print_error("in: %s\n", code);
    assert_string_equal(copy, expected);
    free(copy);
}

static void assert_flag(bool is, bool expected, const char *name, const char *code)
{
    if (is != expected)
        print_error("%s is %d in: %s\n", name, is, code);
    assert_int_equal(is, expected);
}

static size_t count_lines(struct str text)
{
    return str_count(text, "\n");
}

/* --- the parts --- */

struct part_case {
    const char *code;
    const char *attributes;
    const char *crates;
    const char *body;
};

static void assert_parts(const struct part_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct program p = read_code(cases[i].code);

        assert_slice(p.attributes, cases[i].attributes, cases[i].code);
        assert_slice(p.crates, cases[i].crates, cases[i].code);
        assert_slice(p.body, cases[i].body, cases[i].code);
        assert_ptr_equal(p.code.ptr, cases[i].code);
    }
}

static void crate_attributes_at_the_start_stay_outside(void **state)
{
    static const struct part_case CASES[] = {
        { "a();\n", "", "", "a();\n" },
        { "#![allow(dead_code)]\na();\n", "#![allow(dead_code)]\n", "", "a();\n" },
        { "  #![allow(dead_code)]  \n  a();", "  #![allow(dead_code)]  \n", "", "  a();" },
        { "#![allow(\n    dead_code,\n    unused\n)]\na();\n",
          "#![allow(\n    dead_code,\n    unused\n)]\n", "", "a();\n" },
        { "#! [allow(unused)]\na();\n", "#! [allow(unused)]\n", "", "a();\n" },
        { "#![a]\n\n// why\n/* or */\n#![b]\n\nc();\n", "#![a]\n\n// why\n/* or */\n#![b]\n", "",
          "\nc();\n" },
        { "// first\n\n#![a]\nc();\n", "// first\n\n#![a]\n", "", "c();\n" },
        { "/* first\n#![b] */\n#![a]\nc();\n", "/* first\n#![b] */\n#![a]\n", "", "c();\n" },
        { "#![a] // why\nc();\n", "#![a] // why\n", "", "c();\n" },
        { "#![a] #![b]\nc();\n", "#![a] #![b]\n", "", "c();\n" },
        { "#![a] c();\n", "#![a]", "", " c();\n" },
        { "//! A crate.\n#![a]\nc();\n", "//! A crate.\n#![a]\n", "", "c();\n" },
        { "/*! A crate. */\nc();\n", "/*! A crate. */\n", "", "c();\n" },
        { "#![a]", "#![a]", "", "" },
    };

    (void)state;
    assert_parts(CASES, COUNT(CASES));
}

static void brackets_in_strings_and_comments_end_no_attribute(void **state)
{
    static const struct part_case CASES[] = {
        { "#![doc = \"]\"]\na();\n", "#![doc = \"]\"]\n", "", "a();\n" },
        { "#![doc = \"[\"]\na();\nb();\n", "#![doc = \"[\"]\n", "", "a();\nb();\n" },
        { "#![doc = \"a\n b\"]\na();\n", "#![doc = \"a\n b\"]\n", "", "a();\n" },
        { "#![cfg_attr(all(), // ]\n  x)]\na();\n", "#![cfg_attr(all(), // ]\n  x)]\n", "",
          "a();\n" },
        { "#![doc = r#\"\"]\"#]\na();\n", "#![doc = r#\"\"]\"#]\n", "", "a();\n" },
    };

    (void)state;
    assert_parts(CASES, COUNT(CASES));
}

static void what_only_looks_like_a_crate_attribute_stays_inside(void **state)
{
    static const struct part_case CASES[] = {
        { "#[derive(Debug)]\nstruct A;\n", "", "", "#[derive(Debug)]\nstruct A;\n" },
        { "/// Of A.\nstruct A;\n", "", "", "/// Of A.\nstruct A;\n" },
        { "// of a\na();\n", "", "", "// of a\na();\n" },
        { "a();\n#![allow(unused)]\n", "", "", "a();\n#![allow(unused)]\n" },
        { "// #![feature(x)]\na();\n", "", "", "// #![feature(x)]\na();\n" },
        { "\"#![feature(x)]\";\n", "", "", "\"#![feature(x)]\";\n" },
        { "#![never(closed\na();\n", "", "", "#![never(closed\na();\n" },
        { "#!", "", "", "" },
        { "#", "", "", "#" },
    };

    (void)state;
    assert_parts(CASES, COUNT(CASES));
}

static void extern_crates_at_the_start_stay_outside(void **state)
{
    static const struct part_case CASES[] = {
        { "extern crate a;\nb();\n", "", "extern crate a;\n", "b();\n" },
        { "extern  crate\n a\n;\nb();\n", "", "extern  crate\n a\n;\n", "b();\n" },
        { "#![x]\nextern crate a;\nextern crate b as c; // why\n\nd();\n", "#![x]\n",
          "extern crate a;\nextern crate b as c; // why\n", "\nd();\n" },
        { "// why\nextern crate a;\nb();\n", "", "// why\nextern crate a;\n", "b();\n" },
        { "#[macro_use]\nextern crate a;\nb();\n", "", "#[macro_use]\nextern crate a;\n",
          "b();\n" },
        { "#[macro_use(m)] // why\n#[allow(unused)]\npub extern crate a;\nb();\n", "",
          "#[macro_use(m)] // why\n#[allow(unused)]\npub extern crate a;\n", "b();\n" },
        { "pub(crate) extern crate a;\nb();\n", "", "pub(crate) extern crate a;\n", "b();\n" },
        { "extern crate a;b();\n", "", "extern crate a;", "b();\n" },
        { "extern crate a; extern crate b;", "", "extern crate a; extern crate b;", "" },
        { "#[macro_use]\nmod m {}\n", "", "", "#[macro_use]\nmod m {}\n" },
        { "extern \"C\" { fn f(); }\n", "", "", "extern \"C\" { fn f(); }\n" },
        { "// extern crate a;\nb();\n", "", "", "// extern crate a;\nb();\n" },
        { "extern crate a", "", "", "extern crate a" },
    };

    (void)state;
    assert_parts(CASES, COUNT(CASES));
}

static void line_ends_of_windows_change_nothing(void **state)
{
    static const struct part_case CASES[] = {
        { "#![a]\r\n\r\n#![b]\r\nextern crate c;\r\nlet d = 1;\r\n", "#![a]\r\n\r\n#![b]\r\n",
          "extern crate c;\r\n", "let d = 1;\r\n" },
        { "#![a] // b\r\nfn main() {}\r\n", "#![a] // b\r\n", "", "fn main() {}\r\n" },
    };

    (void)state;
    assert_parts(CASES, COUNT(CASES));
    assert_true(read_code("// a\r\nfn main() {}\r\n").has_main);
    assert_true(read_code("a()?;\r\nOk::<(), E>(())  \r\n\r\n").ends_in_result);
}

static void the_first_line_of_a_script_and_a_byte_order_mark_are_left_out(void **state)
{
    static const struct part_case CASES[] = {
        { "#!/usr/bin/env run\nfn main() {}\n", "", "", "\nfn main() {}\n" },
        { "#!/usr/bin/env run\n#![a]\nb();\n", "\n#![a]\n", "", "b();\n" },
        { "#!/usr/bin/env run\r\n#![a]\r\nb();\r\n", "\r\n#![a]\r\n", "", "b();\r\n" },
        { "#!/usr/bin/env run", "", "", "" },
        { "\xEF\xBB\xBF#![a]\nb();\n", "#![a]\n", "", "b();\n" },
        { "\xEF\xBB\xBF#!/usr/bin/env run\nb();\n", "", "", "\nb();\n" },
        { "\n#!/usr/bin/env run\n", "", "", "\n#!/usr/bin/env run\n" },
    };

    (void)state;
    assert_parts(CASES, COUNT(CASES));
    assert_true(read_code("#!/usr/bin/env run\nfn main() {}\n").has_main);
}

/* --- main functions --- */

struct flag_case {
    const char *code;
    bool expected;
};

static void a_main_function_counts_at_the_outermost_level_alone(void **state)
{
    static const struct flag_case CASES[] = {
        { "fn main() {}", true },
        { "fn main() -> Result<(), E> { Ok(()) }\n", true },
        { "fn\n  /* c */ main ()\n{}\n", true },
        { "pub async fn main() {}\n", true },
        { "#[tokio::main]\nasync fn main() {}\n", true },
        { "use std::fmt;\n\nstruct A { a: u8 }\nimpl A { fn f() {} }\nfn main() {}\n", true },
        { "#![allow(unused)]\nextern crate a;\nfn main() {}\n", true },
        { "mod m { fn main() {} }\n", false },
        { "fn outer() { fn main() {} }\n", false },
        { "impl A { fn main() {} }\n", false },
        { "// fn main() {}\na();\n", false },
        { "/* fn main() {} */ a();\n", false },
        { "/// fn main() {}\nfn f() {}\n", false },
        { "f(\"fn main() {}\");\n", false },
        { "f(r#\"\nfn main() {}\n\"#);\n", false },
        { "fn main_loop() {}\n", false },
        { "fn domain() {}\nmain();\n", false },
        { "mod main {}\n", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_flag(read_code(CASES[i].code).has_main, CASES[i].expected, "has_main",
                    CASES[i].code);
}

static void a_main_function_may_stand_in_a_macro_call(void **state)
{
    static const struct flag_case CASES[] = {
        { "m! { fn main() {} }\n", true },
        { "m!(fn main() {});\n", true },
        { "a::m! { #[x] pub fn main() {} }\n", true },
        { "m! { fn f() {} fn main() {} }\n", true },
        { "m! { mod a { fn main() {} } }\n", false },
        { "macro_rules! m { () => { fn main() {} } }\nm!();\n", false },
        { "f(m! { fn main() {} });\n", false },
        { "m! { a } { fn main() {} }\n", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_flag(read_code(CASES[i].code).has_main, CASES[i].expected, "has_main",
                    CASES[i].code);
}

static void a_main_function_beside_statements_is_none(void **state)
{
    static const char *const STATEMENTS[] = {
        "let x = 1;",
        "let S { a } = f();",
        "f();",
        "a::b(1);",
        "a::<u8>();",
        "x = 1;",
        "x.y();",
        "1 + 1;",
        "\"a\";",
        "*x = 1;",
        "(a, b) = c;",
        "{ let x = 1; }",
        "for i in 0..3 {}",
        "while true {}",
        "'a: loop { break }",
        "if true {} else {}",
        "if let Some(x) = y {}",
        "match x { _ => {} }",
        "unsafe { f() }",
        "const { }",
        "#[allow(unused)] { }",
        "struct A {};",
        "return;",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(STATEMENTS); i++) {
        struct buf code = BUF_INIT;

        buf_addf(&code, "%s\nfn main() {}\n", STATEMENTS[i]);
        assert_flag(read_code(code.ptr).has_main, false, "has_main", code.ptr);
        buf_clear(&code);
        buf_addf(&code, "use std::fmt;\nfn main() {}\n%s\n", STATEMENTS[i]);
        assert_flag(read_code(code.ptr).has_main, false, "has_main", code.ptr);
        buf_release(&code);
    }
}

static void a_main_function_beside_items_and_macro_calls_is_one(void **state)
{
    static const char *const ITEMS[] = {
        "println!(\"a\");",
        "std::println!(\"a\");",
        "::std::println!(\"a\");",
        "crate::m! {}",
        "macro_rules! m { ($a:tt) => { let x = $a; } }",
        "thread_local! { static A: u8 = { let x = 1; x } }",
        "fn f() { let x = 1; }",
        "pub(crate) const fn f() {}",
        "pub(in crate::a) unsafe extern \"C\" fn f() {}",
        "const X: [u8; 1] = { let x = [1]; x };",
        "pub const F: fn() = || {};",
        "static A: A = A { a: 1 };",
        "type T = [u8; { 1 }];",
        "use std::{fmt, io::{self, Read}};",
        "struct A(u8);",
        "struct A<const N: usize>;\nimpl A<{ 1 }> {}\nimpl A<{ 2 }> for B<{ 3 }, u8> {}",
        "union U { a: u8 }",
        "unsafe auto trait T {}",
        "unsafe impl Send for A {}",
        "unsafe extern \"C\" { safe fn f(); }",
        "async fn f() {}",
        "#[derive(Debug)]\n#[x(a = \"]\")]\nenum E { A = 1 }",
        "mod m { pub fn f() {} }\nmod n;",
        "// let x = 1;",
        "/* f(); */",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ITEMS); i++) {
        struct buf code = BUF_INIT;

        buf_addf(&code, "%s\nfn main() {}\n", ITEMS[i]);
        assert_flag(read_code(code.ptr).has_main, true, "has_main", code.ptr);
        buf_clear(&code);
        buf_addf(&code, "fn main() { let x = 1; }\n%s\n", ITEMS[i]);
        assert_flag(read_code(code.ptr).has_main, true, "has_main", code.ptr);
        buf_release(&code);
    }
}

static void a_body_that_ends_in_a_result_is_known_by_its_last_token(void **state)
{
    static const struct flag_case CASES[] = {
        { "a()?;\nOk::<(), E>(())", true },
        { "Ok::<(), E>(())   \n  \n\n", true },
        { "Ok::<(), E>(())\n// done\n/* done */\n", true },
        { "Ok::<(), E>(()) // (())\n", true },
        { "f(())\n", true }, /* as rustdoc has it */
        { "Ok::<(), E>(());\n", false },
        { "Ok::<(), E>( () )\n", false },
        { "Ok(())\nlet x = 1;\n", false },
        { "a(); // (())\n", false },
        { "\"(())\"\n", false },
        { "(()", false },
        { "", false },
        { "// (())", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_flag(read_code(CASES[i].code).ends_in_result, CASES[i].expected, "ends_in_result",
                    CASES[i].code);
}

/* --- company --- */

static void names_with_a_crate_wide_meaning_forbid_sharing(void **state)
{
    static const struct flag_case CASES[] = {
        { "a();\n", false },
        { "use std::fmt;\nfn main() { let x = 1; }\n", false },
        { "#[derive(Debug)]\nstruct A;\n", false },
        { "use crate::a;\n", true },
        { "macro_rules! m { () => { $crate::f() } }\n", true },
        { "#[macro_export]\nmacro_rules! m { () => {} }\n", true },
        { "#[unsafe(no_mangle)]\nfn f() {}\n", true },
        { "#[export_name = \"a\"]\nfn f() {}\n", true },
        { "#[global_allocator]\nstatic A: A = A;\n", true },
        { "println!(\"{}\", module_path!());\n", true },
        { "println!(\"{}:{}\", file!(), line!());\n", true },
        { "let file = 1;\nlet line = file;\n", false },
        { "#[link(name = \"nowhere\")]\nextern \"C\" {}\n", true },
        { "#[cfg_attr(unix, link(name = \"nowhere\"))]\nextern \"C\" {}\n", true },
        { "fn link() {}\nlink();\n", false },
        { "std::any::type_name::<u8>();\n", true },
        { "std::any::TypeId::of::<u8>();\n", true },
        { "include_str!(\"a\");\n", true },
        { "std::panic::Location::caller();\n", true },
        { "std::env::current_exe();\n", true },
        { "std::backtrace::Backtrace::capture();\n", true },
        { "extern crate core;\na();\n", true },
        { "fn main() {}\nextern crate core;\n", true },
        { "// crate, file!() and line!()\na();\n", false },
        { "f(\"crate\");\n", false },
        { "profile();\n", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_flag(read_code(CASES[i].code).is_alone, CASES[i].expected, "is_alone",
                    CASES[i].code);
}

static void attributes_about_lints_may_share_a_crate(void **state)
{
    static const struct flag_case CASES[] = {
        { "#![allow(unused)]\na();\n", false },
        { "#![warn(unused)]\n#![deny(missing_docs)]\n#![expect(dead_code)]\na();\n", false },
        { "#![allow(\n  unused,\n  dead_code\n)]\na();\n", false },
        { "// #![no_std]\n#![allow(unused)]\na();\n", false },
        { "//! A crate.\na();\n", false },
        { "#![no_std]\na();\n", true },
        { "#![recursion_limit = \"256\"]\na();\n", true },
        { "#![allow(unused)] #![no_main]\na();\n", true },
        { "#![allow(unused)]\n#![feature(x)]\na();\n", true },
        { "#![cfg_attr(all(), allow(unused))]\na();\n", true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_flag(read_code(CASES[i].code).is_alone, CASES[i].expected, "is_alone",
                    CASES[i].code);
}

static void feature_gates_need_nightly(void **state)
{
    static const struct flag_case CASES[] = {
        { "#![feature(never_type)]\n", true },
        { "#![allow(unused)]\n// c\n#![ feature(\n  a,\n  b\n)]\na();\n", true },
        { "//! A crate.\n#![feature(a)]\na();\n", true },
        { "#![allow(unused)] #![feature(a)]\na();\n", true },
        { "// #![feature(a)]\n#![allow(unused)]\na();\n", false },
        { "#![doc = \"#![feature(a)]\"]\na();\n", false },
        { "#[cfg(feature = \"a\")]\nfn f() {}\n", false },
        { "a();\n", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_flag(read_code(CASES[i].code).needs_nightly, CASES[i].expected, "needs_nightly",
                    CASES[i].code);
}

/* --- writing --- */

struct writing_case {
    const char *code;
    bool is_test_harness;
    const char *written;
};

static const char RESULT_MAIN[] =
    "fn main() { fn rustpro_inner() -> core::result::Result<(), impl core::fmt::Debug> {\n";

static void crates_are_written_by_the_rules_of_rustdoc(void **state)
{
    static const struct writing_case CASES[] = {
        { "", false, "#![allow(unused)]\nfn main() {\n}\n" },
        { "// a\n// b", false, "#![allow(unused)]\nfn main() {\n// a\n// b\n}\n" },
        { "a();\n", false, "#![allow(unused)]\nfn main() {\na();\n}\n" },
        { "a()", false, "#![allow(unused)]\nfn main() {\na()\n}\n" },
        { "a() // b", false, "#![allow(unused)]\nfn main() {\na() // b\n}\n" },
        { "fn main() {}", false, "#![allow(unused)]\nfn main() {}\n" },
        { "fn main() {}\nlet x = 1;\n", false,
          "#![allow(unused)]\nfn main() {\nfn main() {}\nlet x = 1;\n}\n" },
        { "#![a]\nextern crate b;\nc();\n", false,
          "#![allow(unused)]\n#![a]\nextern crate b;\nfn main() {\nc();\n}\n" },
        { "#![a] c();\n", false, "#![allow(unused)]\n#![a]\nfn main() {\n c();\n}\n" },
        { "#[test]\nfn a() {}\n", true, "#![allow(unused)]\n#[test]\nfn a() {}\n" },
        { "#![a]\n#[test]\nfn a() {}", true, "#![allow(unused)]\n#![a]\n#[test]\nfn a() {}\n" },
        { "#!/bin/run\nfn main() {}\n", false, "#![allow(unused)]\n\nfn main() {}\n" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct program p = read_code(CASES[i].code);
        struct buf out = BUF_INIT;

        (void)program_add_crate(&out, &p, CASES[i].is_test_harness);
        assert_string_equal(out.ptr, CASES[i].written);
        buf_release(&out);
    }
}

static void a_result_is_unwrapped_by_main(void **state)
{
    struct program p = read_code("a()?;\nOk::<(), E>(())\n// done");
    struct buf out = BUF_INIT;
    struct buf expected = BUF_INIT;

    (void)state;
    buf_addf(&expected,
             "#![allow(unused)]\n%sa()?;\nOk::<(), E>(())\n// done\n} rustpro_inner().unwrap() }\n",
             RESULT_MAIN);
    (void)program_add_crate(&out, &p, false);
    assert_string_equal(out.ptr, expected.ptr);
    buf_release(&out);
    buf_release(&expected);
}

static void modules_call_their_main_by_another_name(void **state)
{
    static const char CALL[] =
        "pub fn rustpro_main() -> impl ::std::process::Termination { main() }\n";
    static const struct writing_case CASES[] = {
        { "", false, "fn main() {\n}\n" },
        { "#![allow(a)]\nb();", false, "#![allow(a)]\nfn main() {\nb();\n}\n" },
        { "fn main() {}\n", false, "fn main() {}\n" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct program p = read_code(CASES[i].code);
        struct buf out = BUF_INIT;
        struct buf expected = BUF_INIT;

        buf_addf(&expected, "%s%s", CASES[i].written, CALL);
        (void)program_add_module(&out, &p);
        assert_string_equal(out.ptr, expected.ptr);
        buf_release(&out);
        buf_release(&expected);
    }
}

/* The line that MARK stands in must be as many lines further down as the writer says. */
static void assert_lines_before(const char *code, bool is_module, bool is_test_harness)
{
    struct program p = read_code(code);
    struct buf out = BUF_INIT;
    size_t before = is_module ? program_add_module(&out, &p)
                              : program_add_crate(&out, &p, is_test_harness);
    const char *was = strstr(code, "MARK");
    const char *is = strstr(out.ptr, "MARK");

    assert_non_null(was);
    assert_non_null(is);
    if (count_lines(str_slice(out.ptr, (size_t)(is - out.ptr))) !=
        count_lines(str_slice(code, (size_t)(was - code))) + before)
        print_error("%zu lines before: %s\nbecame: %s\n", before, code, out.ptr);
    assert_int_equal(count_lines(str_slice(out.ptr, (size_t)(is - out.ptr))),
                     count_lines(str_slice(code, (size_t)(was - code))) + before);
    buf_release(&out);
}

static void lines_keep_their_numbers_but_for_those_before(void **state)
{
    static const char *const CODES[] = {
        "MARK();\n",
        "// c\n\nMARK();\n",
        "#![a]\nMARK();\n",
        "#![a(\n b\n)] // c\n\n#![d]\n\nMARK();\n",
        "#![a] MARK();\n",
        "#![a] /* c */ let a = 1;\nMARK();\n",
        "#![a]\nextern crate b; MARK();\n",
        "#![a] extern crate b; MARK();\n",
        "#![a]\n// c\nextern crate b;\n// d\nMARK();\n",
        "#!/bin/run\n#![a]\nfn main() {\n    MARK();\n}\n",
        "fn main() {\n    MARK();\n}\n",
        "#![a]\nfn main() { MARK(); }",
        "MARK()?;\nOk::<(), E>(())\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CODES); i++) {
        assert_lines_before(CODES[i], false, false);
        assert_lines_before(CODES[i], false, true);
    }
    assert_lines_before("MARK();", true, false);
    assert_lines_before("#![allow(a)]\n// c\nMARK();", true, false);
    assert_lines_before("#![allow(a)] MARK();", true, false);
    assert_lines_before("fn main() {\nMARK();\n}\n", true, false);
}

static void nothing_at_all_is_a_program_too(void **state)
{
    struct program p;
    struct buf out = BUF_INIT;

    (void)state;
    program_read(&p, (struct str){ NULL, 0 });
    assert_false(p.has_main);
    assert_false(p.is_alone);
    assert_int_equal(p.body.len, 0);
    assert_int_equal(program_add_crate(&out, &p, false), 2);
    assert_string_equal(out.ptr, "#![allow(unused)]\nfn main() {\n}\n");
    buf_release(&out);
}

/* Cuts at every byte: fragments are read without looking past their end. */
static void fragments_are_read_to_their_end(void **state)
{
    static const char CODE[] =
        "#!/bin/run\n/*! a */ #![a(\"]\")] // b\n#[x] pub(in a) extern crate "
        "b; // c\nm! { fn main() { let a = 'b'; } } use a::{b};\n#[c] const "
        "unsafe fn d() {} a::b!(); Ok(())";

    (void)state;
    for (size_t len = 0; len < sizeof(CODE); len++) {
        char *part = xmemdup0(CODE, len);
        char *exact = malloc(len + 1);
        struct program p;

        assert_non_null(exact);
        memcpy(exact, part, len);
        program_read(&p, str_slice(exact, len));
        assert_true(p.attributes.len + p.crates.len + p.body.len <= len);
        free(exact);
        free(part);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crate_attributes_at_the_start_stay_outside),
        cmocka_unit_test(brackets_in_strings_and_comments_end_no_attribute),
        cmocka_unit_test(what_only_looks_like_a_crate_attribute_stays_inside),
        cmocka_unit_test(extern_crates_at_the_start_stay_outside),
        cmocka_unit_test(line_ends_of_windows_change_nothing),
        cmocka_unit_test(the_first_line_of_a_script_and_a_byte_order_mark_are_left_out),
        cmocka_unit_test(a_main_function_counts_at_the_outermost_level_alone),
        cmocka_unit_test(a_main_function_may_stand_in_a_macro_call),
        cmocka_unit_test(a_main_function_beside_statements_is_none),
        cmocka_unit_test(a_main_function_beside_items_and_macro_calls_is_one),
        cmocka_unit_test(a_body_that_ends_in_a_result_is_known_by_its_last_token),
        cmocka_unit_test(names_with_a_crate_wide_meaning_forbid_sharing),
        cmocka_unit_test(attributes_about_lints_may_share_a_crate),
        cmocka_unit_test(feature_gates_need_nightly),
        cmocka_unit_test(crates_are_written_by_the_rules_of_rustdoc),
        cmocka_unit_test(a_result_is_unwrapped_by_main),
        cmocka_unit_test(modules_call_their_main_by_another_name),
        cmocka_unit_test(lines_keep_their_numbers_but_for_those_before),
        cmocka_unit_test(nothing_at_all_is_a_program_too),
        cmocka_unit_test(fragments_are_read_to_their_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Crates: what a field and the code itself say that a program needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/xalloc.h"
#include "runner/crate_uses.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- versions --- */

static struct crate_version version(const char *text)
{
    struct crate_version v;

    (void)crate_version_parse(str_of(text), &v);
    return v;
}

struct parse_case {
    const char *text;
    unsigned part[3];
    size_t said;
};

static void versions_are_read_as_far_as_they_are_said(void **state)
{
    static const struct parse_case CASES[] = {
        { "1", { 1, 0, 0 }, 1 },
        { "0", { 0, 0, 0 }, 1 },
        { "1.40", { 1, 40, 0 }, 2 },
        { "1.40.2", { 1, 40, 2 }, 3 },
        { "0.0.3", { 0, 0, 3 }, 3 },
        { "1.2.3.4", { 1, 2, 3 }, 3 },
        { "1.2.3-alpha.4", { 1, 2, 3 }, 3 },
        { "1.2.3+4.5", { 1, 2, 3 }, 3 },
        { "1. 2", { 1, 0, 0 }, 1 },
        { "1..2", { 1, 0, 0 }, 1 },
        { "1.x", { 1, 0, 0 }, 1 },
        { "1.20141219.5", { 1, 20141219, 5 }, 3 },
        { "007.08", { 7, 8, 0 }, 2 },
        { "99999999999999999999.1", { UINT_MAX, 1, 0 }, 2 },
        { "4294967295.4294967296", { UINT_MAX, UINT_MAX, 0 }, 2 },
        { "", { 0, 0, 0 }, 0 },
        { "v1", { 0, 0, 0 }, 0 },
        { ".1", { 0, 0, 0 }, 0 },
        { "-1", { 0, 0, 0 }, 0 },
        { "*", { 0, 0, 0 }, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct crate_version v;

        assert_int_equal(crate_version_parse(str_of(CASES[i].text), &v), CASES[i].said > 0);
        assert_int_equal(v.said, CASES[i].said);
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(v.part[k], CASES[i].part[k]);
    }
    assert_false(crate_version_parse((struct str){ NULL, 0 }, &(struct crate_version){ 0 }));
}

struct fits_case {
    const char *wanted;
    const char *have;
    bool fits;
};

static void requirements_are_read_as_cargo_does(void **state)
{
    static const struct fits_case CASES[] = {
        { "", "0.0.1", true },        { "", "9.9.9", true },         { "1", "1.0.0", true },
        { "1", "1.99.3", true },      { "1", "2.0.0", false },       { "1", "0.9.9", false },
        { "1.40", "1.40.0", true },   { "1.40", "1.41.7", true },    { "1.40", "1.39.9", false },
        { "1.40", "2.40.0", false },  { "1.40.2", "1.40.1", false }, { "1.40.2", "1.40.2", true },
        { "1.40.2", "1.41.0", true }, { "0.3", "0.3.0", true },      { "0.3", "0.3.31", true },
        { "0.3", "0.4.0", false },    { "0.3", "0.2.9", false },     { "0.3", "1.3.0", false },
        { "0.3.5", "0.3.4", false },  { "0.3.5", "0.3.9", true },    { "0.3.5", "0.4.5", false },
        { "0.0.3", "0.0.3", true },   { "0.0.3", "0.0.4", false },   { "0.0.3", "0.1.0", false },
        { "0.0", "0.0.7", true },     { "0.0", "0.1.0", false },     { "0.0.0", "0.0.0", true },
        { "0.0.0", "0.0.1", false },  { "0", "0.0.1", true },        { "0", "0.99.0", true },
        { "0", "1.0.0", false },      { "1.0.0", "1.0.0", true },    { "1.0", "1.7.0", true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct crate_version wanted = version(CASES[i].wanted);
        struct crate_version have = version(CASES[i].have);

        if (crate_version_fits(&wanted, &have) != CASES[i].fits)
            print_error("\"%s\" and %s\n", CASES[i].wanted, CASES[i].have);
        assert_int_equal(crate_version_fits(&wanted, &have), CASES[i].fits);
    }
}

static void versions_compare_by_number(void **state)
{
    static const char *const ASCENDING[] = { "0",   "0.0.1",  "0.0.10", "0.1",
                                             "0.9", "0.10.1", "1",      "10" };

    (void)state;
    for (size_t i = 0; i < COUNT(ASCENDING); i++) {
        for (size_t k = 0; k < COUNT(ASCENDING); k++) {
            struct crate_version a = version(ASCENDING[i]);
            struct crate_version b = version(ASCENDING[k]);
            int order = crate_version_compare(&a, &b);

            assert_int_equal(order < 0, i < k);
            assert_int_equal(order > 0, i > k);
        }
    }
}

/* --- the field --- */

/* "tokio 1.40 [full, test-util]; futures 0.3", with "!" behind those that a field declares. */
static char *describe(const struct crate_uses *uses)
{
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < uses->count; i++) {
        const struct crate_use *use = &uses->items[i];

        buf_addf(&out, "%s%s", i > 0 ? "; " : "", use->name);
        for (size_t k = 0; k < use->version.said; k++)
            buf_addf(&out, "%c%u", k == 0 ? ' ' : '.', use->version.part[k]);
        if (use->features != NULL)
            buf_addf(&out, " [%s]", use->features);
        buf_adds(&out, use->is_declared ? "!" : "");
    }
    return buf_detach(&out);
}

static void assert_uses(struct crate_uses *uses, const char *expected, const char *of)
{
    char *text = describe(uses);

    if (strcmp(text, expected) != 0)
        print_error("of: %s\n", of);
    assert_string_equal(text, expected);
    free(text);
    crate_uses_release(uses);
    assert_int_equal(uses->count, 0);
    assert_null(uses->items);
}

struct text_case {
    const char *text;
    const char *uses;
};

static void fields_name_crates_versions_and_features(void **state)
{
    static const struct text_case CASES[] = {
        { "tokio 1.40 [full, test-util], futures 0.3",
          "tokio 1.40 [full, test-util]!; futures 0.3!" },
        { "rand", "rand!" },
        { "  rand   0.8  ,  serde  ", "rand 0.8!; serde!" },
        { "tokio[full]", "tokio [full]!" },
        { "tokio 1 [ full ]", "tokio 1 [full]!" },
        { "tokio 1 []", "tokio 1!" },
        { "a [b, c], d [e], f", "a [b, c]!; d [e]!; f!" },
        { "proc-macro2 1", "proc-macro2 1!" },
        { "serde [dep:x, a/b, a?/b, c++, d.e]", "serde [dep:x, a/b, a?/b, c++, d.e]!" },
        { "rand, rand 0.8", "rand 0.8!" },
        { "rand 0.8, rand", "rand 0.8!" },
        { "tokio-util 0.7, tokio_util [codec]", "tokio-util 0.7 [codec]!" },
        { "a [b], a [c]", "a [c]!" },
        { "rand latest", "rand!" },
        { "rand 0.8 or newer", "rand 0.8!" },
        { "", "" },
        { " , ,, ", "" },
        { "[full]", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct crate_uses uses = { 0 };

        crate_uses_add_field(&uses, str_of(CASES[i].text));
        assert_uses(&uses, CASES[i].uses, CASES[i].text);
    }
}

static void brackets_that_do_not_pair_break_nothing(void **state)
{
    static const struct text_case CASES[] = {
        { "a [b", "a [b]!" },
        { "a [b, c", "a [b, c]!" },
        { "a [", "a!" },
        { "a ]", "a!" },
        { "a] b", "" },
        { "a [b]], c", "a!; c!" },
        { "a [b [c], d", "a!; d!" },
        { "a [b]c, d", "a!; d!" },
        { "], a", "a!" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct crate_uses uses = { 0 };

        crate_uses_add_field(&uses, str_of(CASES[i].text));
        assert_uses(&uses, CASES[i].uses, CASES[i].text);
    }
}

static void nothing_but_names_gets_into_a_manifest(void **state)
{
    static const struct text_case CASES[] = {
        { "a\"b 1", "" },
        { "../../etc 1", "" },
        { "a/b", "" },
        { "a.b", "" },
        { "-a", "" },
        { "--config", "" },
        { "_a", "" },
        { "1a", "" },
        { "a\nb 1", "" },
        { "a=b", "" },
        { "caf\xC3\xA9", "" },
        { "a$b", "" },
        { "a'; rm", "" },
        { "a [b\"]", "a!" },
        { "a [b'c]", "a!" },
        { "a [b\\c]", "a!" },
        { "a [b\nc]", "a!" },
        { "a [b}c]", "a!" },
        { "a [b#c]", "a!" },
        { "a [b=c]", "a!" },
        { "a [\xC3\xA9]", "a!" },
        { "a [ok], b [no\"], c", "a [ok]!; b!; c!" },
    };
    struct crate_uses uses = { 0 };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        crate_uses_add_field(&uses, str_of(CASES[i].text));
        assert_uses(&uses, CASES[i].uses, CASES[i].text);
    }
    crate_uses_add_field(&uses, str_slice("a\0b 1, c [d\0e]", 14));
    assert_uses(&uses, "c!", "bytes of zero");
    crate_uses_add_field(&uses, (struct str){ NULL, 0 });
    assert_uses(&uses, "", "no text");
}

static void names_features_and_lists_have_limits(void **state)
{
    struct buf field = BUF_INIT;
    struct crate_uses uses = { 0 };

    (void)state;
    for (size_t i = 0; i < 65; i++)
        buf_addc(&field, 'a');
    crate_uses_add_field(&uses, buf_str(&field));
    assert_int_equal(uses.count, 0);
    crate_uses_add_field(&uses, str_slice(field.ptr, 64));
    assert_int_equal(uses.count, 1);
    buf_clear(&field);
    buf_adds(&field, "b [");
    for (size_t i = 0; i < 256; i++)
        buf_addc(&field, 'c');
    buf_adds(&field, "]");
    crate_uses_add_field(&uses, buf_str(&field));
    assert_int_equal(uses.count, 2);
    assert_null(uses.items[1].features);
    buf_clear(&field);
    for (unsigned i = 0; i < 100; i++)
        buf_addf(&field, "crate%u,", i);
    crate_uses_add_field(&uses, buf_str(&field));
    assert_int_equal(uses.count, 64);
    crate_uses_release(&uses);
    buf_release(&field);
}

static void a_crate_is_found_by_either_dash(void **state)
{
    struct crate_uses uses = { 0 };

    (void)state;
    assert_true(crate_names_equal(str_of("tokio-util"), str_of("tokio_util")));
    assert_true(crate_names_equal(str_of(""), str_of("")));
    assert_false(crate_names_equal(str_of("tokio-util"), str_of("tokio-utils")));
    assert_false(crate_names_equal(str_of("tokio"), str_of("Tokio")));
    crate_uses_add_field(&uses, str_of("a, tokio-util, b"));
    assert_int_equal(crate_uses_find(&uses, str_of("tokio_util")), 1);
    assert_int_equal(crate_uses_find(&uses, str_of("b")), 2);
    assert_int_equal(crate_uses_find(&uses, str_of("c")), 3);
    crate_uses_release(&uses);
}

/* --- the code --- */

/* These crates are there; among them some that share a name with a module of std's. */
static bool is_known(void *ctx, struct str name)
{
    static const char *const KNOWN[] = { "rand", "tokio",  "serde",  "time",       "regex", "libc",
                                         "fmt",  "clippy", "anyhow", "tokio-util", "shapes" };

    (void)ctx;
    for (size_t i = 0; i < COUNT(KNOWN); i++)
        if (crate_names_equal(name, str_of(KNOWN[i])))
            return true;
    return false;
}

static void assert_code(const struct text_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct crate_uses uses = { 0 };

        crate_uses_add_code(&uses, str_of(cases[i].text), is_known, NULL);
        assert_uses(&uses, cases[i].uses, cases[i].text);
    }
}

static void declarations_name_crates_known_or_not(void **state)
{
    static const struct text_case CASES[] = {
        { "use rand::Rng;", "rand" },
        { "use nobody_has_it::A;", "nobody_has_it" },
        { "pub(crate) use rand::{Rng, thread_rng};", "rand" },
        { "use ::rand::Rng;", "rand" },
        { "use rand;", "rand" },
        { "use rand as r;", "rand" },
        { "use rand::*;", "rand" },
        { "fn f() { use rand::Rng; }", "rand" },
        { "use serde::{de::{self, Visitor}, Serialize};", "serde" },
        { "use {rand::Rng, serde::{de, ser}, a::b as c, d};", "rand; serde; a; d" },
        { "use ::{rand::Rng, serde};", "rand; serde" },
        { "use {self::a, crate::b, super::c, rand::d};", "rand" },
        { "use anyhow::{anyhow, Context};\nanyhow!(\"a\"); anyhow::Ok(());", "anyhow" },
        { "use rand::Rng;\nuse rand::thread_rng;", "rand" },
        { "use /* a::b */ rand // c::d\n  ::Rng;", "rand" },
        { "extern crate serde;", "serde" },
        { "#[macro_use] extern crate a_b;", "a_b" },
        { "extern crate serde as s;\nuse s::Serialize;\ns::de::f();", "serde" },
        { "extern crate alloc; extern crate core; extern crate std;", "" },
        { "extern crate self as me;\nuse me::a;", "" },
        { "use tokio_util::codec;", "tokio_util" },
        { "use rand::Rng", "rand" },
        { "use", "" },
        { "use {", "" },
        { "use rand", "rand" },
        { "extern crate", "" },
    };

    (void)state;
    assert_code(CASES, COUNT(CASES));
}

static void paths_of_rust_itself_and_of_the_code_name_no_crate(void **state)
{
    static const struct text_case CASES[] = {
        { "use std::fmt; use core::mem; use alloc::vec; use test::Bencher;", "" },
        { "use ::std::fmt;\nlet x: ::std::fmt::Result = ::std::thread::spawn();", "" },
        { "use self::a::b; use super::c; use crate::d; use super::super::e;", "" },
        { "self::rand::f(); crate::rand::f(); super::rand::f(); Self::rand();", "" },
        { "mod shapes { pub fn f() {} }\nuse shapes::f;\nshapes::f();", "" },
        { "shapes::f();\nmod shapes { pub fn f() {} }", "" },
        { "enum shapes { A }\nuse shapes::A;", "" },
        { "use Shape::*;\nuse Shape::A;", "" },
        { "u8::MAX; str::from_utf8(a); f64::consts::PI; char::from(1u8);", "" },
        { "use std::time;\ntime::Instant::now();", "" },
        { "use std::time::{self, Duration};\ntime::Instant::now();", "" },
        { "use std::{fmt::{self, Debug}, time::{self}};\nfmt::f(); time::f();", "" },
        { "use tokio::time::{self, Duration};\ntime::sleep();", "tokio" },
        { "use std::fmt::{self as time};\ntime::Result;", "" },
        { "use a::b as time;\ntime::f();", "a" },
        { "use std::a::b as rand;\nuse rand::c;", "" },
        { "#[rustfmt::skip]\n#[allow(clippy::all)]\nfn f() {}", "" },
        { "a.rand::<u8>(); b.c.time::<T>(); it.sum::<time::Duration>();", "time" },
        { "fn f() -> impl Sized + use<'a, T> { }\nrand::f();", "rand" },
        { "fn f() -> impl use<'a, rand> + Sized { }", "" },
        { "macro_rules! m { ($rand:ident) => { use $rand::a; $rand::b(); $crate::c(); use $x; } }",
          "" },
    };

    (void)state;
    assert_code(CASES, COUNT(CASES));
}

static void a_module_imported_from_a_crate_of_its_name_hides_nothing(void **state)
{
    static const struct text_case CASES[] = {
        { "use time::{self, Duration};\ntime::f();", "time" },
        { "use time::time;\ntime::f();", "time" },
        { "use std::{fmt::{Debug}, io};\nfmt::f();", "fmt" },
        { "use std::fmt::{Debug as fmt2};\nfmt::f();", "fmt" },
    };

    (void)state;
    assert_code(CASES, COUNT(CASES));
}

static void values_of_a_crates_name_do_not_hide_it(void **state)
{
    static const struct text_case CASES[] = {
        { "use regex::Regex;\nlet regex = Regex::new();", "regex" },
        { "let regex = regex::Regex::new();", "regex" },
        { "let mut time = time::OffsetDateTime::now_utc();", "time" },
        { "fn rand() -> u8 { rand::random() }", "rand" },
        { "use rand::Rng;\nf(&mut rand::thread_rng());", "rand" },
        { "f(&mut rand::thread_rng());", "rand" },
        { "use libc::c_int;\nlet a = b as libc::c_int;", "libc" },
        { "<A as serde::Serialize>::serialize();", "serde" },
        { "const regex: &str = \"\"; static time: u8 = 0;\nregex::f(); time::f();", "regex; time" },
    };

    (void)state;
    assert_code(CASES, COUNT(CASES));
}

static void other_paths_name_crates_that_are_known(void **state)
{
    static const struct text_case CASES[] = {
        { "let x: u8 = rand::random();", "rand" },
        { "nobody_has_it::f();", "" },
        { "tokio::select! { _ = a => {} }", "tokio" },
        { "#[tokio::main]\nasync fn main() {}", "tokio" },
        { "#[derive(Debug, serde::Serialize)]\nstruct A;", "serde" },
        { "#[derive(::serde::Serialize)]\nstruct A;", "serde" },
        { "fn f(a: time::Duration) -> anyhow::Result<regex::Regex> {}", "time; anyhow; regex" },
        { "fn f(a: &dyn serde::Serialize, b: Vec<rand::A>) {}", "serde; rand" },
        { "impl serde::Serialize for A {}", "serde" },
        { "impl ::serde::Serialize for A {}", "serde" },
        { "return ::rand::random();", "rand" },
        { "for i in 0..rand::random() {}", "rand" },
        { "struct A(pub(crate) rand::B);", "rand" },
        { "tokio_util::codec::f();", "tokio_util" },
        { "std::rand::f(); a::b::tokio::c(); Vec::<u8>::rand::f();", "" },
        { "rand; tokio(); serde!(); time { }", "" },
        { "rand ::\n random()", "rand" },
    };
    struct crate_uses uses = { 0 };

    (void)state;
    assert_code(CASES, COUNT(CASES));
    crate_uses_add_code(&uses, str_of("use a::b;\nrand::random();"), NULL, NULL);
    assert_uses(&uses, "a", "without a list of crates");
}

static void strings_and_comments_name_no_crate(void **state)
{
    static const struct text_case CASES[] = {
        { "// use rand::Rng;\n/* rand::f() */\n/// tokio::f()\n//! serde::f()\nf();", "" },
        { "f(\"use rand::Rng; rand::f()\", r#\"tokio::f(\"a\")\"#, b\"serde::f\");", "" },
        { "f('a', \"\\\"\", \"rand::f()\");", "" },
        { "use rand::Rng; // use serde::A;", "rand" },
    };

    (void)state;
    assert_code(CASES, COUNT(CASES));
}

static void code_adds_to_what_a_field_says(void **state)
{
    struct crate_uses uses = { 0 };

    (void)state;
    crate_uses_add_field(&uses, str_of("tokio-util 0.7 [codec]"));
    crate_uses_add_code(&uses, str_of("use tokio_util::codec;\nuse rand::Rng;"), is_known, NULL);
    assert_uses(&uses, "tokio-util 0.7 [codec]!; rand", "a field and code");
    crate_uses_add_code(&uses, (struct str){ NULL, 0 }, is_known, NULL);
    assert_uses(&uses, "", "no code");
}

static void deep_and_broken_trees_are_read_to_their_end(void **state)
{
    static const char CODE[] =
        "use {a::{b, c::{self, d as e}}, f::*}; extern crate g as h; use $i; "
        "#[j::k] fn l() { m::n(); <o as p::q>::r(); }";
    struct buf deep = BUF_INIT;
    struct crate_uses uses = { 0 };

    (void)state;
    for (size_t len = 0; len < sizeof(CODE); len++) {
        char *part = malloc(len + 1);

        assert_non_null(part);
        memcpy(part, CODE, len);
        crate_uses_add_code(&uses, str_slice(part, len), is_known, NULL);
        crate_uses_release(&uses);
        free(part);
    }
    buf_adds(&deep, "use rand::");
    for (size_t i = 0; i < 10000; i++)
        buf_adds(&deep, "{a::");
    for (size_t i = 0; i < 20000; i++)
        buf_adds(&deep, "}");
    buf_adds(&deep, "; use serde::A;");
    crate_uses_add_code(&uses, buf_str(&deep), is_known, NULL);
    assert_uses(&uses, "rand; serde", "a deep tree");
    buf_release(&deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_read_as_far_as_they_are_said),
        cmocka_unit_test(requirements_are_read_as_cargo_does),
        cmocka_unit_test(versions_compare_by_number),
        cmocka_unit_test(fields_name_crates_versions_and_features),
        cmocka_unit_test(brackets_that_do_not_pair_break_nothing),
        cmocka_unit_test(nothing_but_names_gets_into_a_manifest),
        cmocka_unit_test(names_features_and_lists_have_limits),
        cmocka_unit_test(a_crate_is_found_by_either_dash),
        cmocka_unit_test(declarations_name_crates_known_or_not),
        cmocka_unit_test(paths_of_rust_itself_and_of_the_code_name_no_crate),
        cmocka_unit_test(a_module_imported_from_a_crate_of_its_name_hides_nothing),
        cmocka_unit_test(values_of_a_crates_name_do_not_hide_it),
        cmocka_unit_test(other_paths_name_crates_that_are_known),
        cmocka_unit_test(strings_and_comments_name_no_crate),
        cmocka_unit_test(code_adds_to_what_a_field_says),
        cmocka_unit_test(deep_and_broken_trees_are_read_to_their_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

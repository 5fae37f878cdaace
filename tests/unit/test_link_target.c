/* Destinations taken apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/link_target.h"
#include "query/links.h"

struct expectation {
    const char *destination;
    enum link_kind kind;
    const char *path;
    const char *fragment;
};

static void assert_reads(const struct expectation *e, struct str destination)
{
    struct link_target t;

    link_target_init(&t);
    link_target_read(&t, destination);
    if (t.kind != e->kind)
        fail_msg("%s: kind %d, not %d", e->destination, (int)t.kind, (int)e->kind);
    assert_string_equal(t.path.ptr, e->path);
    assert_string_equal(t.fragment.ptr, e->fragment);
    assert_int_equal(links_is_address(destination),
                     e->kind == LINK_ELSEWHERE || e->kind == LINK_DOCS);
    link_target_release(&t);
}

static void check(const struct expectation *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_reads(&rows[i], str_of(rows[i].destination));
}

static void paths_fragments_and_queries_are_parted(void **state)
{
    static const struct expectation rows[] = {
        { "a.md", LINK_RELATIVE, "a.md", "" },
        { "../a/b.html#c", LINK_RELATIVE, "../a/b.html", "c" },
        { "a.html?q=#x", LINK_RELATIVE, "a.html", "x" },
        { "a.html?q#x?y#z", LINK_RELATIVE, "a.html", "x?y#z" },
        { "?q#x", LINK_SAME_PAGE, "", "x" },
        { "#", LINK_SAME_PAGE, "", "" },
        { "#a-b", LINK_SAME_PAGE, "", "a-b" },
        { "/std/", LINK_ROOTED, "/std/", "" },
        { " a.md ", LINK_RELATIVE, "a.md", "" },
        { "core::fmt", LINK_RELATIVE, "core::fmt", "" },
        { "1:2", LINK_RELATIVE, "1:2", "" },
        { "", LINK_NOWHERE, "", "" },
        { "  ", LINK_NOWHERE, "", "" },
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(*rows));
}

static void percent_codes_are_decoded_and_broken_ones_stay(void **state)
{
    static const struct expectation rows[] = {
        { "a%20b.md#c%2Fd", LINK_RELATIVE, "a b.md", "c/d" },
        { "%2e%2E/a", LINK_RELATIVE, "../a", "" },
        { "%", LINK_RELATIVE, "%", "" },
        { "a%2", LINK_RELATIVE, "a%2", "" },
        { "a%zz%4", LINK_RELATIVE, "a%zz%4", "" },
        { "%252e", LINK_RELATIVE, "%2e", "" },
        { "a%23b%3Fc", LINK_RELATIVE, "a#b?c", "" },
        { "a%00b", LINK_NOWHERE, "", "" },
        { "a#b%0Ac", LINK_NOWHERE, "", "" },
        { "a%7f", LINK_NOWHERE, "", "" },
        { "a\tb", LINK_NOWHERE, "", "" },
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(*rows));
}

static void addresses_are_told_from_paths(void **state)
{
    static const struct expectation rows[] = {
        { "https://example.org/a.md", LINK_ELSEWHERE, "", "" },
        { "HTTP://example.org", LINK_ELSEWHERE, "", "" },
        { "mailto:a@b.c", LINK_ELSEWHERE, "", "" },
        { "javascript:alert(1)", LINK_ELSEWHERE, "", "" },
        { "file:///etc/passwd", LINK_ELSEWHERE, "", "" },
        { "data:text/html,x#y", LINK_ELSEWHERE, "", "" },
        { "//host/x", LINK_ELSEWHERE, "", "" },
        { "C:\\x\\y.md", LINK_ELSEWHERE, "", "" },
        { "c:/x/y.md", LINK_ELSEWHERE, "", "" },
        { "https:", LINK_ELSEWHERE, "", "" },
        { "https://", LINK_ELSEWHERE, "", "" },
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(*rows));
}

static void pages_of_documentation_sites_are_known(void **state)
{
    static const struct expectation rows[] = {
        { "https://doc.rust-lang.org/std/vec/struct.Vec.html#method.push", LINK_DOCS,
          "std/vec/struct.Vec.html", "method.push" },
        { "http://www.doc.rust-lang.org/nightly/core/", LINK_DOCS, "core/", "" },
        { "HTTPS://Doc.Rust-Lang.org/stable/book", LINK_DOCS, "book", "" },
        { "https://doc.rust-lang.org/1.85.0/std/?search=x", LINK_DOCS, "std/", "" },
        { "https://doc.rust-lang.org/beta/std/index.html", LINK_DOCS, "std/index.html", "" },
        { "https://docs.rs/tokio-util/0.7.1/tokio_util/io/index.html", LINK_DOCS,
          "tokio_util/io/index.html", "" },
        { "https://docs.rs/serde", LINK_DOCS, "serde", "" },
        { "https://docs.rs/serde/latest/", LINK_DOCS, "serde", "" },
        { "https://doc.rust-lang.org", LINK_ELSEWHERE, "", "" },
        { "https://doc.rust-lang.org/", LINK_ELSEWHERE, "", "" },
        { "https://doc.rust-lang.org/stable/", LINK_ELSEWHERE, "", "" },
        { "https://doc.rust-lang.org.example.org/std/", LINK_ELSEWHERE, "", "" },
        { "https://doc.rust-lang.org@example.org/std/", LINK_ELSEWHERE, "", "" },
        { "https://doc.rust-lang.org:80/std/", LINK_ELSEWHERE, "", "" },
        { "https://example.org/doc.rust-lang.org/std/", LINK_ELSEWHERE, "", "" },
        { "ftp://doc.rust-lang.org/std/", LINK_ELSEWHERE, "", "" },
        { "//doc.rust-lang.org/std/", LINK_ELSEWHERE, "", "" },
        { "https://doc.rust-lang.org/std%00/", LINK_ELSEWHERE, "", "" },
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(*rows));
}

static void what_is_longer_than_any_address_is_nowhere(void **state)
{
    const struct expectation path = { "a long path", LINK_NOWHERE, "", "" };
    const struct expectation address = { "a long address", LINK_ELSEWHERE, "", "" };
    struct buf text = BUF_INIT;

    (void)state;
    for (int i = 0; i < 100 * 1024; i++)
        buf_addc(&text, 'a');
    assert_reads(&path, buf_str(&text));
    memcpy(text.ptr, "https://doc.rust-lang.org/std/", strlen("https://doc.rust-lang.org/std/"));
    assert_reads(&address, buf_str(&text));
    buf_release(&text);
    assert_reads(&path, str_slice("a\0b", 3));
    assert_reads(&path, str_slice(NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_fragments_and_queries_are_parted),
        cmocka_unit_test(percent_codes_are_decoded_and_broken_ones_stay),
        cmocka_unit_test(addresses_are_told_from_paths),
        cmocka_unit_test(pages_of_documentation_sites_are_known),
        cmocka_unit_test(what_is_longer_than_any_address_is_nowhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Where links lead inside an index. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/xalloc.h"
#include "query/link_target.h"
#include "query/links.h"
#include "tests/unit/index_fixture.h"

/* Pages of the index under test; none of them is a file. An entry is "anchor=slug", the first one
 * of a page has neither. */
static const struct {
    const char *source, *root, *path;
    const char *entries[4];
} pages[] = {
    { "book", "/d/book", "src/README.md", { "intro=intro" } },
    { "book", "/d/book", "src/ch01.md", { "one=one", "two=two" } },
    { "book", "/d/book", "src/deep/ch02.md", { NULL } },
    { "book", "/d/book", "src/deep/index.md", { NULL } },
    { "book", "/d/book", "src/a b#c.md", { NULL } },
    { "core", "/d/html/core", "intrinsics/index.html", { NULL } },
    { "shelf", "/d/shelf", "nomicon/src/vec.md", { NULL } },
    { "shelf", "/d/shelf", "nomicon/src/sub/x.md", { NULL } },
    { "read", "/d/READ.md", "READ.md", { NULL } },
    { "std", "/d/html/std", "index.html", { NULL } },
    { "std", "/d/html/std", "fmt/index.html", { "syntax=syntax" } },
    { "std",
      "/d/html/std",
      "iter/trait.Iterator.html",
      { "tymethod.next=method.next", "method.map=method.map",
        "impl-Iterator-for-Box%3CI%3E=impl" } },
    { "std",
      "/d/html/std",
      "vec/struct.Vec.html",
      { "method.push=method.push", "tymethod.pop=other.pop", "method.pop=method.pop" } },
    { "std", "/d/html/std", "no_entries.html", { "-" } },
    { "tokio_util", "/d/doc/tokio_util", "io/index.html", { NULL } },
    { "inner", "/d/html/std/inner", "page.html", { NULL } },
};

static void add_entry(struct entry *e, const char *text)
{
    const char *equals = text != NULL ? strchr(text, '=') : NULL;

    entry_init(e);
    e->title = xstrdup("Title");
    e->trail = xstrdup("");
    e->body = xstrdup("Text.");
    e->line = 1;
    e->anchor = equals != NULL ? xmemdup0(text, (size_t)(equals - text)) : xstrdup("");
    e->slug = xstrdup(equals != NULL ? equals + 1 : "");
}

static void add_page(struct writer *w, size_t n)
{
    struct entry entries[5];
    struct document_record doc = { .path = pages[n].path, .entries = entries };
    const struct source_record source = {
        .name = pages[n].source, .root = pages[n].root, .title = "Title", .may_move = true
    };
    struct error err = { .msg = "" };

    assert_int_equal(writer_add_source(w, &source, &doc.source, &err), STATUS_OK);
    if (pages[n].entries[0] == NULL || strcmp(pages[n].entries[0], "-") != 0)
        add_entry(&entries[doc.entry_count++], NULL);
    for (size_t i = 0; doc.entry_count > 0 && i < 4 && pages[n].entries[i] != NULL; i++)
        add_entry(&entries[doc.entry_count++], pages[n].entries[i]);
    assert_int_equal(writer_add_file(w, &doc, &err), STATUS_OK);
    for (size_t i = 0; i < doc.entry_count; i++)
        entry_release(&entries[i]);
}

static struct index *open_pages(const struct fixture *f)
{
    struct index *ix = NULL;
    struct writer *w = NULL;
    struct error err = { .msg = "" };
    bool changed;

    assert_int_equal(writer_open(f->path.ptr, true, &w, &err), STATUS_OK);
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
        add_page(w, i);
    assert_int_equal(writer_commit(w, &changed, &err), STATUS_OK);
    writer_close(w);
    assert_int_equal(index_open(f->path.ptr, &ix, &err), STATUS_OK);
    return ix;
}

/* Source and file of a page of the table, for asking from there. */
static struct index_row at(const char *source, const char *file)
{
    return (struct index_row){ .source = xstrdup(source), .file = xstrdup(file) };
}

static void assert_leads(struct links *l, const struct index_row *from, struct str destination,
                         const char *expected)
{
    struct buf id = BUF_INIT;
    struct error err = { .msg = "" };

    for (int i = 0; i < 2; i++) { /* the second time from memory */
        buf_clear(&id);
        assert_int_equal(links_resolve(l, from, destination, &id, &err), STATUS_OK);
        if (strcmp(id.ptr, expected) != 0)
            fail_msg("%.*s from %s/%s: \"%s\", not \"%s\"",
                     (int)(destination.len < 80 ? destination.len : 80), destination.ptr,
                     from->source, from->file, id.ptr, expected);
    }
    buf_release(&id);
}

struct expectation {
    const char *destination;
    const char *id;
};

static void check(void **state, const char *source, const char *file,
                  const struct expectation *rows, size_t count)
{
    struct index *ix = open_pages(*state);
    struct links *l = NULL;
    struct index_row from = at(source, file);

    assert_int_equal(links_new(ix, &l, NULL), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        assert_leads(l, &from, str_of(rows[i].destination), rows[i].id);
    index_row_release(&from);
    links_free(l);
    index_close(ix);
}

#define CHECK(state, source, file, rows)                                                           \
    check(state, source, file, rows, sizeof(rows) / sizeof(*(rows)))

static void links_between_pages_of_a_book_are_followed(void **state)
{
    static const struct expectation rows[] = {
        { "README.md", "book/src/README" },
        { "index.html", "book/src/README" },
        { "./", "book/src/README" },
        { ".", "book/src/README" },
        { "deep/ch02.md", "book/src/deep/ch02" },
        { "deep/ch02.html", "book/src/deep/ch02" },
        { "deep/ch02", "book/src/deep/ch02" },
        { "./deep/../deep//ch02.md?x=1", "book/src/deep/ch02" },
        { "deep/", "book/src/deep/index" },
        { "deep", "book/src/deep/index" },
        { "deep/index.html", "book/src/deep/index" },
        { "../src/ch01.md#two", "book/src/ch01#two" },
        { "/deep/ch02.html", "book/src/deep/ch02" },
        { "a%20b%23c.md", "book/src/a b#c" },
        { "deep/ch03.md", "" },
        { "deep/CH02.md", "" },
        { "ch02.md", "" },
        { "deep/ch02.md/", "" },
    };

    CHECK(state, "book", "src/ch01.md", rows);
}

static void fragments_find_entries(void **state)
{
    static const struct expectation rows[] = {
        { "#one", "book/src/ch01#one" },
        { "#two", "book/src/ch01#two" },
        { "#t%77o", "book/src/ch01#two" },
        { "#three", "book/src/ch01" },
        { "#", "book/src/ch01" },
        { "?x", "book/src/ch01" },
        { "ch01.html#two", "book/src/ch01#two" },
        { "README.md#nowhere", "book/src/README" },
    };
    static const struct expectation methods[] = {
        { "#method.next", "std/iter/trait.Iterator#method.next" },
        { "#tymethod.next", "std/iter/trait.Iterator#method.next" },
        { "#tymethod.map", "std/iter/trait.Iterator#method.map" },
        { "#method.filter", "std/iter/trait.Iterator" },
        { "#impl-Iterator-for-Box%3CI%3E", "std/iter/trait.Iterator#impl" },
        { "../vec/struct.Vec.html#method.pop", "std/vec/struct.Vec#method.pop" },
        { "../vec/struct.Vec.html#tymethod.pop", "std/vec/struct.Vec#other.pop" },
        { "../vec/struct.Vec.html#tymethod.push", "std/vec/struct.Vec#method.push" },
    };

    CHECK(state, "book", "src/ch01.md", rows);
    CHECK(state, "std", "iter/trait.Iterator.html", methods);
}

static void links_out_of_a_book_find_the_source_of_that_name(void **state)
{
    static const struct expectation rows[] = {
        { "../std/vec/struct.Vec.html#method.push", "std/vec/struct.Vec#method.push" },
        { "../std/fmt/", "std/fmt/index" },
        { "../std/fmt", "std/fmt/index" },
        { "../std/", "std/index" },
        { "../std", "std/index" },
        { "../../std/index.html", "std/index" }, /* as the repository has it: from below src */
        { "/std/index.html", "std/index" },
        { "../shelf/nomicon/vec.html", "shelf/nomicon/src/vec" },
        { "../none/index.html", "" },
        { "../html/std/index.html", "std/index" }, /* a root on this machine */
        { "../no_entries.html", "" },
    };
    static const struct expectation deep[] = {
        { "../../std/index.html", "std/index" },
        { "../ch01.html#two", "book/src/ch01#two" },
        { "../std/index.html", "" },
    };
    static const struct expectation shelf[] = {
        { "../vec.html", "shelf/nomicon/src/vec" },
        { "../../nomicon/vec.html", "shelf/nomicon/src/vec" },
        { "../../std/index.html", "std/index" },
    };

    CHECK(state, "book", "src/ch01.md", rows);
    CHECK(state, "book", "src/deep/ch02.md", deep);
    CHECK(state, "shelf", "nomicon/src/sub/x.md", shelf);
}

static void documentation_sites_are_found_at_home(void **state)
{
    static const struct expectation rows[] = {
        { "https://doc.rust-lang.org/std/vec/struct.Vec.html#method.push",
          "std/vec/struct.Vec#method.push" },
        { "https://doc.rust-lang.org/nightly/std/", "std/index" },
        { "http://doc.rust-lang.org/1.80.1/std/fmt/#syntax", "std/fmt/index#syntax" },
        { "https://doc.rust-lang.org/book/ch01.html", "book/src/ch01" },
        { "https://doc.rust-lang.org/stable/book/", "book/src/README" },
        { "https://docs.rs/tokio-util/0.7/tokio_util/io/index.html", "tokio_util/io/index" },
        { "https://docs.rs/tokio-util/0.7/tokio-util/io/", "tokio_util/io/index" },
        { "https://docs.rs/std/1/std/../std/fmt/index.html", "std/fmt/index" },
        { "https://docs.rs/tokio/1/tokio/", "" },
        { "https://doc.rust-lang.org/cargo/index.html", "" },
        { "https://doc.rust-lang.org/std/none.html", "" },
        { "https://doc.rust-lang.org/", "" },
        { "https://example.org/std/index.html", "" },
    };

    CHECK(state, "std", "fmt/index.html", rows);
}

static void pages_of_core_and_alloc_are_looked_for_in_std_too(void **state)
{
    static const struct expectation rows[] = {
        { "../../core/intrinsics/index.html", "core/intrinsics/index" },
        { "../../core/fmt/index.html#syntax", "std/fmt/index#syntax" },
        { "../../alloc/vec/struct.Vec.html", "std/vec/struct.Vec" },
        { "../../core/vec/hidden/struct.Vec.html#method.push", "std/vec/struct.Vec#method.push" },
        { "../../core/fmt/hidden/index.html", "" },
        { "../../core/struct.Vec.html", "" },
        { "../vec/hidden/struct.Vec.html", "" },
        { "https://doc.rust-lang.org/alloc/vec/struct.Vec.html", "std/vec/struct.Vec" },
        { "https://doc.rust-lang.org/core/none.html", "" },
        { "../../test/fmt/index.html", "" },
    };

    CHECK(state, "std", "fmt/index.html", rows);
}

static void the_source_with_the_longest_root_is_asked(void **state)
{
    static const struct expectation rows[] = {
        { "inner/page.html", "inner/page" },
        { "inner/vec/struct.Vec.html", "" },
        { "../html/std/fmt/index.html", "" },
        { "../../html/std/fmt/index.html", "std/fmt/index" },
    };
    static const struct expectation from_a_file[] = {
        { "html/std/index.html", "std/index" },
        { "book/src/ch01.md", "book/src/ch01" },
        { "READ.md", "read/READ" },
        { "#any", "read/READ" },
        { "other.md", "" },
    };
    static const struct expectation to_a_file[] = {
        { "../../READ.md", "read/READ" },
        { "../../read.md", "" },
        { "../../", "" },
    };

    CHECK(state, "std", "index.html", rows);
    CHECK(state, "read", "READ.md", from_a_file);
    CHECK(state, "book", "src/ch01.md", to_a_file);
}

static void hostile_destinations_lead_nowhere(void **state)
{
    static const struct expectation rows[] = {
        { "", "" },
        { "javascript:alert(1)", "" },
        { "file:///d/html/std/index.html", "" },
        { "//d/html/std/index.html", "" },
        { "///d/html/std/index.html", "" },
        { "/../d/html/std/index.html", "" },
        { "/etc/passwd", "" },
        { "../../../../../../../../../etc/passwd", "" },
        { "../../../d/html/std/index.html", "std/index" }, /* no further than what is indexed */
        { "../../../../d/html/std/index.html", "" },
        { "%2e%2e/%2e%2e/etc/passwd", "" },
        { "..%2f..%2fhtml%2fstd%2findex.html", "std/index" },
        { "ch01.md%00.html", "" },
        { "ch01%2emd", "book/src/ch01" },
        { "ch01.md%", "" },
        { "C:\\book\\src\\ch01.md", "" },
        { "C:/d/book/src/ch01.md", "" },
        { "\\\\host\\share", "" },
        { "..\\src\\ch01.md", "" },
        { "ch01.md' OR 1=1 --", "" },
        { "ch0_.md", "" },
        { "*", "" },
        { "%ff%fe", "" },
        { "...", "" },
        { "....//ch01.md", "" },
    };

    CHECK(state, "book", "src/ch01.md", rows);
}

static void long_destinations_lead_nowhere_and_soon(void **state)
{
    static const char *const parts[] = { "../", "a/", "/", "./", "%2e%2e/", "%", "#", "a", "src/" };
    struct index *ix = open_pages(*state);
    struct links *l = NULL;
    struct index_row from = at("book", "src/ch01.md");

    assert_int_equal(links_new(ix, &l, NULL), STATUS_OK);
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        struct buf text = BUF_INIT;

        while (text.len < 100 * 1024)
            buf_adds(&text, parts[i]);
        assert_leads(l, &from, buf_str(&text), "");
        buf_truncate(&text, LINK_DESTINATION_MAX); /* as long as may be: looked up */
        assert_leads(l, &from, buf_str(&text),
                     strcmp(parts[i], "#") == 0    ? "book/src/ch01"
                     : strcmp(parts[i], "./") == 0 ? "book/src/README"
                                                   : "");
        buf_release(&text);
    }
    index_row_release(&from);
    links_free(l);
    index_close(ix);
}

static void a_page_of_no_source_has_no_links(void **state)
{
    static const struct expectation rows[] = {
        { "#x", "" },
        { "ch01.md", "" },
        { "/std/index.html", "std/index" },
        { "https://doc.rust-lang.org/std/index.html", "std/index" },
    };

    CHECK(state, "gone", "src/ch01.md", rows);
}

static void questions_without_end_are_no_longer_answered(void **state)
{
    struct index *ix = open_pages(*state);
    struct links *l = NULL;
    struct index_row from = at("book", "src/ch01.md");
    struct buf text = BUF_INIT;

    assert_int_equal(links_new(ix, &l, NULL), STATUS_OK);
    assert_leads(l, &from, str_of("deep/ch02.md"), "book/src/deep/ch02");
    for (int i = 0; i < LINKS_ASKED_MAX + 10; i++) {
        buf_clear(&text);
        buf_addf(&text, "none%d.md", i);
        assert_leads(l, &from, buf_str(&text), "");
    }
    assert_leads(l, &from, str_of("README.md"), "");
    assert_leads(l, &from, str_of("deep/ch02.md"), "book/src/deep/ch02"); /* known */
    buf_release(&text);
    index_row_release(&from);
    links_free(l);
    index_close(ix);
}

static void links_of_all_bodies_are_counted_by_where_they_lead(void **state)
{
    struct fixture *f = *state;
    struct links_report r;
    struct links *l = NULL;
    struct index *ix;

    write_file(f, "b.md", "# B\n\n[a](a.md) [gone](gone.md) `[code](a.md)` [std](../std/x.html)\n");
    ix = open_built(f, "# A\n\n[b](b.md#none) [b](b.html) [here](#a) [here](#none) <https://a.b/>\n"
                       "[std](https://doc.rust-lang.org/std/x.html#y) [m](mailto:a@b.c)\n\n"
                       "## Two\n\n[again](b.md) [gone](gone.md) [c](https://docs.rs/c/1/c/)\n"
                       "[alloc](https://doc.rust-lang.org/alloc/x.html) [std](../std/y.html)\n");
    assert_int_equal(links_new(ix, &l, NULL), STATUS_OK);
    assert_int_equal(links_count(l, &r, NULL), STATUS_OK);
    assert_int_equal(r.followed, 6);
    assert_int_equal(r.dead, 4);
    assert_int_equal(r.web, 5);
    assert_int_equal(r.missing_count, 3);
    assert_string_equal(r.missing[0].name, "std");
    assert_int_equal(r.missing[0].links, 3);
    assert_string_equal(r.missing[1].name, "alloc");
    assert_string_equal(r.missing[2].name, "c");
    assert_int_equal(r.missing[2].links, 1);
    links_report_release(&r);
    links_free(l);
    index_close(ix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(links_between_pages_of_a_book_are_followed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(fragments_find_entries, set_up, tear_down),
        cmocka_unit_test_setup_teardown(links_out_of_a_book_find_the_source_of_that_name, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(documentation_sites_are_found_at_home, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pages_of_core_and_alloc_are_looked_for_in_std_too, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_source_with_the_longest_root_is_asked, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(hostile_destinations_lead_nowhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_destinations_lead_nowhere_and_soon, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_page_of_no_source_has_no_links, set_up, tear_down),
        cmocka_unit_test_setup_teardown(questions_without_end_are_no_longer_answered, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(links_of_all_bodies_are_counted_by_where_they_lead, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

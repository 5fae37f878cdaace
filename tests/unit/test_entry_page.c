/* The page of an entry, as browsers open it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/entry_page.h"
#include "core/xalloc.h"
#include "tests/unit/index_fixture.h"

static struct index_row row_of(const char *root, const char *file, const char *anchor)
{
    struct index_row row = { .source = xstrdup("docs") };

    entry_init(&row.entry);
    row.root = xstrdup(root);
    row.file = xstrdup(file);
    row.entry.anchor = xstrdup(anchor);
    return row;
}

/* page is what follows the folder's address. */
static void assert_page(const struct fixture *f, const char *file, const char *anchor,
                        const char *scheme, const char *page)
{
    struct index_row row = row_of(f->docs.ptr, file, anchor);
    struct buf expected = BUF_INIT;
    struct buf got = BUF_INIT;
    struct error err = { .msg = "" };

    buf_addf(&expected, "%s%s/%s", scheme, f->docs.ptr, page);
    if (entry_page_add(&got, &row, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    assert_string_equal(got.ptr, expected.ptr);
    buf_release(&expected);
    buf_release(&got);
    index_row_release(&row);
}

/* The message names the file, the source and the way out. */
static void assert_refused(const char *root, const char *file, const char *reason)
{
    struct index_row row = row_of(root, file, "");
    struct buf got = BUF_INIT;
    struct error err = { .msg = "" };

    assert_int_equal(entry_page_add(&got, &row, &err), STATUS_IO);
    assert_int_equal(got.len, 0);
    assert_non_null(strstr(err.msg, file));
    assert_non_null(strstr(err.msg, "source docs"));
    assert_non_null(strstr(err.msg, "`rustpro index`"));
    if (strstr(err.msg, reason) == NULL)
        fail_msg("%s: lacks %s", err.msg, reason);
    buf_release(&got);
    index_row_release(&row);
}

static void html_has_an_address_and_other_files_a_path(void **state)
{
    struct fixture *f = *state;

    write_file(f, "a.html", "x");
    write_file(f, "b.HTM", "x");
    write_file(f, "c.md", "x");
    write_file(f, "html", "x");
    assert_page(f, "a.html", "method.push", "file://", "a.html#method.push");
    assert_page(f, "a.html", "", "file://", "a.html");
    assert_page(f, "b.HTM", "x", "file://", "b.HTM#x");
    assert_page(f, "c.md", "heading", "", "c.md");
    assert_page(f, "html", "", "", "html");
}

static void bytes_that_mean_something_are_escaped(void **state)
{
    struct fixture *f = *state;

    write_file(f, "a b%20#c?d&e'f\"g$(h);`i`<j>.html", "x");
    assert_page(f, "a b%20#c?d&e'f\"g$(h);`i`<j>.html", "x y#\"<&'", "file://",
                "a%20b%2520%23c%3Fd%26e%27f%22g%24%28h%29%3B%60i%60%3Cj%3E.html"
                "#x%20y%23%22%3C%26%27");
    write_file(f, "\xc3\xa4\n.html", "x");
    assert_page(f, "\xc3\xa4\n.html", "\xc3\xa4", "file://", "%C3%A4%0A.html#%C3%A4");
    /* rustdoc's own escapes stay; a lone percent sign becomes one. */
    write_file(f, "i.html", "x");
    assert_page(f, "i.html", "impl-From%3CT%3E%", "file://", "i.html#impl-From%3CT%3E%25");
    write_file(f, "e'$(x) .md", "x");
    assert_page(f, "e'$(x) .md", "x", "", "e'$(x) .md");
}

static void what_is_gone_or_no_file_is_refused(void **state)
{
    struct fixture *f = *state;
    struct buf folder = BUF_INIT;

    assert_refused(f->docs.ptr, "gone.html", "No such file");
    assert_refused("/no/such/root", "gone.html", "No such file");
    buf_addf(&folder, "%s/folder.html", f->docs.ptr);
    assert_int_equal(mkdir(folder.ptr, 0700), 0);
    assert_refused(f->docs.ptr, "folder.html", "not a file");
    buf_release(&folder);
}

static void what_leads_out_of_the_source_is_refused(void **state)
{
    struct fixture *f = *state;
    struct buf outside = BUF_INIT;
    struct buf link = BUF_INIT;

    write_file(f, "../outside.html", "x");
    write_file(f, "../docs.html", "x"); /* begins as the root does */
    assert_refused(f->docs.ptr, "../outside.html", "leads out");
    assert_refused(f->docs.ptr, "../docs.html", "leads out");
    assert_refused(f->docs.ptr, "../../../../../../../etc/passwd", "leads out");
    buf_addf(&outside, "%s/outside.html", f->dir);
    buf_addf(&link, "%s/link.html", f->docs.ptr);
    assert_int_equal(symlink(outside.ptr, link.ptr), 0);
    assert_refused(f->docs.ptr, "link.html", "leads out");
    write_file(f, "in.html", "x");
    assert_page(f, "in.html", "", "file://", "in.html");
    buf_release(&outside);
    buf_release(&link);
}

static void a_source_of_one_file_is_that_file(void **state)
{
    struct fixture *f = *state;
    struct buf root = BUF_INIT;
    struct buf got = BUF_INIT;
    struct index_row row;

    write_file(f, "one.md", "x");
    buf_addf(&root, "%s/one.md", f->docs.ptr);
    row = row_of(root.ptr, "one.md", "a");
    assert_int_equal(entry_page_add(&got, &row, NULL), STATUS_OK);
    assert_string_equal(got.ptr, root.ptr);
    index_row_release(&row);
    buf_release(&root);
    buf_release(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(html_has_an_address_and_other_files_a_path, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(bytes_that_mean_something_are_escaped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_gone_or_no_file_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_leads_out_of_the_source_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_source_of_one_file_is_that_file, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The indexer, front to back: what entries know of the editions and crates that they need. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/indexer.h"
#include "tests/unit/index_fixture.h"

static void make_folder(const struct fixture *f, const char *name)
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/%s", f->docs.ptr, name);
    assert_int_equal(mkdir(path.ptr, 0700), 0);
    buf_release(&path);
}

static void remove_file(const struct fixture *f, const char *name)
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/%s", f->docs.ptr, name);
    assert_int_equal(unlink(path.ptr), 0);
    buf_release(&path);
}

/* Reads the entry of that id back. */
static void read_entry(const struct fixture *f, const char *id, struct index_row *out)
{
    struct index *ix = NULL;
    struct error err = { .msg = "" };
    int64_t entry = 0;

    assert_int_equal(index_open(f->path.ptr, &ix, &err), STATUS_OK);
    if (index_find_id(ix, str_of(id), &entry, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    assert_int_equal(index_read_entry(ix, entry, true, out, &err), STATUS_OK);
    index_close(ix);
}

static void assert_edition(const struct fixture *f, const char *id, int expected)
{
    struct index_row row = { 0 };

    read_entry(f, id, &row);
    assert_int_equal(row.entry.rust_edition, expected);
    index_row_release(&row);
}

static void crates_are_read_back(void **state)
{
    struct fixture *f = *state;
    struct index_row row = { 0 };

    index_close(open_built(f, "# One\n<!-- pattern\ncrates: tokio 1, serde 1.0\n-->\n\n```rust\n"
                              "// OLD: a\na();\n// NEW: b\nb();\n```\n\n## Two\n\nText.\n"));
    read_entry(f, "docs/a", &row);
    assert_string_equal(row.entry.crates, "tokio 1, serde 1.0");
    assert_non_null(strstr(row.entry.body, "Crates: tokio 1, serde 1.0"));
    index_row_release(&row);
    read_entry(f, "docs/a#a", &row);
    assert_string_equal(row.entry.crates, "tokio 1, serde 1.0");
    index_row_release(&row);
    read_entry(f, "docs/a#two", &row);
    assert_null(row.entry.crates);
    index_row_release(&row);
}

static void files_of_no_book_have_the_newest_edition_and_error_codes_the_first(void **state)
{
    struct fixture *f = *state;

    write_file(f, "E0382.md", "A value was used after it moved.\n");
    index_close(open_built(f, "# One\n\nText.\n\n## Two\n\n```rust\n// OLD: a\na();\n// NEW: b\n"
                              "b();\n```\n"));
    assert_edition(f, "docs/a", 2024);
    assert_edition(f, "docs/a#two", 2024);
    assert_edition(f, "docs/a#a", 2024);
    assert_edition(f, "docs/E0382", 2015);
}

static void a_book_says_which_edition_its_pages_have(void **state)
{
    struct fixture *f = *state;

    make_folder(f, "src");
    make_folder(f, "src/codes");
    write_file(f, "book.toml", "[book]\ntitle = \"B\"\n[rust]\nedition = \"2021\"\n");
    write_file(f, "src/SUMMARY.md", "- [One](one.md)\n");
    write_file(f, "src/one.md", "# One\n\nText.\n");
    write_file(f, "src/unlisted.md", "# Unlisted\n\nText.\n");
    write_file(f, "src/codes/E0382.md", "A value was used after it moved.\n");
    write_file(f, "README.md", "# About\n\nText.\n");
    assert_true(build(f));
    assert_edition(f, "docs/src/one", 2021);
    assert_edition(f, "docs/src/unlisted", 2021);
    assert_edition(f, "docs/src/codes/E0382", 2021);
    assert_edition(f, "docs/README", 2021);
}

static void nested_books_count_for_the_files_below_them(void **state)
{
    struct fixture *f = *state;

    make_folder(f, "inner");
    make_folder(f, "inner/src");
    make_folder(f, "inner-not");
    make_folder(f, "inner/src/innermost");
    write_file(f, "a.md", "# Outer\n\nText.\n");
    write_file(f, "book.toml", "[rust]\nedition = \"2021\"\n");
    write_file(f, "inner/book.toml", "[book]\ntitle = \"I\"\n");
    write_file(f, "inner/src/b.md", "# Inner\n\nText.\n");
    write_file(f, "inner-not/c.md", "# Beside\n\nText.\n");
    write_file(f, "inner/src/innermost/book.toml", "[rust]\nedition = \"2018\"\n");
    write_file(f, "inner/src/innermost/d.md", "# Innermost\n\nText.\n");
    assert_true(build(f));
    assert_edition(f, "docs/a", 2021);
    assert_edition(f, "docs/inner/src/b", 2015);
    assert_edition(f, "docs/inner-not/c", 2021);
    assert_edition(f, "docs/inner/src/innermost/d", 2018);
}

/* The files themselves are as they were. */
static void a_refresh_follows_the_book(void **state)
{
    struct fixture *f = *state;

    make_folder(f, "src");
    write_file(f, "src/a.md", "# One\n\nText.\n");
    assert_true(build(f));
    assert_edition(f, "docs/src/a", 2024);
    write_file(f, "book.toml", "[book]\ntitle = \"docs\"\n");
    assert_true(build(f));
    assert_edition(f, "docs/src/a", 2015);
    assert_false(build(f));
    write_file(f, "book.toml", "[book]\ntitle = \"docs\"\n[rust]\nedition = \"2018\"\n");
    assert_true(build(f));
    assert_edition(f, "docs/src/a", 2018);
    assert_false(build(f));
    remove_file(f, "book.toml");
    assert_true(build(f));
    assert_edition(f, "docs/src/a", 2024);
    assert_false(build(f));
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(crates_are_read_back),
        FILE_TEST(files_of_no_book_have_the_newest_edition_and_error_codes_the_first),
        FILE_TEST(a_book_says_which_edition_its_pages_have),
        FILE_TEST(nested_books_count_for_the_files_below_them),
        FILE_TEST(a_refresh_follows_the_book),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

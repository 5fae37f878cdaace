/* The write side: what a commit brings into force, and what leaves the old index alone. */
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

static struct index *open_index(const struct fixture *f)
{
    struct index *ix = NULL;
    struct error err = { .msg = "" };

    if (index_open(f->path.ptr, &ix, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return ix;
}

static bool has_id(const struct fixture *f, const char *id)
{
    struct index *ix = open_index(f);
    int64_t entry = 0;
    enum status st = index_find_id(ix, str_of(id), &entry, NULL);

    index_close(ix);
    assert_true(st == STATUS_OK || st == STATUS_NOT_FOUND);
    return st == STATUS_OK;
}

static int64_t count_entries(const struct fixture *f)
{
    struct index *ix = open_index(f);
    int64_t count = index_entry_count(ix);

    assert_int_equal(index_verify(ix, NULL), STATUS_OK);
    index_close(ix);
    return count;
}

static bool exists(const struct fixture *f, const char *suffix)
{
    struct buf path = BUF_INIT;
    struct stat st;
    bool found;

    buf_addf(&path, "%s%s", f->path.ptr, suffix);
    found = stat(path.ptr, &st) == 0;
    buf_release(&path);
    return found;
}

static void what_is_added_is_found_after_the_commit(void **state)
{
    struct fixture *f = *state;

    write_file(f, "a.md", "# One\n\nText.\n\n## Two\n\nText.\n");
    assert_true(build(f));
    assert_int_equal(count_entries(f), 2);
    assert_true(has_id(f, "docs/a"));
    assert_true(has_id(f, "docs/a#two"));
    assert_false(exists(f, ".new"));
}

static void a_refresh_of_nothing_new_writes_nothing(void **state)
{
    struct fixture *f = *state;
    struct stat before;
    struct stat after;

    write_file(f, "a.md", "# One\n\nText.\n");
    assert_true(build(f));
    assert_int_equal(stat(f->path.ptr, &before), 0);
    assert_false(build(f));
    assert_int_equal(stat(f->path.ptr, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
}

static void a_refresh_takes_changes_in(void **state)
{
    struct fixture *f = *state;
    struct buf gone = BUF_INIT;

    write_file(f, "a.md", "# One\n\nText.\n");
    write_file(f, "b.md", "# Two\n\nText.\n\n## Three\n\nText.\n");
    assert_true(build(f));
    write_file(f, "a.md", "# One\n\nText.\n\n## Added\n\nText.\n");
    write_file(f, "c.md", "# New\n\nText.\n");
    buf_addf(&gone, "%s/b.md", f->docs.ptr);
    assert_int_equal(unlink(gone.ptr), 0);
    buf_release(&gone);
    assert_true(build(f));
    assert_int_equal(count_entries(f), 3);
    assert_true(has_id(f, "docs/a#added"));
    assert_true(has_id(f, "docs/c"));
    assert_false(has_id(f, "docs/b"));
    assert_false(has_id(f, "docs/b#three"));
}

static void a_source_can_be_removed(void **state)
{
    struct fixture *f = *state;
    struct index_sources sources = { 0 };
    struct writer *w = NULL;
    struct error err;
    bool changed = false;

    write_file(f, "a.md", "# One\n\nText.\n");
    assert_true(build(f));
    assert_int_equal(writer_open(f->path.ptr, false, &w, &err), STATUS_OK);
    assert_int_equal(writer_list_sources(w, &sources, &err), STATUS_OK);
    assert_int_equal(sources.count, 1);
    assert_string_equal(sources.items[0].name, "docs");
    assert_string_equal(sources.items[0].root, f->docs.ptr);
    index_sources_release(&sources);
    assert_int_equal(writer_remove_source(w, "none", &err), STATUS_NOT_FOUND);
    assert_int_equal(writer_remove_source(w, "docs", &err), STATUS_OK);
    assert_int_equal(writer_commit(w, &changed, &err), STATUS_OK);
    assert_true(changed);
    writer_close(w);
    assert_int_equal(count_entries(f), 0);
    assert_false(has_id(f, "docs/a"));
    assert_true(build(f)); /* and added again */
    assert_int_equal(count_entries(f), 1);
}

static void a_second_writer_is_busy(void **state)
{
    struct fixture *f = *state;
    struct writer *first = NULL;
    struct writer *second = NULL;
    struct error err;

    assert_int_equal(writer_open(f->path.ptr, false, &first, &err), STATUS_OK);
    assert_int_equal(writer_open(f->path.ptr, false, &second, &err), STATUS_BUSY);
    assert_int_equal(err.code, STATUS_BUSY);
    assert_int_equal(writer_open(f->path.ptr, true, &second, &err), STATUS_BUSY);
    assert_null(second);
    writer_close(first);
    assert_int_equal(writer_open(f->path.ptr, false, &second, &err), STATUS_OK);
    writer_close(second);
    writer_close(NULL);
}

static void without_a_commit_the_old_index_stays(void **state)
{
    static const struct indexer_events events = { .ctx = NULL };
    struct fixture *f = *state;
    const struct indexer_source source = { .path = f->docs.ptr, .name = "docs" };
    struct indexer_report report;
    struct writer *w = NULL;
    struct error err;

    write_file(f, "a.md", "# One\n\nText.\n");
    assert_true(build(f));
    write_file(f, "b.md", "# Two\n\nText.\n");
    for (int rebuild = 0; rebuild < 2; rebuild++) {
        assert_int_equal(writer_open(f->path.ptr, rebuild, &w, &err), STATUS_OK);
        assert_int_equal(indexer_add(w, &source, &events, &report, &err), STATUS_OK);
        assert_int_equal(report.files, 2);
        assert_int_equal(count_entries(f), 1); /* readers see the old one meanwhile */
        writer_close(w);
        assert_int_equal(count_entries(f), 1);
        assert_false(has_id(f, "docs/b"));
        assert_false(exists(f, ".new"));
    }
}

static void a_leftover_copy_does_not_matter(void **state)
{
    struct fixture *f = *state;
    struct buf path = BUF_INIT;
    FILE *file;

    buf_addf(&path, "%s.new", f->path.ptr);
    file = fopen(path.ptr, "wb");
    assert_non_null(file);
    (void)fputs("rubbish of a killed writer", file);
    (void)fclose(file);
    buf_release(&path);
    write_file(f, "a.md", "# One\n\nText.\n");
    assert_true(build(f));
    assert_int_equal(count_entries(f), 1);
}

static void the_folder_of_the_index_is_made(void **state)
{
    struct fixture *f = *state;

    buf_clear(&f->path);
    buf_addf(&f->path, "%s/a/b/c/index.db", f->dir);
    write_file(f, "a.md", "# One\n\nText.\n");
    assert_true(build(f));
    assert_int_equal(count_entries(f), 1);
}

/* Rebuilds with the documents as they are. */
static enum status rebuild(const struct fixture *f)
{
    static const struct indexer_events events = { .ctx = NULL };
    const struct indexer_source source = { .path = f->docs.ptr, .name = "docs" };
    struct indexer_report report;
    struct writer *w = NULL;
    struct error err;
    bool changed = false;
    enum status st = writer_open(f->path.ptr, true, &w, &err);

    if (st == STATUS_OK)
        st = indexer_add(w, &source, &events, &report, &err);
    if (st == STATUS_OK)
        st = writer_commit(w, &changed, &err);
    writer_close(w);
    return st;
}

static void patch(const struct fixture *f, long at, char byte)
{
    FILE *file = fopen(f->path.ptr, "r+b");

    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fputc(byte, file), byte);
    assert_int_equal(fclose(file), 0);
}

/* As mktemp makes it: nothing in it can be lost. */
static void an_empty_file_is_no_index_yet(void **state)
{
    struct fixture *f = *state;
    struct writer *w = NULL;
    FILE *file = fopen(f->path.ptr, "wb");

    assert_non_null(file);
    (void)fclose(file);
    assert_int_equal(writer_open(f->path.ptr, false, &w, NULL), STATUS_OK);
    writer_close(w);
}

static void a_rebuild_refuses_a_file_that_is_no_index(void **state)
{
    static const char *const texts[] = { "My notes.\n",
                                         "SQLite format 3 is what this text begins with, and it is "
                                         "longer than the header of one hundred bytes." };
    struct fixture *f = *state;
    struct writer *w = NULL;
    struct error err;

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        FILE *file = fopen(f->path.ptr, "wb");
        struct stat st;

        assert_non_null(file);
        (void)fputs(texts[i], file);
        (void)fclose(file);
        assert_int_equal(writer_open(f->path.ptr, true, &w, &err), STATUS_BAD_INPUT);
        assert_int_equal(writer_open(f->path.ptr, false, &w, &err), STATUS_BAD_INPUT);
        assert_null(w);
        assert_int_equal(stat(f->path.ptr, &st), 0);
        assert_int_equal(st.st_size, strlen(texts[i]));
    }
}

static void a_rebuild_replaces_another_version(void **state)
{
    struct fixture *f = *state;
    struct writer *w = NULL;

    write_file(f, "a.md", "# One\n\nText.\n");
    assert_true(build(f));
    patch(f, 63, 99); /* the last byte of user_version */
    assert_int_equal(writer_open(f->path.ptr, false, &w, NULL), STATUS_VERSION);
    assert_int_equal(rebuild(f), STATUS_OK);
    assert_int_equal(count_entries(f), 1);
}

static void a_rebuild_replaces_a_damaged_index(void **state)
{
    struct fixture *f = *state;
    struct writer *w = NULL;

    write_file(f, "a.md", "# One\n\nText.\n");
    assert_true(build(f));
    patch(f, 5000, 'x');
    assert_int_equal(rebuild(f), STATUS_OK);
    assert_int_equal(count_entries(f), 1);
    assert_int_equal(truncate(f->path.ptr, 4096), 0); /* still one of rustpro's by its header */
    assert_int_equal(writer_open(f->path.ptr, false, &w, NULL), STATUS_CORRUPT);
    assert_int_equal(rebuild(f), STATUS_OK);
    assert_int_equal(count_entries(f), 1);
}

static enum status add_source(struct writer *w, const char *name, const char *root,
                              const char *title, bool may_move, int64_t *out)
{
    const struct source_record source = {
        .name = name, .root = root, .title = title, .may_move = may_move
    };
    struct error err;

    return writer_add_source(w, &source, out, &err);
}

static void a_source_of_another_root_moves_only_when_it_may(void **state)
{
    struct fixture *f = *state;
    struct writer *w = NULL;
    struct error err;
    int64_t first = 0;
    int64_t again = 0;

    assert_int_equal(writer_open(f->path.ptr, false, &w, &err), STATUS_OK);
    assert_int_equal(add_source(w, "s", "/a", "T", false, &first), STATUS_OK);
    assert_int_equal(add_source(w, "s", "/a", "T2", false, &again), STATUS_OK);
    assert_int_equal(first, again);
    assert_int_equal(add_source(w, "s", "/b", "T", false, &again), STATUS_BAD_INPUT);
    assert_int_equal(add_source(w, "s", "/b", "T", true, &again), STATUS_OK);
    assert_int_equal(first, again);
    assert_int_equal(add_source(w, "t", "/a", "T", false, &again), STATUS_OK);
    assert_int_not_equal(first, again);
    writer_close(w);
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(what_is_added_is_found_after_the_commit),
        FILE_TEST(a_refresh_of_nothing_new_writes_nothing),
        FILE_TEST(a_refresh_takes_changes_in),
        FILE_TEST(a_source_can_be_removed),
        FILE_TEST(a_second_writer_is_busy),
        FILE_TEST(without_a_commit_the_old_index_stays),
        FILE_TEST(a_leftover_copy_does_not_matter),
        FILE_TEST(the_folder_of_the_index_is_made),
        FILE_TEST(a_rebuild_refuses_a_file_that_is_no_index),
        FILE_TEST(an_empty_file_is_no_index_yet),
        FILE_TEST(a_rebuild_replaces_another_version),
        FILE_TEST(a_rebuild_replaces_a_damaged_index),
        FILE_TEST(a_source_of_another_root_moves_only_when_it_may),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

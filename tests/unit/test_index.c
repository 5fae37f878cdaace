/* The read side: headers, attributes, ids and roots. */
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

static enum status open_status(const char *path, struct error *err)
{
    struct index *ix = NULL;
    enum status st = index_open(path, &ix, err);

    assert_int_equal(index_check_header(path, NULL), st); /* both look at the header alike */
    assert_int_equal(ix != NULL, st == STATUS_OK);
    index_close(ix);
    return st;
}

static void write_index(const struct fixture *f, const void *bytes, size_t len)
{
    FILE *file = fopen(f->path.ptr, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void patch(const struct fixture *f, long at, int byte)
{
    FILE *file = fopen(f->path.ptr, "r+b");

    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fputc(byte, file), byte);
    assert_int_equal(fclose(file), 0);
}

static void a_missing_file_is_not_found(void **state)
{
    struct fixture *f = *state;
    struct error err;

    assert_int_equal(open_status(f->path.ptr, &err), STATUS_NOT_FOUND);
    assert_non_null(strstr(err.msg, f->path.ptr));
    assert_int_equal(open_status("/tmp/no/such/folder/x.db", &err), STATUS_NOT_FOUND);
}

static void a_folder_is_no_index(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(open_status(f->docs.ptr, NULL), STATUS_IO);
}

static void another_version_names_the_command_that_rebuilds(void **state)
{
    struct fixture *f = *state;
    struct error err;

    index_close(open_built(f, "# A\n\nText.\n"));
    patch(f, 63, INDEX_FORMAT + 1);
    assert_int_equal(open_status(f->path.ptr, &err), STATUS_VERSION);
    assert_non_null(strstr(err.msg, "rustpro index --rebuild"));
}

static void a_file_that_is_no_index_is_refused(void **state)
{
    struct fixture *f = *state;
    char zeros[200] = { 0 };
    struct error err;

    write_index(f, "", 0);
    assert_int_equal(open_status(f->path.ptr, &err), STATUS_CORRUPT);
    write_index(f, zeros, sizeof(zeros));
    assert_int_equal(open_status(f->path.ptr, &err), STATUS_BAD_INPUT);
    (void)unlink(f->path.ptr);
    index_close(open_built(f, "# A\n\nText.\n"));
    patch(f, 68, 0); /* application_id: some other program's database */
    assert_int_equal(open_status(f->path.ptr, &err), STATUS_BAD_INPUT);
    assert_non_null(strstr(err.msg, "not an index"));
}

static void an_index_cut_short_is_refused(void **state)
{
    struct fixture *f = *state;
    struct stat st;
    struct error err;

    index_close(open_built(f, "# A\n\nText.\n"));
    assert_int_equal(stat(f->path.ptr, &st), 0);
    for (off_t size = st.st_size - 1; size >= 0; size -= size > 5000 ? 1777 : 37) {
        assert_int_equal(truncate(f->path.ptr, size), 0);
        assert_int_equal(open_status(f->path.ptr, &err), STATUS_CORRUPT);
    }
}

static void an_index_with_more_behind_it_is_refused(void **state)
{
    struct fixture *f = *state;
    struct stat st;

    index_close(open_built(f, "# A\n\nText.\n"));
    assert_int_equal(stat(f->path.ptr, &st), 0);
    assert_int_equal(truncate(f->path.ptr, st.st_size + 4096), 0);
    assert_int_equal(open_status(f->path.ptr, NULL), STATUS_CORRUPT);
}

/* A changed byte is never a silently wrong answer. */
static void a_damaged_index_is_told(void **state)
{
    struct fixture *f = *state;
    struct stat st;

    index_close(open_built(f, "# A\n\nText.\n"));
    assert_int_equal(stat(f->path.ptr, &st), 0);
    for (long at = 4096 + 100; at < st.st_size; at += 4096) {
        struct index *ix = NULL;
        struct error err = { .msg = "" };
        FILE *file = fopen(f->path.ptr, "rb");
        int byte;
        enum status status;

        assert_non_null(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        byte = fgetc(file);
        (void)fclose(file);
        patch(f, at, byte ^ 1);
        status = index_open(f->path.ptr, &ix, &err);
        if (status == STATUS_OK)
            status = index_verify(ix, &err);
        assert_int_equal(status, STATUS_CORRUPT);
        assert_non_null(strstr(err.msg, "damaged"));
        index_close(ix);
        patch(f, at, byte);
    }
    assert_int_equal(open_status(f->path.ptr, NULL), STATUS_OK);
}

static void attributes_are_eight_bytes_little_endian(void **state)
{
    static const struct index_attribute a = { 0x1234, 0xfedc, 1, 2, 3, 4, 5 };
    static const unsigned char bytes[8] = { 0x34, 0x12, 0xdc, 0xfe, 1, 0x32, 4, 5 };
    struct index_attribute read;
    unsigned char out[8];

    (void)state;
    index_attribute_encode(out, &a);
    assert_memory_equal(out, bytes, 8);
    index_attribute_decode(&read, bytes);
    assert_int_equal(read.length, a.length);
    assert_int_equal(read.source, a.source);
    assert_int_equal(read.kind, a.kind);
    assert_int_equal(read.status, a.status);
    assert_int_equal(read.edition, a.edition);
    assert_int_equal(read.since_minor, a.since_minor);
    assert_int_equal(read.title_length, a.title_length);
    for (unsigned v = 0; v < 0x10000; v += 0xff) {
        struct index_attribute b = { (uint16_t)v, (uint16_t)~v, (uint8_t)v, 0, 0, 255, 0 };

        index_attribute_encode(out, &b);
        index_attribute_decode(&read, out);
        assert_int_equal(read.length, b.length);
        assert_int_equal(read.source, b.source);
        assert_int_equal(read.kind, b.kind);
        assert_int_equal(read.since_minor, 255);
    }
}

static void entries_have_attributes(void **state)
{
    struct index *ix = open_built(*state, "# The join_set closure\n<!-- pattern\nsince: 1.85\n"
                                          "status: stable\n-->\n\nText.\n");
    struct index_attribute a;

    assert_int_equal(index_entry_count(ix), 1);
    assert_true(index_average_length(ix) >= 1.0);
    assert_true(index_attribute_of(ix, 1, &a));
    assert_int_equal(a.kind, ENTRY_PATTERN);
    assert_int_equal(a.status, ENTRY_STATUS_STABLE);
    assert_int_equal(a.since_minor, 85);
    assert_int_equal(a.title_length, 3);
    assert_true(a.length > 0);
    assert_false(index_attribute_of(ix, 0, &a));
    assert_false(index_attribute_of(ix, 2, &a));
    assert_false(index_attribute_of(ix, -1, &a));
    assert_false(index_attribute_of(ix, INT64_MAX, &a));
    assert_int_equal(index_failed(ix, NULL), STATUS_OK);
    index_close(ix);
}

static void tokens_are_counted_by_entries(void **state)
{
    struct index *ix = open_built(*state, "# A\n\nclosures closures\n\n# B\n\nclosure\n");
    int64_t n = -1;

    assert_int_equal(index_token_entries(ix, str_of("closur"), &n, NULL), STATUS_OK);
    assert_int_equal(n, 2);
    assert_int_equal(index_token_entries(ix, str_of("nonsense"), &n, NULL), STATUS_OK);
    assert_int_equal(n, 0);
    index_close(ix);
}

static void assert_found(struct index *ix, const char *id, int64_t expected)
{
    int64_t found = 0;
    enum status st = index_find_id(ix, str_of(id), &found, NULL);

    assert_int_equal(st, expected != 0 ? STATUS_OK : STATUS_NOT_FOUND);
    assert_int_equal(found, expected);
}

static void entries_are_found_by_the_ids_they_write(void **state)
{
    struct fixture *f = *state;
    struct index *ix;

    write_file(f, "b.c.md", "# Dots\n\nText.\n");
    write_file(f, "b.markdown", "# B\n\nText.\n");
    write_file(f, "50%_x.md", "# Odd\n\nText.\n\n## \u6240\u6709\n\nText.\n");
    ix = open_built(f, "# One\n\nText.\n\n## Two\n\nText.\n\n## Two\n\nText.\n");
    assert_int_equal(index_entry_count(ix), 7);
    for (int64_t i = 1; i <= 7; i++) {
        struct index_row row = { 0 };
        struct buf id = BUF_INIT;

        assert_int_equal(index_read_entry(ix, i, false, &row, NULL), STATUS_OK);
        index_row_add_id(&id, &row);
        assert_found(ix, id.ptr, i);
        index_row_release(&row);
        buf_release(&id);
    }
    index_close(ix);
}

static void ids_that_name_nothing_are_not_found(void **state)
{
    static const char *const ids[] = {
        "",       "docs", "docs/",        "docs/b",  "docs/a#none", "none/a", "docs/a.m",
        "docs/A", "/a",   "docs/a#two-2", "docs//a", "docs/a/",     "docs/%", "docs/a.md.md"
    };
    struct index *ix = open_built(*state, "# One\n\nText.\n\n## Two\n\nText.\n");

    assert_found(ix, "docs/a", 1);
    assert_found(ix, "docs/a#", 1);
    assert_found(ix, "docs/a#two", 2);
    assert_found(ix, "docs/a#one", 1); /* its anchor */
    for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
        assert_found(ix, ids[i], 0);
    index_close(ix);
}

static void rows_hold_what_was_written(void **state)
{
    struct fixture *f = *state;
    struct index *ix = open_built(f, "# One\n\nText.\n\n## Two\n\nBody of two.\n");
    struct index_row row = { 0 };
    struct buf out = BUF_INIT;

    assert_int_equal(index_read_entry(ix, 2, true, &row, NULL), STATUS_OK);
    assert_int_equal(row.id, 2);
    assert_string_equal(row.entry.title, "Two");
    assert_string_equal(row.source, "docs");
    assert_string_equal(row.file, "a.md");
    assert_int_equal(row.entry.line, 5);
    assert_non_null(strstr(row.entry.body, "Body of two."));
    index_row_add_page(&out, &row);
    assert_string_equal(out.ptr, "a.md#two");
    buf_clear(&out);
    index_row_add_file(&out, &row);
    assert_int_equal(access(out.ptr, R_OK), 0);
    index_row_release(&row);
    assert_int_equal(index_read_entry(ix, 2, false, &row, NULL), STATUS_OK);
    assert_string_equal(row.entry.body, "");
    index_row_release(&row);
    assert_int_equal(index_read_entry(ix, 99, true, &row, NULL), STATUS_NOT_FOUND);
    buf_release(&out);
    index_close(ix);
}

/* The folder of both is renamed: what lies below the index's own folder moves with it. */
static void a_root_beside_the_index_moves_with_it(void **state)
{
    struct fixture *f = *state;
    struct index_sources sources = { 0 };
    struct index_row row = { 0 };
    struct buf moved = BUF_INIT;
    struct buf path = BUF_INIT;
    struct index *ix = open_built(f, "# One\n\nText.\n");

    index_close(ix);
    buf_addf(&moved, "%s-moved", f->dir);
    assert_int_equal(rename(f->dir, moved.ptr), 0);
    buf_addf(&path, "%s/index.db", moved.ptr);
    assert_int_equal(index_open(path.ptr, &ix, NULL), STATUS_OK);
    assert_int_equal(index_list_sources(ix, &sources, NULL), STATUS_OK);
    assert_int_equal(sources.count, 1);
    buf_clear(&path);
    buf_addf(&path, "%s/docs", moved.ptr);
    assert_string_equal(sources.items[0].root, path.ptr);
    assert_int_equal(sources.items[0].entries, 1);
    assert_int_equal(sources.items[0].files, 1);
    assert_int_equal(index_read_entry(ix, 1, false, &row, NULL), STATUS_OK);
    assert_string_equal(row.root, path.ptr);
    index_row_release(&row);
    index_sources_release(&sources);
    index_close(ix);
    assert_int_equal(rename(moved.ptr, f->dir), 0);
    buf_release(&moved);
    buf_release(&path);
}

static void an_open_index_stays_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct index *ix = open_built(f, "# One\n\nText.\n");
    struct index_row row = { 0 };

    write_file(f, "a.md", "# Changed\n\nOther text.\n\n## More\n\nText.\n");
    assert_true(build(f));
    assert_int_equal(index_entry_count(ix), 1);
    assert_int_equal(index_read_entry(ix, 1, true, &row, NULL), STATUS_OK);
    assert_string_equal(row.entry.title, "One");
    index_row_release(&row);
    assert_int_equal(index_verify(ix, NULL), STATUS_OK);
    index_close(ix);
    index_close(NULL);
}

static void any_path_can_be_opened(void **state)
{
    struct fixture *f = *state;

    buf_clear(&f->path);
    buf_addf(&f->path, "%s/a%%20b?c#d e\u00e9.db", f->dir);
    index_close(open_built(f, "# One\n\nText.\n"));
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(a_missing_file_is_not_found),
        FILE_TEST(a_folder_is_no_index),
        FILE_TEST(another_version_names_the_command_that_rebuilds),
        FILE_TEST(a_file_that_is_no_index_is_refused),
        FILE_TEST(an_index_cut_short_is_refused),
        FILE_TEST(an_index_with_more_behind_it_is_refused),
        FILE_TEST(a_damaged_index_is_told),
        cmocka_unit_test(attributes_are_eight_bytes_little_endian),
        FILE_TEST(entries_have_attributes),
        FILE_TEST(tokens_are_counted_by_entries),
        FILE_TEST(entries_are_found_by_the_ids_they_write),
        FILE_TEST(ids_that_name_nothing_are_not_found),
        FILE_TEST(rows_hold_what_was_written),
        FILE_TEST(a_root_beside_the_index_moves_with_it),
        FILE_TEST(an_open_index_stays_as_it_was),
        FILE_TEST(any_path_can_be_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

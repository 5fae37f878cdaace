/* Checked pages: what was written is read back, what was changed since is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/page_check.h"

enum { PATH_LENGTH = 64, ROWS = 200 };

struct fixture {
    char path[PATH_LENGTH];
};

static sqlite3 *open_checked(const char *path)
{
    sqlite3 *db = NULL;

    assert_int_equal(page_check_register(NULL), STATUS_OK);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                     PAGE_CHECK_VFS),
                     SQLITE_OK);
    return db;
}

static void run(sqlite3 *db, const char *sql)
{
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    int reserved = PAGE_CHECK_RESERVED;
    sqlite3_stmt *stmt = NULL;
    sqlite3 *db;
    int fd;

    assert_non_null(f);
    (void)snprintf(f->path, sizeof(f->path), "/tmp/test_page_check.XXXXXX");
    fd = mkstemp(f->path);
    assert_true(fd >= 0);
    close(fd);
    db = open_checked(f->path);
    assert_int_equal(sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved),
                     SQLITE_OK);
    run(db, "PRAGMA page_size = 4096; CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); BEGIN");
    assert_int_equal(sqlite3_prepare_v2(db, "INSERT INTO t VALUES(?1, hex(zeroblob(100)))", -1,
                                        &stmt, NULL),
                     SQLITE_OK);
    for (int i = 0; i < ROWS; i++) {
        sqlite3_bind_int(stmt, 1, i);
        assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
        sqlite3_reset(stmt);
    }
    sqlite3_finalize(stmt);
    run(db, "COMMIT");
    sqlite3_close(db);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    (void)unlink(f->path);
    free(f);
    return 0;
}

/* Reads all rows; SQLite's extended result. */
static int read_all(const char *path, int64_t *rows)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, PAGE_CHECK_VFS);

    sqlite3_extended_result_codes(db, 1);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(db, "SELECT count(b), total(length(b)) FROM t", -1, &stmt, NULL);
    if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
        *rows = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return rc;
}

static off_t size_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_size;
}

static void flip(const char *path, off_t at, unsigned char bits)
{
    int fd = open(path, O_RDWR);
    unsigned char byte;

    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= bits;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

static void what_is_written_is_read_back(void **state)
{
    const struct fixture *f = *state;
    int64_t rows = 0;

    assert_int_equal(size_of(f->path) % PAGE_CHECK_SIZE, 0);
    assert_true(size_of(f->path) > 4 * PAGE_CHECK_SIZE);
    assert_int_equal(read_all(f->path, &rows), SQLITE_ROW);
    assert_int_equal(rows, ROWS);
}

static void every_page_ends_in_its_hash(void **state)
{
    const struct fixture *f = *state;
    unsigned char page[PAGE_CHECK_SIZE];
    int fd = open(f->path, O_RDONLY);

    assert_true(fd >= 0);
    for (uint64_t i = 0; i < (uint64_t)size_of(f->path) / PAGE_CHECK_SIZE; i++) {
        uint64_t stored = 0;

        assert_int_equal(pread(fd, page, sizeof(page), (off_t)i * PAGE_CHECK_SIZE), sizeof(page));
        for (int k = 0; k < PAGE_CHECK_RESERVED; k++)
            stored |= (uint64_t)page[PAGE_CHECK_SIZE - PAGE_CHECK_RESERVED + k] << (8 * k);
        assert_true(stored == page_check_hash(page, i));
    }
    close(fd);
}

static void a_flipped_bit_is_refused_in_any_page(void **state)
{
    const struct fixture *f = *state;
    off_t size = size_of(f->path);
    int64_t rows = 0;

    for (off_t at = 100; at < size; at += 617) { /* prime: all places of a page come by */
        unsigned char bits = (unsigned char)(1u << (at % 8));

        flip(f->path, at, bits);
        assert_int_equal(read_all(f->path, &rows), SQLITE_IOERR_DATA);
        flip(f->path, at, bits);
    }
    assert_int_equal(read_all(f->path, &rows), SQLITE_ROW);
}

static void a_flipped_bit_of_a_hash_is_refused(void **state)
{
    const struct fixture *f = *state;
    int64_t rows = 0;

    for (off_t i = 0; i < PAGE_CHECK_RESERVED; i++) {
        off_t at = 2 * PAGE_CHECK_SIZE - 1 - i;

        flip(f->path, at, 0x10);
        assert_int_equal(read_all(f->path, &rows), SQLITE_IOERR_DATA);
        flip(f->path, at, 0x10);
    }
}

/* Two good pages in each other's place: their numbers are part of the hash. */
static void a_page_in_the_wrong_place_is_refused(void **state)
{
    const struct fixture *f = *state;
    unsigned char pages[2][PAGE_CHECK_SIZE];
    int64_t rows = 0;
    int fd = open(f->path, O_RDWR);

    assert_true(fd >= 0);
    assert_int_equal(pread(fd, pages, sizeof(pages), 2 * PAGE_CHECK_SIZE), sizeof(pages));
    assert_int_equal(pwrite(fd, pages[1], PAGE_CHECK_SIZE, 2 * PAGE_CHECK_SIZE), PAGE_CHECK_SIZE);
    assert_int_equal(pwrite(fd, pages[0], PAGE_CHECK_SIZE, 3 * PAGE_CHECK_SIZE), PAGE_CHECK_SIZE);
    close(fd);
    assert_int_equal(read_all(f->path, &rows), SQLITE_IOERR_DATA);
}

static void a_page_of_zeros_is_refused(void **state)
{
    static const unsigned char zeros[PAGE_CHECK_SIZE];
    const struct fixture *f = *state;
    int64_t rows = 0;
    int fd = open(f->path, O_RDWR);

    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, zeros, sizeof(zeros), 2 * PAGE_CHECK_SIZE), sizeof(zeros));
    close(fd);
    assert_int_equal(read_all(f->path, &rows), SQLITE_IOERR_DATA);
}

static void changes_and_rollbacks_keep_the_hashes_right(void **state)
{
    const struct fixture *f = *state;
    sqlite3 *db = open_checked(f->path);
    int64_t rows = 0;

    run(db, "DELETE FROM t WHERE a >= 50; BEGIN; UPDATE t SET b = 'x'; ROLLBACK");
    run(db, "INSERT INTO t VALUES(1000, 'y'); VACUUM");
    sqlite3_close(db);
    assert_int_equal(read_all(f->path, &rows), SQLITE_ROW);
    assert_int_equal(rows, 51);
    every_page_ends_in_its_hash(state);
}

static void other_programs_can_read_the_file(void **state)
{
    const struct fixture *f = *state;
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(stmt, 0), "ok");
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

static void the_hash_depends_on_every_byte_and_the_number(void **state)
{
    unsigned char page[PAGE_CHECK_SIZE] = { 0 };
    uint64_t zeros = page_check_hash(page, 7);

    (void)state;
    assert_true(zeros != page_check_hash(page, 8));
    for (size_t i = 0; i < PAGE_CHECK_SIZE; i++) {
        page[i] = 1;
        assert_int_equal(page_check_hash(page, 7) != zeros,
                         i < PAGE_CHECK_SIZE - PAGE_CHECK_RESERVED);
        page[i] = 0;
    }
}

static void registering_twice_does_nothing(void **state)
{
    sqlite3_vfs *vfs;

    (void)state;
    assert_int_equal(page_check_register(NULL), STATUS_OK);
    vfs = sqlite3_vfs_find(PAGE_CHECK_VFS);
    assert_non_null(vfs);
    assert_int_equal(page_check_register(NULL), STATUS_OK);
    assert_ptr_equal(sqlite3_vfs_find(PAGE_CHECK_VFS), vfs);
    assert_ptr_not_equal(sqlite3_vfs_find(NULL), vfs); /* not the default one */
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(what_is_written_is_read_back),
        FILE_TEST(every_page_ends_in_its_hash),
        FILE_TEST(a_flipped_bit_is_refused_in_any_page),
        FILE_TEST(a_flipped_bit_of_a_hash_is_refused),
        FILE_TEST(a_page_in_the_wrong_place_is_refused),
        FILE_TEST(a_page_of_zeros_is_refused),
        FILE_TEST(changes_and_rollbacks_keep_the_hashes_right),
        FILE_TEST(other_programs_can_read_the_file),
        cmocka_unit_test(the_hash_depends_on_every_byte_and_the_number),
        cmocka_unit_test(registering_twice_does_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

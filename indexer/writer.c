/* The index file, write side: lock, copy, change, rename. */
#include "indexer/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/page_check.h"
#include "core/xalloc.h"
#include "indexer/schema.h"
#include "indexer/writer_internal.h"

/* --- opening --- */

static enum status make_parent(const char *path, struct error *err)
{
    char *copy = xstrdup(path);
    const char *dir = dirname(copy);
    struct buf part = BUF_INIT;
    enum status st = STATUS_OK;

    for (const char *p = dir;; p++) {
        if ((*p == '/' || *p == '\0') && part.len > 0 && mkdir(part.ptr, 0755) != 0 &&
            errno != EEXIST) {
            st = error_set(err, STATUS_IO, "%s: cannot make the folder: %s", part.ptr,
                           strerror(errno));
            break;
        }
        if (*p == '\0')
            break;
        buf_addc(&part, *p);
    }
    buf_release(&part);
    free(copy);
    return st;
}

static enum status take_lock(struct writer *w, struct error *err)
{
    w->lock_fd = open(w->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (w->lock_fd < 0)
        return error_set(err, STATUS_IO, "%s: cannot write here: %s", w->lock_path,
                         strerror(errno));
    if (flock(w->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return error_set(err, STATUS_BUSY,
                         "%s: another rustpro is writing this index: wait until it is done",
                         w->path);
    return STATUS_OK;
}

static enum status open_db(struct writer *w, const char *path, int flags, struct error *err)
{
    enum status st = page_check_register(err);

    if (st != STATUS_OK)
        return st;
    if (sqlite3_open_v2(path, &w->db, flags | SQLITE_OPEN_NOMUTEX, PAGE_CHECK_VFS) != SQLITE_OK)
        return index_sqlite_error(w->db, path, err);
    return tokenizer_register(w->tokenizer, w->db, err);
}

enum status writer_exec(struct writer *w, const char *sql, struct error *err)
{
    if (sqlite3_exec(w->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return index_sqlite_error(w->db, w->path, err);
    return STATUS_OK;
}

/* An old index that is not to be read may be replaced only if it is one. */
static enum status check_old(struct writer *w, struct error *err)
{
    struct error ignored;
    struct stat info;
    enum status st = index_check_header(w->path, &ignored);

    if (stat(w->path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size == 0)
        st = STATUS_NOT_FOUND; /* as mktemp makes it */
    w->exists = st != STATUS_NOT_FOUND;
    if (st == STATUS_OK || st == STATUS_NOT_FOUND ||
        (w->rebuild && (st == STATUS_VERSION || st == STATUS_CORRUPT)))
        return STATUS_OK;
    if (err != NULL)
        *err = ignored;
    return st;
}

enum status writer_open(const char *path, bool rebuild, struct writer **out, struct error *err)
{
    struct writer *w = xcalloc(1, sizeof(*w));
    struct buf name = BUF_INIT;
    enum status st;

    w->path = xstrdup(path);
    buf_addf(&name, "%s.new", path);
    w->temp_path = buf_detach(&name);
    buf_addf(&name, "%s.lock", path);
    w->lock_path = buf_detach(&name);
    w->lock_fd = -1;
    w->rebuild = rebuild;
    w->block_number = -1;
    w->tokenizer = tokenizer_new();
    for (size_t i = 0; i < INDEX_COLUMNS; i++)
        buf_init(&w->column[i]);
    buf_init(&w->key);
    st = make_parent(path, err);
    if (st == STATUS_OK)
        st = take_lock(w, err);
    if (st == STATUS_OK)
        st = check_old(w, err);
    if (st == STATUS_OK && w->exists && !rebuild)
        st = open_db(w, path, SQLITE_OPEN_READONLY, err);
    if (st != STATUS_OK) {
        writer_close(w);
        return st;
    }
    *out = w;
    return STATUS_OK;
}

static void close_db(struct writer *w)
{
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        sqlite3_finalize(w->statements[i]);
        w->statements[i] = NULL;
    }
    sqlite3_close(w->db);
    w->db = NULL;
}

void writer_close(struct writer *w)
{
    if (w == NULL)
        return;
    close_db(w);
    if (w->writable)
        (void)unlink(w->temp_path);
    if (w->lock_fd >= 0)
        close(w->lock_fd); /* the lock file stays: removing it would race with the next writer */
    tokenizer_free(w->tokenizer);
    texts_free(w->texts);
    for (size_t i = 0; i < INDEX_COLUMNS; i++)
        buf_release(&w->column[i]);
    buf_release(&w->key);
    free(w->path);
    free(w->temp_path);
    free(w->lock_path);
    free(w);
}

/* --- the copy --- */

static enum status copy_bytes(int from, int to, const char *path, struct error *err)
{
    char *bytes = xmalloc(1 << 18);
    enum status st = STATUS_OK;

    for (;;) {
        ssize_t n = copy_file_range(from, NULL, to, NULL, (size_t)1 << 30, 0);

        if (n > 0)
            continue;
        if (n < 0) { /* not between these file systems: read and write, from where it stopped */
            n = read(from, bytes, 1 << 18);
            if (n > 0 && write(to, bytes, (size_t)n) == n)
                continue;
        }
        if (n != 0)
            st = error_set(err, STATUS_IO, "%s: cannot copy the index: %s", path, strerror(errno));
        break;
    }
    free(bytes);
    return st;
}

static enum status copy_index(struct writer *w, struct error *err)
{
    int from = open(w->path, O_RDONLY | O_CLOEXEC);
    int to = open(w->temp_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    enum status st;

    if (from < 0 || to < 0)
        st = error_set(err, STATUS_IO, "%s: %s", from < 0 ? w->path : w->temp_path,
                       strerror(errno));
    else
        st = copy_bytes(from, to, w->temp_path, err);
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return st;
}

static enum status create_tables(struct writer *w, struct error *err)
{
    struct buf sql = BUF_INIT;
    int reserved = PAGE_CHECK_RESERVED;
    enum status st;

    (void)sqlite3_file_control(w->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
    buf_addf(&sql, "PRAGMA page_size = %d; PRAGMA application_id = %d; PRAGMA user_version = %d;",
             PAGE_CHECK_SIZE, INDEX_APPLICATION_ID, INDEX_FORMAT);
    st = writer_exec(w, sql.ptr, err);
    if (st == STATUS_OK)
        st = writer_exec(w, index_schema, err);
    if (st == STATUS_OK)
        st = writer_exec(w, index_full_text_schema, err);
    buf_release(&sql);
    return st;
}

static enum status read_numbers(struct writer *w, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    enum status st = STATUS_OK;

    if (sqlite3_prepare_v2(w->db, "SELECT entries, tokens, removed, next FROM total", -1, &stmt,
                           NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        w->entries = sqlite3_column_int64(stmt, 0);
        w->tokens = sqlite3_column_int64(stmt, 1);
        w->removed = sqlite3_column_int64(stmt, 2);
        w->next_entry = sqlite3_column_int64(stmt, 3);
    } else {
        st = index_sqlite_error(w->db, w->path, err);
    }
    sqlite3_finalize(stmt);
    return st;
}

/* The copy needs neither journal nor syncs: until it is
 * renamed nobody reads it. */
enum status writer_make_writable(struct writer *w, struct error *err)
{
    bool fresh = w->db == NULL;
    enum status st = STATUS_OK;

    if (w->writable)
        return STATUS_OK;
    close_db(w);
    (void)unlink(w->temp_path);
    if (!fresh)
        st = copy_index(w, err);
    if (st == STATUS_OK) {
        w->writable = true;
        st = open_db(w, w->temp_path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
    }
    if (st == STATUS_OK)
        st = writer_exec(w,
                         "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                         "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -32768",
                         err);
    if (st == STATUS_OK && fresh)
        st = create_tables(w, err);
    if (st == STATUS_OK)
        st = writer_exec(w, "BEGIN", err);
    return st == STATUS_OK ? read_numbers(w, err) : st;
}

static enum status finish_tables(struct writer *w, struct error *err)
{
    struct buf sql = BUF_INIT;
    enum status st = writer_finish_entries(w, err);

    if (st == STATUS_OK) {
        buf_addf(&sql,
                 "UPDATE total SET entries = %" PRId64 ", tokens = %" PRId64 ", removed = %" PRId64
                 ", next = %" PRId64,
                 w->entries, w->tokens, w->removed, w->next_entry);
        st = writer_exec(w, sql.ptr, err);
    }
    if (st == STATUS_OK)
        st = writer_exec(w, "COMMIT", err);
    buf_release(&sql);
    return st;
}

static enum status sync_path(const char *path, int flags, struct error *err)
{
    int fd = open(path, flags | O_CLOEXEC);
    enum status st = STATUS_OK;

    if (fd < 0 || fsync(fd) != 0)
        st = error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return st;
}

enum status writer_commit(struct writer *w, bool *changed, struct error *err)
{
    char *copy = NULL;
    enum status st;

    *changed = w->writable;
    if (!w->writable)
        return STATUS_OK;
    st = finish_tables(w, err);
    if (st != STATUS_OK)
        return st;
    close_db(w);
    /* What takes the place of a good index must be on the disk before. A first index protects
     * nothing: should the power fail, its checks tell. */
    if (w->exists)
        st = sync_path(w->temp_path, O_RDONLY, err);
    if (st != STATUS_OK)
        return st;
    if (rename(w->temp_path, w->path) != 0)
        return error_set(err, STATUS_IO, "%s: %s", w->path, strerror(errno));
    w->writable = false;
    if (w->exists) {
        copy = xstrdup(w->path);
        st = sync_path(dirname(copy), O_RDONLY | O_DIRECTORY, err);
        free(copy);
    }
    w->exists = true;
    return st;
}

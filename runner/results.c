/* Results: what checks found, kept on disk by content and toolchain. */
#include "runner/results.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/xalloc.h"
#include "runner/files.h"

struct results {
    sqlite3 *db;
    sqlite3_stmt *get;
    sqlite3_stmt *put;
    bool cannot_put; /* another process held the database for too long */
};

enum { BUSY_MS = 10000 };

/* A check that means something else raises the number in user_version: old results go. */
static const char SCHEMA[] =
    "PRAGMA journal_mode = wal;"
    "PRAGMA synchronous = off;"
    "CREATE TABLE IF NOT EXISTS result(key BLOB PRIMARY KEY, outcome INTEGER NOT NULL,"
    "  detail TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;";

/* Opens what is there; false when it cannot be used, with *r to tell why. */
static bool open_database(struct results *r, const char *path)
{
    return sqlite3_open(path, &r->db) == SQLITE_OK &&
           sqlite3_busy_timeout(r->db, BUSY_MS) == SQLITE_OK &&
           sqlite3_exec(r->db, SCHEMA, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(r->db, "SELECT outcome, detail FROM result WHERE key = ?1", -1,
                              &r->get, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(r->db, "INSERT OR REPLACE INTO result VALUES(?1, ?2, ?3, unixepoch())",
                              -1, &r->put, NULL) == SQLITE_OK;
}

static void remove_database(const char *path)
{
    static const char *const ENDS[] = { "", "-wal", "-shm" };

    for (size_t i = 0; i < sizeof(ENDS) / sizeof(ENDS[0]); i++) {
        struct buf file = BUF_INIT;

        buf_addf(&file, "%s%s", path, ENDS[i]);
        (void)unlink(file.ptr);
        buf_release(&file);
    }
}

enum status results_open(const char *cache_folder, struct results **out, struct error *err)
{
    struct results *r = xcalloc(1, sizeof(*r));
    struct buf path = BUF_INIT;
    enum status st = files_make_folders(cache_folder, err);
    bool is_open;

    buf_addf(&path, "%s/results-1.db", cache_folder);
    is_open = st == STATUS_OK && open_database(r, path.ptr);
    if (st == STATUS_OK && !is_open &&
        (sqlite3_errcode(r->db) == SQLITE_NOTADB || sqlite3_errcode(r->db) == SQLITE_CORRUPT)) {
        results_close(r); /* damaged: what is lost can be found again */
        remove_database(path.ptr);
        r = xcalloc(1, sizeof(*r));
        is_open = open_database(r, path.ptr);
    }
    if (is_open) {
        *out = r;
    } else {
        if (st == STATUS_OK)
            st = error_set(err, STATUS_IO, "%s: %s", path.ptr, sqlite3_errmsg(r->db));
        results_close(r);
    }
    buf_release(&path);
    return st;
}

void results_close(struct results *r)
{
    if (r == NULL)
        return;
    (void)sqlite3_finalize(r->get);
    (void)sqlite3_finalize(r->put);
    if (r->db != NULL && sqlite3_get_autocommit(r->db) == 0)
        (void)sqlite3_exec(r->db, "COMMIT", NULL, NULL, NULL);
    (void)sqlite3_close(r->db);
    free(r);
}

bool results_get(struct results *r, const unsigned char key[SNIPPET_KEY_BYTES], int *outcome,
                 char **detail)
{
    bool found;

    sqlite3_bind_blob(r->get, 1, key, SNIPPET_KEY_BYTES, SQLITE_STATIC);
    found = sqlite3_step(r->get) == SQLITE_ROW;
    if (found) {
        *outcome = sqlite3_column_int(r->get, 0);
        *detail = xstrdup((const char *)sqlite3_column_text(r->get, 1));
    }
    (void)sqlite3_reset(r->get);
    return found;
}

void results_put(struct results *r, const unsigned char key[SNIPPET_KEY_BYTES], int outcome,
                 const char *detail)
{
    /* The lock is taken late: a check may run for minutes, beside another. */
    if (sqlite3_get_autocommit(r->db) != 0 && !r->cannot_put)
        r->cannot_put = sqlite3_exec(r->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK;
    if (r->cannot_put)
        return;
    sqlite3_bind_blob(r->put, 1, key, SNIPPET_KEY_BYTES, SQLITE_STATIC);
    sqlite3_bind_int(r->put, 2, outcome);
    sqlite3_bind_text(r->put, 3, detail, -1, SQLITE_STATIC);
    (void)sqlite3_step(r->put);
    (void)sqlite3_reset(r->put);
}

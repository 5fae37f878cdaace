/* Verification: results of checks, read from the index. */
#include "core/verification.h"

#include <stdlib.h>

#include "core/xalloc.h"

static char *column_copy(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);

    return xstrdup(text != NULL ? text : "");
}

/* Reads the row that stmt stands at. */
static enum status read_row(struct index *ix, sqlite3_stmt *stmt, struct verification *out,
                            struct error *err)
{
    int outcome = sqlite3_column_int(stmt, 0);

    if (outcome < VERIFICATION_PASSED || outcome > VERIFICATION_SKIPPED)
        return error_set(err, STATUS_CORRUPT,
                         "%s: the index holds a result of unknown kind %d: remove it and run "
                         "`rustpro index` again",
                         index_path(ix), outcome);
    *out = (struct verification){
        .outcome = (enum verification_outcome)outcome,
        .rustc = column_copy(stmt, 1),
        .detail = column_copy(stmt, 2),
        .checked_at = column_copy(stmt, 3),
    };
    return STATUS_OK;
}

enum status verification_find(struct index *ix, const unsigned char key[SNIPPET_KEY_BYTES],
                              struct verification *out, struct error *err)
{
    /* Nothing was checked in most indexes: looking into the empty table reads its one page. */
    static const char sql[] = "SELECT outcome, rustc, detail, date(checked_at, 'unixepoch')"
                              "  FROM verification WHERE key = ?1";
    sqlite3_stmt *stmt = NULL;
    enum status st = index_statement(ix, sql, &stmt, err);
    int rc;

    if (st != STATUS_OK)
        return st;
    sqlite3_bind_blob(stmt, 1, key, SNIPPET_KEY_BYTES, SQLITE_STATIC);
    rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        st = read_row(ix, stmt, out, err);
    else if (rc == SQLITE_DONE)
        st = STATUS_NOT_FOUND;
    else
        st = index_sqlite_error(index_db(ix), index_path(ix), err);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    return st;
}

void verification_release(struct verification *v)
{
    free(v->rustc);
    free(v->detail);
    free(v->checked_at);
    *v = (struct verification){ 0 };
}

const char *verification_name(enum verification_outcome outcome)
{
    switch (outcome) {
    case VERIFICATION_PASSED:
    case VERIFICATION_FAILED_AS_DECLARED:
        return "pass";
    case VERIFICATION_FAILED:
        return "fail";
    default:
        return "skip";
    }
}

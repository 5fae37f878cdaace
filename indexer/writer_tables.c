/* The writer's tables of sources, files and results of checks. */
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/xalloc.h"
#include "indexer/document.h"
#include "indexer/writer_internal.h"

static const char *const statement_sql[STATEMENT_COUNT] = {
    [INSERT_SOURCE] = "INSERT INTO source(name, root, title, indexed_at, format, release)"
                      " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [UPDATE_SOURCE] = "UPDATE source SET root = ?2, title = ?3, indexed_at = ?4, format = ?5,"
                      " release = ?6 WHERE name = ?1",
    [SELECT_SOURCE] = "SELECT id, root, title, format, coalesce(release, '') FROM source"
                      " WHERE name = ?1",
    [SELECT_FILES] = "SELECT id, path, size, mtime_ns, entries, snippets, included, rust_edition,"
                     " twin IS NOT NULL AND NOT EXISTS (SELECT 1 FROM file t WHERE t.id = f.twin),"
                     " passed_over IS NOT NULL"
                     " FROM file f WHERE source = ?1 ORDER BY path",
    [SELECT_INCLUDES] = "SELECT path, size, mtime_ns FROM include WHERE file = ?1",
    [INSERT_FILE] = "INSERT INTO file(source, path, size, mtime_ns, included, entries, snippets,"
                    " rust_edition, identity, twin, passed_over)"
                    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif(?9, 0), nullif(?10, 0), ?11)",
    [INSERT_INCLUDE] = "INSERT OR REPLACE INTO include VALUES(?1, ?2, ?3, ?4)",
    [INSERT_ENTRY] = "INSERT INTO entry VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
                     " ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)",
    [INSERT_FTS] = "INSERT INTO fts(rowid, title, trail, symbols, body, code)"
                   " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [INSERT_ALIAS] = "INSERT INTO alias VALUES(?1, ?2, ?3, ?4, ?5)",
    [INSERT_NAME] = "INSERT OR IGNORE INTO name VALUES(?1, ?2, 0)",
    [INSERT_TERM] = "INSERT INTO term VALUES(?1, ?2, ?3) ON CONFLICT(term) DO UPDATE"
                    " SET words = words + excluded.words, entries = entries + excluded.entries",
    [READ_ATTRIBUTES] = "SELECT data FROM attribute WHERE block = ?1",
    [WRITE_ATTRIBUTES] = "INSERT OR REPLACE INTO attribute VALUES(?1, ?2)",
    [SELECT_FILE_ENTRIES] = "SELECT id FROM entry WHERE file = ?1",
    [DELETE_FILE] = "DELETE FROM file WHERE id = ?1",
    [DELETE_INCLUDES] = "DELETE FROM include WHERE file = ?1",
    [DELETE_ALIASES] = "DELETE FROM alias WHERE file = ?1",
    [SELECT_IDENTITY] = "SELECT id FROM file WHERE identity = ?1 AND twin IS NULL",
    [SELECT_FILE] = "SELECT f.id FROM file f JOIN source s ON s.id = f.source"
                    " WHERE s.name = ?1 AND f.path = ?2",
    [DELETE_ENTRIES] = "DELETE FROM entry WHERE file = ?1",
    [DELETE_NAMES] = "DELETE FROM name WHERE entry IN (SELECT id FROM entry WHERE file = ?1)",
    [PUT_VERIFICATION] = "INSERT OR REPLACE INTO verification VALUES(?1, ?2, ?3, ?4, ?5)",
};

/* --- statements --- */

sqlite3_stmt *writer_statement(struct writer *w, enum statement which, struct error *err)
{
    sqlite3_stmt **stmt = &w->statements[which];

    if (*stmt == NULL && sqlite3_prepare_v3(w->db, statement_sql[which], -1,
                                            SQLITE_PREPARE_PERSISTENT, stmt, NULL) != SQLITE_OK) {
        (void)index_sqlite_error(w->db, w->path, err);
        return NULL;
    }
    return *stmt;
}

enum status writer_step(struct writer *w, sqlite3_stmt *stmt, struct error *err)
{
    enum status st = STATUS_OK;

    if (sqlite3_step(stmt) != SQLITE_DONE)
        st = index_sqlite_error(w->db, w->path, err);
    sqlite3_reset(stmt);
    return st;
}

void writer_bind_str(sqlite3_stmt *stmt, int column, struct str s)
{
    sqlite3_bind_text(stmt, column, s.ptr != NULL ? s.ptr : "", (int)s.len, SQLITE_STATIC);
}

void writer_bind_text(sqlite3_stmt *stmt, int column, const char *s)
{
    sqlite3_bind_text(stmt, column, s, -1, SQLITE_STATIC); /* NULL binds NULL */
}

enum status writer_run_with_id(struct writer *w, enum statement which, int64_t id,
                               struct error *err)
{
    sqlite3_stmt *stmt = writer_statement(w, which, err);

    if (stmt == NULL)
        return STATUS_IO;
    sqlite3_bind_int64(stmt, 1, id);
    return writer_step(w, stmt, err);
}

/* --- sources --- */

/* A source as it is known; id 0: it is not. */
struct known_source {
    int64_t id;
    bool same_root;
    bool same_rest; /* title, format and release */
    char root[256]; /* cut where longer: for messages */
};

static enum status find_source(struct writer *w, const struct source_record *source,
                               struct known_source *out, struct error *err)
{
    sqlite3_stmt *stmt;

    *out = (struct known_source){ 0 };
    if (w->db == NULL)
        return STATUS_OK;
    stmt = writer_statement(w, SELECT_SOURCE, err);
    if (stmt == NULL)
        return STATUS_IO;
    writer_bind_text(stmt, 1, source->name);
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *known_root = (const char *)sqlite3_column_text(stmt, 1);
        const char *release = source->release != NULL ? source->release : "";

        out->id = sqlite3_column_int64(stmt, 0);
        out->same_root = strcmp(known_root, source->root) == 0;
        out->same_rest = strcmp((const char *)sqlite3_column_text(stmt, 2), source->title) == 0 &&
                         sqlite3_column_int(stmt, 3) == (int)source->format &&
                         strcmp((const char *)sqlite3_column_text(stmt, 4), release) == 0;
        (void)snprintf(out->root, sizeof(out->root), "%s", known_root);
    }
    sqlite3_reset(stmt);
    return STATUS_OK;
}

/* root without the index's own folder before it, where it lies below that. */
static const char *stored_root(const struct writer *w, const char *root)
{
    char *copy = xstrdup(w->path);
    char *dir = realpath(dirname(copy), NULL);
    size_t len = dir != NULL ? strlen(dir) : 0;
    bool below = len > 1 && strncmp(root, dir, len) == 0 && root[len] == '/';

    free(copy);
    free(dir);
    return below ? root + len + 1 : root;
}

static enum status put_source(struct writer *w, int64_t id, const struct source_record *source,
                              int64_t *out, struct error *err)
{
    sqlite3_stmt *stmt = writer_statement(w, id != 0 ? UPDATE_SOURCE : INSERT_SOURCE, err);
    enum status st;

    if (stmt == NULL)
        return STATUS_IO;
    writer_bind_text(stmt, 1, source->name);
    writer_bind_text(stmt, 2, source->root);
    writer_bind_text(stmt, 3, source->title);
    sqlite3_bind_int64(stmt, 4, (int64_t)time(NULL));
    sqlite3_bind_int(stmt, 5, (int)source->format);
    writer_bind_text(stmt, 6, source->release);
    st = writer_step(w, stmt, err);
    *out = id != 0 ? id : sqlite3_last_insert_rowid(w->db);
    if (st == STATUS_OK && *out > UINT16_MAX)
        st = error_set(err, STATUS_TOO_BIG, "%s: more than %d sources", w->path, UINT16_MAX);
    return st;
}

enum status writer_add_source(struct writer *w, const struct source_record *source, int64_t *out,
                              struct error *err)
{
    struct source_record kept = *source;
    struct known_source known;
    enum status st;

    kept.root = stored_root(w, source->root);
    st = find_source(w, &kept, &known, err);
    if (st != STATUS_OK)
        return st;
    if (known.id != 0 && !known.same_root && !source->may_move)
        return error_set(err, STATUS_BAD_INPUT,
                         "source \"%s\" is %s already: give %s another name with --name",
                         source->name, known.root, source->root);
    *out = known.id;
    if (known.id != 0 && known.same_root && known.same_rest)
        return STATUS_OK;
    st = writer_make_writable(w, err);
    return st == STATUS_OK ? put_source(w, known.id, &kept, out, err) : st;
}

enum status writer_touch_source(struct writer *w, int64_t source, struct error *err)
{
    struct buf sql = BUF_INIT;
    enum status st = STATUS_OK;

    if (w->writable) {
        buf_addf(&sql, "UPDATE source SET indexed_at = %" PRId64 " WHERE id = %" PRId64,
                 (int64_t)time(NULL), source);
        st = writer_exec(w, sql.ptr, err);
        buf_release(&sql);
    }
    return st;
}

enum status writer_list_sources(struct writer *w, struct index_sources *out, struct error *err)
{
    struct index *ix = NULL;
    enum status st;

    if (!w->exists || w->rebuild)
        return STATUS_OK;
    st = index_open(w->path, &ix, err);
    if (st == STATUS_OK)
        st = index_list_sources(ix, out, err);
    index_close(ix);
    return st;
}

enum status writer_remove_source(struct writer *w, const char *name, struct error *err)
{
    struct writer_files files = { 0 };
    const struct source_record wanted = { .name = name, .root = "", .title = "" };
    struct known_source known;
    struct buf sql = BUF_INIT;
    enum status st = find_source(w, &wanted, &known, err);

    if (st == STATUS_OK && known.id == 0)
        st = error_set(err, STATUS_NOT_FOUND, "%s: no such source: `rustpro sources` lists them",
                       name);
    if (st == STATUS_OK)
        st = writer_list_files(w, known.id, &files, err);
    for (size_t i = 0; i < files.count && st == STATUS_OK; i++)
        st = writer_remove_file(w, files.items[i].id, err);
    if (st == STATUS_OK)
        st = writer_make_writable(w, err);
    if (st == STATUS_OK) {
        buf_addf(&sql, "DELETE FROM source WHERE id = %" PRId64, known.id);
        st = writer_exec(w, sql.ptr, err);
    }
    buf_release(&sql);
    writer_files_release(&files);
    return st;
}

/* --- files --- */

void writer_files_release(struct writer_files *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i].path);
    free(list->items);
    *list = (struct writer_files){ 0 };
}

enum status writer_list_files(struct writer *w, int64_t source, struct writer_files *out,
                              struct error *err)
{
    sqlite3_stmt *stmt;
    enum status st = STATUS_OK;
    int rc;

    if (w->db == NULL)
        return STATUS_OK;
    stmt = writer_statement(w, SELECT_FILES, err);
    if (stmt == NULL)
        return STATUS_IO;
    sqlite3_bind_int64(stmt, 1, source);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        out->items = xgrow(out->items, out->count, &out->cap, sizeof(*out->items));
        out->items[out->count++] = (struct writer_file){
            .id = sqlite3_column_int64(stmt, 0),
            .path = xstrdup((const char *)sqlite3_column_text(stmt, 1)),
            .stamp = { sqlite3_column_int64(stmt, 2), sqlite3_column_int64(stmt, 3) },
            .entries = sqlite3_column_int64(stmt, 4),
            .snippets = sqlite3_column_int64(stmt, 5),
            .included = sqlite3_column_int(stmt, 6) != 0,
            .rust_edition = sqlite3_column_int(stmt, 7),
            .lost_twin = sqlite3_column_int(stmt, 8) != 0,
            .passed_over = sqlite3_column_int(stmt, 9) != 0,
        };
    }
    if (rc != SQLITE_DONE)
        st = index_sqlite_error(w->db, w->path, err);
    sqlite3_reset(stmt);
    return st;
}

enum status writer_check_includes(struct writer *w, int64_t file_id,
                                  bool (*fn)(void *ctx, const char *path,
                                             const struct file_stamp *stamp),
                                  void *ctx, bool *all_true, struct error *err)
{
    sqlite3_stmt *stmt = writer_statement(w, SELECT_INCLUDES, err);
    enum status st = STATUS_OK;
    int rc = SQLITE_DONE;

    *all_true = true;
    if (stmt == NULL)
        return STATUS_IO;
    sqlite3_bind_int64(stmt, 1, file_id);
    while (*all_true && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct file_stamp stamp = { sqlite3_column_int64(stmt, 1), sqlite3_column_int64(stmt, 2) };

        *all_true = fn(ctx, (const char *)sqlite3_column_text(stmt, 0), &stamp);
    }
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        st = index_sqlite_error(w->db, w->path, err);
    sqlite3_reset(stmt);
    return st;
}

enum status writer_remove_file(struct writer *w, int64_t file_id, struct error *err)
{
    static const enum statement deletes[] = { DELETE_NAMES, DELETE_ENTRIES, DELETE_INCLUDES,
                                              DELETE_ALIASES, DELETE_FILE };
    enum status st = writer_make_writable(w, err);

    if (st == STATUS_OK)
        st = writer_clear_attributes(w, file_id, err);
    for (size_t i = 0; i < sizeof(deletes) / sizeof(*deletes) && st == STATUS_OK; i++)
        st = writer_run_with_id(w, deletes[i], file_id, err);
    return st;
}

static enum status add_file_row(struct writer *w, const struct document_record *doc, int64_t *out,
                                struct error *err)
{
    sqlite3_stmt *stmt = writer_statement(w, INSERT_FILE, err);
    int64_t snippets = 0;
    enum status st;

    if (stmt == NULL)
        return STATUS_IO;
    for (size_t i = 0; i < doc->entry_count; i++)
        snippets += (int64_t)doc->entries[i].snippets;
    sqlite3_bind_int64(stmt, 1, doc->source);
    writer_bind_text(stmt, 2, doc->path);
    sqlite3_bind_int64(stmt, 3, doc->stamp.size);
    sqlite3_bind_int64(stmt, 4, doc->stamp.mtime_ns);
    sqlite3_bind_int(stmt, 5, doc->included);
    sqlite3_bind_int64(stmt, 6, (int64_t)doc->entry_count);
    sqlite3_bind_int64(stmt, 7, snippets);
    sqlite3_bind_int(stmt, 8, doc->rust_edition);
    sqlite3_bind_int64(stmt, 9, (int64_t)doc->identity);
    sqlite3_bind_int64(stmt, 10, doc->twin);
    writer_bind_text(stmt, 11, doc->passed_over);
    st = writer_step(w, stmt, err);
    *out = sqlite3_last_insert_rowid(w->db);
    return st;
}

enum status writer_add_file(struct writer *w, const struct document_record *doc, struct error *err)
{
    int64_t file = 0;
    enum status st = writer_make_writable(w, err);

    if (st == STATUS_OK)
        st = add_file_row(w, doc, &file, err);
    for (size_t i = 0; i < doc->include_count && st == STATUS_OK; i++) {
        sqlite3_stmt *stmt = writer_statement(w, INSERT_INCLUDE, err);

        if (stmt == NULL)
            return STATUS_IO;
        sqlite3_bind_int64(stmt, 1, file);
        writer_bind_text(stmt, 2, doc->includes[i].path);
        sqlite3_bind_int64(stmt, 3, doc->includes[i].stamp.size);
        sqlite3_bind_int64(stmt, 4, doc->includes[i].stamp.mtime_ns);
        st = writer_step(w, stmt, err);
    }
    for (size_t i = 0; i < doc->alias_count && st == STATUS_OK; i++)
        st = writer_add_alias(w, file, &doc->aliases[i], err);
    for (size_t i = 0; i < doc->entry_count && st == STATUS_OK; i++)
        st = writer_add_entry(w, file, doc, &doc->entries[i], err);
    return st;
}

/* The one number that a statement gives, which then is reset; 0: none. */
static enum status find_number(struct writer *w, sqlite3_stmt *stmt, int64_t *out,
                               struct error *err)
{
    enum status st = STATUS_OK;
    int rc = sqlite3_step(stmt);

    *out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        st = index_sqlite_error(w->db, w->path, err);
    sqlite3_reset(stmt);
    return st;
}

enum status writer_find_identity(struct writer *w, uint64_t identity, int64_t *out,
                                 struct error *err)
{
    sqlite3_stmt *stmt = w->db != NULL ? writer_statement(w, SELECT_IDENTITY, err) : NULL;

    *out = 0;
    if (stmt == NULL)
        return w->db != NULL ? STATUS_IO : STATUS_OK;
    sqlite3_bind_int64(stmt, 1, (int64_t)identity);
    return find_number(w, stmt, out, err);
}

enum status writer_find_file(struct writer *w, const char *source, const char *path, int64_t *out,
                             struct error *err)
{
    sqlite3_stmt *stmt = w->db != NULL ? writer_statement(w, SELECT_FILE, err) : NULL;

    *out = 0;
    if (stmt == NULL)
        return w->db != NULL ? STATUS_IO : STATUS_OK;
    writer_bind_text(stmt, 1, source);
    writer_bind_text(stmt, 2, path);
    return find_number(w, stmt, out, err);
}

/* --- results of checks --- */

enum status writer_put_verification(struct writer *w, const unsigned char key[SNIPPET_KEY_BYTES],
                                    int outcome, const char *rustc, const char *detail,
                                    struct error *err)
{
    enum status st = writer_make_writable(w, err);
    sqlite3_stmt *stmt = st == STATUS_OK ? writer_statement(w, PUT_VERIFICATION, err) : NULL;

    if (stmt == NULL)
        return st == STATUS_OK ? STATUS_IO : st;
    sqlite3_bind_blob(stmt, 1, key, SNIPPET_KEY_BYTES, SQLITE_STATIC);
    sqlite3_bind_int(stmt, 2, outcome);
    writer_bind_text(stmt, 3, rustc);
    writer_bind_text(stmt, 4, detail);
    sqlite3_bind_int64(stmt, 5, (int64_t)time(NULL));
    return writer_step(w, stmt, err);
}

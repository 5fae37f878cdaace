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
#include <time.h>
#include <unistd.h>

#include "core/name_key.h"
#include "core/page_check.h"
#include "core/vocabulary.h"
#include "core/xalloc.h"
#include "indexer/schema.h"

enum { LEXICON_FLUSH = 200000 }; /* distinct words kept in memory before they go to the file */

enum statement {
    INSERT_SOURCE,
    UPDATE_SOURCE,
    SELECT_SOURCE,
    SELECT_FILES,
    SELECT_INCLUDES,
    INSERT_FILE,
    INSERT_INCLUDE,
    INSERT_ENTRY,
    INSERT_FTS,
    INSERT_NAME,
    INSERT_TERM,
    READ_ATTRIBUTES,
    WRITE_ATTRIBUTES,
    SELECT_FILE_ENTRIES,
    DELETE_FILE,
    DELETE_INCLUDES,
    DELETE_ENTRIES,
    DELETE_NAMES,
    STATEMENT_COUNT
};

static const char *const statement_sql[STATEMENT_COUNT] = {
    [INSERT_SOURCE] = "INSERT INTO source(name, root, title, indexed_at) VALUES(?1, ?2, ?3, ?4)",
    [UPDATE_SOURCE] = "UPDATE source SET root = ?2, title = ?3, indexed_at = ?4 WHERE name = ?1",
    [SELECT_SOURCE] = "SELECT id, root, title FROM source WHERE name = ?1",
    [SELECT_FILES] = "SELECT id, path, size, mtime_ns, entries, snippets, included FROM file"
                     " WHERE source = ?1 ORDER BY path",
    [SELECT_INCLUDES] = "SELECT path, size, mtime_ns FROM include WHERE file = ?1",
    [INSERT_FILE] = "INSERT INTO file(source, path, size, mtime_ns, included, entries, snippets)"
                    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [INSERT_INCLUDE] = "INSERT OR REPLACE INTO include VALUES(?1, ?2, ?3, ?4)",
    [INSERT_ENTRY] = "INSERT INTO entry VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
                     " ?13, ?14, ?15, ?16)",
    [INSERT_FTS] = "INSERT INTO fts(rowid, title, trail, symbols, body, code)"
                   " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [INSERT_NAME] = "INSERT OR IGNORE INTO name VALUES(?1, ?2)",
    [INSERT_TERM] = "INSERT INTO term VALUES(?1, ?2, ?3) ON CONFLICT(term) DO UPDATE"
                    " SET words = words + excluded.words, entries = entries + excluded.entries",
    [READ_ATTRIBUTES] = "SELECT data FROM attribute WHERE block = ?1",
    [WRITE_ATTRIBUTES] = "INSERT OR REPLACE INTO attribute VALUES(?1, ?2)",
    [SELECT_FILE_ENTRIES] = "SELECT id FROM entry WHERE file = ?1",
    [DELETE_FILE] = "DELETE FROM file WHERE id = ?1",
    [DELETE_INCLUDES] = "DELETE FROM include WHERE file = ?1",
    [DELETE_ENTRIES] = "DELETE FROM entry WHERE file = ?1",
    [DELETE_NAMES] = "DELETE FROM name WHERE entry IN (SELECT id FROM entry WHERE file = ?1)",
};

struct writer {
    char *path;
    char *temp_path; /* the copy that is being changed */
    char *lock_path;
    int lock_fd;
    bool rebuild;
    bool exists;   /* there is an old index to start from */
    bool writable; /* db is the copy */
    sqlite3 *db;   /* NULL: no old index, and no change yet */
    struct tokenizer *tokenizer;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    int64_t next_entry;
    int64_t entries, tokens, removed; /* the row of table "total" */
    unsigned char block[INDEX_ATTRIBUTE_BLOCK * 8];
    int64_t block_number; /* -1: none at hand */
    bool block_changed;
    struct buf column[INDEX_COLUMNS];
    struct buf key;
};

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

static enum status exec(struct writer *w, const char *sql, struct error *err)
{
    if (sqlite3_exec(w->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return index_sqlite_error(w->db, w->path, err);
    return STATUS_OK;
}

/* An old index that is not to be read may be replaced only if it is one. */
static enum status check_old(struct writer *w, struct error *err)
{
    struct error ignored;
    enum status st = index_check_header(w->path, &ignored);

    w->exists = st != STATUS_NOT_FOUND;
    if (st == STATUS_OK || st == STATUS_NOT_FOUND || (st == STATUS_VERSION && w->rebuild))
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
    st = exec(w, sql.ptr, err);
    if (st == STATUS_OK)
        st = exec(w, index_schema, err);
    buf_release(&sql);
    return st;
}

static enum status read_numbers(struct writer *w, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    enum status st = STATUS_OK;

    if (sqlite3_prepare_v2(w->db,
                           "SELECT entries, tokens, removed, coalesce((SELECT max(block) FROM"
                           " attribute), 0) FROM total",
                           -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        w->entries = sqlite3_column_int64(stmt, 0);
        w->tokens = sqlite3_column_int64(stmt, 1);
        w->removed = sqlite3_column_int64(stmt, 2);
        /* Numbers are never used again: removed entries stay in the posting lists. */
        w->next_entry = w->entries + w->removed + 1;
    } else {
        st = index_sqlite_error(w->db, w->path, err);
    }
    sqlite3_finalize(stmt);
    return st;
}

/* Every change comes through here first. The copy needs neither journal nor syncs: until it is
 * renamed nobody reads it. */
static enum status make_writable(struct writer *w, struct error *err)
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
        st = exec(w,
                  "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                  "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -32768",
                  err);
    if (st == STATUS_OK && fresh)
        st = create_tables(w, err);
    if (st == STATUS_OK)
        st = exec(w, "BEGIN", err);
    return st == STATUS_OK ? read_numbers(w, err) : st;
}

/* --- statements --- */

/* The statement, reset; NULL after a failure that *err tells of. */
static sqlite3_stmt *statement(struct writer *w, enum statement which, struct error *err)
{
    sqlite3_stmt **stmt = &w->statements[which];

    if (*stmt == NULL && sqlite3_prepare_v3(w->db, statement_sql[which], -1,
                                            SQLITE_PREPARE_PERSISTENT, stmt, NULL) != SQLITE_OK) {
        (void)index_sqlite_error(w->db, w->path, err);
        return NULL;
    }
    return *stmt;
}

static enum status step(struct writer *w, sqlite3_stmt *stmt, struct error *err)
{
    enum status st = STATUS_OK;

    if (sqlite3_step(stmt) != SQLITE_DONE)
        st = index_sqlite_error(w->db, w->path, err);
    sqlite3_reset(stmt);
    return st;
}

static void bind_str(sqlite3_stmt *stmt, int column, struct str s)
{
    sqlite3_bind_text(stmt, column, s.ptr != NULL ? s.ptr : "", (int)s.len, SQLITE_STATIC);
}

static void bind_text(sqlite3_stmt *stmt, int column, const char *s)
{
    sqlite3_bind_text(stmt, column, s, -1, SQLITE_STATIC); /* NULL binds NULL */
}

/* Runs a statement whose one parameter is a file's number. */
static enum status run_with_id(struct writer *w, enum statement which, int64_t id,
                               struct error *err)
{
    sqlite3_stmt *stmt = statement(w, which, err);

    if (stmt == NULL)
        return STATUS_IO;
    sqlite3_bind_int64(stmt, 1, id);
    return step(w, stmt, err);
}

/* --- sources --- */

/* A source as it is known; id 0: it is not. */
struct known_source {
    int64_t id;
    bool same_root;
    bool same_title;
    char root[256]; /* cut where longer: for messages */
};

static enum status find_source(struct writer *w, const char *name, const char *root,
                               const char *title, struct known_source *out, struct error *err)
{
    sqlite3_stmt *stmt;

    *out = (struct known_source){ 0 };
    if (w->db == NULL)
        return STATUS_OK;
    stmt = statement(w, SELECT_SOURCE, err);
    if (stmt == NULL)
        return STATUS_IO;
    bind_text(stmt, 1, name);
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *known_root = (const char *)sqlite3_column_text(stmt, 1);

        out->id = sqlite3_column_int64(stmt, 0);
        out->same_root = strcmp(known_root, root) == 0;
        out->same_title = strcmp((const char *)sqlite3_column_text(stmt, 2), title) == 0;
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

static enum status put_source(struct writer *w, int64_t id, const char *name, const char *root,
                              const char *title, int64_t *out, struct error *err)
{
    sqlite3_stmt *stmt = statement(w, id != 0 ? UPDATE_SOURCE : INSERT_SOURCE, err);
    enum status st;

    if (stmt == NULL)
        return STATUS_IO;
    bind_text(stmt, 1, name);
    bind_text(stmt, 2, root);
    bind_text(stmt, 3, title);
    sqlite3_bind_int64(stmt, 4, (int64_t)time(NULL));
    st = step(w, stmt, err);
    *out = id != 0 ? id : sqlite3_last_insert_rowid(w->db);
    if (st == STATUS_OK && *out > UINT16_MAX)
        st = error_set(err, STATUS_TOO_BIG, "%s: more than %d sources", w->path, UINT16_MAX);
    return st;
}

enum status writer_add_source(struct writer *w, const char *name, const char *root,
                              const char *title, bool may_move, int64_t *out, struct error *err)
{
    const char *kept = stored_root(w, root);
    struct known_source known;
    enum status st = find_source(w, name, kept, title, &known, err);

    if (st != STATUS_OK)
        return st;
    if (known.id != 0 && !known.same_root && !may_move)
        return error_set(err, STATUS_BAD_INPUT,
                         "source \"%s\" is %s already: give %s another name with --name", name,
                         known.root, root);
    *out = known.id;
    if (known.id != 0 && known.same_root && known.same_title)
        return STATUS_OK;
    st = make_writable(w, err);
    return st == STATUS_OK ? put_source(w, known.id, name, kept, title, out, err) : st;
}

enum status writer_touch_source(struct writer *w, int64_t source, struct error *err)
{
    struct buf sql = BUF_INIT;
    enum status st = STATUS_OK;

    if (w->writable) {
        buf_addf(&sql, "UPDATE source SET indexed_at = %" PRId64 " WHERE id = %" PRId64,
                 (int64_t)time(NULL), source);
        st = exec(w, sql.ptr, err);
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
    struct known_source known;
    struct buf sql = BUF_INIT;
    enum status st = find_source(w, name, "", "", &known, err);

    if (st == STATUS_OK && known.id == 0)
        st = error_set(err, STATUS_NOT_FOUND, "%s: no such source: `rustpro sources` lists them",
                       name);
    if (st == STATUS_OK)
        st = writer_list_files(w, known.id, &files, err);
    for (size_t i = 0; i < files.count && st == STATUS_OK; i++)
        st = writer_remove_file(w, files.items[i].id, err);
    if (st == STATUS_OK)
        st = make_writable(w, err);
    if (st == STATUS_OK) {
        buf_addf(&sql, "DELETE FROM source WHERE id = %" PRId64, known.id);
        st = exec(w, sql.ptr, err);
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
    stmt = statement(w, SELECT_FILES, err);
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
    sqlite3_stmt *stmt = statement(w, SELECT_INCLUDES, err);
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

/* --- attributes: one block at hand, written back when another one is needed --- */

static enum status write_block(struct writer *w, struct error *err)
{
    sqlite3_stmt *stmt;

    if (!w->block_changed)
        return STATUS_OK;
    stmt = statement(w, WRITE_ATTRIBUTES, err);
    if (stmt == NULL)
        return STATUS_IO;
    sqlite3_bind_int64(stmt, 1, w->block_number);
    sqlite3_bind_blob(stmt, 2, w->block, (int)sizeof(w->block), SQLITE_STATIC);
    w->block_changed = false;
    return step(w, stmt, err);
}

/* Points *out at the attributes of entry id, to be read and changed. */
static enum status attribute_slot(struct writer *w, int64_t id, unsigned char **out,
                                  struct error *err)
{
    int64_t number = id / INDEX_ATTRIBUTE_BLOCK;
    enum status st = STATUS_OK;

    if (number != w->block_number) {
        sqlite3_stmt *stmt = statement(w, READ_ATTRIBUTES, err);

        st = stmt != NULL ? write_block(w, err) : STATUS_IO;
        if (st != STATUS_OK)
            return st;
        memset(w->block, 0, sizeof(w->block));
        sqlite3_bind_int64(stmt, 1, number);
        if (sqlite3_step(stmt) == SQLITE_ROW &&
            sqlite3_column_bytes(stmt, 0) == (int)sizeof(w->block))
            memcpy(w->block, sqlite3_column_blob(stmt, 0), sizeof(w->block));
        sqlite3_reset(stmt);
        w->block_number = number;
    }
    *out = w->block + 8 * (id % INDEX_ATTRIBUTE_BLOCK);
    w->block_changed = true;
    return st;
}

static enum status clear_attributes(struct writer *w, int64_t file_id, struct error *err)
{
    sqlite3_stmt *stmt = statement(w, SELECT_FILE_ENTRIES, err);
    enum status st = stmt != NULL ? STATUS_OK : STATUS_IO;
    int rc = SQLITE_DONE;

    if (stmt != NULL)
        sqlite3_bind_int64(stmt, 1, file_id);
    while (st == STATUS_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct index_attribute a;
        unsigned char *slot;

        st = attribute_slot(w, sqlite3_column_int64(stmt, 0), &slot, err);
        if (st != STATUS_OK)
            break;
        index_attribute_decode(&a, slot);
        memset(slot, 0, 8);
        w->tokens -= a.length;
        w->entries--;
        w->removed++;
    }
    if (st == STATUS_OK && rc != SQLITE_DONE)
        st = index_sqlite_error(w->db, w->path, err);
    sqlite3_reset(stmt);
    return st;
}

enum status writer_remove_file(struct writer *w, int64_t file_id, struct error *err)
{
    static const enum statement deletes[] = { DELETE_NAMES, DELETE_ENTRIES, DELETE_INCLUDES,
                                              DELETE_FILE };
    enum status st = make_writable(w, err);

    if (st == STATUS_OK)
        st = clear_attributes(w, file_id, err);
    for (size_t i = 0; i < sizeof(deletes) / sizeof(*deletes) && st == STATUS_OK; i++)
        st = run_with_id(w, deletes[i], file_id, err);
    return st;
}

/* --- entries --- */

static int count_token(void *ctx, const struct token *token)
{
    struct index_attribute *a = ctx;

    if (token->kind != TOKEN_WHOLE && token->kind != TOKEN_SYMBOL &&
        !tokenizer_is_stop_word(token->word) && a->title_length < UINT8_MAX)
        a->title_length++;
    return 0;
}

/* FTS5 tells nobody how many tokens a row gave; about five bytes of text make one. */
static uint16_t estimated_length(const struct writer *w)
{
    size_t bytes = 0;

    for (size_t i = 0; i < INDEX_COLUMNS; i++)
        bytes += w->column[i].len;
    return (uint16_t)(bytes / 5 < UINT16_MAX ? bytes / 5 + 1 : UINT16_MAX);
}

static enum status add_attributes(struct writer *w, int64_t id, const struct entry *e,
                                  int64_t source, struct error *err)
{
    struct index_attribute a = {
        .length = estimated_length(w),
        .source = (uint16_t)source,
        .kind = (uint8_t)e->kind,
        .status = (uint8_t)e->status,
        .since_minor = e->since != NULL ? entry_release_minor(str_of(e->since)) : 0,
    };
    unsigned char *slot;
    enum status st = attribute_slot(w, id, &slot, err);

    if (st != STATUS_OK)
        return st;
    tokenizer_count_for(w->tokenizer, 0);
    (void)tokenizer_run(w->tokenizer, str_of(e->title), count_token, &a);
    index_attribute_encode(slot, &a);
    w->entries++;
    w->tokens += a.length;
    return STATUS_OK;
}

static enum status add_name(struct writer *w, int64_t id, struct str name, struct error *err)
{
    sqlite3_stmt *stmt = statement(w, INSERT_NAME, err);

    if (stmt == NULL)
        return STATUS_IO;
    buf_clear(&w->key);
    name_key_add(&w->key, w->tokenizer, name);
    if (w->key.len == 0)
        return STATUS_OK;
    bind_str(stmt, 1, buf_str(&w->key));
    sqlite3_bind_int64(stmt, 2, id);
    return step(w, stmt, err);
}

/* The title; and for "Native Async Functions in Traits (AFIT)" also what stands before and inside
 * the brackets; for "E0382: use of moved value" also the code. */
static enum status add_names(struct writer *w, int64_t id, const struct entry *e, struct error *err)
{
    struct str title = str_of(e->title);
    const char *open = strchr(e->title, '(');
    const char *colon = strchr(e->title, ':');
    enum status st = add_name(w, id, title, err);

    if (st == STATUS_OK && open != NULL && open > e->title && title.ptr[title.len - 1] == ')') {
        struct str inside = str_slice(open + 1, (size_t)(title.ptr + title.len - open) - 2);

        st = add_name(w, id, str_slice(e->title, (size_t)(open - e->title)), err);
        if (st == STATUS_OK && inside.len > 1)
            st = add_name(w, id, inside, err);
    }
    if (st == STATUS_OK && e->kind == ENTRY_ERROR && colon != NULL)
        st = add_name(w, id, str_slice(e->title, (size_t)(colon - e->title)), err);
    return st;
}

static enum status add_row(struct writer *w, int64_t id, int64_t file, const struct entry *e,
                           struct error *err)
{
    sqlite3_stmt *stmt = statement(w, INSERT_ENTRY, err);

    if (stmt == NULL)
        return STATUS_IO;
    sqlite3_bind_int64(stmt, 1, id);
    sqlite3_bind_int64(stmt, 2, file);
    sqlite3_bind_int(stmt, 3, (int)e->kind);
    sqlite3_bind_int(stmt, 4, (int)e->status);
    bind_text(stmt, 5, e->title);
    bind_text(stmt, 6, e->trail);
    bind_text(stmt, 7, e->anchor);
    bind_text(stmt, 8, e->slug);
    bind_text(stmt, 9, e->since);
    bind_text(stmt, 10, e->edition);
    bind_text(stmt, 11, e->replaces);
    bind_text(stmt, 12, e->replaced_by);
    bind_text(stmt, 13, e->keywords);
    sqlite3_bind_int64(stmt, 14, (int64_t)e->line);
    sqlite3_bind_int64(stmt, 15, (int64_t)e->snippets);
    bind_text(stmt, 16, e->body);
    return step(w, stmt, err);
}

/* What people call such an entry when they ask for it. */
static const char *kind_words(enum entry_kind kind)
{
    switch (kind) {
    case ENTRY_DEPRECATED:
        return "deprecated pattern avoid outdated don't instead";
    case ENTRY_PATTERN:
        return "pattern";
    case ENTRY_ERROR:
        return "compiler error code";
    default:
        return "";
    }
}

static void fill_columns(struct writer *w, const struct entry *e, const char *path)
{
    struct buf *trail = &w->column[INDEX_TRAIL];

    for (size_t i = 0; i < INDEX_COLUMNS; i++)
        buf_clear(&w->column[i]);
    buf_adds(&w->column[INDEX_TITLE], e->title);
    buf_addf(trail, "%s\n%s\n%s", e->trail, path, kind_words(e->kind));
    if (e->keywords != NULL)
        buf_addf(trail, "\n%s", e->keywords);
    if (e->replaced_by != NULL)
        buf_addf(trail, "\n%s", e->replaced_by);
    for (size_t i = 0; i < trail->len; i++)
        if (trail->ptr[i] == ENTRY_TRAIL_SEPARATOR)
            trail->ptr[i] = '\n';
    if (e->symbols.len > 0)
        buf_addc(&w->column[INDEX_SYMBOLS], TOKENIZER_CODE);
    buf_addstr(&w->column[INDEX_SYMBOLS], buf_str(&e->symbols));
    buf_addstr(&w->column[INDEX_BODY], buf_str(&e->words));
    if (e->code.len > 0)
        buf_addc(&w->column[INDEX_CODE], TOKENIZER_CODE);
    buf_addstr(&w->column[INDEX_CODE], buf_str(&e->code));
}

static enum status add_full_text(struct writer *w, int64_t id, struct error *err)
{
    sqlite3_stmt *stmt = statement(w, INSERT_FTS, err);

    if (stmt == NULL)
        return STATUS_IO;
    tokenizer_count_for(w->tokenizer, (uint32_t)id);
    sqlite3_bind_int64(stmt, 1, id);
    for (size_t i = 0; i < INDEX_COLUMNS; i++)
        bind_str(stmt, (int)i + 2, buf_str(&w->column[i]));
    return step(w, stmt, err);
}

static int compare_words(const void *a, const void *b)
{
    struct str x = (*(const struct lexicon_word *const *)a)->text;
    struct str y = (*(const struct lexicon_word *const *)b)->text;
    int order = memcmp(x.ptr, y.ptr, x.len < y.len ? x.len : y.len);

    return order != 0 ? order : x.len < y.len ? -1 : x.len > y.len;
}

/* Adds the counts to table "term", in its order: a B-tree takes sorted rows fastest. */
static enum status flush_lexicon(struct writer *w, struct error *err)
{
    struct lexicon *lx = tokenizer_lexicon(w->tokenizer);
    const struct lexicon_word **sorted = xcalloc(lexicon_count(lx), sizeof(*sorted));
    sqlite3_stmt *stmt = statement(w, INSERT_TERM, err);
    enum status st = stmt != NULL ? STATUS_OK : STATUS_IO;
    size_t count = 0;

    for (size_t i = 0; i < lexicon_count(lx); i++) {
        const struct lexicon_word *word = lexicon_at(lx, i);

        if (word->word_entries > 0 || word->token_entries > 0)
            sorted[count++] = word;
    }
    qsort(sorted, count, sizeof(*sorted), compare_words);
    for (size_t i = 0; i < count && st == STATUS_OK; i++) {
        bind_str(stmt, 1, sorted[i]->text);
        sqlite3_bind_int64(stmt, 2, sorted[i]->word_entries);
        sqlite3_bind_int64(stmt, 3, sorted[i]->token_entries);
        st = step(w, stmt, err);
    }
    free(sorted);
    lexicon_clear(lx);
    return st;
}

static enum status add_entry(struct writer *w, int64_t file, const struct document_record *doc,
                             const struct entry *e, struct error *err)
{
    int64_t id = w->next_entry++;
    enum status st;

    if (id > UINT32_MAX - 1)
        return error_set(err, STATUS_TOO_BIG, "%s: more than %u entries", w->path, UINT32_MAX - 1);
    fill_columns(w, e, doc->path);
    st = add_row(w, id, file, e, err);
    if (st == STATUS_OK)
        st = add_attributes(w, id, e, doc->source, err);
    if (st == STATUS_OK)
        st = add_full_text(w, id, err);
    if (st == STATUS_OK)
        st = add_names(w, id, e, err);
    if (st == STATUS_OK && lexicon_count(tokenizer_lexicon(w->tokenizer)) > LEXICON_FLUSH)
        st = flush_lexicon(w, err);
    return st;
}

static enum status add_file_row(struct writer *w, const struct document_record *doc, int64_t *out,
                                struct error *err)
{
    sqlite3_stmt *stmt = statement(w, INSERT_FILE, err);
    int64_t snippets = 0;
    enum status st;

    if (stmt == NULL)
        return STATUS_IO;
    for (size_t i = 0; i < doc->entry_count; i++)
        snippets += (int64_t)doc->entries[i].snippets;
    sqlite3_bind_int64(stmt, 1, doc->source);
    bind_text(stmt, 2, doc->path);
    sqlite3_bind_int64(stmt, 3, doc->stamp.size);
    sqlite3_bind_int64(stmt, 4, doc->stamp.mtime_ns);
    sqlite3_bind_int(stmt, 5, doc->included);
    sqlite3_bind_int64(stmt, 6, (int64_t)doc->entry_count);
    sqlite3_bind_int64(stmt, 7, snippets);
    st = step(w, stmt, err);
    *out = sqlite3_last_insert_rowid(w->db);
    return st;
}

enum status writer_add_file(struct writer *w, const struct document_record *doc, struct error *err)
{
    int64_t file = 0;
    enum status st = make_writable(w, err);

    if (st == STATUS_OK)
        st = add_file_row(w, doc, &file, err);
    for (size_t i = 0; i < doc->include_count && st == STATUS_OK; i++) {
        sqlite3_stmt *stmt = statement(w, INSERT_INCLUDE, err);

        if (stmt == NULL)
            return STATUS_IO;
        sqlite3_bind_int64(stmt, 1, file);
        bind_text(stmt, 2, doc->includes[i].path);
        sqlite3_bind_int64(stmt, 3, doc->includes[i].stamp.size);
        sqlite3_bind_int64(stmt, 4, doc->includes[i].stamp.mtime_ns);
        st = step(w, stmt, err);
    }
    for (size_t i = 0; i < doc->entry_count && st == STATUS_OK; i++)
        st = add_entry(w, file, doc, &doc->entries[i], err);
    return st;
}

/* --- the end --- */

/* The words for spelling and completion, packed by length: core/vocabulary.h. */
static enum status write_vocabulary(struct writer *w, struct error *err)
{
    static const char sql[] = "SELECT term, words FROM term WHERE words > 0"
                              " AND length(term) BETWEEN ?1 AND ?2";
    sqlite3_stmt *insert = NULL;
    sqlite3_stmt *select = NULL;
    struct buf rows[VOCABULARY_LENGTH_MAX + 1];
    enum status st = exec(w, "DELETE FROM vocabulary", err);
    int rc = SQLITE_DONE;

    for (size_t i = 0; i <= VOCABULARY_LENGTH_MAX; i++)
        buf_init(&rows[i]);
    if (st == STATUS_OK && (sqlite3_prepare_v2(w->db, sql, -1, &select, NULL) != SQLITE_OK ||
                            sqlite3_prepare_v2(w->db, "INSERT INTO vocabulary VALUES(?1, ?2)", -1,
                                               &insert, NULL) != SQLITE_OK))
        st = index_sqlite_error(w->db, w->path, err);
    if (st == STATUS_OK) {
        sqlite3_bind_int(select, 1, VOCABULARY_LENGTH_MIN);
        sqlite3_bind_int(select, 2, VOCABULARY_LENGTH_MAX);
        while ((rc = sqlite3_step(select)) == SQLITE_ROW) {
            struct str word = str_slice((const char *)sqlite3_column_text(select, 0),
                                        (size_t)sqlite3_column_bytes(select, 0));

            if (word.len <= VOCABULARY_LENGTH_MAX)
                vocabulary_add(&rows[word.len], word, sqlite3_column_int64(select, 1));
        }
        if (rc != SQLITE_DONE)
            st = index_sqlite_error(w->db, w->path, err);
    }
    for (size_t i = 0; i <= VOCABULARY_LENGTH_MAX; i++) {
        if (st == STATUS_OK && rows[i].len > 0) {
            sqlite3_bind_int(insert, 1, (int)i);
            sqlite3_bind_blob(insert, 2, rows[i].ptr, (int)rows[i].len, SQLITE_STATIC);
            st = step(w, insert, err);
        }
        buf_release(&rows[i]);
    }
    sqlite3_finalize(select);
    sqlite3_finalize(insert);
    return st;
}

static enum status finish_tables(struct writer *w, struct error *err)
{
    struct buf sql = BUF_INIT;
    enum status st = write_block(w, err);

    if (st == STATUS_OK)
        st = flush_lexicon(w, err);
    if (st == STATUS_OK)
        st = write_vocabulary(w, err);
    if (st == STATUS_OK) {
        buf_addf(&sql,
                 "UPDATE total SET entries = %" PRId64 ", tokens = %" PRId64 ", removed = %" PRId64,
                 w->entries, w->tokens, w->removed);
        st = exec(w, sql.ptr, err);
    }
    if (st == STATUS_OK)
        st = exec(w, "COMMIT", err);
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
    st = sync_path(w->temp_path, O_RDONLY, err);
    if (st != STATUS_OK)
        return st;
    if (rename(w->temp_path, w->path) != 0)
        return error_set(err, STATUS_IO, "%s: %s", w->path, strerror(errno));
    w->writable = false;
    w->exists = true;
    copy = xstrdup(w->path);
    st = sync_path(dirname(copy), O_RDONLY | O_DIRECTORY, err);
    free(copy);
    return st;
}

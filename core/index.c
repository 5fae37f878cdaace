/* The index file, read side. */
#include "core/index.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/page_check.h"
#include "core/xalloc.h"

struct attribute_block {
    int64_t number; /* -1: free */
    unsigned char bytes[INDEX_ATTRIBUTE_BLOCK * 8];
};

enum { ATTRIBUTE_CACHE = 512 }; /* blocks kept, by number modulo this: half a million entries */

/* A statement of other modules. */
struct kept_statement {
    const char *sql;
    sqlite3_stmt *stmt;
};

struct index {
    char *path;
    char *dir; /* absolute: relative roots start here */
    sqlite3 *db;
    struct tokenizer *tokenizer;
    int64_t entry_count;
    int64_t token_count;
    int64_t removed_count;
    struct attribute_block *attributes[ATTRIBUTE_CACHE];
    sqlite3_stmt *select_attributes;
    sqlite3_stmt *select_term;
    sqlite3_stmt *select_entry;
    struct kept_statement *kept;
    size_t kept_count, kept_cap;
    bool failed;
    struct error failure;
};

void index_attribute_encode(unsigned char out[8], const struct index_attribute *a)
{
    out[0] = (unsigned char)(a->length & 0xFF);
    out[1] = (unsigned char)(a->length >> 8);
    out[2] = (unsigned char)(a->source & 0xFF);
    out[3] = (unsigned char)(a->source >> 8);
    out[4] = a->kind;
    out[5] = (unsigned char)((a->status & 15) | (a->edition & 15) << 4);
    out[6] = a->since_minor;
    out[7] = a->title_length;
}

void index_attribute_decode(struct index_attribute *a, const unsigned char in[8])
{
    a->length = (uint16_t)(in[0] | in[1] << 8);
    a->source = (uint16_t)(in[2] | in[3] << 8);
    a->kind = in[4];
    a->status = in[5] & 15;
    a->edition = in[5] >> 4;
    a->since_minor = in[6];
    a->title_length = in[7];
}

enum status index_sqlite_error(sqlite3 *db, const char *path, struct error *err)
{
    int rc = sqlite3_extended_errcode(db);

    switch (rc & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set(err, STATUS_CORRUPT,
                         "%s: the index is damaged: remove it and run `rustpro index` again", path);
    case SQLITE_FULL:
        return error_set(err, STATUS_IO, "%s: no space left on the disk", path);
    case SQLITE_INTERRUPT:
        return error_set(err, STATUS_INTERRUPTED, "%s: interrupted", path);
    default:
        break;
    }
    /* A page that cannot be trusted shows up as any of these, by the place that asked for it. */
    if (rc == SQLITE_IOERR || rc == SQLITE_IOERR_DATA || rc == SQLITE_IOERR_SHORT_READ ||
        strstr(sqlite3_errmsg(db), "vtable constructor failed") != NULL)
        return error_set(err, STATUS_CORRUPT,
                         "%s: the index is damaged: remove it and run `rustpro index` again", path);
    return error_set(err, STATUS_IO, "%s: %s", path, sqlite3_errmsg(db));
}

static uint32_t get_u32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The header's layout is https://www.sqlite.org/fileformat.html#the_database_header. */
static enum status check_header(const unsigned char head[100], off_t size, const char *path,
                                struct error *err)
{
    uint32_t pages = get_u32(head + 28);
    uint32_t format = get_u32(head + 60);

    if (memcmp(head, "SQLite format 3", 16) != 0 || get_u32(head + 68) != INDEX_APPLICATION_ID)
        return error_set(err, STATUS_BAD_INPUT,
                         "%s: not an index of rustpro's: name another file with --index", path);
    if (format != INDEX_FORMAT)
        return error_set(err, STATUS_VERSION,
                         "%s: index format %" PRIu32 ", this program needs %d: build it anew with "
                         "`rustpro index --rebuild PATH...`",
                         path, format, INDEX_FORMAT);
    if ((off_t)pages * PAGE_CHECK_SIZE != size || pages == 0)
        return error_set(err, STATUS_CORRUPT,
                         "%s: the index is cut short: remove it and run `rustpro index` again",
                         path);
    return STATUS_OK;
}

enum status index_check_header(const char *path, struct error *err)
{
    unsigned char head[100];
    struct stat st;
    enum status result;
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return error_set(err, errno == ENOENT || errno == ENOTDIR ? STATUS_NOT_FOUND : STATUS_IO,
                         "%s: %s", path, strerror(errno));
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        result = error_set(err, STATUS_IO, "%s: not a file", path);
    } else if ((n = read(fd, head, sizeof(head))) < 0) {
        result = error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
    } else if (n < (ssize_t)sizeof(head) &&
               memcmp(head, "SQLite format 3", (size_t)n < 16 ? (size_t)n : 16) == 0) {
        result = error_set(err, STATUS_CORRUPT,
                           "%s: the index is cut short: remove it and run `rustpro index` again",
                           path);
    } else {
        if (n < (ssize_t)sizeof(head))
            memset(head, 0, sizeof(head));
        result = check_header(head, st.st_size, path, err);
    }
    close(fd);
    return result;
}

/* A file: address in which every byte of path stands for itself. immutable=1: no locks, no look
 * for journals; the file is never written again once it has its name. */
static void add_uri(struct buf *uri, const char *path)
{
    buf_adds(uri, "file:");
    for (const char *p = path; *p != '\0'; p++) {
        if (*p == '%' || *p == '?' || *p == '#')
            buf_addf(uri, "%%%02X", (unsigned char)*p);
        else
            buf_addc(uri, *p);
    }
    buf_adds(uri, "?immutable=1");
}

static enum status prepare(struct index *ix, const char *sql, sqlite3_stmt **out, struct error *err)
{
    if (*out != NULL)
        return STATUS_OK;
    if (sqlite3_prepare_v3(ix->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
        return index_sqlite_error(ix->db, ix->path, err);
    return STATUS_OK;
}

enum status index_statement(struct index *ix, const char *sql, sqlite3_stmt **out,
                            struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    enum status st;

    for (size_t i = 0; i < ix->kept_count; i++)
        if (ix->kept[i].sql == sql) {
            *out = ix->kept[i].stmt;
            return STATUS_OK;
        }
    st = prepare(ix, sql, &stmt, err);
    if (st != STATUS_OK)
        return st;
    ix->kept = xgrow(ix->kept, ix->kept_count, &ix->kept_cap, sizeof(*ix->kept));
    ix->kept[ix->kept_count++] = (struct kept_statement){ sql, stmt };
    *out = stmt;
    return STATUS_OK;
}

static enum status read_totals(struct index *ix, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    enum status st = prepare(ix, "SELECT entries, tokens, removed FROM total", &stmt, err);

    if (st != STATUS_OK)
        return st;
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        ix->entry_count = sqlite3_column_int64(stmt, 0);
        ix->token_count = sqlite3_column_int64(stmt, 1);
        ix->removed_count = sqlite3_column_int64(stmt, 2);
    } else {
        st = index_sqlite_error(ix->db, ix->path, err);
    }
    sqlite3_finalize(stmt);
    return st;
}

static char *folder_of(const char *path)
{
    char *copy = xstrdup(path);
    char *dir = realpath(dirname(copy), NULL);

    free(copy);
    return dir != NULL ? dir : xstrdup(".");
}

enum status index_open(const char *path, struct index **out, struct error *err)
{
    struct index *ix = xcalloc(1, sizeof(*ix));
    struct buf uri = BUF_INIT;
    enum status st;

    ix->path = xstrdup(path);
    ix->dir = folder_of(path);
    add_uri(&uri, path);
    st = index_check_header(path, err);
    if (st == STATUS_OK)
        st = page_check_register(err);
    if (st != STATUS_OK)
        goto done;
    if (sqlite3_open_v2(uri.ptr, &ix->db,
                        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                        PAGE_CHECK_VFS) != SQLITE_OK) {
        st = index_sqlite_error(ix->db, path, err);
        goto done;
    }
    ix->tokenizer = tokenizer_new();
    st = tokenizer_register(ix->tokenizer, ix->db, err);
    if (st == STATUS_OK)
        st = read_totals(ix, err);
    if (st != STATUS_OK)
        goto done;
    *out = ix;
    ix = NULL;
done:
    buf_release(&uri);
    index_close(ix);
    return st;
}

void index_close(struct index *ix)
{
    if (ix == NULL)
        return;
    sqlite3_finalize(ix->select_attributes);
    sqlite3_finalize(ix->select_term);
    sqlite3_finalize(ix->select_entry);
    for (size_t i = 0; i < ix->kept_count; i++)
        sqlite3_finalize(ix->kept[i].stmt);
    free(ix->kept);
    sqlite3_close(ix->db);
    tokenizer_free(ix->tokenizer);
    for (size_t i = 0; i < ATTRIBUTE_CACHE; i++)
        free(ix->attributes[i]);
    free(ix->path);
    free(ix->dir);
    free(ix);
}

enum status index_verify(struct index *ix, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    enum status st = prepare(ix, "PRAGMA integrity_check(1)", &stmt, err);

    if (st != STATUS_OK)
        return st;
    if (sqlite3_step(stmt) != SQLITE_ROW)
        st = index_sqlite_error(ix->db, ix->path, err);
    else if (strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") != 0)
        st = error_set(err, STATUS_CORRUPT, "%s: the index is damaged: %s", ix->path,
                       sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    return st;
}

const char *index_path(const struct index *ix)
{
    return ix->path;
}

sqlite3 *index_db(struct index *ix)
{
    return ix->db;
}

struct tokenizer *index_tokenizer(struct index *ix)
{
    return ix->tokenizer;
}

int64_t index_entry_count(const struct index *ix)
{
    return ix->entry_count;
}

int64_t index_counted_entries(const struct index *ix)
{
    return ix->entry_count + ix->removed_count;
}

double index_average_length(const struct index *ix)
{
    double average = ix->entry_count > 0 ? (double)ix->token_count / (double)ix->entry_count : 1.0;

    return average >= 1.0 ? average : 1.0;
}

enum status index_failed(struct index *ix, struct error *err)
{
    if (!ix->failed)
        return STATUS_OK;
    if (err != NULL)
        *err = ix->failure;
    return ix->failure.code;
}

/* Fills block with row number of table "attribute"; a row that is missing holds no entries. */
static enum status load_attributes(struct index *ix, struct attribute_block *block, int64_t number,
                                   struct error *err)
{
    enum status st = prepare(ix, "SELECT data FROM attribute WHERE block = ?1",
                             &ix->select_attributes, err);
    int rc;

    if (st != STATUS_OK)
        return st;
    memset(block->bytes, 0, sizeof(block->bytes));
    sqlite3_bind_int64(ix->select_attributes, 1, number);
    rc = sqlite3_step(ix->select_attributes);
    if (rc == SQLITE_ROW) {
        size_t len = (size_t)sqlite3_column_bytes(ix->select_attributes, 0);

        if (len > sizeof(block->bytes))
            len = sizeof(block->bytes);
        if (len > 0)
            memcpy(block->bytes, sqlite3_column_blob(ix->select_attributes, 0), len);
    } else if (rc != SQLITE_DONE) {
        st = index_sqlite_error(ix->db, ix->path, err);
    }
    sqlite3_reset(ix->select_attributes);
    block->number = st == STATUS_OK ? number : -1;
    return st;
}

bool index_attribute_of(struct index *ix, int64_t id, struct index_attribute *out)
{
    int64_t number = id / INDEX_ATTRIBUTE_BLOCK;
    struct attribute_block **slot = &ix->attributes[number % ATTRIBUTE_CACHE];

    if (id < 0)
        return false;
    if (*slot == NULL) {
        *slot = xmalloc(sizeof(**slot));
        (*slot)->number = -1;
    }
    if ((*slot)->number != number &&
        load_attributes(ix, *slot, number, &ix->failure) != STATUS_OK) {
        ix->failed = true;
        return false;
    }
    index_attribute_decode(out, (*slot)->bytes + 8 * (id % INDEX_ATTRIBUTE_BLOCK));
    return out->length > 0;
}

enum status index_token_entries(struct index *ix, struct str token, int64_t *out, struct error *err)
{
    enum status st = prepare(ix, "SELECT entries FROM term WHERE term = ?1", &ix->select_term, err);
    int rc;

    if (st != STATUS_OK)
        return st;
    sqlite3_bind_text(ix->select_term, 1, token.ptr, (int)token.len, SQLITE_STATIC);
    rc = sqlite3_step(ix->select_term);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(ix->select_term, 0);
    else if (rc == SQLITE_DONE)
        *out = 0;
    else
        st = index_sqlite_error(ix->db, ix->path, err);
    sqlite3_reset(ix->select_term);
    sqlite3_clear_bindings(ix->select_term);
    return st;
}

void index_row_release(struct index_row *row)
{
    entry_release(&row->entry);
    free(row->source);
    free(row->root);
    free(row->file);
    *row = (struct index_row){ 0 };
}

static char *column_text(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);

    return text != NULL ? xmemdup0(text, (size_t)sqlite3_column_bytes(stmt, column)) : NULL;
}

/* A root as stored: absolute, or relative to the index's folder. */
static char *column_root(struct index *ix, sqlite3_stmt *stmt, int column)
{
    const char *root = (const char *)sqlite3_column_text(stmt, column);
    struct buf path = BUF_INIT;

    if (root == NULL || root[0] == '/')
        return xstrdup(root != NULL ? root : "");
    buf_addf(&path, "%s/%s", ix->dir, root);
    return buf_detach(&path);
}

static char *column_text_or_empty(sqlite3_stmt *stmt, int column)
{
    char *text = column_text(stmt, column);

    return text != NULL ? text : xstrdup("");
}

static void fill_row(struct index *ix, sqlite3_stmt *stmt, struct index_row *row)
{
    struct entry *e = &row->entry;

    entry_init(e);
    row->id = sqlite3_column_int64(stmt, 0);
    e->kind = (enum entry_kind)sqlite3_column_int(stmt, 1);
    e->status = (enum entry_status)sqlite3_column_int(stmt, 2);
    e->title = column_text_or_empty(stmt, 3);
    e->trail = column_text_or_empty(stmt, 4);
    e->anchor = column_text_or_empty(stmt, 5);
    e->slug = column_text_or_empty(stmt, 6);
    e->since = column_text(stmt, 7);
    e->edition = column_text(stmt, 8);
    e->replaces = column_text(stmt, 9);
    e->replaced_by = column_text(stmt, 10);
    e->line = (size_t)sqlite3_column_int64(stmt, 11);
    e->snippets = (size_t)sqlite3_column_int64(stmt, 12);
    row->source = column_text_or_empty(stmt, 13);
    row->root = column_root(ix, stmt, 14);
    row->file = column_text_or_empty(stmt, 15);
    e->crates = column_text(stmt, 16);
    e->rust_edition = sqlite3_column_int(stmt, 17);
    e->body = column_text_or_empty(stmt, 18);
    e->item = column_text(stmt, 19);
    e->signature = column_text(stmt, 20);
    e->source_view = column_text(stmt, 21);
}

enum status index_read_entry(struct index *ix, int64_t id, bool with_body, struct index_row *out,
                             struct error *err)
{
    static const char sql[] =
        "SELECT e.id, e.kind, e.status, e.title, e.trail, e.anchor, e.slug, e.since, e.edition,"
        "       e.replaces, e.replaced_by, e.line, e.snippets, s.name, s.root, f.path,"
        "       e.crates, e.rust_edition, CASE WHEN ?2 THEN e.body ELSE '' END,"
        "       e.item, e.signature, e.source_view"
        "  FROM entry e JOIN file f ON f.id = e.file JOIN source s ON s.id = f.source"
        " WHERE e.id = ?1";
    enum status st = prepare(ix, sql, &ix->select_entry, err);
    int rc;

    if (st != STATUS_OK)
        return st;
    sqlite3_bind_int64(ix->select_entry, 1, id);
    sqlite3_bind_int(ix->select_entry, 2, with_body);
    rc = sqlite3_step(ix->select_entry);
    if (rc == SQLITE_ROW)
        fill_row(ix, ix->select_entry, out);
    else if (rc == SQLITE_DONE)
        st = error_set(err, STATUS_NOT_FOUND, "no entry number %" PRId64, id);
    else
        st = index_sqlite_error(ix->db, ix->path, err);
    sqlite3_reset(ix->select_entry);
    return st;
}

/* The length of path without its extension. */
static size_t stem_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');

    if (dot == NULL || dot == path || (slash != NULL && dot <= slash + 1))
        return strlen(path);
    return (size_t)(dot - path);
}

void index_row_add_id(struct buf *out, const struct index_row *row)
{
    buf_addf(out, "%s/%.*s", row->source, (int)stem_length(row->file), row->file);
    if (row->entry.slug[0] != '\0')
        buf_addf(out, "#%s", row->entry.slug);
}

void index_row_add_page(struct buf *out, const struct index_row *row)
{
    buf_adds(out, row->file);
    if (row->entry.anchor[0] != '\0')
        buf_addf(out, "#%s", row->entry.anchor);
}

void index_row_add_file(struct buf *out, const struct index_row *row)
{
    struct stat st;

    buf_adds(out, row->root);
    if (stat(row->root, &st) == 0 && S_ISREG(st.st_mode)) /* the source is this one file */
        return;
    buf_addf(out, "/%s", row->file);
}

/* Finds the entry of that source, path without extension, and fragment. */
static enum status find_entry(struct index *ix, struct str source, struct str path,
                              struct str fragment, int64_t *out, struct error *err)
{
    /* A file's entries have consecutive numbers; the extension is not part of an id. */
    static const char sql[] =
        "SELECT e.id FROM source s JOIN file f ON f.source = s.id"
        "  JOIN entry e ON e.file = f.id"
        " WHERE s.name = ?1 AND f.path >= ?2 AND f.path < ?2 || char(1114111)"
        "   AND (f.path = ?2 OR substr(f.path, length(?2) + 1, 1) = '.'"
        "        AND instr(substr(f.path, length(?2) + 2), '.') = 0"
        "        AND instr(substr(f.path, length(?2) + 2), '/') = 0)"
        "   AND (?3 = '' OR e.slug = ?3 OR e.anchor = ?3) ORDER BY e.id LIMIT 1";
    sqlite3_stmt *stmt = NULL;
    enum status st = prepare(ix, sql, &stmt, err);
    int rc;

    if (st != STATUS_OK)
        return st;
    sqlite3_bind_text(stmt, 1, source.ptr, (int)source.len, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 2, path.ptr, (int)path.len, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 3, fragment.ptr, (int)fragment.len, SQLITE_STATIC);
    rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    else if (rc == SQLITE_DONE)
        st = STATUS_NOT_FOUND;
    else
        st = index_sqlite_error(ix->db, ix->path, err);
    sqlite3_finalize(stmt);
    return st;
}

enum status index_find_id(struct index *ix, struct str id, int64_t *out, struct error *err)
{
    struct str path = id;
    struct str source;
    const char *hash;
    enum status st = STATUS_NOT_FOUND;

    if (str_next_field(&path, '/', &source) && path.ptr != NULL && path.len > 0) {
        hash = memrchr(path.ptr, '#', path.len);
        if (hash != NULL)
            st = find_entry(ix, source, str_slice(path.ptr, (size_t)(hash - path.ptr)),
                            str_slice(hash + 1, (size_t)(path.ptr + path.len - hash) - 1), out,
                            err);
        if (st == STATUS_NOT_FOUND) /* a '#' may be part of the file's name */
            st = find_entry(ix, source, path, str_slice("", 0), out, err);
    }
    if (st == STATUS_NOT_FOUND)
        return error_set(err, st, "%.*s: no such entry", (int)id.len, id.ptr);
    return st;
}

const char *source_format_name(enum source_format format)
{
    static const char *const names[SOURCE_FORMAT_COUNT] = {
        [SOURCE_MARKDOWN] = "markdown",
        [SOURCE_HTML] = "html",
        [SOURCE_HTML_PAGES] = "html pages",
    };

    return (unsigned)format < SOURCE_FORMAT_COUNT ? names[format] : "markdown";
}

void index_sources_release(struct index_sources *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].name);
        free(list->items[i].root);
        free(list->items[i].title);
        free(list->items[i].release);
        free(list->items[i].indexed_at);
    }
    free(list->items);
    *list = (struct index_sources){ 0 };
}

static enum status list_sources(struct index *ix, const char *sql, struct index_sources *out,
                                struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    enum status st = prepare(ix, sql, &stmt, err);
    int rc = SQLITE_DONE;

    while (st == STATUS_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        out->items = xgrow(out->items, out->count, &out->cap, sizeof(*out->items));
        out->items[out->count++] = (struct index_source){
            .id = sqlite3_column_int64(stmt, 0),
            .name = column_text_or_empty(stmt, 1),
            .root = column_root(ix, stmt, 2),
            .title = column_text_or_empty(stmt, 3),
            .indexed_at = column_text_or_empty(stmt, 4),
            .files = sqlite3_column_int64(stmt, 5),
            .entries = sqlite3_column_int64(stmt, 6),
            .snippets = sqlite3_column_int64(stmt, 7),
            .bytes = sqlite3_column_int64(stmt, 8),
            .format = (enum source_format)sqlite3_column_int(stmt, 9),
            .release = column_text(stmt, 10),
        };
    }
    if (st == STATUS_OK && rc != SQLITE_DONE)
        st = index_sqlite_error(ix->db, ix->path, err);
    sqlite3_finalize(stmt);
    return st;
}

enum status index_list_sources(struct index *ix, struct index_sources *out, struct error *err)
{
    return list_sources(ix,
                        "SELECT s.id, s.name, s.root, s.title,"
                        "       datetime(s.indexed_at, 'unixepoch'), count(f.id),"
                        "       total(f.entries), total(f.snippets), total(f.size),"
                        "       s.format, s.release"
                        "  FROM source s LEFT JOIN file f ON f.source = s.id"
                        " GROUP BY s.id ORDER BY s.name",
                        out, err);
}

enum status index_list_roots(struct index *ix, struct index_sources *out, struct error *err)
{
    return list_sources(ix,
                        "SELECT id, name, root, title, datetime(indexed_at, 'unixepoch'),"
                        "       0, 0, 0, 0, format, release FROM source ORDER BY name",
                        out, err);
}

/* Suggestions by pages: ids level by level, and the items of a module. Both walk table "file",
 * whose index is ordered by source and path.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "query/suggest_internal.h"

/* Called for what stands at a level: a page, or a folder (file is 0), whose path ends in '/'.
 * Sets *stop when it has enough. */
typedef enum status (*level_fn)(void *ctx, struct str path, int64_t file, bool *stop,
                                struct error *err);

/* In any case of the letters; 0: there is none. */
static enum status find_source(struct index *ix, struct str name, int64_t *out, struct error *err)
{
    sqlite3_stmt *stmt;
    int rc;
    enum status st = index_statement(ix, "SELECT id FROM source WHERE name = ?1 COLLATE NOCASE",
                                     &stmt, err);

    if (st != STATUS_OK)
        return st;
    sqlite3_bind_text(stmt, 1, name.ptr, (int)name.len, SQLITE_TRANSIENT);
    rc = sqlite3_step(stmt);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        st = index_sqlite_error(index_db(ix), index_path(ix), err);
    (void)sqlite3_reset(stmt);
    return st;
}

static enum status open_files(struct index *ix, int64_t source, struct str from, struct str prefix,
                              sqlite3_stmt **stmt, struct error *err)
{
    static const char sql[] = "SELECT path, id, entries FROM file"
                              " WHERE source = ?1 AND path >= ?2 AND path < ?3 ORDER BY path";
    struct buf end = BUF_INIT;
    enum status st = index_statement(ix, sql, stmt, err);

    if (st == STATUS_OK) {
        suggest_add_end(&end, prefix);
        (void)sqlite3_reset(*stmt);
        sqlite3_bind_int64(*stmt, 1, source);
        sqlite3_bind_text(*stmt, 2, from.ptr, (int)from.len, SQLITE_TRANSIENT);
        sqlite3_bind_text(*stmt, 3, end.ptr, (int)end.len, SQLITE_TRANSIENT);
    }
    buf_release(&end);
    return st;
}

/* What stands at the level of prefix (up to its last '/') and begins with it; each folder once. */
static enum status walk_level(struct suggesting *s, int64_t source, struct str prefix, level_fn fn,
                              void *ctx, struct error *err)
{
    const char *slash = memrchr(prefix.ptr, '/', prefix.len);
    size_t level = slash != NULL ? (size_t)(slash - prefix.ptr) + 1 : 0;
    struct buf path = BUF_INIT;
    sqlite3_stmt *stmt;
    bool stop = false;
    int rc = SQLITE_DONE;
    enum status st = open_files(s->ix, source, prefix, prefix, &stmt, err);

    while (st == STATUS_OK && !stop && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        int64_t file = sqlite3_column_int64(stmt, 1);
        int64_t entries = sqlite3_column_int64(stmt, 2);
        size_t len = (size_t)sqlite3_column_bytes(stmt, 0);
        const char *end = len > level ? memchr(text + level, '/', len - level) : NULL;

        if (s->rows++ >= SUGGEST_ROWS_MAX) {
            s->cut = true;
            break;
        }
        buf_clear(&path);
        buf_add(&path, text, end != NULL ? (size_t)(end - text) + 1 : len);
        if (end == NULL) {
            if (entries > 0)
                st = fn(ctx, buf_str(&path), file, &stop, err);
            continue;
        }
        st = fn(ctx, buf_str(&path), 0, &stop, err);
        path.ptr[path.len - 1] = '/' + 1; /* past all that lies in the folder */
        if (st == STATUS_OK)
            st = open_files(s->ix, source, buf_str(&path), prefix, &stmt, err);
    }
    if (st == STATUS_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
        st = index_sqlite_error(index_db(s->ix), index_path(s->ix), err);
    (void)sqlite3_reset(stmt);
    buf_release(&path);
    return st;
}

static bool any_file(struct suggesting *s, int64_t source, struct str prefix)
{
    sqlite3_stmt *stmt;
    bool any = false;

    if (s->seeks++ < SUGGEST_SEEKS_MAX &&
        open_files(s->ix, source, prefix, prefix, &stmt, NULL) == STATUS_OK) {
        any = sqlite3_step(stmt) == SQLITE_ROW;
        (void)sqlite3_reset(stmt);
    }
    return any;
}

/* As walk_level(), in any case of the letters: each one is tried both ways where pages go on so. */
static enum status walk_any_case(struct suggesting *s, int64_t source, struct buf *path, size_t at,
                                 level_fn fn, void *ctx, struct error *err)
{
    enum status st = STATUS_OK;
    char typed;

    while (at < path->len && !ascii_is_alpha(path->ptr[at]))
        at++;
    if (at == path->len)
        return walk_level(s, source, buf_str(path), fn, ctx, err);
    typed = path->ptr[at];
    for (int way = 0; way < 2 && st == STATUS_OK; way++) {
        path->ptr[at] = (char)(way == 0 ? typed : typed ^ 0x20);
        if (any_file(s, source, str_slice(path->ptr, at + 1)))
            st = walk_any_case(s, source, path, at + 1, fn, ctx, err);
    }
    path->ptr[at] = typed;
    return st;
}

/* The first entry of a page; 0: none. */
static enum status first_entry(struct index *ix, int64_t file, int64_t *entry,
                               enum entry_kind *kind, struct error *err)
{
    sqlite3_stmt *stmt;
    int rc;
    enum status st = index_statement(
        ix, "SELECT id, kind FROM entry WHERE file = ?1 ORDER BY id LIMIT 1", &stmt, err);

    if (st != STATUS_OK)
        return st;
    sqlite3_bind_int64(stmt, 1, file);
    *entry = 0;
    rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW) {
        *entry = sqlite3_column_int64(stmt, 0);
        *kind = (enum entry_kind)sqlite3_column_int(stmt, 1);
    } else if (rc != SQLITE_DONE) {
        st = index_sqlite_error(index_db(ix), index_path(ix), err);
    }
    (void)sqlite3_reset(stmt);
    return st;
}

/* --- items of a module --- */

/* rustdoc's names of pages: https://doc.rust-lang.org/rustdoc. A module's is index.html. */
static const char *const page_kinds[] = { "struct.", "enum.",   "trait.",    "fn.",
                                          "macro.",  "type.",   "constant.", "static.",
                                          "union.",  "derive.", "attr.",     "traitalias." };

struct module_walk {
    struct suggesting *s;
    int64_t source;
};

static enum status take_page(void *ctx, struct str path, int64_t file, bool *stop,
                             struct error *err)
{
    struct module_walk *w = ctx;
    enum entry_kind kind;
    int64_t entry = 0;
    enum status st = STATUS_OK;

    (void)path;
    if (file != 0)
        st = first_entry(w->s->ix, file, &entry, &kind, err);
    if (st == STATUS_OK && entry != 0)
        st = suggest_take(w->s, entry, err);
    *stop = w->s->reads >= SUGGEST_READ_MAX;
    return st;
}

/* A folder is a module, that of its index.html. */
static enum status take_module(void *ctx, struct str path, int64_t file, bool *stop,
                               struct error *err)
{
    struct module_walk *w = ctx;
    struct buf index = BUF_INIT;
    sqlite3_stmt *stmt;
    enum status st = STATUS_OK;

    if (file != 0)
        return STATUS_OK;
    buf_addstr(&index, path);
    buf_adds(&index, "index.html");
    st = index_statement(w->s->ix, "SELECT id FROM file WHERE source = ?1 AND path = ?2", &stmt,
                         err);
    if (st == STATUS_OK) {
        sqlite3_bind_int64(stmt, 1, w->source);
        sqlite3_bind_text(stmt, 2, index.ptr, (int)index.len, SQLITE_TRANSIENT);
        file = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
        (void)sqlite3_reset(stmt);
        st = take_page(w, path, file, stop, err);
    }
    buf_release(&index);
    return st;
}

enum status suggest_by_module(struct suggesting *s, struct error *err)
{
    struct str rest = s->prefix;
    struct module_walk w = { .s = s };
    struct buf level = BUF_INIT;
    struct buf path = BUF_INIT;
    struct str part;
    const char *colons = memmem(rest.ptr, rest.len, "::", 2);
    enum status st;

    part = str_slice(rest.ptr, (size_t)(colons - rest.ptr));
    rest = str_slice(colons + 2, rest.len - part.len - 2);
    st = find_source(s->ix, part, &w.source, err);
    if (st != STATUS_OK || w.source == 0)
        return st;
    while ((colons = memmem(rest.ptr, rest.len, "::", 2)) != NULL) {
        part = str_slice(rest.ptr, (size_t)(colons - rest.ptr));
        rest = str_slice(colons + 2, rest.len - part.len - 2);
        buf_addf(&level, "%.*s/", (int)part.len, part.ptr);
    }
    for (size_t i = 0; i < sizeof(page_kinds) / sizeof(*page_kinds) && st == STATUS_OK; i++) {
        buf_clear(&path);
        buf_addf(&path, "%s%s", level.ptr, page_kinds[i]);
        if (!any_file(s, w.source, buf_str(&path)))
            continue;
        buf_addstr(&path, rest);
        st = walk_any_case(s, w.source, &path, path.len - rest.len, take_page, &w, err);
    }
    if (st == STATUS_OK) {
        buf_clear(&path);
        buf_addf(&path, "%s%.*s", level.ptr, (int)rest.len, rest.ptr);
        st = walk_any_case(s, w.source, &path, 0, take_module, &w, err);
    }
    buf_release(&level);
    buf_release(&path);
    return st;
}

/* --- ids --- */

struct id_walk {
    struct suggesting s;
    struct suggestions *out;
    const char *source; /* its name */
};

/* Takes text and id; id may be NULL. False: there are enough. */
static bool add(struct id_walk *w, char *text, char *id, enum entry_kind kind)
{
    struct suggestions *out = w->out;

    if (out->count >= w->s.limit) {
        out->more = true;
        free(text);
        free(id);
        return false;
    }
    out->items = xgrow(out->items, out->count, &out->cap, sizeof(*out->items));
    out->items[out->count++] = (struct suggestion){ text, id, kind };
    return true;
}

static enum status add_page(void *ctx, struct str path, int64_t file, bool *stop, struct error *err)
{
    struct id_walk *w = ctx;
    struct index_row row = { 0 };
    struct buf id = BUF_INIT;
    enum entry_kind kind = ENTRY_SECTION;
    int64_t entry = 0;
    enum status st = STATUS_OK;

    if (file == 0) {
        buf_addf(&id, "%s/%.*s", w->source, (int)path.len, path.ptr);
        *stop = !add(w, buf_detach(&id), NULL, kind);
        return STATUS_OK;
    }
    st = first_entry(w->s.ix, file, &entry, &kind, err);
    if (st != STATUS_OK || entry == 0)
        return st;
    st = index_read_entry(w->s.ix, entry, false, &row, err);
    if (st == STATUS_OK) {
        char *fragment;

        index_row_add_id(&id, &row);
        fragment = row.entry.slug[0] != '\0' ? strrchr(id.ptr, '#') : NULL;
        if (fragment != NULL) /* the page's id finds its first entry */
            buf_truncate(&id, (size_t)(fragment - id.ptr));
        *stop = !add(w, xstrdup(id.ptr), xstrdup(id.ptr), kind);
    }
    buf_release(&id);
    index_row_release(&row);
    return st;
}

static enum status add_sources(struct id_walk *w, struct error *err)
{
    struct index_sources list = { 0 };
    struct str prefix = w->s.prefix;
    enum status st = index_list_roots(w->s.ix, &list, err);

    for (size_t i = 0; i < list.count && st == STATUS_OK; i++) {
        struct str name = str_of(list.items[i].name);
        struct buf text = BUF_INIT;

        if (name.len < prefix.len || !str_equal_nocase(str_slice(name.ptr, prefix.len), prefix))
            continue;
        buf_addf(&text, "%s/", name.ptr);
        if (!add(w, buf_detach(&text), NULL, ENTRY_SECTION))
            break;
    }
    index_sources_release(&list);
    return st;
}

/* The entries of a page whose fragments begin as the prefix does after its last '#'. */
static enum status add_fragments(struct id_walk *w, int64_t first, struct str fragment,
                                 struct error *err)
{
    static const char sql[] =
        "SELECT id, slug, kind FROM entry WHERE file = (SELECT file FROM entry WHERE id = ?1)"
        "   AND slug <> '' ORDER BY id";
    size_t page = w->s.prefix.len - fragment.len;
    sqlite3_stmt *stmt;
    int rc = SQLITE_DONE;
    enum status st = index_statement(w->s.ix, sql, &stmt, err);

    if (st != STATUS_OK)
        return st;
    sqlite3_bind_int64(stmt, 1, first);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct str slug = str_slice((const char *)sqlite3_column_text(stmt, 1),
                                    (size_t)sqlite3_column_bytes(stmt, 1));
        struct buf id = BUF_INIT;

        if (w->s.rows++ >= SUGGEST_ROWS_MAX)
            break;
        if (slug.len < fragment.len ||
            !str_equal_nocase(str_slice(slug.ptr, fragment.len), fragment))
            continue;
        buf_addf(&id, "%.*s%.*s", (int)page, w->s.prefix.ptr, (int)slug.len, slug.ptr);
        if (!add(w, xstrdup(id.ptr), id.ptr, (enum entry_kind)sqlite3_column_int(stmt, 2)))
            break;
    }
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        st = index_sqlite_error(index_db(w->s.ix), index_path(w->s.ix), err);
    (void)sqlite3_reset(stmt);
    return st;
}

static enum status add_pages(struct id_walk *w, struct error *err)
{
    struct str path = w->s.prefix;
    struct buf writable = BUF_INIT;
    struct str name;
    char *source;
    int64_t id = 0;
    enum status st;

    (void)str_next_field(&path, '/', &name);
    source = xmemdup0(name.ptr, name.len);
    w->source = source;
    st = find_source(w->s.ix, name, &id, err);
    buf_addstr(&writable, path);
    if (st == STATUS_OK && id != 0)
        st = walk_any_case(&w->s, id, &writable, 0, add_page, w, err);
    buf_release(&writable);
    free(source);
    return st;
}

enum status suggest_ids(struct index *ix, struct str prefix, size_t limit, struct suggestions *out,
                        struct error *err)
{
    struct suggestions list = *out;
    struct id_walk w = { .s = { .ix = ix, .prefix = prefix, .limit = limit }, .out = &list };
    const char *hash = prefix.len > 0 ? memrchr(prefix.ptr, '#', prefix.len) : NULL;
    size_t before = list.count;
    int64_t page = 0;
    enum status st;

    if (prefix.len > SUGGEST_PREFIX_MAX)
        return STATUS_OK;
    if (prefix.len == 0 || memchr(prefix.ptr, '/', prefix.len) == NULL)
        st = add_sources(&w, err);
    else if (hash == NULL)
        st = add_pages(&w, err);
    else
        st = index_find_id(ix, str_slice(prefix.ptr, (size_t)(hash - prefix.ptr)), &page, err);
    if (page != 0)
        st = add_fragments(&w, page,
                           str_slice(hash + 1, (size_t)(prefix.ptr + prefix.len - hash) - 1), err);
    if (st == STATUS_NOT_FOUND)
        st = STATUS_OK;
    list.more = list.more || w.s.cut;
    if (st != STATUS_OK) {
        while (list.count > before) {
            free(list.items[--list.count].text);
            free(list.items[list.count].id);
        }
    }
    *out = list;
    return st;
}

/* Suggestions: what a name that somebody began to type may become. */
#include "query/suggest.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "query/suggest_internal.h"

void suggestions_release(struct suggestions *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].text);
        free(list->items[i].id);
    }
    free(list->items);
    *list = (struct suggestions){ 0 };
}

void suggest_add_end(struct buf *out, struct str prefix)
{
    buf_addstr(out, prefix);
    utf8_append(out, 0x10FFFF);
}

/* --- looking at an entry --- */

static bool begins(const struct suggesting *s, const char *text, struct buf *scratch)
{
    struct str whole = str_of(text);

    if (whole.len == 0 || whole.len > SUGGEST_TEXT_MAX)
        return false;
    buf_clear(scratch);
    text_fold(scratch, whole);
    return scratch->len >= s->folded.len && memcmp(scratch->ptr, s->folded.ptr, s->folded.len) == 0;
}

static bool is_known(const struct suggesting *s, int64_t entry)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->found[i].entry == entry)
            return true;
    return false;
}

static void keep(struct suggesting *s, int64_t entry, const char *text, enum entry_kind kind)
{
    s->found = xgrow(s->found, s->count, &s->cap, sizeof(*s->found));
    s->found[s->count++] = (struct named_entry){
        .entry = entry,
        .text = xstrdup(text),
        .kind = kind,
        .same_case = strlen(text) >= s->prefix.len &&
                     memcmp(text, s->prefix.ptr, s->prefix.len) == 0,
    };
}

enum status suggest_take(struct suggesting *s, int64_t entry, struct error *err)
{
    static const char sql[] = "SELECT title, item, kind FROM entry WHERE id = ?1";
    struct buf scratch = BUF_INIT;
    sqlite3_stmt *stmt;
    enum status st;

    if (s->reads >= SUGGEST_READ_MAX) {
        s->cut = true;
        return STATUS_OK;
    }
    if (is_known(s, entry))
        return STATUS_OK;
    s->reads++;
    st = index_statement(s->ix, sql, &stmt, err);
    if (st != STATUS_OK)
        return st;
    sqlite3_bind_int64(stmt, 1, entry);
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *title = (const char *)sqlite3_column_text(stmt, 0);
        const char *item = (const char *)sqlite3_column_text(stmt, 1);
        enum entry_kind kind = (enum entry_kind)sqlite3_column_int(stmt, 2);

        if (title != NULL && begins(s, title, &scratch))
            keep(s, entry, title, kind);
        else if (item != NULL && begins(s, item, &scratch))
            keep(s, entry, item, kind);
    } else if (sqlite3_errcode(index_db(s->ix)) != SQLITE_DONE) {
        st = index_sqlite_error(index_db(s->ix), index_path(s->ix), err);
    }
    (void)sqlite3_reset(stmt);
    buf_release(&scratch);
    return st;
}

/* --- names --- */

/* The whole, then the same case, then the shorter text; pages before their members. */
static int compare_found(const void *a, const void *b)
{
    const struct named_entry *x = a;
    const struct named_entry *y = b;
    size_t x_len = strlen(x->text);
    size_t y_len = strlen(y->text);
    int order;

    if (x->same_case != y->same_case)
        return x->same_case ? -1 : 1;
    if (x_len != y_len)
        return x_len < y_len ? -1 : 1;
    order = strcmp(x->text, y->text);
    if (order != 0)
        return order;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static void suggesting_init(struct suggesting *s, struct index *ix, struct str prefix, size_t limit)
{
    while (prefix.len > 0 && ascii_is_space(prefix.ptr[0]))
        prefix = str_slice(prefix.ptr + 1, prefix.len - 1);
    *s = (struct suggesting){ .ix = ix, .prefix = prefix, .limit = limit };
    buf_init(&s->folded);
    text_fold(&s->folded, prefix);
}

static void suggesting_release(struct suggesting *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->found[i].text);
    free(s->found);
    buf_release(&s->folded);
}

/* A path's ends: "vec::Vec::pu" and "Vec::pu" of "std::vec::Vec::pu". The last part alone names too
 * many things. */
static enum status take_path_ends(struct suggesting *s, bool is_deep, struct error *err)
{
    struct str rest = s->prefix;
    enum status st = STATUS_OK;
    const char *colons;

    while (st == STATUS_OK && rest.len > 0 && (colons = memmem(rest.ptr, rest.len, "::", 2))) {
        rest = str_slice(colons + 2, (size_t)(rest.ptr + rest.len - colons) - 2);
        if (rest.len > 0 && memmem(rest.ptr, rest.len, "::", 2) != NULL)
            st = suggest_by_key(s, rest, is_deep, err);
    }
    return st;
}

static enum status gather(struct suggesting *s, struct error *err)
{
    bool is_path = memmem(s->prefix.ptr, s->prefix.len, "::", 2) != NULL;
    enum status st = STATUS_OK;

    for (int pass = 0; pass < 2 && st == STATUS_OK && s->count == 0; pass++) {
        if (is_path && pass == 0)
            st = suggest_by_module(s, err);
        if (st == STATUS_OK)
            st = suggest_by_key(s, s->prefix, pass > 0, err);
        if (st == STATUS_OK && is_path)
            st = take_path_ends(s, pass > 0, err);
    }
    if (s->count > 0)
        qsort(s->found, s->count, sizeof(*s->found), compare_found);
    return st;
}

/* The id of an entry; new. */
static enum status read_id(struct index *ix, int64_t entry, char **out, struct error *err)
{
    struct index_row row = { 0 };
    struct buf id = BUF_INIT;
    enum status st = index_read_entry(ix, entry, false, &row, err);

    if (st == STATUS_OK) {
        index_row_add_id(&id, &row);
        *out = buf_detach(&id);
    }
    index_row_release(&row);
    return st;
}

static enum status add_found(struct suggesting *s, struct suggestions *out, struct error *err)
{
    enum status st = STATUS_OK;

    for (size_t i = 0; i < s->count && st == STATUS_OK; i++) {
        char *id = NULL;

        if (out->count >= s->limit) {
            out->more = true;
            break;
        }
        st = read_id(s->ix, s->found[i].entry, &id, err);
        if (st != STATUS_OK)
            break;
        out->items = xgrow(out->items, out->count, &out->cap, sizeof(*out->items));
        out->items[out->count++] = (struct suggestion){ s->found[i].text, id, s->found[i].kind };
        s->found[i].text = NULL;
    }
    out->more = out->more || s->cut;
    return st;
}

enum status suggest_names(struct index *ix, struct str prefix, size_t limit,
                          struct suggestions *out, struct error *err)
{
    struct suggestions list = { 0 };
    struct suggesting s;
    enum status st = STATUS_OK;

    if (prefix.len > SUGGEST_PREFIX_MAX)
        return STATUS_OK;
    suggesting_init(&s, ix, prefix, limit < SUGGEST_LIMIT_MAX ? limit : SUGGEST_LIMIT_MAX);
    if (s.folded.len > 0)
        st = gather(&s, err);
    if (st == STATUS_OK)
        st = add_found(&s, &list, err);
    if (st == STATUS_OK && memchr(s.prefix.ptr, '/', s.prefix.len) != NULL && list.count < s.limit)
        st = suggest_ids(ix, s.prefix, s.limit, &list, err);
    suggesting_release(&s);
    if (st == STATUS_OK)
        *out = list;
    else
        suggestions_release(&list);
    return st;
}

/* --- one entry by its name --- */

static enum status say_several(struct suggesting *s, size_t first, size_t end, struct error *err)
{
    enum { IDS_SHOWN = 4 };
    struct buf ids = BUF_INIT;
    enum status st = STATUS_OK;

    for (size_t i = first; i < end && i < first + IDS_SHOWN && st == STATUS_OK; i++) {
        char *id = NULL;

        st = read_id(s->ix, s->found[i].entry, &id, err);
        if (st == STATUS_OK)
            buf_addf(&ids, "%s%s", i > first ? ", " : "", id);
        free(id);
    }
    if (st == STATUS_OK)
        st = error_set(err, STATUS_BAD_INPUT, "%.*s: %zu entries are called so: %s%s",
                       (int)s->prefix.len, s->prefix.ptr, end - first, ids.ptr,
                       end - first > IDS_SHOWN ? ", ..." : "");
    buf_release(&ids);
    return st;
}

/* The one item of an API among those from first to end, which comes before sections about it; end:
 * there is none, or there are several. */
static size_t only_item(const struct suggesting *s, size_t first, size_t end)
{
    size_t found = end;

    for (size_t i = first; i < end; i++) {
        if (!entry_is_item(s->found[i].kind))
            continue;
        if (found != end)
            return end;
        found = i;
    }
    return found;
}

/* Those that are called exactly so stand together at the front, of each case. */
static enum status pick_whole(struct suggesting *s, int64_t *out, struct error *err)
{
    struct buf folded = BUF_INIT;
    size_t first = s->count;
    size_t end = 0;

    for (size_t i = 0; i < s->count; i++) {
        const struct named_entry *e = &s->found[i];

        buf_clear(&folded);
        text_fold(&folded, str_of(e->text));
        if (folded.len != s->folded.len)
            continue;
        if (first == s->count)
            first = i;
        else if (e->same_case != s->found[first].same_case)
            break;
        end = i + 1;
    }
    buf_release(&folded);
    if (first == s->count)
        return error_set(err, STATUS_NOT_FOUND, "%.*s: no such entry", (int)s->prefix.len,
                         s->prefix.ptr);
    if (end - first > 1) {
        size_t item = only_item(s, first, end);

        if (item == end)
            return say_several(s, first, end, err);
        first = item;
    }
    *out = s->found[first].entry;
    return STATUS_OK;
}

enum status suggest_find(struct index *ix, struct str name, int64_t *out, struct error *err)
{
    struct suggesting s;
    enum status st;

    if (name.len == 0 || name.len > SUGGEST_PREFIX_MAX)
        return error_set(err, STATUS_NOT_FOUND, "%.*s: no such entry",
                         (int)(name.len < 60 ? name.len : 60), name.ptr);
    suggesting_init(&s, ix, name, SUGGEST_LIMIT_MAX);
    st = gather(&s, err);
    if (st == STATUS_OK)
        st = pick_whole(&s, out, err);
    suggesting_release(&s);
    return st;
}

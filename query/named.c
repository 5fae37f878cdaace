/* Entries that have the very name that a question is. */
#include "query/named.h"

#include "core/name_key.h"
#include "core/text.h"

/* Entries of that name. One whose title is the question, letter by letter, is meant whatever its
 * signs would ask for: "sh -c" then excludes nothing. */
static enum status find_key(struct index *ix, const struct question *q, struct str key,
                            struct named *out, struct error *err)
{
    static const char sql[] = "SELECT name.entry, entry.title FROM name JOIN entry"
                              " ON entry.id = name.entry WHERE key = ?1 LIMIT ?2";
    struct str text = str_trim(str_of(q->text));
    sqlite3_stmt *stmt;
    enum status st = STATUS_OK;
    int rc;

    if (key.len == 0)
        return STATUS_OK;
    st = index_statement(ix, sql, &stmt, err);
    if (st != STATUS_OK)
        return st;
    sqlite3_bind_text(stmt, 1, key.ptr, (int)key.len, SQLITE_STATIC);
    sqlite3_bind_int(stmt, 2, NAMED_MAX);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW && out->count < NAMED_MAX) {
        const char *title = (const char *)sqlite3_column_text(stmt, 1);
        bool is_title = title != NULL && str_equal_nocase(str_of(title), text);

        out->items[out->count].entry = sqlite3_column_int64(stmt, 0);
        out->items[out->count].same_title = is_title;
        out->count++;
        out->has_title = out->has_title || is_title;
    }
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        st = index_sqlite_error(index_db(ix), index_path(ix), err);
    (void)sqlite3_reset(stmt);
    (void)sqlite3_clear_bindings(stmt);
    return st;
}

/* "std::vec::Vec::push" by the ends of the path: "vec::Vec::push", "Vec::push". */
static enum status find_path_end(struct index *ix, const struct question *q, struct named *out,
                                 struct error *err)
{
    struct str rest = str_trim(str_of(q->text));
    struct buf key = BUF_INIT;
    enum status st = STATUS_OK;
    const char *colons;

    while (st == STATUS_OK && out->count == 0 && rest.len > 0 &&
           (colons = memmem(rest.ptr, rest.len, "::", 2)) != NULL) {
        rest = str_slice(colons + 2, (size_t)(rest.ptr + rest.len - colons) - 2);
        buf_clear(&key);
        name_key_add(&key, index_tokenizer(ix), rest);
        st = find_key(ix, q, buf_str(&key), out, err);
    }
    buf_release(&key);
    return st;
}

static bool is_written_as_name(struct str text)
{
    bool has_capital = false;

    for (size_t i = 0; i < text.len; i++) {
        if (ascii_is_space(text.ptr[i]))
            return false;
        has_capital |= ascii_is_upper(text.ptr[i]);
    }
    return text.len > 0 &&
           (has_capital || memchr(text.ptr, '_', text.len) != NULL ||
            memmem(text.ptr, text.len, "::", 2) != NULL || text.ptr[text.len - 1] == '!');
}

enum status named_find(struct index *ix, const struct question *q, struct named *out,
                       struct error *err)
{
    enum status st = find_key(ix, q, buf_str(&q->text_key), out, err);

    out->is_name = is_written_as_name(str_trim(str_of(q->text)));
    if (st == STATUS_OK && out->count == 0)
        st = find_key(ix, q, buf_str(&q->key), out, err);
    if (st == STATUS_OK && out->count == 0 && out->is_name)
        st = find_path_end(ix, q, out, err);
    return st;
}

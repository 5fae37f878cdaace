/* The root of search data: what columns there are, and in which shards. */
#include <stdlib.h>

#include "core/xalloc.h"
#include "indexer/search_data_internal.h"

const char *const search_column_names[SEARCH_COLUMN_COUNT] = {
    [SEARCH_COLUMN_NAME] = "name",
    [SEARCH_COLUMN_PATH] = "path",
    [SEARCH_COLUMN_ENTRY] = "entry",
    [SEARCH_COLUMN_ALIAS] = "alias",
};

/* Fills the shards' places, all but their hashes. */
static enum status read_counts(struct search_column *c, struct str numbers)
{
    size_t cap = 0;
    size_t count;

    while (numbers.len > 0) {
        if (!search_bytes_take_number(&numbers, INT32_MAX, &count))
            return STATUS_BAD_INPUT;
        if (count > SEARCH_ROWS_MAX - c->cell_count || c->shard_count == SEARCH_SHARDS_MAX)
            return STATUS_TOO_BIG;
        c->shards = xgrow(c->shards, c->shard_count, &cap, sizeof(*c->shards));
        c->shards[c->shard_count++] = (struct search_shard_place){
            .first = c->cell_count,
            .count = count,
            .shard.bytes = BUF_INIT,
        };
        c->cell_count += count;
    }
    return STATUS_OK;
}

static bool read_hashes(struct search_column *c, struct str text)
{
    struct buf bytes = BUF_INIT;
    bool good = search_bytes_add_base64(&bytes, text);
    size_t size = c->shard_count > 0 ? bytes.len / c->shard_count : SEARCH_HASH_BYTES_MAX;

    good = good && bytes.len == size * c->shard_count && size >= SEARCH_HASH_BYTES_MIN &&
           size <= SEARCH_HASH_BYTES_MAX;
    for (size_t i = 0; good && i < bytes.len; i++) {
        uint64_t *hash = &c->shards[i / size].hash;

        *hash = *hash << 8 | (unsigned char)bytes.ptr[i];
    }
    c->hash_bytes = size;
    buf_release(&bytes);
    return good;
}

/* What the root says of a column; ptr is NULL for what it does not say. */
struct column_text {
    struct str numbers, hashes, empty;
};

static bool take_char(struct str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c)
        return false;
    *rest = str_slice(rest->ptr + 1, rest->len - 1);
    return true;
}

/* Takes a string off the front of *rest; none in a root has an escape sequence. */
static bool take_string(struct str *rest, struct str *out)
{
    const char *end;

    if (!take_char(rest, '"'))
        return false;
    end = rest->len > 0 ? memchr(rest->ptr, '"', rest->len) : NULL;
    if (end == NULL)
        return false;
    *out = str_slice(rest->ptr, (size_t)(end - rest->ptr));
    *rest = str_slice(end + 1, rest->len - out->len - 1);
    return memchr(out->ptr, '\\', out->len) == NULL;
}

/* Takes {"N":"numbers","H":"hashes","E":"empty rows",...} off the front of *rest. */
static bool take_column(struct str *rest, struct column_text *out)
{
    struct str key;
    struct str value;

    if (!take_char(rest, '{'))
        return false;
    do {
        if (!take_string(rest, &key) || !take_char(rest, ':') || !take_string(rest, &value))
            return false;
        if (str_equals(key, "N"))
            out->numbers = value;
        else if (str_equals(key, "H"))
            out->hashes = value;
        else if (str_equals(key, "E"))
            out->empty = value;
    } while (take_char(rest, ','));
    return take_char(rest, '}');
}

/* Takes {"column":{...},...}, all of text, apart. False: it is damaged. */
static bool cut_columns(struct str text, struct column_text columns[SEARCH_COLUMN_COUNT])
{
    struct str key;

    if (!take_char(&text, '{'))
        return false;
    do {
        struct column_text column = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };

        if (!take_string(&text, &key) || !take_char(&text, ':') || !take_column(&text, &column))
            return false;
        for (int i = 0; i < SEARCH_COLUMN_COUNT; i++)
            if (str_equals(key, search_column_names[i]))
                columns[i] = column;
    } while (take_char(&text, ','));
    return take_char(&text, '}') && text.len == 0;
}

static enum status read_column(struct search_column *c, const struct column_text *text)
{
    struct buf bytes = BUF_INIT;
    enum status st;

    if (text->numbers.ptr == NULL || text->hashes.ptr == NULL || text->empty.ptr == NULL)
        return STATUS_BAD_INPUT;
    st = read_counts(c, text->numbers);
    if (st != STATUS_OK)
        return st;
    if (read_hashes(c, text->hashes) && search_bytes_add_base64(&bytes, text->empty))
        st = search_rows_read(buf_str(&bytes), &c->empty);
    else
        st = STATUS_BAD_INPUT;
    buf_release(&bytes);
    return st;
}

enum status search_table_read_root(struct search_table *t, struct buf *file, struct error *err)
{
    struct column_text columns[SEARCH_COLUMN_COUNT] = { 0 };
    enum status st = STATUS_OK;

    if (!search_bytes_unwrap(file, "rr_('", "')") || !cut_columns(buf_str(file), columns))
        return error_set(err, STATUS_BAD_INPUT, "%s: its root is damaged, or newer than known here",
                         t->dir);
    for (int i = 0; st == STATUS_OK && i < SEARCH_COLUMN_COUNT; i++) {
        st = read_column(&t->columns[i], &columns[i]);
        if (st == STATUS_TOO_BIG)
            st = error_set(err, st, "%s: more rows than can be read", t->dir);
        else if (st != STATUS_OK)
            st = error_set(err, st, "%s: column \"%s\" is damaged, or newer than known here",
                           t->dir, search_column_names[i]);
    }
    return st;
}

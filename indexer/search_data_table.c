/* The table of search data: its root file, and the shards of its columns, each read when a cell of
 * it is first asked for. */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "core/xalloc.h"
#include "indexer/read_file.h"
#include "indexer/search_data_internal.h"

/* --- files --- */

/* Reads the file at path into out, which is empty. */
static enum status read_part(struct search_table *t, const char *path, struct buf *out,
                             struct error *err)
{
    struct error why;
    enum status st = read_file(path, SEARCH_FILE_BYTES_MAX, out, &why);

    if (st == STATUS_NOT_FOUND)
        return error_set(err, STATUS_BAD_INPUT, "%s: the search data lacks this file", path);
    if (st != STATUS_OK)
        return error_set(err, st, "%s: %s", path, why.msg);
    t->bytes_read += out->len;
    if (t->bytes_read > SEARCH_TOTAL_BYTES_MAX)
        return error_set(err, STATUS_TOO_BIG, "%s: search data of more than %d MiB", t->dir,
                         SEARCH_TOTAL_BYTES_MAX >> 20);
    return STATUS_OK;
}

/* Appends the name of the file in the folder dir that begins with prefix and ends with ".js"; of
 * several, the last one in byte order. False: there is none, or, with errno, no such folder. */
static bool find_script(const char *dir, const char *prefix, struct buf *out)
{
    DIR *stream = opendir(dir);
    const struct dirent *entry;

    if (stream == NULL)
        return false;
    while ((entry = readdir(stream)) != NULL) {
        struct str name = str_of(entry->d_name);

        if (!str_starts(name, prefix) || !str_ends(name, ".js") || strcmp(name.ptr, out->ptr) < 0)
            continue;
        buf_clear(out);
        buf_addstr(out, name);
    }
    (void)closedir(stream);
    errno = 0;
    return out->len > 0;
}

/* The error for a folder without search.index: what else is there. */
static enum status tell_no_data(const char *root, struct error *err)
{
    struct buf name = BUF_INIT;
    enum status st;

    if (find_script(root, "search-index", &name))
        st = error_set(err, STATUS_NOT_FOUND,
                       "%s/%s: search data of an older rustdoc, which is not read", root, name.ptr);
    else
        st = error_set(err, STATUS_NOT_FOUND, "%s: no search data of rustdoc", root);
    buf_release(&name);
    return st;
}

/* --- the table --- */

enum status search_table_open(const char *root, struct search_table *t, struct error *err)
{
    struct buf path = BUF_INIT;
    struct buf name = BUF_INIT;
    struct buf text = BUF_INIT;
    enum status st;

    *t = (struct search_table){ 0 };
    buf_addf(&path, "%s/search.index", root);
    t->dir = xstrdup(path.ptr);
    if (!find_script(t->dir, "root", &name)) {
        if (errno == 0 || errno == ENOENT || errno == ENOTDIR)
            st = tell_no_data(root, err);
        else
            st = error_set(err, STATUS_IO, "%s: %s", t->dir, strerror(errno));
        goto done;
    }
    buf_addf(&path, "/%s", name.ptr);
    st = read_part(t, path.ptr, &text, err);
    if (st == STATUS_OK)
        st = search_table_read_root(t, &text, err);
done:
    buf_release(&path);
    buf_release(&name);
    buf_release(&text);
    return st;
}

void search_table_close(struct search_table *t)
{
    for (int i = 0; i < SEARCH_COLUMN_COUNT; i++) {
        struct search_column *c = &t->columns[i];

        for (size_t s = 0; s < c->shard_count; s++)
            search_shard_release(&c->shards[s].shard);
        free(c->shards);
        search_rows_release(&c->empty);
    }
    free(t->dir);
    *t = (struct search_table){ 0 };
}

/* --- shards --- */

enum { REPEATS_MAX = 16 };

/* Fills the cells from the bytes. False: there are not count of them, or they break the rules. */
static bool cut_cells(struct search_shard *shard, size_t count)
{
    struct search_cell recent[REPEATS_MAX]; /* cell n of those written out is at n % REPEATS_MAX */
    struct str rest = buf_str(&shard->bytes);
    size_t written = 0;

    while (rest.len > 0 && shard->count < count) {
        struct search_cell *cell = &shard->cells[shard->count++];
        size_t back = (unsigned char)rest.ptr[0] - (size_t)'0';
        size_t len;

        if (back < REPEATS_MAX) {
            if (back >= written)
                return false;
            *cell = recent[(written - 1 - back) % REPEATS_MAX];
            rest = str_slice(rest.ptr + 1, rest.len - 1);
            continue;
        }
        if (!search_bytes_take_number(&rest, rest.len, &len) || len > rest.len)
            return false;
        *cell = (struct search_cell){ (uint32_t)(rest.ptr - shard->bytes.ptr), (uint32_t)len };
        recent[written++ % REPEATS_MAX] = *cell;
        rest = str_slice(rest.ptr + len, rest.len - len);
    }
    return rest.len == 0 && shard->count == count;
}

bool search_shard_decode(struct buf *file, size_t count, struct search_shard *out)
{
    struct search_shard shard = { .bytes = BUF_INIT };
    bool good;

    if (str_starts(buf_str(file), "rb_")) {
        good = search_bytes_unwrap(file, "rb_(\"", "\")") &&
               search_bytes_add_base64(&shard.bytes, buf_str(file));
    } else {
        good = search_bytes_unwrap(file, "rd_(\"", "\")");
        shard.bytes = *file;
        buf_init(file);
    }
    good = good && count <= shard.bytes.len; /* a cell has at least one byte */
    if (good) {
        shard.cells = xmalloc(count * sizeof(*shard.cells));
        good = cut_cells(&shard, count);
    }
    if (good)
        *out = shard;
    else
        search_shard_release(&shard);
    return good;
}

void search_shard_release(struct search_shard *shard)
{
    buf_release(&shard->bytes);
    free(shard->cells);
    shard->cells = NULL;
    shard->count = 0;
}

static enum status load_shard(struct search_table *t, enum search_column_id column,
                              struct search_shard_place *place, struct error *err)
{
    size_t hash_bytes = t->columns[column].hash_bytes;
    struct search_shard shard = { .bytes = BUF_INIT };
    struct buf path = BUF_INIT;
    struct buf file = BUF_INIT;
    enum status st;

    buf_addf(&path, "%s/%s/%0*llx.js", t->dir, search_column_names[column], (int)(2 * hash_bytes),
             (unsigned long long)place->hash);
    st = read_part(t, path.ptr, &file, err);
    if (st != STATUS_OK)
        goto done;
    if (!search_shard_decode(&file, place->count, &shard) ||
        (search_bytes_hash(buf_str(&shard.bytes)) ^ place->hash) << (64 - 8 * hash_bytes) != 0) {
        st = error_set(err, STATUS_BAD_INPUT, "%s: damaged", path.ptr);
        goto done;
    }
    place->shard = shard;
    shard = (struct search_shard){ .bytes = BUF_INIT };
done:
    search_shard_release(&shard);
    buf_release(&file);
    buf_release(&path);
    return st;
}

/* The shard that holds the column's cell of that number. */
static struct search_shard_place *find_shard(const struct search_column *c, size_t number)
{
    size_t low = 0;
    size_t high = c->shard_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (c->shards[middle].first <= number)
            low = middle;
        else
            high = middle;
    }
    return &c->shards[low];
}

enum status search_table_cell(struct search_table *t, enum search_column_id column, size_t row,
                              struct str *out, struct error *err)
{
    const struct search_column *c = &t->columns[column];
    struct search_shard_place *place;
    const struct search_cell *cell;
    size_t number = row - search_rows_before(&c->empty, row);
    enum status st = STATUS_OK;

    if (search_rows_has(&c->empty, row)) {
        *out = str_of("");
        return STATUS_OK;
    }
    if (number >= c->cell_count)
        return error_set(err, STATUS_BAD_INPUT, "%s: column \"%s\" has no row %zu", t->dir,
                         search_column_names[column], row);
    place = find_shard(c, number);
    if (place->shard.cells == NULL)
        st = load_shard(t, column, place, err);
    if (st != STATUS_OK)
        return st;
    assert(place->shard.cells != NULL && number - place->first < place->shard.count);
    cell = &place->shard.cells[number - place->first];
    if (cell->len > SEARCH_CELL_BYTES_MAX)
        return error_set(err, STATUS_TOO_BIG, "%s: row %zu of column \"%s\" has %u bytes", t->dir,
                         row, search_column_names[column], (unsigned)cell->len);
    *out = str_slice(place->shard.bytes.ptr + cell->start, cell->len);
    return STATUS_OK;
}

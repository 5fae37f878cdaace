/* Fuzzes what rustdoc's search data is read with: on any bytes it ends, stays inside its input, and
 * a page that it makes stays below the root. The first byte says what the others are. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/text.h"
#include "indexer/search_data.h"
#include "indexer/search_data_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Rows are counted as they are found one by one. */
static void check_rows(const struct search_rows *rows)
{
    size_t before = 0;

    assert(rows->word_count <= SEARCH_ROWS_MAX / 64);
    for (size_t row = 0; row < rows->word_count * 64; row += 61) {
        before = search_rows_before(rows, row);
        assert(before <= row && before <= rows->count);
        assert(search_rows_before(rows, row + 1) == before + search_rows_has(rows, row));
    }
    assert(search_rows_before(rows, SEARCH_ROWS_MAX) == rows->count);
}

static void fuzz_rows(struct str input)
{
    struct search_rows rows = { 0 };
    enum status st = search_rows_read(input, &rows);

    assert(st == STATUS_OK || st == STATUS_BAD_INPUT || st == STATUS_TOO_BIG);
    if (st == STATUS_OK)
        check_rows(&rows);
    search_rows_release(&rows);
}

static void fuzz_root(struct str input)
{
    struct search_table t = { 0 };
    struct buf file = BUF_INIT;
    struct error err = { .msg = "" };
    enum status st;

    t.dir = strdup("search.index");
    assert(t.dir != NULL);
    buf_addstr(&file, input);
    st = search_table_read_root(&t, &file, &err);
    assert(st == STATUS_OK || st == STATUS_BAD_INPUT || st == STATUS_TOO_BIG);
    assert(st == STATUS_OK || (err.code == st && err.msg[0] != '\0'));
    for (int i = 0; i < SEARCH_COLUMN_COUNT; i++) {
        const struct search_column *c = &t.columns[i];
        size_t cells = 0;

        for (size_t s = 0; s < c->shard_count; s++) {
            assert(c->shards[s].first == cells);
            cells += c->shards[s].count;
        }
        assert(cells == c->cell_count && cells <= SEARCH_ROWS_MAX);
        check_rows(&c->empty);
    }
    search_table_close(&t);
    buf_release(&file);
}

/* The first byte of the input is how many cells there are. */
static void fuzz_shard(struct str input)
{
    size_t count = (unsigned char)input.ptr[0];
    struct search_shard shard = { .bytes = BUF_INIT };
    struct buf file = BUF_INIT;

    buf_add(&file, input.ptr + 1, input.len - 1);
    if (search_shard_decode(&file, count, &shard)) {
        assert(shard.count == count);
        for (size_t i = 0; i < count; i++)
            assert((size_t)shard.cells[i].start + shard.cells[i].len <= shard.bytes.len);
    }
    search_shard_release(&shard);
    buf_release(&file);
}

static void check_page(const struct buf *page)
{
    struct buf clean = BUF_INIT;

    text_sanitize(&clean, buf_str(page));
    assert(str_equal(buf_str(&clean), buf_str(page)));
    assert(page->len <= SEARCH_PAGE_BYTES_MAX && page->ptr[0] != '/');
    assert(strpbrk(page->ptr, "\\:?%\n\t ") == NULL && strstr(page->ptr, "..") == NULL);
    assert(strstr(page->ptr, ".html") != NULL);
    buf_release(&clean);
}

/* Lines: an entry, its parent's path, its name, its parent's name. */
static void fuzz_item(struct str input)
{
    struct search_item item = { 0 };
    struct search_entry entry;
    struct buf page = BUF_INIT;
    struct str line;
    size_t row;

    if (!str_next_field(&input, '\n', &line))
        return;
    (void)search_alias_read(line, &row);
    if (!search_entry_read(line, &entry) || !str_next_field(&input, '\n', &line) ||
        !search_path_read(line, &item.parent_kind, &item.module) ||
        !str_next_field(&input, '\n', &item.name))
        return;
    assert(entry.module <= SEARCH_ROWS_MAX && entry.parent <= SEARCH_ROWS_MAX);
    item.kind = entry.kind;
    item.has_parent = str_next_field(&input, '\n', &item.parent);
    if (search_item_add_page(&page, &item))
        check_page(&page);
    else
        assert(page.len == 0);
    buf_release(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input;

    if (size < 2)
        return 0;
    input = str_slice((const char *)data + 1, size - 1);
    switch (data[0]) {
    case 'b':
        fuzz_rows(input);
        break;
    case 'r':
        fuzz_root(input);
        break;
    case 's':
        fuzz_shard(input);
        break;
    default:
        fuzz_item(input);
        break;
    }
    return 0;
}

/* The inside of reading rustdoc's search data. For indexer/search_data*.c and their tests alone.
 *
 * The data is a table kept by columns. A row is a name: of an item, of what only leads to items (a
 * module, a type of another crate), or an alias. Columns that a row has nothing in leave it out.
 * The columns read here, and what a cell holds:
 *
 *   name   the name, as it is
 *   path   of what can hold items: [kind, "module::path", ...]
 *   entry  of an item: [crate, kind, module, exact module, parent, ...]; the last three are row
 *          numbers plus one, 0 for none
 *   alias  of an alias: the row of its item, in decimal
 *
 * search.index/root*.js, rr_('JSON'), names each column's files ("shards"): N their numbers of
 * cells, each in hexadecimal with the digits '@'..'O', the last one of '`'..'o'; H the hashes of
 * their contents, five or six bytes each, which are their names too; E the set of rows that have no
 * cell. H and E are base64. A shard, search.index/COLUMN/HASH.js, is rd_("BYTES") or rb_("BASE64"):
 * cell after cell its length, as in N, and its bytes; or '0'..'?', which repeats the last to the
 * 16th last of the cells that were written out. */
#ifndef RUSTPRO_INDEXER_SEARCH_DATA_INTERNAL_H
#define RUSTPRO_INDEXER_SEARCH_DATA_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/status.h"

/* Together they bound what hostile data can ask for in memory and time. */
enum {
    SEARCH_ROWS_MAX = 1 << 22,        /* the standard library has 80,000 */
    SEARCH_SHARDS_MAX = 4096,         /* of one column; rustdoc cuts them at 96 or 256 KiB */
    SEARCH_FILE_BYTES_MAX = 16 << 20, /* the standard library's root has 370 KiB */
    SEARCH_TOTAL_BYTES_MAX = 256 << 20,
    SEARCH_CELL_BYTES_MAX = 4096, /* of the columns read here; most have under 100 */
    SEARCH_HASH_BYTES_MIN = 5,
    SEARCH_HASH_BYTES_MAX = 6
};

/* --- bytes: search_data_bytes.c --- */

/* Makes of `opening text closing`, a call with one string literal, the text of that literal.
 * opening ends with the quotation mark. False: it is no such call; *file is undefined. */
bool search_bytes_unwrap(struct buf *file, const char *opening, const char *closing);

/* Appends what base64 text, padded to groups of four, stands for. False: it breaks the rules. */
bool search_bytes_add_base64(struct buf *out, struct str text);

/* SipHash-1-3 with a key of zeros, whose last bytes name a shard. */
uint64_t search_bytes_hash(struct str bytes);

/* Takes a number as in N off the front of *rest. False: there is none, or it is over max. */
bool search_bytes_take_number(struct str *rest, size_t max, size_t *out);

/* --- sets of rows: search_data_rows.c --- */

/* All zeros: the empty set. */
struct search_rows {
    uint64_t *words;  /* row r is bit r % 64 of word r / 64; later rows are not in the set */
    uint32_t *before; /* for each word the rows of the set in the words before it */
    size_t word_count;
    size_t count; /* rows in the set */
};

/* Reads a Roaring bitmap in its portable form; bytes must hold nothing else. new:
 * search_rows_release(). STATUS_BAD_INPUT; STATUS_TOO_BIG: a row of SEARCH_ROWS_MAX or more. There
 * is no message: what names the set in one is known to the caller. */
enum status search_rows_read(struct str bytes, struct search_rows *out);

void search_rows_release(struct search_rows *rows);

bool search_rows_has(const struct search_rows *rows, size_t row);

/* How many rows of the set are smaller than row. */
size_t search_rows_before(const struct search_rows *rows, size_t row);

/* --- the table: search_data_table.c --- */

/* A cell of a shard, as a place in its bytes. */
struct search_cell {
    uint32_t start, len;
};

/* A decoded file of a column. All zeros but for bytes: not yet. */
struct search_shard {
    struct buf bytes;
    struct search_cell *cells;
    size_t count;
};

/* Decodes the text of a shard's file, which must hold count cells; file is used up. new:
 * search_shard_release(). False: it is damaged. */
bool search_shard_decode(struct buf *file, size_t count, struct search_shard *out);

void search_shard_release(struct search_shard *shard);

/* What the root says of one shard. */
struct search_shard_place {
    size_t first; /* cells of the column in the shards before it */
    size_t count;
    uint64_t hash;
    struct search_shard shard; /* filled when a cell of it is first asked for */
};

struct search_column {
    struct search_rows empty; /* rows without a cell */
    struct search_shard_place *shards;
    size_t shard_count;
    size_t hash_bytes; /* of each hash */
    size_t cell_count; /* in all shards */
};

enum search_column_id {
    SEARCH_COLUMN_NAME,
    SEARCH_COLUMN_PATH,
    SEARCH_COLUMN_ENTRY,
    SEARCH_COLUMN_ALIAS,
    SEARCH_COLUMN_COUNT
};

extern const char *const search_column_names[SEARCH_COLUMN_COUNT]; /* search_data_root.c */

struct search_table {
    char *dir; /* the folder search.index */
    struct search_column columns[SEARCH_COLUMN_COUNT];
    size_t bytes_read;
};

/* Opens the search data below root: reads its root file. new: search_table_close(), after a failure
 * too. Statuses are those of search_data_read(). */
enum status search_table_open(const char *root, struct search_table *t, struct error *err);

/* Reads the text of a root file, which is used up, into t, all zeros but for its folder.
 * search_data_root.c */
enum status search_table_read_root(struct search_table *t, struct buf *file, struct error *err);

void search_table_close(struct search_table *t);

/* The cell of a row; "" for a row that has none. borrowed from t.
 * STATUS_BAD_INPUT: damaged, or there is no such row. STATUS_TOO_BIG, STATUS_IO. */
enum status search_table_cell(struct search_table *t, enum search_column_id column, size_t row,
                              struct str *out, struct error *err);

/* --- items and their pages: search_data_items.c --- */

/* What says where an item's page is. Slices are borrowed from whoever filled it. */
struct search_item {
    size_t kind; /* rustdoc's number of it, as in entry and path */
    struct str name;
    struct str module; /* "std::vec"; of a variant's field its enum: "std::net::IpAddr" */
    bool has_parent;   /* a method's type or trait, a variant's enum, ... */
    size_t parent_kind;
    struct str parent;
};

/* Appends the item's page and anchor below the docs' root. False: it has none; *out is as it was.
 */
bool search_item_add_page(struct buf *out, const struct search_item *item);

/* An entry's cell. module and parent are row numbers plus one, 0: none. */
struct search_entry {
    size_t kind, module, parent;
};

/* False: the cell is damaged. */
bool search_entry_read(struct str cell, struct search_entry *out);

/* Reads a path's cell; *module, "std::vec", is borrowed from it. False: the cell is damaged. */
bool search_path_read(struct str cell, size_t *kind, struct str *module);

/* Reads an alias's cell, the row of its item. False: the cell is damaged. */
bool search_alias_read(struct str cell, size_t *row);

#endif

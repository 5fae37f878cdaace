/* The index file, read side: opening, checking, and reading entries, files and sources.
 *
 * The format is docs/index-format.md. Index files are never changed in place: the indexer renames a
 * finished file over the old one. So readers open without locks, and an open index stays as it
 * was however often it is rebuilt meanwhile.
 */
#ifndef RUSTPRO_CORE_INDEX_H
#define RUSTPRO_CORE_INDEX_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/entry.h"
#include "core/status.h"
#include "core/tokenizer.h"

enum {
    INDEX_APPLICATION_ID = 0x52737450, /* "RstP", SQLite's application_id */
    INDEX_FORMAT = 3,            /* SQLite's user_version; raised with every change of format */
    INDEX_ATTRIBUTE_BLOCK = 1024 /* entries to a row of table "attribute" */
};

/* Columns of the full-text table, in order. */
enum index_column {
    INDEX_TITLE,
    INDEX_TRAIL,
    INDEX_SYMBOLS,
    INDEX_BODY,
    INDEX_CODE,
    INDEX_COLUMNS
};

/* What ranking needs of every entry it looks at; 8 bytes in the file, little-endian. */
struct index_attribute {
    uint16_t length;      /* tokens in all columns, at most 65535; 0: the entry was removed */
    uint16_t source;      /* source number */
    uint8_t kind;         /* enum entry_kind */
    uint8_t status;       /* enum entry_status, at most 15 */
    uint8_t edition;      /* entry_edition_code(), at most 15 */
    uint8_t since_minor;  /* release 1.N; 0: not said */
    uint8_t title_length; /* tokens of the title that are no stop words, at most 255 */
};

void index_attribute_encode(unsigned char out[8], const struct index_attribute *a);
void index_attribute_decode(struct index_attribute *a, const unsigned char in[8]);

struct index;

/* Opens the index at path for reading. new: index_close().
 * STATUS_NOT_FOUND: no such file. STATUS_VERSION: another format; the message names the command
 * that rebuilds it. STATUS_CORRUPT: cut short or damaged. STATUS_BAD_INPUT: no index of rustpro's.
 * STATUS_IO. */
enum status index_open(const char *path, struct index **out, struct error *err);
void index_close(struct index *ix); /* NULL is fine */

/* Checks the first page of the file at path as index_open() does, without opening the rest. A file
 * that is no index of rustpro's is STATUS_BAD_INPUT here and in index_open(). */
enum status index_check_header(const char *path, struct error *err);

/* Reads every page and lets SQLite check its structures. STATUS_CORRUPT as above. */
enum status index_verify(struct index *ix, struct error *err);

/* borrowed from ix. */
const char *index_path(const struct index *ix);
sqlite3 *index_db(struct index *ix);
struct tokenizer *index_tokenizer(struct index *ix);

/* Entries in the index; entries that its counts are about, those removed since the full text was
 * built among them; and tokens to an entry on average (at least 1). */
int64_t index_entry_count(const struct index *ix);
int64_t index_counted_entries(const struct index *ix);
double index_average_length(const struct index *ix);

/* The attributes of entry id; false when there is no such entry, or the index is damaged:
 * index_failed() then tells. */
bool index_attribute_of(struct index *ix, int64_t id, struct index_attribute *out);
enum status index_failed(struct index *ix, struct error *err);

/* In how many entries the token stands: 0 for an unknown one. */
enum status index_token_entries(struct index *ix, struct str token, int64_t *out,
                                struct error *err);

/* An entry as it is read back, all strings new; index_row_release(). Without body unless asked. */
struct index_row {
    int64_t id;
    struct entry entry; /* without the texts for the columns */
    char *source;       /* name */
    char *root;         /* the source's folder, or its one file; absolute */
    char *file;         /* path below root */
};

void index_row_release(struct index_row *row);

/* STATUS_NOT_FOUND: no such entry. */
enum status index_read_entry(struct index *ix, int64_t id, bool with_body, struct index_row *out,
                             struct error *err);

/* The entry's id as people write it: source/path#slug. */
void index_row_add_id(struct buf *out, const struct index_row *row);

/* The path of the entry's page below the source's root, with its anchor. */
void index_row_add_page(struct buf *out, const struct index_row *row);

/* The path of the file that holds the entry. */
void index_row_add_file(struct buf *out, const struct index_row *row);

/* Finds an entry by what index_row_add_id() writes; a page's id without fragment finds its first
 * entry. STATUS_NOT_FOUND: none. */
enum status index_find_id(struct index *ix, struct str id, int64_t *out, struct error *err);

/* Stored in the index as these numbers: never renumber, only add. */
enum source_format {
    SOURCE_MARKDOWN = 0,
    SOURCE_HTML = 1,
    SOURCE_HTML_PAGES = 2, /* of its folder alone: its subfolders are other sources */
    SOURCE_FORMAT_COUNT
};

/* "markdown", "html", "html pages"; static. */
const char *source_format_name(enum source_format format);

struct index_source {
    int64_t id;
    char *name;
    char *root; /* absolute */
    char *title;
    enum source_format format;
    char *release;    /* of the Rust whose documentation it is: "1.95.0"; NULL: not said */
    char *indexed_at; /* UTC, "2026-01-31 13:45:00" */
    int64_t files, entries, snippets, bytes;
};

struct index_sources {
    struct index_source *items;
    size_t count, cap;
};

void index_sources_release(struct index_sources *list);

/* All sources, ordered by name; *out must be empty. */
enum status index_list_sources(struct index *ix, struct index_sources *out, struct error *err);

/* As above, with 0 for all that is counted: takes no longer for a source of many files. */
enum status index_list_roots(struct index *ix, struct index_sources *out, struct error *err);

/* The statement sql, a static text: prepared when it is first asked for, then kept. It is to be
 * reset after use. borrowed from ix. */
enum status index_statement(struct index *ix, const char *sql, sqlite3_stmt **out,
                            struct error *err);

/* Turns SQLite's last failure on db into a status and a message that names path. */
enum status index_sqlite_error(sqlite3 *db, const char *path, struct error *err);

#endif

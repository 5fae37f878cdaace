/* The writer's inside, shared by the files that make it up; nobody else includes this. */
#ifndef RUSTPRO_INDEXER_WRITER_INTERNAL_H
#define RUSTPRO_INDEXER_WRITER_INTERNAL_H

#include <sqlite3.h>

#include "indexer/texts.h"
#include "indexer/writer.h"

enum statement {
    INSERT_SOURCE,
    UPDATE_SOURCE,
    SELECT_SOURCE,
    SELECT_FILES,
    SELECT_INCLUDES,
    INSERT_FILE,
    INSERT_INCLUDE,
    INSERT_ALIAS,
    INSERT_ENTRY,
    INSERT_FTS,
    INSERT_NAME,
    INSERT_TERM,
    READ_ATTRIBUTES,
    WRITE_ATTRIBUTES,
    SELECT_FILE_ENTRIES,
    DELETE_FILE,
    DELETE_INCLUDES,
    DELETE_ALIASES,
    DELETE_ENTRIES,
    DELETE_NAMES,
    SELECT_IDENTITY,
    SELECT_FILE,
    PUT_VERIFICATION,
    STATEMENT_COUNT
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
    int64_t next_entry;               /* numbers are never used again */
    int64_t entries, tokens, removed; /* the row of table "total" */
    unsigned char block[INDEX_ATTRIBUTE_BLOCK * 8];
    int64_t block_number; /* -1: none at hand */
    bool block_changed;
    struct buf column[INDEX_COLUMNS];
    struct buf key;
    struct texts *texts; /* for building the full text anew; NULL until then */
};

/* Every change comes through here first: makes the copy that is changed, once. writer.c */
enum status writer_make_writable(struct writer *w, struct error *err);

/* Runs SQL without results. writer.c */
enum status writer_exec(struct writer *w, const char *sql, struct error *err);

/* The statement, reset; NULL after a failure that *err tells of. writer_tables.c */
sqlite3_stmt *writer_statement(struct writer *w, enum statement which, struct error *err);

/* Runs a statement that gives no rows, and resets it. */
enum status writer_step(struct writer *w, sqlite3_stmt *stmt, struct error *err);

/* Runs a statement whose one parameter is a number. */
enum status writer_run_with_id(struct writer *w, enum statement which, int64_t id,
                               struct error *err);

/* s is borrowed until the statement was run; NULL binds NULL, an empty slice the empty text. */
void writer_bind_str(sqlite3_stmt *stmt, int column, struct str s);
void writer_bind_text(sqlite3_stmt *stmt, int column, const char *s);

/* Adds one entry of a file: its row, attributes, names and full text. writer_entries.c */
enum status writer_add_entry(struct writer *w, int64_t file, const struct document_record *doc,
                             const struct entry *e, struct error *err);

/* Keeps a name for an entry of another page until all pages are there. writer_entries.c */
enum status writer_add_alias(struct writer *w, int64_t file, const struct document_alias *alias,
                             struct error *err);

/* Marks the entries of a file as removed. writer_entries.c */
enum status writer_clear_attributes(struct writer *w, int64_t file_id, struct error *err);

/* Writes what was kept in memory: attributes, word counts, the vocabulary; builds the full text
 * anew when most of it is about removed entries. writer_entries.c */
enum status writer_finish_entries(struct writer *w, struct error *err);

#endif

/* The index file, write side: the only place that changes an index.
 *
 * A writer works on a copy beside the index and renames it over the old file when all is done. So
 * readers always see a whole index, and whatever stops the writer (an error, a signal, a full
 * disk) leaves the old one as it was. A lock file keeps a second writer out. The copy is made with
 * the first change: a refresh that finds nothing changed writes nothing.
 */
#ifndef RUSTPRO_INDEXER_WRITER_H
#define RUSTPRO_INDEXER_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/entry.h"
#include "core/index.h"
#include "core/snippet.h"
#include "core/status.h"

struct document_alias; /* indexer/document.h */
struct writer;

/* Locks the index at path and opens what is there; its folder is made when it is missing.
 * rebuild: what is there is not read and will be replaced, but only if it is an index of
 * rustpro's. new: writer_close().
 * STATUS_BUSY: another process is writing it. STATUS_VERSION, STATUS_CORRUPT: as index_open(),
 * unless rebuild. STATUS_IO. */
enum status writer_open(const char *path, bool rebuild, struct writer **out, struct error *err);

/* Ends the writer; without writer_commit() before, nothing has happened. NULL is fine. */
void writer_close(struct writer *w);

/* Brings the changes into force. *changed tells whether there were any. */
enum status writer_commit(struct writer *w, bool *changed, struct error *err);

/* What is said of a source. All is borrowed. */
struct source_record {
    const char *name;
    const char *root; /* absolute; one below the index's own folder is kept relative to it, so that
                         both can move together */
    const char *title;
    enum source_format format;
    const char *release; /* NULL: not said */
    bool may_move;       /* it may have another root so far */
};

/* The source of that name, made when it is new, else brought up to date.
 * STATUS_BAD_INPUT: it has another root and may not move. */
enum status writer_add_source(struct writer *w, const struct source_record *source, int64_t *out,
                              struct error *err);

/* Notes that the source was looked at now. */
enum status writer_touch_source(struct writer *w, int64_t source, struct error *err);

/* Takes the source and all it holds out of the index. STATUS_NOT_FOUND: no such source. */
enum status writer_remove_source(struct writer *w, const char *name, struct error *err);

/* All sources, as index_list_sources(). */
enum status writer_list_sources(struct writer *w, struct index_sources *out, struct error *err);

/* What a file looked like when it was indexed. */
struct file_stamp {
    int64_t size;
    int64_t mtime_ns;
};

/* A file of the index; path is new. */
struct writer_file {
    int64_t id;
    char *path;
    struct file_stamp stamp;
    int64_t entries;
    int64_t snippets;
    int rust_edition; /* of its entries; 0: it has none */
    bool included;    /* indexed only where other files include it */
    bool passed_over; /* it has no entries on purpose */
    bool lost_twin;   /* passed over for a file that has left the index since */
    bool seen;        /* free for the caller */
};

struct writer_files {
    struct writer_file *items; /* ordered by path */
    size_t count, cap;
};

void writer_files_release(struct writer_files *list);

/* The files of a source; *out must be empty. */
enum status writer_list_files(struct writer *w, int64_t source, struct writer_files *out,
                              struct error *err);

/* Calls fn for each file that file_id includes; a result other than true stops. *all_true: none
 * did. */
enum status writer_check_includes(struct writer *w, int64_t file_id,
                                  bool (*fn)(void *ctx, const char *path,
                                             const struct file_stamp *stamp),
                                  void *ctx, bool *all_true, struct error *err);

/* Takes a file and its entries out. */
enum status writer_remove_file(struct writer *w, int64_t file_id, struct error *err);

struct include_target {
    char *path; /* absolute */
    struct file_stamp stamp;
};

/* A file with its entries, in the order they stand in it. All is borrowed. */
struct document_record {
    int64_t source;
    const char *path;
    struct file_stamp stamp;
    bool included;
    uint64_t identity;       /* as in struct document; 0: not known */
    int64_t twin;            /* the file that has the entries of the same thing; 0: none */
    const char *passed_over; /* why it has no entries; NULL: it was not passed over */
    int rust_edition;        /* of its entries; 0: it has none */
    const struct document_alias *aliases;
    size_t alias_count;
    const struct entry *entries;
    size_t entry_count;
    const struct include_target *includes;
    size_t include_count;
};

enum status writer_add_file(struct writer *w, const struct document_record *doc, struct error *err);

/* The file at that path of the source of that name; 0: there is none. */
enum status writer_find_file(struct writer *w, const char *source, const char *path, int64_t *out,
                             struct error *err);

/* The file with entries about the thing of that identity; 0: there is none. */
enum status writer_find_identity(struct writer *w, uint64_t identity, int64_t *out,
                                 struct error *err);

/* Keeps what a check found: outcome is an enum verification_outcome, key a snippet_claim_key().
 * Takes the place of what the key had before; the time is now. */
enum status writer_put_verification(struct writer *w, const unsigned char key[SNIPPET_KEY_BYTES],
                                    int outcome, const char *rustc, const char *detail,
                                    struct error *err);

#endif

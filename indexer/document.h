/* Documents: one Markdown file cut into entries. */
#ifndef RUSTPRO_INDEXER_DOCUMENT_H
#define RUSTPRO_INDEXER_DOCUMENT_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/entry.h"
#include "core/status.h"
#include "indexer/include.h"

/* Where a document stands. All is borrowed. */
struct document_place {
    struct str trail;       /* source and chapters above the page, ENTRY_TRAIL_SEPARATOR between */
    const char *page_title; /* as the book's summary has it; NULL: not in one */
    int book_edition;       /* struct book's rust_edition; 0: it is in no book */
    const char *path;       /* below the source's root */
    const char *dir;        /* the file's folder, absolute: includes start there */
    const char *root;       /* the source's folder, absolute: includes stay below it */
    include_missing_fn missing;
    void *missing_ctx;
};

/* new: document_release(). */
struct document {
    struct entry *entries;
    size_t count, cap;
    struct include_result includes; /* which files stand in it */
};

/* Cuts a Markdown file (its bytes, as read) into entries: one for each heading's section, each
 * DON'T/DO pair, each commented part that stands alone; a file named like an error code
 * ("E0382.md") is one entry. A file of nothing but blanks gives no entries.
 * STATUS_BAD_INPUT: binary or not UTF-8; the message says which, without the path.
 * STATUS_TOO_BIG: as include_expand(); or more images than any document has. */
enum status document_read(struct str bytes, const struct document_place *place,
                          struct document *out, struct error *err);

/* The edition in which a document's fences compile that name none: its book's; outside of books
 * 2015 in the page of an error code, as rustc has them, else 2024. */
int document_rust_edition(const char *path, int book_edition);

void document_release(struct document *doc);

#endif

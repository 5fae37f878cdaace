/* Documents: one Markdown file cut into entries. */
#ifndef RUSTPRO_INDEXER_DOCUMENT_H
#define RUSTPRO_INDEXER_DOCUMENT_H

#include <cmark-gfm.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/entry.h"
#include "core/status.h"
#include "indexer/docset.h"
#include "indexer/include.h"

/* Where a document stands. All is borrowed. */
struct document_place {
    struct str trail;       /* source and chapters above the page, ENTRY_TRAIL_SEPARATOR between */
    const char *page_title; /* as the book's summary has it; NULL: not in one */
    bool is_orphan;         /* the source is a book whose table of contents lacks the page */
    int book_edition;       /* struct book's rust_edition; 0: it is in no book */
    const char *path;       /* below the source's root */
    const char *dir;        /* the file's folder, absolute: includes start there */
    const char *root;       /* the source's folder, absolute: includes stay below it */
    const struct docset *docset; /* that the source is part of; NULL: of none */
    const char *language;        /* of its first page, as <html lang> has it; NULL: not said */
    include_missing_fn missing;
    void *missing_ctx;
};

/* A name for an entry of another page: of a method that comes from a Deref target. */
struct document_alias {
    char *name;   /* "Vec::sort" */
    char *page;   /* below the docs' root: "std/primitive.slice.html" */
    char *anchor; /* "method.sort" */
};

/* new: document_release(). */
struct document {
    struct entry *entries;
    size_t count, cap;
    struct include_result includes; /* which files stand in it */
    struct document_alias *aliases;
    size_t alias_count, alias_cap;
    uint64_t identity;       /* of the thing that the page is about, wherever else it has pages; 0:
                                not known */
    bool is_cut;             /* text beyond what one page may have was left out */
    const char *passed_over; /* why the page has no entries, static; NULL: it is not passed over */
};

/* Cuts a Markdown file (its bytes, as read) into entries: one for each heading's section, each
 * DON'T/DO pair, each commented part that stands alone; a file named like an error code
 * ("E0382.md") is one entry. A file of nothing but blanks gives no entries.
 * STATUS_BAD_INPUT: binary or not UTF-8; the message says which, without the path.
 * STATUS_TOO_BIG: as include_expand(); or more images than any document has. */
enum status document_read(struct str bytes, const struct document_place *place,
                          struct document *out, struct error *err);

/* As document_read() for a tree of Markdown, such as html_tree_take() gives: headings have their
 * anchors as user data. title is the page's; root is taken. */
void document_read_tree(cmark_node *root, const char *title, const struct document_place *place,
                        struct document *out);

/* The edition in which a document's fences compile that name none: its book's; outside of books
 * 2015 in the page of an error code, as rustc has them, else 2024. */
int document_rust_edition(const char *path, int book_edition);

void document_release(struct document *doc);

#endif

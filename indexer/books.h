/* The books of a source: what their summaries say of its pages. */
#ifndef RUSTPRO_INDEXER_BOOKS_H
#define RUSTPRO_INDEXER_BOOKS_H

#include <stdbool.h>

#include "core/status.h"
#include "indexer/book.h"
#include "indexer/include.h"
#include "indexer/walk.h"

/* A page of a summary, for looking it up by path. */
struct books_page {
    const char *path;
    const struct book_page *page;
    const struct book *book;
    size_t book_index;
};

struct books {
    const char *root; /* the source's, borrowed */
    struct book *items;
    char **dirs; /* of each book, below root; borrowed from the walk */
    size_t count;
    struct books_page *pages; /* of all books, ordered by path */
    size_t page_count, page_cap;
    size_t drafts;
    const char *toc; /* of an HTML book: the file its summary was read from; else NULL */
};

/* Reads the books that the walk found below root. What cannot be read goes to skipped(). *out must
 * be empty; root and tree are borrowed. new: books_release(). */
void books_read(struct books *out, const char *root, const struct walk_result *tree,
                walk_skipped_fn skipped, void *ctx);

/* Reads the table of contents of mdBook's output in root, where there is one. After html_load(). */
void books_read_html(struct books *out, const char *root, const struct walk_result *tree);

void books_release(struct books *b);

/* NULL: the file is in no summary. */
const struct books_page *books_find(const struct books *b, const char *path);

/* SUMMARY.md of a book is its table of contents, no page. */
bool books_is_summary(const struct books *b, const char *path);

/* The Rust edition of the innermost book around a file; 0: there is none. */
int books_edition(const struct books *b, const char *path);

/* The title of the book that is all of the source; NULL: none is. */
const char *books_title(const struct books *b);

/* Adds the book's own files to what a page depends on: its title and place come from there. */
void books_add_files(const struct books *b, const struct books_page *page,
                     struct include_result *out);

#endif

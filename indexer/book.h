/* mdBook: what book.toml and SUMMARY.md say of a tree of pages.
 * Source: the mdBook guide, "Configuration" and "SUMMARY.md". */
#ifndef RUSTPRO_INDEXER_BOOK_H
#define RUSTPRO_INDEXER_BOOK_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/status.h"

/* One page of the summary, in reading order. */
struct book_page {
    char *path;  /* below the source's root, '/' between parts, no "./" or "../"; NULL: a draft */
    char *title; /* plain text, one line, cut after 256 bytes */
    char *trail; /* titles of its part and its parent pages (of more than eight, the outermost
                    ones), outermost first, ENTRY_TRAIL_SEPARATOR between */
};

struct book {
    char *title; /* NULL: not said */
    char *src;   /* folder of the pages below the source's root; "" is the root itself */
    struct book_page *pages;
    size_t count, cap;
    size_t drafts;
    int rust_edition; /* that fences compile in which name none: 2015, mdBook's own default, where
                         book.toml names none */
};

/* Reads the book whose book.toml lies in the folder dir below root ("" for root itself).
 * new: book_release(). A missing SUMMARY.md gives a book without pages. Pages outside root are left
 * out, and links to the web. A page listed twice is kept where it comes first.
 * STATUS_NOT_FOUND: no book.toml there. STATUS_BAD_INPUT: its src is outside root.
 * STATUS_TOO_BIG: a file larger than 4 MiB, or more than 100,000 pages. STATUS_IO. */
enum status book_read(const char *root, const char *dir, struct book *out, struct error *err);

void book_release(struct book *book);

#endif

/* The table of contents of mdBook's HTML: what SUMMARY.md is to a book's Markdown. */
#ifndef RUSTPRO_INDEXER_HTML_TOC_H
#define RUSTPRO_INDEXER_HTML_TOC_H

#include <stdbool.h>

#include "indexer/book.h"

/* Reads the page name in the folder root: the list of chapters that mdBook writes to toc.html (from
 * 0.4.41 on) or into the side bar of each page. False when there is none. new: book_release().
 * After html_load(). */
bool html_toc_read(const char *root, const char *name, struct book *out);

#endif

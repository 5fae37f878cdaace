/* HTML pages: which sort of page it is, and its entries. */
#ifndef RUSTPRO_INDEXER_HTML_PAGE_H
#define RUSTPRO_INDEXER_HTML_PAGE_H

#include "indexer/document.h"

/* True for file names that HTML pages have. */
bool html_page_is_name(const char *path);

/* The language of index.html in the folder root, as <html lang> has it, without region: "en". new,
 * or NULL where it is not said. */
char *html_page_language(const char *root);

/* Cuts a page (its bytes, as read) into entries: rustdoc's by items, all others by headings, where
 * the page's main content is looked for in <main>, <article>, or what is left of <body> without
 * navigation. Redirects, print editions, source views, search pages and the like give no entries:
 * out->passed_over says why. After html_load(). *out must be empty.
 * STATUS_TOO_BIG: as html_parse(). */
enum status html_page_read(struct str bytes, const struct document_place *place,
                           struct document *out, struct error *err);

#endif

/* rustdoc's pages: one entry for the item a page is about, one for each of its members, for all its
 * fields and for each implementation that says something of its own; and sections of long docs.
 *
 * Everything before Rust 1.60 or so looked different; of such pages only the item is found.
 */
#ifndef RUSTPRO_INDEXER_RUSTDOC_PAGE_H
#define RUSTPRO_INDEXER_RUSTDOC_PAGE_H

#include "indexer/document.h"

/* True when rustdoc gives items such paths: "vec/struct.Vec.html", "vec/index.html". */
bool rustdoc_is_item_path(const char *path);

/* Reads the page (bytes as they are) of an item. *out must be empty. Errors as html_parse(). */
enum status rustdoc_read_page(struct str page, const struct document_place *place,
                              struct document *out, struct error *err);

#endif

/* The page that an entry comes from, as browsers and editors open it. */
#ifndef RUSTPRO_CLI_ENTRY_PAGE_H
#define RUSTPRO_CLI_ENTRY_PAGE_H

#include "core/index.h"

/* Appends the address of the page: for HTML "file:///path/page.html#anchor" with all bytes escaped
 * that could end it or mean something, for any other file its absolute path. Links in the path are
 * resolved; the file is there and lies in its source's root.
 * STATUS_IO: it is not, or does not; the message names the way out. */
enum status entry_page_add(struct buf *out, const struct index_row *row, struct error *err);

/* Appends the address for a terminal to open, "file://HOST/path/page.html#anchor"; for a file that
 * is no HTML too, without an anchor. HOST, since the terminal may run on another machine. Nothing
 * where the page is not there. */
void entry_page_add_link(struct buf *out, const struct index_row *row);

#endif

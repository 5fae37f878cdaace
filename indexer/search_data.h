/* rustdoc's search data: under which other words its own search finds an item.
 *
 * An author gives an item aliases, #[doc(alias = "getcwd")], and rustdoc writes them nowhere but
 * into the data that the search box of its pages reads. Read here is the data of rustdoc 1.95 and
 * of the nightlies up to 1.97: a folder search.index with a file root*.js and a folder for each
 * column. The single search-index*.js of older releases changed its encoding many times, and is not
 * read. */
#ifndef RUSTPRO_INDEXER_SEARCH_DATA_H
#define RUSTPRO_INDEXER_SEARCH_DATA_H

#include <stddef.h>

#include "core/status.h"

enum {
    SEARCH_ALIASES_MAX = 1 << 18, /* the standard library has about 750 */
    /* An alias whose page's name is longer is left out, and one that is longer itself: */
    SEARCH_PAGE_BYTES_MAX = 1024,
    SEARCH_ALIAS_BYTES_MAX = 256
};

/* An alias: another word under which rustdoc's own search finds an item. Strings are new. */
struct search_alias {
    char *page;  /* the item's page below the docs' root, with its anchor:
                    "std/env/fn.current_dir.html", "std/primitive.f64.html#method.ln_1p". Made of
                    letters and digits of any script, '_' and '.' between '/' and at most one '#';
                    UTF-8, not %-encoded */
    char *alias; /* "getcwd"; sanitized text, one line, never empty */
};

struct search_aliases {
    struct search_alias *items; /* ordered by page, then alias, in byte order; no duplicates */
    size_t count, cap;
};

/* Reads the search data below root, the folder that holds the crates' folders (rustup's
 * share/doc/rust/html, cargo's target/doc). new: search_aliases_release().
 *
 * An item that several crates show (core's in std) has its aliases on the page of each. Where
 * several impls of one type have a method of the same name, the anchor is the first one's:
 * rustdoc's own links name the impl too, which only its scripts can follow. Left out are aliases of
 * items without a page of their own (`extern crate`) and those whose names could lead out of root.
 * Whether a page exists is not looked at: it is on rustdoc to have written it.
 *
 * STATUS_NOT_FOUND: none there that this program reads; the message says what was found.
 * STATUS_BAD_INPUT: damaged, or newer than what is known here. STATUS_TOO_BIG: a file of more than
 * 16 MiB, more than 256 MiB in all, more than four million rows, or than SEARCH_ALIASES_MAX.
 * STATUS_IO. On failure *out is left alone. */
enum status search_data_read(const char *root, struct search_aliases *out, struct error *err);

void search_aliases_release(struct search_aliases *list);

#endif

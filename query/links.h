/* Links: where the links in the bodies of entries lead inside the same index.
 *
 * Bodies keep destinations as their documents wrote them. Only the index's tables are asked where
 * one leads; no file is looked at, so a destination cannot reach what is not indexed.
 *
 * A path is taken from the folder of the entry's page. The source whose root holds the result (the
 * longest root wins) is asked for the page, under the name that the link gives it and under those
 * that the same page has elsewhere: "x.html" for "x.md" and the other way round; "index.html",
 * "index.md" or "README.md" for a folder; and below an mdBook's "src", which is left out where the
 * book is published. A path that leaves its book for a folder beside it ("../std/fmt/index.html")
 * and an address on doc.rust-lang.org or docs.rs are looked up as NAME and path in the source of
 * that name. A page that is missing in core or alloc is looked for in std, which shows it too.
 *
 * The fragment finds the page's entry with that anchor, else with that slug; "method.x" and
 * "tymethod.x" stand for each other. Where it finds none the page's first entry is meant.
 */
#ifndef RUSTPRO_QUERY_LINKS_H
#define RUSTPRO_QUERY_LINKS_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/index.h"

/* A struct links answers so many different questions; later ones lead nowhere. A page that holds
 * more links was not written for readers. */
enum { LINKS_ASKED_MAX = 10000 };

struct links;

/* Reads the sources of ix, which is borrowed until links_free(). new: links_free(). */
enum status links_new(struct index *ix, struct links **out, struct error *err);
void links_free(struct links *l); /* NULL is fine */

/* Appends to id the id of the entry that destination, found in the body of from, leads to; nothing
 * where it leads to none of this index. Of from only source and file are read. destination may hold
 * anything; one that was asked before is answered from memory. */
enum status links_resolve(struct links *l, const struct index_row *from, struct str destination,
                          struct buf *id, struct error *err);

/* True when destination is an address of its own ("https:", "mailto:", "//host/"), no path from
 * the page it stands on. It may lead to an entry nevertheless. */
bool links_is_address(struct str destination);

/* A source that links ask for and the index lacks. */
struct links_missing {
    char *name;
    size_t links;
};

struct links_report {
    size_t followed;               /* lead to an entry */
    size_t dead;                   /* paths that lead to none */
    size_t web;                    /* addresses that lead to none: the web's */
    struct links_missing *missing; /* of dead and web; those most asked for first */
    size_t missing_count, missing_cap;
};

void links_report_release(struct links_report *r);

/* Counts the links in all bodies of the index. *out is new: links_report_release(). */
enum status links_count(struct links *l, struct links_report *out, struct error *err);

#endif

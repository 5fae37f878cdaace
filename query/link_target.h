/* A link's destination taken apart: what kind of place it names. Text alone; nothing is looked up.
 */
#ifndef RUSTPRO_QUERY_LINK_TARGET_H
#define RUSTPRO_QUERY_LINK_TARGET_H

#include "core/buf.h"

enum { LINK_DESTINATION_MAX = 4096 }; /* bytes; no page has a longer address */

enum link_kind {
    LINK_NOWHERE,   /* empty, too long, or with bytes that no page's name has */
    LINK_SAME_PAGE, /* a fragment alone: "#syntax" */
    LINK_RELATIVE,  /* from the folder of the page: "../std/index.html" */
    LINK_ROOTED,    /* from where the documents begin: "/std/index.html" */
    LINK_DOCS,      /* on doc.rust-lang.org or docs.rs: there are sources of such names */
    LINK_ELSEWHERE  /* any other address: the web, mail, "javascript:", "C:\", "//host/" */
};

struct link_target {
    enum link_kind kind;
    /* Percent codes are decoded; broken ones stand as they are. No query. For LINK_DOCS "NAME/path"
     * without host, channel, crate and version; for LINK_NOWHERE and LINK_ELSEWHERE empty. "." and
     * ".." are still in it. */
    struct buf path;
    struct buf fragment; /* decoded, without '#' */
    struct buf written;  /* the fragment as the destination has it */
};

void link_target_init(struct link_target *t);
void link_target_release(struct link_target *t);

/* Reads destination, which may hold anything, into *out, whose memory is used again. */
void link_target_read(struct link_target *out, struct str destination);

#endif

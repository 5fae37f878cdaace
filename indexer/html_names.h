/* The names of HTML: its elements and what they do to text, and its character entities. */
#ifndef RUSTPRO_INDEXER_HTML_NAMES_H
#define RUSTPRO_INDEXER_HTML_NAMES_H

#include "core/buf.h"

/* What an element does to the text around it. */
enum html_role {
    ROLE_INLINE,
    ROLE_BLOCK,   /* begins and ends a line */
    ROLE_BREAK,   /* ends a line */
    ROLE_PRE,     /* a block that keeps its lines */
    ROLE_ROW,     /* a block of table cells */
    ROLE_CELL,    /* parted from the cell before it */
    ROLE_IMAGE,   /* stands for its alt text */
    ROLE_LISTING, /* a block with a caption in its attributes: a component of the Rust Book's */
    ROLE_DROPPED, /* its content is no text */
    ROLE_UNKNOWN
};

/* The role of the element of that name, in any case; ROLE_UNKNOWN for what is no HTML. */
enum html_role html_find_role(struct str name);

/* The text of the entity of that name (without '&' and ';'); NULL for an unknown one. static. */
const char *html_find_entity(struct str name);

#endif

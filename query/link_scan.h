/* Finding the links of a Markdown text without parsing it: for changing destinations in place,
 * which trees do not know, and for the many bodies of an index, where trees take several times as
 * long.
 *
 * A reader of lines tells code from prose (fences, indented blocks, code spans); in prose it finds
 * [text](destination), <address> and [label]: destination. Images are passed over, and so are mail
 * addresses without "mailto:". On the bodies that rustpro writes it finds what cmark-gfm finds, but
 * for rare mixtures of containers.
 */
#ifndef RUSTPRO_QUERY_LINK_SCAN_H
#define RUSTPRO_QUERY_LINK_SCAN_H

#include <stdbool.h>

#include "core/buf.h"

/* A '[' that waits for its ']'. */
struct link_bracket {
    bool is_image;
    bool is_dead; /* a link was found inside: links do not nest */
};

/* Deeper ones are text; no run of backticks that opens code is longer. */
enum { LINK_BRACKETS = 32, LINK_TICKS = 32 };

/* All members are the scanner's own. */
struct link_scan {
    struct str text;
    size_t line;     /* where the next line to be looked at begins */
    size_t pos, end; /* in the prose at hand */
    char fence;      /* '`', '~'; '\0': not in a fenced block */
    size_t fence_length;
    bool in_list;
    bool after_blank;
    bool in_indented;
    struct link_bracket brackets[LINK_BRACKETS];
    size_t depth;
    bool ticks_missing[LINK_TICKS + 1]; /* no run of that length comes in the prose at hand */
};

/* Starts at the beginning of text, which is borrowed. */
void link_scan_start(struct link_scan *s, struct str text);

/* Steps to the next link: its destination as written is text[start..end), "<" and ">" included
 * where they stand. False after the last one. Takes time in proportion to the text, whatever is
 * in it. */
bool link_scan_next(struct link_scan *s, size_t *start, size_t *end);

/* Appends the destination that written, as found above, stands for. */
void link_scan_add_destination(struct buf *out, struct str written);

#endif

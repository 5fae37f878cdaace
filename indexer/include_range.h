/* Which lines of an included file are meant: "10", "2:5", "2:", ":5" or an anchor's name. */
#ifndef RUSTPRO_INDEXER_INCLUDE_RANGE_H
#define RUSTPRO_INDEXER_INCLUDE_RANGE_H

#include "core/buf.h"

/* With an anchor: the lines between its marks; without: lines first to end - 1, counted from 0. */
struct include_range {
    struct str anchor; /* ptr NULL: none; borrowed from what was parsed */
    size_t first;
    size_t end; /* SIZE_MAX: to the last line */
};

/* Reads what follows the path and its first ':'. Empty: all lines. Never fails: as in mdBook, what
 * is no number in first place is an anchor's name, in second place it means the last line. */
struct include_range include_range_parse(struct str spec);

/* Appends the lines of text (line ends LF) that range means, without a line end after the last.
 * Lines that mark an anchor, any anchor, are left out, though they count. With hide_rest the other
 * lines are kept with "# " before them, and the anchor may have several sections; without, only its
 * first is taken. False when text has no such anchor; nothing is appended then. */
bool include_range_take(struct buf *out, struct str text, const struct include_range *range,
                        bool hide_rest);

#endif

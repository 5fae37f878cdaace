/* Advice in code blocks: DON'T/DO pairs, and blocks whose commented parts stand alone.
 *
 * A marker is a line comment at the outermost level of a block that begins with DON'T, DO, OLD,
 * NEW, BAD, GOOD, AVOID, PREFER, BEFORE or AFTER and a ':', '-' or dash: docs/guide-format.md.
 */
#ifndef RUSTPRO_INDEXER_ADVICE_H
#define RUSTPRO_INDEXER_ADVICE_H

#include <stdbool.h>

#include "core/buf.h"

/* One piece of a block. All slices are borrowed from the block's code. */
struct advice_part {
    bool is_pair;
    struct str title; /* of a pair: what the DON'T marker says; else the comment's text; may be
                         empty for the first part of a block */
    struct str code;  /* of a pair: the DON'T half, marker included; else the part */
    struct str replacement_title; /* of a pair: what the DO marker says */
    struct str replacement_code;  /* of a pair: the DO half, marker included */
    struct str preamble; /* of a pair: the block's lines before its first marker, in whole lines */
    size_t line;         /* in the block, from 0 */
};

struct advice {
    struct advice_part *parts;
    size_t count, cap;
    bool has_rest; /* of pairs: some of the code is in none of them, behind an unpaired marker */
};

/* Cuts the Rust code of a block. *out has no parts when the block is to stay whole; else either
 * pairs alone, in order (what stands before the first DON'T belongs to it), or the commented parts
 * of a long block, of which there are at least two. new: advice_release(). */
void advice_cut(struct str code, struct advice *out);

void advice_release(struct advice *a);

#endif

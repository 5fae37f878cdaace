/* Spelling: the word of the index that an unknown word is likely to mean. */
#ifndef RUSTPRO_QUERY_SPELLING_H
#define RUSTPRO_QUERY_SPELLING_H

#include <stdbool.h>

#include "core/index.h"

/* Appends to out the word meant by word (folded): the nearest of the vocabulary by the number of
 * letters inserted, left out, replaced or swapped with their neighbour (optimal string alignment);
 * of equally near ones those with the same first letter, then the more frequent; an unknown word
 * that begins a known one is completed; one that is two known words written together is parted
 * (with a blank). How far a word may be: 1 up to five letters, 2 up to eleven, 3 beyond.
 * STATUS_NOT_FOUND: none is near. */
enum status spelling_correct(struct index *ix, struct str word, struct buf *out, struct error *err);

/* The distance between a and b, or limit + 1 when it is more than limit. */
size_t spelling_distance(struct str a, struct str b, size_t limit);

#endif

/* Tidying: a Markdown tree without HTML, and without marks that only one book's tools know. */
#ifndef RUSTPRO_INDEXER_TIDY_H
#define RUSTPRO_INDEXER_TIDY_H

#include <cmark-gfm.h>
#include <stdbool.h>

#include "core/buf.h"

/* Puts plain nodes in the place of HTML below and at block, a child of some other node: text and
 * captions stay, tags go. Code blocks that hold nothing but blanks (their include led nowhere) go.
 * Code blocks that name no language are called Rust when rust_by_default. The block itself may be
 * gone afterwards, replaced by others in its place.
 *
 * True when nothing was changed. *links counts the links and images below block. */
bool tidy_block(cmark_node *block, bool rust_by_default, size_t *links);

/* Entities can write what text_sanitize() took out ("&#27;"): cleans the texts below root again,
 * and makes line ends in them blanks. */
void tidy_entities(cmark_node *root);

/* Makes "[text][rule.name]" plain text where the document does not define the name: the Reference's
 * own tools resolve such links. True when there was one below block. */
bool tidy_rule_links(cmark_node *block);

/* Takes the Reference's rule name off the start of a paragraph: "r[items.traits.intro]" alone on
 * its first line. Appends the name and a blank to rules. True when nothing is left of it; the
 * caller then drops the paragraph. */
bool tidy_take_rule(cmark_node *paragraph, struct buf *rules);

#endif

/* Footnotes: their definitions, which stand at a page's end, for the sections that refer to them.
 */
#ifndef RUSTPRO_INDEXER_FOOTNOTES_H
#define RUSTPRO_INDEXER_FOOTNOTES_H

#include <cmark-gfm.h>

#include "core/entry.h"
#include "indexer/texts.h"

struct footnotes;

/* Reads the definitions among the outermost blocks of root, which must outlive the result. new. */
struct footnotes *footnotes_new(cmark_node *root);
void footnotes_free(struct footnotes *f);

/* Appends to body the definition of each footnote that it refers to, once, and its texts to e. */
void footnotes_add(struct footnotes *f, struct buf *body, struct texts *texts, struct entry *e);

#endif

/* Texts: what a section's tree says, in the columns of the full-text table. */
#ifndef RUSTPRO_INDEXER_TEXTS_H
#define RUSTPRO_INDEXER_TEXTS_H

#include <cmark-gfm.h>

#include "core/entry.h"

/* Collects texts; every symbol of an entry is kept once. */
struct texts;

struct texts *texts_new(void);
void texts_free(struct texts *t);

/* Appends to e's words, symbols and code what the tree below node says: prose and inline code to
 * words, names and signs of inline code to symbols, those of Rust blocks to code, with their
 * comments and the other languages' blocks in words. begin: the first call for this entry. */
void texts_collect(struct texts *t, cmark_node *node, struct entry *e, bool begin);

/* Appends to e's code the names in a declaration, keywords left out; after texts_collect(). */
void texts_collect_signature(struct texts *t, struct str signature, struct entry *e);

#endif

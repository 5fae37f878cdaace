/* Fields: the comment below a heading that says what a pattern is. docs/guide-format.md. */
#ifndef RUSTPRO_INDEXER_FIELDS_H
#define RUSTPRO_INDEXER_FIELDS_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/entry.h"

/* True when html is a fields comment: "<!-- pattern" and then lines of "key: value". */
bool fields_is_comment(struct str html);

/* Fills e from a fields comment: kind, since, edition, status, replaces, replaced_by, keywords,
 * crates; a later comment wins. What a reader would not see elsewhere (crates, feature, see) is
 * appended to notes as Markdown. Unknown keys are left alone. */
void fields_read(struct str html, struct entry *e, struct buf *notes);

#endif

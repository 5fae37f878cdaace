/* What checks found about an entry's snippets, in words. */
#ifndef RUSTPRO_CLI_RENDER_VERIFIED_H
#define RUSTPRO_CLI_RENDER_VERIFIED_H

#include <cmark-gfm.h>

#include "cli/render_theme.h"
#include "core/index.h"

/* Appends to badge a few words about all of an entry's Rust snippets: "compiles on 1.95.0", "fails
 * as it should: E0382", "fails on 1.95.0", "needs nightly", "not checked"; nothing when it has none
 * that promise anything. Appends to text, unless that is NULL, a paragraph that tells of each
 * snippet, when there is more to say than the badge does: snippets that fared differently,
 * failures, reasons. body is the entry's, parsed. Returns the look of the badge. */
enum look render_verified(struct buf *badge, struct buf *text, struct index *ix,
                          const struct entry *e, cmark_node *body);

#endif

/* What checks found about an entry's snippets, in words. */
#ifndef RUSTPRO_CLI_RENDER_VERIFIED_H
#define RUSTPRO_CLI_RENDER_VERIFIED_H

#include "core/index.h"

/* Appends a few words about all of an entry's Rust snippets: "compiles on 1.95.0", "fails as it
 * should: E0382", "fails on 1.95.0", "needs nightly", "not checked"; nothing when it has none that
 * promise anything. The entry was read with its body. */
void render_verified_badge(struct buf *out, struct index *ix, const struct entry *e);

/* Appends a paragraph that tells of each snippet, when there is more to say than the badge does:
 * snippets that fared differently, failures, reasons. */
void render_verified_text(struct buf *out, struct index *ix, const struct entry *e);

#endif

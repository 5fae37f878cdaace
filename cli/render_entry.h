/* One entry as text: its heading, where it stands, its body. For cli/render_*.c alone. */
#ifndef RUSTPRO_CLI_RENDER_ENTRY_H
#define RUSTPRO_CLI_RENDER_ENTRY_H

#include "cli/render_internal.h"
#include "core/index.h"
#include "core/status.h"

/* Writes title and badges, and below them id and trail. body is the entry's, parsed; what checks
 * found about its snippets is appended to verified, unless that is NULL. */
void render_entry_head(struct canvas *c, const struct index_row *row, struct index *ix,
                       cmark_node *body, struct buf *verified);

/* Appends the entry whole. Fails when the index cannot be read. */
enum status render_entry_text(struct buf *out, const struct index_row *row, struct index *ix,
                              const struct render_style *style, struct error *err);

/* Appends the trail with joint between its parts. */
void render_trail(struct buf *out, const char *trail, const char *joint);

#endif

/* Markdown as Markdown, for a reader: without the lines that Rust snippets hide. */
#ifndef RUSTPRO_CLI_RENDER_SOURCE_H
#define RUSTPRO_CLI_RENDER_SOURCE_H

#include "core/buf.h"

/* Appends an entry's body; only hidden lines of fenced Rust blocks are left out. */
void render_source(struct buf *out, struct str body);

#endif

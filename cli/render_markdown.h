/* Markdown to terminal text: one walk over the tree. */
#ifndef RUSTPRO_CLI_RENDER_MARKDOWN_H
#define RUSTPRO_CLI_RENDER_MARKDOWN_H

#include <stdbool.h>

#include "core/buf.h"

/* Which links lead to what rustpro itself can show. */
struct render_links {
    bool (*leads_here)(void *ctx, struct str destination);
    void *ctx;
};

struct render_style {
    bool
        color; /* ANSI escapes (SGR, 16 colours); without it plain text that reads well in a pipe */
    int width; /* columns to wrap prose at, at least 20; 0: never wrap */
    int indent;                       /* blanks before every line */
    const struct render_links *links; /* NULL: none does. borrowed */
};

/* Appends markdown (UTF-8, at most one entry's body) as terminal text. Code blocks are shown with
 * their hidden Rust lines left out, indented by four, never wrapped, Rust highlighted by
 * core/rust_lexer when color is on. Links that lead here are underlined; those to the web show
 * their address; the text of others is text. Control characters of the document never reach out. */
void render_markdown(struct buf *out, struct str markdown, const struct render_style *style);

/* Appends one code block as render_markdown() does; is_rust turns highlighting and hiding on. */
void render_code(struct buf *out, struct str code, bool is_rust, const struct render_style *style);

/* Appends text in bold when style->color is on; likewise dim. Control characters are taken out. */
void render_bold(struct buf *out, struct str text, const struct render_style *style);
void render_dim(struct buf *out, struct str text, const struct render_style *style);

/* Appends as much of text as fits in width columns, with an ellipsis where it is cut; 0: all. */
void render_clipped(struct buf *out, struct str text, int width);

#endif

/* Markdown to terminal text: one walk over the tree. */
#ifndef RUSTPRO_CLI_RENDER_MARKDOWN_H
#define RUSTPRO_CLI_RENDER_MARKDOWN_H

#include <cmark-gfm.h>
#include <stdbool.h>

#include "core/buf.h"

/* Which links lead to what rustpro itself can show. */
struct render_links {
    bool (*leads_here)(void *ctx, struct str destination);

    /* Appends the address of the page behind a link that leads here, which a terminal can open;
     * nothing where there is none. NULL: there are none. */
    void (*add_address)(void *ctx, struct str destination, struct buf *address);
    void *ctx;
};

/* How many colours the terminal has, and what it shows them on. */
enum render_depth { DEPTH_16, DEPTH_256, DEPTH_TRUE };
enum render_background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT };

struct render_style {
    bool color; /* escapes (SGR); without them plain text that reads well in a pipe */
    enum render_depth depth;
    enum render_background background;
    bool hyperlinks; /* OSC 8: the terminal opens links */
    int width;       /* columns to wrap prose at, at least 20; 0: never wrap anything */
    int columns;     /* of the terminal, for code, tables and pairs; less than width: width */
    int indent;      /* blanks before every line */
    const struct render_links *links; /* NULL: none does. borrowed */
};

/* Appends markdown (UTF-8, at most one entry's body) as terminal text.
 *
 * No line is wider than the style allows, except for one web address or id that is wider by itself:
 * cut it could not be used. Widths are those of terminals that show a sequence of emoji one by one;
 * terminals that join them take fewer columns.
 *
 * Code blocks stand behind a gutter of four columns, with their hidden Rust lines left out. A line
 * of code that is too wide goes on in the next one, which has a mark in the gutter. With colour
 * Rust, TOML and shell are highlighted and the gutter is a bar, red from a DON'T comment on and
 * green from a DO. "Don't: ..", code, "Do: ..", code are a pair: side by side where both fit.
 *
 * Links that lead here are underlined; those to the web show their address, unless the terminal can
 * open them and their text does not look like another address; the text of others is text.
 * Control characters of the document never reach out, nor do invisible ones. */
void render_markdown(struct buf *out, struct str markdown, const struct render_style *style);

/* The same for a tree of markdown_parse(), which is left as it is but for its lists' user data. */
void render_tree(struct buf *out, cmark_node *root, const struct render_style *style);

/* Appends one code block as render_markdown() does; is_rust turns highlighting and hiding on. */
void render_code(struct buf *out, struct str code, bool is_rust, const struct render_style *style);

/* Appends text in bold when style->color is on; likewise dim. Control characters are taken out. */
void render_bold(struct buf *out, struct str text, const struct render_style *style);
void render_dim(struct buf *out, struct str text, const struct render_style *style);

/* As render_dim(), as a link to address where that is not empty and the style has hyperlinks. */
void render_dim_link(struct buf *out, struct str text, struct str address,
                     const struct render_style *style);

/* Appends as much of text as fits in width columns, with an ellipsis where it is cut; 0: all. */
void render_clipped(struct buf *out, struct str text, int width);

#endif

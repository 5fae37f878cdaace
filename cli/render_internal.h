/* The parts of the Markdown renderer: lines with their frames, rich text, tables, code.
 * For cli/render_*.c alone.
 */
#ifndef RUSTPRO_CLI_RENDER_INTERNAL_H
#define RUSTPRO_CLI_RENDER_INTERNAL_H

#include <cmark-gfm.h>
#include <stdbool.h>
#include <stddef.h>

#include "cli/render_markdown.h"
#include "core/buf.h"

/* Containers nested deeper than this, or so deep that fewer columns than this stay for the text,
 * are flattened: their content is shown where the text of the last framed container stands. */
enum { CANVAS_MAX_DEPTH = 24, CANVAS_MIN_ROOM = 10 };

/* What a container puts before its lines. */
struct frame {
    char marker[32]; /* ASCII; before the container's first line, blanks before the others */
    size_t columns;
    bool quote;   /* a bar before every line instead */
    bool pending; /* the marker is still to be shown */
};

/* Lines of output with the frames of the containers that are open around them. */
struct canvas {
    struct buf *out;
    const struct render_style *style;
    struct frame frames[CANVAS_MAX_DEPTH];
    size_t depth;
    size_t flattened;    /* open containers that got no frame */
    size_t shared_depth; /* frames that were open at the last line and are so still */
    bool started;        /* a line was written */
};

void canvas_init(struct canvas *c, struct buf *out, const struct render_style *style);

/* Opens a container with a marker such as "- ", or a quote. Every open needs its close. */
void canvas_open_item(struct canvas *c, const char *marker);
void canvas_open_quote(struct canvas *c);
void canvas_close(struct canvas *c);

/* True when the innermost container's marker was never shown. */
bool canvas_marker_pending(const struct canvas *c);

/* Columns for text inside the frames; SIZE_MAX when the style says not to wrap. */
size_t canvas_room(const struct canvas *c);

void canvas_begin_line(struct canvas *c);
void canvas_end_line(struct canvas *c); /* drops blanks at the line's end */

/* An empty line between two blocks, in the quotes that both stand in; none at the start. */
void canvas_blank_line(struct canvas *c);

/* Appends sgr, such as "1;31", as an escape; "0" resets. */
void canvas_add_sgr(struct buf *out, const char *sgr);

/* How a byte of rich text looks. */
enum {
    ATTR_BOLD = 1,
    ATTR_DIM = 2,
    ATTR_ITALIC = 4,
    ATTR_UNDERLINE = 8,
    ATTR_STRIKE = 16,
    ATTR_CODE = 32,
    ATTR_LINK = 64,
    ATTR_KEEP = 128 /* not a look: break the line here only when there is no other place */
};

/* Text with attributes, already safe for a terminal. LF is a hard line break. */
struct rich {
    struct buf text;
    struct buf attrs; /* one byte for each byte of text */
};

/* One line cut out of rich text: the bytes [start, end) and their columns. */
struct rich_line {
    size_t start;
    size_t end;
    size_t width;
};

#define RICH_INIT                                                                                  \
    {                                                                                              \
        BUF_INIT, BUF_INIT                                                                         \
    }

void rich_release(struct rich *t);

/* Appends s, which may hold anything. Runs of blanks become one, except in code. */
void rich_add(struct rich *t, struct str s, int attr);

/* Appends the inline nodes below block; attr is added to all of them. */
void rich_add_inlines(struct rich *t, cmark_node *block, int attr,
                      const struct render_style *style);

/* Cuts the next line of at most room columns; *pos starts at 0 and moves past it. A word wider
 * than room gets a line of its own, or is cut when cut_words is on. False at the end. */
bool rich_next_line(const struct rich *t, size_t *pos, size_t room, bool cut_words,
                    struct rich_line *line);

/* Appends one line, with escapes when color is on. */
void rich_put(struct buf *out, const struct rich *t, const struct rich_line *line, bool color);

/* Writes t from byte pos on as wrapped lines. */
void rich_write(struct canvas *c, const struct rich *t, size_t pos);

void render_table(struct canvas *c, cmark_node *table);

/* The lines of code that a reader sees, ready for render_code_lines(); empty: show nothing. */
void render_prepare_code(struct buf *out, struct str code, bool is_rust);
void render_code_lines(struct canvas *c, struct str code, bool is_rust);

#endif

/* The parts of the Markdown renderer: lines with their frames, rich text, tables, code, pairs.
 * For cli/render_*.c alone.
 */
#ifndef RUSTPRO_CLI_RENDER_INTERNAL_H
#define RUSTPRO_CLI_RENDER_INTERNAL_H

#include <cmark-gfm.h>
#include <stdbool.h>
#include <stddef.h>

#include "cli/render_markdown.h"
#include "cli/render_theme.h"
#include "core/buf.h"

/* Containers nested deeper than this, or so deep that fewer columns than this stay for the text,
 * are flattened: their content is shown where the text of the last framed container stands. */
enum { CANVAS_MAX_DEPTH = 24, CANVAS_MIN_ROOM = 10 };

/* What a container puts before its lines. */
struct frame {
    char marker[32]; /* ASCII; before the container's first line, blanks before the others */
    size_t columns;
    bool quote;         /* a bar before every line instead */
    enum look bar_look; /* of a quote */
    bool pending;       /* the marker is still to be shown */
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
void canvas_open_quote(struct canvas *c, enum look bar);
void canvas_close(struct canvas *c);

/* True when the innermost container's marker was never shown. */
bool canvas_marker_pending(const struct canvas *c);

/* Columns for prose inside the frames; SIZE_MAX when the style says not to wrap. */
size_t canvas_room(const struct canvas *c);

/* Columns for what is better wide. */
size_t canvas_wide_room(const struct canvas *c);

void canvas_begin_line(struct canvas *c);
void canvas_end_line(struct canvas *c); /* drops blanks at the line's end */

/* An empty line between two blocks, in the quotes that both stand in; none at the start. */
void canvas_blank_line(struct canvas *c);

/* Appends sgr, such as "1;31", as an escape; "0" resets. */
void canvas_add_sgr(struct buf *out, const char *sgr);

/* Appends text, which is safe for a terminal, in that look. */
void canvas_add_look(struct buf *out, enum look look, const char *text,
                     const struct render_style *style);

/* Opens and closes what a terminal takes for a link (OSC 8). address: render_add_address(). Pieces
 * of a link that was wrapped have the same number. */
void canvas_open_link(struct buf *out, struct str address, size_t number);
void canvas_close_link(struct buf *out);

/* Appends url as it may stand in an escape; nothing when it is no web address, nor one of a file,
 * or longer than terminals take. */
void render_add_address(struct buf *out, struct str url);

/* Appends s as it may reach a terminal: text_sanitize(), without characters that nobody sees, and
 * with few marks on each other. LF and TAB stay. */
void render_add_clean(struct buf *out, struct str s);

/* How a byte of rich text looks: a set of these and one enum look. */
enum {
    ATTR_BOLD = 1,
    ATTR_DIM = 2,
    ATTR_ITALIC = 4,
    ATTR_UNDERLINE = 8,
    ATTR_STRIKE = 16,
    ATTR_VERBATIM = 32, /* not a look: code, whose blanks count */
    ATTR_WHOLE = 64,    /* not a look: a word that is not to be cut */
    ATTR_KEEP = 128,    /* not a look: break the line here only when there is no other place */
    ATTR_LOOKS = ATTR_BOLD | ATTR_DIM | ATTR_ITALIC | ATTR_UNDERLINE | ATTR_STRIKE,
    ATTR_LOOK_SHIFT = 8 /* the look stands above the flags */
};

static inline int attr_look(enum look look)
{
    return (int)look << ATTR_LOOK_SHIFT;
}

/* A part of rich text that a terminal can open. */
struct rich_link {
    size_t start, end;      /* bytes of text */
    size_t address, length; /* bytes of addresses */
};

/* Text with attributes, already safe for a terminal. LF is a hard line break. */
struct rich {
    struct buf text;
    struct buf attrs; /* one byte for each byte of text */
    struct buf looks; /* likewise */
    struct buf addresses;
    struct rich_link *links; /* in the order of the text */
    size_t link_count, link_cap;
};

/* One line cut out of rich text: the bytes [start, end) and their columns. */
struct rich_line {
    size_t start;
    size_t end;
    size_t width;
};

#define RICH_INIT                                                                                  \
    {                                                                                              \
        BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, NULL, 0, 0                                         \
    }

void rich_release(struct rich *t);

/* Appends s, which may hold anything. Runs of blanks become one, except in code. */
void rich_add(struct rich *t, struct str s, int attr);

/* Appends s as it is: it is safe for a terminal, and every blank and line end counts. */
void rich_add_raw(struct rich *t, struct str s, int attr);

/* Appends other, with its links. */
void rich_append(struct rich *t, const struct rich *other);

/* Makes the text from byte start on a link to address, if render_add_address() takes it. */
void rich_link_from(struct rich *t, size_t start, struct str address);

/* Appends the inline nodes below block; attr is added to all of them. */
void rich_add_inlines(struct rich *t, cmark_node *block, int attr,
                      const struct render_style *style);

/* What becomes of a word that is wider than the room. */
enum rich_words {
    WORDS_WHOLE,   /* it gets a line of its own */
    WORDS_CUT,     /* it is cut, after punctuation where that is possible */
    WORDS_CUT_SOME /* as above, but web addresses and ATTR_WHOLE are not cut */
};

/* Cuts the next line of at most room columns; *pos starts at 0 and moves past it. False at the
 * end. */
bool rich_next_line(const struct rich *t, size_t *pos, size_t room, enum rich_words words,
                    struct rich_line *line);

/* Appends one line, with the escapes that style wants. */
void rich_put(struct buf *out, const struct rich *t, const struct rich_line *line,
              const struct render_style *style);

/* Writes t from byte pos on as wrapped lines. */
void rich_write(struct canvas *c, const struct rich *t, size_t pos);

void render_table(struct canvas *c, cmark_node *table);

enum { CODE_GUTTER = 4 }; /* columns before every line of code */

/* Reads code in one language into rich text, which has every byte of it. */
typedef void code_reader(struct rich *out, struct str code);

void highlight_rust(struct rich *out, struct str code);
void highlight_toml(struct rich *out, struct str code);
void highlight_shell(struct rich *out, struct str code);
void highlight_session(struct rich *out, struct str code); /* a shell's, with prompts and output */

/* A code block as it is shown. */
struct code {
    struct buf lines;       /* those that a reader sees, safe for a terminal; empty: show nothing */
    code_reader *highlight; /* NULL: not highlighted */
    enum look gutter;       /* of the bar before the first line */
};

/* info: the fence's words. new: code_release(). */
void code_read(struct code *out, struct str code, struct str info);
void code_read_rust(struct code *out, struct str code);
void code_release(struct code *code);

/* Columns of the widest line, without the gutter. */
size_t code_width(const struct code *code);

void code_write(struct canvas *c, const struct code *code);

/* The look of a line comment's text that marks good or bad code; LOOK_NONE for any other. *says is
 * what follows the mark. */
enum look code_mark(struct str comment, struct str *says);

/* Two halves of advice, each a paragraph and a code block. */
struct pair {
    cmark_node *bad_text, *bad_code;
    cmark_node *good_text, *good_code;
};

/* Whether one begins at this paragraph. */
bool pair_find(struct pair *out, cmark_node *paragraph);
void pair_write(struct canvas *c, const struct pair *pair);

#endif

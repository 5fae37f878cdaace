/* Advice in two halves: what not to write beside what to write instead, or above it. */
#include "cli/render_internal.h"

#include <stdint.h>

#include "core/markdown.h"
#include "core/text.h"

/* Two columns need a terminal of BESIDE_MIN columns and are GAP apart. Prose is hard to read in one
 * narrower than COLUMN_MIN; one as wide as COLUMN_GOOD is wide enough. */
enum { BESIDE_MIN = 100, GAP = 3, COLUMN_MIN = 44, COLUMN_GOOD = 64 };

/* One half, ready to be written. */
struct half {
    struct rich text;
    struct code code;
};

/* --- finding --- */

static bool is_type(cmark_node *node, cmark_node_type type)
{
    return node != NULL && cmark_node_get_type(node) == type;
}

static bool begins_with(cmark_node *paragraph, const char *word)
{
    cmark_node *text = cmark_node_first_child(paragraph);

    return is_type(text, CMARK_NODE_TEXT) && str_starts(markdown_literal(text), word);
}

/* The parser may keep the apostrophe in a node of its own. */
static bool begins_with_dont(cmark_node *paragraph)
{
    struct buf text = BUF_INIT;
    bool does;

    if (!begins_with(paragraph, "Don"))
        return false;
    markdown_plain_text(&text, paragraph);
    does = str_starts(buf_str(&text), "Don't:") || str_starts(buf_str(&text), "Don’t:");
    buf_release(&text);
    return does;
}

static cmark_node *next_of_type(cmark_node *node, cmark_node_type type)
{
    cmark_node *next = cmark_node_next(node);

    return is_type(next, type) ? next : NULL;
}

bool pair_find(struct pair *out, cmark_node *paragraph)
{
    struct pair p = { .bad_text = paragraph };

    if (!is_type(cmark_node_parent(paragraph), CMARK_NODE_DOCUMENT) || !begins_with_dont(paragraph))
        return false;
    p.bad_code = next_of_type(p.bad_text, CMARK_NODE_CODE_BLOCK);
    p.good_text = p.bad_code != NULL ? next_of_type(p.bad_code, CMARK_NODE_PARAGRAPH) : NULL;
    p.good_code = p.good_text != NULL ? next_of_type(p.good_text, CMARK_NODE_CODE_BLOCK) : NULL;
    if (p.good_code == NULL || !begins_with(p.good_text, "Do:"))
        return false;
    *out = p;
    return true;
}

/* --- reading --- */

static void add_letters(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (ascii_is_alnum(s.ptr[i]) || (unsigned char)s.ptr[i] >= 0x80)
            buf_addc(out, s.ptr[i]);
}

/* The text without its "Do:" says what the comment says, but for signs. */
static bool says_the_same(const struct rich *text, struct str comment)
{
    const char *colon = memchr(text->text.ptr, ':', text->text.len);
    size_t start = colon != NULL ? (size_t)(colon - text->text.ptr) : 0;
    struct buf a = BUF_INIT;
    struct buf b = BUF_INIT;
    bool same;

    add_letters(&a, str_slice(text->text.ptr + start, text->text.len - start));
    add_letters(&b, comment);
    same = str_equal(buf_str(&a), buf_str(&b));
    buf_release(&a);
    buf_release(&b);
    return same;
}

/* Takes the comment off the code that the text above it repeats; the bar tells what it marked. A
 * comment that goes on in the next line stays. */
static void drop_mark(struct half *half)
{
    struct str rest = buf_str(&half->code.lines);
    struct str line;
    struct str says;
    struct buf kept = BUF_INIT;

    if (!str_next_line(&rest, &line) || !str_starts(line, "//") || rest.len == 0 ||
        str_starts(rest, "//") ||
        code_mark(str_slice(line.ptr + 2, line.len - 2), &says) == LOOK_NONE ||
        !says_the_same(&half->text, says))
        return;
    buf_addstr(&kept, rest);
    buf_release(&half->code.lines);
    half->code.lines = kept;
}

/* "Don't:" and "Do:" in the colour of the bar. */
static void color_first_word(struct rich *text, enum look look)
{
    for (size_t i = 0; i < text->text.len; i++) {
        text->looks.ptr[i] = (char)look;
        if (text->text.ptr[i] == ':')
            break;
    }
}

static void read_half(struct half *out, cmark_node *text, cmark_node *code, enum look look,
                      const struct render_style *style)
{
    *out = (struct half){ .text = RICH_INIT };
    rich_add_inlines(&out->text, text, 0, style);
    code_read(&out->code, markdown_literal(code), str_of(cmark_node_get_fence_info(code)));
    out->code.gutter = look;
    drop_mark(out);
    color_first_word(&out->text, look);
}

static void release_half(struct half *half)
{
    rich_release(&half->text);
    code_release(&half->code);
}

/* --- writing --- */

static void write_half(struct canvas *c, const struct half *half)
{
    rich_write(c, &half->text, 0);
    canvas_blank_line(c);
    code_write(c, &half->code);
}

/* Columns of one line of ours: all but the escapes, which end with "m" or, links, with ESC "\". */
static size_t shown_width(struct str line)
{
    size_t width = 0;
    size_t i = 0;

    while (i < line.len) {
        if (line.ptr[i] == '\033') {
            bool is_link = i + 1 < line.len && line.ptr[i + 1] == ']';

            for (i += 2; i < line.len && line.ptr[i] != (is_link ? '\\' : 'm'); i++)
                continue;
            i++;
        } else {
            int32_t c;
            size_t columns;

            i += utf8_step(line.ptr + i, line.len - i, &c, &columns);
            width += columns;
        }
    }
    return width;
}

/* One part of a half as lines for a column. */
static void write_column(struct buf *out, const struct half *half, bool is_code, size_t width,
                         const struct render_style *style)
{
    struct render_style narrow = *style;
    struct canvas canvas;

    narrow.width = (int)width;
    narrow.columns = (int)width;
    narrow.indent = 0;
    canvas_init(&canvas, out, &narrow);
    if (is_code)
        code_write(&canvas, &half->code);
    else
        rich_write(&canvas, &half->text, 0);
}

static void write_lines(struct canvas *c, struct str left, struct str right, size_t left_width)
{
    struct str left_line;
    struct str right_line;

    while (left.len > 0 || right.len > 0) {
        if (!str_next_line(&left, &left_line))
            left_line = str_of("");
        if (!str_next_line(&right, &right_line))
            right_line = str_of("");
        canvas_begin_line(c);
        buf_addstr(c->out, left_line);
        for (size_t i = shown_width(left_line); i < left_width + GAP; i++)
            buf_addc(c->out, ' ');
        buf_addstr(c->out, right_line);
        canvas_end_line(c);
    }
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

struct columns {
    size_t left, right; /* 0: the halves do not fit beside each other */
};

/* As much for each half as its code takes, and the same for both where that fits. */
static struct columns fit_halves(const struct half *bad, const struct half *good, size_t room)
{
    size_t left = larger(code_width(&bad->code) + CODE_GUTTER, COLUMN_MIN);
    size_t right = larger(code_width(&good->code) + CODE_GUTTER, COLUMN_MIN);
    size_t equal = larger(larger(left, right), COLUMN_GOOD);

    if (room < BESIDE_MIN || room == SIZE_MAX || left + GAP + right > room)
        return (struct columns){ 0, 0 };
    if (2 * equal + GAP > room)
        equal = (room - GAP) / 2;
    if (left <= equal && right <= equal)
        return (struct columns){ equal, equal };
    return (struct columns){ left, room - GAP - left };
}

/* The two texts, then the two blocks of code, which begin on the same line. */
static void write_beside(struct canvas *c, const struct half *bad, const struct half *good,
                         struct columns columns)
{
    struct buf left = BUF_INIT;
    struct buf right = BUF_INIT;

    for (int is_code = 0; is_code <= 1; is_code++) {
        if (is_code)
            canvas_blank_line(c);
        buf_clear(&left);
        buf_clear(&right);
        write_column(&left, bad, is_code, columns.left, c->style);
        write_column(&right, good, is_code, columns.right, c->style);
        write_lines(c, buf_str(&left), buf_str(&right), columns.left);
    }
    buf_release(&left);
    buf_release(&right);
}

void pair_write(struct canvas *c, const struct pair *pair)
{
    struct half bad;
    struct half good;
    struct columns columns;

    read_half(&bad, pair->bad_text, pair->bad_code, LOOK_BAD, c->style);
    read_half(&good, pair->good_text, pair->good_code, LOOK_GOOD, c->style);
    columns = fit_halves(&bad, &good, canvas_wide_room(c));
    if (columns.left > 0) {
        write_beside(c, &bad, &good, columns);
    } else {
        write_half(c, &bad);
        canvas_blank_line(c);
        write_half(c, &good);
    }
    release_half(&bad);
    release_half(&good);
}

/* Lines of output: the frames of quotes and list items, escapes, and what may reach a terminal. */
#include "cli/render_internal.h"

#include <assert.h>
#include <stdint.h>

#include "core/text.h"

/* Terminals take no longer addresses (VTE 2083 bytes with all of the escape). */
enum { ADDRESS_MAX = 2000 };

/* Marks on one character: no script needs as many, and more of them cover the lines around. */
enum { MARKS_MAX = 8 };

void canvas_init(struct canvas *c, struct buf *out, const struct render_style *style)
{
    *c = (struct canvas){ .out = out, .style = style };
}

/* --- room --- */

static size_t room_of(const struct canvas *c, int columns)
{
    size_t width = (size_t)(columns > 0 ? columns : 0);
    size_t used = (size_t)(c->style->indent > 0 ? c->style->indent : 0);

    if (c->style->width <= 0)
        return SIZE_MAX;
    for (size_t i = 0; i < c->depth; i++)
        used += c->frames[i].columns;
    return width > used + CANVAS_MIN_ROOM ? width - used : CANVAS_MIN_ROOM;
}

size_t canvas_room(const struct canvas *c)
{
    return room_of(c, c->style->width);
}

size_t canvas_wide_room(const struct canvas *c)
{
    const struct render_style *style = c->style;

    return room_of(c, style->columns > style->width ? style->columns : style->width);
}

/* --- frames --- */

static struct frame *open_frame(struct canvas *c, const char *marker)
{
    struct frame *frame;
    size_t columns = strlen(marker);

    assert(columns < sizeof(frame->marker));
    if (c->flattened > 0 || c->depth == CANVAS_MAX_DEPTH ||
        canvas_room(c) < columns + CANVAS_MIN_ROOM) {
        c->flattened++;
        return NULL;
    }
    frame = &c->frames[c->depth++];
    *frame = (struct frame){ .columns = columns, .pending = true };
    memcpy(frame->marker, marker, columns + 1);
    return frame;
}

void canvas_open_item(struct canvas *c, const char *marker)
{
    (void)open_frame(c, marker);
}

void canvas_open_quote(struct canvas *c, enum look bar)
{
    struct frame *frame = open_frame(c, "> ");

    if (frame == NULL)
        return;
    frame->quote = true;
    frame->bar_look = bar;
    frame->pending = false;
}

void canvas_close(struct canvas *c)
{
    if (c->flattened > 0) {
        c->flattened--;
        return;
    }
    assert(c->depth > 0);
    c->depth--;
    if (c->shared_depth > c->depth)
        c->shared_depth = c->depth;
}

bool canvas_marker_pending(const struct canvas *c)
{
    return c->flattened == 0 && c->depth > 0 && c->frames[c->depth - 1].pending;
}

static void add_blanks(struct buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_addc(out, ' ');
}

static void begin_line(struct canvas *c, size_t depth)
{
    add_blanks(c->out, (size_t)(c->style->indent > 0 ? c->style->indent : 0));
    for (size_t i = 0; i < depth; i++) {
        struct frame *frame = &c->frames[i];

        if (frame->quote) {
            canvas_add_look(c->out, frame->bar_look, c->style->color ? "│" : ">", c->style);
            buf_addc(c->out, ' ');
        } else if (frame->pending) {
            buf_adds(c->out, frame->marker);
        } else {
            add_blanks(c->out, frame->columns);
        }
        frame->pending = false;
    }
}

void canvas_begin_line(struct canvas *c)
{
    begin_line(c, c->depth);
    c->shared_depth = c->depth;
    c->started = true;
}

void canvas_end_line(struct canvas *c)
{
    size_t len = c->out->len;

    while (len > 0 && c->out->ptr[len - 1] == ' ')
        len--;
    buf_truncate(c->out, len);
    buf_addc(c->out, '\n');
}

void canvas_blank_line(struct canvas *c)
{
    if (!c->started)
        return;
    begin_line(c, c->shared_depth);
    canvas_end_line(c);
}

/* --- escapes --- */

void canvas_add_sgr(struct buf *out, const char *sgr)
{
    buf_adds(out, "\033[");
    buf_adds(out, sgr);
    buf_addc(out, 'm');
}

void canvas_add_look(struct buf *out, enum look look, const char *text,
                     const struct render_style *style)
{
    bool colored = style->color && look != LOOK_NONE;

    if (colored)
        canvas_add_sgr(out, theme_sgr(style, look));
    buf_adds(out, text);
    if (colored)
        canvas_add_sgr(out, "0");
}

/* https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda */
void canvas_open_link(struct buf *out, struct str address, size_t number)
{
    buf_addf(out, "\033]8;id=%zu;", number);
    buf_addstr(out, address);
    buf_adds(out, "\033\\");
}

void canvas_close_link(struct buf *out)
{
    buf_adds(out, "\033]8;;\033\\");
}

void render_add_address(struct buf *out, struct str url)
{
    size_t start = out->len;

    if (!str_starts(url, "https://") && !str_starts(url, "http://") && !str_starts(url, "file://"))
        return;
    for (size_t i = 0; i < url.len && out->len - start <= ADDRESS_MAX; i++) {
        unsigned char c = (unsigned char)url.ptr[i];

        if (c > 0x20 && c < 0x7F && c != '\\') /* which ends the escape, after an ESC */
            buf_addc(out, (char)c);
        else
            buf_addf(out, "%%%02X", c);
    }
    if (out->len - start > ADDRESS_MAX)
        buf_truncate(out, start);
}

/* --- what may reach a terminal --- */

/* Characters without a shape that can hide a word in another one, or text in none. Joiners stay,
 * which scripts and emoji need; so do variation selectors. */
static bool is_invisible(int32_t c)
{
    return c == 0xAD || c == 0x034F || c == 0x180E || c == 0x200B || (c >= 0x2060 && c <= 0x2064) ||
           (c >= 0x206A && c <= 0x206F) || c == 0x115F || c == 0x1160 || c == 0x3164 ||
           c == 0xFFA0 || (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0x1D173 && c <= 0x1D17A) ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

void render_add_clean(struct buf *out, struct str s)
{
    struct buf safe = BUF_INIT;
    size_t marks = 0;
    size_t kept = 0; /* bytes of safe that are in out, or left out */
    size_t i = 0;

    text_sanitize(&safe, s);
    while (i < safe.len) {
        int32_t c;
        size_t n;
        bool is_mark;

        if ((unsigned char)safe.ptr[i] < 0x80) {
            marks = 0;
            i++;
            continue;
        }
        n = utf8_decode(safe.ptr + i, safe.len - i, &c);
        is_mark = utf8_width(c) == 0;
        marks = is_mark ? marks + 1 : 0;
        if (is_invisible(c) || marks > MARKS_MAX) {
            buf_add(out, safe.ptr + kept, i - kept);
            kept = i + n;
        }
        i += n;
    }
    buf_add(out, safe.ptr + kept, safe.len - kept);
    buf_release(&safe);
}

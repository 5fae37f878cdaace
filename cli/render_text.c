/* Lines and rich text: frames of quotes and list items, inline nodes, wrapping, escapes. */
#include "cli/render_internal.h"

#include <assert.h>
#include <stdint.h>

#include "core/markdown.h"
#include "core/text.h"

/* A code span up to this many columns stays on one line where it can: "`impl Trait`". */
static const size_t KEEP_COLUMNS = 32;

static const struct {
    int attr;
    const char *sgr;
} ATTR_SGR[] = {
    { ATTR_BOLD, "1" },   { ATTR_DIM, "2" },   { ATTR_ITALIC, "3" },  { ATTR_UNDERLINE, "4" },
    { ATTR_STRIKE, "9" }, { ATTR_CODE, "36" }, { ATTR_LINK, "4;34" },
};

void canvas_init(struct canvas *c, struct buf *out, const struct render_style *style)
{
    *c = (struct canvas){ .out = out, .style = style };
}

void canvas_add_sgr(struct buf *out, const char *sgr)
{
    buf_adds(out, "\033[");
    buf_adds(out, sgr);
    buf_addc(out, 'm');
}

size_t canvas_room(const struct canvas *c)
{
    size_t width = (size_t)(c->style->width > 0 ? c->style->width : 0);
    size_t used = (size_t)(c->style->indent > 0 ? c->style->indent : 0);

    if (width == 0)
        return SIZE_MAX;
    for (size_t i = 0; i < c->depth; i++)
        used += c->frames[i].columns;
    return width > used + CANVAS_MIN_ROOM ? width - used : CANVAS_MIN_ROOM;
}

static void open_frame(struct canvas *c, const char *marker, bool quote)
{
    struct frame *frame;
    size_t columns = strlen(marker);

    assert(columns < sizeof(frame->marker));
    if (c->flattened > 0 || c->depth == CANVAS_MAX_DEPTH ||
        canvas_room(c) < columns + CANVAS_MIN_ROOM) {
        c->flattened++;
        return;
    }
    frame = &c->frames[c->depth++];
    *frame = (struct frame){ .columns = columns, .quote = quote, .pending = !quote };
    memcpy(frame->marker, marker, columns + 1);
}

void canvas_open_item(struct canvas *c, const char *marker)
{
    open_frame(c, marker, false);
}

void canvas_open_quote(struct canvas *c)
{
    open_frame(c, "> ", true);
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

static void add_bar(struct buf *out, const struct render_style *style)
{
    if (!style->color) {
        buf_adds(out, "> ");
        return;
    }
    canvas_add_sgr(out, "2");
    buf_adds(out, "│");
    canvas_add_sgr(out, "0");
    buf_addc(out, ' ');
}

static void begin_line(struct canvas *c, size_t depth)
{
    add_blanks(c->out, (size_t)(c->style->indent > 0 ? c->style->indent : 0));
    for (size_t i = 0; i < depth; i++) {
        struct frame *frame = &c->frames[i];

        if (frame->quote)
            add_bar(c->out, c->style);
        else if (frame->pending)
            buf_adds(c->out, frame->marker);
        else
            add_blanks(c->out, frame->columns);
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

void rich_release(struct rich *t)
{
    buf_release(&t->text);
    buf_release(&t->attrs);
}

static void add_byte(struct rich *t, char c, int attr)
{
    buf_addc(&t->text, c);
    buf_addc(&t->attrs, (char)attr);
}

static bool at_blank(const struct rich *t)
{
    char last = t->text.len > 0 ? t->text.ptr[t->text.len - 1] : ' ';

    return last == ' ' || last == '\n';
}

void rich_add(struct rich *t, struct str s, int attr)
{
    struct buf clean = BUF_INIT;

    text_sanitize(&clean, s);
    for (size_t i = 0; i < clean.len; i++) {
        bool blank = ascii_is_space(clean.ptr[i]);

        if (!blank || (attr & ATTR_CODE) != 0 || !at_blank(t))
            add_byte(t, blank ? ' ' : clean.ptr[i], attr);
    }
    buf_release(&clean);
}

/* The inline nodes that are open around the current one. A counter each, because an emphasis may
 * stand in another. */
struct inline_walk {
    struct rich *out;
    const struct render_style *style;
    int base;
    size_t emphasis;
    size_t strong;
    size_t struck;
    size_t links;      /* to the web */
    size_t near_links; /* that lead here */
    size_t link_start; /* where the text of the link began; links do not nest */
};

static int current_attr(const struct inline_walk *w)
{
    return w->base | (w->emphasis > 0 ? ATTR_ITALIC : 0) | (w->strong > 0 ? ATTR_BOLD : 0) |
           (w->struck > 0 ? ATTR_STRIKE : 0) | (w->links > 0 ? ATTR_LINK : 0) |
           (w->near_links > 0 ? ATTR_UNDERLINE : 0);
}

static size_t longest_run(struct str s, char c)
{
    size_t longest = 0;
    size_t run = 0;

    for (size_t i = 0; i < s.len; i++) {
        run = s.ptr[i] == c ? run + 1 : 0;
        if (run > longest)
            longest = run;
    }
    return longest;
}

/* Colour alone sets code apart; plain text keeps the backticks, as many as the code asks for. */
static void add_code_span(struct inline_walk *w, struct str code)
{
    int attr = current_attr(w) | ATTR_CODE | (str_width(code) <= KEEP_COLUMNS ? ATTR_KEEP : 0);
    size_t ticks = w->style->color ? 0 : longest_run(code, '`') + 1;
    bool padded = ticks > 0 && (str_starts(code, "`") || str_ends(code, "`"));

    for (size_t i = 0; i < ticks; i++)
        add_byte(w->out, '`', attr);
    if (padded)
        add_byte(w->out, ' ', attr);
    rich_add(w->out, code, attr);
    if (padded)
        add_byte(w->out, ' ', attr);
    for (size_t i = 0; i < ticks; i++)
        add_byte(w->out, '`', attr);
}

/* The counter of links such as this one; NULL for a link that leads nowhere, which is only text.
 * API documentation links every other word: those that lead here are underlined and no more. */
static size_t *link_counter(struct inline_walk *w, cmark_node *node)
{
    const struct render_links *links = w->style->links;
    struct str url = str_of(cmark_node_get_url(node));

    if (links != NULL && links->leads_here(links->ctx, url))
        return &w->near_links;
    return str_starts(url, "http://") || str_starts(url, "https://") ? &w->links : NULL;
}

/* Appends the address that the link's text does not tell. */
static void add_link_url(struct inline_walk *w, cmark_node *link)
{
    struct str url = str_of(cmark_node_get_url(link));
    struct str text = str_slice(w->out->text.ptr + w->link_start, w->out->text.len - w->link_start);

    if (str_equal(url, text))
        return;
    rich_add(w->out, str_of(" ("), w->base);
    rich_add(w->out, url, w->base | ATTR_DIM);
    rich_add(w->out, str_of(")"), w->base);
}

static void enter_or_leave(struct inline_walk *w, cmark_node *node, bool enter)
{
    size_t *open = NULL;

    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_EMPH:
        open = &w->emphasis;
        break;
    case CMARK_NODE_STRONG:
        open = &w->strong;
        break;
    case CMARK_NODE_LINK:
        open = link_counter(w, node);
        if (open == NULL)
            return;
        if (enter)
            w->link_start = w->out->text.len;
        break;
    default:
        if (!markdown_is_strikethrough(node))
            return;
        open = &w->struck;
        if (!w->style->color) /* without the marks the text would say the opposite */
            rich_add(w->out, str_of("~~"), w->base);
        break;
    }
    *open = enter ? *open + 1 : *open - 1;
    if (!enter && open == &w->links)
        add_link_url(w, node);
}

/* A node without children. */
static void add_leaf(struct inline_walk *w, cmark_node *node)
{
    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        rich_add(w->out, markdown_literal(node), current_attr(w));
        break;
    case CMARK_NODE_CODE:
        add_code_span(w, markdown_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        rich_add(w->out, str_of(" "), current_attr(w));
        break;
    case CMARK_NODE_LINEBREAK:
        add_byte(w->out, '\n', 0);
        break;
    case CMARK_NODE_FOOTNOTE_REFERENCE:
        rich_add(w->out, str_of("["), w->base | ATTR_DIM);
        rich_add(w->out, markdown_literal(node), w->base | ATTR_DIM);
        rich_add(w->out, str_of("]"), w->base | ATTR_DIM);
        break;
    default: /* HTML is left out; an image's text is its children's */
        break;
    }
}

void rich_add_inlines(struct rich *t, cmark_node *block, int attr, const struct render_style *style)
{
    struct inline_walk w = { .out = t, .style = style, .base = attr };
    cmark_iter *iter = cmark_iter_new(block);
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);

        if (node == block)
            continue;
        enter_or_leave(&w, node, event == CMARK_EVENT_ENTER);
        if (event == CMARK_EVENT_ENTER)
            add_leaf(&w, node);
    }
    cmark_iter_free(iter);
}

/* Punctuation of East Asian scripts that belongs to the text before it. */
static bool is_closing(int32_t c)
{
    switch (c) {
    case 0x3001: /* 、 */
    case 0x3002: /* 。 */
    case 0x3009: /* 〉 */
    case 0x300B: /* 》 */
    case 0x300D: /* 」 */
    case 0x300F: /* 』 */
    case 0x3011: /* 】 */
    case 0xFF01: /* ！ */
    case 0xFF09: /* ） */
    case 0xFF0C: /* ， */
    case 0xFF1A: /* ： */
    case 0xFF1B: /* ； */
    case 0xFF1F: /* ？ */
        return true;
    default:
        return false;
    }
}

/* True where a line may end between two characters without a blank. */
static bool breaks_between(int32_t left, int32_t right)
{
    bool ideographs = utf8_is_ideograph(left) || utf8_is_ideograph(right);

    return (ideographs && utf8_is_word(left) && utf8_is_word(right)) ||
           (is_closing(left) && utf8_is_word(right));
}

/* A place where a line may end. */
struct stop {
    size_t at; /* 0: none, as no line ends before its first byte */
    size_t width;
};

static void end_line_at(const struct rich *t, struct rich_line *line, struct stop stop)
{
    line->end = stop.at;
    line->width = stop.width;
    while (line->end > line->start && t->text.ptr[line->end - 1] == ' ') {
        line->end--;
        line->width--;
    }
}

bool rich_next_line(const struct rich *t, size_t *pos, size_t room, bool cut_words,
                    struct rich_line *line)
{
    struct stop good = { 0, 0 };
    struct stop poor = { 0, 0 };
    struct stop here = { *pos, 0 };
    int32_t left = ' ';

    while (here.at < t->text.len && ascii_is_space(t->text.ptr[here.at]))
        here.at++;
    if (here.at >= t->text.len)
        return false;
    line->start = here.at;
    while (here.at < t->text.len && t->text.ptr[here.at] != '\n') {
        bool keep = ((unsigned char)t->attrs.ptr[here.at] & ATTR_KEEP) != 0;
        int32_t c;
        size_t len = utf8_decode(t->text.ptr + here.at, t->text.len - here.at, &c);
        size_t width = (size_t)utf8_width(c);

        if (here.at > line->start && ((c == ' ' && left != ' ') || breaks_between(left, c)))
            *(keep ? &poor : &good) = here;
        if (c != ' ' && width > 0 && here.width + width > room) {
            if (good.at == 0)
                good = poor;
            if (good.at == 0 && cut_words && here.at > line->start)
                good = here;
            if (good.at > 0) {
                here = good;
                break;
            }
        }
        here.at += len;
        here.width += width;
        left = c;
    }
    end_line_at(t, line, here);
    *pos = here.at;
    return true;
}

/* Ends the look of the bytes before and starts that of the next ones. */
static void change_look(struct buf *out, int from, int to)
{
    const char *separator = "\033[";

    if (from != 0)
        canvas_add_sgr(out, "0");
    if (to == 0)
        return;
    for (size_t i = 0; i < sizeof(ATTR_SGR) / sizeof(ATTR_SGR[0]); i++) {
        if ((to & ATTR_SGR[i].attr) == 0)
            continue;
        buf_adds(out, separator);
        buf_adds(out, ATTR_SGR[i].sgr);
        separator = ";";
    }
    buf_addc(out, 'm');
}

void rich_put(struct buf *out, const struct rich *t, const struct rich_line *line, bool color)
{
    int look = 0;

    for (size_t i = line->start; i < line->end; i++) {
        int next = (unsigned char)t->attrs.ptr[i] & ~ATTR_KEEP;

        if (color && next != look) {
            change_look(out, look, next);
            look = next;
        }
        buf_addc(out, t->text.ptr[i]);
    }
    change_look(out, look, 0);
}

void rich_write(struct canvas *c, const struct rich *t, size_t pos)
{
    struct rich_line line;

    while (rich_next_line(t, &pos, canvas_room(c), false, &line)) {
        canvas_begin_line(c);
        rich_put(c->out, t, &line, c->style->color);
        canvas_end_line(c);
    }
}

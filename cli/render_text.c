/* Rich text: filling it, cutting it into lines, writing those with escapes. */
#include "cli/render_internal.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

/* A longer word is cut, whatever it is. */
enum { WHOLE_WORD_MAX = 2048 };

void rich_release(struct rich *t)
{
    buf_release(&t->text);
    buf_release(&t->attrs);
    buf_release(&t->looks);
    buf_release(&t->addresses);
    free(t->links);
    *t = (struct rich)RICH_INIT;
}

/* --- filling --- */

static void add_byte(struct rich *t, char c, int attr)
{
    buf_addc(&t->text, c);
    buf_addc(&t->attrs, (char)(attr & 0xFF));
    buf_addc(&t->looks, (char)(attr >> ATTR_LOOK_SHIFT));
}

static bool at_blank(const struct rich *t)
{
    char last = t->text.len > 0 ? t->text.ptr[t->text.len - 1] : ' ';

    return last == ' ' || last == '\n';
}

void rich_add(struct rich *t, struct str s, int attr)
{
    struct buf clean = BUF_INIT;

    render_add_clean(&clean, s);
    for (size_t i = 0; i < clean.len; i++) {
        bool blank = ascii_is_space(clean.ptr[i]);

        if (!blank || (attr & ATTR_VERBATIM) != 0 || !at_blank(t))
            add_byte(t, blank ? ' ' : clean.ptr[i], attr);
    }
    buf_release(&clean);
}

static void fill(struct buf *out, int byte, size_t count)
{
    buf_reserve(out, count);
    memset(out->ptr + out->len, byte, count);
    out->len += count;
    out->ptr[out->len] = '\0';
}

void rich_add_raw(struct rich *t, struct str s, int attr)
{
    if (s.len == 0)
        return;
    buf_addstr(&t->text, s);
    fill(&t->attrs, attr & 0xFF, s.len);
    fill(&t->looks, attr >> ATTR_LOOK_SHIFT, s.len);
}

static void add_link(struct rich *t, struct rich_link link)
{
    t->links = xgrow(t->links, t->link_count, &t->link_cap, sizeof(*t->links));
    t->links[t->link_count++] = link;
}

void rich_append(struct rich *t, const struct rich *other)
{
    for (size_t i = 0; i < other->link_count; i++) {
        struct rich_link link = other->links[i];

        link.start += t->text.len;
        link.end += t->text.len;
        link.address += t->addresses.len;
        add_link(t, link);
    }
    buf_addstr(&t->text, buf_str(&other->text));
    buf_addstr(&t->attrs, buf_str(&other->attrs));
    buf_addstr(&t->looks, buf_str(&other->looks));
    buf_addstr(&t->addresses, buf_str(&other->addresses));
}

void rich_link_from(struct rich *t, size_t start, struct str address)
{
    size_t at = t->addresses.len;

    if (start == t->text.len)
        return;
    render_add_address(&t->addresses, address);
    if (t->addresses.len > at)
        add_link(t, (struct rich_link){ start, t->text.len, at, t->addresses.len - at });
}

/* --- lines --- */

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
    bool ideographs;

    if (left < 0x80 && right < 0x80)
        return false;
    ideographs = utf8_is_ideograph(left) || utf8_is_ideograph(right);
    return (ideographs && utf8_is_word(left) && utf8_is_word(right)) ||
           (is_closing(left) && utf8_is_word(right));
}

/* A place where a line may end. */
struct stop {
    size_t at; /* 0: none, as no line ends before its first byte */
    size_t width;
};

/* The places met on a line so far, from the best to the worst. */
struct stops {
    struct stop good;
    struct stop poor; /* in what is better kept together */
    struct stop soft; /* in a word, after punctuation */
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

/* Whether the word that the line starts with is of no use when it is cut. */
static bool must_stay_whole(const struct rich *t, size_t start)
{
    size_t end = start;
    struct str word;

    while (end < t->text.len && end - start <= WHOLE_WORD_MAX && !ascii_is_space(t->text.ptr[end]))
        end++;
    if (end - start > WHOLE_WORD_MAX)
        return false;
    if (((unsigned char)t->attrs.ptr[start] & ATTR_WHOLE) != 0)
        return true;
    word = str_slice(t->text.ptr + start, end - start);
    while (word.len > 0 && strchr("(<\"", word.ptr[0]) != NULL)
        word = str_slice(word.ptr + 1, word.len - 1);
    return str_starts(word, "http://") || str_starts(word, "https://");
}

/* Where to end a line that character here no longer fits; at 0: not yet. */
static struct stop choose_stop(const struct rich *t, const struct stops *stops, struct stop here,
                               size_t line_start, enum rich_words words)
{
    if (stops->good.at > 0)
        return stops->good;
    if (stops->poor.at > 0)
        return stops->poor;
    if (words == WORDS_WHOLE || here.at == line_start ||
        (words == WORDS_CUT_SOME && must_stay_whole(t, line_start)))
        return (struct stop){ 0, 0 };
    return stops->soft.width > here.width / 2 ? stops->soft : here;
}

/* Notes where the line may end before the character right. */
static void note_stop(struct stops *stops, struct stop here, bool keep, int32_t left, int32_t right)
{
    if ((right == ' ' && left != ' ') || breaks_between(left, right))
        *(keep ? &stops->poor : &stops->good) = here;
    else if (left < 0x80 && right != left && strchr("/:._-,;=&?)]}>", left) != NULL)
        stops->soft = here;
}

bool rich_next_line(const struct rich *t, size_t *pos, size_t room, enum rich_words words,
                    struct rich_line *line)
{
    struct stops stops = { .good = { 0, 0 } };
    struct stop here = { *pos, 0 };
    bool is_whole = false; /* it was found that the line cannot be cut before its next stop */
    int32_t left = ' ';

    while (here.at < t->text.len && ascii_is_space(t->text.ptr[here.at]))
        here.at++;
    if (here.at >= t->text.len)
        return false;
    line->start = here.at;
    while (here.at < t->text.len && t->text.ptr[here.at] != '\n') {
        int32_t c;
        size_t width;
        size_t len = utf8_step(t->text.ptr + here.at, t->text.len - here.at, &c, &width);

        if (here.at > line->start && width > 0)
            note_stop(&stops, here, ((unsigned char)t->attrs.ptr[here.at] & ATTR_KEEP) != 0, left,
                      c);
        if (c != ' ' && width > 0 && here.width + width > room &&
            (!is_whole || stops.good.at > 0 || stops.poor.at > 0)) {
            struct stop stop = choose_stop(t, &stops, here, line->start, words);

            is_whole = stop.at == 0 && here.at > line->start;
            if (stop.at > 0) {
                here = stop;
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

/* --- writing --- */

static const struct {
    int attr;
    const char *sgr;
} ATTR_SGR[] = {
    { ATTR_BOLD, "1" },      { ATTR_DIM, "2" },    { ATTR_ITALIC, "3" },
    { ATTR_UNDERLINE, "4" }, { ATTR_STRIKE, "9" },
};

static int attr_at(const struct rich *t, size_t i)
{
    return ((unsigned char)t->attrs.ptr[i] & ATTR_LOOKS) | (int)(unsigned char)t->looks.ptr[i]
                                                               << ATTR_LOOK_SHIFT;
}

/* Ends the look of the bytes before and starts that of the next ones. */
static void change_look(struct buf *out, int from, int to, const struct render_style *style)
{
    const char *separator = "\033[";
    enum look look = (enum look)(to >> ATTR_LOOK_SHIFT);

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
    if (look != LOOK_NONE) {
        buf_adds(out, separator);
        buf_adds(out, theme_sgr(style, look));
    }
    buf_addc(out, 'm');
}

/* The first link that ends after byte at; link_count when there is none. */
static size_t find_link(const struct rich *t, size_t at)
{
    size_t low = 0;
    size_t high = t->link_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (t->links[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Appends the bytes from start on that have the same attributes, up to end. Returns where they
 * end. */
static size_t put_run(struct buf *out, const struct rich *t, size_t start, size_t end, int *look,
                      const struct render_style *style)
{
    int next = attr_at(t, start);
    size_t i = start;

    if (!style->color)
        i = end;
    while (i < end && attr_at(t, i) == next)
        i++;
    if (style->color && next != *look) {
        change_look(out, *look, next, style);
        *look = next;
    }
    buf_add(out, t->text.ptr + start, i - start);
    return i;
}

void rich_put(struct buf *out, const struct rich *t, const struct rich_line *line,
              const struct render_style *style)
{
    size_t link = style->hyperlinks ? find_link(t, line->start) : t->link_count;
    size_t i = line->start;
    int look = 0;

    while (i < line->end) {
        const struct rich_link *l = link < t->link_count ? &t->links[link] : NULL;
        bool inside = l != NULL && l->start <= i;
        size_t end = l == NULL ? line->end : inside ? l->end : l->start;

        if (end > line->end)
            end = line->end;
        if (inside)
            canvas_open_link(out, str_slice(t->addresses.ptr + l->address, l->length), link + 1);
        while (i < end)
            i = put_run(out, t, i, end, &look, style);
        if (inside) {
            canvas_close_link(out);
            link++;
        }
    }
    change_look(out, look, 0, style);
}

void rich_write(struct canvas *c, const struct rich *t, size_t pos)
{
    struct rich_line line;

    while (rich_next_line(t, &pos, canvas_room(c), WORDS_CUT_SOME, &line)) {
        canvas_begin_line(c);
        rich_put(c->out, t, &line, c->style);
        canvas_end_line(c);
    }
}

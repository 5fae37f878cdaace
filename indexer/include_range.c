/* Line ranges and anchors of includes, after mdBook's take_lines. */
#include "indexer/include_range.h"

#include <stdint.h>

#include "core/text.h"

enum mark { MARK_NONE, MARK_START, MARK_END };

static const struct {
    const char *text;
    enum mark mark;
} marks[] = {
    { "ANCHOR:", MARK_START },
    { "ANCHOR_END:", MARK_END },
};

/* Too large a number gives SIZE_MAX. */
static bool parse_number(struct str s, size_t *out)
{
    size_t n = 0;

    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        size_t digit = (size_t)(s.ptr[i] - '0');

        if (!ascii_is_digit(s.ptr[i]))
            return false;
        n = n <= (SIZE_MAX - digit) / 10 ? n * 10 + digit : SIZE_MAX;
    }
    *out = n;
    return true;
}

struct include_range include_range_parse(struct str spec)
{
    struct include_range range = { { NULL, 0 }, 0, SIZE_MAX };
    struct str rest = spec;
    struct str field = { NULL, 0 };
    bool has_first;

    (void)str_next_field(&rest, ':', &field);
    has_first = parse_number(field, &range.first);
    if (!has_first && field.len > 0) {
        range.anchor = field;
        return range;
    }
    if (range.first > 0)
        range.first--; /* people count from 1 */
    if (str_next_field(&rest, ':', &field))
        (void)parse_number(field, &range.end);
    else if (has_first && range.first < SIZE_MAX)
        range.end = range.first + 1;
    return range;
}

static bool is_anchor_char(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-' || (unsigned char)c >= 0x80;
}

/* The name an anchor's mark gives at the beginning of s; empty: none. */
static struct str anchor_name(struct str s)
{
    size_t start = 0;
    size_t end;

    while (start < s.len && ascii_is_space(s.ptr[start]))
        start++;
    for (end = start; end < s.len && is_anchor_char(s.ptr[end]);)
        end++;
    return str_slice(s.ptr + start, end - start);
}

/* The mark of an anchor at the beginning of s. */
static enum mark parse_mark(struct str s, struct str *name)
{
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        size_t len = strlen(marks[i].text);

        if (!str_starts(s, marks[i].text))
            continue;
        *name = anchor_name(str_slice(s.ptr + len, s.len - len));
        if (name->len > 0)
            return marks[i].mark;
    }
    return MARK_NONE;
}

/* The first mark of an anchor in line, anywhere in it: comments differ between languages. */
static enum mark find_mark(struct str line, struct str *name)
{
    const char *end = line.ptr + line.len;
    const char *at = line.ptr;

    while (at < end && (at = memchr(at, 'A', (size_t)(end - at))) != NULL) {
        enum mark mark = parse_mark(str_slice(at, (size_t)(end - at)), name);

        if (mark != MARK_NONE)
            return mark;
        at++;
    }
    return MARK_NONE;
}

bool include_range_take(struct buf *out, struct str text, const struct include_range *range,
                        bool hide_rest)
{
    bool has_anchor = range->anchor.ptr != NULL;
    bool found = !has_anchor;
    bool inside = false; /* between the anchor's marks */
    const char *separator = "";
    size_t before = out->len;
    struct str line;

    for (size_t i = 0; str_next_line(&text, &line); i++) {
        struct str name;
        enum mark mark = find_mark(line, &name);
        bool shown;

        if (mark != MARK_NONE) {
            if (!has_anchor || !str_equal(name, range->anchor))
                continue;
            if (mark == MARK_END && inside && !hide_rest)
                break;
            inside = mark == MARK_START;
            found = found || inside;
            continue;
        }
        shown = has_anchor ? inside : i >= range->first && i < range->end;
        if (!shown && !hide_rest)
            continue;
        buf_adds(out, separator);
        buf_adds(out, shown ? "" : "# ");
        buf_addstr(out, line);
        separator = "\n";
    }
    if (!found)
        buf_truncate(out, before); /* hidden lines of an anchor that never came */
    return found;
}

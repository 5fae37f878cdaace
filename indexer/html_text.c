/* HTML inside Markdown, reduced to its text. */
#include "indexer/html_text.h"

#include <stdint.h>

#include "core/text.h"
#include "indexer/html_names.h"

/* --- tags --- */

struct tag {
    struct str whole;      /* from '<' to '>' */
    struct str name;       /* as written */
    struct str attributes; /* what lies between the name and '>' */
    bool closes;           /* </name> */
    enum html_role role;
};

struct attribute {
    struct str name;
    struct str value; /* without quotes, entities as written */
};

enum attribute_end { ATTRIBUTE_FOUND, ATTRIBUTE_NONE, ATTRIBUTE_UNCLOSED };

static struct str drop(struct str s, size_t n)
{
    return str_slice(s.ptr + n, s.len - n);
}

static struct str skip_space(struct str s)
{
    while (s.len > 0 && ascii_is_space(s.ptr[0]))
        s = drop(s, 1);
    return s;
}

/* How many bytes of s stand before white space or one of the bytes in ends. */
static size_t span_until(struct str s, const char *ends)
{
    size_t n = 0;

    while (n < s.len && !ascii_is_space(s.ptr[n]) &&
           (s.ptr[n] == '\0' || strchr(ends, s.ptr[n]) == NULL))
        n++;
    return n;
}

/* Takes the value after '=' off *rest. ATTRIBUTE_UNCLOSED: its quote does not end; it is the rest
 * then. */
static enum attribute_end take_value(struct str *rest, struct str *value)
{
    struct str s = skip_space(*rest);
    const char *end;

    if (s.len == 0 || (s.ptr[0] != '"' && s.ptr[0] != '\'')) {
        *value = str_slice(s.ptr, span_until(s, ">"));
        *rest = drop(s, value->len);
        return ATTRIBUTE_FOUND;
    }
    end = memchr(s.ptr + 1, s.ptr[0], s.len - 1);
    *value = end != NULL ? str_slice(s.ptr + 1, (size_t)(end - s.ptr) - 1) : drop(s, 1);
    *rest = drop(s, end != NULL ? value->len + 2 : s.len);
    return end != NULL ? ATTRIBUTE_FOUND : ATTRIBUTE_UNCLOSED;
}

/* Takes an attribute off *rest. ATTRIBUTE_NONE: *rest is empty or begins with the tag's '>'. */
static enum attribute_end take_attribute(struct str *rest, struct attribute *out)
{
    struct str s = *rest;
    struct str after;

    while (s.len > 0 && (ascii_is_space(s.ptr[0]) || s.ptr[0] == '/'))
        s = drop(s, 1);
    *rest = s;
    if (s.len == 0 || s.ptr[0] == '>')
        return ATTRIBUTE_NONE;
    /* A '=' where a name should begin is part of it, as in HTML: so every call gets on. */
    out->name = str_slice(s.ptr, 1 + span_until(drop(s, 1), "=/>"));
    out->value = str_slice(s.ptr + out->name.len, 0);
    *rest = drop(s, out->name.len);
    after = skip_space(*rest);
    if (after.len == 0 || after.ptr[0] != '=')
        return ATTRIBUTE_FOUND;
    *rest = drop(after, 1);
    return take_value(rest, &out->value);
}

/* The value of the tag's attribute of that name, empty where it has none. */
static struct str attribute_value(const struct tag *tag, const char *name)
{
    struct str rest = tag->attributes;
    struct attribute a;

    while (take_attribute(&rest, &a) != ATTRIBUTE_NONE)
        if (str_equal_nocase(a.name, str_of(name)))
            return a.value;
    return str_slice(NULL, 0);
}

/* How many bytes of s, what follows a tag's name, stand before the '>' that ends the tag; s.len:
 * it does not end. *quotes_hold is set to false when the quotes in s run to the end of it; from
 * then on they count for nothing. So that happens once, and all tags together take linear time. */
static size_t attributes_length(struct str s, bool *quotes_hold)
{
    struct str rest = s;
    struct attribute a;
    const char *end;

    if (*quotes_hold) {
        while (take_attribute(&rest, &a) == ATTRIBUTE_FOUND)
            ;
        if (rest.len > 0)
            return s.len - rest.len;
        *quotes_hold = false;
    }
    end = s.len > 0 ? memchr(s.ptr, '>', s.len) : NULL;
    return end != NULL ? (size_t)(end - s.ptr) : s.len;
}

/* The length of the tag's name at the start of s: a letter, then letters, digits, '-' and '_'.
 * 0: none, or followed by what follows no tag's name. */
static size_t tag_name_length(struct str s)
{
    size_t n = 0;

    if (s.len == 0 || !ascii_is_alpha(s.ptr[0]))
        return 0;
    while (n < s.len && (ascii_is_alnum(s.ptr[n]) || s.ptr[n] == '-' || s.ptr[n] == '_'))
        n++;
    return n == s.len || ascii_is_space(s.ptr[n]) || s.ptr[n] == '/' || s.ptr[n] == '>' ? n : 0;
}

/* Reads the tag at the start of s, which begins with '<'. False: it is none. A tag that does not
 * end reaches to the end of s. */
static bool read_tag(struct str s, bool *quotes_hold, struct tag *out)
{
    struct tag tag = { .closes = s.len > 1 && s.ptr[1] == '/' };
    struct str inner = drop(s, tag.closes ? 2 : 1);
    size_t length;

    tag.name = str_slice(inner.ptr, tag_name_length(inner));
    if (tag.name.len == 0)
        return false;
    inner = drop(inner, tag.name.len);
    length = attributes_length(inner, quotes_hold);
    tag.attributes = str_slice(inner.ptr, length);
    tag.whole = str_slice(s.ptr, (size_t)(inner.ptr - s.ptr) + length + (length < inner.len));
    tag.role = html_find_role(tag.name);
    *out = tag;
    return true;
}

/* True for a name that Rust types have and HTML's elements, save for their case: "Option", "B". */
static bool is_type_name(struct str name)
{
    if (!ascii_is_upper(name.ptr[0]))
        return false;
    for (size_t i = 1; i < name.len; i++)
        if (ascii_is_lower(name.ptr[i]))
            return true;
    return name.len == 1;
}

/* True for a tag that is none of HTML's but a type parameter or a placeholder: "<String>", "<T>",
 * "<dyn Error>", "<T as Iterator>", "<name>". A custom element has a '-' in its name, and one of
 * some other kind has values for its attributes. */
static bool is_type(const struct tag *tag)
{
    if (tag->closes || tag->role == ROLE_LISTING)
        return false;
    if (tag->role != ROLE_UNKNOWN)
        return is_type_name(tag->name) && tag->attributes.len == 0;
    for (size_t i = 1; i + 1 < tag->whole.len; i++) {
        char c = tag->whole.ptr[i];

        if (!ascii_is_alnum(c) && !ascii_is_space(c) && (c == '\0' || strchr("_:,+'&", c) == NULL))
            return false;
    }
    return true;
}

/* True for a tag that stands for itself. One that does not end is none of HTML's either, unless
 * its name tells that it is. */
static bool is_text(const struct tag *tag)
{
    return is_type(tag) || (tag->role == ROLE_UNKNOWN && !str_ends(tag->whole, ">"));
}

/* --- entities --- */

enum { ENTITY_NAME_MAX = 8, ENTITY_DIGITS_MAX = 7 };

/* Appends character c, unless it could do harm: documents were sanitized before. */
static void add_character(struct buf *out, int32_t c)
{
    struct buf one = BUF_INIT;

    if (c == 0 || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
        c = 0xFFFD;
    utf8_append(&one, c);
    text_sanitize(out, buf_str(&one));
    buf_release(&one);
}

/* Decodes digits, "65" or "x41", up to the ';' at digits.len. False: they are none. */
static bool add_numeric(struct buf *out, struct str digits)
{
    bool is_hex = digits.len > 0 && ascii_lower(digits.ptr[0]) == 'x';
    int32_t value = 0;

    if (is_hex)
        digits = drop(digits, 1);
    if (digits.len == 0 || digits.len > ENTITY_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        char c = ascii_lower(digits.ptr[i]);

        if (!ascii_is_digit(c) && !(is_hex && c >= 'a' && c <= 'f'))
            return false;
        value = value * (is_hex ? 16 : 10) + (ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    add_character(out, value);
    return true;
}

/* Appends the character for the entity at the start of s, which begins with '&', and returns the
 * entity's length; an unknown one is appended as the '&' it begins with. */
static size_t add_entity(struct buf *out, struct str s)
{
    size_t max = ENTITY_NAME_MAX + 3;
    const char *end = memchr(s.ptr, ';', s.len < max ? s.len : max);
    struct str name = end != NULL ? str_slice(s.ptr + 1, (size_t)(end - s.ptr) - 1) : str_of("");
    const char *found;

    if (str_starts(name, "#")) {
        if (add_numeric(out, drop(name, 1)))
            return name.len + 2;
        name.len = 0;
    }
    found = html_find_entity(name);
    if (found == NULL) {
        buf_addc(out, '&');
        return 1;
    }
    buf_adds(out, found);
    return name.len + 2;
}

/* --- text --- */

/* White space to come, told apart so that runs of it become one. */
struct flow {
    struct buf *out;
    bool blank;  /* a blank is due before the next character */
    bool in_pre; /* white space stays as it is */
};

static bool at_line_start(const struct buf *b)
{
    return b->len == 0 || b->ptr[b->len - 1] == '\n';
}

static void add_due_blank(struct flow *f)
{
    if (f->blank && !at_line_start(f->out) && f->out->ptr[f->out->len - 1] != ' ')
        buf_addc(f->out, ' ');
    f->blank = false;
}

/* Appends s with its entities decoded and its white space drawn together. */
static void add_text(struct flow *f, struct str s)
{
    while (s.len > 0) {
        if (!f->in_pre && ascii_is_space(s.ptr[0])) {
            f->blank = true;
            s = drop(s, 1);
            continue;
        }
        add_due_blank(f);
        if (s.ptr[0] == '\n' && at_line_start(f->out)) {
            s = drop(s, 1); /* no empty lines, and none after <pre> */
        } else if (s.ptr[0] == '&') {
            s = drop(s, add_entity(f->out, s));
        } else {
            buf_addc(f->out, s.ptr[0]);
            s = drop(s, 1);
        }
    }
}

/* Appends an attribute's value, on one line. */
static void add_value(struct buf *out, struct str value)
{
    struct flow f = { .out = out };

    add_text(&f, str_trim(value));
}

/* --- reading --- */

/* The walk over one piece of HTML. */
struct reader {
    struct html_text *out;
    struct str rest;
    struct flow flow; /* into out->text */
    size_t cells;     /* in the table row so far */
    bool in_cell;     /* lines do not end there: a row is one line */
    bool quotes_hold; /* see attributes_length() */
};

/* What is left out from its first bytes to its last. CommonMark's comments may end at once
 * ("<!-->"); hence the two bytes less. */
static const struct {
    const char *begin;
    const char *end;
    size_t skipped; /* bytes of begin that cannot be part of end */
} left_out[] = {
    { "<!--", "-->", 2 },
    { "<![CDATA[", "]]>", 9 },
    { "<?", "?>", 2 },
    { "<!", ">", 2 },
};

/* The length of the comment or the like at the start of s; 0: there is none. */
static size_t left_out_length(struct str s)
{
    for (size_t i = 0; i < sizeof(left_out) / sizeof(*left_out); i++) {
        size_t skipped = left_out[i].skipped;
        const char *end;

        if (!str_starts(s, left_out[i].begin))
            continue;
        end = memmem(s.ptr + skipped, s.len - skipped, left_out[i].end, strlen(left_out[i].end));
        return end != NULL ? (size_t)(end - s.ptr) + strlen(left_out[i].end) : s.len;
    }
    return 0;
}

static void end_line(struct reader *r)
{
    struct buf *text = &r->out->text;

    if (r->in_cell) {
        r->flow.blank = true;
        return;
    }
    r->flow.blank = false;
    if (str_ends(buf_str(text), " "))
        buf_truncate(text, text->len - 1); /* after the last cell's '|' */
    if (!at_line_start(text))
        buf_addc(text, '\n');
}

static void begin_cell(struct reader *r)
{
    struct buf *text = &r->out->text;

    r->flow.blank = false;
    r->in_cell = true;
    if (r->cells++ == 0)
        return;
    if (!at_line_start(text) && text->ptr[text->len - 1] != ' ')
        buf_addc(text, ' ');
    buf_adds(text, "| ");
}

static void end_row(struct reader *r)
{
    r->in_cell = false;
    r->cells = 0;
    end_line(r);
}

/* Appends "Listing 4-1: its caption (src/main.rs)", without the parts that are missing. */
static void add_caption(struct buf *out, const struct tag *tag)
{
    struct str number = str_trim(attribute_value(tag, "number"));
    struct str caption = str_trim(attribute_value(tag, "caption"));
    struct str file = str_trim(attribute_value(tag, "file-name"));
    size_t start;

    if (number.len == 0 && caption.len == 0 && file.len == 0)
        return;
    if (out->len > 0)
        buf_addc(out, '\n');
    start = out->len;
    if (number.len > 0) {
        buf_adds(out, "Listing ");
        add_value(out, number);
        buf_adds(out, caption.len > 0 ? ": " : "");
    }
    add_value(out, caption);
    if (file.len > 0) {
        bool alone = out->len == start;

        buf_adds(out, alone ? "" : " (");
        add_value(out, file);
        buf_adds(out, alone ? "" : ")");
    }
}

static void add_classes(struct buf *out, const struct tag *tag)
{
    struct flow f = { .out = out, .blank = true };

    add_text(&f, str_trim(attribute_value(tag, "class")));
}

/* Passes over what stands between the opening tag of that name, taken already, and its closing
 * tag: no tags are looked for in there. */
static void drop_content(struct reader *r, struct str name)
{
    while (r->rest.len > 0) {
        const char *next = memmem(r->rest.ptr, r->rest.len, "</", 2);

        if (next == NULL)
            next = r->rest.ptr + r->rest.len;
        r->rest = drop(r->rest, (size_t)(next - r->rest.ptr));
        if (r->rest.len < name.len + 2)
            r->rest.len = 0;
        else if (str_equal_nocase(str_slice(r->rest.ptr + 2, name.len), name))
            return;
        else
            r->rest = drop(r->rest, 2);
    }
}

/* Does to the text what the tag stands for. */
static void apply_tag(struct reader *r, const struct tag *tag)
{
    if (!tag->closes)
        add_classes(&r->out->classes, tag);
    switch (tag->role) {
    case ROLE_BLOCK:
    case ROLE_BREAK:
        end_line(r);
        break;
    case ROLE_PRE:
        end_line(r);
        r->flow.in_pre = !tag->closes && !r->in_cell;
        break;
    case ROLE_ROW:
        end_row(r);
        break;
    case ROLE_CELL:
        if (tag->closes)
            r->flow.blank = true;
        else
            begin_cell(r);
        break;
    case ROLE_IMAGE:
        r->flow.blank = true;
        add_text(&r->flow, attribute_value(tag, "alt"));
        r->flow.blank = true;
        break;
    case ROLE_LISTING:
        end_line(r);
        if (!tag->closes)
            add_caption(&r->out->caption, tag);
        break;
    case ROLE_DROPPED:
        if (!tag->closes)
            drop_content(r, tag->name);
        break;
    case ROLE_INLINE:
    case ROLE_UNKNOWN:
        break;
    }
}

/* Takes what begins with the '<' at the start of the rest. */
static void take_markup(struct reader *r)
{
    size_t length = left_out_length(r->rest);
    struct tag tag;

    if (length > 0) {
        r->rest = drop(r->rest, length);
        return;
    }
    if (!read_tag(r->rest, &r->quotes_hold, &tag)) {
        add_text(&r->flow, str_slice("<", 1));
        r->rest = drop(r->rest, 1);
        return;
    }
    r->rest = drop(r->rest, tag.whole.len);
    if (is_text(&tag))
        add_text(&r->flow, tag.whole);
    else
        apply_tag(r, &tag);
}

void html_text_read(struct html_text *out, struct str html)
{
    struct reader r = { .out = out, .rest = html, .quotes_hold = true };

    r.flow.out = &out->text;
    end_line(&r);
    while (r.rest.len > 0) {
        const char *next = memchr(r.rest.ptr, '<', r.rest.len);
        size_t length = next != NULL ? (size_t)(next - r.rest.ptr) : r.rest.len;

        add_text(&r.flow, str_slice(r.rest.ptr, length));
        r.rest = drop(r.rest, length);
        if (r.rest.len > 0)
            take_markup(&r);
    }
    end_row(&r);
    if (str_ends(buf_str(&out->text), "\n"))
        buf_truncate(&out->text, out->text.len - 1);
}

void html_text_add_inline(struct buf *out, struct str tag)
{
    bool quotes_hold = true;
    struct tag read;

    if (!str_starts(tag, "<") || !read_tag(tag, &quotes_hold, &read))
        return;
    if (is_text(&read))
        buf_addstr(out, read.whole);
    else if (read.role == ROLE_BREAK)
        buf_addc(out, '\n');
    else if (read.role == ROLE_IMAGE)
        add_value(out, attribute_value(&read, "alt"));
}

void html_text_release(struct html_text *h)
{
    buf_release(&h->text);
    buf_release(&h->caption);
    buf_release(&h->classes);
}

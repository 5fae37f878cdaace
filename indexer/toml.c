/* TOML, as much of it as book.toml and front matter need. */
#include "indexer/toml.h"

#include <stdint.h>

#include "core/text.h"

void toml_init(struct toml *t, struct str text)
{
    t->rest = text;
    buf_init(&t->table);
    buf_init(&t->key);
    buf_init(&t->value);
}

void toml_release(struct toml *t)
{
    buf_release(&t->table);
    buf_release(&t->key);
    buf_release(&t->value);
}

static void advance(struct str *s, size_t n)
{
    s->ptr += n;
    s->len -= n;
}

/* The next byte; '\0' at the end, which stands for itself nowhere in TOML. */
static char peek(const struct str *s)
{
    return s->len > 0 ? s->ptr[0] : '\0';
}

static void skip_blanks(struct str *s)
{
    while (peek(s) == ' ' || peek(s) == '\t')
        advance(s, 1);
}

static void skip_line(struct str *s)
{
    struct str line;

    (void)str_next_line(s, &line);
}

/* Past blanks, line ends and comments: what may stand between the items of a list. */
static void skip_space(struct str *s)
{
    while (ascii_is_space(peek(s)) || peek(s) == '#') {
        if (peek(s) == '#')
            skip_line(s);
        else
            advance(s, 1);
    }
}

/* The value of the count hexadecimal digits at s; -1: they are not all there. */
static int32_t hex_value(struct str s, size_t count)
{
    int32_t value = 0;

    if (s.len < count)
        return -1;
    for (size_t i = 0; i < count; i++) {
        char c = ascii_lower(s.ptr[i]);

        if (!ascii_is_digit(c) && !(c >= 'a' && c <= 'f'))
            return -1;
        if (value > 0x10FFFF)
            return -1;
        value = value * 16 + (ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return value > 0x10FFFF ? -1 : value;
}

/* Takes the escape whose letter *s begins with. An unknown one stands for its letter. */
static void take_escape(struct str *s, struct buf *out)
{
    static const char letters[] = "btnfre";
    static const char meanings[] = "\b\t\n\f\r\x1b";
    char letter = peek(s);
    const char *known = letter != '\0' ? strchr(letters, letter) : NULL;
    size_t digits = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;

    if (s->len == 0)
        return;
    advance(s, 1);
    if (digits > 0) {
        int32_t c = hex_value(*s, digits);

        if (c > 0 && !(c >= 0xD800 && c <= 0xDFFF)) {
            utf8_append(out, c);
            advance(s, digits);
        }
    } else if (letter == '\n') {
        while (ascii_is_space(peek(s))) /* the line end is left out, with the blanks after it */
            advance(s, 1);
    } else {
        buf_addc(out, known != NULL ? meanings[known - letters] : letter);
    }
}

/* Takes the string that *s begins with. One that does not end on its line, or not at all with
 * three quotes, is taken as far as that. */
static void take_string(struct str *s, struct buf *out)
{
    char quote = peek(s);
    const char *ends = quote == '"' ? "\"\"\"" : "'''";
    bool multi = str_starts(*s, ends);

    advance(s, multi ? 3 : 1);
    if (multi && peek(s) == '\n')
        advance(s, 1);
    while (s->len > 0 && (multi || peek(s) != '\n')) {
        char c = peek(s);

        if (multi ? str_starts(*s, ends) : c == quote) {
            advance(s, multi ? 3 : 1);
            return;
        }
        advance(s, 1);
        if (c == '\\' && quote == '"')
            take_escape(s, out);
        else
            buf_addc(out, c);
    }
}

static bool at_string(const struct str *s)
{
    return peek(s) == '"' || peek(s) == '\'';
}

/* Takes a value that is no string: a number, a date, true or false. */
static void take_word(struct str *s, struct buf *out)
{
    size_t len = 0;

    while (len < s->len && strchr("#,[]{}\"'\n", s->ptr[len]) == NULL)
        len++;
    buf_addstr(out, str_trim(str_slice(s->ptr, len)));
    advance(s, len);
}

/* Takes the list that *s begins with, and lists in it, as items with blanks between. */
static void take_list(struct str *s, struct buf *out)
{
    size_t depth = 0;

    do {
        char c = peek(s);

        if (c == '[')
            depth++;
        else if (c == ']')
            depth--;
        if (strchr("[]{},", c) != NULL) {
            advance(s, 1);
        } else {
            if (out->len > 0)
                buf_addc(out, ' ');
            if (at_string(s))
                take_string(s, out);
            else
                take_word(s, out);
        }
        if (depth > 0)
            skip_space(s);
    } while (depth > 0 && s->len > 0);
}

/* Takes a dotted key up to what ends it, appending its parts to out. False: there is none. */
static bool take_key(struct str *s, struct buf *out)
{
    for (;;) {
        size_t before = s->len;

        if (out->len > 0)
            buf_addc(out, '.');
        skip_blanks(s);
        if (at_string(s))
            take_string(s, out);
        else
            while (ascii_is_alnum(peek(s)) || peek(s) == '_' || peek(s) == '-') {
                buf_addc(out, peek(s));
                advance(s, 1);
            }
        if (s->len == before)
            return false;
        skip_blanks(s);
        if (peek(s) != '.')
            return true;
        advance(s, 1);
    }
}

/* Takes "[table]" or "[[table]]". */
static void take_header(struct toml *t)
{
    while (peek(&t->rest) == '[')
        advance(&t->rest, 1);
    buf_clear(&t->table);
    (void)take_key(&t->rest, &t->table);
    skip_line(&t->rest);
}

/* Takes "key = value". False: the line is none, or its value an inline table. */
static bool take_pair(struct toml *t)
{
    buf_clear(&t->key);
    buf_clear(&t->value);
    buf_addstr(&t->key, buf_str(&t->table));
    if (!take_key(&t->rest, &t->key) || peek(&t->rest) != '=')
        return false;
    advance(&t->rest, 1);
    skip_blanks(&t->rest);
    if (at_string(&t->rest))
        take_string(&t->rest, &t->value);
    else if (peek(&t->rest) == '[')
        take_list(&t->rest, &t->value);
    else
        take_word(&t->rest, &t->value);
    return peek(&t->rest) != '{';
}

bool toml_next(struct toml *t)
{
    for (;;) {
        skip_space(&t->rest);
        if (t->rest.len == 0)
            return false;
        if (peek(&t->rest) == '[') {
            take_header(t);
        } else {
            bool found = take_pair(t);

            skip_line(&t->rest);
            if (found)
                return true;
        }
    }
}

/* Characters: ASCII classes that ignore the locale, and UTF-8 over utf8proc. */
#ifndef RUSTPRO_CORE_TEXT_H
#define RUSTPRO_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"

static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool ascii_is_alpha(char c)
{
    return ascii_is_upper(c) || ascii_is_lower(c);
}

static inline bool ascii_is_alnum(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c);
}

static inline char ascii_lower(char c)
{
    return ascii_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* ASCII case is ignored. */
bool str_equal_nocase(struct str a, struct str b);

/* Decodes the character at s[0..len), len > 0, and returns its length in bytes. A byte that starts
 * no valid UTF-8 sequence gives U+FFFD and length 1. */
size_t utf8_decode(const char *s, size_t len, int32_t *out);

/* The length of the valid UTF-8 prefix of s: s.len when all of it is valid. */
size_t utf8_valid_prefix(struct str s);

/* Appends the character c, a valid code point. */
void utf8_append(struct buf *out, int32_t c);

/* The lower case of c. */
int32_t utf8_lower(int32_t c);

/* A letter, digit, mark or '_' in any script. */
bool utf8_is_word(int32_t c);

/* Han, Hiragana, Katakana and the like: scripts written without blanks between words. */
bool utf8_is_ideograph(int32_t c);

/* Columns that c takes on a terminal: 0, 1 or 2. */
int utf8_width(int32_t c);

/* As utf8_decode(), with the columns that the character takes. A variation selector that asks for
 * an emoji (U+FE0F) is taken along, and then there are two columns: terminals differ, and what is
 * narrower than was reckoned does no harm. */
size_t utf8_step(const char *s, size_t len, int32_t *out, size_t *width);

/* Columns that s takes on a terminal, at most; control characters count 0. */
size_t str_width(struct str s);

/* Appends s in lower case without accents (NFKD, case folding, marks dropped). */
void text_fold(struct buf *out, struct str s);

/* Appends s with all that could harm a terminal or hide text taken out: C0 and C1 control
 * characters other than LF and TAB, and bidirectional overrides and isolates. Invalid UTF-8
 * becomes U+FFFD. CR LF and lone CR become LF. */
void text_sanitize(struct buf *out, struct str s);

#endif

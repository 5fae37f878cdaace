/* Characters: UTF-8 decoding, classes, folding and what may reach a terminal. */
#include "core/text.h"

#include <stdlib.h>
#include <utf8proc.h>

static const int32_t REPLACEMENT = 0xFFFD;

bool str_equal_nocase(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
            return false;
    return true;
}

size_t utf8_decode(const char *s, size_t len, int32_t *out)
{
    utf8proc_ssize_t n;

    if ((unsigned char)s[0] < 0x80) {
        *out = (unsigned char)s[0];
        return 1;
    }
    n = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)(len < 4 ? len : 4), out);
    if (n > 0)
        return (size_t)n;
    *out = REPLACEMENT;
    return 1;
}

size_t utf8_valid_prefix(struct str s)
{
    size_t i = 0;

    while (i < s.len) {
        utf8proc_ssize_t n;
        int32_t c;

        if ((unsigned char)s.ptr[i] < 0x80) {
            i++;
            continue;
        }
        n = utf8proc_iterate((const utf8proc_uint8_t *)s.ptr + i, (utf8proc_ssize_t)(s.len - i),
                             &c);
        if (n <= 0)
            return i;
        i += (size_t)n;
    }
    return i;
}

void utf8_append(struct buf *out, int32_t c)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);

    buf_add(out, (const char *)bytes, (size_t)n);
}

int32_t utf8_lower(int32_t c)
{
    return utf8proc_tolower(c);
}

bool utf8_is_word(int32_t c)
{
    if (c < 0x80)
        return ascii_is_alnum((char)c) || c == '_';
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return true;
    default:
        return false;
    }
}

bool utf8_is_ideograph(int32_t c)
{
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

int utf8_width(int32_t c)
{
    if (c < 0x80)
        return c >= 0x20 && c < 0x7F ? 1 : 0;
    return utf8proc_charwidth(c);
}

size_t utf8_step(const char *s, size_t len, int32_t *out, size_t *width)
{
    static const char EMOJI[] = "\xef\xb8\x8f"; /* U+FE0F */
    const size_t selector = sizeof(EMOJI) - 1;
    size_t n = utf8_decode(s, len, out);

    *width = (size_t)utf8_width(*out);
    if (len - n >= selector && s[n] == EMOJI[0] && memcmp(s + n, EMOJI, selector) == 0) {
        n += selector;
        *width = *width > 0 ? 2 : 0;
    }
    return n;
}

size_t str_width(struct str s)
{
    size_t width = 0;

    for (size_t i = 0; i < s.len;) {
        int32_t c;
        size_t columns;

        i += utf8_step(s.ptr + i, s.len - i, &c, &columns);
        width += columns;
    }
    return width;
}

void text_fold(struct buf *out, struct str s)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n;
    size_t i = 0;

    while (i < s.len && (unsigned char)s.ptr[i] < 0x80)
        i++;
    if (i == s.len) {
        buf_reserve(out, s.len);
        for (i = 0; i < s.len; i++)
            buf_addc(out, ascii_lower(s.ptr[i]));
        return;
    }
    n = utf8proc_map((const utf8proc_uint8_t *)s.ptr, (utf8proc_ssize_t)s.len, &folded,
                     UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                         UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
    if (n >= 0)
        buf_add(out, (const char *)folded, (size_t)n);
    else
        buf_addstr(out, s); /* not UTF-8: keep the bytes, they match themselves */
    free(folded);
}

static bool is_harmful(int32_t c)
{
    if (c < 0x20)
        return c != '\n' && c != '\t';
    return (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200E && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

void text_sanitize(struct buf *out, struct str s)
{
    size_t i = 0;

    buf_reserve(out, s.len);
    while (i < s.len) {
        size_t run = i;
        int32_t c;
        size_t n;

        while (run < s.len && (unsigned char)s.ptr[run] >= 0x20 && (unsigned char)s.ptr[run] < 0x7F)
            run++;
        buf_add(out, s.ptr + i, run - i);
        i = run;
        if (i >= s.len)
            break;
        n = utf8_decode(s.ptr + i, s.len - i, &c);
        if (c == '\r')
            buf_addc(out, '\n');
        else if (c == REPLACEMENT && n == 1)
            utf8_append(out, REPLACEMENT);
        else if (!is_harmful(c))
            buf_add(out, s.ptr + i, n);
        i += n;
        if (c == '\r' && i < s.len && s.ptr[i] == '\n')
            i++;
    }
}

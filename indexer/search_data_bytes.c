/* What the bytes of search data are wrapped in: JavaScript's strings, base64, numbers, hashes. */
#include <limits.h>

#include "core/text.h"
#include "indexer/search_data_internal.h"

/* --- JavaScript's string literals --- */

static int hex_digit(char c)
{
    c = ascii_lower(c);
    if (ascii_is_digit(c))
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes the escape sequence at s, which begins with a backslash. Returns its length, or 0: it is
 * none that stands for one byte. */
static size_t decode_escape(struct str s, char *out)
{
    static const char letters[] = "\"'\\nrtbfv0";
    static const char meanings[] = "\"'\\\n\r\t\b\f\v";
    const char *at;
    int high;
    int low;

    if (s.len < 2)
        return 0;
    if (s.ptr[1] == 'x') {
        high = s.len >= 4 ? hex_digit(s.ptr[2]) : -1;
        low = high >= 0 ? hex_digit(s.ptr[3]) : -1;
        *out = (char)(high * 16 + low);
        return low >= 0 ? 4 : 0;
    }
    at = memchr(letters, s.ptr[1], sizeof(letters) - 1);
    if (at == NULL)
        return 0;
    *out = meanings[at - letters]; /* that of '0' is the '\0' at the end */
    return 2;
}

bool search_bytes_unwrap(struct buf *file, const char *opening, const char *closing)
{
    size_t start = strlen(opening);
    size_t len = 0;
    size_t end;

    if (file->len < start + strlen(closing) || !str_starts(buf_str(file), opening) ||
        !str_ends(buf_str(file), closing))
        return false;
    end = file->len - strlen(closing);
    for (size_t i = start; i < end;) {
        size_t taken = 1;
        char c = file->ptr[i];

        if (c == opening[start - 1])
            return false;
        if (c == '\\') {
            taken = decode_escape(str_slice(file->ptr + i, end - i), &c);
            if (taken == 0)
                return false;
        }
        file->ptr[len++] = c; /* never beyond what was read: escapes are longer than the byte */
        i += taken;
    }
    buf_truncate(file, len);
    return true;
}

/* --- base64 --- */

static int base64_digit(char c)
{
    if (ascii_is_upper(c))
        return c - 'A';
    if (ascii_is_lower(c))
        return c - 'a' + 26;
    if (ascii_is_digit(c))
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

bool search_bytes_add_base64(struct buf *out, struct str text)
{
    size_t padding = str_ends(text, "==") ? 2 : str_ends(text, "=") ? 1 : 0;
    uint32_t bits = 0;

    if (text.len % 4 != 0)
        return false;
    buf_reserve(out, text.len / 4 * 3);
    for (size_t i = 0; i < text.len; i++) {
        int digit = i < text.len - padding ? base64_digit(text.ptr[i]) : 0;

        if (digit < 0)
            return false;
        bits = bits << 6 | (uint32_t)digit;
        if (i % 4 != 3)
            continue;
        buf_addc(out, (char)(bits >> 16 & 0xff));
        buf_addc(out, (char)(bits >> 8 & 0xff));
        buf_addc(out, (char)(bits & 0xff));
    }
    buf_truncate(out, out->len - padding);
    return true;
}

/* --- numbers --- */

bool search_bytes_take_number(struct str *rest, size_t max, size_t *out)
{
    size_t number = 0;

    while (rest->len > 0 && number <= max) {
        unsigned char c = (unsigned char)*rest->ptr++;

        rest->len--;
        if ((c & 0xf0) != 0x40 && (c & 0xf0) != 0x60)
            return false;
        number = number * 16 + (c & 0xf);
        if ((c & 0xf0) == 0x60) {
            *out = number;
            return number <= max;
        }
    }
    return false;
}

/* --- SipHash --- */

static uint64_t rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

static void mix(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

/* The number in up to eight bytes, the lowest first. */
static uint64_t load(const char *bytes, size_t len)
{
    uint64_t word = 0;

    for (size_t i = 0; i < len; i++)
        word |= (uint64_t)(unsigned char)bytes[i] << (CHAR_BIT * i);
    return word;
}

static void take_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    mix(v);
    v[0] ^= word;
}

/* Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", with one round for each word
 * and three at the end. */
uint64_t search_bytes_hash(struct str bytes)
{
    uint64_t v[4] = { 0x736f6d6570736575, 0x646f72616e646f6d, 0x6c7967656e657261,
                      0x7465646279746573 };
    size_t i;

    for (i = 0; i + 8 <= bytes.len; i += 8)
        take_word(v, load(bytes.ptr + i, 8));
    take_word(v, (uint64_t)bytes.len << 56 | load(bytes.ptr + i, bytes.len - i));
    v[2] ^= 0xff;
    mix(v);
    mix(v);
    mix(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

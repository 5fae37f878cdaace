/* Growing text and borrowed slices. */
#include "core/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

char buf_empty[1] = "";

bool str_starts(struct str s, const char *prefix)
{
    size_t len = strlen(prefix);

    return len == 0 || (s.len >= len && memcmp(s.ptr, prefix, len) == 0);
}

bool str_ends(struct str s, const char *suffix)
{
    size_t len = strlen(suffix);

    return len == 0 || (s.len >= len && memcmp(s.ptr + s.len - len, suffix, len) == 0);
}

size_t str_count(struct str s, const char *part)
{
    size_t len = strlen(part);
    size_t count = 0;
    const char *at;

    while (s.len >= len && (at = memmem(s.ptr, s.len, part, len)) != NULL) {
        s = str_slice(at + len, (size_t)(s.ptr + s.len - at) - len);
        count++;
    }
    return count;
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && ascii_is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && ascii_is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool str_next_field(struct str *rest, char sep, struct str *field)
{
    const char *end;

    if (rest->ptr == NULL)
        return false;
    end = rest->len > 0 ? memchr(rest->ptr, sep, rest->len) : NULL;
    if (end == NULL) {
        *field = *rest;
        *rest = (struct str){ NULL, 0 };
        return true;
    }
    *field = str_slice(rest->ptr, (size_t)(end - rest->ptr));
    *rest = str_slice(end + 1, rest->len - field->len - 1);
    return true;
}

bool str_next_line(struct str *rest, struct str *line)
{
    size_t end = 0;
    size_t next;

    if (rest->len == 0)
        return false;
    while (end < rest->len && rest->ptr[end] != '\n' && rest->ptr[end] != '\r')
        end++;
    next = end;
    if (next < rest->len)
        next += rest->ptr[next] == '\r' && next + 1 < rest->len && rest->ptr[next + 1] == '\n' ? 2
                                                                                               : 1;
    *line = str_slice(rest->ptr, end);
    *rest = str_slice(rest->ptr + next, rest->len - next);
    return true;
}

void buf_init(struct buf *b)
{
    *b = (struct buf)BUF_INIT;
}

void buf_release(struct buf *b)
{
    if (b->cap > 0)
        free(b->ptr);
    buf_init(b);
}

void buf_clear(struct buf *b)
{
    buf_truncate(b, 0);
}

void buf_reserve(struct buf *b, size_t extra)
{
    size_t need = b->len + extra + 1;
    size_t cap = b->cap > 0 ? b->cap : 64;

    assert(need > extra);
    if (need <= b->cap)
        return;
    while (cap < need)
        cap += cap / 2;
    if (b->cap == 0) {
        b->ptr = xmalloc(cap);
        b->ptr[0] = '\0';
    } else {
        b->ptr = xrealloc(b->ptr, cap);
    }
    b->cap = cap;
}

void buf_add(struct buf *b, const char *s, size_t len)
{
    if (len == 0)
        return;
    buf_reserve(b, len);
    memcpy(b->ptr + b->len, s, len);
    b->len += len;
    b->ptr[b->len] = '\0';
}

void buf_adds(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_addstr(struct buf *b, struct str s)
{
    buf_add(b, s.ptr, s.len);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    int need;

    va_start(ap, fmt);
    need = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    assert(need >= 0);
    buf_reserve(b, (size_t)need);
    va_start(ap, fmt);
    (void)vsnprintf(b->ptr + b->len, (size_t)need + 1, fmt, ap);
    va_end(ap);
    b->len += (size_t)need;
}

void buf_truncate(struct buf *b, size_t len)
{
    assert(len <= b->len);
    if (b->cap == 0)
        return;
    b->len = len;
    b->ptr[len] = '\0';
}

void buf_trim_end(struct buf *b)
{
    size_t len = b->len;

    while (len > 0 && ascii_is_space(b->ptr[len - 1]))
        len--;
    buf_truncate(b, len);
}

char *buf_detach(struct buf *b)
{
    char *owned = b->cap > 0 ? b->ptr : xstrdup("");

    buf_init(b);
    return owned;
}

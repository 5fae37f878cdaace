/* Growing text and borrowed slices: the two string types of this program. */
#ifndef RUSTPRO_CORE_BUF_H
#define RUSTPRO_CORE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A borrowed slice: len bytes at ptr, not '\0'-ended. ptr may be NULL when len is 0. */
struct str {
    const char *ptr;
    size_t len;
};

static inline struct str str_of(const char *s)
{
    return (struct str){ s, s != NULL ? strlen(s) : 0 };
}

static inline struct str str_slice(const char *ptr, size_t len)
{
    return (struct str){ ptr, len };
}

static inline bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_equals(struct str a, const char *b)
{
    return str_equal(a, str_of(b));
}

bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);

/* How often part, at least one byte, stands in s; occurrences do not overlap. */
size_t str_count(struct str s, const char *part);

/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);

/* Cuts the text up to the next sep off the front of *rest, which moves past it. False when *rest
 * was used up (its ptr is NULL then). Every text has at least one field, the empty one too. */
bool str_next_field(struct str *rest, char sep, struct str *field);

/* The first line of *rest without its line end (LF, CRLF or CR); *rest moves past it.
 * False when *rest is empty. */
bool str_next_line(struct str *rest, struct str *line);

/* Growing bytes. ptr is never NULL and ptr[len] is always '\0'. Start with BUF_INIT. */
struct buf {
    char *ptr;
    size_t len;
    size_t cap; /* bytes at ptr, 0 while ptr is the shared empty string */
};

extern char buf_empty[1];
#define BUF_INIT                                                                                   \
    {                                                                                              \
        buf_empty, 0, 0                                                                            \
    }

void buf_init(struct buf *b);
void buf_release(struct buf *b); /* frees; b is empty and usable again */
void buf_clear(struct buf *b);   /* len 0, keeps the memory */
void buf_reserve(struct buf *b, size_t extra);

void buf_add(struct buf *b, const char *s, size_t len);
void buf_adds(struct buf *b, const char *s);
void buf_addstr(struct buf *b, struct str s);
void buf_addf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

static inline void buf_addc(struct buf *b, char c)
{
    if (b->len + 1 >= b->cap)
        buf_reserve(b, 1);
    b->ptr[b->len++] = c;
    b->ptr[b->len] = '\0';
}

void buf_truncate(struct buf *b, size_t len);
void buf_trim_end(struct buf *b); /* drops ASCII white space at the end */

/* new: free(). b is empty and usable again. */
char *buf_detach(struct buf *b);

static inline struct str buf_str(const struct buf *b)
{
    return (struct str){ b->ptr, b->len };
}

#endif

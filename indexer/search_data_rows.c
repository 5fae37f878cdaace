/* Sets of rows: Roaring bitmaps.
 *
 * Source: the Roaring format's specification, "Standard 32-bit Roaring Bitmap". Numbers have their
 * lowest byte first. A bitmap is a cookie, 12346 and a count of containers in 32 bits each, or
 * 12347 and the count minus one in 16 bits each with a bit for each container that holds runs; for
 * each container its key, which is the upper half of its rows, and its rows' count minus one;
 * unless runs are few, for each where it begins; and the containers. One of runs is their count and
 * for each its first row and length minus one, one of 4096 rows and more a bit for each of 65,536,
 * any other its rows. (The specification has a container of exactly 4096 rows list them; rustdoc's
 * do not.) */
#include <stdlib.h>

#include "core/xalloc.h"
#include "indexer/search_data_internal.h"

enum {
    COOKIE_PLAIN = 12346,
    COOKIE_RUNS = 12347,
    OFFSETS_FROM = 4, /* containers, for a bitmap with runs to say where each begins */
    BITS_FROM = 4096, /* rows */
    CONTAINER_ROWS = 1 << 16,
    CONTAINER_WORDS = CONTAINER_ROWS / 64,
    KEYS_MAX = SEARCH_ROWS_MAX / CONTAINER_ROWS
};

/* A bitmap being read. */
struct bitmap {
    struct str bytes;                                  /* all of it */
    size_t at;                                         /* what was read of it */
    size_t count;                                      /* containers */
    const unsigned char *has_runs, *headers, *offsets; /* in bytes; NULL: it has none */
};

/* Steps over len bytes. NULL: there are not that many. */
static const unsigned char *take(struct bitmap *b, size_t len)
{
    if (len > b->bytes.len - b->at)
        return NULL;
    b->at += len;
    return (const unsigned char *)b->bytes.ptr + b->at - len;
}

static unsigned load_u16(const unsigned char *p)
{
    return (unsigned)p[0] | (unsigned)p[1] << 8;
}

static size_t load_u32(const unsigned char *p)
{
    return load_u16(p) | (size_t)load_u16(p + 2) << 16;
}

static bool read_header(struct bitmap *b)
{
    const unsigned char *p = take(b, 4);
    bool with_runs = p != NULL && load_u16(p) == COOKIE_RUNS;

    if (p == NULL || (!with_runs && load_u32(p) != COOKIE_PLAIN))
        return false;
    if (with_runs) {
        b->count = (size_t)load_u16(p + 2) + 1;
        b->has_runs = take(b, (b->count + 7) / 8);
    } else {
        p = take(b, 4);
        b->count = p != NULL ? load_u32(p) : 0;
    }
    if (p == NULL || b->count > CONTAINER_ROWS || (with_runs && b->has_runs == NULL))
        return false;
    b->headers = take(b, b->count * 4);
    if (b->headers == NULL || (with_runs && b->count < OFFSETS_FROM))
        return b->headers != NULL;
    b->offsets = take(b, b->count * 4);
    return b->offsets != NULL;
}

static size_t key_of(const struct bitmap *b, size_t container)
{
    return load_u16(b->headers + container * 4);
}

static size_t rows_of(const struct bitmap *b, size_t container)
{
    return (size_t)load_u16(b->headers + container * 4 + 2) + 1;
}

static void set_row(uint64_t *words, size_t row)
{
    words[row / 64] |= (uint64_t)1 << row % 64;
}

static bool read_runs(struct bitmap *b, uint64_t *words)
{
    const unsigned char *p = take(b, 2);
    size_t count = p != NULL ? load_u16(p) : 0;

    p = p != NULL ? take(b, count * 4) : NULL;
    if (p == NULL)
        return false;
    for (size_t next = 0; count > 0; count--, p += 4) {
        size_t first = load_u16(p);
        size_t last = first + load_u16(p + 2);

        if (first < next || last >= CONTAINER_ROWS)
            return false;
        for (size_t row = first; row <= last; row++)
            set_row(words, row);
        next = last + 1;
    }
    return true;
}

static bool read_bits(struct bitmap *b, uint64_t *words)
{
    const unsigned char *p = take(b, CONTAINER_ROWS / 8);

    if (p == NULL)
        return false;
    for (size_t i = 0; i < CONTAINER_ROWS / 8; i++)
        words[i / 8] |= (uint64_t)p[i] << i % 8 * 8;
    return true;
}

static bool read_list(struct bitmap *b, size_t rows, uint64_t *words)
{
    const unsigned char *p = take(b, rows * 2);

    if (p == NULL)
        return false;
    for (size_t i = 0; i < rows; i++)
        set_row(words, load_u16(p + i * 2));
    return true;
}

/* Reads a container into the words of its key; it must hold as many rows as was said. */
static bool read_container(struct bitmap *b, size_t i, uint64_t *words)
{
    size_t rows = rows_of(b, i);
    size_t found = 0;
    bool good;

    if (b->offsets != NULL && load_u32(b->offsets + i * 4) != b->at)
        return false;
    if (b->has_runs != NULL && (b->has_runs[i / 8] >> i % 8 & 1) != 0)
        good = read_runs(b, words);
    else if (rows >= BITS_FROM)
        good = read_bits(b, words);
    else
        good = read_list(b, rows, words);
    for (size_t w = 0; good && w < CONTAINER_WORDS; w++)
        found += (size_t)__builtin_popcountll(words[w]);
    return good && found == rows;
}

/* Fills what is asked for most: counts of the rows before each word. */
static void count_rows(struct search_rows *rows)
{
    rows->before = xcalloc(rows->word_count, sizeof(*rows->before));
    for (size_t w = 0; w < rows->word_count; w++) {
        rows->before[w] = (uint32_t)rows->count;
        rows->count += (size_t)__builtin_popcountll(rows->words[w]);
    }
}

enum status search_rows_read(struct str bytes, struct search_rows *out)
{
    struct bitmap b = { .bytes = bytes };
    struct search_rows rows = { 0 };
    bool good = read_header(&b);

    for (size_t i = 1; good && i < b.count; i++)
        good = key_of(&b, i) > key_of(&b, i - 1);
    if (good && b.count > 0 && key_of(&b, b.count - 1) >= KEYS_MAX)
        return STATUS_TOO_BIG;
    if (good && b.count > 0) {
        rows.word_count = (key_of(&b, b.count - 1) + 1) * CONTAINER_WORDS;
        rows.words = xcalloc(rows.word_count, sizeof(*rows.words));
    }
    for (size_t i = 0; good && i < b.count; i++)
        good = read_container(&b, i, rows.words + key_of(&b, i) * CONTAINER_WORDS);
    if (!good || b.at != bytes.len) {
        search_rows_release(&rows);
        return STATUS_BAD_INPUT;
    }
    count_rows(&rows);
    *out = rows;
    return STATUS_OK;
}

void search_rows_release(struct search_rows *rows)
{
    free(rows->words);
    free(rows->before);
    *rows = (struct search_rows){ 0 };
}

bool search_rows_has(const struct search_rows *rows, size_t row)
{
    return row / 64 < rows->word_count && (rows->words[row / 64] >> row % 64 & 1) != 0;
}

size_t search_rows_before(const struct search_rows *rows, size_t row)
{
    size_t word = row / 64;
    uint64_t below = ((uint64_t)1 << row % 64) - 1;

    if (word >= rows->word_count)
        return rows->count;
    return rows->before[word] + (size_t)__builtin_popcountll(rows->words[word] & below);
}

/* The lexicon: an open-addressing hash table over words that never move. */
#include "core/lexicon.h"

#include <libstemmer.h>
#include <stdalign.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

/* Bytes to a block of words: small tables stay small, large ones get few blocks. */
enum { BLOCK_BYTES_MIN = 1 << 12, BLOCK_BYTES_MAX = 1 << 18, SLOTS_MIN = 64 };

/* Words lie in blocks, each with its text behind it: one look at memory finds both. */
struct block {
    struct block *next;
    size_t used, size;
    alignas(struct lexicon_word) char bytes[];
};

/* The hash stands in the slot, so that most other words are told apart without a look at them. */
struct slot {
    struct lexicon_word *word; /* NULL: free */
    uint32_t hash;
};

struct lexicon {
    struct sb_stemmer *stemmer;
    struct slot *slots; /* a power of two of them */
    size_t slot_count;
    struct lexicon_word **words; /* in the order they came */
    size_t count, cap;
    struct block *blocks;
};

struct lexicon *lexicon_new(void)
{
    struct lexicon *lx = xcalloc(1, sizeof(*lx));

    lx->slot_count = SLOTS_MIN;
    lx->slots = xcalloc(lx->slot_count, sizeof(*lx->slots));
    return lx;
}

static void free_blocks(struct lexicon *lx)
{
    while (lx->blocks != NULL) {
        struct block *next = lx->blocks->next;

        free(lx->blocks);
        lx->blocks = next;
    }
}

void lexicon_free(struct lexicon *lx)
{
    if (lx == NULL)
        return;
    free_blocks(lx);
    free(lx->words);
    free(lx->slots);
    if (lx->stemmer != NULL)
        sb_stemmer_delete(lx->stemmer);
    free(lx);
}

void lexicon_clear(struct lexicon *lx)
{
    memset(lx->slots, 0, lx->slot_count * sizeof(*lx->slots));
    free_blocks(lx);
    lx->count = 0;
}

size_t lexicon_count(const struct lexicon *lx)
{
    return lx->count;
}

const struct lexicon_word *lexicon_at(const struct lexicon *lx, size_t i)
{
    return lx->words[i];
}

/* FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint32_t hash_bytes(struct str s)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 16777619u;
    return h;
}

static void grow_slots(struct lexicon *lx)
{
    size_t count = lx->slot_count * 2;
    struct slot *slots = xcalloc(count, sizeof(*slots));

    for (size_t i = 0; i < lx->slot_count; i++) {
        size_t k = lx->slots[i].hash & (count - 1);

        if (lx->slots[i].word == NULL)
            continue;
        while (slots[k].word != NULL)
            k = (k + 1) & (count - 1);
        slots[k] = lx->slots[i];
    }
    free(lx->slots);
    lx->slots = slots;
    lx->slot_count = count;
}

/* Room for size bytes, aligned for a word. */
static void *allocate(struct lexicon *lx, size_t size)
{
    const size_t align = alignof(struct lexicon_word);
    struct block *block = lx->blocks;
    void *room;

    size = (size + align - 1) / align * align;
    if (block == NULL || block->size - block->used < size) {
        size_t wanted = block == NULL ? BLOCK_BYTES_MIN : block->size * 2;

        wanted = wanted < BLOCK_BYTES_MAX ? wanted : BLOCK_BYTES_MAX;
        wanted = wanted > size ? wanted : size;
        block = xmalloc(sizeof(*block) + wanted);
        *block = (struct block){ .next = lx->blocks, .size = wanted };
        lx->blocks = block;
    }
    room = block->bytes + block->used;
    block->used += size;
    return room;
}

static struct lexicon_word *add_word(struct lexicon *lx, struct str text)
{
    struct lexicon_word *word = allocate(lx, sizeof(*word) + text.len);
    char *copy = (char *)(word + 1);

    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    *word = (struct lexicon_word){ .text = { copy, text.len } };
    lx->words = xgrow(lx->words, lx->count, &lx->cap, sizeof(struct lexicon_word *));
    lx->words[lx->count++] = word;
    return word;
}

struct lexicon_word *lexicon_intern(struct lexicon *lx, struct str text)
{
    uint32_t hash = hash_bytes(text);
    size_t k = hash & (lx->slot_count - 1);
    struct lexicon_word *word;

    while (lx->slots[k].word != NULL) {
        if (lx->slots[k].hash == hash && str_equal(lx->slots[k].word->text, text))
            return lx->slots[k].word;
        k = (k + 1) & (lx->slot_count - 1);
    }
    word = add_word(lx, text);
    lx->slots[k] = (struct slot){ word, hash };
    if (lx->count * 2 > lx->slot_count)
        grow_slots(lx);
    return word;
}

static bool can_stem(struct str s)
{
    if (s.len < 3 || s.len > 64)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_lower(s.ptr[i]) && s.ptr[i] != '\'')
            return false;
    return true;
}

struct lexicon_word *lexicon_stem(struct lexicon *lx, struct lexicon_word *word)
{
    if (word->stem != NULL)
        return word->stem;
    word->stem = word;
    if (can_stem(word->text)) {
        const sb_symbol *stem;

        if (lx->stemmer == NULL)
            lx->stemmer = sb_stemmer_new("english", NULL);
        stem = sb_stemmer_stem(lx->stemmer, (const sb_symbol *)word->text.ptr, (int)word->text.len);
        if (stem != NULL)
            word->stem = lexicon_intern(
                lx, str_slice((const char *)stem, (size_t)sb_stemmer_length(lx->stemmer)));
    }
    return word->stem;
}

void lexicon_count_word(struct lexicon_word *word, uint32_t stamp)
{
    if (word->word_stamp == stamp)
        return;
    word->word_stamp = stamp;
    word->word_entries++;
}

void lexicon_count_token(struct lexicon_word *word, uint32_t stamp)
{
    if (word->token_stamp == stamp)
        return;
    word->token_stamp = stamp;
    word->token_entries++;
}

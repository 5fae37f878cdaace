/* The lexicon: an open-addressing hash table over words kept in blocks that never move. */
#include "core/lexicon.h"

#include <libstemmer.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

enum {
    BLOCK_WORDS = 1024,   /* words to a block */
    BLOCK_BYTES = 1 << 16 /* bytes of text to a block; longer texts get a block of their own */
};

struct text_block {
    struct text_block *next;
    size_t used;
    char bytes[];
};

struct lexicon {
    struct sb_stemmer *stemmer;
    struct lexicon_word **slots; /* power of two; NULL: free */
    size_t slot_count;
    struct lexicon_word **blocks;
    size_t block_count;
    size_t block_cap;
    size_t count;
    struct text_block *texts;
};

struct lexicon *lexicon_new(void)
{
    struct lexicon *lx = xcalloc(1, sizeof(*lx));

    lx->slot_count = 256;
    lx->slots = xcalloc(lx->slot_count, sizeof(struct lexicon_word *));
    return lx;
}

static void free_texts(struct lexicon *lx)
{
    while (lx->texts != NULL) {
        struct text_block *next = lx->texts->next;

        free(lx->texts);
        lx->texts = next;
    }
}

void lexicon_free(struct lexicon *lx)
{
    if (lx == NULL)
        return;
    for (size_t i = 0; i < lx->block_count; i++)
        free(lx->blocks[i]);
    free(lx->blocks);
    free(lx->slots);
    free_texts(lx);
    if (lx->stemmer != NULL)
        sb_stemmer_delete(lx->stemmer);
    free(lx);
}

void lexicon_clear(struct lexicon *lx)
{
    memset(lx->slots, 0, lx->slot_count * sizeof(struct lexicon_word *));
    free_texts(lx);
    lx->count = 0;
}

size_t lexicon_count(const struct lexicon *lx)
{
    return lx->count;
}

const struct lexicon_word *lexicon_at(const struct lexicon *lx, size_t i)
{
    return &lx->blocks[i / BLOCK_WORDS][i % BLOCK_WORDS];
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
    struct lexicon_word **slots = xcalloc(count, sizeof(struct lexicon_word *));

    for (size_t i = 0; i < lx->slot_count; i++) {
        struct lexicon_word *word = lx->slots[i];
        size_t k;

        if (word == NULL)
            continue;
        for (k = word->hash & (count - 1); slots[k] != NULL;)
            k = (k + 1) & (count - 1);
        slots[k] = word;
    }
    free(lx->slots);
    lx->slots = slots;
    lx->slot_count = count;
}

static struct str keep_text(struct lexicon *lx, struct str text)
{
    char *copy;

    if (lx->texts == NULL || BLOCK_BYTES - lx->texts->used < text.len) {
        size_t size = text.len > BLOCK_BYTES ? text.len : BLOCK_BYTES;
        struct text_block *block = xmalloc(sizeof(*block) + size);

        block->next = lx->texts;
        block->used = 0;
        lx->texts = block;
    }
    copy = lx->texts->bytes + lx->texts->used;
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    lx->texts->used += text.len < BLOCK_BYTES ? text.len : BLOCK_BYTES;
    return str_slice(copy, text.len);
}

static struct lexicon_word *add_word(struct lexicon *lx, struct str text, uint32_t hash)
{
    struct lexicon_word *word;

    if (lx->count / BLOCK_WORDS == lx->block_count) {
        lx->blocks = xgrow(lx->blocks, lx->block_count, &lx->block_cap, sizeof(*lx->blocks));
        lx->blocks[lx->block_count++] = xmalloc(BLOCK_WORDS * sizeof(struct lexicon_word));
    }
    word = &lx->blocks[lx->count / BLOCK_WORDS][lx->count % BLOCK_WORDS];
    lx->count++;
    *word = (struct lexicon_word){ .text = keep_text(lx, text), .hash = hash };
    return word;
}

struct lexicon_word *lexicon_intern(struct lexicon *lx, struct str text)
{
    uint32_t hash = hash_bytes(text);
    size_t k = hash & (lx->slot_count - 1);

    while (lx->slots[k] != NULL) {
        if (lx->slots[k]->hash == hash && str_equal(lx->slots[k]->text, text))
            return lx->slots[k];
        k = (k + 1) & (lx->slot_count - 1);
    }
    lx->slots[k] = add_word(lx, text, hash);
    if (lx->count * 2 > lx->slot_count) {
        struct lexicon_word *added = lx->slots[k];

        grow_slots(lx);
        return added;
    }
    return lx->slots[k];
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

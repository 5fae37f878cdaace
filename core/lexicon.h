/* The lexicon: every word form met, with its stem and how many entries hold it.
 *
 * A hash table over folded words. The tokenizer asks it for stems, so that each distinct word is
 * stemmed once; the indexer reads the counts from it, which become the index's table "term".
 */
#ifndef RUSTPRO_CORE_LEXICON_H
#define RUSTPRO_CORE_LEXICON_H

#include <stdint.h>

#include "core/buf.h"

/* One word form. word_entries counts entries in which it stands as written (for spelling and
 * completion), token_entries those in which it stands as a token of the index (for scoring);
 * the two differ: "closures" is a word, "closur" is the token it gives. */
struct lexicon_word {
    struct str text;
    struct lexicon_word *stem; /* itself when stemming changes nothing; NULL: not asked for yet */
    uint32_t word_entries;
    uint32_t token_entries;
    uint32_t word_stamp;  /* the last entry counted in word_entries */
    uint32_t token_stamp; /* likewise for token_entries */
};

struct lexicon;

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *lx);

/* Forgets every word; the memory is kept for reuse. Words handed out before are gone. */
void lexicon_clear(struct lexicon *lx);

size_t lexicon_count(const struct lexicon *lx);

/* The word for text, made if it is new. borrowed from lx until lexicon_clear(). */
struct lexicon_word *lexicon_intern(struct lexicon *lx, struct str text);

/* The word's stem by Snowball's English stemmer (Porter's second); words of fewer than three
 * bytes, with digits or beyond ASCII stay as they are. borrowed likewise. */
struct lexicon_word *lexicon_stem(struct lexicon *lx, struct lexicon_word *word);

/* Counts word for the entry numbered stamp (never 0), once per entry. */
void lexicon_count_word(struct lexicon_word *word, uint32_t stamp);
void lexicon_count_token(struct lexicon_word *word, uint32_t stamp);

/* Visits words in the order they came: i from 0 to lexicon_count() - 1. */
const struct lexicon_word *lexicon_at(const struct lexicon *lx, size_t i);

#endif

/* The vocabulary: every word of the index packed by length, made to be scanned fast for spelling.
 *
 * Table "vocabulary" has a row for each length in bytes; its blob is records of that length plus
 * VOCABULARY_RECORD_HEAD bytes: a set of the letters in the word (32 bits, little-endian: bit 0 to
 * 25 for 'a' to 'z', 26 for digits, 27 for '_' and '\'', 28 for any other byte), the number of
 * entries that hold the word as its binary logarithm (one byte), and the word.
 */
#ifndef RUSTPRO_CORE_VOCABULARY_H
#define RUSTPRO_CORE_VOCABULARY_H

#include <stdint.h>

#include "core/buf.h"

enum {
    VOCABULARY_LENGTH_MIN = 2,
    VOCABULARY_LENGTH_MAX = 28, /* longer words are not corrected */
    VOCABULARY_RECORD_HEAD = 5
};

/* Appends the record of word, which stands in entries entries. */
void vocabulary_add(struct buf *rows, struct str word, int64_t entries);

/* The set of letters in word. */
uint32_t vocabulary_letters(struct str word);

/* One record read back; word is borrowed from the blob. */
struct vocabulary_word {
    uint32_t letters;
    uint8_t log_entries;
    struct str word;
};

/* Reads the record at bytes, for words of len bytes. */
struct vocabulary_word vocabulary_read(const unsigned char *bytes, size_t len);

#endif

/* The vocabulary's records. */
#include "core/vocabulary.h"

#include "core/text.h"

uint32_t vocabulary_letters(struct str word)
{
    uint32_t set = 0;

    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];

        if (ascii_is_lower(c))
            set |= 1u << (c - 'a');
        else if (ascii_is_digit(c))
            set |= 1u << 26;
        else if (c == '_' || c == '\'')
            set |= 1u << 27;
        else
            set |= 1u << 28;
    }
    return set;
}

void vocabulary_add(struct buf *rows, struct str word, int64_t entries)
{
    uint32_t letters = vocabulary_letters(word);
    char log = 0;

    for (; entries > 1; entries /= 2)
        log++;
    for (int i = 0; i < 4; i++)
        buf_addc(rows, (char)(unsigned char)(letters >> (8 * i)));
    buf_addc(rows, log);
    buf_addstr(rows, word);
}

struct vocabulary_word vocabulary_read(const unsigned char *bytes, size_t len)
{
    return (struct vocabulary_word){
        .letters = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                   (uint32_t)bytes[3] << 24,
        .log_entries = bytes[4],
        .word = str_slice((const char *)bytes + VOCABULARY_RECORD_HEAD, len),
    };
}

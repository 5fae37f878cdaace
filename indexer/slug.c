/* Slugs: the fragments of headings. */
#include "indexer/slug.h"

#include <stdlib.h>

#include "core/lexicon.h"
#include "core/text.h"
#include "core/xalloc.h"

enum { SLUG_MAX = 200 };

struct slugs {
    struct lexicon *seen; /* word_entries counts how often a text came */
};

struct slugs *slugs_new(void)
{
    struct slugs *s = xcalloc(1, sizeof(*s));

    s->seen = lexicon_new();
    return s;
}

void slugs_free(struct slugs *s)
{
    if (s == NULL)
        return;
    lexicon_free(s->seen);
    free(s);
}

char *slugs_add(struct slugs *s, struct str title)
{
    struct buf slug = BUF_INIT;
    struct lexicon_word *word;

    title = str_trim(title);
    for (size_t i = 0; i < title.len && slug.len < SLUG_MAX;) {
        int32_t c;
        size_t n = utf8_decode(title.ptr + i, title.len - i, &c);

        if (c < 0x80 && ascii_is_space((char)c))
            buf_addc(&slug, '-');
        else if (c < 0x80 && (ascii_is_alnum((char)c) || c == '-' || c == '_'))
            buf_addc(&slug, ascii_lower((char)c));
        else if (c >= 0x80 && utf8_is_word(c))
            text_fold(&slug, str_slice(title.ptr + i, n));
        i += n;
    }
    word = lexicon_intern(s->seen, buf_str(&slug));
    if (word->word_entries++ > 0)
        buf_addf(&slug, "-%u", word->word_entries - 1);
    return buf_detach(&slug);
}

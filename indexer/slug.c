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

/* Gives the slug, with a number behind it where it was given before. */
static char *give(struct slugs *s, struct buf *slug)
{
    size_t plain = slug->len;
    struct lexicon_word *word = lexicon_intern(s->seen, buf_str(slug));

    /* word_entries counts how often the plain slug came; "a-1" may stand in the page too. */
    for (unsigned number = word->word_entries++; number > 0; number = word->word_entries++) {
        struct lexicon_word *numbered;

        buf_truncate(slug, plain);
        buf_addf(slug, "-%u", number);
        numbered = lexicon_intern(s->seen, buf_str(slug));
        if (numbered->word_entries++ == 0)
            break;
    }
    return buf_detach(slug);
}

char *slugs_add(struct slugs *s, struct str title)
{
    struct buf slug = BUF_INIT;

    title = str_trim(title);
    for (size_t i = 0; i < title.len && slug.len < SLUG_MAX;) {
        int32_t c;
        size_t n = utf8_decode(title.ptr + i, title.len - i, &c);

        if (c < 0x80 && ascii_is_space((char)c))
            buf_addc(&slug, '-');
        else if (c < 0x80 && (ascii_is_alnum((char)c) || c == '-' || c == '_'))
            buf_addc(&slug, ascii_lower((char)c));
        else if (c >= 0x80 && utf8_is_word(c))
            utf8_append(&slug, utf8_lower(c));
        i += n;
    }
    return give(s, &slug);
}

char *slugs_take(struct slugs *s, struct str slug)
{
    struct buf copy = BUF_INIT;

    buf_addstr(&copy, slug);
    return give(s, &copy);
}

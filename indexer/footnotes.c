/* Footnotes: their definitions, for the sections that refer to them. */
#include "indexer/footnotes.h"

#include <stdlib.h>

#include "core/lexicon.h"
#include "core/xalloc.h"

enum { NAME_MAX_BYTES = 100 };

struct footnote {
    cmark_node *definition;
    char *markdown; /* "[^name]:" and the text */
};

struct footnotes {
    struct lexicon *names; /* word_entries is the footnote's place in items, from 1 */
    struct footnote *items;
    size_t count, cap;
    uint32_t stamp; /* numbers the bodies, so that each gets a definition once */
};

/* The name in "[^name]" at the start of text; empty when there is none. */
static struct str name_at(struct str text)
{
    const char *end;

    if (text.ptr == NULL || !str_starts(text, "[^"))
        return str_slice("", 0);
    text = str_slice(text.ptr + 2, text.len - 2);
    end = memchr(text.ptr, ']', text.len < NAME_MAX_BYTES ? text.len : NAME_MAX_BYTES);
    return str_slice(text.ptr, end != NULL ? (size_t)(end - text.ptr) : 0);
}

/* cmark-gfm has no way to ask a definition for its name but to render it. */
static void add_definition(struct footnotes *f, cmark_node *node)
{
    char *markdown = cmark_render_commonmark(node, CMARK_OPT_DEFAULT, 0);
    struct str name = name_at(str_of(markdown));
    struct lexicon_word *word;

    if (name.len == 0) {
        free(markdown);
        return;
    }
    word = lexicon_intern(f->names, name);
    f->items = xgrow(f->items, f->count, &f->cap, sizeof(*f->items));
    f->items[f->count++] = (struct footnote){ node, markdown };
    if (word->word_entries == 0)
        word->word_entries = (uint32_t)f->count;
}

struct footnotes *footnotes_new(cmark_node *root)
{
    struct footnotes *f = xcalloc(1, sizeof(*f));

    for (cmark_node *node = cmark_node_last_child(root);
         node != NULL && cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION;
         node = cmark_node_previous(node)) {
        if (f->names == NULL)
            f->names = lexicon_new();
        add_definition(f, node);
    }
    return f;
}

void footnotes_free(struct footnotes *f)
{
    if (f == NULL)
        return;
    for (size_t i = 0; i < f->count; i++)
        free(f->items[i].markdown);
    free(f->items);
    lexicon_free(f->names);
    free(f);
}

void footnotes_add(struct footnotes *f, struct buf *body, struct texts *texts, struct entry *e)
{
    size_t len = body->len;

    if (f->count == 0)
        return;
    f->stamp++;
    for (size_t at = 0; at < len; at++) {
        const char *open = memmem(body->ptr + at, len - at, "[^", 2);
        struct lexicon_word *word;
        struct str name;

        if (open == NULL)
            return;
        at = (size_t)(open - body->ptr);
        name = name_at(str_slice(open, len - at));
        if (name.len == 0)
            continue;
        word = lexicon_intern(f->names, name);
        if (word->word_entries == 0 || word->word_stamp == f->stamp)
            continue;
        word->word_stamp = f->stamp;
        buf_addf(body, "\n%s", f->items[word->word_entries - 1].markdown);
        texts_collect(texts, f->items[word->word_entries - 1].definition, e, false);
    }
}

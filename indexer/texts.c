/* Texts: what a section's tree says, in the columns of the full-text table. */
#include "indexer/texts.h"

#include <stdlib.h>

#include "core/lexicon.h"
#include "core/markdown.h"
#include "core/rust_lexer.h"
#include "core/snippet.h"
#include "core/symbols.h"
#include "core/tokenizer.h"
#include "core/xalloc.h"

enum {
    SEEN_MAX = 100000,        /* distinct symbols remembered before the memory is used again */
    BLOCK_BYTES_MAX = 1 << 20 /* of what one code block shows that are looked at */
};

struct texts {
    struct lexicon *seen; /* names and signs; their stamps tell in which entry and column */
    uint32_t stamp;
    struct buf shown;
};

struct sink {
    struct texts *texts;
    struct buf *symbols;
    struct buf *comments;
    bool is_block;
};

struct texts *texts_new(void)
{
    struct texts *t = xcalloc(1, sizeof(*t));

    t->seen = lexicon_new();
    buf_init(&t->shown);
    return t;
}

void texts_free(struct texts *t)
{
    if (t == NULL)
        return;
    lexicon_free(t->seen);
    buf_release(&t->shown);
    free(t);
}

static bool is_first(struct sink *sink, struct str symbol)
{
    struct lexicon_word *word = lexicon_intern(sink->texts->seen, symbol);
    uint32_t *stamp = sink->is_block ? &word->token_stamp : &word->word_stamp;

    if (*stamp == sink->texts->stamp)
        return false;
    *stamp = sink->texts->stamp;
    return true;
}

static void take_symbol(void *ctx, enum symbol_kind kind, struct str text)
{
    struct sink *sink = ctx;

    if (kind == SYMBOL_COMMENT) {
        buf_addstr(sink->comments, text);
        buf_addc(sink->comments, '\n');
        return;
    }
    if (!is_first(sink, text))
        return;
    if (kind == SYMBOL_SIGN)
        buf_addc(sink->symbols, TOKENIZER_SYMBOL_BEGIN);
    buf_addstr(sink->symbols, text);
    buf_addc(sink->symbols, kind == SYMBOL_SIGN ? TOKENIZER_SYMBOL_END : '\n');
}

/* Hidden lines do not count: a piece of a block has the rest of it around it. */
static struct str looked_at(struct str shown)
{
    return str_slice(shown.ptr, shown.len < BLOCK_BYTES_MAX ? shown.len : BLOCK_BYTES_MAX);
}

static void collect_block(struct texts *t, cmark_node *node, struct entry *e)
{
    struct str code = markdown_literal(node);
    struct snippet_info info;

    snippet_parse_info(str_of(cmark_node_get_fence_info(node)), false, &info);
    if (info.is_rust) {
        struct sink sink = { t, &e->code, &e->words, true };

        buf_clear(&t->shown);
        snippet_add_shown(&t->shown, code);
        symbols_scan(looked_at(buf_str(&t->shown)), take_symbol, &sink);
    } else {
        buf_addstr(&e->words, looked_at(code));
        buf_addc(&e->words, '\n');
    }
}

static void collect_span(struct texts *t, cmark_node *node, struct entry *e)
{
    struct sink sink = { t, &e->symbols, &e->words, false };

    symbols_scan(markdown_literal(node), take_symbol, &sink);
    buf_addstr(&e->words, markdown_literal(node));
}

static bool is_inline_container(cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);

    return type == CMARK_NODE_EMPH || type == CMARK_NODE_STRONG || type == CMARK_NODE_LINK ||
           type == CMARK_NODE_IMAGE || markdown_is_strikethrough(node);
}

static void collect_node(struct texts *t, cmark_node *node, bool entering, struct entry *e)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        buf_addstr(&e->words, markdown_literal(node));
        break;
    case CMARK_NODE_CODE:
        collect_span(t, node, e);
        break;
    case CMARK_NODE_CODE_BLOCK:
        collect_block(t, node, e);
        break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        buf_addc(&e->words, ' ');
        break;
    default:
        if (!entering && !is_inline_container(node))
            buf_addc(&e->words, '\n');
        break;
    }
}

void texts_collect(struct texts *t, cmark_node *node, struct entry *e, bool begin)
{
    cmark_iter *it = cmark_iter_new(node);
    cmark_event_type event;

    if (lexicon_count(t->seen) > SEEN_MAX)
        lexicon_clear(t->seen);
    if (begin)
        t->stamp++;
    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE)
        collect_node(t, cmark_iter_get_node(it), event == CMARK_EVENT_ENTER, e);
    cmark_iter_free(it);
}

static void take_signature_name(void *ctx, enum symbol_kind kind, struct str text)
{
    if (kind == SYMBOL_NAME && !rust_is_keyword(text))
        take_symbol(ctx, kind, text);
}

void texts_collect_signature(struct texts *t, struct str signature, struct entry *e)
{
    struct sink sink = { t, &e->code, &e->words, true };

    symbols_scan(looked_at(signature), take_signature_name, &sink);
}

/* Answers: what a hit shows besides its title. */
#include "query/answer.h"

#include <stdlib.h>

#include "core/markdown.h"
#include "core/text.h"
#include "core/xalloc.h"

enum { DEFAULT_EDITION = 2024 };

void answer_snippets_release(struct answer_snippets *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].lang);
        free(list->items[i].shown);
        free(list->items[i].full);
        free(list->items[i].remark);
    }
    free(list->items);
    *list = (struct answer_snippets){ 0 };
}

static void add_snippet(struct answer_snippets *out, cmark_node *node, const struct entry *e)
{
    struct str code = markdown_literal(node);
    struct answer_snippet *s;
    struct snippet_info info;
    struct buf shown = BUF_INIT;
    struct buf full = BUF_INIT;
    struct buf lang = BUF_INIT;
    struct buf remark = BUF_INIT;

    /* Pages of error codes are Rust's own documentation, where a block without a word is Rust. */
    snippet_parse_info(str_of(cmark_node_get_fence_info(node)), e->kind == ENTRY_ERROR, &info);
    if (info.is_rust) {
        snippet_add_shown(&shown, code);
        snippet_add_full(&full, code);
    } else {
        buf_addstr(&shown, code);
        buf_addstr(&full, code);
    }
    text_sanitize(&lang, info.lang); /* the info string's entities are decoded by now */
    text_sanitize(&remark, info.remark);
    out->items = xgrow(out->items, out->count, &out->cap, sizeof(*out->items));
    s = &out->items[out->count++];
    *s = (struct answer_snippet){
        .lang = buf_detach(&lang),
        .shown = buf_detach(&shown),
        .full = buf_detach(&full),
        .remark = buf_detach(&remark),
        .expect = info.is_rust ? info.expect : SNIPPET_IGNORE,
        .edition = info.edition != 0      ? info.edition
                   : e->rust_edition != 0 ? e->rust_edition
                                          : DEFAULT_EDITION,
        .names_edition = info.edition != 0,
        .is_rust = info.is_rust,
        .is_test_harness = info.is_test_harness,
        .is_standalone = info.is_standalone,
        .runnable = info.is_rust &&
                    (info.expect == SNIPPET_PASS || info.expect == SNIPPET_SHOULD_PANIC),
    };
    if (info.error_code.len < sizeof(s->error_code) && info.error_code.len > 0)
        memcpy(s->error_code, info.error_code.ptr, info.error_code.len);
}

void answer_read_snippets(struct answer_snippets *out, const struct entry *e, cmark_node *body)
{
    cmark_iter *it = cmark_iter_new(body);
    cmark_event_type event;

    *out = (struct answer_snippets){ 0 };
    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE)
        if (event == CMARK_EVENT_ENTER &&
            cmark_node_get_type(cmark_iter_get_node(it)) == CMARK_NODE_CODE_BLOCK)
            add_snippet(out, cmark_iter_get_node(it), e);
    cmark_iter_free(it);
}

struct snippet_claim answer_claim(const struct entry *e, const struct answer_snippet *s)
{
    return (struct snippet_claim){
        .code = str_of(s->full),
        .expect = s->expect,
        .error_code = str_of(s->error_code),
        .crates = str_of(e->crates),
        .edition = s->edition,
        .is_test_harness = s->is_test_harness,
        .is_standalone = s->is_standalone,
    };
}

/* --- excerpts --- */

struct counter {
    const struct question *question;
    uint32_t seen; /* bit for each unit whose first token is there */
};

static bool begins_with_token(const struct buf *tokens, struct str token)
{
    return token.len <= tokens->len && memcmp(tokens->ptr, token.ptr, token.len) == 0 &&
           (tokens->ptr[token.len] == '\0' || tokens->ptr[token.len] == ' ');
}

static int count_token(void *ctx, const struct token *t)
{
    struct counter *c = ctx;

    for (size_t i = 0; i < c->question->count; i++) {
        const struct unit *u = &c->question->units[i];

        if (u->role == UNIT_REQUIRED &&
            (begins_with_token(&u->prose, t->text) || begins_with_token(&u->whole, t->text)))
            c->seen |= 1u << i;
    }
    return 0;
}

static size_t count_units(const struct question *q, struct tokenizer *tk, struct str text)
{
    struct counter c = { q, 0 };

    (void)tokenizer_run(tk, text, count_token, &c);
    return (size_t)__builtin_popcount(c.seen);
}

static void cut_excerpt(struct buf *text)
{
    size_t end = ANSWER_EXCERPT_MAX - 4;

    if (text->len <= ANSWER_EXCERPT_MAX)
        return;
    while (end > ANSWER_EXCERPT_MAX / 2 && text->ptr[end] != ' ')
        end--;
    buf_truncate(text, utf8_valid_prefix(str_slice(text->ptr, end)));
    buf_adds(text, "\xe2\x80\xa6");
}

void answer_add_excerpt(struct buf *out, cmark_node *body, const struct question *q,
                        struct tokenizer *tk)
{
    cmark_iter *it = cmark_iter_new(body);
    cmark_event_type event;
    struct buf best = BUF_INIT;
    struct buf text = BUF_INIT;
    size_t best_units = 0;

    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(it);
        size_t units;

        if (event != CMARK_EVENT_ENTER ||
            (cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH && !markdown_is_table_row(node)))
            continue;
        buf_clear(&text);
        markdown_plain_text(&text, node);
        if (str_starts(buf_str(&text), "See also:")) /* names much and says nothing */
            continue;
        units = count_units(q, tk, buf_str(&text));
        if (best.len == 0 || units > best_units) {
            struct buf swapped = best;

            best = text;
            text = swapped;
            best_units = units;
        }
    }
    buf_clear(&text);
    text_sanitize(&text, buf_str(&best)); /* the body's entities are decoded by now */
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\n' || text.ptr[i] == '\t')
            text.ptr[i] = ' ';
    cut_excerpt(&text);
    buf_addstr(out, str_trim(buf_str(&text)));
    buf_release(&best);
    buf_release(&text);
    cmark_iter_free(it);
}

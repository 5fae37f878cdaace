/* Answers: what a hit shows besides its title: its snippets and an excerpt. */
#ifndef RUSTPRO_QUERY_ANSWER_H
#define RUSTPRO_QUERY_ANSWER_H

#include <cmark-gfm.h>

#include "core/snippet.h"
#include "query/search.h"

/* One code block of an entry. */
struct answer_snippet {
    char *lang;   /* "rust", "toml"; "" where the block does not say */
    char *shown;  /* what a reader sees */
    char *full;   /* what the compiler sees */
    char *remark; /* why it is to be ignored; "" where the block does not say */
    enum snippet_expect expect;
    char error_code[8]; /* "E0382"; "" where the block names none */
    int edition;        /* never 0: the block's, else the document's */
    bool names_edition; /* the block does */
    bool is_rust;
    bool is_test_harness;
    bool is_standalone;
    bool runnable; /* Rust that compiles and may be run */
};

/* new: answer_snippets_release(). */
struct answer_snippets {
    struct answer_snippet *items;
    size_t count, cap;
};

/* The snippets of an entry; body is its body as markdown_parse() gives it. */
void answer_read_snippets(struct answer_snippets *out, const struct entry *e, cmark_node *body);

/* What a Rust snippet of the entry claims; borrowed from both. */
struct snippet_claim answer_claim(const struct entry *e, const struct answer_snippet *s);

void answer_snippets_release(struct answer_snippets *list);

enum { ANSWER_EXCERPT_MAX = 240 }; /* bytes */

/* Appends the part of a parsed body, as plain text in one line, that says most about the question:
 * the paragraph with the most of its words; the first one where none has any. */
void answer_add_excerpt(struct buf *out, cmark_node *body, const struct question *q,
                        struct tokenizer *tk);

#endif

/* Code blocks of HTML pages, put back into the form that their authors wrote: with hidden lines. */
#ifndef RUSTPRO_INDEXER_HTML_CODE_H
#define RUSTPRO_INDEXER_HTML_CODE_H

#include <stdbool.h>

#include "core/buf.h"

/* The content of one <pre>, as it comes. Start with HTML_CODE_INIT. */
struct html_code {
    struct buf text;
    struct buf marks; /* a byte for each line of text: 'h' where it is hidden, else 's' */
    struct buf info;  /* info string: language and marks, commas between */
    bool is_rust;
};

#define HTML_CODE_INIT                                                                             \
    {                                                                                              \
        BUF_INIT, BUF_INIT, BUF_INIT, false                                                        \
    }

void html_code_release(struct html_code *c);
void html_code_clear(struct html_code *c);

/* Appends text, as struct html_events gives it. is_hidden: it stands in what mdBook marks as "boring".
 */
void html_code_add(struct html_code *c, struct str text, bool is_hidden);

/* Takes language and marks from the attribute "class" of a <pre>, of a <code> in it or of what
 * stands around it: "language-rust ignore edition2021" of mdBook, "rust rust-example-rendered" and
 * "example-wrap compile_fail" of rustdoc. NULL is fine. */
void html_code_take_classes(struct html_code *c, const char *classes);

/* Appends the block's literal: hidden lines begin with "# ", lines that only look so with "##". */
void html_code_add_literal(struct buf *out, const struct html_code *c);

/* Appends literal with the hidden lines that only the program knows which rustdoc links to on the
 * playground: href is such a link. Nothing is appended where the two do not belong together.
 * *edition is the program's, 0 where the link does not say. */
void html_code_add_restored(struct buf *out, struct str literal, const char *href, int *edition);

#endif

/* HTML inside Markdown, reduced to its text. */
#ifndef RUSTPRO_INDEXER_HTML_TEXT_H
#define RUSTPRO_INDEXER_HTML_TEXT_H

#include <stdbool.h>

#include "core/buf.h"

/* What one HTML block of a document says. Start with HTML_TEXT_INIT. */
struct html_text {
    struct buf text;    /* plain text, one line for each block element; entities decoded */
    struct buf caption; /* Markdown: a caption that lives in an attribute (<Listing caption="..">,
                           <figcaption> stays in text), with its number and file name before it */
    struct buf classes; /* class names of the elements, blanks between them: "warning" */
};

#define HTML_TEXT_INIT                                                                             \
    {                                                                                              \
        BUF_INIT, BUF_INIT, BUF_INIT                                                               \
    }

void html_text_release(struct html_text *h);

/* Reads html, any bytes, at most once through: tags, comments, scripts and styles are left out,
 * alt texts of images are kept, <br> and block elements end a line, table cells are parted by " |
 * ". An unknown tag that looks like a type parameter ("<String>", "<T>") is kept as it stands. */
void html_text_read(struct html_text *out, struct str html);

/* The text that stands for one inline tag or comment, appended: nothing for most, a line end for
 * <br>, the alt text for <img>, the tag itself where it is no HTML ("<String>", "<'a>"). */
void html_text_add_inline(struct buf *out, struct str tag);

#endif

/* HTML inside Markdown, reduced to its text. */
#ifndef RUSTPRO_INDEXER_HTML_TEXT_H
#define RUSTPRO_INDEXER_HTML_TEXT_H

#include <stdbool.h>

#include "core/buf.h"

/* What one HTML block of a document says. Start with HTML_TEXT_INIT. */
struct html_text {
    struct buf text;    /* plain text, one line for each block element, none of them empty, no line
                           end after the last; entities decoded */
    struct buf caption; /* Markdown: a caption that lives in an attribute (<Listing caption="..">;
                           <figcaption> stays in text), its number before and its file name after
                           it: "Listing 4-1: Using `?` (src/main.rs)"; a line for each */
    struct buf classes; /* class names of the elements, blanks between them: "warning" */
};

#define HTML_TEXT_INIT                                                                             \
    {                                                                                              \
        BUF_INIT, BUF_INIT, BUF_INIT                                                               \
    }

void html_text_release(struct html_text *h);

/* Appends what html says to *out, in linear time; any bytes are accepted. Tags, comments, scripts
 * and styles are left out, alt texts of images are kept, <br> and block elements end a line, table
 * cells are parted by " | ". A tag that is none of HTML's and looks like a type parameter
 * ("<String>", "<T>", "<dyn Error>") is kept as it stands; so are "<Option>" and "<B>", spelled as
 * types are. */
void html_text_read(struct html_text *out, struct str html);

/* The text that stands for one inline tag or comment, appended: nothing for most, a line end for
 * <br>, the alt text for <img>, the tag itself where it is no HTML ("<String>", "<'a>"). */
void html_text_add_inline(struct buf *out, struct str tag);

#endif

/* Manual pages: man(7) from Markdown, and from plain text. */
#ifndef RUSTPRO_CLI_MAN_MARKDOWN_H
#define RUSTPRO_CLI_MAN_MARKDOWN_H

#include "core/buf.h"

/* Appends text so that troff shows it as it is. It is not for the beginning of a line. */
void man_add_text(struct buf *out, struct str text);

/* Appends one line of Markdown without blocks, with a line feed: `code` is bold. */
void man_add_line(struct buf *out, struct str markdown);

/* Appends Markdown, below a section's heading: headings of the second level are sections, a first
 * level's is left out; a table becomes a list whose tags are its first column, since terminals are
 * narrow. */
void man_add_markdown(struct buf *out, struct str markdown);

#endif

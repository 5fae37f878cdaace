/* Markdown trees: the one way this program parses Markdown, with cmark-gfm.
 *
 * Tables, strikethrough, task lists and footnotes are on; autolinks of bare addresses are not. In
 * a document whose tables could have over half a million cells (its lines times the most bars on
 * one line) tables stay text.
 * The tree is cmark-gfm's own; walk it with <cmark-gfm.h>. Trees are deep at most as cmark-gfm
 * allows them; walk with cmark_iter, never by recursion: documents are hostile.
 */
#ifndef RUSTPRO_CORE_MARKDOWN_H
#define RUSTPRO_CORE_MARKDOWN_H

#include <cmark-gfm.h>
#include <stdbool.h>

#include "core/buf.h"

/* Parses text (UTF-8; invalid bytes become U+FFFD; nothing after the first 64 MiB is read).
 * Safe to call from several threads. new: cmark_node_free(). */
cmark_node *markdown_parse(struct str text);

/* As markdown_parse() of text that is known to be valid UTF-8, but any number of threads may do it
 * at once: strikethrough, for which the library keeps global state, is left as text. Not beside
 * markdown_parse() in other threads. */
cmark_node *markdown_parse_in_parallel(struct str text);

/* Node types that extensions add have no constants; ask these. */
bool markdown_is_table(cmark_node *node);
bool markdown_is_table_row(cmark_node *node);    /* header row too */
bool markdown_is_table_header(cmark_node *node); /* the header row alone */
bool markdown_is_table_cell(cmark_node *node);
bool markdown_is_strikethrough(cmark_node *node);

/* Nodes of tables, for trees that are built by hand. A row has as many cells as its table columns.
 * new: free them with what they are appended to. */
cmark_node *markdown_new_table(void);
cmark_node *markdown_new_table_row(bool is_header);
cmark_node *markdown_new_table_cell(void);
void markdown_set_table_columns(cmark_node *table, size_t columns); /* at most 65535 */

/* 'x' for a ticked task list item, ' ' for an unticked one, 0 for any other node. */
char markdown_task_mark(cmark_node *node);

/* The node's literal text, empty where it has none. borrowed from node. */
struct str markdown_literal(cmark_node *node);

/* Appends the text of all inline nodes below node: no markup, breaks as one blank, HTML left out.
 */
void markdown_plain_text(struct buf *out, cmark_node *node);

#endif

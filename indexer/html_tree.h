/* HTML events to a tree of Markdown, as cmark-gfm would have parsed it.
 *
 * Headings, paragraphs, lists, quotes, tables, code, emphasis, links and line breaks become nodes;
 * other elements count for what is in them. Scripts, styles, navigation and controls are left out,
 * and so is what mdBook and rustdoc put beside the text. A heading's user data is its anchor, a
 * string, where it has one.
 */
#ifndef RUSTPRO_INDEXER_HTML_TREE_H
#define RUSTPRO_INDEXER_HTML_TREE_H

#include <cmark-gfm.h>
#include <stdbool.h>

#include "core/buf.h"

enum {
    HTML_TREE_DEPTH_MAX = 256,       /* elements in elements; what is deeper counts as text */
    HTML_TREE_TEXT_MAX = 16 << 20,   /* bytes of text of one tree; what follows is left out */
    HTML_TREE_CELLS_MAX = 100000,    /* of all tables of a tree; beyond they are plain text */
    HTML_TREE_TABLE_COLUMNS_MAX = 64 /* cells beyond join the last one of their row */
};

struct html_tree;

struct html_tree *html_tree_new(void);
void html_tree_free(struct html_tree *t);

/* To be called as struct html_events says, for whole elements: what is opened is closed. */
void html_tree_open(struct html_tree *t, const char *name, const char *const *attributes);
void html_tree_close(struct html_tree *t);
void html_tree_text(struct html_tree *t, struct str text);

/* The tree of what came since the last call: a document node, perhaps an empty one. new:
 * cmark_node_free(). */
cmark_node *html_tree_take(struct html_tree *t);

/* The edition of the last example that says so; 0: none did. */
int html_tree_edition(const struct html_tree *t);

/* True when text was left out since the tree was made, for HTML_TREE_TEXT_MAX. */
bool html_tree_is_cut(const struct html_tree *t);

#endif

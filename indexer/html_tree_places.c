/* HTML events to a tree of Markdown: where in the tree text and blocks go. */

#include "core/markdown.h"
#include "core/text.h"
#include "indexer/html_tree_internal.h"

bool tree_is_block_place(cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);

    return type == CMARK_NODE_DOCUMENT || type == CMARK_NODE_BLOCK_QUOTE || type == CMARK_NODE_ITEM;
}

bool tree_is_list(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_LIST;
}

bool tree_is_item(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_ITEM;
}

bool tree_is_span(cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);

    return type == CMARK_NODE_EMPH || type == CMARK_NODE_STRONG || type == CMARK_NODE_LINK;
}

cmark_node *tree_append(struct html_tree *t, cmark_node *node)
{
    if (cmark_node_append_child(t->at, node))
        return node;
    cmark_node_free(node);
    return NULL;
}

static void append_text(cmark_node *parent, const struct buf *text)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);

    cmark_node_set_literal(node, text->ptr);
    if (!cmark_node_append_child(parent, node))
        cmark_node_free(node);
}

void tree_flush(struct html_tree *t)
{
    if (t->text.len == 0)
        return;
    append_text(t->at, &t->text);
    buf_clear(&t->text);
}

static bool ends_with_space(cmark_node *node)
{
    struct str text = markdown_literal(node);

    return cmark_node_get_type(node) == CMARK_NODE_LINEBREAK ||
           (cmark_node_get_type(node) == CMARK_NODE_TEXT && text.len > 0 &&
            text.ptr[text.len - 1] == ' ');
}

/* A blank never stands at the edge of emphasis: Markdown would not see it for what it is. Nor does
 * it at the edges of lines, or behind another one. */
void tree_put_space(struct html_tree *t)
{
    cmark_node *before = NULL;
    cmark_node *last;

    t->wants_space = false;
    if (t->text.len > 0) {
        buf_addc(&t->text, ' ');
        return;
    }
    for (cmark_node *node = t->at; tree_is_span(node) && cmark_node_first_child(node) == NULL;
         node = cmark_node_parent(node))
        before = node;
    last = before != NULL ? cmark_node_previous(before) : cmark_node_last_child(t->at);
    if (last == NULL || ends_with_space(last))
        return;
    if (before != NULL) {
        cmark_node *space = cmark_node_new(CMARK_NODE_TEXT);

        cmark_node_set_literal(space, " ");
        if (!cmark_node_insert_before(before, space))
            cmark_node_free(space);
    } else {
        buf_addc(&t->text, ' ');
    }
}

/* Makes a place for inline text: a paragraph, where none is open. In a table only cells have any.
 */
void tree_want_inline(struct html_tree *t)
{
    if (t->text.len > 0)
        return;
    if (t->table != NULL && t->cells == 0)
        while (!tree_is_block_place(t->at))
            t->at = cmark_node_parent(t->at);
    if (t->cells > 0 && markdown_is_table_row(t->at)) { /* behind a cell in a cell */
        t->at = cmark_node_last_child(t->at);
        t->wants_space = true;
    }
    if (tree_is_list(t->at))
        t->at = tree_append(t, cmark_node_new(CMARK_NODE_ITEM));
    if (tree_is_block_place(t->at)) {
        t->at = tree_append(t, cmark_node_new(CMARK_NODE_PARAGRAPH));
        t->wants_space = false;
    }
}

/* Makes a place for a block: what holds inline text ends here. Table cells hold nothing else. */
void tree_want_block(struct html_tree *t)
{
    tree_flush(t);
    t->wants_space = false;
    if (tree_is_list(t->at))
        t->at = tree_append(t, cmark_node_new(CMARK_NODE_ITEM));
    while (!tree_is_block_place(t->at))
        t->at = cmark_node_parent(t->at);
}

/* Inside of inline text nothing but blanks parts what would be blocks. */
bool tree_is_inline_only(const struct html_tree *t)
{
    return t->cells > 0;
}

cmark_node *tree_enter(struct html_tree *t, cmark_node *node)
{
    cmark_node *put = tree_append(t, node);

    if (put != NULL)
        t->at = put;
    return put;
}

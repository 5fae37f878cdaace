/* HTML events to a tree of Markdown: blocks. */
#include <stdlib.h>

#include "core/markdown.h"
#include "core/xalloc.h"
#include "indexer/html.h"
#include "indexer/html_tree_internal.h"

static void free_anchor(cmark_mem *mem, void *anchor)
{
    (void)mem;
    free(anchor);
}

void tree_forget_id(struct html_tree *t)
{
    free(t->id);
    t->id = NULL;
}

static cmark_node *open_heading(struct html_tree *t, int level, const char *const *attributes)
{
    const char *id = html_id(attributes);
    cmark_node *node;

    tree_want_block(t);
    node = cmark_node_new(CMARK_NODE_HEADING);
    cmark_node_set_heading_level(node, level);
    if (id == NULL)
        id = t->id;
    if (id != NULL) {
        cmark_node_set_user_data(node, xstrdup(id));
        cmark_node_set_user_data_free_func(node, free_anchor);
    }
    tree_forget_id(t);
    return tree_enter(t, node);
}

/* A list right behind another one goes on with it: what stood between them was left out. */
static cmark_node *open_list(struct html_tree *t, const char *name)
{
    cmark_list_type type = name[0] == 'o' ? CMARK_ORDERED_LIST : CMARK_BULLET_LIST;
    cmark_node *node;

    tree_want_block(t);
    node = cmark_node_last_child(t->at);
    if (node != NULL && tree_is_list(node) && cmark_node_get_list_type(node) == type) {
        t->at = node;
        return node;
    }
    node = cmark_node_new(CMARK_NODE_LIST);
    cmark_node_set_list_type(node, type);
    if (name[0] == 'o')
        cmark_node_set_list_start(node, 1);
    cmark_node_set_list_tight(node, 1);
    return tree_enter(t, node);
}

/* An item outside of a list gets one of its own, which ends with it. */
static cmark_node *open_item(struct html_tree *t)
{
    cmark_node *own_list = NULL;
    cmark_node *item;

    tree_flush(t);
    t->wants_space = false;
    while (!tree_is_list(t->at) && (!tree_is_block_place(t->at) || tree_is_item(t->at)))
        t->at = cmark_node_parent(t->at);
    if (!tree_is_list(t->at))
        own_list = open_list(t, "ul");
    item = tree_enter(t, cmark_node_new(CMARK_NODE_ITEM));
    return own_list != NULL ? own_list : item;
}

/* A definition stands in its term's item. */
static cmark_node *open_definition(struct html_tree *t)
{
    cmark_node *last;

    tree_flush(t);
    t->wants_space = false;
    while (!tree_is_list(t->at) && !tree_is_block_place(t->at))
        t->at = cmark_node_parent(t->at);
    last = tree_is_list(t->at) ? cmark_node_last_child(t->at) : NULL;
    if (last == NULL)
        return open_item(t);
    t->at = last;
    return last;
}

static cmark_node *open_table(struct html_tree *t)
{
    tree_want_block(t);
    t->rows = 0;
    t->table = tree_enter(t, markdown_new_table());
    return t->table;
}

static cmark_node *open_row(struct html_tree *t)
{
    tree_flush(t);
    t->wants_space = false;
    t->row_cells = 0;
    if (t->table == NULL || t->table_cells >= HTML_TREE_CELLS_MAX) {
        tree_want_block(t);
        return NULL;
    }
    t->at = t->table;
    return tree_enter(t, markdown_new_table_row(t->rows++ == 0));
}

cmark_node *tree_open_cell(struct html_tree *t)
{
    cmark_node *row = t->at;

    tree_flush(t);
    while (row != NULL && !markdown_is_table_row(row))
        row = cmark_node_parent(row);
    if (row == NULL) { /* no table around it */
        tree_want_block(t);
        return NULL;
    }
    t->at = row;
    t->wants_space = false;
    if (t->row_cells == HTML_TREE_TABLE_COLUMNS_MAX) {
        t->at = cmark_node_last_child(row);
        t->wants_space = true;
        return NULL;
    }
    t->row_cells++;
    t->table_cells++;
    return tree_enter(t, markdown_new_table_cell());
}

static bool remember_id(struct html_tree *t, const char *const *attributes)
{
    const char *id = html_id(attributes);

    if (id == NULL)
        return false;
    free(t->id);
    t->id = xstrdup(id);
    return true;
}

/* In a table's cell blocks are only parted by blanks. */
void tree_part_words(struct html_tree *t, struct frame *f)
{
    t->wants_space = true;
    f->is_counted = f->element == ELEMENT_TABLE;
    t->inner_tables += f->is_counted;
}

cmark_node *tree_open_block(struct html_tree *t, struct frame *f, const char *name,
                            const char *const *attributes)
{
    switch (f->element) {
    case ELEMENT_HEADING:
        return open_heading(t, name[1] - '0', attributes);
    case ELEMENT_LIST:
        return open_list(t, name);
    case ELEMENT_ITEM:
    case ELEMENT_TERM:
        return open_item(t);
    case ELEMENT_DEFINITION:
        return open_definition(t);
    case ELEMENT_QUOTE:
        tree_want_block(t);
        return tree_enter(t, cmark_node_new(CMARK_NODE_BLOCK_QUOTE));
    case ELEMENT_TABLE:
        return open_table(t);
    case ELEMENT_ROW:
        return open_row(t);
    case ELEMENT_RULE:
        tree_want_block(t);
        (void)tree_append(t, cmark_node_new(CMARK_NODE_THEMATIC_BREAK));
        return NULL;
    case ELEMENT_SUMMARY:
    case ELEMENT_PARAGRAPH:
        tree_want_block(t);
        return tree_enter(t, cmark_node_new(CMARK_NODE_PARAGRAPH));
    default:
        if (!tree_is_list(t->at) && t->at != t->table) /* in these what matters is in it */
            tree_want_block(t);
        f->has_id = remember_id(t, attributes);
        return NULL;
    }
}

/* Classes stand on <pre>, on <code> in it and on the <div> around it. */
static size_t count_children(cmark_node *node)
{
    size_t count = 0;

    for (cmark_node *child = cmark_node_first_child(node); child != NULL;
         child = cmark_node_next(child))
        count++;
    return count;
}

/* All rows get as many cells as the widest has; where there would be too many, the header alone. */
void tree_close_table(struct html_tree *t, cmark_node *table)
{
    size_t columns = 0;

    for (cmark_node *row = cmark_node_first_child(table); row != NULL; row = cmark_node_next(row)) {
        size_t count = count_children(row);

        columns = count > columns ? count : columns;
    }
    for (cmark_node *row = cmark_node_first_child(table); row != NULL; row = cmark_node_next(row))
        for (size_t count = count_children(row);
             count < columns &&
             (t->table_cells < HTML_TREE_CELLS_MAX || row == cmark_node_first_child(table));
             count++) {
            (void)cmark_node_append_child(row, markdown_new_table_cell());
            t->table_cells++;
        }
    markdown_set_table_columns(table, columns);
}

/* A tree of Markdown while it is made of HTML: what html_tree*.c share; nobody else includes it. */
#ifndef RUSTPRO_INDEXER_HTML_TREE_INTERNAL_H
#define RUSTPRO_INDEXER_HTML_TREE_INTERNAL_H

#include "indexer/html_code.h"
#include "indexer/html_roles.h"
#include "indexer/html_tree.h"

/* An open element. */
struct frame {
    enum html_element element;
    cmark_node *node; /* what it became; NULL: nothing */
    bool is_counted;  /* among the hidden elements of a code block, the cells, the inner tables */
    bool has_id;      /* the id that is remembered is its */
};

struct html_tree {
    cmark_node *document;
    cmark_node *at; /* what text and elements are appended to */
    struct frame frames[HTML_TREE_DEPTH_MAX];
    size_t depth;
    size_t too_deep;                       /* open elements beyond */
    size_t dropped;                        /* open elements from the outermost that is dropped on */
    size_t pre, code, cells, boring, rows; /* open elements of these kinds */
    struct buf text;  /* of the run that is not yet a node; its white space is single blanks */
    bool is_raised;   /* a power's exponent is due */
    bool wants_space; /* a blank is due before the next text */
    struct buf span;  /* of the <code> that is open */
    struct html_code block;
    struct buf example;     /* classes of the example that is open */
    char *id;               /* of a block around the next heading */
    cmark_node *table;      /* the one that is open; NULL: none */
    cmark_node *last_block; /* the last code block, while its example is open */
    size_t table_cells;     /* of all tables so far */
    size_t row_cells;       /* of the row that is open */
    size_t inner_tables;    /* open tables in cells: their own cells are only text */
    size_t taken;
    bool is_cut;
    int edition;
};

/* --- places: html_tree_places.c --- */

/* What may hold blocks; the nodes of those names. */
bool tree_is_block_place(cmark_node *node);
bool tree_is_list(cmark_node *node);
bool tree_is_item(cmark_node *node);
bool tree_is_span(cmark_node *node); /* emphasis or a link */

/* Appends node to where the tree is; NULL where it cannot stand there: it is freed then. */
cmark_node *tree_append(struct html_tree *t, cmark_node *node);

/* Likewise, and goes into it. */
cmark_node *tree_enter(struct html_tree *t, cmark_node *node);

/* Makes the text so far a node. */
void tree_flush(struct html_tree *t);

/* Puts the blank that is due. */
void tree_put_space(struct html_tree *t);

/* Make a place for inline text, for a block. */
void tree_want_inline(struct html_tree *t);
void tree_want_block(struct html_tree *t);

/* In a table's cell: blocks are only parted by blanks there. */
bool tree_is_inline_only(const struct html_tree *t);

/* --- blocks: html_tree_blocks.c --- */

/* Opens the block that an element is; its node, or NULL where it has none of its own. */
cmark_node *tree_open_block(struct html_tree *t, struct frame *f, const char *name,
                            const char *const *attributes);

/* Opens a cell of the row that is open; NULL where there is none, or the cell joins the last one.
 */
cmark_node *tree_open_cell(struct html_tree *t);

/* Parts words where an element is no block. */
void tree_part_words(struct html_tree *t, struct frame *f);

/* Gives all rows as many cells as the widest has. */
void tree_close_table(struct html_tree *t, cmark_node *table);

/* No heading is to have the id that was seen last. */
void tree_forget_id(struct html_tree *t);

#endif

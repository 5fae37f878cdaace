/* HTML events to a tree of Markdown. */
#include "indexer/html_tree.h"

#include <stdlib.h>

#include "core/markdown.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/html.h"
#include "indexer/html_code.h"
#include "indexer/html_roles.h"

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

struct html_tree *html_tree_new(void)
{
    struct html_tree *t = xcalloc(1, sizeof(*t));

    t->document = t->at = cmark_node_new(CMARK_NODE_DOCUMENT);
    t->text = t->span = (struct buf)BUF_INIT;
    t->example = (struct buf)BUF_INIT;
    t->block = (struct html_code)HTML_CODE_INIT;
    return t;
}

void html_tree_free(struct html_tree *t)
{
    if (t == NULL)
        return;
    cmark_node_free(t->document);
    buf_release(&t->text);
    buf_release(&t->span);
    buf_release(&t->example);
    html_code_release(&t->block);
    free(t->id);
    free(t);
}

int html_tree_edition(const struct html_tree *t)
{
    return t->edition;
}

bool html_tree_is_cut(const struct html_tree *t)
{
    return t->is_cut;
}

/* --- places --- */

static bool is_block_place(cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);

    return type == CMARK_NODE_DOCUMENT || type == CMARK_NODE_BLOCK_QUOTE || type == CMARK_NODE_ITEM;
}

static bool is_list(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_LIST;
}

static bool is_item(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_ITEM;
}

static bool is_span(cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);

    return type == CMARK_NODE_EMPH || type == CMARK_NODE_STRONG || type == CMARK_NODE_LINK;
}

static cmark_node *append(struct html_tree *t, cmark_node *node)
{
    if (cmark_node_append_child(t->at, node))
        return node;
    cmark_node_free(node);
    return NULL;
}

static void append_text(cmark_node *parent, struct str text)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);
    struct buf copy = BUF_INIT;

    buf_addstr(&copy, text);
    cmark_node_set_literal(node, copy.ptr);
    if (!cmark_node_append_child(parent, node))
        cmark_node_free(node);
    buf_release(&copy);
}

static void flush(struct html_tree *t)
{
    struct buf clean = BUF_INIT;

    if (t->text.len == 0)
        return;
    text_sanitize(&clean, buf_str(&t->text));
    append_text(t->at, buf_str(&clean));
    buf_release(&clean);
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
static void put_space(struct html_tree *t)
{
    cmark_node *before = NULL;
    cmark_node *last;

    t->wants_space = false;
    if (t->text.len > 0) {
        buf_addc(&t->text, ' ');
        return;
    }
    for (cmark_node *node = t->at; is_span(node) && cmark_node_first_child(node) == NULL;
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
static void want_inline(struct html_tree *t)
{
    if (t->text.len > 0)
        return;
    if (t->table != NULL && t->cells == 0)
        while (!is_block_place(t->at))
            t->at = cmark_node_parent(t->at);
    if (t->cells > 0 && markdown_is_table_row(t->at)) { /* behind a cell in a cell */
        t->at = cmark_node_last_child(t->at);
        t->wants_space = true;
    }
    if (is_list(t->at))
        t->at = append(t, cmark_node_new(CMARK_NODE_ITEM));
    if (is_block_place(t->at)) {
        t->at = append(t, cmark_node_new(CMARK_NODE_PARAGRAPH));
        t->wants_space = false;
    }
}

/* Makes a place for a block: what holds inline text ends here. Table cells hold nothing else. */
static void want_block(struct html_tree *t)
{
    flush(t);
    t->wants_space = false;
    if (is_list(t->at))
        t->at = append(t, cmark_node_new(CMARK_NODE_ITEM));
    while (!is_block_place(t->at))
        t->at = cmark_node_parent(t->at);
}

/* Inside of inline text nothing but blanks parts what would be blocks. */
static bool is_inline_only(const struct html_tree *t)
{
    return t->cells > 0;
}

/* --- text --- */

static void add_words(struct html_tree *t, struct str text)
{
    for (size_t i = 0; i < text.len;) {
        size_t end = i;

        if (ascii_is_space(text.ptr[i])) {
            t->wants_space = true;
            i++;
            continue;
        }
        while (end < text.len && !ascii_is_space(text.ptr[end]))
            end++;
        want_inline(t);
        if (t->wants_space)
            put_space(t);
        if (t->is_raised && (ascii_is_alnum(text.ptr[i]) || text.ptr[i] == '-'))
            buf_addc(&t->text, '^');
        t->is_raised = false;
        buf_add(&t->text, text.ptr + i, end - i);
        i = end;
    }
}

void html_tree_text(struct html_tree *t, struct str text)
{
    if (t->dropped > 0)
        return;
    if (text.len > HTML_TREE_TEXT_MAX - t->taken) {
        t->is_cut = true;
        text.len = HTML_TREE_TEXT_MAX - t->taken;
    }
    t->taken += text.len;
    if (t->pre > 0)
        html_code_add(&t->block, text, t->boring > 0);
    else if (t->code > 0)
        buf_addstr(&t->span, text);
    else
        add_words(t, text);
}

/* --- elements that open --- */

static cmark_node *enter(struct html_tree *t, cmark_node *node)
{
    cmark_node *put = append(t, node);

    if (put != NULL)
        t->at = put;
    return put;
}

static void free_anchor(cmark_mem *mem, void *anchor)
{
    (void)mem;
    free(anchor);
}

static void forget_id(struct html_tree *t)
{
    free(t->id);
    t->id = NULL;
}

static cmark_node *open_heading(struct html_tree *t, int level, const char *const *attributes)
{
    const char *id = html_id(attributes);
    cmark_node *node;

    want_block(t);
    node = cmark_node_new(CMARK_NODE_HEADING);
    cmark_node_set_heading_level(node, level);
    if (id == NULL)
        id = t->id;
    if (id != NULL) {
        cmark_node_set_user_data(node, xstrdup(id));
        cmark_node_set_user_data_free_func(node, free_anchor);
    }
    forget_id(t);
    return enter(t, node);
}

/* A list right behind another one goes on with it: what stood between them was left out. */
static cmark_node *open_list(struct html_tree *t, const char *name)
{
    cmark_list_type type = name[0] == 'o' ? CMARK_ORDERED_LIST : CMARK_BULLET_LIST;
    cmark_node *node;

    want_block(t);
    node = cmark_node_last_child(t->at);
    if (node != NULL && is_list(node) && cmark_node_get_list_type(node) == type) {
        t->at = node;
        return node;
    }
    node = cmark_node_new(CMARK_NODE_LIST);
    cmark_node_set_list_type(node, type);
    if (name[0] == 'o')
        cmark_node_set_list_start(node, 1);
    cmark_node_set_list_tight(node, 1);
    return enter(t, node);
}

/* An item outside of a list gets one of its own, which ends with it. */
static cmark_node *open_item(struct html_tree *t)
{
    cmark_node *own_list = NULL;
    cmark_node *item;

    flush(t);
    t->wants_space = false;
    while (!is_list(t->at) && (!is_block_place(t->at) || is_item(t->at)))
        t->at = cmark_node_parent(t->at);
    if (!is_list(t->at))
        own_list = open_list(t, "ul");
    item = enter(t, cmark_node_new(CMARK_NODE_ITEM));
    return own_list != NULL ? own_list : item;
}

/* A definition stands in its term's item. */
static cmark_node *open_definition(struct html_tree *t)
{
    cmark_node *last;

    flush(t);
    t->wants_space = false;
    while (!is_list(t->at) && !is_block_place(t->at))
        t->at = cmark_node_parent(t->at);
    last = is_list(t->at) ? cmark_node_last_child(t->at) : NULL;
    if (last == NULL)
        return open_item(t);
    t->at = last;
    return last;
}

static cmark_node *open_table(struct html_tree *t)
{
    want_block(t);
    t->rows = 0;
    t->table = enter(t, markdown_new_table());
    return t->table;
}

static cmark_node *open_row(struct html_tree *t)
{
    flush(t);
    t->wants_space = false;
    t->row_cells = 0;
    if (t->table == NULL || t->table_cells >= HTML_TREE_CELLS_MAX) {
        want_block(t);
        return NULL;
    }
    t->at = t->table;
    return enter(t, markdown_new_table_row(t->rows++ == 0));
}

static cmark_node *open_cell(struct html_tree *t)
{
    cmark_node *row = t->at;

    flush(t);
    while (row != NULL && !markdown_is_table_row(row))
        row = cmark_node_parent(row);
    if (row == NULL) { /* no table around it */
        want_block(t);
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
    return enter(t, markdown_new_table_cell());
}

static cmark_node *open_span(struct html_tree *t, cmark_node_type type, const char *url)
{
    cmark_node *node;

    for (cmark_node *above = t->at; !is_block_place(above) && !is_list(above);
         above = cmark_node_parent(above))
        if (cmark_node_get_type(above) == type)
            return NULL; /* emphasis in emphasis, a link in a link */
    want_inline(t);
    if (t->wants_space && (t->text.len > 0 || cmark_node_first_child(t->at) != NULL))
        put_space(t);
    flush(t);
    node = cmark_node_new(type);
    if (url != NULL)
        cmark_node_set_url(node, url);
    return enter(t, node);
}

/* Two of the same sort side by side are one: Markdown would take the marks between for text. */
static cmark_node *open_emphasis(struct html_tree *t, cmark_node_type type)
{
    cmark_node *last = t->text.len == 0 && !t->wants_space ? cmark_node_last_child(t->at) : NULL;

    if (last == NULL || cmark_node_get_type(last) != type)
        return open_span(t, type, NULL);
    t->at = last;
    return last;
}

/* A link that leads somewhere; an example's link to the playground tells what it hides. */
static cmark_node *open_link(struct html_tree *t, const char *const *attributes)
{
    const char *href = html_attribute(attributes, "href");

    if (href == NULL || href[0] == '\0' || str_starts(str_of(href), "javascript:") ||
        html_has_class(attributes, "header"))
        return NULL;
    return open_span(t, CMARK_NODE_LINK, href);
}

static void restore_example(struct html_tree *t, const char *href)
{
    struct buf literal = BUF_INIT;
    int edition = 0;

    if (t->last_block == NULL || href == NULL)
        return;
    html_code_add_restored(&literal, markdown_literal(t->last_block), href, &edition);
    if (literal.len > 0)
        cmark_node_set_literal(t->last_block, literal.ptr);
    if (edition != 0)
        t->edition = edition;
    buf_release(&literal);
}

/* Powers keep their sign: "10<sup>9</sup>" is "10^9". Marks of footnotes and the signs of grammars
 * have none. */
static void open_raised(struct html_tree *t, const char *const *attributes)
{
    const char *id = html_id(attributes);

    t->is_raised = t->text.len > 0 && !t->wants_space &&
                   !html_has_class(attributes, "footnote-reference") &&
                   (id == NULL || !str_starts(str_of(id), "fnref"));
}

static void open_image(struct html_tree *t, const char *const *attributes)
{
    const char *alt = html_attribute(attributes, "alt");

    if (alt != NULL)
        html_tree_text(t, str_of(alt));
}

static void break_line(struct html_tree *t)
{
    if (is_block_place(t->at) || is_list(t->at))
        return;
    flush(t);
    t->wants_space = false;
    if (is_inline_only(t) || cmark_node_get_type(t->at) == CMARK_NODE_HEADING)
        t->wants_space = true;
    else if (cmark_node_first_child(t->at) != NULL)
        (void)append(t, cmark_node_new(CMARK_NODE_LINEBREAK));
}

/* Blocks may carry the anchor of the heading in them. */
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
static void part_words(struct html_tree *t, struct frame *f)
{
    t->wants_space = true;
    f->is_counted = f->element == ELEMENT_TABLE;
    t->inner_tables += f->is_counted;
}

static cmark_node *open_block(struct html_tree *t, struct frame *f, const char *name,
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
        want_block(t);
        return enter(t, cmark_node_new(CMARK_NODE_BLOCK_QUOTE));
    case ELEMENT_TABLE:
        return open_table(t);
    case ELEMENT_ROW:
        return open_row(t);
    case ELEMENT_RULE:
        want_block(t);
        (void)append(t, cmark_node_new(CMARK_NODE_THEMATIC_BREAK));
        return NULL;
    case ELEMENT_SUMMARY:
    case ELEMENT_PARAGRAPH:
        want_block(t);
        return enter(t, cmark_node_new(CMARK_NODE_PARAGRAPH));
    default:
        if (!is_list(t->at) && t->at != t->table) /* in these what matters is in it */
            want_block(t);
        f->has_id = remember_id(t, attributes);
        return NULL;
    }
}

/* Classes stand on <pre>, on <code> in it and on the <div> around it. */
static void open_pre(struct html_tree *t, const char *const *attributes)
{
    if (t->pre++ == 0) {
        want_block(t);
        html_code_clear(&t->block);
        html_code_take_classes(&t->block, html_attribute(attributes, "class"));
        html_code_take_classes(&t->block, t->example.ptr);
    } else {
        html_code_take_classes(&t->block, html_attribute(attributes, "class"));
    }
}

/* Inside of a code block elements matter for their classes alone. */
static void open_in_pre(struct html_tree *t, struct frame *f, const char *const *attributes)
{
    if (f->element == ELEMENT_PRE)
        open_pre(t, attributes);
    else if (f->element == ELEMENT_CODE)
        html_code_take_classes(&t->block, html_attribute(attributes, "class"));
    else if (f->element == ELEMENT_BREAK)
        html_code_add(&t->block, str_of("\n"), t->boring > 0);
    f->is_counted = html_has_class(attributes, "boring");
    t->boring += f->is_counted;
}

static void open_element(struct html_tree *t, struct frame *f, const char *name,
                         const char *const *attributes)
{
    if (f->element == ELEMENT_PRE && is_inline_only(t)) {
        f->element = ELEMENT_CODE;
        t->wants_space = true;
    }
    switch (f->element) {
    case ELEMENT_PLAIN:
        break;
    case ELEMENT_PRE:
        open_pre(t, attributes);
        break;
    case ELEMENT_CODE:
        t->code++;
        break;
    case ELEMENT_EMPHASIS:
        f->node = open_emphasis(t, CMARK_NODE_EMPH);
        break;
    case ELEMENT_STRONG:
        f->node = open_emphasis(t, CMARK_NODE_STRONG);
        break;
    case ELEMENT_LINK:
        if (html_has_class(attributes, "test-arrow"))
            restore_example(t, html_attribute(attributes, "href"));
        else
            f->node = open_link(t, attributes);
        break;
    case ELEMENT_BREAK:
        break_line(t);
        break;
    case ELEMENT_IMAGE:
        open_image(t, attributes);
        break;
    case ELEMENT_RAISED:
        open_raised(t, attributes);
        break;
    case ELEMENT_CELL:
        if (t->inner_tables > 0) {
            part_words(t, f);
            break;
        }
        f->node = open_cell(t);
        f->is_counted = markdown_is_table_cell(t->at);
        t->cells += f->is_counted;
        break;
    default:
        if (is_inline_only(t))
            part_words(t, f);
        else
            f->node = open_block(t, f, name, attributes);
        break;
    }
    if (html_has_class(attributes, "example-wrap")) {
        buf_clear(&t->example);
        buf_adds(&t->example, html_attribute(attributes, "class"));
        t->last_block = NULL;
    }
}

void html_tree_open(struct html_tree *t, const char *name, const char *const *attributes)
{
    enum html_element element = html_element_of(name, attributes);
    struct frame *f;

    if (t->dropped > 0 || element == ELEMENT_DROPPED) {
        t->dropped++;
        return;
    }
    if (t->depth == HTML_TREE_DEPTH_MAX) {
        t->too_deep++;
        return;
    }
    f = &t->frames[t->depth++];
    *f = (struct frame){ .element = element };
    if (t->pre > 0)
        open_in_pre(t, f, attributes);
    else if (t->code == 0 || element == ELEMENT_CODE)
        open_element(t, f, name, attributes);
}

/* --- elements that close --- */

static void close_pre(struct html_tree *t)
{
    struct buf literal = BUF_INIT;
    cmark_node *node;

    if (--t->pre > 0)
        return;
    t->boring = 0;
    html_code_add_literal(&literal, &t->block);
    if (str_trim(buf_str(&literal)).len > 0) {
        node = cmark_node_new(CMARK_NODE_CODE_BLOCK);
        cmark_node_set_literal(node, literal.ptr);
        cmark_node_set_fence_info(node, t->block.info.ptr);
        t->last_block = append(t, node);
    }
    buf_release(&literal);
}

/* Two spans of code side by side are one: Markdown would take the marks between for code. */
static void append_code(struct html_tree *t, const struct buf *literal)
{
    enum { JOINED_MAX = 256 }; /* bytes: joining takes time with their square */
    cmark_node *last = cmark_node_last_child(t->at);
    cmark_node *node;

    if (last != NULL && cmark_node_get_type(last) == CMARK_NODE_CODE &&
        markdown_literal(last).len + literal->len <= JOINED_MAX) {
        struct buf both = BUF_INIT;

        buf_addf(&both, "%s%s", markdown_literal(last).ptr, literal->ptr);
        cmark_node_set_literal(last, both.ptr);
        buf_release(&both);
        return;
    }
    node = cmark_node_new(CMARK_NODE_CODE);
    cmark_node_set_literal(node, literal->ptr);
    (void)append(t, node);
}

/* Blanks at its edges part words, but are no code. */
static void close_code(struct html_tree *t)
{
    struct buf literal = BUF_INIT;
    bool has_space_after;

    if (t->code == 0 || --t->code > 0)
        return;
    for (size_t i = 0; i < t->span.len; i++)
        if (!ascii_is_space(t->span.ptr[i]))
            buf_addc(&literal, t->span.ptr[i]);
        else if (literal.len > 0 && literal.ptr[literal.len - 1] != ' ')
            buf_addc(&literal, ' ');
    has_space_after = t->span.len > 0 && ascii_is_space(t->span.ptr[t->span.len - 1]);
    t->wants_space |= t->span.len > 0 && ascii_is_space(t->span.ptr[0]);
    buf_clear(&t->span);
    buf_trim_end(&literal);
    if (literal.len > 0) {
        want_inline(t);
        if (t->wants_space)
            put_space(t);
        flush(t);
        append_code(t, &literal);
        t->wants_space = has_space_after;
    }
    buf_release(&literal);
}

static size_t count_children(cmark_node *node)
{
    size_t count = 0;

    for (cmark_node *child = cmark_node_first_child(node); child != NULL;
         child = cmark_node_next(child))
        count++;
    return count;
}

/* All rows get as many cells as the widest has; where there would be too many, the header alone. */
static void close_table(struct html_tree *t, cmark_node *table)
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

/* What is empty is nothing; and no list or table is without rows. Elements that join what stands
 * before them may share a node. */
static void remove_empty(const struct html_tree *t, cmark_node *node)
{
    if (cmark_node_first_child(node) != NULL || markdown_is_table_cell(node))
        return;
    for (size_t i = 0; i < t->depth; i++)
        if (t->frames[i].node == node)
            return;
    cmark_node_free(node); /* unlinks it too */
}

static void loosen_list(cmark_node *paragraph)
{
    cmark_node *item = cmark_node_parent(paragraph);

    if (cmark_node_get_type(item) == CMARK_NODE_ITEM)
        cmark_node_set_list_tight(cmark_node_parent(item), 0);
}

static bool is_inside(cmark_node *at, cmark_node *node)
{
    while (at != NULL && at != node)
        at = cmark_node_parent(at);
    return at != NULL;
}

/* The element's node is done, with what may have been opened in it unasked. */
static void close_node(struct html_tree *t, const struct frame *f)
{
    cmark_node *parent = cmark_node_parent(f->node);

    flush(t);
    if (!is_span(f->node))
        t->wants_space = t->cells > 0;
    if (is_inside(t->at, f->node))
        t->at = parent;
    else if (!is_span(f->node) && !is_inline_only(t))
        while (is_span(t->at) || cmark_node_get_type(t->at) == CMARK_NODE_PARAGRAPH)
            t->at = cmark_node_parent(t->at);
    if (f->element == ELEMENT_PARAGRAPH)
        loosen_list(f->node);
    if (f->element == ELEMENT_TABLE) {
        close_table(t, f->node);
        t->table = NULL;
    }
    remove_empty(t, f->node);
}

static void close_element(struct html_tree *t, const struct frame *f)
{
    if (f->element == ELEMENT_PRE && t->pre > 0)
        close_pre(t);
    else if (t->pre > 0)
        t->boring -= f->is_counted;
    else if (f->element == ELEMENT_CODE)
        close_code(t);
    else if (t->code > 0)
        return;
    else if (f->node != NULL)
        close_node(t, f);
    else if (f->element == ELEMENT_BLOCK && !is_inline_only(t) && !is_list(t->at) &&
             t->at != t->table)
        want_block(t);
    else if (is_inline_only(t) && f->element != ELEMENT_PLAIN)
        t->wants_space = true;
    if (f->has_id)
        forget_id(t);
    if (f->element == ELEMENT_CELL && t->pre == 0)
        t->cells -= f->is_counted;
    if (f->element == ELEMENT_TABLE && t->pre == 0)
        t->inner_tables -= f->is_counted;
}

void html_tree_close(struct html_tree *t)
{
    if (t->dropped > 0)
        t->dropped--;
    else if (t->too_deep > 0)
        t->too_deep--;
    else if (t->depth > 0)
        close_element(t, &t->frames[--t->depth]);
}

cmark_node *html_tree_take(struct html_tree *t)
{
    cmark_node *tree = t->document;

    flush(t);
    while (t->depth > 0)
        close_element(t, &t->frames[--t->depth]);
    flush(t);
    t->dropped = t->too_deep = t->pre = t->code = t->cells = t->boring = 0;
    t->taken = t->table_cells = t->inner_tables = 0;
    t->table = NULL;
    t->is_raised = false;
    t->wants_space = false;
    t->last_block = NULL;
    buf_clear(&t->example);
    buf_clear(&t->span);
    forget_id(t);
    t->document = t->at = cmark_node_new(CMARK_NODE_DOCUMENT);
    return tree;
}

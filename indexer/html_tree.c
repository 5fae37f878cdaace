/* HTML events to a tree of Markdown. */
#include "indexer/html_tree.h"

#include <stdlib.h>

#include "core/markdown.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/html.h"
#include "indexer/html_tree_internal.h"

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
        tree_want_inline(t);
        if (t->wants_space)
            tree_put_space(t);
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

static cmark_node *open_span(struct html_tree *t, cmark_node_type type, const char *url)
{
    cmark_node *node;

    for (cmark_node *above = t->at; !tree_is_block_place(above) && !tree_is_list(above);
         above = cmark_node_parent(above))
        if (cmark_node_get_type(above) == type)
            return NULL; /* emphasis in emphasis, a link in a link */
    tree_want_inline(t);
    if (t->wants_space && (t->text.len > 0 || cmark_node_first_child(t->at) != NULL))
        tree_put_space(t);
    tree_flush(t);
    node = cmark_node_new(type);
    if (url != NULL)
        cmark_node_set_url(node, url);
    return tree_enter(t, node);
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
    if (tree_is_block_place(t->at) || tree_is_list(t->at))
        return;
    tree_flush(t);
    t->wants_space = false;
    if (tree_is_inline_only(t) || cmark_node_get_type(t->at) == CMARK_NODE_HEADING)
        t->wants_space = true;
    else if (cmark_node_first_child(t->at) != NULL)
        (void)tree_append(t, cmark_node_new(CMARK_NODE_LINEBREAK));
}

/* Blocks may carry the anchor of the heading in them. */
static void open_pre(struct html_tree *t, const char *const *attributes)
{
    if (t->pre++ == 0) {
        tree_want_block(t);
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
    if (f->element == ELEMENT_PRE && tree_is_inline_only(t)) {
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
            tree_part_words(t, f);
            break;
        }
        f->node = tree_open_cell(t);
        f->is_counted = markdown_is_table_cell(t->at);
        t->cells += f->is_counted;
        break;
    default:
        if (tree_is_inline_only(t))
            tree_part_words(t, f);
        else
            f->node = tree_open_block(t, f, name, attributes);
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
        t->last_block = tree_append(t, node);
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
    (void)tree_append(t, node);
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
        tree_want_inline(t);
        if (t->wants_space)
            tree_put_space(t);
        tree_flush(t);
        append_code(t, &literal);
        t->wants_space = has_space_after;
    }
    buf_release(&literal);
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

    tree_flush(t);
    if (!tree_is_span(f->node))
        t->wants_space = t->cells > 0;
    if (is_inside(t->at, f->node))
        t->at = parent;
    else if (!tree_is_span(f->node) && !tree_is_inline_only(t))
        while (tree_is_span(t->at) || cmark_node_get_type(t->at) == CMARK_NODE_PARAGRAPH)
            t->at = cmark_node_parent(t->at);
    if (f->element == ELEMENT_PARAGRAPH)
        loosen_list(f->node);
    if (f->element == ELEMENT_TABLE) {
        tree_close_table(t, f->node);
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
    else if (f->element == ELEMENT_BLOCK && !tree_is_inline_only(t) && !tree_is_list(t->at) &&
             t->at != t->table)
        tree_want_block(t);
    else if (tree_is_inline_only(t) && f->element != ELEMENT_PLAIN)
        t->wants_space = true;
    if (f->has_id)
        tree_forget_id(t);
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

    tree_flush(t);
    while (t->depth > 0)
        close_element(t, &t->frames[--t->depth]);
    tree_flush(t);
    t->dropped = t->too_deep = t->pre = t->code = t->cells = t->boring = 0;
    t->taken = t->table_cells = t->inner_tables = 0;
    t->table = NULL;
    t->is_raised = false;
    t->wants_space = false;
    t->last_block = NULL;
    buf_clear(&t->example);
    buf_clear(&t->span);
    tree_forget_id(t);
    t->document = t->at = cmark_node_new(CMARK_NODE_DOCUMENT);
    return tree;
}

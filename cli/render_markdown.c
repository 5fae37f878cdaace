/* Markdown to terminal text: one walk over the blocks of the tree, without recursion.
 *
 * Containers (quotes, items, footnotes) open and close frames of the canvas; every other block is
 * written whole when the walk enters it.
 */
#include "cli/render_markdown.h"

#include <stdint.h>
#include <stdio.h>

#include "cli/render_internal.h"
#include "core/markdown.h"
#include "core/text.h"

static const size_t RULE_COLUMNS = 40;

/* "[!EDITION-2021]" and such; a longer name in brackets is text. */
static const size_t MAX_ADMONITION = 24;

struct renderer {
    struct canvas canvas;
    cmark_iter *iter;
    bool after_text;  /* the last block was a paragraph or a heading */
    bool joins_next;  /* the last line introduces the next block: no empty line between them */
    size_t footnotes; /* shown so far */
};

static cmark_node_type type_of(cmark_node *node)
{
    return node != NULL ? cmark_node_get_type(node) : CMARK_NODE_NONE;
}

static bool is_tight_item(cmark_node *node)
{
    return type_of(node) == CMARK_NODE_ITEM &&
           cmark_node_get_list_tight(cmark_node_parent(node)) != 0;
}

/* The outermost block that begins where node does: what an empty line would set apart. Each node
 * is the first child of one parent only, so all these climbs together cost one walk. */
static cmark_node *outermost_start(cmark_node *node)
{
    while (cmark_node_previous(node) == NULL &&
           type_of(cmark_node_parent(node)) != CMARK_NODE_DOCUMENT &&
           cmark_node_parent(node) != NULL)
        node = cmark_node_parent(node);
    return node;
}

/* True when the text block node follows the one before without an empty line. */
static bool is_tight(cmark_node *node)
{
    cmark_node *start = outermost_start(node);

    switch ((int)type_of(start)) {
    case CMARK_NODE_ITEM:
        return is_tight_item(start);
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_LIST:
        return is_tight_item(cmark_node_parent(start));
    case CMARK_NODE_FOOTNOTE_DEFINITION:
        return type_of(cmark_node_previous(start)) == CMARK_NODE_FOOTNOTE_DEFINITION;
    default:
        return false;
    }
}

/* Sets the block apart from what was written before it. */
static void begin_block(struct renderer *r, cmark_node *node, bool is_text)
{
    if (!r->joins_next && !(is_text && r->after_text && is_tight(node)))
        canvas_blank_line(&r->canvas);
    r->after_text = is_text;
    r->joins_next = false;
}

/* The name in "[!NAME]" at the start of text, empty when there is none. */
static struct str admonition_name(struct str text)
{
    size_t len = 2;

    if (!str_starts(text, "[!"))
        return str_of("");
    while (len < text.len && (ascii_is_alnum(text.ptr[len]) || text.ptr[len] == '-'))
        len++;
    if (len == text.len || text.ptr[len] != ']' || len - 2 > MAX_ADMONITION)
        return str_of("");
    return str_slice(text.ptr + 2, len - 2);
}

static enum look admonition_look(struct str name)
{
    static const struct {
        const char *name;
        enum look look;
    } LOOKS[] = {
        { "NOTE", LOOK_NOTE },           { "INFO", LOOK_NOTE },    { "TIP", LOOK_GOOD },
        { "IMPORTANT", LOOK_IMPORTANT }, { "WARNING", LOOK_WARN }, { "WARN", LOOK_WARN },
        { "CAUTION", LOOK_BAD },         { "DANGER", LOOK_BAD },
    };

    for (size_t i = 0; i < sizeof(LOOKS) / sizeof(LOOKS[0]); i++)
        if (str_equal_nocase(name, str_of(LOOKS[i].name)))
            return LOOKS[i].look;
    return LOOK_NOTE;
}

/* "EDITION-2021" is shown as "Edition 2021:". */
static void write_admonition(struct renderer *r, struct str name)
{
    struct buf title = BUF_INIT;
    struct rich text = RICH_INIT;

    buf_addc(&title, name.ptr[0]);
    for (size_t i = 1; i < name.len; i++)
        buf_addc(&title, name.ptr[i] == '-' ? ' ' : ascii_lower(name.ptr[i]));
    buf_addc(&title, ':');
    rich_add(&text, buf_str(&title), attr_look(admonition_look(name)));
    rich_write(&r->canvas, &text, 0);
    rich_release(&text);
    buf_release(&title);
}

/* The bar of a quote, which tells an admonition too. */
static enum look bar_of(cmark_node *quote)
{
    cmark_node *paragraph = cmark_node_first_child(quote);
    struct buf text = BUF_INIT;
    struct str name;
    enum look look = LOOK_QUIET;

    if (type_of(paragraph) == CMARK_NODE_PARAGRAPH) {
        markdown_plain_text(&text, paragraph);
        name = admonition_name(buf_str(&text));
        look = name.len > 0 ? admonition_look(name) : LOOK_QUIET;
    }
    buf_release(&text);
    return look;
}

static void render_paragraph(struct renderer *r, cmark_node *node)
{
    struct rich text = RICH_INIT;
    struct str name = { NULL, 0 };
    size_t start = 0;

    rich_add_inlines(&text, node, 0, r->canvas.style);
    if (str_trim(buf_str(&text.text)).len == 0)
        goto done; /* nothing but HTML */
    begin_block(r, node, true);
    if (type_of(cmark_node_parent(node)) == CMARK_NODE_BLOCK_QUOTE &&
        cmark_node_previous(node) == NULL)
        name = admonition_name(buf_str(&text.text));
    if (name.len > 0) {
        write_admonition(r, name);
        start = name.len + strlen("[!]");
        r->joins_next = str_trim(str_slice(text.text.ptr + start, text.text.len - start)).len == 0;
    }
    rich_write(&r->canvas, &text, start);
done:
    rich_release(&text);
}

static void render_heading(struct renderer *r, cmark_node *node)
{
    int attr = ATTR_BOLD | (cmark_node_get_heading_level(node) <= 2 ? ATTR_UNDERLINE : 0);
    struct rich text = RICH_INIT;

    rich_add_inlines(&text, node, attr, r->canvas.style);
    if (str_trim(buf_str(&text.text)).len > 0) {
        begin_block(r, node, true);
        rich_write(&r->canvas, &text, 0);
    }
    rich_release(&text);
}

static void render_code_block(struct renderer *r, cmark_node *node)
{
    struct code code;

    code_read(&code, markdown_literal(node), str_of(cmark_node_get_fence_info(node)));
    if (code.lines.len > 0) {
        begin_block(r, node, false);
        code_write(&r->canvas, &code);
    }
    code_release(&code);
}

/* The paragraph's pair with what follows it; the walk goes on behind the last of them. */
static bool render_pair(struct renderer *r, cmark_node *paragraph)
{
    struct pair pair;

    if (!pair_find(&pair, paragraph))
        return false;
    begin_block(r, paragraph, false);
    pair_write(&r->canvas, &pair);
    cmark_iter_reset(r->iter, pair.good_code, CMARK_EVENT_ENTER);
    return true;
}

static void render_rule(struct renderer *r, cmark_node *node)
{
    size_t room = canvas_room(&r->canvas);
    struct buf rule = BUF_INIT;

    begin_block(r, node, false);
    for (size_t i = 0; i < RULE_COLUMNS && i < room; i++)
        buf_adds(&rule, r->canvas.style->color ? "─" : "-");
    canvas_begin_line(&r->canvas);
    canvas_add_look(r->canvas.out, LOOK_QUIET, rule.ptr, r->canvas.style);
    canvas_end_line(&r->canvas);
    buf_release(&rule);
}

/* A list keeps the number of its next item as user data, so that the walk needs no stack. */
static void start_list(cmark_node *list)
{
    (void)cmark_node_set_user_data(list, (void *)(intptr_t)cmark_node_get_list_start(list));
}

static intptr_t next_number(cmark_node *list)
{
    intptr_t number = (intptr_t)cmark_node_get_user_data(list);

    (void)cmark_node_set_user_data(list, (void *)(number + 1));
    return number;
}

static void open_item(struct renderer *r, cmark_node *item)
{
    cmark_node *list = cmark_node_parent(item);
    char task = markdown_task_mark(item);
    struct buf marker = BUF_INIT;

    if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST)
        buf_addf(&marker, "%jd%c ", (intmax_t)next_number(list),
                 cmark_node_get_list_delim(list) == CMARK_PAREN_DELIM ? ')' : '.');
    else
        buf_adds(&marker, "- ");
    if (task != 0)
        buf_addf(&marker, "[%c] ", task);
    canvas_open_item(&r->canvas, marker.ptr);
    buf_release(&marker);
}

static void open_footnote(struct renderer *r)
{
    struct buf marker = BUF_INIT;

    buf_addf(&marker, "[%zu] ", ++r->footnotes);
    canvas_open_item(&r->canvas, marker.ptr);
    buf_release(&marker);
}

/* An item without content still shows its marker. */
static void close_item(struct renderer *r, cmark_node *item)
{
    if (canvas_marker_pending(&r->canvas)) {
        begin_block(r, item, true);
        canvas_begin_line(&r->canvas);
        canvas_end_line(&r->canvas);
    }
    canvas_close(&r->canvas);
}

/* Writes a block that is no container, or opens one. Returns whether the walk goes on by itself:
 * into it, or where it was set. */
static bool enter_block(struct renderer *r, cmark_node *node)
{
    switch ((int)type_of(node)) {
    case CMARK_NODE_DOCUMENT:
        return true;
    case CMARK_NODE_LIST:
        start_list(node);
        return true;
    case CMARK_NODE_BLOCK_QUOTE:
        canvas_open_quote(&r->canvas, bar_of(node));
        return true;
    case CMARK_NODE_ITEM:
        open_item(r, node);
        return true;
    case CMARK_NODE_FOOTNOTE_DEFINITION:
        open_footnote(r);
        return true;
    case CMARK_NODE_PARAGRAPH:
        if (render_pair(r, node))
            return true;
        render_paragraph(r, node);
        return false;
    case CMARK_NODE_HEADING:
        render_heading(r, node);
        return false;
    case CMARK_NODE_CODE_BLOCK:
        render_code_block(r, node);
        return false;
    case CMARK_NODE_THEMATIC_BREAK:
        render_rule(r, node);
        return false;
    default: /* HTML blocks are left out */
        if (markdown_is_table(node)) {
            begin_block(r, node, false);
            render_table(&r->canvas, node);
        }
        return false;
    }
}

static void leave_block(struct renderer *r, cmark_node *node)
{
    switch ((int)type_of(node)) {
    case CMARK_NODE_ITEM:
    case CMARK_NODE_FOOTNOTE_DEFINITION:
        close_item(r, node);
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        canvas_close(&r->canvas);
        break;
    default:
        break;
    }
}

/* The iterator gives no exit event for nodes that can never have children. */
static bool has_exit_event(cmark_node *node)
{
    switch ((int)type_of(node)) {
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_THEMATIC_BREAK:
        return false;
    default:
        return true;
    }
}

static void walk(struct renderer *r, cmark_node *root)
{
    cmark_event_type event;

    r->iter = cmark_iter_new(root);
    while ((event = cmark_iter_next(r->iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(r->iter);

        if (event == CMARK_EVENT_EXIT)
            leave_block(r, node);
        else if (!enter_block(r, node) && has_exit_event(node))
            cmark_iter_reset(r->iter, node, CMARK_EVENT_EXIT);
    }
    cmark_iter_free(r->iter);
}

void render_tree(struct buf *out, cmark_node *root, const struct render_style *style)
{
    struct renderer r = { .after_text = false };

    canvas_init(&r.canvas, out, style);
    walk(&r, root);
}

void render_markdown(struct buf *out, struct str markdown, const struct render_style *style)
{
    cmark_node *root = markdown_parse(markdown);

    render_tree(out, root, style);
    cmark_node_free(root);
}

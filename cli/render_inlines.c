/* The inline nodes of one block, as rich text. */
#include "cli/render_internal.h"

#include "core/markdown.h"
#include "core/text.h"

/* A code span up to this many columns stays on one line where it can: "`impl Trait`". */
static const size_t KEEP_COLUMNS = 32;

enum link_kind { LINK_NOWHERE, LINK_HERE, LINK_WEB };

/* The inline nodes that are open around the current one. A counter each, because an emphasis may
 * stand in another. */
struct inline_walk {
    struct rich *out;
    const struct render_style *style;
    int base;
    size_t emphasis;
    size_t strong;
    size_t struck;
    enum link_kind link; /* links do not nest */
    size_t link_start;   /* where its text began */
};

static int current_attr(const struct inline_walk *w)
{
    return w->base | (w->emphasis > 0 ? ATTR_ITALIC : 0) | (w->strong > 0 ? ATTR_BOLD : 0) |
           (w->struck > 0 ? ATTR_STRIKE : 0) | (w->link == LINK_HERE ? ATTR_UNDERLINE : 0) |
           (w->link == LINK_WEB ? attr_look(LOOK_LINK) : 0);
}

static size_t longest_run(struct str s, char c)
{
    size_t longest = 0;
    size_t run = 0;

    for (size_t i = 0; i < s.len; i++) {
        run = s.ptr[i] == c ? run + 1 : 0;
        if (run > longest)
            longest = run;
    }
    return longest;
}

/* In a link the code is underlined, and the link's own colour gives way. */
static int code_attr(const struct inline_walk *w, struct str code)
{
    int flags = current_attr(w) & 0xFF;

    return flags | ATTR_VERBATIM | (w->link == LINK_WEB ? ATTR_UNDERLINE : 0) |
           (str_width(code) <= KEEP_COLUMNS ? ATTR_KEEP : 0) | attr_look(LOOK_CODE);
}

/* Colour alone sets code apart; plain text keeps the backticks, as many as the code asks for. */
static void add_code_span(struct inline_walk *w, struct str code)
{
    int attr = code_attr(w, code);
    size_t ticks = w->style->color ? 0 : longest_run(code, '`') + 1;
    struct str pad = str_of(" ");

    if (ticks == 0 || !(str_starts(code, "`") || str_ends(code, "`")))
        pad.len = 0;
    for (size_t i = 0; i < ticks; i++)
        rich_add_raw(w->out, str_of("`"), attr);
    rich_add_raw(w->out, pad, attr);
    rich_add(w->out, code, attr);
    rich_add_raw(w->out, pad, attr);
    for (size_t i = 0; i < ticks; i++)
        rich_add_raw(w->out, str_of("`"), attr);
}

static bool is_web(struct str url)
{
    return str_starts(url, "http://") || str_starts(url, "https://");
}

/* A link that leads nowhere is only text. API documentation links every other word: those that
 * lead here are underlined and no more. */
static enum link_kind kind_of(const struct inline_walk *w, struct str url)
{
    const struct render_links *links = w->style->links;

    if (links != NULL && links->leads_here(links->ctx, url))
        return LINK_HERE;
    return is_web(url) ? LINK_WEB : LINK_NOWHERE;
}

/* The terminal opens the link, so that its address need not be read. Text that looks like an
 * address must not pass for this one. */
static bool hides_address(const struct inline_walk *w, struct str text)
{
    return w->style->color && w->style->hyperlinks && !is_web(text) && !str_starts(text, "www.");
}

/* Appends the address that the link's text does not tell. */
static void close_web_link(struct inline_walk *w, struct str url)
{
    struct str text = str_slice(w->out->text.ptr + w->link_start, w->out->text.len - w->link_start);
    bool is_told = str_equal(url, text) || hides_address(w, text);

    rich_link_from(w->out, w->link_start, url);
    if (is_told)
        return;
    rich_add(w->out, str_of(" ("), w->base);
    rich_add(w->out, url, w->base | attr_look(LOOK_QUIET) | ATTR_WHOLE);
    rich_add(w->out, str_of(")"), w->base);
}

static void close_near_link(struct inline_walk *w, struct str url)
{
    const struct render_links *links = w->style->links;
    struct buf address = BUF_INIT;

    if (!w->style->hyperlinks || links->add_address == NULL)
        return;
    links->add_address(links->ctx, url, &address);
    rich_link_from(w->out, w->link_start, buf_str(&address));
    buf_release(&address);
}

static void open_or_close_link(struct inline_walk *w, cmark_node *node, bool enter)
{
    struct str url = str_of(cmark_node_get_url(node));
    enum link_kind kind = w->link;

    if (enter) {
        w->link = kind_of(w, url);
        w->link_start = w->out->text.len;
        return;
    }
    w->link = LINK_NOWHERE;
    if (kind == LINK_WEB)
        close_web_link(w, url);
    else if (kind == LINK_HERE)
        close_near_link(w, url);
}

static void enter_or_leave(struct inline_walk *w, cmark_node *node, bool enter)
{
    size_t *open = NULL;

    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_EMPH:
        open = &w->emphasis;
        break;
    case CMARK_NODE_STRONG:
        open = &w->strong;
        break;
    case CMARK_NODE_LINK:
        open_or_close_link(w, node, enter);
        return;
    default:
        if (!markdown_is_strikethrough(node))
            return;
        open = &w->struck;
        if (!w->style->color) /* without the marks the text would say the opposite */
            rich_add(w->out, str_of("~~"), w->base);
        break;
    }
    *open = enter ? *open + 1 : *open - 1;
}

/* A node without children. */
static void add_leaf(struct inline_walk *w, cmark_node *node)
{
    int quiet = w->base | attr_look(LOOK_QUIET);

    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        rich_add(w->out, markdown_literal(node), current_attr(w));
        break;
    case CMARK_NODE_CODE:
        add_code_span(w, markdown_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        rich_add(w->out, str_of(" "), current_attr(w));
        break;
    case CMARK_NODE_LINEBREAK:
        rich_add_raw(w->out, str_of("\n"), 0);
        break;
    case CMARK_NODE_FOOTNOTE_REFERENCE:
        rich_add(w->out, str_of("["), quiet);
        rich_add(w->out, markdown_literal(node), quiet);
        rich_add(w->out, str_of("]"), quiet);
        break;
    default: /* HTML is left out; an image's text is its children's */
        break;
    }
}

void rich_add_inlines(struct rich *t, cmark_node *block, int attr, const struct render_style *style)
{
    struct inline_walk w = { .out = t, .style = style, .base = attr };
    cmark_iter *iter = cmark_iter_new(block);
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);

        if (node == block)
            continue;
        enter_or_leave(&w, node, event == CMARK_EVENT_ENTER);
        if (event == CMARK_EVENT_ENTER)
            add_leaf(&w, node);
    }
    cmark_iter_free(iter);
}

/* Tidying: a Markdown tree without HTML. */
#include "indexer/tidy.h"

#include "core/markdown.h"
#include "core/snippet.h"
#include "core/text.h"
#include "indexer/html_text.h"

static cmark_node *new_text(const char *text)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);

    cmark_node_set_literal(node, text);
    return node;
}

/* Inserts a paragraph of one text before node. */
static void insert_paragraph(cmark_node *node, struct str text)
{
    cmark_node *paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
    struct buf line = BUF_INIT;

    buf_addstr(&line, text);
    cmark_node_append_child(paragraph, new_text(line.ptr));
    cmark_node_insert_before(node, paragraph);
    buf_release(&line);
}

/* Inserts the blocks of a piece of Markdown before node. */
static void insert_markdown(cmark_node *node, struct str markdown)
{
    cmark_node *document = markdown_parse_in_parallel(markdown);
    cmark_node *child;

    while ((child = cmark_node_first_child(document)) != NULL) {
        cmark_node_unlink(child);
        if (!cmark_node_insert_before(node, child))
            cmark_node_free(child);
    }
    cmark_node_free(document);
}

static void replace_html_block(cmark_node *node)
{
    struct html_text html = HTML_TEXT_INIT;
    struct str rest;
    struct str line;

    html_text_read(&html, markdown_literal(node));
    if (html.caption.len > 0)
        insert_markdown(node, buf_str(&html.caption));
    rest = buf_str(&html.text);
    while (str_next_line(&rest, &line))
        if (str_trim(line).len > 0)
            insert_paragraph(node, str_trim(line));
    html_text_release(&html);
    cmark_node_unlink(node);
    cmark_node_free(node);
}

static void replace_html_inline(cmark_node *node)
{
    struct buf text = BUF_INIT;

    html_text_add_inline(&text, markdown_literal(node));
    if (text.len == 1 && text.ptr[0] == '\n')
        cmark_node_insert_before(node, cmark_node_new(CMARK_NODE_SOFTBREAK));
    else if (text.len > 0)
        cmark_node_insert_before(node, new_text(text.ptr));
    buf_release(&text);
    cmark_node_unlink(node);
    cmark_node_free(node);
}

/* True when the block stays as it is. */
static bool tidy_code_block(cmark_node *node, bool rust_by_default)
{
    struct str info = str_of(cmark_node_get_fence_info(node));
    struct snippet_info read;

    if (str_trim(markdown_literal(node)).len == 0) {
        cmark_node_unlink(node);
        cmark_node_free(node);
        return false;
    }
    snippet_parse_info(info, rust_by_default, &read);
    if (read.is_rust && !str_starts(info, "rust")) {
        struct buf named = BUF_INIT;

        buf_addf(&named, "rust%s%.*s", info.len > 0 ? "," : "", (int)info.len, info.ptr);
        cmark_node_set_fence_info(node, named.ptr);
        buf_release(&named);
        return false;
    }
    return true;
}

bool tidy_block(cmark_node *block, bool rust_by_default, size_t *links)
{
    bool unchanged = true;
    cmark_iter *it = cmark_iter_new(block);
    cmark_event_type event;

    *links = 0;
    /* A leaf may go as soon as it was entered: the iterator is past it by then. */
    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(it);

        if (event != CMARK_EVENT_ENTER)
            continue;
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_HTML_BLOCK:
            replace_html_block(node);
            unchanged = false;
            break;
        case CMARK_NODE_HTML_INLINE:
            replace_html_inline(node);
            unchanged = false;
            break;
        case CMARK_NODE_CODE_BLOCK:
            unchanged = tidy_code_block(node, rust_by_default) && unchanged;
            break;
        case CMARK_NODE_LINK:
        case CMARK_NODE_IMAGE:
            ++*links;
            break;
        default:
            break;
        }
    }
    cmark_iter_free(it);
    return unchanged;
}

static void clean_literal(cmark_node *node)
{
    struct str literal = markdown_literal(node);
    struct buf clean = BUF_INIT;

    text_sanitize(&clean, literal);
    for (size_t i = 0; i < clean.len; i++)
        if (clean.ptr[i] == '\n' || clean.ptr[i] == '\t')
            clean.ptr[i] = ' ';
    if (!str_equal(buf_str(&clean), literal))
        cmark_node_set_literal(node, clean.ptr);
    buf_release(&clean);
}

void tidy_entities(cmark_node *root)
{
    cmark_iter *it = cmark_iter_new(root);
    cmark_event_type event;

    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE)
        if (event == CMARK_EVENT_ENTER &&
            cmark_node_get_type(cmark_iter_get_node(it)) == CMARK_NODE_TEXT)
            clean_literal(cmark_iter_get_node(it));
    cmark_iter_free(it);
}

/* The length of "][rule.name]" or "][item::path]" at the start of text, or 0. */
static size_t rule_link_length(struct str text)
{
    const char *end;
    bool has_joint = false;

    if (!str_starts(text, "]["))
        return 0;
    end = memchr(text.ptr + 2, ']', text.len - 2);
    for (const char *p = text.ptr + 2; end != NULL && p < end; p++) {
        has_joint = has_joint || *p == '.' || *p == ':';
        if (!ascii_is_alnum(*p) && strchr(".-_:", *p) == NULL)
            return 0;
    }
    return has_joint && end != NULL ? (size_t)(end - text.ptr) + 1 : 0;
}

static void cut_out(cmark_node *node, size_t at, size_t len)
{
    struct buf literal = BUF_INIT;

    buf_addstr(&literal, markdown_literal(node));
    memmove(literal.ptr + at, literal.ptr + at + len, literal.len - at - len + 1);
    cmark_node_set_literal(node, literal.ptr);
    buf_release(&literal);
}

/* Takes the rule links out of the texts below parent, one line of inline nodes. */
static bool unlink_rules(cmark_node *parent)
{
    cmark_node *open_node = NULL; /* where the last "[" is */
    size_t open_at = 0;
    bool any = false;

    for (cmark_node *node = cmark_node_first_child(parent); node != NULL;
         node = cmark_node_next(node)) {
        for (size_t i = 0;
             cmark_node_get_type(node) == CMARK_NODE_TEXT && i < markdown_literal(node).len; i++) {
            struct str literal = markdown_literal(node);
            size_t len = rule_link_length(str_slice(literal.ptr + i, literal.len - i));

            if (len > 0 && open_node != NULL) {
                cut_out(node, i, len);
                cut_out(open_node, open_at, 1);
                i -= open_node == node ? 2 : 1; /* wraps at 0, and is raised again */
                open_node = NULL;
                any = true;
            } else if (literal.ptr[i] == '[') {
                open_node = node;
                open_at = i;
            }
        }
    }
    return any;
}

bool tidy_rule_links(cmark_node *block)
{
    cmark_iter *it = cmark_iter_new(block);
    cmark_event_type event;
    bool any = false;

    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(it);

        if (event == CMARK_EVENT_EXIT && cmark_node_first_child(node) != NULL)
            any = unlink_rules(node) || any;
    }
    cmark_iter_free(it);
    return any;
}

/* "r[" name "]" with a name of lower case words, digits, '.', '-' and '_'. */
static bool is_rule(struct str line)
{
    if (line.len < 4 || !str_starts(line, "r[") || line.ptr[line.len - 1] != ']')
        return false;
    for (size_t i = 2; i + 1 < line.len; i++)
        if (!ascii_is_alnum(line.ptr[i]) && strchr("._-", line.ptr[i]) == NULL)
            return false;
    return true;
}

bool tidy_take_rule(cmark_node *paragraph, struct buf *rules)
{
    struct buf line = BUF_INIT;
    cmark_node *node = cmark_node_first_child(paragraph);
    bool emptied = false;

    while (node != NULL && cmark_node_get_type(node) == CMARK_NODE_TEXT) {
        buf_addstr(&line, markdown_literal(node));
        node = cmark_node_next(node);
    }
    if (is_rule(buf_str(&line)) &&
        (node == NULL || cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK)) {
        buf_add(rules, line.ptr + 2, line.len - 3);
        buf_addc(rules, ' ');
        while (cmark_node_first_child(paragraph) != node)
            cmark_node_free(cmark_node_first_child(paragraph));
        if (node != NULL)
            cmark_node_free(node);
        emptied = cmark_node_first_child(paragraph) == NULL;
    }
    buf_release(&line);
    return emptied;
}

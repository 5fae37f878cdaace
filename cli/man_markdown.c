/* Manual pages: man(7) from Markdown. The macros are those that groff and mandoc share. Trees are
 * walked by recursion: the pages are this project's own. */
#include "cli/man_markdown.h"

#include <cmark-gfm.h>

#include "core/markdown.h"
#include "core/text.h"

/* --- text --- */

void man_add_text(struct buf *out, struct str text)
{
    size_t at = 0;

    while (at < text.len) {
        int32_t c;

        at += utf8_decode(text.ptr + at, text.len - at, &c);
        switch (c) {
        case '\\':
            buf_adds(out, "\\e");
            break;
        case '-': /* a hyphen would not be found again, nor work when it is copied */
            buf_adds(out, "\\-");
            break;
        case '\'':
            buf_adds(out, "\\(aq");
            break;
        case '`':
            buf_adds(out, "\\(ga");
            break;
        case '^':
            buf_adds(out, "\\(ha");
            break;
        case '~':
            buf_adds(out, "\\(ti");
            break;
        default:
            if (c < 0x80)
                buf_addc(out, (char)c);
            else
                buf_addf(out, "\\[u%04X]", (unsigned)c);
        }
    }
}

static void add_inline(struct buf *out, cmark_node *node);

static void add_children(struct buf *out, cmark_node *node)
{
    for (cmark_node *n = cmark_node_first_child(node); n != NULL; n = cmark_node_next(n))
        add_inline(out, n);
}

static void add_link(struct buf *out, cmark_node *node)
{
    const char *url = cmark_node_get_url(node);

    add_children(out, node);
    if (strncmp(url, "http", 4) == 0) {
        buf_adds(out, " (");
        man_add_text(out, str_of(url));
        buf_addc(out, ')');
    }
}

static void add_inline(struct buf *out, cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);

    if (type == CMARK_NODE_TEXT) {
        man_add_text(out, markdown_literal(node));
    } else if (type == CMARK_NODE_CODE) {
        buf_adds(out, "\\fB");
        man_add_text(out, markdown_literal(node));
        buf_adds(out, "\\fR");
    } else if (type == CMARK_NODE_SOFTBREAK) {
        buf_addc(out, '\n');
    } else if (type == CMARK_NODE_LINEBREAK) {
        buf_adds(out, "\n.br\n");
    } else if (type == CMARK_NODE_LINK) {
        add_link(out, node);
    } else if (type == CMARK_NODE_EMPH || type == CMARK_NODE_STRONG) {
        buf_adds(out, type == CMARK_NODE_EMPH ? "\\fI" : "\\fB");
        add_children(out, node);
        buf_adds(out, "\\fR");
    } else {
        add_children(out, node);
    }
}

/* Appends lines of text; what begins like a request is none. */
static void add_lines(struct buf *out, struct str lines)
{
    struct str line;

    while (str_next_line(&lines, &line)) {
        line = str_trim(line);
        if (line.len == 0)
            continue;
        if ((line.ptr[0] == '.' && !str_equals(line, ".br")) || line.ptr[0] == '\'')
            buf_adds(out, "\\&");
        buf_addstr(out, line);
        buf_addc(out, '\n');
    }
}

static void add_paragraph(struct buf *out, cmark_node *node)
{
    struct buf text = BUF_INIT;

    add_children(&text, node);
    add_lines(out, buf_str(&text));
    buf_release(&text);
}

/* --- blocks --- */

static void add_blocks(struct buf *out, cmark_node *parent, bool in_item);

static void add_heading(struct buf *out, cmark_node *node)
{
    struct buf text = BUF_INIT;
    int level = cmark_node_get_heading_level(node);

    add_children(&text, node);
    if (level == 2) {
        for (size_t i = 0; i < text.len; i++)
            /* Not in escapes such as \fB: headings of sections have none but \-. */
            if (ascii_is_lower(text.ptr[i]) && (i == 0 || text.ptr[i - 1] != '\\'))
                text.ptr[i] = (char)(text.ptr[i] - 'a' + 'A');
        buf_addf(out, ".SH \"%s\"\n", text.ptr);
    } else if (level > 2) {
        buf_addf(out, ".SS \"%s\"\n", text.ptr);
    }
    buf_release(&text);
}

static void add_code(struct buf *out, cmark_node *node, bool bare)
{
    struct str rest = markdown_literal(node);
    struct str line;

    buf_adds(out, bare ? ".RS 4\n.nf\n" : ".PP\n.RS 4\n.nf\n");
    while (str_next_line(&rest, &line)) {
        if (line.len > 0 && (line.ptr[0] == '.' || line.ptr[0] == '\''))
            buf_adds(out, "\\&");
        man_add_text(out, line);
        buf_addc(out, '\n');
    }
    buf_adds(out, ".fi\n.RE\n");
}

static void add_list(struct buf *out, cmark_node *node)
{
    bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    int number = cmark_node_get_list_start(node);

    for (cmark_node *item = cmark_node_first_child(node); item != NULL;
         item = cmark_node_next(item)) {
        if (ordered)
            buf_addf(out, ".IP %d. 4\n", number++);
        else
            buf_adds(out, ".IP \\(bu 2\n");
        add_blocks(out, item, true);
    }
}

/* The cells after the first one, each on a line of its own. */
static void add_row(struct buf *out, cmark_node *row, bool is_header)
{
    cmark_node *cell = cmark_node_first_child(row);
    struct buf text = BUF_INIT;
    bool first = true;

    add_children(&text, cell);
    if (is_header && text.len == 0) {
        buf_release(&text);
        return;
    }
    buf_adds(out, ".TP\n");
    if (is_header)
        buf_addf(out, "\\fI%s\\fR\n", text.ptr);
    else
        add_lines(out, buf_str(&text));
    for (cell = cmark_node_next(cell); cell != NULL; cell = cmark_node_next(cell)) {
        buf_clear(&text);
        add_children(&text, cell);
        if (text.len == 0)
            continue;
        if (!first)
            buf_adds(out, ".br\n");
        first = false;
        if (is_header)
            buf_addf(out, "\\fI%s\\fR\n", text.ptr);
        else
            add_lines(out, buf_str(&text));
    }
    buf_release(&text);
}

/* bare: something stands above that parts it from what was before. */
static void add_block(struct buf *out, cmark_node *node, bool bare)
{
    cmark_node_type type = cmark_node_get_type(node);

    if (type == CMARK_NODE_HEADING) {
        add_heading(out, node);
    } else if (type == CMARK_NODE_PARAGRAPH) {
        if (!bare)
            buf_adds(out, ".PP\n");
        add_paragraph(out, node);
    } else if (type == CMARK_NODE_CODE_BLOCK) {
        add_code(out, node, bare);
    } else if (type == CMARK_NODE_LIST) {
        add_list(out, node);
    } else if (type == CMARK_NODE_BLOCK_QUOTE) {
        buf_adds(out, ".RS 4\n");
        add_blocks(out, node, false);
        buf_adds(out, ".RE\n");
    } else if (markdown_is_table(node)) {
        for (cmark_node *row = cmark_node_first_child(node); row != NULL;
             row = cmark_node_next(row))
            add_row(out, row, row == cmark_node_first_child(node));
    }
}

/* Something that parts, a heading or an item's mark, stands above the first block. in_item: what
 * follows that is indented as it is. */
static void add_blocks(struct buf *out, cmark_node *parent, bool in_item)
{
    cmark_node *first = cmark_node_first_child(parent);

    for (cmark_node *node = first; node != NULL; node = cmark_node_next(node)) {
        bool after_heading = node == first ||
                             cmark_node_get_type(cmark_node_previous(node)) == CMARK_NODE_HEADING;

        if (in_item && node != first)
            buf_adds(out, ".RS 2\n");
        add_block(out, node, after_heading);
        if (in_item && node != first)
            buf_adds(out, ".RE\n");
    }
}

void man_add_line(struct buf *out, struct str markdown)
{
    cmark_node *doc = markdown_parse(markdown);

    for (cmark_node *n = cmark_node_first_child(doc); n != NULL; n = cmark_node_next(n))
        add_paragraph(out, n);
    cmark_node_free(doc);
}

void man_add_markdown(struct buf *out, struct str markdown)
{
    cmark_node *doc = markdown_parse(markdown);

    add_blocks(out, doc, false);
    cmark_node_free(doc);
}

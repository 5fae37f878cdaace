/* Markdown trees: cmark-gfm with its extensions attached, behind one lock. */
#include "core/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <pthread.h>
#include <stdlib.h>

#include "core/xalloc.h"

/* Those that several threads may use at once come first. */
static const char *const EXTENSIONS[] = { "table", "tasklist", "strikethrough" };
enum { EXTENSION_COUNT = sizeof(EXTENSIONS) / sizeof(EXTENSIONS[0]), PARALLEL_EXTENSIONS = 2 };

/* cmark-gfm counts bytes in an int32_t and aborts when it runs over. */
static const size_t MAX_BYTES = (size_t)64 * 1024 * 1024;

/* cmark-gfm fills short table rows up with empty cells of about 150 bytes each, so that a wide
 * header over many short rows would cost the square of the document's length in memory. */
static const size_t MAX_TABLE_CELLS = (size_t)512 * 1024;

/* The library registers extensions in a global list, and while it parses inline text it switches
 * '~' on and off in a global table of special characters: only one thread may do either. */
static pthread_once_t registered = PTHREAD_ONCE_INIT;
static pthread_mutex_t inline_parser = PTHREAD_MUTEX_INITIALIZER;

/* True when a table of this document could have more than MAX_TABLE_CELLS cells. */
static bool tables_too_big(struct str text)
{
    size_t lines = 1;
    size_t bars = 0;
    size_t most_bars = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '|')
            bars++;
        if (bars > most_bars)
            most_bars = bars;
        if (text.ptr[i] == '\n' || text.ptr[i] == '\r') {
            lines++;
            bars = 0;
        }
    }
    return most_bars > MAX_TABLE_CELLS / lines;
}

/* A parser with the first count extensions, fed with text. */
static cmark_parser *new_parser(struct str text, int options, size_t count)
{
    cmark_parser *parser;

    if (text.len > MAX_BYTES)
        text.len = MAX_BYTES;
    (void)pthread_once(&registered, cmark_gfm_core_extensions_ensure_registered);
    parser = cmark_parser_new(options);
    /* The table comes first, so that it is what a huge document does without. */
    for (size_t i = tables_too_big(text) ? 1 : 0; i < count; i++)
        (void)cmark_parser_attach_syntax_extension(parser,
                                                   cmark_find_syntax_extension(EXTENSIONS[i]));
    if (text.len > 0)
        cmark_parser_feed(parser, text.ptr, text.len);
    return parser;
}

cmark_node *markdown_parse(struct str text)
{
    cmark_parser *parser = new_parser(text, CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8,
                                      EXTENSION_COUNT);
    cmark_node *root;

    (void)pthread_mutex_lock(&inline_parser);
    root = cmark_parser_finish(parser);
    (void)pthread_mutex_unlock(&inline_parser);
    cmark_parser_free(parser);
    return root;
}

cmark_node *markdown_parse_in_parallel(struct str text)
{
    cmark_parser *parser = new_parser(text, CMARK_OPT_FOOTNOTES, PARALLEL_EXTENSIONS);
    cmark_node *root = cmark_parser_finish(parser);

    cmark_parser_free(parser);
    return root;
}

static bool has_type(cmark_node *node, const char *type)
{
    return node != NULL && strcmp(cmark_node_get_type_string(node), type) == 0;
}

bool markdown_is_table(cmark_node *node)
{
    return has_type(node, "table");
}

bool markdown_is_table_row(cmark_node *node)
{
    return has_type(node, "table_row") || markdown_is_table_header(node);
}

bool markdown_is_table_header(cmark_node *node)
{
    return has_type(node, "table_header");
}

bool markdown_is_table_cell(cmark_node *node)
{
    return has_type(node, "table_cell");
}

bool markdown_is_strikethrough(cmark_node *node)
{
    return has_type(node, "strikethrough");
}

/* The library exports these, and declares them in a header of its own that is not installed. */
extern cmark_node_type CMARK_NODE_TABLE, CMARK_NODE_TABLE_ROW, CMARK_NODE_TABLE_CELL;

/* The library knows their types when it has registered its extensions, and not before. */
static cmark_node *new_table_node(const cmark_node_type *type)
{
    (void)pthread_once(&registered, cmark_gfm_core_extensions_ensure_registered);
    return cmark_node_new_with_ext(*type, cmark_find_syntax_extension("table"));
}

cmark_node *markdown_new_table(void)
{
    return new_table_node(&CMARK_NODE_TABLE);
}

cmark_node *markdown_new_table_row(bool is_header)
{
    cmark_node *row = new_table_node(&CMARK_NODE_TABLE_ROW);

    (void)cmark_gfm_extensions_set_table_row_is_header(row, is_header);
    return row;
}

/* Made with the extension it would get memory that the library never gives back. */
cmark_node *markdown_new_table_cell(void)
{
    cmark_node *cell;

    (void)pthread_once(&registered, cmark_gfm_core_extensions_ensure_registered);
    cell = cmark_node_new(CMARK_NODE_TABLE_CELL);
    (void)cmark_node_set_syntax_extension(cell, cmark_find_syntax_extension("table"));
    return cell;
}

void markdown_set_table_columns(cmark_node *table, size_t columns)
{
    uint8_t *alignments = xcalloc(columns, sizeof(*alignments));

    (void)cmark_gfm_extensions_set_table_columns(table, (uint16_t)columns);
    (void)cmark_gfm_extensions_set_table_alignments(table, (uint16_t)columns, alignments);
    free(alignments);
}

char markdown_task_mark(cmark_node *node)
{
    if (!has_type(node, "tasklist"))
        return 0;
    return cmark_gfm_extensions_get_tasklist_item_checked(node) ? 'x' : ' ';
}

struct str markdown_literal(cmark_node *node)
{
    return str_of(cmark_node_get_literal(node));
}

/* Inline text of two blocks must not run into each other. */
static void separate_block(struct buf *out, size_t start)
{
    if (out->len > start && out->ptr[out->len - 1] != ' ')
        buf_addc(out, ' ');
}

void markdown_plain_text(struct buf *out, cmark_node *node)
{
    cmark_iter *iter = cmark_iter_new(node);
    size_t start = out->len;
    cmark_event_type event;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *at = cmark_iter_get_node(iter);

        if (event != CMARK_EVENT_ENTER || at == node)
            continue;
        switch ((int)cmark_node_get_type(at)) {
        case CMARK_NODE_TEXT:
        case CMARK_NODE_CODE:
            buf_addstr(out, markdown_literal(at));
            break;
        case CMARK_NODE_SOFTBREAK:
        case CMARK_NODE_LINEBREAK:
            buf_addc(out, ' ');
            break;
        default:
            if ((cmark_node_get_type(at) & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK)
                separate_block(out, start);
            break;
        }
    }
    cmark_iter_free(iter);
}

/* The links of one entry, as it is shown. */
#include "cli/entry_links.h"

#include <stdint.h>
#include <stdlib.h>

#include "cli/entry_page.h"
#include "core/markdown.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "query/link_scan.h"

/* Lines of the list below an entry, and columns of the texts beside the ids; a text that had to be
 * cut shorter would say nothing. */
enum { LISTED_MAX = 12, TEXT_COLUMNS_MAX = 28, TEXT_COLUMNS_MIN = 6 };

static const char INDENT[] = "  ";

void entry_links_init(struct entry_links *l, struct index *ix, const struct index_row *row)
{
    *l = (struct entry_links){ .ix = ix, .row = row, .own_id = BUF_INIT };
    index_row_add_id(&l->own_id, row);
}

void entry_links_release(struct entry_links *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->items[i].text);
        free(l->items[i].id);
    }
    free(l->items);
    lexicon_free(l->known);
    links_free(l->links);
    buf_release(&l->own_id);
}

/* Appends the id of the entry that the destination leads to, if there is one and it is another. */
static enum status add_id(struct entry_links *l, struct str destination, struct buf *id,
                          struct error *err)
{
    size_t start = id->len;
    enum status st = STATUS_OK;

    if (l->links == NULL) {
        st = links_new(l->ix, &l->links, err);
        l->known = lexicon_new();
    }
    if (st == STATUS_OK)
        st = links_resolve(l->links, l->row, destination, id, err);
    if (strcmp(id->ptr + start, l->own_id.ptr) == 0)
        buf_truncate(id, start);
    return st;
}

/* The text of a link in one line, harmless to a terminal. */
static char *text_of(cmark_node *link)
{
    struct buf plain = BUF_INIT;
    struct buf clean = BUF_INIT;

    markdown_plain_text(&plain, link);
    text_sanitize(&clean, str_trim(buf_str(&plain)));
    for (size_t i = 0; i < clean.len; i++)
        if (clean.ptr[i] == '\n' || clean.ptr[i] == '\t')
            clean.ptr[i] = ' ';
    buf_release(&plain);
    return buf_detach(&clean);
}

static enum status read_link(struct entry_links *l, cmark_node *link, struct error *err)
{
    struct buf id = BUF_INIT;
    enum status st = add_id(l, str_of(cmark_node_get_url(link)), &id, err);

    if (st == STATUS_OK && id.len > 0 &&
        lexicon_intern(l->known, buf_str(&id))->word_entries++ == 0) {
        l->items = xgrow(l->items, l->count, &l->cap, sizeof(*l->items));
        l->items[l->count++] = (struct entry_link){ text_of(link), xstrdup(id.ptr) };
    }
    buf_release(&id);
    return st;
}

enum status entry_links_read(struct entry_links *l, cmark_node *body, struct error *err)
{
    cmark_iter *it = cmark_iter_new(body);
    enum status st = STATUS_OK;
    cmark_event_type event;

    while (st == STATUS_OK && (event = cmark_iter_next(it)) != CMARK_EVENT_DONE)
        if (event == CMARK_EVENT_ENTER &&
            cmark_node_get_type(cmark_iter_get_node(it)) == CMARK_NODE_LINK)
            st = read_link(l, cmark_iter_get_node(it), err);
    cmark_iter_free(it);
    return st;
}

/* Every link was asked about when the body was read: what fails now failed then. */
static bool leads_here(void *ctx, struct str destination)
{
    struct entry_links *l = ctx;
    struct buf id = BUF_INIT;
    bool leads = add_id(l, destination, &id, NULL) == STATUS_OK && id.len > 0;

    buf_release(&id);
    return leads;
}

/* Appends the address of the page that holds the entry, for a terminal. */
static void add_page(struct index *ix, struct str id, struct buf *address)
{
    struct index_row row = { 0 };
    int64_t entry;

    if (index_find_id(ix, id, &entry, NULL) == STATUS_OK &&
        index_read_entry(ix, entry, false, &row, NULL) == STATUS_OK)
        entry_page_add_link(address, &row);
    index_row_release(&row);
}

static void add_address(void *ctx, struct str destination, struct buf *address)
{
    struct entry_links *l = ctx;
    struct buf id = BUF_INIT;

    if (add_id(l, destination, &id, NULL) == STATUS_OK && id.len > 0)
        add_page(l->ix, buf_str(&id), address);
    buf_release(&id);
}

struct render_links entry_links_style(struct entry_links *l)
{
    return (struct render_links){ leads_here, add_address, l };
}

/* --- the list --- */

/* Columns of the widest text that is shown, at most TEXT_COLUMNS_MAX. */
static size_t text_columns(const struct entry_links *l, size_t shown)
{
    size_t columns = 0;

    for (size_t i = 0; i < shown; i++) {
        size_t width = str_width(str_of(l->items[i].text));

        columns = width > columns ? width : columns;
    }
    return columns < TEXT_COLUMNS_MAX ? columns : TEXT_COLUMNS_MAX;
}

/* "  text   id". An id is never cut, as it is there to be used: a long one takes the room of its
 * text. */
static void add_line(struct buf *out, struct index *ix, const struct entry_link *link,
                     size_t columns, const struct render_style *style)
{
    struct buf address = BUF_INIT;
    size_t fixed = str_width(str_of(link->id)) + 2 * strlen(INDENT);
    size_t room = style->width > 0 ? (size_t)style->width : SIZE_MAX;
    size_t width = str_width(str_of(link->text));
    size_t start;

    if (fixed + columns > room)
        columns = room > fixed ? room - fixed : 0;
    buf_adds(out, INDENT);
    start = out->len;
    if (width <= columns || columns >= TEXT_COLUMNS_MIN) {
        render_clipped(out, str_of(link->text), width > columns ? (int)columns : 0);
        for (width = str_width(str_slice(out->ptr + start, out->len - start)); width < columns;
             width++)
            buf_addc(out, ' ');
        buf_adds(out, INDENT);
    }
    if (style->hyperlinks)
        add_page(ix, str_of(link->id), &address);
    render_dim_link(out, str_of(link->id), buf_str(&address), style);
    buf_addc(out, '\n');
    buf_release(&address);
}

void entry_links_add_list(struct buf *out, const struct entry_links *l,
                          const struct render_style *style)
{
    size_t shown = l->count > LISTED_MAX ? LISTED_MAX : l->count;
    size_t columns = text_columns(l, shown);
    struct buf more = BUF_INIT;

    if (l->count == 0)
        return;
    buf_addc(out, '\n');
    render_dim(out, str_of("Links:"), style);
    buf_addc(out, '\n');
    for (size_t i = 0; i < shown; i++)
        add_line(out, l->ix, &l->items[i], columns, style);
    if (shown < l->count) {
        buf_addf(&more, "and %zu more: --format markdown has all", l->count - shown);
        buf_adds(out, INDENT);
        render_dim(out, buf_str(&more), style);
        buf_addc(out, '\n');
    }
    buf_release(&more);
}

/* --- Markdown --- */

/* An id as a destination: between '<' and '>' where a bare one would end early or say otherwise. */
static void add_destination(struct buf *out, struct str id)
{
    bool is_bare = true;

    for (size_t i = 0; i < id.len; i++)
        is_bare = is_bare && (ascii_is_alnum(id.ptr[i]) || (unsigned char)id.ptr[i] >= 0x80 ||
                              strchr("/#-_.:~+,=@", id.ptr[i]) != NULL);
    if (is_bare) {
        buf_addstr(out, id);
        return;
    }
    buf_addc(out, '<');
    for (size_t i = 0; i < id.len; i++) {
        if (strchr("<>\\&", id.ptr[i]) != NULL)
            buf_addc(out, '\\');
        buf_addc(out, id.ptr[i]);
    }
    buf_addc(out, '>');
}

enum status entry_links_add_body(struct buf *out, struct entry_links *l, struct error *err)
{
    struct str body = str_of(l->row->entry.body);
    struct buf destination = BUF_INIT;
    struct buf id = BUF_INIT;
    struct link_scan scan;
    enum status st = STATUS_OK;
    size_t done = 0;
    size_t start;
    size_t end;

    link_scan_start(&scan, body);
    while (st == STATUS_OK && link_scan_next(&scan, &start, &end)) {
        buf_clear(&destination);
        buf_clear(&id);
        link_scan_add_destination(&destination, str_slice(body.ptr + start, end - start));
        if (!links_is_address(buf_str(&destination)))
            st = add_id(l, buf_str(&destination), &id, err);
        if (st != STATUS_OK || id.len == 0)
            continue;
        buf_add(out, body.ptr + done, start - done);
        add_destination(out, buf_str(&id));
        done = end;
    }
    buf_add(out, body.ptr + done, body.len - done);
    buf_release(&destination);
    buf_release(&id);
    return st;
}

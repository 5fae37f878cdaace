/* mdBook: what book.toml and SUMMARY.md say of a tree of pages. */
#include "indexer/book.h"

#include <assert.h>
#include <stdlib.h>

#include "core/entry.h"
#include "core/markdown.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/read_file.h"
#include "indexer/toml.h"

/* Together they bound what a summary can ask for: a page's trail holds its parents' titles. */
enum {
    FILE_BYTES_MAX = 4 << 20,
    PAGES_MAX = 100000,
    TITLE_BYTES_MAX = 256, /* longer titles are cut */
    TRAIL_PARENTS_MAX = 8  /* of pages nested deeper, the outermost ones are named */
};

/* --- files --- */

/* Appends the sanitized text of the file at path. */
static enum status read_text(const char *path, struct buf *out, struct error *err)
{
    struct buf bytes = BUF_INIT;
    struct error why;
    enum status st = read_file(path, FILE_BYTES_MAX, &bytes, &why);

    if (st == STATUS_OK)
        text_sanitize(out, buf_str(&bytes));
    else
        st = error_set(err, st, "%s: %s", path, why.msg);
    buf_release(&bytes);
    return st;
}

static void add_path(struct buf *out, const char *part)
{
    assert(part != NULL);
    if (part[0] == '\0')
        return;
    if (out->len > 0)
        buf_addc(out, '/');
    buf_adds(out, part);
}

/* Reads the file name in the folder dir below root. */
static enum status read_below(const char *root, const char *dir, const char *name, struct buf *out,
                              struct error *err)
{
    struct buf path = BUF_INIT;
    enum status st;

    buf_adds(&path, root);
    add_path(&path, dir);
    add_path(&path, name);
    st = read_text(path.ptr, out, err);
    buf_release(&path);
    return st;
}

/* --- paths --- */

/* Appends path to out, a clean path below the root, and takes "." and ".." out. False: it is
 * absolute or leaves the root. */
static bool add_relative(struct buf *out, struct str path)
{
    struct str part;

    if (str_starts(path, "/"))
        return false;
    while (str_next_field(&path, '/', &part)) {
        if (part.len == 0 || str_equals(part, "."))
            continue;
        if (!str_equals(part, "..")) {
            if (out->len > 0)
                buf_addc(out, '/');
            buf_addstr(out, part);
            continue;
        }
        if (out->len == 0)
            return false;
        while (out->len > 0 && out->ptr[out->len - 1] != '/')
            buf_truncate(out, out->len - 1);
        if (out->len > 0)
            buf_truncate(out, out->len - 1);
    }
    return true;
}

static int hex_digit(char c)
{
    c = ascii_lower(c);
    if (ascii_is_digit(c))
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Appends url without its fragment and with "%20" and the like decoded. */
static void add_decoded(struct buf *out, struct str url)
{
    for (size_t i = 0; i < url.len && url.ptr[i] != '#'; i++) {
        int high = url.ptr[i] == '%' && i + 2 < url.len ? hex_digit(url.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(url.ptr[i + 2]) : -1;

        buf_addc(out, low >= 0 ? (char)(high * 16 + low) : url.ptr[i]);
        if (low >= 0)
            i += 2;
    }
}

/* True for text that text_sanitize() leaves as it is. */
static bool is_harmless(struct str s)
{
    struct buf clean = BUF_INIT;
    bool same;

    text_sanitize(&clean, s);
    same = str_equal(buf_str(&clean), s) && memchr(s.ptr, '\n', s.len) == NULL;
    buf_release(&clean);
    return same;
}

/* The path of the page that url names in the folder src. new; NULL: it names none below the
 * root, or one that no document can have. */
static char *page_path(const char *src, struct str url)
{
    struct buf path = BUF_INIT;
    struct buf decoded = BUF_INIT;
    bool good;

    add_decoded(&decoded, url);
    buf_adds(&path, src);
    good = strstr(decoded.ptr, "://") == NULL && is_harmless(buf_str(&decoded)) &&
           add_relative(&path, buf_str(&decoded)) && !str_equals(buf_str(&path), src);
    buf_release(&decoded);
    if (good)
        return buf_detach(&path);
    buf_release(&path);
    return NULL;
}

/* --- book.toml --- */

/* Appends s on one line, without what could do harm, cut where it is too long for a title. */
static void add_title(struct buf *out, struct str s)
{
    struct buf clean = BUF_INIT;
    struct str title;

    text_sanitize(&clean, s);
    for (size_t i = 0; i < clean.len; i++)
        if (clean.ptr[i] == '\n' || clean.ptr[i] == '\t')
            clean.ptr[i] = ' ';
    title = str_trim(buf_str(&clean));
    if (title.len > TITLE_BYTES_MAX)
        title.len = utf8_valid_prefix(str_slice(title.ptr, TITLE_BYTES_MAX));
    buf_addstr(out, title);
    buf_release(&clean);
}

/* 2015 for what names no edition. */
static int edition_year(struct str s)
{
    static const int years[] = { 2015, 2015, 2018, 2021, 2024 }; /* by entry_edition_code() */

    return years[entry_edition_code(s)];
}

/* Reads the settings; src is as written then. */
static void read_settings(struct book *book, struct buf *src, struct str text)
{
    struct toml t;

    book->rust_edition = edition_year(str_of(""));
    buf_adds(src, "src");
    toml_init(&t, text);
    while (toml_next(&t)) {
        if (str_equals(buf_str(&t.key), "book.src")) {
            buf_clear(src);
            buf_addstr(src, buf_str(&t.value));
        } else if (str_equals(buf_str(&t.key), "rust.edition")) {
            book->rust_edition = edition_year(buf_str(&t.value));
        } else if (str_equals(buf_str(&t.key), "book.title") && book->title == NULL) {
            struct buf title = BUF_INIT;

            add_title(&title, buf_str(&t.value));
            if (title.len > 0)
                book->title = buf_detach(&title);
            buf_release(&title);
        }
    }
    toml_release(&t);
}

static enum status read_book_toml(struct book *book, const char *root, const char *dir,
                                  struct error *err)
{
    struct buf text = BUF_INIT;
    struct buf written = BUF_INIT;
    struct buf src = BUF_INIT;
    enum status st = read_below(root, dir, "book.toml", &text, err);

    if (st != STATUS_OK)
        goto done;
    read_settings(book, &written, buf_str(&text));
    buf_adds(&src, dir);
    if (!is_harmless(buf_str(&written)) || !add_relative(&src, buf_str(&written)))
        st = error_set(err, STATUS_BAD_INPUT, "book.toml: src is no folder inside the source");
    else
        book->src = buf_detach(&src);
done:
    buf_release(&text);
    buf_release(&written);
    buf_release(&src);
    return st;
}

/* --- SUMMARY.md --- */

/* The walk over a summary's tree. */
struct summary {
    struct book *book;
    struct buf trail;                     /* of the pages in the list item the walk is in */
    size_t depth;                         /* of list items around it */
    size_t trail_lens[TRAIL_PARENTS_MAX]; /* the trail's length outside each of them */
    cmark_node *paragraph;                /* the one around it, or NULL */
    cmark_node *titled_item;              /* the last one whose first link was met */
};

static void add_to_trail(struct buf *trail, const char *title)
{
    if (trail->len > 0)
        buf_addc(trail, ENTRY_TRAIL_SEPARATOR);
    buf_adds(trail, title);
}

static char *node_title(cmark_node *node)
{
    struct buf text = BUF_INIT;
    struct buf title = BUF_INIT;

    markdown_plain_text(&text, node);
    add_title(&title, buf_str(&text));
    buf_release(&text);
    return buf_detach(&title);
}

/* Adds a page; takes path, NULL for a draft. */
static void add_page(struct book *book, char *path, const char *title, const char *trail)
{
    book->pages = xgrow(book->pages, book->count, &book->cap, sizeof(*book->pages));
    book->pages[book->count++] = (struct book_page){ path, xstrdup(title), xstrdup(trail) };
    if (path == NULL)
        book->drafts++;
}

/* A link in a list item's first paragraph is a page (further ones beside it are not), and so is
 * one in a paragraph outside of lists: a prefix or suffix chapter, which has no part. */
static bool is_page(const struct summary *s, cmark_node *around)
{
    if (around == NULL)
        return false;
    if (cmark_node_get_type(around) == CMARK_NODE_ITEM)
        return cmark_node_previous(s->paragraph) == NULL && s->titled_item != around;
    return cmark_node_get_type(around) == CMARK_NODE_DOCUMENT;
}

static void take_link(struct summary *s, cmark_node *link)
{
    cmark_node *around = s->paragraph != NULL ? cmark_node_parent(s->paragraph) : NULL;
    struct str url = str_of(cmark_node_get_url(link));
    bool in_item;
    char *title;
    char *path;

    if (!is_page(s, around))
        return;
    in_item = cmark_node_get_type(around) == CMARK_NODE_ITEM;
    title = node_title(link);
    path = page_path(s->book->src, url);
    if (path != NULL || url.len == 0)
        add_page(s->book, path, title, in_item ? s->trail.ptr : "");
    if (in_item) {
        s->titled_item = around;
        if (s->depth <= TRAIL_PARENTS_MAX)
            add_to_trail(&s->trail, title);
    }
    free(title);
}

/* True for the heading that names the whole summary: the first block that is no HTML. */
static bool is_first_block(cmark_node *node)
{
    do
        node = cmark_node_previous(node);
    while (node != NULL && cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK);
    return node == NULL;
}

/* A heading of the first level begins a part; mdBook, too, passes over the others. */
static void take_heading(struct summary *s, cmark_node *node)
{
    char *title;

    if (cmark_node_get_heading_level(node) != 1 || is_first_block(node) ||
        cmark_node_get_type(cmark_node_parent(node)) != CMARK_NODE_DOCUMENT)
        return;
    title = node_title(node);
    buf_clear(&s->trail);
    add_to_trail(&s->trail, title);
    free(title);
}

static void enter_item(struct summary *s)
{
    if (s->depth < TRAIL_PARENTS_MAX)
        s->trail_lens[s->depth] = s->trail.len;
    s->depth++;
}

static void leave_item(struct summary *s)
{
    s->depth--;
    if (s->depth < TRAIL_PARENTS_MAX)
        buf_truncate(&s->trail, s->trail_lens[s->depth]);
}

static void take_event(struct summary *s, cmark_node *node, bool enters)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_ITEM:
        if (enters)
            enter_item(s);
        else
            leave_item(s);
        break;
    case CMARK_NODE_PARAGRAPH:
        s->paragraph = enters ? node : NULL;
        break;
    case CMARK_NODE_HEADING:
        if (enters)
            take_heading(s, node);
        break;
    case CMARK_NODE_LINK:
        if (enters)
            take_link(s, node);
        break;
    default:
        break;
    }
}

static enum status read_pages(struct book *book, struct str text, struct error *err)
{
    cmark_node *root = markdown_parse(text);
    cmark_iter *iter = cmark_iter_new(root);
    struct summary s = { .book = book };
    enum status st = STATUS_OK;
    cmark_event_type event;

    buf_init(&s.trail);
    while (st == STATUS_OK && (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        take_event(&s, cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
        if (book->count > PAGES_MAX)
            st = error_set(err, STATUS_TOO_BIG, "SUMMARY.md: more than %d pages", PAGES_MAX);
    }
    buf_release(&s.trail);
    cmark_iter_free(iter);
    cmark_node_free(root);
    return st;
}

/* --- pages listed twice --- */

static void page_release(struct book_page *page)
{
    free(page->path);
    free(page->title);
    free(page->trail);
}

/* By path, then by place. */
static int compare_pages(const void *a, const void *b)
{
    const struct book_page *const *x = a;
    const struct book_page *const *y = b;
    int order = strcmp((*x)->path, (*y)->path);

    return order != 0 ? order : (*x > *y) - (*x < *y);
}

/* Keeps each path where it comes first. */
static void drop_repeated(struct book *book)
{
    struct book_page **sorted = xcalloc(book->count, sizeof(struct book_page *));
    bool *repeated = xcalloc(book->count, sizeof(*repeated));
    size_t paths = 0;
    size_t kept = 0;

    for (size_t i = 0; i < book->count; i++)
        if (book->pages[i].path != NULL)
            sorted[paths++] = &book->pages[i];
    qsort(sorted, paths, sizeof(*sorted), compare_pages);
    for (size_t i = 1; i < paths; i++)
        repeated[sorted[i] - book->pages] = strcmp(sorted[i - 1]->path, sorted[i]->path) == 0;
    for (size_t i = 0; i < book->count; i++) {
        if (repeated[i])
            page_release(&book->pages[i]);
        else
            book->pages[kept++] = book->pages[i];
    }
    book->count = kept;
    free(sorted);
    free(repeated);
}

/* --- the book --- */

enum status book_read(const char *root, const char *dir, struct book *out, struct error *err)
{
    struct book book = { 0 };
    struct buf summary = BUF_INIT;
    enum status st = read_book_toml(&book, root, dir, err);

    if (st != STATUS_OK)
        goto done;
    st = read_below(root, book.src, "SUMMARY.md", &summary, err);
    if (st == STATUS_OK)
        st = read_pages(&book, buf_str(&summary), err);
    else if (st == STATUS_NOT_FOUND)
        st = STATUS_OK;
    if (st != STATUS_OK)
        goto done;
    drop_repeated(&book);
    *out = book;
    book = (struct book){ 0 };
done:
    buf_release(&summary);
    book_release(&book);
    return st;
}

void book_release(struct book *book)
{
    for (size_t i = 0; i < book->count; i++)
        page_release(&book->pages[i]);
    free(book->pages);
    free(book->title);
    free(book->src);
    *book = (struct book){ 0 };
}

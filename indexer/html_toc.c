/* The table of contents of mdBook's HTML. Source: mdBook's src/renderer/html_handlebars, "toc". */
#include "indexer/html_toc.h"

#include <stdlib.h>

#include "core/entry.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/html.h"
#include "indexer/read_file.h"

enum { TOC_BYTES_MAX = 8 << 20, PAGES_MAX = 100000, LEVELS_MAX = 8, TITLE_MAX = 256 };

/* <ol class="chapter"> holds <li>s with links, <ol class="section"> the pages below the one before;
 * <li class="part-title"> begins a part. */
struct reader {
    struct book *book;
    size_t lists;   /* open <ol>s from the one of chapters on */
    size_t skipped; /* open elements inside of a chapter's number */
    bool in_link, in_part, in_title;
    char *href;
    struct buf text;
    struct buf title; /* of the page: the book's name is its last part */
    char *part;
    char *levels[LEVELS_MAX]; /* titles of the pages above, by list */
};

static void on_open(void *ctx, const char *name, const char *const *attributes)
{
    struct reader *r = ctx;
    const char *hidden = html_attribute(attributes, "aria-hidden");

    if (strcmp(name, "title") == 0)
        r->in_title = true;
    if (r->skipped > 0 || (r->in_link && hidden != NULL)) {
        r->skipped++;
    } else if (strcmp(name, "ol") == 0) {
        if (r->lists > 0 || html_has_class(attributes, "chapter"))
            r->lists++;
    } else if (r->lists > 0 && strcmp(name, "a") == 0) {
        const char *href = html_attribute(attributes, "href");

        r->in_link = href != NULL && href[0] != '#' && !html_has_class(attributes, "toggle");
        free(r->href);
        r->href = r->in_link ? xstrdup(href) : NULL;
        buf_clear(&r->text);
    } else if (r->lists > 0 && html_has_class(attributes, "part-title")) {
        r->in_part = true;
        buf_clear(&r->text);
    }
}

static char *clean_title(const struct buf *text)
{
    struct buf clean = BUF_INIT;
    struct str s;
    char *title;

    text_sanitize(&clean, buf_str(text));
    for (size_t i = 0; i < clean.len; i++)
        if (ascii_is_space(clean.ptr[i]))
            clean.ptr[i] = ' ';
    s = str_trim(buf_str(&clean));
    if (s.len > TITLE_MAX)
        s.len = utf8_valid_prefix(str_slice(s.ptr, TITLE_MAX));
    title = xmemdup0(s.ptr, s.len);
    buf_release(&clean);
    return title;
}

static char *make_trail(const struct reader *r)
{
    struct buf trail = BUF_INIT;

    if (r->part != NULL)
        buf_adds(&trail, r->part);
    for (size_t i = 0; i + 1 < r->lists && i < LEVELS_MAX; i++)
        if (r->levels[i] != NULL)
            buf_addf(&trail, "%s%s",
                     trail.len > 0 ? (const char[]){ ENTRY_TRAIL_SEPARATOR, '\0' } : "",
                     r->levels[i]);
    return buf_detach(&trail);
}

static bool is_own_page(const char *href)
{
    return strchr(href, ':') == NULL && href[0] != '/' && strncmp(href, "../", 3) != 0;
}

static void add_page(struct reader *r)
{
    struct book *b = r->book;
    char *title = clean_title(&r->text);

    if (title[0] != '\0' && is_own_page(r->href) && b->count < PAGES_MAX) {
        b->pages = xgrow(b->pages, b->count, &b->cap, sizeof(*b->pages));
        b->pages[b->count++] = (struct book_page){ xmemdup0(r->href, strcspn(r->href, "#?")),
                                                   xstrdup(title), make_trail(r) };
    }
    if (r->lists <= LEVELS_MAX) {
        free(r->levels[r->lists - 1]);
        r->levels[r->lists - 1] = xstrdup(title);
    }
    free(title);
}

static void on_close(void *ctx, const char *name)
{
    struct reader *r = ctx;

    if (strcmp(name, "title") == 0)
        r->in_title = false;
    if (r->skipped > 0) {
        r->skipped--;
    } else if (strcmp(name, "a") == 0 && r->in_link) {
        add_page(r);
        r->in_link = false;
    } else if (strcmp(name, "li") == 0 && r->in_part) {
        free(r->part);
        r->part = clean_title(&r->text);
        r->in_part = false;
    } else if (strcmp(name, "ol") == 0 && r->lists > 0) {
        r->lists--;
    }
}

static void on_text(void *ctx, struct str text)
{
    struct reader *r = ctx;

    if (r->in_title)
        buf_addstr(&r->title, text);
    else if (r->skipped == 0 && (r->in_link || r->in_part))
        buf_addstr(&r->text, text);
}

/* "Foreword - The Rust Programming Language": what follows the last dash. */
static char *book_title(const struct buf *page_title)
{
    char *title = clean_title(page_title);
    char *dash = NULL;

    for (char *p = title; (p = strstr(p, " - ")) != NULL; p += 3)
        dash = p;
    if (dash != NULL)
        memmove(title, dash + 3, strlen(dash + 3) + 1);
    if (title[0] != '\0')
        return title;
    free(title);
    return NULL;
}

/* toc.html has no name of the book in it, but the pages around it have. */
static void read_title(const char *root, struct reader *r)
{
    static const struct html_events events = { on_open, on_close, on_text };
    struct buf path = BUF_INIT;
    struct buf bytes = BUF_INIT;
    struct error ignored;
    const char *end;

    buf_clear(&r->title);
    r->lists = 0;
    buf_addf(&path, "%s/index.html", root);
    if (read_file(path.ptr, TOC_BYTES_MAX, &bytes, &ignored) == STATUS_OK &&
        (end = strstr(bytes.ptr, "</title>")) != NULL)
        (void)html_parse(str_slice(bytes.ptr, (size_t)(end - bytes.ptr) + 8), &events, r, &ignored);
    r->book->title = book_title(&r->title);
    buf_release(&path);
    buf_release(&bytes);
}

bool html_toc_read(const char *root, const char *name, struct book *out)
{
    static const struct html_events events = { on_open, on_close, on_text };
    struct book book = { 0 };
    struct reader r = { .book = &book };
    struct buf path = BUF_INIT;
    struct buf bytes = BUF_INIT;
    struct error ignored;

    buf_init(&r.text);
    buf_init(&r.title);
    buf_addf(&path, "%s/%s", root, name);
    if (read_file(path.ptr, TOC_BYTES_MAX, &bytes, &ignored) == STATUS_OK)
        (void)html_parse(buf_str(&bytes), &events, &r, &ignored);
    if (book.count > 0)
        read_title(root, &r);
    buf_release(&path);
    buf_release(&bytes);
    buf_release(&r.text);
    buf_release(&r.title);
    free(r.href);
    free(r.part);
    for (size_t i = 0; i < LEVELS_MAX; i++)
        free(r.levels[i]);
    if (book.count == 0) {
        book_release(&book);
        return false;
    }
    *out = book;
    return true;
}

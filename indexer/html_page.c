/* HTML pages: which sort of page it is, and its entries. */
#include "indexer/html_page.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/html.h"
#include "indexer/html_tree.h"
#include "indexer/read_file.h"
#include "indexer/rustdoc_page.h"
#include "indexer/walk.h"

enum { HEAD_BYTES = 16384 /* in which a page says what made it */ };

bool html_page_is_name(const char *path)
{
    struct str s = str_of(path);
    const char *dot = s.len > 0 ? memrchr(s.ptr, '.', s.len) : NULL;

    return dot != NULL && (strcasecmp(dot, ".html") == 0 || strcasecmp(dot, ".htm") == 0 ||
                           strcasecmp(dot, ".xhtml") == 0);
}

/* --- sorts of pages --- */

static const char *find(struct str s, const char *part)
{
    return s.len > 0 ? memmem(s.ptr, s.len, part, strlen(part)) : NULL;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* The value of attribute lang of <html>; empty where it has none. */
static struct str page_language(struct str head)
{
    const char *tag = find(head, "<html");
    const char *end = tag != NULL ? memchr(tag, '>', (size_t)(head.ptr + head.len - tag)) : NULL;
    const char *lang;
    size_t len = 0;

    if (end == NULL)
        return str_slice("", 0);
    lang = memmem(tag, (size_t)(end - tag), " lang=\"", 7);
    if (lang == NULL)
        return str_slice("", 0);
    lang += 7;
    while (lang + len < end && lang[len] != '"' && lang[len] != '-')
        len++;
    return str_slice(lang, len);
}

char *html_page_language(const char *root)
{
    struct buf path = BUF_INIT;
    struct buf bytes = BUF_INIT;
    struct error ignored;
    struct str language;
    char *copy = NULL;

    buf_addf(&path, "%s/index.html", root);
    if (read_file(path.ptr, WALK_FILE_BYTES_MAX, &bytes, &ignored) == STATUS_OK) {
        language = page_language(
            str_slice(bytes.ptr, bytes.len < HEAD_BYTES ? bytes.len : HEAD_BYTES));
        copy = language.len > 0 ? xmemdup0(language.ptr, language.len) : NULL;
    }
    buf_release(&path);
    buf_release(&bytes);
    return copy;
}

/* Why the page is not looked into; NULL: it is. */
static const char *why_passed_over(struct str bytes, struct str head, bool is_rustdoc,
                                   const char *path)
{
    static const char *const rustdoc_pages[] = { "all.html", "help.html", "search.html",
                                                 "settings.html", "scrape-examples-help.html" };
    static const char *const book_pages[] = { "404.html", "toc.html" };
    const char *name = base_name(path);
    struct str start = str_slice(bytes.ptr, bytes.len < 2048 ? bytes.len : 2048);

    if (find(start, "http-equiv=\"refresh\"") != NULL || find(start, "http-equiv=refresh") != NULL)
        return "redirect";
    if (is_rustdoc && (find(head, "<body class=\"rustdoc src\"") != NULL ||
                       find(head, "<body class=\"rustdoc source\"") != NULL))
        return "source view";
    if (is_rustdoc &&
        is_one_of(name, rustdoc_pages, sizeof(rustdoc_pages) / sizeof(*rustdoc_pages)))
        return "list or tool of rustdoc";
    if (strcmp(name, "print.html") == 0 && find(head, "mdBook") != NULL)
        return "print edition";
    if (is_one_of(name, book_pages, sizeof(book_pages) / sizeof(*book_pages)) &&
        (find(head, "mdBook") != NULL || find(bytes, "sidebar-iframe-inner") != NULL))
        return "table of contents or error page";
    if (strcmp(name, "not_found.html") == 0)
        return "error page";
    return NULL;
}

/* Pages in another language than their source's first one are translations: their code is the
 * same, and would stand in the way of it. */
static bool is_translation(struct str head, const struct document_place *place)
{
    struct str language = page_language(head);

    return language.len > 0 && place->language != NULL && place->language[0] != '\0' &&
           !str_equals(language, place->language);
}

/* --- other pages --- */

/* The element that holds the main content. */
enum landmark { LANDMARK_MAIN, LANDMARK_ROLE, LANDMARK_ARTICLE, LANDMARK_BODY };

struct reader {
    struct html_tree *tree;
    enum landmark landmark;
    size_t inside;  /* open elements from the landmark on; 0: outside of it */
    size_t dropped; /* open elements from one on that is around the content */
    bool is_found;  /* the landmark */
    bool in_title;
    struct buf title;
};

static bool is_landmark(const struct reader *r, const char *name, const char *const *attributes)
{
    const char *role = html_attribute(attributes, "role");

    switch (r->landmark) {
    case LANDMARK_MAIN:
        return strcmp(name, "main") == 0;
    case LANDMARK_ROLE:
        return role != NULL && strcmp(role, "main") == 0;
    case LANDMARK_ARTICLE:
        return strcmp(name, "article") == 0;
    case LANDMARK_BODY:
        return strcmp(name, "body") == 0;
    }
    return false;
}

/* In pages without landmarks what these elements hold is about the site. */
static bool is_around(const struct reader *r, const char *name)
{
    return r->landmark == LANDMARK_BODY && r->inside == 1 &&
           (strcmp(name, "header") == 0 || strcmp(name, "aside") == 0);
}

static void on_open(void *ctx, const char *name, const char *const *attributes)
{
    struct reader *r = ctx;

    if (strcmp(name, "title") == 0 && r->title.len == 0)
        r->in_title = true;
    if (r->dropped > 0 || is_around(r, name)) {
        r->dropped++;
    } else if (r->inside > 0) {
        r->inside++;
        html_tree_open(r->tree, name, attributes);
    } else if (is_landmark(r, name, attributes)) {
        r->inside = 1;
        r->is_found = true;
    }
}

static void on_close(void *ctx, const char *name)
{
    struct reader *r = ctx;

    if (strcmp(name, "title") == 0)
        r->in_title = false;
    if (r->dropped > 0)
        r->dropped--;
    else if (r->inside > 0 && --r->inside > 0)
        html_tree_close(r->tree);
}

static void on_text(void *ctx, struct str text)
{
    struct reader *r = ctx;

    if (r->in_title)
        buf_addstr(&r->title, text);
    else if (r->inside > 0 && r->dropped == 0)
        html_tree_text(r->tree, text);
}

/* The page's name without that of its book or site: "Rc<T> - The Book". new; NULL: it has none. */
static char *page_title(const struct buf *title, const struct document_place *place)
{
    struct buf clean = BUF_INIT;
    struct str s;
    const char *dash;
    char *copy = NULL;

    if (place->page_title != NULL)
        return xstrdup(place->page_title);
    text_sanitize(&clean, buf_str(title));
    for (size_t i = 0; i < clean.len; i++)
        if (ascii_is_space(clean.ptr[i]))
            clean.ptr[i] = ' ';
    s = str_trim(buf_str(&clean));
    dash = memmem(s.ptr, s.len, " - ", 3);
    if (dash != NULL)
        s.len = (size_t)(dash - s.ptr);
    s = str_trim(s);
    if (s.len > 0)
        copy = xmemdup0(s.ptr, s.len);
    buf_release(&clean);
    return copy;
}

static enum landmark find_landmark(struct str page)
{
    if (find(page, "<main") != NULL)
        return LANDMARK_MAIN;
    if (find(page, "role=\"main\"") != NULL)
        return LANDMARK_ROLE;
    return find(page, "<article") != NULL ? LANDMARK_ARTICLE : LANDMARK_BODY;
}

static enum status parse(struct str page, struct reader *r, struct error *err)
{
    static const struct html_events events = { on_open, on_close, on_text };
    const char *title_end = find(page, "</title>");
    const char *main = r->landmark == LANDMARK_MAIN ? find(page, "<main") : NULL;
    enum status st;

    if (main == NULL || title_end == NULL || title_end > main)
        return html_parse(page, &events, r, err);
    /* Between the title and the content there is nothing of use, and much of it. */
    st = html_parse(str_slice(page.ptr, (size_t)(title_end - page.ptr) + 8), &events, r, err);
    return st == STATUS_OK
               ? html_parse(str_slice(main, (size_t)(page.ptr + page.len - main)), &events, r, err)
               : st;
}

static enum status read_page(struct str page, const struct document_place *place,
                             struct document *out, struct error *err)
{
    struct reader r = { .tree = html_tree_new(), .landmark = find_landmark(page) };
    enum status st;

    buf_init(&r.title);
    st = parse(page, &r, err);
    if (st == STATUS_OK && !r.is_found && r.landmark != LANDMARK_BODY) {
        r.landmark = LANDMARK_BODY; /* the other stood in a comment or a script */
        buf_clear(&r.title);
        st = parse(page, &r, err);
    }
    if (st == STATUS_OK) {
        char *title = page_title(&r.title, place);

        document_read_tree(html_tree_take(r.tree), title, place, out);
        out->is_cut = html_tree_is_cut(r.tree);
        free(title);
    }
    html_tree_free(r.tree);
    buf_release(&r.title);
    return st;
}

enum status html_page_read(struct str bytes, const struct document_place *place,
                           struct document *out, struct error *err)
{
    struct str head = str_slice(bytes.ptr, bytes.len < HEAD_BYTES ? bytes.len : HEAD_BYTES);
    bool is_rustdoc = find(head, "name=\"generator\" content=\"rustdoc\"") != NULL;

    out->passed_over = why_passed_over(bytes, head, is_rustdoc, place->path);
    if (out->passed_over == NULL && !is_rustdoc && is_translation(head, place))
        out->passed_over = "translation";
    if (out->passed_over == NULL && place->is_orphan)
        out->passed_over = "in no table of contents";
    if (out->passed_over != NULL)
        return STATUS_OK;
    if (is_rustdoc && rustdoc_is_item_path(place->path))
        return rustdoc_read_page(bytes, place, out, err);
    return read_page(bytes, place, out, err);
}

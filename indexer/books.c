/* The books of a source: what their summaries say of its pages. */
#include "indexer/books.h"

#include <stdlib.h>

#include "core/xalloc.h"
#include "indexer/html_toc.h"

static int compare_pages(const void *a, const void *b)
{
    return strcmp(((const struct books_page *)a)->path, ((const struct books_page *)b)->path);
}

/* Makes the pages of all books findable. */
static void sort_pages(struct books *b)
{
    for (size_t i = 0; i < b->count; i++)
        for (size_t k = 0; k < b->items[i].count; k++) {
            if (b->items[i].pages[k].path == NULL)
                continue;
            b->pages = xgrow(b->pages, b->page_count, &b->page_cap, sizeof(*b->pages));
            b->pages[b->page_count++] = (struct books_page){ b->items[i].pages[k].path,
                                                             &b->items[i].pages[k], &b->items[i],
                                                             i };
        }
    if (b->page_count > 0)
        qsort(b->pages, b->page_count, sizeof(*b->pages), compare_pages);
}

void books_read(struct books *out, const char *root, const struct walk_result *tree,
                walk_skipped_fn skipped, void *ctx)
{
    out->root = root;
    out->items = xcalloc(tree->book_count, sizeof(*out->items));
    out->dirs = tree->books;
    out->count = tree->book_count;
    for (size_t i = 0; i < out->count; i++) {
        struct error err;

        if (book_read(root, out->dirs[i], &out->items[i], &err) == STATUS_OK) {
            out->drafts += out->items[i].drafts;
            continue;
        }
        skipped(ctx, out->dirs[i][0] != '\0' ? out->dirs[i] : "book.toml", err.msg);
        out->items[i] = (struct book){ 0 };
    }
    sort_pages(out);
}

void books_read_html(struct books *out, const char *root, const struct walk_result *tree)
{
    static char root_itself[] = "";
    static char *here[] = { root_itself };
    static const char *const names[] = { "toc.html", "index.html" };

    out->root = root;
    for (size_t n = 0; n < sizeof(names) / sizeof(*names) && out->count == 0; n++)
        for (size_t i = 0; i < tree->count && out->count == 0; i++) {
            struct book book = { 0 };

            if (strcmp(tree->files[i].path, names[n]) != 0 || !html_toc_read(root, names[n], &book))
                continue;
            out->items = xcalloc(1, sizeof(*out->items));
            out->items[0] = book;
            out->dirs = here;
            out->count = 1;
            out->toc = names[n];
        }
    sort_pages(out);
}

void books_release(struct books *b)
{
    for (size_t i = 0; i < b->count; i++)
        book_release(&b->items[i]);
    free(b->items);
    free(b->pages);
    *b = (struct books){ 0 };
}

const struct books_page *books_find(const struct books *b, const char *path)
{
    struct books_page key = { .path = path };

    if (b->page_count == 0)
        return NULL;
    return bsearch(&key, b->pages, b->page_count, sizeof(key), compare_pages);
}

bool books_is_summary(const struct books *b, const char *path)
{
    for (size_t i = 0; i < b->count; i++) {
        const char *src = b->items[i].src;
        size_t len = src != NULL ? strlen(src) : 0;

        if (src == NULL)
            continue;
        if (strncmp(path, src, len) == 0 && (len == 0 || path[len] == '/') &&
            strcmp(path + len + (len > 0), "SUMMARY.md") == 0)
            return true;
    }
    return false;
}

int books_edition(const struct books *b, const char *path)
{
    int edition = 0;

    for (size_t i = 0; i < b->count; i++) { /* each before those inside it */
        const char *dir = b->dirs[i];
        size_t len = strlen(dir);

        if (strncmp(path, dir, len) == 0 && (len == 0 || path[len] == '/') &&
            b->items[i].rust_edition != 0)
            edition = b->items[i].rust_edition;
    }
    return edition;
}

const char *books_title(const struct books *b)
{
    const char *title = NULL;

    for (size_t i = 0; title == NULL && i < b->count; i++)
        if (b->dirs[i][0] == '\0')
            title = b->items[i].title;
    return title;
}

static void add_file(struct include_result *out, const char *root, const char *dir,
                     const char *name)
{
    struct buf path = BUF_INIT;
    struct stat info;

    buf_adds(&path, root);
    if (dir != NULL && dir[0] != '\0')
        buf_addf(&path, "/%s", dir);
    buf_addf(&path, "/%s", name);
    if (stat(path.ptr, &info) == 0) {
        out->files = xgrow(out->files, out->file_count, &out->file_cap, sizeof(*out->files));
        out->files[out->file_count++] = (struct included_file){ buf_detach(&path),
                                                                (int64_t)info.st_size,
                                                                walk_mtime_ns(&info) };
    }
    buf_release(&path);
}

void books_add_files(const struct books *b, const struct books_page *page,
                     struct include_result *out)
{
    if (b->toc != NULL) {
        add_file(out, b->root, "", b->toc);
        return;
    }
    add_file(out, b->root, page->book->src, "SUMMARY.md");
    add_file(out, b->root, b->dirs[page->book_index], "book.toml");
}

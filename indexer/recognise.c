/* What a path is that somebody wants indexed. */
#include "indexer/recognise.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/docset.h"
#include "indexer/html_page.h"
#include "indexer/walk.h"

static enum status count_files(const char *path, enum walk_wanted wanted, size_t *count,
                               size_t *books, struct error *err)
{
    struct walk_result tree = { 0 };
    enum status st = walk_tree(path, wanted, NULL, NULL, &tree, err);

    *count = tree.count;
    *books = tree.book_count;
    walk_release(&tree);
    return st;
}

static enum status recognise_folder(const char *path, enum recognised *out,
                                    enum source_format *format, struct error *err)
{
    size_t markdown;
    size_t html;
    size_t books;
    size_t none;
    enum status st = count_files(path, WALK_MARKDOWN, &markdown, &books, err);

    if (st == STATUS_OK && books == 0 && docset_is_root(path)) {
        *out = RECOGNISED_DOCSET;
        return STATUS_OK;
    }
    if (st == STATUS_OK)
        st = count_files(path, WALK_HTML, &html, &none, err);
    if (st != STATUS_OK)
        return st;
    if (markdown + html == 0)
        return error_set(err, STATUS_BAD_INPUT, "%s: neither Markdown (.md) nor HTML (.html) here",
                         path);
    *format = books == 0 && html > markdown ? SOURCE_HTML : SOURCE_MARKDOWN;
    return STATUS_OK;
}

enum status recognise(const char *path, enum recognised *out, enum source_format *format,
                      struct error *err)
{
    char *full = realpath(path, NULL);
    struct stat info;
    enum status st = STATUS_OK;

    *out = RECOGNISED_SOURCE;
    *format = SOURCE_MARKDOWN;
    if (full == NULL || stat(full, &info) != 0)
        st = error_set(err, errno == ENOENT || errno == ENOTDIR ? STATUS_NOT_FOUND : STATUS_IO,
                       "%s: %s", path, strerror(errno));
    else if (S_ISDIR(info.st_mode))
        st = recognise_folder(full, out, format, err);
    else if (html_page_is_name(full))
        *format = SOURCE_HTML;
    free(full);
    return st;
}

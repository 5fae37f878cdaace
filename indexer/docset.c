/* Docsets: sources that were made together and lie side by side. */
#include "indexer/docset.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/xalloc.h"
#include "indexer/read_file.h"

enum { PAGE_MAX = 16 << 20 };

void docset_init(struct docset *set, const char *root)
{
    *set = (struct docset){ .root = xstrdup(root) };
}

void docset_release(struct docset *set)
{
    free(set->root);
    free(set->release);
    search_aliases_release(&set->aliases);
    *set = (struct docset){ 0 };
}

/* --- what lies in a folder --- */

static bool has_file(const char *folder, const char *name)
{
    struct buf path = BUF_INIT;
    bool found;

    buf_addf(&path, "%s/%s", folder, name);
    found = access(path.ptr, F_OK) == 0;
    buf_release(&path);
    return found;
}

/* The files that rustdoc shares between crates carry its version in their names: "crates1.95.0.js".
 */
static bool is_common_file(const char *name)
{
    return strcmp(name, "static.files") == 0 || strcmp(name, "search.index") == 0 ||
           ((strncmp(name, "search-index", 12) == 0 || strncmp(name, "crates", 6) == 0) &&
            str_ends(str_of(name), ".js"));
}

/* Folders of a docset that hold no documentation of their own. */
static bool is_tool_folder(const char *name)
{
    static const char *const tools[] = { "src",          "static.files", "search.index",
                                         "search.desc",  "trait.impl",   "type.impl",
                                         "implementors", "fonts",        "css" };

    for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++)
        if (strcmp(name, tools[i]) == 0)
            return true;
    return name[0] == '.';
}

bool docset_is_root(const char *root)
{
    DIR *dir = opendir(root);
    const struct dirent *entry;
    bool has_common = false;

    if (dir == NULL)
        return false;
    while (!has_common && (entry = readdir(dir)) != NULL)
        has_common = is_common_file(entry->d_name);
    (void)closedir(dir);
    return has_common && !has_file(root, "all.html"); /* which a crate's own folder has */
}

/* --- sources --- */

static int rank(const char *name)
{
    static const char *const last[] = { "alloc", "core", "std_detect" };

    for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++)
        if (strcmp(name, last[i]) == 0)
            return 2 + (int)i;
    return strcmp(name, "std") != 0;
}

int docset_compare(const char *a, const char *b)
{
    int order = rank(a) - rank(b);

    return order != 0 ? order : strcmp(a, b);
}

static int compare_sources(const void *a, const void *b)
{
    return docset_compare(((const struct docset_source *)a)->name,
                          ((const struct docset_source *)b)->name);
}

static void add_source(struct docset_sources *list, const char *name, const char *path,
                       bool is_pages)
{
    list->items = xgrow(list->items, list->count, &list->cap, sizeof(*list->items));
    list->items[list->count++] = (struct docset_source){ xstrdup(name), xstrdup(path), is_pages };
}

enum status docset_list(struct docset *set, struct docset_sources *out, struct error *err)
{
    DIR *dir = opendir(set->root);
    const struct dirent *entry;
    struct buf path = BUF_INIT;

    if (dir == NULL)
        return error_set(err, STATUS_IO, "%s: %s", set->root, strerror(errno));
    while ((entry = readdir(dir)) != NULL) {
        buf_clear(&path);
        buf_addf(&path, "%s/%s", set->root, entry->d_name);
        if (!is_tool_folder(entry->d_name) && has_file(path.ptr, "index.html"))
            add_source(out, entry->d_name, path.ptr, false);
    }
    (void)closedir(dir);
    buf_release(&path);
    set->has_std = has_file(set->root, "std/index.html");
    if (has_file(set->root, "releases.html")) /* rustup's: pages that belong to no book or crate */
        add_source(out, "rust", set->root, true);
    if (out->count > 0)
        qsort(out->items, out->count, sizeof(*out->items), compare_sources);
    return STATUS_OK;
}

void docset_sources_release(struct docset_sources *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].name);
        free(list->items[i].path);
    }
    free(list->items);
    *list = (struct docset_sources){ 0 };
}

void docset_read_release(struct docset *set, const struct docset_sources *sources)
{
    static const char mark[] = "data-rustdoc-version=\"";

    for (size_t i = 0; i < sources->count && set->release == NULL; i++) {
        struct buf path = BUF_INIT;
        struct buf page = BUF_INIT;
        struct error ignored;
        const char *found;

        buf_addf(&path, "%s/index.html", sources->items[i].path);
        if (read_file(path.ptr, PAGE_MAX, &page, &ignored) == STATUS_OK &&
            (found = strstr(page.ptr, mark)) != NULL) {
            size_t len = strcspn(found + sizeof(mark) - 1, " \"<>");

            if (len > 0 && len < 32)
                set->release = xmemdup0(found + sizeof(mark) - 1, len);
        }
        buf_release(&path);
        buf_release(&page);
    }
}

/* --- aliases --- */

bool docset_load_aliases(struct docset *set, struct error *why)
{
    enum status st;

    if (set->has_aliases)
        return true;
    set->has_aliases = true;
    st = search_data_read(set->root, &set->aliases, why);
    return st == STATUS_OK || st == STATUS_NOT_FOUND;
}

/* The first alias whose page is not before page. */
static size_t find_first(const struct search_aliases *list, const char *page)
{
    size_t low = 0;
    size_t high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(list->items[middle].page, page) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void docset_add_aliases(struct buf *out, const struct docset *set, const char *page)
{
    const struct search_aliases *list = &set->aliases;

    for (size_t i = find_first(list, page);
         i < list->count && strcmp(list->items[i].page, page) == 0; i++)
        buf_addf(out, "%s\n", list->items[i].alias);
}

bool docset_has_page(const struct docset *set, const char *source, const char *path)
{
    struct buf full = BUF_INIT;
    bool found;

    buf_addf(&full, "%s/%s/%s", set->root, source, path);
    found = access(full.ptr, F_OK) == 0;
    buf_release(&full);
    return found;
}

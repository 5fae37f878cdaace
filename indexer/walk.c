/* Walking a tree of files: one folder after another, each read and sorted before its files. */
#include "indexer/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/text.h"
#include "core/xalloc.h"

struct walk {
    const char *root;
    enum walk_wanted wanted;
    char *real_root; /* symbolic links resolved */
    walk_skipped_fn skipped;
    void *ctx;
    struct walk_result *result;
    struct buf path; /* of what is looked at, below root */
};

enum node_kind { NODE_BOOK, NODE_FILE, NODE_FOLDER }; /* in the order they are visited */

/* A name in a folder that matters. */
struct node {
    char *name;
    enum node_kind kind;
    struct stat info;
};

struct node_list {
    struct node *items;
    size_t count, cap;
};

bool walk_is_below(const char *path, const char *root)
{
    size_t len = strlen(root);

    if (strcmp(root, "/") == 0)
        return path[0] == '/' && path[1] != '\0';
    return strncmp(path, root, len) == 0 && path[len] == '/';
}

int64_t walk_mtime_ns(const struct stat *info)
{
    /* Unsigned, for a file system may claim any time at all. */
    return (int64_t)((uint64_t)info->st_mtim.tv_sec * 1000000000U +
                     (uint64_t)info->st_mtim.tv_nsec);
}

static bool is_wanted(const struct walk *w, const char *name)
{
    static const char *const markdown[] = { ".md", ".markdown", NULL };
    static const char *const html[] = { ".html", ".htm", ".xhtml", NULL };
    const char *const *endings = w->wanted == WALK_MARKDOWN ? markdown : html;
    struct str s = str_of(name);

    for (; *endings != NULL; endings++) {
        struct str ending = str_of(*endings);

        if (s.len > ending.len &&
            str_equal_nocase(str_slice(s.ptr + s.len - ending.len, ending.len), ending))
            return true;
    }
    return false;
}

static bool is_passed_over(const struct walk *w, const char *folder)
{
    return w->wanted == WALK_HTML_PAGES || strcmp(folder, "node_modules") == 0 ||
           (w->wanted == WALK_MARKDOWN && strcmp(folder, "target") == 0);
}

/* Names become ids, which are printed and typed: they must be text. */
static bool is_clean(const char *name)
{
    struct buf clean = BUF_INIT;
    bool same;

    text_sanitize(&clean, str_of(name));
    same = str_equals(buf_str(&clean), name) && strpbrk(name, "\n\t") == NULL;
    buf_release(&clean);
    return same;
}

/* Adds name to the path; what it returns undoes that with buf_truncate(). */
static size_t path_enter(struct walk *w, const char *name)
{
    size_t before = w->path.len;

    if (before > 0)
        buf_addc(&w->path, '/');
    buf_adds(&w->path, name);
    return before;
}

static void skip(struct walk *w, const char *why)
{
    if (w->skipped != NULL)
        w->skipped(w->ctx, w->path.ptr, why);
}

static void skip_name(struct walk *w, const char *name, const char *why)
{
    size_t before = path_enter(w, name);

    skip(w, why);
    buf_truncate(&w->path, before);
}

static void add_file(struct walk *w, const struct stat *info)
{
    struct walk_result *r = w->result;

    if (info->st_size > WALK_FILE_BYTES_MAX) {
        skip(w, "too large");
        return;
    }
    r->files = xgrow(r->files, r->count, &r->cap, sizeof(*r->files));
    r->files[r->count++] = (struct walk_file){ xstrdup(w->path.ptr), (int64_t)info->st_size,
                                               walk_mtime_ns(info) };
}

static void add_book(struct walk *w)
{
    struct walk_result *r = w->result;

    r->books = xgrow(r->books, r->book_count, &r->book_cap, sizeof(*r->books));
    r->books[r->book_count++] = xstrdup(w->path.ptr);
}

/* Puts what the link name of the folder fd leads to into *info. Returns why it cannot be followed,
 * or NULL. */
static const char *follow_link(const struct walk *w, int fd, const char *name, struct stat *info)
{
    struct buf full = BUF_INIT;
    const char *why = NULL;
    char *real;

    buf_addf(&full, "%s/%s/%s", w->root, w->path.ptr, name);
    real = realpath(full.ptr, NULL);
    if (real == NULL || fstatat(fd, name, info, 0) != 0)
        why = "a link that leads nowhere";
    else if (!S_ISDIR(info->st_mode) && !walk_is_below(real, w->real_root))
        why = "a link out of the source's root";
    free(real);
    buf_release(&full);
    return why;
}

/* Looks at one name of the folder fd and notes it in list when it matters. */
static void examine(struct walk *w, int fd, const char *name, struct node_list *list)
{
    bool is_book = w->wanted == WALK_MARKDOWN && strcmp(name, "book.toml") == 0;
    bool wanted = is_book || is_wanted(w, name);
    const char *why = NULL;
    enum node_kind kind = is_book ? NODE_BOOK : NODE_FILE;
    struct stat info;
    bool is_link;

    if (fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return; /* gone since its name was read */
    is_link = S_ISLNK(info.st_mode);
    if (is_link && wanted)
        why = follow_link(w, fd, name, &info);
    if (why == NULL && S_ISDIR(info.st_mode)) {
        if (is_link || is_passed_over(w, name))
            return;
        kind = NODE_FOLDER;
    } else if (!wanted) {
        return;
    } else if (why == NULL && !S_ISREG(info.st_mode)) {
        why = "not a file";
    }
    if (why == NULL && !is_clean(name))
        why = "its name is no plain text";
    if (why != NULL) {
        skip_name(w, name, why);
        return;
    }
    list->items = xgrow(list->items, list->count, &list->cap, sizeof(*list->items));
    list->items[list->count++] = (struct node){ xstrdup(name), kind, info };
}

static int compare_nodes(const void *a, const void *b)
{
    const struct node *x = a;
    const struct node *y = b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* Notes what matters in dir, sorted; false when not all names could be read. */
static bool list_folder(struct walk *w, DIR *dir, struct node_list *list)
{
    const struct dirent *entry;
    bool complete;

    while (errno = 0, (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            examine(w, dirfd(dir), entry->d_name, list);
    complete = errno == 0;
    if (list->count > 0)
        qsort(list->items, list->count, sizeof(*list->items), compare_nodes);
    return complete;
}

static void walk_folder(struct walk *w, DIR *dir, int depth);

/* The folder name of the folder fd, already entered in the path. */
static void walk_subfolder(struct walk *w, int fd, const char *name, int depth)
{
    DIR *dir;
    int sub;

    if (depth > WALK_DEPTH_MAX) {
        skip(w, "too deep");
        return;
    }
    sub = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    dir = sub >= 0 ? fdopendir(sub) : NULL;
    if (dir == NULL) {
        skip(w, "cannot be read");
        if (sub >= 0)
            (void)close(sub);
        return;
    }
    walk_folder(w, dir, depth);
    (void)closedir(dir);
}

static void visit(struct walk *w, int fd, const struct node *node, int depth)
{
    size_t before = w->path.len;

    switch (node->kind) {
    case NODE_BOOK:
        add_book(w);
        return;
    case NODE_FILE:
        (void)path_enter(w, node->name);
        add_file(w, &node->info);
        break;
    case NODE_FOLDER:
        (void)path_enter(w, node->name);
        walk_subfolder(w, fd, node->name, depth + 1);
        break;
    }
    buf_truncate(&w->path, before);
}

/* Recursion is at most WALK_DEPTH_MAX deep, and so many folders are open at once. */
static void walk_folder(struct walk *w, DIR *dir, int depth)
{
    struct node_list list = { NULL, 0, 0 };

    if (!list_folder(w, dir, &list))
        skip(w, "cannot be read to its end");
    for (size_t i = 0; i < list.count; i++) {
        visit(w, dirfd(dir), &list.items[i], depth);
        free(list.items[i].name);
    }
    free(list.items);
}

/* A root that is a file may have any name. */
static enum status walk_root_file(struct walk *w, const struct stat *info, struct error *err)
{
    const char *slash = strrchr(w->root, '/');
    const char *name = slash != NULL ? slash + 1 : w->root;

    if (!is_clean(name))
        return error_set(err, STATUS_IO, "the file's name is no plain text");
    (void)path_enter(w, name);
    add_file(w, info);
    return STATUS_OK;
}

static enum status walk_root(struct walk *w, struct error *err)
{
    struct stat info;
    DIR *dir;

    w->real_root = realpath(w->root, NULL);
    if (w->real_root == NULL || stat(w->root, &info) != 0)
        return error_set(err, errno == ENOENT || errno == ENOTDIR ? STATUS_NOT_FOUND : STATUS_IO,
                         "%s: %s", w->root, strerror(errno));
    if (S_ISREG(info.st_mode))
        return walk_root_file(w, &info, err);
    if (!S_ISDIR(info.st_mode))
        return error_set(err, STATUS_IO, "%s: neither a folder nor a file", w->root);
    dir = opendir(w->root);
    if (dir == NULL)
        return error_set(err, STATUS_IO, "%s: %s", w->root, strerror(errno));
    walk_folder(w, dir, 0);
    (void)closedir(dir);
    return STATUS_OK;
}

enum status walk_tree(const char *root, enum walk_wanted wanted, walk_skipped_fn skipped, void *ctx,
                      struct walk_result *out, struct error *err)
{
    struct walk_result result = { 0 };
    struct walk w = { root, wanted, NULL, skipped, ctx, &result, BUF_INIT };
    enum status st = walk_root(&w, err);

    if (st == STATUS_OK) {
        *out = result;
        result = (struct walk_result){ 0 }; /* handed over */
    }
    walk_release(&result);
    free(w.real_root);
    buf_release(&w.path);
    return st;
}

void walk_release(struct walk_result *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < r->count; i++)
        free(r->files[i].path);
    for (size_t i = 0; i < r->book_count; i++)
        free(r->books[i]);
    free(r->files);
    free(r->books);
    *r = (struct walk_result){ 0 };
}

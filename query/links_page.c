/* Finding the page that a link leads to. */
#include "query/links_internal.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

/* Folders of a path below which an mdBook's "src" is tried. */
enum { BOOK_DEPTH = 4 };

void base_init(struct base *b)
{
    b->place = NULL;
    buf_init(&b->dirs[0]);
    buf_init(&b->dirs[1]);
    buf_init(&b->book);
}

void base_release(struct base *b)
{
    buf_release(&b->dirs[0]);
    buf_release(&b->dirs[1]);
    buf_release(&b->book);
}

/* --- paths --- */

/* Appends path's parts to the absolute folder *out, which has no slash at its end ("" is the top).
 * False when ".." leads above the top. */
static bool add_parts(struct buf *out, struct str path)
{
    struct str part;

    while (str_next_field(&path, '/', &part)) {
        if (part.len == 0 || str_equals(part, "."))
            continue;
        if (str_equals(part, "..")) {
            const char *slash = memrchr(out->ptr, '/', out->len);

            if (slash == NULL)
                return false;
            buf_truncate(out, (size_t)(slash - out->ptr));
            continue;
        }
        buf_addc(out, '/');
        buf_addstr(out, part);
    }
    return true;
}

static struct str folder_of(struct str path)
{
    const char *slash = path.len > 0 ? memrchr(path.ptr, '/', path.len) : NULL;

    return str_slice(path.ptr, slash != NULL ? (size_t)(slash - path.ptr) : 0);
}

/* Where the last part "src" of path begins, path.len when it has none. */
static size_t find_src(struct str path)
{
    size_t found = path.len;

    for (size_t i = 0; i + strlen("src/") <= path.len; i++)
        if ((i == 0 || path.ptr[i - 1] == '/') && memcmp(path.ptr + i, "src/", strlen("src/")) == 0)
            found = i;
    return found;
}

void base_set(struct base *b, const struct place *place, struct str path)
{
    size_t src = find_src(path);
    struct str before = str_slice(path.ptr, src < path.len ? src : 0);

    b->place = place;
    buf_clear(&b->dirs[0]);
    buf_clear(&b->dirs[1]);
    buf_clear(&b->book);
    if (place == NULL)
        return;
    buf_adds(&b->dirs[0], place->root);
    buf_adds(&b->book, place->root);
    (void)add_parts(&b->dirs[0], folder_of(path));
    (void)add_parts(&b->book, before);
    if (src < path.len) {
        struct str inside = str_slice(path.ptr + src + strlen("src/"),
                                      path.len - src - strlen("src/"));

        buf_addstr(&b->dirs[1], buf_str(&b->book));
        (void)add_parts(&b->dirs[1], folder_of(inside));
    }
}

/* The part of path below root, path.ptr NULL when it is not below. An empty rest is root itself. */
static struct str below(struct str path, struct str root)
{
    if (path.len < root.len || !str_equal(str_slice(path.ptr, root.len), root) ||
        (path.len > root.len && path.ptr[root.len] != '/'))
        return str_slice(NULL, 0);
    if (path.len == root.len)
        return str_slice(path.ptr + path.len, 0);
    return str_slice(path.ptr + root.len + 1, path.len - root.len - 1);
}

/* --- one source --- */

/* How a page is called where the link calls it otherwise: its path's ending, with a '/' before the
 * path, and what stands in its place. The ending "" is for paths that name no page's file. */
static const struct {
    const char *ending;
    const char *instead;
} other_names[] = {
    { "/index.html", "/README.md" },
    { "/README.md", "/index.html" },
    { ".html", ".md" },
    { ".html", ".markdown" },
    { ".md", ".html" },
    { ".markdown", ".html" },
    { "/", "/index.html" },
    { "/", "/index.md" },
    { "/", "/README.md" },
    { "", "/index.html" },
    { "", "/index.md" },
    { "", "/README.md" },
    { "", ".html" },
    { "", ".md" },
};

static bool names_a_file(struct str path)
{
    return str_ends(path, "/") || str_ends(path, ".html") || str_ends(path, ".md") ||
           str_ends(path, ".markdown");
}

/* *file is 0 when place has no page at exactly that path, which begins with '/'. */
static enum status find_file(struct links *l, const struct place *place, struct str path,
                             int64_t *file, struct error *err)
{
    static const char sql[] = "SELECT id FROM file WHERE source = ?1 AND path = ?2 AND entries > 0";
    sqlite3_stmt *stmt;
    enum status st = index_statement(l->ix, sql, &stmt, err);
    int rc;

    *file = 0;
    if (st != STATUS_OK)
        return st;
    sqlite3_bind_int64(stmt, 1, place->id);
    sqlite3_bind_text(stmt, 2, path.ptr + 1, (int)path.len - 1, SQLITE_STATIC);
    rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *file = sqlite3_column_int64(stmt, 0);
    else if (rc != SQLITE_DONE)
        st = index_sqlite_error(index_db(l->ix), index_path(l->ix), err);
    sqlite3_reset(stmt);
    return st;
}

/* Tries every name of the page that a link calls path, and leaves the one that fits in *name. Both
 * begin with '/'. */
static enum status try_names(struct links *l, const struct place *place, struct str path,
                             struct buf *name, int64_t *file, struct error *err)
{
    bool is_file = names_a_file(path);
    enum status st = STATUS_OK;

    *file = 0;
    buf_clear(name);
    buf_addstr(name, path);
    if (!str_ends(path, "/"))
        st = find_file(l, place, path, file, err);
    for (size_t i = 0; i < sizeof(other_names) / sizeof(*other_names); i++) {
        const char *ending = other_names[i].ending;

        if (st != STATUS_OK || *file != 0)
            break;
        if (!str_ends(path, ending) || (ending[0] == '\0' && is_file))
            continue;
        buf_clear(name);
        buf_add(name, path.ptr, path.len - strlen(ending));
        buf_adds(name, other_names[i].instead);
        st = find_file(l, place, buf_str(name), file, err);
    }
    return st;
}

/* As try_names() with "src/" put before path, then behind its first folders. */
static enum status try_book_names(struct links *l, const struct place *place, struct str path,
                                  struct buf *name, int64_t *file, struct error *err)
{
    struct buf in_src = BUF_INIT;
    enum status st = STATUS_OK;
    size_t cut = 0; /* at a '/' of path */

    for (int depth = 0; depth < BOOK_DEPTH && st == STATUS_OK && *file == 0; depth++) {
        const char *next;

        buf_clear(&in_src);
        buf_add(&in_src, path.ptr, cut);
        buf_adds(&in_src, "/src");
        buf_add(&in_src, path.ptr + cut, path.len - cut);
        st = try_names(l, place, buf_str(&in_src), name, file, err);
        next = memchr(path.ptr + cut + 1, '/', path.len - cut - 1);
        if (next == NULL)
            break;
        cut = (size_t)(next - path.ptr);
    }
    buf_release(&in_src);
    return st;
}

/* The page of place that a link calls path, which is relative to its root: empty for the root
 * itself, with '/' at the end for a folder. */
static enum status find_in_place(struct links *l, const struct place *place, struct str path,
                                 const struct page **out, struct error *err)
{
    struct buf key = BUF_INIT;
    struct buf name = BUF_INIT;
    struct lexicon_word *asked;
    enum status st = STATUS_OK;
    int64_t file = 0;
    struct str rooted;

    buf_addf(&key, "%zu/", (size_t)(place - l->places));
    rooted.len = key.len - 1; /* where the path begins, with its '/' */
    buf_addstr(&key, path);
    asked = lexicon_intern(l->looked_for, buf_str(&key));
    if (asked->word_entries == 0) {
        rooted = str_slice(key.ptr + rooted.len, key.len - rooted.len);
        st = try_names(l, place, rooted, &name, &file, err);
        if (st == STATUS_OK && file == 0)
            st = try_book_names(l, place, rooted, &name, &file, err);
        asked->word_entries = st == STATUS_OK;
    }
    if (file != 0 && st == STATUS_OK) {
        l->pages = xgrow(l->pages, l->page_count, &l->page_cap, sizeof(*l->pages));
        l->pages[l->page_count++] = (struct page){ place, file, xstrdup(name.ptr + 1) };
        asked->token_entries = (uint32_t)l->page_count;
    }
    *out = asked->token_entries > 0 ? &l->pages[asked->token_entries - 1] : NULL;
    buf_release(&key);
    buf_release(&name);
    return st;
}

/* --- all sources --- */

/* A name as hosts and folders have it: crates are called "a-b" or "a_b" by the place. */
static bool is_same_name(const char *a, struct str b)
{
    size_t i = 0;

    for (; i < b.len && a[i] != '\0'; i++)
        if (a[i] != b.ptr[i] && !(strchr("-_", a[i]) != NULL && strchr("-_", b.ptr[i]) != NULL))
            return false;
    return i == b.len && a[i] == '\0';
}

static const struct place *place_of_name(const struct links *l, struct str name)
{
    const struct place *alike = NULL;

    for (size_t i = 0; i < l->place_count; i++) {
        if (str_equals(name, l->places[i].name))
            return &l->places[i];
        if (alike == NULL && is_same_name(l->places[i].name, name))
            alike = &l->places[i];
    }
    return alike;
}

/* The source whose root holds path; of equal roots that of home. *rest is what is below it. */
static const struct place *place_around(const struct links *l, const struct place *home,
                                        struct str path, struct str *rest)
{
    const struct place *best = NULL;
    size_t best_length = 0;

    for (size_t i = 0; i < l->place_count; i++) {
        const struct place *p = &l->places[i];
        size_t length = strlen(p->root);
        struct str inside = below(path, str_slice(p->root, length));

        if (inside.ptr == NULL || (p->file != NULL && !str_equals(inside, p->file)))
            continue;
        if (best == NULL || length > best_length || (length == best_length && p == home)) {
            best = p;
            best_length = length;
            *rest = inside;
        }
    }
    return best;
}

/* rustup's documentation shows much of core and alloc in std too; only std's is indexed then. */
static bool has_twin_in_std(struct str name)
{
    return str_equals(name, "core") || str_equals(name, "alloc");
}

/* Appends "ops/trait.Fn.html" for "ops/function/trait.Fn.html", nothing where path is of another
 * kind. */
static void add_above_private_module(struct buf *out, struct str path)
{
    struct str module = folder_of(path);
    struct str above = folder_of(module);
    struct str page = str_slice(path.ptr + module.len, path.len - module.len);

    if (above.len == 0 || !str_ends(path, ".html") || str_equals(page, "/index.html"))
        return;
    buf_addstr(out, above);
    buf_addstr(out, page);
}

/* The page of core or alloc that std has at the same path, or a module higher: core's own pages of
 * private modules only lead to where an item is exported from, which is what std shows. */
static enum status find_in_twin(struct links *l, struct str name, struct str path,
                                const struct page **out, struct error *err)
{
    const struct place *std = has_twin_in_std(name) ? place_of_name(l, str_of("std")) : NULL;
    struct buf above = BUF_INIT;
    enum status st = STATUS_OK;

    if (std != NULL)
        st = find_in_place(l, std, path, out, err);
    if (std != NULL && st == STATUS_OK && *out == NULL)
        add_above_private_module(&above, path);
    if (above.len > 0)
        st = find_in_place(l, std, buf_str(&above), out, err);
    buf_release(&above);
    return st;
}

/* The page at "NAME/path". */
static enum status find_by_name(struct links *l, struct str path, const struct page **out,
                                struct error *err)
{
    struct str name = { path.ptr, 0 };
    const struct place *place;
    enum status st = STATUS_OK;

    while (name.len < path.len && path.ptr[name.len] != '/')
        name.len++;
    path = str_slice(path.ptr + name.len, path.len - name.len);
    if (path.len > 0)
        path = str_slice(path.ptr + 1, path.len - 1);
    place = place_of_name(l, name);
    if (place != NULL)
        st = find_in_place(l, place, path, out, err);
    if (st == STATUS_OK && *out == NULL)
        st = find_in_twin(l, name, path, out, err);
    if (st == STATUS_OK && *out == NULL && place == NULL) {
        buf_clear(&l->missing);
        buf_addstr(&l->missing, name);
    }
    return st;
}

/* The page at the absolute path, which a link on a page of base leads to. */
static enum status find_at(struct links *l, const struct base *base, struct str path,
                           const struct page **out, struct error *err)
{
    struct str rest;
    const struct place *place = place_around(l, base->place, path, &rest);
    enum status st = STATUS_OK;

    if (place != NULL) {
        st = find_in_place(l, place, rest, out, err);
        if (st == STATUS_OK && *out == NULL)
            st = find_in_twin(l, str_of(place->name), rest, out, err);
    }
    if (st != STATUS_OK || *out != NULL || (place != NULL && place != base->place))
        return st;
    /* Out of its book: the folder beside it is another book, whatever lies there on this machine.
     */
    rest = below(path, buf_str(&base->book));
    if (rest.ptr != NULL)
        return st;
    rest = below(path, folder_of(buf_str(&base->book)));
    return rest.len > 0 ? find_by_name(l, rest, out, err) : st;
}

/* The path that path leads to from dir; false when it leads above everything. */
static bool resolve_path(struct buf *out, struct str dir, struct str path)
{
    static const char *const folders[] = { "/", "/.", "/.." };

    buf_clear(out);
    buf_addstr(out, dir);
    if (!add_parts(out, path))
        return false;
    if (str_equals(path, ".") || str_equals(path, ".."))
        buf_addc(out, '/');
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
        if (str_ends(path, folders[i])) {
            buf_addc(out, '/');
            break;
        }
    return true;
}

enum status links_find_page(struct links *l, const struct base *base,
                            const struct link_target *target, const struct page **out,
                            struct error *err)
{
    bool is_relative = target->kind == LINK_RELATIVE;
    const struct buf *dirs[] = { is_relative ? &base->dirs[0] : &base->book, &base->dirs[1] };
    struct str wanted = buf_str(&target->path);
    struct buf path = BUF_INIT;
    const struct page *found = NULL;
    enum status st = STATUS_OK;

    buf_clear(&l->missing);
    for (size_t i = 0; i < (is_relative ? 2 : 1) && st == STATUS_OK && found == NULL; i++)
        if (target->kind != LINK_DOCS && dirs[i]->len > 0 &&
            resolve_path(&path, buf_str(dirs[i]), wanted))
            st = find_at(l, base, buf_str(&path), &found, err);
    if (!is_relative && st == STATUS_OK && found == NULL &&
        resolve_path(&path, str_of(""), wanted) && path.len > 1)
        st = find_by_name(l, str_slice(path.ptr + 1, path.len - 1), &found, err);
    buf_release(&path);
    if (st == STATUS_OK)
        *out = found;
    return st;
}

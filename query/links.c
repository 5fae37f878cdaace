/* Links: the entry that one leads to. */
#include "query/links.h"

#include <stdlib.h>

#include "core/xalloc.h"
#include "query/links_internal.h"

/* --- the sources --- */

/* root without "." and "..", and without a slash at its end. */
static char *tidy_root(const char *root)
{
    struct buf out = BUF_INIT;
    struct str rest = str_of(root);
    struct str part;

    while (str_next_field(&rest, '/', &part)) {
        const char *slash = strrchr(out.ptr, '/');

        if (part.len == 0 || str_equals(part, "."))
            continue;
        if (str_equals(part, "..")) {
            buf_truncate(&out, slash != NULL ? (size_t)(slash - out.ptr) : 0);
        } else {
            buf_addc(&out, '/');
            buf_addstr(&out, part);
        }
    }
    return buf_detach(&out);
}

/* The one file of a source whose root is that file; new, NULL where the root is a folder. The file
 * system is not asked: a folder that holds one page of its own name is rarer than a link. */
static enum status single_file(struct index *ix, int64_t source, const char *root, char **out,
                               struct error *err)
{
    static const char sql[] = "SELECT min(path), count(*)"
                              "  FROM (SELECT path FROM file WHERE source = ?1 LIMIT 2)";
    const char *slash = strrchr(root, '/');
    sqlite3_stmt *stmt;
    enum status st = index_statement(ix, sql, &stmt, err);

    if (st != STATUS_OK)
        return st;
    sqlite3_bind_int64(stmt, 1, source);
    if (sqlite3_step(stmt) != SQLITE_ROW)
        st = index_sqlite_error(index_db(ix), index_path(ix), err);
    else if (sqlite3_column_int(stmt, 1) == 1 && slash != NULL &&
             strcmp((const char *)sqlite3_column_text(stmt, 0), slash + 1) == 0)
        *out = xstrdup(slash + 1);
    sqlite3_reset(stmt);
    return st;
}

static enum status add_place(struct links *l, const struct index_source *s, struct error *err)
{
    struct place *p = &l->places[l->place_count++];
    enum status st;

    *p = (struct place){ .id = s->id, .name = xstrdup(s->name), .root = tidy_root(s->root) };
    st = single_file(l->ix, s->id, p->root, &p->file, err);
    if (p->file != NULL)
        *strrchr(p->root, '/') = '\0';
    return st;
}

enum status links_new(struct index *ix, struct links **out, struct error *err)
{
    struct links *l = xcalloc(1, sizeof(*l));
    struct index_sources sources = { 0 };
    enum status st;

    l->ix = ix;
    l->looked_for = lexicon_new();
    l->asked = lexicon_new();
    buf_init(&l->missing);
    buf_init(&l->from);
    base_init(&l->base);
    st = index_list_roots(ix, &sources, err);
    l->places = xcalloc(sources.count, sizeof(*l->places));
    for (size_t i = 0; i < sources.count && st == STATUS_OK; i++)
        st = add_place(l, &sources.items[i], err);
    index_sources_release(&sources);
    if (st == STATUS_OK)
        *out = l;
    else
        links_free(l);
    return st;
}

void links_free(struct links *l)
{
    if (l == NULL)
        return;
    for (size_t i = 0; i < l->place_count; i++) {
        free(l->places[i].name);
        free(l->places[i].root);
        free(l->places[i].file);
    }
    for (size_t i = 0; i < l->page_count; i++)
        free(l->pages[i].path);
    for (size_t i = 0; i < l->id_count; i++)
        free(l->ids[i]);
    free(l->places);
    free(l->pages);
    free(l->ids);
    lexicon_free(l->looked_for);
    lexicon_free(l->asked);
    base_release(&l->base);
    buf_release(&l->missing);
    buf_release(&l->from);
    free(l);
}

/* --- entries --- */

/* rustdoc calls a trait's method "tymethod.x" where it must be written and "method.x" where it is
 * given: links know only one of them. Empty where fragment is neither. */
static void add_other_method(struct buf *out, struct str fragment)
{
    static const char *const names[] = { "method.", "tymethod." };

    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(names[i]);

        if (!str_starts(fragment, names[i]))
            continue;
        buf_adds(out, names[1 - i]);
        buf_add(out, fragment.ptr + length, fragment.len - length);
    }
}

static void bind(sqlite3_stmt *stmt, int column, struct str s)
{
    sqlite3_bind_text(stmt, column, s.ptr, (int)s.len, SQLITE_STATIC);
}

/* Leaves in *slug that of the page's entry that fragment means. STATUS_NOT_FOUND: the page has no
 * entry. */
static enum status find_slug(struct links *l, int64_t file, struct str fragment, struct buf *slug,
                             struct error *err)
{
    static const char first[] = "SELECT slug FROM entry WHERE file = ?1 ORDER BY id LIMIT 1";
    static const char named[] =
        "SELECT slug FROM entry WHERE file = ?1"
        "   AND (anchor = ?2 OR slug = ?2 OR (?3 <> '' AND (anchor = ?3 OR slug = ?3)))"
        " ORDER BY anchor = ?2 DESC, slug = ?2 DESC, anchor = ?3 DESC, id LIMIT 1";
    struct buf other = BUF_INIT;
    sqlite3_stmt *stmt;
    enum status st = index_statement(l->ix, fragment.len > 0 ? named : first, &stmt, err);
    int rc;

    if (st != STATUS_OK)
        return st;
    add_other_method(&other, fragment);
    sqlite3_bind_int64(stmt, 1, file);
    if (fragment.len > 0) {
        bind(stmt, 2, fragment);
        bind(stmt, 3, buf_str(&other));
    }
    rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        buf_add(slug, (const char *)sqlite3_column_text(stmt, 0),
                (size_t)sqlite3_column_bytes(stmt, 0));
    else if (rc == SQLITE_DONE)
        st = STATUS_NOT_FOUND;
    else
        st = index_sqlite_error(index_db(l->ix), index_path(l->ix), err);
    sqlite3_reset(stmt);
    buf_release(&other);
    return st;
}

/* Appends the id of the entry that target's fragment means on page. rustdoc's anchors hold percent
 * codes: the fragment is looked for as it is written, too. */
static enum status add_id(struct links *l, const struct page *page,
                          const struct link_target *target, struct buf *id, struct error *err)
{
    const struct str fragments[] = { buf_str(&target->fragment), buf_str(&target->written),
                                     str_of("") };
    struct index_row row = { .source = page->place->name, .file = page->path };
    struct buf slug = BUF_INIT;
    enum status st = STATUS_NOT_FOUND;

    for (size_t i = 0; i < 3 && st == STATUS_NOT_FOUND; i++)
        if (i != 1 || !str_equal(fragments[0], fragments[1]))
            st = find_slug(l, page->file, fragments[i], &slug, err);
    if (st == STATUS_OK) {
        row.entry.slug = slug.ptr;
        index_row_add_id(id, &row);
    }
    buf_release(&slug);
    return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static enum status resolve(struct links *l, struct str destination, struct str file, struct buf *id,
                           struct error *err)
{
    struct link_target target;
    const struct page *page = NULL;
    enum status st = STATUS_OK;

    link_target_init(&target);
    link_target_read(&target, destination);
    if (target.kind == LINK_SAME_PAGE) {
        /* The page is known by its name: asked for like any other. */
        buf_clear(&target.path);
        buf_addstr(&target.path, file);
        target.kind = LINK_RELATIVE;
    }
    if (target.kind != LINK_NOWHERE && target.kind != LINK_ELSEWHERE)
        st = links_find_page(l, &l->base, &target, &page, err);
    if (st == STATUS_OK && page != NULL)
        st = add_id(l, page, &target, id, err);
    link_target_release(&target);
    return st;
}

static const struct place *place_named(const struct links *l, const char *name)
{
    for (size_t i = 0; i < l->place_count; i++)
        if (strcmp(l->places[i].name, name) == 0)
            return &l->places[i];
    return NULL;
}

static void set_from(struct links *l, const struct index_row *from)
{
    struct buf name = BUF_INIT;

    buf_addf(&name, "%s/%s\n", from->source, from->file);
    if (!str_equal(buf_str(&name), buf_str(&l->from))) {
        base_set(&l->base, place_named(l, from->source), str_of(from->file));
        buf_clear(&l->from);
        buf_addstr(&l->from, buf_str(&name));
    }
    buf_release(&name);
}

enum status links_resolve(struct links *l, const struct index_row *from, struct str destination,
                          struct buf *id, struct error *err)
{
    const char *slash = strrchr(from->file, '/');
    struct buf question = BUF_INIT;
    struct buf answer = BUF_INIT;
    struct lexicon_word *asked;
    enum status st = STATUS_OK;

    set_from(l, from);
    if (destination.len > LINK_DESTINATION_MAX)
        return STATUS_OK;
    buf_addstr(&question, buf_str(&l->from));
    buf_addstr(&question, destination);
    asked = lexicon_intern(l->asked, buf_str(&question));
    if (asked->token_entries == 0 && l->id_count < LINKS_ASKED_MAX) {
        st = resolve(l, destination, str_of(slash != NULL ? slash + 1 : from->file), &answer, err);
        if (st == STATUS_OK) {
            l->ids = xgrow(l->ids, l->id_count, &l->id_cap, sizeof(*l->ids));
            l->ids[l->id_count++] = buf_detach(&answer);
            asked->token_entries = (uint32_t)l->id_count;
        }
    }
    if (st == STATUS_OK && asked->token_entries > 0)
        buf_adds(id, l->ids[asked->token_entries - 1]);
    buf_release(&question);
    buf_release(&answer);
    return st;
}

bool links_is_address(struct str destination)
{
    struct link_target target;
    bool is_address;

    link_target_init(&target);
    link_target_read(&target, destination);
    is_address = target.kind == LINK_ELSEWHERE || target.kind == LINK_DOCS;
    link_target_release(&target);
    return is_address;
}

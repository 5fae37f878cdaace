/* Links counted: those of all bodies, by where they lead. */
#include "query/links.h"

#include <stdlib.h>

#include "core/xalloc.h"
#include "query/link_scan.h"
#include "query/links_internal.h"

/* What is known of a destination, kept as the word_entries of its word; 0: nothing yet. */
enum outcome { FOLLOWED = 1, DEAD, WEB };

struct counting {
    struct links *links;
    struct links_report *report;
    struct base base; /* of the file at hand */
    /* Destinations without fragment, each behind the folder it is taken from. token_entries is the
     * number of the missing source in the report plus 1. */
    struct lexicon *seen;
    struct lexicon *missing; /* names of missing sources; token_entries as above */
    struct link_target target;
    struct buf destination;
    struct buf key;
    size_t key_folder; /* bytes of the folder in key */
};

/* The number plus 1 that the source has among those that are missing. */
static uint32_t number_of_missing(struct counting *c, struct str name)
{
    struct links_report *r = c->report;
    struct lexicon_word *word = lexicon_intern(c->missing, name);

    if (word->token_entries == 0) {
        r->missing = xgrow(r->missing, r->missing_count, &r->missing_cap, sizeof(*r->missing));
        r->missing[r->missing_count++] = (struct links_missing){ xmemdup0(name.ptr, name.len), 0 };
        word->token_entries = (uint32_t)r->missing_count;
    }
    return word->token_entries;
}

static enum status look_up(struct counting *c, struct lexicon_word *word, struct error *err)
{
    const struct page *page = NULL;
    enum status st = STATUS_OK;
    enum link_kind kind;

    link_target_read(&c->target, buf_str(&c->destination));
    kind = c->target.kind;
    buf_clear(&c->links->missing);
    if (kind == LINK_DOCS || kind == LINK_RELATIVE || kind == LINK_ROOTED)
        st = links_find_page(c->links, &c->base, &c->target, &page, err);
    if (st != STATUS_OK)
        return st;
    if (page != NULL || kind == LINK_SAME_PAGE)
        word->word_entries = FOLLOWED;
    else
        word->word_entries = kind == LINK_ELSEWHERE || kind == LINK_DOCS ? WEB : DEAD;
    if (c->links->missing.len > 0)
        word->token_entries = number_of_missing(c, buf_str(&c->links->missing));
    return STATUS_OK;
}

static enum status count_link(struct counting *c, struct error *err)
{
    struct str rest = buf_str(&c->destination);
    struct lexicon_word *word;
    struct str path;

    /* The page alone counts: an unknown fragment leads to its first entry. */
    if (rest.len > 0 && rest.ptr[0] != '#' && str_next_field(&rest, '#', &path))
        buf_truncate(&c->destination, path.len);
    buf_truncate(&c->key, c->key_folder);
    buf_addstr(&c->key, buf_str(&c->destination));
    word = lexicon_intern(c->seen, buf_str(&c->key));
    if (word->word_entries == 0) {
        enum status st = look_up(c, word, err);

        if (st != STATUS_OK)
            return st;
    }
    c->report->followed += word->word_entries == FOLLOWED;
    c->report->dead += word->word_entries == DEAD;
    c->report->web += word->word_entries == WEB;
    if (word->token_entries > 0)
        c->report->missing[word->token_entries - 1].links++;
    return STATUS_OK;
}

static enum status count_body(struct counting *c, struct str body, struct error *err)
{
    struct link_scan scan;
    enum status st = STATUS_OK;
    size_t start;
    size_t end;

    link_scan_start(&scan, body);
    while (st == STATUS_OK && link_scan_next(&scan, &start, &end)) {
        buf_clear(&c->destination);
        link_scan_add_destination(&c->destination, str_slice(body.ptr + start, end - start));
        st = count_link(c, err);
    }
    return st;
}

static enum status set_file(struct counting *c, int64_t file, struct error *err)
{
    static const char sql[] = "SELECT source, path FROM file WHERE id = ?1";
    const struct place *place = NULL;
    sqlite3_stmt *stmt;
    enum status st = index_statement(c->links->ix, sql, &stmt, err);
    struct str path;

    if (st != STATUS_OK)
        return st;
    sqlite3_bind_int64(stmt, 1, file);
    if (sqlite3_step(stmt) != SQLITE_ROW) {
        st = index_sqlite_error(index_db(c->links->ix), index_path(c->links->ix), err);
        sqlite3_reset(stmt);
        return st;
    }
    for (size_t i = 0; i < c->links->place_count; i++)
        if (c->links->places[i].id == sqlite3_column_int64(stmt, 0))
            place = &c->links->places[i];
    path = str_slice((const char *)sqlite3_column_text(stmt, 1),
                     (size_t)sqlite3_column_bytes(stmt, 1));
    base_set(&c->base, place, path);
    sqlite3_reset(stmt);
    /* Links of two files of one folder lead to the same places. */
    buf_clear(&c->key);
    buf_addstr(&c->key, buf_str(&c->base.dirs[0]));
    buf_addc(&c->key, '\n');
    c->key_folder = c->key.len;
    return STATUS_OK;
}

static enum status count_entries(struct counting *c, struct error *err)
{
    static const char sql[] = "SELECT file, body FROM entry ORDER BY id";
    struct links *l = c->links;
    int64_t file = -1;
    sqlite3_stmt *stmt;
    enum status st = index_statement(l->ix, sql, &stmt, err);
    int rc = SQLITE_DONE;

    if (st != STATUS_OK)
        return st;
    while (st == STATUS_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (sqlite3_column_int64(stmt, 0) != file) {
            file = sqlite3_column_int64(stmt, 0);
            st = set_file(c, file, err);
        }
        if (st == STATUS_OK)
            st = count_body(c,
                            str_slice((const char *)sqlite3_column_text(stmt, 1),
                                      (size_t)sqlite3_column_bytes(stmt, 1)),
                            err);
    }
    if (st == STATUS_OK && rc != SQLITE_DONE)
        st = index_sqlite_error(index_db(l->ix), index_path(l->ix), err);
    sqlite3_reset(stmt);
    return st;
}

static int by_links(const void *a, const void *b)
{
    const struct links_missing *x = a;
    const struct links_missing *y = b;

    if (x->links != y->links)
        return x->links < y->links ? 1 : -1;
    return strcmp(x->name, y->name);
}

void links_report_release(struct links_report *r)
{
    for (size_t i = 0; i < r->missing_count; i++)
        free(r->missing[i].name);
    free(r->missing);
    *r = (struct links_report){ 0 };
}

enum status links_count(struct links *l, struct links_report *out, struct error *err)
{
    struct links_report report = { 0 };
    struct counting c = { .links = l,
                          .report = &report,
                          .seen = lexicon_new(),
                          .missing = lexicon_new(),
                          .destination = BUF_INIT,
                          .key = BUF_INIT };
    enum status st;

    base_init(&c.base);
    link_target_init(&c.target);
    st = count_entries(&c, err);
    if (report.missing_count > 0)
        qsort(report.missing, report.missing_count, sizeof(*report.missing), by_links);
    if (st == STATUS_OK)
        *out = report;
    else
        links_report_release(&report);
    base_release(&c.base);
    link_target_release(&c.target);
    buf_release(&c.destination);
    buf_release(&c.key);
    lexicon_free(c.seen);
    lexicon_free(c.missing);
    return st;
}

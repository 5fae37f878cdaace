/* Search: a question to ranked entries. */
#include "query/search.h"

#include <stdlib.h>
#include <time.h>

#include "core/xalloc.h"

/* Of the best score, what an entry without all words needs to be listed. */
static const double FILL_SHARE = 0.05;

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void search_release(struct search_result *r)
{
    for (size_t i = 0; i < r->count; i++)
        index_row_release(&r->hits[i].row);
    for (size_t i = 0; i < r->dropped_count; i++)
        free(r->dropped[i]);
    for (size_t i = 0; i < r->corrected_count; i++) {
        free(r->corrected[i].from);
        free(r->corrected[i].to);
    }
    free(r->hits);
    free(r->dropped);
    free(r->corrected);
    question_release(&r->question);
    *r = (struct search_result){ .hits = NULL };
}

/* The filters given beside the question join those in it. */
static void join_filters(struct question_filters *own, const struct question_filters *more)
{
    own->kinds |= more->kinds;
    own->statuses |= more->statuses;
    if (more->msrv != 0)
        own->msrv = more->msrv;
    if (more->edition != NULL && own->edition == NULL)
        own->edition = xstrdup(more->edition);
    for (size_t i = 0; i < more->source_count && own->source_count < QUESTION_SOURCES_MAX; i++)
        own->sources[own->source_count++] = xstrdup(more->sources[i]);
}

static bool has_words(const struct question *q)
{
    for (size_t i = 0; i < q->count; i++)
        if (q->units[i].role == UNIT_REQUIRED)
            return true;
    return false;
}

/* Filters alone: the entries that pass them, in the order they stand in the documents. */
static enum status list_filtered(struct index *ix, const struct question *q, struct candidates *out,
                                 struct error *err)
{
    sqlite3 *db = index_db(ix);
    const struct question_filters *f = &q->filters;
    sqlite3_stmt *stmt = NULL;
    enum status st = STATUS_OK;
    int rc;

    if (sqlite3_prepare_v2(db,
                           "SELECT e.id, e.kind, e.status, e.since, s.name FROM entry e"
                           " JOIN file f ON f.id = e.file JOIN source s ON s.id = f.source"
                           " ORDER BY e.id",
                           -1, &stmt, NULL) != SQLITE_OK)
        return index_sqlite_error(db, index_path(ix), err);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *since = (const char *)sqlite3_column_text(stmt, 3);
        bool wanted = f->source_count == 0;

        for (size_t i = 0; i < f->source_count; i++)
            wanted = wanted ||
                     strcmp(f->sources[i], (const char *)sqlite3_column_text(stmt, 4)) == 0;
        if (f->kinds != 0 && (f->kinds & 1u << sqlite3_column_int(stmt, 1)) == 0)
            wanted = false;
        if (f->statuses != 0 && (f->statuses & 1u << sqlite3_column_int(stmt, 2)) == 0)
            wanted = false;
        if (f->msrv != 0 && since != NULL && entry_release_minor(str_of(since)) > f->msrv)
            wanted = false;
        if (!wanted)
            continue;
        out->total++;
        if (out->count < out->limit)
            out->items[out->count++] = (struct candidate_entry){
                .id = sqlite3_column_int64(stmt, 0),
                .score = 1,
                .units = UINT32_MAX,
                .parts = { 1, 1, 1, 1, 1, 1 },
            };
    }
    if (rc != SQLITE_DONE)
        st = index_sqlite_error(db, index_path(ix), err);
    sqlite3_finalize(stmt);
    return st;
}

static enum status find(struct index *ix, const struct question *q, size_t wanted,
                        struct candidates *out, struct error *err)
{
    enum status st;

    if (!has_words(q))
        return list_filtered(ix, q, out, err);
    st = retrieve(ix, q, RETRIEVE_ALL, out, err);
    if (st == STATUS_OK && out->count < wanted) {
        int64_t total = out->total;

        st = retrieve(ix, q, RETRIEVE_SOME, out, err);
        if (total > 0)
            out->total = total;
    }
    return st;
}

/* Edition is no attribute: it is looked at in the few entries that are left. */
static bool passes_edition(const struct question_filters *f, const struct entry *e)
{
    return f->edition == NULL || e->edition == NULL || strcmp(e->edition, "any") == 0 ||
           strcmp(e->edition, f->edition) <= 0;
}

/* Entries that have only some of the words fill the list up, but not with what is next to nothing
 * beside the best one. */
static bool is_worth_listing(const struct candidates *found, size_t i)
{
    const struct candidate_entry *c = &found->items[i];

    return i == 0 || c->exact || c->parts.coverage >= 1 ||
           c->score >= FILL_SHARE * found->items[0].score;
}

static enum status read_hits(struct index *ix, const struct candidates *found, size_t limit,
                             struct search_result *out, struct error *err)
{
    out->hits = xcalloc(limit, sizeof(*out->hits));
    for (size_t i = 0; i < found->count && out->count < limit; i++) {
        struct hit *hit = &out->hits[out->count];
        enum status st;

        if (!is_worth_listing(found, i))
            continue;
        st = index_read_entry(ix, found->items[i].id, true, &hit->row, err);
        if (st != STATUS_OK)
            return st;
        if (!passes_edition(&out->question.filters, &hit->row.entry)) {
            index_row_release(&hit->row);
            continue;
        }
        hit->score = found->items[i].score;
        hit->exact = found->items[i].exact;
        hit->parts = found->items[i].parts;
        out->count++;
    }
    return STATUS_OK;
}

static void add_dropped(struct search_result *r, const char *word)
{
    r->dropped = xgrow(r->dropped, r->dropped_count, &r->dropped_cap, sizeof(*r->dropped));
    r->dropped[r->dropped_count++] = xstrdup(word);
}

/* What the answer has to admit: words it does not have, words it took for others. */
static void admit(struct search_result *r, const struct candidates *found)
{
    const struct question *q = &r->question;

    for (size_t i = 0; i < q->count; i++) {
        const struct unit *u = &q->units[i];

        if (u->corrected != NULL) {
            r->corrected = xgrow(r->corrected, r->corrected_count, &r->corrected_cap,
                                 sizeof(*r->corrected));
            r->corrected[r->corrected_count++] = (struct correction){ xstrdup(u->text),
                                                                      xstrdup(u->corrected) };
        }
        if (u->role == UNIT_REQUIRED && (found->count == 0 || !(found->items[0].units & 1u << i)))
            add_dropped(r, u->text);
    }
    for (size_t i = 0; i < q->dropped_count; i++)
        add_dropped(r, q->dropped[i]);
}

/* Nothing was found: the entries whose names begin like a word of the question. */
static enum status find_nearest(struct index *ix, const struct question *q, struct candidates *out,
                                struct error *err)
{
    sqlite3 *db = index_db(ix);
    sqlite3_stmt *stmt = NULL;
    enum status st = STATUS_OK;

    if (sqlite3_prepare_v2(db,
                           "SELECT DISTINCT entry FROM name WHERE key >= ?1 AND key < ?1 ||"
                           " char(1114111) LIMIT 3",
                           -1, &stmt, NULL) != SQLITE_OK)
        return index_sqlite_error(db, index_path(ix), err);
    for (size_t i = 0; i < q->count && out->count < 3; i++) {
        const struct buf *word = &q->units[i].code;

        for (size_t len = word->len; len >= 2 && out->count < 3; len--) {
            sqlite3_bind_text(stmt, 1, word->ptr, (int)len, SQLITE_STATIC);
            while (sqlite3_step(stmt) == SQLITE_ROW && out->count < 3)
                out->items[out->count++] =
                    (struct candidate_entry){ .id = sqlite3_column_int64(stmt, 0), .exact = true };
            sqlite3_reset(stmt);
            if (out->count > 0)
                break;
        }
    }
    sqlite3_finalize(stmt);
    return st;
}

enum status search_run(struct index *ix, struct str text, const struct question_filters *filters,
                       size_t limit, struct search_result *out, struct error *err)
{
    struct search_result r = { .hits = NULL };
    struct candidates *found;
    int64_t start = now_us();
    enum status st = question_parse(text, index_tokenizer(ix), &r.question, err);

    if (st != STATUS_OK)
        return st;
    if (limit < 1)
        limit = 1;
    if (limit > SEARCH_HITS_MAX)
        limit = SEARCH_HITS_MAX;
    found = xcalloc(1, sizeof(*found));
    found->limit = limit + 20 < RETRIEVE_MAX ? limit + 20 : RETRIEVE_MAX;
    if (filters != NULL)
        join_filters(&r.question.filters, filters);
    st = question_resolve(&r.question, ix, err);
    if (st == STATUS_OK)
        st = find(ix, &r.question, limit, found, err);
    if (st == STATUS_OK) {
        r.total = found->total;
        admit(&r, found);
        r.nearest = found->count == 0;
        if (r.nearest)
            st = find_nearest(ix, &r.question, found, err);
    }
    if (st == STATUS_OK)
        st = read_hits(ix, found, limit, &r, err);
    free(found);
    r.took_us = now_us() - start;
    if (st == STATUS_OK)
        *out = r;
    else
        search_release(&r);
    return st;
}

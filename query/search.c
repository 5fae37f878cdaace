/* Search: a question to ranked entries. */
#include "query/search.h"

#include <stdlib.h>
#include <time.h>

#include "core/xalloc.h"
#include "query/expression.h"

/* Of the best score, what an entry without all words needs to be listed. */
static const double FILL_SHARE = 0.15;

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

/* Runs a statement whose rows are entry numbers, and keeps those that pass the filter. */
static enum status take_rows(struct index *ix, sqlite3_stmt *stmt, const struct filter *filter,
                             const struct candidate_entry *as, struct candidates *out,
                             struct error *err)
{
    struct index_attribute a;
    int rc;

    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct candidate_entry item = *as;

        item.id = sqlite3_column_int64(stmt, 0);
        if (!index_attribute_of(ix, item.id, &a) || !filter_passes(filter, &a))
            continue;
        out->total++;
        if (out->count < out->limit)
            out->items[out->count++] = item;
    }
    sqlite3_reset(stmt);
    if (rc != SQLITE_DONE)
        return index_sqlite_error(index_db(ix), index_path(ix), err);
    return index_failed(ix, err);
}

/* Filters alone: the entries that pass them, in the order they stand in the documents. */
static enum status list_filtered(struct index *ix, const struct question *q,
                                 const struct filter *filter, struct candidates *out,
                                 struct error *err)
{
    static const struct candidate_entry as = { .score = 1,
                                               .units = UINT32_MAX,
                                               .parts = { 1, 1, 1, 1, 1, 1, 1 } };
    sqlite3 *db = index_db(ix);
    sqlite3_stmt *stmt = NULL;
    struct buf excluded = BUF_INIT;
    enum status st;

    expression_add_exclusion(&excluded, q);
    if (sqlite3_prepare_v2(db,
                           excluded.len > 0
                               ? "SELECT id FROM entry WHERE id NOT IN (SELECT rowid FROM fts WHERE"
                                 " fts MATCH ?1) ORDER BY id"
                               : "SELECT id FROM entry ORDER BY id",
                           -1, &stmt, NULL) == SQLITE_OK) {
        if (excluded.len > 0)
            sqlite3_bind_text(stmt, 1, excluded.ptr, (int)excluded.len, SQLITE_STATIC);
        st = take_rows(ix, stmt, filter, &as, out, err);
    } else {
        st = index_sqlite_error(db, index_path(ix), err);
    }
    sqlite3_finalize(stmt);
    buf_release(&excluded);
    return st;
}

/* Nothing is asked for at all: "(x,)" has neither words nor filters. */
static bool is_empty(const struct question *q)
{
    const struct question_filters *f = &q->filters;

    return q->count == 0 && f->kinds == 0 && f->statuses == 0 && f->msrv == 0 &&
           f->edition == NULL && f->source_count == 0;
}

static enum status find(struct index *ix, const struct question *q, const struct filter *filter,
                        size_t wanted, struct candidates *out, struct error *err)
{
    enum status st;

    if (!has_words(q))
        return is_empty(q) ? STATUS_OK : list_filtered(ix, q, filter, out, err);
    st = retrieve(ix, q, filter, RETRIEVE_ALL, out, err);
    if (st == STATUS_OK && (out->count < wanted || out->lacks_title)) {
        int64_t total = out->total;

        st = retrieve(ix, q, filter, RETRIEVE_SOME, out, err);
        if (total > 0)
            out->total = total;
    }
    return st;
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
            add_dropped(r, u->corrected != NULL ? u->corrected : u->text);
    }
    for (size_t i = 0; i < q->dropped_count; i++)
        add_dropped(r, q->dropped[i]);
}

/* Nothing was found: the entries whose names begin like a word of the question. */
static enum status find_nearest(struct index *ix, const struct question *q,
                                const struct filter *filter, struct candidates *out,
                                struct error *err)
{
    enum { NEAREST_MAX = 3, LETTERS_MIN = 2 };
    static const struct candidate_entry as = { .exact = true };
    sqlite3 *db = index_db(ix);
    sqlite3_stmt *stmt = NULL;
    enum status st = STATUS_OK;

    if (sqlite3_prepare_v2(db,
                           "SELECT DISTINCT entry FROM name WHERE key >= ?1 AND key < ?1 ||"
                           " char(1114111)",
                           -1, &stmt, NULL) != SQLITE_OK)
        return index_sqlite_error(db, index_path(ix), err);
    out->limit = NEAREST_MAX;
    for (size_t i = 0; i < q->count && out->count == 0 && st == STATUS_OK; i++) {
        const struct buf *word = &q->units[i].code;

        for (size_t len = word->len; len >= LETTERS_MIN && out->count == 0 && st == STATUS_OK &&
                                     q->units[i].role == UNIT_REQUIRED;
             len--) {
            sqlite3_bind_text(stmt, 1, word->ptr, (int)len, SQLITE_STATIC);
            st = take_rows(ix, stmt, filter, &as, out, err);
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
    struct filter *filter;
    int64_t start = now_us();
    enum status st = question_parse(text, index_tokenizer(ix), &r.question, err);

    if (st != STATUS_OK)
        return st;
    if (limit < 1)
        limit = 1;
    if (limit > SEARCH_HITS_MAX)
        limit = SEARCH_HITS_MAX;
    found = xcalloc(1, sizeof(*found));
    filter = xcalloc(1, sizeof(*filter));
    found->limit = limit + 20 < RETRIEVE_MAX ? limit + 20 : RETRIEVE_MAX;
    if (filters != NULL)
        join_filters(&r.question.filters, filters);
    st = filter_init(filter, ix, &r.question.filters, err);
    if (st == STATUS_OK)
        st = question_resolve(&r.question, ix, err);
    if (st == STATUS_OK)
        st = find(ix, &r.question, filter, limit, found, err);
    if (st == STATUS_OK) {
        admit(&r, found);
        r.nearest = found->count == 0;
        if (r.nearest)
            st = find_nearest(ix, &r.question, filter, found, err);
    }
    if (st == STATUS_OK)
        st = read_hits(ix, found, limit, &r, err);
    /* What fills the list up was found too. */
    r.total = r.nearest ? 0 : found->total > (int64_t)r.count ? found->total : (int64_t)r.count;
    free(found);
    free(filter);
    r.took_us = now_us() - start;
    if (st == STATUS_OK)
        *out = r;
    else
        search_release(&r);
    return st;
}

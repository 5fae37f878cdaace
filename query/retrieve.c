/* Retrieval: a question's units to scored candidates, through FTS5. */
#include "query/retrieve.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "query/expression.h"
#include "query/named.h"

/* --- weights; docs/ranking.md says where they come from --- */

static const double COLUMN_WEIGHT[INDEX_COLUMNS] = {
    [INDEX_TITLE] = 6.0, [INDEX_TRAIL] = 2.0, [INDEX_SYMBOLS] = 2.5,
    [INDEX_BODY] = 1.0,  [INDEX_CODE] = 1.2,
};
static const double KIND_PRIOR[ENTRY_KIND_COUNT] = {
    [ENTRY_SECTION] = 1.0,
    [ENTRY_PATTERN] = 1.15,
    [ENTRY_DEPRECATED] = 0.9,
    [ENTRY_ERROR] = 0.95,
    [ENTRY_MODULE] = 0.95,
    [ENTRY_STRUCT] = 1.0,
    [ENTRY_ENUM] = 1.0,
    [ENTRY_UNION] = 0.95,
    [ENTRY_TRAIT] = 1.0,
    [ENTRY_TRAIT_ALIAS] = 0.9,
    [ENTRY_FUNCTION] = 0.95,
    [ENTRY_MACRO] = 1.0,
    [ENTRY_DERIVE] = 0.9,
    [ENTRY_ATTRIBUTE] = 0.95,
    [ENTRY_TYPE] = 0.9,
    [ENTRY_CONSTANT] = 0.85,
    [ENTRY_STATIC] = 0.85,
    [ENTRY_PRIMITIVE] = 1.0,
    [ENTRY_KEYWORD] = 1.05,
    [ENTRY_INTRINSIC] = 0.3,
    [ENTRY_METHOD] = 0.95,
    [ENTRY_ASSOCIATED_TYPE] = 0.85,
    [ENTRY_ASSOCIATED_CONSTANT] = 0.85,
    [ENTRY_VARIANT] = 0.85,
    [ENTRY_FIELDS] = 0.8,
    [ENTRY_IMPL] = 0.7,
};
/* Sources that most questions are not about, though they have the words. Names are those that
 * rustup gives; docs/ranking.md has the figures. */
static const struct {
    const char *name;
    double prior;
} SOURCE_PRIORS[] = {
    { "unstable-book", 0.75 }, { "rust", 0.7 },       { "style-guide", 0.85 },
    { "embedded-book", 0.9 },  { "proc_macro", 0.9 }, { "test", 0.7 },
};
static const double BM25_K1 = 1.2;
static const double BM25_B = 0.5;
static const double TITLE_BONUS = 1.2;     /* for a title that is the question's words, no more */
static const double CLOSENESS_BONUS = 0.6; /* for units that follow each other */
static const double COVERAGE_POWER = 1.0;
static const double INTENT_DEPRECATED_FACTOR = 2.5;
static const double INTENT_SINCE_FACTOR = 1.5;
static const double SAME_TITLE_FACTOR = 1.3; /* letter by letter */
static const double NAMED_ITEM_FACTOR = 1.3; /* an item, when the question is written like a name */
static const double PARTS_WEIGHT = 0.4;      /* parts of a compound apart from their whole */

enum {
    INSTANCES_MAX = 4096, /* of one entry that are looked at */
    SOURCES_MAX = 256     /* those numbered beyond have no prior */
};

struct search {
    struct index *index;
    const struct question *question;
    struct candidates *out;
    struct expression expression;
    double idf[QUESTION_UNITS_MAX];
    double idf_required; /* sum over the required units */
    size_t required;
    const struct filter *filter;
    struct named named;
    double source_prior[SOURCES_MAX];
    double average_length;
};

/* --- the score of one match --- */

/* What FTS5's positions say of one entry. */
struct evidence {
    double frequency[QUESTION_UNITS_MAX]; /* weighted by column */
    uint32_t in_column[INDEX_COLUMNS];    /* bit for each unit */
    uint64_t title_positions;             /* bit for each position of the title that is matched */
    uint64_t title_parts;                 /* likewise, by a compound's parts alone */
    uint32_t units;
    double closest; /* the best ratio of units to positions in one column; 0: fewer than two */
};

/* Sliding window: where each unit was last seen in the column at hand. */
struct window {
    int last[QUESTION_UNITS_MAX];
    int column;
};

static void watch(const struct search *s, struct window *w, struct evidence *ev, size_t unit,
                  int column, int offset, int size)
{
    int first = offset;
    size_t seen = 0;
    int here = offset + size - 1;

    if (column != w->column) {
        for (size_t i = 0; i < QUESTION_UNITS_MAX; i++)
            w->last[i] = -1;
        w->column = column;
    }
    w->last[unit] = here;
    for (size_t i = 0; i < s->question->count; i++) {
        if (w->last[i] < 0 || s->question->units[i].role != UNIT_REQUIRED)
            continue;
        seen++;
        if (w->last[i] < first)
            first = w->last[i];
    }
    if (seen >= 2 && seen >= s->required / 2 + 1) {
        double ratio = (double)seen / (double)(here - first + 1);

        ratio *= (double)seen / (double)s->required;
        if (ratio > ev->closest)
            ev->closest = ratio < 1.0 ? ratio : 1.0;
    }
}

static void read_instances(const struct search *s, const Fts5ExtensionApi *api, Fts5Context *fts,
                           struct evidence *ev)
{
    static const double column_cap[INDEX_COLUMNS] = { 1, 1, 2, 6, 2 };
    double counts[QUESTION_UNITS_MAX][INDEX_COLUMNS] = { { 0 } };
    struct window w = { .column = -1 };
    int count = 0;

    (void)api->xInstCount(fts, &count);
    for (int i = 0; i < count && i < INSTANCES_MAX; i++) {
        const struct phrase *phrase;
        int number;
        int column;
        int offset;
        int size;

        if (api->xInst(fts, i, &number, &column, &offset) != SQLITE_OK ||
            (size_t)number >= s->expression.count || column >= INDEX_COLUMNS)
            continue;
        phrase = &s->expression.phrases[number];
        if (phrase->is_repeated)
            continue;
        size = api->xPhraseSize(fts, number);
        ev->units |= 1u << phrase->unit;
        ev->in_column[column] |= 1u << phrase->unit;
        counts[phrase->unit][column] += phrase->is_parts ? PARTS_WEIGHT : 1.0;
        for (int k = 0; column == INDEX_TITLE && k < size && offset + k < 64; k++)
            *(phrase->is_parts ? &ev->title_parts : &ev->title_positions) |= UINT64_C(1)
                                                                             << (offset + k);
        watch(s, &w, ev, phrase->unit, column, offset, size);
    }
    for (size_t u = 0; u < s->question->count; u++)
        for (size_t c = 0; c < INDEX_COLUMNS; c++)
            ev->frequency[u] += COLUMN_WEIGHT[c] * fmin(counts[u][c], column_cap[c]);
}

static double text_score(const struct search *s, const struct evidence *ev, double length)
{
    double norm = BM25_K1 * (1 - BM25_B + BM25_B * length / s->average_length);
    double sum = 0;

    for (size_t u = 0; u < s->question->count; u++)
        if (ev->frequency[u] > 0)
            sum += s->idf[u] * ev->frequency[u] * (BM25_K1 + 1) / (ev->frequency[u] + norm);
    return sum;
}

/* How much of the question the entry has, by the weight of its words. */
static double coverage(const struct search *s, const struct evidence *ev)
{
    double sum = 0;

    for (size_t u = 0; u < s->question->count; u++)
        if (s->question->units[u].role == UNIT_REQUIRED && (ev->units & 1u << u))
            sum += s->idf[u];
    return s->idf_required > 0 ? pow(sum / s->idf_required, COVERAGE_POWER) : 1;
}

/* The title is the question, word for word: all of its words are asked for, and all of the
 * question's words are in it. Half of either counts a quarter. */
static double title_factor(const struct search *s, const struct evidence *ev,
                           const struct index_attribute *a)
{
    double words = a->title_length > 0 ? a->title_length : 1;
    double whole = __builtin_popcountll(ev->title_positions);
    double parts = __builtin_popcountll(ev->title_parts & ~ev->title_positions);
    double covered = fmin((whole + 0.5 * parts) / words, 1.0);
    double asked = (double)__builtin_popcount(ev->in_column[INDEX_TITLE]) /
                   (double)(s->required > 0 ? s->required : 1);

    return 1 + TITLE_BONUS * covered * fmin(asked, 1.0);
}

static double intent_factor(const struct search *s, const struct index_attribute *a)
{
    double factor = 1;

    if (s->question->intent == INTENT_DEPRECATED && a->kind == ENTRY_DEPRECATED)
        factor *= INTENT_DEPRECATED_FACTOR;
    if (s->question->since_minor != 0 && a->since_minor == s->question->since_minor)
        factor *= INTENT_SINCE_FACTOR;
    return factor;
}

/* What having the very name that was asked for is worth among all that have it; 0: it has not. */
static double name_factor(const struct search *s, int64_t id, const struct index_attribute *a)
{
    double factor = 1;

    for (size_t i = 0; i < s->named.count; i++) {
        if (s->named.items[i].entry != id)
            continue;
        if (s->named.items[i].same_title)
            factor *= SAME_TITLE_FACTOR;
        if (s->named.is_name && entry_is_item((enum entry_kind)a->kind))
            factor *= NAMED_ITEM_FACTOR;
        return factor;
    }
    return 0;
}

static double prior_of(const struct search *s, const struct index_attribute *a)
{
    double prior = a->kind < ENTRY_KIND_COUNT ? KIND_PRIOR[a->kind] : 1;

    return a->source < SOURCES_MAX ? prior * s->source_prior[a->source] : prior;
}

static bool is_better(const struct candidate_entry *a, const struct candidate_entry *b)
{
    if (a->exact != b->exact)
        return a->exact;
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score;
    return a->id < b->id;
}

/* A heap with the worst candidate at the top, where a better one takes its place. */
static void sift_down(struct candidates *c, size_t i)
{
    for (;;) {
        size_t worst = i;

        for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < c->count; k++)
            if (is_better(&c->items[worst], &c->items[k]))
                worst = k;
        if (worst == i)
            return;
        struct candidate_entry moved = c->items[i];
        c->items[i] = c->items[worst];
        c->items[worst] = moved;
        i = worst;
    }
}

static void keep(struct candidates *c, const struct candidate_entry *item)
{
    if (c->count == c->limit) {
        if (c->limit > 0 && is_better(item, &c->items[0])) {
            c->items[0] = *item;
            sift_down(c, 0);
        }
        return;
    }
    c->items[c->count++] = *item;
    if (c->count == c->limit)
        for (size_t i = c->count / 2; i-- > 0;)
            sift_down(c, i);
}

static void score_row(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context,
                      int arg_count, sqlite3_value **args)
{
    struct search *s = arg_count == 1 ? sqlite3_value_pointer(args[0], "rustpro-search") : NULL;
    struct candidate_entry item = { .id = 0 };
    struct evidence ev = { .units = 0 };
    struct index_attribute a;
    double name;

    sqlite3_result_null(context);
    if (s == NULL)
        return;
    item.id = api->xRowid(fts);
    if (!index_attribute_of(s->index, item.id, &a) || !filter_passes(s->filter, &a))
        return;
    s->out->total++;
    read_instances(s, api, fts, &ev);
    name = name_factor(s, item.id, &a);
    item.units = ev.units;
    item.parts = (struct score_parts){
        .text = text_score(s, &ev, a.length),
        .coverage = coverage(s, &ev),
        .title = title_factor(s, &ev, &a),
        .closeness = 1 + CLOSENESS_BONUS * ev.closest,
        .prior = prior_of(s, &a),
        .intent = intent_factor(s, &a),
        .name = name > 0 ? name : 1,
    };
    item.score = item.parts.text * item.parts.coverage * item.parts.title * item.parts.closeness *
                 item.parts.prior * item.parts.intent * item.parts.name;
    item.exact = name > 0;
    keep(s->out, &item);
}

/* --- putting it together --- */

static enum status sqlite_status(struct search *s, struct error *err)
{
    return index_sqlite_error(index_db(s->index), index_path(s->index), err);
}

static enum status read_source_priors(struct search *s, struct error *err)
{
    sqlite3_stmt *stmt;
    enum status st = index_statement(s->index, "SELECT id FROM source WHERE name = ?1", &stmt, err);

    for (size_t i = 0; i < SOURCES_MAX; i++)
        s->source_prior[i] = 1;
    for (size_t i = 0; i < sizeof(SOURCE_PRIORS) / sizeof(*SOURCE_PRIORS) && st == STATUS_OK; i++) {
        sqlite3_bind_text(stmt, 1, SOURCE_PRIORS[i].name, -1, SQLITE_STATIC);
        if (sqlite3_step(stmt) == SQLITE_ROW) {
            int64_t id = sqlite3_column_int64(stmt, 0);

            if (id > 0 && id < SOURCES_MAX)
                s->source_prior[id] = SOURCE_PRIORS[i].prior;
        }
        (void)sqlite3_reset(stmt);
    }
    return st;
}

/* Robertson's inverse document frequency, kept above zero. */
static void weigh_units(struct search *s)
{
    double n = (double)index_counted_entries(s->index);

    for (size_t i = 0; i < s->question->count; i++) {
        const struct unit *u = &s->question->units[i];
        double entries = fmin((double)u->entries, n);

        s->idf[i] = log(1 + (n - entries + 0.5) / (entries + 0.5));
        if (u->role == UNIT_OPTIONAL)
            s->idf[i] *= 0.5;
        if (u->role == UNIT_REQUIRED) {
            s->idf_required += s->idf[i];
            s->required++;
        }
    }
}

static int compare_candidates(const void *a, const void *b)
{
    return is_better(a, b) ? -1 : is_better(b, a) ? 1 : 0;
}

static enum status run(struct search *s, struct str expression, struct error *err)
{
    sqlite3 *db = index_db(s->index);
    fts5_api *api = tokenizer_fts5_api(db);
    sqlite3_stmt *stmt = NULL;
    enum status st = STATUS_OK;
    int rc;

    if (api == NULL || api->xCreateFunction(api, "score_row", NULL, score_row, NULL) != SQLITE_OK)
        return error_set(err, STATUS_IO, "this SQLite has no FTS5");
    if (sqlite3_prepare_v2(db, "SELECT score_row(fts, ?2) FROM fts WHERE fts MATCH ?1", -1, &stmt,
                           NULL) != SQLITE_OK)
        return sqlite_status(s, err);
    sqlite3_bind_text(stmt, 1, expression.ptr, (int)expression.len, SQLITE_STATIC);
    sqlite3_bind_pointer(stmt, 2, s, "rustpro-search", NULL);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
        continue;
    if (rc != SQLITE_DONE)
        st = sqlite_status(s, err);
    sqlite3_finalize(stmt);
    return st == STATUS_OK ? index_failed(s->index, err) : st;
}

enum status retrieve(struct index *ix, const struct question *q, const struct filter *filter,
                     enum retrieve_mode mode, struct candidates *out, struct error *err)
{
    struct search *s = xcalloc(1, sizeof(*s));
    struct buf text = BUF_INIT;
    enum status st;

    out->count = 0;
    out->total = 0;
    s->index = ix;
    s->question = q;
    s->filter = filter;
    s->out = out;
    s->average_length = index_average_length(ix);
    s->expression.text = &text;
    weigh_units(s);
    st = read_source_priors(s, err);
    if (st == STATUS_OK)
        st = named_find(ix, q, &s->named, err);
    expression_build(&s->expression, q, mode, !s->named.has_title);
    if (st == STATUS_OK && text.len > 0)
        st = run(s, buf_str(&text), err);
    if (st == STATUS_OK && out->count > 1)
        qsort(out->items, out->count, sizeof(*out->items), compare_candidates);
    out->lacks_title = s->named.has_title && (out->count == 0 || !out->items[0].exact);
    buf_release(&text);
    free(s);
    return st;
}

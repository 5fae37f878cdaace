/* Retrieval: a question's units to scored candidates, through FTS5. */
#include "query/retrieve.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "core/name_key.h"
#include "core/text.h"
#include "core/xalloc.h"

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
    PHRASES_MAX = 512,
    EXCLUDED_PHRASES = 4 * QUESTION_UNITS_MAX, /* at most */
    INSTANCES_MAX = 4096,                      /* of one entry that are looked at */
    COMMON_ENTRIES = 20000, /* units that bring more candidates than this only score */
    EXACT_MAX = 64,
    SOURCES_MAX = 256 /* those numbered beyond have no prior */
};

/* Which unit a phrase of the expression belongs to. */
struct phrase {
    uint8_t unit;
    bool is_parts; /* of a compound */
};

struct expression {
    struct buf *text;
    struct phrase phrases[PHRASES_MAX];
    size_t count;
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
    struct {
        int64_t entry;
        bool same_title; /* letter by letter */
    } exact[EXACT_MAX];
    size_t exact_count;
    bool is_name; /* the question is written as code writes names */
    double source_prior[SOURCES_MAX];
    bool is_title; /* the question is an entry's title */
    double average_length;
};

/* --- the expression --- */

static void add_phrase(struct expression *e, size_t unit, struct str tokens, const char *columns,
                       bool is_parts, bool *first)
{
    assert(e->count < PHRASES_MAX);
    if (!*first)
        buf_adds(e->text, " OR ");
    *first = false;
    buf_addf(e->text, "{%s} : \"", columns);
    for (size_t i = 0; i < tokens.len; i++) {
        if (tokens.ptr[i] == '"')
            buf_addc(e->text, '"');
        buf_addc(e->text, tokens.ptr[i]);
    }
    buf_addc(e->text, '"');
    e->phrases[e->count++] = (struct phrase){ (uint8_t)unit, is_parts };
}

/* All ways in which a unit may stand in the index, in brackets. */
static void add_unit(struct expression *e, size_t number, const struct unit *u)
{
    static const char prose[] = "title trail body";
    static const char code[] = "symbols code";
    bool has_whole = u->whole.len > 0;
    bool first = true;

    buf_addc(e->text, '(');
    if (u->kind == UNIT_SIGN) {
        add_phrase(e, number, buf_str(&u->code), code, false, &first);
    } else {
        if (has_whole) {
            add_phrase(e, number, buf_str(&u->whole), prose, false, &first);
            add_phrase(e, number, buf_str(&u->whole_code), code, false, &first);
        }
        add_phrase(e, number, buf_str(&u->prose), prose, has_whole, &first);
        add_phrase(e, number, buf_str(&u->code), code, has_whole, &first);
    }
    buf_addc(e->text, ')');
}

/* Adds the units for which wanted[] is set, joined by an operator, in brackets; false for none. */
static bool add_units(struct expression *e, const struct question *q, const bool *wanted,
                      const char *joint)
{
    bool any = false;

    for (size_t i = 0; i < q->count; i++) {
        if (!wanted[i])
            continue;
        buf_adds(e->text, any ? joint : "(");
        add_unit(e, i, &q->units[i]);
        any = true;
    }
    if (any)
        buf_addc(e->text, ')');
    return any;
}

/* The phrases that add_unit() makes. */
static size_t phrase_count(const struct unit *u)
{
    return u->kind == UNIT_SIGN ? 1 : u->whole.len > 0 ? 4 : 2;
}

static bool is_known(const struct unit *u)
{
    return u->entries > 0;
}

/* The units that bring candidates. All: every required one. Some: the rare ones among the known,
 * until they would bring too many; at least the rarest. */
static void choose_leaders(const struct question *q, enum retrieve_mode mode, bool *leads)
{
    int64_t sum = 0;

    memset(leads, 0, QUESTION_UNITS_MAX * sizeof(*leads));
    if (mode == RETRIEVE_ALL) {
        for (size_t i = 0; i < q->count; i++)
            leads[i] = q->units[i].role == UNIT_REQUIRED;
        return;
    }
    for (;;) {
        size_t rarest = q->count;

        for (size_t i = 0; i < q->count; i++)
            if (!leads[i] && q->units[i].role == UNIT_REQUIRED && is_known(&q->units[i]) &&
                (rarest == q->count || q->units[i].entries < q->units[rarest].entries))
                rarest = i;
        if (rarest == q->count || (sum > 0 && sum + q->units[rarest].entries > COMMON_ENTRIES))
            return;
        leads[rarest] = true;
        sum += q->units[rarest].entries;
    }
}

static void build_expression(struct expression *e, const struct question *q,
                             enum retrieve_mode mode, bool may_exclude)
{
    const char *joint = mode == RETRIEVE_ALL ? " AND " : " OR ";
    struct buf leaders = BUF_INIT;
    struct buf *text = e->text;
    bool leads[QUESTION_UNITS_MAX];
    bool excluded[QUESTION_UNITS_MAX] = { false };
    size_t leader_phrases;

    choose_leaders(q, mode, leads);
    e->count = 0;
    buf_addc(text, '(');
    if (!add_units(e, q, leads, joint)) {
        buf_clear(text);
        return;
    }
    leader_phrases = e->count;
    /* What only scores: "leaders OR (leaders AND unit)" matches no more than the leaders do. */
    for (size_t i = 0; i < q->count; i++) {
        const struct unit *u = &q->units[i];
        bool scores = u->role == UNIT_OPTIONAL || (u->role == UNIT_REQUIRED && !leads[i]);

        excluded[i] = may_exclude && u->role == UNIT_EXCLUDED;
        if (!scores || !is_known(u) ||
            e->count + 2 * leader_phrases + phrase_count(u) + EXCLUDED_PHRASES > PHRASES_MAX)
            continue;
        buf_adds(text, " OR (");
        (void)add_units(e, q, leads, joint);
        buf_adds(text, " AND ");
        add_unit(e, i, u);
        buf_addc(text, ')');
    }
    buf_addc(text, ')');
    e->text = &leaders;
    if (add_units(e, q, excluded, " OR "))
        buf_addf(text, " NOT %s", leaders.ptr);
    e->text = text;
    buf_release(&leaders);
}

void retrieve_add_exclusion(struct buf *out, const struct question *q)
{
    struct expression *e = xcalloc(1, sizeof(*e));
    bool excluded[QUESTION_UNITS_MAX] = { false };
    struct buf text = BUF_INIT;

    e->text = &text;
    for (size_t i = 0; i < q->count; i++)
        excluded[i] = q->units[i].role == UNIT_EXCLUDED;
    (void)add_units(e, q, excluded, " OR ");
    buf_addstr(out, buf_str(&text));
    buf_release(&text);
    free(e);
}

void retrieve_add_expression(struct buf *out, const struct question *q, enum retrieve_mode mode)
{
    struct expression *e = xcalloc(1, sizeof(*e));
    struct buf text = BUF_INIT;

    e->text = &text;
    build_expression(e, q, mode, true);
    buf_addstr(out, buf_str(&text));
    buf_release(&text);
    free(e);
}

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

    for (size_t i = 0; i < s->exact_count; i++) {
        if (s->exact[i].entry != id)
            continue;
        if (s->exact[i].same_title)
            factor *= SAME_TITLE_FACTOR;
        if (s->is_name && entry_is_item((enum entry_kind)a->kind))
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

/* Entries of that name. One whose title is the question, letter by letter, is meant whatever its
 * signs would ask for: "sh -c" then excludes nothing. */
static enum status find_named(struct search *s, struct str key, struct error *err)
{
    static const char sql[] = "SELECT name.entry, entry.title FROM name JOIN entry"
                              " ON entry.id = name.entry WHERE key = ?1 LIMIT ?2";
    struct str text = str_trim(str_of(s->question->text));
    sqlite3_stmt *stmt;
    enum status st = STATUS_OK;
    int rc;

    if (key.len == 0)
        return STATUS_OK;
    st = index_statement(s->index, sql, &stmt, err);
    if (st != STATUS_OK)
        return st;
    sqlite3_bind_text(stmt, 1, key.ptr, (int)key.len, SQLITE_STATIC);
    sqlite3_bind_int(stmt, 2, EXACT_MAX);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW && s->exact_count < EXACT_MAX) {
        const char *title = (const char *)sqlite3_column_text(stmt, 1);
        bool is_title = title != NULL && str_equal_nocase(str_of(title), text);

        s->exact[s->exact_count].entry = sqlite3_column_int64(stmt, 0);
        s->exact[s->exact_count].same_title = is_title;
        s->exact_count++;
        s->is_title = s->is_title || is_title;
    }
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        st = sqlite_status(s, err);
    (void)sqlite3_reset(stmt);
    (void)sqlite3_clear_bindings(stmt);
    return st;
}

/* "std::vec::Vec::push" by the ends of the path: "vec::Vec::push", "Vec::push". */
static enum status find_path_end(struct search *s, struct error *err)
{
    struct str rest = str_trim(str_of(s->question->text));
    struct buf key = BUF_INIT;
    enum status st = STATUS_OK;
    const char *colons;

    while (st == STATUS_OK && s->exact_count == 0 && rest.len > 0 &&
           (colons = memmem(rest.ptr, rest.len, "::", 2)) != NULL) {
        rest = str_slice(colons + 2, (size_t)(rest.ptr + rest.len - colons) - 2);
        buf_clear(&key);
        name_key_add(&key, index_tokenizer(s->index), rest);
        st = find_named(s, buf_str(&key), err);
    }
    buf_release(&key);
    return st;
}

static bool is_written_as_name(struct str text)
{
    bool has_capital = false;

    for (size_t i = 0; i < text.len; i++) {
        if (ascii_is_space(text.ptr[i]))
            return false;
        has_capital |= ascii_is_upper(text.ptr[i]);
    }
    return has_capital || memchr(text.ptr, '_', text.len) != NULL ||
           memmem(text.ptr, text.len, "::", 2) != NULL || text.ptr[text.len - 1] == '!';
}

/* By the text as it was asked, by the words that are looked for, by the end of a path. */
static enum status find_exact(struct search *s, struct error *err)
{
    const struct question *q = s->question;
    enum status st = find_named(s, buf_str(&q->text_key), err);

    s->is_name = is_written_as_name(str_trim(str_of(q->text)));
    if (st == STATUS_OK && s->exact_count == 0)
        st = find_named(s, buf_str(&q->key), err);
    if (st == STATUS_OK && s->exact_count == 0 && s->is_name)
        st = find_path_end(s, err);
    return st;
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
        st = find_exact(s, err);
    build_expression(&s->expression, q, mode, !s->is_title);
    if (st == STATUS_OK && text.len > 0)
        st = run(s, buf_str(&text), err);
    if (st == STATUS_OK && out->count > 1)
        qsort(out->items, out->count, sizeof(*out->items), compare_candidates);
    out->lacks_title = s->is_title && (out->count == 0 || !out->items[0].exact);
    buf_release(&text);
    free(s);
    return st;
}

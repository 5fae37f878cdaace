/* bench_query INDEX FILE...: a warm search_run() for every question in FILEs, in this process.
 *
 * A FILE holds one question a line. One named *.tsv begins with a header; its questions are the
 * column "query", "question" or "message", else the first. \n, \t and \\ stand for what they say.
 * Questions that come again are asked once.
 *
 * Beside it, in the same run, on the same file with the same tokenizer: the floor, one FTS5 query
 * for any ten entries with all words of the question, and FTS5's own ranking of the entries with
 * all words and of those with any. The words are those that search_run() looks for, spelling
 * corrected. These queries have a connection, and so a page cache, of their own. Each figure is
 * over questions, of each question the median of ROUNDS; a round asks all questions once, so that
 * no question finds the pages of its last time. */
#include <sqlite3.h>
#include <string.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/read_file.h"
#include "query/search.h"
#include "tests/bench/bench.h"

enum { ROUNDS = 5, HITS = 10, SLOWEST = 10, FILE_BYTES_MAX = 64 << 20 };

enum engine { SEARCH, FLOOR, RANK_ALL, RANK_ANY, ENGINES };

static const struct {
    const char *name;
    const char *sql;   /* ?1: the expression */
    const char *joint; /* between words */
} ENGINE[ENGINES] = {
    [SEARCH] = { "rustpro, search_run()", NULL, NULL },
    [FLOOR] = { "FTS5, all words, any ten", "SELECT rowid FROM fts WHERE fts MATCH ?1 LIMIT 10",
                " AND " },
    [RANK_ALL] = { "FTS5, all words, ranked",
                   "SELECT rowid FROM fts WHERE fts MATCH ?1 ORDER BY rank LIMIT 10", " AND " },
    [RANK_ANY] = { "FTS5, any word, ranked",
                   "SELECT rowid FROM fts WHERE fts MATCH ?1 ORDER BY rank LIMIT 10", " OR " },
};

struct asked {
    char *text;
    char *words[ENGINES]; /* FTS5's expressions; NULL: nothing to look for */
    double ms[ENGINES][ROUNDS];
    double median_ms[ENGINES];
    double least_ms; /* of search_run() */
    int64_t total;   /* entries found */
    size_t units;
};

struct bench {
    struct index *search_index, *fts_index;
    sqlite3_stmt *fts[ENGINES];
    struct asked *items;
    size_t count, cap;
    size_t refused,
        repeated; /* questions that search_run() takes for none; that were there before */
};

/* Ends the program when st is a failure. */
static void expect_ok(enum status st, const struct error *err)
{
    if (st == STATUS_OK)
        return;
    fprintf(stderr, "%s\n", err->msg);
    exit(2);
}

/* --- questions --- */

static char *undo_escapes(struct str s)
{
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < s.len; i++) {
        char next = i + 1 < s.len ? s.ptr[i + 1] : '\0';

        if (s.ptr[i] == '\\' && (next == 'n' || next == 't' || next == '\\')) {
            buf_addc(&out, next == 'n' ? '\n' : next == 't' ? '\t' : '\\');
            i++;
        } else {
            buf_addc(&out, s.ptr[i]);
        }
    }
    return buf_detach(&out);
}

/* Where a table keeps its questions. */
static size_t question_column(struct str header)
{
    static const char *const names[] = { "query", "question", "message" };
    struct str field;

    for (size_t column = 0; str_next_field(&header, '\t', &field); column++)
        for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
            if (str_equals(field, names[i]))
                return column;
    return 0;
}

static struct str field_at(struct str line, size_t column)
{
    struct str field = { NULL, 0 };

    do {
        if (!str_next_field(&line, '\t', &field))
            return (struct str){ NULL, 0 };
    } while (column-- > 0);
    return field;
}

static void read_questions(struct bench *b, const char *path)
{
    bool is_table = str_ends(str_of(path), ".tsv");
    struct buf text = BUF_INIT;
    size_t column = 0;
    struct str rest;
    struct str line;
    struct error err;

    expect_ok(read_file(path, FILE_BYTES_MAX, &text, &err), &err);
    rest = buf_str(&text);
    if (is_table && str_next_line(&rest, &line))
        column = question_column(line);
    while (str_next_line(&rest, &line)) {
        struct str field = is_table ? field_at(line, column) : line;

        if (field.len == 0)
            continue;
        b->items = xgrow(b->items, b->count, &b->cap, sizeof(*b->items));
        b->items[b->count++] = (struct asked){ .text = undo_escapes(field) };
    }
    buf_release(&text);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(((const struct asked *)a)->text, ((const struct asked *)b)->text);
}

static void drop_repeated(struct bench *b)
{
    size_t kept = 0;

    if (b->count > 0)
        qsort(b->items, b->count, sizeof(*b->items), compare_texts);
    for (size_t i = 0; i < b->count; i++) {
        if (kept > 0 && strcmp(b->items[kept - 1].text, b->items[i].text) == 0)
            free(b->items[i].text);
        else
            b->items[kept++] = b->items[i];
    }
    b->repeated = b->count - kept;
    b->count = kept;
}

/* --- asking --- */

/* The question's known words, joined; new, or NULL for none. */
static char *fts_expression(const struct question *q, const char *joint)
{
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < q->count; i++) {
        const struct unit *u = &q->units[i];
        const struct buf *tokens = u->kind == UNIT_SIGN ? &u->code : &u->prose;

        if (u->role != UNIT_REQUIRED || u->entries == 0 || tokens->len == 0)
            continue;
        if (out.len > 0)
            buf_adds(&out, joint);
        buf_addc(&out, '"');
        for (size_t k = 0; k < tokens->len; k++) {
            if (tokens->ptr[k] == '"')
                buf_addc(&out, '"');
            buf_addc(&out, tokens->ptr[k]);
        }
        buf_addc(&out, '"');
    }
    return out.len > 0 ? buf_detach(&out) : NULL;
}

static size_t required_units(const struct question *q)
{
    size_t n = 0;

    for (size_t i = 0; i < q->count; i++)
        n += q->units[i].role == UNIT_REQUIRED;
    return n;
}

/* Asks once, unmeasured, and keeps what the report and the floor need. False: it is no question. */
static bool prepare_question(struct bench *b, struct asked *a)
{
    struct search_result r;
    struct error err;
    enum status st = search_run(b->search_index, str_of(a->text), NULL, HITS, &r, &err);

    if (st == STATUS_BAD_INPUT || st == STATUS_TOO_BIG)
        return false;
    expect_ok(st, &err);
    for (int engine = FLOOR; engine < ENGINES; engine++)
        a->words[engine] = fts_expression(&r.question, ENGINE[engine].joint);
    a->units = required_units(&r.question);
    a->total = r.total;
    search_release(&r);
    return true;
}

static void prepare_questions(struct bench *b)
{
    size_t kept = 0;

    for (size_t i = 0; i < b->count; i++) {
        if (prepare_question(b, &b->items[i]))
            b->items[kept++] = b->items[i];
        else
            free(b->items[i].text);
    }
    b->refused = b->count - kept;
    b->count = kept;
}

static double search_ms(struct bench *b, const struct asked *a)
{
    struct search_result r;
    struct error err;
    double start = now_s();

    expect_ok(search_run(b->search_index, str_of(a->text), NULL, HITS, &r, &err), &err);
    search_release(&r);
    return (now_s() - start) * 1e3;
}

static double fts_ms(struct bench *b, enum engine engine, const struct asked *a)
{
    sqlite3_stmt *stmt = b->fts[engine];
    double start = now_s();
    int rc;

    sqlite3_bind_text(stmt, 1, a->words[engine], -1, SQLITE_STATIC);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
        continue;
    if (rc != SQLITE_DONE) {
        fprintf(stderr, "%s: %s\n", a->words[engine], sqlite3_errmsg(index_db(b->fts_index)));
        exit(2);
    }
    sqlite3_reset(stmt);
    return (now_s() - start) * 1e3;
}

static void ask_all(struct bench *b, int round)
{
    for (size_t i = 0; i < b->count; i++) {
        struct asked *a = &b->items[i];

        a->ms[SEARCH][round] = search_ms(b, a);
        for (int engine = FLOOR; engine < ENGINES && a->words[engine] != NULL; engine++)
            a->ms[engine][round] = fts_ms(b, (enum engine)engine, a);
    }
}

static void take_medians(struct bench *b)
{
    for (size_t i = 0; i < b->count; i++) {
        struct asked *a = &b->items[i];

        for (int engine = 0; engine < ENGINES; engine++)
            a->median_ms[engine] = median(a->ms[engine], ROUNDS);
        a->least_ms = a->ms[SEARCH][0]; /* median() sorts */
    }
}

/* --- the parts of a search --- */

enum part { PART_WORDS, PART_ALL, PART_SOME, PART_READ, PARTS };

static const char *const PART_NAME[PARTS] = {
    [PART_WORDS] = "words", /* reading the question, looking its words and filters up, spelling */
    [PART_ALL] = "all",     /* retrieve(), entries with all words */
    [PART_SOME] = "some",   /* retrieve(), entries with some; only where search_run() does so */
    [PART_READ] = "read",   /* index_read_entry() of the best */
};

static void read_best(struct index *ix, const struct candidates *found)
{
    for (size_t i = 0; i < found->count && i < HITS; i++) {
        struct index_row row = { 0 };
        struct error err;

        expect_ok(index_read_entry(ix, found->items[i].id, true, &row, &err), &err);
        index_row_release(&row);
    }
}

static void time_retrieval(struct index *ix, struct question *q, double ms[PARTS])
{
    struct candidates *found = xcalloc(1, sizeof(*found));
    struct filter *filter = xcalloc(1, sizeof(*filter));
    struct error err;
    double start;

    found->limit = HITS + 20; /* as search_run() sets it */
    start = now_s();
    expect_ok(filter_init(filter, ix, &q->filters, &err), &err);
    ms[PART_WORDS] += (now_s() - start) * 1e3;
    start = now_s();
    expect_ok(retrieve(ix, q, filter, RETRIEVE_ALL, found, &err), &err);
    ms[PART_ALL] = (now_s() - start) * 1e3;
    start = now_s();
    if (found->count < HITS || found->lacks_title)
        expect_ok(retrieve(ix, q, filter, RETRIEVE_SOME, found, &err), &err);
    ms[PART_SOME] = (now_s() - start) * 1e3;
    start = now_s();
    read_best(ix, found);
    ms[PART_READ] = (now_s() - start) * 1e3;
    free(found);
    free(filter);
}

/* The least of several times, each part by itself. */
static void time_parts(struct bench *b, const struct asked *a, double least[PARTS])
{
    for (int round = 0; round < ROUNDS; round++) {
        struct question q;
        struct error err;
        double ms[PARTS];
        double start = now_s();

        expect_ok(question_parse(str_of(a->text), index_tokenizer(b->search_index), &q, &err),
                  &err);
        expect_ok(question_resolve(&q, b->search_index, &err), &err);
        ms[PART_WORDS] = (now_s() - start) * 1e3;
        time_retrieval(b->search_index, &q, ms);
        question_release(&q);
        for (int part = 0; part < PARTS; part++)
            if (round == 0 || ms[part] < least[part])
                least[part] = ms[part];
    }
}

/* --- the report --- */

static void print_percentiles(const char *name, double *values, size_t count)
{
    static const double shares[] = { 0.5, 0.9, 0.99, 1 };

    printf("%-26s %6zu", name, count);
    for (size_t i = 0; i < sizeof(shares) / sizeof(*shares) && count > 0; i++)
        printf(" %8.2f", percentile(values, count, shares[i]));
    printf("\n");
}

static void print_engine(const struct bench *b, enum engine engine, double *values)
{
    size_t count = 0;

    for (size_t i = 0; i < b->count; i++)
        if (engine == SEARCH || b->items[i].words[FLOOR] != NULL)
            values[count++] = b->items[i].median_ms[engine];
    print_percentiles(ENGINE[engine].name, values, count);
}

/* What other programs on the machine cost a question is in its median, but hardly in its best time.
 */
static void print_least(const struct bench *b, double *values)
{
    for (size_t i = 0; i < b->count; i++)
        values[i] = b->items[i].least_ms;
    print_percentiles("  its best times", values, b->count);
}

/* rustpro's time to that engine's, question by question. */
static void print_ratio(const struct bench *b, enum engine engine, double *values)
{
    size_t count = 0;

    for (size_t i = 0; i < b->count; i++)
        if (b->items[i].words[FLOOR] != NULL)
            values[count++] = b->items[i].median_ms[SEARCH] / b->items[i].median_ms[engine];
    if (count > 0)
        printf("against %-26s %6.2fx %6.2fx  (p50, p90 of each question's ratio)\n",
               ENGINE[engine].name, percentile(values, count, 0.5), percentile(values, count, 0.9));
}

static int compare_slowest(const void *a, const void *b)
{
    return compare_doubles(&((const struct asked *)b)->median_ms[SEARCH],
                           &((const struct asked *)a)->median_ms[SEARCH]);
}

/* The question on one line. */
static void print_text(const char *text)
{
    enum { SHOWN = 60 };
    int shown = 0;

    for (const char *p = text; *p != '\0' && shown < SHOWN; p++, shown++)
        putchar((unsigned char)*p < ' ' ? ' ' : *p);
    printf("\n");
}

static void print_slowest(struct bench *b)
{
    qsort(b->items, b->count, sizeof(*b->items), compare_slowest);
    printf("slowest:\n%8s", "ms");
    for (int part = 0; part < PARTS; part++)
        printf(" %7s", PART_NAME[part]);
    printf(" %7s %7s %6s  question\n", "floor", "found", "words");
    for (size_t i = 0; i < b->count && i < SLOWEST; i++) {
        const struct asked *a = &b->items[i];
        double parts[PARTS];

        time_parts(b, a, parts);
        printf("%8.2f", a->median_ms[SEARCH]);
        for (int part = 0; part < PARTS; part++)
            printf(" %7.2f", parts[part]);
        printf(" %7.2f %7lld %6zu  ", a->median_ms[FLOOR], (long long)a->total, a->units);
        print_text(a->text);
    }
}

static void print_report(struct bench *b)
{
    double *values = xcalloc(b->count + 1, sizeof(*values));

    printf("%zu questions (%zu more refused, %zu asked twice) of %lld entries, index %.1f MB;"
           " ms, medians of %d\n",
           b->count, b->refused, b->repeated, (long long)index_entry_count(b->search_index),
           file_megabytes(index_path(b->search_index)), ROUNDS);
    printf("%-26s %6s %8s %8s %8s %8s\n", "", "asked", "p50", "p90", "p99", "max");
    for (int engine = 0; engine < ENGINES; engine++) {
        print_engine(b, (enum engine)engine, values);
        if (engine == SEARCH)
            print_least(b, values);
    }
    for (int engine = FLOOR; engine < ENGINES; engine++)
        print_ratio(b, (enum engine)engine, values);
    print_slowest(b);
    free(values);
}

static void open_indexes(struct bench *b, const char *path)
{
    struct error err;

    expect_ok(index_open(path, &b->search_index, &err), &err);
    expect_ok(index_open(path, &b->fts_index, &err), &err);
    for (int engine = FLOOR; engine < ENGINES; engine++)
        expect_ok(index_statement(b->fts_index, ENGINE[engine].sql, &b->fts[engine], &err), &err);
}

static void release(struct bench *b)
{
    for (size_t i = 0; i < b->count; i++) {
        free(b->items[i].text);
        for (int engine = 0; engine < ENGINES; engine++)
            free(b->items[i].words[engine]);
    }
    free(b->items);
    index_close(b->search_index);
    index_close(b->fts_index);
}

int main(int argc, char **argv)
{
    struct bench b = { .items = NULL };

    if (argc < 3) {
        fprintf(stderr, "usage: bench_query INDEX FILE...\n");
        return 2;
    }
    open_indexes(&b, argv[1]);
    for (int i = 2; i < argc; i++)
        read_questions(&b, argv[i]);
    drop_repeated(&b);
    prepare_questions(&b);
    for (int round = 0; round < ROUNDS; round++)
        ask_all(&b, round);
    take_medians(&b);
    print_report(&b);
    release(&b);
    return 0;
}

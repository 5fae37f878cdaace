/* bench_index RUSTPRO DIR...: indexing Markdown against its floor, interleaved.
 *
 * Floor: the same files parsed with cmark-gfm and walked once, and the text of the entries that
 * rustpro cuts from them (title, trail, body) stored and inserted with FTS5's "porter unicode61".
 */
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/index.h"
#include "core/markdown.h"
#include "core/page_check.h"
#include "core/xalloc.h"
#include "indexer/walk.h"
#include "tests/bench/bench.h"

enum { ROUNDS = 7 };

struct row {
    char *title, *trail, *body;
};

static struct row *rows;
static size_t row_count;

static size_t parse_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct buf text = BUF_INIT;
    size_t n;

    if (file == NULL)
        return 0;
    do {
        buf_reserve(&text, 1 << 16);
        n = fread(text.ptr + text.len, 1, 1 << 16, file);
        text.len += n;
    } while (n > 0);
    fclose(file);
    text.ptr[text.len] = '\0';
    cmark_node *root = markdown_parse(buf_str(&text));
    cmark_iter *it = cmark_iter_new(root);
    while (cmark_iter_next(it) != CMARK_EVENT_DONE)
        continue;
    cmark_iter_free(it);
    cmark_node_free(root);
    n = text.len;
    buf_release(&text);
    return n;
}

static size_t parse_tree(const char *dir)
{
    char *root = realpath(dir, NULL);
    struct walk_result tree = { 0 };
    struct error err;
    size_t bytes = 0;

    if (root == NULL || walk_tree(root, WALK_MARKDOWN, NULL, NULL, &tree, &err) != STATUS_OK)
        exit(2);
    for (size_t i = 0; i < tree.count; i++) {
        struct buf path = BUF_INIT;

        buf_addf(&path, "%s/%s", root, tree.files[i].path);
        bytes += parse_file(path.ptr);
        buf_release(&path);
    }
    walk_release(&tree);
    free(root);
    return bytes;
}

static void run_sql(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        exit(2);
    }
}

static void insert_rows(const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *text;
    sqlite3_stmt *words;

    unlink(path);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        exit(2);
    run_sql(db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;"
                "CREATE TABLE entry(id INTEGER PRIMARY KEY, title, trail, body);"
                "CREATE VIRTUAL TABLE fts USING fts5(title, trail, body, content = 'entry',"
                " content_rowid = 'id', tokenize = 'porter unicode61'); BEGIN");
    sqlite3_prepare_v2(db, "INSERT INTO entry VALUES(?1, ?2, ?3, ?4)", -1, &text, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO fts(rowid, title, trail, body) VALUES(?1, ?2, ?3, ?4)", -1,
                       &words, NULL);
    for (size_t i = 0; i < row_count; i++) {
        sqlite3_stmt *both[] = { text, words };

        for (int k = 0; k < 2; k++) {
            sqlite3_bind_int64(both[k], 1, (sqlite3_int64)i + 1);
            sqlite3_bind_text(both[k], 2, rows[i].title, -1, SQLITE_STATIC);
            sqlite3_bind_text(both[k], 3, rows[i].trail, -1, SQLITE_STATIC);
            sqlite3_bind_text(both[k], 4, rows[i].body, -1, SQLITE_STATIC);
            sqlite3_step(both[k]);
            sqlite3_reset(both[k]);
        }
    }
    run_sql(db, "COMMIT");
    sqlite3_finalize(text);
    sqlite3_finalize(words);
    sqlite3_close(db);
}

static void load_rows(const char *path)
{
    struct index *ix = NULL;
    struct error err;
    size_t cap = 0;

    if (index_open(path, &ix, &err) != STATUS_OK) {
        fprintf(stderr, "%s\n", err.msg);
        exit(2);
    }
    for (int64_t id = 1; id <= index_entry_count(ix); id++) {
        struct index_row row = { 0 };

        if (index_read_entry(ix, id, true, &row, &err) != STATUS_OK)
            continue;
        rows = xgrow(rows, row_count, &cap, sizeof(*rows));
        rows[row_count++] = (struct row){ xstrdup(row.entry.title), xstrdup(row.entry.trail),
                                          xstrdup(row.entry.body) };
        index_row_release(&row);
    }
    index_close(ix);
}

int main(int argc, char **argv)
{
    char **child = xcalloc((size_t)argc + 4, sizeof(*child));
    char index_path[] = "/tmp/bench-index-XXXXXX";
    char floor_path[] = "/tmp/bench-floor-XXXXXX";
    double ours[ROUNDS];
    double parse[ROUNDS];
    double insert[ROUNDS];
    double floors[ROUNDS];
    size_t bytes = 0;
    long peak = 0;
    int n = 0;

    if (argc < 3) {
        fprintf(stderr, "usage: bench_index RUSTPRO DIR...\n");
        return 2;
    }
    close(mkstemp(index_path));
    close(mkstemp(floor_path));
    child[n++] = argv[1];
    child[n++] = (char[]){ "index" };
    child[n++] = (char[]){ "--index" };
    child[n++] = index_path;
    for (int i = 2; i < argc; i++)
        child[n++] = argv[i];
    for (int round = -1; round < ROUNDS; round++) {
        struct child_run run;
        double start;

        unlink(index_path);
        run = run_child(child);
        if (run.exit_code != 0) {
            fprintf(stderr, "%s index: exit %d\n", argv[1], run.exit_code);
            return 2;
        }
        peak = run.peak_kib;
        if (round < 0) { /* the first round warms up and gives the text */
            load_rows(index_path);
            continue;
        }
        ours[round] = run.wall_s;
        bytes = 0;
        start = now_s();
        for (int i = 2; i < argc; i++)
            bytes += parse_tree(argv[i]);
        parse[round] = now_s() - start;
        start = now_s();
        insert_rows(floor_path);
        insert[round] = now_s() - start;
        floors[round] = parse[round] + insert[round];
    }
    double a = median(ours, ROUNDS);
    double b = median(floors, ROUNDS);
    printf("markdown %.2f MB, %zu entries\n", (double)bytes / 1e6, row_count);
    printf("floor    %.3f s  %5.1f MB/s  (parse %.3f, insert %.3f)\n", b, (double)bytes / 1e6 / b,
           median(parse, ROUNDS), median(insert, ROUNDS));
    printf("rustpro  %.3f s  %5.1f MB/s  %.0f %% of the floor's speed, peak %.0f MB\n", a,
           (double)bytes / 1e6 / a, 100 * b / a, (double)peak / 1024);
    remove_index(index_path);
    unlink(floor_path);
    free(child);
    return 0;
}

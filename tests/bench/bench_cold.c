/* bench_cold RUSTPRO INDEX WORDS...: a cold `ask` against the sqlite3 shell, interleaved.
 *
 * The shell has no tokenizer "rust", so a copy of the index gets a second full-text table, "plain",
 * with FTS5's own "porter unicode61" over the same entries; both programs open that copy. Each
 * argument WORDS is one question; its words are what the shell's query asks for. */
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/index.h"
#include "core/page_check.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "tests/bench/bench.h"

enum { ROUNDS = 60 };

static void copy_with_plain_table(const char *from, const char *to)
{
    static const char sql[] =
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE VIRTUAL TABLE plain USING fts5(title, trail, body, content = 'entry',"
        " content_rowid = 'id', tokenize = 'porter unicode61');"
        "INSERT INTO plain(plain) VALUES('rebuild');";
    struct tokenizer *tk = tokenizer_new();
    struct error err;
    sqlite3 *db;
    char *const copy[] = { (char[]){ "cp" }, (char *)(size_t)from, (char *)(size_t)to, NULL };

    if (run_child(copy).exit_code != 0 || page_check_register(&err) != STATUS_OK ||
        sqlite3_open_v2(to, &db, SQLITE_OPEN_READWRITE, PAGE_CHECK_VFS) != SQLITE_OK ||
        tokenizer_register(tk, db, &err) != STATUS_OK ||
        sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s: cannot be prepared\n", to);
        exit(2);
    }
    sqlite3_close(db);
    tokenizer_free(tk);
}

static char *shell_query(const char *words)
{
    struct buf sql = BUF_INIT;
    struct str rest = str_of(words);
    struct str word;

    buf_adds(&sql, "select title from plain where plain match '");
    while (str_next_field(&rest, ' ', &word)) {
        buf_addc(&sql, '"');
        for (size_t i = 0; i < word.len; i++)
            if (ascii_is_alnum(word.ptr[i]) || word.ptr[i] == '_' || word.ptr[i] == '-')
                buf_addc(&sql, word.ptr[i]);
        buf_adds(&sql, "\" ");
    }
    buf_adds(&sql, "' order by rank limit 10");
    return buf_detach(&sql);
}

int main(int argc, char **argv)
{
    char copy[] = "/tmp/bench-cold-XXXXXX";
    double worst = 0;

    if (argc < 4) {
        fprintf(stderr, "usage: bench_cold RUSTPRO INDEX WORDS...\n");
        return 2;
    }
    close(mkstemp(copy));
    copy_with_plain_table(argv[2], copy);
    printf("%-36s %10s %10s %7s\n", "question", "sqlite3", "ask", "ratio");
    for (int i = 3; i < argc; i++) {
        char *sql = shell_query(argv[i]);
        char *shell[] = { (char[]){ "sqlite3" }, copy, sql, NULL };
        char *ask[] = { argv[1], (char[]){ "ask" }, (char[]){ "--index" }, copy, argv[i], NULL };
        double a[ROUNDS];
        double b[ROUNDS];

        for (int round = 0; round < ROUNDS; round++) {
            struct child_run run;

            a[round] = run_child(shell).wall_s * 1e3;
            run = run_child(ask);
            b[round] = run.wall_s * 1e3;
            if (run.exit_code > 1) {
                fprintf(stderr, "ask %s: exit %d\n", argv[i], run.exit_code);
                return 2;
            }
        }
        double ma = median(a, ROUNDS);
        double mb = median(b, ROUNDS);
        printf("%-36.36s %7.2f ms %7.2f ms %6.2fx\n", argv[i], ma, mb, mb / ma);
        if (mb / ma > worst)
            worst = mb / ma;
        free(sql);
    }
    printf("worst ratio %.2f\n", worst);
    unlink(copy);
    return 0;
}

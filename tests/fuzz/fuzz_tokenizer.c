/* Fuzzes the tokenizer: as prose, as code, and through FTS5, which must find what it was given. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/tokenizer.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct tokenizer *tokenizer;
static sqlite3 *db;
static sqlite3_stmt *insert;
static sqlite3_stmt *match;
static sqlite3_stmt *empty;

static sqlite3_stmt *prepare(const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

    assert(rc == SQLITE_OK);
    return stmt;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    enum status st;
    int rc = sqlite3_open(":memory:", &db);

    (void)argc;
    (void)argv;
    assert(rc == SQLITE_OK);
    tokenizer = tokenizer_new();
    st = tokenizer_register(tokenizer, db, NULL);
    assert(st == STATUS_OK);
    rc = sqlite3_exec(db, "CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'rust')", NULL, NULL,
                      NULL);
    assert(rc == SQLITE_OK);
    insert = prepare("INSERT INTO t(rowid, x) VALUES(1, ?1)");
    match = prepare("SELECT rowid FROM t WHERE t MATCH ?1");
    empty = prepare("DELETE FROM t");
    return 0;
}

struct check {
    struct str input;
    size_t last_start;
    struct buf first; /* the first token that can be asked for */
};

static int check_token(void *ctx, const struct token *t)
{
    struct check *c = ctx;

    assert(t->text.len > 0 && t->word.len > 0);
    assert(t->start < t->end && t->end <= c->input.len);
    assert(t->start >= c->last_start);
    assert(t->colocated == (t->kind == TOKEN_WHOLE));
    c->last_start = t->start;
    if (c->first.len == 0 && memchr(t->text.ptr, ' ', t->text.len) == NULL &&
        memchr(t->text.ptr, '\0', t->text.len) == NULL && t->text.len < 1000)
        buf_addstr(&c->first, t->text);
    return 0;
}

static void run(struct str text, struct buf *first)
{
    struct check c = { text, 0, BUF_INIT };
    int rc = tokenizer_run(tokenizer, text, check_token, &c);

    assert(rc == 0);
    if (first != NULL)
        buf_addstr(first, buf_str(&c.first));
    buf_release(&c.first);
}

static int step(sqlite3_stmt *stmt)
{
    int rc = sqlite3_step(stmt);

    sqlite3_reset(stmt);
    return rc;
}

static void run_fts5(struct str text, const struct buf *token)
{
    struct buf phrase = BUF_INIT;
    int rc;

    sqlite3_bind_text(insert, 1, text.len > 0 ? text.ptr : "", (int)text.len, SQLITE_STATIC);
    rc = step(insert);
    assert(rc == SQLITE_DONE);
    buf_addc(&phrase, '"');
    for (size_t i = 0; i < token->len; i++) {
        if (token->ptr[i] == '"')
            buf_addc(&phrase, '"');
        buf_addc(&phrase, token->ptr[i]);
    }
    buf_addc(&phrase, '"');
    sqlite3_bind_text(match, 1, phrase.ptr, (int)phrase.len, SQLITE_STATIC);
    rc = step(match);
    if (rc != (token->len > 0 ? SQLITE_ROW : SQLITE_DONE)) {
        (void)fprintf(stderr, "%s: result %d: %s\n", phrase.ptr, rc, sqlite3_errmsg(db));
        abort();
    }
    rc = step(empty);
    assert(rc == SQLITE_DONE);
    buf_release(&phrase);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_slice((const char *)data, size);
    struct buf code = BUF_INIT;
    struct buf first = BUF_INIT;

    buf_addc(&code, TOKENIZER_CODE);
    buf_addstr(&code, text);
    tokenizer_count_for(tokenizer, 1);
    run(text, &first);
    run(buf_str(&code), NULL);
    tokenizer_count_for(tokenizer, 0);
    /* FTS5's tokens are ended by NUL; documents and questions with NUL never come that far. */
    if (memchr(code.ptr, '\0', code.len) == NULL)
        run_fts5(text, &first);
    lexicon_clear(tokenizer_lexicon(tokenizer));
    buf_release(&code);
    buf_release(&first);
    return 0;
}

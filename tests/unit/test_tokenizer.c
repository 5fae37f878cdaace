/* The tokenizer: prose, code and symbols to tokens; and what FTS5 finds by them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "core/text.h"
#include "core/tokenizer.h"

static int set_up(void **state)
{
    *state = tokenizer_new();
    return 0;
}

static int tear_down(void **state)
{
    tokenizer_free(*state);
    return 0;
}

/* What a run gave: tokens separated by blanks, '+' before one at the position of the token before
 * it. */
struct listing {
    struct buf text;
    struct str input;
    size_t last_start;
    size_t count;
    size_t longest; /* of words */
};

static int list_token(void *ctx, const struct token *t)
{
    struct listing *l = ctx;

    assert_true(t->text.len > 0);
    assert_true(t->word.len > 0);
    assert_true(t->start < t->end);
    assert_true(t->end <= l->input.len);
    assert_true(t->start >= l->last_start);
    assert_int_equal(t->colocated, t->kind == TOKEN_WHOLE);
    if (l->text.len > 0)
        buf_addc(&l->text, ' ');
    if (t->colocated)
        buf_addc(&l->text, '+');
    buf_addstr(&l->text, t->text);
    if (t->kind != TOKEN_SYMBOL && t->kind != TOKEN_WHOLE && t->text.len > l->longest)
        l->longest = t->text.len;
    l->last_start = t->start;
    l->count++;
    return 0;
}

static void list(struct tokenizer *tk, struct str text, struct listing *out)
{
    *out = (struct listing){ .text = BUF_INIT, .input = text };
    assert_int_equal(tokenizer_run(tk, text, list_token, out), 0);
}

struct token_case {
    const char *text, *tokens;
};

static void assert_cases(struct tokenizer *tk, const struct token_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct listing l;

        list(tk, str_of(cases[i].text), &l);
        assert_string_equal(l.text.ptr, cases[i].tokens);
        buf_release(&l.text);
    }
}

#define ASSERT_CASES(tk, cases) assert_cases(tk, cases, sizeof(cases) / sizeof(*(cases)))

static void words_are_folded_and_stemmed(void **state)
{
    static const struct token_case cases[] = {
        { "", "" },
        { " \t\n.,;", "" },
        { "Closures are running", "closur are run" },
        { "the How", "the how" }, /* stop words are tokens like others */
        { "u32 utf8 E0382 x", "u32 utf8 e0382 x" },
        { "\u00fcn\u00efc\u00f6de \u00dcn\u00efc\u00f6de", "unicod unicod" },
        { "Stra\u00dfe", "strass" },
        { "\u041c\u0438\u0440", "\u043c\u0438\u0440" },
        { "a,b;c", "a b c" },
    };

    ASSERT_CASES(*state, cases);
}

static void a_compound_is_found_whole_and_in_parts(void **state)
{
    static const struct token_case cases[] = {
        { "join_next", "join +joinnext next" },
        { "JoinSet", "join +joinset set" },
        { "join-set", "join +joinset set" },
        { "joinset", "joinset" },
        { "async-trait", "async +asynctrait trait" },
        { "async_trait", "async +asynctrait trait" },
        { "HTTPServer", "http +httpserver server" },
        { "GATs", "gat" },
        { "URLs", "url" },
        { "a_b_c", "a +abc b c" },
        { "parseHTML5Now", "pars +parsehtml5now html5 now" },
        { "SCREAMING_CASE", "scream +screamingcas case" },
        { "snake__case", "snake +snakecas case" },
        { "_private", "privat" },
        { "__init__", "init" },
        { "well-", "well" },
        { "a--b", "a b" },
        { "no_std", "no +nostd std" },
    };

    ASSERT_CASES(*state, cases);
}

static void other_punctuation_ends_a_word(void **state)
{
    static const struct token_case cases[] = {
        { "std::sync::Arc", "std sync arc" },
        { "a.b/c", "a b c" },
        { "Vec<T>", "vec t" },
        { "(x)", "x" },
        { "std::sync::JoinSet", "std sync join +joinset set" },
    };

    ASSERT_CASES(*state, cases);
}

static void versions_are_one_token(void **state)
{
    static const struct token_case cases[] = {
        { "1.85", "1.85" },
        { "1.85.0", "1.85.0 +1.85" },
        { "Rust 1.85, then", "rust 1.85 then" },
        { "since 1.85.", "sinc 1.85" },
        { "2021", "2021" },
        { "1.", "1" },
    };

    ASSERT_CASES(*state, cases);
}

static void languages_keep_their_signs(void **state)
{
    static const struct token_case cases[] = {
        { "C++", "c++" },       { "C++ and C#", "c++ and c#" }, { "F#.", "f#" },
        { "c", "c" },           { "abc++", "abc" },             { "C#x", "c x" },
        { "x+y", "x y" },
    };

    ASSERT_CASES(*state, cases);
}

static void apostrophes_of_both_kinds_are_alike(void **state)
{
    static const struct token_case cases[] = {
        { "it's", "it" },     { "it\u2019s", "it" },         { "don't", "don't" },
        { "don\u2019t", "don't" }, { "DON\u2019T", "don't" }, { "'quoted'", "quot" },
        { "users'", "user" },
    };

    ASSERT_CASES(*state, cases);
}

static void ideographs_are_tokens_one_by_one(void **state)
{
    static const struct token_case cases[] = {
        { "\u6240\u6709\u6743", "\u6240 \u6709 \u6743" },
        { "Rust\u8bed\u8a00", "rust \u8bed \u8a00" },
        { "\u8bed\u8a00Rust", "\u8bed \u8a00 rust" },
        { "\u30ab\u30bf", "\u30ab \u30bf" },
    };

    ASSERT_CASES(*state, cases);
}

static void code_is_not_stemmed(void **state)
{
    static const struct token_case cases[] = {
        { "\x1d" "closures", "closures" },
        { "\x1d" "Iterator iter", "iterator iter" },
        { "\x1d" "join_handles", "join +joinhandles handles" },
        { "\x1d" "it's", "it s" },
        { "\x1d" "C++", "c" },
        { "\x1d", "" },
        { "iterators \x1d iterators", "iter iter" }, /* a mark elsewhere means nothing */
    };

    ASSERT_CASES(*state, cases);
}

static void symbols_are_taken_as_they_stand(void **state)
{
    static const struct token_case cases[] = {
        { "\x1e::<>\x1f", "::<>" },
        { "\x1d\x1e?\x1f\x1e..=\x1f", "? ..=" },
        { "word\x1e#[derive]\x1fWords", "word #[derive] word" },
        { "\x1ePrintln!\x1f", "Println!" },
        { "\x1e\x1f", "" },
        { "\x1e&mut", "&mut" }, /* never closed */
        { "\x1f", "" },
    };

    ASSERT_CASES(*state, cases);
}

struct kinds {
    const enum token_kind *expected;
    const char *const *words;
    size_t count;
};

static int check_kind(void *ctx, const struct token *t)
{
    struct kinds *k = ctx;

    assert_int_equal(t->kind, k->expected[k->count]);
    assert_true(str_equals(t->word, k->words[k->count]));
    k->count++;
    return 0;
}

static void tokens_say_their_kind_and_the_word_before_stemming(void **state)
{
    static const enum token_kind expected[] = { TOKEN_WORD, TOKEN_PART, TOKEN_WHOLE, TOKEN_PART,
                                                TOKEN_SYMBOL };
    static const char *const words[] = { "closures", "join", "joinhandles", "handles", "=>" };
    struct kinds kinds = { expected, words, 0 };

    assert_int_equal(tokenizer_run(*state, str_of("Closures join_handles \x1e=>\x1f"), check_kind,
                                   &kinds),
                     0);
    assert_int_equal(kinds.count, 5);
}

static int check_range(void *ctx, const struct token *t)
{
    const size_t **next = ctx;

    assert_int_equal(t->start, (*next)[0]);
    assert_int_equal(t->end, (*next)[1]);
    *next += 2;
    return 0;
}

static void tokens_say_where_they_stand(void **state)
{
    static const size_t ranges[] = { 0, 5, 6, 10, 6, 15, 11, 15, 16, 18 };
    const size_t *next = ranges;

    assert_int_equal(tokenizer_run(*state, str_of("Caf\u00e9 join_next it"), check_range, &next),
                     0);
    assert_ptr_equal(next, ranges + sizeof(ranges) / sizeof(*ranges));
}

static int stop_at_second(void *ctx, const struct token *t)
{
    int *count = ctx;

    (void)t;
    return ++*count == 2 ? 77 : 0;
}

static void a_result_other_than_0_stops(void **state)
{
    int count = 0;

    assert_int_equal(tokenizer_run(*state, str_of("a b c d"), stop_at_second, &count), 77);
    assert_int_equal(count, 2);
    count = 0;
    assert_int_equal(tokenizer_run(*state, str_of("a_b_c d"), stop_at_second, &count), 77);
    assert_int_equal(count, 2);
}

static void names_written_differently_meet(void **state)
{
    static const char *const ways[] = { "JoinSet", "join_set", "join-set", "joinset", "joinSet",
                                        "JOIN_SET" };

    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        struct listing l;

        list(*state, str_of(ways[i]), &l);
        assert_non_null(strstr(l.text.ptr, "joinset"));
        buf_release(&l.text);
    }
}

static void words_too_long_are_cut(void **state)
{
    static const char *const letters[] = { "x", "7", "ab1" };

    for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
        struct buf text = BUF_INIT;
        struct listing l;

        while (text.len < 10000)
            buf_adds(&text, letters[i]);
        list(*state, buf_str(&text), &l);
        assert_true(l.count >= 10000 / TOKENIZER_WORD_MAX);
        assert_in_range(l.longest, TOKENIZER_WORD_MAX, TOKENIZER_WORD_MAX);
        buf_release(&l.text);
        buf_release(&text);
    }
}

static void numbers_too_long_are_cut(void **state)
{
    struct buf text = BUF_INIT;
    struct listing l;

    buf_adds(&text, "1.");
    while (text.len < 10000)
        buf_addc(&text, '7');
    list(*state, buf_str(&text), &l);
    assert_true(l.longest <= TOKENIZER_WORD_MAX);
    buf_release(&l.text);
    buf_release(&text);
}

/* A compound of count parts: each is part and two letters. */
static void assert_all_parts(struct tokenizer *tk, const char *separator, const char *part,
                             size_t count)
{
    struct buf text = BUF_INIT;
    struct listing l;

    for (size_t i = 0; i < count; i++)
        buf_addf(&text, "%s%s%c%c", i > 0 ? separator : "", part, (char)('a' + i / 26),
                 (char)('a' + i % 26));
    list(tk, buf_str(&text), &l);
    buf_addc(&l.text, ' ');
    for (size_t i = 0; i < count; i++) {
        struct buf expected = BUF_INIT;

        buf_addf(&expected, "%c%s%c%c ", ascii_lower(part[0]), part + 1, (char)('a' + i / 26),
                 (char)('a' + i % 26));
        assert_non_null(strstr(l.text.ptr, expected.ptr));
        buf_release(&expected);
    }
    buf_release(&l.text);
    buf_release(&text);
}

static void all_parts_of_a_long_compound_are_tokens(void **state)
{
    assert_all_parts(*state, "_", "q", 15);
    assert_all_parts(*state, "_", "q", 16);
    assert_all_parts(*state, "-", "q", 17);
    assert_all_parts(*state, "_", "q", 40);
    assert_all_parts(*state, "", "Q", 15);
}

static void all_parts_of_a_long_camel_case_word_are_tokens(void **state)
{
    assert_all_parts(*state, "", "Q", 16);
    assert_all_parts(*state, "", "Q", 17);
    assert_all_parts(*state, "", "Q", 40);
}

static void compounds_of_very_many_parts_are_survived(void **state)
{
    static const char *const pieces[] = { "a_", "a-", "aB", "A_b-C", "_a", "\u00e9_", "\u4e2d_" };

    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        struct buf text = BUF_INIT;
        struct listing l;

        while (text.len < 10000)
            buf_adds(&text, pieces[i]);
        list(*state, buf_str(&text), &l);
        assert_true(l.count > 1000);
        assert_true(l.longest <= TOKENIZER_WORD_MAX);
        buf_release(&l.text);
        buf_release(&text);
    }
}

static void any_bytes_are_survived(void **state)
{
    static const char bytes[] = "a\0_\xff-\x80" "B\xe4\xb8\x1e\xc3\x1f\x1d" "1.\xf0\x9f'\xe2\x80\x99s#+";

    for (size_t i = 0; i < sizeof(bytes); i++)
        for (size_t n = 0; i + n < sizeof(bytes); n++) {
            struct listing l;

            list(*state, str_slice(bytes + i, n), &l);
            buf_release(&l.text);
        }
    assert_int_equal(tokenizer_run(*state, (struct str){ NULL, 0 }, list_token, NULL), 0);
}

enum { HOSTILE_BYTES = 1 << 16 };

/* Linear work takes some milliseconds. */
static void hostile_text_takes_linear_time(void **state)
{
    static const char *const pieces[] = { "a_",  "_",    "-",  "'",      "a'", "\x1e", "1.",
                                          "1",   "\x1f", "aB", "\u2019", "+",  "#",    "\u0301" };
    static const char *const ends[] = { "", "x", "1x", "_", "." };

    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
        for (size_t k = 0; k < sizeof(ends) / sizeof(*ends); k++) {
            struct buf text = BUF_INIT;
            struct listing l;
            clock_t start;

            while (text.len < HOSTILE_BYTES)
                buf_adds(&text, pieces[i]);
            buf_adds(&text, ends[k]);
            start = clock();
            list(*state, buf_str(&text), &l);
            assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
            buf_release(&l.text);
            buf_release(&text);
        }
}

static int ignore_token(void *ctx, const struct token *t)
{
    (void)ctx;
    (void)t;
    return 0;
}

static void tokens_are_counted_for_the_entry_at_hand(void **state)
{
    struct tokenizer *tk = *state;
    struct lexicon *lx = tokenizer_lexicon(tk);

    (void)tokenizer_run(tk, str_of("uncounted"), ignore_token, NULL);
    tokenizer_count_for(tk, 1);
    (void)tokenizer_run(tk, str_of("closures closures \x1e?\x1f"), ignore_token, NULL);
    tokenizer_count_for(tk, 2);
    (void)tokenizer_run(tk, str_of("closure join_next"), ignore_token, NULL);
    tokenizer_count_for(tk, 0);
    (void)tokenizer_run(tk, str_of("closure"), ignore_token, NULL);
    assert_int_equal(lexicon_intern(lx, str_of("closur"))->token_entries, 2);
    assert_int_equal(lexicon_intern(lx, str_of("closur"))->word_entries, 0);
    assert_int_equal(lexicon_intern(lx, str_of("closures"))->word_entries, 1);
    assert_int_equal(lexicon_intern(lx, str_of("closures"))->token_entries, 0);
    assert_int_equal(lexicon_intern(lx, str_of("closure"))->word_entries, 1);
    assert_int_equal(lexicon_intern(lx, str_of("joinnext"))->word_entries, 1);
    assert_int_equal(lexicon_intern(lx, str_of("?"))->token_entries, 1);
    assert_int_equal(lexicon_intern(lx, str_of("?"))->word_entries, 0);
    assert_int_equal(lexicon_intern(lx, str_of("uncounted"))->word_entries, 0);
}

static void stop_words_are_known(void **state)
{
    static const char *const stops[] = { "a",  "about", "and", "can't", "do",   "don't", "how",
                                         "it", "it's",  "its", "the",   "your", "you",   "we" };
    static const char *const others[] = { "",       "as_ref", "async",  "dont", "hows",
                                          "thread", "th",     "closure", "yo",  "zzz", "A" };

    (void)state;
    for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++)
        assert_true(tokenizer_is_stop_word(str_of(stops[i])));
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        assert_false(tokenizer_is_stop_word(str_of(others[i])));
    assert_true(tokenizer_is_stop_word(str_slice("these", 3)));
    assert_false(tokenizer_is_stop_word((struct str){ NULL, 0 }));
}

/* --- through FTS5 --- */

struct db {
    struct tokenizer *tk;
    sqlite3 *db;
};

static int set_up_db(void **state)
{
    struct db *d = calloc(1, sizeof(*d));
    struct error err;

    assert_non_null(d);
    d->tk = tokenizer_new();
    assert_int_equal(sqlite3_open(":memory:", &d->db), SQLITE_OK);
    assert_int_equal(tokenizer_register(d->tk, d->db, &err), STATUS_OK);
    assert_int_equal(sqlite3_exec(d->db, "CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'rust')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    *state = d;
    return 0;
}

static int tear_down_db(void **state)
{
    struct db *d = *state;

    sqlite3_close(d->db);
    tokenizer_free(d->tk);
    free(d);
    return 0;
}

static void add_text(struct db *d, int id, const char *text)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(d->db, "INSERT INTO t(rowid, x) VALUES(?1, ?2)", -1, &stmt,
                                        NULL),
                     SQLITE_OK);
    sqlite3_bind_int(stmt, 1, id);
    sqlite3_bind_text(stmt, 2, text, -1, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
}

/* ids: the rows that match, each with a blank behind it. */
static void assert_match(struct db *d, const char *match, const char *ids)
{
    sqlite3_stmt *stmt = NULL;
    struct buf got = BUF_INIT;
    int rc;

    assert_int_equal(sqlite3_prepare_v2(d->db, "SELECT rowid FROM t WHERE t MATCH ?1 ORDER BY 1",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    sqlite3_bind_text(stmt, 1, match, -1, SQLITE_STATIC);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
        buf_addf(&got, "%d ", sqlite3_column_int(stmt, 0));
    assert_int_equal(rc, SQLITE_DONE);
    sqlite3_finalize(stmt);
    assert_string_equal(got.ptr, ids);
    buf_release(&got);
}

static void full_text_search_finds_compounds_in_every_way(void **state)
{
    struct db *d = *state;

    add_text(d, 1, "Use JoinSet here");
    add_text(d, 2, "Use a join_set here");
    add_text(d, 3, "join one set");
    add_text(d, 4, "\x1d" "JoinSet join_next\n");
    assert_match(d, "\"joinset\"", "1 2 4 ");
    assert_match(d, "\"join set\"", "1 2 4 ");
    assert_match(d, "\"join\"", "1 2 3 4 ");
    assert_match(d, "\"use join set here\"", "1 ");
    assert_match(d, "\"set here\"", "1 2 ");
    assert_match(d, "\"set join\"", "4 ");
}

static void full_text_search_takes_questions_as_tokens_already_made(void **state)
{
    struct db *d = *state;

    add_text(d, 1, "closures running");
    add_text(d, 2, "\x1d" "closures\n\x1e" "::<>\x1f");
    assert_match(d, "\"closur run\"", "1 ");
    assert_match(d, "\"closures\"", "2 ");
    assert_match(d, "\"::<>\"", "2 ");
    assert_match(d, "\"closures ::<>\"", "2 ");
    assert_match(d, "\"Closur\"", ""); /* not folded again */
}

static void full_text_search_finds_versions_and_ideographs(void **state)
{
    struct db *d = *state;

    add_text(d, 1, "stable since 1.85.0 only");
    add_text(d, 2, "stable since 1.85");
    add_text(d, 3, "Rust \u6240\u6709\u6743");
    assert_match(d, "\"1.85\"", "1 2 ");
    assert_match(d, "\"1.85.0\"", "1 ");
    assert_match(d, "\"1.85 onli\"", "1 ");
    assert_match(d, "\"\u6709 \u6743\"", "3 ");
    assert_match(d, "\"\u6743 \u6709\"", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_folded_and_stemmed),
        cmocka_unit_test(a_compound_is_found_whole_and_in_parts),
        cmocka_unit_test(other_punctuation_ends_a_word),
        cmocka_unit_test(versions_are_one_token),
        cmocka_unit_test(languages_keep_their_signs),
        cmocka_unit_test(apostrophes_of_both_kinds_are_alike),
        cmocka_unit_test(ideographs_are_tokens_one_by_one),
        cmocka_unit_test(code_is_not_stemmed),
        cmocka_unit_test(symbols_are_taken_as_they_stand),
        cmocka_unit_test(tokens_say_their_kind_and_the_word_before_stemming),
        cmocka_unit_test(tokens_say_where_they_stand),
        cmocka_unit_test(a_result_other_than_0_stops),
        cmocka_unit_test(names_written_differently_meet),
        cmocka_unit_test(words_too_long_are_cut),
        cmocka_unit_test(numbers_too_long_are_cut),
        cmocka_unit_test(all_parts_of_a_long_compound_are_tokens),
        cmocka_unit_test(all_parts_of_a_long_camel_case_word_are_tokens),
        cmocka_unit_test(compounds_of_very_many_parts_are_survived),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(hostile_text_takes_linear_time),
        cmocka_unit_test(tokens_are_counted_for_the_entry_at_hand),
        cmocka_unit_test(stop_words_are_known),
        cmocka_unit_test_setup_teardown(full_text_search_finds_compounds_in_every_way, set_up_db,
                                        tear_down_db),
        cmocka_unit_test_setup_teardown(full_text_search_takes_questions_as_tokens_already_made,
                                        set_up_db, tear_down_db),
        cmocka_unit_test_setup_teardown(full_text_search_finds_versions_and_ideographs, set_up_db,
                                        tear_down_db),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

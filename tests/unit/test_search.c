/* Search: what is found for a question, in which order, and what the answer admits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/markdown.h"
#include "indexer/indexer.h"
#include "query/answer.h"
#include "query/search.h"
#include "tests/unit/index_fixture.h"

static void add_excerpt(struct buf *out, const char *body, const struct question *q,
                        struct tokenizer *tk)
{
    cmark_node *parsed = markdown_parse(str_of(body));

    answer_add_excerpt(out, parsed, q, tk);
    cmark_node_free(parsed);
}

static void ask(struct index *ix, const char *text, struct search_result *r)
{
    struct error err = { .msg = "" };

    if (search_run(ix, str_of(text), NULL, 10, r, &err) != STATUS_OK)
        fail_msg("%s: %s", text, err.msg);
}

/* The titles of the hits, each with ';' behind it. */
static void assert_hits(struct index *ix, const char *text, const char *expected)
{
    struct search_result r;
    struct buf got = BUF_INIT;

    ask(ix, text, &r);
    for (size_t i = 0; i < r.count; i++)
        buf_addf(&got, "%s;", r.hits[i].row.entry.title);
    search_release(&r);
    if (strcmp(got.ptr, expected) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", text, got.ptr, expected);
    buf_release(&got);
}

static void assert_first(struct index *ix, const char *text, const char *title)
{
    struct search_result r;

    ask(ix, text, &r);
    assert_true(r.count > 0);
    assert_string_equal(r.hits[0].row.entry.title, title);
    search_release(&r);
}

static void a_title_beats_a_body(void **state)
{
    struct index *ix = open_built(*state, "# Sockets\n\nA word on channels.\n\n"
                                          "# Channels\n\nA word on sockets.\n");

    assert_hits(ix, "channels", "Channels;Sockets;");
    assert_hits(ix, "sockets", "Sockets;Channels;");
    index_close(ix);
}

static void the_exact_name_comes_first(void **state)
{
    struct index *ix = open_built(*state, "# Join set in depth\n\njoin set join set JoinSet joinset\n\n"
                                          "# JoinSet\n\nShort.\n");
    struct search_result r;

    ask(ix, "how to use join_set", &r);
    assert_int_equal(r.count, 2);
    assert_string_equal(r.hits[0].row.entry.title, "JoinSet");
    assert_true(r.hits[0].exact);
    assert_false(r.hits[1].exact);
    search_release(&r);
    index_close(ix);
}

static void a_path_finds_what_its_end_names(void **state)
{
    struct index *ix = open_built(*state, "# Boat::sail\n\nOff.\n\n# Boat::sail_all\n\nAll off.\n\n"
                                          "# harbour boat sail\n\nharbour::boat::Boat::sail\n");

    assert_first(ix, "harbour::boat::Boat::sail", "Boat::sail");
    assert_first(ix, "boat::Boat::sail", "Boat::sail");
    assert_first(ix, "Boat sail", "Boat::sail");
    assert_first(ix, "Boat::sail_all", "Boat::sail_all");
    index_close(ix);
}

static void a_title_written_like_the_question_comes_before_others_of_that_name(void **state)
{
    struct index *ix = open_built(*state, "# How to use a Boat\n\nBoat boat boat.\n\n"
                                          "# Boat\n\nIt floats.\n");

    assert_hits(ix, "Boat", "Boat;How to use a Boat;");
    index_close(ix);
}

static void headings_about_a_word_are_found_by_it(void **state)
{
    struct index *ix = open_built(*state, "# Notes on must_float\n\nmust_float must_float\n\n"
                                          "# The must_float attribute\n\nIt warns.\n");

    assert_first(ix, "#[must_float]", "The must_float attribute");
    assert_first(ix, "must_float", "The must_float attribute");
    index_close(ix);
}

static void a_question_without_words_and_filters_finds_nothing(void **state)
{
    struct index *ix = open_built(*state, "# Tuples\n\n`(x,)`\n");
    struct search_result r;

    ask(ix, "(x,)", &r);
    assert_int_equal(r.total, 0);
    assert_true(r.nearest);
    search_release(&r);
    index_close(ix);
}

static void a_question_that_is_a_title_finds_it_whatever_its_signs(void **state)
{
    struct index *ix = open_built(*state, "# sh -c with a string\n\nA shell.\n\n"
                                          "# String in c\n\nsh sh string string c\n\n"
                                          "# SELECT * in query_as!\n\nColumns.\n\n"
                                          "# Checked SELECT\n\n`SELECT * FROM t` in `query_as!`\n");
    struct search_result r;
    struct error err;

    assert_first(ix, "sh -c with a string", "sh -c with a string");
    assert_first(ix, "SELECT * in query_as!", "SELECT * in query_as!");
    /* With one answer wanted too, which others have all signs of. */
    assert_int_equal(search_run(ix, str_of("SELECT * in query_as!"), NULL, 1, &r, &err), STATUS_OK);
    assert_string_equal(r.hits[0].row.entry.title, "SELECT * in query_as!");
    search_release(&r);
    /* A title without the sign does not turn an exclusion off. */
    ask(ix, "string -c", &r);
    assert_true(r.nearest);
    search_release(&r);
    index_close(ix);
}

static void all_words_come_before_some(void **state)
{
    struct index *ix = open_built(*state, "# Retry\n\nretry retry retry retry\n\n"
                                          "# Other\n\nretry inside a closure\n\n"
                                          "# Closure\n\nclosure closure closure\n");

    assert_first(ix, "retry closure", "Other");
    index_close(ix);
}

static void words_of_any_spelling_are_found(void **state)
{
    struct index *ix = open_built(*state, "# Tasks\n\nWait with `JoinSet::join_next`.\n");

    assert_hits(ix, "joinset", "Tasks;");
    assert_hits(ix, "join-next", "Tasks;");
    assert_hits(ix, "JoinNext", "Tasks;");
    assert_hits(ix, "\"join next\"", "Tasks;");
    assert_hits(ix, "JoinSet::join_next", "Tasks;");
    index_close(ix);
}

static void signs_are_found(void **state)
{
    struct index *ix = open_built(*state, "# Errors\n\nPass them on with `?`.\n\n"
                                          "# Parsing\n\n```rust\nlet n = s.parse::<i32>();\n```\n\n"
                                          "# Text\n\nA `&'static str`. Is it?\n");

    assert_hits(ix, "?", "Errors;");
    assert_hits(ix, "::<>", "Parsing;");
    assert_hits(ix, "'static", "Text;");
    index_close(ix);
}

static void dropped_words_are_named(void **state)
{
    struct index *ix = open_built(*state, "# Closures\n\nAsync closures.\n\n# Threads\n\nx\n");
    struct search_result r;

    ask(ix, "async closure wxyzwxyz", &r);
    assert_int_equal(r.count, 1);
    assert_int_equal(r.dropped_count, 1);
    assert_string_equal(r.dropped[0], "wxyzwxyz");
    assert_false(r.nearest);
    search_release(&r);
    ask(ix, "async closure", &r);
    assert_int_equal(r.dropped_count, 0);
    search_release(&r);
    index_close(ix);
}

static void corrections_are_named(void **state)
{
    struct index *ix = open_built(*state, "# Closures\n\nAsync closures.\n");
    struct search_result r;

    ask(ix, "asnyc clozures", &r);
    assert_int_equal(r.count, 1);
    assert_int_equal(r.corrected_count, 2);
    assert_string_equal(r.corrected[0].from, "asnyc");
    assert_string_equal(r.corrected[0].to, "async");
    assert_string_equal(r.corrected[1].from, "clozures");
    assert_int_equal(r.dropped_count, 0);
    search_release(&r);
    index_close(ix);
}

static void excluded_words_are_in_no_answer(void **state)
{
    struct index *ix = open_built(*state, "# Tokio tasks\n\nspawn them\n\n# Std threads\n\nspawn them\n");

    assert_hits(ix, "spawn -tokio", "Std threads;");
    assert_hits(ix, "spawn -them", "");
    index_close(ix);
}

static void excluded_words_alone_exclude(void **state)
{
    struct index *ix = open_built(*state, "# Tokio tasks\n\nspawn\n\n# Std threads\n\nspawn\n");

    assert_hits(ix, "-tokio", "Std threads;");
    index_close(ix);
}

static void excluded_words_are_not_the_nearest(void **state)
{
    struct index *ix = open_built(*state, "# Tokio tasks\n\nspawn\n");

    assert_hits(ix, "wxyzwxyz -tokio", "");
    index_close(ix);
}

static const char filtered[] =
    "# A\n<!-- pattern\nsince: 1.60\nstatus: stable\nedition: 2018\n-->\n\nword\n\n"
    "# B\n<!-- pattern\nsince: 1.85\nstatus: nightly\nedition: 2024\n-->\n\nword\n\n"
    "# C\n\nword\n";

static void filters_leave_entries_out(void **state)
{
    struct index *ix = open_built(*state, filtered);

    assert_hits(ix, "word kind:section", "C;");
    assert_hits(ix, "word status:nightly", "B;");
    assert_hits(ix, "word status:stable kind:pattern", "A;");
    assert_hits(ix, "kind:pattern", "A;B;");
    assert_hits(ix, "kind:pattern msrv:1.70", "A;");
    assert_hits(ix, "word kind:pattern edition:2021", "A;");
    assert_hits(ix, "word source:docs kind:section", "C;");
    index_close(ix);
}

static void filters_beside_the_question_come_on_top(void **state)
{
    struct index *ix = open_built(*state, filtered);
    struct question_filters filters = { .kinds = 1u << ENTRY_PATTERN, .msrv = 70 };
    struct search_result r;

    assert_int_equal(search_run(ix, str_of("word"), &filters, 10, &r, NULL), STATUS_OK);
    assert_int_equal(r.count, 1);
    assert_string_equal(r.hits[0].row.entry.title, "A");
    search_release(&r);
    index_close(ix);
}

static void unknown_sources_are_refused(void **state)
{
    struct index *ix = open_built(*state, filtered);
    struct search_result r;
    struct error err;

    assert_int_equal(search_run(ix, str_of("word source:none"), NULL, 10, &r, &err),
                     STATUS_BAD_INPUT);
    assert_non_null(strstr(err.msg, "none"));
    index_close(ix);
}

static void unknown_sources_are_refused_without_words_too(void **state)
{
    struct index *ix = open_built(*state, filtered);
    struct search_result r = { .hits = NULL };
    enum status st = search_run(ix, str_of("source:none"), NULL, 10, &r, NULL);

    if (st == STATUS_OK)
        search_release(&r);
    assert_int_equal(st, STATUS_BAD_INPUT);
    index_close(ix);
}

static void an_edition_is_found_however_far_down(void **state)
{
    struct buf text = BUF_INIT;
    struct index *ix;

    for (int i = 0; i < 150; i++)
        buf_addf(&text, "# Word %d\n<!-- pattern\nedition: 2024\n-->\n\nword\n\n", i);
    buf_adds(&text, "# Old\n<!-- pattern\nedition: 2018\n-->\n\nA long text with one word in it.\n");
    ix = open_built(*state, text.ptr);
    assert_hits(ix, "word edition:2018", "Old;");
    buf_release(&text);
    index_close(ix);
}

static void who_asks_for_the_deprecated_gets_it(void **state)
{
    struct index *ix = open_built(*state, "# Lazy values\n\nLazy values are made once.\n\n```rust\n"
                                          "// DON'T: lazy values by macro\nold();\n"
                                          "// DO: LazyLock\nnew();\n```\n");

    assert_first(ix, "lazy values", "Lazy values");
    assert_first(ix, "deprecated lazy values", "lazy values by macro");
    index_close(ix);
}

static void nothing_found_gives_the_nearest(void **state)
{
    struct index *ix = open_built(*state, "# Zygote handling\n\nx\n\n# Threads\n\ny\n");
    struct search_result r;

    ask(ix, "zygqqqqqqqqq", &r);
    assert_true(r.nearest);
    assert_int_equal(r.count, 1);
    assert_string_equal(r.hits[0].row.entry.title, "Zygote handling");
    assert_int_equal(r.dropped_count, 1);
    search_release(&r);
    ask(ix, "qqqqqqqqqqq", &r);
    assert_true(r.nearest);
    assert_int_equal(r.count, 0);
    search_release(&r);
    index_close(ix);
}

static void the_nearest_pass_the_filters_too(void **state)
{
    struct index *ix = open_built(*state, "# Zygote handling\n\nx\n");

    assert_hits(ix, "zygqqqqqqqqq kind:error", "");
    index_close(ix);
}

static void the_total_counts_all_that_match(void **state)
{
    struct buf text = BUF_INIT;
    struct search_result r;
    struct index *ix;

    for (int i = 0; i < 30; i++)
        buf_addf(&text, "# S%d\n\nword\n\n", i);
    ix = open_built(*state, text.ptr);
    assert_int_equal(search_run(ix, str_of("word"), NULL, 3, &r, NULL), STATUS_OK);
    assert_int_equal(r.count, 3);
    assert_int_equal(r.total, 30);
    search_release(&r);
    buf_release(&text);
    index_close(ix);
}

static void the_total_is_no_less_than_the_hits(void **state)
{
    struct index *ix = open_built(*state, "# A\n\nretry closure\n\n# B\n\nretry\n\n# C\n\nclosure\n");
    struct search_result r;

    ask(ix, "retry closure", &r);
    assert_int_equal(r.count, 3);
    assert_true(r.total >= (int64_t)r.count);
    search_release(&r);
    index_close(ix);
}

/* Many units with many spellings make a long expression. */
static void questions_of_many_compounds_are_answered(void **state)
{
    struct index *ix = open_built(*state, "# A\n\naa_bb cc_dd instead avoid `foo!` `x?`\n\n# B\n\ny\n");
    struct buf text = BUF_INIT;
    struct search_result r;
    struct error err = { .msg = "" };

    for (int i = 0; i < 16; i++)
        buf_adds(&text, i % 2 ? "aa_bb " : "cc_dd ");
    for (int i = 0; i < 8; i++)
        buf_adds(&text, i % 2 ? "avoid " : "instead ");
    if (search_run(ix, buf_str(&text), NULL, 5, &r, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    assert_true(r.count >= 1);
    assert_string_equal(r.hits[0].row.entry.title, "A");
    search_release(&r);
    buf_release(&text);
    index_close(ix);
}

static void removed_entries_are_not_found(void **state)
{
    struct fixture *f = *state;
    struct index *ix;

    index_close(open_built(f, "# Old\n\nword\n"));
    ix = open_built(f, "# New title\n\nword\n");
    assert_hits(ix, "word", "New title;");
    index_close(ix);
}

static void bad_questions_are_refused(void **state)
{
    struct index *ix = open_built(*state, filtered);
    struct search_result r;
    struct buf text = BUF_INIT;

    while (text.len <= QUESTION_BYTES_MAX)
        buf_addc(&text, 'x');
    assert_int_equal(search_run(ix, buf_str(&text), NULL, 5, &r, NULL), STATUS_TOO_BIG);
    assert_int_equal(search_run(ix, str_of(""), NULL, 5, &r, NULL), STATUS_BAD_INPUT);
    assert_int_equal(search_run(ix, str_of("kind:x"), NULL, 5, &r, NULL), STATUS_BAD_INPUT);
    buf_release(&text);
    index_close(ix);
}

static void hits_have_bodies_and_excerpts(void **state)
{
    struct index *ix = open_built(*state, "# Title\n\nFirst paragraph.\n\nThe *closures* `retry`\nhere."
                                          "\n\nLast paragraph about closures.\n");
    struct search_result r;
    struct buf excerpt = BUF_INIT;

    ask(ix, "retry closure", &r);
    assert_int_equal(r.count, 1);
    assert_non_null(strstr(r.hits[0].row.entry.body, "Last paragraph"));
    add_excerpt(&excerpt, r.hits[0].row.entry.body, &r.question,
                       index_tokenizer(ix));
    assert_string_equal(excerpt.ptr, "The closures retry here.");
    search_release(&r);
    buf_clear(&excerpt);
    ask(ix, "title", &r); /* in no paragraph: the first one */
    add_excerpt(&excerpt, r.hits[0].row.entry.body, &r.question,
                       index_tokenizer(ix));
    assert_string_equal(excerpt.ptr, "First paragraph.");
    search_release(&r);
    buf_release(&excerpt);
    index_close(ix);
}

static void excerpts_are_one_line_and_cut(void **state)
{
    struct index *ix = open_built(*state, "# T\n\nx\n");
    struct search_result r;
    struct buf body = BUF_INIT;
    struct buf excerpt = BUF_INIT;

    ask(ix, "closure", &r);
    for (int i = 0; i < 60; i++)
        buf_adds(&body, "closure \u00e9\u00e9\n");
    add_excerpt(&excerpt, body.ptr, &r.question, index_tokenizer(ix));
    assert_in_range(excerpt.len, ANSWER_EXCERPT_MAX / 2, ANSWER_EXCERPT_MAX);
    assert_null(strchr(excerpt.ptr, '\n'));
    assert_true(str_ends(buf_str(&excerpt), "\u2026"));
    buf_clear(&excerpt);
    add_excerpt(&excerpt, "one&#10;two", &r.question, index_tokenizer(ix));
    assert_null(strchr(excerpt.ptr, '\n'));
    search_release(&r);
    buf_release(&body);
    buf_release(&excerpt);
    index_close(ix);
}

static void snippets_are_read_from_bodies(void **state)
{
    char body[] = "```rust\n# use a;\nx();\n```\n\n```rust,compile_fail\ny();\n```\n\n"
                  "```toml\na = 1\n```\n\n    indented\n";
    struct entry e = { .body = body };
    struct answer_snippets s;
    cmark_node *parsed;

    (void)state;
    parsed = markdown_parse(str_of(body));
    answer_read_snippets(&s, &e, parsed);
    cmark_node_free(parsed);
    assert_int_equal(s.count, 4);
    assert_string_equal(s.items[0].lang, "rust");
    assert_string_equal(s.items[0].shown, "x();\n");
    assert_string_equal(s.items[0].full, "use a;\nx();\n");
    assert_true(s.items[0].runnable);
    assert_int_equal(s.items[1].expect, SNIPPET_COMPILE_FAIL);
    assert_false(s.items[1].runnable);
    assert_string_equal(s.items[2].lang, "toml");
    assert_string_equal(s.items[2].shown, "a = 1\n");
    assert_false(s.items[2].runnable);
    assert_string_equal(s.items[3].lang, "");
    answer_snippets_release(&s);
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(a_title_beats_a_body),
        FILE_TEST(the_exact_name_comes_first),
        FILE_TEST(a_path_finds_what_its_end_names),
        FILE_TEST(a_title_written_like_the_question_comes_before_others_of_that_name),
        FILE_TEST(headings_about_a_word_are_found_by_it),
        FILE_TEST(a_question_without_words_and_filters_finds_nothing),
        FILE_TEST(a_question_that_is_a_title_finds_it_whatever_its_signs),
        FILE_TEST(all_words_come_before_some),
        FILE_TEST(words_of_any_spelling_are_found),
        FILE_TEST(signs_are_found),
        FILE_TEST(dropped_words_are_named),
        FILE_TEST(corrections_are_named),
        FILE_TEST(excluded_words_are_in_no_answer),
        FILE_TEST(excluded_words_alone_exclude),
        FILE_TEST(excluded_words_are_not_the_nearest),
        FILE_TEST(filters_leave_entries_out),
        FILE_TEST(filters_beside_the_question_come_on_top),
        FILE_TEST(unknown_sources_are_refused),
        FILE_TEST(unknown_sources_are_refused_without_words_too),
        FILE_TEST(an_edition_is_found_however_far_down),
        FILE_TEST(who_asks_for_the_deprecated_gets_it),
        FILE_TEST(nothing_found_gives_the_nearest),
        FILE_TEST(the_nearest_pass_the_filters_too),
        FILE_TEST(the_total_counts_all_that_match),
        FILE_TEST(the_total_is_no_less_than_the_hits),
        FILE_TEST(questions_of_many_compounds_are_answered),
        FILE_TEST(removed_entries_are_not_found),
        FILE_TEST(bad_questions_are_refused),
        FILE_TEST(hits_have_bodies_and_excerpts),
        FILE_TEST(excerpts_are_one_line_and_cut),
        cmocka_unit_test(snippets_are_read_from_bodies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

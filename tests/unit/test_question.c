/* Questions: words, phrases, signs, filters and intent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/text.h"
#include "query/question.h"

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

/* Writes each unit as a mark of its role ('+' required, '~' optional, '.' stop, '-' excluded), its
 * text, and in brackets the tokens of prose (or the sign). */
static void add_units(struct buf *out, const struct question *q)
{
    for (size_t i = 0; i < q->count; i++) {
        const struct unit *u = &q->units[i];

        if (i > 0)
            buf_addc(out, ' ');
        buf_addf(out, "%c%s%s[%s]", "+~.-"[u->role], u->kind == UNIT_PHRASE ? "\"" : "", u->text,
                 u->kind == UNIT_SIGN ? u->code.ptr : u->prose.ptr);
    }
}

static void assert_units(struct tokenizer *tk, const char *text, const char *expected)
{
    struct question q;
    struct error err = { .msg = "" };
    struct buf got = BUF_INIT;

    if (question_parse(str_of(text), tk, &q, &err) != STATUS_OK)
        fail_msg("%s: %s", text, err.msg);
    add_units(&got, &q);
    question_release(&q);
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
}

/* The question has that sign, and nothing else is required of an answer. */
static void assert_sign(struct tokenizer *tk, const char *text, const char *sign)
{
    struct question q;
    bool found = false;

    assert_int_equal(question_parse(str_of(text), tk, &q, NULL), STATUS_OK);
    for (size_t i = 0; i < q.count; i++) {
        if (q.units[i].kind == UNIT_SIGN && strcmp(q.units[i].code.ptr, sign) == 0)
            found = true;
        else if (q.units[i].kind == UNIT_SIGN)
            fail_msg("%s: has %s too", text, q.units[i].code.ptr);
    }
    question_release(&q);
    if (!found)
        fail_msg("%s: no %s", text, sign);
}

static void words_are_units(void **state)
{
    assert_units(*state, "async closures", "+async[async] +closures[closur]");
    assert_units(*state, "  spaced\t\nout ", "+spaced[space] +out[out]");
    assert_units(*state, "E0382 u32 1.85", "+E0382[e0382] +u32[u32] +1.85[1.85]");
    assert_units(*state, "C++ C#", "+C++[c++] +C#[c#]");
    assert_units(*state, "\u6240\u6709", "+\u6240[\u6240] +\u6709[\u6709]");
}

static void a_compound_is_one_unit_with_its_whole(void **state)
{
    struct question q;

    assert_units(*state, "join_next JoinSet async-trait",
                 "+join_next[join next] +JoinSet[join set] +async-trait[async trait]");
    assert_int_equal(question_parse(str_of("join_handles"), *state, &q, NULL), STATUS_OK);
    assert_int_equal(q.count, 1);
    assert_int_equal(q.units[0].tokens, 2);
    assert_string_equal(q.units[0].prose.ptr, "join handl");
    assert_string_equal(q.units[0].code.ptr, "join handles");
    assert_string_equal(q.units[0].whole.ptr, "joinhandl");
    assert_string_equal(q.units[0].whole_code.ptr, "joinhandles");
    question_release(&q);
}

static void phrases_are_one_unit(void **state)
{
    assert_units(*state, "\"join next\" x", "+\"join next[join next] +x[x]");
    assert_units(*state, "\u201cto the end\u201d", "+\"to the end[to the end]");
    assert_units(*state, "\"\" x", "+x[x]");
    assert_units(*state, "\"open x", "+open[open] +x[x]");
}

static void a_minus_excludes(void **state)
{
    assert_units(*state, "thread -tokio", "+thread[thread] -tokio[tokio]");
    assert_units(*state, "async-trait", "+async-trait[async trait]");
}

static void stop_words_are_not_looked_for(void **state)
{
    assert_units(*state, "how do I retry", ".how[how] .do[do] .I[i] +retry[retri]");
    assert_units(*state, "how to", "+how[how] +to[to]"); /* nothing else is left */
    assert_units(*state, "where", "+where[where]");
}

static void a_sentence_ends_without_a_sign(void **state)
{
    assert_units(*state, "what is ownership?", ".what[what] .is[is] +ownership[ownership]");
    assert_units(*state, "ownership, borrowing.", "+ownership[ownership] +borrowing[borrow]");
    assert_units(*state, "use ownership ?", ".use[use] +ownership[ownership]");
}

static void operators_are_signs(void **state)
{
    static const char *const signs[] = { "?",    "..=", "::<>", "'static", "&mut", "|x|",
                                         "=>",   "!",   "->",   "'_",      "&&",   "@",
                                         "{:?}", "||",  "*const" };

    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
        assert_sign(*state, signs[i], signs[i]);
    assert_sign(*state, "|acc|", "|x|");
    assert_sign(*state, "`..=`", "..=");
    assert_sign(*state, "? operator", "?");
    assert_sign(*state, "`?`", "?");
    assert_sign(*state, "#[derive]", "#[derive]");
    assert_sign(*state, "#[derive(Debug)]", "#[derive]");
    assert_sign(*state, "println!", "println!");
    assert_sign(*state, "println!?", "println!");
    assert_sign(*state, "\"..=\"", "..=");
}

static void a_sign_at_the_end_of_a_sentence_is_only_itself(void **state)
{
    assert_sign(*state, "what is 'static?", "'static");
    assert_sign(*state, "meaning of &mut?", "&mut");
    assert_sign(*state, "meaning of `?`", "?");
}

static void paths_are_words(void **state)
{
    assert_units(*state, "std::sync::Arc", "+std[std] +sync[sync] +Arc[arc]");
}

static void filters_are_read(void **state)
{
    struct question q;

    assert_int_equal(question_parse(str_of("kind:pattern kind:error status:nightly msrv:1.75 "
                                           "edition:2021 source:guide source:std word"),
                                    *state, &q, NULL),
                     STATUS_OK);
    assert_int_equal(q.filters.kinds, 1u << ENTRY_PATTERN | 1u << ENTRY_ERROR);
    assert_int_equal(q.filters.statuses, 1u << ENTRY_STATUS_NIGHTLY);
    assert_int_equal(q.filters.msrv, 75);
    assert_string_equal(q.filters.edition, "2021");
    assert_int_equal(q.filters.source_count, 2);
    assert_string_equal(q.filters.sources[1], "std");
    assert_int_equal(q.count, 1);
    question_release(&q);
    assert_units(*state, "kind: std::kind foo:bar", "+kind[kind] +std[std] +kind[kind] +foo[foo] "
                                                    "+bar[bar]");
}

static const char *const bad_filters[] = { "kind:nonsense", "status:new", "msrv:75", "msrv:2.0",
                                           "msrv:1.255",    "edition:2020", "edition:x" };

static void bad_filter_values_are_refused(void **state)
{
    for (size_t i = 0; i < sizeof(bad_filters) / sizeof(*bad_filters); i++) {
        struct question q;
        struct error err = { .msg = "" };

        assert_int_equal(question_parse(str_of(bad_filters[i]), *state, &q, &err),
                         STATUS_BAD_INPUT);
        assert_int_equal(err.code, STATUS_BAD_INPUT);
        assert_non_null(strstr(err.msg, bad_filters[i]));
        assert_int_equal(question_parse(str_of(bad_filters[i]), *state, &q, NULL),
                         STATUS_BAD_INPUT);
    }
}

static void a_bad_filter_is_told_by_its_offset(void **state)
{
    for (size_t i = 0; i < sizeof(bad_filters) / sizeof(*bad_filters); i++) {
        struct buf text = BUF_INIT;
        struct question q;
        struct error err = { .msg = "" };

        buf_addf(&text, "retry with %s", bad_filters[i]);
        assert_int_equal(question_parse(buf_str(&text), *state, &q, &err), STATUS_BAD_INPUT);
        buf_release(&text);
        /* Of the filter or of its value. */
        assert_in_range(err.offset, 11, 11 + strcspn(bad_filters[i], ":") + 1);
    }
}

static void messages_are_cut_at_a_character(void **state)
{
    struct buf text = BUF_INIT;
    struct question q;
    struct error err;

    buf_adds(&text, "kind:");
    for (int i = 0; i < 600; i++)
        buf_adds(&text, "\u4e2d");
    for (int i = 0; i < 3; i++) {
        buf_addc(&text, 'x');
        assert_int_equal(question_parse(str_slice(text.ptr, text.len), *state, &q, &err),
                         STATUS_BAD_INPUT);
        assert_int_equal(utf8_valid_prefix(str_of(err.msg)), strlen(err.msg));
    }
    buf_release(&text);
}

static void filters_can_be_added_alone(void **state)
{
    struct question_filters f = { .kinds = 0 };
    struct error err;

    (void)state;
    assert_int_equal(question_add_filter(&f, str_of("kind"), str_of("Pattern"), &err), STATUS_OK);
    assert_int_equal(f.kinds, 1u << ENTRY_PATTERN);
    assert_int_equal(question_add_filter(&f, str_of("color"), str_of("red"), &err),
                     STATUS_BAD_INPUT);
    assert_int_equal(question_add_filter(&f, str_of("kind"), str_of(""), &err), STATUS_BAD_INPUT);
}

static void too_many_sources_are_refused(void **state)
{
    struct buf text = BUF_INIT;
    struct question q;

    for (int i = 0; i <= QUESTION_SOURCES_MAX; i++)
        buf_addf(&text, "source:s%d ", i);
    assert_int_equal(question_parse(buf_str(&text), *state, &q, NULL), STATUS_BAD_INPUT);
    buf_release(&text);
}

static void empty_questions_are_refused(void **state)
{
    struct question q;
    struct error err;

    assert_int_equal(question_parse(str_of(""), *state, &q, &err), STATUS_BAD_INPUT);
    assert_int_equal(question_parse(str_of(" \t\n"), *state, &q, &err), STATUS_BAD_INPUT);
    assert_int_equal(question_parse((struct str){ NULL, 0 }, *state, &q, &err), STATUS_BAD_INPUT);
    assert_non_null(strstr(err.msg, "empty"));
}

static void questions_that_are_no_utf8_are_refused(void **state)
{
    struct question q;
    struct error err;

    assert_int_equal(question_parse(str_of("caf\xe9 x"), *state, &q, &err), STATUS_BAD_INPUT);
    assert_int_equal(err.offset, 3);
    assert_int_equal(question_parse(str_of("  \xff"), *state, &q, &err), STATUS_BAD_INPUT);
    assert_int_equal(err.offset, 2);
}

static void too_long_questions_are_refused(void **state)
{
    struct buf text = BUF_INIT;
    struct question q;

    while (text.len < QUESTION_BYTES_MAX)
        buf_addc(&text, 'x');
    assert_int_equal(question_parse(buf_str(&text), *state, &q, NULL), STATUS_OK);
    question_release(&q);
    buf_addc(&text, 'x');
    assert_int_equal(question_parse(buf_str(&text), *state, &q, NULL), STATUS_TOO_BIG);
    buf_release(&text);
}

/* One word more than are taken, and last: its name must be in what was dropped. */
static void assert_dropped(struct tokenizer *tk, const char *last, size_t count,
                           const char *const *dropped)
{
    struct buf text = BUF_INIT;
    struct question q;

    for (int i = 0; i < QUESTION_UNITS_MAX; i++)
        buf_addf(&text, "w%d ", i);
    buf_adds(&text, last);
    assert_int_equal(question_parse(buf_str(&text), tk, &q, NULL), STATUS_OK);
    buf_release(&text);
    assert_int_equal(q.count, QUESTION_UNITS_MAX);
    assert_int_equal(q.dropped_count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(q.dropped[i], dropped[i]);
    question_release(&q);
}

static void too_many_words_are_named(void **state)
{
    assert_dropped(*state, "", 0, NULL);
    assert_dropped(*state, "tokio async", 2, (const char *const[]){ "tokio", "async" });
}

static void dropped_compounds_are_named_whole(void **state)
{
    assert_dropped(*state, "join_next", 1, (const char *const[]){ "join_next" });
}

static void every_dropped_word_of_a_path_is_named(void **state)
{
    assert_dropped(*state, "tokio/async", 2, (const char *const[]){ "tokio", "async" });
}

static void words_of_intent_are_optional(void **state)
{
    struct question q;

    assert_int_equal(question_parse(str_of("deprecated lazy patterns"), *state, &q, NULL),
                     STATUS_OK);
    assert_int_equal(q.intent, INTENT_DEPRECATED);
    assert_int_equal(q.units[0].role, UNIT_OPTIONAL);
    assert_int_equal(q.units[1].role, UNIT_REQUIRED);
    question_release(&q);
    assert_int_equal(question_parse(str_of("deprecated"), *state, &q, NULL), STATUS_OK);
    assert_int_equal(q.units[0].role, UNIT_REQUIRED); /* there is nothing else */
    question_release(&q);
    assert_int_equal(question_parse(str_of("lazy values"), *state, &q, NULL), STATUS_OK);
    assert_int_equal(q.intent, INTENT_NONE);
    question_release(&q);
}

static void releases_are_meant(void **state)
{
    struct question q;

    assert_int_equal(question_parse(str_of("new since 1.85"), *state, &q, NULL), STATUS_OK);
    assert_int_equal(q.since_minor, 85);
    question_release(&q);
    assert_int_equal(question_parse(str_of("closures"), *state, &q, NULL), STATUS_OK);
    assert_int_equal(q.since_minor, 0);
    question_release(&q);
}

static void the_key_names_what_is_looked_for(void **state)
{
    struct question q;

    assert_int_equal(question_parse(str_of("how to use a JoinSet -tokio"), *state, &q, NULL),
                     STATUS_OK);
    assert_string_equal(q.key.ptr, "join set");
    assert_string_equal(q.text, "how to use a JoinSet -tokio");
    question_release(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_units),
        cmocka_unit_test(a_compound_is_one_unit_with_its_whole),
        cmocka_unit_test(phrases_are_one_unit),
        cmocka_unit_test(a_minus_excludes),
        cmocka_unit_test(stop_words_are_not_looked_for),
        cmocka_unit_test(a_sentence_ends_without_a_sign),
        cmocka_unit_test(operators_are_signs),
        cmocka_unit_test(a_sign_at_the_end_of_a_sentence_is_only_itself),
        cmocka_unit_test(paths_are_words),
        cmocka_unit_test(filters_are_read),
        cmocka_unit_test(bad_filter_values_are_refused),
        cmocka_unit_test(a_bad_filter_is_told_by_its_offset),
        cmocka_unit_test(messages_are_cut_at_a_character),
        cmocka_unit_test(filters_can_be_added_alone),
        cmocka_unit_test(too_many_sources_are_refused),
        cmocka_unit_test(empty_questions_are_refused),
        cmocka_unit_test(questions_that_are_no_utf8_are_refused),
        cmocka_unit_test(too_long_questions_are_refused),
        cmocka_unit_test(too_many_words_are_named),
        cmocka_unit_test(dropped_compounds_are_named_whole),
        cmocka_unit_test(every_dropped_word_of_a_path_is_named),
        cmocka_unit_test(words_of_intent_are_optional),
        cmocka_unit_test(releases_are_meant),
        cmocka_unit_test(the_key_names_what_is_looked_for),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* Suggestions: what a beginning may become, in which order, and that nothing else is suggested. */
#include "query/suggest.h"

#include "core/text.h"
#include "tests/unit/index_fixture.h"

static const char text[] = "# JoinSet\n\nTasks.\n\n"
                           "## JoinSet::spawn\n\nA.\n\n"
                           "## JoinSet::spawn_on\n\nB.\n\n"
                           "## Vec::push_within_capacity\n\nC.\n\n"
                           "## VecDeque::push_back\n\nD.\n\n"
                           "## Retry with an async closure\n\nE.\n\n"
                           "## The `?` operator\n\nF.\n\n"
                           "## Don't $(do) <this>; #1 & 'more'\n\nG.\n\n"
                           "## ..=\n\nH.\n\n"
                           "## \xc3\x89tude\n\nI.\n\n"
                           "## Twin\n\nJ.\n\n"
                           "## Twin\n\nK.\n\n"
                           "## twin\n\nL.\n";

static struct index *ix;

static int open_text(void **state)
{
    int failed = set_up(state);

    if (failed == 0)
        ix = open_built(*state, text);
    return failed;
}

static int close_text(void **state)
{
    index_close(ix);
    return tear_down(state);
}

/* expected: the texts with '|' between. */
static void assert_suggested(const char *prefix, const char *expected)
{
    struct suggestions list = { 0 };
    struct buf texts = BUF_INIT;
    struct error err = { .msg = "" };

    assert_int_equal(suggest_names(ix, str_of(prefix), 10, &list, &err), STATUS_OK);
    for (size_t i = 0; i < list.count; i++)
        buf_addf(&texts, "%s%s", i > 0 ? "|" : "", list.items[i].text);
    assert_string_equal(texts.ptr, expected);
    suggestions_release(&list);
    buf_release(&texts);
}

static void titles_are_suggested_the_same_case_and_shorter_ones_first(void **state)
{
    (void)state;
    assert_suggested("Join", "JoinSet|JoinSet::spawn|JoinSet::spawn_on");
    assert_suggested("JoinSet::", "JoinSet::spawn|JoinSet::spawn_on");
    assert_suggested("JoinSet::spawn_", "JoinSet::spawn_on");
    assert_suggested("  Retry with an as", "Retry with an async closure");
    assert_suggested("T", "Twin|Twin|twin"); /* no key has the stop word "the" */
    assert_suggested("tw", "twin|Twin|Twin");
}

static void case_accents_and_stems_do_not_matter(void **state)
{
    (void)state;
    assert_suggested("joinset::SP", "JoinSet::spawn|JoinSet::spawn_on");
    assert_suggested("vecdeque::pushb", "");
    assert_suggested("vecdeque::push_b", "VecDeque::push_back");
    assert_suggested("Vec::push_within_capacity", "Vec::push_within_capacity");
    assert_suggested("Vec::push_within_capacit", "Vec::push_within_capacity");
    assert_suggested("etu", "\xc3\x89tude");
}

static void signs_and_stop_words_are_names_too(void **state)
{
    (void)state;
    assert_suggested("..", "..=");
    assert_suggested("Don't $(do) <this>; #1", "Don't $(do) <this>; #1 & 'more'");
    assert_suggested("The ? o", "The ? operator");
}

static void what_begins_nothing_gives_nothing(void **state)
{
    static const char *const nothing[] = {
        "",         " ",
        "spawn_on", "::spawn",
        "Join Set", "JoinSet::spawnx",
        "\xff\xfe", "a::b::c::d",
        "::",       ":",
        "%",        "\x1d\x1e",
        "'",        "x y z x y z x y z x y z x y z x y z x y z x y z",
    };
    struct suggestions list = { 0 };
    struct buf longest = BUF_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++)
        assert_suggested(nothing[i], "");
    while (longest.len < 100000)
        buf_adds(&longest, "Join");
    assert_int_equal(suggest_names(ix, buf_str(&longest), 10, &list, NULL), STATUS_OK);
    assert_int_equal(list.count, 0);
    buf_release(&longest);
}

static void any_bytes_are_taken(void **state)
{
    unsigned seed = 1;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        static const char alphabet[] = "JoinSet:vecDq_push/#.? \xc3\x89\xff'a1";
        struct suggestions list = { 0 };
        struct error err = { .msg = "" };
        char prefix[40];
        size_t len = 0;

        do {
            seed = seed * 1103515245 + 12345;
            prefix[len++] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
        } while (len < sizeof(prefix) && (seed >> 8) % 12 != 0);
        assert_int_equal(suggest_names(ix, str_slice(prefix, len), 5, &list, &err), STATUS_OK);
        assert_true(list.count <= 5);
        suggestions_release(&list);
        assert_int_equal(suggest_ids(ix, str_slice(prefix, len), 5, &list, &err), STATUS_OK);
        suggestions_release(&list);
    }
}

static void no_more_than_asked_for_are_given_and_that_is_said(void **state)
{
    struct suggestions list = { 0 };

    (void)state;
    assert_int_equal(suggest_names(ix, str_of("Join"), 2, &list, NULL), STATUS_OK);
    assert_int_equal(list.count, 2);
    assert_true(list.more);
    assert_string_equal(list.items[0].id, "docs/a");
    assert_string_equal(list.items[1].id, "docs/a#joinsetspawn");
    suggestions_release(&list);
    assert_int_equal(suggest_names(ix, str_of("Join"), 3, &list, NULL), STATUS_OK);
    assert_false(list.more);
    suggestions_release(&list);
}

static void ids_are_suggested_level_by_level(void **state)
{
    struct suggestions list = { 0 };

    (void)state;
    assert_int_equal(suggest_ids(ix, str_of(""), 9, &list, NULL), STATUS_OK);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].text, "docs/");
    assert_null(list.items[0].id);
    suggestions_release(&list);
    assert_suggested("docs/", "docs/a");
    assert_suggested("DOCS/A", "docs/a");
    assert_suggested("docs/a#join", "docs/a#joinsetspawn|docs/a#joinsetspawn_on");
    assert_suggested("docs/a#JOINSETSPAWN_", "docs/a#joinsetspawn_on");
    assert_suggested("docs/b", "");
    assert_suggested("docs/b#", "");
    assert_suggested("none/", "");
}

static void assert_found(const char *name, const char *id)
{
    struct index_row row = { 0 };
    struct buf found = BUF_INIT;
    struct error err = { .msg = "" };
    int64_t entry;

    assert_int_equal(suggest_find(ix, str_of(name), &entry, &err), STATUS_OK);
    assert_int_equal(index_read_entry(ix, entry, false, &row, &err), STATUS_OK);
    index_row_add_id(&found, &row);
    assert_string_equal(found.ptr, id);
    index_row_release(&row);
    buf_release(&found);
}

static void a_name_finds_the_one_entry_that_is_called_so(void **state)
{
    struct error err = { .msg = "" };
    int64_t entry;

    (void)state;
    assert_found("JoinSet", "docs/a");
    assert_found("joinset::spawn", "docs/a#joinsetspawn");
    assert_found("twin", "docs/a#twin-2");
    assert_found("Don't $(do) <this>; #1 & 'more'", "docs/a#dont-do-this-1--more");
    assert_int_equal(suggest_find(ix, str_of("Twin"), &entry, &err), STATUS_BAD_INPUT);
    assert_string_equal(err.msg, "Twin: 2 entries are called so: docs/a#twin, docs/a#twin-1");
    assert_int_equal(suggest_find(ix, str_of("Join"), &entry, &err), STATUS_NOT_FOUND);
    assert_int_equal(suggest_find(ix, str_of(""), &entry, &err), STATUS_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles_are_suggested_the_same_case_and_shorter_ones_first),
        cmocka_unit_test(case_accents_and_stems_do_not_matter),
        cmocka_unit_test(signs_and_stop_words_are_names_too),
        cmocka_unit_test(what_begins_nothing_gives_nothing),
        cmocka_unit_test(any_bytes_are_taken),
        cmocka_unit_test(no_more_than_asked_for_are_given_and_that_is_said),
        cmocka_unit_test(ids_are_suggested_level_by_level),
        cmocka_unit_test(a_name_finds_the_one_entry_that_is_called_so),
    };

    return cmocka_run_group_tests(tests, open_text, close_text);
}

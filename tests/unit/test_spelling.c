/* Spelling: distances, and what an unknown word is taken for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/indexer.h"
#include "query/spelling.h"
#include "tests/unit/index_fixture.h"

static void distances_count_edits_up_to_a_limit(void **state)
{
    static const struct {
        const char *a, *b;
        size_t limit, distance;
    } cases[] = {
        { "", "", 0, 0 },           { "a", "a", 0, 0 },         { "a", "b", 1, 1 },
        { "a", "b", 0, 1 },         { "", "abc", 3, 3 },        { "", "abc", 2, 3 },
        { "kitten", "sitting", 3, 3 }, { "kitten", "sitting", 2, 3 },
        { "ab", "ba", 1, 1 },       { "async", "asnyc", 2, 1 }, { "ca", "abc", 3, 3 },
        { "closure", "clozure", 2, 1 }, { "closure", "closur", 2, 1 },
        { "closure", "cclosure", 2, 1 }, { "abcdef", "badcfe", 3, 3 }, { "abc", "xyz", 1, 2 },
        { "abcd", "abcdefgh", 3, 4 }, { "lifetime", "lifteime", 1, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct str a = str_of(cases[i].a);
        struct str b = str_of(cases[i].b);

        assert_int_equal(spelling_distance(a, b, cases[i].limit), cases[i].distance);
        assert_int_equal(spelling_distance(b, a, cases[i].limit), cases[i].distance);
    }
}

static void assert_corrected(struct index *ix, const char *word, const char *expected)
{
    struct buf out = BUF_INIT;
    struct error err;
    enum status st = spelling_correct(ix, str_of(word), &out, &err);

    assert_int_equal(st, expected != NULL ? STATUS_OK : STATUS_NOT_FOUND);
    assert_string_equal(out.ptr, expected != NULL ? expected : "");
    buf_release(&out);
}

static struct index *open_words(const struct fixture *f)
{
    struct index *ix = NULL;
    struct error err;

    (void)build(f);
    assert_int_equal(index_open(f->path.ptr, &ix, &err), STATUS_OK);
    return ix;
}

static void unknown_words_are_corrected(void **state)
{
    struct fixture *f = *state;
    struct index *ix;

    write_file(f, "a.md", "# Async closures\n\nlifetime transmogrification iterators ok\n");
    ix = open_words(f);
    assert_corrected(ix, "asnyc", "async");
    assert_corrected(ix, "clozures", "closures");
    assert_corrected(ix, "lifteime", "lifetime");
    assert_corrected(ix, "itrators", "iterators");
    assert_corrected(ix, "transmgrifcatoin", "transmogrification"); /* 3 beyond eleven letters */
    assert_corrected(ix, "qqqqqq", NULL);
    index_close(ix);
}

static void how_far_a_word_may_be_depends_on_its_length(void **state)
{
    struct fixture *f = *state;
    struct index *ix;

    write_file(f, "a.md", "# Xylem\n\nmarkets interchangeably\n");
    ix = open_words(f);
    assert_corrected(ix, "xylam", "xylem");
    assert_corrected(ix, "xulam", NULL);                       /* 2 in five */
    assert_corrected(ix, "merkats", "markets");                /* 2 in seven */
    assert_corrected(ix, "merkbtz", NULL);                     /* 3 in seven */
    assert_corrected(ix, "imterchamgeadly", "interchangeably"); /* 3 in fifteen */
    assert_corrected(ix, "imterchamgeadlx", NULL);             /* 4 in fifteen */
    index_close(ix);
}

static void of_equally_near_words_the_more_frequent_is_meant(void **state)
{
    struct fixture *f = *state;
    struct index *ix;
    struct buf text = BUF_INIT;

    for (int i = 0; i < 40; i++)
        buf_addf(&text, "# S%d\n\nborrow\n\n", i);
    buf_adds(&text, "# One\n\nburrow\n");
    write_file(f, "a.md", text.ptr);
    buf_release(&text);
    ix = open_words(f);
    assert_corrected(ix, "berrow", "borrow");
    index_close(ix);
}

static void the_nearer_word_is_meant_however_rare(void **state)
{
    struct fixture *f = *state;
    struct index *ix;
    struct buf text = BUF_INIT;

    for (int i = 0; i < 40; i++)
        buf_addf(&text, "# S%d\n\nmatcher\n\n", i);
    buf_adds(&text, "# One\n\nmarches\n");
    write_file(f, "a.md", text.ptr);
    buf_release(&text);
    ix = open_words(f);
    assert_corrected(ix, "marchez", "marches");
    index_close(ix);
}

static void beginnings_are_completed(void **state)
{
    struct fixture *f = *state;
    struct index *ix;

    write_file(f, "a.md", "# Serialization\n\ndeserialization\n");
    ix = open_words(f);
    assert_corrected(ix, "seriali", "serialization");
    assert_corrected(ix, "deserial", "deserialization");
    index_close(ix);
}

static void words_written_together_are_parted(void **state)
{
    struct fixture *f = *state;
    struct index *ix;

    write_file(f, "a.md", "# Async\n\nThe trait and the thread\n");
    ix = open_words(f);
    assert_corrected(ix, "asynctrait", "async trait");
    assert_corrected(ix, "traitthread", "trait thread");
    index_close(ix);
}

/* What is known is the word, not its stem. */
static void inflected_words_written_together_are_parted(void **state)
{
    struct fixture *f = *state;
    struct index *ix;

    write_file(f, "a.md", "# Async\n\nThe closures are moving\n");
    ix = open_words(f);
    assert_corrected(ix, "asyncclosures", "async closures");
    index_close(ix);
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_count_edits_up_to_a_limit),
        FILE_TEST(unknown_words_are_corrected),
        FILE_TEST(how_far_a_word_may_be_depends_on_its_length),
        FILE_TEST(of_equally_near_words_the_more_frequent_is_meant),
        FILE_TEST(the_nearer_word_is_meant_however_rare),
        FILE_TEST(beginnings_are_completed),
        FILE_TEST(words_written_together_are_parted),
        FILE_TEST(inflected_words_written_together_are_parted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

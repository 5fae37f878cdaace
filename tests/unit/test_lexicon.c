/* The lexicon: words, stems and counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/lexicon.h"
#include "core/xalloc.h"

enum { MANY = 50000 };

static void a_word_is_kept_once(void **state)
{
    struct lexicon *lx = lexicon_new();
    char text[] = "future";
    struct lexicon_word *word = lexicon_intern(lx, str_of(text));

    (void)state;
    text[0] = 'F'; /* the lexicon has a copy */
    assert_true(str_equals(word->text, "future"));
    assert_ptr_equal(lexicon_intern(lx, str_slice("futures", 6)), word);
    assert_ptr_not_equal(lexicon_intern(lx, str_of("futures")), word);
    assert_int_equal(lexicon_count(lx), 2);
    assert_int_equal(word->word_entries, 0);
    assert_int_equal(word->token_entries, 0);
    lexicon_free(lx);
    lexicon_free(NULL);
}

static void any_bytes_make_a_word(void **state)
{
    struct lexicon *lx = lexicon_new();
    struct lexicon_word *empty = lexicon_intern(lx, str_of(""));

    (void)state;
    assert_int_equal(empty->text.len, 0);
    assert_ptr_equal(lexicon_intern(lx, (struct str){ NULL, 0 }), empty);
    assert_ptr_not_equal(lexicon_intern(lx, str_slice("a\0b", 3)),
                         lexicon_intern(lx, str_slice("a\0c", 3)));
    assert_true(str_equals(lexicon_intern(lx, str_of("\xff\x80"))->text, "\xff\x80"));
    lexicon_free(lx);
}

/* Hidden in the one above by its first lookup: nothing as the very first word. */
static void a_slice_of_nothing_is_the_empty_word(void **state)
{
    struct lexicon *lx = lexicon_new();

    (void)state;
    assert_int_equal(lexicon_intern(lx, (struct str){ NULL, 0 })->text.len, 0);
    assert_int_equal(lexicon_count(lx), 1);
    lexicon_free(lx);
}

static void words_stay_where_they_are_while_it_grows(void **state)
{
    struct lexicon *lx = lexicon_new();
    struct lexicon_word **words = xcalloc(MANY, sizeof(*words));
    struct buf name = BUF_INIT;

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        buf_clear(&name);
        buf_addf(&name, "w%zu", i);
        words[i] = lexicon_intern(lx, buf_str(&name));
        words[i]->word_entries = (uint32_t)i;
    }
    assert_int_equal(lexicon_count(lx), MANY);
    for (size_t i = 0; i < MANY; i++) {
        buf_clear(&name);
        buf_addf(&name, "w%zu", i);
        assert_ptr_equal(lexicon_intern(lx, buf_str(&name)), words[i]);
        assert_ptr_equal(lexicon_at(lx, i), words[i]); /* in the order they came */
        assert_true(str_equal(words[i]->text, buf_str(&name)));
        assert_int_equal(words[i]->word_entries, i);
    }
    assert_int_equal(lexicon_count(lx), MANY);
    buf_release(&name);
    free(words);
    lexicon_free(lx);
}

static void words_of_any_length_are_kept(void **state)
{
    static const size_t lengths[] = { 1, 65534, 65535, 65536, 65537, 200000, 3 };
    struct lexicon *lx = lexicon_new();
    char *text = xmalloc(200000);

    (void)state;
    memset(text, 'x', 200000);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
        assert_int_equal(lexicon_intern(lx, str_slice(text, lengths[i]))->text.len, lengths[i]);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
        assert_memory_equal(lexicon_at(lx, i)->text.ptr, text, lengths[i]);
    free(text);
    lexicon_free(lx);
}

static void clearing_forgets_every_word(void **state)
{
    struct lexicon *lx = lexicon_new();
    struct lexicon_word *word = lexicon_intern(lx, str_of("old"));

    (void)state;
    lexicon_count_word(word, 1);
    assert_true(lexicon_stem(lx, word) != NULL);
    lexicon_clear(lx);
    assert_int_equal(lexicon_count(lx), 0);
    word = lexicon_intern(lx, str_of("new"));
    assert_int_equal(lexicon_count(lx), 1);
    assert_ptr_equal(lexicon_at(lx, 0), word);
    assert_int_equal(lexicon_intern(lx, str_of("old"))->word_entries, 0);
    lexicon_free(lx);
}

static void words_are_stemmed_as_snowball_does(void **state)
{
    static const struct {
        const char *word, *stem;
    } cases[] = {
        { "closures", "closur" }, { "closure", "closur" },   { "running", "run" },
        { "cities", "citi" },     { "generously", "generous" }, { "iter", "iter" },
        { "iterator", "iter" },   { "it's", "it" },          { "as", "as" },
        { "u32", "u32" },         { "e0382", "e0382" },      { "us", "us" },
        { "caf\u00e9s", "caf\u00e9s" }, { "utf8s", "utf8s" }, { "", "" },
    };
    struct lexicon *lx = lexicon_new();

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct lexicon_word *word = lexicon_intern(lx, str_of(cases[i].word));
        struct lexicon_word *stem = lexicon_stem(lx, word);

        assert_true(str_equals(stem->text, cases[i].stem));
        assert_ptr_equal(lexicon_stem(lx, word), stem);
        assert_ptr_equal(word->stem, stem);
        if (strcmp(cases[i].word, cases[i].stem) == 0)
            assert_ptr_equal(stem, word);
        else
            assert_ptr_equal(stem, lexicon_intern(lx, str_of(cases[i].stem)));
    }
    lexicon_free(lx);
}

static void an_entry_counts_once(void **state)
{
    struct lexicon *lx = lexicon_new();
    struct lexicon_word *word = lexicon_intern(lx, str_of("pin"));

    (void)state;
    lexicon_count_word(word, 1);
    lexicon_count_word(word, 1);
    assert_int_equal(word->word_entries, 1);
    assert_int_equal(word->token_entries, 0);
    lexicon_count_token(word, 1);
    lexicon_count_token(word, 2);
    lexicon_count_token(word, 2);
    lexicon_count_word(word, 7);
    assert_int_equal(word->word_entries, 2);
    assert_int_equal(word->token_entries, 2);
    lexicon_free(lx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_kept_once),
        cmocka_unit_test(any_bytes_make_a_word),
        cmocka_unit_test(a_slice_of_nothing_is_the_empty_word),
        cmocka_unit_test(words_stay_where_they_are_while_it_grows),
        cmocka_unit_test(words_of_any_length_are_kept),
        cmocka_unit_test(clearing_forgets_every_word),
        cmocka_unit_test(words_are_stemmed_as_snowball_does),
        cmocka_unit_test(an_entry_counts_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

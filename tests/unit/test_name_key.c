/* Name keys: ways to write a name that mean the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/name_key.h"

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

static void assert_key(struct tokenizer *tk, const char *text, const char *expected)
{
    struct buf key = BUF_INIT;

    buf_adds(&key, ">");
    name_key_add(&key, tk, str_of(text));
    assert_string_equal(key.ptr + 1, expected);
    buf_release(&key);
}

static void a_key_is_the_stems_without_stop_words(void **state)
{
    assert_key(*state, "The Async-Closures!", "async closur");
    assert_key(*state, "async closure", "async closur");
    assert_key(*state, "How to retry with an async closure", "retri async closur");
    assert_key(*state, "Caf\u00e9", "cafe");
    assert_key(*state, "E0382", "e0382");
}

static void compounds_give_their_parts(void **state)
{
    assert_key(*state, "JoinSet", "join set");
    assert_key(*state, "join_set", "join set");
    assert_key(*state, "join-set", "join set");
    assert_key(*state, "join set", "join set");
    assert_key(*state, "std::sync::Arc", "std sync arc");
}

static void stop_words_count_in_compounds_and_paths(void **state)
{
    assert_key(*state, "Vec::push_all", "vec push all");
    assert_key(*state, "sort_by", "sort by");
    assert_key(*state, "String::from", "string from");
    assert_key(*state, "a String from bytes", "string byte");
    assert_key(*state, "E0382: use of moved value", "e0382 move valu");
}

static void a_text_of_stop_words_alone_keeps_them(void **state)
{
    assert_key(*state, "the", "the");
    assert_key(*state, "How to", "how to");
    assert_key(*state, "where", "where");
}

static void a_text_of_symbols_alone_keeps_them(void **state)
{
    assert_key(*state, "?", "?");
    assert_key(*state, " ..= ", "..=");
    assert_key(*state, "\U0001F980", "\U0001F980");
}

static void nothing_gives_nothing(void **state)
{
    assert_key(*state, "", "");
    assert_key(*state, " \n\t", "");
}

static void a_long_key_is_cut(void **state)
{
    struct buf text = BUF_INIT;
    struct buf key = BUF_INIT;
    struct buf other = BUF_INIT;

    for (int i = 0; i < 500; i++)
        buf_addf(&text, "word%d ", i);
    buf_adds(&key, "before ");
    name_key_add(&key, *state, buf_str(&text));
    assert_int_equal(key.len, strlen("before ") + NAME_KEY_MAX);
    assert_memory_equal(key.ptr, "before word0 word1 ", 19);
    buf_adds(&text, "and more");
    buf_adds(&other, "before ");
    name_key_add(&other, *state, buf_str(&text));
    assert_true(str_equal(buf_str(&key), buf_str(&other)));
    buf_release(&text);
    buf_release(&key);
    buf_release(&other);
}

static void a_prefix_leaves_its_last_word_unstemmed(void **state)
{
    static const struct {
        const char *text, *key;
    } cases[] = {
        { "", "" },
        { "vec::pu", "vec pu" },
        { "HashMap::entry", "hash map entry" },
        { "HashMap::", "hash map " },
        { "Entries of", "entri of" },
        { "How to re", "re" },
        { "how to ", "" },
        { "String::from", "string from" },
        { "spawning_", "spawn " },
    };
    struct buf key = BUF_INIT;

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        buf_clear(&key);
        name_key_add_prefix(&key, *state, str_of(cases[i].text));
        assert_string_equal(key.ptr, cases[i].key);
    }
    buf_release(&key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_the_stems_without_stop_words),
        cmocka_unit_test(compounds_give_their_parts),
        cmocka_unit_test(stop_words_count_in_compounds_and_paths),
        cmocka_unit_test(a_text_of_stop_words_alone_keeps_them),
        cmocka_unit_test(a_text_of_symbols_alone_keeps_them),
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(a_long_key_is_cut),
        cmocka_unit_test(a_prefix_leaves_its_last_word_unstemmed),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

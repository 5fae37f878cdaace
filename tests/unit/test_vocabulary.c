/* The vocabulary's records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/vocabulary.h"

static void letters_are_a_set_of_bits(void **state)
{
    static const struct {
        const char *word;
        uint32_t letters;
    } cases[] = {
        { "", 0 },
        { "a", 1u },
        { "z", 1u << 25 },
        { "abba", 3u },
        { "u32", 1u << 20 | 1u << 26 },
        { "0123456789", 1u << 26 },
        { "don't", 1u << 3 | 1u << 14 | 1u << 13 | 1u << 27 | 1u << 19 },
        { "_", 1u << 27 },
        { "1.85", 1u << 26 | 1u << 28 },
        { "\u00e9", 1u << 28 },
        { "A", 1u << 28 }, /* words are folded before */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_int_equal(vocabulary_letters(str_of(cases[i].word)), cases[i].letters);
}

static void a_record_is_as_the_format_says(void **state)
{
    struct buf rows = BUF_INIT;

    (void)state;
    vocabulary_add(&rows, str_of("az_1"), 9);
    assert_int_equal(rows.len, VOCABULARY_RECORD_HEAD + 4);
    assert_memory_equal(rows.ptr, "\x01\x00\x00\x0e\x03" "az_1", rows.len);
    buf_release(&rows);
}

static void the_count_is_kept_as_its_logarithm(void **state)
{
    static const struct {
        int64_t entries;
        uint8_t log;
    } cases[] = {
        { 0, 0 }, { 1, 0 }, { 2, 1 }, { 3, 1 }, { 4, 2 }, { 1023, 9 }, { 1024, 10 },
        { INT64_C(1) << 32, 32 }, { INT64_MAX, 62 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf rows = BUF_INIT;

        vocabulary_add(&rows, str_of("x"), cases[i].entries);
        assert_int_equal(vocabulary_read((const unsigned char *)rows.ptr, 1).log_entries,
                         cases[i].log);
        buf_release(&rows);
    }
}

static void what_is_added_is_read_back(void **state)
{
    static const char *const words[] = { "join", "u128", "1.85", "don't", "_x9y", "\u4e2da" };
    struct buf rows = BUF_INIT;

    (void)state;
    for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
        vocabulary_add(&rows, str_slice(words[k], 4), INT64_C(1) << k);
    assert_int_equal(rows.len,
                     sizeof(words) / sizeof(*words) * (4 + VOCABULARY_RECORD_HEAD));
    for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
        const unsigned char *at =
            (const unsigned char *)rows.ptr + k * (4 + VOCABULARY_RECORD_HEAD);
        struct vocabulary_word read = vocabulary_read(at, 4);

        assert_true(str_equal(read.word, str_slice(words[k], 4)));
        assert_ptr_equal(read.word.ptr, at + VOCABULARY_RECORD_HEAD);
        assert_int_equal(read.letters, vocabulary_letters(str_slice(words[k], 4)));
        assert_int_equal(read.log_entries, k);
    }
    buf_release(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_a_set_of_bits),
        cmocka_unit_test(a_record_is_as_the_format_says),
        cmocka_unit_test(the_count_is_kept_as_its_logarithm),
        cmocka_unit_test(what_is_added_is_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

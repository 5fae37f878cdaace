/* Slugs: the fragments that mdBook, GitHub and rustdoc give to headings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/text.h"
#include "indexer/slug.h"

static int set_up(void **state)
{
    *state = slugs_new();
    return 0;
}

static int tear_down(void **state)
{
    slugs_free(*state);
    return 0;
}

static void assert_slug(struct slugs *s, const char *title, const char *expected)
{
    char *slug = slugs_add(s, str_of(title));

    assert_string_equal(slug, expected);
    free(slug);
}

static void headings_become_fragments(void **state)
{
    assert_slug(*state, "Retry with an async closure", "retry-with-an-async-closure");
    assert_slug(*state, "Errors: add context", "errors-add-context");
    assert_slug(*state, "`Vec<T>` & friends!", "vect--friends");
    assert_slug(*state, "snake_case and kebab-case", "snake_case-and-kebab-case");
    assert_slug(*state, "  trimmed  ", "trimmed");
    assert_slug(*state, "What's new in 1.85?", "whats-new-in-185");
    assert_slug(*state, "C++", "c");
    assert_slug(*state, "a\tb", "a-b");
    assert_slug(*state, "The ? operator", "the--operator");
}

static void letters_of_other_scripts_stay(void **state)
{
    assert_slug(*state, "\u6240\u6709\u6743 Rust", "\u6240\u6709\u6743-rust");
    assert_slug(*state, "\u041c\u0438\u0440", "\u043c\u0438\u0440");
    assert_slug(*state, "\U0001F980 crab", "-crab");
}

static void accents_stay(void **state)
{
    assert_slug(*state, "Caf\u00e9", "caf\u00e9");
    assert_slug(*state, "\u304c", "\u304c");
    assert_slug(*state, "\ud55c", "\ud55c");
}

static void the_same_text_gets_a_number(void **state)
{
    assert_slug(*state, "Examples", "examples");
    assert_slug(*state, "Examples", "examples-1");
    assert_slug(*state, "examples!", "examples-2");
    assert_slug(*state, "Other", "other");
    assert_slug(*state, "", "");
    assert_slug(*state, "?", "-1");
}

static void each_slug_is_given_once(void **state)
{
    static const char *const titles[] = { "a", "a", "a-1", "a-1", "b-1", "b", "b" };
    char *given[sizeof(titles) / sizeof(*titles)];
    size_t count = sizeof(titles) / sizeof(*titles);
    bool twice = false;

    for (size_t i = 0; i < count; i++) {
        given[i] = slugs_add(*state, str_of(titles[i]));
        for (size_t k = 0; k < i; k++)
            twice = twice || strcmp(given[i], given[k]) == 0;
    }
    for (size_t i = 0; i < count; i++)
        free(given[i]);
    assert_false(twice);
}

static void long_titles_give_valid_slugs(void **state)
{
    struct buf title = BUF_INIT;
    char *slug;

    for (int i = 0; i < 500; i++)
        buf_adds(&title, "\u6240");
    slug = slugs_add(*state, buf_str(&title));
    assert_true(strlen(slug) > 100);
    assert_int_equal(utf8_valid_prefix(str_of(slug)), strlen(slug));
    free(slug);
    buf_release(&title);
}

#define SLUG_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SLUG_TEST(headings_become_fragments),   SLUG_TEST(letters_of_other_scripts_stay),
        SLUG_TEST(accents_stay),                SLUG_TEST(the_same_text_gets_a_number),
        SLUG_TEST(each_slug_is_given_once),     SLUG_TEST(long_titles_give_valid_slugs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

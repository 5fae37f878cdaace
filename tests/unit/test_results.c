/* Results of checks, kept in a folder of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/xalloc.h"
#include "runner/files.h"
#include "runner/results.h"

static const unsigned char KEY[SNIPPET_KEY_BYTES] = { 1, 2, 3 };
static const unsigned char OTHER_KEY[SNIPPET_KEY_BYTES] = { 1, 2, 4 };

struct fixture {
    char *dir;
    struct buf cache;    /* two folders further down; not there at first */
    struct buf database; /* the file in it */
};

static int set_up(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));

    assert_int_equal(files_make_scratch(&f->dir, NULL), STATUS_OK);
    buf_init(&f->cache);
    buf_addf(&f->cache, "%s/a/b", f->dir);
    buf_init(&f->database);
    buf_addf(&f->database, "%s/results-1.db", f->cache.ptr);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    files_remove_tree(f->dir);
    buf_release(&f->cache);
    buf_release(&f->database);
    free(f->dir);
    free(f);
    return 0;
}

static struct results *open_results(const struct fixture *f)
{
    struct results *r = NULL;
    struct error err;

    if (results_open(f->cache.ptr, &r, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    assert_non_null(r);
    return r;
}

/* detail: NULL: nothing is kept under the key. */
static void assert_result(struct results *r, const unsigned char *key, int outcome,
                          const char *detail)
{
    char *found = NULL;
    int number = -1;

    assert_int_equal(results_get(r, key, &number, &found), detail != NULL);
    if (detail == NULL)
        return;
    assert_int_equal(number, outcome);
    assert_string_equal(found, detail);
    free(found);
}

static void what_was_put_is_got_now_and_later(void **state)
{
    const struct fixture *f = *state;
    struct results *r = open_results(f);

    assert_result(r, KEY, 0, NULL);
    results_put(r, KEY, 3, "E0308: mismatched types");
    results_put(r, OTHER_KEY, 0, "");
    assert_result(r, KEY, 3, "E0308: mismatched types");
    assert_result(r, OTHER_KEY, 0, "");
    results_close(r);
    r = open_results(f);
    assert_result(r, KEY, 3, "E0308: mismatched types");
    assert_result(r, OTHER_KEY, 0, "");
    results_close(r);
}

static void a_later_result_replaces_an_earlier_one(void **state)
{
    const struct fixture *f = *state;
    struct results *r = open_results(f);

    results_put(r, KEY, 1, "first");
    results_put(r, KEY, 2, "second \xC3\xA9");
    assert_result(r, KEY, 2, "second \xC3\xA9");
    results_close(r);
    r = open_results(f);
    results_put(r, KEY, 4, "third");
    results_close(r);
    r = open_results(f);
    assert_result(r, KEY, 4, "third");
    results_close(r);
}

static void keys_are_bytes_and_hold_zeros(void **state)
{
    const struct fixture *f = *state;
    struct results *r = open_results(f);
    unsigned char key[SNIPPET_KEY_BYTES] = { 0 };

    for (int i = 0; i < SNIPPET_KEY_BYTES; i++) {
        key[i] = 255;
        results_put(r, key, i, "x");
    }
    memset(key, 0, sizeof(key));
    assert_result(r, key, 0, NULL);
    for (int i = 0; i < SNIPPET_KEY_BYTES; i++) {
        key[i] = 255;
        assert_result(r, key, i, "x");
    }
    results_close(r);
}

/* A check takes minutes; another one may start meanwhile, and must not wait for it. */
static void two_openers_do_not_wait_for_each_other(void **state)
{
    const struct fixture *f = *state;
    struct results *first = open_results(f);
    struct results *second;

    second = open_results(f);
    results_put(second, KEY, 1, "second");
    assert_result(second, KEY, 1, "second");
    assert_result(first, KEY, 0, NULL); /* not before the other is closed */
    results_close(second);
    assert_result(first, KEY, 1, "second");
    results_put(first, OTHER_KEY, 2, "first");
    second = open_results(f); /* reads beside a writer */
    assert_result(second, KEY, 1, "second");
    assert_result(second, OTHER_KEY, 0, NULL);
    results_close(second);
    results_close(first);
    first = open_results(f);
    assert_result(first, KEY, 1, "second");
    assert_result(first, OTHER_KEY, 2, "first");
    results_close(first);
}

static void assert_not_opened(const struct fixture *f, const char *path, const char *why)
{
    struct results *r = NULL;
    struct error err = { .code = STATUS_OK };

    assert_int_equal(results_open(f->cache.ptr, &r, &err), STATUS_IO);
    assert_null(r);
    assert_int_equal(err.code, STATUS_IO);
    assert_non_null(strstr(err.msg, path));
    assert_non_null(strstr(err.msg, why));
    assert_null(strchr(err.msg, '\n'));
}

static void a_damaged_file_starts_anew(void **state)
{
    const struct fixture *f = *state;
    struct buf junk = BUF_INIT;
    struct results *r;

    for (int i = 0; i < 5000; i++)
        buf_addc(&junk, (char)('a' + i % 26));
    assert_int_equal(files_make_folders(f->cache.ptr, NULL), STATUS_OK);
    assert_int_equal(files_write(f->database.ptr, buf_str(&junk), NULL), STATUS_OK);
    r = open_results(f);
    assert_result(r, KEY, 0, NULL);
    results_put(r, KEY, 1, "x");
    results_close(r);
    r = open_results(f);
    assert_result(r, KEY, 1, "x");
    results_close(r);
    buf_release(&junk);
}

static void a_file_with_another_table_is_named(void **state)
{
    const struct fixture *f = *state;
    struct buf data = BUF_INIT;
    char *at;

    results_close(open_results(f));
    assert_int_equal(files_read(f->database.ptr, 1 << 20, &data, NULL), STATUS_OK);
    at = memmem(data.ptr, data.len, "outcome", strlen("outcome"));
    assert_non_null(at);
    memcpy(at, "outcame", strlen("outcame"));
    assert_int_equal(files_write(f->database.ptr, buf_str(&data), NULL), STATUS_OK);
    assert_not_opened(f, f->database.ptr, "outcome");
    buf_release(&data);
}

/* Zeroes the pages behind the first one, where the results are. */
static void a_lost_page_gives_no_result(void **state)
{
    const struct fixture *f = *state;
    struct results *r = open_results(f);
    struct buf data = BUF_INIT;
    char *detail = NULL;
    int outcome = -1;

    results_put(r, KEY, 1, "x");
    results_close(r);
    assert_int_equal(files_read(f->database.ptr, 1 << 20, &data, NULL), STATUS_OK);
    assert_true(data.len > 4096);
    memset(data.ptr + 4096, 0, data.len - 4096);
    assert_int_equal(files_write(f->database.ptr, buf_str(&data), NULL), STATUS_OK);
    r = open_results(f);
    assert_false(results_get(r, KEY, &outcome, &detail));
    assert_null(detail);
    results_put(r, OTHER_KEY, 2, "y"); /* cannot be kept, and need not */
    results_close(r);
    buf_release(&data);
}

static void an_empty_file_is_a_new_database(void **state)
{
    const struct fixture *f = *state;
    struct results *r;

    assert_int_equal(files_make_folders(f->cache.ptr, NULL), STATUS_OK);
    assert_int_equal(files_write(f->database.ptr, str_of(""), NULL), STATUS_OK);
    r = open_results(f);
    results_put(r, KEY, 1, "x");
    assert_result(r, KEY, 1, "x");
    results_close(r);
}

static void a_file_in_place_of_the_folder_is_named(void **state)
{
    const struct fixture *f = *state;
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/a", f->dir);
    assert_int_equal(files_write(path.ptr, str_of("x"), NULL), STATUS_OK);
    assert_not_opened(f, f->cache.ptr, "Not a directory");
    buf_release(&path);
}

static void nothing_may_be_closed(void **state)
{
    (void)state;
    results_close(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_put_is_got_now_and_later),
        TEST(a_later_result_replaces_an_earlier_one),
        TEST(keys_are_bytes_and_hold_zeros),
        TEST(two_openers_do_not_wait_for_each_other),
        TEST(a_damaged_file_starts_anew),
        TEST(a_file_with_another_table_is_named),
        TEST(a_lost_page_gives_no_result),
        TEST(an_empty_file_is_a_new_database),
        TEST(a_file_in_place_of_the_folder_is_named),
        cmocka_unit_test(nothing_may_be_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

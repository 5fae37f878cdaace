/* Results of checks in the index: written, read, replaced, kept and lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/verification.h"
#include "indexer/indexer.h"
#include "tests/unit/index_fixture.h"

static void key_of(unsigned char key[SNIPPET_KEY_BYTES], const char *code)
{
    const struct snippet_claim claim = { .code = str_of(code), .edition = 2024 };

    snippet_claim_key(key, &claim);
}

static void put(const struct fixture *f, const char *code, enum verification_outcome outcome,
                const char *detail)
{
    unsigned char key[SNIPPET_KEY_BYTES];
    struct writer *w = NULL;
    struct error err = { .msg = "" };
    bool changed = false;

    key_of(key, code);
    assert_int_equal(writer_open(f->path.ptr, false, &w, &err), STATUS_OK);
    assert_int_equal(writer_put_verification(w, key, (int)outcome, "1.85.0", detail, &err),
                     STATUS_OK);
    assert_int_equal(writer_commit(w, &changed, &err), STATUS_OK);
    assert_true(changed);
    writer_close(w);
}

static enum status find(const struct fixture *f, const char *code, struct verification *out)
{
    unsigned char key[SNIPPET_KEY_BYTES];
    struct index *ix = NULL;
    struct error err = { .msg = "" };
    enum status st;

    key_of(key, code);
    assert_int_equal(index_open(f->path.ptr, &ix, &err), STATUS_OK);
    assert_int_equal(index_verify(ix, &err), STATUS_OK);
    st = verification_find(ix, key, out, &err);
    index_close(ix);
    return st;
}

static void assert_found(const struct fixture *f, const char *code,
                         enum verification_outcome outcome, const char *detail)
{
    struct verification v = { 0 };

    assert_int_equal(find(f, code, &v), STATUS_OK);
    assert_int_equal(v.outcome, outcome);
    assert_string_equal(v.detail, detail);
    verification_release(&v);
}

static void assert_unknown(const struct fixture *f, const char *code)
{
    assert_int_equal(find(f, code, NULL), STATUS_NOT_FOUND);
}

static void nothing_is_known_of_what_was_not_checked(void **state)
{
    struct fixture *f = *state;

    index_close(open_built(f, "# One\n\nText.\n"));
    assert_unknown(f, "a();");
    put(f, "a();", VERIFICATION_PASSED, "");
    assert_unknown(f, "b();");
}

static void a_result_is_read_as_it_was_written(void **state)
{
    struct fixture *f = *state;
    struct verification v = { 0 };
    char before[16];
    char after[16];
    time_t now = time(NULL);

    index_close(open_built(f, "# One\n\nText.\n"));
    assert_int_equal(strftime(before, sizeof(before), "%Y-%m-%d", gmtime(&now)), 10);
    put(f, "a();", VERIFICATION_FAILED, "cannot find \u00aba\u00bb");
    assert_int_equal(find(f, "a();", &v), STATUS_OK);
    now = time(NULL);
    assert_int_equal(strftime(after, sizeof(after), "%Y-%m-%d", gmtime(&now)), 10);
    assert_int_equal(v.outcome, VERIFICATION_FAILED);
    assert_string_equal(v.rustc, "1.85.0");
    assert_string_equal(v.detail, "cannot find \u00aba\u00bb");
    assert_true(strcmp(v.checked_at, before) == 0 || strcmp(v.checked_at, after) == 0);
    verification_release(&v);
    verification_release(&v); /* once more does no harm */
    assert_null(v.detail);
}

static void many_are_asked_for_through_one_index(void **state)
{
    struct fixture *f = *state;
    unsigned char key[SNIPPET_KEY_BYTES];
    struct index *ix;

    index_close(open_built(f, "# One\n\nText.\n"));
    put(f, "a();", VERIFICATION_PASSED, "");
    put(f, "b();", VERIFICATION_SKIPPED, "needs tokio 1");
    ix = open_built(f, "# One\n\nText.\n");
    for (int i = 0; i < 3; i++) {
        struct verification v = { 0 };

        key_of(key, "b();");
        assert_int_equal(verification_find(ix, key, &v, NULL), STATUS_OK);
        assert_string_equal(v.detail, "needs tokio 1");
        verification_release(&v);
        key_of(key, "c();");
        assert_int_equal(verification_find(ix, key, &v, NULL), STATUS_NOT_FOUND);
    }
    index_close(ix);
}

static void a_new_result_takes_the_place_of_the_old_one(void **state)
{
    struct fixture *f = *state;

    index_close(open_built(f, "# One\n\nText.\n"));
    put(f, "a();", VERIFICATION_FAILED, "E0425");
    put(f, "a();", VERIFICATION_FAILED_AS_DECLARED, "");
    assert_found(f, "a();", VERIFICATION_FAILED_AS_DECLARED, "");
}

static void a_refresh_keeps_results_and_a_removed_index_does_not(void **state)
{
    struct fixture *f = *state;

    index_close(open_built(f, "# One\n\nText.\n"));
    put(f, "a();", VERIFICATION_PASSED, "");
    index_close(open_built(f, "# One\n\nOther text, and more of it.\n"));
    assert_found(f, "a();", VERIFICATION_PASSED, "");
    assert_int_equal(unlink(f->path.ptr), 0);
    index_close(open_built(f, "# One\n\nText.\n"));
    assert_unknown(f, "a();");
}

static void a_rebuild_starts_without_results(void **state)
{
    static const struct indexer_events events = { .ctx = NULL };
    struct fixture *f = *state;
    const struct indexer_source source = { .path = f->docs.ptr, .name = "docs" };
    struct indexer_report report;
    struct writer *w = NULL;
    bool changed = false;

    index_close(open_built(f, "# One\n\nText.\n"));
    put(f, "a();", VERIFICATION_PASSED, "");
    assert_int_equal(writer_open(f->path.ptr, true, &w, NULL), STATUS_OK);
    assert_int_equal(indexer_add(w, &source, &events, &report, NULL), STATUS_OK);
    assert_int_equal(writer_commit(w, &changed, NULL), STATUS_OK);
    writer_close(w);
    assert_unknown(f, "a();");
}

static void without_a_commit_nothing_is_known(void **state)
{
    struct fixture *f = *state;
    unsigned char key[SNIPPET_KEY_BYTES];
    struct writer *w = NULL;

    key_of(key, "a();");
    index_close(open_built(f, "# One\n\nText.\n"));
    assert_int_equal(writer_open(f->path.ptr, false, &w, NULL), STATUS_OK);
    assert_int_equal(writer_put_verification(w, key, VERIFICATION_PASSED, "1.85.0", "", NULL),
                     STATUS_OK);
    writer_close(w);
    assert_unknown(f, "a();");
}

static void a_result_of_unknown_kind_is_told(void **state)
{
    struct fixture *f = *state;

    index_close(open_built(f, "# One\n\nText.\n"));
    put(f, "a();", (enum verification_outcome)9, "");
    assert_int_equal(find(f, "a();", NULL), STATUS_CORRUPT);
}

static void a_snippet_that_fails_as_it_declares_passes(void **state)
{
    (void)state;
    assert_string_equal(verification_name(VERIFICATION_PASSED), "pass");
    assert_string_equal(verification_name(VERIFICATION_FAILED_AS_DECLARED), "pass");
    assert_string_equal(verification_name(VERIFICATION_FAILED), "fail");
    assert_string_equal(verification_name(VERIFICATION_SKIPPED), "skip");
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(nothing_is_known_of_what_was_not_checked),
        FILE_TEST(a_result_is_read_as_it_was_written),
        FILE_TEST(many_are_asked_for_through_one_index),
        FILE_TEST(a_new_result_takes_the_place_of_the_old_one),
        FILE_TEST(a_refresh_keeps_results_and_a_removed_index_does_not),
        FILE_TEST(a_rebuild_starts_without_results),
        FILE_TEST(without_a_commit_nothing_is_known),
        FILE_TEST(a_result_of_unknown_kind_is_told),
        cmocka_unit_test(a_snippet_that_fails_as_it_declares_passes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

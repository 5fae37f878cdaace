/* Fields: the comment that says what a pattern is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/fields.h"

static void only_pattern_comments_hold_fields(void **state)
{
    (void)state;
    assert_true(fields_is_comment(str_of("<!-- pattern\nsince: 1.85\n-->\n")));
    assert_true(fields_is_comment(str_of("<!-- pattern  \r\n-->")));
    assert_true(fields_is_comment(str_of("  <!--pattern\n-->")));
    assert_false(fields_is_comment(str_of("<!-- patterns\nsince: 1.85\n-->")));
    assert_false(fields_is_comment(str_of("<!-- a pattern\n-->")));
    assert_false(fields_is_comment(str_of("<!-- pattern\nsince: 1.85")));
    assert_false(fields_is_comment(str_of("<div>pattern</div>")));
    assert_false(fields_is_comment(str_of("")));
    assert_false(fields_is_comment((struct str){ NULL, 0 }));
}

static void every_key_fills_its_field(void **state)
{
    struct buf notes = BUF_INIT;
    struct entry e;

    (void)state;
    entry_init(&e);
    fields_read(str_of("<!-- pattern\nsince: 1.85\nedition:2024\n status : stable \n"
                       "replaces: lazy_static\nreplaced_by: std/lazy#x\n"
                       "keywords: once: cell, init\ncrates: tokio 1\nfeature: gen_blocks\n"
                       "see: a/b#c, d\nnonsense: x\nno colon\n-->"),
                &e, &notes);
    assert_int_equal(e.kind, ENTRY_PATTERN);
    assert_int_equal(e.status, ENTRY_STATUS_STABLE);
    assert_string_equal(e.since, "1.85");
    assert_string_equal(e.edition, "2024");
    assert_string_equal(e.replaces, "lazy_static");
    assert_string_equal(e.replaced_by, "std/lazy#x");
    assert_string_equal(e.keywords, "once: cell, init");
    assert_non_null(strstr(notes.ptr, "Crates: tokio 1\n"));
    assert_string_equal(e.crates, "tokio 1");
    assert_non_null(strstr(notes.ptr, "gen_blocks"));
    assert_non_null(strstr(notes.ptr, "a/b#c, d"));
    assert_null(strstr(notes.ptr, "nonsense"));
    assert_null(e.title);
    buf_release(&notes);
    entry_release(&e);
}

static void a_later_comment_wins(void **state)
{
    struct buf notes = BUF_INIT;
    struct entry e;

    (void)state;
    entry_init(&e);
    fields_read(str_of("<!-- pattern\nsince: 1.60\nedition: 2018\nstatus: nightly\n-->"), &e, &notes);
    fields_read(str_of("<!-- pattern\nsince: 1.70\nstatus: library\n-->"), &e, &notes);
    assert_string_equal(e.since, "1.70");
    assert_string_equal(e.edition, "2018");
    assert_int_equal(e.status, ENTRY_STATUS_LIBRARY);
    assert_int_equal(notes.len, 0);
    entry_release(&e);
}

static void empty_and_unknown_values_change_nothing(void **state)
{
    struct buf notes = BUF_INIT;
    struct entry e;

    (void)state;
    entry_init(&e);
    fields_read(str_of("<!-- pattern\nsince:\nedition:   \nstatus: shiny\ncrates: \n-->"), &e,
                &notes);
    assert_null(e.since);
    assert_null(e.edition);
    assert_null(e.crates);
    assert_int_equal(e.status, ENTRY_STATUS_NONE);
    assert_int_equal(notes.len, 0);
    entry_release(&e);
}

static void the_comment_may_end_on_the_line_of_its_last_value(void **state)
{
    struct buf notes = BUF_INIT;
    struct entry e;

    (void)state;
    entry_init(&e);
    fields_read(str_of("<!-- pattern\r\nsince: 1.85\r\nedition: 2021 -->\r\n"), &e, &notes);
    assert_string_equal(e.since, "1.85");
    assert_string_equal(e.edition, "2021");
    entry_release(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_pattern_comments_hold_fields),
        cmocka_unit_test(every_key_fills_its_field),
        cmocka_unit_test(a_later_comment_wins),
        cmocka_unit_test(empty_and_unknown_values_change_nothing),
        cmocka_unit_test(the_comment_may_end_on_the_line_of_its_last_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

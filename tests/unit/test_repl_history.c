/* The history of the prompt: what is kept, and how the file survives its writers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/repl_history.h"
#include "core/xalloc.h"
#include "tests/unit/index_fixture.h"

/* lines are single letters: "abc" is a history of three. */
static void assert_tidied(const char *lines, size_t max, const char *expected)
{
    struct history h = { 0 };
    struct buf left = BUF_INIT;

    for (const char *p = lines; *p != '\0'; p++)
        history_add(&h, xmemdup0(p, 1));
    history_tidy(&h, max);
    for (size_t i = 0; i < h.count; i++)
        buf_adds(&left, h.lines[i]);
    assert_string_equal(left.ptr, expected);
    history_release(&h);
    buf_release(&left);
}

static void of_equal_lines_the_newest_stays(void **state)
{
    (void)state;
    assert_tidied("", 10, "");
    assert_tidied("a", 10, "a");
    assert_tidied("aaa", 10, "a");
    assert_tidied("abab", 10, "ab");
    assert_tidied("abcab", 10, "cab");
    assert_tidied("abc", 2, "bc");
    assert_tidied("abcabc", 2, "bc");
    assert_tidied("abc", 0, "");
}

static void a_line_is_read_as_it_was_written(void **state)
{
    const struct fixture *f = *state;
    struct buf path = BUF_INIT;
    struct history h = { 0 };
    struct error err;
    struct stat st;

    buf_addf(&path, "%s/new/folder/history", f->dir);
    assert_int_equal(history_read(path.ptr, &h, &err), STATUS_OK);
    assert_int_equal(h.count, 0);
    assert_int_equal(history_append(path.ptr, str_of("one"), &err), STATUS_OK);
    assert_int_equal(history_append(path.ptr, str_of("two\nlines"), &err), STATUS_OK);
    assert_int_equal(history_append(path.ptr, str_of("one"), &err), STATUS_OK);
    assert_int_equal(stat(path.ptr, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(history_read(path.ptr, &h, &err), STATUS_OK);
    assert_int_equal(h.count, 2);
    assert_string_equal(h.lines[0], "two\nlines");
    assert_string_equal(h.lines[1], "one");
    history_release(&h);
    buf_release(&path);
}

static void a_line_without_end_swallows_none(void **state)
{
    const struct fixture *f = *state;
    struct buf path = BUF_INIT;
    struct history h = { 0 };
    struct error err;

    write_file(f, "history", "whole\n\nhalf\033[2J");
    buf_addf(&path, "%s/history", f->docs.ptr);
    assert_int_equal(history_append(path.ptr, str_of("next"), &err), STATUS_OK);
    assert_int_equal(history_read(path.ptr, &h, &err), STATUS_OK);
    assert_int_equal(h.count, 3);
    assert_string_equal(h.lines[1], "half[2J");
    assert_string_equal(h.lines[2], "next");
    history_release(&h);
    buf_release(&path);
}

static void a_folder_in_its_place_is_named(void **state)
{
    const struct fixture *f = *state;
    struct history h = { 0 };
    struct error err;

    assert_int_equal(history_append(f->docs.ptr, str_of("x"), &err), STATUS_IO);
    assert_non_null(strstr(err.msg, f->docs.ptr));
    assert_int_equal(history_read(f->docs.ptr, &h, &err), STATUS_IO);
    assert_int_equal(h.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_equal_lines_the_newest_stays),
        cmocka_unit_test_setup_teardown(a_line_is_read_as_it_was_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_without_end_swallows_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_folder_in_its_place_is_named, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

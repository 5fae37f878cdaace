/* INI files: what a line is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/ini.h"

static void assert_line(struct ini *r, enum ini_kind kind, size_t number, const char *key,
                        const char *value)
{
    struct ini_line line;

    assert_true(ini_next(r, &line));
    assert_int_equal(line.kind, kind);
    assert_int_equal(line.number, number);
    assert_true(str_equals(line.key, key));
    if (kind == INI_VALUE)
        assert_true(str_equals(line.value, value));
}

static void lines_are_keys_and_values_with_blanks_and_remarks_around(void **state)
{
    struct ini_line line;
    struct ini r;

    (void)state;
    ini_begin(&r, str_of("\xef\xbb\xbf a = b \n\n# remark\n  ; remark = too\nc=d;e # f\r\n"
                         "g = \"  h \"\ni = \"\nj == k\nl ="));
    assert_line(&r, INI_VALUE, 1, "a", "b");
    assert_line(&r, INI_VALUE, 5, "c", "d;e # f");
    assert_line(&r, INI_VALUE, 6, "g", "  h ");
    assert_line(&r, INI_VALUE, 7, "i", "\"");
    assert_line(&r, INI_VALUE, 8, "j", "= k");
    assert_line(&r, INI_VALUE, 9, "l", "");
    assert_false(ini_next(&r, &line));
    assert_false(ini_next(&r, &line));
}

static void what_is_no_value_is_told_apart(void **state)
{
    struct ini_line line;
    struct ini r;

    (void)state;
    ini_begin(&r, str_of("[ x ]\n[y\n[\n[]\nword\n= z\n="));
    assert_line(&r, INI_SECTION, 1, "x", NULL);
    assert_line(&r, INI_SECTION, 2, "y", NULL);
    assert_line(&r, INI_SECTION, 3, "", NULL);
    assert_line(&r, INI_SECTION, 4, "", NULL);
    assert_line(&r, INI_BROKEN, 5, "word", NULL);
    assert_line(&r, INI_BROKEN, 6, "= z", NULL);
    assert_line(&r, INI_BROKEN, 7, "=", NULL);
    assert_false(ini_next(&r, &line));
    ini_begin(&r, str_of(""));
    assert_false(ini_next(&r, &line));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_keys_and_values_with_blanks_and_remarks_around),
        cmocka_unit_test(what_is_no_value_is_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Lines of the prompt: what is a question, a number, a command. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/repl_parse.h"

static void lines_are_told_apart(void **state)
{
    static const struct {
        const char *line;
        enum repl_line_kind kind;
        const char *text, *rest;
    } cases[] = {
        { "", REPL_EMPTY, "", "" },
        { " \t ", REPL_EMPTY, "", "" },
        { "how do I", REPL_QUESTION, "how do I", "" },
        { " 12 ", REPL_NUMBER, "12", "" },
        { "0", REPL_QUESTION, "0", "" },
        { "12 13", REPL_QUESTION, "12 13", "" },
        { "1.85", REPL_QUESTION, "1.85", "" },
        { "1234567", REPL_QUESTION, "1234567", "" },
        { ":", REPL_QUESTION, ":", "" },
        { "::", REPL_QUESTION, "::", "" },
        { "::<>", REPL_QUESTION, "::<>", "" },
        { ": x", REPL_QUESTION, ": x", "" },
        { ":?", REPL_QUESTION, ":?", "" },
        { ":show", REPL_COMMAND, "show", "" },
        { "  :run  2   1 ", REPL_COMMAND, "run", "2   1" },
        { ":set\tcount 3", REPL_COMMAND, "set", "count 3" },
        { "quit", REPL_COMMAND, "quit", "" },
        { "exit", REPL_COMMAND, "exit", "" },
        { "help", REPL_COMMAND, "help", "" },
        { "help me", REPL_QUESTION, "help me", "" },
        { "kind:error", REPL_QUESTION, "kind:error", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct repl_line line = repl_parse(str_of(cases[i].line));

        assert_int_equal(line.kind, cases[i].kind);
        assert_true(str_equals(line.text, cases[i].text));
        assert_true(str_equals(line.rest, cases[i].rest));
    }
}

static void numbers_are_digits_alone(void **state)
{
    (void)state;
    assert_int_equal(repl_number(str_of("1")), 1);
    assert_int_equal(repl_number(str_of("007")), 7);
    assert_int_equal(repl_number(str_of("999999")), 999999);
    assert_int_equal(repl_number(str_of("1000000")), 0);
    assert_int_equal(repl_number(str_of("")), 0);
    assert_int_equal(repl_number(str_of("-1")), 0);
    assert_int_equal(repl_number(str_of("1x")), 0);
}

static void compiler_output_has_several_lines_and_a_mark(void **state)
{
    (void)state;
    assert_true(repl_is_compiler_output(str_of("error[E0382]: borrow\n --> src/main.rs:4:20\n")));
    assert_true(repl_is_compiler_output(str_of("   Compiling x\nwarning: unused\n")));
    assert_false(repl_is_compiler_output(str_of("error[E0382]: borrow of moved value")));
    assert_false(repl_is_compiler_output(str_of("how do I\nread a file")));
    assert_false(repl_is_compiler_output(str_of("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_told_apart),
        cmocka_unit_test(numbers_are_digits_alone),
        cmocka_unit_test(compiler_output_has_several_lines_and_a_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

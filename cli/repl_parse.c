/* A line of the prompt, taken apart. */
#include "cli/repl_parse.h"

#include "core/text.h"

struct str repl_next_word(struct str *rest)
{
    struct str word = str_trim(*rest);
    size_t n = 0;

    while (n < word.len && !ascii_is_space(word.ptr[n]))
        n++;
    *rest = str_slice(word.ptr + n, word.len - n);
    word.len = n;
    return word;
}

unsigned long repl_number(struct str word)
{
    enum { DIGITS_MAX = 6 };
    unsigned long number = 0;

    if (word.len > DIGITS_MAX)
        return 0;
    for (size_t i = 0; i < word.len; i++) {
        if (!ascii_is_digit(word.ptr[i]))
            return 0;
        number = number * 10 + (unsigned long)(word.ptr[i] - '0');
    }
    return number;
}

static bool is_command_word(struct str line)
{
    return str_equals(line, "quit") || str_equals(line, "exit") || str_equals(line, "help");
}

struct repl_line repl_parse(struct str line)
{
    struct repl_line out = { .kind = REPL_QUESTION, .text = str_trim(line) };
    struct str rest = out.text;

    if (out.text.len == 0) {
        out.kind = REPL_EMPTY;
    } else if (is_command_word(out.text)) {
        out.kind = REPL_COMMAND;
    } else if (out.text.len > 1 && out.text.ptr[0] == ':' && ascii_is_alpha(out.text.ptr[1])) {
        out.kind = REPL_COMMAND;
        rest = str_slice(rest.ptr + 1, rest.len - 1);
        out.text = repl_next_word(&rest);
        out.rest = str_trim(rest);
    } else if (repl_number(out.text) > 0) {
        out.kind = REPL_NUMBER;
    }
    return out;
}

bool repl_is_compiler_output(struct str text)
{
    static const char *const starts[] = { "error[E", "error: ", "warning: ", "--> " };
    struct str line;
    size_t lines = 0;
    size_t marks = 0;

    while (str_next_line(&text, &line)) {
        line = str_trim(line);
        lines++;
        for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
            marks += str_starts(line, starts[i]);
    }
    return lines > 1 && marks > 0;
}

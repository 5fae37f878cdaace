/* TOML and shell in colours, by rules that look at one line only. What a rule does not know stays
 * as the terminal has it: better no colour than a wrong one.
 */
#include "cli/render_internal.h"

#include "core/text.h"

/* The rest of the line that is still to be read. */
struct line_reader {
    struct rich *out;
    struct str rest;
};

/* Moves count bytes over to the output. */
static void take(struct line_reader *r, size_t count, enum look look)
{
    rich_add_raw(r->out, str_slice(r->rest.ptr, count), attr_look(look));
    r->rest = str_slice(r->rest.ptr + count, r->rest.len - count);
}

static void take_blanks(struct line_reader *r)
{
    size_t n = 0;

    while (n < r->rest.len && ascii_is_space(r->rest.ptr[n]))
        n++;
    take(r, n, LOOK_NONE);
}

/* Bytes of a quoted text at the start of s, to the end of the line when it is never closed. */
static size_t quoted_length(struct str s, bool escapes)
{
    size_t n = 1;

    while (n < s.len && s.ptr[n] != s.ptr[0])
        n += escapes && s.ptr[n] == '\\' && n + 1 < s.len ? 2 : 1;
    return n < s.len ? n + 1 : s.len;
}

static void each_line(struct rich *out, struct str code, void (*read)(struct line_reader *r))
{
    struct line_reader r = { .out = out };
    bool is_first = true;

    while (str_next_field(&code, '\n', &r.rest)) {
        if (!is_first)
            rich_add_raw(out, str_of("\n"), 0);
        is_first = false;
        read(&r);
    }
}

/* --- TOML --- */

static bool is_bare_key(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

static size_t word_length(struct str s)
{
    size_t n = 0;

    while (n < s.len && (is_bare_key(s.ptr[n]) || strchr(".:+", s.ptr[n]) != NULL))
        n++;
    return n;
}

/* What follows the word: "=" makes a key of it. */
static bool is_before_equals(struct str s, size_t n)
{
    while (n < s.len && s.ptr[n] == ' ')
        n++;
    return n < s.len && s.ptr[n] == '=';
}

static enum look toml_word_look(struct str word)
{
    if (str_equals(word, "true") || str_equals(word, "false"))
        return LOOK_KEYWORD;
    return ascii_is_digit(word.ptr[0]) || word.ptr[0] == '+' || word.ptr[0] == '-' ? LOOK_NUMBER
                                                                                   : LOOK_NONE;
}

static void read_toml_value(struct line_reader *r)
{
    char c = r->rest.ptr[0];
    size_t n = word_length(r->rest);

    if (c == '#') {
        take(r, r->rest.len, LOOK_COMMENT);
    } else if (c == '"' || c == '\'') {
        n = quoted_length(r->rest, c == '"');
        take(r, n, is_before_equals(r->rest, n) ? LOOK_LIFETIME : LOOK_STRING);
    } else if (n > 0) {
        take(r, n,
             is_before_equals(r->rest, n) ? LOOK_LIFETIME
                                          : toml_word_look(str_slice(r->rest.ptr, n)));
    } else {
        take(r, 1, LOOK_NONE);
    }
}

/* "[table]" and "[[array]]", up to a comment. A line of an array's values begins so too, but has
 * quotes, commas or digits there. */
static size_t table_length(struct str s)
{
    size_t n = 0;

    while (n < s.len && s.ptr[n] == '[')
        n++;
    if (n == 0 || n == s.len || !(ascii_is_alpha(s.ptr[n]) || s.ptr[n] == '_'))
        return 0;
    while (n < s.len && s.ptr[n] != ']' && s.ptr[n] != ',' && s.ptr[n] != '#')
        n++;
    if (n == s.len || s.ptr[n] != ']')
        return 0;
    while (n < s.len && s.ptr[n] == ']')
        n++;
    return n;
}

static void read_toml_line(struct line_reader *r)
{
    take_blanks(r);
    take(r, table_length(r->rest), LOOK_TYPE);
    while (r->rest.len > 0)
        read_toml_value(r);
}

void highlight_toml(struct rich *out, struct str code)
{
    each_line(out, code, read_toml_line);
}

/* --- shell --- */

static bool is_name(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

/* "$NAME", "${...}" or "$(": bytes that stand for a value. */
static size_t variable_length(struct str s)
{
    size_t n = 1;

    if (s.len > 1 && s.ptr[1] == '{') {
        while (n < s.len && s.ptr[n] != '}')
            n++;
        return n < s.len ? n + 1 : n;
    }
    while (n < s.len && is_name(s.ptr[n]))
        n++;
    return n > 1 ? n : 0;
}

static bool is_shell_keyword(struct str word)
{
    static const char *const KEYWORDS[] = { "if",    "then",     "else",   "elif", "fi",   "for",
                                            "in",    "do",       "done",   "case", "esac", "while",
                                            "until", "function", "export", "set" };

    for (size_t i = 0; i < sizeof(KEYWORDS) / sizeof(KEYWORDS[0]); i++)
        if (str_equals(word, KEYWORDS[i]))
            return true;
    return false;
}

static size_t shell_word_length(struct str s)
{
    size_t n = 0;

    while (n < s.len && !ascii_is_space(s.ptr[n]) && strchr("\"'$;|&<>()`#", s.ptr[n]) == NULL)
        n++;
    return n;
}

/* The program's name and a shell's own words; options; the rest is not looked into. */
static enum look shell_word_look(struct str word, bool *is_command)
{
    bool is_first = *is_command;

    if (word.len > 1 && word.ptr[0] == '-')
        return LOOK_LIFETIME;
    if (!is_first)
        return LOOK_NONE;
    if (is_shell_keyword(word))
        return LOOK_KEYWORD;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] == '=') /* "NAME=value program" */
            return LOOK_NONE;
    *is_command = false;
    return LOOK_MACRO;
}

static void read_shell_word(struct line_reader *r, bool *is_command)
{
    char c = r->rest.ptr[0];
    size_t n = shell_word_length(r->rest);

    if (c == '"' || c == '\'') {
        take(r, quoted_length(r->rest, c == '"'), LOOK_STRING);
    } else if (c == '$' && variable_length(r->rest) > 0) {
        take(r, variable_length(r->rest), LOOK_TYPE);
    } else if (n > 0) {
        take(r, n, shell_word_look(str_slice(r->rest.ptr, n), is_command));
    } else {
        *is_command = *is_command || strchr(";|&(`", c) != NULL;
        take(r, 1, LOOK_NONE);
    }
}

static void read_shell_line(struct line_reader *r)
{
    bool is_command = true;
    bool after_blank = true;

    while (r->rest.len > 0) {
        if (ascii_is_space(r->rest.ptr[0])) {
            take_blanks(r);
            after_blank = true;
            continue;
        }
        if (r->rest.ptr[0] == '#' && after_blank) {
            take(r, r->rest.len, LOOK_COMMENT);
            return;
        }
        read_shell_word(r, &is_command);
        after_blank = false;
    }
}

/* "$ program", and what programs print. */
static void read_session_line(struct line_reader *r)
{
    take_blanks(r);
    if (str_starts(r->rest, "$ ")) {
        take(r, 1, LOOK_QUIET);
        read_shell_line(r);
    } else {
        take(r, r->rest.len, LOOK_NONE);
    }
}

void highlight_session(struct rich *out, struct str code)
{
    each_line(out, code, read_session_line);
}

static bool has_prompt(struct str code)
{
    struct str line;

    while (str_next_line(&code, &line))
        if (str_starts(str_trim(line), "$ "))
            return true;
    return false;
}

void highlight_shell(struct rich *out, struct str code)
{
    each_line(out, code, has_prompt(code) ? read_session_line : read_shell_line);
}

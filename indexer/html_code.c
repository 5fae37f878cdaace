/* Code blocks of HTML pages, put back into the form that their authors wrote. */
#include "indexer/html_code.h"

#include "core/snippet.h"
#include "core/text.h"

void html_code_release(struct html_code *c)
{
    buf_release(&c->text);
    buf_release(&c->marks);
    buf_release(&c->info);
}

void html_code_clear(struct html_code *c)
{
    buf_clear(&c->text);
    buf_clear(&c->marks);
    buf_clear(&c->info);
    c->is_rust = false;
}

/* A line is what its first character is. */
void html_code_add(struct html_code *c, struct str text, bool is_hidden)
{
    while (text.len > 0) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end != NULL ? (size_t)(end - text.ptr) + 1 : text.len;

        if (c->text.len == 0 || c->text.ptr[c->text.len - 1] == '\n')
            buf_addc(&c->marks, is_hidden ? 'h' : 's');
        buf_add(&c->text, text.ptr, len);
        text = str_slice(text.ptr + len, text.len - len);
    }
}

/* --- classes --- */

static void add_mark(struct html_code *c, struct str mark)
{
    if (c->info.len > 0)
        buf_addc(&c->info, ',');
    buf_addstr(&c->info, mark);
}

/* What a class of a code block says of it is one of these words, or begins with "edition20". */
static bool is_mark(struct str word)
{
    static const char *const marks[] = { "ignore",       "no_run",           "should_panic",
                                         "compile_fail", "does_not_compile", "panics",
                                         "noplayground", "standalone_crate" };

    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
        if (str_equals(word, marks[i]))
            return true;
    return (str_starts(word, "edition20") && word.len == 11) ||
           (word.len == 5 && word.ptr[0] == 'E' && ascii_is_digit(word.ptr[1]));
}

void html_code_take_classes(struct html_code *c, const char *classes)
{
    struct str rest = str_of(classes);
    struct str word;

    while (rest.ptr != NULL && str_next_field(&rest, ' ', &word)) {
        if (str_starts(word, "language-"))
            word = str_slice(word.ptr + 9, word.len - 9);
        else if (!is_mark(word) && !(str_equals(word, "rust") && c->info.len == 0))
            continue;
        if (str_equals(word, "rust"))
            c->is_rust = true;
        if (word.len > 0)
            add_mark(c, word);
    }
}

/* --- lines --- */

static size_t indentation(struct str line)
{
    size_t n = 0;

    while (n < line.len && ascii_is_space(line.ptr[n]))
        n++;
    return n;
}

/* Would be taken for a hidden line, or for one that is escaped. */
static bool looks_hidden(struct str line)
{
    size_t at = indentation(line);

    return at < line.len && line.ptr[at] == '#' &&
           (at + 1 == line.len || line.ptr[at + 1] == ' ' || line.ptr[at + 1] == '#');
}

void html_code_add_literal(struct buf *out, const struct html_code *c)
{
    struct str rest = buf_str(&c->text);
    struct str line;
    size_t number = 0;

    while (str_next_line(&rest, &line)) {
        bool is_hidden = number < c->marks.len && c->marks.ptr[number] == 'h';

        number++;
        if (is_hidden) {
            snippet_add_hidden(out, line.len > 0 ? line : str_of("\n"));
            continue;
        }
        if (c->is_rust && looks_hidden(line)) {
            buf_add(out, line.ptr, indentation(line));
            buf_addc(out, '#');
            line = str_slice(line.ptr + indentation(line), line.len - indentation(line));
        }
        buf_addstr(out, line);
        buf_addc(out, '\n');
    }
}

/* --- the playground --- */

static int hex_digit(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Appends a form's value: '+' is a blank, "%41" a byte. */
static void add_decoded(struct buf *out, struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        int high = value.ptr[i] == '%' && i + 2 < value.len ? hex_digit(value.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(value.ptr[i + 2]) : -1;

        if (low >= 0) {
            buf_addc(out, (char)(high * 16 + low));
            i += 2;
        } else {
            buf_addc(out, value.ptr[i] == '+' ? ' ' : value.ptr[i]);
        }
    }
}

/* The value of a parameter of an address; NULL ptr where it has none. */
static struct str parameter(const char *href, const char *name)
{
    const char *question = strchr(href, '?');
    struct str rest = str_of(question != NULL ? question + 1 : "");
    struct str field;
    size_t len = strlen(name);

    while (str_next_field(&rest, '&', &field))
        if (field.len > len && memcmp(field.ptr, name, len) == 0 && field.ptr[len] == '=')
            return str_slice(field.ptr + len + 1, field.len - len - 1);
    return str_slice(NULL, 0);
}

/* Takes off what rustdoc itself puts around an example: "#![allow(unused)]" and, where all the rest
 * is indented, "fn main() {" with its end. */
static void unwrap(struct buf *out, struct str program)
{
    static const char allow[] = "#![allow(unused)]\n";
    static const char open[] = "fn main() {\n";
    struct str line;

    if (str_starts(program, allow))
        program = str_slice(program.ptr + sizeof(allow) - 1, program.len - sizeof(allow) + 1);
    if (!str_starts(program, open) || !str_ends(program, "\n}")) {
        buf_addstr(out, program);
        return;
    }
    program = str_slice(program.ptr + sizeof(open) - 1, program.len - (sizeof(open) - 1) - 1);
    while (str_next_line(&program, &line)) {
        if (str_starts(line, "    "))
            line = str_slice(line.ptr + 4, line.len - 4);
        buf_addstr(out, line);
        buf_addc(out, '\n');
    }
}

static struct str trim_end(struct str s)
{
    while (s.len > 0 && ascii_is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* The program's lines in order; those that the literal shows as it shows them, the others hidden.
 * False when the literal has lines that the program does not have. */
static bool merge(struct buf *out, struct str literal, struct str program)
{
    struct str shown = { NULL, 0 };
    struct str line;
    bool has_shown = str_next_line(&literal, &shown);

    while (str_next_line(&program, &line)) {
        struct buf bare = BUF_INIT;

        if (has_shown)
            snippet_add_full(&bare, shown);
        if (has_shown && str_equal(trim_end(buf_str(&bare)), trim_end(line))) {
            buf_addstr(out, shown);
            buf_addc(out, '\n');
            has_shown = str_next_line(&literal, &shown);
        } else {
            snippet_add_hidden(out, line.len > 0 ? line : str_of("\n"));
        }
        buf_release(&bare);
    }
    return !has_shown;
}

void html_code_add_restored(struct buf *out, struct str literal, const char *href, int *edition)
{
    struct str code = parameter(href, "code");
    struct str year = parameter(href, "edition");
    struct buf decoded = BUF_INIT;
    struct buf clean = BUF_INIT;
    struct buf program = BUF_INIT;
    size_t start = out->len;

    *edition = 0;
    if (year.len == 4)
        for (size_t i = 0; i < 4; i++)
            *edition = *edition * 10 + (year.ptr[i] - '0');
    if (code.ptr != NULL) {
        add_decoded(&decoded, code);
        text_sanitize(&clean, buf_str(&decoded));
        unwrap(&program, buf_str(&clean));
        if (!merge(out, literal, buf_str(&program)))
            buf_truncate(out, start);
    }
    buf_release(&decoded);
    buf_release(&clean);
    buf_release(&program);
}

/* Finding the links of a Markdown text: lines first, then what stands in runs of prose lines.
 * Source of the rules: CommonMark 0.30. */
#include "query/link_scan.h"

#include "core/text.h"

/* A title longer than this is not looked through: texts of many openings and no end would take
 * long. Likewise the label of a definition. */
enum { TITLE_MAX = 300, LABEL_MAX = 300, PARENS_MAX = 32 };

void link_scan_start(struct link_scan *s, struct str text)
{
    *s = (struct link_scan){ .text = text, .after_blank = true };
}

/* --- lines --- */

static size_t indent_of(struct str line)
{
    size_t n = 0;

    for (size_t i = 0; i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'); i++)
        n += line.ptr[i] == '\t' ? 4 : 1;
    return n;
}

static struct str skip_bytes(struct str s, size_t n)
{
    return str_slice(s.ptr + n, s.len - n);
}

static struct str skip_quotes(struct str line)
{
    while (line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t' || line.ptr[0] == '>'))
        line = skip_bytes(line, 1);
    return line;
}

/* The length of "- " or "12. " at the start, 0 where there is none. */
static size_t marker_length(struct str line)
{
    size_t n = 0;

    while (n < line.len && n < 9 && ascii_is_digit(line.ptr[n]))
        n++;
    if (n == line.len || strchr(n > 0 ? ".)" : "-*+", line.ptr[n]) == NULL || line.ptr[n] == '\0')
        return 0;
    return n + 1 == line.len || ascii_is_space(line.ptr[n + 1]) ? n + 1 : 0;
}

static size_t run_length(struct str s)
{
    size_t n = 0;

    while (n < s.len && s.ptr[n] == s.ptr[0])
        n++;
    return n;
}

static struct str skip_markers(struct str line)
{
    for (size_t n = marker_length(line); n > 0; n = marker_length(line))
        line = skip_quotes(skip_bytes(line, n));
    return line;
}

/* Opens a fenced block when line does. */
static bool opens_fence(struct link_scan *s, struct str line)
{
    struct str text = skip_markers(skip_quotes(line));
    size_t run = text.len > 0 && (text.ptr[0] == '`' || text.ptr[0] == '~') ? run_length(text) : 0;

    if (run < 3 || (text.ptr[0] == '`' && memchr(text.ptr + run, '`', text.len - run) != NULL))
        return false;
    s->fence = text.ptr[0];
    s->fence_length = run;
    return true;
}

static bool closes_fence(const struct link_scan *s, struct str line)
{
    struct str text = str_trim(skip_quotes(line));

    return text.len >= s->fence_length && text.ptr[0] == s->fence && run_length(text) == text.len;
}

/* Lines with four blanks before them are code after an empty line, but in a list they belong to
 * an item, and below a footnote to that. */
static bool is_indented_code(struct link_scan *s, struct str line)
{
    bool is_deep = indent_of(line) >= 4;

    if (s->after_blank && !is_deep)
        s->in_list = false;
    if (!is_deep && (marker_length(skip_quotes(line)) > 0 || str_starts(line, "[^")))
        s->in_list = true;
    s->in_indented = is_deep && !s->in_list && (s->in_indented || s->after_blank);
    return s->in_indented;
}

/* Reads the next line; true when it is prose. */
static bool next_line_is_prose(struct link_scan *s)
{
    struct str rest = skip_bytes(s->text, s->line);
    const char *newline = memchr(rest.ptr, '\n', rest.len);
    struct str line = str_slice(rest.ptr,
                                newline != NULL ? (size_t)(newline - rest.ptr) : rest.len);
    bool is_blank = skip_quotes(str_trim(line)).len == 0;
    bool is_prose = false;

    s->line += line.len + (newline != NULL);
    if (s->fence != '\0') {
        if (closes_fence(s, line))
            s->fence = '\0';
    } else if (!is_blank) {
        is_prose = !is_indented_code(s, line) && !opens_fence(s, line);
    }
    s->after_blank = is_blank;
    return is_prose;
}

/* Finds the next run of prose lines. */
static bool next_prose(struct link_scan *s)
{
    bool is_prose = false;

    while (s->line < s->text.len && !is_prose) {
        s->pos = s->line;
        is_prose = next_line_is_prose(s);
    }
    if (!is_prose)
        return false;
    s->end = s->line;
    while (s->line < s->text.len && next_line_is_prose(s))
        s->end = s->line;
    s->depth = 0;
    memset(s->ticks_missing, 0, sizeof(s->ticks_missing));
    return true;
}

/* --- prose --- */

static char at(const struct link_scan *s, size_t i)
{
    return i < s->end ? s->text.ptr[i] : '\0';
}

static size_t skip_space(const struct link_scan *s, size_t i)
{
    while (i < s->end && ascii_is_space(s->text.ptr[i]))
        i++;
    return i;
}

/* Moves past a code span, or past the backticks when nothing closes them. */
static void skip_code_span(struct link_scan *s)
{
    size_t n = run_length(str_slice(s->text.ptr + s->pos, s->end - s->pos));
    size_t i = s->pos + n;

    s->pos = i;
    if (n > LINK_TICKS || s->ticks_missing[n])
        return;
    while (i < s->end) {
        const char *tick = memchr(s->text.ptr + i, '`', s->end - i);
        size_t run;

        if (tick == NULL)
            break;
        i = (size_t)(tick - s->text.ptr);
        run = run_length(str_slice(tick, s->end - i));
        i += run;
        if (run == n) {
            s->pos = i;
            return;
        }
    }
    s->ticks_missing[n] = true;
}

/* Past the "<...>" at i, 0 where it does not end on its line. */
static size_t skip_pointed(const struct link_scan *s, size_t i)
{
    for (i++; i < s->end; i++) {
        switch (s->text.ptr[i]) {
        case '>':
            return i + 1;
        case '<':
        case '\n':
            return 0;
        case '\\':
            i++;
            break;
        default:
            break;
        }
    }
    return 0;
}

/* Past the destination at i that stands bare, 0 where its parentheses do not match. */
static size_t skip_bare(const struct link_scan *s, size_t i)
{
    size_t parens = 0;

    for (; i < s->end; i++) {
        char c = s->text.ptr[i];

        if (c == '\\' && i + 1 < s->end && !ascii_is_space(s->text.ptr[i + 1]))
            i++;
        else if (c == '(' && ++parens > PARENS_MAX)
            return 0;
        else if (c == ')' && parens-- == 0)
            return i;
        else if (ascii_is_space(c))
            break;
    }
    return parens == 0 ? i : 0;
}

static size_t skip_destination(const struct link_scan *s, size_t i)
{
    return at(s, i) == '<' ? skip_pointed(s, i) : skip_bare(s, i);
}

/* Past a title at i, i where there is none; 0 where it has no end. */
static size_t skip_title(const struct link_scan *s, size_t i)
{
    char open = at(s, i);
    char close = open == '(' ? ')' : open;
    size_t limit = s->end - i > TITLE_MAX ? i + TITLE_MAX : s->end;

    if (open != '"' && open != '\'' && open != '(')
        return i;
    for (i++; i < limit; i++) {
        if (s->text.ptr[i] == '\\')
            i++;
        else if (s->text.ptr[i] == close)
            return i + 1;
    }
    return 0;
}

/* The "(destination "title")" at i: its end, 0 where it is none. */
static size_t read_resource(const struct link_scan *s, size_t i, size_t *start, size_t *end)
{
    size_t after;

    *start = skip_space(s, i + 1);
    *end = skip_destination(s, *start);
    if (*end == 0)
        return 0;
    after = skip_space(s, *end);
    if (after > *end)
        after = skip_title(s, after);
    if (after == 0)
        return 0;
    after = skip_space(s, after);
    return at(s, after) == ')' ? after + 1 : 0;
}

static void open_bracket(struct link_scan *s, bool is_image)
{
    if (s->depth < LINK_BRACKETS)
        s->brackets[s->depth] = (struct link_bracket){ .is_image = is_image };
    s->depth++;
}

/* At ']': true when it ends a link's text. Moves on in any case. */
static bool close_bracket(struct link_scan *s, size_t *start, size_t *end)
{
    struct link_bracket bracket = { .is_dead = true };
    size_t after;

    s->pos++;
    if (s->depth == 0)
        return false;
    s->depth--;
    if (s->depth < LINK_BRACKETS)
        bracket = s->brackets[s->depth];
    if (bracket.is_dead || at(s, s->pos) != '(')
        return false;
    after = read_resource(s, s->pos, start, end);
    if (after == 0)
        return false;
    s->pos = after;
    if (bracket.is_image)
        return false;
    for (size_t i = 0; i < s->depth && i < LINK_BRACKETS; i++)
        s->brackets[i].is_dead = s->brackets[i].is_dead || !s->brackets[i].is_image;
    return true;
}

/* At '<': true when it begins an address. Moves on in any case. */
static bool read_address(struct link_scan *s, size_t *start, size_t *end)
{
    size_t i = s->pos + 1;

    *start = s->pos++;
    if (!ascii_is_alpha(at(s, i)))
        return false;
    while (ascii_is_alnum(at(s, i)) || at(s, i) == '+' || at(s, i) == '-' || at(s, i) == '.')
        i++;
    if (at(s, i) != ':')
        return false;
    while (i < s->end && !ascii_is_space(s->text.ptr[i]) && s->text.ptr[i] != '<' &&
           s->text.ptr[i] != '>')
        i++;
    if (at(s, i) != '>')
        return false;
    *end = s->pos = i + 1;
    return true;
}

static bool begins_line(const struct link_scan *s)
{
    size_t i = s->pos;

    while (i > 0 && s->text.ptr[i - 1] == ' ' && s->pos - i < 4)
        i--;
    return i == 0 || s->text.ptr[i - 1] == '\n';
}

/* At a '[' that begins a line: true, and moves past it, when that is "[label]: destination". */
static bool read_definition(struct link_scan *s, size_t *start, size_t *end)
{
    size_t limit = s->end - s->pos > LABEL_MAX ? s->pos + LABEL_MAX : s->end;
    size_t i = s->pos + 1;

    if (at(s, i) == '^') /* a footnote */
        return false;
    while (i < limit && s->text.ptr[i] != ']' && s->text.ptr[i] != '[')
        i += s->text.ptr[i] == '\\' ? 2 : 1;
    if (at(s, i) != ']' || at(s, i + 1) != ':')
        return false;
    *start = skip_space(s, i + 2);
    *end = skip_destination(s, *start);
    if (*end <= *start)
        return false;
    s->pos = *end;
    return true;
}

/* The next link of the prose at hand. */
static bool next_in_prose(struct link_scan *s, size_t *start, size_t *end)
{
    while (s->pos < s->end) {
        switch (s->text.ptr[s->pos]) {
        case '\\':
            s->pos += 2;
            break;
        case '`':
            skip_code_span(s);
            break;
        case '!':
            s->pos++;
            if (at(s, s->pos) == '[') {
                open_bracket(s, true);
                s->pos++;
            }
            break;
        case '[':
            if (begins_line(s) && read_definition(s, start, end))
                return true;
            open_bracket(s, false);
            s->pos++;
            break;
        case ']':
            if (close_bracket(s, start, end))
                return true;
            break;
        case '<':
            if (read_address(s, start, end))
                return true;
            break;
        default:
            s->pos++;
            break;
        }
    }
    return false;
}

bool link_scan_next(struct link_scan *s, size_t *start, size_t *end)
{
    do {
        if (next_in_prose(s, start, end))
            return true;
    } while (next_prose(s));
    return false;
}

void link_scan_add_destination(struct buf *out, struct str written)
{
    if (written.len >= 2 && written.ptr[0] == '<')
        written = str_slice(written.ptr + 1, written.len - 2);
    for (size_t i = 0; i < written.len; i++) {
        char c = written.ptr[i];
        bool is_escape = c == '\\' && i + 1 < written.len && written.ptr[i + 1] > ' ' &&
                         !ascii_is_alnum(written.ptr[i + 1]) && written.ptr[i + 1] < 0x7F;

        if (is_escape)
            c = written.ptr[++i];
        buf_addc(out, c);
        /* The one reference to a character that addresses have. */
        if (c == '&' && !is_escape && str_starts(skip_bytes(written, i), "&amp;"))
            i += strlen("amp;");
    }
}

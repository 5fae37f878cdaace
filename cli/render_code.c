/* Code blocks: which lines are shown, their gutter, and lines that are too wide. */
#include "cli/render_internal.h"

#include <stdint.h>

#include "core/snippet.h"
#include "core/text.h"

enum { TAB_COLUMNS = 4 };

/* As many columns as blanks and the bar take. */
static const char BLANK_GUTTER[] = "    ";
static const char BAR[] = "│";

/* A line of code that goes on. Not of those that some terminals show as an emoji. */
static const char CONTINUED[] = "↳";

/* How the guide marks what not to write and what to write instead. The first that fits counts:
 * "DO NOT" is no "DO". */
static const struct {
    const char *start;
    enum look look;
} MARKS[] = {
    { "DON'T", LOOK_BAD }, { "DON’T", LOOK_BAD }, { "DO NOT", LOOK_BAD },
    { "OLD", LOOK_BAD },   { "DO", LOOK_GOOD },   { "NEW", LOOK_GOOD },
};

enum look code_mark(struct str comment, struct str *says)
{
    struct str words = str_trim(comment);

    for (size_t i = 0; i < sizeof(MARKS) / sizeof(MARKS[0]); i++) {
        size_t len = strlen(MARKS[i].start);

        if (str_starts(words, MARKS[i].start) &&
            (words.len == len || !(ascii_is_alnum(words.ptr[len]) || words.ptr[len] == '_'))) {
            *says = str_slice(words.ptr + len, words.len - len);
            return MARKS[i].look;
        }
    }
    return LOOK_NONE;
}

/* --- reading --- */

/* Who reads a language. Shells are called by many names. */
static const struct {
    const char *lang;
    code_reader *highlight;
} READERS[] = {
    { "toml", highlight_toml },
    { "sh", highlight_shell },
    { "bash", highlight_shell },
    { "shell", highlight_shell },
    { "zsh", highlight_shell },
    { "console", highlight_session },
    { "terminal", highlight_session },
    { "shell-session", highlight_session },
    { "shellsession", highlight_session },
    { "sh-session", highlight_session },
};

static code_reader *reader_of(struct str lang)
{
    for (size_t i = 0; i < sizeof(READERS) / sizeof(READERS[0]); i++)
        if (str_equal_nocase(lang, str_of(READERS[i].lang)))
            return READERS[i].highlight;
    return NULL;
}

/* Without the empty lines at the start, which hidden lines leave behind. */
static struct str skip_empty_lines(struct str code)
{
    struct str rest = code;
    struct str line;

    while (str_next_line(&rest, &line) && str_trim(line).len == 0)
        code = rest;
    return code;
}

static void add_expanded(struct buf *out, struct str text)
{
    size_t line_start = out->len;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\t') {
            buf_addc(out, text.ptr[i]);
            line_start = text.ptr[i] == '\n' ? out->len : line_start;
            continue;
        }
        do
            buf_addc(out, ' ');
        while ((out->len - line_start) % TAB_COLUMNS != 0);
    }
}

static void read_lines(struct buf *out, struct str code, bool is_rust)
{
    struct buf shown = BUF_INIT;
    struct buf clean = BUF_INIT;

    if (is_rust)
        snippet_add_shown(&shown, code);
    else
        buf_addstr(&shown, code);
    render_add_clean(&clean, buf_str(&shown));
    add_expanded(out, skip_empty_lines(buf_str(&clean)));
    buf_trim_end(out);
    buf_release(&shown);
    buf_release(&clean);
}

void code_read(struct code *out, struct str code, struct str info)
{
    struct snippet_info parsed;

    snippet_parse_info(info, false, &parsed);
    *out = (struct code){ .lines = BUF_INIT };
    out->highlight = parsed.is_rust ? highlight_rust : reader_of(parsed.lang);
    out->gutter = LOOK_QUIET;
    read_lines(&out->lines, code, parsed.is_rust);
}

void code_read_rust(struct code *out, struct str code)
{
    code_read(out, code, str_of("rust"));
}

void code_release(struct code *code)
{
    buf_release(&code->lines);
}

size_t code_width(const struct code *code)
{
    struct str rest = buf_str(&code->lines);
    struct str line;
    size_t widest = 0;

    while (str_next_line(&rest, &line)) {
        size_t width = str_width(line);

        widest = width > widest ? width : widest;
    }
    return widest;
}

/* --- writing --- */

struct code_writer {
    struct canvas *canvas;
    const struct rich *text;
    enum look gutter;
    size_t room; /* columns beside the gutter */
};

static void begin_code_line(const struct code_writer *w, bool continues)
{
    struct canvas *c = w->canvas;

    canvas_begin_line(c);
    if (!continues && !c->style->color) {
        buf_adds(c->out, BLANK_GUTTER);
        return;
    }
    buf_adds(c->out, "  ");
    canvas_add_look(c->out, w->gutter, continues ? CONTINUED : BAR, c->style);
    buf_addc(c->out, ' ');
}

/* From the first line that begins with a mark on, the bar says what the code is worth. */
static void read_mark(struct code_writer *w, size_t start, size_t end)
{
    while (start < end && w->text->text.ptr[start] == ' ')
        start++;
    if (start < end &&
        (w->text->looks.ptr[start] == LOOK_BAD || w->text->looks.ptr[start] == LOOK_GOOD))
        w->gutter = (enum look)w->text->looks.ptr[start];
}

/* The part of [start, end) that fits into room columns: up to a blank, else up to punctuation,
 * unless that leaves most of the room empty. */
static struct rich_line cut_code(const struct rich *t, size_t start, size_t end, size_t room)
{
    struct rich_line all = { start, start, 0 };
    struct rich_line blank = all;
    struct rich_line sign = all;

    while (all.end < end) {
        int32_t c;
        size_t width;
        size_t n = utf8_step(t->text.ptr + all.end, end - all.end, &c, &width);

        if (width > 0 && all.width + width > room && all.end > start) {
            if (blank.width > room / 2)
                return blank;
            return sign.width > room / 3 ? sign : all;
        }
        all.end += n;
        all.width += width;
        if (c == ' ')
            blank = all;
        else if (c < 0x80 && strchr(",;([{", c) != NULL)
            sign = all;
    }
    return all;
}

static size_t blanks_at(const struct rich *t, size_t start, size_t end)
{
    size_t n = 0;

    while (start + n < end && t->text.ptr[start + n] == ' ')
        n++;
    return n;
}

/* One line of code; what does not fit follows below, a step further in than the line began. */
static void write_code_line(struct code_writer *w, size_t start, size_t end)
{
    enum { STEP = 2 };
    size_t indent = blanks_at(w->text, start, end) + STEP;
    struct rich_line part = cut_code(w->text, start, end, w->room);

    if (indent > w->room / 2)
        indent = STEP;
    begin_code_line(w, false);
    rich_put(w->canvas->out, w->text, &part, w->canvas->style);
    canvas_end_line(w->canvas);
    while (part.end < end) {
        part = cut_code(w->text, part.end + blanks_at(w->text, part.end, end), end,
                        w->room - indent);
        if (part.end == part.start)
            break;
        begin_code_line(w, true);
        for (size_t i = 0; i < indent; i++)
            buf_addc(w->canvas->out, ' ');
        rich_put(w->canvas->out, w->text, &part, w->canvas->style);
        canvas_end_line(w->canvas);
    }
}

void code_write(struct canvas *c, const struct code *code)
{
    struct rich text = RICH_INIT;
    struct code_writer w = { c, &text, code->gutter, canvas_wide_room(c) - CODE_GUTTER };

    if (code->lines.len == 0)
        return;
    if (code->highlight != NULL && c->style->color)
        code->highlight(&text, buf_str(&code->lines));
    else
        rich_add_raw(&text, buf_str(&code->lines), 0);
    for (size_t start = 0; start < text.text.len;) {
        const char *line_end = memchr(text.text.ptr + start, '\n', text.text.len - start);
        size_t end = line_end != NULL ? (size_t)(line_end - text.text.ptr) : text.text.len;

        read_mark(&w, start, end);
        write_code_line(&w, start, end);
        start = end + 1;
    }
    rich_release(&text);
}

void render_code(struct buf *out, struct str code, bool is_rust, const struct render_style *style)
{
    struct code block;
    struct canvas canvas;

    canvas_init(&canvas, out, style);
    code_read(&block, code, str_of(is_rust ? "rust" : ""));
    code_write(&canvas, &block);
    code_release(&block);
}

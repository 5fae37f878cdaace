/* Code blocks, with Rust highlighted, and short pieces of text in bold or dim. */
#include "cli/render_internal.h"

#include "core/rust_lexer.h"
#include "core/snippet.h"
#include "core/text.h"

static const char CODE_INDENT[] = "    ";
static const char TAB[] = "    ";

static const char SGR_BAD[] = "1;31";
static const char SGR_GOOD[] = "1;32";
static const char SGR_ATTRIBUTE[] = "95";
static const char SGR_MACRO[] = "36";
static const char SGR_TYPE[] = "33";

/* NULL: as the terminal has it. */
static const char *const TOKEN_SGR[] = {
    [RUST_SPACE] = NULL,       [RUST_LINE_COMMENT] = "90", [RUST_BLOCK_COMMENT] = "90",
    [RUST_DOC_COMMENT] = "90", [RUST_IDENT] = NULL,        [RUST_KEYWORD] = "35",
    [RUST_LIFETIME] = "94",    [RUST_CHAR] = "32",         [RUST_STRING] = "32",
    [RUST_NUMBER] = "36",      [RUST_PUNCT] = NULL,        [RUST_UNKNOWN] = NULL,
};

/* How the guide marks what not to write and what to write instead. The first that fits counts:
 * "DO NOT" is no "DO". */
static const struct {
    const char *start;
    const char *sgr;
} MARKS[] = {
    { "DON'T", SGR_BAD }, { "DON’T", SGR_BAD }, { "DO NOT", SGR_BAD },
    { "OLD", SGR_BAD },   { "DO", SGR_GOOD },   { "NEW", SGR_GOOD },
};

/* Where the lines of one code block go. */
struct code_writer {
    struct canvas *canvas;
    bool in_line;
};

static void write_line_part(struct code_writer *w, const char *sgr, struct str text)
{
    if (text.len == 0)
        return;
    if (!w->in_line) {
        canvas_begin_line(w->canvas);
        buf_adds(w->canvas->out, CODE_INDENT);
        w->in_line = true;
    }
    if (sgr != NULL)
        canvas_add_sgr(w->canvas->out, sgr);
    buf_addstr(w->canvas->out, text);
    if (sgr != NULL)
        canvas_add_sgr(w->canvas->out, "0");
}

static void write_line_end(struct code_writer *w)
{
    if (!w->in_line)
        canvas_begin_line(w->canvas);
    canvas_end_line(w->canvas);
    w->in_line = false;
}

/* Text may span lines; no look reaches over a line's end. */
static void write_code(struct code_writer *w, const char *sgr, struct str text)
{
    struct str line;
    bool first = true;

    while (str_next_field(&text, '\n', &line)) {
        if (!first)
            write_line_end(w);
        write_line_part(w, sgr, line);
        first = false;
    }
}

/* The look of a line comment that marks good or bad code, NULL for any other. */
static const char *mark_sgr(struct str comment)
{
    struct str words = str_trim(str_slice(comment.ptr + 2, comment.len - 2));

    for (size_t i = 0; i < sizeof(MARKS) / sizeof(MARKS[0]); i++) {
        size_t len = strlen(MARKS[i].start);

        if (str_starts(words, MARKS[i].start) &&
            (words.len == len || !(ascii_is_alnum(words.ptr[len]) || words.ptr[len] == '_')))
            return MARKS[i].sgr;
    }
    return NULL;
}

/* The text of the token after the current one, white space and comments too. lx is a copy. */
static struct str peek(struct rust_lexer lx)
{
    struct rust_token next;

    return rust_lexer_next(&lx, &next) ? next.text : str_of("");
}

/* Moves lx, which stands behind a "#", past the rest of an attribute: "[...]" or "![...]", up to
 * the end of the code when it is not closed. False, and lx is left alone, when it is none. */
static bool skip_attribute(struct rust_lexer *lx)
{
    struct rust_lexer ahead = *lx;
    struct rust_token token;
    size_t brackets = 0;

    if (str_equals(peek(ahead), "!"))
        (void)rust_lexer_next(&ahead, &token);
    if (!str_equals(peek(ahead), "["))
        return false;
    while (rust_lexer_next(&ahead, &token)) {
        if (str_equals(token.text, "["))
            brackets++;
        else if (str_equals(token.text, "]") && --brackets == 0)
            break;
    }
    *lx = ahead;
    return true;
}

static const char *ident_sgr(struct str name, const struct rust_lexer *lx)
{
    if (str_equals(peek(*lx), "!"))
        return SGR_MACRO;
    return ascii_is_upper(name.ptr[0]) ? SGR_TYPE : NULL;
}

static const char *token_sgr(const struct rust_token *token, const struct rust_lexer *lx)
{
    const char *mark;

    switch (token->kind) {
    case RUST_IDENT:
        return ident_sgr(token->text, lx);
    case RUST_LINE_COMMENT:
        mark = mark_sgr(token->text);
        return mark != NULL ? mark : TOKEN_SGR[token->kind];
    default:
        return TOKEN_SGR[token->kind];
    }
}

static void write_rust(struct code_writer *w, struct str code)
{
    struct rust_lexer lx;
    struct rust_token token;

    rust_lexer_init(&lx, code);
    while (rust_lexer_next(&lx, &token)) {
        if (str_equals(token.text, "#") && skip_attribute(&lx))
            write_code(w, SGR_ATTRIBUTE,
                       str_slice(token.text.ptr, (size_t)(lx.pos - token.text.ptr)));
        else
            write_code(w, token_sgr(&token, &lx), token.text);
    }
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

void render_prepare_code(struct buf *out, struct str code, bool is_rust)
{
    struct buf shown = BUF_INIT;
    struct buf clean = BUF_INIT;
    struct str lines;

    if (is_rust)
        snippet_add_shown(&shown, code);
    else
        buf_addstr(&shown, code);
    text_sanitize(&clean, buf_str(&shown));
    lines = skip_empty_lines(buf_str(&clean));
    for (size_t i = 0; i < lines.len; i++) {
        if (lines.ptr[i] == '\t')
            buf_adds(out, TAB);
        else
            buf_addc(out, lines.ptr[i]);
    }
    buf_trim_end(out);
    buf_release(&shown);
    buf_release(&clean);
}

void render_code_lines(struct canvas *c, struct str code, bool is_rust)
{
    struct code_writer w = { c, false };

    if (code.len == 0)
        return;
    if (is_rust && c->style->color)
        write_rust(&w, code);
    else
        write_code(&w, NULL, code);
    write_line_end(&w);
}

void render_code(struct buf *out, struct str code, bool is_rust, const struct render_style *style)
{
    struct buf lines = BUF_INIT;
    struct canvas canvas;

    canvas_init(&canvas, out, style);
    render_prepare_code(&lines, code, is_rust);
    render_code_lines(&canvas, buf_str(&lines), is_rust);
    buf_release(&lines);
}

static void add_in_sgr(struct buf *out, struct str text, const char *sgr, bool color)
{
    if (color && text.len > 0)
        canvas_add_sgr(out, sgr);
    text_sanitize(out, text);
    if (color && text.len > 0)
        canvas_add_sgr(out, "0");
}

void render_bold(struct buf *out, struct str text, const struct render_style *style)
{
    add_in_sgr(out, text, "1", style->color);
}

void render_dim(struct buf *out, struct str text, const struct render_style *style)
{
    add_in_sgr(out, text, "2", style->color);
}

void render_clipped(struct buf *out, struct str text, int width)
{
    size_t end = 0;
    int used = 0;

    while (end < text.len) {
        int32_t c;
        size_t n = utf8_decode(text.ptr + end, text.len - end, &c);

        if (width > 0 && used + utf8_width(c) > width - 1)
            break;
        used += utf8_width(c);
        end += n;
    }
    buf_add(out, text.ptr, end);
    if (end < text.len)
        buf_adds(out, "\xe2\x80\xa6");
}

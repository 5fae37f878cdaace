/* Advice in code blocks: DON'T/DO pairs, and blocks whose commented parts stand alone. */
#include "indexer/advice.h"

#include <stdlib.h>

#include "core/rust_lexer.h"
#include "core/text.h"
#include "core/xalloc.h"

/* A block of more parts, or with more names, stays whole: no book's block has them. */
enum { BLOCK_LINES_MIN = 12, NAMES_MAX = 256, PARTS_MAX = 64 };

enum marker { MARKER_NONE, MARKER_DONT, MARKER_DO };

static const struct {
    const char *word;
    enum marker marker;
} markers[] = {
    { "DON'T", MARKER_DONT }, { "DON\xe2\x80\x99T", MARKER_DONT },
    { "OLD", MARKER_DONT },   { "BAD", MARKER_DONT },
    { "AVOID", MARKER_DONT }, { "BEFORE", MARKER_DONT },
    { "DO", MARKER_DO },      { "NEW", MARKER_DO },
    { "GOOD", MARKER_DO },    { "PREFER", MARKER_DO },
    { "AFTER", MARKER_DO },
};

/* The separator at the start of s, or 0: ':', '-', en dash, em dash. */
static size_t separator_length(struct str s)
{
    if (str_starts(s, ":") || str_starts(s, "-"))
        return 1;
    return str_starts(s, "\xe2\x80\x93") || str_starts(s, "\xe2\x80\x94") ? 3 : 0;
}

/* What kind of marker comment is (its text without "//"), and what it says. */
static enum marker read_marker(struct str comment, struct str *says)
{
    for (size_t i = 0; i < sizeof(markers) / sizeof(*markers); i++) {
        size_t len = strlen(markers[i].word);
        struct str rest;
        size_t separator;

        if (!str_starts(comment, markers[i].word))
            continue;
        rest = str_trim(str_slice(comment.ptr + len, comment.len - len));
        separator = separator_length(rest);
        if (separator > 0) {
            *says = str_trim(str_slice(rest.ptr + separator, rest.len - separator));
            return markers[i].marker;
        }
    }
    return MARKER_NONE;
}

/* A line comment that stands on its own line outside of all brackets. */
struct comment {
    struct str text; /* without "//" */
    size_t start;    /* of its line, in the code */
    size_t line;
    bool after_blank; /* a blank line, or nothing, stands before it */
};

struct comments {
    struct comment *items;
    size_t count, cap;
    size_t lines; /* of the block */
};

static int bracket_change(const struct rust_token *t)
{
    if (t->kind != RUST_PUNCT || t->text.len != 1)
        return 0;
    return strchr("([{", t->text.ptr[0]) != NULL   ? 1
           : strchr(")]}", t->text.ptr[0]) != NULL ? -1
                                                   : 0;
}

static size_t count_lines(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '\n';
    return n;
}

static void find_comments(struct str code, struct comments *out)
{
    struct rust_lexer lx;
    struct rust_token t;
    size_t newlines = 2; /* line ends since the last token that was no space */
    int depth = 0;

    rust_lexer_init(&lx, code);
    while (rust_lexer_next(&lx, &t)) {
        depth += bracket_change(&t);
        if (depth < 0)
            depth = 0;
        if (t.kind == RUST_LINE_COMMENT && newlines > 0 && depth == 0) {
            out->items = xgrow(out->items, out->count, &out->cap, sizeof(*out->items));
            out->items[out->count++] = (struct comment){
                .text = str_trim(str_slice(t.text.ptr + 2, t.text.len - 2)),
                .start = (size_t)(t.text.ptr - code.ptr),
                .line = out->lines,
                .after_blank = newlines > 1,
            };
        }
        out->lines += count_lines(t.text);
        newlines = t.kind == RUST_SPACE ? newlines + count_lines(t.text) : 0;
    }
    out->lines++;
}

static struct str between(struct str code, size_t start, size_t end)
{
    struct str s = str_slice(code.ptr + start, end - start);

    while (s.len > 0 && ascii_is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

static struct advice_part *add_part(struct advice *out)
{
    out->parts = xgrow(out->parts, out->count, &out->cap, sizeof(*out->parts));
    out->parts[out->count] = (struct advice_part){ .is_pair = false };
    return &out->parts[out->count++];
}

/* A DON'T and the DO that follows it. A marker without its other half makes no pair and leaves a
 * rest. */
static void cut_pairs(struct str code, const struct comments *comments, struct advice *out)
{
    struct advice_part *open = NULL; /* a DON'T that waits for its DO */
    size_t open_start = 0;
    struct advice_part *last = NULL; /* a pair whose DO half is still growing */
    size_t last_start = 0;
    struct str preamble = { NULL, 0 };

    for (size_t i = 0; i < comments->count; i++) {
        const struct comment *c = &comments->items[i];
        struct str says;
        enum marker marker = read_marker(c->text, &says);

        if (marker == MARKER_NONE)
            continue;
        if (last != NULL)
            last->replacement_code = between(code, last_start, c->start);
        last = NULL;
        if (marker == MARKER_DONT) {
            if (open == NULL && out->count == 0)
                preamble = str_slice(code.ptr, c->start);
            if (open == NULL)
                open = add_part(out);
            else
                out->has_rest = true;
            *open = (struct advice_part){
                .is_pair = true, .title = says, .preamble = preamble, .line = c->line
            };
            open_start = out->count == 1 ? 0 : c->start;
        } else if (open != NULL) {
            open->code = between(code, open_start, c->start);
            open->replacement_title = says;
            last = open;
            last_start = c->start;
            open = NULL;
        } else {
            out->has_rest = true;
        }
    }
    if (last != NULL)
        last->replacement_code = between(code, last_start, code.len);
    if (open != NULL) {
        out->count--;
        out->has_rest = true;
    }
}

/* --- parts that stand alone --- */

struct names {
    struct str items[NAMES_MAX];
    size_t count;
    bool is_full; /* there were more */
};

static bool has_name(const struct names *names, struct str name)
{
    for (size_t i = 0; i < names->count; i++)
        if (str_equal(names->items[i], name))
            return true;
    return false;
}

static void add_name(struct names *names, struct str name)
{
    names->is_full = names->is_full || names->count == NAMES_MAX;
    if (!names->is_full && !str_equals(name, "_") && !has_name(names, name))
        names->items[names->count++] = name;
}

static bool is_word(const struct rust_token *t, const char *const *words)
{
    for (; *words != NULL; words++)
        if (str_equals(t->text, *words))
            return true;
    return false;
}

static const char *const item_words[] = { "fn",          "struct", "enum",  "trait",  "impl",
                                          "mod",         "use",    "const", "static", "type",
                                          "extern",      "pub",    "async", "unsafe", "union",
                                          "macro_rules", NULL };
static const char *const naming_words[] = { "fn",    "struct", "enum", "trait", "mod",
                                            "const", "static", "type", "union", NULL };

/* True when the code begins with an item: its word, an attribute, or a macro call. */
static bool begins_with_item(struct str code)
{
    struct rust_lexer lx;
    struct rust_token t;

    rust_lexer_init(&lx, code);
    if (!rust_lexer_next_code(&lx, &t))
        return false;
    if (t.kind == RUST_PUNCT)
        return str_equals(t.text, "#");
    if (is_word(&t, item_words))
        return true;
    return t.kind == RUST_IDENT && rust_lexer_next_code(&lx, &t) && str_equals(t.text, "!");
}

/* The names that the outermost items of code declare or import. */
static void declared_names(struct str code, struct names *out)
{
    struct rust_lexer lx;
    struct rust_token t;
    int depth = 0;
    bool in_use = false;
    bool named = false; /* the token before was "fn", "struct", ... */

    out->count = 0;
    out->is_full = false;
    rust_lexer_init(&lx, code);
    while (rust_lexer_next_code(&lx, &t)) {
        if (in_use && t.kind == RUST_IDENT)
            add_name(out, t.text);
        if (depth == 0 && named && t.kind == RUST_IDENT)
            add_name(out, t.text);
        named = depth == 0 && is_word(&t, naming_words);
        if (depth == 0 && str_equals(t.text, "use"))
            in_use = true;
        if (str_equals(t.text, ";") || str_equals(t.text, "fn"))
            in_use = false;
        depth += bracket_change(&t);
    }
}

static bool uses_any(struct str code, const struct names *names)
{
    struct rust_lexer lx;
    struct rust_token t;

    rust_lexer_init(&lx, code);
    while (rust_lexer_next_code(&lx, &t))
        if (t.kind == RUST_IDENT && has_name(names, t.text))
            return true;
    return false;
}

/* No part uses a name that another one declares. */
static bool are_independent(const struct advice *a)
{
    struct names names;

    for (size_t i = 0; i < a->count; i++) {
        declared_names(a->parts[i].code, &names);
        if (names.is_full)
            return false;
        for (size_t k = 0; k < a->count; k++)
            if (k != i && uses_any(a->parts[k].code, &names))
                return false;
    }
    return true;
}

static bool has_text(struct str s)
{
    return str_trim(s).len > 0;
}

static void cut_parts(struct str code, const struct comments *comments, struct advice *out)
{
    struct advice_part *last = NULL;
    size_t start = 0;

    for (size_t i = 0; i < comments->count; i++) {
        const struct comment *c = &comments->items[i];

        if (!c->after_blank || c->text.len == 0)
            continue;
        if (last == NULL && has_text(str_slice(code.ptr, c->start)))
            last = add_part(out);
        if (last != NULL)
            last->code = between(code, start, c->start);
        last = add_part(out);
        last->title = c->text;
        last->line = c->line;
        start = c->start;
    }
    if (last != NULL)
        last->code = between(code, start, code.len);
}

static bool stand_alone(const struct advice *a, const struct comments *comments)
{
    if (a->count < 2 || a->count > PARTS_MAX || comments->lines < BLOCK_LINES_MIN)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!begins_with_item(a->parts[i].code))
            return false;
    return are_independent(a);
}

void advice_cut(struct str code, struct advice *out)
{
    struct comments comments = { 0 };

    *out = (struct advice){ 0 };
    if (!str_starts(code, "//") && (code.len < 3 || memmem(code.ptr, code.len, "\n//", 3) == NULL))
        return;
    find_comments(code, &comments);
    cut_pairs(code, &comments, out);
    if (out->count == 0) {
        out->has_rest = false;
        cut_parts(code, &comments, out);
        if (!stand_alone(out, &comments))
            out->count = 0;
    }
    free(comments.items);
}

void advice_release(struct advice *a)
{
    free(a->parts);
    *a = (struct advice){ 0 };
}

/* Programs: the Rust source that a snippet stands for, by rustdoc's rules. */
#include "runner/program.h"

#include "core/rust_lexer.h"
#include "core/text.h"

static const char UNUSED[] = "#![allow(unused)]\n";

/* --- reading tokens --- */

/* A lexer with the token ahead, which is empty at the end. White space and comments that are no
 * documentation are stepped over. */
struct cursor {
    struct rust_lexer lexer;
    struct rust_token token;
};

static void step(struct cursor *c)
{
    do {
        if (!rust_lexer_next(&c->lexer, &c->token))
            c->token = (struct rust_token){ RUST_UNKNOWN, { NULL, 0 } };
    } while (c->token.kind <= RUST_BLOCK_COMMENT); /* space and comments come first */
}

static struct cursor cursor_at(struct str code)
{
    struct cursor c;

    rust_lexer_init(&c.lexer, code);
    step(&c);
    return c;
}

static const char *token_end(const struct rust_token *t)
{
    return t->text.ptr + t->text.len;
}

/* Steps over the token if it is that one. */
static bool take(struct cursor *c, const char *text)
{
    if (!str_equals(c->token.text, text))
        return false;
    step(c);
    return true;
}

static bool is_opening(const struct rust_token *t)
{
    return t->kind == RUST_PUNCT && strchr("([{", t->text.ptr[0]) != NULL;
}

static bool is_closing(const struct rust_token *t)
{
    return t->kind == RUST_PUNCT && strchr(")]}", t->text.ptr[0]) != NULL;
}

/* Steps over a pair of brackets and what is in it. Returns its end; NULL when it never closes. */
static const char *take_brackets(struct cursor *c)
{
    size_t depth = 0;

    while (c->token.text.len > 0) {
        const char *end = token_end(&c->token);

        depth += is_opening(&c->token) ? 1 : 0;
        depth -= is_closing(&c->token) && depth > 0 ? 1 : 0;
        step(c);
        if (depth == 0)
            return end;
    }
    return NULL;
}

/* --- the start, which stays outside of main --- */

/* Attributes about lints may stand at the top of a module too. */
static bool is_lint_level(struct str name)
{
    return str_equals(name, "allow") || str_equals(name, "warn") || str_equals(name, "deny") ||
           str_equals(name, "expect");
}

/* Steps over a crate attribute or documentation of the crate. Returns its end; NULL, and c where it
 * was: there is none. */
static const char *take_attribute(struct cursor *c, struct program *p)
{
    struct cursor ahead = *c;
    struct cursor inside;
    const char *end;

    if (c->token.kind == RUST_DOC_COMMENT) {
        if (c->token.text.ptr[2] != '!')
            return NULL;
        end = token_end(&c->token);
        step(c);
        return end;
    }
    if (!take(&ahead, "#") || !take(&ahead, "!") || !str_equals(ahead.token.text, "["))
        return NULL;
    inside = ahead;
    step(&inside);
    end = take_brackets(&ahead);
    if (end == NULL)
        return NULL;
    p->needs_nightly = p->needs_nightly || str_equals(inside.token.text, "feature");
    p->is_alone = p->is_alone || !is_lint_level(inside.token.text);
    *c = ahead;
    return end;
}

/* As above, for an extern crate with its attributes. */
static const char *take_extern_crate(struct cursor *c, struct program *p)
{
    struct cursor ahead = *c;
    const char *end;

    while (take(&ahead, "#"))
        if (!str_equals(ahead.token.text, "[") || take_brackets(&ahead) == NULL)
            return NULL;
    if (take(&ahead, "pub") && str_equals(ahead.token.text, "("))
        (void)take_brackets(&ahead);
    if (!take(&ahead, "extern") || !take(&ahead, "crate"))
        return NULL;
    while (ahead.token.text.len > 0 && !str_equals(ahead.token.text, ";"))
        step(&ahead);
    if (ahead.token.text.len == 0)
        return NULL;
    end = token_end(&ahead.token);
    step(&ahead);
    p->is_alone = true;
    *c = ahead;
    return end;
}

/* Cuts off what take() finds at the start of *rest, one after the other, with the rest of the last
 * one's line if that is blank or a comment. */
static struct str cut_start(struct str *rest, struct program *p,
                            const char *(*take_one)(struct cursor *c, struct program *p))
{
    struct cursor c = cursor_at(*rest);
    struct str all = *rest;
    const char *last = NULL;
    const char *end;
    struct str ahead;
    struct str line;

    while ((end = take_one(&c, p)) != NULL)
        last = end;
    if (last == NULL)
        return str_slice(all.ptr, 0);
    *rest = str_slice(last, all.len - (size_t)(last - all.ptr));
    ahead = *rest;
    if (str_next_line(&ahead, &line) &&
        (str_trim(line).len == 0 || str_starts(str_trim(line), "//")))
        *rest = ahead;
    return str_slice(all.ptr, (size_t)(rest->ptr - all.ptr));
}

/* The first line of a script ("#!/usr/bin/...") and a byte order mark mean something at the very
 * start of a file alone, where a program's attributes stand. The line's end stays. */
static struct str skip_script_line(struct str code)
{
    static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";
    struct rust_lexer lexer;
    struct rust_token token;

    if (str_starts(code, BYTE_ORDER_MARK))
        code = str_slice(code.ptr + 3, code.len - 3);
    rust_lexer_init(&lexer, code);
    if (rust_lexer_next(&lexer, &token) && token.kind == RUST_LINE_COMMENT &&
        str_starts(token.text, "#!"))
        code = str_slice(code.ptr + token.text.len, code.len - token.text.len);
    return code;
}

/* --- what the tokens tell --- */

/* Names that mean something else, or clash, when several snippets share a crate. */
static const char *const CRATE_WIDE_NAMES[] = {
    "crate",         "macro_export", "no_mangle",   "export_name", "global_allocator",
    "panic_handler", "type_name",    "Location",    "current_exe", "link_section",
    "TypeId",        "proc_macro",   "macro_use",   "backtrace",   "Backtrace",
    NULL,
};

/* Macros that tell where they stand, or read what lies beside them. */
static const char *const PLACE_MACROS[] = {
    "file",        "line",          "column",     "module_path", "include",
    "include_str", "include_bytes", "global_asm", NULL,
};

/* list ends with NULL. */
static bool is_among(struct str name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (str_equals(name, *list))
            return true;
    return false;
}

/* What is being read at the outermost level. */
enum statement {
    STATEMENT_STARTS,     /* nothing of it yet */
    STATEMENT_ATTRIBUTE,  /* an attribute before it */
    STATEMENT_VISIBILITY, /* "pub" */
    STATEMENT_MODIFIER,   /* "const", "unsafe", "async": of an item or of a block */
    STATEMENT_PATH,       /* a path: a macro's or an expression's */
    STATEMENT_ITEM,       /* an item or a macro call: ends with "}" or ";" */
    STATEMENT_VALUE,      /* an item that ends with ";" alone */
    STATEMENT_NO_ITEM     /* there was a "let" or an expression */
};

static enum statement start_statement(const struct rust_token *t)
{
    static const char *const MODIFIERS[] = { "const", "unsafe", "async", NULL };
    static const char *const VALUES[] = { "use", "static", "type", NULL };
    static const char *const PATHS[] = { "crate", "self", "super", "Self", "::", NULL };
    /* The last two come behind the braces of a constant, as in "impl A<{ 1 }> for B". */
    static const char *const ITEMS[] = { "fn",     "struct", "enum", "mod", "trait", "impl",
                                         "extern", "macro",  ">",    ",",   NULL };

    if (str_equals(t->text, "#"))
        return STATEMENT_ATTRIBUTE;
    if (str_equals(t->text, "pub"))
        return STATEMENT_VISIBILITY;
    if (is_among(t->text, MODIFIERS))
        return STATEMENT_MODIFIER;
    if (is_among(t->text, VALUES))
        return STATEMENT_VALUE;
    if (t->kind == RUST_IDENT || is_among(t->text, PATHS))
        return STATEMENT_PATH;
    return is_among(t->text, ITEMS) ? STATEMENT_ITEM : STATEMENT_NO_ITEM;
}

/* What a token at the outermost level, the brackets there included, makes of a statement. */
static enum statement go_on(enum statement s, const struct rust_token *t,
                            const struct rust_token *last)
{
    static const char *const OF_FUNCTIONS[] = { "fn", "unsafe", "extern", "async", NULL };
    static const char *const OF_BLOCKS[] = { "{", "move", "|", "||", NULL };

    switch (s) {
    case STATEMENT_STARTS:
        return start_statement(t);
    case STATEMENT_VISIBILITY:
        return str_equals(t->text, "(") ? s : start_statement(t);
    case STATEMENT_MODIFIER:
        if (is_among(t->text, OF_BLOCKS))
            return STATEMENT_NO_ITEM;
        return str_equals(last->text, "const") && !is_among(t->text, OF_FUNCTIONS) ? STATEMENT_VALUE
                                                                                   : STATEMENT_ITEM;
    case STATEMENT_PATH:
        if (str_equals(t->text, "::") || str_equals(last->text, "::"))
            return str_equals(t->text, "<") ? STATEMENT_NO_ITEM : s;
        /* "union U", "auto trait T", "safe fn f" */
        if (str_equals(t->text, "!") || t->kind == RUST_IDENT || str_equals(t->text, "trait") ||
            str_equals(t->text, "fn"))
            return STATEMENT_ITEM;
        return STATEMENT_NO_ITEM;
    case STATEMENT_ITEM:
    case STATEMENT_VALUE:
        return str_equals(t->text, ";") ? STATEMENT_STARTS : s;
    case STATEMENT_ATTRIBUTE:
    case STATEMENT_NO_ITEM:
        break;
    }
    return s;
}

/* As above, for a bracket that ends at the outermost level. */
static enum statement close_bracket(enum statement s, const struct rust_token *t)
{
    bool ends = s == STATEMENT_ATTRIBUTE || s == STATEMENT_VISIBILITY ||
                (s == STATEMENT_ITEM && str_equals(t->text, "}"));

    return ends ? STATEMENT_STARTS : s;
}

/* Looks for a main function at the outermost level or in a macro call there, for statements beside
 * it, for names that forbid sharing a crate, and for the end. */
static void scan_body(struct program *p)
{
    struct rust_lexer lx;
    struct rust_token token;
    struct rust_token last = { RUST_SPACE, { NULL, 0 } };
    enum statement statement = STATEMENT_STARTS;
    size_t depth = 0;
    bool in_macro = false;
    bool has_main = false;

    rust_lexer_init(&lx, p->body);
    while (rust_lexer_next_code(&lx, &token)) {
        bool closes = is_closing(&token);

        if (depth == 0 && !closes)
            statement = go_on(statement, &token, &last);
        if (is_opening(&token)) {
            in_macro = depth == 0 ? str_equals(last.text, "!") : in_macro;
            depth++;
        } else if (closes && depth > 0 && --depth == 0) {
            statement = close_bracket(statement, &token);
        } else if (str_equals(token.text, "main") && str_equals(last.text, "fn")) {
            has_main = has_main || depth == 0 || (depth == 1 && in_macro);
        } else if (token.kind != RUST_STRING && is_among(token.text, CRATE_WIDE_NAMES)) {
            p->is_alone = true;
        } else if (str_equals(token.text, "!") && is_among(last.text, PLACE_MACROS)) {
            p->is_alone = true;
        } else if (str_equals(token.text, "link") &&
                   (str_equals(last.text, "[") || str_equals(last.text, ","))) {
            p->is_alone = true; /* #[link(..)]: what cannot be linked fails all */
        }
        last = token;
    }
    p->has_main = has_main && statement != STATEMENT_NO_ITEM && statement != STATEMENT_PATH;
    if (last.text.len > 0)
        p->ends_in_result = str_ends(
            str_slice(p->body.ptr, (size_t)(token_end(&last) - p->body.ptr)), "(())");
}

void program_read(struct program *out, struct str code)
{
    struct str rest = skip_script_line(code.ptr != NULL ? code : str_of(""));

    *out = (struct program){ .code = code };
    out->attributes = cut_start(&rest, out, take_attribute);
    out->crates = cut_start(&rest, out, take_extern_crate);
    out->body = rest;
    scan_body(out);
}

/* --- writing --- */

/* Returns how many lines it adds to those of the text: none or one. */
static size_t add_section(struct buf *out, struct str text)
{
    buf_addstr(out, text);
    if (text.len == 0 || text.ptr[text.len - 1] == '\n')
        return 0;
    buf_addc(out, '\n');
    return 1;
}

static void add_body(struct buf *out, const struct program *p)
{
    if (p->has_main) {
        (void)add_section(out, p->body);
    } else if (p->ends_in_result) {
        /* One line each before and behind, so that lines keep their numbers. */
        buf_adds(out, "fn main() { fn rustpro_inner() -> core::result::Result<(), impl "
                      "core::fmt::Debug> {\n");
        (void)add_section(out, p->body);
        buf_adds(out, "} rustpro_inner().unwrap() }\n");
    } else {
        buf_adds(out, "fn main() {\n");
        (void)add_section(out, p->body);
        buf_adds(out, "}\n");
    }
}

size_t program_add_crate(struct buf *out, const struct program *p, bool is_test_harness)
{
    size_t before = p->has_main || is_test_harness ? 1 : 2;

    buf_adds(out, UNUSED);
    before += add_section(out, p->attributes);
    before += add_section(out, p->crates);
    if (is_test_harness)
        (void)add_section(out, p->body);
    else
        add_body(out, p);
    return before;
}

size_t program_add_module(struct buf *out, const struct program *p)
{
    size_t before = p->has_main ? 0 : 1;

    before += add_section(out, p->attributes);
    add_body(out, p);
    buf_adds(out, "pub fn rustpro_main() -> impl ::std::process::Termination { main() }\n");
    return before;
}

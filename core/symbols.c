/* Symbols: the names, operators and sigils of a piece of Rust. */
#include "core/symbols.h"

#include "core/rust_lexer.h"
#include "core/text.h"

struct scan {
    struct rust_lexer lexer;
    struct rust_token previous; /* of the code, text.len 0 at the start */
    struct buf sign;            /* a sign that is spelled anew */
    symbol_fn fn;
    void *ctx;
};

static bool is_punct(const struct rust_token *t, const char *text)
{
    return t->kind == RUST_PUNCT && str_equals(t->text, text);
}

/* The token after the one at hand, without moving. */
static bool peek(const struct scan *s, struct rust_token *out)
{
    struct rust_lexer ahead = s->lexer;

    return rust_lexer_next_code(&ahead, out);
}

static void give_sign(struct scan *s, struct str text)
{
    s->fn(s->ctx, SYMBOL_SIGN, text);
}

static void give_spelled(struct scan *s, const char *before, struct str name, const char *after)
{
    buf_clear(&s->sign);
    buf_adds(&s->sign, before);
    buf_addstr(&s->sign, name);
    buf_adds(&s->sign, after);
    give_sign(s, buf_str(&s->sign));
}

static bool is_path_part(const struct rust_token *t)
{
    return t->kind == RUST_IDENT ||
           (t->kind == RUST_KEYWORD &&
            (str_equals(t->text, "self") || str_equals(t->text, "Self") ||
             str_equals(t->text, "crate") || str_equals(t->text, "super")));
}

/* What stands before an operand cannot end one: tells closures from the operator "or". */
static bool ends_operand(const struct rust_token *t)
{
    return t->kind == RUST_IDENT || t->kind == RUST_NUMBER || t->kind == RUST_STRING ||
           is_punct(t, ")") || is_punct(t, "]");
}

/* "println" before "!(": a macro call; not "a != b", which is another token. */
static void scan_macro(struct scan *s, struct str last)
{
    struct rust_lexer ahead = s->lexer;
    struct rust_token bang;
    struct rust_token open;

    if (!rust_lexer_next_code(&ahead, &bang) || !is_punct(&bang, "!"))
        return;
    if (rust_lexer_next_code(&ahead, &open) && !is_punct(&open, "(") && !is_punct(&open, "[") &&
        !is_punct(&open, "{") && open.kind != RUST_IDENT)
        return;
    give_spelled(s, "", last, "!");
    (void)rust_lexer_next_code(&s->lexer, &bang);
}

/* A path from its first part on: the longest "a::b::c" is one name. */
static void scan_path(struct scan *s, struct str first)
{
    struct str path = first;
    struct str last = first;
    struct rust_token t;

    while (peek(s, &t) && is_punct(&t, "::") && t.text.ptr == path.ptr + path.len) {
        struct rust_lexer ahead = s->lexer;
        struct rust_token part;

        (void)rust_lexer_next_code(&ahead, &t);
        if (!rust_lexer_next_code(&ahead, &part) || !is_path_part(&part) ||
            part.text.ptr != t.text.ptr + t.text.len)
            break;
        path.len = (size_t)(part.text.ptr + part.text.len - path.ptr);
        last = part.text;
        s->lexer = ahead;
    }
    s->fn(s->ctx, SYMBOL_NAME, path);
    scan_macro(s, last);
}

/* "#[derive(..)]" and "#![no_std]" give "#[derive]" and "#[no_std]". */
static void scan_attribute(struct scan *s)
{
    struct rust_lexer ahead = s->lexer;
    struct rust_token t;

    if (!rust_lexer_next_code(&ahead, &t))
        return;
    if (is_punct(&t, "!") && !rust_lexer_next_code(&ahead, &t))
        return;
    if (!is_punct(&t, "[") || !rust_lexer_next_code(&ahead, &t) ||
        (t.kind != RUST_IDENT && t.kind != RUST_KEYWORD))
        return;
    give_spelled(s, "#[", t.text, "]");
}

/* "|a, b| ..." where no operand stands before it. */
static bool scan_closure(struct scan *s)
{
    enum { TOKENS_MAX = 24 };
    struct rust_lexer ahead = s->lexer;
    struct rust_token t;

    if (ends_operand(&s->previous))
        return false;
    for (int i = 0; i < TOKENS_MAX && rust_lexer_next_code(&ahead, &t); i++) {
        if (is_punct(&t, "|")) {
            give_sign(s, str_of("|x|"));
            return true;
        }
        if (is_punct(&t, ";") || is_punct(&t, "=>") || is_punct(&t, "{"))
            break;
    }
    return false;
}

/* What follows an opening sign and makes one with it. */
static void scan_punct(struct scan *s, const struct rust_token *t)
{
    static const struct {
        const char *first, *second, *sign;
    } pairs[] = {
        { "&", "mut", "&mut" }, { "*", "const", "*const" }, { "*", "mut", "*mut" },
        { "::", "<", "::<>" },  { "(", ")", "()" },
    };
    struct rust_token next;

    if (is_punct(t, ")") || is_punct(t, "]") || is_punct(t, "}"))
        return;
    if (peek(s, &next))
        for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
            if (is_punct(t, pairs[i].first) && str_equals(next.text, pairs[i].second) &&
                !(pairs[i].second[0] == ')' && s->previous.kind == RUST_IDENT))
                give_sign(s, str_of(pairs[i].sign));
    if (is_punct(t, "#"))
        scan_attribute(s);
    if (is_punct(t, "|") && scan_closure(s))
        return;
    give_sign(s, t->text);
}

/* "{:?}" from "{:?}" and from "{name:?}", "{}" from "{name}". */
static void scan_placeholders(struct scan *s, struct str text)
{
    enum { PLACEHOLDER_MAX = 24 };

    for (size_t i = 0; i + 1 < text.len; i++) {
        const char *end;
        const char *colon;
        struct str inside;

        if (text.ptr[i] != '{')
            continue;
        end = memchr(text.ptr + i, '}',
                     text.len - i < PLACEHOLDER_MAX ? text.len - i : PLACEHOLDER_MAX);
        if (text.ptr[i + 1] == '{' || end == NULL) {
            i++;
            continue;
        }
        inside = str_slice(text.ptr + i + 1, (size_t)(end - text.ptr) - i - 1);
        if (memchr(inside.ptr, ' ', inside.len) != NULL ||
            memchr(inside.ptr, '\n', inside.len) != NULL)
            continue;
        colon = memchr(inside.ptr, ':', inside.len);
        if (colon == NULL)
            give_sign(s, str_of("{}"));
        else
            give_spelled(s, "{", str_slice(colon, (size_t)(end - colon)), "}");
    }
}

static void scan_string(struct scan *s, struct str text)
{
    const char *quote = memchr(text.ptr, '"', text.len);
    size_t prefix = quote != NULL ? (size_t)(quote - text.ptr) : 0;

    if (prefix > 0 && prefix <= 3)
        give_spelled(s, "", str_slice(text.ptr, prefix), "\"\"");
    if (prefix == 0 || text.ptr[0] == 'r')
        scan_placeholders(s, text);
}

static struct str without_comment_marks(struct str text)
{
    while (text.len > 0 && (text.ptr[0] == '/' || text.ptr[0] == '*' || text.ptr[0] == '!'))
        text = str_slice(text.ptr + 1, text.len - 1);
    while (text.len > 0 && (text.ptr[text.len - 1] == '/' || text.ptr[text.len - 1] == '*'))
        text.len--;
    return str_trim(text);
}

static void scan_token(struct scan *s, const struct rust_token *t)
{
    switch (t->kind) {
    case RUST_LINE_COMMENT:
    case RUST_BLOCK_COMMENT:
    case RUST_DOC_COMMENT:
        s->fn(s->ctx, SYMBOL_COMMENT, without_comment_marks(t->text));
        break;
    case RUST_IDENT:
        if (str_equals(t->text, "_"))
            give_sign(s, t->text);
        else
            scan_path(s, t->text);
        break;
    case RUST_KEYWORD:
        if (is_path_part(t))
            scan_path(s, t->text);
        else
            s->fn(s->ctx, SYMBOL_NAME, t->text);
        break;
    case RUST_LIFETIME:
        give_sign(s, t->text);
        break;
    case RUST_PUNCT:
        scan_punct(s, t);
        break;
    case RUST_STRING:
        scan_string(s, t->text);
        break;
    case RUST_SPACE:
    case RUST_CHAR:
    case RUST_NUMBER:
    case RUST_UNKNOWN:
        break;
    }
}

void symbols_scan(struct str code, symbol_fn fn, void *ctx)
{
    struct scan s = { .fn = fn, .ctx = ctx, .sign = BUF_INIT };
    struct rust_token t;

    rust_lexer_init(&s.lexer, code);
    while (rust_lexer_next(&s.lexer, &t)) {
        scan_token(&s, &t);
        if (t.kind != RUST_SPACE && t.kind != RUST_LINE_COMMENT && t.kind != RUST_BLOCK_COMMENT &&
            t.kind != RUST_DOC_COMMENT)
            s.previous = t;
    }
    buf_release(&s.sign);
}

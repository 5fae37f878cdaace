/* Rust in colours, as the lexer cuts it. */
#include "cli/render_internal.h"

#include "core/rust_lexer.h"
#include "core/text.h"

static const enum look TOKEN_LOOK[] = {
    [RUST_SPACE] = LOOK_NONE,
    [RUST_LINE_COMMENT] = LOOK_COMMENT,
    [RUST_BLOCK_COMMENT] = LOOK_COMMENT,
    [RUST_DOC_COMMENT] = LOOK_COMMENT,
    [RUST_IDENT] = LOOK_NONE,
    [RUST_KEYWORD] = LOOK_KEYWORD,
    [RUST_LIFETIME] = LOOK_LIFETIME,
    [RUST_CHAR] = LOOK_STRING,
    [RUST_STRING] = LOOK_STRING,
    [RUST_NUMBER] = LOOK_NUMBER,
    [RUST_PUNCT] = LOOK_NONE,
    [RUST_UNKNOWN] = LOOK_NONE,
};

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

static enum look ident_look(struct str name, const struct rust_lexer *lx)
{
    if (str_equals(peek(*lx), "!"))
        return LOOK_MACRO;
    return ascii_is_upper(name.ptr[0]) ? LOOK_TYPE : LOOK_NONE;
}

static enum look comment_look(struct str comment)
{
    struct str says;
    enum look look = code_mark(str_slice(comment.ptr + 2, comment.len - 2), &says);

    return look != LOOK_NONE ? look : LOOK_COMMENT;
}

static enum look token_look(const struct rust_token *token, const struct rust_lexer *lx)
{
    switch (token->kind) {
    case RUST_IDENT:
        return ident_look(token->text, lx);
    case RUST_LINE_COMMENT:
        return comment_look(token->text);
    default:
        return TOKEN_LOOK[token->kind];
    }
}

void highlight_rust(struct rich *out, struct str code)
{
    struct rust_lexer lx;
    struct rust_token token;

    rust_lexer_init(&lx, code);
    while (rust_lexer_next(&lx, &token)) {
        if (str_equals(token.text, "#") && skip_attribute(&lx))
            rich_add_raw(out, str_slice(token.text.ptr, (size_t)(lx.pos - token.text.ptr)),
                         attr_look(LOOK_ATTRIBUTE));
        else
            rich_add_raw(out, token.text, attr_look(token_look(&token, &lx)));
    }
}

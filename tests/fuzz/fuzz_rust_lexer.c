/* Fuzzes the Rust lexer: on any bytes its tokens must cover the input, one after the other. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rust_lexer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_token(const struct rust_token *token, const char *expected_start)
{
    assert(token->text.ptr == expected_start);
    assert(token->text.len > 0);
    assert(rust_token_kind_name(token->kind)[0] != '\0');
    if (token->kind == RUST_KEYWORD || token->kind == RUST_IDENT)
        assert(rust_is_keyword(token->text) == (token->kind == RUST_KEYWORD));
}

/* The lexer of code must step through the same tokens, minus white space and comments. */
static void check_code_token(struct rust_lexer *code_lexer, const struct rust_token *token)
{
    struct rust_token code;

    if (token->kind <= RUST_DOC_COMMENT)
        return;
    assert(rust_lexer_next_code(code_lexer, &code));
    assert(code.kind == token->kind);
    assert(code.text.ptr == token->text.ptr && code.text.len == token->text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = str_slice((const char *)data, size);
    struct rust_lexer lexer;
    struct rust_lexer code_lexer;
    struct rust_token token;
    size_t covered = 0;

    rust_lexer_init(&lexer, input);
    rust_lexer_init(&code_lexer, input);
    while (rust_lexer_next(&lexer, &token)) {
        check_token(&token, input.ptr + covered);
        check_code_token(&code_lexer, &token);
        covered += token.text.len;
        assert(covered <= size);
    }
    assert(covered == size);
    assert(!rust_lexer_next(&lexer, &token));
    assert(!rust_lexer_next_code(&code_lexer, &token));
    return 0;
}

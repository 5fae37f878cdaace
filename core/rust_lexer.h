/* The Rust lexer: cuts Rust source into tokens, for symbols, highlighting and splitting blocks.
 *
 * It follows the Reference's chapter on lexical structure, but accepts every input: documentation
 * holds fragments, pseudo code and typing errors. Each byte belongs to exactly one token, tokens
 * follow each other without gaps, and the lexer always moves on. No allocation, no recursion; time
 * is linear on any input.
 *
 * Where the Reference leaves a choice, or its error would leave a reader without a token:
 * - Operators are the longest that fit, so ">>" and "&&" are one token in Vec<Vec<T>> and &&str
 *   too. "<-", which Rust keeps but has no use for, is "<" and "-".
 * - "t.0.1" is "t", ".", "0.1", as in rustc, whose parser then cuts the float.
 * - Suffixes belong to their literal ("1u8", "2.0em"), those that Rust refuses too.
 * - Raw lifetimes ('r#a) and C strings (c"..") are read in every edition.
 * - A string without its closing quote runs to the end of input. A "'" that starts neither a
 *   character nor a lifetime is a RUST_UNKNOWN of one byte; so is each byte of invalid UTF-8
 *   outside of strings and comments. 'ab' is a RUST_CHAR, if a wrong one.
 * - White space is Unicode's Pattern_White_Space, and a byte order mark at offset 0.
 * - A "#!" line is a comment at offset 0 only, and only when no "[" follows.
 */
#ifndef RUSTPRO_CORE_RUST_LEXER_H
#define RUSTPRO_CORE_RUST_LEXER_H

#include <stdbool.h>

#include "core/buf.h"

enum rust_token_kind {
    RUST_SPACE,         /* white space, line ends included */
    RUST_LINE_COMMENT,  /* "// ..." without its line end; also the "#!" line of a script */
    RUST_BLOCK_COMMENT, /* nested; runs to the end of input when never closed */
    RUST_DOC_COMMENT, /* "///" (not "////"), "//!", "/ **" (not "/ ***" or "/ **" + "/"), "/ *!" */
    RUST_IDENT,       /* identifier, raw identifier (r#type), "_" alone too */
    RUST_KEYWORD,     /* strict, reserved and edition keywords, without the weak ones */
    RUST_LIFETIME,    /* 'a, 'static, '_, and labels */
    RUST_CHAR,        /* 'x', b'x', with escapes */
    RUST_STRING,      /* "..", r"..", r#".."#, b"..", br"..", c"..", cr".."; may be unclosed */
    RUST_NUMBER, /* integers and floats with suffix; "1..2" is a number, an operator, a number */
    RUST_PUNCT,  /* one operator or delimiter, the longest that fits: "..=", "::", "=>", "<<=" */
    RUST_UNKNOWN /* a byte or character that Rust has no use for */
};

struct rust_token {
    enum rust_token_kind kind;
    struct str text; /* borrowed from the input */
};

struct rust_lexer {
    const char *pos;
    const char *end;
    const char *start;
};

/* code is borrowed and must outlive the lexer; any bytes. */
void rust_lexer_init(struct rust_lexer *lx, struct str code);

/* The next token in *out; false at the end of input. */
bool rust_lexer_next(struct rust_lexer *lx, struct rust_token *out);

/* As rust_lexer_next(), but steps over white space and comments of every kind. */
bool rust_lexer_next_code(struct rust_lexer *lx, struct rust_token *out);

/* True for strict and reserved keywords of any edition ("async", "dyn", "gen", "try" included),
 * false for the weak ones ("union", "macro_rules", "raw", "safe", "'static"). */
bool rust_is_keyword(struct str word);

/* The name of a kind, for debug output: "ident", "lifetime", ... static. */
const char *rust_token_kind_name(enum rust_token_kind kind);

#endif

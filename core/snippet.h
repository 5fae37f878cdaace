/* Snippets: what a code block of a Rust document says and hides, by rustdoc's and mdBook's rules.
 *
 * An info string is a list of tokens cut at commas and blanks, in any order; text in round
 * brackets is a remark. "rust" and "rs" name the language; so does any of rustdoc's own words
 * (ignore, ignore-PLATFORM, no_run, should_panic, compile_fail, editionNNNN, test_harness,
 * standalone_crate, an error code) when no other language is named. mdBook's marks (editable,
 * noplayground, does_not_compile, ...) name no language. Case is ignored; pandoc's braces and dots
 * ("{.rust .ignore}") are stripped. Of several words that promise something the cautious one
 * counts: ignore, compile_fail, no_run, should_panic, in this order.
 *
 * In Rust code a line that is "#" or starts with "# " (after blanks) is hidden but compiled, "##"
 * at the start of a line stands for "#". Line ends are copied as LF.
 * Source: the rustdoc book, "Documentation tests"; the mdBook guide, "mdBook-specific features".
 */
#ifndef RUSTPRO_CORE_SNIPPET_H
#define RUSTPRO_CORE_SNIPPET_H

#include <stdbool.h>

#include "core/buf.h"

enum snippet_expect {
    SNIPPET_PASS,         /* compiles and runs */
    SNIPPET_NO_RUN,       /* compiles; is not to be run */
    SNIPPET_SHOULD_PANIC, /* compiles; panics when run */
    SNIPPET_COMPILE_FAIL, /* does not compile, with error_code where one is named */
    SNIPPET_IGNORE        /* nothing is promised */
};

struct snippet_info {
    struct str lang; /* "rust" for Rust, else the first word, or empty; borrowed */
    bool is_rust;
    enum snippet_expect expect;
    int edition;           /* 2015, 2018, 2021, 2024; 0: not said */
    bool is_test_harness;  /* "test_harness": its #[test] functions are what runs */
    bool is_standalone;    /* "standalone_crate": shares no crate with other snippets */
    struct str error_code; /* "E0382" or empty; borrowed */
    struct str remark;     /* "(why it is ignored)" without the brackets, or empty; borrowed */
};

/* Reads an info string. out's slices are borrowed from info or static.
 * rust_by_default: a block that names no language is Rust (error code pages, rustdoc). */
void snippet_parse_info(struct str info, bool rust_by_default, struct snippet_info *out);

/* Appends the code as a reader sees it: hidden lines left out, "##" unescaped. */
void snippet_add_shown(struct buf *out, struct str code);

/* Appends the code as the compiler sees it: marks of hidden lines taken off, "##" unescaped. */
void snippet_add_full(struct buf *out, struct str code);

/* Appends lines that a reader is not to see: marked as hidden, those that are already as they are. */
void snippet_add_hidden(struct buf *out, struct str lines);

/* True when some line of Rust code is hidden. */
bool snippet_has_hidden(struct str code);

/* What a snippet promises and what its program depends on: all that decides what a check of it
 * finds on one toolchain. Borrowed. */
struct snippet_claim {
    struct str code; /* as the compiler sees it */
    enum snippet_expect expect;
    struct str error_code; /* empty: any */
    struct str crates;     /* "tokio 1, futures 0.3", as a pattern's field has it; may be empty */
    int edition;           /* never 0 */
    bool is_test_harness;
    bool is_standalone;
};

enum { SNIPPET_KEY_BYTES = 16 };

/* A 128-bit hash (XXH3) of a claim: under it results of checks are kept. */
void snippet_claim_key(unsigned char out[SNIPPET_KEY_BYTES], const struct snippet_claim *claim);

/* "pass", "no_run", "should_panic", "compile_fail", "ignore". static. */
const char *snippet_expect_name(enum snippet_expect expect);

#endif

/* Programs: the Rust source that a snippet stands for, by rustdoc's rules.
 *
 * Crate attributes ("#![...]") and "extern crate" items at the start stay outside; all else becomes
 * the body of a main function, unless the snippet has a "fn main" of its own at the outermost
 * level. A body that ends in "(())", as in "Ok::<(), E>(())", is put in a function that returns a
 * Result, so that "?" works; comments behind it do not count. A main function beside a "let" or an
 * expression at the outermost level is not one; macro calls there count as items. Lints about
 * unused things are off. The first line of a script ("#!/usr/bin/...") and a byte order mark are
 * left out. Source: the rustdoc book, "Documentation tests", "Pre-processing examples"; where it is
 * silent, what rustdoc 1.95 does.
 */
#ifndef RUSTPRO_RUNNER_PROGRAM_H
#define RUSTPRO_RUNNER_PROGRAM_H

#include <stdbool.h>

#include "core/buf.h"

/* A snippet taken apart. Slices are borrowed from its code. */
struct program {
    struct str code;
    struct str attributes; /* the lines of its crate attributes and documentation, and comments
                              before and between them */
    struct str crates;     /* the lines of its extern crates, likewise */
    struct str body;
    bool has_main;
    bool ends_in_result; /* in "(())" */
    bool needs_nightly;  /* #![feature(..)] */
    bool is_alone;       /* cannot be a module of a crate that it shares with others */
};

/* code: as the compiler sees it, hidden lines in. */
void program_read(struct program *out, struct str code);

/* Appends the program as a crate of its own. is_test_harness: #[test] functions are what runs, so
 * there is no main. Returns how many lines come before the snippet's first. */
size_t program_add_crate(struct buf *out, const struct program *p, bool is_test_harness);

/* Appends the program as a module: its main is called as rustpro_main(). Only when is_alone is
 * false. Returns as above. */
size_t program_add_module(struct buf *out, const struct program *p);

#endif

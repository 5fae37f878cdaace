/* TOML, as much of it as book.toml and front matter need.
 * Source: the TOML specification, 1.0. Read are tables, dotted and quoted keys, strings of all four
 * kinds and lists, over several lines too. Inline tables and what breaks the grammar are passed
 * over: the rest of the text still counts. */
#ifndef RUSTPRO_INDEXER_TOML_H
#define RUSTPRO_INDEXER_TOML_H

#include <stdbool.h>

#include "core/buf.h"

/* A reader and the pair it stands at. */
struct toml {
    struct str rest;  /* borrowed from the caller */
    struct buf table; /* path of the table that pairs belong to, empty at the top */
    struct buf key;   /* path of the pair, '.' between parts: "output.html.site-url" */
    struct buf value; /* a string's text; of a list its items with blanks between, lists in it
                         flattened; any other value as written. Escapes may have put in any
                         character but NUL: text_sanitize() it. */
};

/* Begins to read text (sanitized UTF-8), borrowed until toml_release(). */
void toml_init(struct toml *t, struct str text);

/* Steps to the next pair; false after the last one. */
bool toml_next(struct toml *t);

void toml_release(struct toml *t);

#endif

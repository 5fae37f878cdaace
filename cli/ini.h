/* INI files: one "key = value" a line. Any bytes are read without harm.
 *
 * A line that begins with '#' or ';' is a remark; a remark takes a line of its own, since values
 * may hold both signs. Blanks around key and value do not count; a value may stand in double
 * quotes, which are not part of it. libinih would do, but tells its caller no line numbers and cuts
 * lines after 200 bytes; this is short.
 */
#ifndef RUSTPRO_CLI_INI_H
#define RUSTPRO_CLI_INI_H

#include <stdbool.h>

#include "core/buf.h"

enum ini_kind {
    INI_VALUE,
    INI_SECTION, /* key: the name in brackets */
    INI_BROKEN   /* key: the line, which has no '=' */
};

struct ini_line {
    enum ini_kind kind;
    size_t number;         /* from 1 */
    struct str key, value; /* borrowed from the text */
};

struct ini {
    struct str rest;
    size_t number;
};

/* Starts at the beginning of text, borrowed until the reading ends. */
void ini_begin(struct ini *r, struct str text);

/* Reads the next line that says something. False at the end. */
bool ini_next(struct ini *r, struct ini_line *out);

#endif

/* Looks: what a piece of text is, and which colours show that. */
#ifndef RUSTPRO_CLI_RENDER_THEME_H
#define RUSTPRO_CLI_RENDER_THEME_H

#include "cli/render_markdown.h"

enum look {
    LOOK_NONE, /* as the terminal has it */
    LOOK_KEYWORD,
    LOOK_TYPE,
    LOOK_MACRO,
    LOOK_STRING,
    LOOK_NUMBER,
    LOOK_COMMENT,
    LOOK_ATTRIBUTE,
    LOOK_LIFETIME,
    LOOK_CODE,  /* a code span in prose, a value */
    LOOK_LINK,  /* to the web */
    LOOK_QUIET, /* what is there for orientation: ids, bars, remarks */
    LOOK_BAD,   /* DON'T, deprecated, fails */
    LOOK_GOOD,  /* DO, compiles */
    LOOK_WARN,
    LOOK_NOTE,
    LOOK_IMPORTANT,
    LOOK_COUNT
};

/* The parameters of the escape (SGR) that starts the look, such as "1;31"; "" for LOOK_NONE.
 * static. */
const char *theme_sgr(const struct render_style *style, enum look look);

#endif

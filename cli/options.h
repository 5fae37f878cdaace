/* The command line: options and what they set. One table serves parsing and help. */
#ifndef RUSTPRO_CLI_OPTIONS_H
#define RUSTPRO_CLI_OPTIONS_H

#include <stdbool.h>

#include "core/status.h"
#include "query/question.h"

enum output_format { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_VIMGREP, FORMAT_JSON };
enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Which options a command takes: a set of these. */
enum option_group {
    OPTIONS_INDEX = 1,  /* --index */
    OPTIONS_OUTPUT = 2, /* --json, --format, --color, --no-pager */
    OPTIONS_SEARCH = 4, /* -n, filters, --explain */
    OPTIONS_BUILD = 8,  /* --name, --guide, --rustup, --cargo-doc, --rebuild, --verbose */
    OPTIONS_RUN = 16,   /* --toolchain, --unprotected */
    OPTIONS_PICK = 32,  /* --snippet */
    OPTIONS_CHECK = 64, /* --json, --format-only, --again, --edition of snippets */
    OPTIONS_OPEN = 128  /* --print */
};

/* All strings are borrowed from argv. */
struct options {
    const char *index; /* NULL: not named */
    enum output_format format;
    enum color_mode color;
    bool no_pager;
    bool explain;
    bool guide;
    bool rustup;
    bool rebuild;
    bool verbose;
    bool help;
    bool format_only;
    bool again;
    bool unprotected;
    bool print;
    const char *name;
    const char *toolchain;
    const char *cargo_doc; /* NULL: not named */
    long count;   /* -n; 0: not said */
    long snippet; /* --snippet; 0: not said */
    struct question_filters filters;
    const char **args; /* what is no option, in order */
    size_t arg_count;
};

/* Reads argv[0..argc), the words after the command's name. Only "--name", "-n" and "-h" are
 * options:
 * "-word" is an argument, since questions have such words; after "--" all are arguments.
 * STATUS_BAD_INPUT: no such option among groups, or a value that does not fit. new:
 * options_release(). */
enum status options_parse(int argc, char **argv, unsigned groups, struct options *out,
                          struct error *err);

void options_release(struct options *o);

/* Appends a line of help for each option of groups. */
void options_add_help(struct buf *out, unsigned groups);

#endif

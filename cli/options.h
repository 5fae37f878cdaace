/* The command line: options and what they set. One table serves parsing, help, the manual and the
 * shells' completion. */
#ifndef RUSTPRO_CLI_OPTIONS_H
#define RUSTPRO_CLI_OPTIONS_H

#include <stdbool.h>

#include "core/status.h"
#include "query/question.h"

enum output_format { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_VIMGREP, FORMAT_JSON };
enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum hyperlink_mode { HYPERLINKS_AUTO, HYPERLINKS_ALWAYS, HYPERLINKS_NEVER };
enum theme_mode { THEME_AUTO, THEME_DARK, THEME_LIGHT };

/* Which options a command takes: a set of these. */
enum option_group {
    OPTIONS_INDEX = 1,   /* --index */
    OPTIONS_OUTPUT = 2,  /* --json, --format, --color and how it looks, --no-pager */
    OPTIONS_SEARCH = 4,  /* -n, filters, --explain */
    OPTIONS_BUILD = 8,   /* --name, --guide, --rustup, --cargo-doc, --rebuild, --verbose */
    OPTIONS_RUN = 16,    /* --toolchain, --unprotected */
    OPTIONS_PICK = 32,   /* --snippet */
    OPTIONS_CHECK = 64,  /* --json, --format-only, --again, --edition of snippets */
    OPTIONS_OPEN = 128,  /* --print */
    OPTIONS_CONFIG = 256 /* those that the configuration file has keys for, and --json */
};

enum option_id {
    OPT_INDEX,
    OPT_JSON,
    OPT_FORMAT,
    OPT_COLOR,
    OPT_THEME,
    OPT_HYPERLINKS,
    OPT_WIDTH,
    OPT_NO_PAGER,
    OPT_COUNT,
    OPT_KIND,
    OPT_SOURCE,
    OPT_STATUS,
    OPT_MSRV,
    OPT_EDITION,
    OPT_EXPLAIN,
    OPT_NAME,
    OPT_GUIDE,
    OPT_RUSTUP,
    OPT_CARGO_DOC,
    OPT_REBUILD,
    OPT_VERBOSE,
    OPT_TOOLCHAIN,
    OPT_UNPROTECTED,
    OPT_SNIPPET,
    OPT_FORMAT_ONLY,
    OPT_AGAIN,
    OPT_PRINT,
    OPT_HELP,
    OPTION_IDS
};

/* What an option's value names: the shells complete it so. */
enum option_value {
    VALUE_TEXT, /* nothing that is known */
    VALUE_CHOICE,
    VALUE_FILE,
    VALUE_FOLDER,
    VALUE_KIND,
    VALUE_SOURCE,
    VALUE_TOOLCHAIN
};

/* One option. All strings are static. */
struct option_row {
    const char *name;
    enum option_id id;
    unsigned groups;
    const char *value; /* what it takes, for help; NULL: nothing */
    enum option_value takes;
    const char *choices; /* of VALUE_CHOICE, with blanks between */
    const char *help;    /* "{}" stands for the choices: options_add_row_help() */
};

/* All strings are borrowed: from argv, or from the settings that were applied. */
struct options {
    /* Values from the command line; "" where there is none; NULL: not given. */
    const char *given[OPTION_IDS];
    const struct settings *settings; /* what the configuration says; cli/settings.h */
    const char *index;               /* NULL: not named */
    const char *own_index; /* the reader's own, where the configuration names it; NULL: in the usual
                              place */
    enum output_format format;
    enum color_mode color;
    enum hyperlink_mode hyperlinks;
    enum theme_mode theme;
    long width; /* --width; 0: not said */
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
    bool prompt; /* asked at the prompt: hints name its commands */
    const char *name;
    const char *toolchain;
    const char *cargo_doc; /* NULL: not named */
    long count;            /* -n; 0: not said */
    long snippet;          /* --snippet; 0: not said */
    struct question_filters filters;
    struct question_filters defaults; /* where neither filters nor the question says another */
    struct question_filters left_out; /* sources alone: as defaults */
    const char **args;                /* what is no option, in order */
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

/* Sets what the option called name would: "--color" to "never". shown: how messages call it.
 * STATUS_BAD_INPUT: a value that it does not take. */
enum status options_set(struct options *o, const char *name, const char *shown, const char *value,
                        struct error *err);

/* The row after row among those of groups; NULL begins, and ends. */
const struct option_row *options_next(const struct option_row *row, unsigned groups);

/* The row called name (or "-h") among those of groups; NULL: there is none. */
const struct option_row *options_find(struct str name, unsigned groups);

/* Appends what the option is for, choices filled in. */
void options_add_row_help(struct buf *out, const struct option_row *row);

/* Appends the words of choices as a person lists them: "auto, always or never". */
void options_add_choices(struct buf *out, const char *choices);

/* Appends a line of help for each option of groups. */
void options_add_help(struct buf *out, unsigned groups);

#endif

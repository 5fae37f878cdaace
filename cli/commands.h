/* The table of commands. It serves main, help, the manual and the shells' completion. */
#ifndef RUSTPRO_CLI_COMMANDS_H
#define RUSTPRO_CLI_COMMANDS_H

#include <stdbool.h>

#include "cli/options.h"

/* What a command's arguments name: the shells complete them so. */
enum command_takes {
    TAKES_NOTHING,
    TAKES_QUESTION, /* names and filters */
    TAKES_ENTRY,    /* an id, a title or an item's path */
    TAKES_PATHS,
    TAKES_SOURCES, /* or paths */
    TAKES_REMOVE,  /* "remove", then a source */
    TAKES_SETTING
};

/* All strings are static. */
struct command {
    const char *name;
    int (*run)(const struct options *o);
    unsigned options; /* set of enum option_group */
    bool hidden;
    enum command_takes takes;
    const char *args;
    const char *help;
};

/* NULL: there is none. */
const struct command *commands_find(const char *name);

/* The command after c that is not hidden; NULL begins, and ends. */
const struct command *commands_next(const struct command *c);

#endif

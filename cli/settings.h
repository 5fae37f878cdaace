/* Settings: what the reader has chosen once for all, in $XDG_CONFIG_HOME/rustpro/config.ini.
 *
 * An option of the command line comes before the environment, that before the file. A mistake in
 * the file is told with its line and otherwise as if it were not there: it keeps nobody from an
 * answer. To add a setting, add its number, its row in settings.c, and what it sets in apply()
 * there; help, manual, completion and `rustpro config` follow.
 */
#ifndef RUSTPRO_CLI_SETTINGS_H
#define RUSTPRO_CLI_SETTINGS_H

#include <stdbool.h>

#include "cli/options.h"

enum {
    SETTINGS_BYTES_MAX = 64 * 1024, /* a longer file is not read */
    SETTINGS_MISTAKES_TOLD = 5      /* at every start; `rustpro config` tells all */
};

enum setting_id {
    SETTING_INDEX,
    SETTING_COLOR,
    SETTING_THEME,
    SETTING_HYPERLINKS,
    SETTING_PAGER,
    SETTING_PAGER_COMMAND,
    SETTING_BROWSER,
    SETTING_COUNT,
    SETTING_SOURCES,
    SETTING_LEAVE_OUT,
    SETTING_MSRV,
    SETTING_EDITION,
    SETTING_TOOLCHAIN,
    SETTING_IDS
};

enum setting_origin { SETTING_DEFAULT, SETTING_FILE, SETTING_ENVIRONMENT, SETTING_OPTION };

/* One setting; all static. */
struct setting_row {
    const char *key;
    const char *value;        /* what it takes, for the manual */
    const char *choices;      /* with blanks between; NULL: anything */
    const char *fallback;     /* the default, for people */
    const char *option;       /* that comes before it; NULL: none does */
    const char *variables[2]; /* that come before it; NULL: none */
    const char *meaning;      /* of those variables, whatever they say; NULL: what they say */
    bool empty_counts;        /* a variable that is set and empty says something */
    const char *help;         /* sentences for the manual, in Markdown */
};

struct setting {
    enum setting_origin origin;
    const char *value;    /* in force; NULL: the default */
    const char *variable; /* its name, of SETTING_ENVIRONMENT */
    size_t line;          /* of SETTING_FILE */
};

struct settings;

/* Reads the file and the environment and fills in what the command line left open in o: strings
 * are borrowed by o from the result. Never fails: what is wrong is kept for
 * settings_tell_mistakes(). new: settings_free(), after o's end. */
struct settings *settings_load(struct options *o);
void settings_free(struct settings *s); /* NULL is fine */

/* Tells at most max mistakes on standard error, a line for each, and how many more there are. 0:
 * none. */
void settings_tell_mistakes(const struct settings *s, size_t max);

/* The mistake number i, "file:line: what"; NULL beyond the last. borrowed. */
const char *settings_mistake(const struct settings *s, size_t i);

/* The file's path; NULL: neither XDG_CONFIG_HOME nor HOME is known. borrowed. *is_there: it was
 * read. */
const char *settings_path(const struct settings *s, bool *is_there);

const struct setting_row *settings_row(enum setting_id id);
const struct setting *settings_get(const struct settings *s, enum setting_id id);

/* The setting called key; SETTING_IDS: there is none. */
enum setting_id settings_find(struct str key);

#endif

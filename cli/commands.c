/* The table of commands. */
#include "cli/commands.h"

#include <string.h>

#include "cli/command.h"

#define ASKING (OPTIONS_INDEX | OPTIONS_OUTPUT | OPTIONS_SEARCH)

static const struct command commands[] = {
    { "ask", cmd_ask, ASKING, false, TAKES_QUESTION, "WORDS...",
      "ranked answers: the first one whole, the others as a list" },
    { "show", cmd_show, OPTIONS_INDEX | OPTIONS_OUTPUT, false, TAKES_ENTRY, "ID | NAME | N",
      "one entry whole; N is its number in the last ask" },
    { "open", cmd_open, OPTIONS_INDEX | OPTIONS_OPEN, false, TAKES_ENTRY, "ID | NAME | N",
      "the page an entry comes from, in the browser ($BROWSER, or xdg-open)" },
    { "index", cmd_index, OPTIONS_INDEX | OPTIONS_BUILD, false, TAKES_PATHS, "[PATH...]",
      "add documentation to the index, or refresh what is in it" },
    { "sources", cmd_sources, OPTIONS_INDEX | OPTIONS_OUTPUT, false, TAKES_REMOVE, "[remove NAME]",
      "what is indexed, when, how much" },
    { "run", cmd_run, OPTIONS_INDEX | OPTIONS_RUN | OPTIONS_PICK, false, TAKES_ENTRY,
      "ID | NAME | N", "compile a snippet with the local toolchain and run it" },
    { "check", cmd_check, OPTIONS_INDEX | OPTIONS_RUN | OPTIONS_CHECK, false, TAKES_SOURCES,
      "[SOURCE|FILE...]", "compile every snippet; the results are shown with the answers" },
    { "config", cmd_config, OPTIONS_CONFIG, false, TAKES_SETTING, "[KEY]",
      "the settings in force, and where each one comes from" },
    { "doctor", cmd_doctor, OPTIONS_INDEX, false, TAKES_NOTHING, "",
      "what is there and what is missing, with the command that mends it" },
    { "debug-tokens", cmd_debug_tokens, 0, true, TAKES_NOTHING, "TEXT...",
      "print the tokens of a text" },
    { "debug-query", cmd_debug_query, ASKING, true, TAKES_NOTHING, "WORDS...",
      "print how a question is read" },
    { "debug-complete", cmd_debug_complete, 0, true, TAKES_NOTHING, "-- WORD...",
      "print what the last word of a command line may become" },
    { "debug-manual", cmd_debug_manual, 0, true, TAKES_NOTHING, "PAGE [FILE]",
      "print a page of the manual; FILE is its part in Markdown" },
};

const struct command *commands_find(const char *name)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

const struct command *commands_next(const struct command *c)
{
    const struct command *end = commands + sizeof(commands) / sizeof(*commands);

    for (c = c != NULL ? c + 1 : commands; c < end; c++)
        if (!c->hidden)
            return c;
    return NULL;
}

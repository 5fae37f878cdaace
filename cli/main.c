/* rustpro: the command line. Finds the command's row and runs it; help prints from the same rows.
 */
#include <stdio.h>

#include "cli/command.h"

#define ASKING (OPTIONS_INDEX | OPTIONS_OUTPUT | OPTIONS_SEARCH)

static const struct command {
    const char *name;
    int (*run)(const struct options *o);
    unsigned options;
    bool hidden;
    const char *args;
    const char *help;
} commands[] = {
    { "ask", cmd_ask, ASKING, false, "WORDS...",
      "ranked answers: the first one whole, the others as a list" },
    { "show", cmd_show, OPTIONS_INDEX | OPTIONS_OUTPUT, false, "ID | N",
      "one entry whole; N is its number in the last ask" },
    { "open", cmd_open, OPTIONS_INDEX | OPTIONS_OPEN, false, "ID | N",
      "the page an entry comes from, in the browser ($BROWSER, or xdg-open)" },
    { "index", cmd_index, OPTIONS_INDEX | OPTIONS_BUILD, false, "[PATH...]",
      "add documentation to the index, or refresh what is in it" },
    { "sources", cmd_sources, OPTIONS_INDEX | OPTIONS_OUTPUT, false, "[remove NAME]",
      "what is indexed, when, how much" },
    { "run", cmd_run, OPTIONS_INDEX | OPTIONS_RUN | OPTIONS_PICK, false, "ID | N",
      "compile a snippet with the local toolchain and run it" },
    { "check", cmd_check, OPTIONS_INDEX | OPTIONS_RUN | OPTIONS_CHECK, false, "[SOURCE|FILE...]",
      "compile every snippet; the results are shown with the answers" },
    { "doctor", cmd_doctor, OPTIONS_INDEX, false, "",
      "what is there and what is missing, with the command that mends it" },
    { "debug-tokens", cmd_debug_tokens, 0, true, "TEXT...", "print the tokens of a text" },
    { "debug-query", cmd_debug_query, ASKING, true, "WORDS...", "print how a question is read" },
};

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static void print_overview(FILE *out)
{
    (void)fputs("rustpro answers questions about Rust from the documentation on this machine.\n\n"
                "Usage: rustpro COMMAND ...\n\n",
                out);
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
        if (!commands[i].hidden)
            (void)fprintf(out, "  %-8s %-17s %s\n", commands[i].name, commands[i].args,
                          commands[i].help);
    (void)fputs(
        "\nrustpro COMMAND --help tells more. In a question, \"quotes\" keep words together,\n"
        "-word leaves answers with that word out, and kind:deprecated, source:NAME,\n"
        "status:stable, msrv:1.75 and edition:2021 filter.\n"
        "Exit status: 0 found, 1 nothing found, 2 wrong use or error, 3 no index.\n",
        out);
}

static void print_help(const struct command *c)
{
    struct buf text = BUF_INIT;

    buf_addf(&text, "rustpro %s: %s\n\nUsage: rustpro %s [OPTION...] %s\n\n", c->name, c->help,
             c->name, c->args);
    options_add_help(&text, c->options);
    (void)fputs(text.ptr, stdout);
    buf_release(&text);
}

static int run_command(const struct command *c, int argc, char **argv)
{
    struct options o;
    struct error err;
    enum status st = options_parse(argc, argv, c->options, &o, &err);
    int code = EXIT_FOUND;

    if (st != STATUS_OK)
        return command_fail(st, &err);
    if (o.help)
        print_help(c);
    else
        code = c->run(&o);
    options_release(&o);
    return code;
}

int main(int argc, char **argv)
{
    const struct command *c = argc > 1 ? find_command(argv[1]) : NULL;
    const char *word = argc > 1 ? argv[1] : "";
    int code;

    if (argc < 2) {
        print_overview(stderr);
        return EXIT_ERROR;
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        (void)puts("rustpro " RUSTPRO_VERSION);
        code = EXIT_FOUND;
    } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
               strcmp(word, "help") == 0) {
        print_overview(stdout);
        code = EXIT_FOUND;
    } else if (c == NULL) {
        command_say("%s: no such command: `rustpro --help` lists them", word);
        return EXIT_ERROR;
    } else {
        code = run_command(c, argc - 2, argv + 2);
    }
    /* What was printed must have arrived: a full disk is a failure too. */
    if (fflush(stdout) != 0) {
        command_say("standard output: cannot be written");
        return EXIT_ERROR;
    }
    return code;
}

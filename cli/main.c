/* rustpro: the command line. Finds the command's row and runs it; help prints from the same rows.
 */
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/repl.h"
#include "cli/settings.h"

static void print_overview(FILE *out)
{
    (void)fputs("rustpro answers questions about Rust from the documentation on this machine.\n\n"
                "Usage: rustpro COMMAND ...\n"
                "       rustpro              a prompt, on a terminal\n\n",
                out);
    for (const struct command *c = NULL; (c = commands_next(c)) != NULL;)
        (void)fprintf(out, "  %-8s %-17s %s\n", c->name, c->args, c->help);
    (void)fputs(
        "\nrustpro COMMAND --help tells more, `man rustpro` and `man rustpro-COMMAND` all.\n"
        "In a question, \"quotes\" keep words together,\n"
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
    struct settings *settings = NULL;
    struct error err;
    enum status st = options_parse(argc, argv, c->options, &o, &err);
    int code = EXIT_FOUND;

    if (st != STATUS_OK)
        return command_fail(st, &err);
    if (o.help) {
        print_help(c);
    } else {
        settings = settings_load(&o);
        settings_tell_mistakes(settings, c->hidden              ? 0
                                         : c->run == cmd_config ? SIZE_MAX
                                                                : SETTINGS_MISTAKES_TOLD);
        o.settings = settings;
        code = c->run(&o);
    }
    options_release(&o);
    settings_free(settings);
    return code;
}

/* The prompt, with what an `ask` without options would do. */
static int run_prompt(void)
{
    struct settings *settings;
    struct options o;
    struct error err;
    enum status st = options_parse(0, NULL, commands_find("ask")->options, &o, &err);
    int code;

    if (st != STATUS_OK)
        return command_fail(st, &err);
    settings = settings_load(&o);
    settings_tell_mistakes(settings, SETTINGS_MISTAKES_TOLD);
    o.settings = settings;
    code = repl_run(&o);
    options_release(&o);
    settings_free(settings);
    return code;
}

int main(int argc, char **argv)
{
    const struct command *c = argc > 1 ? commands_find(argv[1]) : NULL;
    const char *word = argc > 1 ? argv[1] : "";
    int code;

    if (argc < 2 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return run_prompt();
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

/* rustpro debug-manual: a page of the manual as man(7), for the build. What help prints comes from
 * the same tables of commands, options and settings; FILE, Markdown, has what only people can tell.
 *
 * PAGE is "rustpro.1", "rustpro-COMMAND.1" or one of formats[] below. FILE's text up to its first
 * heading of the second level is the description; its sections follow what the tables give.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/man_markdown.h"
#include "cli/settings.h"

enum { FILE_MAX = 1 << 20 };

static const struct format {
    const char *page;
    const char *help;
} formats[] = {
    { "rustpro-config.5", "the settings of rustpro" },
    { "rustpro-index.5", "the index file of rustpro" },
    { "rustpro-guide.5", "the format of a guide for rustpro" },
};

/* --- parts --- */

/* A build that is to be repeatable says which day it is:
 * https://reproducible-builds.org/specs/source-date-epoch/ */
static time_t build_time(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");

    return epoch != NULL && epoch[0] != '\0' ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
}

/* page: "rustpro-ask.1". */
static void add_head(struct buf *out, const char *page, const char *help)
{
    const char *dot = strrchr(page, '.');
    struct buf name = BUF_INIT;
    struct buf upper = BUF_INIT;
    time_t now = build_time();
    struct tm day;
    char date[16];

    buf_add(&name, page, (size_t)(dot - page));
    for (size_t i = 0; i < name.len; i++)
        buf_addc(&upper,
                 (char)(name.ptr[i] >= 'a' && name.ptr[i] <= 'z' ? name.ptr[i] - 32 : name.ptr[i]));
    (void)strftime(date, sizeof(date), "%Y-%m-%d", gmtime_r(&now, &day));
    buf_addf(out, ".TH %s %s %s \"rustpro %s\" \"rustpro manual\"\n", upper.ptr, dot + 1, date,
             RUSTPRO_VERSION);
    buf_adds(out, ".nh\n.ad l\n"); /* names that are parted at line ends are not found */
    buf_addf(out, ".SH NAME\n%s \\- ", name.ptr);
    man_add_text(out, str_of(help));
    buf_addc(out, '\n');
    buf_release(&name);
    buf_release(&upper);
}

static void add_options(struct buf *out, unsigned groups)
{
    struct buf help = BUF_INIT;

    buf_adds(out, ".SH OPTIONS\n");
    for (const struct option_row *row = NULL; (row = options_next(row, groups)) != NULL;) {
        buf_adds(out, ".TP\n\\fB");
        man_add_text(out, str_of(row->name));
        buf_adds(out, row->id == OPT_HELP ? "\\fR, \\fB\\-h\\fR" : "\\fR");
        if (row->value != NULL)
            buf_addf(out, " \\fI%s\\fR", row->value);
        buf_addc(out, '\n');
        buf_clear(&help);
        options_add_row_help(&help, row);
        man_add_line(out, buf_str(&help));
    }
    buf_release(&help);
}

static void add_commands(struct buf *out)
{
    buf_adds(out, ".SH COMMANDS\n");
    for (const struct command *c = NULL; (c = commands_next(c)) != NULL;) {
        buf_addf(out, ".TP\n\\fB%s\\fR ", c->name);
        man_add_text(out, str_of(c->args));
        buf_trim_end(out);
        buf_addc(out, '\n');
        man_add_text(out, str_of(c->help));
        buf_addf(out, ": \\fBrustpro\\-%s\\fR(1)\n", c->name);
    }
}

static void add_setting(struct buf *out, const struct setting_row *row)
{
    struct buf text = BUF_INIT;

    buf_adds(out, ".TP\n\\fB");
    man_add_text(out, str_of(row->key));
    buf_addf(out, "\\fR = \\fI%s\\fR\n", row->value);
    buf_adds(&text, row->help);
    if (row->choices != NULL) {
        buf_adds(&text, " Takes ");
        options_add_choices(&text, row->choices);
        buf_addc(&text, '.');
    }
    buf_addf(&text, " Default: %s.", row->fallback);
    if (row->option != NULL || row->variables[0] != NULL)
        buf_adds(&text, " Comes before it:");
    if (row->option != NULL)
        buf_addf(&text, " `%s`%s", row->option, row->variables[0] != NULL ? "," : ".");
    for (size_t i = 0; i < 2 && row->variables[i] != NULL; i++)
        buf_addf(&text, " `%s`%s", row->variables[i],
                 i + 1 < 2 && row->variables[i + 1] != NULL ? "," : ".");
    man_add_line(out, buf_str(&text));
    buf_release(&text);
}

static void add_variables(struct buf *out)
{
    buf_adds(out, ".SS \"Instead of settings\"\n"
                  "These come before the file that \\fBrustpro\\-config\\fR(5) is about.\n");
    for (int i = 0; i < SETTING_IDS; i++) {
        const struct setting_row *row = settings_row((enum setting_id)i);

        for (size_t k = 0; k < 2 && row->variables[k] != NULL; k++) {
            buf_addf(out, ".TP\n\\fB%s\\fR\n", row->variables[k]);
            if (row->meaning != NULL)
                buf_addf(out, "Not empty: \\fB%s = %s\\fR.\n", row->key, row->meaning);
            else
                buf_addf(out, "As the key \\fB%s\\fR.\n", row->key);
        }
    }
}

static void add_exit_status(struct buf *out)
{
    buf_adds(out, ".SH \"EXIT STATUS\"\n"
                  ".TP\n0\nFound, or done.\n"
                  ".TP\n1\nNothing found, or the snippet failed.\n"
                  ".TP\n2\nWrong use, or an error.\n"
                  ".TP\n3\nNo index where one was named.\n");
}

/* All other pages. */
static void add_see_also(struct buf *out, const char *page)
{
    struct buf list = BUF_INIT;

    if (strcmp(page, "rustpro.1") != 0)
        buf_adds(&list, "rustpro.1 ");
    for (const struct command *c = NULL; (c = commands_next(c)) != NULL;)
        buf_addf(&list, "rustpro-%s.1 ", c->name);
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
        buf_addf(&list, "%s ", formats[i].page);
    buf_adds(out, ".SH \"SEE ALSO\"\n");
    for (struct str rest = str_of(list.ptr), word; str_next_field(&rest, ' ', &word);) {
        if (word.len < 2 || str_equals(word, page))
            continue;
        buf_adds(out, ".BR ");
        man_add_text(out, str_slice(word.ptr, word.len - 2));
        buf_addf(out, " (%c)%s\n", word.ptr[word.len - 1], rest.len > 0 ? "," : "");
    }
    /* No comma after the last one, whichever that is. */
    buf_trim_end(out);
    if (out->ptr[out->len - 1] == ',')
        buf_truncate(out, out->len - 1);
    buf_addc(out, '\n');
    buf_release(&list);
}

/* --- pages --- */

/* Cuts what stands before the first section off the front of *text. */
static struct str take_description(struct str *text)
{
    const char *section = memmem(text->ptr, text->len, "\n## ", 4);
    size_t len = section != NULL ? (size_t)(section - text->ptr) + 1 : text->len;
    struct str first = str_slice(text->ptr, len);

    *text = str_slice(text->ptr + len, text->len - len);
    return first;
}

static void add_description(struct buf *out, struct str *text)
{
    buf_adds(out, ".SH DESCRIPTION\n");
    man_add_markdown(out, take_description(text));
}

static void add_overview(struct buf *out, struct str text)
{
    add_head(out, "rustpro.1", "ask this machine how Rust is done");
    buf_adds(out, ".SH SYNOPSIS\n\\fBrustpro\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] "
                  "[\\fIARGUMENT\\fR...]\n.br\n\\fBrustpro\\fR \\fB\\-\\-help\\fR | "
                  "\\fB\\-\\-version\\fR\n");
    add_description(out, &text);
    add_commands(out);
    man_add_markdown(out, text);
    add_variables(out);
    add_exit_status(out);
    add_see_also(out, "rustpro.1");
}

static void add_command_page(struct buf *out, const char *page, const struct command *c,
                             struct str text)
{
    add_head(out, page, c->help);
    buf_addf(out, ".SH SYNOPSIS\n\\fBrustpro %s\\fR [\\fIOPTION\\fR...] ", c->name);
    man_add_text(out, str_of(c->args));
    buf_trim_end(out);
    buf_addc(out, '\n');
    add_description(out, &text);
    add_options(out, c->options);
    man_add_markdown(out, text);
    add_exit_status(out);
    add_see_also(out, page);
}

static void add_format_page(struct buf *out, const struct format *f, struct str text)
{
    add_head(out, f->page, f->help);
    add_description(out, &text);
    if (strcmp(f->page, "rustpro-config.5") == 0) {
        buf_adds(out, ".SH KEYS\n");
        for (int i = 0; i < SETTING_IDS; i++)
            add_setting(out, settings_row((enum setting_id)i));
    }
    man_add_markdown(out, text);
    add_see_also(out, f->page);
}

/* False: there is no such page. */
static bool add_page(struct buf *out, const char *page, struct str text)
{
    static const char before[] = "rustpro-";

    if (strcmp(page, "rustpro.1") == 0) {
        add_overview(out, text);
        return true;
    }
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
        if (strcmp(page, formats[i].page) == 0) {
            add_format_page(out, &formats[i], text);
            return true;
        }
    for (const struct command *c = NULL; (c = commands_next(c)) != NULL;)
        if (str_starts(str_of(page), before) && str_ends(str_of(page), ".1") &&
            str_equals(str_slice(page + strlen(before), strlen(page) - strlen(before) - 2),
                       c->name)) {
            add_command_page(out, page, c, text);
            return true;
        }
    return false;
}

static bool read_file(struct buf *out, const char *path)
{
    char block[8192];
    FILE *file = fopen(path, "re");
    size_t n;

    if (file == NULL)
        return false;
    while (out->len < FILE_MAX && (n = fread(block, 1, sizeof(block), file)) > 0)
        buf_add(out, block, n);
    (void)fclose(file);
    return true;
}

int cmd_debug_manual(const struct options *o)
{
    struct buf text = BUF_INIT;
    struct buf page = BUF_INIT;
    bool good = false;

    if (o->arg_count == 0 || o->arg_count > 2)
        command_say("debug-manual: takes PAGE, as in rustpro-ask.1, and a file of Markdown");
    else if (o->arg_count == 2 && !read_file(&text, o->args[1]))
        command_say("%s: %s", o->args[1], strerror(errno));
    else if (!add_page(&page, o->args[0], buf_str(&text)))
        command_say("%s: no such page", o->args[0]);
    else
        good = fwrite(page.ptr, 1, page.len, stdout) == page.len;
    buf_release(&text);
    buf_release(&page);
    return good ? EXIT_FOUND : EXIT_ERROR;
}

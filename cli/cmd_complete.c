/* rustpro debug-complete: what the last word of a command line may become. The shells' completions
 * (completions/) ask this, so that there is one list of commands, options and names.
 *
 * The arguments are the words after "rustpro", the last one as far as it is typed. What comes out
 * is a line for each candidate, "word TAB description"; the word is raw, quoting is the shell's.
 * Lines without a word say what else to do: "TAB files" and "TAB folders" let the shell complete
 * paths, "TAB more" tells that there are more candidates than these, so that what they have in
 * common is not to be taken for what all have.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "query/suggest.h"

enum { CANDIDATES_MAX = 50 };

struct completing {
    const struct options *o;
    struct options line; /* what the words say: the index */
    struct str word;     /* to be completed: the part of an option after its '=' */
    struct str before;   /* what stands before that part, and in each candidate */
};

/* --- candidates --- */

static bool is_harmless(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            return false;
    return text[0] != '\0';
}

static void print_candidate(const struct completing *c, const char *word, const char *description)
{
    if (is_harmless(word))
        printf("%.*s%s\t%s\n", (int)c->before.len, c->before.ptr, word,
               is_harmless(description) ? description : "");
}

static bool begins(const struct completing *c, const char *candidate)
{
    return strlen(candidate) >= c->word.len &&
           str_equal_nocase(str_slice(candidate, c->word.len), c->word);
}

static void offer(const struct completing *c, const char *word, const char *description)
{
    if (begins(c, word))
        print_candidate(c, word, description);
}

static void offer_choices(const struct completing *c, const char *choices)
{
    struct str rest = str_of(choices);
    struct str word;

    while (str_next_field(&rest, ' ', &word)) {
        char *choice = xmemdup0(word.ptr, word.len);

        offer(c, choice, "");
        free(choice);
    }
}

static void offer_kinds(const struct completing *c)
{
    for (int i = 0; i < ENTRY_KIND_COUNT; i++)
        offer(c, entry_kind_name((enum entry_kind)i), "");
}

static void offer_sources(const struct completing *c)
{
    struct index_sources list = { 0 };
    struct index *ix = NULL;

    if (!command_try_index(&c->line, &ix))
        return;
    if (index_list_roots(ix, &list, NULL) == STATUS_OK)
        for (size_t i = 0; i < list.count; i++)
            offer(c, list.items[i].name, list.items[i].title);
    index_sources_release(&list);
    index_close(ix);
}

/* The channels, and what rustup has installed. */
static void offer_toolchains(const struct completing *c)
{
    const char *rustup = getenv("RUSTUP_HOME");
    const char *home = getenv("HOME");
    struct buf path = BUF_INIT;
    const struct dirent *entry;
    DIR *dir;

    offer_choices(c, "stable beta nightly");
    if (rustup != NULL && rustup[0] != '\0')
        buf_addf(&path, "%s/toolchains", rustup);
    else
        buf_addf(&path, "%s/.rustup/toolchains", home != NULL ? home : "");
    dir = opendir(path.ptr);
    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            offer(c, entry->d_name, "installed");
    if (dir != NULL)
        closedir(dir);
    buf_release(&path);
}

/* --- names --- */

static void print_names(const struct completing *c, const struct suggestions *list)
{
    const char *last = "";

    for (size_t i = 0; i < list->count; i++) {
        const struct suggestion *s = &list->items[i];
        struct buf description = BUF_INIT;

        if (strcmp(s->text, last) == 0) /* one name of several entries */
            continue;
        last = s->text;
        if (s->id != NULL)
            buf_adds(&description, entry_kind_name(s->kind));
        if (s->id != NULL && strcmp(s->id, s->text) != 0)
            buf_addf(&description, "  %s", s->id);
        print_candidate(c, s->text, description.ptr);
        buf_release(&description);
    }
    if (list->more)
        (void)puts("\tmore");
}

/* Names that begin with the word. Nothing typed yet: the sources, where ids begin. */
static void offer_names(const struct completing *c, bool with_ids)
{
    struct suggestions list = { 0 };
    struct index *ix = NULL;
    enum status st;

    if (!command_try_index(&c->line, &ix))
        return;
    if (with_ids && memchr(c->word.ptr, '/', c->word.len) != NULL) {
        st = suggest_ids(ix, c->word, CANDIDATES_MAX, &list, NULL);
    } else {
        st = suggest_names(ix, c->word, CANDIDATES_MAX, &list, NULL);
        if (st == STATUS_OK && with_ids && list.count < CANDIDATES_MAX)
            st = suggest_ids(ix, c->word, CANDIDATES_MAX, &list, NULL);
    }
    if (st == STATUS_OK)
        print_names(c, &list);
    suggestions_release(&list);
    index_close(ix);
}

/* A word of a question: a filter and its value, or a name. */
static void offer_question(struct completing *c)
{
    static const char *const filters[] = { "kind:", "source:", "status:", "edition:", "msrv:" };
    const char *colon = memchr(c->word.ptr, ':', c->word.len);
    size_t i = 0;

    while (i < sizeof(filters) / sizeof(*filters) && !str_starts(c->word, filters[i]))
        i++;
    if (i < sizeof(filters) / sizeof(*filters)) {
        size_t len = (size_t)(colon - c->word.ptr) + 1;

        c->before = str_slice(c->word.ptr, len);
        c->word = str_slice(c->word.ptr + len, c->word.len - len);
    }
    switch (i) {
    case 0:
        offer_kinds(c);
        break;
    case 1:
        offer_sources(c);
        break;
    case 2:
    case 3:
        offer_choices(
            c, options_find(str_of(i == 2 ? "--status" : "--edition"), OPTIONS_SEARCH)->choices);
        break;
    case 4: /* a release: nothing to offer */
        break;
    default:
        for (size_t k = 0; k < sizeof(filters) / sizeof(*filters) && c->word.len > 0; k++)
            offer(c, filters[k], "filter");
        if (c->word.len > 0)
            offer_names(c, false);
    }
}

/* --- where the word stands --- */

static void complete_value(const struct completing *c, const struct option_row *row)
{
    switch (row->takes) {
    case VALUE_CHOICE:
        offer_choices(c, row->choices);
        break;
    case VALUE_KIND:
        offer_kinds(c);
        break;
    case VALUE_SOURCE:
        offer_sources(c);
        break;
    case VALUE_TOOLCHAIN:
        offer_toolchains(c);
        break;
    case VALUE_FILE:
        (void)puts("\tfiles");
        break;
    case VALUE_FOLDER:
        (void)puts("\tfolders");
        break;
    case VALUE_TEXT:
        break;
    }
}

static void complete_argument(struct completing *c, const struct command *command, size_t before,
                              const char *first)
{
    switch (command->takes) {
    case TAKES_QUESTION:
        offer_question(c);
        break;
    case TAKES_ENTRY:
        if (before == 0)
            offer_names(c, true);
        break;
    case TAKES_SOURCES:
        offer_sources(c);
        (void)puts("\tfiles");
        break;
    case TAKES_PATHS:
        (void)puts("\tfiles");
        break;
    case TAKES_REMOVE:
        if (before == 0)
            offer(c, "remove", "take a source out of the index");
        else if (before == 1 && strcmp(first, "remove") == 0)
            offer_sources(c);
        break;
    case TAKES_SETTING:
        for (size_t i = 0; i < SETTING_IDS && before == 0; i++)
            offer(c, settings_row((enum setting_id)i)->key, "");
        break;
    case TAKES_NOTHING:
        break;
    }
}

static void complete_option(const struct completing *c, const struct command *command)
{
    struct buf help = BUF_INIT;

    for (const struct option_row *row = NULL;
         (row = options_next(row, command->options)) != NULL;) {
        buf_clear(&help);
        options_add_row_help(&help, row);
        offer(c, row->name, help.ptr);
    }
    buf_release(&help);
}

/* The words after the command's name; the last one is to be completed. */
static void complete_line(struct completing *c, const struct command *command, size_t count,
                          const char *const *words)
{
    const struct option_row *open = NULL; /* an option that waits for its value */
    const char *equals;
    const char *first = NULL;
    size_t arguments = 0;
    bool ended = false;

    for (size_t i = 0; i + 1 < count; i++) {
        equals = strchr(words[i], '=');
        if (open != NULL) {
            if (open->id == OPT_INDEX)
                c->line.index = words[i];
            open = NULL;
        } else if (!ended && strcmp(words[i], "--") == 0) {
            ended = true;
        } else if (!ended && (open = options_find(str_of(words[i]), command->options)) != NULL) {
            open = open->value != NULL ? open : NULL;
        } else if (!ended && strncmp(words[i], "--index=", 8) == 0) {
            c->line.index = equals + 1;
        } else if (ended || strncmp(words[i], "--", 2) != 0) {
            first = arguments++ == 0 ? words[i] : first;
        }
    }
    equals = memchr(c->word.ptr, '=', c->word.len);
    if (open == NULL && !ended && str_starts(c->word, "--") && equals != NULL) {
        size_t len = (size_t)(equals - c->word.ptr);

        open = options_find(str_slice(c->word.ptr, len), command->options);
        c->before = str_slice(c->word.ptr, len + 1);
        c->word = str_slice(equals + 1, c->word.len - len - 1);
        if (open == NULL || open->value == NULL)
            return;
    }
    if (open != NULL)
        complete_value(c, open);
    else if (!ended && str_starts(c->word, "-"))
        complete_option(c, command);
    else
        complete_argument(c, command, arguments, first);
}

int cmd_debug_complete(const struct options *o)
{
    struct completing c = { .o = o, .line = { .own_index = o->own_index } };
    const struct command *command;

    if (o->arg_count == 0)
        return EXIT_ERROR;
    c.word = str_of(o->args[o->arg_count - 1]);
    c.before = str_slice("", 0);
    if (o->arg_count == 1) {
        for (const struct command *row = NULL; (row = commands_next(row)) != NULL;)
            offer(&c, row->name, row->help);
        if (c.word.len > 0) {
            offer(&c, "--help", "list the commands");
            offer(&c, "--version", "print the version");
        }
        return EXIT_FOUND;
    }
    command = commands_find(o->args[0]);
    if (command != NULL)
        complete_line(&c, command, o->arg_count - 1, o->args + 1);
    return EXIT_FOUND;
}

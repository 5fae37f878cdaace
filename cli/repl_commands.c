/* The commands of the prompt. */
#include <stdio.h>

#include "cli/clipboard.h"
#include "cli/repl_internal.h"
#include "cli/repl_parse.h"
#include "core/markdown.h"
#include "query/answer.h"
#include "query/spelling.h"

/* Reads "[N] [K]" and finds the entry. *snippet is 0 when it is not said. False after telling why
 * not. */
static bool read_answer(struct repl *r, const char *command, struct str rest, bool takes_snippet,
                        int64_t *entry, long *snippet)
{
    struct str word = repl_next_word(&rest);
    struct str second = repl_next_word(&rest);

    *snippet = (long)repl_number(second);
    if (str_trim(rest).len > 0 || (second.len > 0 && (!takes_snippet || *snippet == 0))) {
        command_say("%s: takes the number of an answer, or an id%s", command,
                    takes_snippet ? ", and the number of a snippet" : "");
        return false;
    }
    if (!repl_find_entry(r, word, entry))
        return false;
    repl_keep_current(r, *entry);
    return true;
}

static void run_show(struct repl *r, struct str rest)
{
    int64_t entry;
    long snippet;

    if (read_answer(r, "show", rest, false, &entry, &snippet))
        (void)cmd_show_entry(r->ix, entry, r->o);
}

static void run_run(struct repl *r, struct str rest)
{
    int64_t entry;

    if (read_answer(r, "run", rest, true, &entry, &r->o->snippet))
        (void)cmd_run_entry(r->ix, entry, r->o);
    r->o->snippet = 0;
}

static void run_open(struct repl *r, struct str rest)
{
    int64_t entry;
    long snippet;

    if (read_answer(r, "open", rest, false, &entry, &snippet))
        (void)cmd_open_entry(r->ix, entry, r->o);
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;

    for (const char *p = text; *p != '\0'; p++)
        lines += *p == '\n' || p[1] == '\0';
    return lines;
}

static void copy_snippet(const struct index_row *row, const struct answer_snippets *list,
                         size_t number)
{
    struct buf id = BUF_INIT;
    const char *how = NULL;
    const char *code;
    struct error err;

    index_row_add_id(&id, row);
    if (list->count == 0) {
        command_say("%s: has no snippet", id.ptr);
    } else if (number > list->count) {
        command_say("%s: has %zu snippets, not %zu", id.ptr, list->count, number);
    } else {
        code = list->items[number - 1].shown;
        if (clipboard_copy(str_of(code), &how, &err) == STATUS_OK)
            printf("Snippet %zu of %s, %zu lines: copied with %s.\n", number, id.ptr,
                   count_lines(code), how);
        else
            command_say("copy: %s", err.msg);
    }
    buf_release(&id);
}

static void run_copy(struct repl *r, struct str rest)
{
    struct answer_snippets list = { 0 };
    struct index_row row = { 0 };
    struct error err;
    cmark_node *body;
    int64_t entry;
    long snippet;

    if (!read_answer(r, "copy", rest, true, &entry, &snippet))
        return;
    if (index_read_entry(r->ix, entry, true, &row, &err) == STATUS_OK) {
        body = markdown_parse(str_of(row.entry.body));
        answer_read_snippets(&list, &row.entry, body);
        cmark_node_free(body);
        copy_snippet(&row, &list, snippet > 0 ? (size_t)snippet : 1);
    } else {
        command_say("%s", err.msg);
    }
    answer_snippets_release(&list);
    index_row_release(&row);
}

static void run_more(struct repl *r, struct str rest)
{
    if (rest.len > 0)
        command_say("more: takes nothing; `:set count N` sets how many answers are listed");
    else
        repl_ask_more(r);
}

static void run_sources(struct repl *r, struct str rest)
{
    if (rest.len > 0)
        command_say("sources: takes nothing here; `rustpro sources --help` tells more");
    else
        (void)cmd_list_sources(r->ix, r->o);
}

static void run_quit(struct repl *r, struct str rest)
{
    (void)rest;
    r->done = true;
}

static void run_help(struct repl *r, struct str rest)
{
    struct buf text = BUF_INIT;

    (void)rest;
    buf_adds(&text, "A line asks; the first answer is shown whole, the others are a list.\n\n");
    buf_addf(&text, "  %-20s %s\n", "N", "show answer N");
    for (const struct repl_command *c = repl_command_list(); c->name != NULL; c++) {
        struct buf usage = BUF_INIT;

        buf_addf(&usage, ":%s %s", c->name, c->args);
        buf_addf(&text, "  %-20s %s\n", usage.ptr, c->help);
        buf_release(&usage);
    }
    buf_adds(&text,
             "\nN is the number of an answer or an id, by default what was shown last; K is the\n"
             "number of a snippet. Names may be cut short (:q). In a question, \"quotes\" keep\n"
             "words together, -word leaves answers with that word out, kind:deprecated,\n"
             "source:NAME, status:stable, msrv:1.75 and edition:2021 filter.\n"
             "Tab completes, Ctrl-R searches what was typed before, Ctrl-C clears the line,\n"
             "Ctrl-D ends.\n");
    command_print(r->o, buf_str(&text));
    buf_release(&text);
}

const struct repl_command *repl_command_list(void)
{
    static const struct repl_command commands[] = {
        { "show", REPL_TAKES_ANSWER, "[N]", "one answer whole", run_show },
        { "run", REPL_TAKES_ANSWER, "[N [K]]", "compile a snippet of it and run it", run_run },
        { "open", REPL_TAKES_ANSWER, "[N]", "the page it comes from, in the browser", run_open },
        { "copy", REPL_TAKES_ANSWER, "[N [K]]", "a snippet of it into the clipboard", run_copy },
        { "more", REPL_TAKES_NOTHING, "", "the next answers to the same question", run_more },
        { "only", REPL_TAKES_FILTERS, "[FILTER...]",
          "filters for all questions from now on; alone: none", repl_only },
        { "sources", REPL_TAKES_NOTHING, "", "what is indexed", run_sources },
        { "set", REPL_TAKES_SETTING, "[NAME [VALUE]]", "show or change how answers are printed",
          repl_set },
        { "help", REPL_TAKES_NOTHING, "", "this list", run_help },
        { "quit", REPL_TAKES_NOTHING, "", "end (also Ctrl-D)", run_quit },
        { NULL, REPL_TAKES_NOTHING, NULL, NULL, NULL },
    };

    return commands;
}

const struct repl_command *repl_find_command(struct str name)
{
    const struct repl_command *found = NULL;
    size_t count = 0;

    if (str_equals(name, "exit"))
        name = str_of("quit");
    for (const struct repl_command *c = repl_command_list(); c->name != NULL; c++) {
        if (str_equals(name, c->name))
            return c;
        if (name.len < strlen(c->name) && memcmp(name.ptr, c->name, name.len) == 0) {
            found = c;
            count++;
        }
    }
    return count == 1 ? found : NULL;
}

/* The commands that begin like name, or else the nearest one. */
static void say_unknown(struct str name)
{
    enum { FAR = 4 };
    const char *nearest = NULL;
    size_t best = FAR;
    struct buf meant = BUF_INIT;

    for (const struct repl_command *c = repl_command_list(); c->name != NULL; c++) {
        struct str other = str_of(c->name);
        size_t distance = spelling_distance(name, other, FAR - 1);

        if (name.len < other.len && memcmp(name.ptr, other.ptr, name.len) == 0)
            buf_addf(&meant, "%s:%s", meant.len > 0 ? " or " : "", c->name);
        if (distance < best && distance < other.len) {
            best = distance;
            nearest = c->name;
        }
    }
    if (meant.len > 0)
        command_say(":%.*s: is it %s?", (int)name.len, name.ptr, meant.ptr);
    else if (nearest != NULL)
        command_say(":%.*s: no such command: is it :%s? `:help` lists them", (int)name.len,
                    name.ptr, nearest);
    else
        command_say(":%.*s: no such command: `:help` lists them", (int)name.len, name.ptr);
    buf_release(&meant);
}

void repl_run_command(struct repl *r, struct str name, struct str rest)
{
    const struct repl_command *c = repl_find_command(name);

    if (c != NULL)
        c->run(r, rest);
    else
        say_unknown(name);
}

/* The prompt: `rustpro` alone on a terminal. */
#include "cli/repl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/first_run.h"
#include "cli/paths.h"
#include "cli/repl_history.h"
#include "cli/repl_internal.h"
#include "cli/repl_line.h"
#include "cli/repl_parse.h"
#include "core/text.h"
#include "core/xalloc.h"

static void say_hello(const struct repl *r)
{
    printf("rustpro " RUSTPRO_VERSION ", %lld entries. Ask, or type :help; Ctrl-D ends.\n",
           (long long)index_entry_count(r->ix));
    (void)fflush(stdout);
    first_run_tell(r->ix, r->o);
}

/* "rustpro kind:error> ". What takes no columns is marked as readline wants it. */
static void add_prompt(struct buf *out, const struct repl *r)
{
    enum { FILTER_COLUMNS_MAX = 40 };
    bool color = command_style(r->o).color;
    struct buf filters = BUF_INIT;
    struct buf shown = BUF_INIT;

    repl_add_filters(&filters, &r->o->filters);
    text_sanitize(&shown, buf_str(&filters));
    buf_adds(out, color ? "\001\033[1m\002rustpro\001\033[0m\002" : "rustpro");
    if (shown.len > 0)
        buf_addf(out, " %s",
                 str_width(buf_str(&shown)) <= FILTER_COLUMNS_MAX ? shown.ptr : "(filtered)");
    buf_adds(out, "> ");
    buf_release(&filters);
    buf_release(&shown);
}

static void open_history(struct repl *r)
{
    struct history h = { 0 };
    struct error err;

    r->history_path = paths_history();
    if (r->history_path != NULL && history_read(r->history_path, &h, &err) != STATUS_OK) {
        command_say("%s", err.msg);
        free(r->history_path);
        r->history_path = NULL;
    }
    for (size_t i = 0; i < h.count; i++)
        line_recall(h.lines[i]);
    history_release(&h);
}

static void keep_line(struct repl *r, struct str line)
{
    struct buf clean = BUF_INIT;
    struct error err;

    text_sanitize(&clean, line);
    line_remember(clean.ptr);
    /* Told once: every line would fail the same way. */
    if (r->history_path != NULL &&
        history_append(r->history_path, buf_str(&clean), &err) != STATUS_OK) {
        command_say("%s", err.msg);
        free(r->history_path);
        r->history_path = NULL;
    }
    buf_release(&clean);
}

static void do_line(struct repl *r, struct str line, size_t bytes)
{
    struct repl_line parsed = repl_parse(line);

    if (parsed.kind == REPL_EMPTY)
        return;
    if (bytes == line.len)
        keep_line(r, str_trim(line));
    repl_index_refresh(r);
    if (parsed.kind == REPL_QUESTION || bytes > line.len)
        repl_ask(r, parsed.text, bytes);
    else if (parsed.kind == REPL_NUMBER)
        repl_run_command(r, str_of("show"), parsed.text);
    else
        repl_run_command(r, parsed.text, parsed.rest);
}

/* What a command leaves behind: a terminal that could not be written while Ctrl-C was pressed, the
 * Ctrl-C itself. The signals that end a program end this one too. */
static void tidy_up(struct repl *r)
{
    int number = command_take_signal();

    if (fflush(stdout) != 0)
        clearerr(stdout);
    if (number != 0 && number != SIGINT)
        r->done = true;
}

static void read_lines(struct repl *r)
{
    struct buf prompt = BUF_INIT;
    struct buf line = BUF_INIT;
    size_t bytes;

    while (!r->done) {
        enum line_result got;

        buf_clear(&prompt);
        add_prompt(&prompt, r);
        got = line_read(prompt.ptr, &line, &bytes);
        if (got == LINE_END) {
            (void)puts(""); /* the shell's prompt gets a line of its own */
            r->done = true;
        } else if (got == LINE_READ) {
            do_line(r, buf_str(&line), bytes);
            tidy_up(r);
        }
    }
    buf_release(&prompt);
    buf_release(&line);
}

int repl_run(struct options *o)
{
    struct repl r = { .o = o };
    int code = repl_index_open(&r);

    o->prompt = true;
    if (code == EXIT_FOUND) {
        command_catch_signals();
        (void)signal(SIGPIPE, SIG_IGN); /* of pagers and clipboards that end early */
        line_open();
        repl_complete_open(&r);
        say_hello(&r);
        open_history(&r);
        read_lines(&r);
    }
    repl_complete_open(NULL);
    for (size_t i = 0; i < r.id_count; i++)
        free(r.ids[i]);
    free(r.ids);
    free(r.question);
    free(r.current);
    free(r.history_path);
    free(r.stamp.path);
    index_close(r.ix);
    return code;
}

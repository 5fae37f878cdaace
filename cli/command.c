/* What all commands share: the index to open, how to print, how to fail. */
#include "cli/command.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/last_ask.h"
#include "cli/pager.h"
#include "cli/paths.h"
#include "cli/terminal.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "query/suggest.h"

void command_say(const char *format, ...)
{
    char message[1024];
    struct buf line = BUF_INIT;
    va_list ap;

    va_start(ap, format);
    (void)vsnprintf(message, sizeof(message), format, ap);
    va_end(ap);
    text_sanitize(&line, str_of(message));
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == '\n' || line.ptr[i] == '\t')
            line.ptr[i] = ' ';
    (void)fprintf(stderr, "rustpro: %s\n", line.ptr);
    buf_release(&line);
}

int command_fail(enum status status, const struct error *err)
{
    command_say("%s", err->msg);
    return status == STATUS_NOT_FOUND ? EXIT_NOTHING : EXIT_ERROR;
}

static bool exists(const char *path)
{
    struct stat st;

    return path != NULL && stat(path, &st) == 0;
}

const char *command_named_index(const struct options *o)
{
    const char *named = o->index != NULL ? o->index : getenv("RUSTPRO_INDEX");

    return named != NULL && named[0] != '\0' ? named : NULL;
}

char *command_own_index(const struct options *o)
{
    return o->own_index != NULL ? xstrdup(o->own_index) : paths_user_index();
}

/* The index that nobody named. */
static char *default_index(const struct options *o)
{
    char *own = command_own_index(o);

    if (exists(own))
        return own;
    free(own);
    return paths_guide_index();
}

char *command_index_path(const struct options *o)
{
    const char *named = command_named_index(o);

    return named != NULL ? xstrdup(named) : default_index(o);
}

int command_open_index(const struct options *o, struct index **out)
{
    char *path = command_index_path(o);
    struct error err;
    enum status st;

    if (path == NULL) {
        command_say("no index: make one with `rustpro index PATH...`, or name one with --index");
        return EXIT_NO_INDEX;
    }
    st = index_open(path, out, &err);
    if (st == STATUS_NOT_FOUND) {
        command_say("%s: no such index: make it with `rustpro index PATH... --index %s`", path,
                    path);
        free(path);
        return EXIT_NO_INDEX;
    }
    free(path);
    return st == STATUS_OK ? EXIT_FOUND : command_fail(st, &err);
}

bool command_try_index(const struct options *o, struct index **out)
{
    char *path = command_index_path(o);
    bool is_open = path != NULL && index_open(path, out, NULL) == STATUS_OK;

    free(path);
    return is_open;
}

static bool is_number(const char *s)
{
    for (const char *p = s; *p != '\0'; p++)
        if (!ascii_is_digit(*p))
            return false;
    return s[0] != '\0' && strlen(s) <= 6;
}

int command_find_entry(const struct options *o, const char *command, struct index **ix,
                       int64_t *entry)
{
    struct options opened = *o;
    struct error err;
    char *id = NULL;
    char *index_path = NULL;
    enum status st = STATUS_OK;
    int code;

    *ix = NULL;
    if (o->arg_count != 1) {
        command_say("%s: needs one ID or name, or a number of the last ask", command);
        return EXIT_ERROR;
    }
    if (is_number(o->args[0])) {
        st = last_ask_recall(strtoul(o->args[0], NULL, 10), &id, &index_path, &err);
        if (st != STATUS_OK)
            return command_fail(st, &err);
        if (opened.index == NULL)
            opened.index = index_path;
    } else {
        id = xstrdup(o->args[0]);
    }
    code = command_open_index(&opened, ix);
    if (code == EXIT_FOUND) {
        st = index_find_id(*ix, str_of(id), entry, &err);
        if (st == STATUS_NOT_FOUND)
            st = suggest_find(*ix, str_of(id), entry, &err);
        if (st != STATUS_OK)
            code = command_fail(st, &err);
    }
    free(id);
    free(index_path);
    return code;
}

static volatile sig_atomic_t stop_asked; /* the signal's number */

static void on_signal(int number)
{
    if (stop_asked == 0 || number != SIGINT) /* the others are not to be missed */
        stop_asked = number;
}

void command_catch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };

    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
}

bool command_should_stop(void *ctx)
{
    (void)ctx;
    return stop_asked != 0;
}

int command_take_signal(void)
{
    int number = stop_asked;

    stop_asked = 0;
    return number;
}

char *command_join_args(const struct options *o)
{
    struct buf joined = BUF_INIT;

    for (size_t i = 0; i < o->arg_count; i++) {
        if (i > 0)
            buf_addc(&joined, ' ');
        buf_adds(&joined, o->args[i]);
    }
    return buf_detach(&joined);
}

struct render_style command_style(const struct options *o)
{
    return terminal_style(o);
}

static int count_lines(struct str text)
{
    int lines = 0;

    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    return lines;
}

void command_print(const struct options *o, struct str text)
{
    if (!o->no_pager && isatty(STDOUT_FILENO) && count_lines(text) >= terminal_rows() &&
        pager_show(text))
        return;
    (void)fwrite(text.ptr, 1, text.len, stdout);
}

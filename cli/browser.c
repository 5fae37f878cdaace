/* The reader's browser. */
#include "cli/browser.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/find_program.h"
#include "core/text.h"
#include "core/xalloc.h"

/* The words of a command with the page in its place; NULL-ended. */
struct words {
    char **items;
    size_t count, cap;
};

static void words_release(struct words *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->items[i]);
    free(w->items);
}

/* Takes word. */
static void add_word(struct words *w, char *word)
{
    w->items = xgrow(w->items, w->count, &w->cap, sizeof(char *));
    w->items[w->count] = word;
    w->count += word != NULL;
}

static bool has_page(struct str word)
{
    return str_count(word, "%s") > 0;
}

static char *with_page(struct str word, const char *page)
{
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '%' && i + 1 < word.len && word.ptr[i + 1] == 's') {
            buf_adds(&out, page);
            i++;
        } else {
            buf_addc(&out, word.ptr[i]);
        }
    }
    return buf_detach(&out);
}

/* Cuts the next word off the front of *rest; empty at the end. */
static struct str next_word(struct str *rest)
{
    struct str word = str_trim(*rest);
    size_t n = 0;

    while (n < word.len && !ascii_is_space(word.ptr[n]))
        n++;
    *rest = str_slice(word.ptr + n, word.len - n);
    word.len = n;
    return word;
}

static void read_command(struct words *w, struct str command, const char *page)
{
    bool placed = false;

    for (struct str word = next_word(&command); word.len > 0; word = next_word(&command)) {
        /* The program itself is nobody's page. */
        placed = placed || (w->count > 0 && has_page(word));
        add_word(w, w->count > 0 ? with_page(word, page) : xmemdup0(word.ptr, word.len));
    }
    if (w->count > 0 && !placed)
        add_word(w, xstrdup(page));
    add_word(w, NULL);
}

/* A name in PATH or a path of its own; new, NULL when it is not there. */
static char *find(const char *name)
{
    if (strchr(name, '/') == NULL)
        return find_program(name);
    return access(name, X_OK) == 0 ? xstrdup(name) : NULL;
}

/* Starts the program and waits. *how is what waitpid() tells; returns 0, or errno when it could not
 * be started. As with system(), the terminal's signals are for the program meanwhile. */
static int run(const char *program, char *const *words, int *how)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct sigaction old_int;
    struct sigaction old_quit;
    posix_spawnattr_t attributes;
    sigset_t signals;
    pid_t child = -1;
    int failure;

    (void)sigaction(SIGINT, &ignore, &old_int);
    (void)sigaction(SIGQUIT, &ignore, &old_quit);
    (void)sigemptyset(&signals);
    if (old_int.sa_handler != SIG_IGN)
        (void)sigaddset(&signals, SIGINT);
    if (old_quit.sa_handler != SIG_IGN)
        (void)sigaddset(&signals, SIGQUIT);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigdefault(&attributes, &signals);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    failure = posix_spawn(&child, program, NULL, &attributes, words, environ);
    while (failure == 0 && waitpid(child, how, 0) < 0)
        failure = errno == EINTR ? 0 : errno;
    (void)posix_spawnattr_destroy(&attributes);
    (void)sigaction(SIGINT, &old_int, NULL);
    (void)sigaction(SIGQUIT, &old_quit, NULL);
    return failure;
}

/* Tries one command. STATUS_NOT_FOUND: it is not installed. STATUS_IO: appends to failures how it
 * ended. */
static enum status try_command(struct str command, const char *page, struct buf *failures,
                               struct error *err)
{
    struct words words = { 0 };
    enum status st = STATUS_NOT_FOUND;
    char *program = NULL;
    int failure;
    int how = 0;

    read_command(&words, command, page);
    if (words.count > 0)
        program = find(words.items[0]);
    if (program == NULL)
        goto done;
    failure = run(program, words.items, &how);
    st = failure == 0 && WIFEXITED(how) && WEXITSTATUS(how) == 0 ? STATUS_OK : STATUS_IO;
    if (failure == 0 && WIFSIGNALED(how)) {
        st = error_set(err, STATUS_INTERRUPTED, "%s: ended by signal %d (%s)", words.items[0],
                       WTERMSIG(how), strsignal(WTERMSIG(how)));
    } else if (st == STATUS_IO) {
        buf_addf(failures, "%s%s: ", failures->len > 0 ? "; " : "", words.items[0]);
        if (failure != 0)
            buf_adds(failures, strerror(failure));
        else
            buf_addf(failures, "exit status %d", WEXITSTATUS(how));
    }
done:
    free(program);
    words_release(&words);
    return st;
}

enum status browser_show(const char *page, struct error *err)
{
    const char *named = getenv("BROWSER");
    struct str rest = str_of(named != NULL ? named : "");
    struct buf failures = BUF_INIT;
    struct str command;
    enum status st = STATUS_NOT_FOUND;

    while ((st == STATUS_NOT_FOUND || st == STATUS_IO) && str_next_field(&rest, ':', &command))
        st = try_command(command, page, &failures, err);
    if (st == STATUS_NOT_FOUND || st == STATUS_IO)
        st = try_command(str_of("xdg-open"), page, &failures, err);
    if (st == STATUS_NOT_FOUND && failures.len > 0)
        st = STATUS_IO;
    if (st == STATUS_NOT_FOUND)
        (void)error_set(err, st,
                        "no browser is known: set BROWSER to the program, as in `export "
                        "BROWSER=firefox`; the page is printed instead");
    else if (st == STATUS_IO)
        (void)error_set(err, st, "%s: BROWSER names another program; the page is printed instead",
                        failures.ptr);
    buf_release(&failures);
    return st;
}

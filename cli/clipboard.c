/* The reader's clipboard: programs of the desktop, or the terminal. */
#include "cli/clipboard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/find_program.h"

static const struct tool {
    const char *name;
    const char *display; /* the variable without which it cannot work */
    const char *words[4];
} tools[] = {
    { "wl-copy", "WAYLAND_DISPLAY", { "wl-copy", NULL } },
    { "xclip", "DISPLAY", { "xclip", "-selection", "clipboard", NULL } },
    { "xsel", "DISPLAY", { "xsel", "--clipboard", "--input", NULL } },
};

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);

    return value != NULL && value[0] != '\0';
}

static void write_all(int fd, struct str text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.ptr, text.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) /* it ended early: its exit status tells */
            return;
        text = str_slice(text.ptr + n, text.len - (size_t)n);
    }
}

/* Starts the tool with the pipe's end as its input. These programs go on in the background for as
 * long as they own the clipboard: they must not hold on to the terminal. */
static int start(const struct tool *t, const char *program, int input, pid_t *child)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t signals;
    int failure;

    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGPIPE);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigdefault(&attributes, &signals);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    (void)posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    failure = posix_spawn(child, program, &files, &attributes, (char *const *)t->words, environ);
    (void)posix_spawn_file_actions_destroy(&files);
    (void)posix_spawnattr_destroy(&attributes);
    return failure;
}

static bool copy_with(const struct tool *t, const char *program, struct str text)
{
    int ends[2];
    int how = 0;
    pid_t child = -1;
    int failure;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    failure = start(t, program, ends[0], &child);
    close(ends[0]);
    if (failure == 0)
        write_all(ends[1], text);
    close(ends[1]);
    while (failure == 0 && waitpid(child, &how, 0) < 0)
        failure = errno == EINTR ? 0 : errno;
    return failure == 0 && WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

void clipboard_add_osc52(struct buf *out, struct str text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    buf_adds(out, "\033]52;c;");
    for (size_t i = 0; i < text.len; i += 3) {
        size_t left = text.len - i;
        unsigned bits = (unsigned)(unsigned char)text.ptr[i] << 16;

        if (left > 1)
            bits |= (unsigned)(unsigned char)text.ptr[i + 1] << 8;
        if (left > 2)
            bits |= (unsigned char)text.ptr[i + 2];
        buf_addc(out, digits[bits >> 18]);
        buf_addc(out, digits[bits >> 12 & 63]);
        buf_addc(out, left > 1 ? digits[bits >> 6 & 63] : '=');
        buf_addc(out, left > 2 ? digits[bits & 63] : '=');
    }
    buf_addc(out, '\a');
}

static enum status copy_with_terminal(struct str text, struct error *err)
{
    const char *term = getenv("TERM");
    struct buf sequence = BUF_INIT;

    if (!isatty(STDOUT_FILENO) || term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0)
        return error_set(err, STATUS_NOT_FOUND,
                         "no clipboard is known: this terminal has none; wl-copy, xclip and xsel "
                         "need a display");
    if (text.len > CLIPBOARD_TERMINAL_MAX)
        return error_set(err, STATUS_TOO_BIG,
                         "%zu bytes are more than the %d that a terminal takes: install wl-copy, "
                         "xclip or xsel",
                         text.len, CLIPBOARD_TERMINAL_MAX);
    clipboard_add_osc52(&sequence, text);
    (void)fwrite(sequence.ptr, 1, sequence.len, stdout);
    (void)fflush(stdout);
    buf_release(&sequence);
    return STATUS_OK;
}

enum status clipboard_copy(struct str text, const char **how, struct error *err)
{
    enum status st;

    for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++) {
        char *program = is_set(tools[i].display) ? find_program(tools[i].name) : NULL;
        bool copied = program != NULL && copy_with(&tools[i], program, text);

        free(program);
        if (copied) {
            *how = tools[i].name;
            return STATUS_OK;
        }
    }
    st = copy_with_terminal(text, err);
    if (st == STATUS_OK)
        *how = "the terminal";
    return st;
}

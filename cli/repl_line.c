/* Lines that a person types: readline, with our own way of waiting. */
#include "cli/repl_line.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "cli/command.h"
#include "cli/repl_history.h"
#include "core/text.h"
#include "query/question.h"

#define PASTE_BEGIN "\033[200~"
#define PASTE_END   "\033[201~"

/* readline calls back without a context, so what the callbacks share is the file's own. */
static struct {
    bool done;       /* a line ended */
    char *text;      /* it; NULL at the end of input */
    size_t dropped;  /* bytes of the line that were not kept */
    struct buf held; /* read from the terminal already, to be read by readline next */
    size_t held_pos;
    sigset_t waiting; /* the signals that are blocked while nothing is waited for */
} reader = { .held = BUF_INIT };

static volatile sig_atomic_t window_changed;
static volatile sig_atomic_t was_stopped;

static void on_window(int number)
{
    if (number == SIGCONT)
        was_stopped = 1;
    else
        window_changed = 1;
}

/* --- bytes from the terminal --- */

static bool is_held(void)
{
    return reader.held_pos < reader.held.len;
}

static int next_byte(FILE *stream)
{
    if (!is_held())
        return rl_getc(stream);
    return (unsigned char)reader.held.ptr[reader.held_pos++];
}

/* readline takes letters that are there already in one go; not beyond a full line. */
static int is_input_there(void)
{
    struct pollfd terminal = { .fd = STDIN_FILENO, .events = POLLIN };
    int timeout_us = rl_set_keyboard_input_timeout(-1); /* none is set: it only tells */

    if (is_held())
        return 1;
    return rl_end <= QUESTION_BYTES_MAX && poll(&terminal, 1, timeout_us / 1000) > 0;
}

/* Waits until there is input. False when a signal came instead. */
static bool wait_for_input(void)
{
    struct pollfd terminal = { .fd = STDIN_FILENO, .events = POLLIN };

    return ppoll(&terminal, 1, NULL, &reader.waiting) > 0;
}

/* Reads what is there into the bytes that are held. False at the end of input. */
static bool hold_more(void)
{
    char chunk[4096];
    ssize_t n = read(STDIN_FILENO, chunk, sizeof(chunk));

    if (n <= 0)
        return n < 0 && errno == EINTR;
    if (!is_held()) {
        buf_clear(&reader.held);
        reader.held_pos = 0;
    }
    buf_add(&reader.held, chunk, (size_t)n);
    return true;
}

/* The line is full: what would be typed into it is only counted, up to the next key that means
 * something else. readline would draw the line again with every letter. */
static void drop_typed(void)
{
    if (!is_held() && !hold_more())
        return;
    while (is_held()) {
        unsigned char c = (unsigned char)reader.held.ptr[reader.held_pos];

        if (c < ' ' || c == 0x7F)
            break;
        reader.held_pos++;
        reader.dropped++;
    }
}

/* --- pasted text --- */

static void say_too_long(size_t bytes)
{
    struct error err;

    if (question_check_length(bytes, &err) == STATUS_OK)
        return;
    rl_point = rl_end;
    rl_redisplay();
    (void)fputc('\n', rl_outstream);
    (void)fflush(rl_outstream);
    command_say("%s", err.msg);
    rl_on_new_line();
    rl_redisplay();
}

static void insert_pasted(struct str text)
{
    struct buf clean = BUF_INIT;

    text_sanitize(&clean, text);
    buf_trim_end(&clean); /* the line feed after a copied line: Enter is the reader's to press */
    for (size_t i = 0; i < clean.len; i++)
        if (clean.ptr[i] == '\t')
            clean.ptr[i] = ' ';
    rl_insert_text(clean.ptr);
    buf_release(&clean);
}

/* Takes pasted text up to its end mark. At most as much as a question may have is kept; the rest is
 * counted. False when the paste was given up: Ctrl-C, or the end of input. */
static bool read_paste(struct buf *text, size_t *bytes)
{
    static const char mark[] = PASTE_END;
    size_t matched = 0; /* bytes of the mark */

    *bytes = 0;
    while (matched < sizeof(mark) - 1) {
        char c;

        if (!is_held() && (!wait_for_input() || !hold_more()))
            return false;
        if (!is_held())
            continue;
        c = reader.held.ptr[reader.held_pos++];
        if (text->len <= QUESTION_BYTES_MAX + sizeof(mark))
            buf_addc(text, c);
        ++*bytes;
        matched = c == mark[matched] ? matched + 1 : c == mark[0] ? 1 : 0;
    }
    *bytes -= sizeof(mark) - 1;
    if (*bytes <= QUESTION_BYTES_MAX)
        buf_truncate(text, *bytes);
    return true;
}

/* readline's own function would take 1 MB into the line, and show it. */
static int on_paste(int count, int key)
{
    struct buf text = BUF_INIT;
    size_t bytes;

    (void)count;
    (void)key;
    if (read_paste(&text, &bytes)) {
        if ((size_t)rl_end + bytes > QUESTION_BYTES_MAX)
            say_too_long((size_t)rl_end + bytes);
        else
            insert_pasted(buf_str(&text));
    }
    buf_release(&text);
    return 0;
}

/* --- lines --- */

static void on_line(char *text)
{
    rl_callback_handler_remove();
    reader.text = text;
    reader.done = true;
}

/* Ctrl-C: the line stays on the screen as it was, and a new one begins. */
static void leave_line(void)
{
    rl_callback_sigcleanup();
    rl_free_line_state();
    rl_point = rl_end;
    rl_redisplay();
    (void)fputs("^C\n", rl_outstream); /* first: the removal may go to the line's start */
    (void)fflush(rl_outstream);
    rl_callback_handler_remove();
    reader.held_pos = reader.held.len;
}

static void follow_terminal(void)
{
    if (was_stopped) { /* the shell had the terminal meanwhile */
        was_stopped = 0;
        rl_deprep_terminal();
        rl_prep_terminal(1);
        rl_forced_update_display();
    }
    if (window_changed) {
        window_changed = 0;
        rl_resize_terminal();
    }
}

static enum line_result read_line(void)
{
    while (!reader.done) {
        int number = command_take_signal();

        if (number == SIGINT) {
            leave_line();
            return LINE_CLEARED;
        }
        if (number != 0) {
            rl_callback_handler_remove();
            return LINE_END;
        }
        follow_terminal();
        if (!is_held() && !wait_for_input())
            continue;
        if (rl_end > QUESTION_BYTES_MAX)
            drop_typed();
        if (rl_end <= QUESTION_BYTES_MAX || is_held())
            rl_callback_read_char();
    }
    return reader.text != NULL ? LINE_READ : LINE_END;
}

enum line_result line_read(const char *prompt, struct buf *out, size_t *bytes)
{
    sigset_t blocked;
    enum line_result result;

    buf_clear(out);
    reader.done = false;
    reader.text = NULL;
    reader.dropped = 0;
    (void)sigemptyset(&blocked);
    (void)sigaddset(&blocked, SIGINT);
    (void)sigaddset(&blocked, SIGTERM);
    (void)sigaddset(&blocked, SIGHUP);
    (void)sigaddset(&blocked, SIGWINCH);
    (void)sigaddset(&blocked, SIGCONT);
    /* A signal between the look for it and the wait would only be noticed with the next key. */
    (void)sigprocmask(SIG_BLOCK, &blocked, &reader.waiting);
    rl_callback_handler_install(prompt, on_line);
    result = read_line();
    (void)sigprocmask(SIG_SETMASK, &reader.waiting, NULL);
    if (reader.text != NULL)
        buf_adds(out, reader.text);
    *bytes = out->len + reader.dropped;
    free(reader.text);
    return result;
}

void line_recall(const char *line)
{
    add_history(line);
}

void line_remember(const char *line)
{
    int last = history_length - 1;

    for (int i = last; i >= 0; i--) {
        const HIST_ENTRY *entry = history_get(history_base + i);

        if (entry == NULL || strcmp(entry->line, line) != 0)
            continue;
        if (i == last)
            return;
        (void)free_history_entry(remove_history(i));
        break;
    }
    add_history(line);
}

void line_open(void)
{
    struct sigaction action = { .sa_handler = on_window };

    (void)sigaction(SIGWINCH, &action, NULL);
    (void)sigaction(SIGCONT, &action, NULL);
    rl_readline_name = "rustpro"; /* for "$if rustpro" in ~/.inputrc */
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0; /* LINES and COLUMNS would be wrong after a resize */
    rl_getc_function = next_byte;
    rl_input_available_hook = is_input_there;
    using_history();
    stifle_history(HISTORY_LINES_MAX);
    /* Before readline reads ~/.inputrc, which may say otherwise. */
    (void)rl_variable_bind("show-all-if-ambiguous", "on");
    (void)rl_variable_bind("completion-ignore-case", "on");
    (void)rl_bind_keyseq_in_map(PASTE_BEGIN, on_paste, rl_get_keymap_by_name("emacs"));
    (void)rl_bind_keyseq_in_map(PASTE_BEGIN, on_paste, rl_get_keymap_by_name("vi-insert"));
}

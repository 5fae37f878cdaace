/* Lines that a person types: readline, with our own way of waiting.
 *
 * readline's state is the process's own, so there is one prompt in a program and no object for it.
 * It reads a character at a time (its callback interface), while signals are taken between two of
 * them: Ctrl-C clears the line, a resized window is drawn anew, and SIGTERM and SIGHUP end the
 * input with the terminal as it was found.
 */
#ifndef RUSTPRO_CLI_REPL_LINE_H
#define RUSTPRO_CLI_REPL_LINE_H

#include <stdbool.h>

#include "core/buf.h"

enum line_result {
    LINE_READ,
    LINE_CLEARED, /* Ctrl-C */
    LINE_END      /* Ctrl-D on an empty line, the terminal is gone, or SIGTERM, SIGHUP */
};

/* Prepares readline; to be called first, with the signals of command_catch_signals() caught. */
void line_open(void);

/* Shows the prompt and reads a line into out, which is cleared before. A line may hold line feeds,
 * when it was pasted; it may hold any other bytes too. Of a line longer than QUESTION_BYTES_MAX
 * only so much is kept; *bytes is the length of all of it. */
enum line_result line_read(const char *prompt, struct buf *out, size_t *bytes);

/* Lets the line be the newest one for the arrow keys and Ctrl-R, as it is; for reading a history
 * that has none twice. */
void line_recall(const char *line);

/* Lets the line be the newest one for the arrow keys and Ctrl-R; of equal ones only it stays. */
void line_remember(const char *line);

#endif

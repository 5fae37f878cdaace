/* The history of the prompt: a file of lines, shared by all sessions. */
#ifndef RUSTPRO_CLI_REPL_HISTORY_H
#define RUSTPRO_CLI_REPL_HISTORY_H

#include "core/buf.h"
#include "core/status.h"

enum { HISTORY_LINES_MAX = 5000 };

/* Lines, oldest first; they may hold line feeds. new: history_release(). */
struct history {
    char **lines;
    size_t count, cap;
};

void history_release(struct history *h);

/* Takes line as the newest one. */
void history_add(struct history *h, char *line);

/* Of equal lines only the newest stays, and of all only the newest max. */
void history_tidy(struct history *h, size_t max);

/* Appends the lines of the file at path, tidied, without what could harm a terminal. A file that
 * has many more lines than are kept, or repeats them, is written anew. A missing file has no lines.
 * STATUS_IO: it cannot be read. */
enum status history_read(const char *path, struct history *out, struct error *err);

/* Appends one line to the file, which is made, with its folder, when it is missing: for its owner
 * alone (mode 0600). Several sessions may do so at once. STATUS_IO: it cannot be written. */
enum status history_append(const char *path, struct str line, struct error *err);

#endif

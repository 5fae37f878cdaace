/* The prompt: `rustpro` alone on a terminal. Questions and commands until the reader has enough. */
#ifndef RUSTPRO_CLI_REPL_H
#define RUSTPRO_CLI_REPL_H

#include "cli/options.h"

/* Reads lines and answers them until the end of input. o is what `ask` would be given; the prompt
 * changes it, and options_release() stays the caller's. Returns an exit code: 0, or why the index
 * could not be opened at the start. */
int repl_run(struct options *o);

#endif

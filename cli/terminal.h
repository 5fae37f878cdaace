/* The terminal: what it can show, as far as options and the environment tell. */
#ifndef RUSTPRO_CLI_TERMINAL_H
#define RUSTPRO_CLI_TERMINAL_H

#include "cli/options.h"
#include "cli/render_markdown.h"

/* How to print. Without options:
 * - Colours: none with NO_COLOR, some with CLICOLOR_FORCE, none with CLICOLOR=0 (each when it is
 *   not empty, and "0" forces nothing), else on a terminal that TERM does not call "dumb".
 * - How many: by COLORTERM and TERM; 16 where neither tells of more.
 * - Background: by COLORFGBG, which some terminals set; else colours for both.
 * - Hyperlinks: on a terminal that is known to open them.
 * - Width: the terminal's, prose at most 100 columns; in a pipe nothing is wrapped. */
struct render_style terminal_style(const struct options *o);

/* Lines of the terminal at standard output; 0: it is none. */
int terminal_rows(void);

#endif

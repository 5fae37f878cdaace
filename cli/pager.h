/* The pager: a text that does not fit the terminal. */
#ifndef RUSTPRO_CLI_PAGER_H
#define RUSTPRO_CLI_PAGER_H

#include <stdbool.h>

#include "core/buf.h"

/* Shows text in $RUSTPRO_PAGER, $PAGER or less; "cat" and an empty value mean none. False when no
 * pager was started: nothing was printed then. Returns when the reader has left the pager. */
bool pager_show(struct str text);

#endif

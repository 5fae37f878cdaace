/* The reader's browser. */
#ifndef RUSTPRO_CLI_BROWSER_H
#define RUSTPRO_CLI_BROWSER_H

#include "core/status.h"

/* Shows page, an address or a path, with the first program that does: those of $BROWSER, which are
 * separated by ':', then xdg-open. The words of a program's command are parted by blanks; "%s" in
 * them is page, and a command without it gets page as its last argument. No shell reads any of it.
 * The program has the caller's terminal; the call returns when it has ended.
 * STATUS_NOT_FOUND: none of them is installed. STATUS_IO: those that are could not show it; the
 * message tells how each ended. STATUS_INTERRUPTED: a signal ended it, the reader's most likely. */
enum status browser_show(const char *page, struct error *err);

#endif

/* The reader's clipboard. */
#ifndef RUSTPRO_CLI_CLIPBOARD_H
#define RUSTPRO_CLI_CLIPBOARD_H

#include "core/buf.h"
#include "core/status.h"

/* Bytes that a terminal is sent at most: many take sequences of up to 100,000 bytes, and base64
 * makes four of three. */
enum { CLIPBOARD_TERMINAL_MAX = 74000 };

/* Puts text into the clipboard: with wl-copy where WAYLAND_DISPLAY is set, with xclip or xsel where
 * DISPLAY is, when they are installed; else by asking the terminal to (OSC 52). No shell reads any
 * of it. *how tells which; static. Call it with SIGPIPE ignored.
 * STATUS_TOO_BIG: only the terminal could, and text is more than it takes. STATUS_NOT_FOUND: the
 * terminal is "dumb" too, or none. */
enum status clipboard_copy(struct str text, const char **how, struct error *err);

/* Appends the sequence that has a terminal put text into the clipboard. */
void clipboard_add_osc52(struct buf *out, struct str text);

#endif

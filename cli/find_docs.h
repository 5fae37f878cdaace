/* Where a toolchain's documentation lies. */
#ifndef RUSTPRO_CLI_FIND_DOCS_H
#define RUSTPRO_CLI_FIND_DOCS_H

#include "core/status.h"

/* The folder of the HTML documentation of a toolchain, as rustup calls it, or with NULL of the
 * active one: what `rustc --print sysroot` names, rustup's default, Debian's package rust-doc. new:
 * free(). STATUS_NOT_FOUND: there is none; the message says how to get it. */
enum status find_docs(const char *toolchain, char **out, struct error *err);

#endif

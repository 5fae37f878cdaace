/* The toolchain: which rustc and cargo there are, by running the compiler that the user has. */
#ifndef RUSTPRO_RUNNER_TOOLCHAIN_H
#define RUSTPRO_RUNNER_TOOLCHAIN_H

#include <stdbool.h>

#include "core/status.h"

/* All strings are new: toolchain_release(). */
struct toolchain {
    char *sysroot;  /* its folder: /usr for Debian's own */
    char *rustc;    /* the compiler itself, not rustup's stand-in */
    char *cargo;    /* NULL: there is none */
    char *version;  /* "1.95.0", "1.97.0-nightly" */
    char *identity; /* what `rustc -vV` prints, in one line: version, commit, host */
    bool is_nightly; /* takes feature gates */
};

/* name: as rustup calls it ("nightly", "1.80"); NULL: the one that `rustc` in PATH stands for, or
 * RUSTUP_TOOLCHAIN. A rust-toolchain.toml in the current folder does not count.
 * STATUS_NOT_FOUND: not installed; the message has the command that brings it. STATUS_IO. */
enum status toolchain_find(const char *name, struct toolchain *out, struct error *err);
void toolchain_release(struct toolchain *t);

/* The minor number of its version 1.N. */
int toolchain_minor(const struct toolchain *t);

#endif

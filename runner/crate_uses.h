/* Crates: which ones a program needs, in which versions. */
#ifndef RUSTPRO_RUNNER_CRATE_USES_H
#define RUSTPRO_RUNNER_CRATE_USES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

/* A version as far as it is said: "1.40" is { { 1, 40, 0 }, 2 }. */
struct crate_version {
    unsigned part[3];
    size_t said; /* parts; 0: any version */
};

/* False when text begins with no number; what follows the numbers is left alone. */
bool crate_version_parse(struct str text, struct crate_version *out);

/* True when a requirement without an operator ("1.40") takes the version, as Cargo reads it: equal
 * in the first part that is not zero, and not lower. */
bool crate_version_fits(const struct crate_version *wanted, const struct crate_version *have);

/* Below, at or above 0 as a is lower than, equal to or higher than b. */
int crate_version_compare(const struct crate_version *a, const struct crate_version *b);

/* One crate that a program uses. */
struct crate_use {
    char *name;     /* as Cargo has it; '-' and '_' count as equal when comparing */
    char *features; /* "full, test-util"; NULL: not said */
    struct crate_version version;
    bool is_declared; /* by a field; else read from the code alone */
};

/* new: crate_uses_release(). */
struct crate_uses {
    struct crate_use *items;
    size_t count, cap;
};

/* Adds what a pattern's field says: "tokio 1.40 [full, test-util], futures 0.3". */
void crate_uses_add_field(struct crate_uses *out, struct str field);

/* Adds the names of crates in code: the first part of every "use" and "extern crate", and of other
 * paths (rand::random()) when is_known(ctx, name) says that there is such a crate. Names that the
 * code makes or imports itself, and Rust's own crates, are left out. is_known may be NULL. */
void crate_uses_add_code(struct crate_uses *out, struct str code,
                         bool (*is_known)(void *ctx, struct str name), void *ctx);

/* The index of the crate of that name, '-' and '_' being equal, or count. */
size_t crate_uses_find(const struct crate_uses *list, struct str name);

bool crate_names_equal(struct str a, struct str b);

void crate_uses_release(struct crate_uses *list);

#endif

/* Registries: the crates that this machine has, for cargo without a network.
 *
 * Looked for in this order: the vendor folder of the Cargo project that the caller stands in, cargo's
 * cache ($CARGO_HOME/registry), Debian's packages (/usr/share/cargo/registry).
 */
#ifndef RUSTPRO_RUNNER_REGISTRY_H
#define RUSTPRO_RUNNER_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "runner/crate_uses.h"

enum registry_kind { REGISTRY_VENDOR, REGISTRY_CARGO_CACHE, REGISTRY_DEBIAN };

struct registry_crate {
    char *name;
    struct crate_version version;
};

struct registry {
    enum registry_kind kind;
    char *path; /* the folder with a folder for each crate; of the cache, $CARGO_HOME */
    struct registry_crate *crates;
    size_t count, cap;
};

/* new: registries_release(). */
struct registries {
    struct registry items[3];
    size_t count;
};

/* Finds those that there are; cwd is where to look for a vendor folder, upwards to the first
 * Cargo.toml. */
void registries_find(const char *cwd, struct registries *out);
void registries_release(struct registries *list);

/* The newest version of the crate that fits; NULL: none. */
const struct registry_crate *registry_find(const struct registry *r, struct str name,
                                           const struct crate_version *wanted);

/* True when some registry has a crate of that name; for crate_uses_add_code(), ctx is a
 * struct registries. */
bool registries_know(void *ctx, struct str name);

/* The first registry that has all crates in fitting versions; NULL: none has. */
const struct registry *registries_choose(const struct registries *list,
                                         const struct crate_uses *uses);

/* Says which crate is missing, in one line without a line end: "tokio 1.40 (here is 1.24.2)". */
void registries_explain(const struct registries *list, const struct crate_uses *uses,
                        struct buf *out);

/* "vendor folder", "cargo's cache", "Debian's crates"; static. */
const char *registry_kind_name(enum registry_kind kind);

#endif

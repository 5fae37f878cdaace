/* Dependencies: crates of a registry built by cargo, offline, for programs to link with.
 *
 * A package of its own names the crates; all packages share one target directory, so a crate is
 * built once for each toolchain and set of features.
 */
#ifndef RUSTPRO_RUNNER_DEPS_H
#define RUSTPRO_RUNNER_DEPS_H

#include "runner/crate_uses.h"
#include "runner/registry.h"
#include "runner/sandbox.h"
#include "runner/toolchain.h"

struct deps_crate {
    char *name; /* as code writes it: "tokio_util" */
    char *path; /* the library to link */
    size_t features; /* how many it was built with */
};

/* new: deps_release(). */
struct deps {
    struct deps_crate *crates;
    size_t count, cap;
    char *folder; /* where all libraries lie, those of dependencies of dependencies too */
};

struct deps_request {
    const struct toolchain *toolchain;
    const struct sandbox *sandbox;
    const struct registry *registry; /* has all of uses */
    const struct crate_uses *uses;
    const char *cache; /* a folder of ours for what can be made anew */
    bool (*should_stop)(void *ctx); /* may be NULL */
    void *stop_ctx;
};

/* Builds them. STATUS_NOT_FOUND: no cargo; the message has the command that brings it.
 * STATUS_BAD_INPUT: cargo could not resolve or build them; the message has its first error.
 * STATUS_INTERRUPTED, STATUS_IO. */
enum status deps_build(const struct deps_request *request, struct deps *out, struct error *err);
void deps_release(struct deps *d);

/* The library of the crate, '-' and '_' being equal; NULL: not among them. */
const char *deps_find(const struct deps *d, const char *name);

/* The features a crate always gets: what examples of it mostly need. "" for most; static. */
const char *deps_usual_features(struct str crate);

#endif

/* Checking: does every snippet do what it says, on this toolchain?
 *
 * Snippets that are to compile share crates, a module each; errors name the modules they are in,
 * which are then compiled alone. Only snippets that must not compile, or cannot share, cost a
 * compiler process each from the start. A snippet is found faulty alone, never in company.
 */
#ifndef RUSTPRO_RUNNER_CHECK_H
#define RUSTPRO_RUNNER_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/snippet.h"
#include "core/status.h"
#include "runner/registry.h"
#include "runner/sandbox.h"
#include "runner/toolchain.h"

/* Numbers are kept on disk: never renumber. */
enum check_outcome {
    CHECK_PENDING = 0,
    CHECK_PASSED = 1,             /* compiles, and runs or panics as it says */
    CHECK_FAILED_AS_DECLARED = 2, /* does not compile, as it says */
    CHECK_FAILED = 3,
    CHECK_SKIPPED = 4 /* cannot be checked here; detail says why */
};

struct check_snippet {
    struct snippet_claim claim; /* borrowed */
    bool wants_nightly;         /* its pattern says so */
    struct str remark;          /* why it is to be ignored, where it says; borrowed */

    /* Filled by check_snippets(). */
    enum check_outcome outcome;
    char *detail;    /* "E0382"; the first error or the program's last words; why skipped; or "" */
    bool was_known;  /* from an earlier run */
};

struct check_request {
    const struct toolchain *toolchain;
    const struct sandbox *sandbox;
    const struct registries *registries;
    const char *cache;  /* a folder of ours for what can be made anew */
    bool forget;        /* do not use what earlier runs found */
    size_t threads;     /* 0: as many as the machine has cores */
    /* May be NULL. From any thread, one at a time: doing is NULL or names what takes long. */
    void (*on_progress)(void *ctx, size_t done, size_t total, const char *doing);
    bool (*should_stop)(void *ctx);
    void *ctx;
};

/* Fills outcome and detail of all items. STATUS_INTERRUPTED: stopped; what was found until then is
 * filled and kept. STATUS_IO. */
enum status check_snippets(const struct check_request *request, struct check_snippet *items,
                           size_t count, struct error *err);

/* Frees what check_snippets() filled, not items itself. */
void check_release(struct check_snippet *items, size_t count);

#endif

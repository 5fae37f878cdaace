/* Running one snippet for a person: what it writes goes to them as it comes. */
#ifndef RUSTPRO_RUNNER_RUN_H
#define RUSTPRO_RUNNER_RUN_H

#include "runner/check.h"
#include "runner/process.h"

enum run_step {
    RUN_BUILDS_CRATES, /* detail: their names */
    RUN_COMPILES,
    RUN_SAYS,  /* detail: the compiler's errors and warnings, as it shows them */
    RUN_STARTS /* the program is about to run */
};

struct run_request {
    const struct toolchain *toolchain;
    const struct sandbox *sandbox;
    const struct registries *registries;
    const char *cache;
    /* May be NULL. */
    void (*on_step)(void *ctx, enum run_step step, const char *detail);
    void (*on_output)(void *ctx, bool is_error, struct str data);
    bool (*should_stop)(void *ctx);
    void *ctx;
};

struct run_report {
    bool has_run;
    uint32_t compile_ms, run_ms;
    int exit_code;   /* of the program */
    struct buf ends; /* why it was stopped; empty when it was not */
};

/* Compiles and runs a snippet, and fills its outcome and detail as check_snippets() does. Standard
 * input is the caller's. new: run_report_release(), check_release().
 * STATUS_BAD_INPUT: its crates cannot be built. STATUS_NOT_FOUND: no cargo. STATUS_INTERRUPTED,
 * STATUS_IO. */
enum status run_snippet(const struct run_request *request, struct check_snippet *s,
                        struct run_report *out, struct error *err);
void run_report_release(struct run_report *r);

#endif

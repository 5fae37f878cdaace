/* Compiling: one call of rustc in the sandbox, and what it says. */
#ifndef RUSTPRO_RUNNER_COMPILE_H
#define RUSTPRO_RUNNER_COMPILE_H

#include <stdbool.h>

#include "runner/crate_uses.h"
#include "runner/deps.h"
#include "runner/sandbox.h"
#include "runner/toolchain.h"

/* What all compilations of one run share. Borrowed. */
struct compile_setup {
    const struct toolchain *toolchain;
    const struct sandbox *sandbox;
    const struct deps *deps; /* NULL: std alone */
    bool (*should_stop)(void *ctx); /* may be NULL */
    void *stop_ctx;
};

struct compile_job {
    const char *folder; /* holds the source; output goes there too */
    const char *source; /* file name in folder */
    const char *output; /* file name in folder; NULL: only look for errors, make no code */
    int edition;
    bool is_test_harness;
    const struct crate_uses *uses; /* crates to link; NULL: none */
    bool rendered;                 /* keep the messages as people read them, too */
};

/* One error of the compiler's. */
struct compile_error {
    char *message;
    char code[8]; /* "E0382" or empty */
    char *file;   /* base name of the file it is in; "" when it is in none */
    size_t line;  /* from 1; 0: none */
};

/* new: compile_result_release(). */
struct compile_result {
    bool is_compiled;
    enum process_end end; /* PROCESS_EXITED, or why it was stopped */
    struct compile_error *errors;
    size_t count, cap;
    struct buf rendered; /* when asked for: errors and warnings; else what was no JSON */
};

extern const struct process_limits compile_limits;

/* STATUS_IO: rustc could not be started. STATUS_INTERRUPTED. A program with errors is STATUS_OK. */
enum status compile_run(const struct compile_setup *setup, const struct compile_job *job,
                        struct compile_result *out, struct error *err);
void compile_result_release(struct compile_result *r);

/* Programs that were compiled are run with these. */
extern const struct process_limits run_limits;

struct run_job {
    const char *folder;
    const char *program; /* file name in folder */
    const char *variable; /* "NAME=value" for its environment; NULL: none */
    bool keeps_stdin;
    void (*on_output)(void *ctx, bool is_error, struct str data); /* NULL: gathered */
    void *output_ctx;
};

enum status compile_run_program(const struct compile_setup *setup, const struct run_job *job,
                                struct process_result *out, struct error *err);

#endif

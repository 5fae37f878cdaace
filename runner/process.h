/* Processes: running a program with limits, and ending it together with all that it started.
 *
 * Safe to call from several threads at once; the calling thread must live until the call returns.
 */
#ifndef RUSTPRO_RUNNER_PROCESS_H
#define RUSTPRO_RUNNER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/status.h"

/* 0 means no limit, for each of them. */
struct process_limits {
    uint32_t wall_ms;
    uint32_t cpu_seconds;   /* of each process */
    uint64_t address_bytes; /* address space of each process */
    uint64_t memory_bytes;  /* resident, of all processes together; looked at every 20 ms */
    uint64_t file_bytes;    /* of each file written */
    uint32_t tasks;         /* processes and threads together; looked at every 20 ms */
    size_t output_bytes;    /* standard output and error together */
};

enum process_end {
    PROCESS_EXITED, /* by itself: see exit_code, signal */
    PROCESS_TIMED_OUT,
    PROCESS_WROTE_TOO_MUCH,
    PROCESS_TOOK_TOO_MUCH_MEMORY,
    PROCESS_TOO_MANY_TASKS,
    PROCESS_STOPPED /* the caller asked for it */
};

struct process_result {
    enum process_end end;
    int exit_code; /* 0 to 255; 128 + signal when a signal ended it */
    int signal;    /* 0: none */
    uint32_t wall_ms;
    uint32_t cpu_ms; /* of all its processes that were waited for */
    struct buf out;  /* what it wrote to standard output and error; both empty when streamed */
    struct buf err;
};

struct process_spec {
    const char *const *argv; /* argv[0] is an absolute path; NULL-ended */
    const char *const *env;  /* NULL-ended; the whole environment */
    const char *cwd;         /* NULL: the caller's */
    struct process_limits limits;
    bool keeps_stdin; /* the caller's standard input, else /dev/null */
    /* Called in the child, before the program starts, with all fds above 2 closed on exec; may use
     * async-signal-safe functions alone. Not 0 ends the child with status 126. */
    int (*enter)(void *ctx);
    void *enter_ctx;
    /* NULL: output is gathered in the result. */
    void (*on_output)(void *ctx, bool is_error, struct str data);
    void *output_ctx;
    /* May be NULL; asked every 20 ms. */
    bool (*should_stop)(void *ctx);
    void *stop_ctx;
};

/* Runs a program until it and all that it started have ended. STATUS_IO: it could not be started.
 * *out is filled on STATUS_OK alone; new: process_result_release(). */
enum status process_run(const struct process_spec *spec, struct process_result *out,
                        struct error *err);

void process_result_release(struct process_result *r);

/* "stopped after 10 s", "stopped: wrote more than 1 MiB", ...: why it did not end by itself; ""
 * when it did. */
void process_add_end(struct buf *out, const struct process_limits *limits,
                     const struct process_result *r);

#endif

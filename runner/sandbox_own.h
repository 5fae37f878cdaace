/* The sandbox of namespaces, Landlock and seccomp. For runner/sandbox.c alone.
 *
 * Landlock refuses to open files. It lets pass what changes them by name without opening them
 * (chmod, chown, utime, setxattr; truncate before Linux 6.2), so all mounts are read-only as well,
 * in a mount namespace. That files exist, and how large they are, can still be seen.
 */
#ifndef RUSTPRO_RUNNER_SANDBOX_OWN_H
#define RUSTPRO_RUNNER_SANDBOX_OWN_H

#include "runner/sandbox.h"

enum { SANDBOX_PATHS_MAX = 64 };

/* What the child needs, made before it is forked: afterwards nothing may allocate. */
struct own_sandbox {
    const struct sandbox_view *view; /* borrowed */
    const char *cwd;                 /* borrowed; NULL: the caller's */
    int ruleset;                     /* Landlock's; -1: none */
    unsigned rights;                 /* all that Landlock knows of here */
    int filter;                      /* a file that holds the seccomp program; -1: none */
    char uid_map[64];
    char gid_map[64];
};

/* view and cwd must live until own_sandbox_release().
 * STATUS_IO: the kernel lacks a part; the message names it. new: own_sandbox_release(). */
enum status own_sandbox_prepare(const struct sandbox_view *view, const char *cwd,
                                struct own_sandbox *out, struct error *err);
void own_sandbox_release(struct own_sandbox *s);

/* For process_spec.enter; ctx is a struct own_sandbox. Returns in the innermost child, 0 on
 * success; the processes above it wait for it and end as it does. */
int own_sandbox_enter(void *ctx);

#endif

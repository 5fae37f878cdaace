/* The sandbox: what a program that runs here may see and reach.
 *
 * Inside there is no network, no home directory, and of the file system only the system's programs
 * and libraries, a few devices, and the folders that the view names. Two ways lead there:
 * bubblewrap, where it is installed; else this program's own use of Linux: user, process, network,
 * IPC and mount namespaces, and Landlock for files. Both add a seccomp filter against what is left
 * (runner/sandbox_filter.h). Where neither works there is no protection, and who calls decides.
 * Sources: bwrap(1), landlock(7), user_namespaces(7), seccomp(2).
 */
#ifndef RUSTPRO_RUNNER_SANDBOX_H
#define RUSTPRO_RUNNER_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/status.h"
#include "runner/process.h"

enum sandbox_kind { SANDBOX_NONE, SANDBOX_OWN, SANDBOX_BUBBLEWRAP };

struct sandbox {
    enum sandbox_kind kind;
    char *bwrap;       /* path, for SANDBOX_BUBBLEWRAP */
    char missing[200]; /* what keeps the better ways from working; "" when nothing does */
};

/* Finds the best way that works here, by trying. new: sandbox_release(). RUSTPRO_SANDBOX=own or
 * =none in the environment leaves better ways out, for tests. */
void sandbox_probe(struct sandbox *out);
void sandbox_release(struct sandbox *s);

/* "bubblewrap", "namespaces and Landlock", "none"; static. */
const char *sandbox_name(enum sandbox_kind kind);

#define SANDBOX_TMP_BYTES "67108864" /* that all temporary files may take together */

/* Folders and files, absolute; those that do not exist are left out. Borrowed. */
struct sandbox_view {
    const char *const *readable; /* NULL-ended; may be NULL */
    const char *const *writable; /* NULL-ended; may be NULL */
    /* A folder that exists: empty and writable inside, and gone with the program. May be NULL.
     * Without a sandbox it is what it is. */
    const char *temporary;
};

/* Runs a program as process_run() does, inside. spec->enter must be NULL. */
enum status sandbox_run(const struct sandbox *s, const struct sandbox_view *view,
                        const struct process_spec *spec, struct process_result *out,
                        struct error *err);

#endif

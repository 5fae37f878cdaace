/* What running snippets needs, found once: toolchain, sandbox, crates, cache. */
#ifndef RUSTPRO_CLI_RUNNER_TOOLS_H
#define RUSTPRO_CLI_RUNNER_TOOLS_H

#include "cli/options.h"
#include "runner/registry.h"
#include "runner/sandbox.h"
#include "runner/toolchain.h"

struct runner_tools {
    struct toolchain toolchain;
    struct sandbox sandbox;
    struct registries registries;
    char *cache;
};

/* Finds them; asks whether to go on where no sandbox works (or refuses, when there is nobody to
 * ask and --unprotected is not given). Returns an exit code after telling why not.
 * new: runner_tools_close(). */
int runner_tools_open(const struct options *o, struct runner_tools *out);
void runner_tools_close(struct runner_tools *t);

#endif

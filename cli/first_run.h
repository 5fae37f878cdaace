/* What a new user is told once. */
#ifndef RUSTPRO_CLI_FIRST_RUN_H
#define RUSTPRO_CLI_FIRST_RUN_H

#include "cli/options.h"
#include "core/index.h"

/* On a terminal, after the first answer or when the prompt begins, where the index is without the
 * documentation of Rust itself: how to add that. Once for each user, and never of an index that was named: that holds what it is to
 * hold. */
void first_run_tell(struct index *ix, const struct options *o);

#endif

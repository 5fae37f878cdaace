/* Verification: what the compiler, and a run, found about a snippet when it was checked.
 *
 * Kept in the index under the snippet's claim (core/snippet.h), so a result counts for as long as
 * the snippet and all it depends on stay what they were, in whatever entry they stand.
 * indexer/writer.h writes them.
 */
#ifndef RUSTPRO_CORE_VERIFICATION_H
#define RUSTPRO_CORE_VERIFICATION_H

#include "core/index.h"
#include "core/snippet.h"
#include "core/status.h"

/* Stored in the index as these numbers: never renumber, only add. */
enum verification_outcome {
    VERIFICATION_PASSED = 1,             /* compiles, and runs or panics as it declares */
    VERIFICATION_FAILED_AS_DECLARED = 2, /* does not compile, as it declares */
    VERIFICATION_FAILED = 3,             /* does something else */
    VERIFICATION_SKIPPED = 4             /* could not be checked; detail says why */
};

/* All strings are new: verification_release(). */
struct verification {
    enum verification_outcome outcome;
    char *rustc;      /* the compiler that was asked: "1.85.0" */
    char *detail;     /* what there is to say, else empty */
    char *checked_at; /* day, UTC: "2026-11-22" */
};

/* What is known of the snippet with that claim. STATUS_NOT_FOUND: nothing; *err is not filled, for
 * this is the usual case. STATUS_CORRUPT, STATUS_IO. */
enum status verification_find(struct index *ix, const unsigned char key[SNIPPET_KEY_BYTES],
                              struct verification *out, struct error *err);

void verification_release(struct verification *v);

/* In one word: "pass" for a snippet that does what it declares, failing included; "fail", "skip".
 * static. */
const char *verification_name(enum verification_outcome outcome);

#endif

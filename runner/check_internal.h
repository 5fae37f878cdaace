/* Checking: what its files share. Nobody else includes it. */
#ifndef RUSTPRO_RUNNER_CHECK_INTERNAL_H
#define RUSTPRO_RUNNER_CHECK_INTERNAL_H

#include <pthread.h>

#include "runner/check.h"
#include "runner/compile.h"
#include "runner/program.h"

/* One snippet that is to be compiled. */
struct check_member {
    struct check_snippet *snippet;
    struct program program;
    struct crate_uses uses;
    unsigned char key[SNIPPET_KEY_BYTES]; /* of the claim, the toolchain and the crates */
    char *missing; /* names that may be crates nobody has, in words; NULL: none */
    bool is_mergeable;
    bool is_done;
};

struct check_run {
    const struct check_request *request;
    struct compile_setup setup;
    struct compile_setup std_setup; /* as setup, without crates */
    char *scratch;
    pthread_mutex_t lock; /* of all below */
    size_t done, total;
    enum status status; /* the first failure that is not a snippet's */
    struct error error;
};

/* Reads what a snippet needs. True when it is to be compiled; else its outcome is filled.
 * new: check_member_release(). */
bool check_prepare(const struct check_request *q, struct check_snippet *s,
                   struct check_member *m);

void check_member_release(struct check_member *m);

/* True when a program did not compile for lack of something that is named like a crate. */
bool check_lacks_crate(const struct compile_result *r);

/* Writes the outcome of a member and tells of the progress. detail is taken. */
void check_finish(struct check_run *run, struct check_member *m, enum check_outcome outcome,
                  char *detail);

/* True when something went wrong that ends the run, or the caller asked to stop. */
bool check_is_over(struct check_run *run);
void check_give_up(struct check_run *run, enum status st, const struct error *err);

/* Tells of the progress; doing may be NULL. With the lock held, or before there are threads. */
void check_tell(struct check_run *run, const char *doing);

/* Checks members whose crates are built, on all cores: first in company, then those alone that did
 * not behave there. Changes their order. */
void check_members(struct check_run *run, struct check_member **members, size_t count);

/* Checks members that use crates of that registry: builds the crates of as many as can have them
 * together. */
void check_with_crates(struct check_run *run, struct check_member **members, size_t count,
                       const struct registry *registry);

/* Compiles and runs one member by itself. number names its folder. */
void check_alone(struct check_run *run, struct check_member *m, size_t number);

/* Compiles members of one edition in one crate, and runs them; those that do not behave are left
 * undone, for check_alone(). */
void check_together(struct check_run *run, struct check_member **members, size_t count,
                    size_t number);

/* The setup a member compiles with. */
const struct compile_setup *check_setup(const struct check_run *run,
                                        const struct check_member *m);

/* Judges a program that was run: the outcome; detail is new. */
enum check_outcome check_judge_run(const struct check_snippet *s, const struct process_result *r,
                                   char **detail);

#endif

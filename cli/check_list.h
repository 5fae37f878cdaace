/* The snippets of indexed sources, each claim once, ready to be checked. */
#ifndef RUSTPRO_CLI_CHECK_LIST_H
#define RUSTPRO_CLI_CHECK_LIST_H

#include "core/index.h"
#include "runner/check.h"

/* Where a snippet stands; all strings are new. */
struct check_place {
    char *id;   /* of its entry */
    char *file; /* absolute */
    size_t line;   /* of its fence in the file, as far as that can be told */
    size_t number; /* in its entry, from 1 */
    char *source;
};

/* new: check_list_release(). Snippets and places have the same order. */
struct check_list {
    struct check_snippet *snippets;
    struct check_place *places;
    char **texts; /* what the claims borrow from */
    size_t count, cap, place_cap, text_count, text_cap;
};

/* Adds the Rust snippets of a source, in the order of its documents; of several that claim the same
 * (the halves of a pair share a program) the first. edition: 0, or that of snippets that name none,
 * whatever the document says. */
enum status check_list_add_source(struct check_list *out, struct index *ix, const char *source,
                                  int edition, struct error *err);
void check_list_release(struct check_list *list);

#endif

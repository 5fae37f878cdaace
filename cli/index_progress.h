/* How far indexing is, in one line on a terminal. */
#ifndef RUSTPRO_CLI_INDEX_PROGRESS_H
#define RUSTPRO_CLI_INDEX_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "indexer/indexer.h"

struct index_progress {
    bool is_shown; /* standard error is a terminal */
    bool is_drawn; /* the line is there */
    int64_t began_ms, drawn_ms;
};

void index_progress_begin(struct index_progress *p);

/* Draws the line anew, at most ten times a second. */
void index_progress_update(struct index_progress *p, const struct indexer_progress *now);

/* Takes the line away, so that something else can be printed. */
void index_progress_clear(struct index_progress *p);

#endif

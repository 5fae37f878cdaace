/* The pipeline: jobs done by other threads, given back in the order they came. */
#ifndef RUSTPRO_INDEXER_PIPELINE_H
#define RUSTPRO_INDEXER_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>

struct pipeline;

/* Starts as many threads as the machine has cores beside the caller's own, at least one. Each calls
 * work(job) for one job after the other. new: pipeline_free(). */
struct pipeline *pipeline_new(void (*work)(void *job));

/* Ends the threads. All jobs must have been taken. NULL is fine. */
void pipeline_free(struct pipeline *p);

/* False when as many jobs are under way as may be: take one before the next put. */
bool pipeline_has_room(const struct pipeline *p);

/* Hands a job over; it is the threads' until it is taken. There must be room. */
void pipeline_put(struct pipeline *p, void *job);

/* The job that was put first, once it is done; until then the caller does jobs too. NULL: none is
 * under way. */
void *pipeline_take(struct pipeline *p);

#endif

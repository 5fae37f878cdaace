/* Results: what checks found, kept on disk by content and toolchain, so that what has not changed is
 * not compiled again. A small SQLite database in the cache folder; losing it costs time alone.
 */
#ifndef RUSTPRO_RUNNER_RESULTS_H
#define RUSTPRO_RUNNER_RESULTS_H

#include <stdbool.h>

#include "core/snippet.h"
#include "core/status.h"

struct results;

/* A damaged database is replaced by an empty one. new: results_close(). STATUS_IO. */
enum status results_open(const char *cache_folder, struct results **out, struct error *err);
void results_close(struct results *r); /* NULL is fine; what was put is kept */

/* False when there is none. detail is new: free(). */
bool results_get(struct results *r, const unsigned char key[SNIPPET_KEY_BYTES], int *outcome,
                 char **detail);

void results_put(struct results *r, const unsigned char key[SNIPPET_KEY_BYTES], int outcome,
                 const char *detail);

#endif

/* The last question's list of answers, so that "rustpro show 2" knows what is meant. */
#ifndef RUSTPRO_CLI_LAST_ASK_H
#define RUSTPRO_CLI_LAST_ASK_H

#include "core/status.h"
#include "query/search.h"

/* Keeps which entries were listed, and in which index. Failing to is no failure of asking. */
void last_ask_keep(const char *index_path, const struct search_result *result);

/* The id of the n-th answer (from 1), and the index it is in; both new: free().
 * STATUS_NOT_FOUND: nothing was asked yet, or there were fewer answers. */
enum status last_ask_recall(unsigned long n, char **id, char **index_path, struct error *err);

#endif

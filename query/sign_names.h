/* The names of operators and sigils: what documents call what a reader only sees. */
#ifndef RUSTPRO_QUERY_SIGN_NAMES_H
#define RUSTPRO_QUERY_SIGN_NAMES_H

#include "core/buf.h"

/* Words, separated by blanks, that documents about sign use: "error propagation" for "?". NULL for
 * a sign that has no name here. static. */
const char *sign_names(struct str sign);

#endif

/* Suggestions: what a name that somebody began to type may become.
 *
 * Nothing is searched here, and nothing is guessed: a suggestion begins with what was typed, but
 * for upper and lower case and accents. It costs some hundred look-ups in the index, however large
 * that is, so that every key press can ask.
 */
#ifndef RUSTPRO_QUERY_SUGGEST_H
#define RUSTPRO_QUERY_SUGGEST_H

#include <stdbool.h>

#include "core/entry.h"
#include "core/index.h"
#include "core/status.h"

enum {
    SUGGEST_PREFIX_MAX = 256, /* bytes; what is longer begins no name */
    SUGGEST_LIMIT_MAX = 1000
};

/* All strings are new. */
struct suggestion {
    char *text; /* what to put in place of what was typed: one line without control characters */
    char *id;   /* of the entry; NULL: text is the beginning of ids alone, such as "std/vec/" */
    enum entry_kind kind; /* of the entry */
};

struct suggestions {
    struct suggestion *items;
    size_t count, cap;
    bool more; /* there are more than limit, or than it was worth to look at */
};

void suggestions_release(struct suggestions *list);

/* The titles and item paths that begin with prefix, at most limit; for a prefix with a '/' ids too,
 * as suggest_ids() gives them. "Vec::pu", "std::vec::Vec::pu", "hashmap::en", "Retry with" and
 * "std::collections::" all work. Those written in the same case come first, then the shorter ones.
 * Words such as "the" alone begin nothing. Several entries may have the same text. *out must be
 * empty. A prefix that begins nothing, or is empty, gives STATUS_OK and no suggestion.
 * STATUS_CORRUPT, STATUS_IO. new: suggestions_release().
 */
enum status suggest_names(struct index *ix, struct str prefix, size_t limit,
                          struct suggestions *out, struct error *err);

/* The ids that begin with prefix, one level at a time as shells complete paths: "" gives the
 * sources, "std/" the pages and folders at its top, "std/vec/struct.Vec#" the entries of a page.
 * Ordered as the index has them. Otherwise as above. */
enum status suggest_ids(struct index *ix, struct str prefix, size_t limit, struct suggestions *out,
                        struct error *err);

/* Finds the entry whose title or item path is name: in that case of letters, else in any; an item
 * of an API before sections about it. STATUS_NOT_FOUND: none. STATUS_BAD_INPUT: several are called
 * so; the message has their ids. */
enum status suggest_find(struct index *ix, struct str name, int64_t *out, struct error *err);

#endif

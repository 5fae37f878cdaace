/* Retrieval: a question's units to scored candidates, through FTS5.
 *
 * FTS5 finds, this code scores: an auxiliary function sees every match once, computes its score
 * from the positions that FTS5 has at hand and the attributes beside the index, and keeps the best
 * in a heap. No ORDER BY, no look at the rows. docs/ranking.md has the formula.
 */
#ifndef RUSTPRO_QUERY_RETRIEVE_H
#define RUSTPRO_QUERY_RETRIEVE_H

#include "query/filter.h"
#include "query/question.h"

enum { RETRIEVE_MAX = 256 }; /* candidates kept at most */

/* How a score came about: score = text * coverage * title * closeness * prior * intent * name. */
struct score_parts {
    double text;      /* BM25 over weighted columns */
    double coverage;  /* 1 when all required units are there, less otherwise */
    double title;     /* 1 and more: how much of title and question are the same words */
    double closeness; /* 1 and more: how near the units are to each other */
    double prior;     /* of the kind and the source */
    double intent;    /* of what the question's words want */
    double name;      /* 1 and more for an entry that has the very name that was asked for */
};

struct candidate_entry {
    int64_t id;
    double score;
    bool exact;     /* it has the very name that was asked for: goes first */
    uint32_t units; /* bit for each unit of the question that it has */
    struct score_parts parts;
};

struct candidates {
    struct candidate_entry items[RETRIEVE_MAX];
    size_t count;
    size_t limit;     /* of items: set before retrieve() */
    int64_t total;    /* matches, those that fell out of items too */
    bool lacks_title; /* the question is an entry's title, but such an entry is not among items */
};

enum retrieve_mode {
    RETRIEVE_ALL, /* entries that have every required unit */
    RETRIEVE_SOME /* entries that have some: the rare ones bring them, the common ones score */
};

/* Fills *out, best first, with entries that pass the filter. STATUS_CORRUPT, STATUS_IO: as the
 * index's reads. */
enum status retrieve(struct index *ix, const struct question *q, const struct filter *filter,
                     enum retrieve_mode mode, struct candidates *out, struct error *err);

#endif

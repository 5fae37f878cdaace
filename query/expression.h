/* The full-text expression of a question: FTS5's query language for its units. */
#ifndef RUSTPRO_QUERY_EXPRESSION_H
#define RUSTPRO_QUERY_EXPRESSION_H

#include "query/question.h"
#include "query/retrieve.h"

/* A unit is at most four phrases, and those that lead stand there twice. */
enum { PHRASES_MAX = 8 * QUESTION_UNITS_MAX };

/* Which unit a phrase of the expression belongs to. */
struct phrase {
    uint8_t unit;
    bool is_parts;    /* of a compound */
    bool is_repeated; /* it stands there once more, and counts only where it came first */
};

struct expression {
    struct buf *text;                   /* borrowed: what the expression is appended to */
    struct phrase phrases[PHRASES_MAX]; /* in the order in which they stand in it */
    size_t count;
};

/* Builds the expression of q's units; e->text stays empty when there is nothing to ask.
 * may_exclude: leave out what has excluded units. */
void expression_build(struct expression *e, const struct question *q, enum retrieve_mode mode,
                      bool may_exclude);

/* Appends the FTS5 expression of what q excludes; nothing when it excludes nothing. */
void expression_add_exclusion(struct buf *out, const struct question *q);

/* Appends the expression that retrieve() would ask; nothing when there is nothing to ask. */
void expression_add(struct buf *out, const struct question *q, enum retrieve_mode mode);

#endif

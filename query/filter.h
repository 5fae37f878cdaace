/* Filters: which entries a question leaves room for. */
#ifndef RUSTPRO_QUERY_FILTER_H
#define RUSTPRO_QUERY_FILTER_H

#include "query/question.h"

/* A question's filters made ready for one index. */
struct filter {
    const struct question_filters *wanted; /* borrowed */
    uint8_t edition;                       /* code; 0: any */
    uint32_t sources[UINT16_MAX / 32 + 1]; /* bits of the sources that are asked for */
};

/* STATUS_BAD_INPUT: a source that the index does not have. STATUS_CORRUPT, STATUS_IO. */
enum status filter_init(struct filter *f, struct index *ix, const struct question_filters *wanted,
                        struct error *err);

/* True when an entry with these attributes may be an answer. */
bool filter_passes(const struct filter *f, const struct index_attribute *a);

#endif

/* Search: a question to ranked entries. The one way in for everybody who asks. */
#ifndef RUSTPRO_QUERY_SEARCH_H
#define RUSTPRO_QUERY_SEARCH_H

#include "core/index.h"
#include "query/question.h"
#include "query/retrieve.h"

enum { SEARCH_HITS_MAX = 100 };

struct hit {
    struct index_row row;
    double score;
    bool exact;
    struct score_parts parts;
};

/* A corrected word. */
struct correction {
    char *from, *to;
};

/* What was found. new: search_release(). */
struct search_result {
    struct question question;
    struct hit *hits; /* best first */
    size_t count;
    int64_t total;  /* entries that match, at least those in hits */
    char **dropped; /* words of the question that the first hit lacks, as asked */
    size_t dropped_count, dropped_cap;
    struct correction *corrected;
    size_t corrected_count, corrected_cap;
    bool nearest; /* nothing has what was asked for; hits are the nearest entries */
    int64_t took_us;
};

/* Answers text from ix: at most limit hits (1 to SEARCH_HITS_MAX), with their bodies. filters, may
 * be NULL, come on top of those in the question's own text. No hits is no failure.
 * STATUS_BAD_INPUT, STATUS_TOO_BIG: as question_parse(); or an unknown source.
 * STATUS_CORRUPT, STATUS_IO. */
enum status search_run(struct index *ix, struct str text, const struct question_filters *filters,
                       size_t limit, struct search_result *out, struct error *err);

void search_release(struct search_result *r);

#endif

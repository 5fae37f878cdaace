/* Entries that have the very name that a question is. */
#ifndef RUSTPRO_QUERY_NAMED_H
#define RUSTPRO_QUERY_NAMED_H

#include "core/index.h"
#include "query/question.h"

enum { NAMED_MAX = 64 };

struct named {
    struct {
        int64_t entry;
        bool same_title; /* it is the question, letter by letter */
    } items[NAMED_MAX];
    size_t count;
    bool has_title; /* one of them has the question as its title */
    bool is_name;   /* the question is written as code writes names: one word with a capital, '_',
                       "::" or '!' */
};

/* Looks the question up in table "name": by its text as it was asked, by the words that are looked
 * for, and, where it is a path, by its end. *out must be zeroed. */
enum status named_find(struct index *ix, const struct question *q, struct named *out,
                       struct error *err);

#endif

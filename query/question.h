/* The question: a person's words, read into units to look for, filters and intent. */
#ifndef RUSTPRO_QUERY_QUESTION_H
#define RUSTPRO_QUERY_QUESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/entry.h"
#include "core/index.h"
#include "core/status.h"

enum {
    QUESTION_BYTES_MAX = 4096, /* a longer question is refused */
    QUESTION_UNITS_MAX = 24,   /* words looked for; further ones are dropped, and named */
    QUESTION_SOURCES_MAX = 256
};

/* What a question's words say it wants, beyond what they name. */
enum question_intent { INTENT_NONE, INTENT_DEPRECATED };

enum unit_role {
    UNIT_REQUIRED, /* an answer has it */
    UNIT_OPTIONAL, /* an answer that has it is better: words of intent */
    UNIT_STOP,     /* not looked for: "how", "the" */
    UNIT_EXCLUDED  /* "-word": no answer has it */
};

enum unit_kind {
    UNIT_WORD, /* a word, or a compound such as join_next */
    UNIT_PHRASE,
    UNIT_SIGN /* an operator or sigil */
};

/* One thing to look for. Tokens are separated by single blanks; a unit of several tokens is found
 * where they follow each other. */
struct unit {
    enum unit_kind kind;
    enum unit_role role;
    char *text;       /* as asked */
    struct buf prose; /* its tokens as prose gives them */
    struct buf code;  /* as code gives them */
    struct buf whole; /* a compound's whole as prose gives it; empty else */
    struct buf whole_code;
    size_t tokens;   /* in prose */
    bool implied;    /* not asked, but meant: a sign's name */
    int64_t entries; /* that hold it, at most; 0: the index does not know it */
    char *corrected; /* what is looked for instead; NULL: what was asked */
};

struct question_filters {
    uint32_t kinds;                      /* bit for each enum entry_kind; 0: any */
    uint32_t statuses;                   /* bit for each enum entry_status; 0: any */
    uint8_t msrv;                        /* entries since a later 1.N are left out; 0: none are */
    char *edition;                       /* NULL: any */
    char *sources[QUESTION_SOURCES_MAX]; /* names; none: any */
    size_t source_count;
};

struct question {
    char *text;
    struct unit units[QUESTION_UNITS_MAX];
    size_t count;
    char **dropped; /* words that were not looked for because there were too many */
    size_t dropped_count, dropped_cap;
    struct question_filters filters;
    enum question_intent intent;
    uint8_t since_minor; /* "since 1.85", "in 1.85": entries of that release are meant; 0: none */
    struct buf key;      /* name key of the words that are looked for: core/name_key.h */
    struct buf text_key; /* name key of the text as it was asked */
};

/* Reads text (UTF-8) into *out, which is new: question_release(). tk cuts the words.
 * STATUS_BAD_INPUT: empty, not UTF-8, or a filter with a value it does not take; error.offset is
 * the byte offset. STATUS_TOO_BIG: longer than QUESTION_BYTES_MAX. */
enum status question_parse(struct str text, struct tokenizer *tk, struct question *out,
                           struct error *err);

/* STATUS_TOO_BIG, as question_parse() says it, when a question of so many bytes is refused. */
enum status question_check_length(size_t bytes, struct error *err);

/* Adds one filter as "key:value" in a question does. STATUS_BAD_INPUT: no such key or value. */
enum status question_add_filter(struct question_filters *f, struct str key, struct str value,
                                struct error *err);

/* Looks up how often each unit stands in the index, and what an unknown one may be meant to be. */
enum status question_resolve(struct question *q, struct index *ix, struct error *err);

void question_release(struct question *q);

#endif

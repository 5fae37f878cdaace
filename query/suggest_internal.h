/* What the files of suggest share. */
#ifndef RUSTPRO_QUERY_SUGGEST_INTERNAL_H
#define RUSTPRO_QUERY_SUGGEST_INTERNAL_H

#include "query/suggest.h"

/* Limits of one call. They are what keeps it within some milliseconds: a row of a key costs about
 * 1 us, an entry that is looked at 5 to 10 us with its page's checksum. */
enum {
    SUGGEST_ROWS_MAX = 6000, /* rows of names and files that are stepped over */
    SUGGEST_READ_MAX = 800,  /* entries that are looked at */
    SUGGEST_SEEKS_MAX = 600, /* ranges that are asked whether they hold anything */
    SUGGEST_PER_WORD = 24,   /* names taken that have one more word in common */
    SUGGEST_TEXT_MAX = 200   /* bytes; longer titles are none that somebody would type */
};

/* An entry whose title or path begins with the prefix. */
struct named_entry {
    int64_t entry;
    char *text; /* new */
    enum entry_kind kind;
    bool same_case; /* begins as typed, letter by letter */
};

/* One call. */
struct suggesting {
    struct index *ix;
    struct str prefix;
    struct buf folded; /* the prefix without case and accents */
    size_t limit;
    size_t rows, reads, seeks; /* spent */
    bool cut;                  /* a limit above was reached */
    struct named_entry *found;
    size_t count, cap;
};

/* Looks at entry id: keeps it when its title or item path begins with the prefix. */
enum status suggest_take(struct suggesting *s, int64_t entry, struct error *err);

/* The end of the texts that begin with prefix, for "key < end": appended to out. */
void suggest_add_end(struct buf *out, struct str prefix);

/* Takes entries whose names begin with text, the prefix or the end of it. is_deep: looks harder: at
 * words that the index has stemmed, and at compounds written together. */
enum status suggest_by_key(struct suggesting *s, struct str text, bool is_deep, struct error *err);

/* Takes the items of a module: the prefix is "std::fmt::De", and std has a page fmt/trait.Debug. */
enum status suggest_by_module(struct suggesting *s, struct error *err);

#endif

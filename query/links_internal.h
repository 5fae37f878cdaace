/* Finding the page that a link leads to. For query/link*.c alone. */
#ifndef RUSTPRO_QUERY_LINKS_INTERNAL_H
#define RUSTPRO_QUERY_LINKS_INTERNAL_H

#include "core/lexicon.h"
#include "query/link_target.h"
#include "query/links.h"

/* A source as links see it. */
struct place {
    int64_t id;
    char *name;
    char *root; /* absolute, without "." and ".."; a single file's folder */
    char *file; /* of a source that is a single file: below root; else NULL */
};

/* A page of the index: a file that has entries. */
struct page {
    const struct place *place;
    int64_t file;
    char *path; /* below the place's root */
};

/* Where a page's links start from. It may do so from two folders: that of the file, and that of the
 * published page, where an mdBook's "src" is missing. */
struct base {
    const struct place *place; /* NULL: no such source */
    struct buf dirs[2];        /* absolute; the second empty where there is one alone */
    struct buf book;           /* the folder of the page's book: links out of it name other books */
};

struct links {
    struct index *ix;
    struct place *places;
    size_t place_count;
    struct page *pages; /* found so far */
    size_t page_count, page_cap;
    /* Of each page that was looked for whether it is there: token_entries is the number of its
     * page plus 1, word_entries 1 once the tables were asked. */
    struct lexicon *looked_for;
    struct buf missing; /* the source that the last link wanted and the index lacks; else empty */

    /* For links_resolve(): the page asked about last, and what was answered: token_entries of a
     * question is the number of its answer plus 1. */
    struct buf from;
    struct base base;
    struct lexicon *asked;
    char **ids;
    size_t id_count, id_cap;
};

void base_init(struct base *b);
void base_release(struct base *b);

/* Sets *b for the page at path below the root of place, which may be NULL. */
void base_set(struct base *b, const struct place *place, struct str path);

/* The page that target leads to from base; NULL where there is none, and l->missing then names the
 * source that would have it. borrowed from l until the next call. Not for LINK_SAME_PAGE. */
enum status links_find_page(struct links *l, const struct base *base,
                            const struct link_target *target, const struct page **out,
                            struct error *err);

#endif

/* Docsets: sources that were made together and lie side by side, as rustup and cargo leave them.
 *
 * Their pages link to each other as siblings ("../std/vec/index.html"), share one set of search
 * data, and may hold the same thing several times: core's and alloc's items once more in std.
 */
#ifndef RUSTPRO_INDEXER_DOCSET_H
#define RUSTPRO_INDEXER_DOCSET_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/status.h"
#include "indexer/search_data.h"

struct docset {
    char *root;    /* the folder above the sources, absolute */
    char *release; /* of the Rust that made it: "1.95.0"; NULL: not known */
    struct search_aliases aliases;
    bool has_aliases; /* they were looked for */
    bool has_std;     /* the standard library's documentation is part of it */
};

/* A docset of the folder root, an absolute path. new: docset_release(). */
void docset_init(struct docset *set, const char *root);
void docset_release(struct docset *set);

/* True when the folder root looks like one: it holds rustdoc's common files and folders of crates.
 */
bool docset_is_root(const char *root);

/* A source of a docset; strings are new. */
struct docset_source {
    char *name; /* of its folder; of the pages beside the folders "rust" */
    char *path; /* absolute */
    bool is_pages;
};

struct docset_sources {
    struct docset_source *items;
    size_t count, cap;
};

/* The sources of a docset, std first and core last: pages that are about one thing are kept where
 * they come first. Sets has_std. STATUS_IO: root cannot be read. */
enum status docset_list(struct docset *set, struct docset_sources *out, struct error *err);
void docset_sources_release(struct docset_sources *list);

/* Compares two sources of that order by their names: less than 0 when the first is earlier. */
int docset_compare(const char *a, const char *b);

/* Reads which Rust made the docset from a page of one of its crates. */
void docset_read_release(struct docset *set, const struct docset_sources *sources);

/* Reads the search data, once; a docset without has no aliases. Not to be called while other
 * threads use the docset. *why is filled and false returned where there are data that cannot be
 * read. */
bool docset_load_aliases(struct docset *set, struct error *why);

/* Appends a line for each word under which rustdoc's search finds the item at page, a path below
 * the root with its anchor ("std/env/fn.current_dir.html"). */
void docset_add_aliases(struct buf *out, const struct docset *set, const char *page);

/* True when there is such a page. */
bool docset_has_page(const struct docset *set, const char *source, const char *path);

#endif

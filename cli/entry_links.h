/* The links of one entry, as it is shown: which of them lead to entries, and the list of those. */
#ifndef RUSTPRO_CLI_ENTRY_LINKS_H
#define RUSTPRO_CLI_ENTRY_LINKS_H

#include <cmark-gfm.h>

#include "cli/render_markdown.h"
#include "core/index.h"
#include "core/lexicon.h"
#include "query/links.h"

struct entry_link {
    char *text; /* of the first link that leads there, in one line */
    char *id;
};

/* The entries that an entry links to, each once and without itself, in the order of its text.
 * entry_links_release(). */
struct entry_links {
    struct index *ix;
    const struct index_row *row; /* borrowed */
    struct links *links;         /* NULL: there is no link */
    struct buf own_id;
    struct lexicon *known; /* ids of items */
    struct entry_link *items;
    size_t count, cap;
};

void entry_links_init(struct entry_links *l, struct index *ix, const struct index_row *row);
void entry_links_release(struct entry_links *l);

/* Reads the links of the entry's body, as markdown_parse() gives it. */
enum status entry_links_read(struct entry_links *l, cmark_node *body, struct error *err);

/* For render_style: which links lead to entries. *l must have been read and outlive it. */
struct render_links entry_links_style(struct entry_links *l);

/* Appends the first of the items, one to a line, with the id that `rustpro show` takes. */
void entry_links_add_list(struct buf *out, const struct entry_links *l,
                          const struct render_style *style);

/* Appends the entry's body with the ids of entries in place of paths that lead to them. Addresses
 * stay: they lead there from anywhere. */
enum status entry_links_add_body(struct buf *out, struct entry_links *l, struct error *err);

#endif

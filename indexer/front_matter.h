/* Front matter: the fields before a Markdown document proper. */
#ifndef RUSTPRO_INDEXER_FRONT_MATTER_H
#define RUSTPRO_INDEXER_FRONT_MATTER_H

#include "core/buf.h"

/* new: front_matter_release(). NULL where the document does not say. */
struct front_matter {
    char *title;
    char *keywords; /* of lists: the items with blanks between */
    size_t length;  /* bytes before the document proper; 0: no front matter */
    size_t lines;   /* lines before it */
};

/* Reads the front matter at the start of text (sanitized UTF-8): YAML between "---" lines (ended by
 * "---" or "..."), TOML between "+++" lines. Only scalars at the top level and lists of scalars are
 * looked at: "title", and "keywords", "tags" and "categories" as keywords. YAML that libyaml
 * rejects is still cut off, but says nothing; so is front matter of more than 1 MiB. A "---" that
 * is never closed is no front matter but a thematic break; so is one with a blank line after it,
 * unless YAML fields follow. */
void front_matter_read(struct front_matter *out, struct str text);

void front_matter_release(struct front_matter *fm);

#endif

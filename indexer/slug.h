/* Slugs: the fragments that mdBook, GitHub and rustdoc give to headings. */
#ifndef RUSTPRO_INDEXER_SLUG_H
#define RUSTPRO_INDEXER_SLUG_H

#include "core/buf.h"

/* The slugs of one page, so that each is given once. */
struct slugs;

struct slugs *slugs_new(void);
void slugs_free(struct slugs *s);

/* The slug of a heading: letters and digits in lower case, blanks become '-', '_' and '-' stay, all
 * else goes; a second one of the same text gets
 * "-1", a third "-2". new: free(). Source: mdBook's normalize_id() and unique_id_from_content(). */
char *slugs_add(struct slugs *s, struct str title);

/* The slug of what names one itself ("{#slug}", the id of an element): that, or a numbered one
 * where the page has it already. new: free(). */
char *slugs_take(struct slugs *s, struct str slug);

#endif

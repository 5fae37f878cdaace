/* Allocation that cannot fail: out of memory ends the program with a message and status 2.
 * That is safe because every size that an outsider picks has a named limit where it enters. */
#ifndef RUSTPRO_CORE_XALLOC_H
#define RUSTPRO_CORE_XALLOC_H

#include <stddef.h>

/* All results are new: free(). A size of 0 gives a valid pointer. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *ptr, size_t size);
char *xstrdup(const char *s);
char *xmemdup0(const char *s, size_t len); /* len bytes and a '\0' */

/* Makes room for one more element in a growing array: returns *array, enlarged when count has
 * reached *capacity. element_size is sizeof one element. */
void *xgrow(void *array, size_t count, size_t *capacity, size_t element_size);

#endif

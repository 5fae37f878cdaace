/* Checked pages: an SQLite VFS whose database pages carry a checksum.
 *
 * SQLite trusts what it reads; a flipped bit in a posting list would be a silently wrong answer.
 * This VFS, a shim over the default one, keeps 8 reserved bytes at the end of every page of the
 * main database file: a 64-bit hash of the rest of the page and of its number, little-endian.
 * It writes the hash with each page and checks it with each page read; a page that does not fit is
 * SQLITE_IOERR_DATA. Journals and temporary files pass through. The sqlite3 shell reads such a file
 * as any other, it only must not write to it.
 */
#ifndef RUSTPRO_CORE_PAGE_CHECK_H
#define RUSTPRO_CORE_PAGE_CHECK_H

#include <stdint.h>

#include "core/status.h"

#define PAGE_CHECK_VFS "rustpro"

enum {
    PAGE_CHECK_SIZE = 4096, /* bytes to a page */
    PAGE_CHECK_RESERVED = 8 /* of these, kept for the hash */
};

/* Makes the VFS known to SQLite under PAGE_CHECK_VFS; more calls do nothing.
 * STATUS_IO: SQLite refused. */
enum status page_check_register(struct error *err);

/* The hash of a page's first PAGE_CHECK_SIZE - PAGE_CHECK_RESERVED bytes; number counts from 0. */
uint64_t page_check_hash(const unsigned char *page, uint64_t number);

#endif

/* Reading a whole file. */
#ifndef RUSTPRO_INDEXER_READ_FILE_H
#define RUSTPRO_INDEXER_READ_FILE_H

#include "core/buf.h"
#include "core/status.h"

/* Appends the file's bytes. Never waits for what is no file (FIFOs, devices). Messages are without
 * the path. STATUS_NOT_FOUND. STATUS_IO: cannot be read, or is no file. STATUS_TOO_BIG: more than
 * max bytes, which is less than INT_MAX. */
enum status read_file(const char *path, size_t max, struct buf *out, struct error *err);

#endif

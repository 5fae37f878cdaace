/* Small files and folders of the runner's own: written by it, read by rustc and cargo. */
#ifndef RUSTPRO_RUNNER_FILES_H
#define RUSTPRO_RUNNER_FILES_H

#include "core/buf.h"
#include "core/status.h"

/* Appends the whole file. STATUS_NOT_FOUND, STATUS_TOO_BIG (over max bytes), STATUS_IO. */
enum status files_read(const char *path, size_t max, struct buf *out, struct error *err);

/* Writes or replaces a file. STATUS_IO. */
enum status files_write(const char *path, struct str data, struct error *err);

/* Makes the folder and those above it, for the user alone. STATUS_IO. */
enum status files_make_folders(const char *path, struct error *err);

/* Removes a folder with all in it; links are removed, not followed. What cannot be removed stays. */
void files_remove_tree(const char *path);

/* A new folder for one run below $TMPDIR or /tmp. new: files_remove_tree() and free().
 * STATUS_IO. */
enum status files_make_scratch(char **out, struct error *err);

#endif

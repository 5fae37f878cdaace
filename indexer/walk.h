/* Walking a tree of files. */
#ifndef RUSTPRO_INDEXER_WALK_H
#define RUSTPRO_INDEXER_WALK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "core/status.h"

/* A file that may be indexed. new: walk_release(). */
struct walk_file {
    char *path; /* below the root, '/' between parts; for a root that is a file, its base name */
    int64_t size;
    int64_t mtime_ns;
};

struct walk_result {
    struct walk_file *files; /* in each folder its files in byte order, then its folders likewise */
    size_t count, cap;
    char **books; /* folders below root that hold a book.toml, "" for root itself; each before those
                     inside it */
    size_t book_count, book_cap;
};

/* Called for what is left out: path as above (bytes as the file system has them: any but '\0'),
 * why is one line. Both are valid during the call only. */
typedef void (*walk_skipped_fn)(void *ctx, const char *path, const char *why);

enum {
    WALK_DEPTH_MAX = 64,           /* folders in folders */
    WALK_FILE_BYTES_MAX = 64 << 20 /* a larger file is named and left out */
};

enum walk_wanted {
    WALK_MARKDOWN,  /* .md, .markdown, any case */
    WALK_HTML,      /* .html, .htm, .xhtml, any case */
    WALK_HTML_PAGES /* likewise, of the root alone */
};

/* Finds the files of that sort below root, an absolute path of a folder or of one file of any name.
 * Names that begin with '.' are not looked into, nor are folders "node_modules" and, for Markdown,
 * "target". Links to folders are not followed; links to files are when they stay below root.
 * What cannot be read (folders without permission, FIFOs and devices named *.md, dangling links,
 * files over WALK_FILE_BYTES_MAX, names with LF, TAB or what text_sanitize() takes out) goes to
 * skipped().
 * STATUS_NOT_FOUND: no such root. STATUS_IO: root cannot be read. *out must be empty. */
enum status walk_tree(const char *root, enum walk_wanted wanted, walk_skipped_fn skipped, void *ctx,
                      struct walk_result *out, struct error *err);

void walk_release(struct walk_result *r);

/* True when path lies below the folder root; both as realpath() gives them. */
bool walk_is_below(const char *path, const char *root);

/* When the file was last changed, in nanoseconds since 1970; only good for comparing. */
int64_t walk_mtime_ns(const struct stat *info);

#endif

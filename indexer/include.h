/* mdBook's includes: {{#include}}, {{#rustdoc_include}} and {{#playground}}, put in place.
 * Source: the mdBook guide, "mdBook-specific features". */
#ifndef RUSTPRO_INDEXER_INCLUDE_H
#define RUSTPRO_INDEXER_INCLUDE_H

#include <stdint.h>

#include "core/buf.h"
#include "core/status.h"

#define INCLUDE_ABSENT INT64_C(-1)

/* A file that was read, for noticing later that it changed; also one without the anchor, too large
 * or not UTF-8. One that is not there has the size INCLUDE_ABSENT: it may come. Each file once, in
 * the order of their paths. */
struct included_file {
    char *path; /* absolute, symbolic links resolved */
    int64_t size;
    int64_t mtime_ns;
};

/* What is put in place of the directives of one document. new: include_release(). */
struct include_result {
    struct buf text;
    size_t
        *lines; /* for each line of text, from 0, the line of the document it came from, from 1 */
    size_t line_count, line_cap;
    struct included_file *files;
    size_t file_count, file_cap;
};

/* Called once for each directive that leads nowhere: target is the path as written (with ":anchor"
 * when that is what is missing), valid during the call; line counts from 1 in the outermost
 * document, why is static ("no such file", "outside the source's root", "not a file", "cannot be
 * read", "no such anchor", "not UTF-8", "too large", "includes itself", "nested too deeply"). */
typedef void (*include_missing_fn)(void *ctx, const char *target, size_t line, const char *why);

enum {
    INCLUDE_DEPTH_MAX = 10,       /* as mdBook: includes in includes */
    INCLUDE_BYTES_MAX = 64 << 20, /* of one expanded document, and of one target */
    INCLUDE_WORK_MAX = 256 << 20, /* bytes read for one document; each directive counts as */
    INCLUDE_WORK_DIRECTIVE = 4096 /* so many more */
};

/* True when text has something for include_expand() to do. */
int include_is_needed(struct str text);

/* Puts the targets of all directives of text (sanitized UTF-8) in their places. dir is the
 * document's folder, against which targets are resolved; root the source's, which no target may
 * leave, by symbolic links either; both absolute. A directive that leads nowhere is taken out and
 * told to missing(). "\{{#include ...}}" stands for itself without the backslash. A directive ends
 * on its line and has no brace within; all else is text.
 * Forms: path, path:anchor, path:N, path:N:M, path:N:, path::M. Lines with "ANCHOR: name" or
 * "ANCHOR_END: name" are left out of what is put in place. rustdoc_include keeps the lines outside
 * the range as hidden lines ("# " before them). playground makes a fenced Rust block of its own.
 * STATUS_TOO_BIG: more than INCLUDE_BYTES_MAX or INCLUDE_WORK_MAX. STATUS_IO: no such root. */
enum status include_expand(struct str text, const char *dir, const char *root,
                           include_missing_fn missing, void *ctx, struct include_result *out,
                           struct error *err);

void include_release(struct include_result *r);

#endif

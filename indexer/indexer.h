/* The indexer: trees of documents into an index. */
#ifndef RUSTPRO_INDEXER_INDEXER_H
#define RUSTPRO_INDEXER_INDEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/status.h"
#include "indexer/docset.h"
#include "indexer/writer.h"

/* What happened to one source. */
struct indexer_report {
    char name[64];  /* of the source, cut where longer */
    size_t files;   /* in the source now, those included by others too */
    size_t changed; /* of these, read anew */
    size_t removed; /* gone from the index */
    size_t entries; /* in the source now */
    size_t snippets;
    size_t skipped; /* files left out, each told to on_skipped */
    size_t missing; /* include directives that lead nowhere */
    size_t drafts;  /* chapters without a page */
    size_t
        passed_over; /* files without entries on purpose: redirects, print editions and the like */
};

/* How far a source is. */
struct indexer_progress {
    const char *source;
    size_t files, files_total;
    int64_t bytes, bytes_total;
    size_t entries;
};

/* All may be NULL. Strings are borrowed until the call returns. */
struct indexer_events {
    void (*on_skipped)(void *ctx, const char *source, const char *path, const char *why);
    /* Once for each target that leads nowhere. */
    void (*on_missing)(void *ctx, const char *source, const char *path, size_t line,
                       const char *target, const char *why);
    /* After each file. */
    void (*on_progress)(void *ctx, const struct indexer_progress *progress);
    /* Asked between files; true stops with STATUS_INTERRUPTED. */
    bool (*should_stop)(void *ctx);
    void *ctx;
};

struct indexer_source {
    const char *path;  /* a folder or one file */
    const char *name;  /* NULL: from the path */
    const char *title; /* NULL: from its book.toml, or the name */
    bool may_move;     /* a source of that name may have another root */
    enum source_format format;
    const char *release;   /* of the Rust that it documents; NULL: not known */
    struct docset *docset; /* that it is part of; NULL: of none */
};

/* Adds a source to w or refreshes it: unchanged files are not read again, vanished ones leave.
 * STATUS_NOT_FOUND: no such path. STATUS_BAD_INPUT: no files of its format there, or the name is
 * taken or not one (letters, digits, '.', '_', '-'). STATUS_INTERRUPTED, STATUS_IO. */
enum status indexer_add(struct writer *w, const struct indexer_source *source,
                        const struct indexer_events *events, struct indexer_report *report,
                        struct error *err);

#endif

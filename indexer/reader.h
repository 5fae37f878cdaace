/* The reader: one file from the disk to a document, with all that is to be told about it. */
#ifndef RUSTPRO_INDEXER_READER_H
#define RUSTPRO_INDEXER_READER_H

#include <stdbool.h>

#include "core/status.h"
#include "indexer/document.h"
#include "indexer/walk.h"

/* An include directive that leads nowhere. */
struct missing_include {
    char *target;
    size_t line;
    const char *why; /* static */
};

/* One file to read. The upper part is filled by whoever makes the job. */
struct reader_job {
    const struct walk_file *file; /* borrowed */
    const char *root;             /* borrowed */
    const char *page_title;       /* borrowed; NULL: the file is in no summary */
    char *trail;                  /* new */
    int book_edition;             /* as in struct document_place */
    const struct docset *docset;  /* likewise */
    const char *language;         /* likewise; borrowed */
    bool is_orphan;               /* likewise */
    bool is_html;

    enum status status; /* STATUS_OK: document is filled; BAD_INPUT, TOO_BIG, IO: error tells */
    struct error error;
    struct document document;
    struct missing_include *missing;
    size_t missing_count, missing_cap;
};

/* Reads the file of a job (struct reader_job *); for pipeline_new(). */
void reader_work(void *job);

void reader_job_free(struct reader_job *job);

#endif

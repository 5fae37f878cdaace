/* The reader: one file from the disk to a document. */
#include "indexer/reader.h"

#include <libgen.h>
#include <stdlib.h>

#include "core/xalloc.h"
#include "indexer/html_page.h"
#include "indexer/read_file.h"

static void note_missing(void *ctx, const char *target, size_t line, const char *why)
{
    struct reader_job *job = ctx;

    job->missing = xgrow(job->missing, job->missing_count, &job->missing_cap,
                         sizeof(*job->missing));
    job->missing[job->missing_count++] = (struct missing_include){ xstrdup(target), line, why };
}

void reader_work(void *ctx)
{
    struct reader_job *job = ctx;
    struct buf path = BUF_INIT;
    struct buf bytes = BUF_INIT;
    char *dir;
    struct document_place place = {
        .trail = str_of(job->trail),
        .page_title = job->page_title,
        .book_edition = job->book_edition,
        .path = job->file->path,
        .root = job->root,
        .missing = note_missing,
        .missing_ctx = job,
        .docset = job->docset,
        .language = job->language,
        .is_orphan = job->is_orphan,
    };

    buf_addf(&path, "%s/%s", job->root, job->file->path);
    dir = xstrdup(path.ptr);
    place.dir = dirname(dir);
    job->status = read_file(path.ptr, WALK_FILE_BYTES_MAX, &bytes, &job->error);
    if (job->status == STATUS_OK)
        job->status = job->is_html
                          ? html_page_read(buf_str(&bytes), &place, &job->document, &job->error)
                          : document_read(buf_str(&bytes), &place, &job->document, &job->error);
    buf_release(&path);
    buf_release(&bytes);
    free(dir);
}

void reader_job_free(struct reader_job *job)
{
    if (job == NULL)
        return;
    for (size_t i = 0; i < job->missing_count; i++)
        free(job->missing[i].target);
    free(job->missing);
    free(job->trail);
    document_release(&job->document);
    free(job);
}

/* The reader: one file from the disk to a document. */
#include "indexer/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/xalloc.h"

static void note_missing(void *ctx, const char *target, size_t line, const char *why)
{
    struct reader_job *job = ctx;

    job->missing = xgrow(job->missing, job->missing_count, &job->missing_cap,
                         sizeof(*job->missing));
    job->missing[job->missing_count++] = (struct missing_include){ xstrdup(target), line, why };
}

static enum status read_bytes(const char *path, int64_t size, struct buf *out, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum status st = STATUS_OK;
    ssize_t n = -1;

    if (fd < 0)
        return error_set(err, STATUS_IO, "%s", strerror(errno));
    buf_reserve(out, (size_t)size + 1);
    while (out->len <= WALK_FILE_BYTES_MAX &&
           (n = read(fd, out->ptr + out->len, out->cap - out->len - 1)) > 0) {
        out->len += (size_t)n;
        buf_reserve(out, 4096);
    }
    if (n < 0)
        st = error_set(err, STATUS_IO, "%s", strerror(errno));
    else if (n > 0)
        st = error_set(err, STATUS_TOO_BIG, "larger than %d MiB", WALK_FILE_BYTES_MAX >> 20);
    out->ptr[out->len] = '\0';
    close(fd);
    return st;
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
    };

    buf_addf(&path, "%s/%s", job->root, job->file->path);
    dir = xstrdup(path.ptr);
    place.dir = dirname(dir);
    job->status = read_bytes(path.ptr, job->file->size, &bytes, &job->error);
    if (job->status == STATUS_OK)
        job->status = document_read(buf_str(&bytes), &place, &job->document, &job->error);
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

/* The indexer: one source's tree, file by file, into a writer. */
#include "indexer/indexer.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/lexicon.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/books.h"
#include "indexer/html.h"
#include "indexer/html_page.h"
#include "indexer/pipeline.h"
#include "indexer/reader.h"
#include "indexer/walk.h"

/* A document takes about ten times its file's size in memory. */
enum { BYTES_UNDER_WAY_MAX = 4 << 20 };

struct run {
    struct writer *writer;
    const struct indexer_events *events;
    struct indexer_report *report;
    char *root; /* absolute; a folder */
    char *name;
    char *title;
    int64_t source;
    enum source_format format;
    struct docset *docset; /* NULL: the source is part of none */
    char *language;        /* of an HTML source's first page; NULL: not said */
    struct walk_result tree;
    struct books books;
    const struct walk_file **by_path; /* tree.files, ordered by path */
    struct indexer_progress progress;
    struct writer_files known;
    struct lexicon *included; /* absolute paths that some file includes: word_entries is 1 */
    struct lexicon *missing;  /* targets already told of */
    struct pipeline *pipeline;
    int64_t bytes_under_way; /* sizes of the files in the pipeline */
};

static bool is_name(const char *name)
{
    for (const char *p = name; *p != '\0'; p++)
        if (!ascii_is_alnum(*p) && strchr("._-", *p) == NULL)
            return false;
    return name[0] != '\0' && name[0] != '.';
}

/* The source's name from its path: "book" for /docs/book and for /docs/book/src. */
static char *name_from_path(const char *path, bool is_file)
{
    char *copy = xstrdup(path);
    char *base = basename(copy);
    char *dot = strrchr(base, '.');
    struct buf name = BUF_INIT;

    if (is_file && dot != NULL && dot != base)
        *dot = '\0';
    if (!is_file && strcmp(base, "src") == 0)
        base = basename(dirname(copy));
    for (const char *p = base; *p != '\0'; p++)
        buf_addc(&name, ascii_is_alnum(*p) || strchr("._-", *p) != NULL ? *p : '-');
    while (name.ptr[0] == '.')
        memmove(name.ptr, name.ptr + 1, name.len--);
    if (name.len == 0)
        buf_adds(&name, "docs");
    free(copy);
    return buf_detach(&name);
}

static void tell_skipped(void *ctx, const char *path, const char *why)
{
    struct run *r = ctx;

    r->report->skipped++;
    if (r->events->on_skipped != NULL)
        r->events->on_skipped(r->events->ctx, r->name, path, why);
}

static void tell_missing(struct run *r, const struct reader_job *job)
{
    for (size_t i = 0; i < job->missing_count; i++) {
        const struct missing_include *m = &job->missing[i];

        r->report->missing++;
        if (lexicon_intern(r->missing, str_of(m->target))->word_entries++ == 0 &&
            r->events->on_missing != NULL)
            r->events->on_missing(r->events->ctx, r->name, job->file->path, m->line, m->target,
                                  m->why);
    }
}

/* --- files --- */

static char *join(const char *dir, const char *path)
{
    struct buf joined = BUF_INIT;

    buf_adds(&joined, dir);
    if (path[0] != '\0')
        buf_addf(&joined, "/%s", path);
    return buf_detach(&joined);
}

static bool stamp_of(const char *path, struct file_stamp *out)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return false;
    out->size = (int64_t)st.st_size;
    out->mtime_ns = walk_mtime_ns(&st);
    return true;
}

static bool same_stamp(const struct file_stamp *a, const struct file_stamp *b)
{
    return a->size == b->size && a->mtime_ns == b->mtime_ns;
}

/* False when a book came, went or changed its edition around a file that is as it was. */
static bool has_same_edition(const struct run *r, const struct writer_file *known)
{
    return known->rust_edition == 0 ||
           known->rust_edition ==
               document_rust_edition(known->path, books_edition(&r->books, known->path));
}

/* Called for each file that an indexed file includes. */
static bool is_include_unchanged(void *ctx, const char *path, const struct file_stamp *stamp)
{
    struct run *r = ctx;
    struct file_stamp now;

    if (stamp->size == INCLUDE_ABSENT)
        return !stamp_of(path, &now);
    lexicon_intern(r->included, str_of(path))->word_entries = 1;
    return stamp_of(path, &now) && same_stamp(&now, stamp);
}

static int compare_known(const void *path, const void *file)
{
    return strcmp(path, ((const struct writer_file *)file)->path);
}

static struct writer_file *find_known(struct run *r, const char *path)
{
    if (r->known.count == 0)
        return NULL;
    return bsearch(path, r->known.items, r->known.count, sizeof(*r->known.items), compare_known);
}

static enum status is_unchanged(struct run *r, const struct walk_file *file,
                                const struct writer_file *known, bool *out, struct error *err)
{
    struct file_stamp now = { file->size, file->mtime_ns };

    *out = false;
    if (known == NULL || known->lost_twin || !same_stamp(&known->stamp, &now) ||
        !has_same_edition(r, known))
        return STATUS_OK;
    if (r->format != SOURCE_MARKDOWN && books_find(&r->books, file->path) == NULL) {
        *out = true; /* it depends on nothing */
        return STATUS_OK;
    }
    return writer_check_includes(r->writer, known->id, is_include_unchanged, r, out, err);
}

/* The file that has the entries of the same thing already; 0: there is none. */
static enum status find_twin(struct run *r, const struct document *doc, int64_t *out,
                             struct error *err)
{
    *out = 0;
    if (doc->identity == 0)
        return STATUS_OK;
    return writer_find_identity(r->writer, doc->identity, out, err);
}

/* twin: the file that the page was passed over for; 0: that is to be found out. */
static enum status store(struct run *r, const struct walk_file *file, const struct document *doc,
                         bool included, int64_t twin, struct error *err)
{
    struct include_target *targets = xcalloc(doc->includes.file_count, sizeof(*targets));
    struct document_record record = {
        .source = r->source,
        .path = file->path,
        .stamp = { file->size, file->mtime_ns },
        .included = included,
        .identity = doc->identity,
        .twin = twin,
        .passed_over = doc->passed_over,
        .rust_edition = r->format == SOURCE_MARKDOWN && doc->count > 0
                            ? doc->entries[0].rust_edition
                            : 0,
        .aliases = doc->aliases,
        .alias_count = doc->alias_count,
        .entries = doc->entries,
        .entry_count = doc->count,
        .includes = targets,
        .include_count = doc->includes.file_count,
    };
    enum status st;

    for (size_t i = 0; i < doc->includes.file_count; i++) {
        const struct included_file *f = &doc->includes.files[i];

        targets[i] = (struct include_target){ f->path, { f->size, f->mtime_ns } };
        if (f->size == INCLUDE_ABSENT)
            continue;
        lexicon_intern(r->included, str_of(f->path))->word_entries = 1;
    }
    st = twin == 0 ? find_twin(r, doc, &record.twin, err) : STATUS_OK;
    if (record.twin != 0 && twin == 0) {
        record.passed_over = "another page of the same item";
        record.entry_count = record.alias_count = 0;
    }
    if (st == STATUS_OK)
        st = writer_add_file(r->writer, &record, err);
    free(targets);
    return st;
}

/* The source's title, that of a nested book, and the chapters above the page. */
static void add_trail(struct buf *out, const struct run *r, const struct books_page *page)
{
    buf_adds(out, r->title);
    if (page == NULL)
        return;
    if (page->book->title != NULL && strcmp(page->book->title, r->title) != 0)
        buf_addf(out, "%c%s", ENTRY_TRAIL_SEPARATOR, page->book->title);
    if (page->page->trail != NULL && page->page->trail[0] != '\0')
        buf_addf(out, "%c%s", ENTRY_TRAIL_SEPARATOR, page->page->trail);
}

static struct reader_job *new_job(const struct run *r, const struct walk_file *file)
{
    const struct books_page *page = books_find(&r->books, file->path);
    struct reader_job *job = xcalloc(1, sizeof(*job));
    struct buf trail = BUF_INIT;

    add_trail(&trail, r, page);
    job->file = file;
    job->root = r->root;
    job->page_title = page != NULL ? page->page->title : NULL;
    job->book_edition = books_edition(&r->books, file->path);
    job->trail = buf_detach(&trail);
    job->docset = r->docset;
    job->language = r->language;
    job->is_html = r->format != SOURCE_MARKDOWN;
    job->is_orphan = r->books.toc != NULL && page == NULL;
    return job;
}

/* Puts a file that was read into the index; what could not be read is told of and left out, and
 * what the index had of it before stays. */
static enum status finish_job(struct run *r, struct reader_job *job, struct error *err)
{
    const struct books_page *page = books_find(&r->books, job->file->path);
    const struct writer_file *known = find_known(r, job->file->path);
    enum status st = STATUS_OK;

    tell_missing(r, job);
    if (job->status != STATUS_OK) {
        tell_skipped(r, job->file->path, job->error.msg);
        return STATUS_OK;
    }
    if (job->document.count == 0 && job->document.passed_over == NULL)
        tell_skipped(r, job->file->path, "empty: nothing in it to find");
    if (job->document.is_cut)
        tell_skipped(r, job->file->path, "longer than is kept: only its beginning is in the index");
    if (page != NULL)
        books_add_files(&r->books, page, &job->document.includes);
    r->report->changed++;
    if (known != NULL)
        st = writer_remove_file(r->writer, known->id, err);
    return st == STATUS_OK ? store(r, job->file, &job->document, false, 0, err) : st;
}

/* One more file is done. */
static void advance(struct run *r, const struct walk_file *file, size_t entries)
{
    r->progress.files++;
    r->progress.bytes += file->size;
    r->progress.entries += entries;
    if (r->events->on_progress != NULL)
        r->events->on_progress(r->events->ctx, &r->progress);
}

/* Takes one job off the pipeline; after a failure it is only thrown away. */
static bool take_job(struct run *r, enum status *st, struct error *err)
{
    struct reader_job *job = pipeline_take(r->pipeline);

    if (job == NULL)
        return false;
    r->bytes_under_way -= job->file->size;
    if (*st == STATUS_OK)
        *st = finish_job(r, job, err);
    if (*st == STATUS_OK)
        advance(r, job->file, job->document.count);
    reader_job_free(job);
    return true;
}

/* core's and alloc's pages that std has too, under the same path: std's are richer. */
static bool is_facade(const struct run *r, const struct walk_file *file)
{
    return r->docset != NULL && r->docset->has_std && strcmp(file->path, "index.html") != 0 &&
           (strcmp(r->name, "core") == 0 || strcmp(r->name, "alloc") == 0) &&
           docset_has_page(r->docset, "std", file->path);
}

/* Notes a page that is not read, for std has it. What was put before it is in the index first. */
static enum status pass_over(struct run *r, const struct walk_file *file, struct error *err)
{
    const struct writer_file *known = find_known(r, file->path);
    struct document none = { .passed_over = "std has the same page" };
    enum status st = known != NULL ? writer_remove_file(r->writer, known->id, err) : STATUS_OK;
    int64_t twin = 0;

    r->report->changed++;
    if (st == STATUS_OK)
        st = writer_find_file(r->writer, "std", file->path, &twin, err);
    if (st == STATUS_OK)
        st = store(r, file, &none, false, twin, err);
    advance(r, file, 0);
    return st;
}

/* The words that only the search data know are wanted with the first page that is read. */
static void want_aliases(struct run *r)
{
    struct error why;

    if (r->docset != NULL && !docset_load_aliases(r->docset, &why))
        tell_skipped(r, "search data", why.msg);
}

static enum status index_file(struct run *r, const struct walk_file *file, struct error *err)
{
    struct writer_file *known = find_known(r, file->path);
    bool unchanged = false;
    enum status st = is_unchanged(r, file, known, &unchanged, err);

    if (known != NULL)
        known->seen = true;
    if (st == STATUS_OK && unchanged)
        advance(r, file, 0);
    if (st != STATUS_OK || unchanged)
        return st;
    if (r->events->should_stop != NULL && r->events->should_stop(r->events->ctx))
        return error_set(err, STATUS_INTERRUPTED, "interrupted: the index is as it was");
    if (is_facade(r, file))
        return pass_over(r, file, err);
    want_aliases(r);
    while (st == STATUS_OK &&
           (!pipeline_has_room(r->pipeline) ||
            r->bytes_under_way + file->size > BYTES_UNDER_WAY_MAX) &&
           take_job(r, &st, err))
        continue;
    if (st != STATUS_OK)
        return st;
    r->bytes_under_way += file->size;
    pipeline_put(r->pipeline, new_job(r, file));
    return STATUS_OK;
}

/* Waits until all that was begun is in the index. */
static enum status drain(struct run *r, enum status st, struct error *err)
{
    while (take_job(r, &st, err))
        continue;
    return st;
}

/* A file that only stands inside others: known, so that it is not read again, but without entries.
 */
static enum status mark_included(struct run *r, const struct walk_file *file,
                                 const struct writer_file *known, struct error *err)
{
    struct document none = { 0 };
    enum status st = writer_remove_file(r->writer, known->id, err);

    return st == STATUS_OK ? store(r, file, &none, true, 0, err) : st;
}

/* After all files were read it is known which are included by others. Those that no summary lists
 * are left to their includers; those that nobody includes any more are indexed again, and so are
 * those that were passed over for a page which has gone. */
static enum status settle_included(struct run *r, struct error *err)
{
    enum status st = STATUS_OK;

    writer_files_release(&r->known);
    st = writer_list_files(r->writer, r->source, &r->known, err);
    for (size_t i = 0; i < r->tree.count && st == STATUS_OK; i++) {
        const struct walk_file *file = &r->tree.files[i];
        struct writer_file *known = find_known(r, file->path);
        char *path;
        bool included;

        if (known == NULL || (books_find(&r->books, file->path) != NULL && !known->lost_twin))
            continue;
        path = join(r->root, file->path);
        included = lexicon_intern(r->included, str_of(path))->word_entries > 0;
        free(path);
        if (included && !known->included) {
            st = mark_included(r, file, known, err);
        } else if ((!included && known->included) || known->lost_twin) {
            known->stamp.mtime_ns = -1; /* read it, changed or not */
            st = index_file(r, file, err);
        }
    }
    return drain(r, st, err);
}

static int compare_files(const void *a, const void *b)
{
    return strcmp((*(const struct walk_file *const *)a)->path,
                  (*(const struct walk_file *const *)b)->path);
}

static void sort_files(struct run *r)
{
    r->by_path = xcalloc(r->tree.count, sizeof(struct walk_file *));
    for (size_t i = 0; i < r->tree.count; i++)
        r->by_path[i] = &r->tree.files[i];
    qsort(r->by_path, r->tree.count, sizeof(struct walk_file *), compare_files);
}

static const struct walk_file *find_file(const struct run *r, const char *path)
{
    struct walk_file wanted = { .path = (char *)(size_t)path };
    const struct walk_file *key = &wanted;
    const struct walk_file **found = bsearch(&key, r->by_path, r->tree.count,
                                             sizeof(struct walk_file *), compare_files);

    return found != NULL ? *found : NULL;
}

static enum status index_files(struct run *r, struct error *err)
{
    enum status st = STATUS_OK;

    /* The summaries' pages in reading order, then what no summary lists. */
    for (size_t b = 0; b < r->books.count; b++)
        for (size_t k = 0; k < r->books.items[b].count && st == STATUS_OK; k++) {
            const char *path = r->books.items[b].pages[k].path;
            const struct walk_file *file = path != NULL ? find_file(r, path) : NULL;

            if (file != NULL)
                st = index_file(r, file, err);
            else if (path != NULL)
                tell_skipped(r, path, "listed in the book's summary, but not there");
        }
    for (size_t i = 0; i < r->tree.count && st == STATUS_OK; i++)
        if (books_find(&r->books, r->tree.files[i].path) == NULL &&
            !books_is_summary(&r->books, r->tree.files[i].path))
            st = index_file(r, &r->tree.files[i], err);
    st = drain(r, st, err);
    for (size_t i = 0; i < r->known.count && st == STATUS_OK; i++)
        if (!r->known.items[i].seen) {
            st = writer_remove_file(r->writer, r->known.items[i].id, err);
            r->report->removed++;
        }
    return st == STATUS_OK ? settle_included(r, err) : st;
}

static enum status count_totals(struct run *r, struct error *err)
{
    struct writer_files files = { 0 };
    enum status st = writer_list_files(r->writer, r->source, &files, err);

    for (size_t i = 0; i < files.count; i++) {
        r->report->entries += (size_t)files.items[i].entries;
        r->report->snippets += (size_t)files.items[i].snippets;
        r->report->passed_over += files.items[i].passed_over;
    }
    r->report->files = files.count;
    writer_files_release(&files);
    if (st == STATUS_OK && (r->report->changed > 0 || r->report->removed > 0))
        st = writer_touch_source(r->writer, r->source, err);
    return st;
}

/* Finds the root: a folder's own real path; for a file its folder. */
static enum status find_root(struct run *r, const char *path, char **full, bool *is_file,
                             struct error *err)
{
    struct stat st;
    char *copy;

    *full = realpath(path, NULL);
    if (*full == NULL || stat(*full, &st) != 0)
        return error_set(err, errno == ENOENT || errno == ENOTDIR ? STATUS_NOT_FOUND : STATUS_IO,
                         "%s: %s", path, strerror(errno));
    *is_file = !S_ISDIR(st.st_mode);
    copy = xstrdup(*full);
    r->root = *is_file ? xstrdup(dirname(copy)) : xstrdup(*full);
    free(copy);
    return STATUS_OK;
}

static void choose_title(struct run *r, const char *title)
{
    const char *chosen = title != NULL ? title : books_title(&r->books);

    r->title = xstrdup(chosen != NULL ? chosen : r->name);
}

static void run_release(struct run *r)
{
    pipeline_free(r->pipeline);
    books_release(&r->books);
    free(r->by_path);
    walk_release(&r->tree);
    writer_files_release(&r->known);
    lexicon_free(r->included);
    lexicon_free(r->missing);
    free(r->root);
    free(r->name);
    free(r->title);
    free(r->language);
}

/* Finds the files, and what is known of all of them together. */
static enum status survey(struct run *r, const struct indexer_source *source, const char *full,
                          struct error *err)
{
    static const enum walk_wanted wanted[SOURCE_FORMAT_COUNT] = {
        [SOURCE_MARKDOWN] = WALK_MARKDOWN,
        [SOURCE_HTML] = WALK_HTML,
        [SOURCE_HTML_PAGES] = WALK_HTML_PAGES,
    };
    bool is_html = source->format != SOURCE_MARKDOWN;
    enum status st = walk_tree(full, wanted[source->format], tell_skipped, r, &r->tree, err);

    if (st == STATUS_OK && r->tree.count == 0)
        st = error_set(err, STATUS_BAD_INPUT, "%s: no %s files here", source->path,
                       is_html ? "HTML (.html)" : "Markdown (.md)");
    if (st == STATUS_OK && is_html)
        st = html_load(err);
    if (st != STATUS_OK)
        return st;
    sort_files(r);
    if (!is_html) {
        books_read(&r->books, r->root, &r->tree, tell_skipped, r);
    } else {
        books_read_html(&r->books, r->root, &r->tree);
        r->language = html_page_language(r->root);
    }
    r->report->drafts = r->books.drafts;
    r->progress.source = r->name;
    r->progress.files_total = r->tree.count;
    for (size_t i = 0; i < r->tree.count; i++)
        r->progress.bytes_total += r->tree.files[i].size;
    return STATUS_OK;
}

static enum status index_source(struct run *r, const struct indexer_source *source,
                                const char *full, struct error *err)
{
    struct source_record record = { .name = r->name,
                                    .root = full,
                                    .title = r->title,
                                    .format = source->format,
                                    .release = source->release,
                                    .may_move = source->may_move };
    enum status st = writer_add_source(r->writer, &record, &r->source, err);

    if (st == STATUS_OK)
        st = writer_list_files(r->writer, r->source, &r->known, err);
    if (st == STATUS_OK)
        st = index_files(r, err);
    return st == STATUS_OK ? count_totals(r, err) : st;
}

enum status indexer_add(struct writer *w, const struct indexer_source *source,
                        const struct indexer_events *events, struct indexer_report *report,
                        struct error *err)
{
    struct run r = { .writer = w,
                     .events = events,
                     .report = report,
                     .format = source->format,
                     .docset = source->docset };
    char *full = NULL;
    bool is_file = false;
    enum status st = find_root(&r, source->path, &full, &is_file, err);

    *report = (struct indexer_report){ 0 };
    if (st != STATUS_OK)
        goto done;
    r.included = lexicon_new();
    r.missing = lexicon_new();
    r.name = source->name != NULL ? xstrdup(source->name) : name_from_path(full, is_file);
    if (!is_name(r.name)) {
        st = error_set(err, STATUS_BAD_INPUT,
                       "\"%s\" is no name for a source: use letters, digits, '.', '_' and '-'",
                       r.name);
        goto done;
    }
    (void)snprintf(report->name, sizeof(report->name), "%s", r.name);
    st = survey(&r, source, full, err);
    if (st != STATUS_OK)
        goto done;
    r.pipeline = pipeline_new(reader_work);
    choose_title(&r, source->title);
    st = index_source(&r, source, full, err);
done:
    run_release(&r);
    free(full);
    return st;
}

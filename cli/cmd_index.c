/* rustpro index: documentation into the index. */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/find_docs.h"
#include "cli/index_progress.h"
#include "cli/paths.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/indexer.h"
#include "indexer/recognise.h"

enum { MISSING_SHOWN = 5 }; /* includes that lead nowhere are named up to here, for each source */

struct telling {
    bool verbose;
    size_t missing;
    struct index_progress progress;
};

static void on_skipped(void *ctx, const char *source, const char *path, const char *why)
{
    struct telling *t = ctx;

    index_progress_clear(&t->progress);
    command_say("%s: %s: skipped: %s", source, path, why);
}

static void on_missing(void *ctx, const char *source, const char *path, size_t line,
                       const char *target, const char *why)
{
    struct telling *t = ctx;

    if (t->missing++ >= MISSING_SHOWN && !t->verbose)
        return;
    index_progress_clear(&t->progress);
    command_say("%s: %s:%zu: include of %s left out: %s", source, path, line, target, why);
}

static void on_progress(void *ctx, const struct indexer_progress *now)
{
    struct telling *t = ctx;

    index_progress_update(&t->progress, now);
}

static void print_count(const char *before, size_t count, const char *one, const char *many)
{
    printf("%s%zu %s", before, count, count == 1 ? one : many);
}

static void print_report(const struct indexer_report *r, size_t missing_targets)
{
    printf("%s", r->name);
    print_count(": ", r->entries, "entry", "entries");
    print_count(", ", r->snippets, "snippet", "snippets");
    print_count(" in ", r->files, "file", "files");
    printf(" (%zu read, %zu removed, %zu skipped", r->changed, r->removed, r->skipped);
    if (r->passed_over > 0)
        printf(", %zu passed over", r->passed_over);
    if (r->drafts > 0)
        print_count(", ", r->drafts, "draft", "drafts");
    if (r->missing > 0)
        print_count(", ", r->missing, "include left out", "includes left out");
    printf(")\n");
    if (missing_targets > MISSING_SHOWN)
        printf("%s: %zu include targets are missing; --verbose names them all\n", r->name,
               missing_targets);
}

static enum status add_source(struct writer *w, const struct indexer_source *source,
                              const struct options *o, struct error *err)
{
    struct telling telling = { .verbose = o->verbose };
    struct indexer_events events = { on_skipped, on_missing, on_progress, command_should_stop,
                                     &telling };
    struct indexer_report report;
    enum status st;

    index_progress_begin(&telling.progress);
    st = indexer_add(w, source, &events, &report, err);
    index_progress_clear(&telling.progress);
    if (st == STATUS_OK)
        print_report(&report, telling.missing);
    return st;
}

static enum status add_guide(struct writer *w, const struct options *o, bool required,
                             struct error *err)
{
    char *path = paths_guide();
    struct indexer_source guide = {
        .path = path, .name = "guide", .title = "Guide", .may_move = true
    };
    enum status st = STATUS_OK;

    if (path != NULL)
        st = add_source(w, &guide, o, err);
    else if (required)
        st = error_set(err, STATUS_NOT_FOUND,
                       "the guide is not installed beside this program: run setup.sh again");
    free(path);
    return st;
}

/* --- folders of several sources --- */

/* A source that is there already from elsewhere is left alone: two projects have crates in common.
 */
static enum status add_docset_source(struct writer *w, struct docset *set,
                                     const struct docset_source *s, const struct options *o,
                                     struct error *err)
{
    struct indexer_source source = { .path = s->path,
                                     .name = s->name,
                                     .format = s->is_pages ? SOURCE_HTML_PAGES : SOURCE_HTML,
                                     .release = set->release,
                                     .docset = set,
                                     .may_move = o->rustup };
    enum status st = add_source(w, &source, o, err);

    if (st == STATUS_BAD_INPUT && !o->rustup) {
        command_say("%s", err->msg);
        return STATUS_OK;
    }
    return st;
}

static enum status add_docset(struct writer *w, const char *root, const struct options *o,
                              struct error *err)
{
    char *full = realpath(root, NULL);
    struct docset_sources list = { 0 };
    struct docset set;
    enum status st;

    if (full == NULL)
        return error_set(err, STATUS_NOT_FOUND, "%s: %s", root, strerror(errno));
    docset_init(&set, full);
    st = docset_list(&set, &list, err);
    docset_read_release(&set, &list);
    if (st == STATUS_OK && list.count == 0)
        st = error_set(err, STATUS_BAD_INPUT,
                       "%s: no crate is documented here: `cargo doc` makes it", root);
    for (size_t i = 0; i < list.count && st == STATUS_OK; i++)
        st = add_docset_source(w, &set, &list.items[i], o, err);
    docset_sources_release(&list);
    docset_release(&set);
    free(full);
    return st;
}

/* The project's folder, its target folder and target/doc all mean the last. */
static enum status add_cargo_doc(struct writer *w, const struct options *o, struct error *err)
{
    static const char *const below[] = { "", "/doc", "/target/doc" };
    struct buf path = BUF_INIT;
    enum status st;

    for (size_t i = 0; i < sizeof(below) / sizeof(*below); i++) {
        buf_clear(&path);
        buf_addf(&path, "%s%s", o->cargo_doc, below[i]);
        if (docset_is_root(path.ptr))
            break;
        buf_clear(&path);
    }
    st = path.len > 0 ? add_docset(w, path.ptr, o, err)
                      : error_set(err, STATUS_NOT_FOUND,
                                  "%s: no output of `cargo doc` here: run that first, and name its "
                                  "target/doc",
                                  o->cargo_doc);
    buf_release(&path);
    return st;
}

static enum status add_rustup(struct writer *w, const struct options *o, struct error *err)
{
    char *root = NULL;
    enum status st = find_docs(o->toolchain, &root, err);

    if (st == STATUS_OK)
        st = add_docset(w, root, o, err);
    free(root);
    return st;
}

static enum status add_path(struct writer *w, const char *path, const struct options *o,
                            struct error *err)
{
    struct indexer_source source = { .path = path, .name = o->name };
    enum recognised what;
    enum status st = recognise(path, &what, &source.format, err);

    if (st == STATUS_OK && what == RECOGNISED_DOCSET && o->name != NULL)
        return error_set(err, STATUS_BAD_INPUT,
                         "--name %s: names one source, but %s holds the documentation of several",
                         o->name, path);
    if (st == STATUS_OK)
        st = what == RECOGNISED_DOCSET ? add_docset(w, path, o, err)
                                       : add_source(w, &source, o, err);
    return st;
}

/* --- refreshing --- */

/* The docset that a source belongs to, made ready in *set when its root is another one than before;
 * NULL for a source that belongs to none. */
static struct docset *docset_of(const struct index_source *source, const struct index_sources *all,
                                struct docset *set)
{
    struct docset_sources list = { 0 };
    struct error ignored;
    char *root = xstrdup(source->root);
    char *slash = strrchr(root, '/');
    bool found;

    if (source->format == SOURCE_HTML && slash != NULL)
        *slash = '\0';
    if (set->root != NULL && strcmp(set->root, root) == 0) {
        free(root);
        return set;
    }
    found = source->format != SOURCE_MARKDOWN && docset_is_root(root);
    if (found) {
        docset_release(set);
        docset_init(set, root);
        (void)docset_list(set, &list, &ignored);
        docset_read_release(set, &list);
        docset_sources_release(&list);
        set->has_std = false;
        for (size_t i = 0; i < all->count; i++)
            set->has_std |= strcmp(all->items[i].name, "std") == 0 &&
                            strncmp(all->items[i].root, root, strlen(root)) == 0;
    }
    free(root);
    return found ? set : NULL;
}

static int compare_sources(const void *a, const void *b)
{
    return docset_compare(((const struct index_source *)a)->name,
                          ((const struct index_source *)b)->name);
}

/* One whose folder is gone keeps what it has. */
static enum status refresh_source(struct writer *w, const struct index_source *known,
                                  struct docset *set, const struct options *o, struct error *err)
{
    struct indexer_source source = { .path = known->root,
                                     .name = known->name,
                                     .title = known->title,
                                     .format = known->format,
                                     .release = set != NULL ? set->release : known->release,
                                     .docset = set };
    enum status st = add_source(w, &source, o, err);

    if (st != STATUS_NOT_FOUND)
        return st;
    command_say("%s: %s is gone: kept as it was; `rustpro sources remove %s` takes it out",
                source.name, source.path, source.name);
    return STATUS_OK;
}

/* Without paths: all sources that are there already, but for the guide. */
static enum status refresh(struct writer *w, const struct options *o, bool *has_guide,
                           struct error *err)
{
    struct index_sources list = { 0 };
    struct docset set = { 0 };
    enum status st = writer_list_sources(w, &list, err);

    if (st == STATUS_OK && list.count == 0 && !o->guide)
        st = error_set(err, STATUS_BAD_INPUT,
                       "nothing is indexed yet: begin with `rustpro index --rustup` or "
                       "`rustpro index PATH`");
    if (list.count > 0)
        qsort(list.items, list.count, sizeof(*list.items), compare_sources);
    for (size_t i = 0; i < list.count && st == STATUS_OK; i++) {
        const struct index_source *source = &list.items[i];

        if (strcmp(source->name, "guide") == 0)
            *has_guide = true;
        else
            st = refresh_source(w, source, docset_of(source, &list, &set), o, err);
    }
    docset_release(&set);
    index_sources_release(&list);
    return st;
}

static enum status build(struct writer *w, const struct options *o, bool is_own, struct error *err)
{
    bool is_refresh = o->arg_count == 0 && !o->rebuild && !o->rustup && o->cargo_doc == NULL;
    enum status st = STATUS_OK;
    bool has_guide = false;

    if (o->arg_count > 1 && o->name != NULL)
        return error_set(err, STATUS_BAD_INPUT,
                         "--name %s: names one source, but there are %zu paths", o->name,
                         o->arg_count);
    if (o->given[OPT_TOOLCHAIN] != NULL && !o->rustup)
        return error_set(err, STATUS_BAD_INPUT, "--toolchain %s: goes with --rustup", o->toolchain);
    if (is_refresh)
        st = refresh(w, o, &has_guide, err);
    if (st == STATUS_OK && o->rustup)
        st = add_rustup(w, o, err);
    if (st == STATUS_OK && o->cargo_doc != NULL)
        st = add_cargo_doc(w, o, err);
    for (size_t i = 0; i < o->arg_count && st == STATUS_OK; i++)
        st = add_path(w, o->args[i], o, err);
    /* The reader's own index always has the guide; one that was named has what it is told to. */
    if (st == STATUS_OK && (o->guide || is_own || has_guide))
        st = add_guide(w, o, o->guide, err);
    return st;
}

int cmd_index(const struct options *o)
{
    const char *named = command_named_index(o);
    bool is_own = named == NULL;
    char *path = is_own ? command_own_index(o) : xstrdup(named);
    struct writer *w = NULL;
    struct error err;
    bool changed = false;
    enum status st;

    if (path == NULL) {
        command_say("no home folder is known: name the index with --index FILE");
        return EXIT_ERROR;
    }
    command_catch_signals();
    /* Documents come and go by the thousand: keep the memory instead of giving it back each time.
     */
    (void)mallopt(M_TRIM_THRESHOLD, 16 << 20);
    (void)mallopt(M_TOP_PAD, 1 << 20);
    st = writer_open(path, o->rebuild, &w, &err);
    if (st == STATUS_OK)
        st = build(w, o, is_own, &err);
    if (st == STATUS_OK)
        st = writer_commit(w, &changed, &err);
    writer_close(w);
    if (st == STATUS_OK)
        printf("%s: %s\n", path, changed ? "written" : "nothing had changed");
    free(path);
    if (st == STATUS_OK)
        return EXIT_FOUND;
    (void)command_fail(st, &err);
    return EXIT_ERROR;
}

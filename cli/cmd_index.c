/* rustpro index: Markdown trees into the index. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/paths.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/indexer.h"

enum { MISSING_SHOWN = 5 }; /* includes that lead nowhere are named up to here, for each source */

struct telling {
    bool verbose;
    size_t missing;
};

static void on_skipped(void *ctx, const char *source, const char *path, const char *why)
{
    (void)ctx;
    command_say("%s: %s: skipped: %s", source, path, why);
}

static void on_missing(void *ctx, const char *source, const char *path, size_t line,
                       const char *target, const char *why)
{
    struct telling *t = ctx;

    if (t->missing++ < MISSING_SHOWN || t->verbose)
        command_say("%s: %s:%zu: include of %s left out: %s", source, path, line, target, why);
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
    struct indexer_events events = { on_skipped, on_missing, command_should_stop, &telling };
    struct indexer_report report;
    enum status st = indexer_add(w, source, &events, &report, err);

    if (st == STATUS_OK)
        print_report(&report, telling.missing);
    return st;
}

static enum status add_guide(struct writer *w, const struct options *o, bool required,
                             struct error *err)
{
    char *path = paths_guide();
    struct indexer_source guide = { path, "guide", "Guide", true };
    enum status st = STATUS_OK;

    if (path != NULL)
        st = add_source(w, &guide, o, err);
    else if (required)
        st = error_set(err, STATUS_NOT_FOUND,
                       "the guide is not installed beside this program: run setup.sh again");
    free(path);
    return st;
}

/* Without paths: all sources that are there already, but for the guide. One whose folder is gone
 * keeps what it has. */
static enum status refresh(struct writer *w, const struct options *o, bool *has_guide,
                           struct error *err)
{
    struct index_sources list = { 0 };
    enum status st = writer_list_sources(w, &list, err);

    if (st == STATUS_OK && list.count == 0 && !o->guide)
        st = error_set(err, STATUS_BAD_INPUT,
                       "nothing is indexed yet: name a folder, `rustpro index PATH`");
    for (size_t i = 0; i < list.count && st == STATUS_OK; i++) {
        struct indexer_source source = { list.items[i].root, list.items[i].name,
                                         list.items[i].title, false };

        if (strcmp(source.name, "guide") == 0) {
            *has_guide = true;
            continue;
        }
        st = add_source(w, &source, o, err);
        if (st == STATUS_NOT_FOUND) {
            command_say("%s: %s is gone: kept as it was; `rustpro sources remove %s` takes it out",
                        source.name, source.path, source.name);
            st = STATUS_OK;
        }
    }
    index_sources_release(&list);
    return st;
}

static enum status build(struct writer *w, const struct options *o, bool is_own, struct error *err)
{
    enum status st = STATUS_OK;
    bool has_guide = false;

    if (o->arg_count > 1 && o->name != NULL)
        return error_set(err, STATUS_BAD_INPUT,
                         "--name %s: names one source, but there are %zu paths", o->name,
                         o->arg_count);
    if (o->arg_count == 0 && !o->rebuild)
        st = refresh(w, o, &has_guide, err);
    for (size_t i = 0; i < o->arg_count && st == STATUS_OK; i++) {
        struct indexer_source source = { o->args[i], o->name, NULL, false };

        st = add_source(w, &source, o, err);
    }
    /* The reader's own index always has the guide; one that was named has what it is told to. */
    if (st == STATUS_OK && (o->guide || is_own || has_guide))
        st = add_guide(w, o, o->guide, err);
    return st;
}

int cmd_index(const struct options *o)
{
    const char *named = o->index != NULL ? o->index : getenv("RUSTPRO_INDEX");
    bool is_own = named == NULL || named[0] == '\0';
    char *path = is_own ? paths_user_index() : xstrdup(named);
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

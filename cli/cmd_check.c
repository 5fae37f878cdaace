/* rustpro check: does every snippet do what it says on this toolchain? */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/check_format.h"
#include "cli/check_list.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/render_check.h"
#include "cli/runner_tools.h"
#include "core/xalloc.h"
#include "indexer/html_page.h"
#include "indexer/indexer.h"
#include "runner/files.h"

/* --- what is to be checked --- */

static int forced_edition(const struct options *o)
{
    return o->filters.edition != NULL ? (int)strtol(o->filters.edition, NULL, 10) : 0;
}

static void on_skipped(void *ctx, const char *source, const char *path, const char *why)
{
    (void)ctx;
    command_say("%s: %s: skipped: %s", source, path, why);
}

/* Files are read as the indexer reads them, into an index that is thrown away. */
static enum status list_path(struct check_list *list, const char *path, size_t number,
                             const char *scratch, int edition, struct error *err)
{
    struct indexer_events events = { .on_skipped = on_skipped, .should_stop = command_should_stop };
    struct indexer_report report;
    struct writer *w = NULL;
    struct index *ix = NULL;
    struct buf file = BUF_INIT;
    struct indexer_source source = { .path = path };
    bool changed;
    enum status st;

    buf_addf(&file, "%s/%zu.db", scratch, number);
    if (html_page_is_name(path))
        source.format = SOURCE_HTML;
    st = writer_open(file.ptr, false, &w, err);
    if (st == STATUS_OK)
        st = indexer_add(w, &source, &events, &report, err);
    if (st == STATUS_OK)
        st = writer_commit(w, &changed, err);
    writer_close(w);
    if (st == STATUS_OK)
        st = index_open(file.ptr, &ix, err);
    if (st == STATUS_OK) {
        size_t first = list->count;

        st = check_list_add_source(list, ix, report.name, edition, err);
        for (size_t i = first; i < list->count; i++) {
            free(list->places[i].source);
            list->places[i].source = xstrdup(path);
        }
    }
    index_close(ix);
    buf_release(&file);
    return st;
}

static bool has_source(const struct index_sources *sources, const char *name)
{
    for (size_t i = 0; i < sources->count; i++)
        if (strcmp(sources->items[i].name, name) == 0)
            return true;
    return false;
}

/* What arguments name: sources of the index, or else paths. *from_index: some were sources. */
static enum status list_named(struct check_list *list, const struct options *o, struct index *ix,
                              const struct index_sources *sources, bool *from_index,
                              struct error *err)
{
    char *scratch = NULL;
    enum status st = files_make_scratch(&scratch, err);

    for (size_t i = 0; i < o->arg_count && st == STATUS_OK; i++) {
        const char *arg = o->args[i];
        struct stat info;

        if (has_source(sources, arg)) {
            *from_index = true;
            st = check_list_add_source(list, ix, arg, forced_edition(o), err);
        } else if (stat(arg, &info) == 0) {
            st = list_path(list, arg, i, scratch, forced_edition(o), err);
        } else {
            st = error_set(err, STATUS_NOT_FOUND,
                           "%s: neither a source nor a file: `rustpro sources` lists the sources",
                           arg);
        }
    }
    if (scratch != NULL)
        files_remove_tree(scratch);
    free(scratch);
    return st;
}

static enum status make_list(struct check_list *list, const struct options *o, struct index *ix,
                             bool *from_index, struct error *err)
{
    struct index_sources sources = { 0 };
    enum status st = ix != NULL ? index_list_sources(ix, &sources, err) : STATUS_OK;

    if (st == STATUS_OK && o->arg_count > 0)
        st = list_named(list, o, ix, &sources, from_index, err);
    for (size_t i = 0; i < sources.count && o->arg_count == 0 && st == STATUS_OK; i++) {
        *from_index = true;
        st = check_list_add_source(list, ix, sources.items[i].name, forced_edition(o), err);
    }
    index_sources_release(&sources);
    return st;
}

/* --- progress --- */

struct progress {
    bool is_terminal;
    size_t shown_len;
};

static void on_progress(void *ctx, size_t done, size_t total, const char *doing)
{
    struct progress *p = ctx;
    char line[80];
    int len;

    if (!p->is_terminal)
        return;
    len = snprintf(line, sizeof(line), "%zu of %zu snippets checked%s%s", done, total,
                   doing != NULL ? ", " : "", doing != NULL ? doing : "");
    (void)fprintf(stderr, "\r%-*s", (int)p->shown_len, line);
    p->shown_len = len > 0 ? (size_t)len : 0;
    (void)fflush(stderr);
}

static void clear_progress(const struct progress *p)
{
    if (p->shown_len > 0)
        (void)fprintf(stderr, "\r%*s\r", (int)p->shown_len, "");
}

/* --- keeping the results --- */

/* A reader without an index of their own asks the guide's, which may not be theirs to write: the
 * results make them one. */
static enum status add_guide(struct writer *w, struct error *err)
{
    struct indexer_events events = { .on_skipped = on_skipped, .should_stop = command_should_stop };
    struct indexer_report report;
    char *path = paths_guide();
    struct indexer_source guide = {
        .path = path, .name = "guide", .title = "Guide", .may_move = true
    };
    enum status st = STATUS_OK;

    if (path != NULL)
        st = indexer_add(w, &guide, &events, &report, err);
    free(path);
    return st;
}

static enum status keep_results(const char *path, const struct check_list *list,
                                const struct toolchain *toolchain, struct error *err)
{
    struct writer *w = NULL;
    struct stat info;
    bool is_new = stat(path, &info) != 0;
    bool changed;
    enum status st = writer_open(path, false, &w, err);

    if (st == STATUS_OK && is_new)
        st = add_guide(w, err);
    for (size_t i = 0; i < list->count && st == STATUS_OK; i++) {
        const struct check_snippet *s = &list->snippets[i];
        unsigned char key[SNIPPET_KEY_BYTES];

        if (s->outcome == CHECK_PENDING)
            continue;
        snippet_claim_key(key, &s->claim);
        st = writer_put_verification(w, key, (int)s->outcome, toolchain->version,
                                     s->detail != NULL ? s->detail : "", err);
    }
    if (st == STATUS_OK)
        st = writer_commit(w, &changed, err);
    writer_close(w);
    return st;
}

/* --- the command --- */

static double seconds_since(const struct timespec *start)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static int print_results(const struct options *o, const struct check_list *list,
                         const struct runner_tools *tools, double seconds)
{
    struct render_style style = command_style(o);
    struct check_counts n = check_count(list, NULL);
    struct buf out = BUF_INIT;

    if (o->format == FORMAT_JSON)
        render_check_json(&out, list, tools, seconds);
    else
        render_check_text(&out, list, tools, seconds, &style);
    (void)fwrite(out.ptr, 1, out.len, stdout);
    buf_release(&out);
    return n.failed > 0 || n.pending > 0 ? EXIT_NOTHING : EXIT_FOUND;
}

/* index_path: where to keep the results; NULL: nowhere. */
static int check(const struct options *o, struct check_list *list, const char *index_path)
{
    struct progress progress = { .is_terminal = isatty(STDERR_FILENO) != 0 };
    struct runner_tools tools;
    struct check_request request = { .toolchain = &tools.toolchain,
                                     .sandbox = &tools.sandbox,
                                     .registries = &tools.registries,
                                     .forget = o->again,
                                     .on_progress = on_progress,
                                     .should_stop = command_should_stop,
                                     .ctx = &progress };
    struct timespec start;
    struct error err;
    int code = runner_tools_open(o, &tools);
    enum status st;

    if (code != EXIT_FOUND) {
        runner_tools_close(&tools);
        return code;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    request.cache = tools.cache;
    st = check_snippets(&request, list->snippets, list->count, &err);
    clear_progress(&progress);
    if (st == STATUS_OK || st == STATUS_INTERRUPTED)
        code = print_results(o, list, &tools, seconds_since(&start));
    else
        code = command_fail(st, &err);
    if (st == STATUS_OK && index_path != NULL) {
        st = keep_results(index_path, list, &tools.toolchain, &err);
        if (st != STATUS_OK)
            command_say("the results are not kept: %s", err.msg);
    }
    runner_tools_close(&tools);
    return code;
}

/* The index that keeps results: the one that is named, or the reader's own. new; NULL: none. */
static char *results_index(const struct options *o)
{
    const char *named = command_named_index(o);

    return named != NULL ? xstrdup(named) : command_own_index(o);
}

static bool all_are_paths(const struct options *o)
{
    struct stat info;

    for (size_t i = 0; i < o->arg_count; i++)
        if (stat(o->args[i], &info) != 0)
            return false;
    return o->arg_count > 0;
}

int cmd_check(const struct options *o)
{
    struct check_list list = { 0 };
    struct index *ix = NULL;
    struct error err;
    char *path = NULL;
    bool from_index = false;
    int code;
    enum status st;

    if (o->format_only)
        return check_format_of_files(o);
    command_catch_signals();
    if (all_are_paths(o))
        (void)command_try_index(o, &ix); /* one may be called like a source */
    else if ((code = command_open_index(o, &ix)) != EXIT_FOUND)
        return code;
    st = make_list(&list, o, ix, &from_index, &err);
    index_close(ix);
    if (st != STATUS_OK) {
        (void)command_fail(st, &err);
        code = EXIT_ERROR;
    } else {
        path = from_index ? results_index(o) : NULL;
        code = check(o, &list, path);
    }
    free(path);
    check_list_release(&list);
    return code;
}

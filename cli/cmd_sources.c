/* rustpro sources: what is indexed. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/paths.h"
#include "core/xalloc.h"
#include "indexer/writer.h"

static void print_json(const struct index_sources *list)
{
    json_t *array = json_array();
    char *text;

    for (size_t i = 0; i < list->count; i++) {
        const struct index_source *s = &list->items[i];

        json_array_append_new(
            array,
            json_pack("{s:s, s:s, s:s, s:s, s:s?, s:s, s:I, s:I, s:I, s:I}", "name", s->name,
                      "title", s->title, "root", s->root, "format", source_format_name(s->format),
                      "release", s->release, "indexed_at", s->indexed_at, "files",
                      (json_int_t)s->files, "entries", (json_int_t)s->entries, "snippets",
                      (json_int_t)s->snippets, "bytes", (json_int_t)s->bytes));
    }
    text = json_dumps(array, JSON_COMPACT);
    (void)puts(text != NULL ? text : "[]");
    free(text);
    json_decref(array);
}

static void print_table(const struct index_sources *list)
{
    printf("%-22s %7s %8s %9s %9s  %-8s  %-16s  %s\n", "source", "files", "entries", "snippets",
           "KiB", "Rust", "indexed (UTC)", "root");
    for (size_t i = 0; i < list->count; i++) {
        const struct index_source *s = &list->items[i];

        printf("%-22s %7lld %8lld %9lld %9lld  %-8.8s  %.16s  %s\n", s->name, (long long)s->files,
               (long long)s->entries, (long long)s->snippets, (long long)(s->bytes / 1024),
               s->release != NULL ? s->release : "", s->indexed_at, s->root);
    }
}

int cmd_list_sources(struct index *ix, const struct options *o)
{
    struct index_sources list = { 0 };
    struct error err;
    enum status st = index_list_sources(ix, &list, &err);

    if (st == STATUS_OK && o->format == FORMAT_JSON)
        print_json(&list);
    else if (st == STATUS_OK)
        print_table(&list);
    index_sources_release(&list);
    return st == STATUS_OK ? EXIT_FOUND : command_fail(st, &err);
}

static int list_sources(const struct options *o)
{
    struct index *ix = NULL;
    int code = command_open_index(o, &ix);

    if (code == EXIT_FOUND)
        code = cmd_list_sources(ix, o);
    index_close(ix);
    return code;
}

static int remove_source(const struct options *o, const char *name)
{
    const char *named = command_named_index(o);
    char *path = named != NULL ? xstrdup(named) : command_own_index(o);
    struct writer *w = NULL;
    struct error err;
    bool changed;
    enum status st;

    if (path == NULL)
        st = error_set(&err, STATUS_IO,
                       "no home folder is known: name the index with --index FILE");
    else
        st = index_check_header(path, &err);
    if (st == STATUS_OK)
        st = writer_open(path, false, &w, &err);
    if (st == STATUS_OK)
        st = writer_remove_source(w, name, &err);
    if (st == STATUS_OK)
        st = writer_commit(w, &changed, &err);
    writer_close(w);
    if (w == NULL && st == STATUS_NOT_FOUND) { /* there is no index at all */
        command_say("%s", err.msg);
        free(path);
        return EXIT_NO_INDEX;
    }
    if (st == STATUS_OK)
        printf("%s: removed from %s\n", name, path);
    free(path);
    return st == STATUS_OK ? EXIT_FOUND : command_fail(st, &err);
}

int cmd_sources(const struct options *o)
{
    if (o->arg_count == 0)
        return list_sources(o);
    if (o->arg_count == 2 && strcmp(o->args[0], "remove") == 0)
        return remove_source(o, o->args[1]);
    command_say("sources: takes nothing, or `remove NAME`");
    return EXIT_ERROR;
}

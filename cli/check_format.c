/* rustpro check --format-only: mistakes in the format of guide files. */
#include "cli/check_format.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "core/xalloc.h"
#include "indexer/format_check.h"
#include "indexer/walk.h"
#include "runner/files.h"

struct format_totals {
    const char *path; /* of the file that is looked at */
    size_t files, patterns, snippets, faults;
};

static void on_fault(void *ctx, size_t line, const char *message)
{
    struct format_totals *t = ctx;

    t->faults++;
    printf("%s:%zu: %s\n", t->path, line, message);
}

static void on_skipped(void *ctx, const char *path, const char *why)
{
    (void)ctx;
    command_say("%s: skipped: %s", path, why);
}

static enum status check_file(struct format_totals *t, const char *path, struct error *err)
{
    struct buf bytes = BUF_INIT;
    size_t patterns = 0;
    size_t snippets = 0;
    enum status st = files_read(path, WALK_FILE_BYTES_MAX, &bytes, err);

    t->path = path;
    if (st == STATUS_OK)
        st = format_check(buf_str(&bytes), on_fault, t, &patterns, &snippets, err);
    else if (st == STATUS_TOO_BIG) /* files_read() names the path, which stands before each fault */
        (void)error_set(err, st, "larger than %d MiB", WALK_FILE_BYTES_MAX >> 20);
    if (st == STATUS_BAD_INPUT || st == STATUS_TOO_BIG) {
        /* no text, or too much: a fault of this file, others are looked at */
        printf("%s:1: %s\n", path, err->msg);
        t->faults++;
        st = STATUS_OK;
    }
    t->files++;
    t->patterns += patterns;
    t->snippets += snippets;
    buf_release(&bytes);
    return st;
}

static enum status check_path(struct format_totals *t, const char *path, struct error *err)
{
    struct walk_result files = { 0 };
    char *root = realpath(path, NULL);
    struct stat info;
    enum status st;

    if (root == NULL || stat(root, &info) != 0) {
        free(root);
        return error_set(err, STATUS_NOT_FOUND, "%s: no such file or folder", path);
    }
    if (!S_ISDIR(info.st_mode)) {
        free(root);
        return check_file(t, path, err);
    }
    st = walk_tree(root, WALK_MARKDOWN, on_skipped, NULL, &files, err);
    for (size_t i = 0; i < files.count && st == STATUS_OK; i++) {
        struct buf file = BUF_INIT;

        buf_addf(&file, "%s/%s", path, files.files[i].path);
        st = check_file(t, file.ptr, err);
        buf_release(&file);
    }
    walk_release(&files);
    free(root);
    return st;
}

int check_format_of_files(const struct options *o)
{
    struct format_totals t = { 0 };
    struct error err;
    enum status st = STATUS_OK;

    if (o->arg_count == 0) {
        command_say("check --format-only: name the files or folders to look at");
        return EXIT_ERROR;
    }
    for (size_t i = 0; i < o->arg_count && st == STATUS_OK; i++)
        st = check_path(&t, o->args[i], &err);
    if (st != STATUS_OK) {
        (void)command_fail(st, &err);
        return EXIT_ERROR;
    }
    printf("%zu mistakes; %zu patterns and %zu snippets in %zu files\n", t.faults, t.patterns,
           t.snippets, t.files);
    return t.faults > 0 ? EXIT_NOTHING : EXIT_FOUND;
}

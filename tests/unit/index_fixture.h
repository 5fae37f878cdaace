/* What tests of an index share: a folder of documents and the index made of it. */
#ifndef RUSTPRO_TESTS_INDEX_FIXTURE_H
#define RUSTPRO_TESTS_INDEX_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/indexer.h"

enum { DIR_LENGTH = 64 };

/* A folder of the test's own: documents in "docs", the index beside it. */
struct fixture {
    char dir[DIR_LENGTH];
    struct buf docs;
    struct buf path;
};

static inline int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    assert_non_null(f);
    (void)snprintf(f->dir, sizeof(f->dir), "/tmp/rustpro-test.XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    buf_init(&f->docs);
    buf_init(&f->path);
    buf_addf(&f->docs, "%s/docs", f->dir);
    buf_addf(&f->path, "%s/index.db", f->dir);
    assert_int_equal(mkdir(f->docs.ptr, 0700), 0);
    *state = f;
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *f = *state;
    struct buf command = BUF_INIT;

    buf_addf(&command, "rm -rf '%s'", f->dir);
    assert_int_equal(system(command.ptr), 0);
    buf_release(&command);
    buf_release(&f->docs);
    buf_release(&f->path);
    free(f);
    return 0;
}

static inline void write_file(const struct fixture *f, const char *name, const char *text)
{
    struct buf path = BUF_INIT;
    FILE *file;

    buf_addf(&path, "%s/%s", f->docs.ptr, name);
    file = fopen(path.ptr, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    buf_release(&path);
}

/* Adds or refreshes the documents; true when that changed the index. */
static inline bool build(const struct fixture *f)
{
    static const struct indexer_events events = { .ctx = NULL };
    const struct indexer_source source = { .path = f->docs.ptr, .name = "docs" };
    struct indexer_report report;
    struct writer *w = NULL;
    struct error err = { .msg = "" };
    bool changed = false;

    assert_int_equal(writer_open(f->path.ptr, false, &w, &err), STATUS_OK);
    assert_int_equal(indexer_add(w, &source, &events, &report, &err), STATUS_OK);
    assert_int_equal(writer_commit(w, &changed, &err), STATUS_OK);
    writer_close(w);
    return changed;
}

/* Indexes text as the one document "a.md", and opens the index. */
static inline struct index *open_built(struct fixture *f, const char *text)
{
    struct index *ix = NULL;
    struct error err = { .msg = "" };

    write_file(f, "a.md", text);
    (void)build(f);
    if (index_open(f->path.ptr, &ix, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    return ix;
}

#endif

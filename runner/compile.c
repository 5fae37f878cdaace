/* Compiling: one call of rustc in the sandbox, and what it says. */
#include "runner/compile.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/text.h"
#include "core/xalloc.h"

enum { ARGUMENTS_MAX = 256, ERRORS_MAX = 1000 };

const struct process_limits compile_limits = {
    .wall_ms = 120000, .cpu_seconds = 120, .address_bytes = UINT64_C(8) << 30,
    .file_bytes = UINT64_C(1) << 30, .output_bytes = 32 << 20,
};

const struct process_limits run_limits = {
    .wall_ms = 10000, .cpu_seconds = 20, .address_bytes = UINT64_C(4) << 30,
    .memory_bytes = UINT64_C(1) << 30, .file_bytes = UINT64_C(64) << 20,
    .tasks = 256, .output_bytes = 1 << 20,
};

/* --- reading what rustc says --- */

static void add_error(struct compile_result *out, const json_t *message)
{
    const json_t *spans = json_object_get(message, "spans");
    const char *code = json_string_value(json_object_get(json_object_get(message, "code"), "code"));
    const char *text = json_string_value(json_object_get(message, "message"));
    struct compile_error *e;

    if (out->count == ERRORS_MAX || text == NULL || str_starts(str_of(text), "aborting due to"))
        return;
    out->errors = xgrow(out->errors, out->count, &out->cap, sizeof(*out->errors));
    e = &out->errors[out->count++];
    *e = (struct compile_error){ .message = xstrdup(text), .file = NULL };
    if (code != NULL)
        (void)snprintf(e->code, sizeof(e->code), "%s", code);
    for (size_t i = 0; i < json_array_size(spans) && e->file == NULL; i++) {
        const json_t *span = json_array_get(spans, i);
        const char *file = json_string_value(json_object_get(span, "file_name"));

        if (!json_is_true(json_object_get(span, "is_primary")) || file == NULL)
            continue;
        e->file = xstrdup(strrchr(file, '/') != NULL ? strrchr(file, '/') + 1 : file);
        e->line = (size_t)json_integer_value(json_object_get(span, "line_start"));
    }
    if (e->file == NULL)
        e->file = xstrdup("");
}

static void read_messages(struct str text, bool rendered, struct compile_result *out)
{
    struct str line;

    while (str_next_line(&text, &line)) {
        json_t *message = line.len > 0 && line.ptr[0] == '{'
                              ? json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, NULL)
                              : NULL;
        const char *level = json_string_value(json_object_get(message, "level"));

        if (message == NULL) { /* a linker's or a panicking compiler's words */
            buf_addstr(&out->rendered, line);
            buf_addc(&out->rendered, '\n');
        } else if (level != NULL) {
            const char *human = json_string_value(json_object_get(message, "rendered"));

            if (str_starts(str_of(level), "error"))
                add_error(out, message);
            if (rendered && human != NULL)
                buf_adds(&out->rendered, human);
        }
        json_decref(message);
    }
}

/* --- calling it --- */

struct command_line {
    const char *items[ARGUMENTS_MAX];
    size_t count;
    char *owned[ARGUMENTS_MAX];
    size_t owned_count;
};

static void add(struct command_line *c, const char *arg)
{
    if (c->count < ARGUMENTS_MAX - 1)
        c->items[c->count++] = arg;
}

/* Adds "a" and "b" in one argument. */
static void add_joined(struct command_line *c, const char *a, const char *b)
{
    struct buf text = BUF_INIT;

    buf_adds(&text, a);
    buf_adds(&text, b);
    c->owned[c->owned_count] = buf_detach(&text);
    add(c, c->owned[c->owned_count++]);
}

static const char *edition_name(int edition)
{
    switch (edition) {
    case 2015:
        return "2015";
    case 2018:
        return "2018";
    case 2021:
        return "2021";
    default:
        return "2024";
    }
}

static void add_externs(struct command_line *c, const struct compile_setup *setup,
                        const struct compile_job *job)
{
    if (setup->deps == NULL || job->uses == NULL || job->uses->count == 0)
        return;
    add(c, "-L");
    add_joined(c, "dependency=", setup->deps->folder);
    for (size_t i = 0; i < job->uses->count; i++) {
        const char *path = deps_find(setup->deps, job->uses->items[i].name);
        struct buf name = BUF_INIT;

        if (path == NULL || c->count > ARGUMENTS_MAX - 8)
            continue;
        for (const char *p = job->uses->items[i].name; *p != '\0'; p++)
            buf_addc(&name, *p == '-' ? '_' : *p);
        buf_addc(&name, '=');
        add(c, "--extern");
        add_joined(c, name.ptr, path);
        buf_release(&name);
    }
}

static void make_command(struct command_line *c, const struct compile_setup *setup,
                         const struct compile_job *job)
{
    *c = (struct command_line){ .count = 0 };
    add(c, setup->toolchain->rustc);
    add(c, "--edition");
    add(c, edition_name(job->edition));
    add(c, "--error-format=json");
    add(c, "--crate-type=bin");
    add(c, "-Cdebuginfo=0");
    if (job->is_test_harness)
        add(c, "--test");
    if (job->output == NULL) {
        add(c, "--emit=metadata=snippet.rmeta");
    } else {
        add(c, "-o");
        add(c, job->output);
    }
    add_externs(c, setup, job);
    add(c, job->source);
    c->items[c->count] = NULL;
}

enum status compile_run(const struct compile_setup *setup, const struct compile_job *job,
                        struct compile_result *out, struct error *err)
{
    struct command_line command;
    struct buf path = BUF_INIT;
    struct buf tmp = BUF_INIT;
    struct buf manifest = BUF_INIT;
    /* Those that cargo sets too: macros of crates read them. */
    const char *env[] = { NULL,
                          NULL,
                          NULL,
                          "CARGO_PKG_NAME=snippet",
                          "CARGO_PKG_VERSION=0.0.0",
                          "CARGO_CRATE_NAME=snippet",
                          "HOME=/tmp",
                          "LC_ALL=C.UTF-8",
                          NULL };
    const char *readable[] = { setup->toolchain->sysroot,
                               setup->deps != NULL ? setup->deps->folder : NULL, NULL };
    const char *writable[] = { job->folder, NULL };
    struct sandbox_view view = { .readable = readable, .writable = writable };
    struct process_spec spec = { .env = env,
                                 .cwd = job->folder,
                                 .limits = compile_limits,
                                 .should_stop = setup->should_stop,
                                 .stop_ctx = setup->stop_ctx };
    struct process_result result;
    enum status st;

    *out = (struct compile_result){ .rendered = BUF_INIT };
    make_command(&command, setup, job);
    buf_addf(&path, "PATH=%s/bin:/usr/local/bin:/usr/bin:/bin", setup->toolchain->sysroot);
    buf_addf(&tmp, "TMPDIR=%s", job->folder);
    env[0] = path.ptr;
    env[1] = tmp.ptr;
    buf_addf(&manifest, "CARGO_MANIFEST_DIR=%s", job->folder);
    env[2] = manifest.ptr;
    spec.argv = command.items;
    st = sandbox_run(setup->sandbox, &view, &spec, &result, err);
    if (st == STATUS_OK) {
        read_messages(buf_str(&result.err), job->rendered, out);
        out->end = result.end;
        out->is_compiled = result.end == PROCESS_EXITED && result.exit_code == 0;
        if (result.end == PROCESS_STOPPED)
            st = error_set(err, STATUS_INTERRUPTED, "stopped");
        process_result_release(&result);
    }
    for (size_t i = 0; i < command.owned_count; i++)
        free(command.owned[i]);
    buf_release(&path);
    buf_release(&tmp);
    buf_release(&manifest);
    return st;
}

void compile_result_release(struct compile_result *r)
{
    for (size_t i = 0; i < r->count; i++) {
        free(r->errors[i].message);
        free(r->errors[i].file);
    }
    free(r->errors);
    buf_release(&r->rendered);
    *r = (struct compile_result){ .rendered = BUF_INIT };
}

/* --- running what was compiled --- */

enum status compile_run_program(const struct compile_setup *setup, const struct run_job *job,
                                struct process_result *out, struct error *err)
{
    struct buf program = BUF_INIT;
    struct buf tmp = BUF_INIT;
    const char *argv[2] = { NULL, NULL };
    const char *env[6] = { NULL, "HOME=/tmp", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8",
                           job->variable, NULL };
    const char *readable[2] = { job->folder, NULL };
    struct sandbox_view view = { .readable = readable };
    struct process_spec spec = { .argv = argv,
                                 .env = env,
                                 .limits = run_limits,
                                 .keeps_stdin = job->keeps_stdin,
                                 .on_output = job->on_output,
                                 .output_ctx = job->output_ctx,
                                 .should_stop = setup->should_stop,
                                 .stop_ctx = setup->stop_ctx };
    enum status st;

    buf_addf(&program, "%s/%s", job->folder, job->program);
    buf_addf(&tmp, "TMPDIR=%s/tmp", job->folder);
    view.temporary = tmp.ptr + strlen("TMPDIR=");
    (void)mkdir(view.temporary, 0700);
    argv[0] = program.ptr;
    env[0] = tmp.ptr;
    spec.cwd = view.temporary;
    st = sandbox_run(setup->sandbox, &view, &spec, out, err);
    buf_release(&program);
    buf_release(&tmp);
    return st;
}

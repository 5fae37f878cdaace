/* Running one snippet for a person. */
#include "runner/run.h"

#include <stdlib.h>
#include <time.h>

#include "core/xalloc.h"
#include "runner/check_internal.h"
#include "runner/files.h"

struct single_run {
    const struct run_request *request;
    struct compile_setup setup;
    struct check_member member;
    struct deps deps;
    char *folder;
    struct buf errors; /* what the program wrote to standard error, its end */
    struct run_report *report;
};

enum { ERRORS_KEPT = 8192 };

static void tell(const struct single_run *r, enum run_step step, const char *detail)
{
    if (r->request->on_step != NULL)
        r->request->on_step(r->request->ctx, step, detail);
}

static uint32_t milliseconds_since(const struct timespec *start)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)((now.tv_sec - start->tv_sec) * 1000 +
                      (now.tv_nsec - start->tv_nsec) / 1000000);
}

static enum status build_crates(struct single_run *r, struct error *err)
{
    const struct run_request *q = r->request;
    struct deps_request request = { .toolchain = q->toolchain,
                                    .sandbox = q->sandbox,
                                    .registry =
                                        registries_choose(q->registries, &r->member.uses),
                                    .uses = &r->member.uses,
                                    .cache = q->cache,
                                    .should_stop = q->should_stop,
                                    .stop_ctx = q->ctx };
    struct buf names = BUF_INIT;
    enum status st;

    for (size_t i = 0; i < r->member.uses.count; i++)
        buf_addf(&names, "%s%s", i > 0 ? ", " : "", r->member.uses.items[i].name);
    tell(r, RUN_BUILDS_CRATES, names.ptr);
    buf_release(&names);
    st = deps_build(&request, &r->deps, err);
    if (st == STATUS_OK)
        r->setup.deps = &r->deps;
    return st;
}

static enum status write_source(struct single_run *r, struct error *err)
{
    struct buf source = BUF_INIT;
    struct buf path = BUF_INIT;
    enum status st;

    (void)program_add_crate(&source, &r->member.program,
                            r->member.snippet->claim.is_test_harness);
    buf_addf(&path, "%s/snippet.rs", r->folder);
    st = files_write(path.ptr, buf_str(&source), err);
    buf_release(&source);
    buf_release(&path);
    return st;
}

static void pass_output(void *ctx, bool is_error, struct str data)
{
    struct single_run *r = ctx;

    if (is_error && r->errors.len < ERRORS_KEPT)
        buf_add(&r->errors, data.ptr,
                data.len < ERRORS_KEPT - r->errors.len ? data.len : ERRORS_KEPT - r->errors.len);
    if (r->request->on_output != NULL)
        r->request->on_output(r->request->ctx, is_error, data);
}

static enum status run_program(struct single_run *r, struct error *err)
{
    struct check_snippet *s = r->member.snippet;
    struct run_job job = { .folder = r->folder,
                           .program = "program",
                           .keeps_stdin = true,
                           .on_output = pass_output,
                           .output_ctx = r };
    struct process_result result;
    enum status st;

    tell(r, RUN_STARTS, "");
    st = compile_run_program(&r->setup, &job, &result, err);
    if (st != STATUS_OK)
        return st;
    r->report->has_run = true;
    r->report->run_ms = result.wall_ms;
    r->report->exit_code = result.exit_code;
    process_add_end(&r->report->ends, &run_limits, &result);
    buf_addstr(&result.err, buf_str(&r->errors));
    s->outcome = check_judge_run(s, &result, &s->detail);
    if (result.end == PROCESS_STOPPED)
        st = error_set(err, STATUS_INTERRUPTED, "stopped");
    process_result_release(&result);
    return st;
}

/* What a compiler's answer means for a snippet that will not run. */
static void judge_compiled(struct check_snippet *s, const struct compile_result *c)
{
    const struct process_result stopped = { .end = c->end };
    bool must_fail = s->claim.expect == SNIPPET_COMPILE_FAIL;
    struct str code = s->claim.error_code;
    bool has_code = code.len == 0;

    for (size_t i = 0; i < c->count; i++)
        has_code = has_code || str_equals(code, c->errors[i].code);
    if (c->end != PROCESS_EXITED) {
        struct buf why = BUF_INIT;

        buf_adds(&why, "the compiler was ");
        process_add_end(&why, &compile_limits, &stopped);
        s->outcome = CHECK_FAILED;
        s->detail = buf_detach(&why);
    } else if (c->is_compiled) {
        s->outcome = must_fail ? CHECK_FAILED : CHECK_PASSED;
        s->detail = xstrdup(must_fail ? "compiles, but must not" : "");
    } else if (must_fail && has_code && c->count > 0) {
        s->outcome = CHECK_FAILED_AS_DECLARED;
        s->detail = code.len > 0 ? xmemdup0(code.ptr, code.len) : xstrdup(c->errors[0].code);
    } else {
        s->outcome = CHECK_FAILED;
        s->detail = xstrdup("does not compile");
    }
}

static enum status compile_and_run(struct single_run *r, struct error *err)
{
    struct check_snippet *s = r->member.snippet;
    struct compile_job job = { .folder = r->folder,
                               .source = "snippet.rs",
                               .output = "program",
                               .edition = s->claim.edition,
                               .is_test_harness = s->claim.is_test_harness,
                               .uses = &r->member.uses,
                               .rendered = true };
    struct compile_result c;
    struct timespec start;
    enum status st;
    bool is_run;

    tell(r, RUN_COMPILES, "");
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    st = compile_run(&r->setup, &job, &c, err);
    r->report->compile_ms = milliseconds_since(&start);
    if (st == STATUS_OK && c.rendered.len > 0)
        tell(r, RUN_SAYS, c.rendered.ptr);
    is_run = st == STATUS_OK && c.is_compiled && s->claim.expect != SNIPPET_NO_RUN &&
             s->claim.expect != SNIPPET_COMPILE_FAIL;
    if (st == STATUS_OK && !c.is_compiled && r->member.missing != NULL && check_lacks_crate(&c)) {
        s->outcome = CHECK_SKIPPED;
        s->detail = xstrdup(r->member.missing);
    } else if (st == STATUS_OK && !is_run) {
        judge_compiled(s, &c);
    }
    compile_result_release(&c);
    return is_run ? run_program(r, err) : st;
}

enum status run_snippet(const struct run_request *q, struct check_snippet *s,
                        struct run_report *out, struct error *err)
{
    struct check_request needs = { .toolchain = q->toolchain,
                                   .sandbox = q->sandbox,
                                   .registries = q->registries };
    struct single_run r = { .request = q, .report = out, .errors = BUF_INIT };
    enum status st = STATUS_OK;

    *out = (struct run_report){ .ends = BUF_INIT };
    r.setup = (struct compile_setup){ .toolchain = q->toolchain,
                                      .sandbox = q->sandbox,
                                      .should_stop = q->should_stop,
                                      .stop_ctx = q->ctx };
    if (!check_prepare(&needs, s, &r.member))
        return STATUS_OK; /* skipped: detail says why */
    if (r.member.uses.count > 0)
        st = build_crates(&r, err);
    if (st == STATUS_OK)
        st = files_make_scratch(&r.folder, err);
    if (st == STATUS_OK)
        st = write_source(&r, err);
    if (st == STATUS_OK)
        st = compile_and_run(&r, err);
    if (r.folder != NULL)
        files_remove_tree(r.folder);
    free(r.folder);
    buf_release(&r.errors);
    deps_release(&r.deps);
    check_member_release(&r.member);
    return st;
}

void run_report_release(struct run_report *r)
{
    buf_release(&r->ends);
}

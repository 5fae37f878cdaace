/* Checking one snippet in a crate of its own. */
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "runner/check_internal.h"
#include "runner/files.h"

enum { DETAIL_MAX = 300 };

/* One line of text: the most that a table or an answer shows. new. */
static char *make_detail(struct str text)
{
    struct buf clean = BUF_INIT;

    if (text.len > DETAIL_MAX)
        text.len = utf8_valid_prefix(str_slice(text.ptr, DETAIL_MAX));
    text_sanitize(&clean, text);
    for (size_t i = 0; i < clean.len; i++)
        if (clean.ptr[i] == '\n' || clean.ptr[i] == '\t')
            clean.ptr[i] = ' ';
    return buf_detach(&clean);
}

/* What a program said when it panicked: the line below "thread 'main' panicked at", else the last
 * line. */
static struct str last_words(struct str text)
{
    struct str rest = text;
    struct str line;
    struct str last = { NULL, 0 };
    bool is_next = false;

    while (str_next_line(&rest, &line)) {
        if (is_next && str_trim(line).len > 0)
            return str_trim(line);
        is_next = is_next || str_count(line, "panicked at ") > 0;
        if (str_trim(line).len > 0 && !str_starts(line, "note: "))
            last = str_trim(line);
    }
    return last;
}

enum check_outcome check_judge_run(const struct check_snippet *s, const struct process_result *r,
                                   char **detail)
{
    struct buf why = BUF_INIT;
    bool is_bad = r->end != PROCESS_EXITED || r->exit_code != 0;
    bool panics = s->claim.expect == SNIPPET_SHOULD_PANIC;
    enum check_outcome outcome = CHECK_FAILED;

    process_add_end(&why, &run_limits, r);
    if (r->end == PROCESS_EXITED && is_bad == panics) {
        outcome = CHECK_PASSED;
        buf_clear(&why);
    } else if (why.len == 0 && panics) {
        buf_adds(&why, "does not panic");
    } else if (why.len == 0) {
        struct str words = last_words(buf_str(&r->err));

        if (words.len == 0) /* a test harness tells on standard output */
            words = last_words(buf_str(&r->out));
        buf_addf(&why, "exit status %d", r->exit_code);
        if (words.len > 0)
            buf_addf(&why, ": %.*s", (int)(words.len < DETAIL_MAX ? words.len : DETAIL_MAX),
                     words.ptr);
    }
    *detail = make_detail(buf_str(&why));
    buf_release(&why);
    return outcome;
}

/* "E0308: mismatched types (line 3)" */
static char *describe_error(const struct compile_result *r, size_t lines_before)
{
    struct buf text = BUF_INIT;
    char *detail;

    if (r->end == PROCESS_TIMED_OUT)
        buf_adds(&text, "the compiler was stopped: it took too long");
    else if (r->count == 0)
        buf_addf(&text, "the compiler failed: %s", r->rendered.ptr);
    else
        buf_addf(&text, "%s%s%s", r->errors[0].code, r->errors[0].code[0] != '\0' ? ": " : "",
                 r->errors[0].message);
    if (r->count > 0 && r->errors[0].line > lines_before)
        buf_addf(&text, " (line %zu)", r->errors[0].line - lines_before);
    detail = make_detail(buf_str(&text));
    buf_release(&text);
    return detail;
}

/* What is compiled, and where. */
struct attempt {
    struct check_run *run;
    struct check_member *member;
    char *folder;
    size_t lines_before;
};

static enum status compile(const struct attempt *a, const char *output, struct compile_result *out,
                           struct error *err)
{
    const struct snippet_claim *claim = &a->member->snippet->claim;
    struct compile_job job = { .folder = a->folder,
                               .source = "snippet.rs",
                               .output = output,
                               .edition = claim->edition,
                               .is_test_harness = claim->is_test_harness,
                               .uses = &a->member->uses };

    return compile_run(check_setup(a->run, a->member), &job, out, err);
}

static bool has_code(const struct compile_result *r, struct str code)
{
    for (size_t i = 0; i < r->count; i++)
        if (str_equals(code, r->errors[i].code))
            return true;
    return false;
}

/* A snippet that must not compile. Most errors are found without making code; a few are not. */
static enum status check_compile_fail(const struct attempt *a, struct error *err)
{
    struct str wanted = a->member->snippet->claim.error_code;
    struct compile_result r;
    enum status st = compile(a, NULL, &r, err);

    if (st == STATUS_OK && r.is_compiled) {
        compile_result_release(&r);
        st = compile(a, "program", &r, err);
    }
    if (st == STATUS_OK) {
        struct buf text = BUF_INIT;

        if (r.is_compiled) {
            check_finish(a->run, a->member, CHECK_FAILED, xstrdup("compiles, but must not"));
        } else if (r.end != PROCESS_EXITED || r.count == 0) {
            check_finish(a->run, a->member, CHECK_FAILED, describe_error(&r, a->lines_before));
        } else if (wanted.len > 0 && !has_code(&r, wanted)) {
            buf_addf(&text, "not %.*s: ", (int)wanted.len, wanted.ptr);
            buf_addf(&text, "%s%s%s", r.errors[0].code, r.errors[0].code[0] != '\0' ? ": " : "",
                     r.errors[0].message);
            check_finish(a->run, a->member, CHECK_FAILED, make_detail(buf_str(&text)));
        } else {
            buf_addstr(&text, wanted.len > 0 ? wanted : str_of(r.errors[0].code));
            check_finish(a->run, a->member, CHECK_FAILED_AS_DECLARED,
                         make_detail(buf_str(&text)));
        }
        buf_release(&text);
    }
    compile_result_release(&r);
    return st;
}

static enum status check_runs(const struct attempt *a, struct error *err)
{
    struct run_job job = { .folder = a->folder, .program = "program" };
    struct process_result r;
    enum status st = compile_run_program(&a->run->setup, &job, &r, err);
    enum check_outcome outcome;
    char *detail;

    if (st != STATUS_OK)
        return st;
    if (r.end == PROCESS_STOPPED) {
        process_result_release(&r);
        return error_set(err, STATUS_INTERRUPTED, "stopped");
    }
    outcome = check_judge_run(a->member->snippet, &r, &detail);
    check_finish(a->run, a->member, outcome, detail);
    process_result_release(&r);
    return STATUS_OK;
}

/* E0432: unresolved import; E0433: unresolved path; E0463: no such crate. */
bool check_lacks_crate(const struct compile_result *r)
{
    static const char *const CODES[] = { "E0432", "E0433", "E0463" };

    for (size_t i = 0; i < r->count; i++)
        for (size_t k = 0; k < sizeof(CODES) / sizeof(CODES[0]); k++)
            if (strcmp(r->errors[i].code, CODES[k]) == 0)
                return true;
    return false;
}

static enum status check_compiles(const struct attempt *a, struct error *err)
{
    bool is_run = a->member->snippet->claim.expect != SNIPPET_NO_RUN;
    struct compile_result r;
    enum status st = compile(a, is_run ? "program" : NULL, &r, err);
    bool is_compiled = r.is_compiled;

    if (st == STATUS_OK && !is_compiled && a->member->missing != NULL && check_lacks_crate(&r))
        check_finish(a->run, a->member, CHECK_SKIPPED, xstrdup(a->member->missing));
    else if (st == STATUS_OK && !is_compiled)
        check_finish(a->run, a->member, CHECK_FAILED, describe_error(&r, a->lines_before));
    compile_result_release(&r);
    if (st != STATUS_OK || !is_compiled)
        return st;
    if (is_run)
        return check_runs(a, err);
    check_finish(a->run, a->member, CHECK_PASSED, xstrdup(""));
    return STATUS_OK;
}

void check_alone(struct check_run *run, struct check_member *m, size_t number)
{
    struct attempt a = { .run = run, .member = m };
    struct buf folder = BUF_INIT;
    struct buf source = BUF_INIT;
    struct buf path = BUF_INIT;
    struct error err = { .code = STATUS_OK };
    enum status st;

    if (check_is_over(run))
        return;
    buf_addf(&folder, "%s/s%zu", run->scratch, number);
    buf_addf(&path, "%s/snippet.rs", folder.ptr);
    a.folder = folder.ptr;
    a.lines_before = program_add_crate(&source, &m->program, m->snippet->claim.is_test_harness);
    st = files_make_folders(folder.ptr, &err);
    if (st == STATUS_OK)
        st = files_write(path.ptr, buf_str(&source), &err);
    if (st == STATUS_OK && m->snippet->claim.expect == SNIPPET_COMPILE_FAIL)
        st = check_compile_fail(&a, &err);
    else if (st == STATUS_OK)
        st = check_compiles(&a, &err);
    if (st != STATUS_OK)
        check_give_up(run, st, &err);
    files_remove_tree(folder.ptr);
    buf_release(&folder);
    buf_release(&source);
    buf_release(&path);
}

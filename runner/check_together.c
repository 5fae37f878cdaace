/* Checking many snippets in one crate: a module each, and a main that calls the one whose number
 * the environment names. */
#include <stdio.h>
#include <stdlib.h>

#include "core/xalloc.h"
#include "runner/check_internal.h"
#include "runner/files.h"

enum { ROUNDS_MAX = 5 }; /* the compiler tells errors of one kind at a time */

static const char VARIABLE[] = "RUSTPRO_SNIPPET";

struct crowd {
    struct check_run *run;
    struct check_member **members;
    bool *is_in; /* still among those that are compiled */
    size_t count;
    char *folder;
};

static void add_main(struct buf *out, const struct crowd *c)
{
    buf_adds(out, "#![allow(unused)]\n");
    for (size_t i = 0; i < c->count; i++)
        if (c->is_in[i])
            buf_addf(out, "mod m%zu;\n", i);
    buf_addf(out,
             "fn main() -> ::std::process::ExitCode {\n"
             "    let n = ::std::env::var(\"%s\").unwrap_or_default();\n"
             "    match n.as_str() {\n",
             VARIABLE);
    for (size_t i = 0; i < c->count; i++)
        if (c->is_in[i])
            buf_addf(out,
                     "        \"%zu\" => ::std::process::Termination::report(m%zu::rustpro_main()),"
                     "\n",
                     i, i);
    buf_adds(out, "        _ => ::std::process::ExitCode::from(99),\n    }\n}\n");
}

static enum status write_modules(const struct crowd *c, struct error *err)
{
    enum status st = files_make_folders(c->folder, err);

    for (size_t i = 0; i < c->count && st == STATUS_OK; i++) {
        struct buf path = BUF_INIT;
        struct buf source = BUF_INIT;

        buf_addf(&path, "%s/m%zu.rs", c->folder, i);
        (void)program_add_module(&source, &c->members[i]->program);
        st = files_write(path.ptr, buf_str(&source), err);
        buf_release(&path);
        buf_release(&source);
    }
    return st;
}

static enum status write_main(const struct crowd *c, struct error *err)
{
    struct buf path = BUF_INIT;
    struct buf source = BUF_INIT;
    enum status st;

    buf_addf(&path, "%s/main.rs", c->folder);
    add_main(&source, c);
    st = files_write(path.ptr, buf_str(&source), err);
    buf_release(&path);
    buf_release(&source);
    return st;
}

/* The crates that any of them uses. Names only: all link with the same libraries. */
static void join_uses(const struct crowd *c, struct crate_uses *out)
{
    *out = (struct crate_uses){ 0 };
    for (size_t i = 0; i < c->count; i++)
        for (size_t k = 0; k < c->members[i]->uses.count; k++)
            crate_uses_add_field(out, str_of(c->members[i]->uses.items[k].name));
}

/* Takes the modules out that errors are in; false when an error is in none of them. */
static bool take_out(struct crowd *c, const struct compile_result *r)
{
    bool found = false;

    for (size_t i = 0; i < r->count; i++) {
        char *end;
        unsigned long n = r->errors[i].file[0] == 'm' ? strtoul(r->errors[i].file + 1, &end, 10)
                                                      : c->count;

        if (n >= c->count || strcmp(end, ".rs") != 0)
            continue; /* such as one in a macro of std's: the next round tells */
        found = true;
        c->is_in[n] = false;
    }
    return found;
}

static size_t count_in(const struct crowd *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->count; i++)
        n += c->is_in[i];
    return n;
}

/* Compiles until the rest has no errors. *is_compiled tells whether there is a program then. */
static enum status compile_rest(struct crowd *c, bool *is_compiled, struct error *err)
{
    struct crate_uses uses;
    struct compile_job job = { .folder = c->folder,
                               .source = "main.rs",
                               .output = "program",
                               .edition = c->members[0]->snippet->claim.edition,
                               .uses = &uses };
    enum status st = STATUS_OK;

    *is_compiled = false;
    join_uses(c, &uses);
    for (int round = 0; round < ROUNDS_MAX && st == STATUS_OK && !*is_compiled; round++) {
        struct compile_result r;
        bool goes_on;

        if (count_in(c) == 0 || (st = write_main(c, err)) != STATUS_OK)
            break;
        st = compile_run(uses.count > 0 ? &c->run->setup : &c->run->std_setup, &job, &r, err);
        *is_compiled = st == STATUS_OK && r.is_compiled;
        goes_on = *is_compiled || take_out(c, &r);
        compile_result_release(&r);
        if (!goes_on)
            break;
    }
    crate_uses_release(&uses);
    return st;
}

/* Runs one of them. One that does not behave is left for check_alone(), unless it was stopped: that
 * would only take as long again. */
static enum status run_one(const struct crowd *c, size_t i, struct error *err)
{
    struct check_member *m = c->members[i];
    char variable[64];
    struct run_job job = { .folder = c->folder, .program = "program", .variable = variable };
    struct process_result r;
    enum check_outcome outcome;
    char *detail;
    enum status st;

    (void)snprintf(variable, sizeof(variable), "%s=%zu", VARIABLE, i);
    st = compile_run_program(&c->run->setup, &job, &r, err);
    if (st != STATUS_OK)
        return st;
    outcome = check_judge_run(m->snippet, &r, &detail);
    if (r.end == PROCESS_STOPPED)
        st = error_set(err, STATUS_INTERRUPTED, "stopped");
    else if (outcome == CHECK_PASSED || r.end != PROCESS_EXITED)
        check_finish(c->run, m, outcome, xstrdup(detail));
    free(detail);
    process_result_release(&r);
    return st;
}

void check_together(struct check_run *run, struct check_member **members, size_t count,
                    size_t number)
{
    struct crowd c = { .run = run, .members = members, .count = count };
    struct buf folder = BUF_INIT;
    struct error err = { .code = STATUS_OK };
    bool is_compiled = false;
    enum status st;

    if (check_is_over(run))
        return;
    buf_addf(&folder, "%s/g%zu", run->scratch, number);
    c.folder = folder.ptr;
    c.is_in = xcalloc(count, sizeof(*c.is_in));
    memset(c.is_in, true, count * sizeof(*c.is_in));
    st = write_modules(&c, &err);
    if (st == STATUS_OK)
        st = compile_rest(&c, &is_compiled, &err);
    for (size_t i = 0; i < count && is_compiled && st == STATUS_OK; i++) {
        if (!c.is_in[i] || check_is_over(run))
            continue;
        if (members[i]->snippet->claim.expect == SNIPPET_NO_RUN)
            check_finish(run, members[i], CHECK_PASSED, xstrdup(""));
        else
            st = run_one(&c, i, &err);
    }
    if (st != STATUS_OK)
        check_give_up(run, st, &err);
    files_remove_tree(folder.ptr);
    free(c.is_in);
    buf_release(&folder);
}

/* rustpro run: one snippet, compiled and run by the user's own toolchain. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/runner_tools.h"
#include "core/markdown.h"
#include "core/text.h"
#include "query/answer.h"
#include "runner/run.h"

/* The snippet that was asked for, or the first one that can be run, else the first Rust one; NULL
 * after telling why not. */
static const struct answer_snippet *pick(const struct answer_snippets *list, const char *id,
                                         long wanted, size_t *number)
{
    const struct answer_snippet *best = NULL;

    if (wanted > 0 && (size_t)wanted > list->count) {
        command_say("%s: has %zu snippets, not %ld", id, list->count, wanted);
        return NULL;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct answer_snippet *s = &list->items[i];

        if (wanted > 0 ? i + 1 != (size_t)wanted : !s->is_rust)
            continue;
        if (best == NULL || (!best->runnable && s->runnable)) {
            best = s;
            *number = i + 1;
        }
    }
    if (best == NULL)
        command_say("%s: has no Rust snippet", id);
    else if (!best->is_rust)
        command_say("%s: snippet %ld is %s, no Rust", id, wanted,
                    best->lang[0] != '\0' ? best->lang : "text");
    return best != NULL && best->is_rust ? best : NULL;
}

struct show {
    const struct runner_tools *tools;
    const struct render_style *style;
    struct buf waiting[2]; /* of standard output and error: the start of a character */
};

static void on_step(void *ctx, enum run_step step, const char *detail)
{
    const struct show *show = ctx;
    struct buf clean = BUF_INIT;
    struct buf line = BUF_INIT;

    text_sanitize(&clean, str_of(detail));
    switch (step) {
    case RUN_BUILDS_CRATES:
        buf_addf(&line, "Building %s ...", clean.ptr);
        break;
    case RUN_COMPILES:
        buf_addf(&line, "Compiling with rustc %s ...", show->tools->toolchain.version);
        break;
    case RUN_STARTS:
        buf_addf(&line, "Running, sandbox: %s\n",
                 show->tools->sandbox.kind == SANDBOX_NONE
                     ? "none"
                     : sandbox_name(show->tools->sandbox.kind));
        break;
    case RUN_SAYS:
        (void)fputs(clean.ptr, stderr);
        break;
    }
    if (line.len > 0) {
        buf_clear(&clean);
        render_dim(&clean, buf_str(&line), show->style);
        (void)fprintf(stderr, "%s\n", clean.ptr);
    }
    (void)fflush(stderr);
    buf_release(&clean);
    buf_release(&line);
}

/* The length of what can be shown now: a character whose end is still to come waits for it. */
static size_t whole_characters(struct str text)
{
    size_t start = text.len;

    for (size_t back = 1; back <= 3 && back <= text.len; back++) {
        unsigned char c = (unsigned char)text.ptr[text.len - back];

        if (c >= 0xC0) { /* the first byte of two to four */
            size_t needed = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;

            start = back < needed ? text.len - back : text.len;
            break;
        }
        if (c < 0x80)
            break;
    }
    return start;
}

static void show_harmless(struct buf *waiting, FILE *to, bool is_end)
{
    struct buf clean = BUF_INIT;
    size_t n = is_end ? waiting->len : whole_characters(buf_str(waiting));

    text_sanitize(&clean, str_slice(waiting->ptr, n));
    (void)fwrite(clean.ptr, 1, clean.len, to);
    buf_release(&clean);
    clean = (struct buf)BUF_INIT;
    buf_add(&clean, waiting->ptr + n, waiting->len - n);
    buf_release(waiting);
    *waiting = clean;
}

/* What the program writes is its own; on a terminal without what could harm it. */
static void on_output(void *ctx, bool is_error, struct str data)
{
    struct show *show = ctx;
    FILE *to = is_error ? stderr : stdout;

    if (isatty(fileno(to)) != 0) {
        buf_addstr(&show->waiting[is_error], data);
        show_harmless(&show->waiting[is_error], to, false);
    } else {
        (void)fwrite(data.ptr, 1, data.len, to);
    }
    (void)fflush(to);
}

static void end_output(struct show *show)
{
    show_harmless(&show->waiting[0], stdout, true);
    show_harmless(&show->waiting[1], stderr, true);
    buf_release(&show->waiting[0]);
    buf_release(&show->waiting[1]);
}

static void show_code(const char *id, size_t number, const struct answer_snippet *s,
                      const struct render_style *style)
{
    struct buf text = BUF_INIT;
    struct buf head = BUF_INIT;

    buf_addf(&head, "%s, snippet %zu", id, number);
    render_bold(&text, buf_str(&head), style);
    buf_adds(&text, "\n\n");
    render_code(&text, str_of(s->shown), true, style);
    (void)fprintf(stderr, "%s\n", text.ptr);
    buf_release(&head);
    buf_release(&text);
}

static int tell_end(const struct check_snippet *c, const struct run_report *r,
                    const struct runner_tools *tools)
{
    (void)fflush(stdout);
    if (c->outcome == CHECK_SKIPPED) {
        command_say("not run: %s", c->detail);
        return EXIT_NOTHING;
    }
    if (c->outcome == CHECK_FAILED_AS_DECLARED) {
        command_say("fails as it should%s%s", c->detail[0] != '\0' ? ": " : "", c->detail);
        return EXIT_FOUND;
    }
    if (r->has_run && c->outcome == CHECK_PASSED) {
        command_say("%s (compiled in %.2f s, ran in %.2f s)",
                    r->exit_code != 0 ? "panics as it should" : "ends well", r->compile_ms / 1000.0,
                    r->run_ms / 1000.0);
        return EXIT_FOUND;
    }
    if (c->outcome == CHECK_PASSED) {
        command_say("compiles; it is marked as not to be run");
        return EXIT_FOUND;
    }
    if (r->ends.len > 0)
        command_say("%s", r->ends.ptr);
    else if (r->has_run)
        command_say("exit status %d%s", r->exit_code,
                    tools->sandbox.kind != SANDBOX_NONE
                        ? " (the sandbox has no network and no home directory)"
                        : "");
    else
        command_say("%s", c->detail);
    return EXIT_NOTHING;
}

static int run(const struct index_row *row, const struct answer_snippet *s,
               const struct runner_tools *tools, const struct render_style *style)
{
    struct check_snippet c = { .claim = answer_claim(&row->entry, s),
                               .wants_nightly = row->entry.status == ENTRY_STATUS_NIGHTLY,
                               .remark = str_of(s->remark) };
    struct show show = { tools, style, { BUF_INIT, BUF_INIT } };
    struct run_request request = { .toolchain = &tools->toolchain,
                                   .sandbox = &tools->sandbox,
                                   .registries = &tools->registries,
                                   .cache = tools->cache,
                                   .on_step = on_step,
                                   .on_output = on_output,
                                   .should_stop = command_should_stop,
                                   .ctx = &show };
    struct run_report report;
    struct error err;
    enum status st = run_snippet(&request, &c, &report, &err);
    int code = EXIT_ERROR;

    end_output(&show);
    if (st == STATUS_OK)
        code = tell_end(&c, &report, tools);
    if (st != STATUS_OK)
        (void)command_fail(st, &err);
    run_report_release(&report);
    check_release(&c, 1);
    return code;
}

int cmd_run_entry(struct index *ix, int64_t entry, const struct options *o)
{
    struct render_style style = command_style(o);
    struct runner_tools tools;
    struct answer_snippets snippets = { 0 };
    const struct answer_snippet *s = NULL;
    struct index_row row = { 0 };
    cmark_node *body;
    struct buf id = BUF_INIT;
    struct error err;
    size_t number = 0;
    int code;

    if (index_read_entry(ix, entry, true, &row, &err) == STATUS_OK) {
        index_row_add_id(&id, &row);
        body = markdown_parse(str_of(row.entry.body));
        answer_read_snippets(&snippets, &row.entry, body);
        cmark_node_free(body);
        s = pick(&snippets, id.ptr, o->snippet, &number);
        code = s == NULL ? EXIT_NOTHING : EXIT_FOUND;
    } else {
        code = command_fail(err.code, &err);
    }
    if (s != NULL) {
        show_code(id.ptr, number, s, &style);
        command_catch_signals();
        (void)signal(SIGPIPE, SIG_IGN); /* who ends by it leaves a folder behind */
        code = runner_tools_open(o, &tools);
        if (code == EXIT_FOUND)
            code = run(&row, s, &tools, &style);
        runner_tools_close(&tools);
    }
    answer_snippets_release(&snippets);
    index_row_release(&row);
    buf_release(&id);
    return code;
}

int cmd_run(const struct options *o)
{
    struct index *ix = NULL;
    int64_t entry;
    int code = command_find_entry(o, "run", &ix, &entry);

    if (code == EXIT_FOUND)
        code = cmd_run_entry(ix, entry, o);
    index_close(ix);
    return code;
}

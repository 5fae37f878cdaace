/* What a check found, as a table or as JSON. */
#include "cli/render_check.h"

#include <jansson.h>
#include <stdlib.h>

#include "core/xalloc.h"

enum { REASONS_SHOWN = 20, CAUSE_PLACES = 3 };

struct check_counts check_count(const struct check_list *list, const char *source)
{
    struct check_counts n = { 0 };

    for (size_t i = 0; i < list->count; i++) {
        if (source != NULL && strcmp(list->places[i].source, source) != 0)
            continue;
        n.total++;
        n.passed += list->snippets[i].outcome == CHECK_PASSED;
        n.failed_as_declared += list->snippets[i].outcome == CHECK_FAILED_AS_DECLARED;
        n.failed += list->snippets[i].outcome == CHECK_FAILED;
        n.skipped += list->snippets[i].outcome == CHECK_SKIPPED;
        n.pending += list->snippets[i].outcome == CHECK_PENDING;
    }
    return n;
}

/* --- text --- */

static void add_failures(struct buf *out, const struct check_list *list,
                         const struct render_style *style)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct check_place *p = &list->places[i];
        struct buf place = BUF_INIT;

        if (list->snippets[i].outcome != CHECK_FAILED)
            continue;
        buf_addf(&place, "%s:%zu", p->file, p->line);
        render_bold(out, buf_str(&place), style);
        buf_addf(out, ": %s, snippet %zu: %s\n", p->id, p->number, list->snippets[i].detail);
        buf_release(&place);
    }
}

static int compare_details(const void *a, const void *b)
{
    const struct check_snippet *x = *(const struct check_snippet *const *)a;
    const struct check_snippet *y = *(const struct check_snippet *const *)b;

    return strcmp(x->detail, y->detail);
}

/* "     9  crate missing: axum 0.8", a line for each reason. */
static void add_reasons(struct buf *out, const struct check_list *list)
{
    const struct check_snippet **skipped = xcalloc(list->count + 1, sizeof(*skipped));
    size_t count = 0;
    size_t shown = 0;
    size_t start = 0;

    for (size_t i = 0; i < list->count; i++)
        if (list->snippets[i].outcome == CHECK_SKIPPED)
            skipped[count++] = &list->snippets[i];
    qsort(skipped, count, sizeof(*skipped), compare_details);
    for (size_t i = 1; i <= count; i++) {
        if (i < count && strcmp(skipped[i]->detail, skipped[start]->detail) == 0)
            continue;
        if (shown++ < REASONS_SHOWN)
            buf_addf(out, "  %6zu  %s\n", i - start, skipped[start]->detail);
        start = i;
    }
    if (shown > REASONS_SHOWN)
        buf_addf(out, "          and %zu other reasons: --json has them all\n",
                 shown - REASONS_SHOWN);
    free(skipped);
}

static void add_row(struct buf *out, const char *source, const struct check_counts *n)
{
    buf_addf(out, "%-22s %8zu %8zu %20zu %8zu %8zu\n", source, n->total, n->passed,
             n->failed_as_declared, n->failed, n->skipped);
}

static void add_rows(struct buf *out, const struct check_list *list)
{
    struct check_counts all = check_count(list, NULL);
    size_t sources = 0;

    for (size_t i = 0; i < list->count; i++) {
        const char *source = list->places[i].source;

        if (i == 0 || strcmp(source, list->places[i - 1].source) != 0) {
            struct check_counts n = check_count(list, source);

            add_row(out, source, &n);
            sources++;
        }
    }
    if (sources != 1)
        add_row(out, "all", &all);
}

void render_check_text(struct buf *out, const struct check_list *list,
                       const struct runner_tools *tools, double seconds,
                       const struct render_style *style)
{
    struct check_counts n = check_count(list, NULL);
    struct buf head = BUF_INIT;

    if (n.failed > 0) {
        add_failures(out, list, style);
        buf_addc(out, '\n');
    }
    buf_addf(&head, "%-22s %8s %8s %20s %8s %8s", "source", "snippets", "passed",
             "failed as declared", "failed", "skipped");
    render_bold(out, buf_str(&head), style);
    buf_addc(out, '\n');
    add_rows(out, list);
    if (n.skipped > 0) {
        buf_adds(out, "\nSkipped:\n");
        add_reasons(out, list);
    }
    if (n.pending > 0)
        buf_addf(out, "\nStopped: %zu were not looked at.\n", n.pending);
    buf_addf(out, "\nrustc %s, sandbox: %s, %.1f s\n", tools->toolchain.version,
             sandbox_name(tools->sandbox.kind), seconds);
    buf_release(&head);
}

/* --- JSON --- */

static const char *result_name(enum check_outcome outcome)
{
    switch (outcome) {
    case CHECK_PASSED:
    case CHECK_FAILED_AS_DECLARED:
        return "pass";
    case CHECK_FAILED:
        return "fail";
    case CHECK_SKIPPED:
        return "skip";
    case CHECK_PENDING:
        break;
    }
    return "pending";
}

static json_t *snippet_json(const struct check_snippet *s, const struct check_place *p)
{
    return json_pack("{s:s, s:I, s:s, s:I, s:s, s:s, s:s, s:b}", "id", p->id, "n",
                     (json_int_t)p->number, "file", p->file, "line", (json_int_t)p->line, "expect",
                     snippet_expect_name(s->claim.expect), "result", result_name(s->outcome),
                     "detail", s->detail != NULL ? s->detail : "", "known", s->was_known);
}

void render_check_json(struct buf *out, const struct check_list *list,
                       const struct runner_tools *tools, double seconds)
{
    struct check_counts n = check_count(list, NULL);
    json_t *snippets = json_array();
    json_t *object;
    char *text;

    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(snippets, snippet_json(&list->snippets[i], &list->places[i]));
    object = json_pack("{s:i, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:o}", "schema", 1,
                       "rustc", tools->toolchain.version, "sandbox",
                       sandbox_name(tools->sandbox.kind), "total", (json_int_t)n.total, "passed",
                       (json_int_t)n.passed, "failed_as_declared", (json_int_t)n.failed_as_declared,
                       "failed", (json_int_t)n.failed, "skipped", (json_int_t)n.skipped, "pending",
                       (json_int_t)n.pending, "seconds", seconds, "snippets", snippets);
    text = object != NULL ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(4)) : NULL;
    buf_adds(out, text != NULL ? text : "{}");
    buf_addc(out, '\n');
    free(text);
    json_decref(object);
}

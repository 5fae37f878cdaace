/* The filters of a question: those of the command line, and the configuration's where neither the
 * command line nor the question says another.
 */
#include <stdlib.h>

#include "cli/command.h"
#include "core/xalloc.h"

static void copy_sources(struct question_filters *out, const struct question_filters *from)
{
    for (size_t i = 0; i < from->source_count; i++)
        out->sources[out->source_count++] = xstrdup(from->sources[i]);
}

static bool names_source(const struct question_filters *f, const char *name)
{
    for (size_t i = 0; i < f->source_count; i++)
        if (strcmp(f->sources[i], name) == 0)
            return true;
    return false;
}

/* The sources of ix that are preferred (where any is) and not left out. All of them are no filter:
 * nor are more than a question can name, or none. */
static void add_sources(struct question_filters *out, const struct options *o, struct index *ix)
{
    struct index_sources list = { 0 };
    size_t passed = 0;

    if (index_list_roots(ix, &list, NULL) != STATUS_OK)
        list.count = 0; /* the search will meet the failure, and tell it */
    for (size_t i = 0; i < list.count; i++) {
        const char *name = list.items[i].name;

        if ((o->defaults.source_count > 0 && !names_source(&o->defaults, name)) ||
            names_source(&o->left_out, name))
            continue;
        if (passed++ < QUESTION_SOURCES_MAX)
            out->sources[out->source_count++] = xstrdup(name);
    }
    if (passed == list.count || passed > QUESTION_SOURCES_MAX)
        while (out->source_count > 0)
            free(out->sources[--out->source_count]);
    index_sources_release(&list);
}

void command_add_filters(struct question_filters *out, const struct options *o, struct str question,
                         struct index *ix)
{
    const struct question_filters *given = &o->filters;
    const struct question_filters *defaults = &o->defaults;
    struct question q;

    *out = (struct question_filters){ .kinds = given->kinds,
                                      .statuses = given->statuses,
                                      .msrv = given->msrv };
    if (given->edition != NULL)
        out->edition = xstrdup(given->edition);
    copy_sources(out, given);
    if (defaults->msrv == 0 && defaults->edition == NULL && defaults->source_count == 0 &&
        o->left_out.source_count == 0)
        return;
    if (question_parse(question, index_tokenizer(ix), &q, NULL) != STATUS_OK)
        return; /* nor will the search read it, and it tells why */
    if (out->msrv == 0 && q.filters.msrv == 0)
        out->msrv = defaults->msrv;
    if (out->edition == NULL && q.filters.edition == NULL && defaults->edition != NULL)
        out->edition = xstrdup(defaults->edition);
    if (out->source_count == 0 && q.filters.source_count == 0 &&
        (defaults->source_count > 0 || o->left_out.source_count > 0))
        add_sources(out, o, ix);
    question_release(&q);
}

void command_release_filters(struct question_filters *f)
{
    for (size_t i = 0; i < f->source_count; i++)
        free(f->sources[i]);
    free(f->edition);
    *f = (struct question_filters){ 0 };
}

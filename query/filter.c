/* Filters: which entries a question leaves room for. */
#include "query/filter.h"

enum status filter_init(struct filter *f, struct index *ix, const struct question_filters *wanted,
                        struct error *err)
{
    struct index_sources list = { 0 };
    enum status st;

    *f = (struct filter){ .wanted = wanted };
    if (wanted->edition != NULL)
        f->edition = entry_edition_code(str_of(wanted->edition));
    if (wanted->source_count == 0)
        return STATUS_OK;
    st = index_list_roots(ix, &list, err);
    for (size_t k = 0; k < wanted->source_count && st == STATUS_OK; k++) {
        bool found = false;

        for (size_t i = 0; i < list.count; i++)
            if (strcmp(list.items[i].name, wanted->sources[k]) == 0) {
                found = true;
                f->sources[(list.items[i].id & UINT16_MAX) / 32] |= 1u << (list.items[i].id % 32);
            }
        if (!found)
            st = error_set(err, STATUS_BAD_INPUT,
                           "source:%s: no such source: `rustpro sources` lists them",
                           wanted->sources[k]);
    }
    index_sources_release(&list);
    return st;
}

bool filter_passes(const struct filter *f, const struct index_attribute *a)
{
    const struct question_filters *w = f->wanted;

    if (w->kinds != 0 && (w->kinds & 1u << (a->kind & 31)) == 0)
        return false;
    if (w->statuses != 0 && (w->statuses & 1u << a->status) == 0)
        return false;
    if (w->msrv != 0 && (a->since_minor > w->msrv || a->status == ENTRY_STATUS_NIGHTLY))
        return false;
    if (f->edition != 0 && a->edition > f->edition)
        return false;
    return w->source_count == 0 || (f->sources[a->source / 32] & 1u << (a->source % 32)) != 0;
}

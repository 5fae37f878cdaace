/* Checking snippets that use crates: which of them can have their crates together. */
#include <stdlib.h>

#include "core/xalloc.h"
#include "runner/check_internal.h"

/* --- what a group needs --- */

static void add_features(struct crate_use *to, const char *features)
{
    struct buf both = BUF_INIT;

    if (to->features != NULL)
        buf_addf(&both, "%s, ", to->features);
    buf_adds(&both, features);
    free(to->features);
    to->features = buf_detach(&both);
}

/* The crate of that name in the group, added where it is missing; NULL when there are too many. */
static struct crate_use *find_or_add(struct crate_uses *group, const char *name)
{
    size_t at = crate_uses_find(group, str_of(name));

    if (at == group->count)
        crate_uses_add_field(group, str_of(name));
    return at < group->count && group->items != NULL ? &group->items[at] : NULL;
}

static const struct crate_version *higher(const struct crate_version *a,
                                          const struct crate_version *b)
{
    if (a->said == 0 || b->said == 0)
        return a->said == 0 ? b : a;
    return crate_version_compare(a, b) >= 0 ? a : b;
}

/* True when one version of each crate does for the group and for the member. */
static bool fits(const struct crate_uses *group, const struct check_member *m,
                 const struct registry *registry)
{
    for (size_t i = 0; i < m->uses.count; i++) {
        const struct crate_use *use = &m->uses.items[i];
        size_t at = crate_uses_find(group, str_of(use->name));
        const struct crate_version *wanted =
            at < group->count ? higher(&use->version, &group->items[at].version) : &use->version;
        const struct registry_crate *chosen = registry_find(registry, str_of(use->name), wanted);

        if (chosen == NULL || !crate_version_fits(&use->version, &chosen->version) ||
            (at < group->count &&
             !crate_version_fits(&group->items[at].version, &chosen->version)))
            return false;
    }
    return true;
}

static void join(struct crate_uses *group, const struct check_member *m)
{
    for (size_t i = 0; i < m->uses.count; i++) {
        const struct crate_use *use = &m->uses.items[i];
        struct crate_use *of_group = find_or_add(group, use->name);

        if (of_group == NULL)
            continue;
        of_group->version = *higher(&use->version, &of_group->version);
        if (use->features != NULL)
            add_features(of_group, use->features);
    }
}

/* --- building --- */

static void skip_unbuilt(struct check_run *run, struct check_member *m, const struct error *err)
{
    struct buf why = BUF_INIT;

    buf_addf(&why, "crates cannot be built: %s", err->msg);
    check_finish(run, m, CHECK_SKIPPED, buf_detach(&why));
}

static enum status build(struct check_run *run, struct check_member **members, size_t count,
                         const struct registry *registry, struct deps *deps, struct error *err)
{
    const struct check_request *q = run->request;
    struct crate_uses uses = { 0 };
    struct deps_request request = { .toolchain = q->toolchain,
                                    .sandbox = q->sandbox,
                                    .registry = registry,
                                    .uses = &uses,
                                    .cache = q->cache,
                                    .should_stop = q->should_stop,
                                    .stop_ctx = q->ctx };
    enum status st;

    for (size_t i = 0; i < count; i++)
        join(&uses, members[i]);
    check_tell(run, "building crates");
    st = deps_build(&request, deps, err);
    crate_uses_release(&uses);
    return st;
}

/* A group whose versions agree. Where cargo cannot have all crates together, by halves: few
 * combinations are at fault. */
static void check_group(struct check_run *run, struct check_member **members, size_t count,
                        const struct registry *registry)
{
    struct deps deps;
    struct error err;
    enum status st;

    if (check_is_over(run))
        return;
    st = build(run, members, count, registry, &deps, &err);
    if (st == STATUS_OK) {
        run->setup.deps = &deps;
        check_members(run, members, count);
        run->setup.deps = NULL;
        deps_release(&deps);
    } else if (st == STATUS_BAD_INPUT && count > 1) {
        check_group(run, members, count / 2, registry);
        check_group(run, members + count / 2, count - count / 2, registry);
    } else if (st == STATUS_BAD_INPUT || st == STATUS_NOT_FOUND) {
        for (size_t i = 0; i < count; i++)
            skip_unbuilt(run, members[i], &err);
    } else {
        check_give_up(run, st, &err);
    }
}

void check_with_crates(struct check_run *run, struct check_member **members, size_t count,
                       const struct registry *registry)
{
    struct check_member **rest = xcalloc(count + 1, sizeof(struct check_member *));
    struct check_member **group = xcalloc(count + 1, sizeof(struct check_member *));

    memcpy(rest, members, count * sizeof(struct check_member *));
    while (count > 0) {
        struct crate_uses uses = { 0 };
        size_t grouped = 0;
        size_t left = 0;

        for (size_t i = 0; i < count; i++) {
            if (fits(&uses, rest[i], registry)) {
                join(&uses, rest[i]);
                group[grouped++] = rest[i];
            } else {
                rest[left++] = rest[i];
            }
        }
        crate_uses_release(&uses);
        if (grouped == 0) /* cannot be: each fits an empty group */
            break;
        check_group(run, group, grouped, registry);
        count = left;
    }
    free(rest);
    free(group);
}

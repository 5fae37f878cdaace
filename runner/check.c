/* Checking: what is to be compiled, in which company, and what earlier runs know. */
#include "runner/check.h"

#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#include "core/xalloc.h"
#include "runner/check_internal.h"
#include "runner/files.h"
#include "runner/results.h"

enum {
    CROWD_MAX = 40, /* snippets to a crate */
    THREADS_MAX = 64
};

/* Raised when checking finds other things than before, so that old results do not count. */
static const char METHOD[] = "2";

void check_release(struct check_snippet *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(items[i].detail);
        items[i].detail = NULL;
    }
}

/* --- reporting, from any thread --- */

void check_tell(struct check_run *run, const char *doing)
{
    if (run->request->on_progress != NULL)
        run->request->on_progress(run->request->ctx, run->done, run->total, doing);
}

void check_finish(struct check_run *run, struct check_member *m, enum check_outcome outcome,
                  char *detail)
{
    pthread_mutex_lock(&run->lock);
    m->snippet->outcome = outcome;
    free(m->snippet->detail);
    m->snippet->detail = detail;
    m->is_done = true;
    run->done++;
    check_tell(run, NULL);
    pthread_mutex_unlock(&run->lock);
}

void check_give_up(struct check_run *run, enum status st, const struct error *err)
{
    pthread_mutex_lock(&run->lock);
    if (run->status == STATUS_OK) {
        run->status = st;
        run->error = *err;
    }
    pthread_mutex_unlock(&run->lock);
}

bool check_is_over(struct check_run *run)
{
    bool is_over;

    pthread_mutex_lock(&run->lock);
    is_over = run->status != STATUS_OK;
    pthread_mutex_unlock(&run->lock);
    if (!is_over && run->request->should_stop != NULL &&
        run->request->should_stop(run->request->ctx)) {
        struct error err;

        check_give_up(run, error_set(&err, STATUS_INTERRUPTED, "stopped"), &err);
        is_over = true;
    }
    return is_over;
}

const struct compile_setup *check_setup(const struct check_run *run, const struct check_member *m)
{
    return m->uses.count > 0 ? &run->setup : &run->std_setup;
}

/* --- what cannot be checked here --- */

static void skip(struct check_snippet *s, const char *why)
{
    s->outcome = CHECK_SKIPPED;
    s->detail = xstrdup(why);
}

/* The names in "#![feature(a, b)]". */
static struct str feature_names(struct str attributes)
{
    static const char START[] = "#![feature(";
    const char *at = attributes.ptr;
    size_t left = attributes.len;

    while (left > 0) {
        const char *hash = memchr(at, '#', left);
        struct str rest;
        struct str names;

        if (hash == NULL)
            break;
        left -= (size_t)(hash - at);
        at = hash;
        rest = str_slice(at, left);
        if (str_starts(rest, START)) {
            rest = str_slice(at + strlen(START), left - strlen(START));
            (void)str_next_field(&rest, ')', &names);
            return str_trim(names);
        }
        at++;
        left--;
    }
    return str_of("");
}

/* A feature gate on stable is E0554; a snippet that is about that error is checked all the same. */
static bool lacks_nightly(const struct check_request *q, const struct check_snippet *s,
                          const struct program *p)
{
    return !q->toolchain->is_nightly && (p->needs_nightly || s->wants_nightly) &&
           !str_equals(s->claim.error_code, "E0554");
}

/* Crates that the snippet needs. In one that must not compile, a crate that nobody has is mostly its
 * point. */
static void read_uses(const struct check_request *q, const struct check_snippet *s,
                      struct crate_uses *out)
{
    struct crate_uses seen = { 0 };
    struct crate_uses field = { 0 };

    *out = (struct crate_uses){ 0 };
    crate_uses_add_field(&field, s->claim.crates);
    crate_uses_add_code(&seen, s->claim.code, registries_know,
                        (void *)(uintptr_t)q->registries);
    for (size_t i = 0; i < seen.count; i++) {
        struct str name = str_of(seen.items[i].name);
        size_t at = crate_uses_find(&field, name);
        struct buf text = BUF_INIT;

        if (at < field.count) {
            const struct crate_use *use = &field.items[at];

            buf_adds(&text, use->name);
            for (size_t k = 0; k < use->version.said; k++)
                buf_addf(&text, "%c%u", k == 0 ? ' ' : '.', use->version.part[k]);
            if (use->features != NULL)
                buf_addf(&text, " [%s]", use->features);
        } else if (s->claim.expect != SNIPPET_COMPILE_FAIL ||
                   registries_know((void *)(uintptr_t)q->registries, name)) {
            buf_addstr(&text, name);
        }
        crate_uses_add_field(out, buf_str(&text));
        if (crate_uses_find(out, name) < out->count)
            out->items[crate_uses_find(out, name)].is_declared = at < field.count;
        buf_release(&text);
    }
    crate_uses_release(&seen);
    crate_uses_release(&field);
}

/* Takes the names out that only the code gives and that no registry has: they may be something else
 * than crates, or stand behind a #[cfg]. */
static void drop_guesses(const struct check_request *q, struct crate_uses *uses)
{
    size_t kept = 0;

    for (size_t i = 0; i < uses->count; i++) {
        struct crate_use *use = &uses->items[i];

        if (use->is_declared ||
            registries_know((void *)(uintptr_t)q->registries, str_of(use->name))) {
            uses->items[kept++] = *use;
        } else {
            free(use->name);
            free(use->features);
        }
    }
    uses->count = kept;
}

/* Finds the crates of a member; false when there are not all of them here, and it is filled. */
static bool find_crates(const struct check_request *q, struct check_member *m)
{
    struct buf why = BUF_INIT;
    bool found;

    read_uses(q, m->snippet, &m->uses);
    if (m->uses.count == 0 || registries_choose(q->registries, &m->uses) != NULL)
        return true;
    buf_adds(&why, "crate missing: ");
    registries_explain(q->registries, &m->uses, &why);
    drop_guesses(q, &m->uses);
    found = m->uses.count == 0 || registries_choose(q->registries, &m->uses) != NULL;
    if (found)
        m->missing = buf_detach(&why); /* should it not compile without */
    else
        skip(m->snippet, why.ptr);
    buf_release(&why);
    return found;
}

static void skip_ignored(struct check_snippet *s)
{
    struct buf why = BUF_INIT;

    buf_adds(&why, "ignored");
    if (s->remark.len > 0)
        buf_addf(&why, ": %.*s", (int)s->remark.len, s->remark.ptr);
    skip(s, why.ptr);
    buf_release(&why);
}

static void skip_nightly(struct check_snippet *s, const struct program *p)
{
    struct str names = feature_names(p->attributes);
    struct buf why = BUF_INIT;

    buf_adds(&why, "needs nightly");
    if (names.len > 0)
        buf_addf(&why, " (%.*s)", (int)names.len, names.ptr);
    skip(s, why.ptr);
    buf_release(&why);
}

bool check_prepare(const struct check_request *q, struct check_snippet *s, struct check_member *m)
{
    s->outcome = CHECK_PENDING;
    s->detail = NULL;
    s->was_known = false;
    *m = (struct check_member){ .snippet = s };
    program_read(&m->program, s->claim.code);
    if (s->claim.expect == SNIPPET_IGNORE) {
        skip_ignored(s);
    } else if (lacks_nightly(q, s, &m->program)) {
        skip_nightly(s, &m->program);
    } else if (find_crates(q, m)) {
        m->is_mergeable = !m->program.is_alone && !s->claim.is_test_harness &&
                          !s->claim.is_standalone && s->claim.expect != SNIPPET_COMPILE_FAIL &&
                          m->missing == NULL;
        return true;
    }
    check_member_release(m);
    return false;
}

void check_member_release(struct check_member *m)
{
    crate_uses_release(&m->uses);
    free(m->missing);
    m->missing = NULL;
}

/* --- what earlier runs know --- */

static void add_crate_versions(struct buf *out, const struct check_request *q,
                               const struct crate_uses *uses)
{
    const struct registry *r = uses->count > 0 ? registries_choose(q->registries, uses) : NULL;

    for (size_t i = 0; i < uses->count && r != NULL; i++) {
        const struct crate_use *use = &uses->items[i];
        const struct registry_crate *c = registry_find(r, str_of(use->name), &use->version);

        if (c != NULL)
            buf_addf(out, ";%s %u.%u.%u [%s] %s", c->name, c->version.part[0], c->version.part[1],
                     c->version.part[2], use->features != NULL ? use->features : "", r->path);
    }
}

static void make_key(const struct check_request *q, struct check_member *m)
{
    struct buf text = BUF_INIT;
    XXH128_canonical_t canonical;
    unsigned char claim[SNIPPET_KEY_BYTES];

    snippet_claim_key(claim, &m->snippet->claim);
    buf_add(&text, (const char *)claim, sizeof(claim));
    buf_addf(&text, "%s;%s", METHOD, q->toolchain->identity);
    add_crate_versions(&text, q, &m->uses);
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.ptr, text.len));
    memcpy(m->key, canonical.digest, SNIPPET_KEY_BYTES);
    buf_release(&text);
}

static bool is_known(struct results *results, struct check_member *m)
{
    int outcome;
    char *detail;

    if (results == NULL || !results_get(results, m->key, &outcome, &detail))
        return false;
    m->snippet->outcome = (enum check_outcome)outcome;
    m->snippet->detail = detail;
    m->snippet->was_known = true;
    return true;
}

/* --- work for threads --- */

/* One thing for a thread to do: a crowd, or a member by itself. */
struct task {
    struct check_member **members; /* borrowed from the list of members */
    size_t count;
    bool is_crowd;
};

struct work {
    struct check_run *run;
    struct task *tasks;
    size_t count, cap;
    size_t next;
};

static void add_task(struct work *w, struct check_member **members, size_t count, bool is_crowd)
{
    w->tasks = xgrow(w->tasks, w->count, &w->cap, sizeof(*w->tasks));
    w->tasks[w->count++] = (struct task){ members, count, is_crowd };
}

static void *do_work(void *ctx)
{
    struct work *w = ctx;

    for (;;) {
        const struct task *t;
        size_t number;

        pthread_mutex_lock(&w->run->lock);
        number = w->next++;
        pthread_mutex_unlock(&w->run->lock);
        if (number >= w->count)
            return NULL;
        t = &w->tasks[number];
        if (t->is_crowd)
            check_together(w->run, t->members, t->count, number);
        else
            check_alone(w->run, t->members[0], number);
    }
}

static void do_all(struct work *w)
{
    pthread_t threads[THREADS_MAX];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = w->run->request->threads > 0 ? w->run->request->threads
                    : cores > 0                  ? (size_t)cores
                                                 : 1;
    size_t started = 0;

    while (started + 1 < wanted && started + 1 < w->count && started < THREADS_MAX &&
           pthread_create(&threads[started], NULL, do_work, w) == 0)
        started++;
    (void)do_work(w);
    for (size_t i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    w->count = w->next = 0;
}

/* Members that share a crate stand together: by edition, and whether they use crates. */
static int compare_members(const void *a, const void *b)
{
    const struct check_member *x = *(struct check_member *const *)a;
    const struct check_member *y = *(struct check_member *const *)b;

    if (x->is_mergeable != y->is_mergeable)
        return x->is_mergeable ? -1 : 1;
    if (x->snippet->claim.edition != y->snippet->claim.edition)
        return x->snippet->claim.edition < y->snippet->claim.edition ? -1 : 1;
    if ((x->uses.count > 0) != (y->uses.count > 0))
        return x->uses.count > 0 ? 1 : -1;
    return x < y ? -1 : x > y;
}

static bool may_share(const struct check_member *a, const struct check_member *b)
{
    return a->is_mergeable && b->is_mergeable &&
           a->snippet->claim.edition == b->snippet->claim.edition &&
           (a->uses.count > 0) == (b->uses.count > 0);
}

/* Crowds of about the same size, at least one for each core where there is enough to do. */
static void add_tasks(struct work *w, struct check_member **members, size_t count)
{
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        size_t crowds;
        size_t size;

        while (end < count && may_share(members[i], members[end]))
            end++;
        if (!members[i]->is_mergeable) {
            add_task(w, &members[i++], 1, false);
            continue;
        }
        crowds = (end - i + CROWD_MAX - 1) / CROWD_MAX;
        crowds = crowds < 2 && end - i >= 8 ? 2 : crowds;
        size = (end - i + crowds - 1) / crowds;
        for (; i < end; i += size)
            add_task(w, &members[i], end - i < size ? end - i : size, true);
    }
}

void check_members(struct check_run *run, struct check_member **members, size_t count)
{
    struct work w = { .run = run };

    qsort(members, count, sizeof(*members), compare_members);
    add_tasks(&w, members, count);
    do_all(&w);
    for (size_t i = 0; i < count; i++)
        if (!members[i]->is_done)
            add_task(&w, &members[i], 1, false);
    do_all(&w);
    free(w.tasks);
}

/* --- all of it --- */

/* Those that use crates stand last, by registry. */
static void check_all(struct check_run *run, struct check_member **members, size_t count)
{
    const struct registries *list = run->request->registries;
    struct check_member **picked = xcalloc(count + 1, sizeof(struct check_member *));
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        if (members[i]->uses.count == 0)
            picked[n++] = members[i];
    check_members(run, picked, n);
    for (size_t r = 0; r < list->count; r++) {
        n = 0;
        for (size_t i = 0; i < count; i++)
            if (members[i]->uses.count > 0 &&
                registries_choose(list, &members[i]->uses) == &list->items[r])
                picked[n++] = members[i];
        check_with_crates(run, picked, n, &list->items[r]);
    }
    free(picked);
}

struct members {
    struct check_member *items;
    size_t count;
    struct check_member **unknown; /* those to be compiled, each claim once */
    size_t unknown_count;
    struct check_member **twins; /* claims that another member makes too, those next to each other */
    size_t twin_count;
};

static int compare_keys(const void *a, const void *b)
{
    const struct check_member *x = *(struct check_member *const *)a;
    const struct check_member *y = *(struct check_member *const *)b;
    int order = memcmp(x->key, y->key, SNIPPET_KEY_BYTES);

    return order != 0 ? order : x < y ? -1 : x > y;
}

/* Sorts the unknown by key and sets aside all but the first of those that are alike. */
static void set_twins_aside(struct members *m)
{
    size_t kept = 0;

    m->twins = xcalloc(m->unknown_count * 2 + 1, sizeof(struct check_member *));
    qsort(m->unknown, m->unknown_count, sizeof(*m->unknown), compare_keys);
    for (size_t i = 0; i < m->unknown_count; i++) {
        struct check_member *last = kept > 0 ? m->unknown[kept - 1] : NULL;

        if (last != NULL && memcmp(last->key, m->unknown[i]->key, SNIPPET_KEY_BYTES) == 0) {
            m->twins[m->twin_count++] = last;
            m->twins[m->twin_count++] = m->unknown[i];
        } else {
            m->unknown[kept++] = m->unknown[i];
        }
    }
    m->unknown_count = kept;
}

static void copy_to_twins(const struct members *m)
{
    for (size_t i = 0; i < m->twin_count; i += 2) {
        const struct check_snippet *from = m->twins[i]->snippet;
        struct check_snippet *to = m->twins[i + 1]->snippet;

        to->outcome = from->outcome;
        to->detail = from->detail != NULL ? xstrdup(from->detail) : NULL;
    }
}

static void read_members(const struct check_request *q, struct check_snippet *snippets,
                         size_t count, struct results *results, struct members *out)
{
    out->items = xcalloc(count + 1, sizeof(*out->items));
    out->unknown = xcalloc(count + 1, sizeof(*out->unknown));
    for (size_t i = 0; i < count; i++) {
        struct check_member *m = &out->items[out->count];

        if (!check_prepare(q, &snippets[i], m))
            continue;
        out->count++;
        make_key(q, m);
        if (q->forget || !is_known(results, m))
            out->unknown[out->unknown_count++] = m;
    }
    set_twins_aside(out);
}

static void keep_results(struct results *results, const struct members *members)
{
    for (size_t i = 0; i < members->unknown_count; i++) {
        const struct check_member *m = members->unknown[i];

        if (results != NULL && m->is_done && m->snippet->outcome != CHECK_SKIPPED)
            results_put(results, m->key, (int)m->snippet->outcome, m->snippet->detail);
    }
}

static void release_members(struct members *members)
{
    for (size_t i = 0; i < members->count; i++)
        check_member_release(&members->items[i]);
    free(members->items);
    free(members->unknown);
    free(members->twins);
}

enum status check_snippets(const struct check_request *request, struct check_snippet *items,
                           size_t count, struct error *err)
{
    struct check_run run = { .request = request, .status = STATUS_OK };
    struct results *results = NULL;
    struct members members = { 0 };
    enum status st = STATUS_OK;

    if (request->cache != NULL)
        st = results_open(request->cache, &results, err);
    if (st != STATUS_OK)
        return st;
    run.setup = (struct compile_setup){ .toolchain = request->toolchain,
                                        .sandbox = request->sandbox,
                                        .should_stop = request->should_stop,
                                        .stop_ctx = request->ctx };
    run.std_setup = run.setup;
    read_members(request, items, count, results, &members);
    run.total = count;
    run.done = count - members.unknown_count;
    if (members.unknown_count > 0)
        st = files_make_scratch(&run.scratch, err);
    if (st == STATUS_OK && members.unknown_count > 0) {
        pthread_mutex_init(&run.lock, NULL);
        check_tell(&run, NULL);
        check_all(&run, members.unknown, members.unknown_count);
        pthread_mutex_destroy(&run.lock);
        keep_results(results, &members);
        copy_to_twins(&members);
        files_remove_tree(run.scratch);
        st = run.status;
        if (st != STATUS_OK)
            *err = run.error;
    }
    free(run.scratch);
    release_members(&members);
    results_close(results);
    return st;
}

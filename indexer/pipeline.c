/* The pipeline: a ring of jobs. The caller fills and empties it, the threads work in between. */
#include "indexer/pipeline.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/xalloc.h"

enum { THREADS_MAX = 16, JOBS_PER_THREAD = 64 };

struct slot {
    void *job;
    bool done;
};

/* put, begun and taken count jobs; taken <= begun <= put, and at most slot_count lie between. */
struct pipeline {
    void (*work)(void *job);
    pthread_t threads[THREADS_MAX];
    size_t thread_count;
    struct slot slots[THREADS_MAX * JOBS_PER_THREAD];
    size_t slot_count;
    size_t put, begun, taken;
    bool is_draining; /* it was full, and is not yet half empty: threads wake for many jobs at once
                       */
    bool ending;
    pthread_mutex_t lock;
    pthread_cond_t job_put;
    pthread_cond_t job_done;
};

static struct slot *slot_at(struct pipeline *p, size_t number)
{
    return &p->slots[number % p->slot_count];
}

/* Does the next job. The lock is held, but not during the work. */
static void do_next(struct pipeline *p)
{
    struct slot *slot = slot_at(p, p->begun++);

    pthread_mutex_unlock(&p->lock);
    p->work(slot->job);
    pthread_mutex_lock(&p->lock);
    slot->done = true;
    pthread_cond_signal(&p->job_done);
}

static void *run_thread(void *ctx)
{
    struct pipeline *p = ctx;

    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (p->begun == p->put && !p->ending)
            pthread_cond_wait(&p->job_put, &p->lock);
        if (p->begun == p->put)
            break;
        do_next(p);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

struct pipeline *pipeline_new(void (*work)(void *job))
{
    struct pipeline *p = xcalloc(1, sizeof(*p));
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = cores > 2 ? (size_t)cores - 1 : 1;

    p->work = work;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->job_put, NULL);
    pthread_cond_init(&p->job_done, NULL);
    for (size_t i = 0; i < wanted && i < THREADS_MAX; i++)
        if (pthread_create(&p->threads[p->thread_count], NULL, run_thread, p) == 0)
            p->thread_count++;
    p->slot_count = p->thread_count > 0 ? p->thread_count * JOBS_PER_THREAD : 1;
    return p;
}

void pipeline_free(struct pipeline *p)
{
    if (p == NULL)
        return;
    assert(p->taken == p->put);
    pthread_mutex_lock(&p->lock);
    p->ending = true;
    pthread_cond_broadcast(&p->job_put);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->thread_count; i++)
        pthread_join(p->threads[i], NULL);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->job_put);
    pthread_cond_destroy(&p->job_done);
    free(p);
}

bool pipeline_has_room(const struct pipeline *p)
{
    return !p->is_draining; /* only the caller changes it */
}

void pipeline_put(struct pipeline *p, void *job)
{
    assert(pipeline_has_room(p));
    pthread_mutex_lock(&p->lock);
    *slot_at(p, p->put) = (struct slot){ job, false };
    p->put++;
    p->is_draining = p->put - p->taken == p->slot_count;
    pthread_cond_signal(&p->job_put);
    pthread_mutex_unlock(&p->lock);
}

void *pipeline_take(struct pipeline *p)
{
    struct slot *slot = slot_at(p, p->taken);
    void *job;

    if (p->taken == p->put)
        return NULL;
    pthread_mutex_lock(&p->lock);
    while (!slot->done) {
        if (p->begun < p->put) /* rather than wait: lend a hand */
            do_next(p);
        else
            pthread_cond_wait(&p->job_done, &p->lock);
    }
    job = slot->job;
    p->taken++;
    if (p->put - p->taken <= p->slot_count / 2)
        p->is_draining = false;
    pthread_mutex_unlock(&p->lock);
    return job;
}

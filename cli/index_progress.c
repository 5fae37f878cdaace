/* How far indexing is, in one line on a terminal. */
#include "cli/index_progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { INTERVAL_MS = 100 };

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void index_progress_begin(struct index_progress *p)
{
    *p = (struct index_progress){ .is_shown = isatty(STDERR_FILENO) != 0, .began_ms = now_ms() };
    p->drawn_ms = p->began_ms; /* what is done at once needs no line */
}

void index_progress_update(struct index_progress *p, const struct indexer_progress *now)
{
    int64_t ms;
    int64_t spent;
    double rate;
    double left;

    if (!p->is_shown)
        return;
    ms = now_ms();
    if (ms - p->drawn_ms < INTERVAL_MS)
        return;
    p->drawn_ms = ms;
    p->is_drawn = true;
    spent = ms - p->began_ms > 0 ? ms - p->began_ms : 1;
    rate = (double)now->bytes / 1000.0 / (double)spent; /* MB/s */
    left = rate > 0 ? (double)(now->bytes_total - now->bytes) / 1e6 / rate : 0;
    (void)fprintf(stderr, "\r\033[K%.20s: %zu of %zu files, %zu entries, %.0f MB/s, %.0f s left",
                  now->source, now->files, now->files_total, now->entries, rate, left);
    (void)fflush(stderr);
}

void index_progress_clear(struct index_progress *p)
{
    if (p->is_drawn)
        (void)fputs("\r\033[K", stderr);
    p->is_drawn = false;
}

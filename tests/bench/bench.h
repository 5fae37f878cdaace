/* What the benchmarks share: clocks, medians, child processes. */
#ifndef RUSTPRO_TESTS_BENCH_H
#define RUSTPRO_TESTS_BENCH_H

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/buf.h"

extern char **environ;

static inline double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static inline double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof(*values), compare_doubles);
    return values[count / 2];
}

/* The value below which that share of them lies. Sorts values, of which there is at least one. */
static inline double percentile(double *values, size_t count, double share)
{
    qsort(values, count, sizeof(*values), compare_doubles);
    return values[(size_t)(share * (double)(count - 1) + 0.5)];
}

/* The file's size in MB; 0 where there is none. */
static inline double file_megabytes(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 ? (double)info.st_size / 1e6 : 0;
}

/* Removes an index and the lock that the indexer leaves beside it. */
static inline void remove_index(const char *path)
{
    struct buf lock = BUF_INIT;

    buf_addf(&lock, "%s.lock", path);
    (void)unlink(path);
    (void)unlink(lock.ptr);
    buf_release(&lock);
}

/* What a program took, from its start to its end. */
struct child_run {
    double wall_s;
    double cpu_s; /* all its threads, in user space and in the kernel */
    long peak_kib;
    int exit_code; /* 128 and more: the signal that ended it */
};

static inline double timeval_s(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

/* Runs a program with its output thrown away; ends this one when that cannot be started. */
static inline struct child_run run_child(char *const argv[])
{
    posix_spawn_file_actions_t actions;
    struct child_run run;
    struct rusage usage;
    double start = now_s();
    int status;
    pid_t pid;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0) {
        fprintf(stderr, "%s: cannot be started\n", argv[0]);
        exit(2);
    }
    posix_spawn_file_actions_destroy(&actions);
    wait4(pid, &status, 0, &usage);
    run.wall_s = now_s() - start;
    run.cpu_s = timeval_s(usage.ru_utime) + timeval_s(usage.ru_stime);
    run.peak_kib = usage.ru_maxrss;
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return run;
}

#endif

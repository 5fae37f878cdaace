/* What the benchmarks share: clocks, medians, child processes. */
#ifndef RUSTPRO_TESTS_BENCH_H
#define RUSTPRO_TESTS_BENCH_H

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

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

/* Runs a program with its output thrown away; seconds, or exits when it cannot be started. */
static inline double run_child(char *const argv[], int *exit_code, long *peak_kib)
{
    posix_spawn_file_actions_t actions;
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
    *exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    *peak_kib = usage.ru_maxrss;
    return now_s() - start;
}

#endif

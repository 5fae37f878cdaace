/* Processes: running a program with limits, and ending it together with all that it started. */
#include "runner/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/text.h"
#include "core/xalloc.h"

enum {
    TICK_MS = 20,
    NICE = 10,
    EXIT_NOT_ENTERED = 126,
    EXIT_NOT_STARTED = 127,
    SIGNAL_BASE = 128 /* as shells and bubblewrap tell of a signal */
};

struct running {
    const struct process_spec *spec;
    pid_t pid;  /* leader of its own session and process group */
    int fds[2]; /* its output and error; -1: closed */
    int64_t started_ms;
    size_t written;
    struct process_result *result;
};

static int64_t now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- the child --- */

static void limit(int resource, uint64_t value)
{
    struct rlimit r = { value, value };

    if (value > 0)
        (void)setrlimit((__rlimit_resource_t)resource, &r);
}

/* A terminal is mostly open for writing too: what goes there by that way nobody looks at. */
static int open_stdin(void)
{
    int in = isatty(STDIN_FILENO) != 0 ? open("/proc/self/fd/0", O_RDONLY | O_NOCTTY | O_CLOEXEC)
                                       : -1;

    return in >= 0 ? in : STDIN_FILENO;
}

/* Also what whoever started us left open: a folder's descriptor leads past every sandbox. */
static void close_others_on_exec(void)
{
    enum { FDS_MAX = 4096 }; /* to try, before Linux 5.11 */

    if (close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        return;
    for (int fd = STDERR_FILENO + 1; fd < FDS_MAX; fd++)
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* When the machine's memory ends, it is this program that goes, no other. */
static void volunteer_for_oom(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd >= 0) {
        (void)!write(fd, "1000", strlen("1000"));
        (void)close(fd);
    }
}

/* Never returns. Between fork and exec: nothing that allocates or locks. */
static void become_program(const struct process_spec *spec, const int out[2], const int err[2],
                           pid_t parent)
{
    int in = spec->keeps_stdin ? open_stdin() : open("/dev/null", O_RDONLY | O_CLOEXEC);

    (void)setsid();
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it died meanwhile */
        _exit(EXIT_NOT_STARTED);
    if (in < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0 ||
        dup2(err[1], STDERR_FILENO) < 0)
        _exit(EXIT_NOT_STARTED);
    close_others_on_exec();
    volunteer_for_oom();
    if (spec->limits.tasks > 0) /* whoever looks after many comes first */
        (void)setpriority(PRIO_PROCESS, 0, NICE);
    limit(RLIMIT_CPU, spec->limits.cpu_seconds);
    limit(RLIMIT_AS, spec->limits.address_bytes);
    limit(RLIMIT_FSIZE, spec->limits.file_bytes);
    (void)setrlimit(RLIMIT_CORE,
                    &(struct rlimit){ 1, 1 }); /* 0 would not keep off a core pipe: core(5) */
    (void)signal(SIGPIPE, SIG_DFL);
    if (spec->cwd != NULL && chdir(spec->cwd) != 0)
        _exit(EXIT_NOT_STARTED);
    if (spec->enter != NULL && spec->enter(spec->enter_ctx) != 0)
        _exit(EXIT_NOT_ENTERED);
    (void)execve(spec->argv[0], (char *const *)(uintptr_t)spec->argv,
                 (char *const *)(uintptr_t)spec->env);
    _exit(EXIT_NOT_STARTED);
}

/* --- looking after it --- */

/* One process as /proc tells of it. */
struct task_info {
    pid_t pid, parent, group;
    uint64_t threads;
    uint64_t resident_bytes;
    bool is_ours;
};

/* Reads /proc/PID/stat: "pid (name) state ppid ..."; the name may hold anything. */
static bool read_task(const char *pid, struct task_info *out)
{
    char path[64];
    char text[1024];
    const char *p;
    FILE *f;
    size_t len;
    long parent = 0;
    long group = 0;
    unsigned long threads = 0;
    long pages = 0;

    (void)snprintf(path, sizeof(path), "/proc/%s/stat", pid);
    f = fopen(path, "re");
    if (f == NULL)
        return false;
    len = fread(text, 1, sizeof(text) - 1, f);
    (void)fclose(f);
    text[len] = '\0';
    p = strrchr(text, ')');
    /* Fields 4, 5, 20 and 24 of proc(5). */
    if (p == NULL ||
        sscanf(p + 1, /* NOLINT(cert-err34-c): numbers of the kernel's */
               " %*c %ld %ld %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %lu %*d %*u "
               "%*u %ld",
               &parent, &group, &threads, &pages) != 4)
        return false;
    *out = (struct task_info){ .pid = (pid_t)strtol(pid, NULL, 10),
                               .parent = (pid_t)parent,
                               .group = (pid_t)group,
                               .threads = threads,
                               .resident_bytes = (uint64_t)(pages > 0 ? pages : 0) *
                                                 (uint64_t)getpagesize() };
    return true;
}

struct task_list {
    struct task_info *items;
    size_t count, cap;
};

static int compare_tasks(const void *a, const void *b)
{
    const struct task_info *x = a;
    const struct task_info *y = b;

    return x->pid < y->pid ? -1 : x->pid > y->pid;
}

static bool has_our_parent(const struct task_list *list, const struct task_info *task)
{
    struct task_info key = { .pid = task->parent };
    const struct task_info *parent = bsearch(&key, list->items, list->count, sizeof(*list->items),
                                             compare_tasks);

    return parent != NULL && parent->is_ours;
}

/* All processes of the machine that this one may see; those below root are marked. */
static void list_tasks(struct task_list *list, pid_t root)
{
    DIR *dir = opendir("/proc");
    const struct dirent *entry;
    bool changed = true;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        struct task_info info;

        if (!ascii_is_digit(entry->d_name[0]) || !read_task(entry->d_name, &info))
            continue;
        info.is_ours = info.pid == root;
        list->items = xgrow(list->items, list->count, &list->cap, sizeof(*list->items));
        list->items[list->count++] = info;
    }
    if (dir != NULL)
        (void)closedir(dir);
    if (list->count > 0)
        qsort(list->items, list->count, sizeof(*list->items), compare_tasks);
    while (changed) { /* a child's number is mostly the larger one: few rounds */
        changed = false;
        for (size_t i = 0; i < list->count; i++)
            if (!list->items[i].is_ours && has_our_parent(list, &list->items[i]))
                changed = list->items[i].is_ours = true;
    }
}

/* Ends the program and all that came from it. A group is ended at once, so that none of it can
 * start another meanwhile; then whatever is alone. */
static void kill_all(const struct running *r, const struct task_list *list)
{
    pid_t last = getpgrp();

    for (size_t i = 0; i < list->count; i++) {
        pid_t group = list->items[i].group;

        if (list->items[i].is_ours && group > 1 && group != last && group != getpgrp()) {
            (void)kill(-group, SIGKILL);
            last = group;
        }
    }
    (void)kill(-r->pid, SIGKILL);
    (void)kill(r->pid, SIGKILL);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].is_ours)
            (void)kill(list->items[i].pid, SIGKILL);
}

/* list: NULL, or all tasks as they were just now. */
static void end(struct running *r, enum process_end why, const struct task_list *list)
{
    struct task_list fresh = { 0 };

    if (r->result->end == PROCESS_EXITED)
        r->result->end = why;
    if (list == NULL)
        list_tasks(&fresh, r->pid);
    kill_all(r, list != NULL ? list : &fresh);
    free(fresh.items);
}

/* What the limits say that the kernel does not watch for us. */
static void look_after(struct running *r)
{
    const struct process_limits *limits = &r->spec->limits;
    struct task_list list = { 0 };
    uint64_t tasks = 0;
    uint64_t memory = 0;

    if (limits->wall_ms > 0 && now_ms() - r->started_ms >= limits->wall_ms) {
        end(r, PROCESS_TIMED_OUT, NULL);
        return;
    }
    if (r->spec->should_stop != NULL && r->spec->should_stop(r->spec->stop_ctx)) {
        end(r, PROCESS_STOPPED, NULL);
        return;
    }
    if (limits->tasks == 0 && limits->memory_bytes == 0)
        return;
    list_tasks(&list, r->pid);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].is_ours) {
            tasks += list.items[i].threads;
            memory += list.items[i].resident_bytes;
        }
    }
    if (limits->tasks > 0 && tasks > limits->tasks)
        end(r, PROCESS_TOO_MANY_TASKS, &list);
    else if (limits->memory_bytes > 0 && memory > limits->memory_bytes)
        end(r, PROCESS_TOOK_TOO_MUCH_MEMORY, &list);
    free(list.items);
}

static void take_output(struct running *r, int which)
{
    char data[16384];
    ssize_t n = read(r->fds[which], data, sizeof(data));
    size_t room = r->spec->limits.output_bytes > 0 ? r->spec->limits.output_bytes - r->written
                                                   : SIZE_MAX;
    size_t kept;

    if (n < 0 && errno == EINTR)
        return;
    if (n <= 0) {
        (void)close(r->fds[which]);
        r->fds[which] = -1;
        return;
    }
    kept = (size_t)n < room ? (size_t)n : room;
    r->written += kept;
    if (r->spec->on_output != NULL)
        r->spec->on_output(r->spec->output_ctx, which == 1, str_slice(data, kept));
    else
        buf_add(which == 1 ? &r->result->err : &r->result->out, data, kept);
    if (kept < (size_t)n)
        end(r, PROCESS_WROTE_TOO_MUCH, NULL);
}

static uint32_t milliseconds(const struct timeval *t)
{
    return (uint32_t)(t->tv_sec * 1000 + t->tv_usec / 1000);
}

/* Until the program has ended. What it left behind in its group is ended then, so that the pipes
 * close. */
static void wait_for(struct running *r)
{
    int64_t next_look = r->started_ms + TICK_MS;
    struct rusage usage = { 0 };
    int status = 0;
    bool has_ended = false;

    while (!has_ended || r->fds[0] >= 0 || r->fds[1] >= 0) {
        struct pollfd polled[2] = { { .fd = r->fds[0], .events = POLLIN },
                                    { .fd = r->fds[1], .events = POLLIN } };
        int64_t left = next_look - now_ms();

        if (!has_ended && r->fds[0] < 0 && r->fds[1] < 0)
            left = left > 1 ? 1 : left; /* it is about to end */
        (void)poll(polled, 2, left > 0 ? (int)left : 0);
        for (int i = 0; i < 2; i++)
            if (r->fds[i] >= 0 && (polled[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
                take_output(r, i);
        if (!has_ended && wait4(r->pid, &status, WNOHANG, &usage) == r->pid) {
            has_ended = true;
            (void)kill(-r->pid, SIGKILL);
        }
        if (!has_ended && now_ms() >= next_look) {
            look_after(r);
            next_look = now_ms() + TICK_MS;
        } else if (has_ended && now_ms() >= next_look + 1000) {
            break; /* someone who left the group holds the pipe */
        }
    }
    r->result->cpu_ms = milliseconds(&usage.ru_utime) + milliseconds(&usage.ru_stime);
    r->result->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    r->result->exit_code = WIFSIGNALED(status) ? SIGNAL_BASE + WTERMSIG(status)
                                               : WEXITSTATUS(status);
    if (r->result->exit_code > SIGNAL_BASE && r->result->exit_code < SIGNAL_BASE + 65)
        r->result->signal = r->result->exit_code - SIGNAL_BASE;
}

static void close_pair(int fds[2])
{
    for (int i = 0; i < 2; i++) {
        if (fds[i] >= 0)
            (void)close(fds[i]);
        fds[i] = -1;
    }
}

enum status process_run(const struct process_spec *spec, struct process_result *out,
                        struct error *err)
{
    struct running r = { .spec = spec, .result = out, .started_ms = now_ms() };
    int output[2] = { -1, -1 };
    int errors[2] = { -1, -1 };
    pid_t self = getpid();

    *out = (struct process_result){ .end = PROCESS_EXITED, .out = BUF_INIT, .err = BUF_INIT };
    if (access(spec->argv[0], X_OK) != 0)
        return error_set(err, STATUS_IO, "%s: cannot be run: %s", spec->argv[0], strerror(errno));
    if (pipe2(output, O_CLOEXEC) != 0 || pipe2(errors, O_CLOEXEC) != 0 || (r.pid = fork()) < 0) {
        int why = errno;

        close_pair(output);
        close_pair(errors);
        return error_set(err, STATUS_IO, "%s: cannot be started: %s", spec->argv[0], strerror(why));
    }
    if (r.pid == 0)
        become_program(spec, output, errors, self);
    (void)close(output[1]);
    (void)close(errors[1]);
    r.fds[0] = output[0];
    r.fds[1] = errors[0];
    wait_for(&r);
    close_pair(r.fds);
    out->wall_ms = (uint32_t)(now_ms() - r.started_ms);
    return STATUS_OK;
}

void process_result_release(struct process_result *r)
{
    buf_release(&r->out);
    buf_release(&r->err);
}

static void add_bytes(struct buf *out, uint64_t bytes)
{
    static const char *const UNITS[] = { "bytes", "KiB", "MiB", "GiB" };
    size_t unit = 0;

    while (bytes >= 1024 && bytes % 1024 == 0 && unit < 3) {
        bytes /= 1024;
        unit++;
    }
    buf_addf(out, "%llu %s", (unsigned long long)bytes, UNITS[unit]);
}

void process_add_end(struct buf *out, const struct process_limits *limits,
                     const struct process_result *r)
{
    switch (r->end) {
    case PROCESS_TIMED_OUT:
        buf_addf(out, "stopped after %g s", limits->wall_ms / 1000.0);
        break;
    case PROCESS_WROTE_TOO_MUCH:
        buf_adds(out, "stopped: it wrote more than ");
        add_bytes(out, limits->output_bytes);
        break;
    case PROCESS_TOOK_TOO_MUCH_MEMORY:
        buf_adds(out, "stopped: it took more than ");
        add_bytes(out, limits->memory_bytes);
        buf_adds(out, " of memory");
        break;
    case PROCESS_TOO_MANY_TASKS:
        buf_addf(out, "stopped: it started more than %u processes and threads", limits->tasks);
        break;
    case PROCESS_STOPPED:
        buf_adds(out, "stopped");
        break;
    case PROCESS_EXITED:
        /* Half a second for how the kernel rounds. */
        if ((r->signal == SIGXCPU || r->signal == SIGKILL) && limits->cpu_seconds > 0 &&
            r->cpu_ms + 500 >= limits->cpu_seconds * 1000)
            buf_addf(out, "stopped: it used more than %u s of processor time", limits->cpu_seconds);
        break;
    }
}

/* The sandbox, each kind that works here: what a program inside may see and reach.
 *
 * This program is what runs inside: with arguments it is a probe, which tries one thing and says
 * "done" or why not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/find_program.h"
#include "core/xalloc.h"
#include "runner/files.h"
#include "runner/sandbox.h"

#ifndef AF_VSOCK
#define AF_VSOCK 40
#endif

extern char **environ;

/* --- probes: run inside --- */

static int told(bool is_done)
{
    (void)puts(is_done ? "done" : strerror(errno));
    return is_done ? 0 : 1;
}

static int probe_read(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char c;

    return told(fd >= 0 && read(fd, &c, 1) >= 0);
}

static int probe_list(const char *path)
{
    return told(opendir(path) != NULL);
}

static int probe_write(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    return told(fd >= 0 && write(fd, "x", 1) == 1);
}

static int probe_append(const char *path)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

    return told(fd >= 0 && write(fd, "x", 1) == 1);
}

/* Changes nothing, should it succeed. */
static int probe_open_to_write(const char *path)
{
    return told(open(path, O_WRONLY | O_CLOEXEC) >= 0);
}

static int probe_mkdir(const char *path)
{
    return told(mkdir(path, 0700) == 0);
}

static int probe_unlink(const char *path)
{
    return told(unlink(path) == 0);
}

static int probe_rename(const char *path)
{
    return told(rename(path, "moved") == 0);
}

static int probe_link(const char *path)
{
    return told(link(path, "linked") == 0);
}

static int probe_chmod(const char *path)
{
    return told(chmod(path, 0777) == 0);
}

static int probe_chown(const char *path)
{
    return told(chown(path, geteuid(), getegid()) == 0);
}

static int probe_touch(const char *path)
{
    static const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };

    return told(utimensat(AT_FDCWD, path, times, 0) == 0);
}

static int probe_truncate(const char *path)
{
    return told(truncate(path, 0) == 0);
}

static int probe_watch(const char *path)
{
    int fd = inotify_init1(IN_CLOEXEC);

    return told(inotify_add_watch(fd, path, IN_ALL_EVENTS) >= 0);
}

static int probe_through_link(const char *path)
{
    return symlink(path, "way") == 0 ? probe_read("way") : told(false);
}

static int probe_connect(const char *port)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
                              .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return told(fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0);
}

/* Programs may talk to themselves. */
static int probe_loopback(const char *unused)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof(at);
    int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int two = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)unused;
    return told(bind(one, (const struct sockaddr *)&at, sizeof(at)) == 0 && listen(one, 1) == 0 &&
                getsockname(one, (struct sockaddr *)&at, &len) == 0 &&
                connect(two, (const struct sockaddr *)&at, sizeof(at)) == 0);
}

static struct sockaddr_un unix_address(const char *path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };

    (void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
    if (at.sun_path[0] == '@')
        at.sun_path[0] = '\0';
    return at;
}

static int probe_unix_connect(const char *path)
{
    struct sockaddr_un to = unix_address(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return told(fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0);
}

static int probe_abstract_connect(const char *name)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)snprintf(to.sun_path + 1, sizeof(to.sun_path) - 1, "%s", name);
    return told(fd >= 0 && connect(fd, (const struct sockaddr *)&to,
                                   (socklen_t)(sizeof(sa_family_t) + 1 + strlen(name))) == 0);
}

/* The pair's other end is not needed: a datagram socket sends to whom it likes. */
static int send_from_pair(int type, const char *path)
{
    struct sockaddr_un to = unix_address(path);
    int fds[2];

    return told(socketpair(AF_UNIX, type, 0, fds) == 0 &&
                sendto(fds[0], "x", 1, 0, (const struct sockaddr *)&to, sizeof(to)) == 1);
}

static int probe_pair_datagram(const char *path)
{
    return send_from_pair(SOCK_DGRAM | SOCK_CLOEXEC, path);
}

static int probe_pair_raw(const char *path)
{
    return send_from_pair(SOCK_RAW, path);
}

static int probe_pair_stream(const char *unused)
{
    int fds[2];

    (void)unused;
    return told(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
}

static int probe_socket(const char *family)
{
    return told(syscall(SYS_socket, strtoul(family, NULL, 0), SOCK_STREAM, 0) >= 0);
}

static int probe_kill(const char *pid)
{
    return told(kill((pid_t)strtol(pid, NULL, 10), SIGKILL) == 0);
}

static int probe_kill_parent(const char *unused)
{
    (void)unused;
    (void)kill(getppid(), SIGKILL);
    (void)kill(1, SIGKILL);
    (void)kill(1, SIGTERM);
    (void)kill(1, SIGINT);
    (void)kill(-1, SIGTERM);
    return told(true);
}

static int probe_trace_parent(const char *unused)
{
    (void)unused;
    return told(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
}

/* Prints the numbers of all processes it sees in /proc. */
static int probe_processes(const char *unused)
{
    DIR *dir = opendir("/proc");
    const struct dirent *entry;

    (void)unused;
    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] > '0' && entry->d_name[0] <= '9')
            (void)printf("[%s]", entry->d_name);
    return told(true);
}

static int probe_environment(const char *unused)
{
    (void)unused;
    for (char **p = environ; *p != NULL; p++)
        (void)puts(*p);
    return 0;
}

/* Every environment that /proc shows. */
static int probe_environments(const char *unused)
{
    (void)unused;
    return system("cat /proc/[0-9]*/environ 2>/dev/null");
}

static int probe_files(const char *unused)
{
    (void)unused;
    for (int fd = 0; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            (void)printf("%d ", fd);
    return 0;
}

static int probe_keys(const char *unused)
{
    char keys[256];

    (void)unused;
    return told(syscall(SYS_keyctl, KEYCTL_READ, KEY_SPEC_SESSION_KEYRING, keys, sizeof(keys)) >=
                0);
}

static int probe_namespace(const char *unused)
{
    (void)unused;
    return told(unshare(CLONE_NEWUSER) == 0);
}

static int probe_hidden_memory(const char *unused)
{
    (void)unused;
    return told(syscall(SYS_memfd_create, "x", 0) >= 0 ||
                syscall(SYS_shmget, IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0);
}

static int probe_typing(const char *unused)
{
    (void)unused;
    errno = 0;
    (void)ioctl(STDIN_FILENO, TIOCSTI, "x");
    return told(errno != EPERM);
}

/* Megabytes that files in the folder may take. */
static int probe_room(const char *path)
{
    struct statvfs s;

    if (statvfs(path, &s) != 0)
        return told(false);
    (void)printf("%llu\n", (unsigned long long)s.f_blocks * s.f_frsize >> 20);
    return 0;
}

/* A child in a session of its own, which writes when the others are long gone. */
static int probe_leave_child(const char *path)
{
    if (fork() == 0) {
        (void)setsid();
        if (fork() == 0) {
            (void)close(STDOUT_FILENO);
            (void)close(STDERR_FILENO);
            (void)nanosleep(&(struct timespec){ 1, 0 }, NULL);
            return probe_write(path);
        }
        _exit(0);
    }
    return told(true);
}

/* The same, and never ends itself. */
static int probe_leave_child_and_hang(const char *path)
{
    (void)probe_leave_child(path);
    (void)fflush(stdout);
    (void)pause();
    return 0;
}

static int probe_exit(const char *code)
{
    return (int)strtol(code, NULL, 10);
}

static int probe_signal(const char *number)
{
    (void)raise((int)strtol(number, NULL, 10));
    return 0;
}

static int probe_fork(const char *unused)
{
    int status = 1;

    (void)unused;
    if (fork() == 0)
        _exit(0);
    return told(wait(&status) > 0 && status == 0 && system("/bin/true") == 0);
}

static const struct probe {
    const char *name;
    int (*run)(const char *arg);
} PROBES[] = {
    { "read", probe_read },
    { "list", probe_list },
    { "write", probe_write },
    { "append", probe_append },
    { "open-to-write", probe_open_to_write },
    { "mkdir", probe_mkdir },
    { "unlink", probe_unlink },
    { "rename", probe_rename },
    { "link", probe_link },
    { "chmod", probe_chmod },
    { "chown", probe_chown },
    { "touch", probe_touch },
    { "truncate", probe_truncate },
    { "watch", probe_watch },
    { "through-link", probe_through_link },
    { "connect", probe_connect },
    { "loopback", probe_loopback },
    { "unix-connect", probe_unix_connect },
    { "abstract-connect", probe_abstract_connect },
    { "pair-datagram", probe_pair_datagram },
    { "pair-raw", probe_pair_raw },
    { "pair-stream", probe_pair_stream },
    { "socket", probe_socket },
    { "kill", probe_kill },
    { "kill-parent", probe_kill_parent },
    { "trace-parent", probe_trace_parent },
    { "processes", probe_processes },
    { "environment", probe_environment },
    { "environments", probe_environments },
    { "files", probe_files },
    { "keys", probe_keys },
    { "namespace", probe_namespace },
    { "hidden-memory", probe_hidden_memory },
    { "typing", probe_typing },
    { "room", probe_room },
    { "leave-child", probe_leave_child },
    { "leave-child-and-hang", probe_leave_child_and_hang },
    { "exit", probe_exit },
    { "signal", probe_signal },
    { "fork", probe_fork },
};

static int run_probe(const char *name, const char *arg)
{
    for (size_t i = 0; i < sizeof(PROBES) / sizeof(PROBES[0]); i++)
        if (strcmp(PROBES[i].name, name) == 0)
            return PROBES[i].run(arg);
    (void)fprintf(stderr, "%s: no such probe\n", name);
    return 99;
}

/* --- outside --- */

struct fixture {
    struct sandbox sandbox;
    bool works;
    char *self;   /* this program */
    char *folder; /* holds all below */
    char *home;   /* has "secret"; nobody names it to the sandbox */
    char *readable, *writable, *temporary;
};

static char *path_of(const char *dir, const char *name)
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/%s", dir, name);
    return buf_detach(&path);
}

static void put(const char *dir, const char *name, const char *text)
{
    char *path = path_of(dir, name);
    struct error err;

    assert_int_equal(files_write(path, str_of(text), &err), STATUS_OK);
    (void)chmod(path, 0600);
    free(path);
}

static bool exists(const char *dir, const char *name)
{
    char *path = path_of(dir, name);
    struct stat st;
    bool found = lstat(path, &st) == 0;

    free(path);
    return found;
}

/* new: process_result_release(). */
static struct process_result probe_with(const struct fixture *f, const char *name, const char *arg,
                                        struct process_limits limits)
{
    /* The last for builds with sanitizers: looking for leaks takes ptrace(2). */
    static const char *const env[] = { "PATH=/usr/bin:/bin", "GIVEN=yes",
                                       "ASAN_OPTIONS=detect_leaks=0", NULL };
    const char *argv[] = { f->self, name, arg, NULL };
    char *folder = xstrdup(f->self);
    const char *readable[] = { f->readable, folder, NULL };
    const char *writable[] = { f->writable, "/nowhere/at-all", NULL };
    struct sandbox_view view = { .readable = readable,
                                 .writable = writable,
                                 .temporary = f->temporary };
    struct process_spec spec = { .argv = argv, .env = env, .cwd = f->writable, .limits = limits };
    struct process_result r;
    struct error err;

    if (spec.limits.wall_ms == 0)
        spec.limits.wall_ms = 30000;
    *strrchr(folder, '/') = '\0';
    if (sandbox_run(&f->sandbox, &view, &spec, &r, &err) != STATUS_OK)
        fail_msg("%s", err.msg);
    free(folder);
    return r;
}

/* What the probe prints. new: free(). */
static char *probe(void **state, const char *name, const char *arg)
{
    const struct fixture *f = *state;
    struct process_result r = probe_with(f, name, arg, (struct process_limits){ 0 });
    char *says;

    if (r.end != PROCESS_EXITED || r.exit_code > 1)
        fail_msg("%s %s: ends as %d, status %d, says %s%s", name, arg, (int)r.end, r.exit_code,
                 r.out.ptr, r.err.ptr);
    buf_trim_end(&r.out);
    says = xstrdup(r.out.ptr);
    process_result_release(&r);
    return says;
}

static void assert_done(void **state, const char *name, const char *arg)
{
    char *says = probe(state, name, arg);

    if (strcmp(says, "done") != 0)
        fail_msg("%s %s: %s", name, arg, says);
    free(says);
}

static void assert_refused(void **state, const char *name, const char *arg)
{
    char *says = probe(state, name, arg);

    if (strcmp(says, "done") == 0)
        fail_msg("%s %s is done", name, arg);
    free(says);
}

#define NEEDS_SANDBOX(state)                                                                       \
    do {                                                                                           \
        if (!((const struct fixture *)*(state))->works)                                            \
            skip();                                                                                \
    } while (0)

/* --- what works at all --- */

static void programs_run_inside(void **state)
{
    const struct fixture *f = *state;
    struct process_result r;

    NEEDS_SANDBOX(state);
    assert_done(state, "fork", "");
    r = probe_with(f, "exit", "42", (struct process_limits){ 0 });
    assert_int_equal(r.exit_code, 42);
    process_result_release(&r);
    r = probe_with(f, "signal", "15", (struct process_limits){ 0 });
    assert_int_equal(r.signal, SIGTERM);
    process_result_release(&r);
    assert_done(state, "loopback", "");
    assert_done(state, "pair-stream", "");
}

static void the_environment_is_what_is_given(void **state)
{
    char *says;

    NEEDS_SANDBOX(state);
    says = probe(state, "environment", "");
    assert_non_null(strstr(says, "PATH=/usr/bin:/bin\nGIVEN=yes"));
    assert_null(strstr(says, "RUSTPRO_TEST_SECRET"));
    free(says);
    says = probe(state, "environments", "");
    assert_null(strstr(says, "RUSTPRO_TEST_SECRET"));
    free(says);
}

static void files_that_are_open_here_are_not_open_there(void **state)
{
    int folder = open("/", O_RDONLY | O_DIRECTORY);
    int file = open("/etc/hostname", O_RDONLY);
    char *says;

    NEEDS_SANDBOX(state);
    says = probe(state, "files", "");
    assert_string_equal(says, "0 1 2");
    free(says);
    (void)close(folder);
    (void)close(file);
}

/* --- files --- */

static void what_is_named_readable_can_be_read_and_not_changed(void **state)
{
    static const char *const CHANGES[] = { "append", "unlink", "rename", "link",
                                           "chmod",  "chown",  "touch",  "truncate" };
    const struct fixture *f = *state;
    char *file;
    char *other;

    NEEDS_SANDBOX(state);
    file = path_of(f->readable, "file");
    other = path_of(f->readable, "new");
    assert_done(state, "read", file);
    assert_done(state, "list", f->readable);
    for (size_t i = 0; i < sizeof(CHANGES) / sizeof(CHANGES[0]); i++)
        assert_refused(state, CHANGES[i], file);
    assert_refused(state, "write", other);
    assert_refused(state, "mkdir", other);
    assert_true(exists(f->readable, "file"));
    assert_false(exists(f->readable, "new"));
    free(file);
    free(other);
}

static void what_is_named_writable_can_be_changed(void **state)
{
    const struct fixture *f = *state;

    NEEDS_SANDBOX(state);
    assert_done(state, "write", "relative");
    assert_true(exists(f->writable, "relative"));
    assert_done(state, "chmod", "relative");
    assert_done(state, "truncate", "relative");
    assert_done(state, "mkdir", "folder");
    assert_done(state, "rename", "relative");
    assert_true(exists(f->writable, "moved"));
    assert_done(state, "unlink", "moved");
    assert_done(state, "list", f->writable);
}

static void what_is_temporary_has_a_limit_and_is_gone_afterwards(void **state)
{
    const struct fixture *f = *state;
    char *file;
    char *says;

    NEEDS_SANDBOX(state);
    file = path_of(f->temporary, "file");
    assert_done(state, "write", file);
    assert_refused(state, "read", file);
    assert_false(exists(f->temporary, "file"));
    says = probe(state, "room", f->temporary);
    assert_string_equal(says, "64");
    free(says);
    free(file);
}

static void the_home_folder_is_not_to_be_seen(void **state)
{
    static const char *const TRIES[] = { "read",   "through-link", "append", "unlink",
                                         "rename", "link",         "chmod",  "chown",
                                         "touch",  "truncate",     "watch" };
    const struct fixture *f = *state;
    char *secret;
    char *fresh;
    struct stat before;
    struct stat after;

    NEEDS_SANDBOX(state);
    secret = path_of(f->home, "secret");
    fresh = path_of(f->home, "new");
    assert_int_equal(stat(secret, &before), 0);
    assert_refused(state, "list", f->home);
    assert_refused(state, "watch", f->home);
    assert_refused(state, "write", fresh);
    for (size_t i = 0; i < sizeof(TRIES) / sizeof(TRIES[0]); i++)
        assert_refused(state, TRIES[i], secret);
    assert_int_equal(stat(secret, &after), 0);
    assert_int_equal(before.st_mode, after.st_mode);
    assert_int_equal(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
    assert_int_equal(before.st_size, after.st_size);
    assert_false(exists(f->home, "new"));
    free(secret);
    free(fresh);
    if (getenv("HOME") != NULL && strcmp(getenv("HOME"), "/tmp") != 0)
        assert_refused(state, "list", getenv("HOME"));
}

static void the_systems_settings_cannot_be_read(void **state)
{
    static const char *const FILES[] = { "/etc/passwd", "/etc/shadow", "/etc/hostname",
                                         "/sys/class",  "/proc/kcore", "/var/log",
                                         "/run",        "/dev/kmsg",   "/dev/mem" };

    NEEDS_SANDBOX(state);
    for (size_t i = 0; i < sizeof(FILES) / sizeof(FILES[0]); i++)
        assert_refused(state, "read", FILES[i]);
    assert_refused(state, "list", "/root");
    assert_refused(state, "list", "/home");
}

static void nothing_can_be_written_elsewhere(void **state)
{
    static const char *const PLACES[] = { "/new",     "/usr/new",     "/etc/new",
                                          "/dev/new", "/var/tmp/new", "/bin/new" };
    /* Root's files, and root may run the tests. */
    static const char *const SETTINGS[] = { "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern",
                                            "/proc/sys/kernel/modprobe", "/proc/sys/vm/drop_caches",
                                            "/proc/irq/default_smp_affinity" };

    NEEDS_SANDBOX(state);
    for (size_t i = 0; i < sizeof(PLACES) / sizeof(PLACES[0]); i++)
        assert_refused(state, "write", PLACES[i]);
    for (size_t i = 0; i < sizeof(SETTINGS) / sizeof(SETTINGS[0]); i++)
        assert_refused(state, "open-to-write", SETTINGS[i]);
    assert_done(state, "append", "/dev/null");
}

/* --- sockets --- */

static void a_listener_on_the_machine_cannot_be_reached(void **state)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char port[16];

    assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    (void)snprintf(port, sizeof(port), "%u", ntohs(at.sin_port));
    assert_int_equal(run_probe("connect", port), 0); /* the probe can, outside */
    NEEDS_SANDBOX(state);
    assert_refused(state, "connect", port);
    (void)close(fd);
}

static int open_socket(int type, const char *path)
{
    struct sockaddr_un at = unix_address(path);
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
    if (type == SOCK_STREAM)
        assert_int_equal(listen(fd, 8), 0);
    return fd;
}

static void sockets_in_the_file_system_cannot_be_reached(void **state)
{
    const struct fixture *f = *state;
    char *stream = path_of(f->home, "stream");
    char *datagram = path_of(f->home, "datagram");
    int one = open_socket(SOCK_STREAM, stream);
    int two = open_socket(SOCK_DGRAM, datagram);
    struct pollfd polled[] = { { .fd = one, .events = POLLIN }, { .fd = two, .events = POLLIN } };

    if (f->works) {
        assert_refused(state, "unix-connect", stream);
        assert_refused(state, "pair-datagram", datagram);
        assert_refused(state, "pair-raw", datagram);
        assert_int_equal(poll(polled, 2, 0), 0);
    }
    assert_int_equal(run_probe("unix-connect", stream), 0); /* the probes can, outside */
    assert_int_equal(run_probe("pair-datagram", datagram), 0);
    (void)close(one);
    (void)close(two);
    (void)unlink(stream);
    (void)unlink(datagram);
    free(stream);
    free(datagram);
    NEEDS_SANDBOX(state);
}

static void sockets_with_abstract_names_cannot_be_reached(void **state)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    char name[64];
    int fd;

    NEEDS_SANDBOX(state);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)snprintf(name, sizeof(name), "rustpro-test-%ld", (long)getpid());
    (void)snprintf(at.sun_path + 1, sizeof(at.sun_path) - 1, "%s", name);
    assert_int_equal(
        bind(fd, (const struct sockaddr *)&at, (socklen_t)(sizeof(sa_family_t) + 1 + strlen(name))),
        0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(run_probe("abstract-connect", name), 0);
    assert_refused(state, "abstract-connect", name);
    (void)close(fd);
}

/* AF_VSOCK leads out of a virtual machine; the kernel drops what is above 32 bits. */
static void sockets_that_no_namespace_holds_cannot_be_made(void **state)
{
    static const char *const FAMILIES[] = {
        "40", "38", "31", "17", "15", "0x100000028", "0x100000011", "0xffffffff00000028"
    };

    NEEDS_SANDBOX(state);
    for (size_t i = 0; i < sizeof(FAMILIES) / sizeof(FAMILIES[0]); i++) {
        char *says = probe(state, "socket", FAMILIES[i]);

        assert_string_equal(says, "Permission denied");
        free(says);
    }
    if (((const struct fixture *)*state)->sandbox.kind == SANDBOX_OWN)
        assert_refused(state, "socket", "0x100000001");
}

/* --- processes --- */

static void other_processes_cannot_be_seen_or_ended(void **state)
{
    char pid[16];
    char shown[24];
    char *says;

    (void)snprintf(pid, sizeof(pid), "%ld", (long)getpid());
    (void)snprintf(shown, sizeof(shown), "[%s]", pid);
    NEEDS_SANDBOX(state);
    assert_refused(state, "kill", pid);
    says = probe(state, "processes", "");
    if (getpid() > 9)
        assert_null(strstr(says, shown));
    free(says);
}

static void what_watches_over_it_cannot_be_ended_or_traced(void **state)
{
    NEEDS_SANDBOX(state);
    assert_done(state, "kill-parent", "");
    assert_refused(state, "trace-parent", "");
}

static void wait_until_it_would_have_written(void)
{
    (void)nanosleep(&(struct timespec){ 2, 0 }, NULL);
}

static void all_it_started_ends_with_it(void **state)
{
    const struct fixture *f = *state;
    struct process_result r;

    NEEDS_SANDBOX(state);
    assert_done(state, "leave-child", "late-1");
    r = probe_with(f, "leave-child-and-hang", "late-2", (struct process_limits){ .wall_ms = 300 });
    assert_int_equal(r.end, PROCESS_TIMED_OUT);
    process_result_release(&r);
    wait_until_it_would_have_written();
    assert_false(exists(f->writable, "late-1"));
    assert_false(exists(f->writable, "late-2"));
}

/* Where it is killed itself, nobody is left to stop what runs inside. */
static void all_it_started_ends_when_the_caller_is_killed(void **state)
{
    const struct fixture *f = *state;
    int ends[2];
    char c;
    pid_t caller;

    NEEDS_SANDBOX(state);
    assert_int_equal(pipe(ends), 0);
    caller = fork();
    assert_true(caller >= 0);
    if (caller == 0) {
        (void)close(ends[0]);
        (void)probe_with(f, "leave-child-and-hang", "late-3", (struct process_limits){ 0 });
        _exit(0);
    }
    (void)close(ends[1]);
    (void)nanosleep(&(struct timespec){ 0, 500000000 }, NULL);
    (void)kill(caller, SIGKILL);
    assert_int_equal(waitpid(caller, NULL, 0), caller);
    assert_int_equal(read(ends[0], &c, 1), 0);
    (void)close(ends[0]);
    wait_until_it_would_have_written();
    assert_false(exists(f->writable, "late-3"));
}

/* --- the rest of the kernel --- */

static void keys_namespaces_hidden_memory_and_typing_are_refused(void **state)
{
    NEEDS_SANDBOX(state);
    assert_refused(state, "keys", "");
    assert_refused(state, "namespace", "");
    assert_refused(state, "hidden-memory", "");
    assert_refused(state, "typing", "");
}

/* --- both kinds --- */

static int open_fixture(void **state, enum sandbox_kind kind)
{
    static const char *const argv[] = { "/bin/true", NULL };
    static const char *const env[] = { NULL };
    struct fixture *f = xcalloc(1, sizeof(*f));
    struct process_spec spec = { .argv = argv, .env = env, .limits = { .wall_ms = 20000 } };
    struct sandbox_view view = { 0 };
    struct process_result r;
    struct error err;

    *state = f;
    f->sandbox.kind = kind;
    f->sandbox.bwrap = kind == SANDBOX_BUBBLEWRAP ? find_program("bwrap") : NULL;
    f->self = realpath("/proc/self/exe", NULL);
    if (files_make_scratch(&f->folder, &err) != STATUS_OK || f->self == NULL)
        return -1;
    f->home = path_of(f->folder, "home");
    f->readable = path_of(f->folder, "readable");
    f->writable = path_of(f->folder, "writable");
    f->temporary = path_of(f->folder, "temporary");
    (void)mkdir(f->home, 0700);
    (void)mkdir(f->readable, 0700);
    (void)mkdir(f->writable, 0700);
    (void)mkdir(f->temporary, 0700);
    put(f->home, "secret", "hush");
    put(f->readable, "file", "words");
    (void)setenv("RUSTPRO_TEST_SECRET", "hush", 1);
#ifdef __SANITIZE_ADDRESS__
    if (kind == SANDBOX_OWN) {
        print_message("programs with AddressSanitizer need /proc: the tests of %s are skipped\n",
                      sandbox_name(kind));
        return 0;
    }
#endif
    if (kind == SANDBOX_BUBBLEWRAP && f->sandbox.bwrap == NULL) {
        print_message("bubblewrap is not installed: its tests are skipped\n");
        return 0;
    }
    if (sandbox_run(&f->sandbox, &view, &spec, &r, &err) != STATUS_OK) {
        print_message("%s does not work here (%s): its tests are skipped\n", sandbox_name(kind),
                      err.msg);
        return 0;
    }
    f->works = r.end == PROCESS_EXITED && r.exit_code == 0;
    if (!f->works)
        print_message("%s does not work here (status %d): its tests are skipped\n",
                      sandbox_name(kind), r.exit_code);
    process_result_release(&r);
    return 0;
}

static int open_bubblewrap(void **state)
{
    return open_fixture(state, SANDBOX_BUBBLEWRAP);
}

static int open_own(void **state)
{
    return open_fixture(state, SANDBOX_OWN);
}

static int close_fixture(void **state)
{
    struct fixture *f = *state;

    files_remove_tree(f->folder);
    sandbox_release(&f->sandbox);
    free(f->self);
    free(f->folder);
    free(f->home);
    free(f->readable);
    free(f->writable);
    free(f->temporary);
    free(f);
    return 0;
}

/* --- which is taken --- */

static void assert_probed(const char *wanted, enum sandbox_kind kind)
{
    struct sandbox s;

    assert_int_equal(setenv("RUSTPRO_SANDBOX", wanted, 1), 0);
    sandbox_probe(&s);
    assert_int_equal(s.kind, kind);
    if (kind == SANDBOX_NONE)
        assert_true(s.missing[0] != '\0');
    sandbox_release(&s);
    assert_int_equal(unsetenv("RUSTPRO_SANDBOX"), 0);
}

static void the_environment_leaves_better_ways_out(void **state)
{
    const struct fixture *f = *state;

    assert_probed("none", SANDBOX_NONE);
    if (f->works)
        assert_probed(f->sandbox.kind == SANDBOX_OWN ? "own" : "", f->sandbox.kind);
}

#define TEST(f) cmocka_unit_test(f)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(programs_run_inside),
        TEST(the_environment_is_what_is_given),
        TEST(files_that_are_open_here_are_not_open_there),
        TEST(what_is_named_readable_can_be_read_and_not_changed),
        TEST(what_is_named_writable_can_be_changed),
        TEST(what_is_temporary_has_a_limit_and_is_gone_afterwards),
        TEST(the_home_folder_is_not_to_be_seen),
        TEST(the_systems_settings_cannot_be_read),
        TEST(nothing_can_be_written_elsewhere),
        TEST(a_listener_on_the_machine_cannot_be_reached),
        TEST(sockets_in_the_file_system_cannot_be_reached),
        TEST(sockets_with_abstract_names_cannot_be_reached),
        TEST(sockets_that_no_namespace_holds_cannot_be_made),
        TEST(other_processes_cannot_be_seen_or_ended),
        TEST(what_watches_over_it_cannot_be_ended_or_traced),
        TEST(all_it_started_ends_with_it),
        TEST(all_it_started_ends_when_the_caller_is_killed),
        TEST(keys_namespaces_hidden_memory_and_typing_are_refused),
        TEST(the_environment_leaves_better_ways_out),
    };

    if (argc > 1)
        return run_probe(argv[1], argc > 2 ? argv[2] : "");
    return cmocka_run_group_tests_name("bubblewrap", tests, open_bubblewrap, close_fixture) +
           cmocka_run_group_tests_name("own", tests, open_own, close_fixture);
}

/* The sandbox of namespaces, Landlock and seccomp. Everything below own_sandbox_enter() runs
 * between fork and exec: system calls alone. */
#include "runner/sandbox_own.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner/sandbox_filter.h"

enum { TASKS_MAX = 1024 }; /* of one user in the namespace; limits are lower */

/* Rights of later kernels than the headers know of. */
enum {
    ACCESS_READ = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                  LANDLOCK_ACCESS_FS_READ_DIR,
    ACCESS_FILE = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                  LANDLOCK_ACCESS_FS_WRITE_FILE,
    ACCESS_ABI_1 = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1, /* the 13 rights of the first version */
    ACCESS_REFER = 1 << 13,                                /* version 2 */
    ACCESS_TRUNCATE = 1 << 14                              /* version 3 */
};

/* --- before the fork --- */

static unsigned all_rights(long abi)
{
    unsigned rights = ACCESS_ABI_1;

    if (abi >= 2)
        rights |= ACCESS_REFER;
    if (abi >= 3)
        rights |= ACCESS_TRUNCATE;
    return rights;
}

static void allow_path(int ruleset, const char *path, unsigned rights)
{
    struct landlock_path_beneath_attr rule = { .allowed_access = rights };
    struct stat st;

    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return;
    if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rule.allowed_access &= ACCESS_FILE | ACCESS_TRUNCATE;
    (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    (void)close(rule.parent_fd);
}

static void allow_paths(int ruleset, const char *const *paths, unsigned rights)
{
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++)
        allow_path(ruleset, paths[i], rights);
}

static int make_ruleset(const struct sandbox_view *view, unsigned *rights)
{
    static const char *const DEVICES[] = { "/dev/null",   "/dev/zero",    "/dev/full",
                                           "/dev/random", "/dev/urandom", NULL };
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct landlock_ruleset_attr attr = { .handled_access_fs = all_rights(abi) };
    int ruleset;

    if (abi < 1)
        return -1;
    *rights = all_rights(abi);
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr.handled_access_fs), 0);
    if (ruleset >= 0) {
        allow_paths(ruleset, view->readable, ACCESS_READ);
        allow_paths(ruleset, view->writable, *rights);
        allow_paths(ruleset, DEVICES, ACCESS_FILE);
    }
    return ruleset;
}

enum status own_sandbox_prepare(const struct sandbox_view *view, const char *cwd,
                                struct own_sandbox *out, struct error *err)
{
    unsigned uid = (unsigned)geteuid();
    unsigned gid = (unsigned)getegid();

    *out = (struct own_sandbox){ .view = view, .cwd = cwd, .filter = -1 };
    out->ruleset = make_ruleset(view, &out->rights);
    if (out->ruleset < 0)
        return error_set(err, STATUS_IO, "this kernel has no Landlock");
    out->filter = sandbox_filter_make(true);
    if (out->filter < 0) {
        own_sandbox_release(out);
        return error_set(err, STATUS_IO, "no seccomp filter can be made here");
    }
    (void)snprintf(out->uid_map, sizeof(out->uid_map), "%u %u 1", uid, uid);
    (void)snprintf(out->gid_map, sizeof(out->gid_map), "%u %u 1", gid, gid);
    return STATUS_OK;
}

void own_sandbox_release(struct own_sandbox *s)
{
    if (s->ruleset >= 0)
        (void)close(s->ruleset);
    if (s->filter >= 0)
        (void)close(s->filter);
    s->ruleset = s->filter = -1;
}

/* --- in the child --- */

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    size_t len = strlen(text);
    bool is_written = fd >= 0 && write(fd, text, len) == (ssize_t)len;

    if (fd >= 0)
        (void)close(fd);
    return is_written;
}

/* Programs may talk to themselves through 127.0.0.1. */
static void bring_loopback_up(void)
{
    struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd >= 0) {
        (void)ioctl(fd, SIOCSIFFLAGS, &request);
        (void)close(fd);
    }
}

/* Mounts of this namespace alone. What is writable becomes a mount of its own. */
static bool make_mounts_read_only(const struct sandbox_view *view)
{
    struct mount_attr closed = { .attr_set = MOUNT_ATTR_RDONLY };
    struct mount_attr open = { .attr_clr = MOUNT_ATTR_RDONLY };
    const char *const *paths = view->writable;

    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return false;
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++)
        if (mount(paths[i], paths[i], NULL, MS_BIND, NULL) != 0 && errno != ENOENT)
            return false;
    if (syscall(SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &closed, sizeof(closed)) != 0)
        return false;
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++)
        (void)syscall(SYS_mount_setattr, AT_FDCWD, paths[i], 0, &open, sizeof(open));
    return true;
}

static bool mount_temporary(const struct own_sandbox *s)
{
    const char *path = s->view->temporary;

    if (path == NULL)
        return true;
    if (mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV,
              "mode=0700,nr_inodes=65536,size=" SANDBOX_TMP_BYTES) != 0)
        return false;
    allow_path(s->ruleset, path, s->rights);
    return true;
}

/* Waits for the child and ends as it did; a process that reaps for others waits for them too. */
static void end_as(pid_t child)
{
    int status = 0;
    pid_t pid;

    (void)close_range(STDIN_FILENO, ~0U, 0); /* pipes must end with the program */
    while ((pid = wait(&status)) != child)
        if (pid < 0 && errno != EINTR)
            _exit(1);
    _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

/* Goes on in a child; this process stays behind to wait for it. */
static bool go_on_in_child(void)
{
    pid_t child = fork();

    if (child < 0)
        return false;
    if (child > 0)
        end_as(child);
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
}

int own_sandbox_enter(void *ctx)
{
    const struct own_sandbox *s = ctx;

    if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC |
                CLONE_NEWUTS) != 0)
        return -1;
    (void)write_text("/proc/self/setgroups", "deny");
    if (!write_text("/proc/self/uid_map", s->uid_map) ||
        !write_text("/proc/self/gid_map", s->gid_map))
        return -1;
    bring_loopback_up();
    if (!make_mounts_read_only(s->view) || !mount_temporary(s) ||
        (s->cwd != NULL && chdir(s->cwd) != 0)) /* again: onto the new mounts */
        return -1;
    /* Should who counts them be late. The kernel exempts root. */
    (void)setrlimit(RLIMIT_NPROC, &(struct rlimit){ TASKS_MAX, TASKS_MAX });
    /* The first child is process 1 of its namespace: when it ends, all in it do. Signals that would
     * end any other process are nothing to it, so the program is its child. */
    for (int generation = 0; generation < 2; generation++)
        if (!go_on_in_child())
            return -1;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        syscall(SYS_landlock_restrict_self, s->ruleset, 0) != 0 ||
        !sandbox_filter_install(s->filter))
        return -1;
    return 0;
}

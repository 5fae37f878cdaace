/* The seccomp filter of the sandboxes. */
#include "runner/sandbox_filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel looks at 32 bits of arguments that are numbers, seccomp at 64. */
#define INT_MASK         UINT64_C(0xffffffff)
#define SOCKET_TYPE_MASK UINT64_C(0xf)

static const struct refused_call {
    int number;
    int error;
    bool only_with_files;
} REFUSED[] = {
    /* Sockets and files by other ways than the system calls that are looked at. */
    { SCMP_SYS(io_uring_setup), ENOSYS, false },
    /* Its flags lie in memory; who gets ENOSYS uses clone(). */
    { SCMP_SYS(clone3), ENOSYS, false },
    /* Memory that stays when no process holds it. */
    { SCMP_SYS(memfd_create), ENOSYS, false },
    { SCMP_SYS(shmget), ENOSYS, false },
    /* The kernel shares the processor between sessions: many of them would leave none to who counts
     * them (sched(7), autogroup). */
    { SCMP_SYS(setsid), EPERM, false },
    /* The session's keys. */
    { SCMP_SYS(add_key), EPERM, false },
    { SCMP_SYS(keyctl), EPERM, false },
    { SCMP_SYS(request_key), EPERM, false },
    /* What nobody needs here, and many holes in kernels began with. */
    { SCMP_SYS(bpf), EPERM, false },
    { SCMP_SYS(perf_event_open), EPERM, false },
    { SCMP_SYS(userfaultfd), EPERM, false },
    { SCMP_SYS(ptrace), EPERM, false },
    { SCMP_SYS(pidfd_getfd), EPERM, false },
    { SCMP_SYS(process_vm_readv), EPERM, false },
    { SCMP_SYS(process_vm_writev), EPERM, false },
    { SCMP_SYS(unshare), EPERM, false },
    { SCMP_SYS(setns), EPERM, false },
    { SCMP_SYS(chroot), EPERM, false },
    { SCMP_SYS(pivot_root), EPERM, false },
    { SCMP_SYS(mount), EPERM, false },
    { SCMP_SYS(umount2), EPERM, false },
    { SCMP_SYS(open_tree), EPERM, false },
    { SCMP_SYS(move_mount), EPERM, false },
    { SCMP_SYS(mount_setattr), EPERM, false },
    { SCMP_SYS(fsopen), EPERM, false },
    { SCMP_SYS(fspick), EPERM, false },
    /* Names of files that come and go. */
    { SCMP_SYS(inotify_add_watch), EACCES, true },
    { SCMP_SYS(fanotify_init), EACCES, true },
};

static bool refuse_calls(scmp_filter_ctx filter, bool sees_files)
{
    for (size_t i = 0; i < sizeof(REFUSED) / sizeof(REFUSED[0]); i++)
        if ((sees_files || !REFUSED[i].only_with_files) &&
            seccomp_rule_add(filter, SCMP_ACT_ERRNO((unsigned)REFUSED[i].error), REFUSED[i].number,
                             0) != 0)
            return false;
    return true;
}

/* All families but the Internet's, netlink for the names of interfaces, and where the file system
 * is not shared those in it. */
static bool refuse_families(scmp_filter_ctx filter, bool sees_files)
{
    for (unsigned family = 0; family <= AF_NETLINK; family++) {
        if (family == AF_INET || family == AF_INET6 || family == AF_NETLINK ||
            (family == AF_UNIX && !sees_files))
            continue;
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1,
                             SCMP_A0(SCMP_CMP_EQ, family, 0)) != 0)
            return false;
    }
    /* Numbers with more than 32 bits, too. */
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1,
                            SCMP_A0(SCMP_CMP_GE, AF_NETLINK + 1, 0)) == 0;
}

/* One of a pair of datagram sockets can send to any other in the file system. */
static bool refuse_datagram_pairs(scmp_filter_ctx filter)
{
    static const unsigned TYPES[] = { SOCK_DGRAM, SOCK_RAW };

    for (size_t i = 0; i < sizeof(TYPES) / sizeof(TYPES[0]); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socketpair), 1,
                             SCMP_A1(SCMP_CMP_MASKED_EQ, SOCKET_TYPE_MASK, TYPES[i])) != 0)
            return false;
    return true;
}

static bool refuse_typing(scmp_filter_ctx filter)
{
    static const unsigned REQUESTS[] = { TIOCSTI, TIOCLINUX };

    for (size_t i = 0; i < sizeof(REQUESTS) / sizeof(REQUESTS[0]); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
                             SCMP_A1(SCMP_CMP_MASKED_EQ, INT_MASK, REQUESTS[i])) != 0)
            return false;
    return true;
}

static bool refuse_namespaces(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER)) == 0;
}

int sandbox_filter_make(bool sees_files)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int fd = -1;

    if (filter == NULL)
        return -1;
    if (refuse_calls(filter, sees_files) && refuse_families(filter, sees_files) &&
        (!sees_files || refuse_datagram_pairs(filter)) && refuse_typing(filter) &&
        refuse_namespaces(filter) && (fd = memfd_create("seccomp", MFD_CLOEXEC)) >= 0 &&
        (seccomp_export_bpf(filter, fd) != 0 || lseek(fd, 0, SEEK_SET) != 0)) {
        (void)close(fd);
        fd = -1;
    }
    seccomp_release(filter);
    return fd;
}

bool sandbox_filter_install(int fd)
{
    struct sock_filter code[SANDBOX_FILTER_MAX];
    ssize_t n = pread(fd, code, sizeof(code), 0);
    struct sock_fprog program = { .filter = code };

    if (n <= 0 || n == (ssize_t)sizeof(code))
        return false;
    program.len = (unsigned short)((size_t)n / sizeof(code[0]));
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

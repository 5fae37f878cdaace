/* The seccomp filter of the sandboxes: system calls that namespaces, mounts and Landlock leave
 * open.
 *
 * Refused are sockets of families that no namespace holds (the machine's own, AF_VSOCK, leads to
 * the host of a virtual one), keyrings, new namespaces, mounts and sessions, tracing, typing into a
 * terminal, and memory that belongs to no process and that the limits would not see.
 * Sources: seccomp(2), socket(2), keyrings(7), flatpak's common/flatpak-run.c.
 */
#ifndef RUSTPRO_RUNNER_SANDBOX_FILTER_H
#define RUSTPRO_RUNNER_SANDBOX_FILTER_H

#include <stdbool.h>

enum { SANDBOX_FILTER_MAX = 512 }; /* instructions; ours has about a hundred */

/* A file that holds the program, to be read from its start, closed on exec; -1: none can be made.
 * sees_files: for a sandbox that shares the file system's names with the outside: it refuses
 * sockets in the file system and watching files, too. new: close(). */
int sandbox_filter_make(bool sees_files);

/* Makes the calling process obey it; between fork and exec. */
bool sandbox_filter_install(int fd);

#endif

/* Reading a whole file. */
#include "indexer/read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads what fd holds, at most one byte more than max. False: errno tells why. */
static bool read_all(int fd, size_t expected, size_t max, struct buf *out)
{
    size_t start = out->len;
    ssize_t got;

    buf_reserve(out, (expected < max ? expected : max) + 2);
    do {
        if (out->cap - out->len < 2)
            buf_reserve(out, out->cap);
        got = read(fd, out->ptr + out->len, out->cap - out->len - 1);
        if (got > 0)
            out->len += (size_t)got;
    } while ((got > 0 && out->len - start <= max) || (got < 0 && errno == EINTR));
    out->ptr[out->len] = '\0';
    return got >= 0;
}

enum status read_file(const char *path, size_t max, struct buf *out, struct error *err)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    size_t start = out->len;
    enum status st = STATUS_OK;
    struct stat info;

    if (fd < 0)
        return error_set(err, errno == ENOENT || errno == ENOTDIR ? STATUS_NOT_FOUND : STATUS_IO,
                         "%s", strerror(errno));
    if (fstat(fd, &info) != 0)
        st = error_set(err, STATUS_IO, "%s", strerror(errno));
    else if (!S_ISREG(info.st_mode))
        st = error_set(err, STATUS_IO, "not a file");
    else if (!read_all(fd, (size_t)info.st_size, max, out))
        st = error_set(err, STATUS_IO, "%s", strerror(errno));
    else if (out->len - start > max)
        st = error_set(err, STATUS_TOO_BIG, "larger than %zu MiB", max >> 20);
    (void)close(fd);
    return st;
}

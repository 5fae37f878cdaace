/* Reading a whole file. */
#include "indexer/read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum status read_file(const char *path, size_t max, struct buf *out, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    size_t start = out->len;
    enum status st = STATUS_OK;
    struct stat info;
    ssize_t n = -1;

    if (fd < 0)
        return error_set(err, STATUS_IO, "%s", strerror(errno));
    buf_reserve(out, fstat(fd, &info) == 0 && info.st_size > 0 && (size_t)info.st_size <= max
                         ? (size_t)info.st_size + 1
                         : 4096);
    while (out->len - start <= max &&
           (n = read(fd, out->ptr + out->len, out->cap - out->len - 1)) > 0) {
        out->len += (size_t)n;
        if (out->cap - out->len < 2)
            buf_reserve(out, 4096);
    }
    if (n < 0)
        st = error_set(err, STATUS_IO, "%s", strerror(errno));
    else if (n > 0)
        st = error_set(err, STATUS_TOO_BIG, "larger than %zu MiB", max >> 20);
    out->ptr[out->len] = '\0';
    close(fd);
    return st;
}

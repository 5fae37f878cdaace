/* Small files and folders of the runner's own. */
#include "runner/files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/xalloc.h"

enum status files_read(const char *path, size_t max, struct buf *out, struct error *err)
{
    FILE *f = fopen(path, "re");
    char data[8192];
    size_t start = out->len;
    size_t n;

    if (f == NULL)
        return error_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "%s: %s", path,
                         strerror(errno));
    while ((n = fread(data, 1, sizeof(data), f)) > 0 && out->len - start <= max)
        buf_add(out, data, n);
    if (ferror(f) != 0) {
        (void)fclose(f);
        return error_set(err, STATUS_IO, "%s: cannot be read", path);
    }
    (void)fclose(f);
    if (out->len - start > max)
        return error_set(err, STATUS_TOO_BIG, "%s: more than %zu bytes", path, max);
    return STATUS_OK;
}

enum status files_write(const char *path, struct str data, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool is_written = true;

    if (fd < 0)
        return error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
    while (data.len > 0 && is_written) {
        ssize_t n = write(fd, data.ptr, data.len);

        if (n < 0 && errno == EINTR)
            continue;
        is_written = n > 0;
        if (is_written)
            data = str_slice(data.ptr + n, data.len - (size_t)n);
    }
    if (close(fd) != 0 || !is_written)
        return error_set(err, STATUS_IO, "%s: cannot be written: %s", path, strerror(errno));
    return STATUS_OK;
}

enum status files_make_folders(const char *path, struct error *err)
{
    char *part = xstrdup(path);
    enum status st = STATUS_OK;

    for (char *p = part + 1; st == STATUS_OK; p++) {
        char c = *p;

        if (c != '/' && c != '\0')
            continue;
        *p = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            st = error_set(err, STATUS_IO, "%s: %s", part, strerror(errno));
        *p = c;
        if (c == '\0')
            break;
    }
    free(part);
    return st;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    (void)remove(path);
    return 0;
}

void files_remove_tree(const char *path)
{
    (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

enum status files_make_scratch(char **out, struct error *err)
{
    const char *base = getenv("TMPDIR");
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/rustpro-XXXXXX", base != NULL && base[0] == '/' ? base : "/tmp");
    if (mkdtemp(path.ptr) == NULL) {
        enum status st = error_set(err, STATUS_IO, "%s: no folder can be made there: %s", path.ptr,
                                   strerror(errno));

        buf_release(&path);
        return st;
    }
    *out = realpath(path.ptr, NULL); /* the sandbox shows real paths */
    if (*out == NULL)
        *out = xstrdup(path.ptr);
    buf_release(&path);
    return STATUS_OK;
}

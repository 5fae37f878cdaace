/* The history of the prompt. The file has a line for each entry, with RS (0x1E) for line feeds in
 * it: no entry holds control characters. Writers hold a lock on the file (flock); one that makes it
 * anew renames the new file over it, so whoever waited for the lock looks whether it still has the
 * file of that name.
 */
#include "cli/repl_history.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "runner/files.h"

#define LINE_FEED_INSIDE '\x1e'

enum {
    BYTES_MAX = 8 << 20, /* of a file; of a longer one the end is read */
    LINES_OVER = 1000,   /* lines more than are kept before the file is made anew */
    LOCK_TRIES_MAX = 100
};

void history_release(struct history *h)
{
    for (size_t i = 0; i < h->count; i++)
        free(h->lines[i]);
    free(h->lines);
    *h = (struct history){ 0 };
}

void history_add(struct history *h, char *line)
{
    h->lines = xgrow(h->lines, h->count, &h->cap, sizeof(*h->lines));
    h->lines[h->count++] = line;
}

/* Equal lines beside each other, the newest first. Slots of one array: addresses are ages. */
static int by_text(const void *a, const void *b)
{
    char *const *const *x = a;
    char *const *const *y = b;
    int order = strcmp(**x, **y);

    return order != 0 ? order : *x > *y ? -1 : *x < *y;
}

void history_tidy(struct history *h, size_t max)
{
    char ***sorted = xcalloc(h->count + 1, sizeof(*sorted));
    size_t kept = 0;
    size_t skip;

    for (size_t i = 0; i < h->count; i++)
        sorted[i] = &h->lines[i];
    qsort(sorted, h->count, sizeof(*sorted), by_text);
    for (size_t i = 1, newest = 0; i < h->count; i++) {
        if (strcmp(*sorted[newest], *sorted[i]) != 0) {
            newest = i;
            continue;
        }
        free(*sorted[i]);
        *sorted[i] = NULL;
    }
    for (size_t i = 0; i < h->count; i++)
        if (h->lines[i] != NULL)
            h->lines[kept++] = h->lines[i];
    skip = kept > max ? kept - max : 0;
    for (size_t i = 0; i < kept; i++) {
        if (i < skip)
            free(h->lines[i]);
        else
            h->lines[i - skip] = h->lines[i];
    }
    h->count = kept - skip;
    free(sorted);
}

static enum status failed(const char *path, struct error *err)
{
    return error_set(err, STATUS_IO, "%s: %s: the history is not kept", path, strerror(errno));
}

/* The file's end, from a line's start on. */
static enum status read_end(int fd, const char *path, struct buf *out, struct error *err)
{
    struct stat st;
    off_t start;

    if (fstat(fd, &st) != 0)
        return failed(path, err);
    if (!S_ISREG(st.st_mode))
        return error_set(err, STATUS_IO, "%s: not a file: the history is not kept", path);
    start = st.st_size > BYTES_MAX ? st.st_size - BYTES_MAX : 0;
    buf_reserve(out, (size_t)(st.st_size - start) + 1);
    while (out->len < BYTES_MAX) {
        char chunk[16384];
        ssize_t n = pread(fd, chunk, sizeof(chunk), start + (off_t)out->len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(path, err);
        if (n == 0)
            break;
        buf_add(out, chunk, (size_t)n);
    }
    if (start > 0) { /* a line cut in two */
        size_t cut = strcspn(out->ptr, "\n");

        memset(out->ptr, '\n', cut);
    }
    return STATUS_OK;
}

/* Another program may have written the file: nothing of it is trusted. */
static void add_lines(struct history *h, struct str text)
{
    struct buf clean = BUF_INIT;
    struct str line;

    while (str_next_line(&text, &line)) {
        char *copy = xmemdup0(line.ptr, line.len);

        for (size_t i = 0; i < line.len; i++)
            if (copy[i] == LINE_FEED_INSIDE)
                copy[i] = '\n';
        buf_clear(&clean);
        text_sanitize(&clean, str_of(copy));
        free(copy);
        if (str_trim(buf_str(&clean)).len > 0)
            history_add(h, xmemdup0(clean.ptr, clean.len));
    }
    buf_release(&clean);
}

static void add_encoded(struct buf *out, struct str line)
{
    size_t start = out->len;

    buf_addstr(out, line);
    for (size_t i = start; i < out->len; i++)
        if (out->ptr[i] == '\n')
            out->ptr[i] = LINE_FEED_INSIDE;
    buf_addc(out, '\n');
}

static bool write_all(int fd, struct str text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.ptr, text.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text = str_slice(text.ptr + n, text.len - (size_t)n);
    }
    return true;
}

static bool is_same_file(int fd, const char *path)
{
    struct stat mine;
    struct stat named;

    return fstat(fd, &mine) == 0 && stat(path, &named) == 0 && mine.st_dev == named.st_dev &&
           mine.st_ino == named.st_ino;
}

/* Opens the file of that name and locks it. Returns -1 with errno set when that fails. O_NONBLOCK:
 * a pipe of that name must not stop the program. */
static int open_locked(const char *path, int flags)
{
    for (int tries = 0; tries < LOCK_TRIES_MAX; tries++) {
        int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | flags, 0600);

        if (fd < 0)
            return -1;
        while (flock(fd, LOCK_EX) != 0)
            if (errno != EINTR) {
                close(fd);
                return -1;
            }
        if (is_same_file(fd, path))
            return fd;
        close(fd);
    }
    errno = EBUSY;
    return -1;
}

/* Writes the lines of the locked file anew. What cannot be is left as it was: it is only long. */
static void rewrite(const char *path, const struct history *h)
{
    struct buf next = BUF_INIT;
    struct buf text = BUF_INIT;
    bool written;
    int fd;

    buf_addf(&next, "%s.new", path);
    for (size_t i = 0; i < h->count; i++)
        add_encoded(&text, str_of(h->lines[i]));
    fd = open(next.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0) {
        written = write_all(fd, buf_str(&text));
        written = close(fd) == 0 && written;
        if (!written || rename(next.ptr, path) != 0)
            (void)unlink(next.ptr);
    }
    buf_release(&next);
    buf_release(&text);
}

enum status history_read(const char *path, struct history *out, struct error *err)
{
    struct history h = { 0 };
    struct buf text = BUF_INIT;
    int fd = open_locked(path, 0);
    size_t lines;
    enum status st;

    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? STATUS_OK : failed(path, err);
    st = read_end(fd, path, &text, err);
    if (st == STATUS_OK) {
        add_lines(&h, buf_str(&text));
        lines = h.count;
        history_tidy(&h, HISTORY_LINES_MAX);
        if (lines > h.count + LINES_OVER)
            rewrite(path, &h);
        for (size_t i = 0; i < h.count; i++)
            history_add(out, h.lines[i]);
        h.count = 0;
    }
    close(fd);
    history_release(&h);
    buf_release(&text);
    return st;
}

/* A line that a killed session left without its end is not to swallow the next one. */
static bool ends_line(int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    char last = '\n';

    return size <= 0 || (pread(fd, &last, 1, size - 1) == 1 && last == '\n');
}

enum status history_append(const char *path, struct str line, struct error *err)
{
    struct buf text = BUF_INIT;
    struct stat file;
    enum status st = STATUS_OK;
    int fd = open_locked(path, O_CREAT | O_APPEND);

    if (fd < 0 && errno == ENOENT) {
        char *copy = xstrdup(path);

        (void)files_make_folders(dirname(copy), NULL);
        free(copy);
        fd = open_locked(path, O_CREAT | O_APPEND);
    }
    if (fd < 0)
        return failed(path, err);
    if (fstat(fd, &file) == 0 && !S_ISREG(file.st_mode)) {
        st = error_set(err, STATUS_IO, "%s: not a file: the history is not kept", path);
    } else {
        if ((file.st_mode & 077) != 0) /* what was asked is nobody else's business */
            (void)fchmod(fd, 0600);
        if (!ends_line(fd))
            buf_addc(&text, '\n');
        add_encoded(&text, line);
        if (!write_all(fd, buf_str(&text)))
            st = failed(path, err);
    }
    close(fd);
    buf_release(&text);
    return st;
}

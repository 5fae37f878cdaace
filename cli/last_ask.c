/* The last question's list of answers: a file of lines, the index's path and then ids. */
#include "cli/last_ask.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/paths.h"
#include "core/xalloc.h"
#include "runner/files.h"

static void make_folder_of(const char *path)
{
    char *copy = xstrdup(path);

    (void)files_make_folders(dirname(copy), NULL);
    free(copy);
}

static int open_for_writing(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 && errno == ENOENT) {
        make_folder_of(path);
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    }
    return fd;
}

void last_ask_keep(const char *index_path, const struct search_result *result)
{
    char *path = paths_last_ask();
    char *full = realpath(index_path, NULL);
    struct buf lines = BUF_INIT;
    int fd = path != NULL && full != NULL ? open_for_writing(path) : -1;

    if (fd >= 0) {
        buf_addf(&lines, "%s\n", full);
        for (size_t i = 0; i < result->count; i++) {
            index_row_add_id(&lines, &result->hits[i].row);
            buf_addc(&lines, '\n');
        }
        if (write(fd, lines.ptr, lines.len) != (ssize_t)lines.len)
            (void)ftruncate(fd, 0); /* rather no list than half of one */
        close(fd);
    }
    buf_release(&lines);
    free(full);
    free(path);
}

enum status last_ask_recall(unsigned long n, char **id, char **index_path, struct error *err)
{
    char *path = paths_last_ask();
    FILE *file = path != NULL ? fopen(path, "re") : NULL;
    char *line = NULL;
    char *index = NULL;
    size_t cap = 0;
    unsigned long number = 0;
    enum status st = STATUS_NOT_FOUND;

    free(path);
    if (file == NULL)
        return error_set(err, STATUS_NOT_FOUND,
                         "%lu: nothing was asked yet: `rustpro ask WORDS...` first", n);
    for (; st != STATUS_OK && getline(&line, &cap, file) > 0; number++) {
        line[strcspn(line, "\n")] = '\0';
        if (number == 0)
            index = xstrdup(line);
        else if (number == n) {
            *id = xstrdup(line);
            *index_path = index;
            index = NULL;
            st = STATUS_OK;
        }
    }
    (void)fclose(file);
    free(line);
    free(index);
    if (st != STATUS_OK)
        return error_set(err, st, "%lu: the last ask gave %lu answers", n,
                         number > 0 ? number - 1 : 0);
    return STATUS_OK;
}

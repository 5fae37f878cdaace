/* The index behind the prompt: it may be refreshed while the prompt is open. */
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/repl_internal.h"

/* *out is new; false when there is no such file. */
static bool read_stamp(const struct options *o, struct repl_stamp *out)
{
    char *path = command_index_path(o);
    struct stat st;

    if (path == NULL || stat(path, &st) != 0) {
        free(path);
        return false;
    }
    *out = (struct repl_stamp){ path, st.st_dev, st.st_ino, st.st_size, st.st_mtim };
    return true;
}

static bool is_same(const struct repl_stamp *a, const struct repl_stamp *b)
{
    return a->path != NULL && strcmp(a->path, b->path) == 0 && a->device == b->device &&
           a->inode == b->inode && a->size == b->size && a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

static void take_stamp(struct repl *r, const struct repl_stamp *now)
{
    free(r->stamp.path);
    r->stamp = *now;
}

int repl_index_open(struct repl *r)
{
    struct repl_stamp now;

    /* Before it is opened: of a file that is replaced in between the old stamp is kept, and the
     * next look finds it. */
    if (read_stamp(r->o, &now))
        take_stamp(r, &now);
    return command_open_index(r->o, &r->ix);
}

void repl_index_refresh(struct repl *r)
{
    struct repl_stamp now;
    struct index *fresh = NULL;

    if (!read_stamp(r->o, &now)) /* removed; what is open is still whole */
        return;
    if (is_same(&r->stamp, &now)) {
        free(now.path);
        return;
    }
    take_stamp(r, &now);
    if (command_open_index(r->o, &fresh) != EXIT_FOUND)
        return;
    index_close(r->ix);
    r->ix = fresh;
    command_say("the index was refreshed: it has %lld entries now",
                (long long)index_entry_count(fresh));
}

/* What a new user is told once. */
#include "cli/first_run.h"

#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/paths.h"
#include "core/xalloc.h"
#include "runner/files.h"

static bool has_source(struct index *ix, const char *name)
{
    struct index_sources list = { 0 };
    struct error ignored;
    bool found = false;

    if (index_list_roots(ix, &list, &ignored) != STATUS_OK)
        return true; /* a damaged index has other worries */
    for (size_t i = 0; i < list.count && !found; i++)
        found = strcmp(list.items[i].name, name) == 0;
    index_sources_release(&list);
    return found;
}

/* Makes the file that says it was told; false when it is there, or cannot be. */
static bool is_first_time(void)
{
    char *path = paths_told_docs();
    char *folder = path != NULL ? xstrdup(path) : NULL;
    int fd = -1;

    if (path != NULL) {
        (void)files_make_folders(dirname(folder), NULL);
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    }
    if (fd >= 0)
        close(fd);
    free(folder);
    free(path);
    return fd >= 0;
}

void first_run_tell(struct index *ix, const struct options *o)
{
    const char *named = o->index != NULL ? o->index : getenv("RUSTPRO_INDEX");

    if (o->format != FORMAT_TEXT || isatty(STDERR_FILENO) == 0 ||
        (named != NULL && named[0] != '\0') || has_source(ix, "std") || !is_first_time())
        return;
    command_say(
        "so far the guide answers; `rustpro index --rustup` adds std, the Book, the Reference "
        "and the other documentation of your Rust, in about ten seconds");
}

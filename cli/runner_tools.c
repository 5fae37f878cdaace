/* What running snippets needs, found once. */
#include "cli/runner_tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/paths.h"

/* Code that others wrote is about to run with all that the user may do. */
static bool may_go_on(const struct options *o, const struct sandbox *s)
{
    char answer[16] = "";

    if (s->kind != SANDBOX_NONE || o->unprotected)
        return true;
    command_say("no sandbox works here (%s)", s->missing);
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
        command_say("snippets would see your files and the network: install bubblewrap, or say "
                    "--unprotected");
        return false;
    }
    (void)fprintf(stderr, "Snippets will see your files and the network. Go on? [y/N] ");
    return fgets(answer, sizeof(answer), stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

int runner_tools_open(const struct options *o, struct runner_tools *out)
{
    char cwd[4096];
    struct error err;
    enum status st;

    *out = (struct runner_tools){ 0 };
    st = toolchain_find(o->toolchain, &out->toolchain, &err);
    if (st != STATUS_OK) {
        (void)command_fail(st, &err);
        return EXIT_ERROR;
    }
    sandbox_probe(&out->sandbox);
    if (!may_go_on(o, &out->sandbox))
        return EXIT_ERROR;
    out->cache = paths_cache();
    if (out->cache == NULL) {
        command_say("no home folder is known: set HOME or XDG_CACHE_HOME");
        return EXIT_ERROR;
    }
    registries_find(getcwd(cwd, sizeof(cwd)), &out->registries);
    return EXIT_FOUND;
}

void runner_tools_close(struct runner_tools *t)
{
    toolchain_release(&t->toolchain);
    sandbox_release(&t->sandbox);
    registries_release(&t->registries);
    free(t->cache);
}

/* Paths: where the index, the guide, the settings and the memory of the last question are kept. */
#include "cli/paths.h"

#include <libgen.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"

/* $variable/rest, or $HOME/fallback/rest. The XDG specification says to ignore relative paths. */
static char *xdg_path(const char *variable, const char *fallback, const char *rest)
{
    const char *base = getenv(variable);
    const char *home = getenv("HOME");
    struct buf path = BUF_INIT;

    if (base != NULL && base[0] == '/')
        buf_addf(&path, "%s/%s", base, rest);
    else if (home != NULL && home[0] == '/')
        buf_addf(&path, "%s/%s/%s", home, fallback, rest);
    else
        return NULL;
    return buf_detach(&path);
}

char *paths_user_index(void)
{
    return xdg_path("XDG_DATA_HOME", ".local/share", "rustpro/index.db");
}

char *paths_last_ask(void)
{
    return xdg_path("XDG_STATE_HOME", ".local/state", "rustpro/last-ask");
}

char *paths_told_docs(void)
{
    return xdg_path("XDG_STATE_HOME", ".local/state", "rustpro/told-docs");
}

char *paths_config(void)
{
    return xdg_path("XDG_CONFIG_HOME", ".config", "rustpro/config.ini");
}

char *paths_history(void)
{
    return xdg_path("XDG_STATE_HOME", ".local/state", "rustpro/history");
}

char *paths_cache(void)
{
    return xdg_path("XDG_CACHE_HOME", ".cache", "rustpro");
}

static char *beside_program(const char *rest)
{
    char *program = realpath("/proc/self/exe", NULL);
    struct buf path = BUF_INIT;
    struct stat st;

    if (program == NULL)
        return NULL;
    buf_adds(&path, dirname(dirname(program)));
    buf_addf(&path, "/share/rustpro/%s", rest);
    free(program);
    if (stat(path.ptr, &st) != 0) {
        buf_release(&path);
        return NULL;
    }
    return buf_detach(&path);
}

char *paths_guide_index(void)
{
    return beside_program("guide.db");
}

char *paths_guide(void)
{
    return beside_program("guide");
}

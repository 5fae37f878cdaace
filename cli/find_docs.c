/* Where a toolchain's documentation lies. */
#include "cli/find_docs.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/xalloc.h"
#include "indexer/read_file.h"
#include "indexer/toml.h"
#include "runner/toolchain.h"

/* Keeps the folder when it holds documentation. */
static bool try_folder(const char *base, const char *below, char **out)
{
    struct buf path = BUF_INIT;
    bool found;

    buf_addf(&path, "%s/%s/index.html", base, below);
    found = access(path.ptr, R_OK) == 0;
    if (found) {
        buf_truncate(&path, path.len - strlen("/index.html"));
        *out = buf_detach(&path);
    }
    buf_release(&path);
    return found;
}

static bool try_sysroot(const char *sysroot, char **out)
{
    return try_folder(sysroot, "share/doc/rust/html", out) ||
           try_folder(sysroot, "share/doc/rust-doc/html", out); /* Debian's */
}

/* rustup's folder; new, or NULL. */
static char *rustup_home(void)
{
    const char *set = getenv("RUSTUP_HOME");
    const char *home = getenv("HOME");
    struct buf path = BUF_INIT;

    if (set != NULL && set[0] != '\0')
        return xstrdup(set);
    if (home == NULL || home[0] == '\0')
        return NULL;
    buf_addf(&path, "%s/.rustup", home);
    return buf_detach(&path);
}

/* The toolchain that rustup's settings name; new, or NULL. */
static char *default_toolchain(const char *home)
{
    enum { SETTINGS_MAX = 1 << 20 };
    struct buf path = BUF_INIT;
    struct buf text = BUF_INIT;
    struct error ignored;
    struct toml toml;
    char *name = NULL;

    buf_addf(&path, "%s/settings.toml", home);
    if (read_file(path.ptr, SETTINGS_MAX, &text, &ignored) == STATUS_OK) {
        toml_init(&toml, buf_str(&text));
        while (name == NULL && toml_next(&toml))
            if (toml.table.len == 0 && strcmp(toml.key.ptr, "default_toolchain") == 0)
                name = xstrdup(toml.value.ptr);
        toml_release(&toml);
    }
    buf_release(&path);
    buf_release(&text);
    return name;
}

/* A toolchain's folder is called "stable-x86_64-unknown-linux-gnu", and by its users "stable". */
static bool is_called(const char *folder, const char *name)
{
    size_t len = strlen(name);

    return strncmp(folder, name, len) == 0 && (folder[len] == '\0' || folder[len] == '-');
}

static bool try_rustup(const char *toolchain, char **out)
{
    char *home = rustup_home();
    char *name = home != NULL && toolchain == NULL ? default_toolchain(home) : NULL;
    const char *wanted = toolchain != NULL ? toolchain : name;
    struct buf path = BUF_INIT;
    DIR *dir = NULL;
    const struct dirent *entry;
    bool found = false;

    if (home != NULL && wanted != NULL) {
        buf_addf(&path, "%s/toolchains", home);
        dir = opendir(path.ptr);
    }
    while (dir != NULL && !found && (entry = readdir(dir)) != NULL) {
        struct buf sysroot = BUF_INIT;

        buf_addf(&sysroot, "%s/%s", path.ptr, entry->d_name);
        found = entry->d_name[0] != '.' && is_called(entry->d_name, wanted) &&
                try_sysroot(sysroot.ptr, out);
        buf_release(&sysroot);
    }
    if (dir != NULL)
        (void)closedir(dir);
    buf_release(&path);
    free(home);
    free(name);
    return found;
}

enum status find_docs(const char *toolchain, char **out, struct error *err)
{
    struct toolchain found;
    struct error why;
    bool has_docs;

    if (toolchain_find(toolchain, &found, &why) == STATUS_OK) {
        has_docs = try_sysroot(found.sysroot, out);
        toolchain_release(&found);
        if (has_docs)
            return STATUS_OK;
        if (toolchain != NULL)
            return error_set(err, STATUS_NOT_FOUND,
                             "toolchain %s has no documentation: `rustup component add rust-docs "
                             "--toolchain %s` brings it",
                             toolchain, toolchain);
    }
    if (try_rustup(toolchain, out))
        return STATUS_OK;
    if (toolchain == NULL && try_sysroot("/usr", out))
        return STATUS_OK;
    if (toolchain != NULL)
        return error_set(err, STATUS_NOT_FOUND, "%s", why.msg);
    return error_set(err, STATUS_NOT_FOUND,
                     "no documentation of Rust is installed: `rustup component add rust-docs` or "
                     "`apt install rust-doc` brings it");
}

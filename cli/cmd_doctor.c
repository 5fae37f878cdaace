/* rustpro doctor: what is there, what is missing, and the command that mends it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/paths.h"
#include "core/xalloc.h"
#include "runner/registry.h"
#include "runner/sandbox.h"
#include "runner/toolchain.h"

/* Prints one line of the report; a fault comes with its remedy and makes doctor fail. */
static int line(bool good, const char *what, const char *detail, const char *remedy)
{
    printf("%-4s %-14s %s\n", good ? "ok" : "!!", what, detail);
    if (!good && remedy != NULL)
        printf("     %-14s -> %s\n", "", remedy);
    return good ? 0 : 1;
}

static int check_index(const char *path, const char *what, const char *remedy)
{
    struct index_sources list = { 0 };
    struct index *ix = NULL;
    struct error err;
    struct buf detail = BUF_INIT;
    enum status st = index_open(path, &ix, &err);
    int faults;

    if (st == STATUS_OK)
        st = index_verify(ix, &err);
    if (st == STATUS_OK)
        st = index_list_sources(ix, &list, &err);
    if (st == STATUS_OK)
        buf_addf(&detail, "%s: %lld entries, %zu source%s", path,
                 (long long)index_entry_count(ix), list.count, list.count == 1 ? "" : "s");
    else
        buf_adds(&detail, err.msg);
    faults = line(st == STATUS_OK, what, detail.ptr, remedy);
    for (size_t i = 0; i < list.count; i++) {
        struct stat info;

        buf_clear(&detail);
        buf_addf(&detail, "%s: %s", list.items[i].name, list.items[i].root);
        if (stat(list.items[i].root, &info) != 0) {
            struct buf mend = BUF_INIT;

            buf_adds(&detail, " is gone");
            buf_addf(&mend, "rustpro sources remove %s", list.items[i].name);
            faults += line(false, "source", detail.ptr, mend.ptr);
            buf_release(&mend);
        } else {
            faults += line(true, "source", detail.ptr, NULL);
        }
    }
    index_sources_release(&list);
    index_close(ix);
    buf_release(&detail);
    return faults;
}

static int check_guide(void)
{
    char *path = paths_guide_index();
    int faults = path != NULL ? check_index(path, "guide", "run setup.sh again")
                              : line(false, "guide", "not installed beside this program",
                                     "run setup.sh again");

    free(path);
    return faults;
}

static int check_own_index(const struct options *o)
{
    const char *named = o->index != NULL ? o->index : getenv("RUSTPRO_INDEX");
    bool is_named = named != NULL && named[0] != '\0';
    char *path = is_named ? xstrdup(named) : paths_user_index();
    struct stat st;
    int faults = 0;

    if (path == NULL)
        faults = line(false, "index", "no home folder is known", "name one with --index FILE");
    else if (stat(path, &st) == 0 || is_named)
        faults = check_index(path, "index", "rustpro index --rebuild PATH...");
    else
        printf("%-4s %-14s none of your own yet: the guide answers\n     %-14s -> rustpro index "
               "PATH...\n",
               "--", "index", "");
    free(path);
    return faults;
}

static void note(bool good, const char *what, const char *detail)
{
    printf("%-4s %-14s %s\n", good ? "ok" : "--", what, detail);
}

/* What running and checking snippets needs; answers do without. */
static void check_runner(void)
{
    struct toolchain toolchain;
    struct sandbox sandbox;
    struct registries registries;
    struct buf detail = BUF_INIT;
    struct error err;
    char cwd[4096];

    if (toolchain_find(NULL, &toolchain, &err) == STATUS_OK) {
        buf_addf(&detail, "%s (%s)", toolchain.version, toolchain.rustc);
        note(true, "rustc", detail.ptr);
        note(toolchain.cargo != NULL, "cargo",
             toolchain.cargo != NULL ? toolchain.cargo
                                     : "not there: snippets that use crates are skipped");
        toolchain_release(&toolchain);
    } else {
        note(false, "rustc", err.msg);
    }
    registries_find(getcwd(cwd, sizeof(cwd)), &registries);
    for (size_t i = 0; i < registries.count; i++) {
        buf_clear(&detail);
        buf_addf(&detail, "%s: %zu (%s)", registry_kind_name(registries.items[i].kind),
                 registries.items[i].count, registries.items[i].path);
        note(true, "crates", detail.ptr);
    }
    if (registries.count == 0)
        note(false, "crates", "none here: `cargo fetch` in a project, `cargo vendor`, or "
                              "`apt install librust-NAME-dev` brings them");
    sandbox_probe(&sandbox);
    note(sandbox.kind != SANDBOX_NONE, "sandbox", sandbox_name(sandbox.kind));
    if (sandbox.missing[0] != '\0')
        printf("     %-14s %s\n", "", sandbox.missing);
    sandbox_release(&sandbox);
    registries_release(&registries);
    buf_release(&detail);
}

int cmd_doctor(const struct options *o)
{
    int faults = 0;

    printf("rustpro %s, SQLite %s\n", RUSTPRO_VERSION, sqlite3_libversion());
    faults += check_guide();
    faults += check_own_index(o);
    check_runner();
    return faults > 0 ? EXIT_NOTHING : EXIT_FOUND;
}

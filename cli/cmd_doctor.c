/* rustpro doctor: what is there, what is missing, and the command that mends it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/paths.h"
#include "core/xalloc.h"
#include "query/links.h"
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

static int check_source(const struct index_source *source)
{
    struct buf detail = BUF_INIT;
    struct buf mend = BUF_INIT;
    struct stat info;
    bool is_there = stat(source->root, &info) == 0;
    int faults;

    buf_addf(&detail, "%s: %s%s", source->name, source->root, is_there ? "" : " is gone");
    buf_addf(&mend, "rustpro sources remove %s", source->name);
    faults = line(is_there, "source", detail.ptr, mend.ptr);
    buf_release(&detail);
    buf_release(&mend);
    return faults;
}

/* The documentation that rustup installs, by the names of its folders: many links lead there. */
static bool comes_with_rustup(const char *name)
{
    static const char *const names[] = {
        "std",         "core",          "alloc",         "proc_macro", "test",
        "book",        "reference",     "nomicon",       "cargo",      "rust-by-example",
        "rustc",       "rustdoc",       "edition-guide", "clippy",     "embedded-book",
        "error_codes", "unstable-book", "style-guide",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Names what most links would lead to that lead nowhere now. */
static void hint_at_missing(const struct links_report *r)
{
    enum { NAMED_MAX = 3 };
    struct buf hint = BUF_INIT;
    size_t named = 0;

    for (size_t i = 0; i < r->missing_count && named < NAMED_MAX; i++)
        if (comes_with_rustup(r->missing[i].name))
            buf_addf(&hint, "%s%zu to %s", named++ > 0 ? ", " : "", r->missing[i].links,
                     r->missing[i].name);
    if (named > 0)
        printf("     %-14s -> %s: `rustpro index --rustup` adds what they lead to\n", "", hint.ptr);
    buf_release(&hint);
}

/* A link that leads nowhere is its document's fault and no reason to fail. */
static int check_links(struct index *ix)
{
    struct links_report report = { 0 };
    struct links *links = NULL;
    struct buf detail = BUF_INIT;
    struct error err;
    enum status st = links_new(ix, &links, &err);

    if (st == STATUS_OK)
        st = links_count(links, &report, &err);
    links_free(links);
    if (st != STATUS_OK)
        return line(false, "links", err.msg, NULL);
    buf_addf(&detail, "%zu lead to entries, %zu to pages that are not indexed, %zu to the web",
             report.followed, report.dead, report.web);
    if (report.followed + report.dead + report.web > 0)
        (void)line(true, "links", detail.ptr, NULL);
    hint_at_missing(&report);
    links_report_release(&report);
    buf_release(&detail);
    return 0;
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
        buf_addf(&detail, "%s: %lld entries, %zu source%s", path, (long long)index_entry_count(ix),
                 list.count, list.count == 1 ? "" : "s");
    else
        buf_adds(&detail, err.msg);
    faults = line(st == STATUS_OK, what, detail.ptr, remedy);
    for (size_t i = 0; i < list.count; i++)
        faults += check_source(&list.items[i]);
    if (st == STATUS_OK)
        faults += check_links(ix);
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
    const char *named = command_named_index(o);
    bool is_named = named != NULL;
    char *path = is_named ? xstrdup(named) : command_own_index(o);
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
        note(false, "crates",
             "none here: `cargo fetch` in a project, `cargo vendor`, or "
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

/* The sandbox: what a program that runs here may see and reach. */
#include "runner/sandbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/xalloc.h"
#include "core/find_program.h"
#include "runner/sandbox_filter.h"
#include "runner/sandbox_own.h"

/* Programs and libraries of the system, and what the loader and the linker read. */
static const char *const SYSTEM_PATHS[] = {
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/gnu/store",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
};

const char *sandbox_name(enum sandbox_kind kind)
{
    static const char *const NAMES[] = { "none", "namespaces and Landlock", "bubblewrap" };

    return NAMES[kind];
}

/* --- bubblewrap --- */

struct arguments {
    const char **items;
    size_t count, cap;
    char *links[16]; /* targets of symbolic links */
    size_t link_count;
};

static void add(struct arguments *a, const char *arg)
{
    a->items = xgrow(a->items, a->count, &a->cap, sizeof(*a->items));
    a->items[a->count++] = arg;
}

static void add_bind(struct arguments *a, const char *how, const char *path)
{
    add(a, how);
    add(a, path);
    add(a, path);
}

/* "/lib" is mostly a link to "usr/lib": it stays one. */
static void add_system_path(struct arguments *a, const char *path)
{
    char target[256];
    struct stat st;
    ssize_t n;

    if (lstat(path, &st) != 0)
        return;
    n = S_ISLNK(st.st_mode) ? readlink(path, target, sizeof(target) - 1) : 0;
    if (n <= 0 || a->link_count == sizeof(a->links) / sizeof(a->links[0])) {
        add_bind(a, "--ro-bind", path);
        return;
    }
    a->links[a->link_count] = xmemdup0(target, (size_t)n);
    add(a, "--symlink");
    add(a, a->links[a->link_count++]);
    add(a, path);
}

static void add_view(struct arguments *a, const char *how, const char *const *paths)
{
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++)
        if (access(paths[i], F_OK) == 0)
            add_bind(a, how, paths[i]);
}

static void add_tmpfs(struct arguments *a, const char *path)
{
    add(a, "--size");
    add(a, SANDBOX_TMP_BYTES);
    add(a, "--tmpfs");
    add(a, path);
}

/* bubblewrap reads the filter from a file that it inherits. */
static int pass_filter(void *ctx)
{
    return fcntl(*(const int *)ctx, F_SETFD, 0);
}

static enum status run_in_bubblewrap(const struct sandbox *s, const struct sandbox_view *view,
                                     const struct process_spec *spec, struct process_result *out,
                                     struct error *err)
{
    static const char *const START[] = { "--unshare-all", "--die-with-parent", "--new-session",
                                         "--cap-drop", "ALL" };
    /* bubblewrap's own: root and /dev would take memory without a limit, and where the user is root
     * the kernel's settings in /proc/sys are his files. */
    static const char *const CLOSED[] = { "/dev", "/proc", "/" };
    struct arguments a = { 0 };
    struct process_spec inner = *spec;
    int filter = sandbox_filter_make(false);
    char filter_name[16];
    enum status st;

    if (filter < 0)
        return error_set(err, STATUS_IO, "no seccomp filter can be made here");
    (void)snprintf(filter_name, sizeof(filter_name), "%d", filter);
    add(&a, s->bwrap);
    for (size_t i = 0; i < sizeof(START) / sizeof(START[0]); i++)
        add(&a, START[i]);
    for (size_t i = 0; i < sizeof(SYSTEM_PATHS) / sizeof(SYSTEM_PATHS[0]); i++)
        add_system_path(&a, SYSTEM_PATHS[i]);
    add(&a, "--proc");
    add(&a, "/proc");
    add(&a, "--dev");
    add(&a, "/dev");
    add_tmpfs(&a, "/dev/shm");
    add_tmpfs(&a, "/tmp");
    add_view(&a, "--ro-bind", view->readable);
    add_view(&a, "--bind", view->writable);
    if (view->temporary != NULL)
        add_tmpfs(&a, view->temporary);
    for (size_t i = 0; i < sizeof(CLOSED) / sizeof(CLOSED[0]); i++) {
        add(&a, "--remount-ro");
        add(&a, CLOSED[i]);
    }
    add(&a, "--seccomp");
    add(&a, filter_name);
    add(&a, "--chdir");
    add(&a, spec->cwd != NULL ? spec->cwd : "/tmp");
    add(&a, "--");
    for (size_t i = 0; spec->argv[i] != NULL; i++)
        add(&a, spec->argv[i]);
    add(&a, NULL);
    inner.argv = a.items;
    inner.cwd = NULL;
    inner.enter = pass_filter;
    inner.enter_ctx = &filter;
    st = process_run(&inner, out, err);
    (void)close(filter);
    for (size_t i = 0; i < a.link_count; i++)
        free(a.links[i]);
    free(a.items);
    return st;
}

/* --- our own --- */

static enum status run_in_own(const struct sandbox_view *view, const struct process_spec *spec,
                              struct process_result *out, struct error *err)
{
    const char *readable[SANDBOX_PATHS_MAX];
    struct sandbox_view whole = *view;
    struct own_sandbox own;
    struct process_spec inner = *spec;
    size_t n = 0;
    enum status st;

    for (size_t i = 0; i < sizeof(SYSTEM_PATHS) / sizeof(SYSTEM_PATHS[0]); i++)
        readable[n++] = SYSTEM_PATHS[i];
    for (size_t i = 0; view->readable != NULL && view->readable[i] != NULL; i++)
        if (n < SANDBOX_PATHS_MAX - 1)
            readable[n++] = view->readable[i];
    readable[n] = NULL;
    whole.readable = readable;
    st = own_sandbox_prepare(&whole, spec->cwd, &own, err);
    if (st != STATUS_OK)
        return st;
    inner.enter = own_sandbox_enter;
    inner.enter_ctx = &own;
    st = process_run(&inner, out, err);
    own_sandbox_release(&own);
    return st;
}

enum status sandbox_run(const struct sandbox *s, const struct sandbox_view *view,
                        const struct process_spec *spec, struct process_result *out,
                        struct error *err)
{
    switch (s->kind) {
    case SANDBOX_BUBBLEWRAP:
        return run_in_bubblewrap(s, view, spec, out, err);
    case SANDBOX_OWN:
        return run_in_own(view, spec, out, err);
    case SANDBOX_NONE:
        break;
    }
    return process_run(spec, out, err);
}

/* --- what works here --- */

/* Runs /bin/true inside; false with the reason in why. */
static bool works(const struct sandbox *s, char *why, size_t why_size)
{
    static const char *const argv[] = { "/bin/true", NULL };
    static const char *const env[] = { "PATH=/usr/bin:/bin", NULL };
    struct sandbox_view view = { .temporary = "/tmp" };
    struct process_spec spec = { .argv = argv, .env = env, .limits = { .wall_ms = 5000 } };
    struct process_result result = { 0 };
    struct error err;
    struct str says;
    bool good;

    if (sandbox_run(s, &view, &spec, &result, &err) != STATUS_OK) {
        (void)snprintf(why, why_size, "%.150s", err.msg);
        return false;
    }
    good = result.end == PROCESS_EXITED && result.exit_code == 0;
    says = str_trim(buf_str(&result.err));
    if (!good && says.len > 0)
        (void)snprintf(why, why_size, "%.*s", (int)(says.len < 120 ? says.len : 120), says.ptr);
    else if (!good)
        (void)snprintf(why, why_size, "user namespaces are not allowed here");
    process_result_release(&result);
    return good;
}

void sandbox_probe(struct sandbox *out)
{
    const char *wanted = getenv("RUSTPRO_SANDBOX");
    char why[160] = "";

    *out = (struct sandbox){ .kind = SANDBOX_BUBBLEWRAP };
    if (wanted == NULL || wanted[0] == '\0') {
        out->bwrap = find_program("bwrap");
        if (out->bwrap != NULL && works(out, why, sizeof(why)))
            return;
        (void)snprintf(out->missing, sizeof(out->missing), "bubblewrap: %s",
                       out->bwrap != NULL ? why : "not installed (apt install bubblewrap)");
        free(out->bwrap);
        out->bwrap = NULL;
    }
    out->kind = SANDBOX_OWN;
    if ((wanted == NULL || strcmp(wanted, "none") != 0) && works(out, why, sizeof(why)))
        return;
    out->kind = SANDBOX_NONE;
    if (out->missing[0] != '\0')
        (void)snprintf(out->missing + strlen(out->missing),
                       sizeof(out->missing) - strlen(out->missing), "; ");
    (void)snprintf(out->missing + strlen(out->missing), sizeof(out->missing) - strlen(out->missing),
                   "namespaces and Landlock: %s", why[0] != '\0' ? why : "not wanted");
}

void sandbox_release(struct sandbox *s)
{
    free(s->bwrap);
    *s = (struct sandbox){ 0 };
}

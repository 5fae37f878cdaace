/* Dependencies: crates of a registry built by cargo, offline. */
#include "runner/deps.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#include "core/xalloc.h"
#include "runner/files.h"

enum { SETTINGS_BYTES_MAX = 1 << 20 };

/* Crates whose examples need more than the default features. */
static const struct {
    const char *crate;
    const char *features;
} USUAL_FEATURES[] = {
    { "tokio", "full, test-util" },
    { "tokio-util", "full" },
    { "tokio-stream", "sync, time" },
    { "serde", "derive" },
    { "clap", "derive" },
    { "tower", "util, timeout, limit, buffer, retry" },
    { "zeroize", "derive" },
    { "uuid", "v4" },
    { "sqlx", "runtime-tokio, postgres" },
    { "reqwest", "json" },
};

const char *deps_usual_features(struct str crate)
{
    for (size_t i = 0; i < sizeof(USUAL_FEATURES) / sizeof(USUAL_FEATURES[0]); i++)
        if (crate_names_equal(crate, str_of(USUAL_FEATURES[i].crate)))
            return USUAL_FEATURES[i].features;
    return "";
}

/* --- the package --- */

/* Adds the features that are named, each once. seen: "|full|test-util|". */
static void add_features(struct buf *out, struct str features, struct buf *seen)
{
    struct str feature;

    while (str_next_field(&features, ',', &feature)) {
        struct buf marked = BUF_INIT;

        feature = str_trim(feature);
        buf_addf(&marked, "|%.*s|", (int)feature.len, feature.ptr);
        if (feature.len > 0 && str_count(buf_str(seen), marked.ptr) == 0) {
            buf_addf(out, "%s\"%.*s\"", seen->len > 1 ? ", " : "", (int)feature.len, feature.ptr);
            buf_adds(seen, marked.ptr + 1);
        }
        buf_release(&marked);
    }
}

/* The usual features are always there, so that snippets with different fields share one build. */
static void add_dependency(struct buf *out, const struct registry *r, const struct crate_use *use)
{
    const struct registry_crate *c = registry_find(r, str_of(use->name), &use->version);
    struct buf seen = BUF_INIT;

    if (c == NULL)
        return;
    buf_addf(out, "%s = { version = \"=%u.%u.%u\", features = [", c->name, c->version.part[0],
             c->version.part[1], c->version.part[2]);
    buf_addc(&seen, '|');
    add_features(out, str_of(deps_usual_features(str_of(use->name))), &seen);
    if (use->features != NULL)
        add_features(out, str_of(use->features), &seen);
    buf_adds(out, "] }\n");
    buf_release(&seen);
}

static void add_manifest(struct buf *out, const struct deps_request *q)
{
    buf_adds(out, "[package]\nname = \"rustpro-crates\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n"
                  "[workspace]\n\n[profile.dev]\ndebug = false\nincremental = false\n\n"
                  "[dependencies]\n");
    for (size_t i = 0; i < q->uses->count; i++)
        add_dependency(out, q->registry, &q->uses->items[i]);
}

static void add_config(struct buf *out, const struct registry *r)
{
    if (r->kind == REGISTRY_CARGO_CACHE)
        return;
    buf_addf(out,
             "[source.crates-io]\nreplace-with = \"here\"\n\n[source.here]\ndirectory = '%s'\n",
             r->path);
}

/* Writes the package's files into folder. */
static enum status write_package(struct str manifest,
                                 struct str config, const char *folder, struct error *err)
{
    struct buf path = BUF_INIT;
    enum status st;

    buf_addf(&path, "%s/src", folder);
    st = files_make_folders(path.ptr, err);
    buf_clear(&path);
    buf_addf(&path, "%s/.cargo", folder);
    if (st == STATUS_OK)
        st = files_make_folders(path.ptr, err);
    buf_adds(&path, "/config.toml");
    if (st == STATUS_OK)
        st = files_write(path.ptr, config, err);
    buf_clear(&path);
    buf_addf(&path, "%s/src/lib.rs", folder);
    if (st == STATUS_OK)
        st = files_write(path.ptr, str_of(""), err);
    buf_clear(&path);
    buf_addf(&path, "%s/Cargo.toml", folder);
    if (st == STATUS_OK)
        st = files_write(path.ptr, manifest, err);
    buf_release(&path);
    return st;
}

/* --- what cargo says --- */

static struct deps_crate *find_crate(const struct deps *d, const char *name)
{
    for (size_t i = 0; i < d->count; i++)
        if (crate_names_equal(str_of(d->crates[i].name), str_of(name)))
            return &d->crates[i];
    return NULL;
}

/* Cargo builds a crate more than once when build scripts need it with other features: the library
 * with the most features is the one that programs link. */
static void add_artifact(struct deps *out, const json_t *message)
{
    const char *name = json_string_value(json_object_get(json_object_get(message, "target"), "name"));
    const json_t *files = json_object_get(message, "filenames");
    size_t features = json_array_size(json_object_get(message, "features"));

    for (size_t i = 0; i < json_array_size(files) && name != NULL; i++) {
        struct str file = str_of(json_string_value(json_array_get(files, i)));
        struct deps_crate *crate = find_crate(out, name);

        if (!str_ends(file, ".rlib") && !str_ends(file, ".so"))
            continue;
        if (crate == NULL) {
            out->crates = xgrow(out->crates, out->count, &out->cap, sizeof(*out->crates));
            crate = &out->crates[out->count++];
            *crate = (struct deps_crate){ xstrdup(name), NULL, 0 };
        } else if (crate->features >= features) {
            continue;
        }
        free(crate->path);
        crate->path = xmemdup0(file.ptr, file.len);
        crate->features = features;
    }
}

/* True when the artifact is of the version that the manifest names: others of that name are
 * dependencies of dependencies. The id is "registry+...#tokio@1.24.2" or "...#1.24.2". */
static bool is_wanted(const struct deps_request *q, const json_t *message)
{
    const char *id = json_string_value(json_object_get(message, "package_id"));
    const char *name = json_string_value(json_object_get(json_object_get(message, "target"), "name"));
    const char *mark = id != NULL ? strrchr(id, '#') : NULL;
    struct crate_version version;
    size_t at;

    if (mark == NULL || name == NULL)
        return false;
    mark = strrchr(mark, '@') != NULL ? strrchr(mark, '@') : mark;
    at = crate_uses_find(q->uses, str_of(name));
    if (at == q->uses->count)
        return false;
    if (!crate_version_parse(str_of(mark + 1), &version))
        return true;
    return crate_version_fits(&q->uses->items[at].version, &version);
}

/* Cargo's messages, one JSON object to a line. */
static void read_messages(const struct deps_request *q, struct str text, struct deps *out)
{
    struct str line;

    while (str_next_line(&text, &line)) {
        json_t *message = line.len > 0 && line.ptr[0] == '{'
                              ? json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, NULL)
                              : NULL;
        const char *reason = json_string_value(json_object_get(message, "reason"));

        if (reason != NULL && strcmp(reason, "compiler-artifact") == 0 && is_wanted(q, message))
            add_artifact(out, message);
        json_decref(message);
    }
}

/* The first line that begins with "error", without that word. */
static void add_first_error(struct buf *out, struct str text)
{
    struct str line;

    while (str_next_line(&text, &line)) {
        if (!str_starts(line, "error"))
            continue;
        while (line.len > 0 && line.ptr[0] != ' ')
            line = str_slice(line.ptr + 1, line.len - 1);
        buf_addstr(out, str_trim(line));
        return;
    }
    buf_adds(out, "cargo failed");
}

/* --- running cargo --- */

struct cargo_run {
    const struct deps_request *q;
    char *folder, *target, *home, *tmp;
};

static char *path_of(const char *dir, const char *rest)
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/%s", dir, rest);
    return buf_detach(&path);
}

static char *assign(const char *name, const char *value)
{
    struct buf text = BUF_INIT;

    buf_addf(&text, "%s=%s", name, value);
    return buf_detach(&text);
}

enum { CARGO_VARIABLES = 8 };

static void make_environment(const struct cargo_run *c, char *env[CARGO_VARIABLES + 1])
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/bin:/usr/local/bin:/usr/bin:/bin", c->q->toolchain->sysroot);
    env[0] = assign("PATH", path.ptr);
    env[1] = assign("RUSTC", c->q->toolchain->rustc);
    env[2] = assign("CARGO_HOME", c->home);
    env[3] = assign("HOME", c->tmp);
    env[4] = assign("TMPDIR", c->tmp);
    env[5] = xstrdup("CARGO_TERM_COLOR=never");
    env[6] = xstrdup("LC_ALL=C.UTF-8");
    env[7] = xstrdup("RUSTC_WRAPPER="); /* one that the user's settings name is not inside */
    env[8] = NULL;
    buf_release(&path);
}

static enum status run_cargo(const struct cargo_run *c, struct process_result *result,
                             struct error *err)
{
    const struct deps_request *q = c->q;
    char *manifest = path_of(c->folder, "Cargo.toml");
    char *registry = q->registry->kind == REGISTRY_CARGO_CACHE
                         ? path_of(q->registry->path, "registry")
                         : xstrdup(q->registry->path);
    char *env[CARGO_VARIABLES + 1];
    const char *argv[] = { q->toolchain->cargo,       "build",           "--offline", "--lib",
                           "--message-format",        "json-render-diagnostics",
                           "--manifest-path",         manifest,          "--target-dir",
                           c->target,                 NULL };
    const char *readable[] = { q->toolchain->sysroot, registry, NULL };
    const char *writable[] = { c->folder, c->target, c->home, NULL };
    struct sandbox_view view = { .readable = readable, .writable = writable };
    struct process_spec spec = { .argv = argv,
                                 .env = (const char *const *)env,
                                 .cwd = c->folder,
                                 .limits = { .wall_ms = 900000, .output_bytes = 64 << 20 },
                                 .should_stop = q->should_stop,
                                 .stop_ctx = q->stop_ctx };
    enum status st;

    make_environment(c, env);
    st = sandbox_run(q->sandbox, &view, &spec, result, err);
    for (size_t i = 0; env[i] != NULL; i++)
        free(env[i]);
    free(manifest);
    free(registry);
    return st;
}

/* Folders of the cache; the package's own is named after what it asks for. */
static void name_folders(struct cargo_run *c, struct str manifest, struct str config)
{
    XXH64_hash_t hash = XXH3_64bits(manifest.ptr, manifest.len) ^
                        XXH3_64bits_withSeed(config.ptr, config.len, 1);
    struct buf name = BUF_INIT;

    buf_addf(&name, "crates/%016llx", (unsigned long long)hash);
    c->folder = path_of(c->q->cache, name.ptr);
    c->target = path_of(c->q->cache, "target");
    c->tmp = path_of(c->folder, "tmp");
    c->home = path_of(c->q->cache, c->q->registry->kind == REGISTRY_CARGO_CACHE
                                       ? "cargo-home-cached"
                                       : "cargo-home");
    buf_release(&name);
}

static enum status link_to(const char *target, const char *path, struct error *err)
{
    (void)unlink(path);
    if (symlink(target, path) != 0)
        return error_set(err, STATUS_IO, "%s: cannot be made: %s", path, strerror(errno));
    return STATUS_OK;
}

/* A CARGO_HOME of our own that borrows what the user's has downloaded, and their settings. Build
 * scripts run with it: they may write here, and not in the user's, whose crates others trust. */
static enum status borrow_cargo_home(const struct cargo_run *c, struct error *err)
{
    static const char *const PARTS[] = { "registry/index", "registry/cache" };
    char *theirs = path_of(c->q->registry->path, "config.toml");
    char *ours = path_of(c->home, "config.toml");
    char *folder = path_of(c->home, "registry");
    struct buf settings = BUF_INIT;
    enum status st = files_make_folders(folder, err);

    for (size_t i = 0; i < sizeof(PARTS) / sizeof(PARTS[0]) && st == STATUS_OK; i++) {
        char *target = path_of(c->q->registry->path, PARTS[i]);
        char *path = path_of(c->home, PARTS[i]);

        st = link_to(target, path, err);
        free(target);
        free(path);
    }
    (void)files_read(theirs, SETTINGS_BYTES_MAX, &settings, NULL); /* mostly there are none */
    if (st == STATUS_OK)
        st = files_write(ours, buf_str(&settings), err);
    free(theirs);
    free(ours);
    free(folder);
    buf_release(&settings);
    return st;
}

static enum status make_folders(const struct cargo_run *c, struct error *err)
{
    enum status st = files_make_folders(c->tmp, err);

    if (st == STATUS_OK)
        st = files_make_folders(c->target, err);
    if (st == STATUS_OK)
        st = files_make_folders(c->home, err);
    if (st == STATUS_OK && c->q->registry->kind == REGISTRY_CARGO_CACHE)
        st = borrow_cargo_home(c, err);
    return st;
}

static enum status read_result(const struct deps_request *q, const struct process_result *result,
                               struct deps *out, struct error *err)
{
    struct buf why = BUF_INIT;
    enum status st = STATUS_OK;

    if (result->end == PROCESS_STOPPED) {
        st = error_set(err, STATUS_INTERRUPTED, "stopped while crates were built");
    } else if (result->exit_code != 0 || result->end != PROCESS_EXITED) {
        add_first_error(&why, buf_str(&result->err));
        st = error_set(err, STATUS_BAD_INPUT, "%s", why.ptr);
    } else {
        read_messages(q, buf_str(&result->out), out);
    }
    buf_release(&why);
    return st;
}

enum status deps_build(const struct deps_request *q, struct deps *out, struct error *err)
{
    struct cargo_run c = { .q = q };
    struct buf manifest = BUF_INIT;
    struct buf config = BUF_INIT;
    struct process_result result = { 0 };
    enum status st;

    *out = (struct deps){ 0 };
    if (q->toolchain->cargo == NULL)
        return error_set(err, STATUS_NOT_FOUND,
                         "cargo: not in PATH: snippets that use crates need it (`apt install "
                         "cargo`, or https://rustup.rs)");
    add_manifest(&manifest, q);
    add_config(&config, q->registry);
    name_folders(&c, buf_str(&manifest), buf_str(&config));
    st = make_folders(&c, err);
    if (st == STATUS_OK)
        st = write_package(buf_str(&manifest), buf_str(&config), c.folder, err);
    if (st == STATUS_OK)
        st = run_cargo(&c, &result, err);
    if (st == STATUS_OK) {
        st = read_result(q, &result, out, err);
        process_result_release(&result);
    }
    out->folder = path_of(c.target, "debug/deps");
    if (st != STATUS_OK)
        deps_release(out);
    free(c.folder);
    free(c.target);
    free(c.home);
    free(c.tmp);
    buf_release(&manifest);
    buf_release(&config);
    return st;
}

void deps_release(struct deps *d)
{
    for (size_t i = 0; i < d->count; i++) {
        free(d->crates[i].name);
        free(d->crates[i].path);
    }
    free(d->crates);
    free(d->folder);
    *d = (struct deps){ 0 };
}

const char *deps_find(const struct deps *d, const char *name)
{
    const struct deps_crate *crate = find_crate(d, name);

    return crate != NULL ? crate->path : NULL;
}

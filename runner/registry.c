/* Registries: the crates that this machine has. */
#include "runner/registry.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "runner/files.h"

static const char DEBIAN_REGISTRY[] = "/usr/share/cargo/registry";

enum { CRATES_MAX = 200000, MANIFEST_BYTES_MAX = 1 << 20 };

const char *registry_kind_name(enum registry_kind kind)
{
    static const char *const NAMES[] = { "vendor folder", "cargo's cache", "Debian's crates" };

    return NAMES[kind];
}

static void add_crate(struct registry *r, struct str name, const struct crate_version *version)
{
    if (r->count == CRATES_MAX || name.len == 0)
        return;
    r->crates = xgrow(r->crates, r->count, &r->cap, sizeof(*r->crates));
    r->crates[r->count++] = (struct registry_crate){ xmemdup0(name.ptr, name.len), *version };
}

/* A whole version. Pre-releases ("1.0.0-alpha.9") fit no plain requirement and are left out. */
static bool read_version(struct str text, struct crate_version *out)
{
    size_t i = 0;

    while (i < text.len && (ascii_is_digit(text.ptr[i]) || text.ptr[i] == '.'))
        i++;
    return crate_version_parse(text, out) && out->said == 3 &&
           (i == text.len || text.ptr[i] != '-');
}

/* "tokio-util-0.7.3" and "tokio-util-0.7.3.crate"; the name ends at a '-' before a digit, the last
 * one that is not in the version: "wasi-0.13.3+wasi-0.2.2". */
static bool read_folder_name(struct str file, struct str *name, struct crate_version *version)
{
    for (size_t i = file.len; i-- > 1;) {
        if (file.ptr[i] != '-' || i + 1 >= file.len || !ascii_is_digit(file.ptr[i + 1]) ||
            memchr(file.ptr, '.', i) != NULL)
            continue;
        *name = str_slice(file.ptr, i);
        return read_version(str_slice(file.ptr + i + 1, file.len - i - 1), version);
    }
    return false;
}

/* The version in the [package] table of a crate's manifest: folders that `cargo vendor` makes have
 * none in their names. */
static bool read_manifest_version(const char *folder, struct crate_version *out)
{
    struct buf path = BUF_INIT;
    struct buf text = BUF_INIT;
    struct str rest;
    struct str line;
    bool in_package = false;
    bool found = false;

    buf_addf(&path, "%s/Cargo.toml", folder);
    if (files_read(path.ptr, MANIFEST_BYTES_MAX, &text, NULL) == STATUS_OK) {
        rest = buf_str(&text);
        while (!found && str_next_line(&rest, &line)) {
            struct str value = line;
            struct str key;

            if (str_starts(str_trim(line), "["))
                in_package = str_starts(str_trim(line), "[package]");
            (void)str_next_field(&value, '=', &key);
            if (!in_package || value.ptr == NULL || !str_equals(str_trim(key), "version"))
                continue;
            value = str_trim(value);
            found = value.len > 2 && value.ptr[0] == '"' &&
                    read_version(str_slice(value.ptr + 1, value.len - 1), out);
        }
    }
    buf_release(&path);
    buf_release(&text);
    return found;
}

static void read_folder(struct registry *r, const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        struct str file = str_of(entry->d_name);
        struct crate_version version;
        struct str name;
        struct buf folder = BUF_INIT;

        if (file.ptr[0] == '.')
            continue;
        if (str_ends(file, ".crate"))
            file.len -= strlen(".crate");
        buf_addf(&folder, "%s/%s", path, entry->d_name);
        if (read_folder_name(file, &name, &version))
            add_crate(r, name, &version);
        else if (r->kind == REGISTRY_VENDOR && read_manifest_version(folder.ptr, &version))
            add_crate(r, file, &version);
        buf_release(&folder);
    }
    if (dir != NULL)
        (void)closedir(dir);
}

/* $CARGO_HOME/registry/cache/HOST-HASH/NAME-VERSION.crate; cargo takes no others offline. */
static void read_cargo_cache(struct registry *r)
{
    struct buf path = BUF_INIT;
    size_t base;
    DIR *dir;
    const struct dirent *entry;

    buf_addf(&path, "%s/registry/cache", r->path);
    base = path.len;
    dir = opendir(path.ptr);
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        buf_truncate(&path, base);
        buf_addf(&path, "/%s", entry->d_name);
        read_folder(r, path.ptr);
    }
    if (dir != NULL)
        (void)closedir(dir);
    buf_release(&path);
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static void add_vendor(struct registries *out, const char *cwd)
{
    struct buf dir = BUF_INIT;
    struct buf path = BUF_INIT;

    buf_adds(&dir, cwd);
    while (dir.len > 0) {
        buf_clear(&path);
        buf_addf(&path, "%s/Cargo.toml", dir.ptr);
        if (is_there(path.ptr))
            break;
        while (dir.len > 0 && dir.ptr[dir.len - 1] != '/')
            buf_truncate(&dir, dir.len - 1);
        if (dir.len > 0)
            buf_truncate(&dir, dir.len - 1);
    }
    buf_clear(&path);
    buf_addf(&path, "%s/vendor", dir.ptr);
    if (dir.len > 0 && is_there(path.ptr)) {
        struct registry *r = &out->items[out->count++];

        *r = (struct registry){ .kind = REGISTRY_VENDOR, .path = buf_detach(&path) };
        read_folder(r, r->path);
    }
    buf_release(&dir);
    buf_release(&path);
}

static void add_cargo_cache(struct registries *out)
{
    const char *home = getenv("HOME");
    const char *cargo_home = getenv("CARGO_HOME");
    struct buf path = BUF_INIT;

    if (cargo_home != NULL && cargo_home[0] == '/')
        buf_adds(&path, cargo_home);
    else if (home != NULL && home[0] == '/')
        buf_addf(&path, "%s/.cargo", home);
    if (path.len > 0) {
        struct registry *r = &out->items[out->count];

        *r = (struct registry){ .kind = REGISTRY_CARGO_CACHE, .path = buf_detach(&path) };
        read_cargo_cache(r);
        if (r->count > 0)
            out->count++;
        else
            free(r->path);
    }
    buf_release(&path);
}

void registries_find(const char *cwd, struct registries *out)
{
    *out = (struct registries){ .count = 0 };
    if (cwd != NULL && cwd[0] == '/')
        add_vendor(out, cwd);
    add_cargo_cache(out);
    if (is_there(DEBIAN_REGISTRY)) {
        struct registry *r = &out->items[out->count++];

        *r = (struct registry){ .kind = REGISTRY_DEBIAN, .path = xstrdup(DEBIAN_REGISTRY) };
        read_folder(r, r->path);
    }
}

void registries_release(struct registries *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct registry *r = &list->items[i];

        for (size_t k = 0; k < r->count; k++)
            free(r->crates[k].name);
        free(r->crates);
        free(r->path);
    }
    *list = (struct registries){ .count = 0 };
}

const struct registry_crate *registry_find(const struct registry *r, struct str name,
                                           const struct crate_version *wanted)
{
    const struct registry_crate *best = NULL;

    for (size_t i = 0; i < r->count; i++) {
        const struct registry_crate *c = &r->crates[i];

        if (crate_names_equal(str_of(c->name), name) && crate_version_fits(wanted, &c->version) &&
            (best == NULL || crate_version_compare(&c->version, &best->version) > 0))
            best = c;
    }
    return best;
}

static const struct registry_crate *find_any(const struct registries *list, struct str name)
{
    const struct crate_version any = { .said = 0 };
    const struct registry_crate *best = NULL;

    for (size_t i = 0; i < list->count; i++) {
        const struct registry_crate *c = registry_find(&list->items[i], name, &any);

        if (c != NULL && (best == NULL || crate_version_compare(&c->version, &best->version) > 0))
            best = c;
    }
    return best;
}

bool registries_know(void *ctx, struct str name)
{
    return find_any(ctx, name) != NULL;
}

static const struct crate_use *first_missing(const struct registry *r,
                                             const struct crate_uses *uses)
{
    for (size_t i = 0; i < uses->count; i++)
        if (registry_find(r, str_of(uses->items[i].name), &uses->items[i].version) == NULL)
            return &uses->items[i];
    return NULL;
}

const struct registry *registries_choose(const struct registries *list,
                                         const struct crate_uses *uses)
{
    for (size_t i = 0; i < list->count; i++)
        if (first_missing(&list->items[i], uses) == NULL)
            return &list->items[i];
    return NULL;
}

static void add_version(struct buf *out, const struct crate_version *v)
{
    for (size_t i = 0; i < v->said; i++)
        buf_addf(out, "%s%u", i == 0 ? " " : ".", v->part[i]);
}

void registries_explain(const struct registries *list, const struct crate_uses *uses,
                        struct buf *out)
{
    size_t start = out->len;

    for (size_t i = 0; i < uses->count; i++) {
        const struct crate_use *use = &uses->items[i];
        const struct registry_crate *other;
        bool found = false;

        for (size_t k = 0; k < list->count && !found; k++)
            found = registry_find(&list->items[k], str_of(use->name), &use->version) != NULL;
        if (found)
            continue;
        buf_addf(out, "%s%s", out->len > start ? ", " : "", use->name);
        add_version(out, &use->version);
        other = find_any(list, str_of(use->name));
        if (other != NULL) {
            buf_adds(out, " (here is");
            add_version(out, &other->version);
            buf_addc(out, ')');
        }
    }
    if (out->len == start)
        buf_adds(out, "no one registry here has all of its crates");
}

/* Registries, in folders of the test's own. Debian's (/usr/share/cargo/registry) may be there or
 * not: its crates are left aside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/xalloc.h"
#include "runner/files.h"
#include "runner/registry.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct fixture {
    char *dir;
    struct registries list;
};

static char *path_of(const struct fixture *f, const char *name)
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/%s", f->dir, name);
    return buf_detach(&path);
}

static void make_folder(const struct fixture *f, const char *name)
{
    char *path = path_of(f, name);

    assert_int_equal(files_make_folders(path, NULL), STATUS_OK);
    free(path);
}

/* Writes a file, and makes the folders on the way to it. */
static void make_file(const struct fixture *f, const char *name, const char *text)
{
    char *path = path_of(f, name);
    char *slash = strrchr(path, '/');

    *slash = '\0';
    assert_int_equal(files_make_folders(path, NULL), STATUS_OK);
    *slash = '/';
    assert_int_equal(files_write(path, str_of(text), NULL), STATUS_OK);
    free(path);
}

/* Without a home and a cache of cargo's; the test's folder lies below no Cargo project. */
static int set_up(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));
    char *home;

    assert_int_equal(files_make_scratch(&f->dir, NULL), STATUS_OK);
    home = path_of(f, "home");
    assert_int_equal(setenv("HOME", home, 1), 0);
    assert_int_equal(unsetenv("CARGO_HOME"), 0);
    free(home);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    registries_release(&f->list);
    assert_int_equal(f->list.count, 0);
    files_remove_tree(f->dir);
    free(f->dir);
    free(f);
    return 0;
}

/* cwd: below the test's folder. */
static void find(struct fixture *f, const char *cwd)
{
    char *path = path_of(f, cwd);

    registries_release(&f->list);
    registries_find(path, &f->list);
    free(path);
}

/* The registry of that kind; NULL: not among them. */
static const struct registry *of_kind(const struct fixture *f, enum registry_kind kind)
{
    for (size_t i = 0; i < f->list.count; i++)
        if (f->list.items[i].kind == kind)
            return &f->list.items[i];
    return NULL;
}

static struct crate_version version(const char *text)
{
    struct crate_version v;

    (void)crate_version_parse(str_of(text), &v);
    return v;
}

/* found: "NAME 1.2.3"; NULL: none. */
static void assert_found(const struct registry *r, const char *name, const char *wanted,
                         const char *found)
{
    struct crate_version v = version(wanted);
    const struct registry_crate *c = registry_find(r, str_of(name), &v);
    struct buf text = BUF_INIT;

    if (found == NULL) {
        assert_null(c);
        return;
    }
    if (c == NULL)
        print_error("not found: %s %s\n", name, wanted);
    assert_non_null(c);
    assert_int_equal(c->version.said, 3);
    buf_addf(&text, "%s %u.%u.%u", c->name, c->version.part[0], c->version.part[1],
             c->version.part[2]);
    assert_string_equal(text.ptr, found);
    buf_release(&text);
}

static void make_project(const struct fixture *f)
{
    make_file(f, "project/Cargo.toml", "[package]\nname = \"p\"\n");
    make_file(f, "project/vendor/rand/Cargo.toml",
              "[package]\nedition = \"2021\"\nname = \"rand\"\nversion = \"0.8.5\"\n");
    make_file(f, "project/vendor/rand-0.7.3/Cargo.toml", "[package]\nversion = \"0.7.3\"\n");
    make_file(f, "project/vendor/tokio-util-0.7.12/Cargo.toml", "");
}

/* --- vendor folders --- */

static void a_vendor_folder_is_looked_for_up_to_the_first_manifest(void **state)
{
    static const char *const INSIDE[] = { "project", "project/", "project/src", "project/src/a/b",
                                          "project/not/there" };
    static const char *const OUTSIDE[] = { "", "other", "project/inner", "project/inner/src" };
    struct fixture *f = *state;

    make_project(f);
    make_folder(f, "project/src/a/b");
    make_folder(f, "vendor/serde-1.0.0");
    make_file(f, "project/inner/Cargo.toml", "[package]\n");
    for (size_t i = 0; i < COUNT(INSIDE); i++) {
        const struct registry *r;

        find(f, INSIDE[i]);
        r = of_kind(f, REGISTRY_VENDOR);
        assert_non_null(r);
        assert_ptr_equal(r, &f->list.items[0]);
        assert_non_null(strstr(r->path, "/project/"));
        assert_true(str_ends(str_of(r->path), "/vendor"));
        assert_int_equal(r->count, 3);
    }
    for (size_t i = 0; i < COUNT(OUTSIDE); i++) {
        find(f, OUTSIDE[i]);
        assert_null(of_kind(f, REGISTRY_VENDOR));
    }
}

static void vendor_folders_are_named_with_and_without_versions(void **state)
{
    struct fixture *f = *state;
    const struct registry *r;

    make_project(f);
    find(f, "project");
    r = of_kind(f, REGISTRY_VENDOR);
    assert_non_null(r);
    assert_found(r, "rand", "", "rand 0.8.5");
    assert_found(r, "rand", "0.7", "rand 0.7.3");
    assert_found(r, "rand", "0.7.4", NULL);
    assert_found(r, "tokio_util", "0.7", "tokio-util 0.7.12");
    assert_found(r, "tokio", "", NULL);
}

static void the_version_in_a_manifest_is_that_of_the_package(void **state)
{
    static const struct {
        const char *crate;
        const char *manifest;
        const char *found;
    } CASES[] = {
        { "a", "# c\n[package]\nversion = \"1.2.3\" # c\n", "a 1.2.3" },
        { "b", "[package]\r\n  version=\"1.2.3\"\r\n", "b 1.2.3" },
        { "c", "[dependencies.x]\nversion = \"9.9.9\"\n[package]\nversion = \"1.2.3\"\n",
          "c 1.2.3" },
        { "d", "[package]\nrust-version = \"1.70\"\nversion = \"1.2.3\"\n", "d 1.2.3" },
        { "sha-1", "[package]\nversion = \"0.10.1\"\n", "sha-1 0.10.1" },
        { "e", "[package]\nversion = \"1.2.3+build.4\"\n", "e 1.2.3" },
        { "f", "[package]\nversion = \"1.2.3-alpha.4\"\n", NULL },
        { "g", "[package]\nversion = \"1.2\"\n", NULL },
        { "h", "[package]\nversion.workspace = true\n", NULL },
        { "i", "[package]\n[dependencies.x]\nversion = \"9.9.9\"\n", NULL },
        { "j", "[package]\nversion =\n", NULL },
        { "k", "", NULL },
    };
    struct fixture *f = *state;

    make_file(f, "project/Cargo.toml", "");
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct buf name = BUF_INIT;

        buf_addf(&name, "project/vendor/%s/Cargo.toml", CASES[i].crate);
        make_file(f, name.ptr, CASES[i].manifest);
        buf_release(&name);
    }
    make_folder(f, "project/vendor/empty");
    make_file(f, "project/vendor/README.md", "no crate");
    find(f, "project");
    assert_non_null(of_kind(f, REGISTRY_VENDOR));
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_found(of_kind(f, REGISTRY_VENDOR), CASES[i].crate, "", CASES[i].found);
    assert_int_equal(of_kind(f, REGISTRY_VENDOR)->count, 6);
}

/* --- cargo's cache --- */

static void make_cache(const struct fixture *f, const char *home)
{
    static const char *const FILES[] = {
        "cache/h-1/serde-1.0.200.crate",
        "cache/h-1/serde-1.0.9.crate",
        "cache/h-1/sha-1-0.10.0.crate",
        "cache/h-1/utf-8-0.7.6.crate",
        "cache/h-1/rand-0.9.0-alpha.1.crate",
        "cache/h-1/rand-0.9.0-1.crate",
        "cache/h-1/rand-0.8.5.crate",
        "cache/h-1/wasi-0.13.3+wasi-0.2.2.crate",
        "cache/h-2/tokio_util-0.6.0.crate",
        "cache/h-1/big-1.20141219.5.crate",
        "cache/h-1/no-version.crate",
        "cache/h-1/short-1.2.crate",
        "cache/h-1/-1.2.3.crate",
        "cache/h-1/.hidden-1.2.3.crate",
        "cache/h-1/1.2.3",
        "src/h-1/serde-1.0.201/Cargo.toml",
        "src/h-1/plain/Cargo.toml",
    };

    for (size_t i = 0; i < COUNT(FILES); i++) {
        struct buf name = BUF_INIT;

        buf_addf(&name, "%s/registry/%s", home, FILES[i]);
        make_file(f, name.ptr, "[package]\nversion = \"1.0.0\"\n");
        buf_release(&name);
    }
}

static void assert_cache(const struct fixture *f)
{
    const struct registry *r = of_kind(f, REGISTRY_CARGO_CACHE);

    assert_non_null(r);
    assert_found(r, "serde", "1", "serde 1.0.200");
    assert_found(r, "serde", "1.0.201", NULL); /* its archive is gone */
    assert_found(r, "serde", "1.0.202", NULL);
    assert_found(r, "sha-1", "", "sha-1 0.10.0");
    assert_found(r, "sha", "", NULL);
    assert_found(r, "utf-8", "", "utf-8 0.7.6");
    assert_found(r, "rand", "", "rand 0.8.5");
    assert_found(r, "wasi", "", "wasi 0.13.3");
    assert_found(r, "big", "1", "big 1.20141219.5");
    assert_found(r, "tokio-util", "", "tokio_util 0.6.0");
    assert_found(r, "plain", "", NULL);
    assert_found(r, "no-version", "", NULL);
    assert_found(r, "short", "", NULL);
    assert_int_equal(r->count, 8);
}

static void the_cache_is_where_cargo_home_says(void **state)
{
    struct fixture *f = *state;
    char *home = path_of(f, "cargo");

    make_cache(f, "cargo");
    find(f, "");
    assert_null(of_kind(f, REGISTRY_CARGO_CACHE));
    assert_int_equal(setenv("CARGO_HOME", home, 1), 0);
    find(f, "");
    assert_cache(f);
    assert_string_equal(of_kind(f, REGISTRY_CARGO_CACHE)->path, home);
    free(home);
}

static void the_cache_is_in_the_home_by_default(void **state)
{
    struct fixture *f = *state;
    char *home = path_of(f, "home/.cargo");

    make_cache(f, "home/.cargo");
    find(f, "");
    assert_cache(f);
    assert_string_equal(of_kind(f, REGISTRY_CARGO_CACHE)->path, home);
    assert_int_equal(setenv("CARGO_HOME", "cargo", 1), 0); /* where? */
    find(f, "");
    assert_cache(f);
    free(home);
}

static void no_home_and_an_empty_cache_are_no_registry(void **state)
{
    struct fixture *f = *state;

    make_folder(f, "home/.cargo/registry/cache/h-1");
    find(f, "");
    assert_null(of_kind(f, REGISTRY_CARGO_CACHE));
    assert_int_equal(unsetenv("HOME"), 0);
    find(f, "");
    assert_null(of_kind(f, REGISTRY_CARGO_CACHE));
    registries_release(&f->list);
    registries_find(NULL, &f->list);
    assert_null(of_kind(f, REGISTRY_VENDOR));
    registries_release(&f->list);
    registries_find("relative", &f->list);
    assert_null(of_kind(f, REGISTRY_VENDOR));
}

/* --- choosing --- */

/* A vendor folder with rand and tokio-util, and a cache with serde, rand and others; what Debian
 * has is taken off the list. */
static void find_both(struct fixture *f)
{
    make_project(f);
    make_cache(f, "home/.cargo");
    find(f, "project");
    while (f->list.items[f->list.count - 1].kind == REGISTRY_DEBIAN) {
        struct registries last = { .items = { f->list.items[--f->list.count] }, .count = 1 };

        registries_release(&last);
    }
    assert_int_equal(f->list.count, 2);
}

static void the_first_registry_with_all_crates_is_chosen(void **state)
{
    static const struct {
        const char *field;
        int kind; /* -1: none */
    } CASES[] = {
        { "rand 0.8", REGISTRY_VENDOR },
        { "rand 0.7, tokio-util 0.7", REGISTRY_VENDOR },
        { "serde 1, rand 0.8", REGISTRY_CARGO_CACHE },
        { "tokio_util 0.6", REGISTRY_CARGO_CACHE },
        { "rand 0.7, serde 1", -1 },
        { "serde 2", -1 },
        { "nobody-has-it", -1 },
        { "", REGISTRY_VENDOR },
    };
    struct fixture *f = *state;

    find_both(f);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct crate_uses uses = { 0 };
        const struct registry *r;

        crate_uses_add_field(&uses, str_of(CASES[i].field));
        r = registries_choose(&f->list, &uses);
        assert_int_equal(r != NULL ? (int)r->kind : -1, CASES[i].kind);
        crate_uses_release(&uses);
    }
}

static void what_is_missing_is_explained_in_one_line(void **state)
{
    static const struct {
        const char *field;
        const char *text;
    } CASES[] = {
        { "serde 2", "serde 2 (here is 1.0.200)" },
        { "rand 0.9.1, serde 1", "rand 0.9.1 (here is 0.8.5)" },
        { "nobody-has-it", "nobody-has-it" },
        { "nobody-has-it 1.2, tokio-util 1", "nobody-has-it 1.2, tokio-util 1 (here is 0.7.12)" },
        { "rand 0.7, serde 1", "no one registry here has all of its crates" },
    };
    struct fixture *f = *state;

    find_both(f);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct crate_uses uses = { 0 };
        struct buf out = BUF_INIT;

        buf_adds(&out, "missing: ");
        crate_uses_add_field(&uses, str_of(CASES[i].field));
        registries_explain(&f->list, &uses, &out);
        assert_string_equal(out.ptr + strlen("missing: "), CASES[i].text);
        buf_release(&out);
        crate_uses_release(&uses);
    }
}

static void a_crate_is_known_when_any_registry_has_it(void **state)
{
    struct fixture *f = *state;

    find_both(f);
    assert_true(registries_know(&f->list, str_of("serde")));
    assert_true(registries_know(&f->list, str_of("tokio_util")));
    assert_true(registries_know(&f->list, str_of("wasi")));
    assert_false(registries_know(&f->list, str_of("nobody_has_it")));
    assert_false(registries_know(&f->list, str_of("")));
}

static void every_kind_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(registry_kind_name(REGISTRY_VENDOR), "vendor folder");
    assert_string_equal(registry_kind_name(REGISTRY_CARGO_CACHE), "cargo's cache");
    assert_string_equal(registry_kind_name(REGISTRY_DEBIAN), "Debian's crates");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_vendor_folder_is_looked_for_up_to_the_first_manifest),
        TEST(vendor_folders_are_named_with_and_without_versions),
        TEST(the_version_in_a_manifest_is_that_of_the_package),
        TEST(the_cache_is_where_cargo_home_says),
        TEST(the_cache_is_in_the_home_by_default),
        TEST(no_home_and_an_empty_cache_are_no_registry),
        TEST(the_first_registry_with_all_crates_is_chosen),
        TEST(what_is_missing_is_explained_in_one_line),
        TEST(a_crate_is_known_when_any_registry_has_it),
        cmocka_unit_test(every_kind_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Docsets: what lies side by side, in which order, and what a path is that somebody wants indexed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/docset.h"
#include "indexer/recognise.h"

static char root[64];

static int set_up(void **state)
{
    (void)state;
    (void)snprintf(root, sizeof(root), "/tmp/test_docset.XXXXXX");
    return mkdtemp(root) == NULL;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *at)
{
    (void)info;
    (void)type;
    (void)at;
    return remove(path);
}

static int tear_down(void **state)
{
    (void)state;
    return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Writes a file below root, with the folders that it needs. */
static void put(const char *path, const char *text)
{
    struct buf full = BUF_INIT;
    FILE *f;

    buf_addf(&full, "%s/%s", root, path);
    for (char *slash = full.ptr + strlen(root) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        (void)mkdir(full.ptr, 0700);
        *slash = '/';
    }
    f = fopen(full.ptr, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    buf_release(&full);
}

/* The names of the sources, blanks between; of pages with a star. */
static void assert_sources(const char *expected)
{
    struct docset set;
    struct docset_sources list = { 0 };
    struct buf got = BUF_INIT;
    struct error err;

    docset_init(&set, root);
    assert_int_equal(docset_list(&set, &list, &err), STATUS_OK);
    for (size_t i = 0; i < list.count; i++) {
        assert_int_equal(strncmp(list.items[i].path, root, strlen(root)), 0);
        buf_addf(&got, "%s%s%s", i > 0 ? " " : "", list.items[i].name,
                 list.items[i].is_pages ? "*" : "");
    }
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
    docset_sources_release(&list);
    docset_release(&set);
}

static void put_at(const char *name)
{
    put(name, "");
}

/* --- roots --- */

static void a_folder_with_rustdocs_common_files_is_a_docset(void **state)
{
    static const char *const common[] = { "static.files/a.js", "search.index/root.js",
                                          "search-index.js",   "search-index1.80.0.js",
                                          "crates1.95.0.js",   "crates.js" };

    for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++) {
        put_at(common[i]);
        assert_true(docset_is_root(root));
        assert_int_equal(tear_down(state), 0);
        assert_int_equal(set_up(state), 0);
    }
}

static void other_folders_are_no_docsets(void **state)
{
    (void)state;
    assert_false(docset_is_root(root));
    put_at("index.html");
    put_at("crates.html");
    put_at("search-index.json");
    put_at("std/crates1.95.0.js");
    assert_false(docset_is_root(root));
    assert_false(docset_is_root("/nowhere/at/all"));
}

static void a_crates_own_folder_is_no_docset(void **state)
{
    (void)state;
    put_at("crates.js");
    put_at("all.html");
    assert_false(docset_is_root(root));
}

/* --- sources --- */

static void sources_are_folders_with_pages_std_first_and_core_last(void **state)
{
    (void)state;
    put_at("std_detect/index.html");
    put_at("core/index.html");
    put_at("alloc/index.html");
    put_at("std/index.html");
    put_at("test/index.html");
    put_at("book/index.html");
    put_at("empty/readme.md");
    put_at("file.html");
    assert_sources("std book test alloc core std_detect");
}

static void folders_of_tools_are_no_sources(void **state)
{
    static const char *const tools[] = { "src",       "static.files", "search.index", "trait.impl",
                                         "type.impl", "implementors", "search.desc",  "fonts",
                                         "css",       ".git" };

    (void)state;
    for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++) {
        struct buf path = BUF_INIT;

        buf_addf(&path, "%s/index.html", tools[i]);
        put_at(path.ptr);
        buf_release(&path);
    }
    put_at("mine/index.html");
    assert_sources("mine");
}

static void pages_beside_the_folders_are_a_source_where_rustup_left_them(void **state)
{
    (void)state;
    put_at("std/index.html");
    put_at("index.html");
    assert_sources("std");
    put_at("releases.html");
    assert_sources("std rust*");
}

static void the_order_is_by_rank_and_name(void **state)
{
    (void)state;
    assert_true(docset_compare("std", "book") < 0);
    assert_true(docset_compare("book", "zebra") < 0);
    assert_int_equal(docset_compare("book", "book"), 0);
    assert_true(docset_compare("zebra", "alloc") < 0);
    assert_true(docset_compare("alloc", "core") < 0);
    assert_true(docset_compare("core", "std_detect") < 0);
}

static void a_root_that_is_missing_is_told(void **state)
{
    struct docset set;
    struct docset_sources list = { 0 };
    struct error err;

    (void)state;
    docset_init(&set, "/nowhere/at/all");
    assert_int_equal(docset_list(&set, &list, &err), STATUS_IO);
    assert_non_null(strstr(err.msg, "/nowhere/at/all"));
    docset_release(&set);
}

static void the_standard_library_is_known_to_be_there(void **state)
{
    struct docset set;
    struct docset_sources list = { 0 };
    struct error err;

    (void)state;
    put_at("core/index.html");
    docset_init(&set, root);
    assert_int_equal(docset_list(&set, &list, &err), STATUS_OK);
    assert_false(set.has_std);
    docset_sources_release(&list);
    put_at("std/index.html");
    assert_int_equal(docset_list(&set, &list, &err), STATUS_OK);
    assert_true(set.has_std);
    assert_true(docset_has_page(&set, "std", "index.html"));
    assert_false(docset_has_page(&set, "std", "vec/index.html"));
    docset_sources_release(&list);
    docset_release(&set);
}

/* --- releases --- */

static void assert_release(const char *expected)
{
    struct docset set;
    struct docset_sources list = { 0 };
    struct error err;

    docset_init(&set, root);
    assert_int_equal(docset_list(&set, &list, &err), STATUS_OK);
    docset_read_release(&set, &list);
    if (expected == NULL)
        assert_null(set.release);
    else
        assert_string_equal(set.release, expected);
    docset_sources_release(&list);
    docset_release(&set);
}

static void the_release_is_that_of_the_first_crate_that_names_one(void **state)
{
    (void)state;
    put("book/index.html", "<html>");
    assert_release(NULL);
    put("core/index.html", "<meta data-rustdoc-version=\"1.95.0 (0123456 2026-04-14)\">");
    assert_release("1.95.0");
    put("alloc/index.html", "<meta data-rustdoc-version=\"1.96.0-nightly (0123456 2026-04-14)\">");
    assert_release("1.96.0-nightly");
}

static void what_is_no_release_is_none(void **state)
{
    (void)state;
    put("a/index.html", "<meta data-rustdoc-version=\"\">");
    put("b/index.html", "<meta data-rustdoc-version=\"0123456789012345678901234567890123456789\">");
    assert_release(NULL);
}

/* --- aliases --- */

static void a_docset_without_search_data_has_no_aliases(void **state)
{
    struct docset set;
    struct buf names = BUF_INIT;
    struct error why;

    (void)state;
    docset_init(&set, root);
    assert_true(docset_load_aliases(&set, &why));
    assert_true(docset_load_aliases(&set, &why));
    docset_add_aliases(&names, &set, "std/env/fn.current_dir.html");
    assert_string_equal(names.ptr, "");
    docset_release(&set);
}

static void aliases_are_found_by_their_page_alone(void **state)
{
    char dir[] = "std/env/fn.current_dir.html";
    char push[] = "std/vec/struct.Vec.html#method.push";
    char cwd[] = "cwd";
    char getcwd_name[] = "getcwd";
    char append[] = "append";
    struct search_alias items[] = { { .page = dir, .alias = cwd },
                                    { .page = dir, .alias = getcwd_name },
                                    { .page = push, .alias = append } };
    struct docset set;
    struct buf names = BUF_INIT;

    (void)state;
    docset_init(&set, root);
    set.aliases.items = items;
    set.aliases.count = 3;
    docset_add_aliases(&names, &set, "std/env/fn.current_dir.html");
    assert_string_equal(names.ptr, "cwd\ngetcwd\n");
    buf_clear(&names);
    docset_add_aliases(&names, &set, "std/vec/struct.Vec.html#method.push");
    assert_string_equal(names.ptr, "append\n");
    buf_clear(&names);
    docset_add_aliases(&names, &set, "std/vec/struct.Vec.html");
    docset_add_aliases(&names, &set, "a");
    docset_add_aliases(&names, &set, "z");
    assert_string_equal(names.ptr, "");
    set.aliases.items = NULL;
    set.aliases.count = 0;
    docset_release(&set);
    buf_release(&names);
}

/* --- what a path is --- */

static void assert_recognised(const char *path, enum recognised what, enum source_format format)
{
    struct buf full = BUF_INIT;
    enum recognised got;
    enum source_format got_format;
    struct error err;

    buf_addf(&full, "%s%s", root, path);
    assert_int_equal(recognise(full.ptr, &got, &got_format, &err), STATUS_OK);
    assert_int_equal(got, what);
    if (what == RECOGNISED_SOURCE)
        assert_int_equal(got_format, format);
    buf_release(&full);
}

static void a_folder_is_what_most_of_its_documents_are(void **state)
{
    (void)state;
    put_at("a.md");
    assert_recognised("", RECOGNISED_SOURCE, SOURCE_MARKDOWN);
    put_at("a.html");
    assert_recognised("", RECOGNISED_SOURCE, SOURCE_MARKDOWN);
    put_at("b.html");
    assert_recognised("", RECOGNISED_SOURCE, SOURCE_HTML);
    assert_recognised("/a.md", RECOGNISED_SOURCE, SOURCE_MARKDOWN);
    assert_recognised("/a.html", RECOGNISED_SOURCE, SOURCE_HTML);
}

static void a_books_source_is_markdown_however_much_was_made_of_it(void **state)
{
    (void)state;
    put_at("book.toml");
    put_at("src/a.md");
    put_at("book/a.html");
    put_at("book/b.html");
    assert_recognised("", RECOGNISED_SOURCE, SOURCE_MARKDOWN);
    assert_recognised("/book", RECOGNISED_SOURCE, SOURCE_HTML);
}

static void documentation_of_crates_is_a_docset_and_one_crate_is_html(void **state)
{
    (void)state;
    put_at("crates.js");
    put_at("mine/index.html");
    put_at("mine/all.html");
    put_at("releases.md");
    assert_recognised("", RECOGNISED_DOCSET, SOURCE_HTML);
    assert_recognised("/mine", RECOGNISED_SOURCE, SOURCE_HTML);
}

static void what_is_missing_or_without_documents_is_told(void **state)
{
    enum recognised what;
    enum source_format format;
    struct error err;

    (void)state;
    assert_int_equal(recognise("/nowhere/at/all", &what, &format, &err), STATUS_NOT_FOUND);
    assert_int_equal(recognise(root, &what, &format, &err), STATUS_BAD_INPUT);
    assert_non_null(strstr(err.msg, "neither Markdown"));
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(a_folder_with_rustdocs_common_files_is_a_docset),
        WITH_FOLDER(other_folders_are_no_docsets),
        WITH_FOLDER(a_crates_own_folder_is_no_docset),
        WITH_FOLDER(sources_are_folders_with_pages_std_first_and_core_last),
        WITH_FOLDER(folders_of_tools_are_no_sources),
        WITH_FOLDER(pages_beside_the_folders_are_a_source_where_rustup_left_them),
        WITH_FOLDER(the_order_is_by_rank_and_name),
        WITH_FOLDER(a_root_that_is_missing_is_told),
        WITH_FOLDER(the_standard_library_is_known_to_be_there),
        WITH_FOLDER(the_release_is_that_of_the_first_crate_that_names_one),
        WITH_FOLDER(what_is_no_release_is_none),
        WITH_FOLDER(a_docset_without_search_data_has_no_aliases),
        WITH_FOLDER(aliases_are_found_by_their_page_alone),
        WITH_FOLDER(a_folder_is_what_most_of_its_documents_are),
        WITH_FOLDER(a_books_source_is_markdown_however_much_was_made_of_it),
        WITH_FOLDER(documentation_of_crates_is_a_docset_and_one_crate_is_html),
        WITH_FOLDER(what_is_missing_or_without_documents_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

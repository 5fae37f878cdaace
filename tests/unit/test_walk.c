/* Walking trees, each in a folder of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/xalloc.h"
#include "indexer/walk.h"

enum { DIR_LENGTH = 64 };

/* The folder of a test: "root" is walked, "outside.md" lies beside it. */
struct fixture {
    char dir[DIR_LENGTH];
    struct buf root;
    struct buf files;   /* paths, each with LF */
    struct buf books;   /* likewise */
    struct buf skipped; /* "path: why", each with LF, as they come */
    struct walk_result result;
    struct error err;
};

static char *path_below(const struct fixture *f, const char *name)
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/%s", f->root.ptr, name);
    return buf_detach(&path);
}

/* Makes an empty file, and the folders on the way to it. */
static void make_file(const struct fixture *f, const char *name)
{
    char *path = path_below(f, name);
    FILE *file;

    for (char *slash = strchr(path + f->root.len + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    free(path);
}

static void make_link(const struct fixture *f, const char *to, const char *name)
{
    char *path = path_below(f, name);

    assert_int_equal(symlink(to, path), 0);
    free(path);
}

static int set_up(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));

    (void)snprintf(f->dir, sizeof(f->dir), "/tmp/test_walk.XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    buf_init(&f->root);
    buf_init(&f->files);
    buf_init(&f->books);
    buf_init(&f->skipped);
    buf_addf(&f->root, "%s/root", f->dir);
    assert_int_equal(mkdir(f->root.ptr, 0700), 0);
    make_file(f, "../outside.md");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    struct buf command = BUF_INIT;

    buf_addf(&command, "chmod -R u+rwx '%s'; rm -rf '%s'", f->dir, f->dir);
    assert_int_equal(system(command.ptr), 0);
    buf_release(&command);
    walk_release(&f->result);
    buf_release(&f->root);
    buf_release(&f->files);
    buf_release(&f->books);
    buf_release(&f->skipped);
    free(f);
    return 0;
}

static void note_skipped(void *ctx, const char *path, const char *why)
{
    struct fixture *f = ctx;

    buf_addf(&f->skipped, "%s: %s\n", path, why);
}

static enum status walk(struct fixture *f, const char *root)
{
    enum status st;

    walk_release(&f->result);
    buf_clear(&f->files);
    buf_clear(&f->books);
    buf_clear(&f->skipped);
    st = walk_tree(root, WALK_MARKDOWN, note_skipped, f, &f->result, &f->err);
    for (size_t i = 0; i < f->result.count; i++)
        buf_addf(&f->files, "%s\n", f->result.files[i].path);
    for (size_t i = 0; i < f->result.book_count; i++)
        buf_addf(&f->books, "%s\n", f->result.books[i]);
    return st;
}

static void assert_walk(struct fixture *f, const char *files, const char *skipped)
{
    assert_int_equal(walk(f, f->root.ptr), STATUS_OK);
    assert_string_equal(f->files.ptr, files);
    assert_string_equal(f->skipped.ptr, skipped);
}

static void markdown_is_known_by_its_ending(void **state)
{
    struct fixture *f = *state;

    assert_walk(f, "", "");
    make_file(f, "a.md");
    make_file(f, "B.MD");
    make_file(f, "c.Markdown");
    make_file(f, "d.txt");
    make_file(f, "md");
    make_file(f, "e.mdx");
    make_file(f, ".md");
    make_file(f, "f.md.bak");
    assert_walk(f, "B.MD\na.md\nc.Markdown\n", "");
}

static void a_folders_files_come_together(void **state)
{
    struct fixture *f = *state;

    make_file(f, "z.md");
    make_file(f, "b/z.md");
    make_file(f, "b/c/a.md");
    make_file(f, "b/a.md");
    make_file(f, "b-a/a.md");
    make_file(f, "b.md");
    make_file(f, "folder.md/in.md");
    assert_walk(f, "b.md\nz.md\nb/a.md\nb/z.md\nb/c/a.md\nb-a/a.md\nfolder.md/in.md\n", "");
}

static void hidden_and_built_folders_are_passed_over(void **state)
{
    struct fixture *f = *state;

    make_file(f, ".git/a.md");
    make_file(f, "node_modules/a.md");
    make_file(f, "x/target/a.md");
    make_file(f, "x/targets/a.md");
    make_file(f, ".a.md");
    make_file(f, "target.md");
    assert_walk(f, "target.md\nx/targets/a.md\n", "");
}

static void books_are_found_outermost_first(void **state)
{
    struct fixture *f = *state;

    make_file(f, "a/b/book.toml");
    make_file(f, "a/book.toml");
    make_file(f, "book.toml");
    make_file(f, "c/Book.toml");
    make_file(f, "d/book.toml/a.md");
    assert_walk(f, "d/book.toml/a.md\n", "");
    assert_string_equal(f->books.ptr, "\na\na/b\n");
}

static void links_are_followed_to_files_below_the_root(void **state)
{
    struct fixture *f = *state;

    make_file(f, "x/a.txt");
    make_file(f, "x/b.md");
    make_link(f, "x/a.txt", "1.md");
    make_link(f, "../outside.md", "2.md");
    make_link(f, "nowhere", "3.md");
    make_link(f, "4.md", "4.md");
    make_link(f, "x", "5.md");
    make_link(f, "..", "up");
    make_link(f, "nowhere", "no");
    make_link(f, "/dev/null", "x/null.md");
    assert_int_equal(walk(f, f->root.ptr), STATUS_OK);
    assert_string_equal(f->files.ptr, "1.md\nx/b.md\n");
    assert_non_null(strstr(f->skipped.ptr, "2.md: a link out of the source's root\n"));
    assert_non_null(strstr(f->skipped.ptr, "3.md: a link that leads nowhere\n"));
    assert_non_null(strstr(f->skipped.ptr, "4.md: a link that leads nowhere\n"));
    assert_non_null(strstr(f->skipped.ptr, "x/null.md: a link out of the source's root\n"));
    assert_null(strstr(f->skipped.ptr, "5.md"));
    assert_null(strstr(f->skipped.ptr, "no:"));
}

static void what_is_no_file_is_told(void **state)
{
    struct fixture *f = *state;
    char *path = path_below(f, "fifo.md");
    char *plain = path_below(f, "fifo");

    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(mkfifo(plain, 0600), 0);
    assert_walk(f, "", "fifo.md: not a file\n");
    free(path);
    free(plain);
}

static void a_large_file_is_left_out(void **state)
{
    struct fixture *f = *state;
    char *path = path_below(f, "a.md");

    make_file(f, "a.md");
    assert_int_equal(truncate(path, WALK_FILE_BYTES_MAX), 0);
    assert_walk(f, "a.md\n", "");
    assert_int_equal(f->result.files[0].size, WALK_FILE_BYTES_MAX);
    assert_int_equal(truncate(path, (off_t)WALK_FILE_BYTES_MAX + 1), 0);
    assert_walk(f, "", "a.md: too large\n");
    free(path);
}

static void a_name_must_be_plain_text(void **state)
{
    struct fixture *f = *state;

    make_file(f, "bad\xff.md");
    make_file(f, "line\n.md");
    make_file(f, "gr\xc3\xbc\xc3\x9f dich.md");
    make_file(f, "esc\x1b[31m/a.md");
    make_file(f, "esc\x1b.txt");
    assert_int_equal(walk(f, f->root.ptr), STATUS_OK);
    assert_string_equal(f->files.ptr, "gr\xc3\xbc\xc3\x9f dich.md\n");
    assert_non_null(strstr(f->skipped.ptr, "bad\xff.md: its name is no plain text\n"));
    assert_non_null(strstr(f->skipped.ptr, "line\n.md: its name is no plain text\n"));
    assert_non_null(strstr(f->skipped.ptr, "esc\x1b[31m: its name is no plain text\n"));
}

static void a_folder_without_permission_is_told(void **state)
{
    struct fixture *f = *state;
    char *path = path_below(f, "closed");

    if (geteuid() == 0) { /* root may read everything */
        free(path);
        skip();
    }
    make_file(f, "closed/a.md");
    make_file(f, "open/a.md");
    assert_int_equal(chmod(path, 0), 0);
    assert_walk(f, "open/a.md\n", "closed: cannot be read\n");
    assert_int_equal(walk(f, path), STATUS_IO);
    free(path);
}

static void folders_nest_only_so_deep(void **state)
{
    struct fixture *f = *state;
    struct buf deep = BUF_INIT;

    for (int i = 0; i < WALK_DEPTH_MAX; i++)
        buf_adds(&deep, "d/");
    buf_adds(&deep, "a.md");
    make_file(f, deep.ptr);
    buf_truncate(&deep, deep.len - strlen("a.md"));
    buf_adds(&deep, "e/b.md");
    make_file(f, deep.ptr);
    assert_int_equal(walk(f, f->root.ptr), STATUS_OK);
    assert_int_equal(f->result.count, 1);
    assert_non_null(strstr(f->skipped.ptr, "/d/e: too deep\n"));
    buf_release(&deep);
}

static void a_root_may_be_one_file_of_any_name(void **state)
{
    struct fixture *f = *state;
    char *path = path_below(f, "notes.txt");
    struct timespec times[2] = { { 5, 0 }, { 7, 9 } };

    make_file(f, "notes.txt");
    make_link(f, "notes.txt", "link");
    assert_int_equal(truncate(path, 3), 0);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    assert_int_equal(walk(f, path), STATUS_OK);
    assert_string_equal(f->files.ptr, "notes.txt\n");
    assert_string_equal(f->books.ptr, "");
    assert_int_equal(f->result.files[0].size, 3);
    assert_int_equal(f->result.files[0].mtime_ns, 7000000009);
    free(path);
    path = path_below(f, "link");
    assert_int_equal(walk(f, path), STATUS_OK);
    assert_string_equal(f->files.ptr, "link\n");
    free(path);
}

static void a_root_may_be_a_link_to_a_folder(void **state)
{
    struct fixture *f = *state;
    char *path = path_below(f, "../alias");

    make_file(f, "a.md");
    make_link(f, "a.md", "b.md");
    make_link(f, "root", "../alias");
    assert_int_equal(walk(f, path), STATUS_OK);
    assert_string_equal(f->files.ptr, "a.md\nb.md\n");
    assert_string_equal(f->skipped.ptr, "");
    free(path);
}

static void a_root_that_cannot_be_walked_is_an_error(void **state)
{
    struct fixture *f = *state;
    char *path = path_below(f, "fifo");

    assert_int_equal(walk(f, "/no/such/root"), STATUS_NOT_FOUND);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(walk(f, path), STATUS_IO);
    assert_int_equal(f->result.count, 0);
    free(path);
    walk_release(NULL);
}

static void below_means_inside(void **state)
{
    (void)state;
    assert_true(walk_is_below("/a/b", "/a"));
    assert_true(walk_is_below("/a/b/c", "/a"));
    assert_true(walk_is_below("/a", "/"));
    assert_false(walk_is_below("/a", "/a"));
    assert_false(walk_is_below("/ab", "/a"));
    assert_false(walk_is_below("/", "/"));
    assert_false(walk_is_below("/", "/a"));
}

static void any_time_can_be_compared(void **state)
{
    struct stat info = { 0 };
    int64_t first;

    (void)state;
    info.st_mtim.tv_sec = INT64_MAX;
    first = walk_mtime_ns(&info);
    info.st_mtim.tv_sec = INT64_MIN + 1;
    assert_true(first != walk_mtime_ns(&info));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(markdown_is_known_by_its_ending),
        TEST(a_folders_files_come_together),
        TEST(hidden_and_built_folders_are_passed_over),
        TEST(books_are_found_outermost_first),
        TEST(links_are_followed_to_files_below_the_root),
        TEST(what_is_no_file_is_told),
        TEST(a_large_file_is_left_out),
        TEST(a_name_must_be_plain_text),
        TEST(a_folder_without_permission_is_told),
        TEST(folders_nest_only_so_deep),
        TEST(a_root_may_be_one_file_of_any_name),
        TEST(a_root_may_be_a_link_to_a_folder),
        TEST(a_root_that_cannot_be_walked_is_an_error),
        cmocka_unit_test(below_means_inside),
        cmocka_unit_test(any_time_can_be_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Reading book.toml and SUMMARY.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/entry.h"
#include "indexer/book.h"

/* --- files below a folder of the test's own --- */

struct folder {
    char root[64];
};

static int make_folder(void **state)
{
    struct folder *f = calloc(1, sizeof(*f));

    if (f == NULL)
        return -1;
    (void)snprintf(f->root, sizeof(f->root), "/tmp/rustpro-test-book-XXXXXX");
    *state = f;
    return mkdtemp(f->root) != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    struct folder *f = *state;
    struct buf command = BUF_INIT;
    int result;

    buf_addf(&command, "rm -rf %s", f->root);
    result = system(command.ptr);
    buf_release(&command);
    free(f);
    return result;
}

/* Writes a file, with the folders it lies in. */
static void put_bytes(const struct folder *f, const char *path, struct str text)
{
    struct buf full = BUF_INIT;
    FILE *file;

    buf_addf(&full, "%s/%s", f->root, path);
    for (char *p = full.ptr + strlen(f->root) + 1; (p = strchr(p, '/')) != NULL; *p++ = '/') {
        *p = '\0';
        (void)mkdir(full.ptr, 0755);
    }
    file = fopen(full.ptr, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
    buf_release(&full);
}

static void put(const struct folder *f, const char *path, const char *text)
{
    put_bytes(f, path, str_of(text));
}

/* --- expectations --- */

/* Reads the book in dir, which must succeed, and writes a line for each page: "path|title|trail",
 * '-' for a draft's path and '>' between the parts of a trail. */
static void assert_pages(const struct folder *f, const char *dir, const char *expected)
{
    struct buf got = BUF_INIT;
    struct book book;
    struct error err;

    assert_int_equal(book_read(f->root, dir, &book, &err), STATUS_OK);
    for (size_t i = 0; i < book.count; i++) {
        struct book_page *page = &book.pages[i];

        for (char *p = page->trail; (p = strchr(p, ENTRY_TRAIL_SEPARATOR)) != NULL;)
            *p = '>';
        buf_addf(&got, "%s|%s|%s\n", page->path != NULL ? page->path : "-", page->title,
                 page->trail);
    }
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
    book_release(&book);
}

/* The same for a summary of this text in a book without settings. */
static void assert_summary(const struct folder *f, const char *summary, const char *expected)
{
    put(f, "book.toml", "");
    put(f, "src/SUMMARY.md", summary);
    assert_pages(f, "", expected);
}

static void assert_fails(const struct folder *f, const char *dir, enum status expected)
{
    struct book book = { .count = 7 };
    struct error err = { .code = STATUS_OK };

    assert_int_equal(book_read(f->root, dir, &book, &err), expected);
    assert_int_equal(err.code, expected);
    assert_true(strlen(err.msg) > 0);
    assert_int_equal(book.count, 7);
}

/* --- book.toml --- */

static void assert_settings(const struct folder *f, const char *dir, const char *title,
                            const char *src)
{
    struct book book;
    struct error err;

    assert_int_equal(book_read(f->root, dir, &book, &err), STATUS_OK);
    if (title != NULL)
        assert_string_equal(book.title, title);
    else
        assert_null(book.title);
    assert_string_equal(book.src, src);
    book_release(&book);
    book_release(&book);
}

static void settings_tell_title_and_folder(void **state)
{
    const struct folder *f = *state;

    put(f, "book.toml",
        "# A remark\n[book]\nauthors = [\n \"A\",\n]\ntitle = \"The \\\"Book\\\"\" # b\n"
        "src = './text//pages/'\n[output.html]\ntitle = \"no\"\nsrc = \"no\"\n");
    assert_settings(f, "", "The \"Book\"", "text/pages");
    put(f, "book.toml", "book.title = \"Dotted\"\nbook.src = \".\"\n");
    assert_settings(f, "", "Dotted", "");
}

static void settings_have_defaults(void **state)
{
    const struct folder *f = *state;

    put(f, "book.toml", "[book]\ntitle = \"\"\n");
    assert_settings(f, "", NULL, "src");
    put(f, "book.toml", "\xff\xfe what is this [ = \"");
    assert_settings(f, "", NULL, "src");
}

static void settings_tell_the_edition(void **state)
{
    static const struct {
        const char *settings;
        int edition;
    } cases[] = {
        { "[rust]\nedition = \"2024\"\n", 2024 },
        { "rust.edition = '2021'\n", 2021 },
        { "[book]\ntitle = \"B\"\n[output.html]\nedition = \"2021\"\n[rust]\nedition = \"2018\"\n",
          2018 },
        { "[book]\nedition = \"2021\"\n", 2015 },
        { "[rust]\nedition = \"newest\"\n", 2015 },
        { "", 2015 },
    };
    const struct folder *f = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct book book;

        put(f, "book.toml", cases[i].settings);
        assert_int_equal(book_read(f->root, "", &book, NULL), STATUS_OK);
        assert_int_equal(book.rust_edition, cases[i].edition);
        book_release(&book);
    }
}

static void a_nested_book_keeps_its_folder(void **state)
{
    const struct folder *f = *state;

    put(f, "book.toml", "");
    put(f, "a/b/book.toml", "[book]\ntitle = \"Inner\"\n");
    put(f, "a/b/src/SUMMARY.md", "- [X](x.md)\n- [Y](../../y.md)\n- [Z](../../../../z.md)\n");
    assert_settings(f, "a/b", "Inner", "a/b/src");
    assert_pages(f, "a/b", "a/b/src/x.md|X|\na/y.md|Y|\n");
    put(f, "a/b/book.toml", "[book]\nsrc = \"../../c\"\n");
    assert_settings(f, "a/b", NULL, "c");
}

static void a_folder_outside_of_the_source_is_refused(void **state)
{
    static const char *const folders[] = { "../x", "/etc", "a/../../b", "a\\u0000b\\u001b" };
    const struct folder *f = *state;

    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        struct buf toml = BUF_INIT;

        buf_addf(&toml, "[book]\nsrc = \"%s\"\n", folders[i]);
        put(f, "book.toml", toml.ptr);
        assert_fails(f, "", STATUS_BAD_INPUT);
        buf_release(&toml);
    }
}

static void a_folder_without_book_is_not_found(void **state)
{
    const struct folder *f = *state;

    assert_fails(f, "", STATUS_NOT_FOUND);
    assert_fails(f, "no/such", STATUS_NOT_FOUND);
    put(f, "file", "");
    assert_fails(f, "file", STATUS_NOT_FOUND);
}

static void what_is_no_file_is_refused(void **state)
{
    const struct folder *f = *state;
    struct buf path = BUF_INIT;

    put(f, "a/book.toml/x", "");
    assert_fails(f, "a", STATUS_IO);
    put(f, "b/book.toml", "");
    put(f, "b/src/x", "");
    buf_addf(&path, "%s/b/src/SUMMARY.md", f->root);
    assert_int_equal(mkfifo(path.ptr, 0644), 0);
    assert_fails(f, "b", STATUS_IO);
    buf_release(&path);
}

static void files_that_are_too_large_are_refused(void **state)
{
    const struct folder *f = *state;
    struct buf text = BUF_INIT;

    while (text.len <= 4 << 20)
        buf_adds(&text, "# A long remark\n");
    put(f, "a/book.toml", text.ptr);
    assert_fails(f, "a", STATUS_TOO_BIG);
    put(f, "b/book.toml", "");
    put(f, "b/src/SUMMARY.md", text.ptr);
    assert_fails(f, "b", STATUS_TOO_BIG);
    buf_release(&text);
}

/* --- SUMMARY.md --- */

static void a_book_without_summary_has_no_pages(void **state)
{
    put(*state, "book.toml", "");
    assert_pages(*state, "", "");
    assert_summary(*state, "", "");
}

static void nested_lists_give_trails(void **state)
{
    assert_summary(*state,
                   "# Summary\n\n- [A](a.md)\n    - [B](a/b.md)\n        - [C](a/c.md)\n"
                   "    - [D](a/d.md)\n\n- [E](e.md)\n",
                   "src/a.md|A|\nsrc/a/b.md|B|A\nsrc/a/c.md|C|A>B\nsrc/a/d.md|D|A\nsrc/e.md|E|\n");
    assert_summary(*state, "1. [A](a.md)\n   1. [B](b.md)\n\n* [C](c.md)\n",
                   "src/a.md|A|\nsrc/b.md|B|A\nsrc/c.md|C|\n");
}

static void prefix_and_suffix_chapters_have_no_trail(void **state)
{
    assert_summary(*state,
                   "# Title\n\n[Preface](preface.md)\n[Intro](intro.md)\n\n# Part\n\n- [A](a.md)\n"
                   "\n---\n\n[Thanks](thanks.md)\n",
                   "src/preface.md|Preface|\nsrc/intro.md|Intro|\nsrc/a.md|A|Part\n"
                   "src/thanks.md|Thanks|\n");
}

static void parts_begin_trails(void **state)
{
    assert_summary(*state,
                   "<!-- x -->\n# Title\n\n# Part `1`: x\n\n- [A](a.md)\n  - [B](b.md)\n\n"
                   "# Part 2\n\n- [C](c.md)\n\n## Only a remark\n\n- [D](d.md)\n",
                   "src/a.md|A|Part 1: x\nsrc/b.md|B|Part 1: x>A\nsrc/c.md|C|Part 2\n"
                   "src/d.md|D|Part 2\n");
}

static void drafts_have_no_path_but_are_parents(void **state)
{
    struct book book;
    struct error err;

    assert_summary(*state, "- [A]()\n  - [B](b.md)\n- [C](<>)\n", "-|A|\nsrc/b.md|B|A\n-|C|\n");
    assert_int_equal(book_read(((struct folder *)*state)->root, "", &book, &err), STATUS_OK);
    assert_int_equal(book.drafts, 2);
    book_release(&book);
}

static void titles_are_plain_text(void **state)
{
    assert_summary(*state,
                   "- [`mem::{take(_)}` and *Rc\\<T\\>*\n  &amp; more](a.md) (see below)\n"
                   "- **[B](b.md)**\n- [[C]](c.md)\n- [D&#27;&#31;&#10;E](d.md)\n- [](e.md)\n",
                   "src/a.md|mem::{take(_)} and Rc<T> & more|\nsrc/b.md|B|\nsrc/c.md|[C]|\n"
                   "src/d.md|D E|\nsrc/e.md||\n");
}

static void paths_are_made_plain(void **state)
{
    assert_summary(*state,
                   "- [A](./a.md)\n- [B](b%20c/%C3%A9.md)\n- [C](<c d.md>)\n- [D](x/../d.md#e)\n"
                   "- [E](x//./e.md)\n- [F](100%.md)\n- [G](%g0%2.md)\n- [H](../h.md)\n",
                   "src/a.md|A|\nsrc/b c/\u00e9.md|B|\nsrc/c d.md|C|\nsrc/d.md|D|\nsrc/x/e.md|E|\n"
                   "src/100%.md|F|\nsrc/%g0%2.md|G|\nh.md|H|\n");
}

static void links_that_name_no_page_are_left_out(void **state)
{
    assert_summary(*state,
                   "- [A](../../a.md)\n- [B](/etc/passwd)\n- [C](https://example.org/c.md)\n"
                   "- [D](d%00.md)\n- [E](%1b.md)\n- [F](%ff.md)\n- [G](.)\n- [H](#h)\n"
                   "- [I](%2e%2e/%2e%2e/i.md)\n  - [J](j.md)\n- [K](k%0A.md)\n",
                   "src/j.md|J|I\n");
}

static void other_links_are_no_pages(void **state)
{
    assert_summary(*state,
                   "# [Title](t.md)\n\n- [A](a.md), see [no](no.md)\n\n  And [no](no.md).\n\n"
                   "> [no](no.md)\n\n```\n- [no](no.md)\n```\n\n| [no](no.md) |\n|---|\n\n"
                   "- ![no](no.md)\n- <!-- [no](no.md) -->\n- [no]: no.md\n",
                   "src/a.md|A|\n");
}

static void a_repeated_page_counts_once(void **state)
{
    assert_summary(*state,
                   "- [B](b.md)\n- [A](a.md)\n- [C](x/../b.md)\n- [D]()\n- [A](./a.md)\n- [E]()\n",
                   "src/b.md|B|\nsrc/a.md|A|\n-|D|\n-|E|\n");
}

static void line_ends_and_byte_order_marks_do_not_matter(void **state)
{
    assert_summary(*state, "\xef\xbb\xbf# S\r\n\r\n- [A](a.md)\r\n  - [B](b.md)\r\n",
                   "src/a.md|A|\nsrc/b.md|B|A\n");
}

static void deep_lists_name_the_outermost_parents(void **state)
{
    struct buf summary = BUF_INIT;
    struct book book;
    struct error err;

    for (int depth = 0; depth < 40; depth++)
        buf_addf(&summary, "%*s- [T%d](%d.md)\n", 2 * depth, "", depth, depth);
    buf_adds(&summary, "- [Last](last.md)\n");
    put(*state, "book.toml", "");
    put(*state, "src/SUMMARY.md", summary.ptr);
    assert_int_equal(book_read(((struct folder *)*state)->root, "", &book, &err), STATUS_OK);
    assert_int_equal(book.count, 41);
    assert_string_equal(book.pages[3].trail, "T0\x1fT1\x1fT2");
    assert_string_equal(book.pages[39].trail, "T0\x1fT1\x1fT2\x1fT3\x1fT4\x1fT5\x1fT6\x1fT7");
    assert_string_equal(book.pages[40].trail, "");
    book_release(&book);
    buf_release(&summary);
}

static void long_titles_are_cut_between_characters(void **state)
{
    struct buf summary = BUF_INIT;
    struct book book;
    struct error err;

    buf_adds(&summary, "- [x");
    for (int i = 0; i < 1000; i++)
        buf_adds(&summary, "\u00e9");
    buf_adds(&summary, "](a.md)\n");
    put(*state, "book.toml", "");
    put(*state, "src/SUMMARY.md", summary.ptr);
    assert_int_equal(book_read(((struct folder *)*state)->root, "", &book, &err), STATUS_OK);
    assert_int_equal(strlen(book.pages[0].title), 255);
    book_release(&book);
    buf_release(&summary);
}

static void too_many_pages_are_refused(void **state)
{
    struct buf summary = BUF_INIT;

    for (int i = 0; i <= 100000; i++)
        buf_addf(&summary, "- [](%d)\n", i);
    put(*state, "book.toml", "");
    put(*state, "src/SUMMARY.md", summary.ptr);
    assert_fails(*state, "", STATUS_TOO_BIG);
    buf_release(&summary);
}

/* cmark-gfm itself is slow at some of these when they are longer. */
enum { HOSTILE_BYTES = 20000 };

static void hostile_summaries_are_survived(void **state)
{
    static const char *const repeated[] = { "- ",     "[",  "](", "- [a](b)",    "> - ", "# a\n",
                                            "*[a](b", "%2", "\n", "- [a]()\n\n", "1. ",  "\xff\0" };

    put(*state, "book.toml", "");
    for (size_t i = 0; i < sizeof(repeated) / sizeof(*repeated); i++) {
        struct buf summary = BUF_INIT;
        struct book book;
        clock_t start;

        while (summary.len < HOSTILE_BYTES)
            buf_add(&summary, repeated[i], strlen(repeated[i]) + (i % 2));
        put_bytes(*state, "src/SUMMARY.md", buf_str(&summary));
        start = clock();
        if (book_read(((struct folder *)*state)->root, "", &book, NULL) == STATUS_OK)
            book_release(&book);
        assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
        buf_release(&summary);
    }
}

#define test_in_folder(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_folder(settings_tell_title_and_folder),
        test_in_folder(settings_have_defaults),
        test_in_folder(settings_tell_the_edition),
        test_in_folder(a_nested_book_keeps_its_folder),
        test_in_folder(a_folder_outside_of_the_source_is_refused),
        test_in_folder(a_folder_without_book_is_not_found),
        test_in_folder(what_is_no_file_is_refused),
        test_in_folder(files_that_are_too_large_are_refused),
        test_in_folder(a_book_without_summary_has_no_pages),
        test_in_folder(nested_lists_give_trails),
        test_in_folder(prefix_and_suffix_chapters_have_no_trail),
        test_in_folder(parts_begin_trails),
        test_in_folder(drafts_have_no_path_but_are_parents),
        test_in_folder(titles_are_plain_text),
        test_in_folder(paths_are_made_plain),
        test_in_folder(links_that_name_no_page_are_left_out),
        test_in_folder(other_links_are_no_pages),
        test_in_folder(a_repeated_page_counts_once),
        test_in_folder(line_ends_and_byte_order_marks_do_not_matter),
        test_in_folder(deep_lists_name_the_outermost_parents),
        test_in_folder(long_titles_are_cut_between_characters),
        test_in_folder(too_many_pages_are_refused),
        test_in_folder(hostile_summaries_are_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

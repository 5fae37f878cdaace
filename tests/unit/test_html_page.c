/* HTML pages other than rustdoc's items: which are looked into, and their entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

#include "indexer/html.h"
#include "indexer/html_page.h"
#include "indexer/html_toc.h"

static char root[] = "/tmp/test_html_page.XXXXXX";

static int set_up(void **state)
{
    struct error err;

    (void)state;
    return mkdtemp(root) == NULL || html_load(&err) != STATUS_OK;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(root);
}

/* Each fills *doc; document_release() it. */
static void read_at(const struct document_place *place, const char *html, struct document *doc)
{
    struct error err;

    *doc = (struct document){ 0 };
    assert_int_equal(html_page_read(str_of(html), place, doc, &err), STATUS_OK);
}

static void read_as(const char *path, const char *html, struct document *doc)
{
    struct document_place place = {
        .trail = str_of("Book"), .path = path, .dir = root, .root = root
    };

    read_at(&place, html, doc);
}

/* Compares "kind|title|trail|anchor|slug" of each entry; '/' parts the trail. */
static void assert_same_entries(const struct document *doc, const char *expected)
{
    struct buf got = BUF_INIT;

    for (size_t i = 0; i < doc->count; i++) {
        const struct entry *e = &doc->entries[i];

        buf_addf(&got, "%s|%s|%s|%s|%s\n", entry_kind_name(e->kind), e->title, e->trail, e->anchor,
                 e->slug);
    }
    for (size_t i = 0; i < got.len; i++)
        if (got.ptr[i] == ENTRY_TRAIL_SEPARATOR)
            got.ptr[i] = '/';
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
}

static void assert_entries_as(const char *path, const char *html, const char *expected)
{
    struct document doc;

    read_as(path, html, &doc);
    assert_null(doc.passed_over);
    assert_same_entries(&doc, expected);
    document_release(&doc);
}

static void assert_entries(const char *html, const char *expected)
{
    assert_entries_as("dir/page.html", html, expected);
}

static void assert_body(const char *html, const char *expected)
{
    struct document doc;

    read_as("page.html", html, &doc);
    assert_int_equal(doc.count, 1);
    assert_string_equal(doc.entries[0].body, expected);
    document_release(&doc);
}

static void assert_passed_over(const char *path, const char *html, const char *why)
{
    struct document doc;

    read_as(path, html, &doc);
    if (why == NULL)
        assert_null(doc.passed_over);
    else
        assert_string_equal(doc.passed_over, why);
    assert_true(why == NULL || doc.count == 0);
    document_release(&doc);
}

/* --- sorts of pages --- */

#define MDBOOK                                                                                     \
    "<!DOCTYPE HTML><html lang=\"en\" class=\"light\"><head><!-- Book generated using mdBook -->"
#define RUSTDOC                                                                                    \
    "<!DOCTYPE html><html lang=\"en\"><head><meta name=\"generator\" content=\"rustdoc\">"

static void names_of_pages_are_html(void **state)
{
    (void)state;
    assert_true(html_page_is_name("a/b.html"));
    assert_true(html_page_is_name("B.HTM"));
    assert_true(html_page_is_name("c.xhtml"));
    assert_false(html_page_is_name("c.md"));
    assert_false(html_page_is_name("html"));
    assert_false(html_page_is_name(""));
}

static void redirects_are_passed_over(void **state)
{
    (void)state;
    assert_passed_over("a.html",
                       "<head><meta http-equiv=\"refresh\" content=\"0;URL=b.html\"></head>",
                       "redirect");
    assert_passed_over("a.html", "<meta http-equiv=refresh content='0; url=b'>", "redirect");
}

static void print_editions_and_lists_of_chapters_are_passed_over(void **state)
{
    static const char page[] = MDBOOK "</head><body><main><h1>A</h1><p>x</p></main></body>";

    (void)state;
    assert_passed_over("print.html", page, "print edition");
    assert_passed_over("toc.html", page, "table of contents or error page");
    assert_passed_over("404.html", page, "table of contents or error page");
    assert_passed_over("toc.html", "<body class=\"sidebar-iframe-inner\"><ol></ol>",
                       "table of contents or error page");
    assert_passed_over("not_found.html", "<p>x", "error page");
    assert_passed_over("chapter.html", page, NULL);
}

static void pages_of_those_names_that_no_tool_made_are_read(void **state)
{
    (void)state;
    assert_passed_over("print.html", "<body><h1>Printing</h1><p>x</p>", NULL);
    assert_passed_over("search.html", "<body><h1>Searching</h1><p>x</p>", NULL);
    assert_passed_over("toc.html", "<body><h1>Contents</h1><p>x</p>", NULL);
}

static void source_views_and_tools_of_rustdoc_are_passed_over(void **state)
{
    static const char *const tools[] = { "help.html", "settings.html", "std/all.html",
                                         "search.html", "scrape-examples-help.html" };

    (void)state;
    assert_passed_over("lib.rs.html", RUSTDOC "</head><body class=\"rustdoc src\"><main>x",
                       "source view");
    assert_passed_over("lib.rs.html", RUSTDOC "</head><body class=\"rustdoc source\"><main>x",
                       "source view");
    for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++)
        assert_passed_over(tools[i], RUSTDOC "</head><body class=\"rustdoc mod\"><main><h1>x</h1>",
                           "list or tool of rustdoc");
}

static void pages_that_rustdoc_made_of_markdown_are_cut_by_headings(void **state)
{
    (void)state;
    assert_entries_as(
        "releases.html",
        RUSTDOC "<title>Release Notes</title></head><body class=\"rustdoc\">"
                "<h1 class=\"title\">Release Notes</h1>"
                "<h2 id=\"version-1\"><a class=\"doc-anchor\" href=\"#version-1\">\xc2\xa7</a>"
                "Version 1</h2><p>New.</p></body></html>",
        "section|Version 1|Book/Release Notes|version-1|\n");
}

static void pages_in_another_language_than_the_first_are_passed_over(void **state)
{
    struct document_place place = {
        .trail = str_of("Book"), .path = "ja/a.html", .dir = root, .root = root, .language = "en"
    };
    static const struct {
        const char *html, *why;
    } pages[] = { { "<html lang=\"ja\"><body><p>x", "translation" },
                  { "<html class=\"a\" lang=\"de-AT\"><body><p>x", "translation" },
                  { "<html lang=\"en-GB\"><body><p>x", NULL },
                  { "<html lang=\"\"><body><p>x", NULL },
                  { "<html><body lang=\"ja\"><p>x", NULL },
                  { "<p>x", NULL } };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        struct document doc;

        read_at(&place, pages[i].html, &doc);
        assert_int_equal(doc.passed_over != NULL, pages[i].why != NULL);
        assert_int_equal(doc.count, pages[i].why == NULL);
        document_release(&doc);
    }
}

/* --- where the content is --- */

static void the_content_is_in_the_first_landmark_that_there_is(void **state)
{
    (void)state;
    assert_body("<body><nav>n</nav><main><p>in</p></main><p>out</p></body>", "in\n");
    assert_body("<body><div><div role=\"main\"><p>in</p></div><p>out</p></div></body>", "in\n");
    assert_body("<body><p>out</p><article><p>in</p></article><article>also</article></body>",
                "in\n\nalso\n");
    assert_body("<body><header><p>h</p></header><nav>n</nav><aside>a</aside><p>in</p>"
                "<footer>f</footer></body>",
                "in\n");
}

static void a_header_inside_of_the_content_is_part_of_it(void **state)
{
    (void)state;
    assert_body("<body><div><header>By <b>Ann</b></header><p>in</p></div></body>",
                "By **Ann**\n\nin\n");
}

static void a_landmark_in_a_comment_or_script_is_none(void **state)
{
    (void)state;
    assert_body("<body><!-- <main> --><p>in</p></body>", "in\n");
    assert_body("<body><script>x = '<article>'</script><p>in</p></body>", "in\n");
}

static void a_part_of_a_page_is_a_page(void **state)
{
    (void)state;
    assert_body("just text", "just text\n");
    assert_body("<p>a<p>b", "a\n\nb\n");
}

static void a_page_without_text_has_its_title_to_be_found_by(void **state)
{
    (void)state;
    assert_entries("<title>Only a title - Site</title><body></body>",
                   "section|Only a title|Book||\n");
    assert_entries("", "section|page|Book||\n");
}

/* --- titles --- */

static void a_page_is_called_by_its_first_heading(void **state)
{
    (void)state;
    assert_entries(
        "<title>Oars - The Boats</title><main><h1 id=\"oars\">Of oars</h1><p>x</p></main>",
        "section|Of oars|Book|oars|\n");
}

static void a_page_that_begins_with_text_is_called_by_its_title(void **state)
{
    (void)state;
    assert_entries(
        "<title> Oars\n - The Boats - More</title><main><p>x</p><h2>A</h2><p>y</p></main>",
        "section|Oars|Book||\nsection|A|Book/Oars|a|a\n");
    assert_entries("<main><p>x</p></main>", "section|page|Book||\n");
}

static void the_summary_names_a_page_before_its_title_does(void **state)
{
    struct document_place place = { .trail = str_of("Book\x1f"
                                                    "Part"),
                                    .path = "a.html",
                                    .page_title = "Of boats",
                                    .dir = root,
                                    .root = root };
    struct document doc;

    (void)state;
    read_at(&place, "<title>Other</title><main><p>x</p></main>", &doc);
    assert_same_entries(&doc, "section|Of boats|Book/Part||\n");
    document_release(&doc);
}

/* --- entries --- */

static void headings_begin_entries_with_the_ids_that_mdbook_gives(void **state)
{
    (void)state;
    assert_entries(
        MDBOOK
        "<title>Oars - Boats</title></head><body><nav id=\"sidebar\"><ol class=\"chapter\">"
        "<li><a href=\"x.html\">X</a></li></ol></nav><div id=\"content\"><main>"
        "<h1 id=\"oars\"><a class=\"header\" href=\"#oars\">Oars</a></h1><p>a</p>"
        "<h2 id=\"of-wood\"><a class=\"header\" href=\"#of-wood\">Of <code>wood</code></a></h2>"
        "<p>b</p><h3 id=\"oak-1\"><a class=\"header\" href=\"#oak-1\">Oak</a></h3><p>c</p>"
        "<h2 id=\"of-tin\"><a class=\"header\" href=\"#of-tin\">Of tin</a></h2><p>d</p>"
        "</main><nav class=\"nav-wrapper\"><a rel=\"next\" href=\"n.html\">n</a></nav></div>",
        "section|Oars|Book|oars|\n"
        "section|Of wood|Book/Oars|of-wood|of-wood\n"
        "section|Oak|Book/Oars/Of wood|oak-1|oak-1\n"
        "section|Of tin|Book/Oars|of-tin|of-tin\n");
}

static void headings_in_notes_and_sections_count(void **state)
{
    (void)state;
    assert_entries("<main><h1 id=\"a\">A</h1><p>x</p><section class=\"note\" aria-role=\"note\">"
                   "<h3 id=\"n\"><a class=\"header\" href=\"#n\">Note</a></h3><p>y</p></section>"
                   "<div id=\"b\"><h2>B</h2><p>z</p></div></main>",
                   "section|A|Book|a|\nsection|Note|Book/A|n|n\nsection|B|Book/A|b|b\n");
}

static void every_entry_of_a_page_has_its_own_slug(void **state)
{
    struct document doc;

    (void)state;
    read_as(
        "page.html",
        "<main><h1 id=\"a\">A</h1><p>x</p><h2 id=\"b\">B</h2><p>x</p><h2 id=\"b\">B</h2><p>x</p>"
        "<h2>B</h2><p>x</p><h2 id=\"b-1\">B</h2><p>x</p><h2>::</h2><p>x</p><h2>::</h2><p>x</p></main>",
        &doc);
    assert_int_equal(doc.count, 7);
    for (size_t i = 0; i < doc.count; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(doc.entries[i].slug, doc.entries[k].slug);
    assert_string_equal(doc.entries[1].anchor, "b");
    assert_string_equal(doc.entries[2].anchor, "b");
    document_release(&doc);
}

static void code_of_a_book_is_a_snippet_with_its_hidden_lines(void **state)
{
    struct document doc;

    (void)state;
    read_as("page.html",
            "<main><h1>A</h1><p>x</p><pre><pre class=\"playground\"><code class=\"language-rust\">"
            "<span class=\"boring\">fn main() {\n</span>let a = 1;\n<span class=\"boring\">}</span>"
            "</code></pre></pre></main>",
            &doc);
    assert_int_equal(doc.count, 1);
    assert_int_equal(doc.entries[0].snippets, 1);
    assert_string_equal(doc.entries[0].body,
                        "x\n\n``` rust\n# fn main() {\nlet a = 1;\n# }\n```\n");
    document_release(&doc);
}

static void an_error_code_is_one_entry_with_its_first_sentence(void **state)
{
    static const char html[] = MDBOOK
        "<title>E0123 - Error codes</title></head><body><main>"
        "<h1 id=\"error-code-e0123\"><a class=\"header\" href=\"#error-code-e0123\">Error code E0123</a></h1>"
        "<p>An oar was <em>borrowed</em> twice. It must not be.</p>"
        "<p>Erroneous code example:</p><pre><code class=\"language-compile_fail language-rust\">row();"
        "</code></pre><h3 id=\"more\">More</h3><p>x</p></main>";
    struct document doc;

    (void)state;
    assert_entries_as("error_codes/E0123.html", html,
                      "error|E0123: An oar was borrowed twice|Book||\n");
    read_as("error_codes/E0123.html", html, &doc);
    assert_null(strstr(doc.entries[0].body, "Error code"));
    assert_non_null(strstr(doc.entries[0].body, "**More**"));
    assert_int_equal(doc.entries[0].rust_edition, 2015);
    document_release(&doc);
}

static void an_error_code_without_a_sentence_is_called_by_its_number(void **state)
{
    (void)state;
    assert_entries_as("E0123.html", "<main><h1>Error code E0123</h1></main>",
                      "error|E0123|Book||\n");
}

static void a_tag_with_too_many_attributes_is_refused(void **state)
{
    struct document_place place = {
        .trail = str_of("Book"), .path = "a.html", .dir = root, .root = root
    };
    struct buf html = BUF_INIT;
    struct document doc = { 0 };
    struct error err;

    (void)state;
    buf_adds(&html, "<main><p");
    for (int i = 0; i <= HTML_ATTRIBUTES_MAX; i++)
        buf_addf(&html, " a%d=\">\"", i);
    buf_adds(&html, ">x</p></main>");
    assert_int_equal(html_page_read(buf_str(&html), &place, &doc, &err), STATUS_TOO_BIG);
    assert_int_equal(doc.count, 0);
    buf_release(&html);
}

/* --- tables of contents --- */

static void write_file(const char *name, const char *text)
{
    struct buf path = BUF_INIT;
    FILE *f;

    buf_addf(&path, "%s/%s", root, name);
    f = fopen(path.ptr, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    buf_release(&path);
}

static void remove_file(const char *name)
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/%s", root, name);
    (void)unlink(path.ptr);
    buf_release(&path);
}

/* Compares "path|title|trail" of each page. */
static void assert_pages(const struct book *b, const char *expected)
{
    struct buf got = BUF_INIT;

    for (size_t i = 0; i < b->count; i++)
        buf_addf(&got, "%s|%s|%s\n", b->pages[i].path, b->pages[i].title, b->pages[i].trail);
    for (size_t i = 0; i < got.len; i++)
        if (got.ptr[i] == ENTRY_TRAIL_SEPARATOR)
            got.ptr[i] = '/';
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
}

static void the_list_of_chapters_gives_order_titles_and_trails(void **state)
{
    struct book book = { 0 };

    (void)state;
    write_file(
        "toc.html",
        "<body class=\"sidebar-iframe-inner\"><ol class=\"chapter\">"
        "<li class=\"chapter-item affix\"><span class=\"chapter-link-wrapper\">"
        "<a href=\"preface.html\" target=\"_parent\">Preface</a></span></li>"
        "<li class=\"part-title\">At sea</li>"
        "<li class=\"chapter-item\"><span class=\"chapter-link-wrapper\"><a href=\"oars.html\">"
        "<strong aria-hidden=\"true\">1.</strong> Oars</a><a class=\"chapter-fold-toggle\"><div>x</div></a>"
        "</span><ol class=\"section\"><li class=\"chapter-item\"><a href=\"oars/oak.html\">"
        "<strong aria-hidden=\"true\">1.1.</strong> Oak &amp; <code>ash</code></a></li></ol></li>"
        "<li class=\"chapter-item\"><div>Sails</div></li>"
        "<li class=\"spacer\"></li><li class=\"part-title\">Ashore</li>"
        "<li class=\"chapter-item\"><a href=\"end.html\">End</a></li></ol>");
    write_file("index.html", MDBOOK "<title>Preface - The Boat - Book</title></head><body>");
    assert_true(html_toc_read(root, "toc.html", &book));
    assert_string_equal(book.title, "Book");
    assert_pages(&book, "preface.html|Preface|\n"
                        "oars.html|Oars|At sea\n"
                        "oars/oak.html|Oak & ash|At sea/Oars\n"
                        "end.html|End|Ashore\n");
    book_release(&book);
    remove_file("toc.html");
    remove_file("index.html");
}

/* mdBook before 0.5 put the pages below behind the item of their chapter. */
static void pages_below_a_chapter_may_stand_behind_it(void **state)
{
    struct book book = { 0 };

    (void)state;
    write_file(
        "index.html", MDBOOK
        "<title>One - Boats</title></head><body><nav id=\"sidebar\"><ol class=\"chapter\">"
        "<li class=\"chapter-item expanded \"><a href=\"one.html\" class=\"active\">"
        "<strong aria-hidden=\"true\">1.</strong> One</a></li><li><ol class=\"section\">"
        "<li class=\"chapter-item\"><a href=\"two.html\">Two</a></li><li><ol class=\"section\">"
        "<li><a href=\"three.html\">Three</a></li></ol></li></ol></li>"
        "<li class=\"chapter-item\"><a href=\"four.html\">Four</a></li></ol></nav>"
        "<main><ol><li><a href=\"no.html\">No</a></li></ol></main>");
    assert_true(html_toc_read(root, "index.html", &book));
    assert_string_equal(book.title, "Boats");
    assert_pages(&book,
                 "one.html|One|\ntwo.html|Two|One\nthree.html|Three|One/Two\nfour.html|Four|\n");
    book_release(&book);
    remove_file("index.html");
}

static void links_out_of_the_book_are_no_chapters(void **state)
{
    struct book book = { 0 };

    (void)state;
    write_file("toc.html",
               "<ol class=\"chapter\"><li><a href=\"https://x/y.html\">a</a></li>"
               "<li><a href=\"/y.html\">b</a></li><li><a href=\"../y.html\">c</a></li>"
               "<li><a href=\"#y\">d</a></li><li><a href=\"e.html?x#y\">e</a></li></ol>");
    assert_true(html_toc_read(root, "toc.html", &book));
    assert_pages(&book, "e.html|e|\n");
    assert_null(book.title);
    book_release(&book);
    remove_file("toc.html");
}

static void a_page_without_list_of_chapters_has_none(void **state)
{
    struct book book = { 0 };

    (void)state;
    assert_false(html_toc_read(root, "toc.html", &book));
    write_file("toc.html", "<ol><li><a href=\"a.html\">a</a></li></ol>");
    assert_false(html_toc_read(root, "toc.html", &book));
    remove_file("toc.html");
}

/* libxml2 opens the element of a tag that the page's end cuts off, and does not close it. */
static void every_element_that_is_opened_is_closed_in_order(void **state)
{
    struct book book = { 0 };

    (void)state;
    write_file("toc.html",
               "<a><ol class=\"chapter\"><li><a href=\"a.html\">a</a></li><li><a href=\"b.html\"");
    assert_true(html_toc_read(root, "toc.html", &book));
    assert_pages(&book, "a.html|a|\n");
    book_release(&book);
    remove_file("toc.html");
}

static void titles_of_chapters_are_clean_and_short(void **state)
{
    struct buf html = BUF_INIT;
    struct book book = { 0 };

    (void)state;
    buf_adds(&html, "<ol class=\"chapter\"><li><a href=\"a.html\"> a&#x9b;\x1b[1m\n&#x202e;b");
    for (int i = 0; i < 1000; i++)
        buf_adds(&html, "\xc3\xa9");
    buf_adds(&html, "</a></li></ol>");
    write_file("toc.html", html.ptr);
    assert_true(html_toc_read(root, "toc.html", &book));
    assert_int_equal(strncmp(book.pages[0].title, "a[1m b\xc3\xa9", 8), 0);
    assert_true(strlen(book.pages[0].title) <= 256);
    book_release(&book);
    buf_release(&html);
    remove_file("toc.html");
}

static void the_language_of_a_source_is_its_first_pages(void **state)
{
    char *language;

    (void)state;
    assert_null(html_page_language(root));
    write_file("index.html", "<!DOCTYPE html>\n<html class=\"x\" lang=\"en-US\">");
    language = html_page_language(root);
    assert_string_equal(language, "en");
    free(language);
    write_file("index.html", "<html><p lang=\"en\">");
    assert_null(html_page_language(root));
    remove_file("index.html");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_pages_are_html),
        cmocka_unit_test(redirects_are_passed_over),
        cmocka_unit_test(print_editions_and_lists_of_chapters_are_passed_over),
        cmocka_unit_test(pages_of_those_names_that_no_tool_made_are_read),
        cmocka_unit_test(source_views_and_tools_of_rustdoc_are_passed_over),
        cmocka_unit_test(pages_that_rustdoc_made_of_markdown_are_cut_by_headings),
        cmocka_unit_test(pages_in_another_language_than_the_first_are_passed_over),
        cmocka_unit_test(the_content_is_in_the_first_landmark_that_there_is),
        cmocka_unit_test(a_header_inside_of_the_content_is_part_of_it),
        cmocka_unit_test(a_landmark_in_a_comment_or_script_is_none),
        cmocka_unit_test(a_part_of_a_page_is_a_page),
        cmocka_unit_test(a_page_without_text_has_its_title_to_be_found_by),
        cmocka_unit_test(a_page_is_called_by_its_first_heading),
        cmocka_unit_test(a_page_that_begins_with_text_is_called_by_its_title),
        cmocka_unit_test(the_summary_names_a_page_before_its_title_does),
        cmocka_unit_test(headings_begin_entries_with_the_ids_that_mdbook_gives),
        cmocka_unit_test(headings_in_notes_and_sections_count),
        cmocka_unit_test(every_entry_of_a_page_has_its_own_slug),
        cmocka_unit_test(code_of_a_book_is_a_snippet_with_its_hidden_lines),
        cmocka_unit_test(an_error_code_is_one_entry_with_its_first_sentence),
        cmocka_unit_test(an_error_code_without_a_sentence_is_called_by_its_number),
        cmocka_unit_test(a_tag_with_too_many_attributes_is_refused),
        cmocka_unit_test(the_list_of_chapters_gives_order_titles_and_trails),
        cmocka_unit_test(pages_below_a_chapter_may_stand_behind_it),
        cmocka_unit_test(links_out_of_the_book_are_no_chapters),
        cmocka_unit_test(a_page_without_list_of_chapters_has_none),
        cmocka_unit_test(every_element_that_is_opened_is_closed_in_order),
        cmocka_unit_test(titles_of_chapters_are_clean_and_short),
        cmocka_unit_test(the_language_of_a_source_is_its_first_pages),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

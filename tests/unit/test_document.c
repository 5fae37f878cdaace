/* Documents: a Markdown file cut into entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

#include "indexer/document.h"

static char root[] = "/tmp/test_document.XXXXXX";

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(root) == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(root);
}

static void read_as(const char *path, const char *text, struct document *doc)
{
    struct document_place place = {
        .trail = str_of("Book"), .path = path, .dir = root, .root = root
    };
    struct error err;

    assert_int_equal(document_read(str_of(text), &place, doc, &err), STATUS_OK);
}

static void read_page(const char *text, struct document *doc)
{
    read_as("dir/page.md", text, doc);
}

/* Writes "kind|title|trail|slug|line" for each entry; '/' parts the trail. */
static void assert_entries_as(const char *path, const char *text, const char *expected)
{
    struct document doc;
    struct buf got = BUF_INIT;

    read_as(path, text, &doc);
    for (size_t i = 0; i < doc.count; i++) {
        const struct entry *e = &doc.entries[i];

        buf_addf(&got, "%s|%s|%s|%s|%zu\n", entry_kind_name(e->kind), e->title, e->trail, e->slug,
                 e->line);
    }
    for (size_t i = 0; i < got.len; i++)
        if (got.ptr[i] == ENTRY_TRAIL_SEPARATOR)
            got.ptr[i] = '/';
    document_release(&doc);
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
}

static void assert_entries(const char *text, const char *expected)
{
    assert_entries_as("dir/page.md", text, expected);
}

static void assert_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("no \"%s\" in \"%s\"", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("\"%s\" in \"%s\"", part, text);
}

static void each_heading_starts_an_entry(void **state)
{
    (void)state;
    assert_entries("# One\n\nText.\n\n## Two\n\nText.\n\n### Three\n\nText.\n\n## Four\n\nText.\n",
                   "section|One|Book||1\n"
                   "section|Two|Book/One|two|5\n"
                   "section|Three|Book/One/Two|three|9\n"
                   "section|Four|Book/One|four|13\n");
}

static void text_before_the_first_heading_is_an_entry(void **state)
{
    (void)state;
    assert_entries("Intro.\n\n## A\n\nText.\n", "section|page|Book||1\nsection|A|Book/page|a|3\n");
}

static void a_heading_called_section_has_the_anchor_that_mdbook_gives(void **state)
{
    (void)state;
    assert_entries("Intro.\n\n## Section\n\nText.\n",
                   "section|page|Book||1\nsection|Section|Book/page|section|3\n");
}

static void a_custom_id_that_comes_twice_has_two_slugs(void **state)
{
    (void)state;
    assert_entries("# P\n\nt\n\n## A {#a}\n\nt\n\n## B {#a}\n\nt\n",
                   "section|P|Book||1\nsection|A|Book/P|a|5\nsection|B|Book/P|a-1|9\n");
}

static void headings_without_text_are_only_part_of_trails(void **state)
{
    (void)state;
    assert_entries("# One\n\n## Two\n\nText.\n", "section|Two|Book/One||3\n");
}

static void a_page_of_a_bare_title_is_an_entry(void **state)
{
    (void)state;
    assert_entries("# Only a title\n", "section|Only a title|Book||1\n");
    assert_entries("", "");
    assert_entries(" \n\t\n", "");
    assert_entries("---\ntitle: a\n---\n\n", "");
}

static void setext_headings_count(void **state)
{
    (void)state;
    assert_entries("One\n===\n\nText.\n\nTwo\n---\n\nText.\n",
                   "section|One|Book||1\nsection|Two|Book/One|two|6\n");
}

static void headings_in_quotes_and_lists_do_not_split(void **state)
{
    (void)state;
    assert_entries("# One\n\n> # Quoted\n> text\n\n- # Listed\n\n```\n# Fenced\n```\n",
                   "section|One|Book||1\n");
}

static void duplicate_headings_get_numbered_slugs(void **state)
{
    (void)state;
    assert_entries("# P\n\nt\n\n## A\n\nt\n\n## A\n\nt\n",
                   "section|P|Book||1\nsection|A|Book/P|a|5\nsection|A|Book/P|a-1|9\n");
}

static void custom_ids_are_used(void **state)
{
    (void)state;
    assert_entries("# P\n\nt\n\n## A title {#own-id}\n\nt\n\n## B {#b2 .wide}\n\nt\n",
                   "section|P|Book||1\nsection|A title|Book/P|own-id|5\nsection|B|Book/P|b2|9\n");
}

static void a_custom_id_is_the_last_thing_in_braces(void **state)
{
    (void)state;
    assert_entries("# P\n\nt\n\n## Show `{#?}` so {#show}\n\nt\n",
                   "section|P|Book||1\nsection|Show {#?} so|Book/P|show|5\n");
}

static void every_entry_of_a_page_has_its_own_slug(void **state)
{
    struct document doc;
    bool twice = false;

    (void)state;
    read_page("# P\n\nt\n\n## A {#b}\n\nt\n\n## B\n\nt\n\n## C\n\nt\n\n## C\n\nt\n\n## C-1\n\nt\n",
              &doc);
    assert_int_equal(doc.count, 6);
    for (size_t i = 0; i < doc.count; i++)
        for (size_t k = 0; k < i; k++)
            twice = twice || strcmp(doc.entries[i].slug, doc.entries[k].slug) == 0;
    document_release(&doc);
    assert_false(twice);
}

static void the_page_is_called_by_front_matter_summary_or_file(void **state)
{
    struct document_place place = { .trail = str_of("Book"),
                                    .page_title = "Of the summary",
                                    .path = "x.md",
                                    .dir = root,
                                    .root = root };
    struct document doc;

    (void)state;
    assert_entries("---\ntitle: Of the front\n---\nText.\n", "section|Of the front|Book||4\n");
    assert_entries_as("a/index.md", "Text.\n", "section|a|Book||1\n");
    assert_entries_as("a/README.md", "Text.\n", "section|a|Book||1\n");
    assert_int_equal(document_read(str_of("Text.\n"), &place, &doc, NULL), STATUS_OK);
    assert_string_equal(doc.entries[0].title, "Of the summary");
    document_release(&doc);
}

static void a_file_name_with_dots_loses_its_extension_only(void **state)
{
    (void)state;
    assert_entries_as("releases/1.85.md", "Text.\n", "section|1.85|Book||1\n");
}

static void line_numbers_count_behind_front_matter(void **state)
{
    (void)state;
    assert_entries("---\ntitle: T\ntags: [x]\n---\n\n# One\n\nText.\n\n## Two\n\nText.\n",
                   "section|One|Book/T||6\nsection|Two|Book/T/One|two|10\n");
}

static char *write_file(const char *name, const char *text)
{
    struct buf path = BUF_INIT;
    FILE *file;

    buf_addf(&path, "%s/%s", root, name);
    file = fopen(path.ptr, "wb");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
    return buf_detach(&path);
}

static void line_numbers_count_behind_includes(void **state)
{
    char *file = write_file("inc.md", "1\n2\n3\n4\n\n### In\n\ntext\n");

    (void)state;
    assert_entries("---\ntitle: T\n---\n# One\n\n{{#include inc.md}}\n\n## Two\n\nText.\n",
                   "section|One|Book/T||4\nsection|In|Book/T/One|in|6\n"
                   "section|Two|Book/T/One|two|8\n");
    (void)unlink(file);
    free(file);
}

static void footnotes_follow_their_references(void **state)
{
    struct document doc;

    (void)state;
    read_page("# One\n\nText.[^a]\n\n## Two\n\nOther.[^b]\n\n[^a]: The first note.\n\n"
              "[^b]: The second note.\n",
              &doc);
    assert_int_equal(doc.count, 2);
    assert_contains(doc.entries[0].body, "The first note.");
    assert_lacks(doc.entries[0].body, "The second note.");
    assert_contains(doc.entries[1].body, "The second note.");
    assert_contains(doc.entries[1].words.ptr, "The second note.");
    document_release(&doc);
}

static void reference_links_are_resolved(void **state)
{
    struct document doc;

    (void)state;
    read_page("# One\n\nSee [the book][b] and [b].\n\n## Two\n\nText.\n\n[b]: other.md#x\n", &doc);
    assert_contains(doc.entries[0].body, "[the book](other.md#x)");
    assert_contains(doc.entries[0].body, "[b](other.md#x)");
    document_release(&doc);
}

static void html_leaves_its_text_and_captions(void **state)
{
    struct document doc;

    (void)state;
    read_page(
        "# One\n\n<div class=\"x\">\n<p>Kept &amp; shown</p>\n</div>\n\nPress <kbd>Enter</kbd>.\n\n"
        "<Listing number=\"3-1\" file-name=\"src/main.rs\" caption=\"Two loops\">\n\n"
        "```rust\nloop {}\n```\n\n</Listing>\n<!-- hidden -->\n<script>evil()</script>\n",
        &doc);
    assert_contains(doc.entries[0].body, "Kept & shown");
    assert_contains(doc.entries[0].body, "Press Enter.");
    assert_contains(doc.entries[0].body, "Two loops");
    assert_contains(doc.entries[0].words.ptr, "Listing 3-1");
    assert_lacks(doc.entries[0].body, "<");
    assert_lacks(doc.entries[0].body, "hidden");
    assert_lacks(doc.entries[0].body, "evil");
    assert_int_equal(doc.entries[0].snippets, 1);
    document_release(&doc);
}

static void admonitions_keep_their_text(void **state)
{
    struct document doc;

    (void)state;
    read_page("# One\n\n> [!NOTE]\n> Mind the gap.\n\n> **Note**: also this.\n\n"
              "<div class=\"warning\">\n\nTake care.\n\n</div>\n",
              &doc);
    assert_int_equal(doc.count, 1);
    assert_contains(doc.entries[0].body, "Mind the gap.");
    assert_contains(doc.entries[0].body, "also this.");
    assert_contains(doc.entries[0].body, "Take care.");
    document_release(&doc);
}

static void rules_become_keywords(void **state)
{
    struct document doc;

    (void)state;
    read_page("r[items.fn]\n# Functions\n\nr[items.fn.intro]\nA function has a body.\n\n"
              "r[items.fn.type]\n\nIts type is its own. A [link] r[x].\n",
              &doc);
    assert_int_equal(doc.count, 1);
    assert_contains(doc.entries[0].keywords, "items.fn");
    assert_contains(doc.entries[0].keywords, "items.fn.intro");
    assert_contains(doc.entries[0].keywords, "items.fn.type");
    assert_contains(doc.entries[0].body, "A function has a body.");
    assert_lacks(doc.entries[0].body, "items.fn.intro");
    document_release(&doc);
}

static void links_that_only_the_reference_resolves_are_text(void **state)
{
    struct document doc;

    (void)state;
    read_page(
        "# Calls\n\nr[expr.call]\n\nSee [method `x` calls][expr.method], [`Vec`][std::vec::Vec],\n"
        "[a [b][expr.b] c][expr.c], an index `v[0]` or [plain] and [text][defined.name].\n\n"
        "[defined.name]: http://example.org/\n",
        &doc);
    assert_int_equal(doc.count, 1);
    assert_contains(doc.entries[0].body, "See method `x` calls, `Vec`,");
    assert_contains(doc.entries[0].body,
                    "index `v[0]` or \\[plain\\] and [text](http://example.org/)");
    assert_null(strstr(doc.entries[0].body, "expr.method"));
    assert_null(strstr(doc.entries[0].words.ptr, "expr.b"));
    document_release(&doc);
}

/* cmark-gfm would take many seconds for them. */
static void a_flood_of_image_marks_is_refused(void **state)
{
    struct document_place place = {
        .trail = str_of("Book"), .path = "a.md", .dir = root, .root = root
    };
    struct buf text = BUF_INIT;
    struct document doc;
    struct error err;

    (void)state;
    buf_adds(&text, "# A\n\n");
    for (int i = 0; i < 100000; i++)
        buf_adds(&text, "![[]()");
    assert_int_equal(document_read(buf_str(&text), &place, &doc, &err), STATUS_TOO_BIG);
    assert_contains(err.msg, "images");
    buf_release(&text);
}

static void front_matter_keywords_go_to_every_section(void **state)
{
    struct document doc;

    (void)state;
    read_page("---\ntitle: T\ntags: [tokio]\n---\n# One\n\nt\n\n## Two\n\nt\n", &doc);
    assert_int_equal(doc.count, 2);
    assert_contains(doc.entries[0].keywords, "tokio");
    assert_contains(doc.entries[1].keywords, "tokio");
    document_release(&doc);
}

static void a_file_of_an_error_code_is_one_entry(void **state)
{
    static const char text[] =
        "#### Note: no longer emitted.\n\nA value was used after it moved. "
        "More.\n\nErroneous code:\n\n```compile_fail,E0382\nlet a = b;\n```\n\n"
        "## Longer\n\n```\nlet c = 1;\n```\n";
    struct document doc;

    (void)state;
    assert_entries_as("E0382.md", text, "error|E0382: A value was used after it moved|Book||1\n");
    read_as("E0382.md", text, &doc);
    assert_int_equal(doc.entries[0].snippets, 2);
    assert_contains(doc.entries[0].body, "rust,compile_fail,E0382");
    assert_contains(doc.entries[0].body, "``` rust\nlet c");
    assert_contains(doc.entries[0].body, "Longer");
    document_release(&doc);
    assert_entries_as("E038.md", "Text.\n", "section|E038|Book||1\n");
}

static void fields_fill_the_entry(void **state)
{
    struct document doc;

    (void)state;
    read_page(
        "## A\n<!-- pattern\nsince: 1.85\nstatus: nightly\nedition: 2024\nfeature: gen\n-->\n\n"
        "Text.\n\n## B\n\nText.\n",
        &doc);
    assert_int_equal(doc.entries[0].kind, ENTRY_PATTERN);
    assert_int_equal(doc.entries[0].status, ENTRY_STATUS_NIGHTLY);
    assert_string_equal(doc.entries[0].since, "1.85");
    assert_string_equal(doc.entries[0].edition, "2024");
    assert_contains(doc.entries[0].body, "gen");
    assert_lacks(doc.entries[0].body, "1.85");
    assert_int_equal(doc.entries[1].kind, ENTRY_SECTION);
    assert_null(doc.entries[1].since);
    document_release(&doc);
}

static void names_and_signs_have_columns_of_their_own(void **state)
{
    struct document doc;

    (void)state;
    read_page("# The `JoinSet` type\n\nUse `?` and `std::fs`.\n\n```rust\n// remark\n# hidden();\n"
              "shown::<u8>();\n```\n\n```toml\nname = \"crate\"\n```\n",
              &doc);
    assert_contains(doc.entries[0].title_symbols.ptr, "JoinSet");
    assert_contains(doc.entries[0].symbols.ptr, "\x1e?\x1f");
    assert_contains(doc.entries[0].symbols.ptr, "std::fs");
    assert_contains(doc.entries[0].code.ptr, "shown");
    assert_contains(doc.entries[0].code.ptr, "\x1e::<>\x1f");
    assert_lacks(doc.entries[0].code.ptr, "hidden");
    assert_contains(doc.entries[0].words.ptr, "remark");
    assert_contains(doc.entries[0].words.ptr, "name = ");
    assert_contains(doc.entries[0].body, "hidden"); /* the compiler needs it */
    document_release(&doc);
}

static void a_pair_becomes_an_entry_of_its_own(void **state)
{
    static const char text[] = "# P\n\n## Lazy values\n\nText.\n\n```rust\n// DON'T: lazy_static\n"
                               "old();\n\n// DO: LazyLock\nnew();\n```\n";
    struct document doc;

    (void)state;
    assert_entries(text, "section|Lazy values|Book/P||3\n"
                         "deprecated|lazy_static|Book/P/Lazy values|lazy_static|8\n");
    read_page(text, &doc);
    assert_int_equal(doc.count, 2);
    assert_string_equal(doc.entries[0].replaces, "lazy_static");
    assert_contains(doc.entries[0].body, "\nnew();");
    assert_lacks(doc.entries[0].body, "\nold();"); /* hidden, for the compiler: test_section.c */
    assert_string_equal(doc.entries[1].replaced_by, "Lazy values");
    assert_int_equal(doc.entries[1].status, ENTRY_STATUS_DEPRECATED);
    assert_contains(doc.entries[1].body, "old();");
    assert_contains(doc.entries[1].body, "new();");
    assert_string_equal(doc.entries[1].anchor, doc.entries[0].anchor);
    document_release(&doc);
}

static void several_pairs_name_their_own_replacements(void **state)
{
    struct document doc;

    (void)state;
    read_page("# P\n\nText.\n\n```rust\n// OLD: a\na1();\n// NEW: b\nb1();\n// OLD: c\nc1();\n"
              "// NEW: d\nd1();\n```\n",
              &doc);
    assert_int_equal(doc.count, 3);
    assert_string_equal(doc.entries[1].title, "a");
    assert_string_equal(doc.entries[1].replaced_by, "b");
    assert_string_equal(doc.entries[2].title, "c");
    assert_string_equal(doc.entries[2].replaced_by, "d");
    assert_int_equal(doc.entries[1].line, 6);
    assert_int_equal(doc.entries[2].line, 10);
    document_release(&doc);
}

/* Nothing that the file says may vanish with the cutting. */
static void code_behind_an_unpaired_marker_is_kept(void **state)
{
    static const char *const texts[] = {
        "# P\n\nText.\n\n```rust\n// OLD: a\na1();\n// NEW: b\nb1();\n// NEW: c\nkept();\n```\n",
        "# P\n\nText.\n\n```rust\n// OLD: a\na1();\n// NEW: b\nb1();\n// OLD: c\nkept();\n```\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct document doc;
        bool found = false;

        read_page(texts[i], &doc);
        for (size_t k = 0; k < doc.count; k++)
            found = found || strstr(doc.entries[k].body, "kept();") != NULL;
        document_release(&doc);
        assert_true(found);
    }
}

static void independent_parts_become_entries(void **state)
{
    struct document doc;

    (void)state;
    read_page(
        "# P\n\nText.\n\n```rust\n// Reading\nfn read_page() {\n    a();\n    b();\n    c();\n}\n\n"
        "// Writing\nfn write() {\n    d();\n    e();\n    f();\n}\n```\n",
        &doc);
    assert_int_equal(doc.count, 3);
    assert_string_equal(doc.entries[1].title, "Reading");
    assert_int_equal(doc.entries[1].line, 6);
    assert_string_equal(doc.entries[2].title, "Writing");
    assert_string_equal(doc.entries[2].slug, "writing");
    document_release(&doc);
}

static void what_is_no_utf8_is_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *says;
    } cases[] = {
        { "a\0b", 3, "binary" },        { "\xff\xfe#\0 \0a\0", 8, "UTF-16" },
        { "\xfe\xff\0#", 4, "UTF-16" }, { "# a\n\nb\xff", 7, "UTF-8" },
        { "\xe4\xb8", 2, "UTF-8" },
    };
    struct document_place place = {
        .trail = str_of("B"), .path = "x.md", .dir = root, .root = root
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct document doc = { .count = 77 };
        struct error err;

        assert_int_equal(document_read(str_slice(cases[i].bytes, cases[i].len), &place, &doc, &err),
                         STATUS_BAD_INPUT);
        assert_int_equal(err.code, STATUS_BAD_INPUT);
        assert_contains(err.msg, cases[i].says);
        assert_lacks(err.msg, "x.md");
        assert_int_equal(doc.count, 77); /* a failed call never touches out */
    }
}

static void a_byte_order_mark_and_cr_lf_do_not_matter(void **state)
{
    (void)state;
    assert_entries("\xef\xbb\xbf# One\r\n\r\nText.\r\n\r\n## Two\r\n\r\nText.\r\n",
                   "section|One|Book||1\nsection|Two|Book/One|two|5\n");
}

/* Entities are the way around text_sanitize(). */
static void entities_smuggle_no_control_characters_in(void **state)
{
    struct document doc;

    (void)state;
    read_page(
        "# A&#27;[2J&#x202e;&#29;b\n\nT&#27;[2J &#30;x&#31; &#x9b;.\n\n[l](x \"&#27;t\") `c`\n",
        &doc);
    for (size_t i = 0; i < doc.entries[0].words.len; i++)
        assert_true((unsigned char)doc.entries[0].words.ptr[i] >= 0x20 ||
                    doc.entries[0].words.ptr[i] == '\n');
    assert_lacks(doc.entries[0].words.ptr, "\x1e");
    assert_lacks(doc.entries[0].title, "\x1b");
    assert_lacks(doc.entries[0].title, "\x1d");
    assert_lacks(doc.entries[0].title, "\u202e");
    assert_lacks(doc.entries[0].body, "\x1b");
    assert_lacks(doc.entries[0].body, "\xc2\x9b");
    document_release(&doc);
}

static void a_title_is_one_line(void **state)
{
    struct document doc;

    (void)state;
    read_page("# A&#10;b\n\nText.\n", &doc);
    assert_lacks(doc.entries[0].title, "\n");
    document_release(&doc);
}

static void hostile_documents_are_read_in_time(void **state)
{
    enum { HOSTILE_BYTES = 1 << 16 };
    static const char *const pieces[] = { "# a\n",
                                          "# a\n\nb\n\n",
                                          "> ",
                                          "- ",
                                          "[^1]",
                                          "[^1]: a\n\n",
                                          "<b>",
                                          "`",
                                          "```\n",
                                          "{#",
                                          "r[a]\n\n",
                                          "&#",
                                          "*a_ ",
                                          "{{#include x}}\n",
                                          "<!-- pattern\n-->\n\n",
                                          "|a",
                                          "![a](" };

    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        struct buf text = BUF_INIT;
        struct document doc;
        clock_t start;

        while (text.len < HOSTILE_BYTES)
            buf_adds(&text, pieces[i]);
        start = clock();
        read_page(text.ptr, &doc);
        assert_true(clock() - start < 10 * CLOCKS_PER_SEC);
        document_release(&doc);
        buf_release(&text);
    }
}

/* Each section against each footnote would be quadratic. */
static void many_footnotes_are_read_in_time(void **state)
{
    enum { NOTES = 3000 };
    struct buf text = BUF_INIT;
    struct document doc;
    clock_t start;

    (void)state;
    for (int i = 0; i < NOTES; i++)
        buf_addf(&text, "# a\n\nb[^%d]\n\n[^%d]: c\n\n", i, i);
    start = clock();
    read_page(text.ptr, &doc);
    assert_int_equal(doc.count, NOTES);
    document_release(&doc);
    buf_release(&text);
    assert_true(clock() - start < 3 * CLOCKS_PER_SEC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_heading_starts_an_entry),
        cmocka_unit_test(text_before_the_first_heading_is_an_entry),
        cmocka_unit_test(a_heading_called_section_has_the_anchor_that_mdbook_gives),
        cmocka_unit_test(a_custom_id_that_comes_twice_has_two_slugs),
        cmocka_unit_test(headings_without_text_are_only_part_of_trails),
        cmocka_unit_test(a_page_of_a_bare_title_is_an_entry),
        cmocka_unit_test(setext_headings_count),
        cmocka_unit_test(headings_in_quotes_and_lists_do_not_split),
        cmocka_unit_test(duplicate_headings_get_numbered_slugs),
        cmocka_unit_test(custom_ids_are_used),
        cmocka_unit_test(a_custom_id_is_the_last_thing_in_braces),
        cmocka_unit_test(every_entry_of_a_page_has_its_own_slug),
        cmocka_unit_test(the_page_is_called_by_front_matter_summary_or_file),
        cmocka_unit_test(a_file_name_with_dots_loses_its_extension_only),
        cmocka_unit_test(line_numbers_count_behind_front_matter),
        cmocka_unit_test(line_numbers_count_behind_includes),
        cmocka_unit_test(footnotes_follow_their_references),
        cmocka_unit_test(reference_links_are_resolved),
        cmocka_unit_test(html_leaves_its_text_and_captions),
        cmocka_unit_test(admonitions_keep_their_text),
        cmocka_unit_test(rules_become_keywords),
        cmocka_unit_test(links_that_only_the_reference_resolves_are_text),
        cmocka_unit_test(a_flood_of_image_marks_is_refused),
        cmocka_unit_test(front_matter_keywords_go_to_every_section),
        cmocka_unit_test(a_file_of_an_error_code_is_one_entry),
        cmocka_unit_test(fields_fill_the_entry),
        cmocka_unit_test(names_and_signs_have_columns_of_their_own),
        cmocka_unit_test(a_pair_becomes_an_entry_of_its_own),
        cmocka_unit_test(several_pairs_name_their_own_replacements),
        cmocka_unit_test(code_behind_an_unpaired_marker_is_kept),
        cmocka_unit_test(independent_parts_become_entries),
        cmocka_unit_test(what_is_no_utf8_is_refused),
        cmocka_unit_test(a_byte_order_mark_and_cr_lf_do_not_matter),
        cmocka_unit_test(entities_smuggle_no_control_characters_in),
        cmocka_unit_test(a_title_is_one_line),
        cmocka_unit_test(hostile_documents_are_read_in_time),
        cmocka_unit_test(many_footnotes_are_read_in_time),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

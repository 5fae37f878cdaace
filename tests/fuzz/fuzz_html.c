/* Fuzzes HTML pages: any bytes to entries, as pages of rustdoc, of mdBook, of error codes and of no
 * tool that is known. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/render_markdown.h"
#include "core/lexicon.h"
#include "core/markdown.h"
#include "core/text.h"
#include "indexer/html.h"
#include "indexer/html_page.h"
#include "query/answer.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct error err;

    (void)argc;
    (void)argv;
    assert(html_load(&err) == STATUS_OK);
    return 0;
}

/* Valid UTF-8 without what could harm a terminal. */
static void check_text(struct str s)
{
    struct buf clean = BUF_INIT;

    text_sanitize(&clean, s);
    assert(str_equal(buf_str(&clean), s));
    buf_release(&clean);
}

static void check_line(const char *s)
{
    if (s == NULL)
        return;
    check_text(str_of(s));
    assert(strchr(s, '\n') == NULL);
}

static void check_trail(const char *trail)
{
    struct str rest = str_of(trail);
    struct str part;

    while (str_next_field(&rest, ENTRY_TRAIL_SEPARATOR, &part))
        check_text(part);
    assert(strchr(trail, '\n') == NULL);
}

static void check_snippets(const struct entry *e)
{
    cmark_node *parsed = markdown_parse(str_of(e->body));
    struct answer_snippets snippets;

    answer_read_snippets(&snippets, e, parsed);
    cmark_node_free(parsed);
    for (size_t i = 0; i < snippets.count; i++) {
        check_text(str_of(snippets.items[i].shown));
        check_text(str_of(snippets.items[i].full));
        check_text(str_of(snippets.items[i].lang));
    }
    answer_snippets_release(&snippets);
}

static void check_entry(const struct entry *e)
{
    static const struct render_style plain = { .color = false, .width = 60 };
    struct buf shown = BUF_INIT;

    assert(e->title != NULL && e->title[0] != '\0' && e->trail != NULL && e->anchor != NULL &&
           e->slug != NULL && e->body != NULL);
    assert((unsigned)e->kind < ENTRY_KIND_COUNT && (unsigned)e->status < ENTRY_STATUS_COUNT);
    check_trail(e->trail);
    check_line(e->title);
    check_line(e->anchor);
    check_line(e->slug);
    check_line(e->since);
    check_line(e->item);
    check_line(e->source_view);
    check_line(e->replaces);
    check_line(e->replaced_by);
    check_line(e->keywords);
    check_text(str_of(e->body));
    check_text(str_of(e->signature != NULL ? e->signature : ""));
    check_text(str_of(e->names != NULL ? e->names : ""));
    render_markdown(&shown, str_of(e->body), &plain);
    check_text(buf_str(&shown));
    buf_release(&shown);
    check_snippets(e);
}

static void check_document(const struct document *doc)
{
    struct lexicon *slugs = lexicon_new();

    assert(doc->passed_over == NULL || doc->count == 0);
    assert(doc->passed_over != NULL || doc->count > 0); /* a page must not vanish */
    assert(doc->count == 0 || doc->entries[0].slug[0] == '\0');
    for (size_t i = 0; i < doc->count; i++) {
        check_entry(&doc->entries[i]);
        assert(lexicon_intern(slugs, str_of(doc->entries[i].slug))->word_entries++ == 0);
    }
    for (size_t i = 0; i < doc->alias_count; i++) {
        check_line(doc->aliases[i].name);
        check_line(doc->aliases[i].page);
        check_line(doc->aliases[i].anchor);
    }
    lexicon_free(slugs);
}

/* The first byte chooses the page's place. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = { "page.html",           "a/E0382.html",   "struct.A.html",
                                         "a/b/enum.B.html",     "trait.C.html",   "index.html",
                                         "a/index.html",        "arch/fn.d.html", "macro.e.html",
                                         "primitive.slice.html" };
    struct document_place place = { .trail = str_of("Book\x1f"
                                                    "Chapter"),
                                    .dir = "/docs/pots",
                                    .root = "/docs/pots" };
    struct document doc = { 0 };
    struct error err = { .msg = "" };
    struct str page;
    enum status st;

    if (size == 0)
        return 0;
    place.path = paths[data[0] % (sizeof(paths) / sizeof(*paths))];
    place.page_title = data[0] >= 0xF0 ? "A page of the summary" : NULL;
    place.language = data[0] >= 0xE0 ? "en" : NULL;
    page = str_slice((const char *)data + 1, size - 1);
    st = html_page_read(page, &place, &doc, &err);
    assert(st == STATUS_OK || st == STATUS_TOO_BIG);
    if (st == STATUS_OK)
        check_document(&doc);
    else
        assert(doc.count == 0 && err.msg[0] != '\0');
    document_release(&doc);
    return 0;
}

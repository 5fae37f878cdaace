/* Fuzzes documents: any bytes to entries, whose bodies are then shown as a reader sees them. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/render_markdown.h"
#include "core/markdown.h"
#include "core/text.h"
#include "indexer/document.h"
#include "query/answer.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char root[] = "/tmp/fuzz_markdown.XXXXXX";

static void remove_root(void)
{
    (void)remove(root);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    const char *made = mkdtemp(root);

    (void)argc;
    (void)argv;
    assert(made != NULL);
    (void)atexit(remove_root);
    return 0;
}

/* Valid UTF-8 without what could harm a terminal. */
static void check_text(struct str s)
{
    struct buf clean = BUF_INIT;

    assert(utf8_valid_prefix(s) == s.len);
    for (size_t i = 0; i < s.len; i++)
        assert((unsigned char)s.ptr[i] >= 0x20 || s.ptr[i] == '\n' || s.ptr[i] == '\t');
    text_sanitize(&clean, s);
    assert(str_equal(buf_str(&clean), s));
    buf_release(&clean);
}

static void check_optional(const char *s)
{
    if (s != NULL)
        check_text(str_of(s));
}

/* Without the escapes that the renderer itself writes: "ESC [ .. m" and "ESC ] 8 .. ESC \\". */
static void add_without_escapes(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char end = 'm';

        if (s.ptr[i] != '\033') {
            buf_addc(out, s.ptr[i]);
            continue;
        }
        assert(i + 1 < s.len && (s.ptr[i + 1] == '[' || s.ptr[i + 1] == ']'));
        end = s.ptr[i + 1] == '[' ? 'm' : '\\';
        while (s.ptr[i] != end)
            assert(++i < s.len);
    }
}

static void check_rendered(struct str body)
{
    static const struct render_style styles[] = {
        { .color = false, .width = 60 },
        { .color = true, .depth = DEPTH_TRUE, .hyperlinks = true, .width = 24, .columns = 110 },
    };
    struct buf shown = BUF_INIT;
    struct buf text = BUF_INIT;

    for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
        buf_clear(&shown);
        buf_clear(&text);
        render_markdown(&shown, body, &styles[i]);
        add_without_escapes(&text, buf_str(&shown));
        check_text(buf_str(&text));
    }
    buf_release(&shown);
    buf_release(&text);
}

static void check_entry(const struct entry *e, size_t lines)
{
    struct answer_snippets snippets;
    cmark_node *parsed;

    assert(e->title != NULL && e->trail != NULL && e->anchor != NULL && e->slug != NULL &&
           e->body != NULL);
    assert((unsigned)e->kind < ENTRY_KIND_COUNT && (unsigned)e->status < ENTRY_STATUS_COUNT);
    assert(e->line >= 1 && e->line <= lines);
    check_text(str_of(e->title));
    check_text(str_of(e->body));
    check_text(str_of(e->anchor));
    check_text(str_of(e->slug));
    check_optional(e->since);
    check_optional(e->edition);
    check_optional(e->replaces);
    check_optional(e->replaced_by);
    check_optional(e->keywords);
    check_rendered(str_of(e->body));
    parsed = markdown_parse(str_of(e->body));
    answer_read_snippets(&snippets, e, parsed);
    cmark_node_free(parsed);
    for (size_t i = 0; i < snippets.count; i++) {
        check_text(str_of(snippets.items[i].shown));
        check_text(str_of(snippets.items[i].full));
        check_text(str_of(snippets.items[i].lang));
    }
    answer_snippets_release(&snippets);
}

static size_t count_lines(struct str s)
{
    struct str line;
    size_t n = 0;

    while (str_next_line(&s, &line))
        n++;
    return n;
}

/* The first byte chooses the file's name: pages of error codes are read differently. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct document_place place = { .trail = str_of("Book\x1f"
                                                    "Chapter"),
                                    .path = "a/page.md",
                                    .dir = root,
                                    .root = root };
    struct str bytes = str_slice((const char *)data, size);
    struct document doc;
    enum status st;

    if (size > 0 && data[0] == 'E')
        place.path = "E0382.md";
    if (size > 0 && data[0] == 'T')
        place.page_title = "A page of the summary";
    st = document_read(bytes, &place, &doc, NULL);
    assert(st == STATUS_OK || st == STATUS_BAD_INPUT || st == STATUS_TOO_BIG);
    if (st != STATUS_OK)
        return 0;
    for (size_t i = 0; i < doc.count; i++)
        check_entry(&doc.entries[i], count_lines(bytes));
    assert(doc.count == 0 || doc.entries[0].slug[0] == '\0');
    document_release(&doc);
    return 0;
}

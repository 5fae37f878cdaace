/* Fuzzes questions: read alone, then asked of a small index. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/markdown.h"
#include "core/text.h"
#include "indexer/indexer.h"
#include "query/answer.h"
#include "query/search.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char document[] =
    "# Closures\n\nA closure catches what stands around it: `|x| x + 1`, `move || {}`.\n\n"
    "## Async closures\n<!-- pattern\nsince: 1.85\nedition: 2024\nstatus: stable\n-->\n\n"
    "Retry with an async closure and `join_next`.\n\n"
    "```rust\nlet f = async |x: &mut u32| *x += 1;\nprintln!(\"{:?}\", v.parse::<i32>()?);\n```\n\n"
    "## Lifetimes of 'static\n\n`&'static str` and `'a` in C++ and C#.\n\n"
    "## Lazy values\n\n```rust\n// DON'T: lazy_static!\nlazy_static! {}\n"
    "// DO: LazyLock\nstatic X: LazyLock<u8> = LazyLock::new(|| 1);\n```\n\n"
    "## \u6240\u6709\u6743\n\nOwnership, 1.75 and 1.85.0, `..=` and `#[derive]`.\n";

static char dir[] = "/tmp/fuzz_question.XXXXXX";
static struct index *ix;

static char *path_of(const char *name)
{
    struct buf path = BUF_INIT;

    buf_addf(&path, "%s/%s", dir, name);
    return buf_detach(&path);
}

static void write_document(const char *path)
{
    FILE *file = fopen(path, "wb");

    assert(file != NULL);
    (void)fwrite(document, 1, sizeof(document) - 1, file);
    (void)fclose(file);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char *const names[] = { "rust.md", "rust.db", "rust.db.lock" };
    const char *made = mkdtemp(dir);
    char *page = path_of("rust.md");
    char *path = path_of("rust.db");
    const struct indexer_source source = { .path = page };
    const struct indexer_events events = { .ctx = NULL };
    struct indexer_report report;
    struct writer *w = NULL;
    bool changed = false;
    enum status st;

    (void)argc;
    (void)argv;
    assert(made != NULL);
    write_document(page);
    st = writer_open(path, false, &w, NULL);
    assert(st == STATUS_OK);
    st = indexer_add(w, &source, &events, &report, NULL);
    assert(st == STATUS_OK);
    st = writer_commit(w, &changed, NULL);
    assert(st == STATUS_OK && changed);
    writer_close(w);
    st = index_open(path, &ix, NULL);
    assert(st == STATUS_OK);
    free(page);
    free(path);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) { /* open files stay readable */
        char *name = path_of(names[i]);

        (void)unlink(name);
        free(name);
    }
    (void)rmdir(dir);
    return 0;
}

static void check_text(const char *s)
{
    assert(utf8_valid_prefix(str_of(s)) == strlen(s));
}

static void check_question(const struct question *q)
{
    assert(q->count <= QUESTION_UNITS_MAX);
    for (size_t i = 0; i < q->count; i++) {
        const struct unit *u = &q->units[i];

        check_text(u->text);
        assert(u->text[0] != '\0');
        assert(u->kind == UNIT_SIGN ? u->code.len > 0 : u->prose.len > 0 && u->tokens > 0);
    }
    for (size_t i = 0; i < q->dropped_count; i++)
        check_text(q->dropped[i]);
}

static void check_result(const struct search_result *r, size_t limit)
{
    assert(r->count <= limit);
    check_question(&r->question);
    for (size_t i = 0; i < r->count; i++) {
        struct buf excerpt = BUF_INIT;
        cmark_node *body = markdown_parse(str_of(r->hits[i].row.entry.body));

        assert(r->hits[i].row.entry.body != NULL);
        assert(i == 0 || r->nearest || r->hits[i - 1].exact || !r->hits[i].exact);
        answer_add_excerpt(&excerpt, body, &r->question, index_tokenizer(ix));
        cmark_node_free(body);
        assert(excerpt.len <= ANSWER_EXCERPT_MAX);
        check_text(excerpt.ptr);
        buf_release(&excerpt);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_slice((const char *)data, size);
    struct question question;
    struct search_result result;
    struct error err = { .msg = "" };
    enum status st = question_parse(text, index_tokenizer(ix), &question, &err);

    assert(st == STATUS_OK || st == STATUS_BAD_INPUT || st == STATUS_TOO_BIG);
    if (st == STATUS_OK) {
        check_question(&question);
        question_release(&question);
    } else {
        assert(err.code == st && err.msg[0] != '\0' && err.offset <= size);
    }
    st = search_run(ix, text, NULL, 5, &result, &err);
    if (st != STATUS_OK && st != STATUS_BAD_INPUT && st != STATUS_TOO_BIG) {
        (void)fprintf(stderr, "status %d: %s\n", (int)st, err.msg);
        abort();
    }
    if (st == STATUS_OK) {
        check_result(&result, 5);
        search_release(&result);
    }
    lexicon_clear(tokenizer_lexicon(index_tokenizer(ix)));
    return 0;
}

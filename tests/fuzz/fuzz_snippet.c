/* Fuzzes what a snippet's program and its crates are read from, and the format checks of a guide: on
 * any bytes they end, stay inside their input, and write what they promise. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "core/snippet.h"
#include "core/text.h"
#include "indexer/format_check.h"
#include "runner/crate_uses.h"
#include "runner/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool lies_in(struct str part, struct str whole)
{
    return part.len == 0 ||
           (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static void check_program(struct str code)
{
    struct program p;
    struct buf out = BUF_INIT;

    program_read(&p, code);
    assert(lies_in(p.attributes, code) && lies_in(p.crates, code) && lies_in(p.body, code));
    (void)program_add_crate(&out, &p, false);
    assert(str_count(buf_str(&out), "fn main") >= 1 || p.has_main);
    buf_clear(&out);
    if (!p.is_alone)
        (void)program_add_module(&out, &p);
    buf_release(&out);
}

static bool is_known(void *ctx, struct str name)
{
    (void)ctx;
    return name.len % 2 == 0;
}

/* Names and features go into a manifest: no character of theirs may end a string there. */
static void check_uses(const struct crate_uses *uses)
{
    for (size_t i = 0; i < uses->count; i++) {
        assert(strpbrk(uses->items[i].name, "\"'\\\n[]= ") == NULL);
        assert(uses->items[i].features == NULL ||
               strpbrk(uses->items[i].features, "\"'\\\n[]=") == NULL);
    }
}

static void check_crates(struct str text)
{
    struct crate_uses uses = { 0 };

    crate_uses_add_field(&uses, text);
    crate_uses_add_code(&uses, text, is_known, NULL);
    check_uses(&uses);
    crate_uses_release(&uses);
}

struct telling {
    size_t last_line;
    size_t lines;
    size_t count;
};

static void on_fault(void *ctx, size_t line, const char *message)
{
    struct telling *t = ctx;

    assert(line >= t->last_line && line >= 1 && line <= t->lines + 1);
    assert(strchr(message, '\n') == NULL);
    assert(utf8_valid_prefix(str_of(message)) == strlen(message));
    t->last_line = line;
    t->count++;
}

/* A hidden line stays hidden, and says what it said. */
static void check_hiding(struct str code)
{
    struct buf hidden = BUF_INIT;
    struct buf shown = BUF_INIT;

    snippet_add_hidden(&hidden, code);
    snippet_add_shown(&shown, buf_str(&hidden));
    assert(shown.len == 0);
    buf_release(&hidden);
    buf_release(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = str_slice((const char *)data, size);
    struct telling telling = { .last_line = 1, .lines = 1 };

    for (size_t i = 0; i < size; i++)
        telling.lines += data[i] == '\n' || data[i] == '\r';
    check_program(input);
    check_crates(input);
    check_hiding(input);
    (void)format_check(input, on_fault, &telling, NULL, NULL, NULL);
    assert(telling.count <= FORMAT_FAULTS_MAX + 1);
    return 0;
}

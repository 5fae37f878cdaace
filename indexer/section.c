/* Sections: the blocks under one heading made into entries, and the advice in them into more. */
#include <stdlib.h>

#include "core/markdown.h"
#include "core/snippet.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/advice.h"
#include "indexer/cutter.h"
#include "indexer/piece.h"

enum {
    TITLE_MAX = 300,            /* bytes */
    CONTEXT_BYTES_MAX = 4 << 20 /* of blocks repeated for their pieces, in one document: a block of
                                   thousands of pairs would take memory with their square */
};

size_t cutter_file_line(const struct cutter *c, size_t line)
{
    const struct include_result *inc = &c->doc->includes;

    if (line == 0)
        line = 1;
    if (inc->line_count > 0)
        line = inc->lines[line <= inc->line_count ? line - 1 : inc->line_count - 1];
    return line + c->lines_before;
}

/* --- entries --- */

struct entry *cutter_new_entry(struct cutter *c)
{
    struct document *doc = c->doc;

    doc->entries = xgrow(doc->entries, doc->count, &doc->cap, sizeof(*doc->entries));
    entry_init(&doc->entries[doc->count]);
    return &doc->entries[doc->count++];
}

static struct str last_part(const struct buf *trail)
{
    const char *separator = memrchr(trail->ptr, ENTRY_TRAIL_SEPARATOR, trail->len);
    const char *start = separator != NULL ? separator + 1 : trail->ptr;

    return str_slice(start, (size_t)(trail->ptr + trail->len - start));
}

static void add_trail_part(struct buf *trail, struct str part)
{
    if (part.len == 0 || str_equal(last_part(trail), part))
        return;
    if (trail->len > 0)
        buf_addc(trail, ENTRY_TRAIL_SEPARATOR);
    buf_addstr(trail, part);
}

/* The source, chapters, page and headings above a title of that level. */
static char *make_trail(const struct cutter *c, int level, const char *title)
{
    struct buf trail = BUF_INIT;

    add_trail_part(&trail, c->place->trail);
    for (int i = 0; i < level; i++)
        if (c->ancestors[i] != NULL && !(i == 0 && strcmp(c->ancestors[i], title) == 0) &&
            !(i > 0 && c->ancestors[0] != NULL && strcmp(c->ancestors[i], c->ancestors[0]) == 0))
            add_trail_part(&trail, str_of(c->ancestors[i]));
    return buf_detach(&trail);
}

static size_t count_snippets(cmark_node *blocks)
{
    cmark_iter *it = cmark_iter_new(blocks);
    cmark_event_type event;
    size_t n = 0;

    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE)
        n += event == CMARK_EVENT_ENTER &&
             cmark_node_get_type(cmark_iter_get_node(it)) == CMARK_NODE_CODE_BLOCK;
    cmark_iter_free(it);
    return n;
}

static void add_rendered(struct buf *out, cmark_node *node)
{
    char *markdown = cmark_render_commonmark(node, CMARK_OPT_DEFAULT, 0);

    buf_adds(out, markdown);
    free(markdown);
}

/* The lines of an outermost block, as they stand in the document. */
static struct str block_lines(const struct cutter *c, cmark_node *node)
{
    size_t first = (size_t)cmark_node_get_start_line(node);
    size_t last = (size_t)cmark_node_get_end_line(node);

    if (first < 1 || last < first || last > c->line_count)
        return str_slice("", 0);
    return str_slice(c->text.ptr + c->line_starts[first - 1],
                     c->line_starts[last] - c->line_starts[first - 1]);
}

/* Any node's user data other than NULL: its own lines are its Markdown. Links must be spelled out
 * there, since definitions stand elsewhere in the document. */
void cutter_mark_as_written(const struct cutter *c, cmark_node *node, size_t links)
{
    struct str lines = block_lines(c, node);

    if (lines.len > 0 && (links == 0 || str_count(lines, "](") == links))
        cmark_node_set_user_data(node, node);
}

/* Appends blocks as Markdown: as written where that can be, else as cmark-gfm renders it. */
static void add_markdown(struct cutter *c, struct buf *out, cmark_node *blocks)
{
    for (cmark_node *node = cmark_node_first_child(blocks); node != NULL;
         node = cmark_node_next(node)) {
        if (out->len > 0)
            buf_addc(out, '\n');
        if (cmark_node_get_user_data(node) != NULL)
            buf_addstr(out, block_lines(c, node));
        else
            add_rendered(out, node);
        buf_trim_end(out);
        buf_addc(out, '\n');
    }
}

/* Fills the parts of e that come from a tree of blocks. */
static void fill_body(struct cutter *c, struct entry *e, cmark_node *blocks,
                      const struct buf *notes)
{
    struct buf body = BUF_INIT;

    add_markdown(c, &body, blocks);
    texts_collect(c->texts, blocks, e, true);
    footnotes_add(c->footnotes, &body, c->texts, e);
    if (notes != NULL && notes->len > 0) {
        buf_addc(&body, '\n');
        buf_addstr(&body, buf_str(notes));
        buf_addstr(&e->words, buf_str(notes));
    }
    e->snippets = count_snippets(blocks);
    if (c->has_entities) { /* rendering decodes those in addresses and info strings */
        struct buf clean = BUF_INIT;

        text_sanitize(&clean, buf_str(&body));
        buf_release(&body);
        body = clean;
    }
    e->body = buf_detach(&body);
}

void cutter_fill_body(struct cutter *c, struct entry *e, cmark_node *blocks)
{
    fill_body(c, e, blocks, NULL);
}

static void append_text(cmark_node *document, const char *text)
{
    cmark_node *paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
    cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);

    cmark_node_set_literal(node, text);
    cmark_node_append_child(paragraph, node);
    cmark_node_append_child(document, paragraph);
}

/* A Rust block that is being cut. */
struct block {
    struct str code;
    const char *info;
    size_t line;    /* of its code, in the parsed text */
    bool must_fail; /* "compile_fail" */
};

/* The piece with the rest of its block around it for the compiler: all of it that is the program
 * of a block which compiles. */
static void add_piece(struct cutter *c, struct buf *out, const struct block *b, struct str piece)
{
    if (b->code.len <= CONTEXT_BYTES_MAX - c->context_bytes) {
        c->context_bytes += b->code.len;
        piece_add_code(out, b->code, piece);
    } else {
        buf_addf(out, "%.*s\n", (int)piece.len, piece.ptr);
    }
}

static void set_piece(struct cutter *c, cmark_node *node, const struct block *b, struct str piece)
{
    struct buf literal = BUF_INIT;

    add_piece(c, &literal, b, piece);
    cmark_node_set_literal(node, literal.ptr);
    buf_release(&literal);
}

/* The DO half of a pair. Where the block must not compile it is the other half that fails: this one
 * has what stands before both halves with it, and compiles. */
static void set_replacement(struct cutter *c, cmark_node *node, const struct block *b,
                            const struct advice_part *part)
{
    struct buf text = BUF_INIT;

    if (!b->must_fail) {
        set_piece(c, node, b, part->replacement_code);
        return;
    }
    piece_add_compiling_info(&text, str_of(b->info));
    cmark_node_set_fence_info(node, text.ptr);
    buf_clear(&text);
    if (part->preamble.len <= CONTEXT_BYTES_MAX - c->context_bytes) {
        c->context_bytes += part->preamble.len;
        snippet_add_hidden(&text, part->preamble);
    }
    buf_addstr(&text, part->replacement_code);
    buf_addc(&text, '\n');
    cmark_node_set_literal(node, text.ptr);
    buf_release(&text);
}

static cmark_node *append_code(cmark_node *document, const char *info)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_CODE_BLOCK);

    cmark_node_set_fence_info(node, info);
    cmark_node_append_child(document, node);
    return node;
}

char *cutter_copy_title(struct str title)
{
    struct str t = str_trim(title);

    if (t.len > TITLE_MAX)
        t.len = utf8_valid_prefix(str_slice(t.ptr, TITLE_MAX));
    return xmemdup0(t.ptr, t.len);
}

/* The fragment of an id. A heading without letters ("## ::") has none of its own, but the empty one
 * means the page. slug may be NULL. new. */
static char *make_slug(struct cutter *c, const char *slug)
{
    return slug != NULL && slug[0] != '\0' ? xstrdup(slug) : slugs_add(c->slugs, str_of("section"));
}

/* An entry for one piece of a section's code block; blocks is taken and freed. */
static void emit_part(struct cutter *c, struct entry *e, cmark_node *blocks, size_t line)
{
    const struct section *s = &c->section;
    char *slug = slugs_add(c->slugs, str_of(e->title));

    /* Level 6 has no deeper one: its title is then not part of the trail. */
    e->trail = make_trail(c, s->level + 1 < HEADING_LEVELS ? s->level + 1 : HEADING_LEVELS,
                          e->title);
    e->anchor = xstrdup(s->anchor);
    e->slug = make_slug(c, slug);
    free(slug);
    e->line = line;
    e->edition = s->fields.edition != NULL ? xstrdup(s->fields.edition) : NULL;
    e->crates = s->fields.crates != NULL ? xstrdup(s->fields.crates) : NULL;
    fill_body(c, e, blocks, NULL);
    cmark_node_free(blocks);
}

static size_t part_line(const struct cutter *c, const struct block *b,
                        const struct advice_part *part)
{
    return cutter_file_line(c, b->line + part->line);
}

static void emit_pair(struct cutter *c, const struct block *b, const struct advice_part *part,
                      bool names_section)
{
    cmark_node *blocks = cmark_node_new(CMARK_NODE_DOCUMENT);
    struct entry *e = cutter_new_entry(c);
    struct buf text = BUF_INIT;
    struct str title;
    struct str name;

    e->kind = ENTRY_DEPRECATED;
    e->status = ENTRY_STATUS_DEPRECATED;
    title = part->title.len > 0 ? part->title : str_of(c->section.title);
    (void)str_next_field(&title, ';', &name); /* what follows is the reason */
    e->title = cutter_copy_title(name);
    e->replaced_by = names_section ? xstrdup(c->section.title)
                                   : cutter_copy_title(part->replacement_title);
    buf_addf(&text, "Don't: %s", e->title);
    if (str_trim(title).len > 0)
        buf_addf(&text, "; %.*s", (int)str_trim(title).len, str_trim(title).ptr);
    buf_addc(&text, '.');
    append_text(blocks, text.ptr);
    set_piece(c, append_code(blocks, b->info), b, part->code);
    buf_clear(&text);
    buf_addf(&text, "Do: %.*s.", (int)part->replacement_title.len, part->replacement_title.ptr);
    append_text(blocks, text.ptr);
    set_replacement(c, append_code(blocks, b->info), b, part);
    buf_release(&text);
    emit_part(c, e, blocks, part_line(c, b, part));
}

static void emit_piece(struct cutter *c, const struct block *b, const struct advice_part *part)
{
    cmark_node *blocks = cmark_node_new(CMARK_NODE_DOCUMENT);
    struct entry *e = cutter_new_entry(c);

    e->kind = c->section.fields.kind;
    e->title = cutter_copy_title(part->title.len > 0 ? part->title : str_of(c->section.title));
    set_piece(c, append_code(blocks, b->info), b, part->code);
    emit_part(c, e, blocks, part_line(c, b, part));
}

/* What a section keeps of a block: the DO half of a single pair, which its heading is about; the
 * part that no comment names; all of a block that was not cut, or not without a rest; else nothing.
 */
static void keep_rest(struct cutter *c, cmark_node *node, const struct block *b,
                      const struct advice *advice)
{
    const struct advice_part *first = advice->count > 0 ? &advice->parts[0] : NULL;

    if (first == NULL || advice->has_rest)
        return;
    cmark_node_set_user_data(node, NULL); /* no longer as written */
    if (first->is_pair && advice->count == 1) {
        struct str says = first->title;
        struct str name;

        (void)str_next_field(&says, ';', &name);
        if (c->section.fields.replaces == NULL)
            c->section.fields.replaces = cutter_copy_title(name);
        set_replacement(c, node, b, first);
    } else if (!first->is_pair && first->title.len == 0) {
        set_piece(c, node, b, first->code);
    } else {
        cmark_node_unlink(node);
        cmark_node_free(node);
    }
}

/* One Rust block of the section: its pairs and parts become entries. */
static void cut_block(struct cutter *c, cmark_node *node, const struct snippet_info *says)
{
    char *code = xmemdup0(markdown_literal(node).ptr, markdown_literal(node).len);
    char *info = xstrdup(cmark_node_get_fence_info(node));
    const struct block b = {
        .code = str_of(code),
        .info = info,
        .line = (size_t)cmark_node_get_start_line(node) + 1,
        .must_fail = says->expect == SNIPPET_COMPILE_FAIL,
    };
    struct advice advice;

    advice = (struct advice){ 0 };
    advice_cut(b.code, &advice);
    for (size_t i = 0; i < advice.count; i++) {
        const struct advice_part *part = &advice.parts[i];

        if (part->is_pair)
            emit_pair(c, &b, part, advice.count == 1);
        else if (part->title.len > 0) /* without a title it stays with the section */
            emit_piece(c, &b, part);
    }
    keep_rest(c, node, &b, &advice);
    advice_release(&advice);
    free(code);
    free(info);
}

static void cut_blocks(struct cutter *c)
{
    cmark_node *next;

    if (c->is_error_code || c->is_api) /* one entry is what a code or an item is asked for */
        return;
    for (cmark_node *node = cmark_node_first_child(c->section.blocks); node != NULL; node = next) {
        struct snippet_info info;

        next = cmark_node_next(node);
        if (cmark_node_get_type(node) != CMARK_NODE_CODE_BLOCK)
            continue;
        snippet_parse_info(str_of(cmark_node_get_fence_info(node)), false, &info);
        if (info.is_rust)
            cut_block(c, node, &info);
    }
}

/* --- sections --- */

void section_release(struct section *s)
{
    if (s->blocks != NULL)
        cmark_node_free(s->blocks);
    free(s->title);
    free(s->anchor);
    free(s->slug);
    entry_release(&s->fields);
    buf_release(&s->notes);
    buf_release(&s->rules);
    *s = (struct section){ .blocks = NULL };
}

void section_begin(struct cutter *c, int level, char *title, char *anchor, size_t line)
{
    struct section *s = &c->section;

    section_release(s);
    *s = (struct section){ .level = level, .title = title, .anchor = anchor, .line = line };
    s->blocks = cmark_node_new(CMARK_NODE_DOCUMENT);
    entry_init(&s->fields);
    buf_init(&s->notes);
    buf_init(&s->rules);
    buf_addstr(&s->rules, buf_str(&c->rules));
    buf_clear(&c->rules);
    for (int i = level; level > 0 && i < HEADING_LEVELS; i++) {
        free(c->ancestors[i]);
        c->ancestors[i] = NULL;
    }
    if (level > 0)
        c->ancestors[level] = xstrdup(title);
}

static void append_word(char **list, const char *word)
{
    struct buf both = BUF_INIT;

    if (word == NULL || word[0] == '\0')
        return;
    if (*list != NULL)
        buf_addf(&both, "%s ", *list);
    buf_adds(&both, word);
    free(*list);
    *list = buf_detach(&both);
}

/* Moves what the fields comment said to e. */
static void take_fields(struct entry *e, struct entry *fields)
{
    e->kind = fields->kind;
    e->status = fields->status;
    e->since = fields->since;
    e->edition = fields->edition;
    e->replaces = fields->replaces;
    e->replaced_by = fields->replaced_by;
    e->keywords = fields->keywords;
    e->crates = fields->crates;
    fields->since = fields->edition = fields->replaces = fields->replaced_by = NULL;
    fields->keywords = fields->crates = NULL;
}

void section_end(struct cutter *c, bool is_last_resort)
{
    struct section *s = &c->section;
    size_t own = c->doc->count;
    struct entry finished;

    (void)cutter_new_entry(c);
    cut_blocks(c);
    if (cmark_node_first_child(s->blocks) == NULL && s->notes.len == 0 && !is_last_resort &&
        !(c->is_api && s->level == 0)) {
        memmove(&c->doc->entries[own], &c->doc->entries[own + 1],
                (c->doc->count - own - 1) * sizeof(finished));
        c->doc->count--;
        return;
    }
    entry_init(&finished);
    buf_addstr(&finished.title_symbols, buf_str(&s->fields.symbols)); /* of the heading */
    take_fields(&finished, &s->fields);
    finished.title = cutter_copy_title(str_of(s->title));
    finished.trail = make_trail(c, s->level, s->title);
    finished.anchor = xstrdup(s->anchor);
    finished.slug = s->level > 0 ? make_slug(c, s->slug) : xstrdup(""); /* the first entry */
    finished.line = s->line;
    append_word(&finished.keywords, s->rules.ptr);
    append_word(&finished.keywords, c->keywords);
    fill_body(c, &finished, s->blocks, &s->notes);
    c->doc->entries[own] = finished;
}

/* Documents: one Markdown file cut into entries.
 *
 * The way: bytes -> front matter off, includes in -> cmark-gfm's tree -> its outermost blocks dealt
 * out to sections, one for each outermost heading -> entries. A section's blocks become a tree of
 * their own, whose Markdown (links resolved, HTML gone) is the entry's body.
 */
#include "indexer/document.h"

#include <stdlib.h>

#include "core/markdown.h"
#include "core/snippet.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/advice.h"
#include "indexer/fields.h"
#include "indexer/footnotes.h"
#include "indexer/front_matter.h"
#include "indexer/slug.h"
#include "indexer/texts.h"
#include "indexer/tidy.h"

enum { HEADING_LEVELS = 7, TITLE_MAX = 300, SENTENCE_MAX = 160 };

/* The section being gathered. */
struct section {
    cmark_node *blocks; /* a document node of its own */
    char *title;
    char *anchor;
    int level;   /* 0: before the first heading */
    size_t line; /* in the file */
    struct entry fields;
    struct buf notes;
    struct buf rules;
};

struct cutter {
    const struct document_place *place;
    struct document *doc;
    struct texts *texts;
    struct slugs *slugs;
    struct footnotes *footnotes;
    cmark_node *root;
    struct str text;     /* what root was parsed from */
    size_t *line_starts; /* offsets of its lines, and of its end */
    size_t line_count;
    size_t lines_before;             /* of front matter */
    char *ancestors[HEADING_LEVELS]; /* titles that are open, by level; [0]: the page's own */
    struct section section;
    struct buf rules; /* names that belong to what comes next */
    bool is_error_code;
    bool has_entities; /* such as "&#27;" */
    bool has_rules; /* "r[rule.name]" lines: a page of the Reference, whose tools resolve more links
                     */
    bool has_own_title;   /* by its front matter */
    const char *keywords; /* from the front matter */
};

static bool is_error_code_name(struct str name)
{
    if (name.len != 5 || name.ptr[0] != 'E')
        return false;
    for (size_t i = 1; i < 5; i++)
        if (!ascii_is_digit(name.ptr[i]))
            return false;
    return true;
}

/* The file's name without folder and extension; of "index.md" and "README.md" their folder's. */
static struct str page_name(const char *path)
{
    struct str rest = str_of(path);
    struct str part = { NULL, 0 };
    struct str parent;
    const char *dot;

    do {
        parent = part;
    } while (str_next_field(&rest, '/', &part) && rest.ptr != NULL);
    dot = part.len > 0 ? memrchr(part.ptr, '.', part.len) : NULL;
    if (dot != NULL && dot > part.ptr)
        part.len = (size_t)(dot - part.ptr);
    if (parent.len > 0 &&
        (str_equal_nocase(part, str_of("index")) || str_equal_nocase(part, str_of("readme"))))
        return parent;
    return part;
}

/* The line of the file that line number line of the parsed text came from. */
static size_t file_line(const struct cutter *c, size_t line)
{
    const struct include_result *inc = &c->doc->includes;

    if (line == 0)
        line = 1;
    if (inc->line_count > 0)
        line = inc->lines[line <= inc->line_count ? line - 1 : inc->line_count - 1];
    return line + c->lines_before;
}

/* --- entries --- */

static struct entry *new_entry(struct cutter *c)
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

static size_t count_of(struct str text, const char *what)
{
    size_t n = 0;
    const char *at = text.ptr;
    const char *end = text.ptr + text.len;

    while ((at = memmem(at, (size_t)(end - at), what, strlen(what))) != NULL) {
        at += strlen(what);
        n++;
    }
    return n;
}

/* Any node's user data other than NULL: its own lines are its Markdown. Links must be spelled out
 * there, since definitions stand elsewhere in the document. */
static void mark_as_written(const struct cutter *c, cmark_node *node, size_t links)
{
    struct str lines = block_lines(c, node);

    if (lines.len > 0 && (links == 0 || count_of(lines, "](") == links))
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

static void append_text(cmark_node *document, const char *text)
{
    cmark_node *paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
    cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);

    cmark_node_set_literal(node, text);
    cmark_node_append_child(paragraph, node);
    cmark_node_append_child(document, paragraph);
}

static void append_code(cmark_node *document, const char *info, struct str code)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_CODE_BLOCK);
    struct buf literal = BUF_INIT;

    buf_addstr(&literal, code);
    buf_addc(&literal, '\n');
    cmark_node_set_fence_info(node, info);
    cmark_node_set_literal(node, literal.ptr);
    cmark_node_append_child(document, node);
    buf_release(&literal);
}

static char *copy_title(struct str title)
{
    struct str t = str_trim(title);

    if (t.len > TITLE_MAX)
        t.len = utf8_valid_prefix(str_slice(t.ptr, TITLE_MAX));
    return xmemdup0(t.ptr, t.len);
}

/* The fragment of an id. A heading without letters ("## ::") has none of its own, but the empty one
 * means the page. new. */
static char *make_slug(struct cutter *c, const char *anchor)
{
    return anchor[0] != '\0' ? xstrdup(anchor) : slugs_add(c->slugs, str_of("section"));
}

/* An entry for one piece of a section's code block; blocks is taken and freed. */
static void emit_part(struct cutter *c, struct entry *e, cmark_node *blocks, size_t line)
{
    const struct section *s = &c->section;
    char *anchor = slugs_add(c->slugs, str_of(e->title));

    /* Level 6 has no deeper one: its title is then not part of the trail. */
    e->trail = make_trail(c, s->level + 1 < HEADING_LEVELS ? s->level + 1 : HEADING_LEVELS,
                          e->title);
    e->anchor = xstrdup(s->anchor);
    e->slug = make_slug(c, anchor);
    free(anchor);
    e->line = line;
    e->edition = s->fields.edition != NULL ? xstrdup(s->fields.edition) : NULL;
    fill_body(c, e, blocks, NULL);
    cmark_node_free(blocks);
}

static void emit_pair(struct cutter *c, const struct advice_part *part, const char *info,
                      size_t line, bool names_section)
{
    cmark_node *blocks = cmark_node_new(CMARK_NODE_DOCUMENT);
    struct entry *e = new_entry(c);
    struct buf text = BUF_INIT;
    struct str title;
    struct str name;

    e->kind = ENTRY_DEPRECATED;
    e->status = ENTRY_STATUS_DEPRECATED;
    title = part->title.len > 0 ? part->title : str_of(c->section.title);
    (void)str_next_field(&title, ';', &name); /* what follows is the reason */
    e->title = copy_title(name);
    e->replaced_by = names_section ? xstrdup(c->section.title)
                                   : copy_title(part->replacement_title);
    buf_addf(&text, "Don't: %s", e->title);
    if (str_trim(title).len > 0)
        buf_addf(&text, "; %.*s", (int)str_trim(title).len, str_trim(title).ptr);
    buf_addc(&text, '.');
    append_text(blocks, text.ptr);
    append_code(blocks, info, part->code);
    buf_clear(&text);
    buf_addf(&text, "Do: %.*s.", (int)part->replacement_title.len, part->replacement_title.ptr);
    append_text(blocks, text.ptr);
    append_code(blocks, info, part->replacement_code);
    buf_release(&text);
    emit_part(c, e, blocks, line);
}

static void emit_piece(struct cutter *c, const struct advice_part *part, const char *info,
                       size_t line)
{
    cmark_node *blocks = cmark_node_new(CMARK_NODE_DOCUMENT);
    struct entry *e = new_entry(c);

    e->kind = c->section.fields.kind;
    e->title = copy_title(part->title.len > 0 ? part->title : str_of(c->section.title));
    append_code(blocks, info, part->code);
    emit_part(c, e, blocks, line);
}

static void set_code(cmark_node *node, struct str code)
{
    struct buf literal = BUF_INIT;

    buf_addf(&literal, "%.*s\n", (int)code.len, code.ptr);
    cmark_node_set_literal(node, literal.ptr);
    cmark_node_set_user_data(node, NULL); /* no longer as written */
    buf_release(&literal);
}

/* What a section keeps of a block: the DO half of a single pair, which its heading is about; the
 * part that no comment names; all of a block that was not cut, or not without a rest; else nothing.
 */
static void keep_rest(struct cutter *c, cmark_node *node, const struct advice *advice)
{
    const struct advice_part *first = advice->count > 0 ? &advice->parts[0] : NULL;

    if (first == NULL || advice->has_rest)
        return;
    if (first->is_pair && advice->count == 1) {
        struct str says = first->title;
        struct str name;

        (void)str_next_field(&says, ';', &name);
        if (c->section.fields.replaces == NULL)
            c->section.fields.replaces = copy_title(name);
        set_code(node, first->replacement_code);
    } else if (!first->is_pair && first->title.len == 0) {
        set_code(node, first->code);
    } else {
        cmark_node_unlink(node);
        cmark_node_free(node);
    }
}

/* One Rust block of the section: its pairs and parts become entries. */
static void cut_block(struct cutter *c, cmark_node *node)
{
    char *code = xmemdup0(markdown_literal(node).ptr, markdown_literal(node).len);
    char *info = xstrdup(cmark_node_get_fence_info(node));
    size_t line = (size_t)cmark_node_get_start_line(node) + 1;
    struct advice advice;

    advice = (struct advice){ 0 };
    if (!c->is_error_code) /* one entry is what a code is asked for */
        advice_cut(str_of(code), &advice);
    for (size_t i = 0; i < advice.count; i++) {
        const struct advice_part *part = &advice.parts[i];

        if (!part->is_pair && part->title.len == 0)
            continue; /* stays with the section */
        if (part->is_pair)
            emit_pair(c, part, info, file_line(c, line + part->line), advice.count == 1);
        else
            emit_piece(c, part, info, file_line(c, line + part->line));
    }
    keep_rest(c, node, &advice);
    advice_release(&advice);
    free(code);
    free(info);
}

static void cut_blocks(struct cutter *c)
{
    cmark_node *next;

    for (cmark_node *node = cmark_node_first_child(c->section.blocks); node != NULL; node = next) {
        struct snippet_info info;

        next = cmark_node_next(node);
        if (cmark_node_get_type(node) != CMARK_NODE_CODE_BLOCK)
            continue;
        snippet_parse_info(str_of(cmark_node_get_fence_info(node)), false, &info);
        if (info.is_rust)
            cut_block(c, node);
    }
}

/* --- sections --- */

static void section_release(struct section *s)
{
    if (s->blocks != NULL)
        cmark_node_free(s->blocks);
    free(s->title);
    free(s->anchor);
    entry_release(&s->fields);
    buf_release(&s->notes);
    buf_release(&s->rules);
    *s = (struct section){ .blocks = NULL };
}

static void section_begin(struct cutter *c, int level, char *title, char *anchor, size_t line)
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
    fields->since = fields->edition = fields->replaces = fields->replaced_by = NULL;
    fields->keywords = NULL;
}

/* Ends the section at hand: its entry, before those of its pairs and parts. is_last_resort: a page
 * must not vanish, so even a bare title is an entry. */
static void section_end(struct cutter *c, bool is_last_resort)
{
    struct section *s = &c->section;
    size_t own = c->doc->count;
    struct entry finished;

    (void)new_entry(c);
    cut_blocks(c);
    if (cmark_node_first_child(s->blocks) == NULL && s->notes.len == 0 && !is_last_resort) {
        memmove(&c->doc->entries[own], &c->doc->entries[own + 1],
                (c->doc->count - own - 1) * sizeof(finished));
        c->doc->count--;
        return;
    }
    entry_init(&finished);
    buf_addstr(&finished.title_symbols, buf_str(&s->fields.symbols)); /* of the heading */
    take_fields(&finished, &s->fields);
    finished.title = copy_title(str_of(s->title));
    finished.trail = make_trail(c, s->level, s->title);
    finished.anchor = xstrdup(s->anchor);
    finished.slug = make_slug(c, s->anchor);
    finished.line = s->line;
    append_word(&finished.keywords, s->rules.ptr);
    append_word(&finished.keywords, c->keywords);
    fill_body(c, &finished, s->blocks, &s->notes);
    c->doc->entries[own] = finished;
}

/* Takes "{#id}" or "{#id .class}" off the end of a heading's text; the id, new, or NULL. */
static char *take_custom_id(struct buf *title)
{
    struct str t = str_trim(buf_str(title));
    const char *open = memrchr(title->ptr, '{', title->len);
    struct str id;
    char *copy;

    if (open == NULL || open[1] != '#' || t.len == 0 || t.ptr[t.len - 1] != '}')
        return NULL;
    id = str_slice(open + 2, (size_t)(t.ptr + t.len - open) - 3);
    for (size_t i = 0; i < id.len; i++)
        if (ascii_is_space(id.ptr[i]))
            id.len = i;
    if (id.len == 0)
        return NULL;
    copy = xmemdup0(id.ptr, id.len);
    buf_truncate(title, (size_t)(open - title->ptr));
    buf_trim_end(title);
    return copy;
}

static void take_heading(struct cutter *c, cmark_node *node)
{
    struct buf title = BUF_INIT;
    size_t links;
    char *anchor;

    (void)tidy_block(node, false, &links);
    markdown_plain_text(&title, node);
    anchor = take_custom_id(&title);
    if (anchor != NULL)
        slugs_reserve(c->slugs, str_of(anchor));
    else
        anchor = slugs_add(c->slugs, buf_str(&title));
    section_begin(c, cmark_node_get_heading_level(node), copy_title(buf_str(&title)), anchor,
                  file_line(c, (size_t)cmark_node_get_start_line(node)));
    texts_collect(c->texts, node, &c->section.fields, true);
    buf_release(&title);
}

/* In the page of an error code a heading is a line of its text. Its text is copied: the literals of
 * inline nodes point into the block that they were parsed from. */
static void demote_heading(cmark_node *node)
{
    cmark_node *paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
    cmark_node *strong = cmark_node_new(CMARK_NODE_STRONG);
    cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
    struct buf plain = BUF_INIT;

    markdown_plain_text(&plain, node);
    cmark_node_set_literal(text, plain.ptr);
    buf_release(&plain);
    cmark_node_append_child(strong, text);
    cmark_node_append_child(paragraph, strong);
    cmark_node_insert_before(node, paragraph);
    cmark_node_free(node);
}

static void take_block(struct cutter *c, cmark_node *node)
{
    cmark_node *holder;
    size_t rules = c->rules.len;
    size_t links;
    bool was_ruled;

    if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK &&
        fields_is_comment(markdown_literal(node))) {
        fields_read(markdown_literal(node), &c->section.fields, &c->section.notes);
        cmark_node_free(node);
        return;
    }
    if (cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH && tidy_take_rule(node, &c->rules)) {
        cmark_node_free(node);
        return;
    }
    was_ruled = c->rules.len > rules; /* the rule's name is no longer part of the paragraph */
    buf_addstr(&c->section.rules, buf_str(&c->rules));
    buf_clear(&c->rules);
    /* Tidying may put several blocks in the place of one; they need a parent for that. */
    holder = cmark_node_new(CMARK_NODE_DOCUMENT);
    cmark_node_append_child(holder, node);
    if (c->has_rules)
        was_ruled = tidy_rule_links(node) || was_ruled;
    if (tidy_block(node, c->is_error_code, &links) && !was_ruled)
        mark_as_written(c, node, links);
    while ((node = cmark_node_first_child(holder)) != NULL) {
        cmark_node_unlink(node);
        if (cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH &&
            cmark_node_first_child(node) == NULL) /* it was HTML alone */
            cmark_node_free(node);
        else
            cmark_node_append_child(c->section.blocks, node);
    }
    cmark_node_free(holder);
}

/* A page that begins with a heading of level 1 is called by it: the name that its summary or file
 * gives it is then no part of the trail. */
static void drop_other_title(struct cutter *c, cmark_node *heading)
{
    if (c->section.level > 0 || c->has_own_title || cmark_node_get_heading_level(heading) != 1 ||
        cmark_node_first_child(c->section.blocks) != NULL)
        return;
    free(c->ancestors[0]);
    c->ancestors[0] = NULL;
}

static void deal_out(struct cutter *c)
{
    cmark_node *next;

    for (cmark_node *node = cmark_node_first_child(c->root); node != NULL; node = next) {
        cmark_node_type type = cmark_node_get_type(node);

        next = cmark_node_next(node);
        if (type == CMARK_NODE_FOOTNOTE_DEFINITION) /* stays: sections look them up */
            continue;
        if (type == CMARK_NODE_HEADING && c->is_error_code) {
            cmark_node *before = cmark_node_previous(node);

            demote_heading(node);
            node = before != NULL ? cmark_node_next(before) : cmark_node_first_child(c->root);
            type = CMARK_NODE_PARAGRAPH;
        }
        cmark_node_unlink(node);
        if (type == CMARK_NODE_HEADING) {
            drop_other_title(c, node);
            section_end(c, false);
            take_heading(c, node);
            cmark_node_free(node);
        } else {
            take_block(c, node);
        }
    }
    section_end(c, c->doc->count == 0);
}

/* --- pages --- */

/* The first sentence of the first paragraph that is no note; empty where there is none. */
static void first_sentence(struct buf *out, cmark_node *root)
{
    for (cmark_node *node = cmark_node_first_child(root); node != NULL && out->len == 0;
         node = cmark_node_next(node)) {
        const char *end;

        if (cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH)
            continue;
        markdown_plain_text(out, node);
        end = strstr(out->ptr, ". ");
        if (end != NULL)
            buf_truncate(out, (size_t)(end - out->ptr));
        buf_trim_end(out);
        if (out->len > 0 && out->ptr[out->len - 1] == '.')
            buf_truncate(out, out->len - 1);
        if (out->len > SENTENCE_MAX)
            buf_truncate(out, utf8_valid_prefix(str_slice(out->ptr, SENTENCE_MAX)));
    }
}

/* What the page is called: by its front matter, the book's summary, or its file's name. */
static char *page_title(const struct cutter *c, const char *front_title)
{
    struct str name = page_name(c->place->path);
    struct buf title = BUF_INIT;
    struct buf sentence = BUF_INIT;

    if (c->is_error_code) {
        buf_addf(&title, "%.*s: ", (int)name.len, name.ptr);
        first_sentence(&sentence, c->root);
        buf_truncate(&title, sentence.len > 0 ? title.len : title.len - 2);
        buf_addstr(&title, buf_str(&sentence));
        buf_release(&sentence);
        return buf_detach(&title);
    }
    if (front_title != NULL)
        return xstrdup(front_title);
    if (c->place->page_title != NULL)
        return xstrdup(c->place->page_title);
    return xmemdup0(name.ptr, name.len);
}

/* A page's first entry needs no fragment. And the first heading, where it is the page's title,
 * stands for it in the trail of the others. */
static void finish_page(struct cutter *c)
{
    if (c->doc->count > 0)
        c->doc->entries[0].slug[0] = '\0';
    if (c->is_error_code)
        for (size_t i = 0; i < c->doc->count; i++)
            if (c->doc->entries[i].kind == ENTRY_SECTION)
                c->doc->entries[i].kind = ENTRY_ERROR;
}

static void cut(struct cutter *c, const struct front_matter *fm)
{
    char *title;

    c->is_error_code = is_error_code_name(page_name(c->place->path));
    title = page_title(c, fm->title);
    c->ancestors[0] = xstrdup(title);
    c->has_own_title = fm->title != NULL;
    section_begin(c, 0, title, xstrdup(""), fm->lines + 1);
    deal_out(c);
    finish_page(c);
    section_release(&c->section);
    for (size_t i = 0; i < HEADING_LEVELS; i++)
        free(c->ancestors[i]);
}

static enum status check_bytes(struct str bytes, struct error *err)
{
    size_t valid;

    if (str_starts(bytes, "\xff\xfe") || str_starts(bytes, "\xfe\xff"))
        return error_set(err, STATUS_BAD_INPUT, "UTF-16: save it as UTF-8");
    if (bytes.len > 0 && memchr(bytes.ptr, '\0', bytes.len) != NULL)
        return error_set(err, STATUS_BAD_INPUT, "binary: it holds NUL bytes");
    valid = utf8_valid_prefix(bytes);
    if (valid < bytes.len)
        return error_set(err, STATUS_BAD_INPUT, "not UTF-8 at byte %zu", valid);
    return STATUS_OK;
}

static void find_lines(struct cutter *c)
{
    size_t cap = 0;

    for (size_t at = 0; at < c->text.len;) {
        const char *end = memchr(c->text.ptr + at, '\n', c->text.len - at);

        c->line_starts = xgrow(c->line_starts, c->line_count + 1, &cap, sizeof(*c->line_starts));
        c->line_starts[c->line_count++] = at;
        at = end != NULL ? (size_t)(end - c->text.ptr) + 1 : c->text.len;
    }
    c->line_starts = xgrow(c->line_starts, c->line_count, &cap, sizeof(*c->line_starts));
    c->line_starts[c->line_count] = c->text.len;
}

enum status document_read(struct str bytes, const struct document_place *place,
                          struct document *out, struct error *err)
{
    struct document doc = { 0 };
    struct cutter c = { .place = place, .doc = &doc, .section = { .blocks = NULL } };
    struct front_matter fm = { 0 };
    struct buf text = BUF_INIT;
    struct str proper;
    enum status st = check_bytes(bytes, err);

    buf_init(&c.rules);
    if (st != STATUS_OK)
        return st;
    text_sanitize(&text, bytes);
    front_matter_read(&fm, buf_str(&text));
    proper = str_slice(text.ptr + fm.length, text.len - fm.length);
    c.lines_before = fm.lines;
    c.keywords = fm.keywords;
    if (str_trim(proper).len == 0)
        goto done;
    if (include_is_needed(proper)) {
        st = include_expand(proper, place->dir, place->root, place->missing, place->missing_ctx,
                            &doc.includes, err);
        if (st != STATUS_OK)
            goto done;
        proper = buf_str(&doc.includes.text);
    }
    c.texts = texts_new();
    c.slugs = slugs_new();
    c.root = markdown_parse_in_parallel(proper);
    c.has_entities = memchr(proper.ptr, '&', proper.len) != NULL;
    if (c.has_entities)
        tidy_entities(c.root);
    c.has_rules = memmem(proper.ptr, proper.len, "\nr[", 3) != NULL;
    c.footnotes = footnotes_new(c.root);
    c.text = proper;
    find_lines(&c);
    cut(&c, &fm);
    cmark_node_free(c.root);
    slugs_free(c.slugs);
    texts_free(c.texts);
    footnotes_free(c.footnotes);
    free(c.line_starts);
done:
    front_matter_release(&fm);
    buf_release(&text);
    buf_release(&c.rules);
    if (st == STATUS_OK)
        *out = doc;
    else
        document_release(&doc);
    return st;
}

void document_release(struct document *doc)
{
    for (size_t i = 0; i < doc->count; i++)
        entry_release(&doc->entries[i]);
    free(doc->entries);
    include_release(&doc->includes);
    *doc = (struct document){ 0 };
}

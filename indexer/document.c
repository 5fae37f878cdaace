/* Documents: one Markdown file cut into entries.
 *
 * The way: bytes -> front matter off, includes in -> cmark-gfm's tree -> its outermost blocks dealt
 * out to sections, one for each outermost heading -> entries (section.c). A section's blocks become
 * a tree of their own, whose Markdown (links resolved, HTML gone) is the entry's body.
 */
#include "indexer/document.h"

#include <stdlib.h>

#include "core/markdown.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/cutter.h"
#include "indexer/fields.h"
#include "indexer/front_matter.h"
#include "indexer/tidy.h"

enum {
    SENTENCE_MAX = 160, /* bytes of an error's first sentence that are its title */
    IMAGES_MAX = 20000  /* cmark-gfm takes time with the square of "![" marks that are no images */
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

/* The anchor that the heading has of itself; new, or NULL. */
static char *own_anchor(cmark_node *node, struct buf *title)
{
    const char *known = cmark_node_get_user_data(node); /* of a tree that was HTML */

    return known != NULL ? xstrdup(known) : take_custom_id(title);
}

static void take_heading(struct cutter *c, cmark_node *node)
{
    struct buf title = BUF_INIT;
    size_t links;
    char *anchor;
    char *slug;

    (void)tidy_block(node, false, &links);
    markdown_plain_text(&title, node);
    anchor = own_anchor(node, &title);
    slug = anchor != NULL ? slugs_take(c->slugs, str_of(anchor))
                          : slugs_add(c->slugs, buf_str(&title));
    if (anchor == NULL)
        anchor = xstrdup(slug);
    section_begin(c, cmark_node_get_heading_level(node), cutter_copy_title(buf_str(&title)), anchor,
                  cutter_file_line(c, (size_t)cmark_node_get_start_line(node)));
    c->section.slug = slug;
    texts_collect(c->texts, node, &c->section.fields, true);
    buf_release(&title);
}

/* One word or "examples": "Example: a server" is a title. */
static bool starts_nocase(struct str title, const char *word)
{
    size_t len = strlen(word);

    return title.len >= len && title.len <= len + 2 &&
           str_equal_nocase(str_slice(title.ptr, len), str_of(word));
}

/* "Error code E0382", as mdBook's edition has above the page of that name. */
static bool is_own_name(const struct cutter *c, cmark_node *heading)
{
    struct str name = page_name(c->place->path);
    struct buf title = BUF_INIT;
    bool is_own;

    markdown_plain_text(&title, heading);
    is_own = str_starts(buf_str(&title), "Error code ") &&
             str_equal(str_slice(title.ptr + 11, title.len - 11), name);
    buf_release(&title);
    return is_own;
}

/* In the page of an error code a heading is a line of its text. Its text is copied: the literals of
 * inline nodes point into the block that they were parsed from. */
static cmark_node *demote_heading(cmark_node *node)
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
    return paragraph;
}

/* Headings that stand under every other heading are titles of nothing: what is below them belongs
 * to the section above. In the page of an error code all do. */
static bool is_part_of_section(const struct cutter *c, cmark_node *heading)
{
    static const char *const usual[] = { "example", "explanation", "see also" };
    static const char *const of_items[] = { "panic", "error", "safety",
                                            "abort", "note",  "platform-specific" };
    struct buf title = BUF_INIT;
    bool found = c->is_error_code;

    if (!c->is_api && cmark_node_get_heading_level(heading) <= c->section.level)
        return found;
    if (!c->is_api && c->section.level == 0)
        return found;
    markdown_plain_text(&title, heading);
    for (size_t i = 0; i < sizeof(usual) / sizeof(*usual) && !found; i++)
        found = starts_nocase(buf_str(&title), usual[i]);
    for (size_t i = 0; i < sizeof(of_items) / sizeof(*of_items) && c->is_api && !found; i++)
        found = starts_nocase(buf_str(&title), of_items[i]);
    buf_release(&title);
    return found;
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
        cutter_mark_as_written(c, node, links);
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

/* A page that begins with a heading is called by it: the name that its summary or file gives it is
 * then no part of the trail. */
static void drop_other_title(struct cutter *c)
{
    if (c->section.level > 0 || c->has_own_title || c->is_api ||
        cmark_node_first_child(c->section.blocks) != NULL)
        return;
    free(c->ancestors[0]);
    c->ancestors[0] = NULL;
}

void cutter_demote_headings(cmark_node *node)
{
    cmark_node *next;

    for (cmark_node *block = cmark_node_first_child(node); block != NULL; block = next) {
        next = cmark_node_next(block);
        if (cmark_node_get_type(block) == CMARK_NODE_HEADING)
            (void)demote_heading(block);
    }
}

void cutter_deal_out(struct cutter *c)
{
    cmark_node *next;

    for (cmark_node *node = cmark_node_first_child(c->root); node != NULL; node = next) {
        cmark_node_type type = cmark_node_get_type(node);

        next = cmark_node_next(node);
        if (type == CMARK_NODE_FOOTNOTE_DEFINITION) /* stays: sections look them up */
            continue;
        if (type == CMARK_NODE_HEADING && c->is_error_code && is_own_name(c, node)) {
            cmark_node_free(node);
            continue;
        }
        if (type == CMARK_NODE_HEADING && is_part_of_section(c, node)) {
            node = demote_heading(node);
            type = CMARK_NODE_PARAGRAPH;
        }
        cmark_node_unlink(node);
        if (type == CMARK_NODE_HEADING) {
            drop_other_title(c);
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
    int edition = document_rust_edition(c->place->path, c->place->book_edition);

    for (size_t i = 0; i < c->doc->count; i++)
        c->doc->entries[i].rust_edition = edition;
    if (c->doc->count > 0)
        c->doc->entries[0].slug[0] = '\0';
    if (c->is_error_code)
        for (size_t i = 0; i < c->doc->count; i++)
            if (c->doc->entries[i].kind == ENTRY_SECTION)
                c->doc->entries[i].kind = ENTRY_ERROR;
}

static void cut(struct cutter *c, char *title, size_t line)
{
    c->ancestors[0] = xstrdup(title);
    section_begin(c, 0, title, xstrdup(""), line);
    cutter_deal_out(c);
    finish_page(c);
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

void cutter_init(struct cutter *c, const struct document_place *place, struct document *doc,
                 cmark_node *root)
{
    *c = (struct cutter){ .place = place, .doc = doc, .root = root };
    buf_init(&c->rules);
    c->texts = texts_new();
    c->slugs = slugs_new();
    c->footnotes = footnotes_new(root);
    c->is_error_code = is_error_code_name(page_name(place->path));
}

void cutter_release(struct cutter *c)
{
    section_release(&c->section);
    for (size_t i = 0; i < HEADING_LEVELS; i++)
        free(c->ancestors[i]);
    cmark_node_free(c->root);
    slugs_free(c->slugs);
    texts_free(c->texts);
    footnotes_free(c->footnotes);
    free(c->line_starts);
    buf_release(&c->rules);
}

/* Cuts the Markdown proper, without front matter and with includes in place. */
static void read_markdown(struct str proper, const struct front_matter *fm,
                          const struct document_place *place, struct document *doc)
{
    struct cutter c;

    cutter_init(&c, place, doc, markdown_parse_in_parallel(proper));
    c.lines_before = fm->lines;
    c.keywords = fm->keywords;
    c.has_entities = memchr(proper.ptr, '&', proper.len) != NULL;
    if (c.has_entities)
        tidy_entities(c.root);
    c.has_rules = memmem(proper.ptr, proper.len, "\nr[", 3) != NULL;
    c.text = proper;
    find_lines(&c);
    c.has_own_title = fm->title != NULL;
    cut(&c, page_title(&c, fm->title), fm->lines + 1);
    cutter_release(&c);
}

enum status document_read(struct str bytes, const struct document_place *place,
                          struct document *out, struct error *err)
{
    struct document doc = { 0 };
    struct front_matter fm = { 0 };
    struct buf text = BUF_INIT;
    struct str proper;
    enum status st = check_bytes(bytes, err);

    if (st != STATUS_OK)
        return st;
    text_sanitize(&text, bytes);
    front_matter_read(&fm, buf_str(&text));
    proper = str_slice(text.ptr + fm.length, text.len - fm.length);
    if (str_trim(proper).len == 0)
        goto done;
    if (include_is_needed(proper)) {
        st = include_expand(proper, place->dir, place->root, place->missing, place->missing_ctx,
                            &doc.includes, err);
        if (st != STATUS_OK)
            goto done;
        proper = buf_str(&doc.includes.text);
    }
    if (str_count(proper, "![") > IMAGES_MAX) {
        st = error_set(err, STATUS_TOO_BIG, "more than %d images", IMAGES_MAX);
        goto done;
    }
    read_markdown(proper, &fm, place, &doc);
done:
    front_matter_release(&fm);
    buf_release(&text);
    if (st == STATUS_OK)
        *out = doc;
    else
        document_release(&doc);
    return st;
}

void document_read_tree(cmark_node *root, const char *title, const struct document_place *place,
                        struct document *out)
{
    struct cutter c;

    cutter_init(&c, place, out, root);
    cut(&c, page_title(&c, title), 1);
    cutter_release(&c);
}

int document_rust_edition(const char *path, int book_edition)
{
    if (book_edition != 0)
        return book_edition;
    return is_error_code_name(page_name(path)) ? 2015 : 2024;
}

void document_release(struct document *doc)
{
    for (size_t i = 0; i < doc->count; i++)
        entry_release(&doc->entries[i]);
    free(doc->entries);
    for (size_t i = 0; i < doc->alias_count; i++) {
        free(doc->aliases[i].name);
        free(doc->aliases[i].page);
        free(doc->aliases[i].anchor);
    }
    free(doc->aliases);
    include_release(&doc->includes);
    *doc = (struct document){ 0 };
}

/* rustdoc's pages: what was read of an item and its members, made into entries. */
#include <stdlib.h>
#include <xxhash.h>

#include "core/markdown.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/rustdoc_internal.h"

enum {
    SIGNATURE_MAX = 1500, /* bytes: a trait's goes on with all of its methods */
    IMPL_TITLE_MAX = 200
};

/* --- trees --- */

void rustdoc_append(cmark_node **to, cmark_node *from)
{
    cmark_node *child;

    if (*to == NULL) {
        *to = from;
        return;
    }
    while ((child = cmark_node_first_child(from)) != NULL) {
        cmark_node_unlink(child);
        (void)cmark_node_append_child(*to, child);
    }
    cmark_node_free(from);
}

void rustdoc_append_code(cmark_node *parent, struct str code)
{
    cmark_node *paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
    cmark_node *span = cmark_node_new(CMARK_NODE_CODE);
    struct buf line = BUF_INIT;

    for (size_t i = 0; i < code.len; i++)
        if (!ascii_is_space(code.ptr[i]))
            buf_addc(&line, code.ptr[i]);
        else if (line.len > 0 && line.ptr[line.len - 1] != ' ')
            buf_addc(&line, ' ');
    cmark_node_set_literal(span, line.ptr);
    (void)cmark_node_append_child(paragraph, span);
    (void)cmark_node_append_child(parent, paragraph);
    buf_release(&line);
}

/* A new item at the end of the list that is all of *document, which is made where it is NULL. */
static cmark_node *append_item(cmark_node **document)
{
    cmark_node *item = cmark_node_new(CMARK_NODE_ITEM);
    cmark_node *list;

    if (*document == NULL) {
        *document = cmark_node_new(CMARK_NODE_DOCUMENT);
        list = cmark_node_new(CMARK_NODE_LIST);
        cmark_node_set_list_type(list, CMARK_BULLET_LIST);
        cmark_node_set_list_tight(list, 1);
        (void)cmark_node_append_child(*document, list);
    }
    (void)cmark_node_append_child(cmark_node_first_child(*document), item);
    return item;
}

/* --- parts --- */

void rustdoc_part_init(struct rustdoc_part *p)
{
    *p = (struct rustdoc_part){ .name = NULL };
    buf_init(&p->signature);
    buf_init(&p->since);
}

static void free_tree(cmark_node *tree)
{
    if (tree != NULL)
        cmark_node_free(tree);
}

void rustdoc_part_release(struct rustdoc_part *p)
{
    free(p->name);
    free(p->anchor);
    free(p->source_view);
    buf_release(&p->signature);
    buf_release(&p->since);
    free_tree(p->warnings);
    free_tree(p->docs);
    free_tree(p->notes);
    rustdoc_part_init(p);
}

/* Puts the notes before the first heading: they are about the part, not about that section. */
static void insert_notes(cmark_node *blocks, cmark_node *notes)
{
    cmark_node *heading = cmark_node_first_child(blocks);
    cmark_node *note;

    while (heading != NULL && cmark_node_get_type(heading) != CMARK_NODE_HEADING)
        heading = cmark_node_next(heading);
    while ((note = cmark_node_first_child(notes)) != NULL) {
        cmark_node_unlink(note);
        (void)(heading != NULL ? cmark_node_insert_before(heading, note)
                               : cmark_node_append_child(blocks, note));
    }
    cmark_node_free(notes);
}

/* All that is said of the part, in reading order. The caller's, perhaps without blocks. */
static cmark_node *take_blocks(struct rustdoc_part *p)
{
    cmark_node *blocks = p->warnings != NULL ? p->warnings : cmark_node_new(CMARK_NODE_DOCUMENT);

    p->warnings = NULL;
    if (p->docs != NULL)
        rustdoc_append(&blocks, p->docs);
    if (p->notes != NULL)
        insert_notes(blocks, p->notes);
    p->docs = p->notes = NULL;
    return blocks;
}

/* --- entries --- */

/* "1.27.0 (const: unstable)" to "1.27"; NULL for what is no release. new. */
static char *release_of(const struct buf *since)
{
    struct str s = str_trim(buf_str(since));
    size_t len = 0;

    while (len < s.len && (ascii_is_digit(s.ptr[len]) || s.ptr[len] == '.'))
        len++;
    s.len = len;
    if (entry_release_minor(s) == 0 && !str_starts(s, "1."))
        return NULL;
    if (str_ends(s, ".0") && str_count(s, ".") == 2)
        s.len -= 2;
    return xmemdup0(s.ptr, s.len);
}

static enum entry_status status_of(const struct rustdoc_part *p)
{
    if (p->is_deprecated)
        return ENTRY_STATUS_DEPRECATED;
    if (p->is_unstable)
        return ENTRY_STATUS_NIGHTLY;
    return p->since.len > 0 ? ENTRY_STATUS_STABLE : ENTRY_STATUS_NONE;
}

/* The declaration, cut at the end of a line where it is long. new; NULL: there is none. */
static char *signature_of(const struct rustdoc_part *p)
{
    struct str s = str_trim(buf_str(&p->signature));
    struct buf out = BUF_INIT;

    if (s.len > SIGNATURE_MAX) {
        const char *end = memrchr(s.ptr, '\n', SIGNATURE_MAX);

        s.len = end != NULL ? (size_t)(end - s.ptr)
                            : utf8_valid_prefix(str_slice(s.ptr, SIGNATURE_MAX));
        buf_addf(&out, "%.*s\n...", (int)s.len, s.ptr);
    } else {
        buf_addstr(&out, s);
    }
    return out.len > 0 ? buf_detach(&out) : NULL;
}

/* Fills what all entries of a page have from its part: all but title, trail, anchor and body. */
static void fill(struct rustdoc *r, struct entry *e, struct rustdoc_part *p, const char *path)
{
    struct buf page = BUF_INIT;
    struct buf names = BUF_INIT;

    e->kind = p->kind;
    e->status = status_of(p);
    e->since = release_of(&p->since);
    e->item = path != NULL ? xstrdup(path) : NULL;
    e->signature = signature_of(p);
    e->source_view = p->source_view;
    p->source_view = NULL;
    if (e->signature != NULL)
        texts_collect_signature(r->cutter.texts, str_of(e->signature), e);
    if (r->place.docset != NULL) {
        buf_addf(&page, "%s/%s", r->crate, r->place.path);
        if (p->anchor != NULL)
            buf_addf(&page, "#%s", p->anchor);
        docset_add_aliases(&names, r->place.docset, page.ptr);
    }
    if (names.len > 0)
        e->names = buf_detach(&names);
    buf_release(&page);
}

/* Appends lines to a list of names. */
static void add_names(struct entry *e, struct str lines)
{
    struct buf all = BUF_INIT;

    if (lines.len == 0)
        return;
    if (e->names != NULL)
        buf_adds(&all, e->names);
    buf_addstr(&all, lines);
    free(e->names);
    e->names = buf_detach(&all);
}

/* One entry of the page that is not its item. blocks is freed. */
static struct entry *add_entry(struct rustdoc *r, struct rustdoc_part *p, const char *title,
                               const char *path, cmark_node *blocks)
{
    struct entry *e = cutter_new_entry(&r->cutter);
    struct buf trail = BUF_INIT;

    buf_addf(&trail, "%s%c%s", r->trail.ptr, ENTRY_TRAIL_SEPARATOR, r->title);
    e->title = cutter_copy_title(str_of(title));
    e->trail = buf_detach(&trail);
    e->anchor = xstrdup(p->anchor != NULL ? p->anchor : "");
    e->slug = slugs_take(r->cutter.slugs, str_of(e->anchor));
    e->line = 1;
    cutter_demote_headings(blocks);
    cutter_fill_body(&r->cutter, e, blocks);
    cmark_node_free(blocks);
    fill(r, e, p, path);
    return e;
}

/* --- the item --- */

/* Kinds whose docs are long enough to be found by their headings. */
static bool has_sections(enum entry_kind kind)
{
    return kind == ENTRY_MODULE || kind == ENTRY_STRUCT || kind == ENTRY_ENUM ||
           kind == ENTRY_TRAIT || kind == ENTRY_UNION || kind == ENTRY_PRIMITIVE ||
           kind == ENTRY_KEYWORD || kind == ENTRY_MACRO;
}

/* The same thing's paths in the other crates of the standard library, which are not indexed. */
static void add_facades(const struct rustdoc *r, struct entry *e)
{
    static const char *const facades[] = { "core", "alloc" };
    struct buf paths = BUF_INIT;

    if (r->place.docset == NULL || strcmp(r->crate, "std") != 0 ||
        !str_starts(str_of(r->path), "std"))
        return;
    for (size_t i = 0; i < sizeof(facades) / sizeof(*facades); i++)
        if (docset_has_page(r->place.docset, facades[i], r->place.path))
            buf_addf(&paths, "%s%s ", facades[i], r->path + 3);
    if (paths.len > 0)
        e->keywords = buf_detach(&paths);
    buf_release(&paths);
}

/* What two pages have in common when they are about one thing: where it is defined, and its name.
 */
static void set_identity(struct rustdoc *r)
{
    const struct rustdoc_part *item = &r->item;
    struct buf text = BUF_INIT;

    if (item->source_view != NULL && item->name[0] != '\0') {
        buf_addf(&text, "%d %s %s", (int)item->kind, item->name, item->source_view);
        r->doc->identity = XXH3_64bits(text.ptr, text.len);
    }
    buf_release(&text);
}

void rustdoc_end_item(struct rustdoc *r)
{
    const char *last = strrchr(r->path, ':');
    struct entry *e;
    cmark_node *blocks;

    if (r->has_item_entry)
        return;
    r->has_item_entry = true;
    set_identity(r);
    blocks = take_blocks(&r->item);
    if (!has_sections(r->item.kind))
        cutter_demote_headings(blocks);
    r->cutter.root = blocks; /* freed with the cutter */
    r->cutter.is_api = true;
    r->cutter.ancestors[0] = xstrdup(r->title);
    section_begin(&r->cutter, 0, xstrdup(r->title), xstrdup(""), 1);
    cutter_deal_out(&r->cutter);
    e = &r->doc->entries[0];
    e->slug[0] = '\0';
    fill(r, e, &r->item, r->path);
    add_facades(r, e);
    if (r->item.kind == ENTRY_MODULE && last != NULL)
        add_names(e, str_of(last + 1));
    rustdoc_part_release(&r->item);
}

/* --- members --- */

static void add_alias(struct rustdoc *r, const char *name)
{
    struct document *doc = r->doc;
    const char *dot = strrchr(r->member.anchor, '.');
    struct str method = str_of(dot != NULL ? dot + 1 : "");
    const char *dash = method.len > 0 ? memchr(method.ptr, '-', method.len) : NULL;
    struct buf anchor = BUF_INIT;

    if (dash != NULL) /* "method.len-1": the page has two of that name */
        method.len = (size_t)(dash - method.ptr);
    buf_addf(&anchor, "method.%.*s", (int)method.len, method.ptr);
    doc->aliases = xgrow(doc->aliases, doc->alias_count, &doc->alias_cap, sizeof(*doc->aliases));
    doc->aliases[doc->alias_count++] =
        (struct document_alias){ xstrdup(name), xstrdup(r->deref_page.ptr), buf_detach(&anchor) };
}

static void end_field(struct rustdoc *r)
{
    cmark_node *item = append_item(&r->fields);
    cmark_node *blocks = take_blocks(&r->member);
    cmark_node *child;

    rustdoc_append_code(item, buf_str(&r->member.signature));
    if (cmark_node_first_child(blocks) != NULL) {
        r->has_field_docs = true;
        cmark_node_set_list_tight(cmark_node_parent(item), 0);
    }
    cutter_demote_headings(blocks);
    while ((child = cmark_node_first_child(blocks)) != NULL) {
        cmark_node_unlink(child);
        (void)cmark_node_append_child(item, child);
    }
    cmark_node_free(blocks);
}

/* A method of a trait's implementation that has docs of its own: they stand with it. */
static void end_trait_method(struct rustdoc *r, const char *name)
{
    cmark_node *docs = r->member.docs;

    buf_addf(&r->own_names, "%s\n", name);
    if (docs == NULL)
        return;
    r->member.docs = NULL;
    if (r->impl.docs == NULL)
        r->impl.docs = cmark_node_new(CMARK_NODE_DOCUMENT);
    rustdoc_append_code(r->impl.docs, buf_str(&r->member.signature));
    cutter_demote_headings(docs);
    rustdoc_append(&r->impl.docs, docs);
}

void rustdoc_end_member(struct rustdoc *r)
{
    struct buf title = BUF_INIT;
    struct buf path = BUF_INIT;

    if (r->member.name == NULL)
        return;
    buf_addf(&title, "%s::%s", r->title, r->member.name);
    buf_addf(&path, "%s::%s", r->path, r->member.name);
    switch (r->area) {
    case AREA_MEMBERS:
        (void)add_entry(r, &r->member, title.ptr, path.ptr, take_blocks(&r->member));
        break;
    case AREA_FIELDS:
        end_field(r);
        break;
    case AREA_TRAIT_IMPLS:
        end_trait_method(r, title.ptr);
        break;
    case AREA_DEREF:
        if (r->deref_page.len > 0)
            add_alias(r, title.ptr);
        break;
    }
    rustdoc_part_release(&r->member);
    buf_release(&title);
    buf_release(&path);
}

/* --- implementations --- */

/* "impl<T> From<&[T]> for Vec<T>" without generics and bounds: "impl From<&[T]> for Vec<T>". */
static void add_impl_title(struct buf *out, struct str signature)
{
    struct str line = str_of("impl"); /* of one that is not declared */
    size_t depth = 0;

    signature = str_trim(signature);
    (void)str_next_line(&signature, &line);
    if (str_starts(line, "impl<")) {
        size_t i = 4;

        do {
            depth += line.ptr[i] == '<';
            depth -= line.ptr[i] == '>' && line.ptr[i - 1] != '-' && depth > 0;
            i++;
        } while (i < line.len && depth > 0);
        buf_addf(out, "impl%.*s", (int)(line.len - i), line.ptr + i);
    } else {
        buf_addstr(out, line);
    }
    if (out->len > IMPL_TITLE_MAX)
        buf_truncate(out, utf8_valid_prefix(str_slice(out->ptr, IMPL_TITLE_MAX)));
}

/* One that says nothing of its own is named with the others. */
static void list_impl(struct rustdoc *r, struct str title)
{
    buf_addstr(&r->impl_names, buf_str(&r->own_names));
    if (r->impl_count++ < RUSTDOC_IMPLS_MAX)
        rustdoc_append_code(append_item(&r->impls), title);
}

void rustdoc_end_impl(struct rustdoc *r)
{
    struct buf title = BUF_INIT;

    if (r->impl.anchor == NULL)
        return;
    add_impl_title(&title, buf_str(&r->impl.signature));
    if (r->impl.docs != NULL && cmark_node_first_child(r->impl.docs) != NULL) {
        struct entry *e = add_entry(r, &r->impl, title.ptr, NULL, take_blocks(&r->impl));

        add_names(e, buf_str(&r->own_names));
    } else if (r->area == AREA_TRAIT_IMPLS) {
        list_impl(r, buf_str(&title));
    }
    buf_clear(&r->own_names);
    rustdoc_part_release(&r->impl);
    buf_release(&title);
}

static void add_summary(struct rustdoc *r, enum entry_kind kind, const char *what,
                        const char *anchor, cmark_node *blocks, struct str names)
{
    struct rustdoc_part part;
    struct buf title = BUF_INIT;

    rustdoc_part_init(&part);
    part.kind = kind;
    part.anchor = xstrdup(anchor);
    buf_addf(&title, "%s: %s", r->title, what);
    add_names(add_entry(r, &part, title.ptr, NULL, blocks), names);
    rustdoc_part_release(&part);
    buf_release(&title);
}

void rustdoc_end_page(struct rustdoc *r)
{
    rustdoc_end_member(r);
    rustdoc_end_impl(r);
    rustdoc_end_item(r);
    if (r->fields != NULL && r->has_field_docs) {
        add_summary(r, ENTRY_FIELDS, "fields", "fields", r->fields, str_slice("", 0));
        r->fields = NULL;
    }
    if (r->impls != NULL && !str_starts(str_of(r->place.path), "arch/")) {
        add_summary(r, ENTRY_IMPL, "trait implementations", "trait-implementations", r->impls,
                    buf_str(&r->impl_names));
        r->impls = NULL;
    }
    free_tree(r->fields);
    free_tree(r->impls);
    r->fields = r->impls = NULL;
}

/* rustdoc's pages, read from their events: what belongs to what, by the classes and ids that
 * rustdoc gives to elements. */
#include "indexer/rustdoc_page.h"

#include <libgen.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/html.h"
#include "indexer/html_roles.h"
#include "indexer/rustdoc_internal.h"

enum { CONTENTS_MAX = 300 /* items of a module that are listed with it, of each kind */ };

/* Where text goes. */
enum capture {
    CAPTURE_NONE,
    CAPTURE_TEXT, /* to a buffer, as it is */
    CAPTURE_TREE, /* to a tree of Markdown */
    CAPTURE_DROP
};

struct reader {
    struct rustdoc doc;
    struct html_tree *tree;
    struct rustdoc_part *part; /* that docs, declarations and releases belong to */
    size_t depth;              /* open elements */
    enum capture capture;
    size_t capture_depth; /* of the element that is being captured */
    struct buf *text;
    size_t left_out; /* open elements from one on that is no part of the text */
    cmark_node **blocks;
    bool has_paragraph; /* in the tree being captured: docs of its own, no summary of others */
    bool in_deref_heading;
    size_t contents_depth; /* of the list of a module's items that is open; 0: none */
    struct buf contents_kind;
    struct buf content;
    size_t content_count;
    cmark_node *contents; /* the paragraph of the list that is open */
};

/* --- paths --- */

static const struct {
    const char *prefix;
    enum entry_kind kind;
} item_kinds[] = {
    { "struct", ENTRY_STRUCT },
    { "enum", ENTRY_ENUM },
    { "union", ENTRY_UNION },
    { "trait", ENTRY_TRAIT },
    { "traitalias", ENTRY_TRAIT_ALIAS },
    { "fn", ENTRY_FUNCTION },
    { "macro", ENTRY_MACRO },
    { "derive", ENTRY_DERIVE },
    { "attr", ENTRY_ATTRIBUTE },
    { "type", ENTRY_TYPE },
    { "foreigntype", ENTRY_TYPE },
    { "constant", ENTRY_CONSTANT },
    { "static", ENTRY_STATIC },
    { "primitive", ENTRY_PRIMITIVE },
    { "keyword", ENTRY_KEYWORD },
    { "attribute", ENTRY_ATTRIBUTE },
};

/* Cuts "vec/struct.Vec.html" into folder, kind and name; false for other paths. An index page is
 * its folder's module, without a name. */
static bool cut_path(struct str path, struct str *folder, enum entry_kind *kind, struct str *name)
{
    const char *slash = path.len > 0 ? memrchr(path.ptr, '/', path.len) : NULL;
    struct str base = path;
    const char *dot;

    *folder = str_slice(path.ptr, slash != NULL ? (size_t)(slash - path.ptr) : 0);
    if (slash != NULL)
        base = str_slice(slash + 1, (size_t)(path.ptr + path.len - slash) - 1);
    if (!str_ends(base, ".html"))
        return false;
    base.len -= 5;
    if (str_equals(base, "index")) {
        *kind = ENTRY_MODULE;
        *name = str_slice("", 0);
        return true;
    }
    dot = base.len > 0 ? memchr(base.ptr, '.', base.len) : NULL;
    if (dot == NULL || dot + 1 == base.ptr + base.len)
        return false;
    *name = str_slice(dot + 1, (size_t)(base.ptr + base.len - dot) - 1);
    base.len = (size_t)(dot - base.ptr);
    for (size_t i = 0; i < sizeof(item_kinds) / sizeof(*item_kinds); i++)
        if (str_equals(base, item_kinds[i].prefix)) {
            *kind = item_kinds[i].kind;
            return true;
        }
    return false;
}

bool rustdoc_is_item_path(const char *path)
{
    struct str folder;
    struct str name;
    enum entry_kind kind;

    return cut_path(str_of(path), &folder, &kind, &name);
}

static char *make_title(enum entry_kind kind, struct str name, const char *path)
{
    struct buf title = BUF_INIT;

    if (kind == ENTRY_MODULE)
        buf_adds(&title, path);
    else if (kind == ENTRY_MACRO)
        buf_addf(&title, "%.*s!", (int)name.len, name.ptr);
    else if (kind == ENTRY_ATTRIBUTE)
        buf_addf(&title, "#[%.*s]", (int)name.len, name.ptr);
    else
        buf_addstr(&title, name);
    return buf_detach(&title);
}

/* Path, title, trail and kind of the item, from the path of its page. */
static void read_path(struct rustdoc *d)
{
    struct str folder = { "", 0 };
    struct str name = { "", 0 };
    struct str part;
    struct buf path = BUF_INIT;
    enum entry_kind kind = ENTRY_MODULE;

    (void)cut_path(str_of(d->place.path), &folder, &kind, &name);
    buf_adds(&path, d->crate);
    buf_adds(&d->trail, d->crate);
    if (kind == ENTRY_MODULE && folder.len == 0)
        buf_clear(&d->trail);
    while (folder.len > 0 && str_next_field(&folder, '/', &part)) {
        buf_addf(&path, "::%.*s", (int)part.len, part.ptr);
        if (kind != ENTRY_MODULE || folder.ptr != NULL)
            buf_addf(&d->trail, "%c%.*s", ENTRY_TRAIL_SEPARATOR, (int)part.len, part.ptr);
    }
    if (kind == ENTRY_PRIMITIVE || kind == ENTRY_KEYWORD)
        buf_clear(&path);
    if (name.len > 0)
        buf_addf(&path, "%s%.*s", path.len > 0 ? "::" : "", (int)name.len, name.ptr);
    d->path = buf_detach(&path);
    d->title = make_title(kind, name, d->path);
    if (kind == ENTRY_FUNCTION && str_starts(str_of(d->place.path), "arch/"))
        kind = ENTRY_INTRINSIC;
    d->item.kind = kind;
    d->item.name = xmemdup0(name.ptr, name.len);
}

/* --- captures --- */

static void capture_text(struct reader *r, struct buf *out)
{
    r->capture = CAPTURE_TEXT;
    r->capture_depth = r->depth;
    r->text = out;
}

static void capture_tree(struct reader *r, cmark_node **out)
{
    r->capture = CAPTURE_TREE;
    r->capture_depth = r->depth;
    r->blocks = out;
    r->has_paragraph = false;
}

static void drop(struct reader *r)
{
    r->capture = CAPTURE_DROP;
    r->capture_depth = r->depth;
}

static void end_line(struct buf *b)
{
    while (b->len > 0 && b->ptr[b->len - 1] == ' ')
        buf_truncate(b, b->len - 1);
    if (b->len > 0 && b->ptr[b->len - 1] != '\n')
        buf_addc(b, '\n');
}

/* Elements inside of a declaration: bounds and attributes stand on lines of their own, what is
 * folded away is left out, and so are the signs beside it. */
static void open_in_text(struct reader *r, const char *name, const char *const *attributes)
{
    bool is_folded = strcmp(name, "details") == 0;

    if (r->left_out > 0 || is_folded || html_element_of(name, attributes) == ELEMENT_DROPPED) {
        if (is_folded && r->left_out == 0)
            buf_adds(r->text, "    ...\n");
        r->left_out++;
    } else if (strcmp(name, "div") == 0 || strcmp(name, "br") == 0) {
        end_line(r->text);
    }
}

static void close_in_text(struct reader *r, const char *name)
{
    if (r->left_out > 0)
        r->left_out--;
    else if (strcmp(name, "div") == 0)
        end_line(r->text);
}

static void end_capture(struct reader *r)
{
    if (r->capture == CAPTURE_TREE) {
        cmark_node *tree = html_tree_take(r->tree);
        bool is_borrowed = r->doc.area == AREA_DEREF ||
                           (r->part == &r->doc.member && r->doc.area == AREA_TRAIT_IMPLS &&
                            r->blocks == &r->part->docs && !r->has_paragraph);

        if (is_borrowed || cmark_node_first_child(tree) == NULL)
            cmark_node_free(tree);
        else
            rustdoc_append(r->blocks, tree);
    } else if (r->text == &r->content) {
        cmark_node *code = cmark_node_new(CMARK_NODE_CODE);
        cmark_node *comma = cmark_node_new(CMARK_NODE_TEXT);

        cmark_node_set_literal(comma, r->content_count > 0 ? ", " : " ");
        cmark_node_set_literal(code, r->content.ptr);
        (void)cmark_node_append_child(r->contents, comma);
        (void)cmark_node_append_child(r->contents, code);
        r->content_count++;
        buf_clear(&r->content);
    }
    r->capture = CAPTURE_NONE;
    r->text = NULL;
}

/* --- members --- */

static const struct {
    const char *prefix; /* of the id */
    enum entry_kind kind;
} member_kinds[] = {
    { "method.", ENTRY_METHOD },
    { "tymethod.", ENTRY_METHOD },
    { "associatedtype.", ENTRY_ASSOCIATED_TYPE },
    { "associatedconstant.", ENTRY_ASSOCIATED_CONSTANT },
    { "variant.", ENTRY_VARIANT },
    { "structfield.", ENTRY_FIELDS },
};

static void begin_impl(struct reader *r, const char *id)
{
    rustdoc_end_member(&r->doc);
    rustdoc_end_impl(&r->doc);
    rustdoc_end_item(&r->doc);
    r->doc.impl.kind = ENTRY_IMPL;
    r->doc.impl.anchor = xstrdup(id);
    r->part = &r->doc.impl;
}

/* Begins the member that the id of an element names, if it does. */
static bool begin_member(struct reader *r, const char *id)
{
    struct rustdoc *d = &r->doc;

    for (size_t i = 0; i < sizeof(member_kinds) / sizeof(*member_kinds); i++) {
        size_t len = strlen(member_kinds[i].prefix);
        const char *name = id + len;

        if (strncmp(id, member_kinds[i].prefix, len) != 0 || strcspn(name, "-") == 0)
            continue;
        if (member_kinds[i].kind == ENTRY_VARIANT && strchr(name, '.') != NULL)
            return false; /* "variant.V4.field.0": said with the variant */
        rustdoc_end_member(d);
        rustdoc_end_item(d);
        d->member.kind = member_kinds[i].kind;
        d->member.anchor = xstrdup(id);
        d->member.name = xmemdup0(name, strcspn(name, "-")); /* "method.len-1" is a second one */
        r->part = &d->member;
        return true;
    }
    return false;
}

/* A heading between the parts of a page: the members after it are of another sort. */
static void begin_area(struct reader *r, const char *id)
{
    struct rustdoc *d = &r->doc;

    rustdoc_end_member(d);
    rustdoc_end_impl(d);
    r->part = &d->item;
    r->in_deref_heading = strncmp(id, "deref-methods", 13) == 0;
    if (r->in_deref_heading) {
        d->area = AREA_DEREF;
        buf_clear(&d->deref_page);
    } else if (strcmp(id, "trait-implementations") == 0) {
        d->area = AREA_TRAIT_IMPLS;
    } else {
        d->area = strcmp(id, "fields") == 0 ? AREA_FIELDS : AREA_MEMBERS;
    }
    buf_clear(&r->contents_kind);
}

/* Where a link leads, below the docs' root: "../primitive.slice.html" on "std/vec/struct.Vec.html"
 * gives "std/primitive.slice.html". Nothing is appended for what leads out of it. */
static void add_target(struct buf *out, const struct rustdoc *d, const char *href)
{
    struct buf path = BUF_INIT;
    struct str rest;
    struct str part;
    const char *slash = strrchr(d->place.path, '/');

    if (strchr(href, ':') != NULL || href[0] == '/' || href[0] == '#')
        return;
    buf_adds(&path, d->crate);
    if (slash != NULL)
        buf_addf(&path, "/%.*s", (int)(slash - d->place.path), d->place.path);
    rest = str_slice(href, strcspn(href, "#?"));
    while (str_next_field(&rest, '/', &part)) {
        const char *last;

        if (str_equals(part, ".") || part.len == 0)
            continue;
        if (!str_equals(part, "..")) {
            buf_addf(&path, "%s%.*s", path.len > 0 ? "/" : "", (int)part.len, part.ptr);
            continue;
        }
        last = path.len > 0 ? memrchr(path.ptr, '/', path.len) : NULL;
        buf_truncate(&path, last != NULL ? (size_t)(last - path.ptr) : 0);
    }
    buf_addstr(out, buf_str(&path));
    buf_release(&path);
}

/* The link to a part's source: kept below the docs' root, with its lines. */
static void take_source_link(struct reader *r, const char *href)
{
    struct buf view = BUF_INIT;

    if (href == NULL || r->part->source_view != NULL)
        return;
    add_target(&view, &r->doc, href);
    if (view.len > 0)
        buf_adds(&view, href + strcspn(href, "#"));
    if (view.len > 0)
        r->part->source_view = buf_detach(&view);
    buf_release(&view);
}

/* --- a module's items --- */

static void begin_contents(struct reader *r)
{
    cmark_node *strong = cmark_node_new(CMARK_NODE_STRONG);
    cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node *document = cmark_node_new(CMARK_NODE_DOCUMENT);
    struct buf title = BUF_INIT;

    buf_addf(&title, "%s:", r->contents_kind.len > 0 ? r->contents_kind.ptr : "items");
    title.ptr[0] = ascii_is_lower(title.ptr[0]) ? (char)(title.ptr[0] - 'a' + 'A') : title.ptr[0];
    cmark_node_set_literal(text, title.ptr);
    (void)cmark_node_append_child(strong, text);
    r->contents = cmark_node_new(CMARK_NODE_PARAGRAPH);
    (void)cmark_node_append_child(r->contents, strong);
    (void)cmark_node_append_child(document, r->contents);
    rustdoc_append(&r->doc.item.notes, document);
    r->contents_depth = r->depth;
    r->content_count = 0;
    buf_release(&title);
}

static void open_in_contents(struct reader *r, const char *name, const char *const *attributes)
{
    const char *title = html_attribute(attributes, "title");

    if (strcmp(name, "dd") == 0 || html_has_class(attributes, "desc"))
        drop(r);
    else if (strcmp(name, "a") == 0 && title != NULL && r->content_count < CONTENTS_MAX)
        capture_text(r, &r->content);
}

/* --- events --- */

static void open_note(struct reader *r, const char *const *attributes)
{
    struct rustdoc_part *part = r->part;
    bool is_deprecated = html_has_class(attributes, "deprecated");

    part->is_deprecated |= is_deprecated;
    part->is_unstable |= html_has_class(attributes, "unstable");
    capture_tree(r, is_deprecated ? &part->warnings : &part->notes);
}

/* Elements that matter for their class. */
static void open_by_class(struct reader *r, const char *name, const char *const *attributes)
{
    if (html_has_class(attributes, "docblock") && !html_has_class(attributes, "item-decl"))
        capture_tree(r, &r->part->docs);
    else if (html_has_class(attributes, "code-header") ||
             (html_has_class(attributes, "item-decl") && r->part == &r->doc.item))
        capture_text(r, &r->part->signature);
    else if (html_has_class(attributes, "since"))
        capture_text(r, &r->part->since);
    else if (strcmp(name, "a") == 0 && html_has_class(attributes, "src"))
        take_source_link(r, html_attribute(attributes, "href"));
    else if (html_has_class(attributes, "stab") && strcmp(name, "div") == 0)
        open_note(r, attributes);
    else if (html_has_class(attributes, "item-table"))
        begin_contents(r);
    else if (r->doc.area == AREA_FIELDS && strcmp(name, "code") == 0 && r->part == &r->doc.member &&
             r->part->signature.len == 0)
        capture_text(r, &r->part->signature);
}

static void on_open(void *ctx, const char *name, const char *const *attributes)
{
    struct reader *r = ctx;
    const char *id = html_id(attributes);

    r->depth++;
    if (r->capture == CAPTURE_TREE) {
        r->has_paragraph |= strcmp(name, "p") == 0;
        html_tree_open(r->tree, name, attributes);
    } else if (r->capture == CAPTURE_TEXT) {
        open_in_text(r, name, attributes);
    } else if (r->capture != CAPTURE_NONE) {
        return;
    } else if (r->contents_depth > 0) {
        open_in_contents(r, name, attributes);
    } else if (id != NULL && strcmp(name, "h2") == 0) {
        begin_area(r, id);
        capture_text(r, &r->contents_kind);
    } else if (id != NULL && html_has_class(attributes, "impl") && strncmp(id, "impl", 4) == 0) {
        begin_impl(r, id);
    } else if (id == NULL || !begin_member(r, id)) {
        open_by_class(r, name, attributes);
    }
    if (r->in_deref_heading && strcmp(name, "a") == 0 && id == NULL &&
        html_attribute(attributes, "href") != NULL &&
        html_attribute(attributes, "href")[0] != '#') {
        buf_clear(&r->doc.deref_page);
        add_target(&r->doc.deref_page, &r->doc, html_attribute(attributes, "href"));
    }
}

static void on_close(void *ctx, const char *name)
{
    struct reader *r = ctx;

    if (strcmp(name, "h2") == 0)
        r->in_deref_heading = false;
    if (r->capture != CAPTURE_NONE && r->depth == r->capture_depth)
        end_capture(r);
    else if (r->capture == CAPTURE_TREE)
        html_tree_close(r->tree);
    else if (r->capture == CAPTURE_TEXT)
        close_in_text(r, name);
    if (r->contents_depth == r->depth)
        r->contents_depth = 0;
    r->depth--;
}

static void on_text(void *ctx, struct str text)
{
    struct reader *r = ctx;

    if (r->capture == CAPTURE_TREE)
        html_tree_text(r->tree, text);
    else if (r->capture == CAPTURE_TEXT && r->left_out == 0)
        for (size_t i = 0; i < text.len; i++) {
            bool is_hard = text.ptr[i] == '\xc2' && i + 1 < text.len && text.ptr[i + 1] == '\xa0';

            buf_addc(r->text, is_hard ? ' ' : text.ptr[i]);
            i += is_hard;
        }
}

/* --- pages --- */

/* The part of the page that is about the item: from its heading to what is the same for all types,
 * or is about others. */
static struct str main_part(struct str page)
{
    static const char *const begins[] = { "<section id=\"main-content\"", "<section id=\"main\"" };
    static const char *const ends[] = { "<h2 id=\"synthetic-implementations\"",
                                        "<h2 id=\"blanket-implementations\"",
                                        "<h2 id=\"foreign-impls\"", "<h2 id=\"implementors\"" };

    for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++) {
        const char *begin = memmem(page.ptr, page.len, begins[i], strlen(begins[i]));

        if (begin != NULL) {
            page = str_slice(begin, (size_t)(page.ptr + page.len - begin));
            break;
        }
    }
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        const char *end = memmem(page.ptr, page.len, ends[i], strlen(ends[i]));

        if (end != NULL)
            page.len = (size_t)(end - page.ptr);
    }
    return page;
}

static void reader_init(struct reader *r, const struct document_place *place, struct document *out)
{
    const char *slash = strrchr(place->root, '/');
    struct rustdoc *d = &r->doc;

    *r = (struct reader){ .part = &d->item };
    d->place = *place;
    d->doc = out;
    d->crate = slash != NULL ? slash + 1 : place->root;
    buf_init(&d->trail);
    buf_init(&d->impl_names);
    buf_init(&d->own_names);
    buf_init(&d->deref_page);
    buf_init(&r->contents_kind);
    buf_init(&r->content);
    rustdoc_part_init(&d->item);
    rustdoc_part_init(&d->impl);
    rustdoc_part_init(&d->member);
    read_path(d);
    d->place.trail = buf_str(&d->trail);
    r->tree = html_tree_new();
    cutter_init(&d->cutter, &d->place, out, NULL);
}

static void reader_release(struct reader *r)
{
    struct rustdoc *d = &r->doc;

    html_tree_free(r->tree);
    cutter_release(&d->cutter);
    rustdoc_part_release(&d->item);
    rustdoc_part_release(&d->impl);
    rustdoc_part_release(&d->member);
    buf_release(&d->trail);
    buf_release(&d->impl_names);
    buf_release(&d->own_names);
    buf_release(&d->deref_page);
    buf_release(&r->contents_kind);
    buf_release(&r->content);
    free(d->path);
    free(d->title);
}

enum status rustdoc_read_page(struct str page, const struct document_place *place,
                              struct document *out, struct error *err)
{
    static const struct html_events events = { on_open, on_close, on_text };
    struct reader *r = xcalloc(1, sizeof(*r));
    enum status st;
    int edition;

    reader_init(r, place, out);
    st = html_parse(main_part(page), &events, r, err);
    rustdoc_end_page(&r->doc);
    out->is_cut = html_tree_is_cut(r->tree);
    edition = html_tree_edition(r->tree);
    for (size_t i = 0; i < out->count; i++)
        out->entries[i].rust_edition = edition != 0 ? edition : 2021;
    reader_release(r);
    free(r);
    if (st != STATUS_OK)
        document_release(out);
    return st;
}

/* The items that search data leads to: what their cells say, and where their pages are. */
#include "core/text.h"
#include "indexer/search_data.h"
#include "indexer/search_data_internal.h"

/* --- cells --- */

/* Takes decimal digits off the front of *rest. False: there are none, or it is no row's number. */
static bool take_number(struct str *rest, size_t *out)
{
    size_t len = 0;

    *out = 0;
    while (len < rest->len && ascii_is_digit(rest->ptr[len]) && *out <= SEARCH_ROWS_MAX)
        *out = *out * 10 + (size_t)(rest->ptr[len++] - '0');
    *rest = str_slice(rest->ptr + len, rest->len - len);
    return len > 0 && *out <= SEARCH_ROWS_MAX;
}

static bool take_text(struct str *rest, const char *text)
{
    size_t len = strlen(text);

    if (!str_starts(*rest, text))
        return false;
    *rest = str_slice(rest->ptr + len, rest->len - len);
    return true;
}

/* Rows grew since the first release of this format: deprecated and unstable, each 0 or 1, and at
 * the end a text that tells methods of several impls apart. None of them moved the first five. */
bool search_entry_read(struct str cell, struct search_entry *out)
{
    size_t crate;
    size_t exact;

    return take_text(&cell, "[") && take_number(&cell, &crate) && take_text(&cell, ",") &&
           take_number(&cell, &out->kind) && take_text(&cell, ",") &&
           take_number(&cell, &out->module) && take_text(&cell, ",") &&
           take_number(&cell, &exact) && take_text(&cell, ",") && take_number(&cell, &out->parent);
}

bool search_path_read(struct str cell, size_t *kind, struct str *module)
{
    const char *end;

    if (!take_text(&cell, "[") || !take_number(&cell, kind) || !take_text(&cell, ",\""))
        return false;
    end = cell.len > 0 ? memchr(cell.ptr, '"', cell.len) : NULL;
    if (end == NULL)
        return false;
    *module = str_slice(cell.ptr, (size_t)(end - cell.ptr));
    return true;
}

bool search_alias_read(struct str cell, size_t *row)
{
    return take_number(&cell, row) && cell.len == 0;
}

/* --- pages --- */

/* Where the page of a kind of items is. */
enum place {
    PLACE_NONE,
    PLACE_PAGE,     /* one of its own, in its module's folder */
    PLACE_TOP_PAGE, /* likewise, whether it has a parent or not */
    PLACE_FOLDER,   /* a module */
    PLACE_REEXPORT, /* an anchor on its module's page */
    PLACE_PARENT    /* an anchor on its parent's page */
};

/* The number that rustdoc has for a kind is the row here. Source: rustdoc's search.js, itemTypes,
 * and how it makes the address of a result. */
static const struct {
    const char *name; /* in file names and anchors */
    enum place place;
} KINDS[] = {
    { "keyword", PLACE_TOP_PAGE },
    { "primitive", PLACE_TOP_PAGE },
    { "mod", PLACE_FOLDER },
    { "externcrate", PLACE_NONE }, /* another crate's page, if anything */
    { "reexport", PLACE_REEXPORT },
    { "struct", PLACE_PAGE },
    { "enum", PLACE_PAGE },
    { "fn", PLACE_PAGE },
    { "type", PLACE_PAGE },
    { "static", PLACE_PAGE },
    { "trait", PLACE_PAGE },
    { "impl", PLACE_NONE },
    { "tymethod", PLACE_PARENT },
    { "method", PLACE_PARENT },
    { "structfield", PLACE_PARENT },
    { "variant", PLACE_PARENT },
    { "macro", PLACE_PAGE },
    { "associatedtype", PLACE_PARENT },
    { "constant", PLACE_PAGE },
    { "associatedconstant", PLACE_PARENT },
    { "union", PLACE_PAGE },
    { "foreigntype", PLACE_PAGE },
    { "existential", PLACE_NONE },
    { "attr", PLACE_PAGE },
    { "derive", PLACE_PAGE },
    { "traitalias", PLACE_PAGE },
    { "generic", PLACE_NONE },
    { "attribute", PLACE_TOP_PAGE },
    { "macro", PLACE_PAGE }, /* an attribute and */
    { "macro", PLACE_PAGE }, /* a derive by macro_rules!, since 1.97 */
};
enum { KIND_COUNT = sizeof(KINDS) / sizeof(KINDS[0]), KIND_STRUCTFIELD = 14, KIND_VARIANT = 15 };

static enum place place_of(size_t kind)
{
    return kind < KIND_COUNT ? KINDS[kind].place : PLACE_NONE;
}

/* True for what an identifier is made of, in any script: no part of a path that leads elsewhere. */
static bool is_identifier(struct str name)
{
    size_t at = 0;

    while (at < name.len) {
        int32_t c;

        at += utf8_decode(name.ptr + at, name.len - at, &c);
        if (!utf8_is_word(c))
            return false;
    }
    return name.len > 0;
}

/* Cuts the segment up to the next "::" off the front of *rest. False when *rest was used up. */
static bool next_segment(struct str *rest, struct str *segment)
{
    const char *end;

    if (rest->ptr == NULL)
        return false;
    *segment = *rest;
    end = rest->len > 0 ? memmem(rest->ptr, rest->len, "::", 2) : NULL;
    if (end == NULL) {
        *rest = (struct str){ NULL, 0 };
        return true;
    }
    segment->len = (size_t)(end - segment->ptr);
    *rest = str_slice(end + 2, rest->len - segment->len - 2);
    return true;
}

/* Appends the folder of a module, with a '/' after each part. False: it is no path of names. */
static bool add_folder(struct buf *out, struct str module)
{
    struct str segment;

    if (module.len == 0)
        return false;
    while (next_segment(&module, &segment)) {
        if (!is_identifier(segment))
            return false;
        buf_addstr(out, segment);
        buf_addc(out, '/');
    }
    return true;
}

static void add_name(struct buf *out, const char *kind, struct str name)
{
    buf_adds(out, kind);
    buf_addc(out, '.');
    buf_addstr(out, name);
}

/* A field of a variant: its parent is the variant, and the enum is where its module should be. */
static bool add_variant_field(struct buf *out, const struct search_item *item)
{
    struct str module = item->module;
    struct str rest = item->module;
    struct str segment = { NULL, 0 };

    while (next_segment(&rest, &segment))
        continue;
    if (segment.ptr == module.ptr || !is_identifier(segment))
        return false;
    module.len -= segment.len + 2;
    if (!add_folder(out, module))
        return false;
    add_name(out, "enum", segment);
    buf_adds(out, ".html#variant.");
    buf_addstr(out, item->parent);
    add_name(out, ".field", item->name);
    return true;
}

static bool add_on_parent(struct buf *out, const struct search_item *item)
{
    if (!item->has_parent || !is_identifier(item->parent))
        return false;
    if (item->kind == KIND_STRUCTFIELD && item->parent_kind == KIND_VARIANT)
        return add_variant_field(out, item);
    if ((place_of(item->parent_kind) != PLACE_PAGE &&
         place_of(item->parent_kind) != PLACE_TOP_PAGE) ||
        !add_folder(out, item->module))
        return false;
    add_name(out, KINDS[item->parent_kind].name, item->parent);
    buf_adds(out, ".html#");
    add_name(out, KINDS[item->kind].name, item->name);
    return true;
}

static bool add_page(struct buf *out, const struct search_item *item)
{
    enum place place = place_of(item->kind);

    if (place == PLACE_NONE || !is_identifier(item->name))
        return false;
    if (place == PLACE_PARENT || (place == PLACE_PAGE && item->has_parent))
        return add_on_parent(out, item);
    if (!add_folder(out, item->module))
        return false;
    if (place == PLACE_FOLDER) {
        buf_addstr(out, item->name);
        buf_adds(out, "/index.html");
        return true;
    }
    if (place == PLACE_REEXPORT)
        buf_adds(out, "index.html#");
    add_name(out, KINDS[item->kind].name, item->name);
    if (place != PLACE_REEXPORT)
        buf_adds(out, ".html");
    return true;
}

bool search_item_add_page(struct buf *out, const struct search_item *item)
{
    size_t before = out->len;

    if (add_page(out, item) && out->len - before <= SEARCH_PAGE_BYTES_MAX)
        return true;
    buf_truncate(out, before);
    return false;
}

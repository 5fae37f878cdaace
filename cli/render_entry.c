/* One entry as text. */
#include "cli/render_entry.h"

#include "cli/entry_links.h"
#include "cli/entry_page.h"
#include "cli/render_verified.h"
#include "core/markdown.h"
#include "core/name_key.h"
#include "core/text.h"

void render_trail(struct buf *out, const char *trail, const char *joint)
{
    for (const char *p = trail; *p != '\0'; p++) {
        if (*p == ENTRY_TRAIL_SEPARATOR)
            buf_adds(out, joint);
        else
            buf_addc(out, *p);
    }
}

/* --- the heading --- */

static void add_badge(struct rich *out, const char *before, const char *text, enum look look)
{
    int attr = attr_look(look) | ATTR_KEEP;

    if (text[0] == '\0')
        return;
    rich_add(out, str_of(out->text.len > 0 ? " \xc2\xb7 " : "["), attr_look(LOOK_QUIET));
    rich_add(out, str_of(before), attr);
    rich_add(out, str_of(text), attr);
}

/* "[method · deprecated · since 1.85 · edition 2021]": what is known about an entry in a few
 * words. */
static void add_badges(struct rich *out, const struct entry *e, const char *verified,
                       enum look verified_look)
{
    if (entry_is_item(e->kind))
        add_badge(out, "", entry_kind_name(e->kind), LOOK_NONE);
    if (e->kind == ENTRY_DEPRECATED || e->status == ENTRY_STATUS_DEPRECATED)
        add_badge(out, "", "deprecated", LOOK_BAD);
    else if (e->status != ENTRY_STATUS_NONE && e->status != ENTRY_STATUS_STABLE)
        add_badge(out, "", entry_status_name(e->status),
                  e->status == ENTRY_STATUS_NIGHTLY ? LOOK_WARN : LOOK_CODE);
    if (e->since != NULL)
        add_badge(out, "since ", e->since, LOOK_CODE);
    if (e->edition != NULL && strcmp(e->edition, "any") != 0)
        add_badge(out, "edition ", e->edition, LOOK_CODE);
    add_badge(out, "", verified, verified_look);
    if (out->text.len > 0)
        rich_add(out, str_of("]"), attr_look(LOOK_QUIET));
}

static size_t width_of(const struct rich *text)
{
    return str_width(buf_str(&text->text));
}

/* Both in one line where they fit, else one below the other. */
static void write_joined(struct canvas *c, struct rich *first, const struct rich *second)
{
    static const char GAP[] = "  ";

    if (first->text.len > 0 && second->text.len > 0 &&
        width_of(first) + strlen(GAP) + width_of(second) <= canvas_room(c)) {
        rich_add_raw(first, str_of(GAP), 0);
        rich_append(first, second);
        rich_write(c, first, 0);
        return;
    }
    rich_write(c, first, 0);
    rich_write(c, second, 0);
}

static void add_id(struct rich *out, const struct index_row *row, const struct render_style *style)
{
    struct buf id = BUF_INIT;
    struct buf address = BUF_INIT;
    size_t start = out->text.len;

    index_row_add_id(&id, row);
    rich_add(out, buf_str(&id), attr_look(LOOK_QUIET) | ATTR_WHOLE);
    if (style->hyperlinks)
        entry_page_add_link(&address, row);
    rich_link_from(out, start, buf_str(&address));
    buf_release(&id);
    buf_release(&address);
}

static void write_place(struct canvas *c, const struct index_row *row)
{
    struct rich id = RICH_INIT;
    struct rich trail = RICH_INIT;
    struct buf text = BUF_INIT;

    add_id(&id, row, c->style);
    render_trail(&text, row->entry.trail, " \xe2\x80\xba ");
    rich_add(&trail, buf_str(&text), attr_look(LOOK_QUIET));
    write_joined(c, &id, &trail);
    rich_release(&id);
    rich_release(&trail);
    buf_release(&text);
}

void render_entry_head(struct canvas *c, const struct index_row *row, struct index *ix,
                       cmark_node *body, struct buf *verified)
{
    struct rich title = RICH_INIT;
    struct rich badges = RICH_INIT;
    struct buf badge = BUF_INIT;
    enum look look = render_verified(&badge, verified, ix, &row->entry, body);

    rich_add(&title, str_of(row->entry.title), ATTR_BOLD);
    add_badges(&badges, &row->entry, badge.ptr, look);
    write_joined(c, &title, &badges);
    write_place(c, row);
    rich_release(&title);
    rich_release(&badges);
    buf_release(&badge);
}

/* --- advice --- */

/* The entry of that name in the same index; false: there is none. */
static bool find_named(struct index *ix, const char *name, struct index_row *out)
{
    static const char SQL[] = "SELECT entry FROM name WHERE key = ?1 LIMIT 1";
    struct buf key = BUF_INIT;
    sqlite3_stmt *stmt = NULL;
    bool found = false;

    name_key_add(&key, index_tokenizer(ix), str_of(name));
    if (index_statement(ix, SQL, &stmt, NULL) == STATUS_OK) {
        sqlite3_bind_text(stmt, 1, key.ptr, (int)key.len, SQLITE_STATIC);
        found = sqlite3_step(stmt) == SQLITE_ROW &&
                index_read_entry(ix, sqlite3_column_int64(stmt, 0), false, out, NULL) == STATUS_OK;
        sqlite3_reset(stmt);
    }
    buf_release(&key);
    return found;
}

static void write_advice(struct canvas *c, const struct entry *e, struct index *ix)
{
    bool is_bad = e->replaced_by != NULL;
    const char *name = is_bad ? e->replaced_by : e->replaces;
    struct index_row row = { 0 };
    struct rich text = RICH_INIT;

    if (name == NULL)
        return;
    rich_add(&text, str_of(is_bad ? "Replaced by:" : "Replaces:"),
             attr_look(is_bad ? LOOK_GOOD : LOOK_BAD));
    rich_add(&text, str_of(" "), 0);
    rich_add(&text, str_of(name), ATTR_BOLD);
    if (is_bad && find_named(ix, name, &row)) {
        rich_add(&text, str_of(" ("), 0);
        add_id(&text, &row, c->style);
        rich_add(&text, str_of(")"), 0);
    }
    rich_write(c, &text, 0);
    index_row_release(&row);
    rich_release(&text);
}

/* --- the whole --- */

/* What the last check found, below the snippets. */
static void add_verified(struct buf *out, struct str text, const struct render_style *style)
{
    struct rich shown = RICH_INIT;
    struct canvas canvas;

    rich_add(&shown, text, attr_look(LOOK_QUIET));
    if (shown.text.len > 0) {
        canvas_init(&canvas, out, style);
        buf_addc(out, '\n');
        rich_write(&canvas, &shown, 0);
    }
    rich_release(&shown);
}

/* An item's declaration, as a block of Rust, and the body. */
static void add_body(struct buf *out, const struct entry *e, cmark_node *body,
                     const struct render_style *style)
{
    size_t start = out->len;

    if (e->signature != NULL) {
        render_code(out, str_of(e->signature), true, style);
        if (out->len > start && e->body[0] != '\0')
            buf_addc(out, '\n');
    }
    render_tree(out, body, style);
}

enum status render_entry_text(struct buf *out, const struct index_row *row, struct index *ix,
                              const struct render_style *style, struct error *err)
{
    cmark_node *body = markdown_parse(str_of(row->entry.body));
    struct render_style linked = *style;
    struct render_links near_links;
    struct entry_links links;
    struct buf verified = BUF_INIT;
    struct canvas canvas;
    enum status st;

    entry_links_init(&links, ix, row);
    st = entry_links_read(&links, body, err);
    near_links = entry_links_style(&links);
    linked.links = &near_links;
    canvas_init(&canvas, out, style);
    render_entry_head(&canvas, row, ix, body, &verified);
    write_advice(&canvas, &row->entry, ix);
    buf_addc(out, '\n');
    add_body(out, &row->entry, body, &linked);
    add_verified(out, buf_str(&verified), style);
    entry_links_add_list(out, &links, style);
    entry_links_release(&links);
    cmark_node_free(body);
    buf_release(&verified);
    return st;
}

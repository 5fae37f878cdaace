/* Answers as text. */
#include "cli/render_answer.h"

#include <stdio.h>

#include "cli/entry_links.h"
#include "cli/render_source.h"
#include "cli/render_verified.h"
#include "core/markdown.h"
#include "core/name_key.h"
#include "core/text.h"
#include "query/answer.h"

static void add_trail(struct buf *out, const char *trail, const char *joint)
{
    for (const char *p = trail; *p != '\0'; p++) {
        if (*p == ENTRY_TRAIL_SEPARATOR)
            buf_adds(out, joint);
        else
            buf_addc(out, *p);
    }
}

static void add_badge(struct buf *out, const char *before, struct str text)
{
    if (text.len == 0)
        return;
    if (out->len > 0)
        buf_adds(out, " \xc2\xb7 ");
    buf_adds(out, before);
    buf_addstr(out, text);
}

/* "method · deprecated · since 1.85 · edition 2021": what is known about an entry in a few words.
 */
static void add_badges(struct buf *out, const struct entry *e, struct str verified)
{
    if (entry_is_item(e->kind))
        add_badge(out, "", str_of(entry_kind_name(e->kind)));
    if (e->kind == ENTRY_DEPRECATED || e->status == ENTRY_STATUS_DEPRECATED)
        add_badge(out, "", str_of("deprecated"));
    else if (e->status != ENTRY_STATUS_NONE && e->status != ENTRY_STATUS_STABLE)
        add_badge(out, "", str_of(entry_status_name(e->status)));
    if (e->since != NULL)
        add_badge(out, "since ", str_of(e->since));
    if (e->edition != NULL && strcmp(e->edition, "any") != 0)
        add_badge(out, "edition ", str_of(e->edition));
    add_badge(out, "", verified);
}

/* The id of the entry of that name in the same index, if there is one. */
static void add_id_of_name(struct buf *out, struct index *ix, const char *name)
{
    struct buf key = BUF_INIT;
    sqlite3_stmt *stmt = NULL;
    struct index_row row = { 0 };

    name_key_add(&key, index_tokenizer(ix), str_of(name));
    if (sqlite3_prepare_v2(index_db(ix), "SELECT entry FROM name WHERE key = ?1 LIMIT 1", -1, &stmt,
                           NULL) == SQLITE_OK) {
        sqlite3_bind_text(stmt, 1, key.ptr, (int)key.len, SQLITE_STATIC);
        if (sqlite3_step(stmt) == SQLITE_ROW &&
            index_read_entry(ix, sqlite3_column_int64(stmt, 0), false, &row, NULL) == STATUS_OK) {
            buf_adds(out, " (");
            index_row_add_id(out, &row);
            buf_addc(out, ')');
        }
    }
    index_row_release(&row);
    sqlite3_finalize(stmt);
    buf_release(&key);
}

static void add_advice(struct buf *out, const struct index_row *row, struct index *ix,
                       const struct render_style *style)
{
    const struct entry *e = &row->entry;
    struct buf line = BUF_INIT;

    if (e->replaced_by != NULL) {
        buf_addf(&line, "Replaced by: %s", e->replaced_by);
        add_id_of_name(&line, ix, e->replaced_by);
    } else if (e->replaces != NULL) {
        buf_addf(&line, "Replaces: %s", e->replaces);
    }
    if (line.len > 0) {
        render_bold(out, buf_str(&line), style);
        buf_adds(out, "\n");
    }
    buf_release(&line);
}

static void add_heading(struct buf *out, const struct index_row *row, const char *number,
                        struct str verified, const struct render_style *style)
{
    struct buf line = BUF_INIT;

    buf_adds(&line, row->entry.title);
    buf_adds(out, number);
    render_bold(out, buf_str(&line), style);
    buf_clear(&line);
    add_badges(&line, &row->entry, verified);
    if (line.len > 0) {
        buf_adds(out, "  [");
        render_dim(out, buf_str(&line), style);
        buf_adds(out, "]");
    }
    buf_addc(out, '\n');
    buf_release(&line);
}

static void add_place(struct buf *out, const struct index_row *row, const char *indent,
                      const struct render_style *style)
{
    struct buf id = BUF_INIT;
    struct buf trail = BUF_INIT;
    size_t width;

    index_row_add_id(&id, row);
    add_trail(&trail, row->entry.trail, " \xe2\x80\xba ");
    width = strlen(indent) + str_width(buf_str(&id)) + 2 + str_width(buf_str(&trail));
    if (style->width > 0 && width > (size_t)style->width)
        buf_addf(&id, "\n%s", indent); /* too long for one line */
    else
        buf_adds(&id, "  ");
    buf_addstr(&id, buf_str(&trail));
    buf_adds(out, indent);
    render_dim(out, buf_str(&id), style);
    buf_addc(out, '\n');
    buf_release(&id);
    buf_release(&trail);
}

/* What the last check found, below the snippets. */
static void add_verified(struct buf *out, struct str text, const struct render_style *style)
{
    struct buf shown = BUF_INIT;

    if (text.len > 0) {
        render_markdown(&shown, text, style);
        buf_trim_end(&shown);
        buf_addc(out, '\n');
        render_dim(out, buf_str(&shown), style);
        buf_addc(out, '\n');
    }
    buf_release(&shown);
}

/* An item's declaration, as a block of Rust. */
static void add_signature(struct buf *out, const struct entry *e)
{
    if (e->signature != NULL)
        buf_addf(out, "```rust\n%s\n```\n\n", e->signature);
}

static void render_entry_body(struct buf *out, const struct entry *e,
                              const struct render_style *style)
{
    struct buf text = BUF_INIT;

    add_signature(&text, e);
    buf_adds(&text, e->body);
    render_markdown(out, buf_str(&text), style);
    buf_release(&text);
}

static enum status entry_text(struct buf *out, const struct index_row *row, struct index *ix,
                              const struct render_style *style, struct error *err)
{
    cmark_node *body = markdown_parse(str_of(row->entry.body));
    struct render_style linked = *style;
    struct render_links near_links;
    struct entry_links links;
    struct buf badge = BUF_INIT;
    struct buf verified = BUF_INIT;
    enum status st;

    entry_links_init(&links, ix, row);
    st = entry_links_read(&links, body, err);
    near_links = entry_links_style(&links);
    linked.links = &near_links;
    render_verified(&badge, &verified, ix, &row->entry, body);
    cmark_node_free(body);
    add_heading(out, row, "", buf_str(&badge), style);
    add_place(out, row, "", style);
    add_advice(out, row, ix, style);
    buf_addc(out, '\n');
    render_entry_body(out, &row->entry, &linked);
    add_verified(out, buf_str(&verified), style);
    entry_links_add_list(out, &links, style);
    entry_links_release(&links);
    buf_release(&badge);
    buf_release(&verified);
    return st;
}

static enum status entry_markdown(struct buf *out, const struct index_row *row, struct index *ix,
                                  struct error *err)
{
    const struct entry *e = &row->entry;
    struct entry_links links;
    struct buf body = BUF_INIT;
    enum status st;

    buf_addf(out, "# %s\n\n`", e->title);
    index_row_add_id(out, row);
    buf_adds(out, "`: ");
    add_trail(out, e->trail, " > ");
    buf_addc(out, '\n');
    if (e->replaced_by != NULL)
        buf_addf(out, "\n**Replaced by: %s**\n", e->replaced_by);
    buf_addc(out, '\n');
    add_signature(out, e);
    entry_links_init(&links, ix, row);
    st = entry_links_add_body(&body, &links, err);
    render_source(out, buf_str(&body));
    entry_links_release(&links);
    buf_release(&body);
    return st;
}

static void entry_vimgrep(struct buf *out, const struct index_row *row)
{
    index_row_add_file(out, row);
    buf_addf(out, ":%zu:1:%s\n", row->entry.line, row->entry.title);
}

enum status render_entry(struct buf *out, const struct index_row *row, struct index *ix,
                         const struct options *o, const struct render_style *style,
                         struct error *err)
{
    switch (o->format) {
    case FORMAT_TEXT:
        return entry_text(out, row, ix, style, err);
    case FORMAT_MARKDOWN:
        return entry_markdown(out, row, ix, err);
    case FORMAT_VIMGREP:
        entry_vimgrep(out, row);
        return STATUS_OK;
    case FORMAT_JSON:
        return render_entry_json(out, row, ix, err);
    }
    return STATUS_OK;
}

/* --- the answer to a question --- */

/* What the reader has to know about how the question was read. */
static void add_remarks(struct buf *out, const struct search_result *r)
{
    for (size_t i = 0; i < r->corrected_count; i++)
        buf_addf(out, "\"%s\" is not in the index: looked for \"%s\".\n", r->corrected[i].from,
                 r->corrected[i].to);
    if (r->nearest) {
        buf_adds(out, "Nothing found for: ");
        text_sanitize(out, str_of(r->question.text));
        buf_addc(out, '\n');
        buf_adds(out, r->count > 0 ? "The nearest entries:\n"
                                   : "`rustpro sources` lists what is indexed.\n");
        return;
    }
    if (r->dropped_count == 0)
        return;
    buf_adds(out, "No entry has all words; the first one lacks:");
    for (size_t i = 0; i < r->dropped_count; i++)
        buf_addf(out, " %s", r->dropped[i]);
    buf_addc(out, '\n');
}

static void add_explanation(struct buf *out, const struct hit *h)
{
    const struct score_parts *p = &h->parts;

    buf_addf(
        out,
        "     score %.3f = text %.3f x coverage %.3f x title %.3f x closeness %.3f x prior %.2f "
        "x intent %.2f x name %.2f%s\n",
        h->score, p->text, p->coverage, p->title, p->closeness, p->prior, p->intent, p->name,
        h->exact ? ", exact name: first" : "");
}

static void add_list_item(struct buf *out, const struct search_result *r, size_t i,
                          struct index *ix, const struct options *o,
                          const struct render_style *style)
{
    const struct hit *h = &r->hits[i];
    cmark_node *body = markdown_parse(str_of(h->row.entry.body));
    struct buf line = BUF_INIT;
    struct buf excerpt = BUF_INIT;
    struct buf badge = BUF_INIT;
    char number[32];

    (void)snprintf(number, sizeof(number), "%3zu  ", i + 1);
    render_verified(&badge, NULL, ix, &h->row.entry, body);
    add_heading(out, &h->row, number, buf_str(&badge), style);
    add_place(out, &h->row, "     ", style);
    if (h->row.entry.replaced_by != NULL) /* says more than any paragraph */
        buf_addf(&excerpt, "Replaced by: %s", h->row.entry.replaced_by);
    else
        answer_add_excerpt(&excerpt, body, &r->question, index_tokenizer(ix));
    if (excerpt.len == 0 && h->row.entry.signature != NULL) /* not documented */
        buf_add(&excerpt, h->row.entry.signature, strcspn(h->row.entry.signature, "\n"));
    if (excerpt.len > 0) {
        render_clipped(&line, buf_str(&excerpt), style->width > 0 ? style->width - 5 : 0);
        buf_addf(out, "     %s\n", line.ptr);
    }
    if (o->explain)
        add_explanation(out, h);
    cmark_node_free(body);
    buf_release(&line);
    buf_release(&excerpt);
    buf_release(&badge);
}

static enum status answer_text(struct buf *out, const struct search_result *r, struct index *ix,
                               const struct options *o, const struct render_style *style,
                               struct error *err)
{
    enum status st = STATUS_OK;
    size_t first = 0;

    add_remarks(out, r);
    if (out->len > 0 && r->count > 0)
        buf_addc(out, '\n');
    if (!r->nearest && r->count > 0) {
        st = entry_text(out, &r->hits[0].row, ix, style, err);
        if (o->explain)
            add_explanation(out, &r->hits[0]);
        first = 1;
    }
    if (r->count > first && first == 1)
        buf_addc(out, '\n');
    for (size_t i = first; i < r->count; i++)
        add_list_item(out, r, i, ix, o, style);
    if (r->count > first) {
        struct buf hint = BUF_INIT;

        buf_addf(&hint, "%lld found; `rustpro show %zu` opens one of the list",
                 (long long)(r->nearest ? 0 : r->total), first + 1);
        if (r->nearest)
            buf_clear(&hint);
        if (hint.len > 0) {
            buf_addc(out, '\n');
            render_dim(out, buf_str(&hint), style);
            buf_addc(out, '\n');
        }
        buf_release(&hint);
    }
    return st;
}

static enum status answer_markdown(struct buf *out, const struct search_result *r, struct index *ix,
                                   struct error *err)
{
    enum status st = STATUS_OK;

    add_remarks(out, r);
    if (out->len > 0 && r->count > 0)
        buf_addc(out, '\n');
    for (size_t i = 0; i < r->count; i++) {
        const struct index_row *row = &r->hits[i].row;

        if (i == 0 && !r->nearest) {
            st = entry_markdown(out, row, ix, err);
            continue;
        }
        buf_addf(out, "%s%zu. **%s** `", i == (r->nearest ? 0u : 1u) ? "\n" : "", i + 1,
                 row->entry.title);
        index_row_add_id(out, row);
        buf_adds(out, "`\n");
    }
    return st;
}

enum status render_answer(struct buf *out, const struct search_result *r, struct index *ix,
                          const struct options *o, const struct render_style *style,
                          struct error *err)
{
    switch (o->format) {
    case FORMAT_TEXT:
        return answer_text(out, r, ix, o, style, err);
    case FORMAT_MARKDOWN:
        return answer_markdown(out, r, ix, err);
    case FORMAT_VIMGREP:
        for (size_t i = 0; i < r->count && !r->nearest; i++)
            entry_vimgrep(out, &r->hits[i].row);
        break;
    case FORMAT_JSON:
        render_answer_json(out, r, ix);
        break;
    }
    return STATUS_OK;
}

/* Answers as text. */
#include "cli/render_answer.h"

#include <stdio.h>

#include "cli/entry_links.h"
#include "cli/render_entry.h"
#include "cli/render_source.h"
#include "core/markdown.h"
#include "core/text.h"
#include "query/answer.h"

/* An item's declaration, as a block of Rust. */
static void add_signature(struct buf *out, const struct entry *e)
{
    if (e->signature != NULL)
        buf_addf(out, "```rust\n%s\n```\n\n", e->signature);
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
    render_trail(out, e->trail, " > ");
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
        return render_entry_text(out, row, ix, style, err);
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

/* How a command is named where the question was asked. */
static const char *command_mark(const struct options *o)
{
    return o->prompt ? ":" : "rustpro ";
}

/* What the reader has to know about how the question was read. */
static void add_remarks(struct buf *out, const struct search_result *r, const struct options *o)
{
    for (size_t i = 0; i < r->corrected_count; i++)
        buf_addf(out, "\"%s\" is not in the index: looked for \"%s\".\n", r->corrected[i].from,
                 r->corrected[i].to);
    if (r->nearest) {
        buf_adds(out, "Nothing found for: ");
        text_sanitize(out, str_of(r->question.text));
        buf_addc(out, '\n');
        if (r->count > 0)
            buf_adds(out, "The nearest entries:\n");
        else
            buf_addf(out, "`%ssources` lists what is indexed.\n", command_mark(o));
        return;
    }
    if (r->dropped_count == 0)
        return;
    buf_adds(out, "No entry has all words; the first one lacks:");
    for (size_t i = 0; i < r->dropped_count; i++)
        buf_addf(out, " %s", r->dropped[i]);
    buf_addc(out, '\n');
}

/* The same, each remark wrapped. */
static void write_remarks(struct buf *out, const struct search_result *r, const struct options *o,
                          const struct render_style *style)
{
    struct buf remarks = BUF_INIT;
    struct rich text = RICH_INIT;
    struct canvas canvas;
    struct str rest;
    struct str line;

    add_remarks(&remarks, r, o);
    canvas_init(&canvas, out, style);
    rest = buf_str(&remarks);
    while (str_next_line(&rest, &line)) {
        rich_add(&text, line, 0);
        rich_add_raw(&text, str_of("\n"), 0);
    }
    rich_write(&canvas, &text, 0);
    rich_release(&text);
    buf_release(&remarks);
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

/* One line that says most about the entry. */
static void write_excerpt(struct canvas *c, const struct entry *e, cmark_node *body,
                          const struct question *q, struct index *ix)
{
    size_t room = canvas_room(c);
    struct buf excerpt = BUF_INIT;

    if (e->replaced_by != NULL) /* says more than any paragraph */
        buf_addf(&excerpt, "Replaced by: %s", e->replaced_by);
    else
        answer_add_excerpt(&excerpt, body, q, index_tokenizer(ix));
    if (excerpt.len == 0 && e->signature != NULL) /* not documented */
        buf_add(&excerpt, e->signature, strcspn(e->signature, "\n"));
    if (excerpt.len > 0) {
        canvas_begin_line(c);
        render_clipped(c->out, buf_str(&excerpt), c->style->width > 0 ? (int)room : 0);
        canvas_end_line(c);
    }
    buf_release(&excerpt);
}

static void add_list_item(struct buf *out, const struct search_result *r, size_t i,
                          struct index *ix, const struct options *o,
                          const struct render_style *style)
{
    const struct hit *h = &r->hits[i];
    cmark_node *body = markdown_parse(str_of(h->row.entry.body));
    struct canvas canvas;
    char number[32];

    (void)snprintf(number, sizeof(number), "%3zu  ", i + 1);
    canvas_init(&canvas, out, style);
    canvas_open_item(&canvas, number);
    render_entry_head(&canvas, &h->row, ix, body, NULL);
    write_excerpt(&canvas, &h->row.entry, body, &r->question, ix);
    canvas_close(&canvas);
    if (o->explain)
        add_explanation(out, h);
    cmark_node_free(body);
}

/* What to do next. */
static void add_hint(struct buf *out, const struct search_result *r, const struct options *o,
                     const struct render_style *style)
{
    struct buf hint = BUF_INIT;

    buf_addf(&hint, "%lld found; `%sshow 2` shows one of the list", (long long)r->total,
             command_mark(o));
    if (o->prompt && r->total > (int64_t)r->count && r->count < SEARCH_HITS_MAX)
        buf_adds(&hint, ", `:more` lists the next");
    buf_addc(out, '\n');
    render_dim(out, buf_str(&hint), style);
    buf_addc(out, '\n');
    buf_release(&hint);
}

static enum status answer_text(struct buf *out, const struct search_result *r, struct index *ix,
                               const struct options *o, const struct render_style *style,
                               struct error *err)
{
    enum status st = STATUS_OK;
    bool has_answer = !r->nearest && r->count > 0;
    size_t first = has_answer ? 1 : 0;

    write_remarks(out, r, o, style);
    if (out->len > 0 && r->count > 0)
        buf_addc(out, '\n');
    if (has_answer) {
        st = render_entry_text(out, &r->hits[0].row, ix, style, err);
        if (o->explain)
            add_explanation(out, &r->hits[0]);
    }
    if (has_answer && r->count > 1)
        buf_addc(out, '\n');
    for (size_t i = first; i < r->count; i++)
        add_list_item(out, r, i, ix, o, style);
    if (has_answer && r->count > 1)
        add_hint(out, r, o, style);
    return st;
}

void render_answer_more(struct buf *out, const struct search_result *r, size_t from,
                        struct index *ix, const struct options *o, const struct render_style *style)
{
    struct buf hint = BUF_INIT;

    for (size_t i = from; i < r->count; i++)
        add_list_item(out, r, i, ix, o, style);
    buf_addf(&hint, "%zu of %lld", r->count, (long long)r->total);
    buf_addc(out, '\n');
    render_dim(out, buf_str(&hint), style);
    buf_addc(out, '\n');
    buf_release(&hint);
}

static enum status answer_markdown(struct buf *out, const struct search_result *r, struct index *ix,
                                   const struct options *o, struct error *err)
{
    enum status st = STATUS_OK;

    add_remarks(out, r, o);
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
        return answer_markdown(out, r, ix, o, err);
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

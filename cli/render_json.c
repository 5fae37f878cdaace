/* Answers as JSON, schema 1. jansson writes; order of keys is as they are set. */
#include <jansson.h>
#include <stdlib.h>

#include "cli/entry_links.h"
#include "cli/render_answer.h"
#include "core/markdown.h"
#include "core/verification.h"
#include "query/answer.h"

static json_t *text_or_null(const char *s)
{
    return s != NULL ? json_string(s) : json_null();
}

static json_t *buf_json(struct buf *b)
{
    json_t *value = json_stringn(b->ptr, b->len);

    buf_release(b);
    return value != NULL ? value : json_null();
}

static json_t *trail_json(const char *trail)
{
    json_t *list = json_array();
    struct str rest = str_of(trail);
    struct str part;

    while (str_next_field(&rest, ENTRY_TRAIL_SEPARATOR, &part))
        if (part.len > 0)
            json_array_append_new(list, json_stringn(part.ptr, part.len));
    return list;
}

/* What the last check found, or null. */
static json_t *verified_json(const struct entry *e, const struct answer_snippet *s,
                             struct index *ix)
{
    struct snippet_claim claim = answer_claim(e, s);
    unsigned char key[SNIPPET_KEY_BYTES];
    struct verification v;
    json_t *object;

    if (!s->is_rust)
        return json_null();
    snippet_claim_key(key, &claim);
    if (verification_find(ix, key, &v, NULL) != STATUS_OK)
        return json_null();
    object = json_pack("{s:s, s:s, s:s, s:s}", "rustc", v.rustc, "result",
                       verification_name(v.outcome), "detail", v.detail, "at", v.checked_at);
    verification_release(&v);
    return object;
}

static json_t *snippets_json(const struct entry *e, cmark_node *body, struct index *ix)
{
    json_t *list = json_array();
    struct answer_snippets snippets;

    answer_read_snippets(&snippets, e, body);
    for (size_t i = 0; i < snippets.count; i++) {
        const struct answer_snippet *s = &snippets.items[i];
        json_t *object = json_object();

        json_object_set_new(object, "n", json_integer((json_int_t)i + 1));
        json_object_set_new(object, "lang", json_string(s->lang));
        json_object_set_new(object, "code", json_string(s->shown));
        json_object_set_new(object, "runnable", json_boolean(s->runnable));
        json_object_set_new(object, "expect", json_string(snippet_expect_name(s->expect)));
        json_object_set_new(object, "verified", verified_json(e, s, ix));
        json_array_append_new(list, object);
    }
    answer_snippets_release(&snippets);
    return list;
}

static json_t *location_json(const struct index_row *row)
{
    json_t *object = json_object();
    struct buf text = BUF_INIT;

    index_row_add_file(&text, row);
    json_object_set_new(object, "file", buf_json(&text));
    json_object_set_new(object, "line", json_integer((json_int_t)row->entry.line));
    index_row_add_page(&text, row);
    json_object_set_new(object, "page", buf_json(&text));
    return object;
}

static json_t *row_json(const struct index_row *row, size_t rank, double score,
                        const struct question *q, struct index *ix)
{
    const struct entry *e = &row->entry;
    cmark_node *body = markdown_parse(str_of(e->body));
    json_t *object = json_object();
    struct buf id = BUF_INIT;
    struct buf excerpt = BUF_INIT;

    answer_add_excerpt(&excerpt, body, q, index_tokenizer(ix));

    index_row_add_id(&id, row);
    json_object_set_new(object, "rank", json_integer((json_int_t)rank));
    json_object_set_new(object, "id", buf_json(&id));
    json_object_set_new(object, "source", json_string(row->source));
    json_object_set_new(object, "kind", json_string(entry_kind_name(e->kind)));
    json_object_set_new(object, "title", json_string(e->title));
    json_object_set_new(object, "trail", trail_json(e->trail));
    json_object_set_new(object, "item", text_or_null(e->item));
    json_object_set_new(object, "signature", text_or_null(e->signature));
    json_object_set_new(object, "since", text_or_null(e->since));
    json_object_set_new(object, "edition", text_or_null(e->edition));
    json_object_set_new(object, "status", text_or_null(entry_status_name(e->status)));
    json_object_set_new(object, "replaces", text_or_null(e->replaces));
    json_object_set_new(object, "replaced_by", text_or_null(e->replaced_by));
    json_object_set_new(object, "score", json_real(score));
    json_object_set_new(object, "excerpt", buf_json(&excerpt));
    json_object_set_new(object, "location", location_json(row));
    json_object_set_new(object, "snippets", snippets_json(e, body, ix));
    cmark_node_free(body);
    return object;
}

static json_t *filters_json(const struct question_filters *f)
{
    json_t *object = json_object();
    json_t *list;

    if (f->kinds != 0) {
        list = json_array();
        for (int i = 0; i < ENTRY_KIND_COUNT; i++)
            if (f->kinds & 1u << i)
                json_array_append_new(list, json_string(entry_kind_name((enum entry_kind)i)));
        json_object_set_new(object, "kind", list);
    }
    if (f->statuses != 0) {
        list = json_array();
        for (int i = 1; i < ENTRY_STATUS_COUNT; i++)
            if (f->statuses & 1u << i)
                json_array_append_new(list, json_string(entry_status_name((enum entry_status)i)));
        json_object_set_new(object, "status", list);
    }
    if (f->source_count > 0) {
        list = json_array();
        for (size_t i = 0; i < f->source_count; i++)
            json_array_append_new(list, json_string(f->sources[i]));
        json_object_set_new(object, "source", list);
    }
    if (f->msrv != 0)
        json_object_set_new(object, "msrv", json_sprintf("1.%d", f->msrv));
    if (f->edition != NULL)
        json_object_set_new(object, "edition", json_string(f->edition));
    return object;
}

static json_t *read_as_json(const struct search_result *r)
{
    const struct question *q = &r->question;
    json_t *object = json_object();
    json_t *terms = json_array();
    json_t *dropped = json_array();
    json_t *corrected = json_object();

    for (size_t i = 0; i < q->count; i++)
        if (!q->units[i].implied &&
            (q->units[i].role == UNIT_REQUIRED || q->units[i].role == UNIT_OPTIONAL))
            json_array_append_new(terms,
                                  json_string(q->units[i].corrected != NULL ? q->units[i].corrected
                                                                            : q->units[i].text));
    for (size_t i = 0; i < r->dropped_count; i++)
        json_array_append_new(dropped, json_string(r->dropped[i]));
    for (size_t i = 0; i < r->corrected_count; i++)
        json_object_set_new(corrected, r->corrected[i].from, json_string(r->corrected[i].to));
    json_object_set_new(object, "terms", terms);
    json_object_set_new(object, "filters", filters_json(&q->filters));
    json_object_set_new(object, "dropped", dropped);
    json_object_set_new(object, "corrected", corrected);
    return object;
}

static void add_json(struct buf *out, json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(6));

    buf_adds(out, text != NULL ? text : "{}");
    buf_addc(out, '\n');
    free(text);
    json_decref(value);
}

void render_answer_json(struct buf *out, const struct search_result *r, struct index *ix)
{
    json_t *object = json_object();
    json_t *hits = json_array();

    for (size_t i = 0; i < r->count && !r->nearest; i++)
        json_array_append_new(hits,
                              row_json(&r->hits[i].row, i + 1, r->hits[i].score, &r->question, ix));
    json_object_set_new(object, "schema", json_integer(1));
    json_object_set_new(object, "query", json_string(r->question.text));
    json_object_set_new(object, "read_as", read_as_json(r));
    json_object_set_new(object, "total", json_integer(r->nearest ? 0 : (json_int_t)r->total));
    json_object_set_new(object, "took_us", json_integer((json_int_t)r->took_us));
    json_object_set_new(object, "hits", hits);
    add_json(out, object);
}

/* The entries that an entry links to. */
static enum status links_json(json_t *list, const struct index_row *row, struct index *ix,
                              struct error *err)
{
    cmark_node *body = markdown_parse(str_of(row->entry.body));
    struct entry_links links;
    enum status st;

    entry_links_init(&links, ix, row);
    st = entry_links_read(&links, body, err);
    for (size_t i = 0; i < links.count; i++)
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "text", links.items[i].text, "id", links.items[i].id));
    entry_links_release(&links);
    cmark_node_free(body);
    return st;
}

enum status render_entry_json(struct buf *out, const struct index_row *row, struct index *ix,
                              struct error *err)
{
    struct question none = { .count = 0 };
    json_t *object = row_json(row, 1, 0.0, &none, ix);
    json_t *links = json_array();
    enum status st = links_json(links, row, ix, err);

    json_object_set_new(object, "links", links);
    add_json(out, object);
    return st;
}

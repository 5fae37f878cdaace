/* Front matter: the fields before a Markdown document proper. */
#include "indexer/front_matter.h"

#include <stdlib.h>

#include <yaml.h>

#include "core/text.h"
#include "indexer/toml.h"

/* Longer front matter is cut off without a look at its fields. */
static const size_t FIELDS_BYTES_MAX = (size_t)1024 * 1024;

/* libyaml's time for each token grows with the lists and mappings in brackets around it; where
 * more collections are nested, the rest is not read. */
static const size_t YAML_DEPTH_MAX = 64;

enum field { FIELD_TITLE, FIELD_KEYWORDS, FIELD_COUNT };

/* Keys as they are met in the wild, any case. */
static const struct {
    const char *key;
    enum field field;
} fields[] = {
    { "title", FIELD_TITLE },
    { "keywords", FIELD_KEYWORDS },
    { "tags", FIELD_KEYWORDS },
    { "categories", FIELD_KEYWORDS },
};

static enum field find_field(struct str key)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
        if (str_equal_nocase(key, str_of(fields[i].key)))
            return fields[i].field;
    return FIELD_COUNT;
}

/* Appends value to its field, on one line and after a blank. Of titles the first one counts. */
static void add_value(struct buf values[FIELD_COUNT], enum field field, struct str value)
{
    struct buf *out;
    size_t start;

    if (field == FIELD_COUNT || (field == FIELD_TITLE && values[field].len > 0))
        return;
    out = &values[field];
    if (out->len > 0)
        buf_addc(out, ' ');
    start = out->len;
    text_sanitize(out, str_trim(value));
    for (size_t i = start; i < out->len; i++)
        if (out->ptr[i] == '\n' || out->ptr[i] == '\t')
            out->ptr[i] = ' ';
    buf_trim_end(out);
}

static void read_toml(struct str text, struct buf values[FIELD_COUNT])
{
    struct toml t;

    toml_init(&t, text);
    while (toml_next(&t))
        add_value(values, find_field(buf_str(&t.key)), buf_str(&t.value));
    toml_release(&t);
}

/* Where the reader stands among the events of a YAML document. */
struct yaml_place {
    size_t depth;    /* collections around it; 1: in the mapping at the top */
    bool is_mapping; /* the document is one */
    bool in_list;    /* at depth 2 and more: in a list right below the top */
    bool has_key;    /* at depth 1: what comes next is a value */
    enum field field;
};

/* A value that says there is none. */
static bool is_null(const yaml_event_t *e, struct str value)
{
    return value.len == 0 || (e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                              (str_equals(value, "~") || str_equal_nocase(value, str_of("null"))));
}

static void take_scalar(struct yaml_place *at, const yaml_event_t *e,
                        struct buf values[FIELD_COUNT])
{
    struct str value = str_slice((const char *)e->data.scalar.value, e->data.scalar.length);

    if (at->depth == 1 && !at->has_key) {
        at->field = find_field(value);
        at->has_key = true;
        return;
    }
    if ((at->depth == 1 || (at->depth == 2 && at->in_list)) && !is_null(e, value))
        add_value(values, at->field, value);
    if (at->depth == 1)
        at->has_key = false;
}

static void enter(struct yaml_place *at, bool is_list)
{
    if (at->depth == 0)
        at->is_mapping = !is_list;
    if (at->depth == 1)
        at->in_list = is_list;
    if (at->depth == 1 && !at->has_key)
        at->field = FIELD_COUNT; /* a collection as a key: nothing that is looked for */
    at->depth++;
}

static void leave(struct yaml_place *at)
{
    at->depth--;
    if (at->depth == 1)
        at->has_key = !at->has_key;
}

/* Takes one event; false when no further one is wanted. */
static bool take_event(struct yaml_place *at, const yaml_event_t *e, struct buf values[FIELD_COUNT])
{
    switch (e->type) {
    case YAML_SCALAR_EVENT:
        take_scalar(at, e, values);
        break;
    case YAML_ALIAS_EVENT:
        enter(at, false); /* its anchor's node is not looked up */
        leave(at);
        break;
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        enter(at, e->type == YAML_SEQUENCE_START_EVENT);
        break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        leave(at);
        break;
    default:
        return e->type != YAML_DOCUMENT_END_EVENT && e->type != YAML_STREAM_END_EVENT;
    }
    /* Nothing counts unless the top is a mapping. */
    return at->depth == 0 || (at->is_mapping && at->depth <= YAML_DEPTH_MAX);
}

/* Reads the fields of text; none where libyaml rejects it: what precedes the error may be half a
 * value ("title: One: two"). True when text is a mapping at its top. */
static bool read_yaml(struct str text, struct buf values[FIELD_COUNT])
{
    struct yaml_place at = { .field = FIELD_COUNT };
    yaml_parser_t parser;
    bool more = true;

    if (yaml_parser_initialize(&parser) == 0)
        return false;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
    while (more) {
        yaml_event_t event;

        if (yaml_parser_parse(&parser, &event) == 0) {
            for (size_t i = 0; i < FIELD_COUNT; i++)
                buf_clear(&values[i]);
            break;
        }
        more = take_event(&at, &event, values);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return at.is_mapping;
}

static bool is_mark(struct str line, const char *mark)
{
    return str_starts(line, mark) && str_equals(str_trim(line), mark);
}

/* Finds the line that closes front matter; *inside is what lies before it. Sets out->length and
 * out->lines to what ends with it. */
static bool find_end(struct str text, bool is_toml, struct str *inside, struct front_matter *out)
{
    struct str rest = text;
    struct str line;
    size_t lines = 1;

    (void)str_next_line(&rest, &line);
    *inside = rest;
    for (const char *start = rest.ptr; str_next_line(&rest, &line); start = rest.ptr) {
        lines++;
        if (is_toml ? !is_mark(line, "+++") : !is_mark(line, "---") && !is_mark(line, "..."))
            continue;
        inside->len = (size_t)(start - inside->ptr);
        out->length = text.len - rest.len;
        out->lines = lines;
        return true;
    }
    return false;
}

static char *detach_or_null(struct buf *b)
{
    return b->len > 0 ? buf_detach(b) : NULL;
}

void front_matter_read(struct front_matter *out, struct str text)
{
    struct front_matter fm = { 0 };
    struct buf values[FIELD_COUNT] = { BUF_INIT, BUF_INIT };
    struct str rest = text;
    struct str line = { NULL, 0 };
    struct str inside;
    bool is_toml;

    (void)str_next_line(&rest, &line);
    is_toml = is_mark(line, "+++");
    if ((is_toml || is_mark(line, "---")) && find_end(text, is_toml, &inside, &fm)) {
        bool has_fields = inside.len <= FIELDS_BYTES_MAX;

        if (has_fields && is_toml)
            read_toml(inside, values);
        /* Two thematic breaks with prose between them are told by the blank line after the first
         * one: nothing is cut off then, unless it turns out to be YAML after all. */
        if (has_fields && !is_toml && !read_yaml(inside, values) && str_starts(inside, "\n"))
            fm = (struct front_matter){ 0 };
    }
    fm.title = detach_or_null(&values[FIELD_TITLE]);
    fm.keywords = detach_or_null(&values[FIELD_KEYWORDS]);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        buf_release(&values[i]);
    *out = fm;
}

void front_matter_release(struct front_matter *fm)
{
    free(fm->title);
    free(fm->keywords);
    *fm = (struct front_matter){ 0 };
}

/* HTML read as events, with libxml2's SAX interface. */
#include "indexer/html.h"

#include <dlfcn.h>
#include <libxml/HTMLparser.h>
#include <limits.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

/* --- the library --- */

static const char LIBRARY[] = "libxml2.so.2";

static struct {
    __typeof__(&htmlCreatePushParserCtxt) create;
    __typeof__(&htmlParseChunk) parse;
    __typeof__(&htmlFreeParserCtxt) destroy;
    __typeof__(&xmlInitParser) init;
    bool is_loaded;
} xml;

/* ISO C knows no way from dlsym()'s pointer to a function; POSIX promises that this works. */
static bool find_function(void *library, const char *name, void *out)
{
    void *found = dlsym(library, name);

    memcpy(out, &found, sizeof(found));
    return found != NULL;
}

enum status html_load(struct error *err)
{
    void *library;

    if (xml.is_loaded)
        return STATUS_OK;
    library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL); /* stays until the program ends */
    if (library == NULL || !find_function(library, "htmlCreatePushParserCtxt", &xml.create) ||
        !find_function(library, "htmlParseChunk", &xml.parse) ||
        !find_function(library, "htmlFreeParserCtxt", &xml.destroy) ||
        !find_function(library, "xmlInitParser", &xml.init))
        return error_set(err, STATUS_IO,
                         "HTML needs %s, which is not installed: `apt install libxml2` brings it",
                         LIBRARY);
    xml.init();
    xml.is_loaded = true;
    return STATUS_OK;
}

/* --- tags with too many attributes --- */

static bool is_name_char(char c)
{
    return ascii_is_alnum(c) || c == ':' || c == '-' || c == '_' || c == '.';
}

static const char *skip_spaces(const char *p, const char *end)
{
    while (p < end && ascii_is_space(*p))
        p++;
    return p;
}

/* Past an attribute's value as libxml2 reads it. */
static const char *skip_value(const char *p, const char *end)
{
    if (p < end && (*p == '"' || *p == '\'')) {
        const char *quote = memchr(p + 1, *p, (size_t)(end - p) - 1);

        return quote != NULL ? quote + 1 : end;
    }
    while (p < end && !ascii_is_space(*p) && *p != '>')
        p++;
    return p;
}

/* Past an attribute, and "=" with its value. */
static const char *skip_attribute(const char *p, const char *end)
{
    const char *after;

    if (!is_name_char(*p)) {
        while (p < end && !ascii_is_space(*p) && *p != '>')
            p++;
        return p;
    }
    while (p < end && is_name_char(*p))
        p++;
    after = skip_spaces(p, end);
    if (after == end || *after != '=')
        return p;
    return skip_value(skip_spaces(after + 1, end), end);
}

/* Past the tag at *p, a letter behind its '<'; false when it has too many attributes. */
static bool skip_tag(const char **p, const char *end)
{
    const char *at = *p;
    size_t count = 0;

    while (at < end && is_name_char(*at))
        at++;
    for (;;) {
        at = skip_spaces(at, end);
        if (at == end || *at == '>')
            break;
        if (++count > HTML_ATTRIBUTES_MAX)
            return false;
        at = skip_attribute(at, end);
    }
    *p = at;
    return true;
}

static bool has_crowded_tag(struct str page)
{
    const char *end = page.ptr + page.len;
    const char *p = page.ptr;

    while (p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        p++;
        if (p < end && ascii_is_alpha(*p) && !skip_tag(&p, end))
            return true;
    }
    return false;
}

/* --- events --- */

struct reading {
    const struct html_events *events;
    void *ctx;
    struct buf clean;    /* text, or values of attributes with a zero byte behind each */
    const char **values; /* names and values of attributes, ended by NULL */
    size_t value_cap;
    struct buf open; /* names of the elements that are open, a zero byte behind each */
};

/* Entities can write what the page itself does not hold ("&#x9b;"). */
static bool is_clean(struct str s, bool may_have_lines)
{
    for (size_t i = 0; i < s.len; i++)
        if (((unsigned char)s.ptr[i] < 0x20 && !(may_have_lines && s.ptr[i] == '\n')) ||
            (unsigned char)s.ptr[i] >= 0x7F)
            return false;
    return true;
}

static void add_clean_value(struct buf *out, struct str value)
{
    size_t start = out->len;

    text_sanitize(out, value);
    for (size_t i = start; i < out->len; i++)
        if (ascii_is_space(out->ptr[i]))
            out->ptr[i] = ' ';
    buf_addc(out, '\0');
}

/* The attributes with values that can be shown; borrowed until the next call. */
static const char *const *clean_attributes(struct reading *r, const char *const *attributes)
{
    const char *next;
    size_t count = 0;
    bool all_clean = true;

    for (; attributes != NULL && attributes[count] != NULL; count += 2)
        all_clean &= attributes[count + 1] == NULL ||
                     is_clean(str_of(attributes[count + 1]), false);
    if (all_clean)
        return attributes;
    buf_clear(&r->clean);
    for (size_t i = 1; i < count; i += 2)
        if (attributes[i] != NULL)
            add_clean_value(&r->clean, str_of(attributes[i]));
    next = r->clean.ptr;
    for (size_t i = 0; i <= count; i++) {
        r->values = xgrow(r->values, i, &r->value_cap, sizeof(*r->values));
        r->values[i] = attributes[i];
        if (i % 2 == 1 && attributes[i] != NULL) {
            r->values[i] = next;
            next += strlen(next) + 1;
        }
    }
    return r->values;
}

static void on_open(void *ctx, const xmlChar *name, const xmlChar **attributes)
{
    struct reading *r = ctx;

    buf_add(&r->open, (const char *)name, strlen((const char *)name) + 1);
    r->events->open(r->ctx, (const char *)name,
                    clean_attributes(r, (const char *const *)attributes));
}

/* Where the name of the innermost element begins in r->open, of which there is one. */
static size_t innermost(const struct reading *r)
{
    const char *zero = r->open.len > 1 ? memrchr(r->open.ptr, '\0', r->open.len - 1) : NULL;

    return zero != NULL ? (size_t)(zero + 1 - r->open.ptr) : 0;
}

static void close_innermost(struct reading *r)
{
    size_t start = innermost(r);

    r->events->close(r->ctx, r->open.ptr + start);
    buf_truncate(&r->open, start);
}

static bool is_open(const struct reading *r, const char *name)
{
    for (size_t i = 0; i < r->open.len; i += strlen(r->open.ptr + i) + 1)
        if (strcmp(r->open.ptr + i, name) == 0)
            return true;
    return false;
}

/* libxml2 forgets to close the element whose tag is cut off by the end of the page. */
static void on_close(void *ctx, const xmlChar *name)
{
    struct reading *r = ctx;
    bool is_last = r->open.len > 0 && strcmp(r->open.ptr + innermost(r), (const char *)name) == 0;

    if (!is_last && !is_open(r, (const char *)name))
        return;
    while (!is_last) {
        close_innermost(r);
        is_last = strcmp(r->open.ptr + innermost(r), (const char *)name) == 0;
    }
    close_innermost(r);
}

static void on_text(void *ctx, const xmlChar *text, int len)
{
    struct reading *r = ctx;
    struct str s = str_slice((const char *)text, len > 0 ? (size_t)len : 0);

    if (!is_clean(s, true)) {
        buf_clear(&r->clean);
        text_sanitize(&r->clean, s);
        s = buf_str(&r->clean);
    }
    if (s.len > 0)
        r->events->text(r->ctx, s);
}

enum status html_parse(struct str page, const struct html_events *events, void *ctx,
                       struct error *err)
{
    struct reading reading = { .events = events, .ctx = ctx, .clean = BUF_INIT, .open = BUF_INIT };
    htmlSAXHandler handler = { .startElement = on_open,
                               .endElement = on_close,
                               .characters = on_text,
                               .ignorableWhitespace = on_text,
                               .initialized = 1 };
    struct buf clean = BUF_INIT;
    htmlParserCtxtPtr parser;

    if (page.len > INT_MAX)
        return error_set(err, STATUS_TOO_BIG, "larger than 2 GiB");
    if (has_crowded_tag(page))
        return error_set(err, STATUS_TOO_BIG, "a tag with more than %d attributes",
                         HTML_ATTRIBUTES_MAX);
    /* libxml2 takes a page with one broken character for one in another encoding. */
    if (utf8_valid_prefix(page) < page.len || memchr(page.ptr, '\0', page.len) != NULL) {
        text_sanitize(&clean, page);
        page = buf_str(&clean);
    }
    parser = xml.create(&handler, &reading, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (parser == NULL) {
        buf_release(&clean);
        return error_set(err, STATUS_IO, "no memory for the HTML parser");
    }
    (void)xml.parse(parser, page.ptr, (int)page.len, 1);
    xml.destroy(parser);
    while (reading.open.len > 0)
        close_innermost(&reading);
    buf_release(&reading.clean);
    buf_release(&reading.open);
    free(reading.values);
    buf_release(&clean);
    return STATUS_OK;
}

/* --- attributes --- */

const char *html_id(const char *const *attributes)
{
    const char *id = html_attribute(attributes, "id");
    size_t len = id != NULL ? strlen(id) : 0;

    return len > 0 && len <= HTML_ID_MAX && strchr(id, ' ') == NULL ? id : NULL;
}

const char *html_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes != NULL && attributes[i] != NULL; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return NULL;
}

bool html_has_class(const char *const *attributes, const char *word)
{
    const char *classes = html_attribute(attributes, "class");
    size_t len = strlen(word);

    for (const char *p = classes; p != NULL && (p = strstr(p, word)) != NULL; p += len)
        if ((p == classes || ascii_is_space(p[-1])) && (p[len] == '\0' || ascii_is_space(p[len])))
            return true;
    return false;
}

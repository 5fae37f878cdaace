/* HTML read as events, with libxml2's SAX interface. */
#include "indexer/html.h"

#include <dlfcn.h>
#include <libxml/HTMLparser.h>
#include <limits.h>

#include "core/text.h"

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
};

static void on_open(void *ctx, const xmlChar *name, const xmlChar **attributes)
{
    const struct reading *r = ctx;

    r->events->open(r->ctx, (const char *)name, (const char *const *)attributes);
}

static void on_close(void *ctx, const xmlChar *name)
{
    const struct reading *r = ctx;

    r->events->close(r->ctx, (const char *)name);
}

static void on_text(void *ctx, const xmlChar *text, int len)
{
    const struct reading *r = ctx;

    if (len > 0)
        r->events->text(r->ctx, str_slice((const char *)text, (size_t)len));
}

enum status html_parse(struct str page, const struct html_events *events, void *ctx,
                       struct error *err)
{
    struct reading reading = { events, ctx };
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
    buf_release(&clean);
    return STATUS_OK;
}

/* --- attributes --- */

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

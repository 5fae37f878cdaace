/* What each element of HTML is to a tree of Markdown. */
#include "indexer/html_roles.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/html.h"

struct named {
    const char *name;
    enum html_element element;
};

/* In byte order: they are searched by halves. */
static const struct named elements[] = {
    { "a", ELEMENT_LINK },
    { "address", ELEMENT_BLOCK },
    { "article", ELEMENT_BLOCK },
    { "aside", ELEMENT_BLOCK },
    { "audio", ELEMENT_DROPPED },
    { "b", ELEMENT_STRONG },
    { "blockquote", ELEMENT_QUOTE },
    { "br", ELEMENT_BREAK },
    { "button", ELEMENT_DROPPED },
    { "canvas", ELEMENT_DROPPED },
    { "caption", ELEMENT_SUMMARY },
    { "center", ELEMENT_BLOCK },
    { "cite", ELEMENT_EMPHASIS },
    { "code", ELEMENT_CODE },
    { "dd", ELEMENT_DEFINITION },
    { "details", ELEMENT_BLOCK },
    { "div", ELEMENT_BLOCK },
    { "dl", ELEMENT_LIST },
    { "dt", ELEMENT_TERM },
    { "em", ELEMENT_EMPHASIS },
    { "embed", ELEMENT_DROPPED },
    { "fieldset", ELEMENT_BLOCK },
    { "figcaption", ELEMENT_PARAGRAPH },
    { "figure", ELEMENT_BLOCK },
    { "footer", ELEMENT_DROPPED },
    { "form", ELEMENT_DROPPED },
    { "h1", ELEMENT_HEADING },
    { "h2", ELEMENT_HEADING },
    { "h3", ELEMENT_HEADING },
    { "h4", ELEMENT_HEADING },
    { "h5", ELEMENT_HEADING },
    { "h6", ELEMENT_HEADING },
    { "head", ELEMENT_DROPPED },
    { "header", ELEMENT_BLOCK },
    { "hr", ELEMENT_RULE },
    { "i", ELEMENT_EMPHASIS },
    { "iframe", ELEMENT_DROPPED },
    { "img", ELEMENT_IMAGE },
    { "input", ELEMENT_DROPPED },
    { "kbd", ELEMENT_CODE },
    { "li", ELEMENT_ITEM },
    { "main", ELEMENT_BLOCK },
    { "math", ELEMENT_DROPPED },
    { "nav", ELEMENT_DROPPED },
    { "noscript", ELEMENT_DROPPED },
    { "object", ELEMENT_DROPPED },
    { "ol", ELEMENT_LIST },
    { "p", ELEMENT_PARAGRAPH },
    { "pre", ELEMENT_PRE },
    { "rustdoc-search", ELEMENT_DROPPED },
    { "rustdoc-toolbar", ELEMENT_DROPPED },
    { "samp", ELEMENT_CODE },
    { "script", ELEMENT_DROPPED },
    { "section", ELEMENT_BLOCK },
    { "select", ELEMENT_DROPPED },
    { "strong", ELEMENT_STRONG },
    { "style", ELEMENT_DROPPED },
    { "summary", ELEMENT_SUMMARY },
    { "sup", ELEMENT_RAISED },
    { "svg", ELEMENT_DROPPED },
    { "table", ELEMENT_TABLE },
    { "td", ELEMENT_CELL },
    { "template", ELEMENT_DROPPED },
    { "textarea", ELEMENT_DROPPED },
    { "th", ELEMENT_CELL },
    { "title", ELEMENT_DROPPED },
    { "tr", ELEMENT_ROW },
    { "tt", ELEMENT_CODE },
    { "ul", ELEMENT_LIST },
    { "video", ELEMENT_DROPPED },
};

/* What mdBook, rustdoc and the Reference put beside the text. */
static const char *const dropped_classes[] = {
    "anchor",                    /* rustdoc: the sign beside an item */
    "doc-anchor",                /* rustdoc: the sign before a heading */
    "rule-link",                 /* the Reference: a rule's name in the margin */
    "test-link",                 /* the Reference: links to the compiler's tests */
    "grammar-railroad",          /* the Reference: diagrams that repeat a grammar */
    "popup-container",           /* the Reference: hidden until asked for */
    "tooltip",                   /* rustdoc: the sign beside an example */
    "hideme",                    /* rustdoc: "Expand description" */
    "footnote-backref", "emoji", /* rustdoc: the sign before a note */
};

static int compare(const void *key, const void *item)
{
    return strcmp(key, ((const struct named *)item)->name);
}

static enum html_element by_class(enum html_element element, const char *const *attributes)
{
    const char *hidden = html_attribute(attributes, "aria-hidden");
    const char *id = html_attribute(attributes, "id");

    if (id != NULL && strcmp(id, "versioninfo") == 0) /* above rustup's single pages */
        return ELEMENT_DROPPED;
    if (html_attribute(attributes, "class") == NULL)
        return hidden != NULL && strcmp(hidden, "true") == 0 ? ELEMENT_DROPPED : element;
    for (size_t i = 0; i < sizeof(dropped_classes) / sizeof(*dropped_classes); i++)
        if (html_has_class(attributes, dropped_classes[i]))
            return ELEMENT_DROPPED;
    if (element == ELEMENT_BLOCK && html_has_class(attributes, "warning"))
        return ELEMENT_QUOTE;
    return element;
}

enum html_element html_element_of(const char *name, const char *const *attributes)
{
    const struct named *found = bsearch(name, elements, sizeof(elements) / sizeof(*elements),
                                        sizeof(*elements), compare);
    enum html_element element = found != NULL ? found->element : ELEMENT_PLAIN;

    return attributes != NULL ? by_class(element, attributes) : element;
}

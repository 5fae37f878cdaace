/* HTML read as events, with libxml2's SAX interface.
 *
 * libxml2 is loaded when the first page is read and never before: it brings ICU with it, and linked
 * to the program that would cost every start a millisecond.
 */
#ifndef RUSTPRO_INDEXER_HTML_H
#define RUSTPRO_INDEXER_HTML_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/status.h"

enum {
    HTML_ATTRIBUTES_MAX = 4096, /* of one tag: libxml2 takes time with their square */
    HTML_ID_MAX = 1024          /* bytes */
};

/* What is called while a page is read. Element names are in lower case; attributes is NULL or a
 * list of names and values in turn, ended by NULL; a value may be NULL. Text comes in pieces. Both
 * have their entities decoded and are as text_sanitize() leaves them; in values line ends and tabs
 * are blanks. All is borrowed until the call returns. Every element that is opened is closed, in
 * the right order, also where the page forgets to. */
struct html_events {
    void (*open)(void *ctx, const char *name, const char *const *attributes);
    void (*close)(void *ctx, const char *name);
    void (*text)(void *ctx, struct str text);
};

/* Makes html_parse() ready. Not to be called by several threads at once.
 * STATUS_IO: libxml2 is not installed; the message says how to get it. */
enum status html_load(struct error *err);

/* Reads a page or a part of one, as browsers do: any bytes are HTML. After html_load(); by several
 * threads at once if need be.
 * STATUS_TOO_BIG: a tag with more than HTML_ATTRIBUTES_MAX attributes. */
enum status html_parse(struct str page, const struct html_events *events, void *ctx,
                       struct error *err);

/* The value of an attribute; NULL where there is none. borrowed. */
const char *html_attribute(const char *const *attributes, const char *name);

/* The value of the attribute "id"; NULL where there is none, or it is none: empty, with blanks in
 * it or longer than HTML_ID_MAX. borrowed. */
const char *html_id(const char *const *attributes);

/* True when the attribute "class" has that word. */
bool html_has_class(const char *const *attributes, const char *word);

#endif

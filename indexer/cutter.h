/* Cutting one document into sections: what document.c and section.c share; nobody else includes it.
 */
#ifndef RUSTPRO_INDEXER_CUTTER_H
#define RUSTPRO_INDEXER_CUTTER_H

#include <cmark-gfm.h>
#include <stdbool.h>

#include "core/entry.h"
#include "indexer/document.h"
#include "indexer/footnotes.h"
#include "indexer/slug.h"
#include "indexer/texts.h"

enum { HEADING_LEVELS = 7 }; /* 0: before the first heading */

/* The section being gathered. */
struct section {
    cmark_node *blocks; /* a document node of its own */
    char *title;
    char *anchor;
    char *slug;  /* NULL: before the first heading */
    int level;   /* 0: before the first heading */
    size_t line; /* in the file */
    struct entry fields;
    struct buf notes;
    struct buf rules;
};

struct cutter {
    const struct document_place *place;
    struct document *doc;
    struct texts *texts;
    struct slugs *slugs;
    struct footnotes *footnotes;
    cmark_node *root;
    struct str text;     /* what root was parsed from */
    size_t *line_starts; /* offsets of its lines, and of its end */
    size_t line_count;
    size_t lines_before;             /* of front matter */
    char *ancestors[HEADING_LEVELS]; /* titles that are open, by level; [0]: the page's own */
    struct section section;
    struct buf rules;     /* names that belong to what comes next */
    size_t context_bytes; /* of blocks repeated for their pieces so far */
    bool is_error_code;
    bool has_entities; /* such as "&#27;" */
    bool has_rules; /* "r[rule.name]" lines: a page of the Reference, whose tools resolve more links
                     */
    bool has_own_title; /* by its front matter */
    bool is_api;        /* docs of an item: its code blocks stay whole, and it always is an entry */
    const char *keywords; /* from the front matter */
};

/* The line of the file that line number line of the parsed text came from. */
size_t cutter_file_line(const struct cutter *c, size_t line);

/* Notes that the outermost block node, which has that many links, can stand in a body as its own
 * lines; where it cannot, nothing is noted. */
void cutter_mark_as_written(const struct cutter *c, cmark_node *node, size_t links);

/* Makes ready for one document; place and doc are borrowed. root is taken. */
void cutter_init(struct cutter *c, const struct document_place *place, struct document *doc,
                 cmark_node *root);
void cutter_release(struct cutter *c);

/* Deals the blocks of c->root out to sections, which become entries. */
void cutter_deal_out(struct cutter *c);

/* Makes headings below node paragraphs of strong text. */
void cutter_demote_headings(cmark_node *node);

/* One more entry at the end of the document, and what fills its body and texts from blocks. Both
 * pointers are good until the next entry. */
struct entry *cutter_new_entry(struct cutter *c);
void cutter_fill_body(struct cutter *c, struct entry *e, cmark_node *blocks);

/* A title, trimmed and at most as long as titles may be. new. */
char *cutter_copy_title(struct str title);

/* Begins the next section; takes title and anchor. */
void section_begin(struct cutter *c, int level, char *title, char *anchor, size_t line);

/* Ends the section at hand: its entry, before those of its pairs and parts. is_last_resort: a page
 * must not vanish, so even a bare title is an entry. */
void section_end(struct cutter *c, bool is_last_resort);

void section_release(struct section *s);

#endif

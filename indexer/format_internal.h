/* The inside of the format checks. For indexer/format_*.c alone. */
#ifndef RUSTPRO_INDEXER_FORMAT_INTERNAL_H
#define RUSTPRO_INDEXER_FORMAT_INTERNAL_H

#include <cmark-gfm.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

enum { FORMAT_QUOTE_MAX = 60 }; /* bytes of the document that a message repeats */

/* The section at hand: what stands below one outermost heading. */
struct format_section {
    size_t line;        /* of its heading; 0: before the first one */
    size_t fields_line; /* of its fields comment; 0: none so far */
    bool has_text, has_code;
};

/* One file's check. Lines count from 1 in text; format_check_tell() makes them the file's. */
struct format_check {
    struct str text; /* what was parsed */
    size_t *line_starts;
    size_t line_count;
    size_t lines_before; /* of front matter */
    struct lexicon *ids; /* slugs of headings and pairs; word_entries is the line of the first */
    struct format_fault *faults; /* format_check.c alone looks inside */
    size_t fault_count, fault_cap;
    bool is_full; /* there were more faults */
    struct format_section section;
    bool has_title;
    bool has_include; /* outside of code: the title may come from elsewhere */
    size_t patterns, snippets;
};

/* A piece of the document, fit for a message: one line, cut if longer. */
struct format_quote {
    char text[FORMAT_QUOTE_MAX + sizeof("...")];
};

/* Notes a fault, one line of text. Line 0 is where the text should begin. format_check.c */
void format_check_tell(struct format_check *c, size_t line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The quote of any piece; use it in the expression that makes it. format_check.c */
struct format_quote format_check_quote(struct str s);

/* The line that a node starts on, never 0. format_check.c */
size_t format_check_line_of(cmark_node *node);

/* Lines first to last of the text; empty when there are none such. borrowed from c->text.
 * format_check.c */
struct str format_check_lines(const struct format_check *c, int first, int last);

/* Notes the slug of a heading's or pair's title; tells when it was given before. what names it in
 * the message: "the pair". format_check.c */
void format_check_note_title(struct format_check *c, struct str title, const char *what,
                             size_t line);

/* The name that word is likely to mean, and in how many letters they differ, 0 when only in case,
 * '-' and '_'; NULL: none is near, *far is as it was. borrowed from names. format_fields.c */
const char *format_fields_nearest(struct str word, const char *const *names, size_t count,
                                  size_t *far);

/* True for one or more ASCII digits and nothing else. format_fields.c */
bool format_fields_is_digits(struct str s);

/* Checks the lines of a comment as fields_is_comment() has it; line is its first.
 * format_fields.c */
void format_fields_check(struct format_check *c, struct str html, size_t line);

/* True when the text of a comment, without its marks, begins with "pattern" alone on its line, or
 * with that word and has a field: it was to be a fields comment. format_fields.c */
bool format_fields_is_meant(struct str text);

/* Checks a code block, fenced or indented, and counts it when it is a snippet. is_outermost: it
 * stands in no list or quotation, and the indexer cuts pairs from it. format_code.c */
void format_code_check(struct format_check *c, cmark_node *node, bool is_outermost);

#endif

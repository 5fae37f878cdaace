/* A rustdoc page while it is read: what rustdoc_page.c and rustdoc_entry.c share; nobody else
 * includes it. */
#ifndef RUSTPRO_INDEXER_RUSTDOC_INTERNAL_H
#define RUSTPRO_INDEXER_RUSTDOC_INTERNAL_H

#include "indexer/cutter.h"
#include "indexer/html_tree.h"

/* What a page says of one thing. */
struct rustdoc_part {
    enum entry_kind kind;
    char *name;   /* the last part of its path; of an implementation NULL */
    char *anchor; /* NULL for the item itself */
    char *source_view;
    struct buf signature;
    struct buf since; /* as printed: "1.0.0 (const: 1.48.0)" */
    bool is_deprecated;
    bool is_unstable;
    cmark_node *warnings; /* documents: what stands before the docs, the docs, what stands behind */
    cmark_node *docs;
    cmark_node *notes;
};

/* What the members at hand are. */
enum rustdoc_area {
    AREA_MEMBERS,     /* of the item itself, documented here */
    AREA_FIELDS,      /* of a struct */
    AREA_TRAIT_IMPLS, /* whose methods are documented with their trait */
    AREA_DEREF        /* documented with another type */
};

struct rustdoc {
    struct document_place place; /* with the item's own trail */
    struct document *doc;
    struct cutter cutter;
    struct buf trail;
    const char *crate; /* borrowed from place */
    char *path;        /* "std::vec::Vec" */
    char *title;       /* "Vec" */
    struct rustdoc_part item;
    struct rustdoc_part impl;
    struct rustdoc_part member;
    enum rustdoc_area area;
    bool has_item_entry;
    cmark_node *fields; /* document: a list of those seen so far; NULL: none */
    bool has_field_docs;
    cmark_node *impls; /* document: a list of implementations without docs; NULL: none */
    size_t impl_count;
    struct buf impl_names; /* of their methods, a line for each */
    struct buf own_names;  /* likewise, of the implementation at hand */
    struct buf deref_page; /* where the methods of AREA_DEREF are documented */
};

enum { RUSTDOC_IMPLS_MAX = 200 }; /* listed with a type */

void rustdoc_part_init(struct rustdoc_part *p);
void rustdoc_part_release(struct rustdoc_part *p);

/* Each makes what was read of a part into what it is worth, and empties the part. */
void rustdoc_end_item(struct rustdoc *r);
void rustdoc_end_member(struct rustdoc *r);
void rustdoc_end_impl(struct rustdoc *r);

/* The entries that sum up: fields, implementations. */
void rustdoc_end_page(struct rustdoc *r);

/* Appends the blocks of from to *to, documents both; makes *to where it is NULL, and frees from. */
void rustdoc_append(cmark_node **to, cmark_node *from);

/* A paragraph that is one span of code, appended to document. */
void rustdoc_append_code(cmark_node *parent, struct str code);

#endif

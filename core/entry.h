/* The entry: the unit of answer. One pattern, one heading's worth of a document, one error code,
 * one item of an API or one of its members. */
#ifndef RUSTPRO_CORE_ENTRY_H
#define RUSTPRO_CORE_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"

/* Stored in the index as these numbers: never renumber, only add. */
enum entry_kind {
    ENTRY_SECTION = 0,
    ENTRY_PATTERN = 1,
    ENTRY_DEPRECATED = 2,
    ENTRY_ERROR = 3,
    /* Items of an API, as rustdoc calls them. */
    ENTRY_MODULE = 4,
    ENTRY_STRUCT = 5,
    ENTRY_ENUM = 6,
    ENTRY_UNION = 7,
    ENTRY_TRAIT = 8,
    ENTRY_TRAIT_ALIAS = 9,
    ENTRY_FUNCTION = 10,
    ENTRY_MACRO = 11,
    ENTRY_DERIVE = 12,
    ENTRY_ATTRIBUTE = 13,
    ENTRY_TYPE = 14,
    ENTRY_CONSTANT = 15,
    ENTRY_STATIC = 16,
    ENTRY_PRIMITIVE = 17,
    ENTRY_KEYWORD = 18,
    ENTRY_INTRINSIC = 19, /* of core::arch: one of very many */
    /* Members of items. */
    ENTRY_METHOD = 20,
    ENTRY_ASSOCIATED_TYPE = 21,
    ENTRY_ASSOCIATED_CONSTANT = 22,
    ENTRY_VARIANT = 23,
    ENTRY_FIELDS = 24, /* all fields of a struct */
    ENTRY_IMPL = 25,
    ENTRY_KIND_COUNT /* at most 32: sets of kinds are bits */
};

enum entry_status {
    ENTRY_STATUS_NONE = 0, /* the document does not say */
    ENTRY_STATUS_STABLE = 1,
    ENTRY_STATUS_NIGHTLY = 2,
    ENTRY_STATUS_DEPRECATED = 3,
    ENTRY_STATUS_LIBRARY = 4,
    ENTRY_STATUS_COUNT
};

/* "section", "pattern", ...; static. */
const char *entry_kind_name(enum entry_kind kind);
bool entry_kind_parse(struct str name, enum entry_kind *out);

/* "stable", "nightly", ...; NULL for ENTRY_STATUS_NONE; static. */
const char *entry_status_name(enum entry_status status);
bool entry_status_parse(struct str name, enum entry_status *out);

/* The minor number of a release "1.N" or "1.N.P" (1 to 254), else 0. */
uint8_t entry_release_minor(struct str release);

/* 1 to 4 for the editions 2015, 2018, 2021 and 2024; 0 for anything else. */
uint8_t entry_edition_code(struct str edition);

/* True for items of an API and their members. */
bool entry_is_item(enum entry_kind kind);

/* Trail parts are kept in one string with this byte between them. */
#define ENTRY_TRAIL_SEPARATOR '\x1f'

/* All strings are new and belong to the entry; NULL where the document says nothing, except
 * title, trail, anchor, slug and body, which are never NULL. */
struct entry {
    enum entry_kind kind;
    enum entry_status status;
    char *title;       /* plain text */
    char *trail;       /* outermost first, without the title itself */
    char *anchor;      /* fragment of the page it stands under, may be empty */
    char *slug;        /* fragment of its id: empty for a page's first entry */
    char *since;       /* "1.85" */
    char *edition;     /* "2021" */
    char *replaces;    /* an id or a name */
    char *replaced_by; /* an id or a name */
    char *keywords;    /* words people search with that the text does not hold */
    char *crates;      /* that its snippets use: "tokio 1, futures 0.3" */
    char *item;        /* path of an API's item: "std::vec::Vec::push" */
    char *signature;   /* its declaration, Rust, perhaps over several lines */
    char *
        source_view; /* page of its source, below the docs' root: "src/alloc/vec/mod.rs.html#991" */
    char *names;     /* more names that find it exactly, a line for each */
    char *body;      /* Markdown; code blocks keep their info strings and hidden lines */
    size_t line;     /* in its file, from 1 */
    size_t snippets; /* code blocks in body */
    int rust_edition; /* in which a fence that names none compiles: 2015, 2018, 2021 or 2024 */

    /* What the index is asked about, one text for each column of the full-text table. */
    struct buf words;         /* prose of the body, comments in its code blocks too */
    struct buf title_symbols; /* as symbols, of the heading alone; kept beside the title */
    struct buf symbols;       /* TOKENIZER_CODE text: identifiers and operators that prose names */
    struct buf code;          /* TOKENIZER_CODE text: the same from code blocks */
};

void entry_init(struct entry *e);
void entry_release(struct entry *e);

#endif

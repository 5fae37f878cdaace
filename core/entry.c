/* Entries: names of kinds and states, and memory. */
#include "core/entry.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

static const char *const kind_names[ENTRY_KIND_COUNT] = {
    [ENTRY_SECTION] = "section",
    [ENTRY_PATTERN] = "pattern",
    [ENTRY_DEPRECATED] = "deprecated",
    [ENTRY_ERROR] = "error",
    [ENTRY_MODULE] = "mod",
    [ENTRY_STRUCT] = "struct",
    [ENTRY_ENUM] = "enum",
    [ENTRY_UNION] = "union",
    [ENTRY_TRAIT] = "trait",
    [ENTRY_TRAIT_ALIAS] = "traitalias",
    [ENTRY_FUNCTION] = "fn",
    [ENTRY_MACRO] = "macro",
    [ENTRY_DERIVE] = "derive",
    [ENTRY_ATTRIBUTE] = "attr",
    [ENTRY_TYPE] = "type",
    [ENTRY_CONSTANT] = "constant",
    [ENTRY_STATIC] = "static",
    [ENTRY_PRIMITIVE] = "primitive",
    [ENTRY_KEYWORD] = "keyword",
    [ENTRY_INTRINSIC] = "intrinsic",
    [ENTRY_METHOD] = "method",
    [ENTRY_ASSOCIATED_TYPE] = "associatedtype",
    [ENTRY_ASSOCIATED_CONSTANT] = "associatedconstant",
    [ENTRY_VARIANT] = "variant",
    [ENTRY_FIELDS] = "fields",
    [ENTRY_IMPL] = "impl",
};

static const char *const status_names[ENTRY_STATUS_COUNT] = {
    [ENTRY_STATUS_STABLE] = "stable",
    [ENTRY_STATUS_NIGHTLY] = "nightly",
    [ENTRY_STATUS_DEPRECATED] = "deprecated",
    [ENTRY_STATUS_LIBRARY] = "library",
};

/* The row of table whose name is asked for, or count. */
static size_t find_name(const char *const *table, size_t count, struct str name)
{
    size_t i = 0;

    while (i < count && (table[i] == NULL || !str_equal_nocase(str_of(table[i]), name)))
        i++;
    return i;
}

const char *entry_kind_name(enum entry_kind kind)
{
    return (unsigned)kind < ENTRY_KIND_COUNT ? kind_names[kind] : "section";
}

bool entry_kind_parse(struct str name, enum entry_kind *out)
{
    size_t i = find_name(kind_names, ENTRY_KIND_COUNT, name);

    if (i == ENTRY_KIND_COUNT)
        return false;
    *out = (enum entry_kind)i;
    return true;
}

const char *entry_status_name(enum entry_status status)
{
    return (unsigned)status < ENTRY_STATUS_COUNT ? status_names[status] : NULL;
}

bool entry_status_parse(struct str name, enum entry_status *out)
{
    size_t i = find_name(status_names, ENTRY_STATUS_COUNT, name);

    if (i == ENTRY_STATUS_COUNT)
        return false;
    *out = (enum entry_status)i;
    return true;
}

uint8_t entry_release_minor(struct str release)
{
    unsigned minor = 0;

    if (!str_starts(release, "1.") || release.len < 3 || !ascii_is_digit(release.ptr[2]))
        return 0;
    for (size_t i = 2; i < release.len && ascii_is_digit(release.ptr[i]) && minor < 255; i++)
        minor = minor * 10 + (unsigned)(release.ptr[i] - '0');
    return minor < 255 ? (uint8_t)minor : 0;
}

uint8_t entry_edition_code(struct str edition)
{
    static const char *const editions[] = { "2015", "2018", "2021", "2024" };

    for (uint8_t i = 0; i < 4; i++)
        if (str_equals(edition, editions[i]))
            return (uint8_t)(i + 1);
    return 0;
}

bool entry_is_item(enum entry_kind kind)
{
    return kind >= ENTRY_MODULE;
}

void entry_init(struct entry *e)
{
    *e = (struct entry){ .kind = ENTRY_SECTION };
    buf_init(&e->words);
    buf_init(&e->title_symbols);
    buf_init(&e->symbols);
    buf_init(&e->code);
}

void entry_release(struct entry *e)
{
    free(e->title);
    free(e->trail);
    free(e->anchor);
    free(e->slug);
    free(e->since);
    free(e->edition);
    free(e->replaces);
    free(e->replaced_by);
    free(e->body);
    buf_release(&e->words);
    buf_release(&e->title_symbols);
    buf_release(&e->symbols);
    buf_release(&e->code);
    free(e->keywords);
    free(e->crates);
    free(e->item);
    free(e->signature);
    free(e->source_view);
    free(e->names);
    entry_init(e);
}

/* Fields: the comment below a heading that says what a pattern is. */
#include "indexer/fields.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

/* Where the value of a key goes: a string of the entry, a note under this label, or both. */
static const struct {
    const char *key;
    size_t offset;     /* of the char * in struct entry; 0 (its kind, no string): it has none */
    const char *label; /* NULL: no note */
} field_table[] = {
    { "since", offsetof(struct entry, since), NULL },
    { "edition", offsetof(struct entry, edition), NULL },
    { "replaces", offsetof(struct entry, replaces), NULL },
    { "replaced_by", offsetof(struct entry, replaced_by), NULL },
    { "keywords", offsetof(struct entry, keywords), NULL },
    { "crates", offsetof(struct entry, crates), "Crates" },
    { "feature", 0, "Feature gate" },
    { "see", 0, "See also" },
};

bool fields_is_comment(struct str html)
{
    struct str rest = str_trim(html);
    struct str line;

    if (!str_starts(rest, "<!--") || !str_ends(rest, "-->") || !str_next_line(&rest, &line))
        return false;
    line = str_trim(str_slice(line.ptr + 4, line.len - 4));
    return str_equals(line, "pattern");
}

_Static_assert(offsetof(struct entry, kind) == 0, "0 stands for no string");

static void set_field(struct entry *e, struct buf *notes, struct str key, struct str value)
{
    for (size_t i = 0; i < sizeof(field_table) / sizeof(*field_table); i++) {
        if (!str_equals(key, field_table[i].key))
            continue;
        if (field_table[i].label != NULL)
            buf_addf(notes, "%s: %.*s\n\n", field_table[i].label, (int)value.len, value.ptr);
        if (field_table[i].offset != 0) {
            char **slot = (char **)(void *)((char *)e + field_table[i].offset);

            free(*slot);
            *slot = xmemdup0(value.ptr, value.len);
        }
        return;
    }
    if (str_equals(key, "status"))
        (void)entry_status_parse(value, &e->status);
}

void fields_read(struct str html, struct entry *e, struct buf *notes)
{
    struct str rest = str_trim(html);
    struct str line;

    e->kind = ENTRY_PATTERN;
    while (str_next_line(&rest, &line)) {
        struct str value = line;
        struct str key;

        (void)str_next_field(&value, ':', &key);
        if (str_ends(str_trim(value), "-->"))
            value.len = (size_t)(str_trim(value).ptr + str_trim(value).len - 3 - value.ptr);
        if (value.ptr != NULL && str_trim(value).len > 0)
            set_field(e, notes, str_trim(key), str_trim(value));
    }
}

/* rustdoc's search data: under which other words its own search finds an item. */
#include "indexer/search_data.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/search_data_internal.h"

/* --- rows --- */

/* What can hold items: a module, a type, a trait. Slices are borrowed from the table. */
struct holder {
    size_t kind;
    struct str module; /* where it stands itself: "std::vec"; "" for a crate */
    struct str name;
};

static enum status tell_damaged(const struct search_table *t, const char *what, size_t row,
                                struct error *err)
{
    return error_set(err, STATUS_BAD_INPUT, "%s: row %zu is no %s: damaged", t->dir, row, what);
}

/* Reads the holder in a row. *found is false for a row that is none. */
static enum status read_holder(struct search_table *t, size_t row, struct holder *out, bool *found,
                               struct error *err)
{
    struct str path;
    enum status st = search_table_cell(t, SEARCH_COLUMN_PATH, row, &path, err);

    if (st == STATUS_OK)
        st = search_table_cell(t, SEARCH_COLUMN_NAME, row, &out->name, err);
    if (st != STATUS_OK)
        return st;
    *found = path.len > 0;
    if (*found && !search_path_read(path, &out->kind, &out->module))
        st = tell_damaged(t, "path", row, err);
    return st;
}

/* Appends the path of the module in a row: "std::vec". Nothing is appended when it is none. */
static enum status add_module(struct search_table *t, size_t row, struct buf *out,
                              struct error *err)
{
    struct holder module;
    bool found = false;
    enum status st = read_holder(t, row, &module, &found, err);

    if (st != STATUS_OK || !found)
        return st;
    buf_addstr(out, module.module);
    if (module.module.len > 0)
        buf_adds(out, "::");
    buf_addstr(out, module.name);
    return STATUS_OK;
}

/* Appends the page of the item in a row; nothing when it has none. */
static enum status add_page(struct search_table *t, size_t row, struct buf *out, struct error *err)
{
    struct search_item item = { 0 };
    struct holder parent = { 0 };
    struct buf module = BUF_INIT;
    struct search_entry entry;
    struct str cell;
    enum status st = search_table_cell(t, SEARCH_COLUMN_ENTRY, row, &cell, err);

    if (st == STATUS_OK && cell.len == 0)
        return STATUS_OK; /* gone: rustdoc documented its crate anew */
    if (st == STATUS_OK && !search_entry_read(cell, &entry))
        st = tell_damaged(t, "entry", row, err);
    if (st == STATUS_OK)
        st = search_table_cell(t, SEARCH_COLUMN_NAME, row, &item.name, err);
    if (st == STATUS_OK && entry.module > 0)
        st = add_module(t, entry.module - 1, &module, err);
    if (st == STATUS_OK && entry.parent > 0)
        st = read_holder(t, entry.parent - 1, &parent, &item.has_parent, err);
    if (st == STATUS_OK) {
        item.kind = entry.kind;
        item.module = buf_str(&module);
        item.parent_kind = parent.kind;
        item.parent = parent.name;
        (void)search_item_add_page(out, &item);
    }
    buf_release(&module);
    return st;
}

/* --- aliases --- */

/* Appends name, sanitized, on one line. */
static void add_line(struct buf *out, struct str name)
{
    struct buf clean = BUF_INIT;

    text_sanitize(&clean, name);
    for (size_t i = 0; i < clean.len; i++)
        if (clean.ptr[i] == '\n' || clean.ptr[i] == '\t')
            clean.ptr[i] = ' ';
    buf_addstr(out, str_trim(buf_str(&clean)));
    buf_release(&clean);
}

/* Adds the alias in a row, unless it has no text or its item no page. */
static enum status add_alias(struct search_table *t, size_t row, struct search_aliases *list,
                             struct error *err)
{
    struct buf alias = BUF_INIT;
    struct buf page = BUF_INIT;
    struct str target;
    struct str name;
    size_t item;
    enum status st = search_table_cell(t, SEARCH_COLUMN_ALIAS, row, &target, err);

    if (st == STATUS_OK && !search_alias_read(target, &item))
        st = tell_damaged(t, "alias", row, err);
    if (st == STATUS_OK)
        st = search_table_cell(t, SEARCH_COLUMN_NAME, row, &name, err);
    if (st == STATUS_OK)
        st = add_page(t, item, &page, err);
    if (st == STATUS_OK)
        add_line(&alias, name);
    if (st == STATUS_OK && page.len > 0 && alias.len > 0 && alias.len <= SEARCH_ALIAS_BYTES_MAX) {
        list->items = xgrow(list->items, list->count, &list->cap, sizeof(*list->items));
        list->items[list->count++] = (struct search_alias){ buf_detach(&page), buf_detach(&alias) };
    }
    buf_release(&alias);
    buf_release(&page);
    return st;
}

static enum status add_aliases(struct search_table *t, struct search_aliases *list,
                               struct error *err)
{
    const struct search_column *c = &t->columns[SEARCH_COLUMN_ALIAS];
    enum status st = STATUS_OK;
    size_t left = c->cell_count;

    if (left > SEARCH_ALIASES_MAX)
        return error_set(err, STATUS_TOO_BIG, "%s: more than %d aliases", t->dir,
                         SEARCH_ALIASES_MAX);
    for (size_t row = 0; st == STATUS_OK && left > 0; row++) {
        if (search_rows_has(&c->empty, row))
            continue;
        st = add_alias(t, row, list, err);
        left--;
    }
    return st;
}

static int compare_aliases(const void *a, const void *b)
{
    const struct search_alias *x = a;
    const struct search_alias *y = b;
    int order = strcmp(x->page, y->page);

    return order != 0 ? order : strcmp(x->alias, y->alias);
}

static void free_alias(struct search_alias *a)
{
    free(a->page);
    free(a->alias);
}

/* Orders the list and drops duplicates: methods of the same name in several impls of one type. */
static void sort_aliases(struct search_aliases *list)
{
    size_t kept = 0;

    if (list->count == 0)
        return;
    qsort(list->items, list->count, sizeof(*list->items), compare_aliases);
    for (size_t i = 1; i < list->count; i++) {
        if (compare_aliases(&list->items[kept], &list->items[i]) == 0)
            free_alias(&list->items[i]);
        else
            list->items[++kept] = list->items[i];
    }
    list->count = kept + 1;
}

enum status search_data_read(const char *root, struct search_aliases *out, struct error *err)
{
    struct search_aliases list = { 0 };
    struct search_table table;
    enum status st = search_table_open(root, &table, err);

    if (st == STATUS_OK)
        st = add_aliases(&table, &list, err);
    if (st == STATUS_OK) {
        sort_aliases(&list);
        *out = list;
        list = (struct search_aliases){ 0 };
    }
    search_aliases_release(&list);
    search_table_close(&table);
    return st;
}

void search_aliases_release(struct search_aliases *list)
{
    for (size_t i = 0; i < list->count; i++)
        free_alias(&list->items[i]);
    free(list->items);
    *list = (struct search_aliases){ 0 };
}

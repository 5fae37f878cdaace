/* rustpro open: the page that an entry comes from, in the reader's browser. */
#include <stdio.h>

#include "cli/browser.h"
#include "cli/command.h"
#include "cli/entry_page.h"

static enum status find_page(struct index *ix, int64_t entry, struct buf *page, struct error *err)
{
    struct index_row row = { 0 };
    enum status st = index_read_entry(ix, entry, false, &row, err);

    if (st == STATUS_OK)
        st = entry_page_add(page, &row, err);
    index_row_release(&row);
    return st;
}

/* What cannot be shown is printed: the reader may take it from there. */
static int show_page(const char *page, bool print_only)
{
    struct error err;
    enum status st = print_only ? STATUS_OK : browser_show(page, &err);

    if (print_only || st == STATUS_NOT_FOUND || st == STATUS_IO)
        (void)puts(page);
    if (st == STATUS_OK)
        return EXIT_FOUND;
    command_say("open: %s", err.msg);
    return EXIT_ERROR;
}

int cmd_open_entry(struct index *ix, int64_t entry, const struct options *o)
{
    struct buf page = BUF_INIT;
    struct error err;
    enum status st = find_page(ix, entry, &page, &err);
    int code = st == STATUS_OK ? show_page(page.ptr, o->print) : command_fail(st, &err);

    buf_release(&page);
    return code;
}

int cmd_open(const struct options *o)
{
    struct index *ix = NULL;
    int64_t entry;
    int code = command_find_entry(o, "open", &ix, &entry);

    if (code == EXIT_FOUND)
        code = cmd_open_entry(ix, entry, o);
    index_close(ix);
    return code;
}

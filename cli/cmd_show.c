/* rustpro show: one entry whole. */
#include "cli/command.h"
#include "cli/render_answer.h"

int cmd_show_entry(struct index *ix, int64_t entry, const struct options *o)
{
    struct index_row row = { 0 };
    struct render_style style = command_style(o);
    struct buf out = BUF_INIT;
    struct error err;
    enum status st = index_read_entry(ix, entry, true, &row, &err);

    if (st == STATUS_OK)
        st = render_entry(&out, &row, ix, o, &style, &err);
    if (st == STATUS_OK)
        command_print(o, buf_str(&out));
    index_row_release(&row);
    buf_release(&out);
    return st == STATUS_OK ? EXIT_FOUND : command_fail(st, &err);
}

int cmd_show(const struct options *o)
{
    struct index *ix = NULL;
    int64_t entry;
    int code = command_find_entry(o, "show", &ix, &entry);

    if (code == EXIT_FOUND)
        code = cmd_show_entry(ix, entry, o);
    index_close(ix);
    return code;
}

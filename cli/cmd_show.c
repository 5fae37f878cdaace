/* rustpro show: one entry whole. */
#include <stdlib.h>

#include "cli/command.h"
#include "cli/last_ask.h"
#include "cli/render_answer.h"
#include "core/text.h"
#include "core/xalloc.h"

static bool is_number(const char *s)
{
    for (const char *p = s; *p != '\0'; p++)
        if (!ascii_is_digit(*p))
            return false;
    return s[0] != '\0' && strlen(s) <= 6;
}

static int show(struct index *ix, const char *id, const struct options *o)
{
    struct index_row row = { 0 };
    struct render_style style = command_style(o);
    struct buf out = BUF_INIT;
    struct error err;
    int64_t number = 0;
    enum status st = index_find_id(ix, str_of(id), &number, &err);

    if (st == STATUS_OK)
        st = index_read_entry(ix, number, true, &row, &err);
    if (st == STATUS_OK) {
        render_entry(&out, &row, ix, o, &style);
        command_print(o, buf_str(&out));
    }
    index_row_release(&row);
    buf_release(&out);
    return st == STATUS_OK ? EXIT_FOUND : command_fail(st, &err);
}

int cmd_show(const struct options *o)
{
    struct options opened = *o;
    struct index *ix = NULL;
    struct error err;
    char *id = NULL;
    char *index_path = NULL;
    int code;

    if (o->arg_count != 1) {
        command_say("show: needs one ID, or a number of the last ask");
        return EXIT_ERROR;
    }
    if (is_number(o->args[0])) {
        enum status st = last_ask_recall(strtoul(o->args[0], NULL, 10), &id, &index_path, &err);

        if (st != STATUS_OK)
            return command_fail(st, &err);
        if (opened.index == NULL)
            opened.index = index_path;
    } else {
        id = xstrdup(o->args[0]);
    }
    code = command_open_index(&opened, &ix);
    if (code == EXIT_FOUND)
        code = show(ix, id, o);
    index_close(ix);
    free(id);
    free(index_path);
    return code;
}

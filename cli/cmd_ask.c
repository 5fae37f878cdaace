/* rustpro ask: a question answered. */
#include <stdlib.h>

#include "cli/command.h"
#include "cli/first_run.h"
#include "cli/last_ask.h"
#include "cli/render_answer.h"

enum { HITS_DEFAULT = 10 };

static int print_result(const struct search_result *r, struct index *ix, const struct options *o)
{
    struct render_style style = command_style(o);
    struct buf out = BUF_INIT;
    struct error err;
    enum status st = render_answer(&out, r, ix, o, &style, &err);

    if (st == STATUS_OK)
        command_print(o, buf_str(&out));
    buf_release(&out);
    if (st != STATUS_OK)
        return command_fail(st, &err);
    return r->nearest ? EXIT_NOTHING : EXIT_FOUND;
}

int cmd_ask(const struct options *o)
{
    struct index *ix = NULL;
    struct question_filters filters;
    struct search_result r;
    struct error err;
    char *text = command_join_args(o);
    enum status st;
    int code = command_open_index(o, &ix);

    if (code != EXIT_FOUND) {
        free(text);
        return code;
    }
    command_add_filters(&filters, o, str_of(text), ix);
    st = search_run(ix, str_of(text), &filters, o->count > 0 ? (size_t)o->count : HITS_DEFAULT, &r,
                    &err);
    if (st == STATUS_OK) {
        if (o->format == FORMAT_TEXT || o->format == FORMAT_MARKDOWN)
            last_ask_keep(index_path(ix), &r);
        code = print_result(&r, ix, o);
        first_run_tell(ix, o);
        search_release(&r);
    } else {
        code = command_fail(st, &err);
    }
    command_release_filters(&filters);
    index_close(ix);
    free(text);
    return code;
}

/* rustpro ask: a question answered. */
#include <stdlib.h>

#include "cli/command.h"
#include "cli/first_run.h"
#include "cli/last_ask.h"
#include "cli/render_answer.h"

static int print_result(const struct search_result *r, size_t from, struct index *ix,
                        const struct options *o)
{
    struct render_style style = command_style(o);
    struct buf out = BUF_INIT;
    struct error err;
    enum status st = STATUS_OK;

    if (from == 0)
        st = render_answer(&out, r, ix, o, &style, &err);
    else
        render_answer_more(&out, r, from, ix, o, &style);
    if (st == STATUS_OK)
        command_print(o, buf_str(&out));
    buf_release(&out);
    if (st != STATUS_OK)
        return command_fail(st, &err);
    return r->nearest ? EXIT_NOTHING : EXIT_FOUND;
}

int cmd_ask_index(struct index *ix, struct str text, size_t from, const struct options *o,
                  struct search_result *kept)
{
    struct search_result r;
    struct error err;
    size_t limit = from + (o->count > 0 ? (size_t)o->count : ASK_HITS_DEFAULT);
    struct question_filters filters;
    enum status st;
    int code;

    command_add_filters(&filters, o, text, ix);
    st = search_run(ix, text, &filters, limit, &r, &err);
    command_release_filters(&filters);
    if (kept != NULL)
        *kept = (struct search_result){ .hits = NULL };
    if (st != STATUS_OK)
        return command_fail(st, &err);
    if (o->format == FORMAT_TEXT || o->format == FORMAT_MARKDOWN)
        last_ask_keep(index_path(ix), &r);
    code = print_result(&r, from, ix, o);
    if (kept != NULL)
        *kept = r;
    else
        search_release(&r);
    return code;
}

int cmd_ask(const struct options *o)
{
    struct index *ix = NULL;
    char *text = command_join_args(o);
    int code = command_open_index(o, &ix);

    if (code == EXIT_FOUND) {
        code = cmd_ask_index(ix, str_of(text), 0, o, NULL);
        first_run_tell(ix, o);
    }
    index_close(ix);
    free(text);
    return code;
}

/* Questions at the prompt, and what their answers are called afterwards. */
#include <stdlib.h>

#include "cli/repl_internal.h"
#include "cli/repl_parse.h"
#include "core/text.h"
#include "core/xalloc.h"

static void keep_answers(struct repl *r, const struct search_result *found)
{
    struct buf id = BUF_INIT;

    for (size_t i = 0; i < r->id_count; i++)
        free(r->ids[i]);
    free(r->ids);
    r->ids = xcalloc(found->count + 1, sizeof(*r->ids));
    r->id_count = found->count;
    r->listed = found->count;
    r->total = found->total;
    for (size_t i = 0; i < found->count; i++) {
        index_row_add_id(&id, &found->hits[i].row);
        r->ids[i] = buf_detach(&id);
    }
}

void repl_keep_current(struct repl *r, int64_t entry)
{
    struct index_row row = { 0 };
    struct buf id = BUF_INIT;

    if (index_read_entry(r->ix, entry, false, &row, NULL) == STATUS_OK) {
        index_row_add_id(&id, &row);
        free(r->current);
        r->current = buf_detach(&id);
    }
    index_row_release(&row);
}

/* The code in "error[E0382]: ..."; empty: none. */
static struct str error_code(struct str text)
{
    const char *at = text.len > 0 ? memmem(text.ptr, text.len, "error[E", 7) : NULL;
    size_t left = at != NULL ? (size_t)(text.ptr + text.len - at) : 0;

    return left > 11 && at[11] == ']' ? str_slice(at + 6, 5) : str_slice(NULL, 0);
}

/* What was copied over several lines is one question; the compiler's words stay as they are. */
static char *as_question(struct str text, bool is_output)
{
    char *question = xmemdup0(text.ptr, text.len);

    for (size_t i = 0; i < text.len && !is_output; i++)
        if (question[i] == '\n')
            question[i] = ' ';
    return question;
}

void repl_ask(struct repl *r, struct str text, size_t bytes)
{
    bool is_output = repl_is_compiler_output(text);
    struct str code = is_output ? error_code(text) : str_slice(NULL, 0);
    struct search_result found;
    struct error err;
    char *question;

    if (question_check_length(bytes, &err) != STATUS_OK) {
        command_say("%s", err.msg);
        return;
    }
    question = as_question(text, is_output);
    if (cmd_ask_index(r->ix, str_of(question), 0, r->o, &found) == EXIT_ERROR) {
        free(question);
        return;
    }
    free(r->question);
    r->question = question;
    keep_answers(r, &found);
    free(r->current);
    r->current = r->id_count > 0 ? xstrdup(r->ids[0]) : NULL;
    search_release(&found);
    if (code.len > 0)
        command_say("`%.*s` asks what this error means", (int)code.len, code.ptr);
}

void repl_ask_more(struct repl *r)
{
    struct search_result found;
    size_t listed = r->listed;

    if (r->question == NULL) {
        command_say("nothing was asked yet: type a question first");
        return;
    }
    if (listed > 0 && (int64_t)listed >= r->total) {
        command_say("these were all answers");
        return;
    }
    if (listed >= SEARCH_HITS_MAX) {
        command_say("%d answers are all that one question gives: ask with more words",
                    SEARCH_HITS_MAX);
        return;
    }
    if (cmd_ask_index(r->ix, str_of(r->question), listed, r->o, &found) == EXIT_ERROR)
        return;
    keep_answers(r, &found);
    search_release(&found);
}

bool repl_find_entry(struct repl *r, struct str word, int64_t *entry)
{
    unsigned long number = repl_number(word);
    struct str id = word;
    struct error err;

    if (r->current == NULL && (word.len == 0 || number > 0)) {
        command_say("nothing was asked yet: type a question first");
        return false;
    }
    if (number > r->id_count) {
        command_say("%lu: the last question has %zu answers listed; `:more` lists the next", number,
                    r->id_count);
        return false;
    }
    if (number > 0)
        id = str_of(r->ids[number - 1]);
    else if (word.len == 0)
        id = str_of(r->current);
    if (index_find_id(r->ix, id, entry, &err) != STATUS_OK) {
        command_say("%s", err.msg);
        return false;
    }
    return true;
}

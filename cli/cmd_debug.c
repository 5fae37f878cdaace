/* rustpro debug-tokens, debug-query: what the tokenizer and the question reader make of a text. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "core/text.h"
#include "query/expression.h"
#include "query/retrieve.h"

static int print_token(void *ctx, const struct token *t)
{
    static const char *const kinds[] = { [TOKEN_WORD] = "word",
                                         [TOKEN_PART] = "part",
                                         [TOKEN_WHOLE] = "whole",
                                         [TOKEN_SYMBOL] = "symbol" };
    int *position = ctx;

    if (!t->colocated)
        ++*position;
    printf("%4d  %-6s  %.*s\n", *position, kinds[t->kind], (int)t->text.len, t->text.ptr);
    return 0;
}

int cmd_debug_tokens(const struct options *o)
{
    struct tokenizer *tk = tokenizer_new();
    char *text = command_join_args(o);
    struct buf clean = BUF_INIT;
    int position = 0;

    text_sanitize(&clean, str_of(text));
    (void)tokenizer_run(tk, buf_str(&clean), print_token, &position);
    buf_release(&clean);
    free(text);
    tokenizer_free(tk);
    return EXIT_FOUND;
}

static void print_units(const struct question *q)
{
    static const char *const roles[] = { [UNIT_REQUIRED] = "required",
                                         [UNIT_OPTIONAL] = "optional",
                                         [UNIT_STOP] = "stop",
                                         [UNIT_EXCLUDED] = "excluded" };
    static const char *const kinds[] = {
        [UNIT_WORD] = "word", [UNIT_PHRASE] = "phrase", [UNIT_SIGN] = "sign"
    };

    for (size_t i = 0; i < q->count; i++) {
        const struct unit *u = &q->units[i];

        printf("%-8s  %-6s  %-20s  entries %-7lld  prose \"%s\"  code \"%s\"  whole \"%s\"%s%s\n",
               roles[u->role], kinds[u->kind], u->text, (long long)u->entries, u->prose.ptr,
               u->code.ptr, u->whole.ptr, u->corrected != NULL ? "  corrected to " : "",
               u->corrected != NULL ? u->corrected : "");
    }
    printf("name key  \"%s\"\nintent    %s\n", q->key.ptr,
           q->intent == INTENT_DEPRECATED ? "deprecated" : "none");
}

int cmd_debug_query(const struct options *o)
{
    struct index *ix = NULL;
    struct question q;
    struct error err;
    char *text = command_join_args(o);
    enum status st;
    int code = command_open_index(o, &ix);

    if (code != EXIT_FOUND) {
        free(text);
        return code;
    }
    st = question_parse(str_of(text), index_tokenizer(ix), &q, &err);
    if (st == STATUS_OK) {
        struct buf expression = BUF_INIT;

        st = question_resolve(&q, ix, &err);
        print_units(&q);
        expression_add(&expression, &q, RETRIEVE_ALL);
        printf("all       %s\n", expression.ptr);
        buf_clear(&expression);
        expression_add(&expression, &q, RETRIEVE_SOME);
        printf("some      %s\n", expression.ptr);
        buf_release(&expression);
        question_release(&q);
    }
    index_close(ix);
    free(text);
    return st == STATUS_OK ? EXIT_FOUND : command_fail(st, &err);
}

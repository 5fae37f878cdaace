/* Name keys: one spelling for all ways to write a title or a name. */
#include "core/name_key.h"

#include "core/text.h"

struct key_state {
    struct buf *out;
    struct str text;
    size_t start;
    bool with_stop_words;
};

/* In a compound or a path every word counts: "push_all" is not "push", "String::from" no "string".
 */
static bool is_idle(struct str text, const struct token *token)
{
    if (token->kind != TOKEN_WORD || !tokenizer_is_stop_word(token->word))
        return false;
    return !(token->start >= 2 && memcmp(text.ptr + token->start - 2, "::", 2) == 0) &&
           !(token->end + 2 <= text.len && memcmp(text.ptr + token->end, "::", 2) == 0);
}

static int add_token(void *ctx, const struct token *token)
{
    struct key_state *state = ctx;

    if (token->kind == TOKEN_WHOLE || (!state->with_stop_words && is_idle(state->text, token)))
        return 0;
    if (state->out->len > state->start)
        buf_addc(state->out, ' ');
    buf_addstr(state->out, token->text);
    return state->out->len - state->start > NAME_KEY_MAX;
}

void name_key_add(struct buf *out, struct tokenizer *tk, struct str text)
{
    struct key_state state = { out, text, out->len, false };

    (void)tokenizer_run(tk, text, add_token, &state);
    if (out->len == state.start) {
        state.with_stop_words = true;
        (void)tokenizer_run(tk, text, add_token, &state);
    }
    if (out->len == state.start)
        buf_addstr(out, str_trim(text));
    if (out->len - state.start > NAME_KEY_MAX)
        buf_truncate(out, state.start + NAME_KEY_MAX);
}

/* The tokens of a text, all but the last one written. */
struct prefix_state {
    struct key_state key;
    struct buf stem;
    struct buf word;
    size_t end; /* of the last token, in the text */
    bool idle;
};

static void add_part(struct key_state *key, struct str part)
{
    if (key->out->len > key->start)
        buf_addc(key->out, ' ');
    buf_addstr(key->out, part);
}

static int hold_token(void *ctx, const struct token *token)
{
    struct prefix_state *state = ctx;

    if (token->kind == TOKEN_WHOLE)
        return 0;
    if (state->stem.len > 0 && !state->idle)
        add_part(&state->key, buf_str(&state->stem));
    buf_clear(&state->stem);
    buf_clear(&state->word);
    buf_addstr(&state->stem, token->text);
    buf_addstr(&state->word, token->word);
    state->end = token->end;
    state->idle = is_idle(state->key.text, token);
    return state->key.out->len - state->key.start > NAME_KEY_MAX;
}

void name_key_add_prefix(struct buf *out, struct tokenizer *tk, struct str text)
{
    struct prefix_state state = { .key = { out, text, out->len, false },
                                  .stem = BUF_INIT,
                                  .word = BUF_INIT };

    (void)tokenizer_run(tk, text, hold_token, &state);
    if (state.word.len > 0 && state.end == text.len) {
        add_part(&state.key, buf_str(&state.word));
    } else if (state.word.len > 0 && !state.idle) {
        add_part(&state.key, buf_str(&state.stem));
        buf_addc(out, ' ');
    }
    buf_release(&state.stem);
    buf_release(&state.word);
    if (out->len - state.key.start > NAME_KEY_MAX)
        buf_truncate(out, state.key.start + NAME_KEY_MAX);
}

/* The question: a person's words, read into units to look for, filters and intent. */
#include "query/question.h"

#include <stdlib.h>

#include "core/name_key.h"
#include "core/symbols.h"
#include "core/text.h"
#include "core/tokenizer.h"
#include "core/xalloc.h"
#include "query/sign_names.h"
#include "query/spelling.h"

/* Words that ask for what is outdated. The last of "instead of X" is what they are about. */
static const char *const deprecated_words[] = { "deprecated",  "deprecate",  "avoid",
                                                "outdated",    "obsolete",   "instead",
                                                "legacy",      "superseded", "antipattern",
                                                "replacement", "replaces" };

/* Words so general that intent words beside them stay what the question is about. */
static const char *const general_words[] = { "pattern", "patterns", "idiom",  "idioms",
                                             "code",    "rust",     "things", "list" };

struct reader {
    struct question *question;
    struct tokenizer *tokenizer;
    struct unit *unit; /* the compound that is being read */
    struct buf code_text;
    size_t dropped_end; /* in the piece: parts up to here belong to a dropped compound */
    struct str piece;
    enum unit_role role;
    bool as_phrase;
    bool has_name;
};

static bool is_one_of(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equals(word, list[i]))
            return true;
    return false;
}

#define IS_ONE_OF(word, list) is_one_of(word, list, sizeof(list) / sizeof(*(list)))

static void unit_release(struct unit *u)
{
    free(u->text);
    free(u->corrected);
    buf_release(&u->prose);
    buf_release(&u->code);
    buf_release(&u->whole);
    buf_release(&u->whole_code);
}

void question_release(struct question *q)
{
    for (size_t i = 0; i < q->count; i++)
        unit_release(&q->units[i]);
    for (size_t i = 0; i < q->dropped_count; i++)
        free(q->dropped[i]);
    for (size_t i = 0; i < q->filters.source_count; i++)
        free(q->filters.sources[i]);
    free(q->dropped);
    free(q->filters.edition);
    free(q->text);
    buf_release(&q->key);
    buf_release(&q->text_key);
    *q = (struct question){ .text = NULL };
}

/* --- units --- */

static struct unit *add_unit(struct reader *r, enum unit_kind kind, struct str text)
{
    struct question *q = r->question;
    struct unit *u;

    if (q->count == QUESTION_UNITS_MAX) {
        q->dropped = xgrow(q->dropped, q->dropped_count, &q->dropped_cap, sizeof(*q->dropped));
        q->dropped[q->dropped_count++] = xmemdup0(text.ptr, text.len);
        return NULL;
    }
    u = &q->units[q->count++];
    *u = (struct unit){ .kind = kind, .role = r->role, .text = xmemdup0(text.ptr, text.len) };
    buf_init(&u->prose);
    buf_init(&u->code);
    buf_init(&u->whole);
    buf_init(&u->whole_code);
    return u;
}

static void add_token(struct buf *list, struct str token)
{
    if (list->len > 0)
        buf_addc(list, ' ');
    buf_addstr(list, token);
}

static int take_token(void *ctx, const struct token *t)
{
    struct reader *r = ctx;
    struct str text = str_slice(r->piece.ptr + t->start, t->end - t->start);

    if (t->kind == TOKEN_SYMBOL)
        return 0;
    if (t->kind == TOKEN_WHOLE && r->unit == NULL && r->question->dropped_count > 0) {
        char **last = &r->question->dropped[r->question->dropped_count - 1];

        free(*last);
        *last = xmemdup0(text.ptr, text.len);
        r->dropped_end = t->end;
        return 0;
    }
    if (t->kind == TOKEN_WHOLE) {
        if (r->unit == NULL || r->as_phrase)
            return 0;
        buf_addstr(&r->unit->whole, t->text);
        buf_addstr(&r->unit->whole_code, t->word);
        free(r->unit->text);
        r->unit->text = xmemdup0(text.ptr, text.len);
        return 0;
    }
    if (t->kind == TOKEN_PART && t->end <= r->dropped_end)
        return 0;
    /* A part continues the compound whose whole came before it. */
    if (r->unit == NULL || (!r->as_phrase && !(t->kind == TOKEN_PART && r->unit->whole.len > 0)))
        r->unit = add_unit(r, r->as_phrase ? UNIT_PHRASE : UNIT_WORD,
                           r->as_phrase ? r->piece : text);
    if (r->unit == NULL) /* no room: the rest of a compound must not be named on its own */
        return 0;
    add_token(&r->unit->prose, t->text);
    add_token(&r->unit->code, t->word);
    r->unit->tokens++;
    r->has_name = true;
    return 0;
}

/* The words of a piece of text, each compound one unit. */
static void read_words(struct reader *r, struct str piece)
{
    r->unit = NULL;
    r->piece = piece;
    r->dropped_end = 0;
    (void)tokenizer_run(r->tokenizer, piece, take_token, r);
    r->unit = NULL;
}

/* --- signs --- */

static bool is_bracket(struct str sign)
{
    return sign.len == 1 && strchr("<>()[]{};,.:\"'`=-", sign.ptr[0]) != NULL;
}

static void take_symbol(void *ctx, enum symbol_kind kind, struct str text)
{
    struct reader *r = ctx;

    if (kind == SYMBOL_SIGN) {
        struct unit *u = add_unit(r, UNIT_SIGN, text);

        if (u != NULL) {
            buf_addstr(&u->code, text);
            u->tokens = 1;
        }
    } else if (kind == SYMBOL_NAME) {
        struct str piece = r->piece;

        read_words(r, text);
        r->piece = piece;
    }
}

/* Of the signs of one word only the longest count ("::<>", not also "<"); beside a name only those
 * that say more than punctuation does; and a name of one letter is only a placeholder in a sign
 * ("|x|"). */
static void drop_lesser_signs(struct question *q, size_t from, bool has_name)
{
    size_t kept = from;

    for (size_t i = from; i < q->count; i++) {
        struct unit *u = &q->units[i];
        bool drop = false;

        if (u->kind == UNIT_WORD)
            drop = u->code.len == 1 && q->units[from].kind == UNIT_SIGN;
        if (u->kind == UNIT_SIGN) {
            drop = has_name && is_bracket(str_of(u->text));
            for (size_t k = from; k < q->count && !drop; k++)
                drop = k != i && q->units[k].kind == UNIT_SIGN &&
                       strstr(q->units[k].text, u->text) != NULL &&
                       (strlen(q->units[k].text) > strlen(u->text) || k < i);
        }
        if (drop)
            continue;
        if (kept != i) {
            struct unit moved = *u;

            q->units[i] = q->units[kept];
            q->units[kept] = moved;
        }
        kept++;
    }
    for (size_t i = kept; i < q->count; i++)
        unit_release(&q->units[i]);
    q->count = kept;
}

static void read_code(struct reader *r, struct str word)
{
    size_t from = r->question->count;

    r->has_name = false;
    if (word.ptr[0] == '{' && word.ptr[word.len - 1] == '}') {
        struct buf quoted = BUF_INIT; /* "{:?}" means something inside of strings alone */

        buf_addf(&quoted, "\"%.*s\"", (int)word.len, word.ptr);
        symbols_scan(buf_str(&quoted), take_symbol, r);
        buf_release(&quoted);
    } else {
        symbols_scan(word, take_symbol, r);
    }
    drop_lesser_signs(r->question, from, r->has_name);
    r->has_name = false;
    for (size_t i = from; i < r->question->count; i++)
        r->has_name = r->has_name || r->question->units[i].kind != UNIT_SIGN;
    /* "println!" and "#[derive]" are found by their name; the sign makes it certain. */
    if (r->has_name)
        for (size_t i = from; i < r->question->count; i++)
            if (r->question->units[i].kind == UNIT_SIGN && r->role == UNIT_REQUIRED)
                r->question->units[i].role = UNIT_OPTIONAL;
}

/* --- words of the question --- */

static bool is_plain(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];

        if ((unsigned char)c < 0x80 && !ascii_is_alnum(c) && strchr("_-.'/:,+#", c) == NULL)
            return false;
    }
    return ascii_is_alnum(word.ptr[0]) || (unsigned char)word.ptr[0] >= 0x80 ||
           (word.ptr[0] == '_' && word.len > 1);
}

static bool has_letter(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (ascii_is_alnum(word.ptr[i]) || (unsigned char)word.ptr[i] >= 0x80)
            return true;
    return false;
}

/* "words?" in a sentence ends it; "?" alone, or "println!", does not. */
static struct str without_end_marks(struct str word, bool is_sentence)
{
    struct str w = word;

    while (w.len > 1 && strchr(".,;:?", w.ptr[w.len - 1]) != NULL && has_letter(w) &&
           w.ptr[0] != '{')
        w.len--;
    if (is_sentence && w.len == 1 && (w.ptr[0] == '?' || w.ptr[0] == '.' || w.ptr[0] == '!'))
        w.len = 0;
    return w;
}

static struct str without_backticks(struct str w)
{
    while (w.len > 0 && w.ptr[0] == '`')
        w = str_slice(w.ptr + 1, w.len - 1);
    while (w.len > 0 && w.ptr[w.len - 1] == '`')
        w.len--;
    return w;
}

static bool is_filter_key(struct str key)
{
    static const char *const keys[] = { "kind", "source", "status", "msrv", "edition" };

    return IS_ONE_OF(key, keys);
}

static enum status read_word(struct reader *r, struct str word, bool is_last, struct error *err)
{
    struct str value = word;
    struct str key;

    (void)str_next_field(&value, ':', &key);
    if (value.ptr != NULL && value.len > 0 && value.ptr[0] != ':' && is_filter_key(key))
        return question_add_filter(&r->question->filters, key, value, err);
    r->role = UNIT_REQUIRED;
    if (word.len > 1 && word.ptr[0] == '-' && ascii_is_alnum(word.ptr[1])) {
        r->role = UNIT_EXCLUDED;
        word = str_slice(word.ptr + 1, word.len - 1);
    }
    word = without_backticks(without_end_marks(word, is_last && r->question->count > 0));
    if (word.len == 0)
        return STATUS_OK;
    if (is_plain(word))
        read_words(r, word);
    else
        read_code(r, word);
    return STATUS_OK;
}

static bool is_quote(struct str rest, size_t *len)
{
    static const char *const quotes[] = { "\"", "\xe2\x80\x9c", "\xe2\x80\x9d" };

    for (size_t i = 0; i < sizeof(quotes) / sizeof(*quotes); i++)
        if (str_starts(rest, quotes[i])) {
            *len = strlen(quotes[i]);
            return true;
        }
    return false;
}

/* A quoted phrase; without its second quote the first means nothing. */
static bool read_phrase(struct reader *r, struct str *rest)
{
    size_t open;
    size_t close;

    if (!is_quote(*rest, &open))
        return false;
    for (size_t i = open; i < rest->len; i++) {
        struct str inside = str_slice(rest->ptr + open, i - open);

        if (!is_quote(str_slice(rest->ptr + i, rest->len - i), &close))
            continue;
        *rest = str_slice(rest->ptr + i + close, rest->len - i - close);
        r->role = UNIT_REQUIRED;
        r->as_phrase = true;
        r->has_name = false;
        read_words(r, inside);
        r->as_phrase = false;
        if (!r->has_name && str_trim(inside).len > 0)
            read_code(r, str_trim(inside));
        return true;
    }
    *rest = str_slice(rest->ptr + open, rest->len - open);
    return true;
}

/* --- what the words want --- */

static bool unit_is_one_of(const struct unit *u, const char *const *list, size_t count)
{
    return u->kind == UNIT_WORD && is_one_of(buf_str(&u->code), list, count);
}

static void find_stop_words(struct question *q)
{
    bool any = false;

    for (size_t i = 0; i < q->count; i++)
        any = any || (q->units[i].role == UNIT_REQUIRED &&
                      !(q->units[i].kind == UNIT_WORD && q->units[i].tokens == 1 &&
                        tokenizer_is_stop_word(buf_str(&q->units[i].code))));
    for (size_t i = 0; i < q->count && any; i++)
        if (q->units[i].kind == UNIT_WORD && q->units[i].tokens == 1 &&
            q->units[i].role == UNIT_REQUIRED && tokenizer_is_stop_word(buf_str(&q->units[i].code)))
            q->units[i].role = UNIT_STOP;
}

static void find_intent(struct question *q)
{
    bool has_subject = false;

    for (size_t i = 0; i < q->count; i++) {
        struct unit *u = &q->units[i];

        if (unit_is_one_of(u, deprecated_words,
                           sizeof(deprecated_words) / sizeof(*deprecated_words)))
            q->intent = INTENT_DEPRECATED;
        else if (u->role == UNIT_REQUIRED &&
                 !unit_is_one_of(u, general_words, sizeof(general_words) / sizeof(*general_words)))
            has_subject = true;
        if (u->kind == UNIT_WORD && strncmp(u->code.ptr, "1.", 2) == 0)
            q->since_minor = entry_release_minor(buf_str(&u->code));
    }
    for (size_t i = 0; i < q->count && has_subject && q->intent == INTENT_DEPRECATED; i++)
        if (unit_is_one_of(&q->units[i], deprecated_words,
                           sizeof(deprecated_words) / sizeof(*deprecated_words)))
            q->units[i].role = UNIT_OPTIONAL;
}

/* A sign's names score, though they are not looked for: a page about "?" speaks of propagation. */
static void add_sign_names(struct question *q, struct tokenizer *tk)
{
    struct reader r = { .question = q, .tokenizer = tk, .role = UNIT_OPTIONAL };
    size_t count = q->count;

    for (size_t i = 0; i < count; i++) {
        const char *names = q->units[i].kind == UNIT_SIGN ? sign_names(str_of(q->units[i].text))
                                                          : NULL;

        if (names != NULL && q->units[i].role == UNIT_REQUIRED && q->count + 5 < QUESTION_UNITS_MAX)
            read_words(&r, str_of(names));
    }
    for (size_t i = count; i < q->count; i++)
        q->units[i].implied = true;
}

static void make_key(struct question *q, struct tokenizer *tk)
{
    struct buf words = BUF_INIT;

    for (size_t i = 0; i < q->count; i++)
        if (!q->units[i].implied &&
            (q->units[i].role == UNIT_REQUIRED || q->units[i].role == UNIT_OPTIONAL)) {
            add_token(&words, str_of(q->units[i].corrected != NULL ? q->units[i].corrected
                                                                   : q->units[i].text));
        }
    buf_clear(&q->key);
    if (words.len > 0)
        name_key_add(&q->key, tk, buf_str(&words));
    buf_release(&words);
}

enum status question_check_length(size_t bytes, struct error *err)
{
    if (bytes <= QUESTION_BYTES_MAX)
        return STATUS_OK;
    return error_set(err, STATUS_TOO_BIG,
                     "the question has %zu bytes, at most %d are taken: ask with fewer words",
                     bytes, QUESTION_BYTES_MAX);
}

enum status question_parse(struct str text, struct tokenizer *tk, struct question *out,
                           struct error *err)
{
    struct question q = { .text = NULL };
    struct reader r = { .question = &q, .tokenizer = tk };
    struct str rest = str_trim(text);
    size_t valid = utf8_valid_prefix(text);
    enum status st = STATUS_OK;

    if (question_check_length(text.len, err) != STATUS_OK)
        return STATUS_TOO_BIG;
    if (text.len > 0 && memchr(text.ptr, '\0', text.len) != NULL)
        return error_set(err, STATUS_BAD_INPUT, "the question holds a NUL byte");
    if (rest.len == 0)
        return error_set(err, STATUS_BAD_INPUT,
                         "the question is empty: try `rustpro ask async closure retry`");
    if (valid < text.len) {
        st = error_set(err, STATUS_BAD_INPUT, "the question is not UTF-8 at byte %zu", valid);
        if (err != NULL)
            err->offset = valid;
        return st;
    }
    buf_init(&q.key);
    buf_init(&q.text_key);
    q.text = xmemdup0(rest.ptr, rest.len);
    rest = str_of(q.text);
    while (st == STATUS_OK && rest.len > 0) {
        size_t end = 0;
        size_t quote;

        if (ascii_is_space(rest.ptr[0])) {
            rest = str_slice(rest.ptr + 1, rest.len - 1);
            continue;
        }
        if (read_phrase(&r, &rest))
            continue;
        while (end < rest.len && !ascii_is_space(rest.ptr[end]) &&
               !is_quote(str_slice(rest.ptr + end, rest.len - end), &quote))
            end++;
        st = read_word(&r, str_slice(rest.ptr, end), end == rest.len, err);
        if (st != STATUS_OK && err != NULL)
            err->offset = (size_t)(str_trim(text).ptr - text.ptr) + (size_t)(rest.ptr - q.text);
        rest = str_slice(rest.ptr + end, rest.len - end);
    }
    if (st != STATUS_OK) {
        question_release(&q);
        return st;
    }
    find_stop_words(&q);
    find_intent(&q);
    add_sign_names(&q, tk);
    make_key(&q, tk);
    name_key_add(&q.text_key, tk, str_of(q.text));
    *out = q;
    return STATUS_OK;
}

/* --- filters --- */

static enum status bad_value(struct str key, struct str value, const char *takes, struct error *err)
{
    return error_set(err, STATUS_BAD_INPUT, "%.*s:%.*s: %.*s takes %s", (int)key.len, key.ptr,
                     (int)value.len, value.ptr, (int)key.len, key.ptr, takes);
}

enum status question_add_filter(struct question_filters *f, struct str key, struct str value,
                                struct error *err)
{
    enum entry_kind kind;
    enum entry_status status;

    if (str_equals(key, "kind")) {
        if (!entry_kind_parse(value, &kind))
            return bad_value(key, value, "section, pattern, deprecated or error", err);
        f->kinds |= 1u << kind;
    } else if (str_equals(key, "status")) {
        if (!entry_status_parse(value, &status))
            return bad_value(key, value, "stable, nightly, deprecated or library", err);
        f->statuses |= 1u << status;
    } else if (str_equals(key, "msrv")) {
        f->msrv = entry_release_minor(value);
        if (f->msrv == 0)
            return bad_value(key, value, "a release such as 1.75", err);
    } else if (str_equals(key, "edition")) {
        if (!str_equals(value, "2015") && !str_equals(value, "2018") &&
            !str_equals(value, "2021") && !str_equals(value, "2024"))
            return bad_value(key, value, "2015, 2018, 2021 or 2024", err);
        free(f->edition);
        f->edition = xmemdup0(value.ptr, value.len);
    } else if (str_equals(key, "source")) {
        if (f->source_count == QUESTION_SOURCES_MAX)
            return bad_value(key, value, "at most 256 names", err);
        f->sources[f->source_count++] = xmemdup0(value.ptr, value.len);
    } else {
        return error_set(err, STATUS_BAD_INPUT,
                         "%.*s: no such filter: there are kind, source, status, msrv, edition",
                         (int)key.len, key.ptr);
    }
    return STATUS_OK;
}

/* --- what the index knows --- */

/* Entries that hold all tokens of a list, at most. */
static enum status rarest(struct index *ix, struct str tokens, int64_t *out, struct error *err)
{
    struct str token;
    enum status st = STATUS_OK;

    *out = -1;
    while (st == STATUS_OK && str_next_field(&tokens, ' ', &token)) {
        int64_t n = 0;

        st = index_token_entries(ix, token, &n, err);
        if (*out < 0 || n < *out)
            *out = n;
    }
    if (*out < 0)
        *out = 0;
    return st;
}

static enum status count_entries(struct unit *u, struct index *ix, struct error *err)
{
    const struct buf *lists[] = { &u->prose, &u->code, &u->whole, &u->whole_code };
    enum status st = STATUS_OK;

    u->entries = 0;
    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists) && st == STATUS_OK; i++) {
        int64_t n = 0;

        if (lists[i]->len == 0)
            continue;
        st = rarest(ix, buf_str(lists[i]), &n, err);
        if (n > u->entries)
            u->entries = n;
    }
    return st;
}

/* Puts the words of replacement in the place of what an unknown unit looks for. */
static void correct_unit(struct unit *u, struct tokenizer *tk, struct str replacement)
{
    struct question scratch = { .text = NULL };
    struct reader r = { .question = &scratch, .tokenizer = tk, .role = u->role };

    buf_init(&scratch.key);
    r.as_phrase = memchr(replacement.ptr, ' ', replacement.len) != NULL;
    read_words(&r, replacement);
    if (scratch.count > 0) {
        struct unit asked = *u;

        *u = scratch.units[0];
        scratch.units[0] = asked; /* released with the rest of scratch, but for its text */
        free(u->text);
        u->text = scratch.units[0].text;
        scratch.units[0].text = NULL;
        u->kind = UNIT_WORD;
        u->corrected = xmemdup0(replacement.ptr, replacement.len);
    }
    question_release(&scratch);
}

static enum status correct_spelling(struct unit *u, struct index *ix, struct error *err)
{
    struct buf better = BUF_INIT;
    enum status st = spelling_correct(
        ix, buf_str(u->whole_code.len > 0 ? &u->whole_code : &u->code), &better, err);

    if (st == STATUS_OK) {
        correct_unit(u, index_tokenizer(ix), buf_str(&better));
        st = count_entries(u, ix, err);
    }
    buf_release(&better);
    return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

enum status question_resolve(struct question *q, struct index *ix, struct error *err)
{
    enum status st = STATUS_OK;

    for (size_t i = 0; i < q->count && st == STATUS_OK; i++) {
        struct unit *u = &q->units[i];

        st = count_entries(u, ix, err);
        if (st == STATUS_OK && u->entries == 0 && u->kind == UNIT_WORD && u->role == UNIT_REQUIRED)
            st = correct_spelling(u, ix, err);
    }
    if (st == STATUS_OK)
        make_key(q, index_tokenizer(ix));
    return st;
}

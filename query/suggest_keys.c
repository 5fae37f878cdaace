/* Suggestions by name keys (core/name_key.h): rows of table "name" whose key begins like the key of
 * what was typed. The last word typed may be the beginning of one; those before it are whole.
 */
#include <stdlib.h>

#include "core/name_key.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "query/suggest_internal.h"

enum { WORDS_MAX = 16 };

/* What was typed, cut into words. */
struct typed {
    struct str text;
    struct {
        char *folded; /* not stemmed; new */
        size_t start;
    } words[WORDS_MAX];
    size_t count;
    size_t end; /* of the last word */
    bool too_many;
};

/* A name that was met. */
struct met {
    size_t length; /* of its key */
    int64_t entry;
};

struct meeting {
    struct met *items;
    size_t count, cap;
};

/* --- ranges of keys --- */

/* The keys from from on up to end, which does not belong to them. */
static enum status open_range(struct suggesting *s, struct str from, struct str end,
                              sqlite3_stmt **stmt, struct error *err)
{
    static const char sql[] =
        "SELECT key, entry FROM name WHERE key >= ?1 AND key < ?2 ORDER BY key";
    enum status st = index_statement(s->ix, sql, stmt, err);

    if (st != STATUS_OK)
        return st;
    (void)sqlite3_reset(*stmt);
    sqlite3_bind_text(*stmt, 1, from.ptr, (int)from.len, SQLITE_TRANSIENT);
    sqlite3_bind_text(*stmt, 2, end.ptr, (int)end.len, SQLITE_TRANSIENT);
    return STATUS_OK;
}

/* True when a key begins with prefix; no more than SUGGEST_SEEKS_MAX times. */
static bool any_key(struct suggesting *s, struct str prefix)
{
    struct buf end = BUF_INIT;
    sqlite3_stmt *stmt;
    bool any = false;

    suggest_add_end(&end, prefix);
    if (s->seeks++ < SUGGEST_SEEKS_MAX &&
        open_range(s, prefix, buf_str(&end), &stmt, NULL) == STATUS_OK) {
        any = sqlite3_step(stmt) == SQLITE_ROW;
        (void)sqlite3_reset(stmt);
    }
    buf_release(&end);
    return any;
}

/* The end of the word that stands at start in key, which may end before. */
static size_t word_end(struct str key, size_t start)
{
    while (start < key.len && key.ptr[start] != ' ')
        start++;
    return start < key.len ? start : key.len;
}

/* Meets the keys from first to end, whose last common word starts at word_at. Of those that go on
 * with the same word only the first SUGGEST_PER_WORD count: "v" shall give "vec" and "variable",
 * and not the members of VaList until the limit is reached. */
static enum status meet_range(struct suggesting *s, struct str first, struct str end,
                              size_t word_at, struct meeting *m, struct error *err)
{
    struct buf from = BUF_INIT;
    struct buf word = BUF_INIT; /* a key up to the end of the word */
    size_t same = 0;
    sqlite3_stmt *stmt;
    int rc = SQLITE_DONE;
    enum status st = open_range(s, first, end, &stmt, err);

    while (st == STATUS_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct str key = str_slice((const char *)sqlite3_column_text(stmt, 0),
                                   (size_t)sqlite3_column_bytes(stmt, 0));
        struct str now = str_slice(key.ptr, word_end(key, word_at));

        if (s->rows++ >= SUGGEST_ROWS_MAX) {
            s->cut = true;
            break;
        }
        same = str_equal(now, buf_str(&word)) ? same + 1 : 0;
        if (same == 0) {
            buf_clear(&word);
            buf_addstr(&word, now);
        }
        if (same >= SUGGEST_PER_WORD) {
            s->cut = true;
            buf_clear(&from);
            buf_addf(&from, "%s!", word.ptr);
            st = open_range(s, buf_str(&from), end, &stmt, err);
            continue;
        }
        m->items = xgrow(m->items, m->count, &m->cap, sizeof(*m->items));
        m->items[m->count++] = (struct met){ key.len, sqlite3_column_int64(stmt, 1) };
    }
    if (st == STATUS_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
        st = index_sqlite_error(index_db(s->ix), index_path(s->ix), err);
    (void)sqlite3_reset(stmt);
    buf_release(&from);
    buf_release(&word);
    return st;
}

static int compare_met(const void *a, const void *b)
{
    const struct met *x = a;
    const struct met *y = b;

    if (x->length != y->length)
        return x->length < y->length ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* Takes the entries of keys that begin with context, a blank, and word; where that is empty, those
 * whose first words are context. The shortest keys come first. */
static enum status take_range(struct suggesting *s, struct str context, struct str word,
                              struct error *err)
{
    struct meeting m = { 0 };
    struct buf first = BUF_INIT;
    struct buf end = BUF_INIT;
    enum status st;

    buf_addstr(&first, context);
    if (word.len > 0) {
        buf_addf(&first, "%s%.*s", context.len > 0 ? " " : "", (int)word.len, word.ptr);
        suggest_add_end(&end, buf_str(&first));
    } else {
        buf_addf(&end, "%s!", first.ptr); /* '!' follows the blank */
    }
    st = meet_range(s, buf_str(&first), buf_str(&end), context.len > 0 ? context.len + 1 : 0, &m,
                    err);
    if (m.count > 0)
        qsort(m.items, m.count, sizeof(*m.items), compare_met);
    for (size_t i = 0; i < m.count && st == STATUS_OK; i++)
        st = suggest_take(s, m.items[i].entry, err);
    free(m.items);
    buf_release(&first);
    buf_release(&end);
    return st;
}

/* --- what was typed --- */

/* As core/name_key.c has it: in compounds and paths every word counts. */
static bool is_idle(struct str text, const struct token *t)
{
    return t->kind == TOKEN_WORD && tokenizer_is_stop_word(t->word) &&
           !(t->start >= 2 && memcmp(text.ptr + t->start - 2, "::", 2) == 0) &&
           !(t->end + 2 <= text.len && memcmp(text.ptr + t->end, "::", 2) == 0);
}

static int take_token(void *ctx, const struct token *t)
{
    struct typed *typed = ctx;

    if (t->kind == TOKEN_WHOLE || t->kind == TOKEN_SYMBOL)
        return 0;
    if (is_idle(typed->text, t) && t->end < typed->text.len)
        return 0;
    if (typed->count == WORDS_MAX) {
        typed->too_many = true;
        return 1;
    }
    typed->words[typed->count].folded = xmemdup0(t->word.ptr, t->word.len);
    typed->words[typed->count++].start = t->start;
    typed->end = t->end;
    return 0;
}

static void typed_release(struct typed *typed)
{
    for (size_t i = 0; i < typed->count; i++)
        free(typed->words[i].folded);
}

/* --- looking harder --- */

static int take_stem(void *ctx, const struct token *t)
{
    struct buf *out = ctx;

    if (t->kind != TOKEN_WHOLE)
        buf_addstr(out, t->text);
    return 0;
}

/* Appends a blank where key is not empty, and the stem of word. */
static void add_stem(struct suggesting *s, struct buf *key, struct str word)
{
    if (key->len > 0)
        buf_addc(key, ' ');
    (void)tokenizer_run(index_tokenizer(s->ix), word, take_stem, key);
}

/* The typed words from number i on, of which the i-th lacks its first skip bytes, below the key's
 * beginning key. A word may stand for several that follow each other: "hashmap" for "hash map". */
static enum status walk(struct suggesting *s, const struct typed *typed, size_t i, size_t skip,
                        struct str key, struct error *err)
{
    bool is_partial = i + 1 == typed->count && typed->end == typed->text.len;
    struct str word;
    struct buf longer = BUF_INIT;
    enum status st = STATUS_OK;

    if (i == typed->count)
        return take_range(s, key, str_slice("", 0), err);
    word = str_of(typed->words[i].folded + skip);
    if (is_partial) {
        st = take_range(s, key, word, err);
    } else {
        buf_addstr(&longer, key);
        add_stem(s, &longer, word);
        if (any_key(s, buf_str(&longer)))
            st = walk(s, typed, i + 1, 0, buf_str(&longer), err);
    }
    for (size_t cut = 1; cut < word.len && st == STATUS_OK; cut++) {
        buf_clear(&longer);
        buf_addstr(&longer, key);
        add_stem(s, &longer, str_slice(word.ptr, cut));
        buf_addf(&longer, " %c", word.ptr[cut]);
        if (!any_key(s, buf_str(&longer)))
            continue;
        buf_truncate(&longer, longer.len - 2);
        st = walk(s, typed, i, skip + cut, buf_str(&longer), err);
    }
    buf_release(&longer);
    return st;
}

/* The index has "capacity" as "capac": fewer letters of the last word, down to half of them, then
 * none. What was met is held against the text itself, so nothing wrong is taken. */
static enum status take_shorter(struct suggesting *s, struct str context, struct str word,
                                struct error *err)
{
    enum { LETTERS_MIN = 3 };
    size_t least = word.len / 2 > LETTERS_MIN ? word.len / 2 : LETTERS_MIN;
    enum status st = STATUS_OK;

    for (size_t n = word.len; n-- > least && st == STATUS_OK && s->count == 0;)
        st = take_range(s, context, str_slice(word.ptr, n), err);
    if (st == STATUS_OK && s->count == 0 && context.len > 0)
        st = take_range(s, context, str_slice("", 0), err);
    return st;
}

enum status suggest_by_key(struct suggesting *s, struct str text, bool is_deep, struct error *err)
{
    struct typed typed = { .text = text };
    struct buf context = BUF_INIT;
    struct str word = str_slice("", 0);
    enum status st;

    (void)tokenizer_run(index_tokenizer(s->ix), text, take_token, &typed);
    if (typed.count > 0 && typed.end == text.len)
        word = str_of(typed.words[typed.count - 1].folded);
    if (typed.count == 0)
        word = str_trim(text); /* signs */
    else if (typed.count > 1 || word.len == 0)
        name_key_add(
            &context, index_tokenizer(s->ix),
            str_slice(text.ptr, word.len > 0 ? typed.words[typed.count - 1].start : text.len));
    if (typed.too_many || (context.len == 0 && word.len == 0))
        st = STATUS_OK;
    else if (!is_deep)
        st = take_range(s, buf_str(&context), word, err);
    else
        st = take_shorter(s, buf_str(&context), word, err);
    if (st == STATUS_OK && is_deep && s->count == 0 && !typed.too_many)
        st = walk(s, &typed, 0, 0, str_slice("", 0), err);
    typed_release(&typed);
    buf_release(&context);
    return st;
}

/* Spelling: the word of the index that an unknown word is likely to mean. */
#include "query/spelling.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/vocabulary.h"

enum { PREFIX_MIN = 4 }; /* letters of a word that may be completed */

struct candidate {
    char word[VOCABULARY_LENGTH_MAX];
    size_t len;
    unsigned cost; /* lower is better */
};

static size_t limit_for(size_t len)
{
    return len < 3 ? 0 : len <= 5 ? 1 : len <= 11 ? 2 : 3;
}

static size_t min2(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment, three rows. Letters count as bytes: the vocabulary is folded. */
size_t spelling_distance(struct str a, struct str b, size_t limit)
{
    size_t rows[3][VOCABULARY_LENGTH_MAX + 1];
    size_t *before = rows[0];
    size_t *last = rows[1];
    size_t *now = rows[2];

    if (a.len > VOCABULARY_LENGTH_MAX || b.len > VOCABULARY_LENGTH_MAX || a.len > b.len + limit ||
        b.len > a.len + limit)
        return limit + 1;
    for (size_t k = 0; k <= b.len; k++)
        last[k] = k;
    for (size_t i = 1; i <= a.len; i++) {
        size_t best = now[0] = i;
        size_t *oldest = before;

        for (size_t k = 1; k <= b.len; k++) {
            size_t cost = last[k - 1] + (a.ptr[i - 1] != b.ptr[k - 1]);

            cost = min2(cost, min2(last[k], now[k - 1]) + 1);
            if (i > 1 && k > 1 && a.ptr[i - 1] == b.ptr[k - 2] && a.ptr[i - 2] == b.ptr[k - 1])
                cost = min2(cost, before[k - 2] + 1);
            now[k] = cost;
            best = min2(best, cost);
        }
        if (best > limit)
            return limit + 1;
        before = last;
        last = now;
        now = oldest;
    }
    return last[b.len] <= limit ? last[b.len] : limit + 1;
}

/* Distance first, then whether the word begins alike, then how often it is met. */
static unsigned cost_of(struct str word, const struct vocabulary_word *v, size_t distance)
{
    unsigned frequency = v->log_entries < 30 ? v->log_entries : 30;

    return (unsigned)distance * 100 + (word.ptr[0] != v->word.ptr[0] ? 30 : 0) + 30 - frequency;
}

static void consider(struct str word, const struct vocabulary_word *v, size_t limit,
                     uint32_t letters, struct candidate *best)
{
    size_t distance = limit + 1;
    unsigned cost;

    /* One edit changes the set of letters in two places at the most. */
    if ((size_t)__builtin_popcount(letters ^ v->letters) <= 2 * limit)
        distance = spelling_distance(word, v->word, limit);
    if (distance <= limit)
        cost = cost_of(word, v, distance);
    else if (word.len >= PREFIX_MIN && v->word.len > word.len &&
             memcmp(word.ptr, v->word.ptr, word.len) == 0)
        cost = cost_of(word, v, 1) + 50;
    else
        return;
    if (cost < best->cost) {
        memcpy(best->word, v->word.ptr, v->word.len);
        best->len = v->word.len;
        best->cost = cost;
    }
}

static enum status scan(struct index *ix, struct str word, struct candidate *best,
                        struct error *err)
{
    sqlite3 *db = index_db(ix);
    size_t limit = limit_for(word.len);
    uint32_t letters = vocabulary_letters(word);
    sqlite3_stmt *stmt = NULL;
    enum status st = STATUS_OK;
    int rc;

    if (sqlite3_prepare_v2(db, "SELECT length, words FROM vocabulary WHERE length >= ?1", -1, &stmt,
                           NULL) != SQLITE_OK)
        return index_sqlite_error(db, index_path(ix), err);
    sqlite3_bind_int64(stmt, 1, (int64_t)(word.len > limit ? word.len - limit : 1));
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        size_t len = (size_t)sqlite3_column_int64(stmt, 0);
        size_t record = len + VOCABULARY_RECORD_HEAD;
        const unsigned char *bytes = sqlite3_column_blob(stmt, 1);
        size_t size = (size_t)sqlite3_column_bytes(stmt, 1);

        if (len > VOCABULARY_LENGTH_MAX || (len > word.len + limit && word.len < PREFIX_MIN))
            break;
        for (size_t at = 0; at + record <= size; at += record) {
            struct vocabulary_word v = vocabulary_read(bytes + at, len);

            consider(word, &v, limit, letters, best);
        }
    }
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        st = index_sqlite_error(db, index_path(ix), err);
    sqlite3_finalize(stmt);
    return st;
}

/* In how many entries a word of prose stands. */
static enum status word_entries(struct index *ix, struct str word, int64_t *out, struct error *err)
{
    struct lexicon *lx = tokenizer_lexicon(index_tokenizer(ix));

    return index_token_entries(ix, lexicon_stem(lx, lexicon_intern(lx, word))->text, out, err);
}

/* Two known words written together: the parting whose rarer half is the most frequent. */
static enum status part(struct index *ix, struct str word, struct buf *out, struct error *err)
{
    int64_t best = 0;
    size_t best_at = 0;

    for (size_t at = 3; at + 3 <= word.len && word.len <= VOCABULARY_LENGTH_MAX; at++) {
        int64_t left = 0;
        int64_t right = 0;
        enum status st = word_entries(ix, str_slice(word.ptr, at), &left, err);

        if (st == STATUS_OK && left > best)
            st = word_entries(ix, str_slice(word.ptr + at, word.len - at), &right, err);
        if (st != STATUS_OK)
            return st;
        if (left > best && right > best) {
            best = left < right ? left : right;
            best_at = at;
        }
    }
    if (best_at == 0)
        return STATUS_NOT_FOUND;
    buf_add(out, word.ptr, best_at);
    buf_addc(out, ' ');
    buf_add(out, word.ptr + best_at, word.len - best_at);
    return STATUS_OK;
}

enum status spelling_correct(struct index *ix, struct str word, struct buf *out, struct error *err)
{
    struct candidate best = { .len = 0, .cost = 1000 };
    enum status st;

    if (word.len < VOCABULARY_LENGTH_MIN + 1 || word.len > VOCABULARY_LENGTH_MAX)
        return STATUS_NOT_FOUND;
    st = scan(ix, word, &best, err);
    if (st != STATUS_OK)
        return st;
    if (best.cost >= 200 && part(ix, word, out, err) == STATUS_OK)
        return STATUS_OK;
    if (best.len == 0)
        return STATUS_NOT_FOUND;
    buf_add(out, best.word, best.len);
    return STATUS_OK;
}

/* The tokenizer: words, compounds and symbols; and its face towards FTS5. */
#include "core/tokenizer.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

struct tokenizer {
    struct lexicon *lexicon;
    uint32_t stamp;
    struct buf word;  /* the compound at hand, folded, without separators */
    struct buf input; /* a word beyond ASCII before folding */
};

/* One compound being read: its folded bytes are in tk->word, parts end at these offsets. */
enum { PARTS_MAX = 16 };

struct compound {
    size_t part_end[PARTS_MAX];   /* in tk->word */
    size_t part_start[PARTS_MAX]; /* in the input */
    size_t part_stop[PARTS_MAX];  /* in the input */
    size_t count;
};

struct run {
    struct tokenizer *tk;
    struct str text;
    size_t pos;
    bool is_code;
    tokenizer_fn fn;
    void *ctx;
};

struct tokenizer *tokenizer_new(void)
{
    struct tokenizer *tk = xcalloc(1, sizeof(*tk));

    tk->lexicon = lexicon_new();
    buf_init(&tk->word);
    buf_init(&tk->input);
    return tk;
}

void tokenizer_free(struct tokenizer *tk)
{
    if (tk == NULL)
        return;
    lexicon_free(tk->lexicon);
    buf_release(&tk->word);
    buf_release(&tk->input);
    free(tk);
}

void tokenizer_count_for(struct tokenizer *tk, uint32_t stamp)
{
    tk->stamp = stamp;
}

struct lexicon *tokenizer_lexicon(struct tokenizer *tk)
{
    return tk->lexicon;
}

static int emit(struct run *r, enum token_kind kind, struct str word, size_t start, size_t end)
{
    struct tokenizer *tk = r->tk;
    struct lexicon_word *as_written = lexicon_intern(tk->lexicon, word);
    struct lexicon_word *indexed = as_written;
    struct token token;

    if (word.len == 0) /* a lone accent folds to nothing */
        return 0;
    if (!r->is_code && kind != TOKEN_SYMBOL)
        indexed = lexicon_stem(tk->lexicon, as_written);
    if (tk->stamp != 0) {
        if (kind != TOKEN_SYMBOL)
            lexicon_count_word(as_written, tk->stamp);
        lexicon_count_token(indexed, tk->stamp);
    }
    token = (struct token){
        .kind = kind,
        .text = indexed->text,
        .word = as_written->text,
        .start = start,
        .end = end,
        .colocated = kind == TOKEN_WHOLE,
    };
    return r->fn(r->ctx, &token);
}

static int emit_compound(struct run *r, const struct compound *c)
{
    size_t from = 0;
    int rc = 0;

    if (c->count == 1)
        return emit(r, TOKEN_WORD, buf_str(&r->tk->word), c->part_start[0], c->part_stop[0]);
    for (size_t i = 0; i < c->count && rc == 0; i++) {
        struct str part = str_slice(r->tk->word.ptr + from, c->part_end[i] - from);

        rc = emit(r, TOKEN_PART, part, c->part_start[i], c->part_stop[i]);
        if (i == 0 && rc == 0)
            rc = emit(r, TOKEN_WHOLE, buf_str(&r->tk->word), c->part_start[0],
                      c->part_stop[c->count - 1]);
        from = c->part_end[i];
    }
    return rc;
}

/* What an ASCII byte is to a word; '_' joins words and is none of them. */
enum { NO_WORD, WORD_LOWER, WORD_UPPER };

static const unsigned char ascii_word[128] = {
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
    ['8'] = 1, ['9'] = 1, ['A'] = 2, ['B'] = 2, ['C'] = 2, ['D'] = 2, ['E'] = 2, ['F'] = 2,
    ['G'] = 2, ['H'] = 2, ['I'] = 2, ['J'] = 2, ['K'] = 2, ['L'] = 2, ['M'] = 2, ['N'] = 2,
    ['O'] = 2, ['P'] = 2, ['Q'] = 2, ['R'] = 2, ['S'] = 2, ['T'] = 2, ['U'] = 2, ['V'] = 2,
    ['W'] = 2, ['X'] = 2, ['Y'] = 2, ['Z'] = 2, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1,
    ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1,
    ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1,
    ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
};

static int ascii_class(struct str text, size_t pos)
{
    return (unsigned char)text.ptr[pos] < 0x80 ? ascii_word[(unsigned char)text.ptr[pos]] : NO_WORD;
}

static size_t char_at(struct run *r, size_t pos, int32_t *c)
{
    if (pos >= r->text.len) {
        *c = 0;
        return 0;
    }
    return utf8_decode(r->text.ptr + pos, r->text.len - pos, c);
}

static bool is_word_at(struct run *r, size_t pos)
{
    int32_t c;

    return char_at(r, pos, &c) > 0 && utf8_is_word(c) && c != '_';
}

/* The length of an apostrophe, plain or typographic, at pos; 0 for anything else. */
static size_t apostrophe_at(struct run *r, size_t pos)
{
    int32_t c;
    size_t n = char_at(r, pos, &c);

    return c == '\'' || c == 0x2019 ? n : 0;
}

/* "1.85" and "1.85.0": the end of the version number that starts at pos, or pos. *minor_end is the
 * end of its first two numbers. */
static size_t version_end(struct run *r, size_t pos, size_t *minor_end)
{
    size_t end = pos;
    size_t dots = 0;
    size_t limit = r->text.len - pos < TOKENIZER_WORD_MAX ? r->text.len : pos + TOKENIZER_WORD_MAX;

    while (end < limit && ascii_is_digit(r->text.ptr[end])) {
        while (end < limit && ascii_is_digit(r->text.ptr[end]))
            end++;
        if (dots == 1)
            *minor_end = end;
        if (end == limit)
            break;
        if (end + 1 >= r->text.len || r->text.ptr[end] != '.' ||
            !ascii_is_digit(r->text.ptr[end + 1]))
            break;
        dots++;
        end++;
    }
    return dots > 0 && (end == limit || !is_word_at(r, end)) ? end : pos;
}

static int read_version(struct run *r, size_t end, size_t minor_end)
{
    size_t start = r->pos;
    int rc = emit(r, TOKEN_WORD, str_slice(r->text.ptr + start, end - start), start, end);

    r->pos = end;
    if (rc == 0 && minor_end < end)
        rc = emit(r, TOKEN_WHOLE, str_slice(r->text.ptr + start, minor_end - start), start, end);
    return rc;
}

/* Lower case to upper case ("joinSet"), and the last of several upper case letters before a lower
 * case one ("HTTPServer" is "http", "server"). */
static bool is_case_change(struct run *r, size_t start, size_t pos)
{
    const char *s = r->text.ptr;

    if (pos == start || !ascii_is_upper(s[pos]))
        return false;
    if (ascii_is_lower(s[pos - 1]) || ascii_is_digit(s[pos - 1]))
        return true;
    return ascii_is_upper(s[pos - 1]) && pos + 1 < r->text.len && ascii_is_lower(s[pos + 1]) &&
           !(s[pos + 1] == 's' && !is_word_at(r, pos + 2)); /* "URLs", "GATs" */
}

/* Appends input[start..end), some of it beyond ASCII, in lower case, without accents, and with
 * plain apostrophes for typographic ones. */
static void add_folded(struct run *r, size_t start, size_t end)
{
    struct buf *raw = &r->tk->input;

    buf_clear(raw);
    while (start < end) {
        int32_t c;
        size_t n = char_at(r, start, &c);

        if (c == 0x2019)
            buf_addc(raw, '\'');
        else
            buf_add(raw, r->text.ptr + start, n);
        start += n;
    }
    text_fold(&r->tk->word, buf_str(raw));
}

/* Appends the folded bytes of input[start..end) to the compound and closes the part. */
static void close_part(struct run *r, struct compound *c, size_t start, size_t end)
{
    struct buf *word = &r->tk->word;
    size_t len = word->len;

    if (start == end)
        return;
    buf_reserve(word, end - start);
    for (size_t i = start; i < end; i++) {
        if ((unsigned char)r->text.ptr[i] >= 0x80) {
            buf_truncate(word, len);
            add_folded(r, start, end);
            break;
        }
        word->ptr[word->len++] = ascii_lower(r->text.ptr[i]);
    }
    word->ptr[word->len] = '\0';
    c->part_start[c->count] = start;
    c->part_stop[c->count] = end;
    c->part_end[c->count++] = word->len;
}

/* Moves pos over '_' and '-' that join two parts; false where the compound ends. */
static bool over_joint(struct run *r, size_t *pos)
{
    size_t p = *pos;

    if (p >= r->text.len || (r->text.ptr[p] != '_' && r->text.ptr[p] != '-'))
        return false;
    if (r->text.ptr[p] == '-')
        p++;
    else
        while (p < r->text.len && r->text.ptr[p] == '_')
            p++;
    if (!is_word_at(r, p))
        return false;
    *pos = p;
    return true;
}

/* "C++", "C#", "F#": signs that belong to a word of one letter. */
static size_t sign_after(struct run *r, size_t start, size_t pos)
{
    const char *s = r->text.ptr + pos;
    size_t left = r->text.len - pos;

    if (r->is_code || pos - start != 1)
        return 0;
    if (left >= 2 && s[0] == '+' && s[1] == '+')
        return 2;
    return left >= 1 && s[0] == '#' && !is_word_at(r, pos + 1) ? 1 : 0;
}

/* Reads the compound that starts at r->pos, a word character. */
static int read_compound(struct run *r)
{
    struct compound c = { .count = 0 };
    size_t start = r->pos;
    size_t pos = r->pos;
    size_t limit = r->text.len - pos < TOKENIZER_WORD_MAX ? r->text.len : pos + TOKENIZER_WORD_MAX;

    buf_clear(&r->tk->word);
    while (c.count < PARTS_MAX - 1 && (pos < limit || limit == r->text.len)) {
        int32_t ch;
        size_t n;
        size_t quote;

        while (pos < limit && ascii_class(r->text, pos) == WORD_LOWER) /* nearly every byte */
            pos++;
        if (pos < limit && ascii_class(r->text, pos) == WORD_UPPER) {
            if (is_case_change(r, start, pos)) {
                close_part(r, &c, start, pos);
                start = pos;
                if (c.count == PARTS_MAX - 1)
                    break; /* the rest is a compound of its own */
            }
            pos++;
            continue;
        }
        n = char_at(r, pos, &ch);
        if (n > 0 && ch >= 0x80 && utf8_is_word(ch) && (pos == start || !utf8_is_ideograph(ch))) {
            pos += n;
            if (utf8_is_ideograph(ch))
                break;
            continue;
        }
        quote = r->is_code || pos == start ? 0 : apostrophe_at(r, pos);
        if (quote > 0 && is_word_at(r, pos + quote)) {
            pos += quote;
            continue;
        }
        if (c.count == 0)
            pos += sign_after(r, start, pos);
        close_part(r, &c, start, pos);
        start = pos;
        if (!over_joint(r, &pos))
            break;
        start = pos;
    }
    close_part(r, &c, start, pos);
    r->pos = pos;
    return emit_compound(r, &c);
}

static int read_symbol(struct run *r)
{
    const char *from = r->text.ptr + r->pos + 1;
    const char *end = memchr(from, TOKENIZER_SYMBOL_END, r->text.len - r->pos - 1);
    size_t start = r->pos;

    if (end == NULL)
        end = r->text.ptr + r->text.len;
    r->pos = (size_t)(end - r->text.ptr) + 1;
    if (end == from)
        return 0;
    return emit(r, TOKEN_SYMBOL, str_slice(from, (size_t)(end - from)), start, r->pos - 1);
}

int tokenizer_run(struct tokenizer *tk, struct str text, tokenizer_fn fn, void *ctx)
{
    struct run r = { tk, text, 0, false, fn, ctx };
    int rc = 0;

    if (text.len > 0 && text.ptr[0] == TOKENIZER_CODE) {
        r.is_code = true;
        r.pos = 1;
    }
    while (rc == 0 && r.pos < text.len) {
        int32_t c;
        size_t n;
        size_t minor_end = 0;
        size_t end;

        while (r.pos < text.len && (unsigned char)text.ptr[r.pos] < 0x80 &&
               ascii_class(text, r.pos) == NO_WORD && text.ptr[r.pos] != TOKENIZER_SYMBOL_BEGIN)
            r.pos++;
        if (r.pos == text.len)
            break;
        n = char_at(&r, r.pos, &c);
        if (c == TOKENIZER_SYMBOL_BEGIN) {
            rc = read_symbol(&r);
        } else if (!utf8_is_word(c)) {
            r.pos += n;
        } else if (ascii_is_digit((char)(c < 0x80 ? c : 0)) &&
                   (end = version_end(&r, r.pos, &minor_end)) > r.pos) {
            rc = read_version(&r, end, minor_end);
        } else {
            rc = read_compound(&r);
        }
    }
    return rc;
}

/* --- the face towards FTS5: https://www.sqlite.org/fts5.html#custom_tokenizers --- */

struct fts5_sink {
    void *ctx;
    int (*fn)(void *, int, const char *, int, int, int);
};

static int to_fts5(void *ctx, const struct token *t)
{
    struct fts5_sink *sink = ctx;

    return sink->fn(sink->ctx, t->colocated ? FTS5_TOKEN_COLOCATED : 0, t->text.ptr,
                    (int)t->text.len, (int)t->start, (int)t->end);
}

static int fts5_create(void *ctx, const char **args, int arg_count, Fts5Tokenizer **out)
{
    (void)args;
    (void)arg_count;
    *out = ctx;
    return SQLITE_OK;
}

/* The tokenizer belongs to whoever registered it. */
static void fts5_delete(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

/* A question's text holds tokens already made by tokenizer_run(), separated by blanks. */
static int pass_tokens(struct fts5_sink *sink, const char *text, int len)
{
    int start = 0;
    int rc = SQLITE_OK;

    for (int i = 0; i <= len && rc == SQLITE_OK; i++) {
        if (i < len && text[i] != ' ')
            continue;
        if (i > start)
            rc = sink->fn(sink->ctx, 0, text + start, i - start, start, i);
        start = i + 1;
    }
    return rc;
}

static int fts5_tokenize(Fts5Tokenizer *tokenizer, void *ctx, int flags, const char *text, int len,
                         int (*fn)(void *, int, const char *, int, int, int))
{
    struct fts5_sink sink = { ctx, fn };

    if (flags & FTS5_TOKENIZE_QUERY)
        return pass_tokens(&sink, text, len);
    return tokenizer_run((struct tokenizer *)(void *)tokenizer, str_slice(text, (size_t)len),
                         to_fts5, &sink);
}

fts5_api *tokenizer_fts5_api(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
        (void)sqlite3_step(stmt);
    }
    sqlite3_finalize(stmt);
    return api;
}

enum status tokenizer_register(struct tokenizer *tk, sqlite3 *db, struct error *err)
{
    fts5_tokenizer methods = { fts5_create, fts5_delete, fts5_tokenize };
    fts5_api *api = tokenizer_fts5_api(db);

    if (api == NULL)
        return error_set(err, STATUS_IO, "this SQLite has no FTS5: %s", sqlite3_errmsg(db));
    if (api->xCreateTokenizer(api, "rust", tk, &methods, NULL) != SQLITE_OK)
        return error_set(err, STATUS_IO, "cannot register the tokenizer: %s", sqlite3_errmsg(db));
    return STATUS_OK;
}

/* The tokenizer: text to the tokens of the index, the same for documents and for questions.
 *
 * Prose. A word is folded (lower case, accents dropped, typographic apostrophes made plain) and
 * stemmed. A compound is cut at '_', '-' and case changes ("join_next", "async-trait", "JoinSet");
 * its parts are tokens at consecutive positions, and the whole, parts joined without separators
 * ("joinnext", "asynctrait", "joinset"), stands at the position of the first part. So "JoinSet",
 * "join_set", "join-set" and "joinset" meet, and "join set" finds them as a phrase. "::" and any
 * other punctuation end a word. Digits do not cut ("u32", "E0382", "utf8"); "1.85" is one token,
 * and "1.85.0" also gives "1.85". "C++", "C#" and "F#" keep their signs. Ideographs are tokens one
 * by one.
 *
 * Code. The same without stemming, so that `iter` and `Iterator` stay apart; apostrophes end words.
 *
 * Symbols. Operators and sigils are no words; who wants them indexed wraps each one in
 * TOKENIZER_SYMBOL_BEGIN and _END, and it becomes one token as it stands.
 *
 * FTS5 has no way to tell a tokenizer which column it is given, so text that begins with
 * TOKENIZER_CODE is code. Documents cannot forge these marks: text_sanitize() takes them out.
 */
#ifndef RUSTPRO_CORE_TOKENIZER_H
#define RUSTPRO_CORE_TOKENIZER_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/lexicon.h"
#include "core/status.h"

#define TOKENIZER_CODE         '\x1d' /* first byte: the text is code */
#define TOKENIZER_SYMBOL_BEGIN '\x1e'
#define TOKENIZER_SYMBOL_END   '\x1f'

/* Words longer than this many bytes are cut there: no identifier is that long. */
enum { TOKENIZER_WORD_MAX = 128 };

enum token_kind {
    TOKEN_WORD,  /* a word that is no compound */
    TOKEN_PART,  /* a part of a compound */
    TOKEN_WHOLE, /* a compound as a whole, at the position of its first part */
    TOKEN_SYMBOL /* an operator or sigil */
};

struct token {
    enum token_kind kind;
    struct str text;   /* as indexed; borrowed until the callback returns */
    struct str word;   /* folded, before stemming; likewise */
    size_t start, end; /* byte range in the input, end past the last byte */
    bool colocated;    /* at the position of the token before it */
};

/* Called for each token; a result other than 0 stops tokenizing and is passed on. */
typedef int (*tokenizer_fn)(void *ctx, const struct token *token);

struct tokenizer;

struct tokenizer *tokenizer_new(void);
void tokenizer_free(struct tokenizer *tk);

/* Cuts text into tokens. 0, or what fn returned to stop. Any bytes are accepted. */
int tokenizer_run(struct tokenizer *tk, struct str text, tokenizer_fn fn, void *ctx);

/* From now on every token is counted in the lexicon for the entry numbered stamp; 0: do not count.
 */
void tokenizer_count_for(struct tokenizer *tk, uint32_t stamp);

/* borrowed from tk. */
struct lexicon *tokenizer_lexicon(struct tokenizer *tk);

/* Makes the tokenizer known to db under the name "rust". tk must outlive db. In questions (FTS5's
 * FTS5_TOKENIZE_QUERY) text is taken as tokens already made, separated by single blanks.
 * STATUS_IO: SQLite refused, or has no FTS5. */
enum status tokenizer_register(struct tokenizer *tk, sqlite3 *db, struct error *err);

/* The functions that FTS5 offers to extensions of db; NULL when this SQLite has no FTS5. Source:
 * https://www.sqlite.org/fts5.html#extending_fts5 */
fts5_api *tokenizer_fts5_api(sqlite3 *db);

/* True for a word (folded) that carries no meaning in a question: "how", "the", "do". */
bool tokenizer_is_stop_word(struct str word);

#endif

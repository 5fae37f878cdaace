/* Name keys: one spelling for all ways to write a title or a name.
 *
 * The key of a text is its tokens (parts of compounds, not wholes; stemmed as prose is) without
 * stop words, joined by single blanks: "The Async-Closures!" and "async closure" have the key
 * "async closur", "JoinSet" and "join_set" have "join set". In compounds and paths stop words count
 * ("String::from", "push_all"), and a text of stop words or of symbols alone keeps them. Two texts
 * name the same thing when their keys are equal.
 */
#ifndef RUSTPRO_CORE_NAME_KEY_H
#define RUSTPRO_CORE_NAME_KEY_H

#include "core/buf.h"
#include "core/tokenizer.h"

enum { NAME_KEY_MAX = 128 }; /* bytes; a longer key is cut */

/* Appends the key of text. Nothing is appended for a text without tokens and symbols. */
void name_key_add(struct buf *out, struct tokenizer *tk, struct str text);

/* Appends what the keys of texts that go on from text begin with, nearly: its last word is left as
 * it is written, since the word may not have ended and the stem of a part is none of the whole
 * ("entry" has the stem "entri"; so keys may part from this in the last letters of that word). When
 * something follows the last word, as in "Vec::", the word is stemmed and a blank ends the key.
 * Nothing is appended for a text without words. */
void name_key_add_prefix(struct buf *out, struct tokenizer *tk, struct str text);

#endif

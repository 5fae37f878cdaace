/* Symbols: the names, operators and sigils of a piece of Rust, as people would search for them.
 *
 * Names are identifiers, keywords and paths as written ("std::sync::Arc"). Signs are operators and
 * sigils in one canonical spelling: punctuation as the lexer cuts it ("?", "..=", "=>"), and what
 * Rust readers take for one sign although it is several tokens: "&mut", "*const", "::<>", "|x|",
 * "#[derive]", "println!", "()", lifetimes ("'static", "'_"), format placeholders ("{:?}"), string
 * prefixes ("r#", "b"). Closing brackets are not signs.
 */
#ifndef RUSTPRO_CORE_SYMBOLS_H
#define RUSTPRO_CORE_SYMBOLS_H

#include "core/buf.h"

enum symbol_kind { SYMBOL_NAME, SYMBOL_SIGN, SYMBOL_COMMENT };

/* text is borrowed until the callback returns; a comment's comes without its marks. */
typedef void (*symbol_fn)(void *ctx, enum symbol_kind kind, struct str text);

/* Calls fn for each symbol of code in order; any bytes are accepted. */
void symbols_scan(struct str code, symbol_fn fn, void *ctx);

#endif

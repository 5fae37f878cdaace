/* Pieces: parts of a Rust block that stand in entries of their own.
 *
 * A reader sees the piece alone; the compiler gets the whole block, whose other lines stand around
 * the piece as hidden ones. So a piece compiles wherever its block does.
 */
#ifndef RUSTPRO_INDEXER_PIECE_H
#define RUSTPRO_INDEXER_PIECE_H

#include "core/buf.h"

/* Appends block with all lines hidden that are not the piece's. piece is a slice of block: whole
 * lines, without blanks at its start and end at will. */
void piece_add_code(struct buf *out, struct str block, struct str piece);

/* Appends an info string, which names Rust by a word of its own, without the words that say that
 * the code must not compile: compile_fail and error codes. */
void piece_add_compiling_info(struct buf *out, struct str info);

#endif

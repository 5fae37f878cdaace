/* Format checks: where a guide's Markdown departs from docs/guide-format.md.
 *
 * What is checked:
 * - the file: a title (a heading of level 1, or one in front matter); headings and pairs whose ids
 *   would be the same but for a number;
 * - fields: that the comment stands where it is read, is closed, has one "key: value" a line, known
 *   keys once each, and values that can be what they say;
 * - sections with fields: that there is text, and a code block;
 * - fences: that they are closed, and their info strings;
 * - DON'T/DO markers of Rust blocks: that each has its other half, and text;
 * - lines that were to be hidden, but have no blank after the '#'.
 * Nothing is compiled, no id is looked up, and includes are not followed: what they would bring is
 * not missed.
 */
#ifndef RUSTPRO_INDEXER_FORMAT_CHECK_H
#define RUSTPRO_INDEXER_FORMAT_CHECK_H

#include <stddef.h>

#include "core/buf.h"
#include "core/status.h"

/* So many mistakes of a file are told; when it has more, one more call says so. */
enum { FORMAT_FAULTS_MAX = 1000 };

/* line counts from 1; message is one line of UTF-8 without control characters, valid during the
 * call. */
typedef void (*format_fault_fn)(void *ctx, size_t line, const char *message);

/* Checks the bytes of one Markdown file and tells each mistake, in the order of lines. On
 * STATUS_OK, whether there were mistakes or not, *patterns counts the fields comments that were
 * read, and *snippets the fenced blocks of Rust code; either may be NULL.
 * STATUS_BAD_INPUT: not text (binary, not UTF-8). STATUS_TOO_BIG: larger than the indexer takes. */
enum status format_check(struct str bytes, format_fault_fn on_fault, void *ctx, size_t *patterns,
                         size_t *snippets, struct error *err);

#endif

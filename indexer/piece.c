/* Pieces: parts of a Rust block that stand in entries of their own. */
#include "indexer/piece.h"

#include <assert.h>

#include "core/snippet.h"
#include "core/text.h"

/* --- code --- */

/* lines without the blanks that follow the last line end: the indentation of what comes next.
 * Other white space, such as U+2028, which Rust takes for it, stays. */
static struct str without_indentation(struct str lines)
{
    const char *end = lines.len > 0 ? memrchr(lines.ptr, '\n', lines.len) : NULL;
    size_t len = end != NULL ? (size_t)(end - lines.ptr) + 1 : 0;

    if (str_trim(str_slice(lines.ptr + len, lines.len - len)).len == 0)
        lines.len = len;
    return lines;
}

/* lines without the end of a line that they begin with, where it is blank. */
static struct str without_line_end(struct str lines)
{
    struct str rest = lines;
    struct str line = { NULL, 0 };

    (void)str_next_line(&rest, &line);
    return str_trim(line).len == 0 ? rest : lines;
}

void piece_add_code(struct buf *out, struct str block, struct str piece)
{
    size_t start = (size_t)(piece.ptr - block.ptr);
    size_t end = start + piece.len;

    assert(piece.ptr >= block.ptr && end <= block.len);
    snippet_add_hidden(out, without_indentation(str_slice(block.ptr, start)));
    buf_addstr(out, piece);
    buf_addc(out, '\n');
    snippet_add_hidden(out, without_line_end(str_slice(block.ptr + end, block.len - end)));
}

/* --- info strings --- */

static bool is_separator(char c)
{
    return c == ',' || ascii_is_space(c);
}

/* The length of the word at the start of info; a remark in brackets is one, and brackets nest. */
static size_t word_length(struct str info)
{
    size_t depth = 0;
    size_t len = 0;

    while (len < info.len) {
        char c = info.ptr[len];

        if (depth == 0 && len > 0 && (is_separator(c) || c == '('))
            break;
        len++;
        if (c == '(')
            depth++;
        else if (c == ')' && depth > 0 && --depth == 0)
            break;
    }
    return len;
}

static bool says_it_fails(struct str word)
{
    struct snippet_info read;

    snippet_parse_info(word, false, &read);
    return read.expect == SNIPPET_COMPILE_FAIL || read.error_code.len > 0;
}

void piece_add_compiling_info(struct buf *out, struct str info)
{
    size_t end = out->len; /* without separators behind the last word */

    while (info.len > 0) {
        size_t word = word_length(info);
        size_t len = word;

        while (len < info.len && is_separator(info.ptr[len]))
            len++;
        if (!says_it_fails(str_slice(info.ptr, word))) {
            buf_add(out, info.ptr, len);
            end = out->len - (len - word);
        }
        info = str_slice(info.ptr + len, info.len - len);
    }
    buf_truncate(out, end);
}

/* Format checks of code blocks: info strings, fences, and in Rust code DON'T/DO markers and hidden
 * lines. */
#include "core/markdown.h"
#include "core/rust_lexer.h"
#include "core/snippet.h"
#include "core/text.h"
#include "indexer/advice.h"
#include "indexer/format_internal.h"

/* --- info strings --- */

/* rustdoc's words come first: those are suggested. "custom" is rustdoc's too. Source: the rustdoc
 * book, "Documentation tests"; the mdBook guide, "mdBook-specific features". */
static const char *const INFO_WORDS[] = {
    "rust",         "ignore",           "compile_fail", "no_run",           "should_panic",
    "test_harness", "standalone_crate", "rs",           "editable",         "noplayground",
    "noplaypen",    "mdbook-runnable",  "panics",       "does_not_compile", "not_desired_behavior",
    "custom",
};
enum { INFO_WORD_COUNT = sizeof(INFO_WORDS) / sizeof(INFO_WORDS[0]), RUSTDOC_WORDS = 7 };

static bool is_among(struct str word, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equals(word, names[i]))
            return true;
    return false;
}

static bool is_info_word(struct str word)
{
    struct snippet_info read;

    snippet_parse_info(word, false, &read);
    return is_among(word, INFO_WORDS, INFO_WORD_COUNT) || read.error_code.len > 0 ||
           read.edition != 0 || str_starts(word, "ignore-") || str_starts(word, "class=");
}

/* The edition in the last four digits of "rust2021", "2021" or "edition-2021"; 0: none. */
static int edition_in(struct str word)
{
    struct buf right = BUF_INIT;
    struct snippet_info read;

    if (word.len < 4)
        return 0;
    buf_adds(&right, "edition");
    buf_add(&right, word.ptr + word.len - 4, 4);
    snippet_parse_info(buf_str(&right), false, &read);
    buf_release(&right);
    return read.edition;
}

static void tell_unknown_word(struct format_check *c, size_t line, struct str word,
                              const char *near)
{
    struct format_quote q = format_check_quote(word);

    if (near != NULL)
        format_check_tell(c, line, "info string: `%s` is unknown: did you mean `%s`?", q.text,
                          near);
    else if (edition_in(word) != 0)
        format_check_tell(c, line, "info string: `%s` is unknown: did you mean `edition%d`?",
                          q.text, edition_in(word));
    else if (str_starts(word, "edition"))
        format_check_tell(
            c, line,
            "info string: `%s` is no edition: there are 2015, 2018, 2021 and 2024, as in "
            "`edition2021`",
            q.text);
    else if (ascii_lower(word.ptr[0]) == 'e' &&
             format_fields_is_digits(str_slice(word.ptr + 1, word.len - 1)))
        format_check_tell(c, line, "info string: `%s` is no error code: write `E` and four digits",
                          q.text);
    else
        format_check_tell(
            c, line,
            "info string: `%s` is unknown to rustdoc and mdBook: the words are `no_run`, "
            "`should_panic`, `compile_fail`, an error code, `ignore (reason)`, `editionNNNN`, "
            "`test_harness`, `standalone_crate`",
            q.text);
}

/* Cuts the next word off an info string, as snippet.c does: remarks in round brackets and pandoc's
 * marks are left out. */
static bool next_info_word(struct str *rest, struct str *word)
{
    size_t depth = 0;
    size_t len = 0;

    while (rest->len > 0 &&
           (depth > 0 || ascii_is_space(rest->ptr[0]) || strchr(",({.", rest->ptr[0]) != NULL)) {
        depth += rest->ptr[0] == '(';
        depth -= rest->ptr[0] == ')';
        *rest = str_slice(rest->ptr + 1, rest->len - 1);
    }
    while (len < rest->len && !ascii_is_space(rest->ptr[len]) && rest->ptr[len] != ',' &&
           rest->ptr[len] != '(')
        len++;
    *word = str_slice(rest->ptr, len);
    *rest = str_slice(rest->ptr + len, rest->len - len);
    while (word->len > 0 && word->ptr[word->len - 1] == '}')
        word->len--;
    return len > 0;
}

/* A word in another language's fence is told only when it can be nothing but rustdoc's. */
static void check_info(struct format_check *c, size_t line, struct str info,
                       const struct snippet_info *read)
{
    struct str rest = info;
    struct str word;
    bool has_ignore = false;
    bool has_compile_fail = false;

    while (next_info_word(&rest, &word)) {
        const char *meant = NULL;
        size_t far = 0;

        if (word.len == 0)
            continue;
        if (!is_info_word(word)) {
            meant = format_fields_nearest(word, INFO_WORDS, RUSTDOC_WORDS, &far);
            if (read->is_rust || (meant != NULL && far == 0))
                tell_unknown_word(c, line, word, meant);
        }
        has_ignore = has_ignore || str_equals(word, "ignore");
        has_compile_fail = has_compile_fail || str_equals(word, "compile_fail") ||
                           (meant != NULL && strcmp(meant, "compile_fail") == 0);
    }
    if (read->is_rust && has_ignore && read->remark.len == 0)
        format_check_tell(c, line, "info string: `ignore` without a reason: write `ignore (why)`");
    if (read->error_code.len > 0 && !has_compile_fail)
        format_check_tell(
            c, line, "info string: `%s` without `compile_fail`: write `compile_fail,%s`",
            format_check_quote(read->error_code).text, format_check_quote(read->error_code).text);
}

/* --- fences --- */

struct fence {
    int len;
    int offset;
    char mark; /* '`' or '~' */
};

/* The marks at the start of s. */
static size_t run_length(struct str s, char mark)
{
    size_t n = 0;

    while (n < s.len && s.ptr[n] == mark)
        n++;
    return n;
}

/* A block without a closing fence ends with its document, or on the first line that is no longer in
 * its list item or quotation; that one may look like a fence. */
static bool is_closed(const struct format_check *c, cmark_node *node, const struct fence *fence)
{
    int last = cmark_node_get_end_line(node);
    struct str line = str_trim(format_check_lines(c, last, last));
    size_t n;

    if (last <= cmark_node_get_start_line(node) ||
        cmark_node_get_end_line(cmark_node_parent(node)) < last)
        return false;
    while (line.len > 0 && (line.ptr[0] == '>' || ascii_is_space(line.ptr[0])))
        line = str_slice(line.ptr + 1, line.len - 1);
    n = run_length(line, fence->mark);
    return n == line.len && n >= (size_t)fence->len;
}

/* The line of code, from 1, that opens another block with such a fence; 0: none. It is code where
 * it stands, but whoever wrote it took the block for closed. */
static size_t find_inner_fence(struct str code, const struct fence *fence)
{
    struct str line;

    for (size_t number = 1; str_next_line(&code, &line); number++) {
        struct str info;
        size_t blanks = run_length(line, ' ');
        size_t n;

        if (blanks > 3)
            continue;
        info = str_slice(line.ptr + blanks, line.len - blanks);
        n = run_length(info, fence->mark);
        info = str_trim(str_slice(info.ptr + n, info.len - n));
        if (n >= (size_t)fence->len && info.len > 0 &&
            (ascii_is_alpha(info.ptr[0]) || info.ptr[0] == '{') &&
            memchr(info.ptr, fence->mark, info.len) == NULL)
            return number;
    }
    return 0;
}

static bool check_fence(struct format_check *c, cmark_node *node, const struct fence *fence)
{
    size_t line = format_check_line_of(node);
    size_t inner = find_inner_fence(markdown_literal(node), fence);

    if (inner > 0)
        format_check_tell(
            c, line,
            "the fence is not closed before the one on line %zu: close it, or give it more marks "
            "than the one inside",
            line + inner + c->lines_before);
    else if (!is_closed(c, node, fence))
        format_check_tell(
            c, line,
            "the fence is never closed: repeat its marks on a line of their own below "
            "the code");
    else
        return true;
    return false;
}

/* --- tokens and markers of Rust code --- */

/* Tokens without white space, with what advice.c tells outermost comments by. */
struct scan {
    struct rust_lexer lexer;
    struct rust_token token;
    size_t line;      /* of the token */
    size_t next_line; /* of what comes after it */
    bool begins_line;
    int depth; /* brackets around what comes after the token */
};

static struct scan scan_start(struct str code, size_t line)
{
    struct scan s = { .next_line = line };

    rust_lexer_init(&s.lexer, code);
    return s;
}

static bool scan_next(struct scan *s)
{
    bool is_first = s->token.text.ptr == NULL;
    size_t newlines = 0;

    while (rust_lexer_next(&s->lexer, &s->token)) {
        size_t lines = str_count(s->token.text, "\n");

        s->line = s->next_line;
        s->next_line += lines;
        if (s->token.kind == RUST_SPACE) {
            newlines += lines;
            continue;
        }
        s->begins_line = is_first || newlines > 0;
        if (s->token.kind == RUST_PUNCT && s->token.text.len == 1) {
            s->depth += strchr("([{", s->token.text.ptr[0]) != NULL;
            s->depth -= s->depth > 0 && strchr(")]}", s->token.text.ptr[0]) != NULL;
        }
        return true;
    }
    return false;
}

enum half { HALF_NONE, HALF_OLD, HALF_NEW };

/* Which half of a pair the comment "// ..." begins, and what it says. Only advice.c knows the
 * markers; it is asked with the other half beside the comment. */
static enum half read_half(struct str comment, struct str *says)
{
    static const char OLD[] = "// DON'T: x\n";
    static const char NEW[] = "\n// DO: x\n";
    struct buf code = BUF_INIT;
    struct str found = { NULL, 0 };
    struct str text;
    struct advice old;
    struct advice new;
    enum half half = HALF_NONE;

    *says = str_slice("", 0);
    text = str_trim(str_slice(comment.ptr + 2, comment.len - 2));
    if (text.len == 0 || !ascii_is_upper(text.ptr[0])) /* all markers are in capitals */
        return HALF_NONE;
    buf_adds(&code, OLD);
    buf_addstr(&code, comment);
    buf_adds(&code, NEW);
    advice_cut(str_slice(code.ptr + sizeof(OLD) - 1, code.len - (sizeof(OLD) - 1)), &old);
    advice_cut(str_slice(code.ptr, sizeof(OLD) - 1 + comment.len), &new);
    if (old.count == 1 && old.parts[0].is_pair) {
        half = HALF_OLD;
        found = old.parts[0].title;
    } else if (new.count == 1 && new.parts[0].is_pair) {
        half = HALF_NEW;
        found = new.parts[0].replacement_title;
    }
    if (found.len > 0) /* the same place in comment, which outlives code */
        *says = str_slice(comment.ptr + (found.ptr - code.ptr) - (sizeof(OLD) - 1), found.len);
    advice_release(&old);
    advice_release(&new);
    buf_release(&code);
    return half;
}

/* --- pairs and hidden lines --- */

/* A DON'T marker that waits for its DO; line 0: there is none. */
struct open_pair {
    size_t line;
    struct str marker;
};

static void tell_no_new_half(struct format_check *c, const struct open_pair *open)
{
    if (open->line > 0)
        format_check_tell(
            c, open->line,
            "`%s` has no new half: write `// DO: text` at the start of a line below it, in the "
            "same block",
            format_check_quote(open->marker).text);
}

static void check_pair_name(struct format_check *c, size_t line, struct str says)
{
    struct str name;

    (void)str_next_field(&says, ';', &name);
    if (str_trim(name).len > 0)
        format_check_note_title(c, name, "the pair", line);
    else
        format_check_tell(c, line, "the marker of the old half has no text: name what not to do");
}

/* Pairs markers as advice_cut() does: a DON'T waits for the next DO. */
static void check_pairs(struct format_check *c, struct str code, size_t line)
{
    struct scan s = scan_start(code, line);
    struct open_pair open = { 0 };

    if (!str_starts(code, "//") && str_count(code, "\n//") == 0)
        return; /* advice_cut() looks no further either */
    while (scan_next(&s)) {
        struct str says;
        enum half half;

        if (s.token.kind != RUST_LINE_COMMENT || !s.begins_line || s.depth > 0)
            continue;
        half = read_half(s.token.text, &says);
        if (half == HALF_OLD) {
            tell_no_new_half(c, &open);
            open = (struct open_pair){ s.line, s.token.text };
            check_pair_name(c, s.line, says);
        } else if (half == HALF_NEW && open.line == 0) {
            format_check_tell(
                c, s.line,
                "`%s` has no old half: write `// DON'T: text` above it, in the same block",
                format_check_quote(s.token.text).text);
        } else if (half == HALF_NEW) {
            open.line = 0;
            if (says.len == 0)
                format_check_tell(
                    c, s.line, "the marker of the new half has no text: name what to do instead");
        }
    }
    tell_no_new_half(c, &open);
}

/* Outside of all brackets no Rust line begins with '#' and a word: the blank that hides it was
 * forgotten. Inside of them it may be a macro's. */
static void check_hidden_lines(struct format_check *c, struct str code, size_t line)
{
    struct scan s = scan_start(code, line);

    while (scan_next(&s)) {
        struct rust_lexer ahead = s.lexer;
        struct rust_token next;

        if (!str_equals(s.token.text, "#") || !s.begins_line || s.depth > 0 ||
            !rust_lexer_next(&ahead, &next))
            continue;
        if (next.kind == RUST_IDENT || next.kind == RUST_KEYWORD)
            format_check_tell(c, s.line, "`#%s` hides nothing: write a blank after the `#`",
                              format_check_quote(next.text).text);
    }
}

/* --- blocks --- */

static void check_indented(struct format_check *c, cmark_node *node)
{
    const struct format_section *s = &c->section;
    struct str code = str_trim(markdown_literal(node));

    if (s->line > 0 && !s->has_text && !s->has_code && str_starts(code, "<!--") &&
        format_fields_is_meant(str_slice(code.ptr + 4, code.len - 4)))
        format_check_tell(
            c, format_check_line_of(node),
            "the fields comment is not read: four blanks before it make it code; move it to the "
            "start of the line");
}

void format_code_check(struct format_check *c, cmark_node *node, bool is_outermost)
{
    struct str code = markdown_literal(node);
    struct str info = str_of(cmark_node_get_fence_info(node));
    size_t line = format_check_line_of(node);
    struct snippet_info read;
    struct fence fence;

    if (!cmark_node_get_fenced(node, &fence.len, &fence.offset, &fence.mark)) {
        check_indented(c, node);
        return;
    }
    snippet_parse_info(info, false, &read);
    c->snippets += read.is_rust;
    check_info(c, line, info, &read);
    if (!check_fence(c, node, &fence) || !read.is_rust || str_count(code, "{{#") > 0)
        return; /* an include may bring the other half */
    if (is_outermost)
        check_pairs(c, code, line + 1);
    if (read.expect != SNIPPET_IGNORE && read.expect != SNIPPET_COMPILE_FAIL)
        check_hidden_lines(c, code, line + 1);
}

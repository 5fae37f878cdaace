/* Format checks of a file as a whole: its headings and their slugs, its comments, its blocks; and
 * the telling of faults. Fields are format_fields.c's, code blocks format_code.c's.
 *
 * The way: bytes -> text as the indexer reads it, without front matter -> cmark-gfm's tree, whose
 * outermost blocks are looked at one after the other. What a section lacks is known at its end
 * alone, so faults are gathered and told in the order of their lines when all is read.
 */
#include "indexer/format_check.h"

#include <cmark-gfm.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/lexicon.h"
#include "core/markdown.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/fields.h"
#include "indexer/format_internal.h"
#include "indexer/front_matter.h"
#include "indexer/slug.h"
#include "indexer/tidy.h"
#include "indexer/walk.h"

enum { IMAGES_MAX = 20000 }; /* as document.c: cmark-gfm takes time with the square of "![" marks */

struct format_fault {
    size_t line;
    size_t number; /* as found: of one line's faults the first found is told first */
    char *message;
};

/* --- telling --- */

void format_check_tell(struct format_check *c, size_t line, const char *fmt, ...)
{
    struct format_fault fault = { .number = c->fault_count };
    va_list ap;
    int len;

    if (c->fault_count == FORMAT_FAULTS_MAX) {
        c->is_full = true;
        return;
    }
    va_start(ap, fmt);
    len = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    fault.message = xcalloc((size_t)(len > 0 ? len : 0) + 1, 1);
    va_start(ap, fmt);
    (void)vsnprintf(fault.message, (size_t)(len > 0 ? len : 0) + 1, fmt, ap);
    va_end(ap);
    fault.line = line + c->lines_before > 0 ? line + c->lines_before : 1;
    c->faults = xgrow(c->faults, c->fault_count, &c->fault_cap, sizeof(*c->faults));
    c->faults[c->fault_count++] = fault;
}

struct format_quote format_check_quote(struct str s)
{
    struct format_quote q = { "" };
    struct buf clean = BUF_INIT;
    size_t len;

    s = str_trim(s);
    text_sanitize(&clean,
                  str_slice(s.ptr, s.len < 4 * FORMAT_QUOTE_MAX ? s.len : 4 * FORMAT_QUOTE_MAX));
    for (size_t i = 0; i < clean.len; i++)
        if (ascii_is_space(clean.ptr[i]))
            clean.ptr[i] = ' ';
    len = clean.len;
    if (len > FORMAT_QUOTE_MAX)
        len = utf8_valid_prefix(str_slice(clean.ptr, FORMAT_QUOTE_MAX));
    memcpy(q.text, clean.ptr, len);
    if (len < clean.len)
        memcpy(q.text + len, "...", sizeof("..."));
    buf_release(&clean);
    return q;
}

static int compare_faults(const void *a, const void *b)
{
    const struct format_fault *x = a;
    const struct format_fault *y = b;

    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static void tell_all(struct format_check *c, format_fault_fn on_fault, void *ctx)
{
    if (c->fault_count == 0)
        return;
    qsort(c->faults, c->fault_count, sizeof(*c->faults), compare_faults);
    for (size_t i = 0; i < c->fault_count; i++)
        on_fault(ctx, c->faults[i].line, c->faults[i].message);
    if (c->is_full)
        on_fault(ctx, c->faults[c->fault_count - 1].line,
                 "the file has more than 1000 mistakes: mend these and check again");
}

/* --- places --- */

size_t format_check_line_of(cmark_node *node)
{
    int line = cmark_node_get_start_line(node);

    return line > 0 ? (size_t)line : 1;
}

struct str format_check_lines(const struct format_check *c, int first, int last)
{
    if (first < 1 || last < first || (size_t)last > c->line_count)
        return str_slice("", 0);
    return str_slice(c->text.ptr + c->line_starts[first - 1],
                     c->line_starts[last] - c->line_starts[first - 1]);
}

/* --- slugs --- */

/* Notes the slug of a heading or pair; tells when it was given before. what is static. */
static void note_slug(struct format_check *c, const char *slug, const char *what, size_t line)
{
    struct lexicon_word *word = lexicon_intern(c->ids, str_of(slug));

    if (word->word_entries == 0)
        word->word_entries = (uint32_t)line;
    else
        format_check_tell(
            c, line,
            "%s has the slug `%s`, as line %zu has: give it another name, so that its id is its "
            "own",
            what, format_check_quote(str_of(slug)).text, word->word_entries + c->lines_before);
}

/* The slug of a title that comes first in its file. new. */
static char *make_slug(struct str title)
{
    struct slugs *slugs = slugs_new();
    char *slug = slugs_add(slugs, title);

    if (slug[0] == '\0') {
        free(slug);
        slug = slugs_add(slugs, str_of("section")); /* as section.c names it */
    }
    slugs_free(slugs);
    return slug;
}

void format_check_note_title(struct format_check *c, struct str title, const char *what,
                             size_t line)
{
    char *slug = make_slug(title);

    note_slug(c, slug, what, line);
    free(slug);
}

/* --- comments --- */

/* A comment that the indexer reads. */
static void take_fields(struct format_check *c, struct str html, size_t line)
{
    struct format_section *s = &c->section;

    c->patterns++;
    if (s->fields_line > 0)
        format_check_tell(
            c, line, "the section has fields on line %zu already: each heading has one comment",
            s->fields_line + c->lines_before);
    else if (s->line == 0 && !c->has_title)
        format_check_tell(c, line,
                          "the fields comment stands above its heading: move it right below");
    else if (s->has_text || s->has_code)
        format_check_tell(
            c, line, "the fields comment stands below other text: move it right below its heading");
    if (s->fields_line == 0 && (s->line > 0 || c->has_title))
        s->fields_line = line;
    format_fields_check(c, html, line);
}

/* Why the indexer does not read a comment. static. */
static const char *unread_reason(struct str comment, bool is_first, bool is_outermost)
{
    if (!is_first)
        return "is not read behind other HTML: move it to lines of its own right below its heading";
    if (!str_ends(comment, "-->"))
        return "is never closed: write `-->` on a line of its own below the fields";
    if (!is_outermost)
        return "is not read in a list, a quotation or a line of text: move it to lines of its own "
               "right below its heading";
    if (fields_is_comment(comment))
        return "is not read with text behind its `-->`: move that to a line of its own";
    return "is not read: its first line must be `<!-- pattern` alone, and then one `key: value` a "
           "line";
}

/* HTML that the indexer does not read as fields: tells where a comment in it was to be that. */
static void check_unread(struct format_check *c, struct str html, size_t line, bool is_outermost)
{
    const char *first = str_trim(html).ptr;
    struct str rest = html;

    while (rest.len > 0) {
        const char *start = memmem(rest.ptr, rest.len, "<!--", 4);
        struct str comment;
        struct str inner;
        const char *end;

        if (start == NULL)
            return;
        line += str_count(str_slice(rest.ptr, (size_t)(start - rest.ptr)), "\n");
        inner = str_slice(start + 4, (size_t)(html.ptr + html.len - start) - 4);
        end = inner.len > 0 ? memmem(inner.ptr, inner.len, "-->", 3) : NULL;
        if (end != NULL)
            inner.len = (size_t)(end - inner.ptr);
        comment = str_slice(start, 4 + inner.len + (end != NULL ? 3 : 0));
        if (format_fields_is_meant(inner))
            format_check_tell(c, line, "the fields comment %s",
                              unread_reason(comment, start == first, is_outermost));
        else if (start == first && end == NULL)
            format_check_tell(
                c, line, "the comment is never closed, and hides all that follows: write `-->`");
        line += str_count(comment, "\n");
        rest = str_slice(start + comment.len, (size_t)(html.ptr + html.len - start) - comment.len);
    }
}

static void check_html(struct format_check *c, struct str html, size_t line, bool is_outermost)
{
    if (is_outermost && fields_is_comment(html))
        take_fields(c, html, line);
    else
        check_unread(c, html, line, is_outermost);
}

/* --- headings --- */

/* The slug that a heading names itself, "{#slug}" or "{#slug .class}", as document.c reads it; new,
 * or NULL. */
static char *custom_slug(struct str title)
{
    const char *open = title.len > 0 ? memrchr(title.ptr, '{', title.len) : NULL;
    struct str slug;

    title = str_trim(title);
    if (open == NULL || !str_ends(title, "}") || open[1] != '#')
        return NULL;
    slug = str_slice(open + 2, (size_t)(title.ptr + title.len - open) - 3);
    for (size_t i = 0; i < slug.len; i++)
        if (ascii_is_space(slug.ptr[i]))
            slug.len = i;
    return slug.len > 0 ? xmemdup0(slug.ptr, slug.len) : NULL;
}

static void end_section(struct format_check *c)
{
    const struct format_section *s = &c->section;
    size_t line = s->line > 0 ? s->line : s->fields_line;

    if (s->fields_line == 0)
        return;
    if (!s->has_text)
        format_check_tell(c, line,
                          "the heading has fields but no text: say first what the pattern is for");
    if (!s->has_code)
        format_check_tell(c, line,
                          "the heading has fields but no snippet: show one in a fenced block");
}

static void take_heading(struct format_check *c, cmark_node *node)
{
    struct buf title = BUF_INIT;
    size_t links;
    char *slug;

    end_section(c);
    c->section = (struct format_section){ .line = format_check_line_of(node) };
    c->has_title = c->has_title || cmark_node_get_heading_level(node) == 1;
    (void)tidy_block(node, false, &links);
    markdown_plain_text(&title, node);
    slug = custom_slug(buf_str(&title));
    if (slug != NULL)
        note_slug(c, slug, "the heading", c->section.line);
    else
        format_check_note_title(c, buf_str(&title), "the heading", c->section.line);
    free(slug);
    buf_release(&title);
}

/* --- blocks --- */

/* Code and comments inside of lists, quotations and the like. */
static void check_inside(struct format_check *c, cmark_node *outermost)
{
    cmark_iter *it = cmark_iter_new(outermost);
    size_t block_line = format_check_line_of(outermost);
    cmark_event_type event;

    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(it);
        cmark_node_type type = cmark_node_get_type(node);

        if (event != CMARK_EVENT_ENTER)
            continue;
        if ((type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK)
            block_line = format_check_line_of(node);
        if (type == CMARK_NODE_CODE_BLOCK) {
            format_code_check(c, node, false);
            c->section.has_code = true;
        } else if (type == CMARK_NODE_HTML_BLOCK) {
            check_html(c, markdown_literal(node), block_line, false);
        } else if (type == CMARK_NODE_HTML_INLINE) {
            size_t line = format_check_line_of(node);

            check_html(c, markdown_literal(node), line > block_line ? line : block_line, false);
        }
    }
    cmark_iter_free(it);
}

static void take_other(struct format_check *c, cmark_node *node)
{
    struct str lines = format_check_lines(c, cmark_node_get_start_line(node),
                                          cmark_node_get_end_line(node));

    check_inside(c, node);
    c->section.has_text = true;
    if (str_count(lines, "{{#") > 0)
        c->has_include = c->section.has_code = true; /* who knows */
}

static void check_blocks(struct format_check *c, cmark_node *root)
{
    for (cmark_node *node = cmark_node_first_child(root); node != NULL;
         node = cmark_node_next(node)) {
        switch ((int)cmark_node_get_type(node)) {
        case CMARK_NODE_HEADING:
            take_heading(c, node);
            break;
        case CMARK_NODE_HTML_BLOCK:
            check_html(c, markdown_literal(node), format_check_line_of(node), true);
            if (!str_starts(str_trim(markdown_literal(node)), "<!--"))
                c->section.has_text = true;
            break;
        case CMARK_NODE_CODE_BLOCK:
            format_code_check(c, node, true);
            if (str_trim(markdown_literal(node)).len > 0)
                c->section.has_code = true;
            break;
        case CMARK_NODE_THEMATIC_BREAK:
            break;
        case CMARK_NODE_FOOTNOTE_DEFINITION: /* they come last, wherever they stand */
            end_section(c);
            c->section = (struct format_section){ .line = format_check_line_of(node) };
            check_inside(c, node);
            break;
        default:
            take_other(c, node);
            break;
        }
    }
    end_section(c);
}

/* --- files --- */

static enum status check_bytes(struct str bytes, struct error *err)
{
    size_t valid;

    if (str_starts(bytes, "\xff\xfe") || str_starts(bytes, "\xfe\xff"))
        return error_set(err, STATUS_BAD_INPUT, "UTF-16: save it as UTF-8");
    if (bytes.len > 0 && memchr(bytes.ptr, '\0', bytes.len) != NULL)
        return error_set(err, STATUS_BAD_INPUT, "binary: it holds NUL bytes");
    if (bytes.len > WALK_FILE_BYTES_MAX)
        return error_set(err, STATUS_TOO_BIG, "larger than %d MiB", WALK_FILE_BYTES_MAX >> 20);
    valid = utf8_valid_prefix(bytes);
    if (valid < bytes.len)
        return error_set(err, STATUS_BAD_INPUT, "not UTF-8 at byte %zu", valid);
    if (str_count(bytes, "![") > IMAGES_MAX)
        return error_set(err, STATUS_TOO_BIG, "more than %d images", IMAGES_MAX);
    return STATUS_OK;
}

static void find_lines(struct format_check *c)
{
    size_t cap = 0;

    for (size_t at = 0; at < c->text.len;) {
        const char *end = memchr(c->text.ptr + at, '\n', c->text.len - at);

        c->line_starts = xgrow(c->line_starts, c->line_count + 1, &cap, sizeof(*c->line_starts));
        c->line_starts[c->line_count++] = at;
        at = end != NULL ? (size_t)(end - c->text.ptr) + 1 : c->text.len;
    }
    c->line_starts = xgrow(c->line_starts, c->line_count, &cap, sizeof(*c->line_starts));
    c->line_starts[c->line_count] = c->text.len;
}

static void check_text(struct format_check *c, const struct front_matter *fm)
{
    cmark_node *root = markdown_parse_in_parallel(c->text);

    c->lines_before = fm->lines;
    c->has_title = fm->title != NULL;
    c->ids = lexicon_new();
    find_lines(c);
    check_blocks(c, root);
    if (!c->has_title && !c->has_include)
        format_check_tell(c, 0, "the file has no title: begin it with `# Title`%s",
                          fm->length > 0 ? "; its front matter has no `title:` that can be read"
                                         : "");
    lexicon_free(c->ids);
    free(c->line_starts);
    cmark_node_free(root);
}

enum status format_check(struct str bytes, format_fault_fn on_fault, void *ctx, size_t *patterns,
                         size_t *snippets, struct error *err)
{
    struct format_check c = { .fault_count = 0 };
    struct front_matter fm = { 0 };
    struct buf text = BUF_INIT;
    enum status st = check_bytes(bytes, err);

    if (st != STATUS_OK)
        return st;
    text_sanitize(&text, bytes);
    front_matter_read(&fm, buf_str(&text));
    c.text = str_slice(text.ptr + fm.length, text.len - fm.length);
    check_text(&c, &fm);
    tell_all(&c, on_fault, ctx);
    if (patterns != NULL)
        *patterns = c.patterns;
    if (snippets != NULL)
        *snippets = c.snippets;
    for (size_t i = 0; i < c.fault_count; i++)
        free(c.faults[i].message);
    free(c.faults);
    front_matter_release(&fm);
    buf_release(&text);
    return STATUS_OK;
}

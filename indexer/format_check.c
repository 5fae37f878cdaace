/* Format checks: where a guide's Markdown departs from docs/guide-format.md.
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

#include "core/entry.h"
#include "core/lexicon.h"
#include "core/markdown.h"
#include "core/rust_lexer.h"
#include "core/snippet.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/advice.h"
#include "indexer/fields.h"
#include "indexer/front_matter.h"
#include "indexer/slug.h"
#include "indexer/tidy.h"
#include "indexer/walk.h"

enum {
    QUOTE_MAX = 60,    /* bytes of the document that a message repeats */
    WORD_MAX = 24,     /* bytes; longer words are near to none */
    IMAGES_MAX = 20000 /* as document.c: cmark-gfm takes time with the square of "![" marks */
};

struct fault {
    size_t line;
    size_t number; /* as found: of one line's faults the first found is told first */
    char *message;
};

/* The section at hand: what stands below one outermost heading. */
struct section {
    size_t line;        /* of its heading; 0: before the first one */
    size_t fields_line; /* of its fields comment; 0: none so far */
    bool has_text, has_code;
};

/* Lines count from 1 in text; tell() makes them the file's. */
struct check {
    struct str text; /* what was parsed */
    size_t *line_starts;
    size_t line_count;
    size_t lines_before; /* of front matter */
    struct lexicon *ids; /* slugs of headings and pairs; word_entries is the line of the first */
    struct fault *faults;
    size_t fault_count, fault_cap;
    bool is_full; /* there were more faults */
    struct section section;
    bool has_title;
    bool has_include; /* outside of code: the title may come from elsewhere */
    size_t patterns, snippets;
};

/* --- telling --- */

static void tell(struct check *c, size_t line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Line 0 is where the text should begin. */
static void tell(struct check *c, size_t line, const char *fmt, ...)
{
    struct fault fault = { .number = c->fault_count };
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

/* A piece of the document, fit for a message; use it in the expression that makes it. */
struct quote {
    char text[QUOTE_MAX + sizeof("...")];
};

static struct quote quote_of(struct str s)
{
    struct quote q = { "" };
    struct buf clean = BUF_INIT;
    size_t len;

    s = str_trim(s);
    text_sanitize(&clean, str_slice(s.ptr, s.len < 4 * QUOTE_MAX ? s.len : 4 * QUOTE_MAX));
    for (size_t i = 0; i < clean.len; i++)
        if (ascii_is_space(clean.ptr[i]))
            clean.ptr[i] = ' ';
    len = clean.len;
    if (len > QUOTE_MAX)
        len = utf8_valid_prefix(str_slice(clean.ptr, QUOTE_MAX));
    memcpy(q.text, clean.ptr, len);
    if (len < clean.len)
        memcpy(q.text + len, "...", sizeof("..."));
    buf_release(&clean);
    return q;
}

static int compare_faults(const void *a, const void *b)
{
    const struct fault *x = a;
    const struct fault *y = b;

    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static void tell_all(struct check *c, format_fault_fn on_fault, void *ctx)
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

/* --- near words --- */

/* A word in lower case without '-' and '_'; empty when it is too long. */
struct plain_word {
    char text[WORD_MAX];
    size_t len;
};

static struct plain_word plain_word(struct str word)
{
    struct plain_word plain = { .len = 0 };

    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '-' || word.ptr[i] == '_')
            continue;
        if (plain.len == WORD_MAX)
            return (struct plain_word){ .len = 0 };
        plain.text[plain.len++] = ascii_lower(word.ptr[i]);
    }
    return plain;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters inserted, left out, replaced or swapped with their neighbour. */
static size_t distance(const struct plain_word *a, const struct plain_word *b)
{
    size_t d[WORD_MAX + 1][WORD_MAX + 1];

    for (size_t i = 0; i <= a->len; i++)
        d[i][0] = i;
    for (size_t k = 0; k <= b->len; k++)
        d[0][k] = k;
    for (size_t i = 1; i <= a->len; i++)
        for (size_t k = 1; k <= b->len; k++) {
            size_t best = d[i - 1][k - 1] + (a->text[i - 1] != b->text[k - 1]);

            best = smaller(best, smaller(d[i - 1][k], d[i][k - 1]) + 1);
            if (i > 1 && k > 1 && a->text[i - 1] == b->text[k - 2] &&
                a->text[i - 2] == b->text[k - 1])
                best = smaller(best, d[i - 2][k - 2] + 1);
            d[i][k] = best;
        }
    return d[a->len][b->len];
}

/* The name that word is likely to mean, and how far it is; NULL: none is near. */
static const char *nearest(struct str word, const char *const *names, size_t count, size_t *far)
{
    struct plain_word plain = plain_word(word);
    const char *best = NULL;

    for (size_t i = 0; plain.len > 0 && i < count; i++) {
        struct plain_word name = plain_word(str_of(names[i]));
        size_t limit = name.len <= 4 ? 1 : name.len <= 8 ? 2 : 3;
        size_t d = distance(&plain, &name);

        if (d > limit || (best != NULL && d >= *far))
            continue;
        best = names[i];
        *far = d;
    }
    return best;
}

static bool is_among(struct str word, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equals(word, names[i]))
            return true;
    return false;
}

/* --- values of fields --- */

enum field {
    FIELD_SINCE,
    FIELD_NOTED,
    FIELD_EDITION,
    FIELD_STATUS,
    FIELD_FEATURE,
    FIELD_CRATES,
    FIELD_REPLACES,
    FIELD_REPLACED_BY,
    FIELD_SEE,
    FIELD_KEYWORDS,
    FIELD_COUNT
};

static const char *const KEYS[FIELD_COUNT] = {
    [FIELD_SINCE] = "since",       [FIELD_NOTED] = "noted",
    [FIELD_EDITION] = "edition",   [FIELD_STATUS] = "status",
    [FIELD_FEATURE] = "feature",   [FIELD_CRATES] = "crates",
    [FIELD_REPLACES] = "replaces", [FIELD_REPLACED_BY] = "replaced_by",
    [FIELD_SEE] = "see",           [FIELD_KEYWORDS] = "keywords",
};

static enum field find_key(struct str key)
{
    size_t i = 0;

    while (i < FIELD_COUNT && !str_equals(key, KEYS[i]))
        i++;
    return (enum field)i;
}

static bool is_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

/* "1.85"; entry.c takes "1.085" and "1.85.1" too. */
static bool is_release(struct str s)
{
    struct str minor;

    if (!str_starts(s, "1."))
        return false;
    minor = str_slice(s.ptr + 2, s.len - 2);
    if (!is_digits(minor) || (minor.len > 1 && minor.ptr[0] == '0'))
        return false;
    return str_equals(minor, "0") || entry_release_minor(s) > 0;
}

static void check_since(struct check *c, size_t line, struct str value)
{
    if (!is_release(value))
        tell(c, line, "since: `%s` is no release: write one as `1.85`", quote_of(value).text);
}

static void check_edition(struct check *c, size_t line, struct str value)
{
    if (!str_equals(value, "any") && entry_edition_code(value) == 0)
        tell(c, line, "edition: `%s` is none: write `any`, `2015`, `2018`, `2021` or `2024`",
             quote_of(value).text);
}

static void check_status(struct check *c, size_t line, struct str value)
{
    static const char *const NAMES[] = { "stable", "nightly", "library", "deprecated" };
    enum entry_status status;
    const char *near;
    size_t far;

    if (entry_status_parse(value, &status))
        return;
    near = nearest(value, NAMES, sizeof(NAMES) / sizeof(NAMES[0]), &far);
    if (near != NULL)
        tell(c, line, "status: `%s` is unknown: did you mean `%s`?", quote_of(value).text, near);
    else
        tell(c, line,
             "status: `%s` is unknown: write `stable`, `nightly`, `library` or `deprecated`",
             quote_of(value).text);
}

/* Characters of crates' and features' names. */
static bool is_name(struct str s, const char *signs)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_alnum(s.ptr[i]) && strchr(signs, s.ptr[i]) == NULL)
            return false;
    return s.len > 0;
}

static bool is_version(struct str s)
{
    struct str part;
    size_t parts = 0;

    while (str_next_field(&s, '.', &part)) {
        if (!is_digits(part))
            return false;
        parts++;
    }
    return parts <= 3;
}

static bool are_features(struct str s)
{
    struct str feature;

    while (str_next_field(&s, ',', &feature))
        if (!is_name(str_trim(feature), "-_+./?:"))
            return false;
    return true;
}

/* What is wrong with "tokio 1.40 [full, test-util]"; NULL: nothing. static. */
static const char *crate_fault(struct str item)
{
    const char *bracket = item.len > 0 ? memchr(item.ptr, '[', item.len) : NULL;
    struct str version = item;
    struct str name = { NULL, 0 };

    if (bracket != NULL) {
        size_t before = (size_t)(bracket - item.ptr);

        if (!str_ends(item, "]") || !are_features(str_slice(bracket + 1, item.len - before - 2)))
            return "features are names in square brackets with commas between";
        version = str_trim(str_slice(item.ptr, before));
    }
    (void)str_next_field(&version, ' ', &name);
    if (!is_name(name, "-_") || !ascii_is_alpha(name.ptr[0]))
        return "a crate's name comes first";
    if (version.ptr == NULL || !is_version(str_trim(version)))
        return "a version of one to three numbers follows the name";
    return NULL;
}

static void check_crates(struct check *c, size_t line, struct str value)
{
    size_t start = 0;
    bool in_brackets = false;

    for (size_t i = 0; i <= value.len; i++) {
        struct str item = str_trim(str_slice(value.ptr + start, i - start));
        const char *why;

        if (i < value.len && (value.ptr[i] == '[' || value.ptr[i] == ']'))
            in_brackets = value.ptr[i] == '[';
        if (i < value.len && (value.ptr[i] != ',' || in_brackets))
            continue;
        start = i + 1;
        why = crate_fault(item);
        if (why != NULL)
            tell(c, line, "crates: `%s`: %s, as in `tokio 1.40 [full, test-util], futures 0.3`",
                 quote_of(item).text, why);
    }
}

/* What is wrong with "source/path#slug"; NULL: nothing. static. */
static const char *id_fault(struct str id)
{
    struct str rest = id;
    struct str path;
    struct str part;
    size_t parts = 0;

    for (size_t i = 0; i < id.len; i++)
        if (ascii_is_space(id.ptr[i]))
            return "an id has no blanks; between ids stands a comma";
    (void)str_next_field(&rest, '#', &path);
    if (rest.ptr != NULL && (rest.len == 0 || memchr(rest.ptr, '#', rest.len) != NULL))
        return "behind the one `#` stands a heading's slug";
    if (str_ends(path, ".md") || str_ends(path, ".html"))
        return "an id's path has no extension";
    while (str_next_field(&path, '/', &part)) {
        if (part.len == 0)
            return "an id is the source's name, `/` and a path";
        parts++;
    }
    return parts < 2 ? "an id is the source's name, `/` and a path" : NULL;
}

static void check_see(struct check *c, size_t line, struct str value)
{
    struct str id;

    while (str_next_field(&value, ',', &id)) {
        const char *why = id_fault(str_trim(id));

        if (why != NULL)
            tell(c, line, "see: `%s` is no id: %s, as in `guide/async#timeouts`", quote_of(id).text,
                 why);
    }
}

/* --- fields comments --- */

static void (*const VALUE_CHECKS[FIELD_COUNT])(struct check *c, size_t line, struct str value) = {
    [FIELD_SINCE] = check_since,   [FIELD_EDITION] = check_edition, [FIELD_STATUS] = check_status,
    [FIELD_CRATES] = check_crates, [FIELD_SEE] = check_see,
};

static void tell_unknown_key(struct check *c, size_t line, struct str key)
{
    struct buf known = BUF_INIT;
    size_t far;
    const char *near = nearest(key, KEYS, FIELD_COUNT, &far);

    for (size_t i = 0; i < FIELD_COUNT; i++)
        buf_addf(&known, "%s%s", i > 0 ? ", " : "", KEYS[i]);
    if (near != NULL)
        tell(c, line, "unknown key `%s`: did you mean `%s`?", quote_of(key).text, near);
    else
        tell(c, line, "unknown key `%s`: the keys are %s", quote_of(key).text, known.ptr);
    buf_release(&known);
}

struct field_value {
    struct str value;
    size_t line; /* 0: not there */
};

static void check_field(struct check *c, size_t line, struct str text,
                        struct field_value values[FIELD_COUNT])
{
    struct str value = text;
    struct str key;
    enum field field;

    (void)str_next_field(&value, ':', &key);
    field = find_key(str_trim(key));
    if (value.ptr == NULL) {
        tell(c, line, "`%s` is no `key: value`: each field stands on one line of its own",
             quote_of(text).text);
    } else if (field == FIELD_COUNT) {
        tell_unknown_key(c, line, str_trim(key));
    } else if (str_trim(value).len == 0) {
        tell(c, line, "`%s:` has no value: write one, or take the line out", KEYS[field]);
    } else if (values[field].line > 0) {
        tell(c, line, "`%s:` stands twice: line %zu has it already", KEYS[field],
             values[field].line + c->lines_before);
    } else {
        values[field] = (struct field_value){ str_trim(value), line };
        if (VALUE_CHECKS[field] != NULL)
            VALUE_CHECKS[field](c, line, str_trim(value));
    }
}

/* What one field asks of another. */
static void check_status_needs(struct check *c, const struct field_value values[FIELD_COUNT])
{
    enum entry_status status = ENTRY_STATUS_NONE;
    size_t line = values[FIELD_STATUS].line;

    if (line == 0 || !entry_status_parse(values[FIELD_STATUS].value, &status))
        return;
    if (status == ENTRY_STATUS_NIGHTLY && values[FIELD_FEATURE].line == 0)
        tell(c, line, "`status: nightly` without `feature:`: name the feature gate");
    if (status == ENTRY_STATUS_LIBRARY && values[FIELD_CRATES].line == 0)
        tell(c, line, "`status: library` without `crates:`: name the crate, as in `tokio 1`");
}

/* The line of a fields comment, from 0, that can only come after a forgotten "-->"; 0: none. */
static size_t find_foreign_line(struct str html)
{
    struct str line;

    for (size_t number = 0; str_next_line(&html, &line); number++) {
        struct str text = str_trim(line);

        if (number > 0 && (str_starts(text, "<!--") || str_starts(text, "#") ||
                           str_starts(text, "```") || str_starts(text, "~~~")))
            return number;
    }
    return 0;
}

/* A comment as fields_is_comment() has it: its lines. */
static void check_fields(struct check *c, struct str html, size_t line)
{
    struct field_value values[FIELD_COUNT] = { { .line = 0 } };
    struct str rest = str_trim(html);
    struct str text;
    size_t foreign = find_foreign_line(rest);

    if (foreign > 0) {
        tell(c, line,
             "the fields comment is not closed before line %zu: write `-->` on a line of its own "
             "below the fields",
             line + foreign + c->lines_before);
        return;
    }
    (void)str_next_line(&rest, &text);
    while (str_next_line(&rest, &text)) {
        line++;
        text = str_trim(text);
        if (str_ends(text, "-->"))
            text = str_trim(str_slice(text.ptr, text.len - 3));
        if (text.len > 0)
            check_field(c, line, text, values);
    }
    check_status_needs(c, values);
}

/* A comment that the indexer reads. */
static void take_fields(struct check *c, struct str html, size_t line)
{
    struct section *s = &c->section;

    c->patterns++;
    if (s->fields_line > 0)
        tell(c, line, "the section has fields on line %zu already: each heading has one comment",
             s->fields_line + c->lines_before);
    else if (s->line == 0 && !c->has_title)
        tell(c, line, "the fields comment stands above its heading: move it right below");
    else if (s->has_text || s->has_code)
        tell(c, line,
             "the fields comment stands below other text: move it right below its heading");
    if (s->fields_line == 0 && (s->line > 0 || c->has_title))
        s->fields_line = line;
    check_fields(c, html, line);
}

static bool has_known_key(struct str line)
{
    struct str key;

    (void)str_next_field(&line, ':', &key);
    return line.ptr != NULL && find_key(str_trim(key)) != FIELD_COUNT;
}

/* True when the text of a comment, without its marks, begins with "pattern" alone on its line, or
 * with that word and has a field. */
static bool is_meant_as_fields(struct str text)
{
    static const char WORD[] = "pattern";
    size_t len = sizeof(WORD) - 1;
    struct str rest;
    struct str line;

    text = str_trim(text);
    if (text.len < len || !str_equal_nocase(str_slice(text.ptr, len), str_of(WORD)))
        return false;
    rest = text;
    if (!str_next_line(&rest, &line) || str_equals(str_trim(line), WORD))
        return true;
    text = str_slice(text.ptr + len, text.len - len);
    if (str_starts(text, "s") || str_starts(text, ":"))
        text = str_slice(text.ptr + 1, text.len - 1);
    if (text.len > 0 && !ascii_is_space(text.ptr[0]))
        return false;
    while (str_next_line(&text, &line))
        if (has_known_key(line))
            return true;
    return false;
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
static void check_unread(struct check *c, struct str html, size_t line, bool is_outermost)
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
        if (is_meant_as_fields(inner))
            tell(c, line, "the fields comment %s",
                 unread_reason(comment, start == first, is_outermost));
        else if (start == first && end == NULL)
            tell(c, line, "the comment is never closed, and hides all that follows: write `-->`");
        line += str_count(comment, "\n");
        rest = str_slice(start + comment.len, (size_t)(html.ptr + html.len - start) - comment.len);
    }
}

static void check_html(struct check *c, struct str html, size_t line, bool is_outermost)
{
    if (is_outermost && fields_is_comment(html))
        take_fields(c, html, line);
    else
        check_unread(c, html, line, is_outermost);
}

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

static void tell_unknown_word(struct check *c, size_t line, struct str word, const char *near)
{
    struct quote q = quote_of(word);

    if (near != NULL)
        tell(c, line, "info string: `%s` is unknown: did you mean `%s`?", q.text, near);
    else if (edition_in(word) != 0)
        tell(c, line, "info string: `%s` is unknown: did you mean `edition%d`?", q.text,
             edition_in(word));
    else if (str_starts(word, "edition"))
        tell(c, line,
             "info string: `%s` is no edition: there are 2015, 2018, 2021 and 2024, as in "
             "`edition2021`",
             q.text);
    else if (ascii_lower(word.ptr[0]) == 'e' && is_digits(str_slice(word.ptr + 1, word.len - 1)))
        tell(c, line, "info string: `%s` is no error code: write `E` and four digits", q.text);
    else
        tell(c, line,
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
static void check_info(struct check *c, size_t line, struct str info,
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
            meant = nearest(word, INFO_WORDS, RUSTDOC_WORDS, &far);
            if (read->is_rust || (meant != NULL && far == 0))
                tell_unknown_word(c, line, word, meant);
        }
        has_ignore = has_ignore || str_equals(word, "ignore");
        has_compile_fail = has_compile_fail || str_equals(word, "compile_fail") ||
                           (meant != NULL && strcmp(meant, "compile_fail") == 0);
    }
    if (read->is_rust && has_ignore && read->remark.len == 0)
        tell(c, line, "info string: `ignore` without a reason: write `ignore (why)`");
    if (read->error_code.len > 0 && !has_compile_fail)
        tell(c, line, "info string: `%s` without `compile_fail`: write `compile_fail,%s`",
             quote_of(read->error_code).text, quote_of(read->error_code).text);
}

/* --- fences --- */

struct fence {
    int len;
    int offset;
    char mark; /* '`' or '~' */
};

static size_t line_of(cmark_node *node)
{
    int line = cmark_node_get_start_line(node);

    return line > 0 ? (size_t)line : 1;
}

/* Lines first to last of the text; empty when there are none such. */
static struct str lines_between(const struct check *c, int first, int last)
{
    if (first < 1 || last < first || (size_t)last > c->line_count)
        return str_slice("", 0);
    return str_slice(c->text.ptr + c->line_starts[first - 1],
                     c->line_starts[last] - c->line_starts[first - 1]);
}

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
static bool is_closed(const struct check *c, cmark_node *node, const struct fence *fence)
{
    int last = cmark_node_get_end_line(node);
    struct str line = str_trim(lines_between(c, last, last));
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

static bool check_fence(struct check *c, cmark_node *node, const struct fence *fence)
{
    size_t line = line_of(node);
    size_t inner = find_inner_fence(markdown_literal(node), fence);

    if (inner > 0)
        tell(c, line,
             "the fence is not closed before the one on line %zu: close it, or give it more marks "
             "than the one inside",
             line + inner + c->lines_before);
    else if (!is_closed(c, node, fence))
        tell(c, line,
             "the fence is never closed: repeat its marks on a line of their own below "
             "the code");
    else
        return true;
    return false;
}

/* --- Rust code --- */

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

/* --- ids --- */

/* Notes the slug of a heading or pair; tells when it was given before. what is static. */
static void note_slug(struct check *c, const char *slug, const char *what, size_t line)
{
    struct lexicon_word *word = lexicon_intern(c->ids, str_of(slug));

    if (word->word_entries == 0)
        word->word_entries = (uint32_t)line;
    else
        tell(c, line,
             "%s has the slug `%s`, as line %zu has: give it another name, so that its id is its "
             "own",
             what, quote_of(str_of(slug)).text, word->word_entries + c->lines_before);
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

/* --- pairs --- */

/* A DON'T marker that waits for its DO; line 0: there is none. */
struct open_pair {
    size_t line;
    struct str marker;
};

static void tell_no_new_half(struct check *c, const struct open_pair *open)
{
    if (open->line > 0)
        tell(c, open->line,
             "`%s` has no new half: write `// DO: text` at the start of a line below it, in the "
             "same block",
             quote_of(open->marker).text);
}

static void check_pair_name(struct check *c, size_t line, struct str says)
{
    struct str name;
    char *slug;

    (void)str_next_field(&says, ';', &name);
    if (str_trim(name).len == 0) {
        tell(c, line, "the marker of the old half has no text: name what not to do");
        return;
    }
    slug = make_slug(name);
    note_slug(c, slug, "the pair", line);
    free(slug);
}

/* Pairs markers as advice_cut() does: a DON'T waits for the next DO. */
static void check_pairs(struct check *c, struct str code, size_t line)
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
            tell(c, s.line,
                 "`%s` has no old half: write `// DON'T: text` above it, in the same block",
                 quote_of(s.token.text).text);
        } else if (half == HALF_NEW) {
            open.line = 0;
            if (says.len == 0)
                tell(c, s.line, "the marker of the new half has no text: name what to do instead");
        }
    }
    tell_no_new_half(c, &open);
}

/* Outside of all brackets no Rust line begins with '#' and a word: the blank that hides it was
 * forgotten. Inside of them it may be a macro's. */
static void check_hidden_lines(struct check *c, struct str code, size_t line)
{
    struct scan s = scan_start(code, line);

    while (scan_next(&s)) {
        struct rust_lexer ahead = s.lexer;
        struct rust_token next;

        if (!str_equals(s.token.text, "#") || !s.begins_line || s.depth > 0 ||
            !rust_lexer_next(&ahead, &next))
            continue;
        if (next.kind == RUST_IDENT || next.kind == RUST_KEYWORD)
            tell(c, s.line, "`#%s` hides nothing: write a blank after the `#`",
                 quote_of(next.text).text);
    }
}

/* --- blocks --- */

static void check_indented(struct check *c, cmark_node *node)
{
    const struct section *s = &c->section;
    struct str code = str_trim(markdown_literal(node));

    if (s->line > 0 && !s->has_text && !s->has_code && str_starts(code, "<!--") &&
        is_meant_as_fields(str_slice(code.ptr + 4, code.len - 4)))
        tell(c, line_of(node),
             "the fields comment is not read: four blanks before it make it code; move it to the "
             "start of the line");
}

static void check_code(struct check *c, cmark_node *node, bool is_outermost)
{
    struct str code = markdown_literal(node);
    struct str info = str_of(cmark_node_get_fence_info(node));
    size_t line = line_of(node);
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

/* Code and comments inside of lists, quotations and the like. */
static void check_inside(struct check *c, cmark_node *outermost)
{
    cmark_iter *it = cmark_iter_new(outermost);
    size_t block_line = line_of(outermost);
    cmark_event_type event;

    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(it);
        cmark_node_type type = cmark_node_get_type(node);

        if (event != CMARK_EVENT_ENTER)
            continue;
        if ((type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK)
            block_line = line_of(node);
        if (type == CMARK_NODE_CODE_BLOCK) {
            check_code(c, node, false);
            c->section.has_code = true;
        } else if (type == CMARK_NODE_HTML_BLOCK) {
            check_html(c, markdown_literal(node), block_line, false);
        } else if (type == CMARK_NODE_HTML_INLINE) {
            size_t line = line_of(node);

            check_html(c, markdown_literal(node), line > block_line ? line : block_line, false);
        }
    }
    cmark_iter_free(it);
}

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

static void end_section(struct check *c)
{
    const struct section *s = &c->section;
    size_t line = s->line > 0 ? s->line : s->fields_line;

    if (s->fields_line == 0)
        return;
    if (!s->has_text)
        tell(c, line, "the heading has fields but no text: say first what the pattern is for");
    if (!s->has_code)
        tell(c, line, "the heading has fields but no snippet: show one in a fenced block");
}

static void take_heading(struct check *c, cmark_node *node)
{
    struct buf title = BUF_INIT;
    size_t links;
    char *slug;

    end_section(c);
    c->section = (struct section){ .line = line_of(node) };
    c->has_title = c->has_title || cmark_node_get_heading_level(node) == 1;
    (void)tidy_block(node, false, &links);
    markdown_plain_text(&title, node);
    slug = custom_slug(buf_str(&title));
    if (slug == NULL)
        slug = make_slug(buf_str(&title));
    note_slug(c, slug, "the heading", c->section.line);
    free(slug);
    buf_release(&title);
}

static void take_other(struct check *c, cmark_node *node)
{
    struct str lines = lines_between(c, cmark_node_get_start_line(node),
                                     cmark_node_get_end_line(node));

    check_inside(c, node);
    c->section.has_text = true;
    if (str_count(lines, "{{#") > 0)
        c->has_include = c->section.has_code = true; /* who knows */
}

static void check_blocks(struct check *c, cmark_node *root)
{
    for (cmark_node *node = cmark_node_first_child(root); node != NULL;
         node = cmark_node_next(node)) {
        switch ((int)cmark_node_get_type(node)) {
        case CMARK_NODE_HEADING:
            take_heading(c, node);
            break;
        case CMARK_NODE_HTML_BLOCK:
            check_html(c, markdown_literal(node), line_of(node), true);
            if (!str_starts(str_trim(markdown_literal(node)), "<!--"))
                c->section.has_text = true;
            break;
        case CMARK_NODE_CODE_BLOCK:
            check_code(c, node, true);
            if (str_trim(markdown_literal(node)).len > 0)
                c->section.has_code = true;
            break;
        case CMARK_NODE_THEMATIC_BREAK:
            break;
        case CMARK_NODE_FOOTNOTE_DEFINITION: /* they come last, wherever they stand */
            end_section(c);
            c->section = (struct section){ .line = line_of(node) };
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

static void find_lines(struct check *c)
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

static void check_text(struct check *c, const struct front_matter *fm)
{
    cmark_node *root = markdown_parse_in_parallel(c->text);

    c->lines_before = fm->lines;
    c->has_title = fm->title != NULL;
    c->ids = lexicon_new();
    find_lines(c);
    check_blocks(c, root);
    if (!c->has_title && !c->has_include)
        tell(c, 0, "the file has no title: begin it with `# Title`%s",
             fm->length > 0 ? "; its front matter has no `title:` that can be read" : "");
    lexicon_free(c->ids);
    free(c->line_starts);
    cmark_node_free(root);
}

enum status format_check(struct str bytes, format_fault_fn on_fault, void *ctx, size_t *patterns,
                         size_t *snippets, struct error *err)
{
    struct check c = { .fault_count = 0 };
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

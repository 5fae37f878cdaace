/* Format checks of fields: the lines of a fields comment, their keys and values; which other
 * comments were meant as one; and the word that a misspelled one is near to. */
#include "core/entry.h"
#include "core/text.h"
#include "indexer/format_internal.h"

enum { WORD_MAX = 24 }; /* bytes; longer words are near to none */

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

const char *format_fields_nearest(struct str word, const char *const *names, size_t count,
                                  size_t *far)
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

bool format_fields_is_digits(struct str s)
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
    if (!format_fields_is_digits(minor) || (minor.len > 1 && minor.ptr[0] == '0'))
        return false;
    return str_equals(minor, "0") || entry_release_minor(s) > 0;
}

static void check_since(struct format_check *c, size_t line, struct str value)
{
    if (!is_release(value))
        format_check_tell(c, line, "since: `%s` is no release: write one as `1.85`",
                          format_check_quote(value).text);
}

static void check_edition(struct format_check *c, size_t line, struct str value)
{
    if (!str_equals(value, "any") && entry_edition_code(value) == 0)
        format_check_tell(c, line,
                          "edition: `%s` is none: write `any`, `2015`, `2018`, `2021` or `2024`",
                          format_check_quote(value).text);
}

static void check_status(struct format_check *c, size_t line, struct str value)
{
    static const char *const NAMES[] = { "stable", "nightly", "library", "deprecated" };
    enum entry_status status;
    const char *near;
    size_t far;

    if (entry_status_parse(value, &status))
        return;
    near = format_fields_nearest(value, NAMES, sizeof(NAMES) / sizeof(NAMES[0]), &far);
    if (near != NULL)
        format_check_tell(c, line, "status: `%s` is unknown: did you mean `%s`?",
                          format_check_quote(value).text, near);
    else
        format_check_tell(
            c, line,
            "status: `%s` is unknown: write `stable`, `nightly`, `library` or `deprecated`",
            format_check_quote(value).text);
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
        if (!format_fields_is_digits(part))
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

static void check_crates(struct format_check *c, size_t line, struct str value)
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
            format_check_tell(c, line,
                              "crates: `%s`: %s, as in `tokio 1.40 [full, test-util], futures 0.3`",
                              format_check_quote(item).text, why);
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

static void check_see(struct format_check *c, size_t line, struct str value)
{
    struct str id;

    while (str_next_field(&value, ',', &id)) {
        const char *why = id_fault(str_trim(id));

        if (why != NULL)
            format_check_tell(c, line, "see: `%s` is no id: %s, as in `guide/async#timeouts`",
                              format_check_quote(id).text, why);
    }
}

/* --- fields comments --- */

static void (*const VALUE_CHECKS[FIELD_COUNT])(struct format_check *c, size_t line,
                                               struct str value) = {
    [FIELD_SINCE] = check_since,   [FIELD_EDITION] = check_edition, [FIELD_STATUS] = check_status,
    [FIELD_CRATES] = check_crates, [FIELD_SEE] = check_see,
};

static void tell_unknown_key(struct format_check *c, size_t line, struct str key)
{
    struct buf known = BUF_INIT;
    size_t far;
    const char *near = format_fields_nearest(key, KEYS, FIELD_COUNT, &far);

    for (size_t i = 0; i < FIELD_COUNT; i++)
        buf_addf(&known, "%s%s", i > 0 ? ", " : "", KEYS[i]);
    if (near != NULL)
        format_check_tell(c, line, "unknown key `%s`: did you mean `%s`?",
                          format_check_quote(key).text, near);
    else
        format_check_tell(c, line, "unknown key `%s`: the keys are %s",
                          format_check_quote(key).text, known.ptr);
    buf_release(&known);
}

struct field_value {
    struct str value;
    size_t line; /* 0: not there */
};

static void check_field(struct format_check *c, size_t line, struct str text,
                        struct field_value values[FIELD_COUNT])
{
    struct str value = text;
    struct str key;
    enum field field;

    (void)str_next_field(&value, ':', &key);
    field = find_key(str_trim(key));
    if (value.ptr == NULL) {
        format_check_tell(c, line,
                          "`%s` is no `key: value`: each field stands on one line of its own",
                          format_check_quote(text).text);
    } else if (field == FIELD_COUNT) {
        tell_unknown_key(c, line, str_trim(key));
    } else if (str_trim(value).len == 0) {
        format_check_tell(c, line, "`%s:` has no value: write one, or take the line out",
                          KEYS[field]);
    } else if (values[field].line > 0) {
        format_check_tell(c, line, "`%s:` stands twice: line %zu has it already", KEYS[field],
                          values[field].line + c->lines_before);
    } else {
        values[field] = (struct field_value){ str_trim(value), line };
        if (VALUE_CHECKS[field] != NULL)
            VALUE_CHECKS[field](c, line, str_trim(value));
    }
}

/* What one field asks of another. */
static void check_status_needs(struct format_check *c, const struct field_value values[FIELD_COUNT])
{
    enum entry_status status = ENTRY_STATUS_NONE;
    size_t line = values[FIELD_STATUS].line;

    if (line == 0 || !entry_status_parse(values[FIELD_STATUS].value, &status))
        return;
    if (status == ENTRY_STATUS_NIGHTLY && values[FIELD_FEATURE].line == 0)
        format_check_tell(c, line, "`status: nightly` without `feature:`: name the feature gate");
    if (status == ENTRY_STATUS_LIBRARY && values[FIELD_CRATES].line == 0)
        format_check_tell(c, line,
                          "`status: library` without `crates:`: name the crate, as in `tokio 1`");
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

void format_fields_check(struct format_check *c, struct str html, size_t line)
{
    struct field_value values[FIELD_COUNT] = { { .line = 0 } };
    struct str rest = str_trim(html);
    struct str text;
    size_t foreign = find_foreign_line(rest);

    if (foreign > 0) {
        format_check_tell(
            c, line,
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

/* --- comments that were to be read --- */

static bool has_known_key(struct str line)
{
    struct str key;

    (void)str_next_field(&line, ':', &key);
    return line.ptr != NULL && find_key(str_trim(key)) != FIELD_COUNT;
}

bool format_fields_is_meant(struct str text)
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

/* The Rust lexer.
 *
 * The first byte picks a scanner; every scanner gets the start of its token and the end of the
 * input and returns the end of the token. What a scanner reads in vain (a quote that turns out to
 * start no character) holds no second such start, so lexing takes linear time on any input.
 */
#include "core/rust_lexer.h"

#include <assert.h>
#include <stdint.h>

#include "core/text.h"

enum byte_class {
    BYTE_END = '\0',
    BYTE_UNKNOWN = '.',
    BYTE_SPACE = 's',
    BYTE_WORD = 'w', /* starts a word and goes on with it */
    BYTE_DIGIT = 'd',
    BYTE_PUNCT = 'p',
    BYTE_SLASH = '/',
    BYTE_QUOTE = '\'',
    BYTE_DOUBLE_QUOTE = '"',
    BYTE_WIDE = 'u' /* UTF-8 beyond ASCII, valid or not */
};

/* An enum byte_class per byte, 32 to a line. */
static const char class_of[256 + 1] = ".........sssss.................."
                                      "sp\"pppp'ppppppp/ddddddddddpppppp"
                                      "pwwwwwwwwwwwwwwwwwwwwwwwwwwp.ppw"
                                      ".wwwwwwwwwwwwwwwwwwwwwwwwwwpppp."
                                      "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu"
                                      "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu"
                                      "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu"
                                      "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu";

/* What may follow an operator's first character and, once that was doubled, its third one. */
static const char second_of[128][3] = {
    ['!'] = "=", ['%'] = "=", ['&'] = "&=", ['*'] = "=",  ['+'] = "=",  ['-'] = "=>", ['.'] = ".",
    ['/'] = "=", [':'] = ":", ['<'] = "<=", ['='] = "=>", ['>'] = ">=", ['^'] = "=",  ['|'] = "|=",
};
static const char third_of[128][3] = { ['.'] = ".=", ['<'] = "=", ['>'] = "=" };

/* Keywords by their first letter's place in the alphabet: 's' and 'S' share a row. */
enum { KEYWORDS_PER_LETTER = 5, KEYWORD_MAX = 8 };
static const char keywords[32][KEYWORDS_PER_LETTER][KEYWORD_MAX + 1] = {
    ['a' & 31] = { "as", "async", "await", "abstract" },
    ['b' & 31] = { "break", "box", "become" },
    ['c' & 31] = { "const", "crate", "continue" },
    ['d' & 31] = { "dyn", "do" },
    ['e' & 31] = { "else", "enum", "extern" },
    ['f' & 31] = { "fn", "for", "false", "final" },
    ['g' & 31] = { "gen" },
    ['i' & 31] = { "impl", "if", "in" },
    ['l' & 31] = { "let", "loop" },
    ['m' & 31] = { "mut", "match", "mod", "move", "macro" },
    ['o' & 31] = { "override" },
    ['p' & 31] = { "pub", "priv" },
    ['r' & 31] = { "return", "ref" },
    ['s' & 31] = { "self", "Self", "struct", "static", "super" },
    ['t' & 31] = { "type", "true", "trait", "try", "typeof" },
    ['u' & 31] = { "use", "unsafe", "unsized" },
    ['v' & 31] = { "virtual" },
    ['w' & 31] = { "where", "while" },
    ['y' & 31] = { "yield" },
};

/* Words that make one token with the quote or '#' behind them. */
static const struct prefix {
    const char *word;
    bool of_char;
    bool of_raw_string; /* else of a string with escapes */
    bool of_ident;
} prefixes[] = {
    { "r", false, true, true },   { "b", true, false, false },  { "c", false, false, false },
    { "br", false, true, false }, { "cr", false, true, false },
};

static const char *const kind_names[] = {
    [RUST_SPACE] = "space",
    [RUST_LINE_COMMENT] = "line_comment",
    [RUST_BLOCK_COMMENT] = "block_comment",
    [RUST_DOC_COMMENT] = "doc_comment",
    [RUST_IDENT] = "ident",
    [RUST_KEYWORD] = "keyword",
    [RUST_LIFETIME] = "lifetime",
    [RUST_CHAR] = "char",
    [RUST_STRING] = "string",
    [RUST_NUMBER] = "number",
    [RUST_PUNCT] = "punct",
    [RUST_UNKNOWN] = "unknown",
};

static enum byte_class class_at(const char *p, const char *end)
{
    return p < end ? (enum byte_class)class_of[(unsigned char)*p] : BYTE_END;
}

/* p[i], or NUL past the end; only for asking whether it is one certain other character. */
static char peek(const char *p, const char *end, size_t i)
{
    return (size_t)(end - p) > i ? p[i] : '\0';
}

/* The length of the word character beyond ASCII at p, or 0. Marks and digits of other scripts
 * count at a word's start too: Rust refuses those, but no other token could hold them. */
static size_t wide_word_length(const char *p, const char *end)
{
    int32_t c;
    size_t len = utf8_decode(p, (size_t)(end - p), &c);

    return utf8_is_word(c) ? len : 0;
}

static bool starts_word(const char *p, const char *end)
{
    enum byte_class cls = class_at(p, end);

    return cls == BYTE_WORD || (cls == BYTE_WIDE && wide_word_length(p, end) > 0);
}

static const char *skip_word(const char *p, const char *end)
{
    for (;;) {
        enum byte_class cls = class_at(p, end);
        size_t len = cls == BYTE_WORD || cls == BYTE_DIGIT;

        if (cls == BYTE_WIDE)
            len = wide_word_length(p, end);
        if (len == 0)
            return p;
        p += len;
    }
}

/* Unicode's Pattern_White_Space beyond ASCII, which is what Rust takes for white space. */
static bool is_wide_space(int32_t c)
{
    return c == 0x85 || c == 0x200E || c == 0x200F || c == 0x2028 || c == 0x2029;
}

static const char *skip_space(const char *p, const char *end)
{
    for (;;) {
        enum byte_class cls = class_at(p, end);
        size_t len = cls == BYTE_SPACE;

        if (cls == BYTE_WIDE) {
            int32_t c;

            len = utf8_decode(p, (size_t)(end - p), &c);
            if (!is_wide_space(c))
                return p;
        }
        if (len == 0)
            return p;
        p += len;
    }
}

/* To the line's end, LF or CR LF; as in Rust, a lone CR ends no line. */
static const char *skip_line(const char *p, const char *end)
{
    const char *lf = memchr(p, '\n', (size_t)(end - p));

    if (lf == NULL)
        return end;
    return lf > p && lf[-1] == '\r' ? lf - 1 : lf;
}

/* p is at the opening slash. */
static const char *skip_block_comment(const char *p, const char *end)
{
    size_t depth = 1;

    p += 2;
    while (p < end && depth > 0) {
        if (*p == '/' && peek(p, end, 1) == '*') {
            depth++;
            p += 2;
        } else if (*p == '*' && peek(p, end, 1) == '/') {
            depth--;
            p += 2;
        } else {
            p++;
        }
    }
    return p;
}

/* c must not be NUL: every row holds that. */
static bool row_has(const char row[3], char c)
{
    return row[0] == c || row[1] == c;
}

static const char *scan_punct(const char *p, const char *end, enum rust_token_kind *kind)
{
    unsigned char first = (unsigned char)*p;
    char second = peek(p, end, 1);
    char third = peek(p, end, 2);

    *kind = RUST_PUNCT;
    if (second == '\0' || !row_has(second_of[first], second))
        return p + 1;
    if (second != *p || third == '\0' || !row_has(third_of[first], third))
        return p + 2;
    return p + 3;
}

static const char *scan_slash(const char *p, const char *end, enum rust_token_kind *kind)
{
    char second = peek(p, end, 1);
    char third = peek(p, end, 2);
    char fourth = peek(p, end, 3);

    if (second == '/') {
        bool is_doc = third == '!' || (third == '/' && fourth != '/');

        *kind = is_doc ? RUST_DOC_COMMENT : RUST_LINE_COMMENT;
        return skip_line(p, end);
    }
    if (second == '*') {
        bool is_doc = third == '!' || (third == '*' && fourth != '*' && fourth != '/');

        *kind = is_doc ? RUST_DOC_COMMENT : RUST_BLOCK_COMMENT;
        return skip_block_comment(p, end);
    }
    return scan_punct(p, end, kind);
}

/* White space and comments other than doc comments, which are attributes already. */
static const char *skip_blank(const char *p, const char *end)
{
    for (;;) {
        enum rust_token_kind kind;
        const char *comment_end;

        p = skip_space(p, end);
        if (peek(p, end, 0) != '/')
            return p;
        comment_end = scan_slash(p, end, &kind);
        if (kind != RUST_LINE_COMMENT && kind != RUST_BLOCK_COMMENT)
            return p;
        p = comment_end;
    }
}

/* "#!" opens a script's first line unless it is an inner attribute, "#![" or "#! [". */
static bool is_shebang(const char *p, const char *end)
{
    return peek(p, end, 0) == '#' && peek(p, end, 1) == '!' &&
           peek(skip_blank(p + 2, end), end, 0) != '[';
}

/* p is at the opening quote, behind the prefix if there is one; so it is below. */
static const char *scan_string(const char *p, const char *end, enum rust_token_kind *kind)
{
    *kind = RUST_STRING;
    p++;
    while (p < end && *p != '"')
        p += *p == '\\' && end - p > 1 ? 2 : 1;
    return p < end ? skip_word(p + 1, end) : end;
}

static const char *scan_raw_string(const char *p, const char *end, size_t hashes,
                                   enum rust_token_kind *kind)
{
    *kind = RUST_STRING;
    p++;
    while ((p = memchr(p, '"', (size_t)(end - p))) != NULL) {
        size_t found = 0;

        p++;
        while (found < hashes && peek(p, end, found) == '#')
            found++;
        p += found;
        if (found == hashes)
            return skip_word(p, end);
    }
    return end;
}

/* The end of the escape whose backslash is at p. Whether Rust knows it does not matter here. */
static const char *skip_escape(const char *p, const char *end)
{
    p++;
    if (p < end && class_at(p, end) != BYTE_WIDE && *p != '\n' && *p != '\r')
        p++;
    while (p < end && (ascii_is_alnum(*p) || *p == '_' || *p == '{' || *p == '}'))
        p++;
    return p;
}

/* The end of the character literal whose quote is at p, or NULL when that starts none. */
static const char *skip_char(const char *p, const char *end)
{
    p++;
    if (p == end || *p == '\'' || *p == '\n' || *p == '\r')
        return NULL;
    if (*p == '\\') {
        p = skip_escape(p, end);
    } else {
        int32_t c;
        size_t len = utf8_decode(p, (size_t)(end - p), &c);

        if (len == 1 && class_at(p, end) == BYTE_WIDE)
            return NULL; /* invalid UTF-8 */
        p += len;
    }
    return peek(p, end, 0) == '\'' ? skip_word(p + 1, end) : NULL;
}

static const char *scan_quote(const char *p, const char *end, enum rust_token_kind *kind)
{
    const char *char_end = skip_char(p, end);
    const char *word = p + 1;

    *kind = RUST_CHAR;
    if (char_end != NULL)
        return char_end;
    if (!starts_word(word, end)) {
        *kind = RUST_UNKNOWN;
        return p + 1;
    }
    p = skip_word(word, end);
    if (p - word == 1 && *word == 'r' && peek(p, end, 0) == '#' && starts_word(p + 1, end))
        p = skip_word(p + 1, end); /* a raw lifetime */
    if (peek(p, end, 0) == '\'')
        return p + 1; /* 'ab': rustc too takes it for a character with too much in it */
    *kind = RUST_LIFETIME;
    return p;
}

/* Decimal digits where the radix has fewer: "0b12" is one malformed number, not two. */
static const char *skip_digits(const char *p, const char *end, bool is_hex)
{
    while (p < end && (ascii_is_digit(*p) || *p == '_' ||
                       (is_hex && ascii_lower(*p) >= 'a' && ascii_lower(*p) <= 'f')))
        p++;
    return p;
}

static const char *skip_exponent(const char *p, const char *end)
{
    const char *digits = p + 1;

    if (ascii_lower(peek(p, end, 0)) != 'e')
        return p;
    if (peek(digits, end, 0) == '+' || peek(digits, end, 0) == '-')
        digits++;
    while (peek(digits, end, 0) == '_')
        digits++;
    return class_at(digits, end) == BYTE_DIGIT ? skip_digits(digits, end, false) : p;
}

static const char *scan_number(const char *p, const char *end, enum rust_token_kind *kind)
{
    char radix = *p == '0' ? peek(p, end, 1) : '\0';

    *kind = RUST_NUMBER;
    if (radix == 'x' || radix == 'o' || radix == 'b')
        p += 2;
    p = skip_digits(p, end, radix == 'x');
    /* Not the dot of a range, a field or a method call. */
    if (peek(p, end, 0) == '.' && peek(p, end, 1) != '.' && !starts_word(p + 1, end)) {
        p++;
        if (class_at(p, end) == BYTE_DIGIT)
            p = skip_digits(p, end, false);
    }
    return skip_word(skip_exponent(p, end), end); /* with the suffix */
}

static const struct prefix *find_prefix(struct str word)
{
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        if (str_equals(word, prefixes[i].word))
            return &prefixes[i];
    return NULL;
}

/* The end of the literal or raw identifier that the word [p, word_end) is the prefix of, or NULL
 * when it is a word of its own. The byte at word_end is a quote or '#'. */
static const char *scan_prefixed(const char *p, const char *word_end, const char *end,
                                 enum rust_token_kind *kind)
{
    const struct prefix *prefix = find_prefix(str_slice(p, (size_t)(word_end - p)));
    size_t hashes = 0;

    if (prefix == NULL)
        return NULL;
    if (*word_end == '\'') {
        *kind = RUST_CHAR;
        return prefix->of_char ? skip_char(word_end, end) : NULL;
    }
    if (*word_end == '"' && !prefix->of_raw_string)
        return scan_string(word_end, end, kind);
    while (peek(word_end, end, hashes) == '#')
        hashes++;
    if (prefix->of_raw_string && peek(word_end, end, hashes) == '"')
        return scan_raw_string(word_end + hashes, end, hashes, kind);
    *kind = RUST_IDENT;
    if (prefix->of_ident && hashes == 1 && starts_word(word_end + 1, end))
        return skip_word(word_end + 1, end);
    return NULL;
}

static const char *scan_word(const char *p, const char *end, enum rust_token_kind *kind)
{
    const char *word_end = skip_word(p, end);
    char next = peek(word_end, end, 0);

    if (next == '"' || next == '\'' || next == '#') {
        const char *prefixed_end = scan_prefixed(p, word_end, end, kind);

        if (prefixed_end != NULL)
            return prefixed_end;
    }
    *kind = rust_is_keyword(str_slice(p, (size_t)(word_end - p))) ? RUST_KEYWORD : RUST_IDENT;
    return word_end;
}

static const char *scan_wide(const char *p, const char *end, enum rust_token_kind *kind)
{
    int32_t c;
    size_t len = utf8_decode(p, (size_t)(end - p), &c);

    if (utf8_is_word(c)) {
        *kind = RUST_IDENT;
        return skip_word(p, end);
    }
    if (is_wide_space(c)) {
        *kind = RUST_SPACE;
        return skip_space(p, end);
    }
    *kind = RUST_UNKNOWN;
    return p + len;
}

static const char *scan_token(const char *p, const char *end, enum rust_token_kind *kind)
{
    switch (class_at(p, end)) {
    case BYTE_SPACE:
        *kind = RUST_SPACE;
        return skip_space(p, end);
    case BYTE_WORD:
        return scan_word(p, end, kind);
    case BYTE_DIGIT:
        return scan_number(p, end, kind);
    case BYTE_PUNCT:
        return scan_punct(p, end, kind);
    case BYTE_SLASH:
        return scan_slash(p, end, kind);
    case BYTE_QUOTE:
        return scan_quote(p, end, kind);
    case BYTE_DOUBLE_QUOTE:
        return scan_string(p, end, kind);
    case BYTE_WIDE:
        return scan_wide(p, end, kind);
    case BYTE_UNKNOWN:
    case BYTE_END:
        break;
    }
    *kind = RUST_UNKNOWN;
    return p + 1;
}

/* As scan_token(), for what Rust allows at the very start of a file only. */
static const char *scan_first(const char *p, const char *end, enum rust_token_kind *kind)
{
    static const char byte_order_mark[3] = { '\xEF', '\xBB', '\xBF' };

    if (is_shebang(p, end)) {
        *kind = RUST_LINE_COMMENT;
        return skip_line(p, end);
    }
    if (end - p >= 3 && memcmp(p, byte_order_mark, sizeof(byte_order_mark)) == 0) {
        *kind = RUST_SPACE;
        return skip_space(p + 3, end);
    }
    return scan_token(p, end, kind);
}

void rust_lexer_init(struct rust_lexer *lx, struct str code)
{
    lx->start = code.len > 0 ? code.ptr : "";
    lx->pos = lx->start;
    lx->end = lx->start + code.len;
}

bool rust_lexer_next(struct rust_lexer *lx, struct rust_token *out)
{
    const char *p = lx->pos;

    if (p == lx->end)
        return false;
    lx->pos = p == lx->start ? scan_first(p, lx->end, &out->kind)
                             : scan_token(p, lx->end, &out->kind);
    assert(lx->pos > p && lx->pos <= lx->end);
    out->text = str_slice(p, (size_t)(lx->pos - p));
    return true;
}

bool rust_lexer_next_code(struct rust_lexer *lx, struct rust_token *out)
{
    struct rust_token token;

    while (rust_lexer_next(lx, &token)) {
        if (token.kind > RUST_DOC_COMMENT) { /* the kinds without code come first */
            *out = token;
            return true;
        }
    }
    return false;
}

bool rust_is_keyword(struct str word)
{
    const char(*row)[KEYWORD_MAX + 1];

    if (word.len < 2 || word.len > KEYWORD_MAX || !ascii_is_alpha(word.ptr[0]))
        return false;
    row = keywords[word.ptr[0] & 31];
    for (size_t i = 0; i < KEYWORDS_PER_LETTER; i++) {
        bool same_length = row[i][word.len - 1] != '\0' && row[i][word.len] == '\0';

        if (same_length && memcmp(row[i], word.ptr, word.len) == 0)
            return true;
    }
    return false;
}

const char *rust_token_kind_name(enum rust_token_kind kind)
{
    assert(kind <= RUST_UNKNOWN);
    return kind_names[kind];
}

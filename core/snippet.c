/* Snippets: info strings and hidden lines, by rustdoc's and mdBook's rules. */
#include "core/snippet.h"

#include <xxhash.h>

#include "core/text.h"

enum word_kind {
    WORD_LANGUAGE, /* unknown, so that it can only name a language */
    WORD_RUST,     /* "rust", "rs" */
    WORD_EXPECT,   /* one of rustdoc's words: says what happens, and that this is Rust */
    WORD_RUSTDOC,  /* another of rustdoc's words: says that this is Rust */
    WORD_ERROR_CODE,
    WORD_EDITION,
    WORD_MDBOOK /* mdBook's marks: say nothing about the language */
};

struct word {
    const char *name;
    enum word_kind kind;
    enum snippet_expect expect;
};

static const struct word WORDS[] = {
    { "rust", WORD_RUST, SNIPPET_PASS },
    { "rs", WORD_RUST, SNIPPET_PASS },
    { "ignore", WORD_EXPECT, SNIPPET_IGNORE },
    { "compile_fail", WORD_EXPECT, SNIPPET_COMPILE_FAIL },
    { "no_run", WORD_EXPECT, SNIPPET_NO_RUN },
    { "norun", WORD_EXPECT, SNIPPET_NO_RUN },
    { "should_panic", WORD_EXPECT, SNIPPET_SHOULD_PANIC },
    { "test_harness", WORD_RUSTDOC, SNIPPET_PASS },
    { "standalone_crate", WORD_RUSTDOC, SNIPPET_PASS },
    { "editable", WORD_MDBOOK, SNIPPET_PASS },
    { "noplayground", WORD_MDBOOK, SNIPPET_PASS },
    { "noplaypen", WORD_MDBOOK, SNIPPET_PASS },
    { "mdbook-runnable", WORD_MDBOOK, SNIPPET_PASS },
    { "does_not_compile", WORD_MDBOOK, SNIPPET_PASS },
    { "not_desired_behavior", WORD_MDBOOK, SNIPPET_PASS },
    { "panics", WORD_MDBOOK, SNIPPET_PASS },
};

static const int EDITIONS[] = { 2015, 2018, 2021, 2024 };

/* What a block does when several words speak: the higher one wins. A block that panics but is not
 * to be run must not be run; the rest follows rustdoc. */
static int expect_rank(enum snippet_expect expect)
{
    static const int RANKS[] = {
        [SNIPPET_PASS] = 0,         [SNIPPET_SHOULD_PANIC] = 1, [SNIPPET_NO_RUN] = 2,
        [SNIPPET_COMPILE_FAIL] = 3, [SNIPPET_IGNORE] = 4,
    };

    return RANKS[expect];
}

static bool is_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

/* "E0382" */
static bool is_error_code(struct str token)
{
    return token.len == 5 && token.ptr[0] == 'E' && is_digits(str_slice(token.ptr + 1, 4));
}

/* "edition2021" */
static bool is_edition(struct str token)
{
    return str_starts(token, "edition") && token.len == 11 &&
           is_digits(str_slice(token.ptr + 7, 4));
}

static struct word classify(struct str token)
{
    for (size_t i = 0; i < sizeof(WORDS) / sizeof(WORDS[0]); i++)
        if (str_equal_nocase(token, str_of(WORDS[i].name)))
            return WORDS[i];
    if (is_error_code(token))
        return (struct word){ NULL, WORD_ERROR_CODE, SNIPPET_PASS };
    if (is_edition(token))
        return (struct word){ NULL, WORD_EDITION, SNIPPET_PASS };
    if (str_starts(token, "ignore-")) /* ignored on one platform alone */
        return (struct word){ NULL, WORD_RUSTDOC, SNIPPET_PASS };
    return (struct word){ NULL, WORD_LANGUAGE, SNIPPET_PASS };
}

static int edition_number(struct str token)
{
    int year = 0;

    for (size_t i = 7; i < token.len; i++)
        year = year * 10 + (token.ptr[i] - '0');
    for (size_t i = 0; i < sizeof(EDITIONS) / sizeof(EDITIONS[0]); i++)
        if (EDITIONS[i] == year)
            return year;
    return 0;
}

/* The length of the remark at the start of s, brackets included; brackets nest. */
static size_t remark_length(struct str s)
{
    size_t depth = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '(')
            depth++;
        if (s.ptr[i] == ')' && --depth == 0)
            return i + 1;
    }
    return s.len;
}

static struct str remark_text(struct str remark)
{
    size_t closed = remark.len > 1 && remark.ptr[remark.len - 1] == ')' ? 1 : 0;

    return str_trim(str_slice(remark.ptr + 1, remark.len - 1 - closed));
}

static bool ends_token(char c)
{
    return ascii_is_space(c) || c == ',' || c == '(';
}

/* Without the braces and dots of pandoc's "{.rust .ignore}". */
static struct str strip_pandoc(struct str token)
{
    while (token.len > 0 && (token.ptr[0] == '{' || token.ptr[0] == '.'))
        token = str_slice(token.ptr + 1, token.len - 1);
    while (token.len > 0 && token.ptr[token.len - 1] == '}')
        token.len--;
    return token;
}

/* Cuts the next token off *rest; a remark goes to *remark when that is still empty. */
static bool next_token(struct str *rest, struct str *token, struct str *remark)
{
    while (rest->len > 0) {
        size_t len = 0;

        if (rest->ptr[0] == '(') {
            len = remark_length(*rest);
            if (remark->len == 0)
                *remark = remark_text(str_slice(rest->ptr, len));
            *rest = str_slice(rest->ptr + len, rest->len - len);
            continue;
        }
        while (len < rest->len && !ends_token(rest->ptr[len]))
            len++;
        *token = strip_pandoc(str_slice(rest->ptr, len));
        if (len < rest->len && rest->ptr[len] != '(')
            len++;
        *rest = str_slice(rest->ptr + len, rest->len - len);
        if (token->len > 0)
            return true;
    }
    return false;
}

void snippet_parse_info(struct str info, bool rust_by_default, struct snippet_info *out)
{
    struct str rest = info;
    struct str language = { NULL, 0 };
    struct str token;
    bool says_rust = false;
    bool implies_rust = rust_by_default;

    *out = (struct snippet_info){ .expect = SNIPPET_PASS };
    while (next_token(&rest, &token, &out->remark)) {
        struct word word = classify(token);

        if (word.kind == WORD_RUST)
            says_rust = true;
        else if (word.kind == WORD_LANGUAGE && language.len == 0)
            language = token;
        else if (word.kind == WORD_ERROR_CODE && out->error_code.len == 0)
            out->error_code = token;
        else if (word.kind == WORD_EDITION)
            out->edition = edition_number(token);
        if (word.kind != WORD_LANGUAGE && word.kind != WORD_MDBOOK)
            implies_rust = true;
        if (str_equal_nocase(token, str_of("test_harness")))
            out->is_test_harness = true;
        if (str_equal_nocase(token, str_of("standalone_crate")))
            out->is_standalone = true;
        if (expect_rank(word.expect) > expect_rank(out->expect))
            out->expect = word.expect;
    }
    out->is_rust = says_rust || (language.len == 0 && implies_rust);
    out->lang = out->is_rust ? str_of("rust") : language;
}

enum line_kind { LINE_SHOWN, LINE_HIDDEN, LINE_ESCAPED };

/* A line's kind; *mark is where its "#" stands and *mark_len how much the compiler drops there. */
static enum line_kind line_kind(struct str line, size_t *mark, size_t *mark_len)
{
    struct str trimmed = str_trim(line);

    *mark = trimmed.len > 0 ? (size_t)(trimmed.ptr - line.ptr) : 0;
    *mark_len = 0;
    if (str_starts(trimmed, "##")) {
        *mark_len = 1;
        return LINE_ESCAPED;
    }
    if (str_starts(trimmed, "# ")) {
        *mark_len = 2;
        return LINE_HIDDEN;
    }
    if (str_equals(trimmed, "#")) {
        *mark_len = line.len - *mark; /* blanks behind the mark are no code */
        return LINE_HIDDEN;
    }
    return LINE_SHOWN;
}

static void add_code(struct buf *out, struct str code, bool with_hidden)
{
    bool ends_line = code.len > 0 && (str_ends(code, "\n") || str_ends(code, "\r"));
    struct str line;

    while (str_next_line(&code, &line)) {
        size_t mark;
        size_t mark_len;

        if (line_kind(line, &mark, &mark_len) == LINE_HIDDEN && !with_hidden)
            continue;
        buf_add(out, line.ptr, mark);
        buf_add(out, line.ptr + mark + mark_len, line.len - mark - mark_len);
        if (code.len > 0 || ends_line)
            buf_addc(out, '\n');
    }
}

void snippet_add_shown(struct buf *out, struct str code)
{
    add_code(out, code, false);
}

void snippet_add_full(struct buf *out, struct str code)
{
    add_code(out, code, true);
}

void snippet_add_hidden(struct buf *out, struct str lines)
{
    struct str line;

    while (str_next_line(&lines, &line)) {
        size_t mark;
        size_t mark_len;
        enum line_kind kind = line_kind(line, &mark, &mark_len);

        if (kind == LINE_HIDDEN) {
            buf_addstr(out, line);
        } else if (str_trim(line).len == 0) {
            buf_addc(out, '#');
        } else {
            buf_adds(out, "# ");
            buf_add(out, line.ptr, mark);
            buf_add(out, line.ptr + mark + mark_len, line.len - mark - mark_len);
        }
        buf_addc(out, '\n');
    }
}

bool snippet_has_hidden(struct str code)
{
    struct str line;

    while (str_next_line(&code, &line)) {
        size_t mark;
        size_t mark_len;

        if (line_kind(line, &mark, &mark_len) == LINE_HIDDEN)
            return true;
    }
    return false;
}

const char *snippet_expect_name(enum snippet_expect expect)
{
    static const char *const NAMES[] = {
        [SNIPPET_PASS] = "pass",
        [SNIPPET_NO_RUN] = "no_run",
        [SNIPPET_SHOULD_PANIC] = "should_panic",
        [SNIPPET_COMPILE_FAIL] = "compile_fail",
        [SNIPPET_IGNORE] = "ignore",
    };

    return NAMES[expect];
}

/* With its length before it, so that no two claims look the same. */
static void hash_text(XXH3_state_t *state, struct str text)
{
    uint64_t len = text.len;

    (void)XXH3_128bits_update(state, &len, sizeof(len));
    (void)XXH3_128bits_update(state, text.len > 0 ? text.ptr : "", text.len);
}

void snippet_claim_key(unsigned char out[SNIPPET_KEY_BYTES], const struct snippet_claim *claim)
{
    const int32_t numbers[] = { (int32_t)claim->expect, claim->edition, claim->is_test_harness,
                                claim->is_standalone };
    XXH3_state_t *state = XXH3_createState();
    XXH128_canonical_t canonical;

    (void)XXH3_128bits_reset(state);
    hash_text(state, claim->code);
    hash_text(state, claim->error_code);
    hash_text(state, claim->crates);
    (void)XXH3_128bits_update(state, numbers, sizeof(numbers));
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
    memcpy(out, canonical.digest, SNIPPET_KEY_BYTES);
    (void)XXH3_freeState(state);
}

/* Crates: which ones a program needs, in which versions. */
#include "runner/crate_uses.h"

#include <limits.h>
#include <stdlib.h>

#include "core/rust_lexer.h"
#include "core/text.h"
#include "core/xalloc.h"

enum { NAME_MAX_BYTES = 64, USES_MAX = 64 };

/* --- versions --- */

bool crate_version_parse(struct str text, struct crate_version *out)
{
    size_t i = 0;

    *out = (struct crate_version){ .said = 0 };
    while (out->said < 3 && i < text.len && ascii_is_digit(text.ptr[i])) {
        unsigned n = 0;

        for (; i < text.len && ascii_is_digit(text.ptr[i]); i++)
            n = n <= (UINT_MAX - 9) / 10 ? n * 10 + (unsigned)(text.ptr[i] - '0') : UINT_MAX;
        out->part[out->said++] = n;
        if (i >= text.len || text.ptr[i] != '.')
            break;
        i++;
    }
    return out->said > 0;
}

int crate_version_compare(const struct crate_version *a, const struct crate_version *b)
{
    for (size_t i = 0; i < 3; i++)
        if (a->part[i] != b->part[i])
            return a->part[i] < b->part[i] ? -1 : 1;
    return 0;
}

bool crate_version_fits(const struct crate_version *wanted, const struct crate_version *have)
{
    if (wanted->said == 0)
        return true;
    if (crate_version_compare(have, wanted) < 0)
        return false;
    for (size_t i = 0; i < wanted->said; i++) {
        if (have->part[i] != wanted->part[i])
            return false;
        if (wanted->part[i] != 0)
            return true;
    }
    return true; /* "0", "0.0": zeros as far as said */
}

/* --- lists --- */

bool crate_names_equal(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        char x = a.ptr[i] == '-' ? '_' : a.ptr[i];
        char y = b.ptr[i] == '-' ? '_' : b.ptr[i];

        if (x != y)
            return false;
    }
    return true;
}

size_t crate_uses_find(const struct crate_uses *list, struct str name)
{
    for (size_t i = 0; i < list->count; i++)
        if (crate_names_equal(str_of(list->items[i].name), name))
            return i;
    return list->count;
}

/* Names go into a manifest and a command line: letters, digits, '-' and '_' alone. */
static bool is_crate_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alnum(name.ptr[i]) && name.ptr[i] != '-' && name.ptr[i] != '_')
            return false;
    return name.len > 0 && name.len <= NAME_MAX_BYTES && ascii_is_alpha(name.ptr[0]);
}

static struct crate_use *add_use(struct crate_uses *out, struct str name)
{
    size_t at = crate_uses_find(out, name);

    if (at < out->count)
        return &out->items[at];
    if (!is_crate_name(name) || out->count == USES_MAX)
        return NULL;
    out->items = xgrow(out->items, out->count, &out->cap, sizeof(*out->items));
    out->items[out->count] = (struct crate_use){ .name = xmemdup0(name.ptr, name.len) };
    return &out->items[out->count++];
}

void crate_uses_release(struct crate_uses *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].name);
        free(list->items[i].features);
    }
    free(list->items);
    *list = (struct crate_uses){ 0 };
}

/* --- the field --- */

/* Features are names too: letters, digits, and "-_+./?:" that Cargo takes, with commas between. */
static bool are_features(struct str text)
{
    static const char OTHERS[] = "-_+./?:, ";

    for (size_t i = 0; i < text.len; i++)
        if (!ascii_is_alnum(text.ptr[i]) &&
            memchr(OTHERS, text.ptr[i], sizeof(OTHERS) - 1) == NULL) /* not its '\0' */
            return false;
    return text.len < 256;
}

/* "tokio 1.40 [full, test-util]" */
static void add_field_item(struct crate_uses *out, struct str item)
{
    const char *bracket = item.len > 0 ? memchr(item.ptr, '[', item.len) : NULL;
    struct str features = { NULL, 0 };
    struct str rest;
    struct str name;
    struct crate_use *use;

    if (bracket != NULL) {
        features = str_trim(str_slice(bracket + 1, item.len - (size_t)(bracket + 1 - item.ptr)));
        if (str_ends(features, "]"))
            features = str_trim(str_slice(features.ptr, features.len - 1));
        item.len = (size_t)(bracket - item.ptr);
    }
    rest = str_trim(item);
    if (rest.len == 0 || !str_next_field(&rest, ' ', &name))
        return;
    use = add_use(out, name);
    if (use == NULL)
        return;
    use->is_declared = true;
    if (rest.ptr != NULL)
        (void)crate_version_parse(str_trim(rest), &use->version);
    if (features.len > 0 && are_features(features)) {
        free(use->features);
        use->features = xmemdup0(features.ptr, features.len);
    }
}

void crate_uses_add_field(struct crate_uses *out, struct str field)
{
    size_t start = 0;
    bool in_brackets = false;

    for (size_t i = 0; i <= field.len; i++) {
        char c = i < field.len ? field.ptr[i] : ',';

        if (c == '[' || c == ']')
            in_brackets = c == '[';
        if ((c == ',' && !in_brackets) || i == field.len) {
            add_field_item(out, str_slice(field.ptr + start, i - start));
            start = i + 1;
        }
    }
}

/* --- the code --- */

static const char *const OWN_CRATES[] = { "std", "core", "alloc", "crate", "self", "super", "Self",
                                          "proc_macro", "test", "r#crate",
                                          /* tools, in attributes: #[rustfmt::skip] */
                                          "clippy", "diagnostic", "miri", "rustdoc", "rustfmt" };

/* Modules of std that are primitive types too: u8::MAX, str::from_utf8(). */
static const char *const PRIMITIVES[] = {
    "u8",  "u16",  "u32",   "u64", "u128", "usize", "i8",  "i16",  "i32",
    "i64", "i128", "isize", "f32", "f64",  "char",  "str", "bool",
};

static bool is_among(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equals(word, list[i]))
            return true;
    return false;
}

/* A name, and the first part of the path that it was imported by; empty where the code made it. */
struct local_name {
    struct str name;
    struct str first;
};

struct names {
    struct local_name *items;
    size_t count, cap;
};

static void add_name(struct names *list, struct str name, struct str first)
{
    list->items = xgrow(list->items, list->count, &list->cap, sizeof(*list->items));
    list->items[list->count++] = (struct local_name){ name, first };
}

/* True when the name means something else than a crate: "use anyhow::anyhow" leaves both. */
static bool is_local(const struct names *list, struct str name)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->items[i].name, name) && !str_equal(list->items[i].first, name))
            return true;
    return false;
}

/* Words after which a name is made that paths can start with. Those of functions, variables and
 * constants cannot hide a crate: "let regex = regex::Regex::new(..)". */
static bool makes_name(struct str word)
{
    static const char *const WORDS[] = { "mod", "struct", "enum", "trait", "union", "type" };

    return is_among(word, WORDS, sizeof(WORDS) / sizeof(WORDS[0]));
}

struct reader {
    struct names local;     /* made or imported by the code */
    struct names imported;  /* first parts of "use" and "extern crate" */
    struct names mentioned; /* first parts of other paths */
};

enum { USE_DEPTH_MAX = 16 };

/* A path in a use declaration, as far as it was read. */
struct use_path {
    struct str first;
    struct str name; /* what it imports; empty: nothing by a name */
    size_t parts;
};

static void read_use_name(struct reader *r, struct use_path *path, const struct rust_token *t,
                          bool is_renamed)
{
    if (str_equals(t->text, "as") || (str_equals(t->text, "self") && path->parts > 0)) {
        path->parts++; /* "use a::b::{self}" imports b */
        return;
    }
    path->name = t->kind == RUST_IDENT ? t->text : str_of("");
    if (t->kind == RUST_IDENT && path->parts == 0 && !is_renamed) {
        path->first = t->text;
        add_name(&r->imported, t->text, str_of(""));
    }
    path->parts++; /* also for self, crate, super: no crate's name */
}

static void end_use_path(struct reader *r, const struct use_path *path)
{
    if (path->name.len > 0 && path->parts > 1)
        add_name(&r->local, path->name, path->first);
}

/* Reads a use declaration from behind "use" to its ";": the first name of each path may be a crate,
 * every name that ends a path in it is imported. */
static void read_use(struct reader *r, struct rust_lexer *lx)
{
    struct use_path opened[USE_DEPTH_MAX]; /* what stood before each brace */
    struct use_path path = { 0 };
    struct rust_token token;
    struct rust_token last = { RUST_SPACE, { NULL, 0 } };
    size_t depth = 0;

    while (rust_lexer_next_code(lx, &token) && !str_equals(token.text, ";")) {
        bool closes = str_equals(token.text, "}");

        if (closes && depth == 0)
            break; /* no declaration: a fragment */
        if (str_equals(token.text, "{") && depth < USE_DEPTH_MAX) {
            opened[depth++] = path;
        } else if (closes || str_equals(token.text, ",")) {
            end_use_path(r, &path);
            path = depth > 0 ? opened[depth - 1] : (struct use_path){ 0 };
            depth -= closes ? 1 : 0;
            if (closes)
                path.name = str_of("");
        } else if (str_equals(token.text, "*")) {
            path.name = str_of("");
        } else if (str_equals(last.text, "$")) {
            path.parts++; /* a macro's argument */
            path.name = str_of("");
        } else if (token.kind == RUST_IDENT || token.kind == RUST_KEYWORD) {
            read_use_name(r, &path, &token, str_equals(last.text, "as"));
        }
        last = token;
    }
    end_use_path(r, &path);
}

/* Reads "extern crate NAME as OTHER;" from behind "crate". */
static void read_extern_crate(struct reader *r, struct rust_lexer *lx)
{
    struct rust_token token;
    bool is_renamed = false;

    while (rust_lexer_next_code(lx, &token) && !str_equals(token.text, ";")) {
        if (token.kind == RUST_IDENT && is_renamed)
            add_name(&r->local, token.text, str_of(""));
        else if (token.kind == RUST_IDENT)
            add_name(&r->imported, token.text, str_of(""));
        is_renamed = str_equals(token.text, "as");
    }
}

/* True when a path goes on with "::" behind the token; else "::" starts one, as in "::serde::de".
 */
static bool is_path_part(const struct rust_token *t)
{
    static const char *const PARTS[] = { "self", "Self", "super", "crate", ">", ">>", ")" };

    return t->kind == RUST_IDENT || is_among(t->text, PARTS, sizeof(PARTS) / sizeof(PARTS[0]));
}

static void read_code(struct reader *r, struct str code)
{
    struct rust_lexer lx;
    struct rust_token token;
    struct rust_token last = { RUST_SPACE, { NULL, 0 } };
    bool starts_path = false; /* last is the first name of its path */
    bool is_joined = false;   /* last is a "::" inside of a path */

    rust_lexer_init(&lx, code);
    while (rust_lexer_next_code(&lx, &token)) {
        bool is_colons = str_equals(token.text, "::");

        if (token.kind == RUST_KEYWORD && str_equals(token.text, "use") &&
            !str_equals(last.text, "+") && !str_equals(last.text, "|") &&
            !str_equals(last.text, "impl"))
            read_use(r, &lx);
        else if (str_equals(token.text, "crate") && str_equals(last.text, "extern"))
            read_extern_crate(r, &lx);
        else if (token.kind == RUST_IDENT && makes_name(last.text))
            add_name(&r->local, token.text, str_of(""));
        else if (is_colons && starts_path)
            add_name(&r->mentioned, last.text, str_of(""));
        starts_path = token.kind == RUST_IDENT && !is_joined && !str_equals(last.text, ".") &&
                      !str_equals(last.text, "$");
        is_joined = is_colons && is_path_part(&last);
        last = token;
    }
}

static bool may_be_crate(const struct reader *r, struct str name)
{
    return !is_among(name, OWN_CRATES, sizeof(OWN_CRATES) / sizeof(OWN_CRATES[0])) &&
           !is_among(name, PRIMITIVES, sizeof(PRIMITIVES) / sizeof(PRIMITIVES[0])) &&
           ascii_is_lower(name.ptr[0]) && !is_local(&r->local, name);
}

void crate_uses_add_code(struct crate_uses *out, struct str code,
                         bool (*is_known)(void *ctx, struct str name), void *ctx)
{
    struct reader r = { 0 };

    read_code(&r, code);
    for (size_t i = 0; i < r.imported.count; i++)
        if (may_be_crate(&r, r.imported.items[i].name))
            (void)add_use(out, r.imported.items[i].name);
    for (size_t i = 0; i < r.mentioned.count; i++)
        if (may_be_crate(&r, r.mentioned.items[i].name) && is_known != NULL &&
            is_known(ctx, r.mentioned.items[i].name))
            (void)add_use(out, r.mentioned.items[i].name);
    free(r.local.items);
    free(r.imported.items);
    free(r.mentioned.items);
}

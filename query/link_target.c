/* A link's destination taken apart. */
#include "query/link_target.h"

#include "core/text.h"

void link_target_init(struct link_target *t)
{
    t->kind = LINK_NOWHERE;
    buf_init(&t->path);
    buf_init(&t->fragment);
    buf_init(&t->written);
}

void link_target_release(struct link_target *t)
{
    buf_release(&t->path);
    buf_release(&t->fragment);
    buf_release(&t->written);
}

/* The part of *rest before the first of mark, which goes too; all of it where there is none. */
static struct str cut_at(struct str *rest, char mark)
{
    const char *at = rest->len > 0 ? memchr(rest->ptr, mark, rest->len) : NULL;
    struct str before = *rest;

    if (at == NULL) {
        *rest = str_slice("", 0);
        return before;
    }
    before.len = (size_t)(at - rest->ptr);
    *rest = str_slice(at + 1, rest->len - before.len - 1);
    return before;
}

static int hex_digit(char c)
{
    char lower = ascii_lower(c);

    if (ascii_is_digit(c))
        return c - '0';
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* False when the decoded text has a control character: no name has one. */
static bool decode(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (c == '%' && i + 2 < s.len && hex_digit(s.ptr[i + 1]) >= 0 &&
            hex_digit(s.ptr[i + 2]) >= 0) {
            c = (char)(hex_digit(s.ptr[i + 1]) * 16 + hex_digit(s.ptr[i + 2]));
            i += 2;
        }
        if ((unsigned char)c < 0x20 || c == 0x7F)
            return false;
        buf_addc(out, c);
    }
    return true;
}

/* The length of "scheme:" at the start, 0 where there is none: RFC 3986, 3.1. A path of Rust's such
 * as "core::fmt" is no address. */
static size_t scheme_length(struct str s)
{
    size_t n = 0;

    if (s.len == 0 || !ascii_is_alpha(s.ptr[0]))
        return 0;
    while (n < s.len && (ascii_is_alnum(s.ptr[n]) || strchr("+-.", s.ptr[n]) != NULL) &&
           s.ptr[n] != '\0')
        n++;
    if (n == s.len || s.ptr[n] != ':' || (n + 1 < s.len && s.ptr[n + 1] == ':'))
        return 0;
    return n + 1;
}

/* "stable", "nightly", "beta", "1.85.0": doc.rust-lang.org keeps a tree for each. */
static bool is_channel(struct str s)
{
    if (str_equals(s, "stable") || str_equals(s, "beta") || str_equals(s, "nightly"))
        return true;
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_digit(s.ptr[i]) && s.ptr[i] != '.')
            return false;
    return str_starts(s, "1.");
}

/* "std/vec/" of "[CHANNEL/]std/vec/". */
static struct str in_rust_docs(struct str path)
{
    struct str rest = path;

    return is_channel(cut_at(&rest, '/')) ? rest : path;
}

/* "tokio_util/io/" of "tokio-util/0.7/tokio_util/io/". */
static struct str in_docs_rs(struct str path)
{
    struct str rest = path;
    struct str name = cut_at(&rest, '/');

    (void)cut_at(&rest, '/');
    return rest.len > 0 ? rest : name;
}

static const struct {
    const char *host;
    struct str (*path_of)(struct str path);
} sites[] = {
    { "doc.rust-lang.org", in_rust_docs },
    { "www.doc.rust-lang.org", in_rust_docs },
    { "docs.rs", in_docs_rs },
};

/* The path on a site whose documents may be at hand; empty for any other address. */
static struct str path_on_site(struct str address)
{
    size_t scheme = scheme_length(address);
    struct str name = str_slice(address.ptr, scheme);
    struct str rest = str_slice(address.ptr + scheme, address.len - scheme);
    struct str host;

    if (!(str_equal_nocase(name, str_of("http:")) || str_equal_nocase(name, str_of("https:"))) ||
        !str_starts(rest, "//"))
        return str_of("");
    rest = str_slice(rest.ptr + 2, rest.len - 2);
    host = cut_at(&rest, '/');
    for (size_t i = 0; i < sizeof(sites) / sizeof(*sites); i++)
        if (str_equal_nocase(host, str_of(sites[i].host)))
            return sites[i].path_of(rest);
    return str_of("");
}

static enum link_kind kind_of_path(struct str path)
{
    if (path.len == 0)
        return LINK_SAME_PAGE;
    return path.ptr[0] == '/' ? LINK_ROOTED : LINK_RELATIVE;
}

void link_target_read(struct link_target *out, struct str destination)
{
    struct str fragment = str_trim(destination);
    struct str path;

    buf_clear(&out->path);
    buf_clear(&out->fragment);
    buf_clear(&out->written);
    out->kind = LINK_NOWHERE;
    if (fragment.len == 0)
        return;
    /* Before the length is looked at: a long address is an address. */
    if (scheme_length(fragment) > 0 || str_starts(fragment, "//"))
        out->kind = LINK_ELSEWHERE;
    if (fragment.len > LINK_DESTINATION_MAX)
        return;
    path = cut_at(&fragment, '#');
    path = cut_at(&path, '?');
    if (out->kind == LINK_ELSEWHERE) {
        path = path_on_site(path);
        if (path.len == 0)
            return;
        out->kind = LINK_DOCS;
    } else {
        out->kind = kind_of_path(path);
    }
    buf_addstr(&out->written, fragment);
    if (!decode(&out->path, path) || !decode(&out->fragment, fragment)) {
        buf_clear(&out->path);
        buf_clear(&out->fragment);
        buf_clear(&out->written);
        out->kind = out->kind == LINK_DOCS ? LINK_ELSEWHERE : LINK_NOWHERE;
    }
}

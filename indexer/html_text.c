/* HTML inside Markdown, reduced to its text. */
#include "indexer/html_text.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/text.h"

/* --- what is known of elements --- */

/* What an element does to the text around it. */
enum role {
    ROLE_INLINE,
    ROLE_BLOCK,   /* begins and ends a line */
    ROLE_BREAK,   /* ends a line */
    ROLE_PRE,     /* a block that keeps its lines */
    ROLE_ROW,     /* a block of table cells */
    ROLE_CELL,    /* parted from the cell before it */
    ROLE_IMAGE,   /* stands for its alt text */
    ROLE_LISTING, /* a block with a caption in its attributes: a component of the Rust Book's */
    ROLE_DROPPED, /* its content is no text */
    ROLE_UNKNOWN
};

struct element {
    const char *name;
    enum role role;
};

/* HTML's elements, the obsolete ones too, those of MathML and SVG, and the Book's, sorted by name
 * in lower case. Left out are SVG's that never come without attributes: "<path>" and "<pattern>"
 * are words in angle brackets. */
static const struct element elements[] = {
    { "a", ROLE_INLINE },          { "abbr", ROLE_INLINE },
    { "acronym", ROLE_INLINE },    { "address", ROLE_BLOCK },
    { "annotation", ROLE_INLINE }, { "applet", ROLE_INLINE },
    { "area", ROLE_INLINE },       { "article", ROLE_BLOCK },
    { "aside", ROLE_BLOCK },       { "audio", ROLE_INLINE },
    { "b", ROLE_INLINE },          { "base", ROLE_INLINE },
    { "basefont", ROLE_INLINE },   { "bdi", ROLE_INLINE },
    { "bdo", ROLE_INLINE },        { "bgsound", ROLE_INLINE },
    { "big", ROLE_INLINE },        { "blink", ROLE_INLINE },
    { "blockquote", ROLE_BLOCK },  { "body", ROLE_BLOCK },
    { "br", ROLE_BREAK },          { "button", ROLE_INLINE },
    { "canvas", ROLE_INLINE },     { "caption", ROLE_ROW },
    { "center", ROLE_BLOCK },      { "cite", ROLE_INLINE },
    { "code", ROLE_INLINE },       { "col", ROLE_INLINE },
    { "colgroup", ROLE_INLINE },   { "data", ROLE_INLINE },
    { "datalist", ROLE_INLINE },   { "dd", ROLE_BLOCK },
    { "defs", ROLE_INLINE },       { "del", ROLE_INLINE },
    { "desc", ROLE_BLOCK },        { "details", ROLE_BLOCK },
    { "dfn", ROLE_INLINE },        { "dialog", ROLE_BLOCK },
    { "dir", ROLE_BLOCK },         { "div", ROLE_BLOCK },
    { "dl", ROLE_BLOCK },          { "dt", ROLE_BLOCK },
    { "em", ROLE_INLINE },         { "embed", ROLE_INLINE },
    { "fieldset", ROLE_BLOCK },    { "figcaption", ROLE_BLOCK },
    { "figure", ROLE_BLOCK },      { "font", ROLE_INLINE },
    { "footer", ROLE_BLOCK },      { "foreignobject", ROLE_BLOCK },
    { "form", ROLE_BLOCK },        { "frame", ROLE_BLOCK },
    { "frameset", ROLE_BLOCK },    { "g", ROLE_INLINE },
    { "h1", ROLE_BLOCK },          { "h2", ROLE_BLOCK },
    { "h3", ROLE_BLOCK },          { "h4", ROLE_BLOCK },
    { "h5", ROLE_BLOCK },          { "h6", ROLE_BLOCK },
    { "head", ROLE_BLOCK },        { "header", ROLE_BLOCK },
    { "hgroup", ROLE_BLOCK },      { "hr", ROLE_BLOCK },
    { "html", ROLE_BLOCK },        { "i", ROLE_INLINE },
    { "iframe", ROLE_INLINE },     { "image", ROLE_IMAGE },
    { "img", ROLE_IMAGE },         { "input", ROLE_INLINE },
    { "ins", ROLE_INLINE },        { "isindex", ROLE_INLINE },
    { "kbd", ROLE_INLINE },        { "keygen", ROLE_INLINE },
    { "label", ROLE_INLINE },      { "legend", ROLE_BLOCK },
    { "li", ROLE_BLOCK },          { "link", ROLE_INLINE },
    { "listing", ROLE_LISTING },   { "main", ROLE_BLOCK },
    { "map", ROLE_INLINE },        { "mark", ROLE_INLINE },
    { "marquee", ROLE_BLOCK },     { "math", ROLE_INLINE },
    { "menu", ROLE_BLOCK },        { "menuitem", ROLE_INLINE },
    { "meta", ROLE_INLINE },       { "meter", ROLE_INLINE },
    { "mfrac", ROLE_INLINE },      { "mi", ROLE_INLINE },
    { "mn", ROLE_INLINE },         { "mo", ROLE_INLINE },
    { "mover", ROLE_INLINE },      { "mroot", ROLE_INLINE },
    { "mrow", ROLE_INLINE },       { "ms", ROLE_INLINE },
    { "mspace", ROLE_INLINE },     { "msqrt", ROLE_INLINE },
    { "mstyle", ROLE_INLINE },     { "msub", ROLE_INLINE },
    { "msubsup", ROLE_INLINE },    { "msup", ROLE_INLINE },
    { "mtable", ROLE_INLINE },     { "mtd", ROLE_INLINE },
    { "mtext", ROLE_INLINE },      { "mtr", ROLE_INLINE },
    { "multicol", ROLE_BLOCK },    { "munder", ROLE_INLINE },
    { "munderover", ROLE_INLINE }, { "nav", ROLE_BLOCK },
    { "nextid", ROLE_INLINE },     { "nobr", ROLE_INLINE },
    { "noembed", ROLE_INLINE },    { "noframes", ROLE_BLOCK },
    { "noscript", ROLE_INLINE },   { "object", ROLE_INLINE },
    { "ol", ROLE_BLOCK },          { "optgroup", ROLE_BLOCK },
    { "option", ROLE_BLOCK },      { "output", ROLE_INLINE },
    { "p", ROLE_BLOCK },           { "param", ROLE_INLINE },
    { "picture", ROLE_INLINE },    { "plaintext", ROLE_PRE },
    { "pre", ROLE_PRE },           { "progress", ROLE_INLINE },
    { "q", ROLE_INLINE },          { "rb", ROLE_INLINE },
    { "rp", ROLE_INLINE },         { "rt", ROLE_INLINE },
    { "rtc", ROLE_INLINE },        { "ruby", ROLE_INLINE },
    { "s", ROLE_INLINE },          { "samp", ROLE_INLINE },
    { "script", ROLE_DROPPED },    { "search", ROLE_BLOCK },
    { "section", ROLE_BLOCK },     { "select", ROLE_INLINE },
    { "semantics", ROLE_INLINE },  { "slot", ROLE_INLINE },
    { "small", ROLE_INLINE },      { "source", ROLE_INLINE },
    { "spacer", ROLE_INLINE },     { "span", ROLE_INLINE },
    { "strike", ROLE_INLINE },     { "strong", ROLE_INLINE },
    { "style", ROLE_DROPPED },     { "sub", ROLE_INLINE },
    { "summary", ROLE_BLOCK },     { "sup", ROLE_INLINE },
    { "svg", ROLE_INLINE },        { "table", ROLE_ROW },
    { "tbody", ROLE_ROW },         { "td", ROLE_CELL },
    { "template", ROLE_DROPPED },  { "textarea", ROLE_INLINE },
    { "tfoot", ROLE_ROW },         { "th", ROLE_CELL },
    { "thead", ROLE_ROW },         { "time", ROLE_INLINE },
    { "title", ROLE_BLOCK },       { "tr", ROLE_ROW },
    { "track", ROLE_INLINE },      { "tspan", ROLE_INLINE },
    { "tt", ROLE_INLINE },         { "u", ROLE_INLINE },
    { "ul", ROLE_BLOCK },          { "var", ROLE_INLINE },
    { "video", ROLE_INLINE },      { "wbr", ROLE_INLINE },
    { "xmp", ROLE_PRE },
};

struct entity {
    const char *name;
    const char *text;
};

/* HTML 4's named characters and some for ASCII ones, which people write where Markdown would take
 * the character itself for a mark; sorted by name. Invisible ones stand for nothing. */
static const struct entity entities[] = {
    { "AElig", "\u00c6" },   { "Aacute", "\u00c1" },  { "Acirc", "\u00c2" },
    { "Agrave", "\u00c0" },  { "Alpha", "\u0391" },   { "Aring", "\u00c5" },
    { "Atilde", "\u00c3" },  { "Auml", "\u00c4" },    { "Beta", "\u0392" },
    { "Ccedil", "\u00c7" },  { "Chi", "\u03a7" },     { "Dagger", "\u2021" },
    { "Delta", "\u0394" },   { "ETH", "\u00d0" },     { "Eacute", "\u00c9" },
    { "Ecirc", "\u00ca" },   { "Egrave", "\u00c8" },  { "Epsilon", "\u0395" },
    { "Eta", "\u0397" },     { "Euml", "\u00cb" },    { "Gamma", "\u0393" },
    { "Iacute", "\u00cd" },  { "Icirc", "\u00ce" },   { "Igrave", "\u00cc" },
    { "Iota", "\u0399" },    { "Iuml", "\u00cf" },    { "Kappa", "\u039a" },
    { "Lambda", "\u039b" },  { "Mu", "\u039c" },      { "NewLine", "\n" },
    { "Ntilde", "\u00d1" },  { "Nu", "\u039d" },      { "OElig", "\u0152" },
    { "Oacute", "\u00d3" },  { "Ocirc", "\u00d4" },   { "Ograve", "\u00d2" },
    { "Omega", "\u03a9" },   { "Omicron", "\u039f" }, { "Oslash", "\u00d8" },
    { "Otilde", "\u00d5" },  { "Ouml", "\u00d6" },    { "Phi", "\u03a6" },
    { "Pi", "\u03a0" },      { "Prime", "\u2033" },   { "Psi", "\u03a8" },
    { "Rho", "\u03a1" },     { "Scaron", "\u0160" },  { "Sigma", "\u03a3" },
    { "THORN", "\u00de" },   { "Tab", "\t" },         { "Tau", "\u03a4" },
    { "Theta", "\u0398" },   { "Uacute", "\u00da" },  { "Ucirc", "\u00db" },
    { "Ugrave", "\u00d9" },  { "Upsilon", "\u03a5" }, { "Uuml", "\u00dc" },
    { "Xi", "\u039e" },      { "Yacute", "\u00dd" },  { "Yuml", "\u0178" },
    { "Zeta", "\u0396" },    { "aacute", "\u00e1" },  { "acirc", "\u00e2" },
    { "acute", "\u00b4" },   { "aelig", "\u00e6" },   { "agrave", "\u00e0" },
    { "alefsym", "\u2135" }, { "alpha", "\u03b1" },   { "amp", "&" },
    { "and", "\u2227" },     { "ang", "\u2220" },     { "apos", "'" },
    { "aring", "\u00e5" },   { "ast", "*" },          { "asymp", "\u2248" },
    { "atilde", "\u00e3" },  { "auml", "\u00e4" },    { "bdquo", "\u201e" },
    { "beta", "\u03b2" },    { "brvbar", "\u00a6" },  { "bsol", "\\" },
    { "bull", "\u2022" },    { "cap", "\u2229" },     { "ccedil", "\u00e7" },
    { "cedil", "\u00b8" },   { "cent", "\u00a2" },    { "check", "\u2713" },
    { "chi", "\u03c7" },     { "circ", "\u02c6" },    { "clubs", "\u2663" },
    { "colon", ":" },        { "comma", "," },        { "commat", "@" },
    { "cong", "\u2245" },    { "copy", "\u00a9" },    { "crarr", "\u21b5" },
    { "cross", "\u2717" },   { "cup", "\u222a" },     { "curren", "\u00a4" },
    { "dArr", "\u21d3" },    { "dagger", "\u2020" },  { "darr", "\u2193" },
    { "dash", "\u2010" },    { "deg", "\u00b0" },     { "delta", "\u03b4" },
    { "diams", "\u2666" },   { "divide", "\u00f7" },  { "dollar", "$" },
    { "eacute", "\u00e9" },  { "ecirc", "\u00ea" },   { "egrave", "\u00e8" },
    { "empty", "\u2205" },   { "emsp", "\u2003" },    { "ensp", "\u2002" },
    { "epsilon", "\u03b5" }, { "equals", "=" },       { "equiv", "\u2261" },
    { "eta", "\u03b7" },     { "eth", "\u00f0" },     { "euml", "\u00eb" },
    { "euro", "\u20ac" },    { "excl", "!" },         { "exist", "\u2203" },
    { "fnof", "\u0192" },    { "forall", "\u2200" },  { "frac12", "\u00bd" },
    { "frac14", "\u00bc" },  { "frac34", "\u00be" },  { "frasl", "\u2044" },
    { "gamma", "\u03b3" },   { "ge", "\u2265" },      { "grave", "`" },
    { "gt", ">" },           { "hArr", "\u21d4" },    { "harr", "\u2194" },
    { "hearts", "\u2665" },  { "hellip", "\u2026" },  { "hyphen", "\u2010" },
    { "iacute", "\u00ed" },  { "icirc", "\u00ee" },   { "iexcl", "\u00a1" },
    { "igrave", "\u00ec" },  { "image", "\u2111" },   { "infin", "\u221e" },
    { "int", "\u222b" },     { "iota", "\u03b9" },    { "iquest", "\u00bf" },
    { "isin", "\u2208" },    { "iuml", "\u00ef" },    { "kappa", "\u03ba" },
    { "lArr", "\u21d0" },    { "lambda", "\u03bb" },  { "lang", "\u2329" },
    { "laquo", "\u00ab" },   { "larr", "\u2190" },    { "lbrace", "{" },
    { "lbrack", "[" },       { "lceil", "\u2308" },   { "lcub", "{" },
    { "ldquo", "\u201c" },   { "le", "\u2264" },      { "lfloor", "\u230a" },
    { "lowast", "\u2217" },  { "lowbar", "_" },       { "loz", "\u25ca" },
    { "lpar", "(" },         { "lrm", "" },           { "lsaquo", "\u2039" },
    { "lsqb", "[" },         { "lsquo", "\u2018" },   { "lt", "<" },
    { "macr", "\u00af" },    { "mdash", "\u2014" },   { "micro", "\u00b5" },
    { "middot", "\u00b7" },  { "minus", "\u2212" },   { "mu", "\u03bc" },
    { "nabla", "\u2207" },   { "nbsp", "\u00a0" },    { "ndash", "\u2013" },
    { "ne", "\u2260" },      { "ni", "\u220b" },      { "not", "\u00ac" },
    { "notin", "\u2209" },   { "nsub", "\u2284" },    { "ntilde", "\u00f1" },
    { "nu", "\u03bd" },      { "num", "#" },          { "oacute", "\u00f3" },
    { "ocirc", "\u00f4" },   { "oelig", "\u0153" },   { "ograve", "\u00f2" },
    { "oline", "\u203e" },   { "omega", "\u03c9" },   { "omicron", "\u03bf" },
    { "oplus", "\u2295" },   { "or", "\u2228" },      { "ordf", "\u00aa" },
    { "ordm", "\u00ba" },    { "oslash", "\u00f8" },  { "otilde", "\u00f5" },
    { "otimes", "\u2297" },  { "ouml", "\u00f6" },    { "para", "\u00b6" },
    { "part", "\u2202" },    { "percnt", "%" },       { "period", "." },
    { "permil", "\u2030" },  { "perp", "\u22a5" },    { "phi", "\u03c6" },
    { "phone", "\u260e" },   { "pi", "\u03c0" },      { "piv", "\u03d6" },
    { "plus", "+" },         { "plusmn", "\u00b1" },  { "pound", "\u00a3" },
    { "prime", "\u2032" },   { "prod", "\u220f" },    { "prop", "\u221d" },
    { "psi", "\u03c8" },     { "quest", "?" },        { "quot", "\"" },
    { "rArr", "\u21d2" },    { "radic", "\u221a" },   { "rang", "\u232a" },
    { "raquo", "\u00bb" },   { "rarr", "\u2192" },    { "rbrace", "}" },
    { "rbrack", "]" },       { "rceil", "\u2309" },   { "rcub", "}" },
    { "rdquo", "\u201d" },   { "real", "\u211c" },    { "reg", "\u00ae" },
    { "rfloor", "\u230b" },  { "rho", "\u03c1" },     { "rlm", "" },
    { "rpar", ")" },         { "rsaquo", "\u203a" },  { "rsqb", "]" },
    { "rsquo", "\u2019" },   { "sbquo", "\u201a" },   { "scaron", "\u0161" },
    { "sdot", "\u22c5" },    { "sect", "\u00a7" },    { "semi", ";" },
    { "shy", "" },           { "sigma", "\u03c3" },   { "sigmaf", "\u03c2" },
    { "sim", "\u223c" },     { "sol", "/" },          { "spades", "\u2660" },
    { "star", "\u2606" },    { "starf", "\u2605" },   { "sub", "\u2282" },
    { "sube", "\u2286" },    { "sum", "\u2211" },     { "sup", "\u2283" },
    { "sup1", "\u00b9" },    { "sup2", "\u00b2" },    { "sup3", "\u00b3" },
    { "supe", "\u2287" },    { "szlig", "\u00df" },   { "tau", "\u03c4" },
    { "there4", "\u2234" },  { "theta", "\u03b8" },   { "thetasym", "\u03d1" },
    { "thinsp", "\u2009" },  { "thorn", "\u00fe" },   { "tilde", "\u02dc" },
    { "times", "\u00d7" },   { "trade", "\u2122" },   { "uArr", "\u21d1" },
    { "uacute", "\u00fa" },  { "uarr", "\u2191" },    { "ucirc", "\u00fb" },
    { "ugrave", "\u00f9" },  { "uml", "\u00a8" },     { "upsih", "\u03d2" },
    { "upsilon", "\u03c5" }, { "uuml", "\u00fc" },    { "verbar", "|" },
    { "vert", "|" },         { "weierp", "\u2118" },  { "xi", "\u03be" },
    { "yacute", "\u00fd" },  { "yen", "\u00a5" },     { "yuml", "\u00ff" },
    { "zeta", "\u03b6" },    { "zwj", "" },           { "zwnj", "" },
};

static int compare_name(struct str name, const char *known, bool any_case)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = any_case ? ascii_lower(name.ptr[i]) : name.ptr[i];

        if (known[i] == '\0')
            return 1;
        if (c != known[i])
            return (unsigned char)c < (unsigned char)known[i] ? -1 : 1;
    }
    return known[name.len] == '\0' ? 0 : -1;
}

static int compare_element(const void *name, const void *element)
{
    return compare_name(*(const struct str *)name, ((const struct element *)element)->name, true);
}

static int compare_entity(const void *name, const void *entity)
{
    return compare_name(*(const struct str *)name, ((const struct entity *)entity)->name, false);
}

static enum role find_role(struct str name)
{
    const struct element *found = bsearch(&name, elements, sizeof(elements) / sizeof(*elements),
                                          sizeof(*elements), compare_element);

    return found != NULL ? found->role : ROLE_UNKNOWN;
}

/* --- tags --- */

struct tag {
    struct str whole;      /* from '<' to '>' */
    struct str name;       /* as written */
    struct str attributes; /* what lies between the name and '>' */
    bool closes;           /* </name> */
    enum role role;
};

struct attribute {
    struct str name;
    struct str value; /* without quotes, entities as written */
};

enum attribute_end { ATTRIBUTE_FOUND, ATTRIBUTE_NONE, ATTRIBUTE_UNCLOSED };

static struct str drop(struct str s, size_t n)
{
    return str_slice(s.ptr + n, s.len - n);
}

static struct str skip_space(struct str s)
{
    while (s.len > 0 && ascii_is_space(s.ptr[0]))
        s = drop(s, 1);
    return s;
}

/* How many bytes of s stand before white space or one of the bytes in ends. */
static size_t span_until(struct str s, const char *ends)
{
    size_t n = 0;

    while (n < s.len && !ascii_is_space(s.ptr[n]) &&
           (s.ptr[n] == '\0' || strchr(ends, s.ptr[n]) == NULL))
        n++;
    return n;
}

/* Takes the value after '=' off *rest. ATTRIBUTE_UNCLOSED: its quote does not end; it is the rest
 * then. */
static enum attribute_end take_value(struct str *rest, struct str *value)
{
    struct str s = skip_space(*rest);
    const char *end;

    if (s.len == 0 || (s.ptr[0] != '"' && s.ptr[0] != '\'')) {
        *value = str_slice(s.ptr, span_until(s, ">"));
        *rest = drop(s, value->len);
        return ATTRIBUTE_FOUND;
    }
    end = memchr(s.ptr + 1, s.ptr[0], s.len - 1);
    *value = end != NULL ? str_slice(s.ptr + 1, (size_t)(end - s.ptr) - 1) : drop(s, 1);
    *rest = drop(s, end != NULL ? value->len + 2 : s.len);
    return end != NULL ? ATTRIBUTE_FOUND : ATTRIBUTE_UNCLOSED;
}

/* Takes an attribute off *rest. ATTRIBUTE_NONE: *rest is empty or begins with the tag's '>'. */
static enum attribute_end take_attribute(struct str *rest, struct attribute *out)
{
    struct str s = *rest;
    struct str after;

    while (s.len > 0 && (ascii_is_space(s.ptr[0]) || s.ptr[0] == '/'))
        s = drop(s, 1);
    *rest = s;
    if (s.len == 0 || s.ptr[0] == '>')
        return ATTRIBUTE_NONE;
    /* A '=' where a name should begin is part of it, as in HTML: so every call gets on. */
    out->name = str_slice(s.ptr, 1 + span_until(drop(s, 1), "=/>"));
    out->value = str_slice(s.ptr + out->name.len, 0);
    *rest = drop(s, out->name.len);
    after = skip_space(*rest);
    if (after.len == 0 || after.ptr[0] != '=')
        return ATTRIBUTE_FOUND;
    *rest = drop(after, 1);
    return take_value(rest, &out->value);
}

/* The value of the tag's attribute of that name, empty where it has none. */
static struct str attribute_value(const struct tag *tag, const char *name)
{
    struct str rest = tag->attributes;
    struct attribute a;

    while (take_attribute(&rest, &a) != ATTRIBUTE_NONE)
        if (str_equal_nocase(a.name, str_of(name)))
            return a.value;
    return str_slice(NULL, 0);
}

/* How many bytes of s, what follows a tag's name, stand before the '>' that ends the tag; s.len:
 * it does not end. *quotes_hold is set to false when the quotes in s run to the end of it; from
 * then on they count for nothing. So that happens once, and all tags together take linear time. */
static size_t attributes_length(struct str s, bool *quotes_hold)
{
    struct str rest = s;
    struct attribute a;
    const char *end;

    if (*quotes_hold) {
        while (take_attribute(&rest, &a) == ATTRIBUTE_FOUND)
            ;
        if (rest.len > 0)
            return s.len - rest.len;
        *quotes_hold = false;
    }
    end = s.len > 0 ? memchr(s.ptr, '>', s.len) : NULL;
    return end != NULL ? (size_t)(end - s.ptr) : s.len;
}

/* The length of the tag's name at the start of s: a letter, then letters, digits, '-' and '_'.
 * 0: none, or followed by what follows no tag's name. */
static size_t tag_name_length(struct str s)
{
    size_t n = 0;

    if (s.len == 0 || !ascii_is_alpha(s.ptr[0]))
        return 0;
    while (n < s.len && (ascii_is_alnum(s.ptr[n]) || s.ptr[n] == '-' || s.ptr[n] == '_'))
        n++;
    return n == s.len || ascii_is_space(s.ptr[n]) || s.ptr[n] == '/' || s.ptr[n] == '>' ? n : 0;
}

/* Reads the tag at the start of s, which begins with '<'. False: it is none. A tag that does not
 * end reaches to the end of s. */
static bool read_tag(struct str s, bool *quotes_hold, struct tag *out)
{
    struct tag tag = { .closes = s.len > 1 && s.ptr[1] == '/' };
    struct str inner = drop(s, tag.closes ? 2 : 1);
    size_t length;

    tag.name = str_slice(inner.ptr, tag_name_length(inner));
    if (tag.name.len == 0)
        return false;
    inner = drop(inner, tag.name.len);
    length = attributes_length(inner, quotes_hold);
    tag.attributes = str_slice(inner.ptr, length);
    tag.whole = str_slice(s.ptr, (size_t)(inner.ptr - s.ptr) + length + (length < inner.len));
    tag.role = find_role(tag.name);
    *out = tag;
    return true;
}

/* True for a name that Rust types have and HTML's elements, save for their case: "Option", "B". */
static bool is_type_name(struct str name)
{
    if (!ascii_is_upper(name.ptr[0]))
        return false;
    for (size_t i = 1; i < name.len; i++)
        if (ascii_is_lower(name.ptr[i]))
            return true;
    return name.len == 1;
}

/* True for a tag that is none of HTML's but a type parameter or a placeholder: "<String>", "<T>",
 * "<dyn Error>", "<T as Iterator>", "<name>". A custom element has a '-' in its name, and one of
 * some other kind has values for its attributes. */
static bool is_type(const struct tag *tag)
{
    if (tag->closes || tag->role == ROLE_LISTING)
        return false;
    if (tag->role != ROLE_UNKNOWN)
        return is_type_name(tag->name) && tag->attributes.len == 0;
    for (size_t i = 1; i + 1 < tag->whole.len; i++) {
        char c = tag->whole.ptr[i];

        if (!ascii_is_alnum(c) && !ascii_is_space(c) && (c == '\0' || strchr("_:,+'&", c) == NULL))
            return false;
    }
    return true;
}

/* True for a tag that stands for itself. One that does not end is none of HTML's either, unless
 * its name tells that it is. */
static bool is_text(const struct tag *tag)
{
    return is_type(tag) || (tag->role == ROLE_UNKNOWN && !str_ends(tag->whole, ">"));
}

/* --- entities --- */

enum { ENTITY_NAME_MAX = 8, ENTITY_DIGITS_MAX = 7 };

/* Appends character c, unless it could do harm: documents were sanitized before. */
static void add_character(struct buf *out, int32_t c)
{
    struct buf one = BUF_INIT;

    if (c == 0 || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
        c = 0xFFFD;
    utf8_append(&one, c);
    text_sanitize(out, buf_str(&one));
    buf_release(&one);
}

/* Decodes digits, "65" or "x41", up to the ';' at digits.len. False: they are none. */
static bool add_numeric(struct buf *out, struct str digits)
{
    bool is_hex = digits.len > 0 && ascii_lower(digits.ptr[0]) == 'x';
    int32_t value = 0;

    if (is_hex)
        digits = drop(digits, 1);
    if (digits.len == 0 || digits.len > ENTITY_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        char c = ascii_lower(digits.ptr[i]);

        if (!ascii_is_digit(c) && !(is_hex && c >= 'a' && c <= 'f'))
            return false;
        value = value * (is_hex ? 16 : 10) + (ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    add_character(out, value);
    return true;
}

/* Appends the character for the entity at the start of s, which begins with '&', and returns the
 * entity's length; an unknown one is appended as the '&' it begins with. */
static size_t add_entity(struct buf *out, struct str s)
{
    size_t max = ENTITY_NAME_MAX + 3;
    const char *end = memchr(s.ptr, ';', s.len < max ? s.len : max);
    struct str name = end != NULL ? str_slice(s.ptr + 1, (size_t)(end - s.ptr) - 1) : str_of(NULL);
    const struct entity *found;

    if (str_starts(name, "#")) {
        if (add_numeric(out, drop(name, 1)))
            return name.len + 2;
        name.len = 0;
    }
    found = bsearch(&name, entities, sizeof(entities) / sizeof(*entities), sizeof(*entities),
                    compare_entity);
    if (found == NULL) {
        buf_addc(out, '&');
        return 1;
    }
    buf_adds(out, found->text);
    return name.len + 2;
}

/* --- text --- */

/* White space to come, told apart so that runs of it become one. */
struct flow {
    struct buf *out;
    bool blank;  /* a blank is due before the next character */
    bool in_pre; /* white space stays as it is */
};

static bool at_line_start(const struct buf *b)
{
    return b->len == 0 || b->ptr[b->len - 1] == '\n';
}

static void add_due_blank(struct flow *f)
{
    if (f->blank && !at_line_start(f->out) && f->out->ptr[f->out->len - 1] != ' ')
        buf_addc(f->out, ' ');
    f->blank = false;
}

/* Appends s with its entities decoded and its white space drawn together. */
static void add_text(struct flow *f, struct str s)
{
    while (s.len > 0) {
        if (!f->in_pre && ascii_is_space(s.ptr[0])) {
            f->blank = true;
            s = drop(s, 1);
            continue;
        }
        add_due_blank(f);
        if (s.ptr[0] == '\n' && at_line_start(f->out)) {
            s = drop(s, 1); /* no empty lines, and none after <pre> */
        } else if (s.ptr[0] == '&') {
            s = drop(s, add_entity(f->out, s));
        } else {
            buf_addc(f->out, s.ptr[0]);
            s = drop(s, 1);
        }
    }
}

/* Appends an attribute's value, on one line. */
static void add_value(struct buf *out, struct str value)
{
    struct flow f = { .out = out };

    add_text(&f, str_trim(value));
}

/* --- reading --- */

/* The walk over one piece of HTML. */
struct reader {
    struct html_text *out;
    struct str rest;
    struct flow flow; /* into out->text */
    size_t cells;     /* in the table row so far */
    bool in_cell;     /* lines do not end there: a row is one line */
    bool quotes_hold; /* see attributes_length() */
};

/* What is left out from its first bytes to its last. CommonMark's comments may end at once
 * ("<!-->"); hence the two bytes less. */
static const struct {
    const char *begin;
    const char *end;
    size_t skipped; /* bytes of begin that cannot be part of end */
} left_out[] = {
    { "<!--", "-->", 2 },
    { "<![CDATA[", "]]>", 9 },
    { "<?", "?>", 2 },
    { "<!", ">", 2 },
};

/* The length of the comment or the like at the start of s; 0: there is none. */
static size_t left_out_length(struct str s)
{
    for (size_t i = 0; i < sizeof(left_out) / sizeof(*left_out); i++) {
        size_t skipped = left_out[i].skipped;
        const char *end;

        if (!str_starts(s, left_out[i].begin))
            continue;
        end = memmem(s.ptr + skipped, s.len - skipped, left_out[i].end, strlen(left_out[i].end));
        return end != NULL ? (size_t)(end - s.ptr) + strlen(left_out[i].end) : s.len;
    }
    return 0;
}

static void end_line(struct reader *r)
{
    struct buf *text = &r->out->text;

    if (r->in_cell) {
        r->flow.blank = true;
        return;
    }
    r->flow.blank = false;
    if (str_ends(buf_str(text), " "))
        buf_truncate(text, text->len - 1); /* after the last cell's '|' */
    if (!at_line_start(text))
        buf_addc(text, '\n');
}

static void begin_cell(struct reader *r)
{
    struct buf *text = &r->out->text;

    r->flow.blank = false;
    r->in_cell = true;
    if (r->cells++ == 0)
        return;
    if (!at_line_start(text) && text->ptr[text->len - 1] != ' ')
        buf_addc(text, ' ');
    buf_adds(text, "| ");
}

static void end_row(struct reader *r)
{
    r->in_cell = false;
    r->cells = 0;
    end_line(r);
}

/* Appends "Listing 4-1: its caption (src/main.rs)", without the parts that are missing. */
static void add_caption(struct buf *out, const struct tag *tag)
{
    struct str number = str_trim(attribute_value(tag, "number"));
    struct str caption = str_trim(attribute_value(tag, "caption"));
    struct str file = str_trim(attribute_value(tag, "file-name"));
    size_t start;

    if (number.len == 0 && caption.len == 0 && file.len == 0)
        return;
    if (out->len > 0)
        buf_addc(out, '\n');
    start = out->len;
    if (number.len > 0) {
        buf_adds(out, "Listing ");
        add_value(out, number);
        buf_adds(out, caption.len > 0 ? ": " : "");
    }
    add_value(out, caption);
    if (file.len > 0) {
        bool alone = out->len == start;

        buf_adds(out, alone ? "" : " (");
        add_value(out, file);
        buf_adds(out, alone ? "" : ")");
    }
}

static void add_classes(struct buf *out, const struct tag *tag)
{
    struct flow f = { .out = out, .blank = true };

    add_text(&f, str_trim(attribute_value(tag, "class")));
}

/* Passes over what stands between the opening tag of that name, taken already, and its closing
 * tag: no tags are looked for in there. */
static void drop_content(struct reader *r, struct str name)
{
    while (r->rest.len > 0) {
        const char *next = memmem(r->rest.ptr, r->rest.len, "</", 2);

        if (next == NULL)
            next = r->rest.ptr + r->rest.len;
        r->rest = drop(r->rest, (size_t)(next - r->rest.ptr));
        if (r->rest.len < name.len + 2)
            r->rest.len = 0;
        else if (str_equal_nocase(str_slice(r->rest.ptr + 2, name.len), name))
            return;
        else
            r->rest = drop(r->rest, 2);
    }
}

/* Does to the text what the tag stands for. */
static void apply_tag(struct reader *r, const struct tag *tag)
{
    if (!tag->closes)
        add_classes(&r->out->classes, tag);
    switch (tag->role) {
    case ROLE_BLOCK:
    case ROLE_BREAK:
        end_line(r);
        break;
    case ROLE_PRE:
        end_line(r);
        r->flow.in_pre = !tag->closes && !r->in_cell;
        break;
    case ROLE_ROW:
        end_row(r);
        break;
    case ROLE_CELL:
        if (tag->closes)
            r->flow.blank = true;
        else
            begin_cell(r);
        break;
    case ROLE_IMAGE:
        r->flow.blank = true;
        add_text(&r->flow, attribute_value(tag, "alt"));
        r->flow.blank = true;
        break;
    case ROLE_LISTING:
        end_line(r);
        if (!tag->closes)
            add_caption(&r->out->caption, tag);
        break;
    case ROLE_DROPPED:
        if (!tag->closes)
            drop_content(r, tag->name);
        break;
    case ROLE_INLINE:
    case ROLE_UNKNOWN:
        break;
    }
}

/* Takes what begins with the '<' at the start of the rest. */
static void take_markup(struct reader *r)
{
    size_t length = left_out_length(r->rest);
    struct tag tag;

    if (length > 0) {
        r->rest = drop(r->rest, length);
        return;
    }
    if (!read_tag(r->rest, &r->quotes_hold, &tag)) {
        add_text(&r->flow, str_slice("<", 1));
        r->rest = drop(r->rest, 1);
        return;
    }
    r->rest = drop(r->rest, tag.whole.len);
    if (is_text(&tag))
        add_text(&r->flow, tag.whole);
    else
        apply_tag(r, &tag);
}

void html_text_read(struct html_text *out, struct str html)
{
    struct reader r = { .out = out, .rest = html, .quotes_hold = true };

    r.flow.out = &out->text;
    end_line(&r);
    while (r.rest.len > 0) {
        const char *next = memchr(r.rest.ptr, '<', r.rest.len);
        size_t length = next != NULL ? (size_t)(next - r.rest.ptr) : r.rest.len;

        add_text(&r.flow, str_slice(r.rest.ptr, length));
        r.rest = drop(r.rest, length);
        if (r.rest.len > 0)
            take_markup(&r);
    }
    end_row(&r);
    if (str_ends(buf_str(&out->text), "\n"))
        buf_truncate(&out->text, out->text.len - 1);
}

void html_text_add_inline(struct buf *out, struct str tag)
{
    bool quotes_hold = true;
    struct tag read;

    if (!str_starts(tag, "<") || !read_tag(tag, &quotes_hold, &read))
        return;
    if (is_text(&read))
        buf_addstr(out, read.whole);
    else if (read.role == ROLE_BREAK)
        buf_addc(out, '\n');
    else if (read.role == ROLE_IMAGE)
        add_value(out, attribute_value(&read, "alt"));
}

void html_text_release(struct html_text *h)
{
    buf_release(&h->text);
    buf_release(&h->caption);
    buf_release(&h->classes);
}

/* The names of HTML. */
#include "indexer/html_names.h"

#include <stdlib.h>

#include "core/text.h"

struct element {
    const char *name;
    enum html_role role;
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

enum html_role html_find_role(struct str name)
{
    const struct element *found = bsearch(&name, elements, sizeof(elements) / sizeof(*elements),
                                          sizeof(*elements), compare_element);

    return found != NULL ? found->role : ROLE_UNKNOWN;
}

const char *html_find_entity(struct str name)
{
    const struct entity *found = bsearch(&name, entities, sizeof(entities) / sizeof(*entities),
                                         sizeof(*entities), compare_entity);

    return found != NULL ? found->text : NULL;
}

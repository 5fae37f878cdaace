/* rustdoc's pages of items: an entry for the item, its members, what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "indexer/html.h"
#include "indexer/rustdoc_page.h"

static int load(void **state)
{
    struct error err;

    (void)state;
    return html_load(&err) != STATUS_OK;
}

/* *doc must be released. */
static void read_of(const char *crate, const char *path, const char *html, struct document *doc)
{
    struct document_place place = {
        .trail = str_of("ignored"), .path = path, .dir = crate, .root = crate
    };
    struct error err;

    *doc = (struct document){ 0 };
    assert_int_equal(rustdoc_read_page(str_of(html), &place, doc, &err), STATUS_OK);
}

static void read_as(const char *path, const char *html, struct document *doc)
{
    read_of("/docs/pots", path, html, doc);
}

/* Compares "kind|title|trail|slug|item" of each entry; '/' parts the trail. */
static void assert_same_entries(const struct document *doc, const char *expected)
{
    struct buf got = BUF_INIT;

    for (size_t i = 0; i < doc->count; i++) {
        const struct entry *e = &doc->entries[i];

        buf_addf(&got, "%s|%s|%s|%s|%s\n", entry_kind_name(e->kind), e->title, e->trail, e->slug,
                 e->item != NULL ? e->item : "-");
    }
    for (size_t i = 0; i < got.len; i++)
        if (got.ptr[i] == ENTRY_TRAIL_SEPARATOR)
            got.ptr[i] = '/';
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
}

static void assert_entries_of(const char *crate, const char *path, const char *html,
                              const char *expected)
{
    struct document doc;

    read_of(crate, path, html, &doc);
    assert_same_entries(&doc, expected);
    document_release(&doc);
}

static void assert_entries(const char *path, const char *html, const char *expected)
{
    assert_entries_of("/docs/pots", path, html, expected);
}

static const struct entry *find_entry(const struct document *doc, const char *title)
{
    for (size_t i = 0; i < doc->count; i++)
        if (strcmp(doc->entries[i].title, title) == 0)
            return &doc->entries[i];
    fail_msg("no entry \"%s\"", title);
    return NULL;
}

static void assert_contains(const char *text, const char *part)
{
    if (text == NULL || strstr(text, part) == NULL)
        fail_msg("no \"%s\" in \"%s\"", part, text != NULL ? text : "(null)");
}

static void assert_lacks(const char *text, const char *part)
{
    if (text != NULL && strstr(text, part) != NULL)
        fail_msg("\"%s\" in \"%s\"", part, text);
}

/* --- what rustdoc writes --- */

#define ANCHOR "<a href=\"#x\" class=\"anchor\">\xc2\xa7</a>"
#define SOURCE(lines)                                                                              \
    "<a class=\"src rightside\" href=\"../src/pots/lib.rs.html#" lines "\">Source</a>"
#define SINCE(release)                                                                             \
    "<span class=\"since\" title=\"Stable since Rust version " release "\">" release "</span>"
#define HEAD(sort, name, lines)                                                                    \
    "<nav class=\"sidebar\"><h2>x</h2><section id=\"rustdoc-toc\"><ul class=\"block method\"><li>" \
    "<a href=\"#method.no\">no</a></li></ul></section></nav><main><div class=\"width-limiter\">"   \
    "<section id=\"main-content\" class=\"content\" tabindex=\"-1\"><div class=\"main-heading\">"  \
    "<div class=\"rustdoc-breadcrumbs\"><a href=\"index.html\">pots</a></div><h1>" sort            \
    " <span class=\"x\">" name                                                                     \
    "</span>&nbsp;<button id=\"copy-path\">Copy item path</button></h1>"                           \
    "<rustdoc-toolbar></rustdoc-toolbar><span class=\"sub-heading\"><a class=\"src\" href=\""      \
    "../src/pots/lib.rs.html#" lines "\">Source</a> </span></div>"
#define DECLARATION(code) "<pre class=\"rust item-decl\"><code>" code "</code></pre>"
#define TOP_DOCS(docs)                                                                             \
    "<details class=\"toggle top-doc\" open><summary class=\"hideme\"><span>Expand description"    \
    "</span></summary><div class=\"docblock\">" docs "</div></details>"
#define AREA(id, title) "<h2 id=\"" id "\" class=\"section-header\">" title ANCHOR "</h2>"
#define IMPL(id, code, docs, members)                                                              \
    "<details class=\"toggle implementors-toggle\" open><summary><section id=\"" id                \
    "\" class=\"impl\">" SOURCE("9") ANCHOR                                                        \
        "<h3 class=\"code-header\">" code "</h3>" docs                                             \
        "</section></summary><div class=\"impl-items\">" members "</div></details>"
#define MEMBER(id, code, info, docs)                                                               \
    "<details class=\"toggle method-toggle\" open><summary><section id=\"" id                      \
    "\" class=\"method\">" SOURCE("12-14") "<h4 class=\"code-header\">" code                       \
                                           "</h4></section>" info "</summary>"                     \
                                           "<div class=\"docblock\">" docs "</div></details>"
#define BARE_MEMBER(id, code)                                                                      \
    "<section id=\"" id "\" class=\"method\">" SOURCE("15") "<h4 class=\"code-header\">" code      \
                                                            "</h4></section>"
#define INFO(stab) "<span class=\"item-info\">" stab "</span>"
#define END                                                                                        \
    AREA("synthetic-implementations", "Auto Trait Implementations")                                \
    IMPL("impl-Send-for-Kettle", "impl Send for Kettle", "", "")                                   \
    AREA("blanket-implementations", "Blanket Implementations")                                     \
    IMPL("impl-Any-for-T", "impl&lt;T&gt; Any for T", "",                                          \
         MEMBER("method.type_id", "fn type_id(&amp;self)", "", "<p>Gets it.</p>"))                 \
    "</section></div></main>"

#define KETTLE                                                                                     \
    HEAD("Struct", "Kettle", "36-42")                                                              \
    DECLARATION("pub struct Kettle { <span class=\"comment\">/* private fields */</span> }")       \
    TOP_DOCS("<p>A kettle holds water.</p>")

/* --- items --- */

static void paths_of_items_are_told_from_others(void **state)
{
    static const char *const items[] = { "struct.A.html", "a/b/fn.c.html",     "index.html",
                                         "a/index.html",  "primitive.u8.html", "traitalias.A.html",
                                         "attr.a.html",   "derive.A.html",     "attribute.a.html" };
    static const char *const others[] = {
        "all.html", "struct.html", "struct..html", "struct.A.htm", "sidebar-items.html", "a.b.html",
        "",         "html"
    };

    (void)state;
    for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++)
        assert_true(rustdoc_is_item_path(items[i]));
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        assert_false(rustdoc_is_item_path(others[i]));
}

static void each_kind_of_page_is_an_item(void **state)
{
    static const struct {
        const char *path, *entry;
    } cases[] = {
        { "struct.A.html", "struct|A|pots||pots::A\n" },
        { "m/enum.A.html", "enum|A|pots/m||pots::m::A\n" },
        { "union.A.html", "union|A|pots||pots::A\n" },
        { "trait.A.html", "trait|A|pots||pots::A\n" },
        { "traitalias.A.html", "traitalias|A|pots||pots::A\n" },
        { "m/n/fn.a.html", "fn|a|pots/m/n||pots::m::n::a\n" },
        { "macro.a.html", "macro|a!|pots||pots::a\n" },
        { "derive.A.html", "derive|A|pots||pots::A\n" },
        { "attr.a.html", "attr|#[a]|pots||pots::a\n" },
        { "type.A.html", "type|A|pots||pots::A\n" },
        { "constant.A.html", "constant|A|pots||pots::A\n" },
        { "static.A.html", "static|A|pots||pots::A\n" },
        { "primitive.u8.html", "primitive|u8|pots||u8\n" },
        { "keyword.dyn.html", "keyword|dyn|pots||dyn\n" },
        { "index.html", "mod|pots|||pots\n" },
        { "m/index.html", "mod|pots::m|pots||pots::m\n" },
        { "m/n/index.html", "mod|pots::m::n|pots/m||pots::m::n\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_entries(cases[i].path, HEAD("Item", "A", "1") TOP_DOCS("<p>a</p>"), cases[i].entry);
}

static void functions_of_core_arch_are_intrinsics(void **state)
{
    (void)state;
    assert_entries_of("/docs/core", "arch/x86_64/fn._mm_add.html",
                      HEAD("Function", "_mm_add", "1") DECLARATION("pub fn _mm_add()"),
                      "intrinsic|_mm_add|core/arch/x86_64||core::arch::x86_64::_mm_add\n");
    assert_entries_of("/docs/core", "arch/macro.asm.html", HEAD("Macro", "asm", "1"),
                      "macro|asm!|core/arch||core::arch::asm\n");
}

static void an_item_without_docs_is_an_entry(void **state)
{
    struct document doc;

    (void)state;
    read_as("fn.bare.html", HEAD("Function", "bare", "1") DECLARATION("pub fn bare()") END, &doc);
    assert_same_entries(&doc, "fn|bare|pots||pots::bare\n");
    assert_string_equal(doc.entries[0].body, "");
    assert_string_equal(doc.entries[0].signature, "pub fn bare()");
    document_release(&doc);
}

static void declarations_keep_their_lines_and_bounds(void **state)
{
    struct document doc;

    (void)state;
    read_as(
        "fn.boil.html",
        HEAD("Function", "boil", "118") DECLARATION(
            "<div class=\"code-attribute\">#[non_exhaustive]</div>pub&nbsp;fn boil&lt;'a, T&gt;(\n"
            "    a: <a class=\"x\" href=\"y\">&amp;'a T</a>,\n) -&gt; Steam&lt;T&gt; "
            "<a href=\"#\" class=\"tooltip\" data-notable-ty=\"S\">\xe2\x93\x98</a>"
            "<div class=\"where\">where\n    T: Clone,</div>"),
        &doc);
    assert_string_equal(doc.entries[0].signature,
                        "#[non_exhaustive]\npub fn boil<'a, T>(\n    a: &'a T,\n"
                        ") -> Steam<T>\nwhere\n    T: Clone,");
    document_release(&doc);
}

static void what_a_declaration_folds_away_is_left_out(void **state)
{
    struct document doc;

    (void)state;
    read_as(
        "trait.Pour.html",
        HEAD("Trait", "Pour", "1") DECLARATION(
            "pub trait Pour {\n<details class=\"toggle type-contents-toggle\"><summary class=\"hideme\">"
            "<span>Show 13 methods</span></summary>    fn pour();\n<details>x</details></details>}"),
        &doc);
    assert_string_equal(doc.entries[0].signature, "pub trait Pour {\n    ...\n}");
    document_release(&doc);
}

static void long_declarations_are_cut_at_a_line(void **state)
{
    struct buf html = BUF_INIT;
    struct document doc;
    const char *signature;

    (void)state;
    buf_adds(&html, HEAD("Enum", "E", "1") "<pre class=\"rust item-decl\"><code>pub enum E {\n");
    for (int i = 0; i < 1000; i++)
        buf_addf(&html, "    Variant%d,\n", i);
    buf_adds(&html, "}</code></pre>");
    read_as("enum.E.html", html.ptr, &doc);
    signature = doc.entries[0].signature;
    assert_true(strlen(signature) < 1600);
    assert_string_equal(signature + strlen(signature) - 5, ",\n...");
    document_release(&doc);
    buf_release(&html);
}

static void releases_are_short_and_make_an_item_stable(void **state)
{
    static const struct {
        const char *since, *expected;
    } cases[] = { { "1.0.0", "1.0" },
                  { "1.63.0 (const: 1.70.0)", "1.63" },
                  { "1.27.0 (const: <a href=\"x\">unstable</a>)", "1.27" },
                  { "1.9.1", "1.9.1" },
                  { "soon", NULL } };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf html = BUF_INIT;
        struct document doc;

        buf_addf(&html,
                 HEAD("Function", "f", "1") "<span class=\"since\" title=\"Stable\">%s</span>",
                 cases[i].since);
        read_as("fn.f.html", html.ptr, &doc);
        if (cases[i].expected == NULL)
            assert_null(doc.entries[0].since);
        else
            assert_string_equal(doc.entries[0].since, cases[i].expected);
        assert_int_equal(doc.entries[0].status, ENTRY_STATUS_STABLE);
        document_release(&doc);
        buf_release(&html);
    }
}

static void notes_say_what_an_item_is_and_deprecation_comes_first(void **state)
{
    struct document doc;

    (void)state;
    read_as("fn.f.html",
            HEAD("Function", "f", "1") DECLARATION("pub fn f()") INFO(
                "<div class=\"stab deprecated\"><span class=\"emoji\">\xf0\x9f\x91\x8e</span><span>"
                "Deprecated since 1.2.0: use <code>pour</code> instead</span></div>"
                "<div class=\"stab portability\">Available on <strong>Unix</strong> only.</div>")
                TOP_DOCS("<p>Fills it.</p>"),
            &doc);
    assert_int_equal(doc.entries[0].status, ENTRY_STATUS_DEPRECATED);
    assert_contains(doc.entries[0].body,
                    "Deprecated since 1.2.0: use `pour` instead\n\nFills it.\n\n"
                    "Available on **Unix** only.");
    document_release(&doc);
    read_as(
        "fn.g.html",
        HEAD("Function", "g", "1") INFO(
            "<div class=\"stab unstable\"><span class=\"emoji\">\xf0\x9f\x94\xac</span><span>This is a "
            "nightly-only experimental API. (<code>boil</code>&nbsp;<a href=\"https://x/1\">#1</a>)"
            "</span></div>"),
        &doc);
    assert_int_equal(doc.entries[0].status, ENTRY_STATUS_NIGHTLY);
    assert_contains(doc.entries[0].body, "nightly-only");
    document_release(&doc);
}

static void the_source_view_is_kept_below_the_docs_root(void **state)
{
    struct document doc;

    (void)state;
    read_as("shelf/fn.f.html",
            HEAD("Function", "f",
                 "1") "<a class=\"src\" href=\"../../src/pots/no.rs.html#1\">Source</a>",
            &doc);
    assert_string_equal(doc.entries[0].source_view, "pots/src/pots/lib.rs.html#1");
    document_release(&doc);
    read_as("fn.f.html", HEAD("Function", "f", "3-9"), &doc);
    assert_string_equal(doc.entries[0].source_view, "src/pots/lib.rs.html#3-9");
    document_release(&doc);
    read_as(
        "fn.f.html",
        "<section id=\"main-content\"><a class=\"src\" href=\"https://x/src/a.html#1\">Source</a>",
        &doc);
    assert_null(doc.entries[0].source_view);
    document_release(&doc);
}

static void the_edition_of_examples_is_what_their_links_say(void **state)
{
    struct document doc;

    (void)state;
    read_as(
        "fn.f.html",
        HEAD("Function", "f", "1") TOP_DOCS(
            "<div class=\"example-wrap\"><pre class=\"rust rust-example-rendered\"><code>f();</code></pre>"
            "<a class=\"test-arrow\" href=\"https://play.rust-lang.org/?code=%23!%5Ballow(unused)%5D%0A"
            "fn+main()+%7B%0A++++use+pots::f;%0A++++f();%0A%7D&amp;edition=2018\"></a></div>"),
        &doc);
    assert_int_equal(doc.entries[0].rust_edition, 2018);
    assert_int_equal(doc.entries[0].snippets, 1);
    assert_string_equal(doc.entries[0].body, "``` rust\n# use pots::f;\nf();\n```\n");
    document_release(&doc);
    read_as("fn.f.html", HEAD("Function", "f", "1"), &doc);
    assert_int_equal(doc.entries[0].rust_edition, 2021);
    document_release(&doc);
}

/* --- sections of docs --- */

#define DOC_HEADING(level, id, title)                                                              \
    "<h" level " id=\"" id "\"><a class=\"doc-anchor\" href=\"#" id "\">\xc2\xa7</a>" title        \
    "</h" level ">"

static void sections_of_long_docs_are_entries_and_usual_ones_stay(void **state)
{
    static const char html[] = HEAD("Struct", "Kettle", "1") TOP_DOCS(
        "<p>A kettle.</p>" DOC_HEADING("2", "examples", "Examples") "<p>Boil.</p>" DOC_HEADING(
            "2", "of-steam",
            "Of steam") "<p>Hot.</p>" DOC_HEADING("3", "deeper",
                                                  "Deeper") "<p>Deep.</p>" DOC_HEADING("2",
                                                                                       "panics",
                                                                                       "Panics") "<p>Never.</p>");
    struct document doc;

    (void)state;
    read_as("struct.Kettle.html", html, &doc);
    assert_same_entries(&doc, "struct|Kettle|pots||pots::Kettle\n"
                              "section|Of steam|pots/Kettle|of-steam|-\n"
                              "section|Deeper|pots/Kettle/Of steam|deeper|-\n");
    assert_string_equal(doc.entries[0].body, "A kettle.\n\n**Examples**\n\nBoil.\n");
    assert_contains(doc.entries[2].body, "Panics");
    document_release(&doc);
}

static void headings_of_members_stay_with_them(void **state)
{
    struct document doc;

    (void)state;
    read_as("struct.Kettle.html",
            KETTLE AREA("implementations", "Implementations")
                IMPL("impl-Kettle", "impl Kettle", "",
                     MEMBER("method.boil", "pub fn boil(&amp;self)", "",
                            "<p>Boils.</p>" DOC_HEADING("5", "of-steam", "Of steam") "<p>Hot.</p>"))
                    END,
            &doc);
    assert_same_entries(&doc, "struct|Kettle|pots||pots::Kettle\n"
                              "method|Kettle::boil|pots/Kettle|method.boil|pots::Kettle::boil\n");
    assert_string_equal(doc.entries[1].body, "Boils.\n\n**Of steam**\n\nHot.\n");
    document_release(&doc);
}

/* --- members --- */

static void methods_of_a_struct_are_entries(void **state)
{
    struct document doc;
    const struct entry *e;

    (void)state;
    read_as("struct.Kettle.html",
            KETTLE AREA("implementations", "Implementations") IMPL(
                "impl-Kettle", "impl Kettle", "",
                MEMBER("associatedconstant.MAX", "pub const MAX: usize = 3", "", "<p>Most.</p>")
                    MEMBER("method.new",
                           "pub fn new() -&gt; Kettle<div class=\"where\">where\n    T: X,</div>",
                           SINCE("1.4.0"), "<p>Makes one.</p>")
                        BARE_MEMBER("method.bare", "pub fn bare(&amp;self)")
                            MEMBER("method.fill", "pub fn fill(&amp;mut self)",
                                   INFO("<div class=\"stab deprecated\">Deprecated</div>"),
                                   "<p>Fills it.</p>")) END,
            &doc);
    assert_same_entries(
        &doc,
        "struct|Kettle|pots||pots::Kettle\n"
        "associatedconstant|Kettle::MAX|pots/Kettle|associatedconstant.MAX|pots::Kettle::MAX\n"
        "method|Kettle::new|pots/Kettle|method.new|pots::Kettle::new\n"
        "method|Kettle::bare|pots/Kettle|method.bare|pots::Kettle::bare\n"
        "method|Kettle::fill|pots/Kettle|method.fill|pots::Kettle::fill\n");
    e = find_entry(&doc, "Kettle::new");
    assert_string_equal(e->signature, "pub fn new() -> Kettle\nwhere\n    T: X,");
    assert_string_equal(e->since, "1.4");
    assert_string_equal(e->source_view, "src/pots/lib.rs.html#12-14");
    assert_string_equal(e->body, "Makes one.\n");
    assert_string_equal(find_entry(&doc, "Kettle::bare")->body, "");
    assert_string_equal(find_entry(&doc, "Kettle::bare")->signature, "pub fn bare(&self)");
    assert_int_equal(find_entry(&doc, "Kettle::fill")->status, ENTRY_STATUS_DEPRECATED);
    assert_int_equal(doc.entries[0].status, ENTRY_STATUS_NONE);
    document_release(&doc);
}

static void methods_of_one_name_are_two_entries(void **state)
{
    (void)state;
    assert_entries("struct.Kettle.html",
                   KETTLE AREA("implementations", "Implementations")
                       IMPL("impl-Kettle%3Cu8%3E", "impl Kettle&lt;u8&gt;", "",
                            BARE_MEMBER("method.len", "fn len()"))
                           IMPL("impl-Kettle%3Cu16%3E", "impl Kettle&lt;u16&gt;", "",
                                BARE_MEMBER("method.len-1", "fn len()")) END,
                   "struct|Kettle|pots||pots::Kettle\n"
                   "method|Kettle::len|pots/Kettle|method.len|pots::Kettle::len\n"
                   "method|Kettle::len|pots/Kettle|method.len-1|pots::Kettle::len\n");
}

static void variants_of_an_enum_are_entries_with_their_fields(void **state)
{
    struct document doc;

    (void)state;
    read_as(
        "enum.Heat.html",
        HEAD("Enum", "Heat", "1") TOP_DOCS("<p>Ways of heating.</p>") AREA(
            "variants",
            "Variants") "<div class=\"variants\">"
                        "<section id=\"variant.Cold\" class=\"variant\">" ANCHOR
                        "<h3 class=\"code-header\">Cold</h3></section>"
                        "<div class=\"docblock\"><p>None at all.</p></div>"
                        "<section id=\"variant.Warm\" class=\"variant\">" ANCHOR
                        "<h3 class=\"code-header\">Warm</h3></section>"
                        "<div class=\"sub-variant\" id=\"variant.Warm.fields\"><h4>Fields</h4><div class=\"sub-variant-field\">"
                        "<span id=\"variant.Warm.field.degrees\" class=\"section-header\"><code>degrees: u8</code></span>"
                        "<div class=\"docblock\"><p>In degrees.</p></div></div></div></div>" END,
        &doc);
    assert_same_entries(&doc, "enum|Heat|pots||pots::Heat\n"
                              "variant|Heat::Cold|pots/Heat|variant.Cold|pots::Heat::Cold\n"
                              "variant|Heat::Warm|pots/Heat|variant.Warm|pots::Heat::Warm\n");
    assert_string_equal(doc.entries[1].body, "None at all.\n");
    assert_contains(doc.entries[2].body, "In degrees.");
    document_release(&doc);
}

static void members_of_a_trait_are_entries_and_its_implementors_are_not(void **state)
{
    (void)state;
    assert_entries(
        "trait.Pour.html",
        HEAD("Trait", "Pour", "1") DECLARATION("pub trait Pour { }") TOP_DOCS("<p>Pours.</p>")
            AREA("required-associated-types", "Required Associated Types") "<div class=\"methods\">" MEMBER("associatedtype.Out", "type Out", "", "<p>Out.</p>") "</div>" AREA("required-methods", "Required Methods") "<div class=\"methods\">" MEMBER(
                "tymethod.pour", "fn pour(&amp;self)", "",
                "<p>Must be.</p>") "</div>" AREA("provided-methods",
                                                 "Provided Methods") "<div class=\"methods\">" MEMBER("method.spill",
                                                                                                      "fn spill(&amp;self)",
                                                                                                      "",
                                                                                                      "<p>Is there.</p>") "</div>" AREA("dyn-compatibility",
                                                                                                                                        "Dyn Compatibility") "<div><p>It is not.</p></div>" AREA("foreign-impls",
                                                                                                                                                                                                 "Implementations on Foreign Types")
                IMPL("impl-Pour-for-u8", "impl Pour for u8", "",
                     BARE_MEMBER("method.pour", "fn pour()")) AREA("implementors", "Implementors")
                    IMPL("impl-Pour-for-Lid", "impl Pour for Lid", "",
                         BARE_MEMBER("method.pour-1", "fn pour()")),
        "trait|Pour|pots||pots::Pour\n"
        "associatedtype|Pour::Out|pots/Pour|associatedtype.Out|pots::Pour::Out\n"
        "method|Pour::pour|pots/Pour|tymethod.pour|pots::Pour::pour\n"
        "method|Pour::spill|pots/Pour|method.spill|pots::Pour::spill\n");
}

#define FIELD(name, type, docs)                                                                    \
    "<span id=\"structfield." name                                                                 \
    "\" class=\"structfield section-header\"><a href=\"#x\" class=\"anchor "                       \
    "field\">\xc2\xa7</a><code>" name ": <a href=\"x\">" type "</a></code></span>" docs

static void fields_with_docs_are_one_entry(void **state)
{
    struct document doc;

    (void)state;
    read_as("struct.Kettle.html",
            KETTLE AREA("fields", "Fields") FIELD("litres", "u32",
                                                  "<div class=\"docblock\"><p>It holds.</p></div>")
                FIELD("maker", "Option&lt;T&gt;", "") AREA("implementations", "Implementations")
                    IMPL("impl-Kettle", "impl Kettle", "", BARE_MEMBER("method.a", "fn a()")) END,
            &doc);
    assert_same_entries(&doc, "struct|Kettle|pots||pots::Kettle\n"
                              "method|Kettle::a|pots/Kettle|method.a|pots::Kettle::a\n"
                              "fields|Kettle: fields|pots/Kettle|fields|-\n");
    assert_string_equal(doc.entries[2].body, "  - `litres: u32`\n    \n    It holds.\n\n"
                                             "  - `maker: Option<T>`\n");
    document_release(&doc);
    assert_entries("struct.Kettle.html",
                   KETTLE AREA("fields", "Fields") FIELD("litres", "u32", "") END,
                   "struct|Kettle|pots||pots::Kettle\n");
}

/* --- implementations --- */

/* The summary of a trait's docs that rustdoc repeats stands in no paragraph. */
#define REPEATED_MEMBER(id, code, docs)                                                            \
    "<details class=\"toggle method-toggle\" open><summary><section id=\"" id                      \
    "\" class=\"method trait-impl\">" SOURCE("12") ANCHOR                                          \
        "<h4 class=\"code-header\">" code "</h4></section></summary><div class='docblock'>" docs   \
        "</div></details>"

static void implementations_that_say_nothing_new_are_listed_together(void **state)
{
    struct document doc;
    const struct entry *e;

    (void)state;
    read_as("struct.Kettle.html",
            KETTLE AREA("trait-implementations", "Trait Implementations")
                IMPL("impl-Clone-for-Kettle%3CT%3E",
                     "impl&lt;T: Fn() -&gt; u8&gt; Clone for Kettle&lt;T&gt;", "",
                     REPEATED_MEMBER("method.clone", "fn clone(&amp;self) -&gt; Self",
                                     "Returns a copy. <a href=\"x\">Read more</a>"))
                    IMPL("impl-Copy-for-Kettle", "impl Copy for Kettle", "", "") END,
            &doc);
    assert_same_entries(&doc,
                        "struct|Kettle|pots||pots::Kettle\n"
                        "impl|Kettle: trait implementations|pots/Kettle|trait-implementations|-\n");
    e = &doc.entries[1];
    assert_string_equal(e->body, "  - `impl Clone for Kettle<T>`\n  - `impl Copy for Kettle`\n");
    assert_contains(e->names, "Kettle::clone\n");
    document_release(&doc);
}

static void an_implementation_with_docs_of_its_own_is_an_entry(void **state)
{
    struct document doc;

    (void)state;
    read_as("struct.Kettle.html",
            KETTLE AREA("trait-implementations", "Trait Implementations")
                IMPL("impl-Default-for-Kettle", "impl Default for Kettle",
                     "<div class=\"docblock\"><p>Only of this.</p></div>",
                     REPEATED_MEMBER("method.default", "fn default() -&gt; Self", "Returns it."))
                    IMPL("impl-From%3Cu8%3E-for-Kettle", "impl From&lt;u8&gt; for Kettle", "",
                         MEMBER("method.from", "fn from(litres: u8) -&gt; Self", "",
                                "<p>Fills it.</p>" DOC_HEADING("5", "examples-1",
                                                               "Examples") "<p>Boil.</p>")) END,
            &doc);
    assert_same_entries(
        &doc, "struct|Kettle|pots||pots::Kettle\n"
              "impl|impl Default for Kettle|pots/Kettle|impl-Default-for-Kettle|-\n"
              "impl|impl From<u8> for Kettle|pots/Kettle|impl-From%3Cu8%3E-for-Kettle|-\n");
    assert_string_equal(doc.entries[1].body, "Only of this.\n");
    assert_contains(doc.entries[1].names, "Kettle::default\n");
    assert_string_equal(doc.entries[2].body,
                        "`fn from(litres: u8) -> Self`\n\nFills it.\n\n**Examples**\n\nBoil.\n");
    document_release(&doc);
}

static void many_implementations_are_listed_up_to_a_limit_and_all_are_found(void **state)
{
    struct buf html = BUF_INIT;
    struct document doc;

    (void)state;
    buf_adds(&html, KETTLE AREA("trait-implementations", "Trait Implementations"));
    for (int i = 0; i < 300; i++)
        buf_addf(&html,
                 IMPL("impl-T%d-for-Kettle", "impl T%d for Kettle", "",
                      BARE_MEMBER("method.m%d", "fn m()")),
                 i, i, i);
    buf_adds(&html, END);
    read_as("struct.Kettle.html", html.ptr, &doc);
    assert_int_equal(doc.count, 2);
    assert_contains(doc.entries[1].body, "impl T199 ");
    assert_lacks(doc.entries[1].body, "impl T200 ");
    assert_contains(doc.entries[1].names, "Kettle::m299\n");
    document_release(&doc);
    buf_release(&html);
}

static void methods_behind_deref_are_names_of_the_other_pages_entries(void **state)
{
    struct document doc;

    (void)state;
    read_as(
        "shelf/struct.Kettle.html",
        KETTLE AREA("implementations", "Implementations") IMPL(
            "impl-Kettle", "impl Kettle", "",
            BARE_MEMBER(
                "method.len",
                "fn len()")) "<details class=\"toggle big-toggle\" open><summary><h2 id=\"deref-methods-Lid\" class=\"section-header\">"
                             "<span>Methods from <a class=\"trait\" href=\"https://x/trait.Deref.html\">Deref</a>&lt;Target = "
                             "<a class=\"struct\" href=\"../struct.Lid.html\">Lid</a>&gt;</span>"
                             "<a href=\"#deref-methods-Lid\" class=\"anchor\">\xc2\xa7</a></h2></summary><div>" MEMBER(
                                 "method.lift", "pub fn lift(&amp;self)", "",
                                 "<p>Takes it off.</p>")
                                 MEMBER("method.len-1", "pub fn len(&amp;self)", "",
                                        "<p>Also.</p>") "</div></details>" END,
        &doc);
    assert_same_entries(
        &doc, "struct|Kettle|pots/shelf||pots::shelf::Kettle\n"
              "method|Kettle::len|pots/shelf/Kettle|method.len|pots::shelf::Kettle::len\n");
    assert_int_equal(doc.alias_count, 2);
    assert_string_equal(doc.aliases[0].name, "Kettle::lift");
    assert_string_equal(doc.aliases[0].page, "pots/struct.Lid.html");
    assert_string_equal(doc.aliases[0].anchor, "method.lift");
    assert_string_equal(doc.aliases[1].anchor, "method.len");
    document_release(&doc);
}

static void deref_to_a_type_elsewhere_gives_no_names(void **state)
{
    struct document doc;

    (void)state;
    read_as(
        "struct.Kettle.html",
        KETTLE
        "<h2 id=\"deref-methods-str\"><span>Methods from Deref&lt;Target = <a href=\"https://x/y.html\">str"
        "</a>&gt;</span></h2>" MEMBER("method.len", "pub fn len(&amp;self)", "", "<p>Long.</p>")
            END,
        &doc);
    assert_int_equal(doc.count, 1);
    assert_int_equal(doc.alias_count, 0);
    document_release(&doc);
}

/* --- modules --- */

static void a_module_lists_its_items(void **state)
{
    struct document doc;

    (void)state;
    read_as(
        "shelf/index.html",
        HEAD("Module", "shelf", "1") TOP_DOCS("<p>A shelf.</p>") AREA(
            "reexports",
            "Re-exports") "<dl class=\"item-table reexports\"><dt id=\"reexport.K\"><code>pub use "
                          "super::<a class=\"struct\" href=\"../struct.Kettle.html\" title=\"struct pots::Kettle\">Kettle</a> as K;</code></dt></dl>" AREA(
                              "structs",
                              "Structs") "<dl class=\"item-table\"><dt><a class=\"struct\" href=\"struct.JoinPan.html\" "
                                         "title=\"struct pots::shelf::JoinPan\">Join<wbr>Pan</a></dt><dd>A <code>pan</code>.</dd>"
                                         "<dt><a class=\"struct\" href=\"struct.Pot.html\" title=\"struct pots::shelf::Pot\">Pot</a>"
                                         "<wbr><span class=\"stab unstable\" title=\"\">Experimental</span></dt><dd>A pot.</dd></dl>" AREA(
                                             "functions",
                                             "Functions") "<dl class=\"item-table\"><dt><a class=\"fn\" href=\"fn.put.html\" "
                                                          "title=\"fn pots::shelf::put\">put</a><sup title=\"unsafe function\">x</sup></dt></dl>",
        &doc);
    assert_same_entries(&doc, "mod|pots::shelf|pots||pots::shelf\n");
    assert_contains(doc.entries[0].body, "**Structs:** `JoinPan`, `Pot`\n");
    assert_contains(doc.entries[0].body, "**Functions:** `put`\n");
    assert_lacks(doc.entries[0].body, "A pot.");
    assert_lacks(doc.entries[0].body, "Experimental");
    assert_string_equal(doc.entries[0].names, "shelf");
    assert_int_equal(doc.entries[0].status, ENTRY_STATUS_NONE);
    document_release(&doc);
}

/* --- identities --- */

static uint64_t identity_of(const char *crate, const char *path, const char *html)
{
    struct document doc;
    uint64_t identity;

    read_of(crate, path, html, &doc);
    identity = doc.identity;
    document_release(&doc);
    return identity;
}

static void two_pages_of_one_item_have_one_identity(void **state)
{
    static const char html[] = HEAD("Struct", "Kettle", "36-42");
    uint64_t identity = identity_of("/docs/pots", "struct.Kettle.html", html);

    (void)state;
    assert_true(identity != 0);
    assert_true(identity == identity_of("/docs/other", "struct.Kettle.html", html));
    assert_true(identity == identity_of("/docs/pots", "m/struct.Kettle.html",
                                        "<section id=\"main-content\"><a class=\"src\" "
                                        "href=\"../../src/pots/lib.rs.html#36-42\">Source</a>"));
}

static void pages_of_different_items_have_different_identities(void **state)
{
    static const char html[] = HEAD("Struct", "Kettle", "36-42");
    uint64_t identity = identity_of("/docs/pots", "struct.Kettle.html", html);

    (void)state;
    assert_true(identity != identity_of("/docs/pots", "struct.Lid.html", html));
    assert_true(identity != identity_of("/docs/pots", "enum.Kettle.html", html));
    assert_true(identity !=
                identity_of("/docs/pots", "struct.Kettle.html", HEAD("Struct", "Kettle", "36-43")));
    assert_int_equal(identity_of("/docs/pots", "struct.Kettle.html", "<p>x"), 0);
    assert_int_equal(identity_of("/docs/pots", "index.html", html), 0);
}

/* --- pages that are not as they should be --- */

static void a_page_without_the_parts_that_are_looked_for_is_its_item(void **state)
{
    (void)state;
    assert_entries("struct.Kettle.html", "", "struct|Kettle|pots||pots::Kettle\n");
    assert_entries("struct.Kettle.html", "<body><h1>Struct Kettle</h1>\xff<p>x",
                   "struct|Kettle|pots||pots::Kettle\n");
}

static void an_implementation_that_is_not_declared_is_survived(void **state)
{
    (void)state;
    assert_entries(
        "struct.Kettle.html",
        KETTLE
        "<section id=\"impl-A\" class=\"impl\"><div class=\"docblock\"><p>x</p></div></section>" AREA(
            "trait-implementations", "T") "<section id=\"impl-B\" class=\"impl\">" END,
        "struct|Kettle|pots||pots::Kettle\n"
        "impl|impl|pots/Kettle|impl-A|-\n"
        "impl|Kettle: trait implementations|pots/Kettle|trait-implementations|-\n");
}

static void anchors_and_names_that_are_none_are_left_alone(void **state)
{
    (void)state;
    assert_entries("struct.Kettle.html",
                   KETTLE "<section id=\"method.a b\"></section><section id=\"method.\"></section>"
                          "<section id=\"method.-1\"></section>",
                   "struct|Kettle|pots||pots::Kettle\n");
}

static void two_members_of_one_anchor_have_two_slugs(void **state)
{
    (void)state;
    assert_entries("struct.Kettle.html",
                   KETTLE BARE_MEMBER("method.a", "fn a()") BARE_MEMBER("method.a", "fn a()"),
                   "struct|Kettle|pots||pots::Kettle\n"
                   "method|Kettle::a|pots/Kettle|method.a|pots::Kettle::a\n"
                   "method|Kettle::a|pots/Kettle|method.a-1|pots::Kettle::a\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_of_items_are_told_from_others),
        cmocka_unit_test(each_kind_of_page_is_an_item),
        cmocka_unit_test(functions_of_core_arch_are_intrinsics),
        cmocka_unit_test(an_item_without_docs_is_an_entry),
        cmocka_unit_test(declarations_keep_their_lines_and_bounds),
        cmocka_unit_test(what_a_declaration_folds_away_is_left_out),
        cmocka_unit_test(long_declarations_are_cut_at_a_line),
        cmocka_unit_test(releases_are_short_and_make_an_item_stable),
        cmocka_unit_test(notes_say_what_an_item_is_and_deprecation_comes_first),
        cmocka_unit_test(the_source_view_is_kept_below_the_docs_root),
        cmocka_unit_test(the_edition_of_examples_is_what_their_links_say),
        cmocka_unit_test(sections_of_long_docs_are_entries_and_usual_ones_stay),
        cmocka_unit_test(headings_of_members_stay_with_them),
        cmocka_unit_test(methods_of_a_struct_are_entries),
        cmocka_unit_test(methods_of_one_name_are_two_entries),
        cmocka_unit_test(variants_of_an_enum_are_entries_with_their_fields),
        cmocka_unit_test(members_of_a_trait_are_entries_and_its_implementors_are_not),
        cmocka_unit_test(fields_with_docs_are_one_entry),
        cmocka_unit_test(implementations_that_say_nothing_new_are_listed_together),
        cmocka_unit_test(an_implementation_with_docs_of_its_own_is_an_entry),
        cmocka_unit_test(many_implementations_are_listed_up_to_a_limit_and_all_are_found),
        cmocka_unit_test(methods_behind_deref_are_names_of_the_other_pages_entries),
        cmocka_unit_test(deref_to_a_type_elsewhere_gives_no_names),
        cmocka_unit_test(a_module_lists_its_items),
        cmocka_unit_test(two_pages_of_one_item_have_one_identity),
        cmocka_unit_test(pages_of_different_items_have_different_identities),
        cmocka_unit_test(a_page_without_the_parts_that_are_looked_for_is_its_item),
        cmocka_unit_test(an_implementation_that_is_not_declared_is_survived),
        cmocka_unit_test(anchors_and_names_that_are_none_are_left_alone),
        cmocka_unit_test(two_members_of_one_anchor_have_two_slugs),
    };

    return cmocka_run_group_tests(tests, load, NULL);
}

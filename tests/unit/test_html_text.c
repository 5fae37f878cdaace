/* HTML inside Markdown, reduced to its text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "indexer/html_text.h"

static void assert_text(const char *html, const char *expected)
{
    struct html_text h = HTML_TEXT_INIT;

    html_text_read(&h, str_of(html));
    assert_string_equal(h.text.ptr, expected);
    html_text_release(&h);
}

static void assert_caption(const char *html, const char *expected)
{
    struct html_text h = HTML_TEXT_INIT;

    html_text_read(&h, str_of(html));
    assert_string_equal(h.caption.ptr, expected);
    assert_string_equal(h.text.ptr, "");
    html_text_release(&h);
}

static void assert_inline(const char *tag, const char *expected)
{
    struct buf out = BUF_INIT;

    buf_adds(&out, "x");
    html_text_add_inline(&out, str_of(tag));
    assert_int_equal(out.ptr[0], 'x');
    assert_string_equal(out.ptr + 1, expected);
    buf_release(&out);
}

static void block_elements_stand_on_lines_of_their_own(void **state)
{
    (void)state;
    assert_text("<div>one <b>bold</b>\n  word</div><p>two</p>three", "one bold word\ntwo\nthree");
    assert_text("a<br>b<br />c<hr>d", "a\nb\nc\nd");
    assert_text("<div>\n\n<p></p>\n</div>", "");
    assert_text("", "");
}

static void inline_tags_do_not_part_words(void **state)
{
    (void)state;
    assert_text("un<em>der</em>stood<sup>2</sup>", "understood2");
    assert_text("<span class=\"caption\">Listing 1: A test</span>", "Listing 1: A test");
    assert_text("<kbd>ctrl</kbd>-<kbd>C</kbd>", "ctrl-C");
}

static void comments_and_the_like_are_left_out(void **state)
{
    (void)state;
    assert_text("a<!-- b <p> -->c", "ac");
    assert_text("a<!-->b<!--->c", "abc");
    assert_text("a<!-- -- > - -->b", "ab");
    assert_text("<!DOCTYPE html>a<?php x > y ?>b<![CDATA[c]]>d", "abd");
}

static void scripts_styles_and_templates_are_left_out(void **state)
{
    (void)state;
    assert_text("a<script>if (a </b) x('<p>')</SCRIPT>b", "ab");
    assert_text("<style>p > a {}</style >a<template><p>x</p></template>b", "ab");
    assert_text("<title>Kept</title>a", "Kept\na");
    assert_text("a<script>never closed </scrip", "a");
}

static void images_say_their_alt_text(void **state)
{
    (void)state;
    assert_text("<img alt=\"A diagram\n with a > b &amp; c\" src='x.svg' />",
                "A diagram with a > b & c");
    assert_text("see<img src=x alt=Ferris>here", "see Ferris here");
    assert_text("<figure><img src=\"x\"><figcaption>Figure 1</figcaption></figure>", "Figure 1");
}

static void table_cells_are_parted_by_bars(void **state)
{
    (void)state;
    assert_text("<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1\n</td><td><p>2</p>3</td></tr>"
                "</table>after",
                "a | b\n1 | 2 3\nafter");
    assert_text("<tr><td></td><td>b<td><td>", "| b | |");
}

static void preformatted_text_keeps_its_lines(void **state)
{
    (void)state;
    assert_text("<pre>\nfn main() {\n    x();\n\n}\n</pre>a\nb", "fn main() {\n    x();\n}\na b");
}

static void entities_are_decoded(void **state)
{
    (void)state;
    assert_text("&lt;T&gt; &amp; &quot;a&apos;s&quot;", "<T> & \"a's\"");
    assert_text("&mdash;&ndash;&hellip;&ldquo;&rarr;&ne;&bull;",
                "\u2014\u2013\u2026\u201c\u2192\u2260\u2022");
    assert_text("&#65;&#x42;&#X63;&#x1F980;", "ABc\U0001F980");
    assert_text("a&nbsp;b&shy;c", "a\u00a0bc");
}

static void unknown_entities_stay(void **state)
{
    (void)state;
    assert_text("a & b &nosuch; &#; &#x; &#xg1; &amp", "a & b &nosuch; &#; &#x; &#xg1; &amp");
    assert_text("&& && &;", "&& && &;");
    assert_text("&#123456789; &thetasymx;", "&#123456789; &thetasymx;");
}

static void entities_smuggle_no_control_characters_in(void **state)
{
    (void)state;
    assert_text("a&#27;[2J&#x9b;&#x202e;&#x1d;&#31;b", "a[2Jb");
    assert_text("&#0;&#xD800;&#x110000;", "\ufffd\ufffd\ufffd");
}

static void type_parameters_are_text(void **state)
{
    (void)state;
    assert_text("<p>Vec<T>, Option<String>, &<'a>, Map<T, U>, f<K: Hash></p>",
                "Vec<T>, Option<String>, &<'a>, Map<T, U>, f<K: Hash>");
    assert_text("Box<dyn Error> <T as Iterator>::Item <Vec<u8>> <name>",
                "Box<dyn Error> <T as Iterator>::Item <Vec<u8>> <name>");
    assert_text("Option<Option<B>>", "Option<Option<B>>");
}

static void tags_of_html_are_no_type_parameters(void **state)
{
    (void)state;
    assert_text("<b>a</b><B class=x>b</B><TABLE><H1>c</H1><my-element>d</my-element>", "ab\nc\nd");
    assert_text("<Tabs group=\"os\">a</Tabs><Foo/>", "a");
    assert_text("<o-p></T>", "");
}

static void no_known_element_shows(void **state)
{
    static const char *const names[] = {
        "a",        "abbr",    "article", "blockquote", "br",     "code",    "details", "dl",
        "em",       "figure",  "font",    "h1",         "h6",     "hr",      "html",    "i",
        "iframe",   "img",     "kbd",     "li",         "math",   "mrow",    "nobr",    "ol",
        "optgroup", "p",       "pre",     "q",          "rt",     "ruby",    "section", "small",
        "span",     "strong",  "sub",     "summary",    "sup",    "svg",     "table",   "tbody",
        "td",       "tfoot",   "th",      "thead",      "tr",     "tt",      "u",       "ul",
        "var",      "video",   "wbr",     "xmp",        "center", "acronym", "strike",  "template",
        "script",   "Listing", "listing", "DIV",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        struct buf html = BUF_INIT;

        buf_addf(&html, "<%s>", names[i]);
        assert_text(html.ptr, "");
        buf_release(&html);
    }
}

static void attributes_may_be_written_in_any_way(void **state)
{
    (void)state;
    assert_text("<a href='x>y' title=\"it's >\"\n  data-x = a/b disabled>text</a>", "text");
    assert_text("<a title=it's>one</a> it's", "one it's");
    assert_text("<img alt = 'Say \"hi\"'><img ALT=one/><img alt>", "Say \"hi\" one/");
    assert_text("<a =x = y>b", "b");
}

static void class_names_are_collected(void **state)
{
    struct html_text h = HTML_TEXT_INIT;

    (void)state;
    html_text_read(&h,
                   str_of("<div class=\"warning\n big\"><i class=fa></i><b class=''>x</b></div>"));
    assert_string_equal(h.classes.ptr, "warning big fa");
    assert_string_equal(h.text.ptr, "x");
    html_text_release(&h);
}

static void listings_give_their_caption(void **state)
{
    (void)state;
    assert_caption("<Listing number=\"4-1\" file-name=\"src/main.rs\" caption=\"Using `?` on "
                   "`Box<T>`\">",
                   "Listing 4-1: Using `?` on `Box<T>` (src/main.rs)");
    assert_caption("<Listing file-name=\"src/lib.rs\" caption=\"A &quot;test&quot;\">",
                   "A \"test\" (src/lib.rs)");
    assert_caption("<Listing number=\"4-1\">", "Listing 4-1");
    assert_caption("<Listing number='4-1' file-name=\"a.rs\" caption=''>", "Listing 4-1 (a.rs)");
    assert_caption("<Listing file-name=\"a.rs\">", "a.rs");
    assert_caption("<Listing number=\"1\"></Listing><Listing number=\"2\">",
                   "Listing 1\nListing 2");
    assert_caption("<Listing></Listing>", "");
}

static void what_is_read_is_appended(void **state)
{
    struct html_text h = HTML_TEXT_INIT;

    (void)state;
    html_text_read(&h, str_of("<p class=a>one</p>"));
    html_text_read(&h, str_of("<i class=b>two</i>"));
    assert_string_equal(h.text.ptr, "one\ntwo");
    assert_string_equal(h.classes.ptr, "a b");
    html_text_release(&h);
}

static void inline_tags_stand_for_little(void **state)
{
    (void)state;
    assert_inline("<b>", "");
    assert_inline("</b>", "");
    assert_inline("<!-- ignore -->", "");
    assert_inline("<?x?>", "");
    assert_inline("<br/>", "\n");
    assert_inline("<img src='x' alt=\"a &lt; b\">", "a < b");
    assert_inline("<img src='x'>", "");
    assert_inline("<String>", "<String>");
    assert_inline("<dyn Error>", "<dyn Error>");
    assert_inline("</String>", "");
    assert_inline("<a id=\"old\">", "");
    assert_inline("", "");
    assert_inline("<", "");
}

static void unclosed_markup_is_survived(void **state)
{
    (void)state;
    assert_text("a<!-- b", "a");
    assert_text("a<p class=\"x", "a");
    assert_text("a <div", "a");
    assert_text("if a <b and c", "if a");
    assert_text("x <y and z", "x <y and z");
    assert_text("<a href=\"x>one</a> <b>two</b>", "one two");
    assert_text("a <", "a <");
    assert_text("a </", "a </");
    assert_text("1 < 2 <3 <> <<", "1 < 2 <3 <> <<");
}

static void any_bytes_are_survived(void **state)
{
    static const char bytes[] = "a\0<p\0>b<p \0='\0'>\xff&am\0p;&amp\0;</\0><\0T>\x80";
    struct html_text h = HTML_TEXT_INIT;

    (void)state;
    html_text_read(&h, str_slice(bytes, sizeof(bytes) - 1));
    html_text_read(&h, str_slice(NULL, 0));
    assert_true(h.text.len > 0);
    for (size_t i = 0; i < sizeof(bytes); i++)
        for (size_t n = 0; i + n < sizeof(bytes); n++)
            html_text_add_inline(&h.text, str_slice(bytes + i, n));
    html_text_release(&h);
}

enum { HOSTILE_BYTES = 1 << 20 };

/* A second is a hundred times what linear work needs, and nothing beside quadratic work. */
static void assert_fast(const char *first, const char *repeated, const char *last)
{
    struct html_text h = HTML_TEXT_INIT;
    struct buf html = BUF_INIT;
    clock_t start;

    buf_adds(&html, first);
    while (html.len < HOSTILE_BYTES)
        buf_adds(&html, repeated);
    buf_adds(&html, last);
    start = clock();
    html_text_read(&h, buf_str(&html));
    assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
    assert_true(h.text.len <= 4 * html.len);
    html_text_release(&h);
    buf_release(&html);
}

static void hostile_html_takes_linear_time(void **state)
{
    static const char *const repeated[] = {
        "<",          "<a ",         "<zz ",
        "<T ",        "<div>",       "<b>x",
        "</div>",     "<td>",        "<!--",
        "<!-- -->",   "<?",          "<!",
        "&",          "&#x",         "<a href=",
        "<a href=\"", "<a b='\">",   "<a b='\" ",
        "<a \"='>",   "<script>",    "<script></s",
        "<a\n",       "<template><", "<img alt='",
        "=",          "\"",          "'",
        ">",          "\n",          "<br>",
        "<pre>\n",    "<tr><td>",    "<Listing number=1>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(repeated) / sizeof(*repeated); i++) {
        assert_fast("", repeated[i], "");
        assert_fast("", repeated[i], ">");
        assert_fast("<a ", repeated[i], "\">");
        assert_fast("<zz b='", repeated[i], "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_elements_stand_on_lines_of_their_own),
        cmocka_unit_test(inline_tags_do_not_part_words),
        cmocka_unit_test(comments_and_the_like_are_left_out),
        cmocka_unit_test(scripts_styles_and_templates_are_left_out),
        cmocka_unit_test(images_say_their_alt_text),
        cmocka_unit_test(table_cells_are_parted_by_bars),
        cmocka_unit_test(preformatted_text_keeps_its_lines),
        cmocka_unit_test(entities_are_decoded),
        cmocka_unit_test(unknown_entities_stay),
        cmocka_unit_test(entities_smuggle_no_control_characters_in),
        cmocka_unit_test(type_parameters_are_text),
        cmocka_unit_test(tags_of_html_are_no_type_parameters),
        cmocka_unit_test(no_known_element_shows),
        cmocka_unit_test(attributes_may_be_written_in_any_way),
        cmocka_unit_test(class_names_are_collected),
        cmocka_unit_test(listings_give_their_caption),
        cmocka_unit_test(what_is_read_is_appended),
        cmocka_unit_test(inline_tags_stand_for_little),
        cmocka_unit_test(unclosed_markup_is_survived),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(hostile_html_takes_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

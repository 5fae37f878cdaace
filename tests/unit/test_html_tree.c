/* HTML to a tree of Markdown, seen as the Markdown that the tree is rendered to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/text.h"
#include "indexer/html.h"
#include "indexer/html_tree.h"

static void on_open(void *ctx, const char *name, const char *const *attributes)
{
    html_tree_open(ctx, name, attributes);
}

static void on_close(void *ctx, const char *name)
{
    (void)name;
    html_tree_close(ctx);
}

static void on_text(void *ctx, struct str text)
{
    html_tree_text(ctx, text);
}

static void read_into(struct html_tree *t, struct str html)
{
    static const struct html_events events = { on_open, on_close, on_text };
    struct error err;

    assert_int_equal(html_parse(html, &events, t, &err), STATUS_OK);
}

/* Renders the tree and frees it. new. */
static char *render(cmark_node *tree)
{
    char *markdown = cmark_render_commonmark(tree, CMARK_OPT_DEFAULT, 0);

    cmark_node_free(tree);
    return markdown;
}

static char *markdown_of(struct str html)
{
    struct html_tree *t = html_tree_new();
    char *markdown;

    read_into(t, html);
    markdown = render(html_tree_take(t));
    html_tree_free(t);
    return markdown;
}

static void assert_markdown(const char *html, const char *expected)
{
    char *got = markdown_of(str_of(html));

    assert_string_equal(got, expected);
    free(got);
}

/* The anchors of the outermost headings, a line for each. */
static void assert_anchors(const char *html, const char *expected)
{
    struct html_tree *t = html_tree_new();
    struct buf got = BUF_INIT;
    cmark_node *tree;

    read_into(t, str_of(html));
    tree = html_tree_take(t);
    for (cmark_node *n = cmark_node_first_child(tree); n != NULL; n = cmark_node_next(n))
        if (cmark_node_get_type(n) == CMARK_NODE_HEADING)
            buf_addf(&got, "%s\n",
                     cmark_node_get_user_data(n) != NULL ? (const char *)cmark_node_get_user_data(n)
                                                         : "-");
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
    cmark_node_free(tree);
    html_tree_free(t);
}

static int load(void **state)
{
    struct error err;

    (void)state;
    return html_load(&err) == STATUS_OK ? 0 : -1;
}

/* --- tables; first, for cmark-gfm must know of them without having parsed anything --- */

static void a_table_is_a_table_although_nothing_was_parsed_before(void **state)
{
    (void)state;
    assert_markdown("<table><tr><td>a</td></tr></table>", "| a |\n| --- |\n");
}

static void the_first_row_is_the_header(void **state)
{
    (void)state;
    assert_markdown(
        "<div class=\"table-wrapper\"><table><thead><tr><th>A</th><th>B</th></tr></thead>"
        "<tbody>\n<tr><td>1</td><td><code>a|b</code></td></tr>\n</tbody></table></div>",
        "| A | B |\n| --- | --- |\n| 1 | `a\\|b` |\n");
}

static void short_rows_are_filled_up(void **state)
{
    (void)state;
    assert_markdown("<table><tr><td>a<tr><td>b<td>c<td>d<tr><td>e<td>f</table>",
                    "| a |  |  |\n| --- | --- | --- |\n| b | c | d |\n| e | f |  |\n");
    assert_markdown("<table></table><table><tr></tr></table>", "\n");
}

static void blocks_in_cells_are_words_with_blanks_between(void **state)
{
    (void)state;
    assert_markdown("<table><tr><td><p>x</p><p>y</p><ul><li>l</li></ul>z<h2>h</h2><td>a<br>b"
                    "<pre>q\nr</pre></table>after",
                    "| x y l z h | a b `q r` |\n| --- | --- |\n\nafter\n");
}

static void a_caption_stands_behind_its_table(void **state)
{
    (void)state;
    assert_markdown("<table><caption>Sizes</caption><tr><td>1</table>",
                    "| 1 |\n| --- |\n\nSizes\n");
}

static void a_table_in_a_cell_is_text_and_the_row_goes_on_behind_it(void **state)
{
    (void)state;
    assert_markdown("<table><tr><td>a<table><tr><td>in</td><td>in2</td></tr></table>tail</td>"
                    "<td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
                    "| a in in2 tail | b |\n| --- | --- |\n| c | d |\n");
}

static void no_text_of_a_broken_table_is_lost(void **state)
{
    (void)state;
    assert_markdown("<td>x</td><tr>y</tr>", "x\n\ny\n");
    assert_markdown("<table><tr><td><b>x<td>y</b>z</table>", "| **x** | yz |\n| --- | --- |\n");
    assert_markdown("<table><tr><table><tr><td>1<td>2</table><td>a</table>",
                    "| 1 | 2 |\n| --- | --- |\n\na\n");
}

static size_t count_lines(const char *text, const char *line_part)
{
    return str_count(str_of(text), line_part);
}

static void cells_beyond_the_last_column_join_it(void **state)
{
    struct buf html = BUF_INIT;
    char *got;

    (void)state;
    buf_adds(&html, "<table><tr>");
    for (int i = 0; i < 70; i++)
        buf_addf(&html, "<td>c%d</td>", i);
    buf_adds(&html, "</table>");
    got = markdown_of(buf_str(&html));
    assert_non_null(strstr(got, "| c62 | c63 c64 c65 c66 c67 c68 c69 |\n"));
    assert_int_equal(count_lines(got, "---"), HTML_TREE_TABLE_COLUMNS_MAX);
    free(got);
    buf_release(&html);
}

static void rows_beyond_the_most_cells_are_plain_text(void **state)
{
    struct buf html = BUF_INIT;
    char *got;

    (void)state;
    buf_adds(&html, "<table>");
    for (int i = 0; i < HTML_TREE_CELLS_MAX + 10; i++)
        buf_addf(&html, "<tr><td>r%d", i);
    buf_adds(&html, "</table>end");
    got = markdown_of(buf_str(&html));
    assert_non_null(strstr(got, "| r99999 |\n\nr100000\n"));
    assert_non_null(strstr(got, "\nend\n"));
    free(got);
    buf_release(&html);
}

/* Short rows below a wide header would cost 64 times their length in memory. */
static void many_short_rows_are_not_filled_up_without_end(void **state)
{
    struct buf html = BUF_INIT;
    char *got;

    (void)state;
    buf_adds(&html, "<table><tr><td>a");
    for (int i = 0; i < HTML_TREE_CELLS_MAX / 2; i++)
        buf_adds(&html, "<tr><td>a");
    buf_adds(&html, "<tr>");
    for (int i = 0; i < HTML_TREE_TABLE_COLUMNS_MAX; i++)
        buf_adds(&html, "<td>w");
    got = markdown_of(buf_str(&html));
    assert_true(count_lines(got, "|") < 3 * (size_t)HTML_TREE_CELLS_MAX);
    assert_int_equal(count_lines(got, "---"), HTML_TREE_TABLE_COLUMNS_MAX);
    free(got);
    buf_release(&html);
}

/* --- paragraphs and words --- */

static void white_space_is_single_blanks_and_none_at_edges(void **state)
{
    (void)state;
    assert_markdown("<p>  a  b\nc\t\td </p>\n\n<p>e</p>", "a b c d\n\ne\n");
}

static void text_between_blocks_is_a_paragraph(void **state)
{
    (void)state;
    assert_markdown("a<p>b</p>c<div>d</div>e", "a\n\nb\n\nc\n\nd\n\ne\n");
    assert_markdown("<p>a<div>b</div>c</p>", "a\n\nb\n\nc\n");
}

static void what_looks_like_markdown_is_escaped(void **state)
{
    (void)state;
    assert_markdown("<p># x</p><p>1. y</p><p>- z</p><p>&gt; q</p>",
                    "\\# x\n\n1\\. y\n\n\\- z\n\n\\> q\n");
    assert_markdown("<p>*a* `b` [c](d) &lt;e&gt; &amp;lt;</p>",
                    "\\*a\\* \\`b\\` \\[c\\](d) \\<e\\> \\&lt;\n");
}

static void blanks_move_out_of_emphasis(void **state)
{
    (void)state;
    assert_markdown("<p>a<em> b </em>c</p>", "a *b* c\n");
    assert_markdown("<p>a <em> b </em> c</p>", "a *b* c\n");
    assert_markdown("<p><em> b </em></p>", "*b*\n");
    assert_markdown("<p>a <strong><em> b</em></strong>c</p>", "a ***b***c\n");
    assert_markdown("<p>a<em> </em>b<i></i>c</p>", "a bc\n");
}

static void emphasis_in_emphasis_is_one(void **state)
{
    (void)state;
    assert_markdown("<p><em>a <i>b</i></em></p>", "*a b*\n");
    assert_markdown("<p><b>x <em>y</em></b></p>", "**x *y***\n");
}

static void emphasis_right_behind_emphasis_joins_it(void **state)
{
    (void)state;
    assert_markdown("<p><em>a</em><em>b</em> <em>c</em></p>", "*ab* *c*\n");
    assert_markdown("<p><code>Vec</code><code>&lt;T&gt;</code> <code>x</code></p>",
                    "`Vec<T>` `x`\n");
}

static void code_spans_keep_their_text_and_lose_their_edges(void **state)
{
    (void)state;
    assert_markdown("<p>a <code>  b\n c </code> d</p>", "a `b c` d\n");
    assert_markdown("<p>a<code> b </code>c<code> </code>d<code></code></p>", "a `b` c d\n");
    assert_markdown("<p><code>a`b</code> <code>*x*</code></p>", "``a`b`` `*x*`\n");
    assert_markdown("<kbd>Ctrl</kbd>+<tt>x</tt>", "`Ctrl`+`x`\n");
}

static void emphasis_inside_of_code_is_only_its_text(void **state)
{
    (void)state;
    assert_markdown("<code>a <b>b</b> <a href=\"x\">c</a></code>", "`a b c`\n");
    assert_markdown("<code>a<pre>b</pre></code>", "`ab`\n");
}

static void links_that_lead_somewhere_stay(void **state)
{
    (void)state;
    assert_markdown("<p><a href=\"x.html#y\">a</a> <a href=\"z\"><code>b</code></a></p>",
                    "[a](x.html#y) [`b`](z)\n");
    assert_markdown("<p><a>a</a> <a href=\"\">b</a> <a href=\"javascript:x()\">c</a></p>",
                    "a b c\n");
    assert_markdown("<a href=\"x\">a <a href=\"y\">b</a></a>", "[a](x) [b](y)\n");
    assert_markdown("<p><a href=\"a b(c)\">t</a></p>", "[t](a%20b\\(c\\))\n");
}

static void blocks_in_links_end_them(void **state)
{
    (void)state;
    assert_markdown("<a href=\"x\"><h2>In a link</h2></a>", "## In a link\n");
}

static void powers_keep_their_sign_and_footnotes_have_none(void **state)
{
    (void)state;
    assert_markdown("<p>10<sup>9</sup>, 2<sup>-3</sup></p>", "10^9, 2^-3\n");
    assert_markdown("<p>x<sup id=\"fnref1\"><a href=\"#fn1\">1</a></sup> y"
                    "<sup class=\"footnote-reference\"><a href=\"#2\">2</a></sup></p>",
                    "x[1](#fn1) y[2](#2)\n");
    assert_markdown("<p>x <sup>?</sup></p>", "x ?\n");
}

static void line_breaks_break_lines_of_paragraphs_alone(void **state)
{
    (void)state;
    assert_markdown("<p>a<br>b<br/> c</p>", "a  \nb  \nc\n");
    assert_markdown("<h2>a<br>b</h2><br><p><br>c</p>", "## a b\n\nc\n");
}

static void images_are_their_alt_text(void **state)
{
    (void)state;
    assert_markdown("<p>A <img src=\"a.svg\" alt=\"sad crab\"> here<img src=\"b\"></p>",
                    "A sad crab here\n");
    assert_markdown("<figure><img alt=\"A\"><figcaption>C</figcaption></figure>", "A\n\nC\n");
}

/* --- headings --- */

static void headings_have_their_level_and_id(void **state)
{
    static const char html[] =
        "<h1 id=\"a\"><a class=\"header\" href=\"#a\">A <code>x</code></a></h1>"
        "<h2>B</h2><h6 id=\"c-1\">C</h6>";

    (void)state;
    assert_markdown(html, "# A `x`\n\n## B\n\n###### C\n");
    assert_anchors(html, "a\n-\nc-1\n");
}

static void a_heading_without_id_has_that_of_its_section(void **state)
{
    (void)state;
    assert_anchors("<section id=\"s\"><h2>A</h2><p>x</p><h3>B</h3></section>", "s\n-\n");
    assert_anchors("<div id=\"s\"><h2 id=\"own\">A</h2></div>", "own\n");
}

static void the_id_of_a_section_that_has_ended_is_no_headings(void **state)
{
    (void)state;
    assert_anchors("<div id=\"toolbar\">x</div><h2>A</h2>", "-\n");
}

static void what_is_no_id_is_none(void **state)
{
    (void)state;
    assert_anchors("<h2 id=\"\">A</h2><h2 id=\"a b\">B</h2><h2 id=\"a\nb\">C</h2>"
                   "<h2 id=\"x&#x202e;y\">D</h2>",
                   "-\n-\n-\nxy\n");
}

static void signs_beside_headings_are_left_out(void **state)
{
    (void)state;
    assert_markdown("<h2 id=\"x\"><a class=\"doc-anchor\" href=\"#x\">\xc2\xa7</a>Panics</h2>",
                    "## Panics\n");
    assert_markdown("<h2>T<a href=\"#t\" class=\"anchor\">\xc2\xa7</a></h2>", "## T\n");
}

/* --- lists and quotes --- */

static void lists_are_tight_or_loose(void **state)
{
    (void)state;
    assert_markdown("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "  - a\n  - b\n");
    assert_markdown("<ul>\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ul>", "  - a\n\n  - b\n");
    assert_markdown("<ol><li>a<li>b</ol>", "1.  a\n2.  b\n");
}

static void lists_nest(void **state)
{
    (void)state;
    assert_markdown("<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>",
                    "  - a\n    1.  b\n    2.  c\n  - d\n");
    assert_markdown("<ul><ul><li>x</li></ul></ul>", "  -   - x\n");
}

static void adjacent_lists_of_one_sort_are_one(void **state)
{
    (void)state;
    assert_markdown("<ul><li>a</li></ul> <ul><li>b</li></ul>", "  - a\n  - b\n");
}

static void a_stray_item_is_a_list_that_ends_with_it(void **state)
{
    (void)state;
    assert_markdown("<li>a</li><li>b</li><h2>H</h2><p>x</p>", "  - a\n  - b\n\n## H\n\nx\n");
    assert_markdown("<dd>alone</dd><p>x</p>", "  - alone\n\nx\n");
}

static void text_in_a_list_is_an_item(void **state)
{
    (void)state;
    assert_markdown("<ul>text<li>a</li></ul>", "  - text\n  - a\n");
}

static void items_may_hold_code_and_quotes(void **state)
{
    (void)state;
    assert_markdown("<ul><li>a<pre><code class=\"language-sh\">ls\ncd\n</code></pre></li></ul>",
                    "  - a\n    ``` sh\n    ls\n    cd\n    ```\n");
    assert_markdown("<blockquote><p>q</p><ul><li>r</li></ul></blockquote><p>s</p>",
                    "> q\n> \n>   - r\n\ns\n");
}

static void definitions_stand_below_their_term(void **state)
{
    (void)state;
    assert_markdown(
        "<dl><dt><code>-v</code></dt><dd>Says more.</dd><dd>Twice: all.</dd>"
        "<dt>U</dt><dd><p>F</p></dd></dl><p>x</p>",
        "  - `-v`\n    \n    Says more.\n    \n    Twice: all.\n\n  - U\n    \n    F\n\nx\n");
}

static void elements_that_share_a_node_and_leave_it_empty_are_survived(void **state)
{
    (void)state;
    assert_markdown("<ul><li><dt><dd></dd></dt></li></ul>x", "x\n");
    assert_markdown("<table><ul><tr><ul></ul></tr></ul></table>x", "x\n");
    assert_markdown("<ul><li><dt><dd>", "\n");
}

static void empty_blocks_are_nothing(void **state)
{
    (void)state;
    assert_markdown("<h1></h1><p> </p><ul><li></li></ul><blockquote></blockquote><pre>\n</pre>",
                    "\n");
    assert_markdown("", "\n");
}

static void warnings_are_quotes_and_rules_are_rules(void **state)
{
    (void)state;
    assert_markdown("<div class=\"warning\"><p>Care.</p></div>a<hr>b",
                    "> Care.\n\na\n\n-----\n\nb\n");
}

static void a_summary_is_a_paragraph(void **state)
{
    (void)state;
    assert_markdown("<details><summary>More <b>x</b></summary>text</details>",
                    "More **x**\n\ntext\n");
}

/* --- code blocks --- */

static void the_classes_of_code_are_its_info_string(void **state)
{
    (void)state;
    assert_markdown("<pre><code class=\"language-console\">$ ls\n# x\n</code></pre>",
                    "``` console\n$ ls\n# x\n```\n");
    assert_markdown("<pre><code class=\"language-rust ignore hljs\">x</code></pre>",
                    "``` rust,ignore\nx\n```\n");
    assert_markdown("<p>a</p><pre>b</pre>", "a\n\n``` \nb\n```\n");
}

static void hidden_lines_of_mdbook_are_hidden_again(void **state)
{
    (void)state;
    assert_markdown(
        "<pre><pre class=\"playground\"><code class=\"language-rust edition2021\">"
        "<span class=\"boring\">#![allow(unused)]\n</span>"
        "<span class=\"boring\">fn main() {\n</span>let a = 1;\n"
        "<span class=\"boring\">}</span></code></pre></pre>",
        "``` rust,edition2021\n# #![allow(unused)]\n# fn main() {\nlet a = 1;\n# }\n```\n");
}

static void visible_lines_that_begin_with_a_hash_stay_visible(void **state)
{
    (void)state;
    assert_markdown("<pre><code class=\"language-rust\"># [x]\n#[derive(A)]\n    # b\n## c\n#\n"
                    "</code></pre>",
                    "``` rust\n## [x]\n#[derive(A)]\n    ## b\n### c\n##\n```\n");
}

static void what_an_example_promises_stands_around_it(void **state)
{
    static const char form[] =
        "<div class=\"example-wrap %s\"><a href=\"#\" class=\"tooltip\" title=\"t\">i</a>"
        "<pre class=\"rust rust-example-rendered\"><code><span class=\"kw\">let </span>a;</code>"
        "</pre></div>";
    static const struct {
        const char *class, *info;
    } cases[] = { { "compile_fail", "rust,compile_fail" },
                  { "should_panic", "rust,should_panic" },
                  { "ignore", "rust,ignore" },
                  { "edition2018", "rust,edition2018" },
                  { "", "rust" } };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf html = BUF_INIT;
        struct buf expected = BUF_INIT;

        buf_addf(&html, form, cases[i].class);
        buf_addf(&expected, "``` %s\nlet a;\n```\n", cases[i].info);
        assert_markdown(html.ptr, expected.ptr);
        buf_release(&html);
        buf_release(&expected);
    }
}

#define EXAMPLE(code, program)                                                                     \
    "<div class=\"example-wrap\"><pre class=\"rust rust-example-rendered\"><code>" code            \
    "</code></pre><a class=\"test-arrow\" target=\"_blank\" href=\"https://play.rust-lang.org/?"   \
    "code=" program "&amp;edition=2021\"></a></div>"

static void the_link_to_the_playground_restores_hidden_lines(void **state)
{
    struct html_tree *t = html_tree_new();
    char *got;

    (void)state;
    read_into(t, str_of(EXAMPLE("let k = 1;\n\nk;",
                                "%23!%5Ballow(unused)%5D%0Afn+main()+%7B%0A++++use+x;%0A++++let+k"
                                "+=+1;%0A++++%0A++++k;%0A++++//+%25%0A%7D")));
    got = render(html_tree_take(t));
    assert_string_equal(got, "``` rust\n# use x;\nlet k = 1;\n\nk;\n# // %\n```\n");
    assert_int_equal(html_tree_edition(t), 2021);
    free(got);
    html_tree_free(t);
}

static void a_link_to_another_program_restores_nothing(void **state)
{
    (void)state;
    assert_markdown(EXAMPLE("let k = 1;", "fn+main()+%7B%7D"), "``` rust\nlet k = 1;\n```\n");
    assert_markdown("<a class=\"test-arrow\" href=\"https://play.rust-lang.org/?code=a\"></a>",
                    "\n");
    assert_markdown(EXAMPLE("a", "%1b%5b31m%0Aa%zz%4"), "``` rust\na\n```\n");
}

static void marks_in_code_blocks_are_only_their_text(void **state)
{
    (void)state;
    assert_markdown("<pre>a<b>b</b><i>c</i><br>d <p>e</p></pre>f", "    abc\n    d e\n\nf\n");
}

/* --- what is left out --- */

static void controls_and_scripts_are_left_out(void **state)
{
    (void)state;
    assert_markdown("<p>a<script>b</script><style>c</style><button>e</button>"
                    "<svg><text>f</text></svg><select><option>g</option></select>h</p>"
                    "<nav>n</nav><footer>o</footer><template>p</template><!-- q -->",
                    "ah\n");
}

static void what_tools_hide_or_repeat_is_left_out(void **state)
{
    (void)state;
    assert_markdown("<p>a<span aria-hidden=\"true\">x</span><span class=\"big anchor\">y</span>"
                    "<span class=\"anchored\">b</span></p>",
                    "ab\n");
    assert_markdown("<details><summary class=\"hideme\"><span>Expand description</span></summary>"
                    "<p>a</p></details>",
                    "a\n");
}

/* --- hostile pages --- */

static void assert_clean(const char *text)
{
    struct buf clean = BUF_INIT;

    text_sanitize(&clean, str_of(text));
    assert_string_equal(clean.ptr, text);
    buf_release(&clean);
}

static void control_characters_never_come_through(void **state)
{
    static const char *const pages[] = {
        "<p>a&#27;[1m &#x9b;31m \x1b[2J &#x202e;x &#xfeff; &#0; &#13;b</p>",
        "<h2 id=\"a&#x9b;\x1b]0;\">&#x202e;\x07</h2>",
        "<a href=\"x&#x202e;\x1b[3m\">\x1b</a><img alt=\"\x1b[1m&#x9b;\">",
        "<code>&#x9b;\x1b[1m</code><pre class=\"language-\x1b[1m\">\x1b&#x9b;\xc2\x9b</pre>",
        "<table><tr><td>\x1b&#x9b;</table>\xff\xfe",
        EXAMPLE("a", "%1b%5b31m%0Aa"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        char *got = markdown_of(str_of(pages[i]));

        assert_clean(got);
        free(got);
    }
}

static void bytes_that_are_no_text_are_marked_or_gone(void **state)
{
    static const char html[] = "<p>a\0b \xff c</p>";
    char *got = markdown_of(str_slice(html, sizeof(html) - 1));

    (void)state;
    assert_string_equal(got, "ab \xef\xbf\xbd c\n");
    free(got);
}

static void what_is_too_deep_is_text(void **state)
{
    struct buf html = BUF_INIT;
    char *got;

    (void)state;
    for (int i = 0; i < 10000; i++)
        buf_adds(&html, i % 2 == 0 ? "<blockquote>" : "<ul><li>");
    buf_adds(&html, "deep");
    got = markdown_of(buf_str(&html));
    assert_non_null(strstr(got, "deep"));
    assert_true(count_lines(got, ">") < HTML_TREE_DEPTH_MAX);
    free(got);
    buf_release(&html);
}

static void text_beyond_the_most_is_left_out_and_told(void **state)
{
    struct html_tree *t = html_tree_new();
    struct buf html = BUF_INIT;
    char *got;

    (void)state;
    read_into(t, str_of("<p>short</p>"));
    assert_false(html_tree_is_cut(t));
    cmark_node_free(html_tree_take(t));
    buf_adds(&html, "<p>");
    while (html.len < HTML_TREE_TEXT_MAX + 100)
        buf_adds(&html, "sixteen letters ");
    buf_adds(&html, "the end</p>");
    read_into(t, buf_str(&html));
    got = render(html_tree_take(t));
    assert_true(html_tree_is_cut(t));
    assert_true(strlen(got) <= HTML_TREE_TEXT_MAX + 1);
    assert_null(strstr(got, "the end"));
    free(got);
    html_tree_free(t);
    buf_release(&html);
}

/* One tree serves for all docs of a page: what one leaves open must not reach the next. */
static void each_take_begins_anew(void **state)
{
    static const char *const first[] = { "<ul><li>a",      "<table><tr><td>a",
                                         "<pre>a",         "<p><code>a",
                                         "<p>a ",          "<h2>a",
                                         "<div id=\"x\">", "<table><tr><td><table><tr><td>a",
                                         "<p>10<sup>",     "<script>a",
                                         "<blockquote>a",  "<div class=\"example-wrap ignore\">" };

    (void)state;
    for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
        struct html_tree *t = html_tree_new();
        char *got;

        read_into(t, str_of(first[i]));
        cmark_node_free(html_tree_take(t));
        read_into(t, str_of("<h2>h</h2><p>9 <em>b</em></p><pre class=\"rust\">c</pre>"
                            "<table><tr><td>d</table>"));
        got = render(html_tree_take(t));
        assert_string_equal(got, "## h\n\n9 *b*\n\n``` rust\nc\n```\n\n| d |\n| --- |\n");
        free(got);
        html_tree_free(t);
    }
}

/* What rustdoc_page.c does: elements of the page stay open while a part of it is taken. */
static void a_take_closes_what_is_open(void **state)
{
    static const char *const list = "<ul><li>a";
    struct html_tree *t = html_tree_new();
    char *got;

    (void)state;
    html_tree_open(t, "ul", NULL);
    html_tree_open(t, "li", NULL);
    html_tree_text(t, str_of("a"));
    got = render(html_tree_take(t));
    assert_string_equal(got, "  - a\n");
    free(got);
    html_tree_close(t); /* one too many is harmless */
    read_into(t, str_of(list));
    got = render(html_tree_take(t));
    assert_string_equal(got, "  - a\n");
    free(got);
    html_tree_free(t);
    html_tree_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_a_table_although_nothing_was_parsed_before),
        cmocka_unit_test(the_first_row_is_the_header),
        cmocka_unit_test(short_rows_are_filled_up),
        cmocka_unit_test(blocks_in_cells_are_words_with_blanks_between),
        cmocka_unit_test(a_caption_stands_behind_its_table),
        cmocka_unit_test(a_table_in_a_cell_is_text_and_the_row_goes_on_behind_it),
        cmocka_unit_test(no_text_of_a_broken_table_is_lost),
        cmocka_unit_test(cells_beyond_the_last_column_join_it),
        cmocka_unit_test(rows_beyond_the_most_cells_are_plain_text),
        cmocka_unit_test(many_short_rows_are_not_filled_up_without_end),
        cmocka_unit_test(white_space_is_single_blanks_and_none_at_edges),
        cmocka_unit_test(text_between_blocks_is_a_paragraph),
        cmocka_unit_test(what_looks_like_markdown_is_escaped),
        cmocka_unit_test(blanks_move_out_of_emphasis),
        cmocka_unit_test(emphasis_in_emphasis_is_one),
        cmocka_unit_test(emphasis_right_behind_emphasis_joins_it),
        cmocka_unit_test(code_spans_keep_their_text_and_lose_their_edges),
        cmocka_unit_test(emphasis_inside_of_code_is_only_its_text),
        cmocka_unit_test(links_that_lead_somewhere_stay),
        cmocka_unit_test(blocks_in_links_end_them),
        cmocka_unit_test(powers_keep_their_sign_and_footnotes_have_none),
        cmocka_unit_test(line_breaks_break_lines_of_paragraphs_alone),
        cmocka_unit_test(images_are_their_alt_text),
        cmocka_unit_test(headings_have_their_level_and_id),
        cmocka_unit_test(a_heading_without_id_has_that_of_its_section),
        cmocka_unit_test(the_id_of_a_section_that_has_ended_is_no_headings),
        cmocka_unit_test(what_is_no_id_is_none),
        cmocka_unit_test(signs_beside_headings_are_left_out),
        cmocka_unit_test(lists_are_tight_or_loose),
        cmocka_unit_test(lists_nest),
        cmocka_unit_test(adjacent_lists_of_one_sort_are_one),
        cmocka_unit_test(a_stray_item_is_a_list_that_ends_with_it),
        cmocka_unit_test(text_in_a_list_is_an_item),
        cmocka_unit_test(items_may_hold_code_and_quotes),
        cmocka_unit_test(definitions_stand_below_their_term),
        cmocka_unit_test(elements_that_share_a_node_and_leave_it_empty_are_survived),
        cmocka_unit_test(empty_blocks_are_nothing),
        cmocka_unit_test(warnings_are_quotes_and_rules_are_rules),
        cmocka_unit_test(a_summary_is_a_paragraph),
        cmocka_unit_test(the_classes_of_code_are_its_info_string),
        cmocka_unit_test(hidden_lines_of_mdbook_are_hidden_again),
        cmocka_unit_test(visible_lines_that_begin_with_a_hash_stay_visible),
        cmocka_unit_test(what_an_example_promises_stands_around_it),
        cmocka_unit_test(the_link_to_the_playground_restores_hidden_lines),
        cmocka_unit_test(a_link_to_another_program_restores_nothing),
        cmocka_unit_test(marks_in_code_blocks_are_only_their_text),
        cmocka_unit_test(controls_and_scripts_are_left_out),
        cmocka_unit_test(what_tools_hide_or_repeat_is_left_out),
        cmocka_unit_test(control_characters_never_come_through),
        cmocka_unit_test(bytes_that_are_no_text_are_marked_or_gone),
        cmocka_unit_test(what_is_too_deep_is_text),
        cmocka_unit_test(text_beyond_the_most_is_left_out_and_told),
        cmocka_unit_test(each_take_begins_anew),
        cmocka_unit_test(a_take_closes_what_is_open),
    };

    return cmocka_run_group_tests(tests, load, NULL);
}

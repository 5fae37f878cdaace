/* What Markdown looks like on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/render_markdown.h"
#include "core/text.h"

static const struct render_style PLAIN_40 = { .color = false, .width = 40, .indent = 0 };
static const struct render_style COLOR_40 = { .color = true, .width = 40, .indent = 0 };

static void assert_renders(const char *markdown, const struct render_style *style,
                           const char *expected)
{
    struct buf out = BUF_INIT;

    render_markdown(&out, str_of(markdown), style);
    assert_string_equal(out.ptr, expected);
    buf_release(&out);
}

static void assert_plain(const char *markdown, const char *expected)
{
    assert_renders(markdown, &PLAIN_40, expected);
}

static void assert_color(const char *markdown, const char *expected)
{
    assert_renders(markdown, &COLOR_40, expected);
}

/* Every line of prose of the rendered text takes at most width columns. */
static void assert_fits(const char *markdown, const struct render_style *style)
{
    struct buf out = BUF_INIT;
    struct str rest;
    struct str line;

    render_markdown(&out, str_of(markdown), style);
    rest = buf_str(&out);
    assert_true(out.len > 0);
    while (str_next_line(&rest, &line))
        assert_in_range(str_width(line), 0, (uintmax_t)style->width);
    buf_release(&out);
}

static void repeat(struct buf *out, const char *s, int count)
{
    for (int i = 0; i < count; i++)
        buf_adds(out, s);
}

static void blocks_are_one_empty_line_apart(void **state)
{
    (void)state;
    assert_plain("\n\n# A\nb\n\n\n\nc\n\n", "A\n\nb\n\nc\n");
    assert_plain("", "");
    assert_plain("\n\n", "");
    assert_plain("<!-- only HTML -->\n", "");
    assert_plain("a\n\n<div>\nb\n</div>\n\nc\n", "a\n\nc\n");
}

static void headings_are_bold_and_the_upper_two_underlined(void **state)
{
    (void)state;
    assert_plain("## A `b`", "A `b`\n");
    assert_color("# A", "\033[1;4mA\033[0m\n");
    assert_color("### A", "\033[1mA\033[0m\n");
}

static void paragraphs_are_wrapped_at_the_width(void **state)
{
    (void)state;
    assert_plain("The borrow checker is your friend, but it\nhides that well.",
                 "The borrow checker is your friend, but\nit hides that well.\n");
    assert_plain("a<!-- x --> b", "a b\n");
}

static void width_zero_never_wraps(void **state)
{
    static const struct render_style STYLE = { .color = false, .width = 0, .indent = 2 };
    struct buf text = BUF_INIT;
    struct buf expected = BUF_INIT;

    (void)state;
    repeat(&text, "word ", 500);
    buf_trim_end(&text);
    buf_addf(&expected, "  %s\n", text.ptr);
    assert_renders(text.ptr, &STYLE, expected.ptr);
    buf_release(&text);
    buf_release(&expected);
}

static void a_word_wider_than_the_line_is_cut_unless_it_is_an_address(void **state)
{
    struct buf text = BUF_INIT;

    (void)state;
    assert_plain("see https://example.com/a/very/long/address/that/goes/on ok",
                 "see\nhttps://example.com/a/very/long/address/that/goes/on\nok\n");
    assert_plain("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbb c",
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\naabbb c\n");
    assert_plain("`std::collections::hash_map::OccupiedEntry::get_mut_or_so` x",
                 "`std::collections::hash_map::\nOccupiedEntry::get_mut_or_so` x\n");
    repeat(&text, "x", 100000);
    buf_adds(&text, " https://");
    repeat(&text, "y", 100000);
    assert_fits(text.ptr, &PLAIN_40);
    buf_release(&text);
}

static void wide_and_combining_characters_are_measured_in_columns(void **state)
{
    (void)state;
    assert_fits("这是一个很长的中文段落，用来测试没有空格的文字的换行。它应该在字符之间换行。",
                &PLAIN_40);
    /* 19 crabs, a blank and another crab take 41 columns; the accent takes none. */
    assert_plain(
        "🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀 🦀 a",
        "🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀\n🦀 a\n");
    assert_plain("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa e\xcc\x81 b",
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa e\xcc\x81\nb\n");
}

static void sequences_of_emoji_count_as_many_columns_as_any_terminal_takes(void **state)
{
    (void)state;
    /* Each of these is two columns wide on some terminals and more on others. */
    assert_plain("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa \xe2\x9d\xa4\xef\xb8\x8f b",
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\xe2\x9d\xa4\xef\xb8\x8f b\n");
    assert_plain("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 👩\xe2\x80\x8d🔬",
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n👩\xe2\x80\x8d🔬\n");
    assert_plain("|a|b|\n|-|-|\n|\xe2\x9d\xa4\xef\xb8\x8f|c|\n|中|d|\n",
                 "a   b\n--  -\n\xe2\x9d\xa4\xef\xb8\x8f  c\n中  d\n");
}

static void invisible_characters_and_heaps_of_marks_are_left_out(void **state)
{
    struct buf text = BUF_INIT;
    struct buf out = BUF_INIT;

    (void)state;
    assert_plain("pa\xe2\x80\x8b\xc2\xad\xe2\x81\xa0ss\xf3\xa0\x81\xa1\xe3\x85\xa4", "pass\n");
    assert_plain("```\npa\xe2\x80\x8bss\n```\n", "    pass\n");
    /* Persian needs the one, emoji the other joiner. */
    assert_plain("\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae 👩\xe2\x80\x8d🔬",
                 "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae 👩\xe2\x80\x8d🔬\n");
    buf_adds(&text, "e");
    repeat(&text, "\xcc\x81", 10000);
    render_markdown(&out, buf_str(&text), &PLAIN_40);
    assert_in_range(out.len, 3, 20);
    buf_release(&text);
    buf_release(&out);
}

static void short_code_stays_on_one_line(void **state)
{
    (void)state;
    assert_plain("A function may return any type by `-> impl Trait` here",
                 "A function may return any type by\n`-> impl Trait` here\n");
}

static void emphasis_is_bare_in_plain_text(void **state)
{
    (void)state;
    assert_plain("*a* **b** ***c*** ~~d~~ `e`", "a b c ~~d~~ `e`\n");
    assert_color("*a* **b** ~~c~~ `d`",
                 "\033[3ma\033[0m \033[1mb\033[0m \033[9mc\033[0m \033[36md\033[0m\n");
}

static void code_with_backticks_keeps_enough_of_them(void **state)
{
    (void)state;
    assert_plain("`` a`b `` and `` `c` ``", "``a`b`` and `` `c` ``\n");
}

static void looks_end_with_the_line(void **state)
{
    (void)state;
    assert_color("**The borrow checker is your friend, but it hides that**",
                 "\033[1mThe borrow checker is your friend, but\033[0m\n"
                 "\033[1mit hides that\033[0m\n");
}

static bool begins_with_here(void *ctx, struct str destination)
{
    assert_string_equal(ctx, "context");
    return str_starts(destination, "here") || str_starts(destination, "https://here");
}

static void links_that_lead_here_are_underlined_and_no_more(void **state)
{
    static char context[] = "context";
    const struct render_links links = { begins_with_here, NULL, context };
    const struct render_style plain = { .width = 40, .links = &links };
    const struct render_style color = { .color = true, .width = 40, .links = &links };

    (void)state;
    assert_renders("a [b](here) [c](https://here/) [d](gone)", &plain, "a b c d\n");
    assert_renders("a [b `c`](here) d [e](gone)", &color,
                   "a \033[4mb \033[0m\033[4;36mc\033[0m d e\n");
    assert_renders("[*a* b](https://here/)", &color, "\033[3;4ma\033[0m\033[4m b\033[0m\n");
    assert_renders("| [a](here) |\n|---|\n", &color, "\033[1;4ma\033[0m\n\033[2m─\033[0m\n");
}

static void web_links_show_their_address_once(void **state)
{
    (void)state;
    assert_plain("[a](https://b.c)", "a (https://b.c)\n");
    assert_plain("[https://b.c](https://b.c) <https://d.e>", "https://b.c https://d.e\n");
    assert_plain("[a](b.html) [c](mailto:d@e.f) ![g](https://h.i/j.png)", "a c g\n");
    assert_color("[a](https://b.c) [d](e.md)",
                 "\033[4;94ma\033[0m (\033[2mhttps://b.c\033[0m) d\n");
}

static void has_page(void *ctx, struct str destination, struct buf *address)
{
    (void)ctx;
    if (str_equals(destination, "here"))
        buf_adds(address, "file://host/p.html#a");
}

/* What OSC 8 puts around the text of a link. */
#define LINKED(n, url, text) "\033]8;id=" n ";" url "\033\\" text "\033]8;;\033\\"

static void terminals_that_open_links_get_them_in_place_of_addresses(void **state)
{
    static char context[] = "context";
    const struct render_links links = { begins_with_here, has_page, context };
    const struct render_style style = {
        .color = true, .width = 40, .hyperlinks = true, .links = &links
    };
    const struct render_style plain = { .width = 40, .hyperlinks = true };

    (void)state;
    assert_renders("[a](https://b.c) d", &style,
                   LINKED("1", "https://b.c", "\033[4;94ma") "\033[0m d\n");
    assert_renders("[a](here) [b](here2)", &style,
                   LINKED("1", "file://host/p.html#a", "\033[4ma") "\033[0m \033[4mb\033[0m\n");
    assert_renders("[a](https://b.c/é%20\"x)", &plain,
                   LINKED("1", "https://b.c/%C3%A9%20\"x", "a") " (https://b.c/é%20\"x)\n");
    assert_renders("[a](<https://b.c/x\\\\y>)", &style,
                   LINKED("1", "https://b.c/x%5Cy", "\033[4;94ma") "\033[0m\n");
    assert_renders("[a](javascript:alert) [b](file:///etc/passwd)", &style, "a b\n");
}

static void text_that_looks_like_another_address_never_hides_the_real_one(void **state)
{
    const struct render_style style = { .color = true, .width = 60, .hyperlinks = true };

    (void)state;
    assert_renders(
        "[https://good.com](https://bad.com)", &style,
        LINKED("1", "https://bad.com",
               "\033[4;94mhttps://good.com") "\033[0m (\033[2mhttps://bad.com\033[0m)\n");
}

static void a_link_that_is_wrapped_is_one_link(void **state)
{
    const struct render_style style = { .width = 20, .hyperlinks = true };
    struct buf out = BUF_INIT;

    (void)state;
    render_markdown(&out, str_of("[one two three four five six](https://b.c)"), &style);
    assert_int_equal(str_count(buf_str(&out), "\033]8;id=1;https://b.c\033\\"), 2);
    assert_int_equal(str_count(buf_str(&out), "\033]8;;\033\\"), 2);
    buf_release(&out);
}

static void lists_hang_and_nest(void **state)
{
    (void)state;
    assert_plain("- The borrow checker is your friend, but\n- b\n  - c\n    1. d\n    2. e\n- f\n",
                 "- The borrow checker is your friend, but\n- b\n  - c\n    1. d\n    2. e\n- f\n");
    assert_plain("- The borrow checker is your friend, but it hides",
                 "- The borrow checker is your friend, but\n  it hides\n");
    assert_plain("9. a\n10. b\n", "9. a\n10. b\n");
    assert_plain("3) a\n4) b\n", "3) a\n4) b\n");
    assert_plain("x\n\n- - a\n-\n\ny\n", "x\n\n- - a\n-\n\ny\n");
}

static void loose_lists_keep_their_empty_lines(void **state)
{
    (void)state;
    assert_plain("- a\n\n- b\n\n  c\n", "- a\n\n- b\n\n  c\n");
}

static void task_items_show_their_mark(void **state)
{
    (void)state;
    assert_plain("- [ ] a\n- [x] b\n", "- [ ] a\n- [x] b\n");
}

static void quotes_have_a_bar(void **state)
{
    (void)state;
    assert_plain("> a\n>\n> b\n\nc\n\n> d\n> > e\n", "> a\n>\n> b\n\nc\n\n> d\n>\n> > e\n");
    assert_color("> a\n", "\033[2m│\033[0m a\n");
    assert_plain("- > a\n", "- > a\n");
}

static void admonitions_begin_with_their_name(void **state)
{
    (void)state;
    assert_plain("> [!NOTE]\n> a\n", "> Note:\n> a\n");
    assert_plain("> [!EDITION-2021]\n>\n> a\n>\n> b\n", "> Edition 2021:\n> a\n>\n> b\n");
    assert_color("> [!NOTE]\n> a\n",
                 "\033[1;94m│\033[0m \033[1;94mNote:\033[0m\n\033[1;94m│\033[0m a\n");
    assert_color("> [!Warning] a\n",
                 "\033[1;33m│\033[0m \033[1;33mWarning:\033[0m\n\033[1;33m│\033[0m a\n");
    assert_plain("> [!] a\n", "> [!] a\n");
    assert_plain("[!NOTE] a\n", "[!NOTE] a\n");
}

static void tables_are_aligned(void **state)
{
    (void)state;
    assert_plain("| A | Bcd | E |\n|:--|:---:|--:|\n| `a\\|b` | x | 1 |\n| c | | 200 |\n",
                 "A      Bcd    E\n-----  ---  ---\n`a|b`   x     1\nc           200\n");
}

static void tables_are_fitted_to_the_width(void **state)
{
    (void)state;
    assert_plain("| Name | Meaning |\n|---|---|\n"
                 "| a | The borrow checker is your friend, but it hides |\n| b | c |\n",
                 "Name  Meaning\n----  ----------------------------------\n"
                 "a     The borrow checker is your friend,\n      but it hides\n\nb     c\n");
    /* One of three rows is wrapped: no empty lines. */
    assert_plain(
        "| Name | Meaning |\n|---|---|\n"
        "| a | The borrow checker is your friend, but it hides |\n| b | c |\n| d | e |\n",
        "Name  Meaning\n----  ----------------------------------\n"
        "a     The borrow checker is your friend,\n      but it hides\nb     c\nd     e\n");
    assert_fits("| aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb |\n|-|-|\n",
                &PLAIN_40);
}

static void a_table_of_many_columns_becomes_a_list_of_cells(void **state)
{
    static const struct render_style STYLE = { .color = false, .width = 20, .indent = 0 };

    (void)state;
    assert_renders("|aaaaaaaa|bbbbbbbb|cccccccc|\n|-|-|-|\n|1|2|3|\n|4||6|\n", &STYLE,
                   "aaaaaaaa: 1\nbbbbbbbb: 2\ncccccccc: 3\n\naaaaaaaa: 4\ncccccccc: 6\n");
}

static void footnotes_stand_at_the_end(void **state)
{
    (void)state;
    assert_plain("a[^x] b[^1]\n\n[^1]: one\n[^x]: two\n\n    three\n\nc\n",
                 "a[1] b[2]\n\nc\n\n[1] two\n\n    three\n[2] one\n");
}

static void thematic_breaks_fit_the_width(void **state)
{
    (void)state;
    assert_plain("a\n\n---\n\nb\n", "a\n\n----------------------------------------\n\nb\n");
    assert_fits("> - ---\n", &PLAIN_40);
}

static void the_indent_stands_before_every_line_with_text(void **state)
{
    static const struct render_style STYLE = { .color = false, .width = 40, .indent = 3 };

    (void)state;
    assert_renders("a\n\n```\nb\n\nc\n```\n\n> d\n>\n> e\n", &STYLE,
                   "   a\n\n       b\n\n       c\n\n   > d\n   >\n   > e\n");
}

static const char HOSTILE[] =
    "# a\033[31m\n\nb\033]0;x\007 `c\033[2J` &#27;[1m &#x9b;2J \xc2\x9b"
    "31m \xe2\x80\xae rtl \xe2\x81\xa6 \b\b\b \x7f\n\n"
    "[l\033[5m](https://x.y/\033[7m) ![alt\033c](z) [u](https://x.y/&#27;c)\n\n"
    "```rust\n\033[31m let \"\033[2J\xe2\x80\xae\" // \xc2\x9b\n```\n\n"
    "| t\033[1m |\n|---|\n| \xc2\x9b |\n\n> [!NOTE\033]\n> x[^\033f]\n\n[^\033f]: \033[0m\n";

static void assert_harmless(const char *text)
{
    assert_null(strpbrk(text, "\033\007\b\177\r"));
    assert_null(strstr(text, "\xc2\x9b"));
    assert_null(strstr(text, "\xe2\x80\xae"));
    assert_null(strstr(text, "\xe2\x81\xa6"));
}

static void control_characters_of_the_document_never_reach_out(void **state)
{
    struct buf out = BUF_INIT;

    (void)state;
    render_markdown(&out, str_of(HOSTILE), &PLAIN_40);
    render_code(&out, str_of(HOSTILE), true, &PLAIN_40);
    render_bold(&out, str_of(HOSTILE), &PLAIN_40);
    render_dim(&out, str_of(HOSTILE), &PLAIN_40);
    assert_harmless(out.ptr);
    buf_release(&out);
}

/* Takes out the renderer's own escapes: "ESC [ digits and semicolons m" with 16-colour codes. */
static void strip_own_escapes(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        size_t end = i + 2;

        if (text.ptr[i] != '\033') {
            buf_addc(out, text.ptr[i]);
            continue;
        }
        assert_true(end < text.len);
        assert_int_equal(text.ptr[i + 1], '[');
        while (end < text.len && (ascii_is_digit(text.ptr[end]) || text.ptr[end] == ';'))
            end++;
        assert_int_equal(text.ptr[end], 'm');
        i = end;
    }
}

static void in_color_the_only_escapes_are_the_renderers_own(void **state)
{
    struct buf colored = BUF_INIT;
    struct buf stripped = BUF_INIT;

    (void)state;
    render_markdown(&colored, str_of(HOSTILE), &COLOR_40);
    render_code(&colored, str_of(HOSTILE), true, &COLOR_40);
    render_bold(&colored, str_of(HOSTILE), &COLOR_40);
    strip_own_escapes(&stripped, buf_str(&colored));
    assert_harmless(stripped.ptr);
    assert_null(strstr(colored.ptr, "\033[2J"));
    assert_null(strstr(colored.ptr, "\033[31m"));
    assert_null(strstr(colored.ptr, "\033[5m"));
    buf_release(&colored);
    buf_release(&stripped);
}

static void deep_nesting_is_flattened_and_keeps_its_text(void **state)
{
    struct buf text = BUF_INIT;
    struct buf out = BUF_INIT;

    (void)state;
    repeat(&text, "> ", 5000);
    buf_adds(&text, "deep\n\n");
    repeat(&text, "- ", 5000);
    buf_adds(&text, "deeper\n\n");
    repeat(&text, "*a **b ", 5000);
    render_markdown(&out, buf_str(&text), &PLAIN_40);
    assert_non_null(strstr(out.ptr, "> deep\n"));
    assert_non_null(strstr(out.ptr, "- deeper\n"));
    buf_release(&text);
    buf_release(&out);
}

static void narrow_and_odd_styles_do_not_hang(void **state)
{
    static const struct render_style STYLES[] = {
        { .color = true, .width = 1, .indent = 0 },
        { .color = false, .width = 20, .indent = 50 },
        { .color = true, .width = -1, .indent = -1 },
    };
    struct buf out = BUF_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof(STYLES) / sizeof(STYLES[0]); i++)
        render_markdown(
            &out, str_of("> - 1. 中文 aaaaaaaaaaaaaaaaaaaaaaaaa 🦀\n\n|a|b|\n|-|-|\n|c|d|\n"),
            &STYLES[i]);
    assert_true(out.len > 0);
    buf_release(&out);
}

static void bold_and_dim_are_bare_without_color(void **state)
{
    struct buf out = BUF_INIT;

    (void)state;
    render_bold(&out, str_of("a\033"), &COLOR_40);
    render_dim(&out, str_of("b"), &COLOR_40);
    render_bold(&out, str_of(""), &COLOR_40);
    render_bold(&out, str_of("c"), &PLAIN_40);
    render_dim(&out, str_of("d"), &PLAIN_40);
    assert_string_equal(out.ptr, "\033[1ma\033[0m\033[2mb\033[0mcd");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_one_empty_line_apart),
        cmocka_unit_test(headings_are_bold_and_the_upper_two_underlined),
        cmocka_unit_test(paragraphs_are_wrapped_at_the_width),
        cmocka_unit_test(width_zero_never_wraps),
        cmocka_unit_test(a_word_wider_than_the_line_is_cut_unless_it_is_an_address),
        cmocka_unit_test(wide_and_combining_characters_are_measured_in_columns),
        cmocka_unit_test(sequences_of_emoji_count_as_many_columns_as_any_terminal_takes),
        cmocka_unit_test(invisible_characters_and_heaps_of_marks_are_left_out),
        cmocka_unit_test(short_code_stays_on_one_line),
        cmocka_unit_test(emphasis_is_bare_in_plain_text),
        cmocka_unit_test(code_with_backticks_keeps_enough_of_them),
        cmocka_unit_test(looks_end_with_the_line),
        cmocka_unit_test(links_that_lead_here_are_underlined_and_no_more),
        cmocka_unit_test(web_links_show_their_address_once),
        cmocka_unit_test(terminals_that_open_links_get_them_in_place_of_addresses),
        cmocka_unit_test(text_that_looks_like_another_address_never_hides_the_real_one),
        cmocka_unit_test(a_link_that_is_wrapped_is_one_link),
        cmocka_unit_test(lists_hang_and_nest),
        cmocka_unit_test(loose_lists_keep_their_empty_lines),
        cmocka_unit_test(task_items_show_their_mark),
        cmocka_unit_test(quotes_have_a_bar),
        cmocka_unit_test(admonitions_begin_with_their_name),
        cmocka_unit_test(tables_are_aligned),
        cmocka_unit_test(tables_are_fitted_to_the_width),
        cmocka_unit_test(a_table_of_many_columns_becomes_a_list_of_cells),
        cmocka_unit_test(footnotes_stand_at_the_end),
        cmocka_unit_test(thematic_breaks_fit_the_width),
        cmocka_unit_test(the_indent_stands_before_every_line_with_text),
        cmocka_unit_test(control_characters_of_the_document_never_reach_out),
        cmocka_unit_test(in_color_the_only_escapes_are_the_renderers_own),
        cmocka_unit_test(deep_nesting_is_flattened_and_keeps_its_text),
        cmocka_unit_test(narrow_and_odd_styles_do_not_hang),
        cmocka_unit_test(bold_and_dim_are_bare_without_color),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Links found in Markdown without parsing it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "core/markdown.h"
#include "query/link_scan.h"

/* The destinations in text, each with a blank behind it. */
static void scan(struct buf *out, struct str text)
{
    struct link_scan s;
    size_t last = 0;
    size_t start;
    size_t end;

    link_scan_start(&s, text);
    while (link_scan_next(&s, &start, &end)) {
        assert_true(last <= start && start <= end && end <= text.len);
        last = end;
        link_scan_add_destination(out, str_slice(text.ptr + start, end - start));
        buf_addc(out, ' ');
    }
}

static void assert_finds(const char *text, const char *expected)
{
    struct buf found = BUF_INIT;

    scan(&found, str_of(text));
    assert_string_equal(found.ptr, expected);
    buf_release(&found);
}

static void links_of_every_kind_are_found(void **state)
{
    (void)state;
    assert_finds("", "");
    assert_finds("no link", "");
    assert_finds("a [b](c) d [e](f#g) h", "c f#g ");
    assert_finds("[a](<b c>) [d]( e ) [f](g \"t\") [h](i 't') [j](k (t))", "b c e g i k ");
    assert_finds("[a]()", " ");
    assert_finds("<https://x.y/z> and <mailto:a@b>", "https://x.y/z mailto:a@b ");
    assert_finds("[a]: b\n[c]: <d e> \"t\"\n   [f]:\ng\n", "b d e g ");
    assert_finds("[a\nb](c)\n", "c ");
    assert_finds("> - [a](b)\n> - [c](d)\n", "b d ");
    assert_finds("[a](b(c)d)", "b(c)d ");
    assert_finds("| [a](b) | [c](d) |\n", "b d ");
}

static void destinations_lose_their_escapes(void **state)
{
    (void)state;
    assert_finds("[a](b\\)c)", "b)c ");
    assert_finds("[a](b\\_c\\d)", "b_c\\d ");
    assert_finds("[a](b?c&amp;d\\&amp;)", "b?c&d&amp; ");
    assert_finds("[a](<b\\>c>)", "b>c ");
}

static void what_only_looks_like_a_link_is_text(void **state)
{
    (void)state;
    assert_finds("\\[a](b) [a\\](b)", "");
    assert_finds("[a] (b) [c][d] [e]", "");
    assert_finds("a](b)", "");
    assert_finds("[a](b c)", "");
    assert_finds("[a](b \"t)", "");
    assert_finds("[a](b(c)", "");
    assert_finds("[a](<b\nc>)", "");
    assert_finds("a < b: c > d <e>", "");
    assert_finds("[^1]: note\n", "");
    assert_finds("a [b]: c\n", "");
}

static void images_are_passed_over_and_links_around_them_are_not(void **state)
{
    (void)state;
    assert_finds("![a](b) [c](d)", "d ");
    assert_finds("[![a](b)](c)", "c ");
    assert_finds("![a [b](c) d](e)", "c ");
}

static void links_do_not_nest(void **state)
{
    (void)state;
    assert_finds("[a [b](c) d](e)", "c ");
    assert_finds("[a [b] c](d)", "d ");
}

static void code_holds_no_links(void **state)
{
    (void)state;
    assert_finds("`[a](b)` ``[c](`)`` [d](e)", "e ");
    assert_finds("` [a](b)", "b ");
    assert_finds("[`a](b`](c)", "c ");
    assert_finds("```\n[a](b)\n```\n[c](d)\n", "d ");
    assert_finds("~~~~ rust\n[a](b)\n~~~\n[c](d)\n~~~~\n[e](f)\n", "f ");
    assert_finds("- item\n\n  ```rust\n  [a](b)\n  ```\n", "");
    assert_finds("> ```\n> [a](b)\n> ```\n> [c](d)\n", "d ");
    assert_finds("text\n\n    [a](b)\n\n[c](d)\n", "d ");
    assert_finds("- item\n\n    [a](b)\n", "b ");
    assert_finds("text\n    [a](b)\n", "b ");
}

static void a_paragraph_ends_what_was_open_in_it(void **state)
{
    (void)state;
    assert_finds("[a\n\n](b)", "");
    assert_finds("`a\n\n[b](c)`", "c ");
}

static void repeat(struct buf *out, const char *s, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_adds(out, s);
}

/* Time in proportion to the text: far under a second for each of these. */
static void hostile_texts_take_no_longer(void **state)
{
    static const char *const parts[] = { "[",    "](",     "](<",      "[a](b \"", "`",   "<a:",
                                         "![",   "]",      "[a](b",    "[a]: ",    "``a", "\\",
                                         "[a](", "(",      "[a](<b> ", "- ",       ">",   "<a:b",
                                         "![a]", "[a]:\n", "](a 'b",   "``` `\n",  "\n",  "[\n" };
    struct timespec before;
    struct timespec after;

    (void)state;
    (void)clock_gettime(CLOCK_MONOTONIC, &before);
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        struct buf text = BUF_INIT;
        struct buf found = BUF_INIT;

        repeat(&text, parts[i], 1000000 / strlen(parts[i]));
        scan(&found, buf_str(&text));
        buf_clear(&text);
        for (size_t n = 1; text.len < 1000000; n++) { /* runs of every length */
            repeat(&text, "`", n);
            buf_adds(&text, parts[i]);
        }
        scan(&found, buf_str(&text));
        buf_release(&text);
        buf_release(&found);
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &after);
    assert_true(after.tv_sec - before.tv_sec < 20); /* with sanitizers on a busy machine */
}

static void add_parsed(struct buf *out, struct str text)
{
    cmark_node *root = markdown_parse(text);
    cmark_iter *it = cmark_iter_new(root);
    cmark_event_type event;

    while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE)
        if (event == CMARK_EVENT_ENTER &&
            cmark_node_get_type(cmark_iter_get_node(it)) == CMARK_NODE_LINK)
            buf_addf(out, "%s ", cmark_node_get_url(cmark_iter_get_node(it)));
    cmark_iter_free(it);
    cmark_node_free(root);
}

static void the_parser_finds_the_same_in_ordinary_texts(void **state)
{
    static const char *const texts[] = {
        "See [`push`](#method.push), [the *book*](../book/index.html \"Book\") and <https://a.b/>.\n",
        "1. [a](b)\n2. [c](d)\n\n   [e](f)\n\n   ```rust\n   let x = v[0](y);\n   ```\n",
        "`a[0](b)` and [c](d_e_f) and [g](h*i*j)\n\n| a | b |\n|---|---|\n| [x](y) | `[z](w)` |\n",
        "> quote [a](b)\n> - [c](d)\n\nlast [e](f\\(g\\))\n",
        "[a](b \"c\nd\") text [x]\n(y)\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct buf parsed = BUF_INIT;

        add_parsed(&parsed, str_of(texts[i]));
        assert_finds(texts[i], parsed.ptr);
        buf_release(&parsed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_of_every_kind_are_found),
        cmocka_unit_test(destinations_lose_their_escapes),
        cmocka_unit_test(what_only_looks_like_a_link_is_text),
        cmocka_unit_test(images_are_passed_over_and_links_around_them_are_not),
        cmocka_unit_test(links_do_not_nest),
        cmocka_unit_test(code_holds_no_links),
        cmocka_unit_test(a_paragraph_ends_what_was_open_in_it),
        cmocka_unit_test(hostile_texts_take_no_longer),
        cmocka_unit_test(the_parser_finds_the_same_in_ordinary_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

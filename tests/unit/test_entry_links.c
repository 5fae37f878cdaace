/* The links of one entry, as it is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/entry_links.h"
#include "core/markdown.h"
#include "core/text.h"
#include "tests/unit/index_fixture.h"

/* An index whose page "docs/a" has the given body, beside the pages b0 to b14. */
struct shown {
    struct index *ix;
    struct index_row row;
    struct entry_links links;
    cmark_node *body;
};

static void open_shown(struct shown *s, struct fixture *f, const char *text)
{
    struct buf page = BUF_INIT;
    int64_t entry;

    for (int i = 0; i < 15; i++) {
        buf_clear(&page);
        buf_addf(&page, "b%d.md", i);
        write_file(f, page.ptr, "# B\n\nText.\n\n## Part\n\nText.\n");
    }
    write_file(f, "o(d d)&<.md", "# Odd\n\nText.\n");
    buf_release(&page);
    *s = (struct shown){ .ix = open_built(f, text) };
    assert_int_equal(index_find_id(s->ix, str_of("docs/a"), &entry, NULL), STATUS_OK);
    assert_int_equal(index_read_entry(s->ix, entry, true, &s->row, NULL), STATUS_OK);
    s->body = markdown_parse(str_of(s->row.entry.body));
    entry_links_init(&s->links, s->ix, &s->row);
    assert_int_equal(entry_links_read(&s->links, s->body, NULL), STATUS_OK);
}

static void close_shown(struct shown *s)
{
    entry_links_release(&s->links);
    cmark_node_free(s->body);
    index_row_release(&s->row);
    index_close(s->ix);
}

static void assert_lists(void **state, const char *text, int width, const char *expected)
{
    const struct render_style style = { .width = width };
    struct shown s;
    struct buf out = BUF_INIT;

    open_shown(&s, *state, text);
    entry_links_add_list(&out, &s.links, &style);
    assert_string_equal(out.ptr, expected);
    buf_release(&out);
    close_shown(&s);
}

static void every_entry_is_listed_once_and_the_page_itself_never(void **state)
{
    assert_lists(state,
                 "# A\n\n[first](b1.md) [`second` one](b1.html#part) [again](b1.md#none)\n"
                 "[web](https://a.b/) [gone](gone.md) [self](#a) [self](a.md) `[code](b2.md)`\n",
                 0,
                 "\nLinks:\n"
                 "  first       docs/b1\n"
                 "  second one  docs/b1#part\n");
}

static void without_links_there_is_no_list(void **state)
{
    assert_lists(state, "# A\n\nText, [web](https://a.b/) and [gone](gone.md).\n", 0, "");
}

static void a_long_list_is_cut_and_says_so(void **state)
{
    struct buf text = BUF_INIT;

    buf_adds(&text, "# A\n\n");
    for (int i = 0; i < 15; i++)
        buf_addf(&text, "[l](b%d.md)\n", i);
    assert_lists(state, text.ptr, 80,
                 "\nLinks:\n"
                 "  l  docs/b0\n  l  docs/b1\n  l  docs/b2\n  l  docs/b3\n  l  docs/b4\n"
                 "  l  docs/b5\n  l  docs/b6\n  l  docs/b7\n  l  docs/b8\n  l  docs/b9\n"
                 "  l  docs/b10\n  l  docs/b11\n"
                 "  and 3 more: --format markdown has all\n");
    buf_release(&text);
}

static void texts_are_cut_to_the_width_and_ids_never(void **state)
{
    static const char text[] = "# A\n\n[a rather long text of many words](b1.md) [b](b2.md#part)\n";

    assert_lists(state, text, 0,
                 "\nLinks:\n"
                 "  a rather long text of many \xe2\x80\xa6  docs/b1\n"
                 "  b                             docs/b2#part\n");
    assert_lists(state, text, 24,
                 "\nLinks:\n"
                 "  a rather lon\xe2\x80\xa6  docs/b1\n"
                 "  b         docs/b2#part\n");
    assert_lists(state, text, 15,
                 "\nLinks:\n"
                 "  docs/b1\n"
                 "  docs/b2#part\n");
}

static void control_characters_of_a_text_do_not_show(void **state)
{
    assert_lists(state, "# A\n\n[a&#27;\\[31m&#10;b](b1.md)\n", 0,
                 "\nLinks:\n  a[31m b  docs/b1\n");
}

static void links_that_lead_here_are_known(void **state)
{
    struct shown s;
    struct render_links links;

    open_shown(&s, *state, "# A\n\n[b](b1.md) [g](gone.md) [a](#a) [w](https://a.b/)\n");
    links = entry_links_style(&s.links);
    assert_true(links.leads_here(links.ctx, str_of("b1.md")));
    assert_false(links.leads_here(links.ctx, str_of("gone.md")));
    assert_false(links.leads_here(links.ctx, str_of("#a")));
    assert_false(links.leads_here(links.ctx, str_of("https://a.b/")));
    close_shown(&s);
}

static void markdown_has_ids_for_paths_and_nothing_else_changes(void **state)
{
    static const char text[] =
        "# A\n\n[b](b1.md#part \"t\") [g](gone.md) `[c](b1.md)` [w](https://a.b/)\n"
        "[odd](<o(d d)&\\<.md>) [self](#a) ![i](b1.md)\n\n```\n[d](b1.md)\n```\n\n[e](b2.html)\n";
    struct shown s;
    struct buf out = BUF_INIT;

    open_shown(&s, *state, text);
    assert_int_equal(entry_links_add_body(&out, &s.links, NULL), STATUS_OK);
    assert_string_equal(
        out.ptr, "[b](docs/b1#part \"t\") [g](gone.md) `[c](b1.md)` [w](https://a.b/)\n"
                 "[odd](<docs/o(d d)\\&\\<>) [self](#a) ![i](b1.md)\n\n```\n[d](b1.md)\n```\n\n"
                 "[e](docs/b2)\n");
    buf_release(&out);
    close_shown(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_entry_is_listed_once_and_the_page_itself_never,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_links_there_is_no_list, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_list_is_cut_and_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts_are_cut_to_the_width_and_ids_never, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(control_characters_of_a_text_do_not_show, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(links_that_lead_here_are_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(markdown_has_ids_for_paths_and_nothing_else_changes, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

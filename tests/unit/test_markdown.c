/* Parsing Markdown and asking its nodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "core/markdown.h"

static void assert_plain(const char *text, const char *expected)
{
    cmark_node *root = markdown_parse(str_of(text));
    struct buf out = BUF_INIT;

    markdown_plain_text(&out, root);
    assert_string_equal(out.ptr, expected);
    buf_release(&out);
    cmark_node_free(root);
}

static size_t count_nodes(cmark_node *root, bool (*is_kind)(cmark_node *))
{
    cmark_iter *iter = cmark_iter_new(root);
    cmark_event_type event;
    size_t count = 0;

    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
        if (event == CMARK_EVENT_ENTER && is_kind(cmark_iter_get_node(iter)))
            count++;
    cmark_iter_free(iter);
    return count;
}

static void plain_text_has_no_markup(void **state)
{
    (void)state;
    assert_plain("# A *b* `c<T>` [d](e) ![f](g) <b>h</b> ~~i~~\n", "A b c<T> d f h i");
    assert_plain("a\nb\\\nc\n", "a b c");
    assert_plain("- a\n- b\n\nc", "a b c");
    assert_plain("", "");
}

static void plain_text_is_appended(void **state)
{
    cmark_node *root = markdown_parse(str_of("b"));
    struct buf out = BUF_INIT;

    (void)state;
    buf_adds(&out, "a:");
    markdown_plain_text(&out, root);
    assert_string_equal(out.ptr, "a:b");
    buf_release(&out);
    cmark_node_free(root);
}

static void tables_are_known_by_their_parts(void **state)
{
    cmark_node *root = markdown_parse(str_of("| a | b |\n|---|---|\n| `c\\|d` | e |\n| f |\n"));

    (void)state;
    assert_int_equal(count_nodes(root, markdown_is_table), 1);
    assert_int_equal(count_nodes(root, markdown_is_table_row), 3);
    assert_int_equal(count_nodes(root, markdown_is_table_header), 1);
    assert_int_equal(count_nodes(root, markdown_is_table_cell), 6);
    cmark_node_free(root);
}

static void strikethrough_is_known(void **state)
{
    cmark_node *root = markdown_parse(str_of("a ~~b~~ c"));

    (void)state;
    assert_int_equal(count_nodes(root, markdown_is_strikethrough), 1);
    cmark_node_free(root);
}

static void task_items_tell_their_mark(void **state)
{
    cmark_node *root = markdown_parse(str_of("- [x] a\n- [ ] b\n- c\n"));
    cmark_node *item = cmark_node_first_child(cmark_node_first_child(root));

    (void)state;
    assert_int_equal(markdown_task_mark(item), 'x');
    item = cmark_node_next(item);
    assert_int_equal(markdown_task_mark(item), ' ');
    item = cmark_node_next(item);
    assert_int_equal(markdown_task_mark(item), 0);
    assert_int_equal(markdown_task_mark(root), 0);
    cmark_node_free(root);
}

static void the_literal_is_empty_where_there_is_none(void **state)
{
    cmark_node *root = markdown_parse(str_of("```rust\ncode\n```\n"));

    (void)state;
    assert_int_equal(markdown_literal(root).len, 0);
    assert_true(str_equals(markdown_literal(cmark_node_first_child(root)), "code\n"));
    cmark_node_free(root);
}

static void bare_addresses_are_no_links(void **state)
{
    cmark_node *root = markdown_parse(str_of("see https://example.com and www.example.com"));
    cmark_node *text = cmark_node_first_child(cmark_node_first_child(root));

    (void)state;
    assert_int_equal(cmark_node_get_type(text), CMARK_NODE_TEXT);
    assert_null(cmark_node_next(text));
    cmark_node_free(root);
}

static void invalid_bytes_become_replacement_characters(void **state)
{
    (void)state;
    assert_plain("a\xff\xc3 b", "a\xef\xbf\xbd\xef\xbf\xbd b");
}

static void empty_and_absent_text_give_an_empty_document(void **state)
{
    cmark_node *root = markdown_parse(str_slice(NULL, 0));

    (void)state;
    assert_int_equal(cmark_node_get_type(root), CMARK_NODE_DOCUMENT);
    assert_null(cmark_node_first_child(root));
    cmark_node_free(root);
}

static void deep_nesting_is_survived(void **state)
{
    struct buf text = BUF_INIT;
    cmark_node *root;

    (void)state;
    for (int i = 0; i < 50000; i++)
        buf_addc(&text, '>');
    buf_adds(&text, " a\n");
    root = markdown_parse(buf_str(&text));
    assert_non_null(root);
    cmark_node_free(root);
    buf_release(&text);
}

static void repeat(struct buf *out, const char *s, int count)
{
    for (int i = 0; i < count; i++)
        buf_adds(out, s);
}

/* 20,000 columns times 20,000 rows would be 400 million cells. */
static void a_table_of_too_many_cells_stays_text(void **state)
{
    struct buf text = BUF_INIT;
    cmark_node *root;

    (void)state;
    repeat(&text, "|a", 20000);
    buf_adds(&text, "|\n");
    repeat(&text, "|-", 20000);
    buf_adds(&text, "|\n");
    repeat(&text, "|\n", 20000);
    buf_adds(&text, "\n~~b~~\n");
    root = markdown_parse(buf_str(&text));
    assert_int_equal(count_nodes(root, markdown_is_table), 0);
    assert_int_equal(count_nodes(root, markdown_is_strikethrough), 1);
    cmark_node_free(root);
    buf_release(&text);
}

enum { THREADS = 4, ROUNDS = 200 };

static void *parse_often(void *arg)
{
    size_t *found = arg;

    for (int i = 0; i < ROUNDS; i++) {
        cmark_node *root = markdown_parse(str_of("~~a~~ b ~~c~~\n\n| x |\n|---|\n| ~~y~~ |\n"));

        *found += count_nodes(root, markdown_is_strikethrough);
        cmark_node_free(root);
    }
    return NULL;
}

static void threads_may_parse_at_the_same_time(void **state)
{
    pthread_t threads[THREADS];
    size_t found[THREADS] = { 0 };

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, parse_often, &found[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(found[i], 3 * ROUNDS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_has_no_markup),
        cmocka_unit_test(plain_text_is_appended),
        cmocka_unit_test(tables_are_known_by_their_parts),
        cmocka_unit_test(strikethrough_is_known),
        cmocka_unit_test(task_items_tell_their_mark),
        cmocka_unit_test(the_literal_is_empty_where_there_is_none),
        cmocka_unit_test(bare_addresses_are_no_links),
        cmocka_unit_test(invalid_bytes_become_replacement_characters),
        cmocka_unit_test(empty_and_absent_text_give_an_empty_document),
        cmocka_unit_test(deep_nesting_is_survived),
        cmocka_unit_test(a_table_of_too_many_cells_stays_text),
        cmocka_unit_test(threads_may_parse_at_the_same_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

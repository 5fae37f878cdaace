/* Front matter, and the TOML reader below it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "indexer/front_matter.h"
#include "indexer/toml.h"

static void assert_same(const char *got, const char *expected)
{
    if (expected == NULL)
        assert_null(got);
    else
        assert_non_null(got);
    if (expected != NULL)
        assert_string_equal(got, expected);
}

/* rest: where the document proper begins, as the text that is left. */
static void assert_read(const char *text, const char *title, const char *keywords, size_t lines,
                        const char *rest)
{
    struct front_matter fm;

    front_matter_read(&fm, str_of(text));
    assert_same(fm.title, title);
    assert_same(fm.keywords, keywords);
    assert_int_equal(fm.lines, lines);
    assert_true(fm.length <= strlen(text));
    assert_string_equal(text + fm.length, rest);
    front_matter_release(&fm);
}

static void assert_none(const char *text)
{
    assert_read(text, NULL, NULL, 0, text);
}

static void yaml_gives_title_and_keywords(void **state)
{
    (void)state;
    assert_read("---\ntitle: \"Async in depth\"\n---\n\nText", "Async in depth", NULL, 3, "\nText");
    assert_read("---\nTitle: A 'b'\nkeywords: a, b\ntags: [c, 'd e']\ncategories:\n  - f\n...\nx",
                "A 'b'", "a, b c d e f", 7, "x");
    assert_read("---\ntitle: >\n  two\n  lines\n---", "two lines", NULL, 5, "");
    assert_read("---\ntitle: |\n  two\n  lines\n---", "two lines", NULL, 5, "");
}

static void toml_gives_title_and_keywords(void **state)
{
    (void)state;
    assert_read("+++\ntitle = \"A\" # b\ntags = [\n  \"c\", # d\n  'e f',\n]\n+++\nx", "A", "c e f",
                7, "x");
    assert_read("+++\ndate = 2020-01-01\n[extra]\ntitle = 'no'\n+++\n", NULL, NULL, 5, "");
}

static void only_the_top_level_counts(void **state)
{
    (void)state;
    assert_read("---\na:\n  title: no\n  tags: [no]\nb: [{title: no}, [title, no]]\n"
                "tags: [yes, [no], {no: no}]\n? [title, x]\n: no\n? {title: x}\n: no\n"
                "c: &t no\ntitle: *t\n*t : no\nkeywords: yes\n---\n",
                NULL, "yes yes", 15, "");
    assert_read("---\n- title: no\n---\n", NULL, NULL, 3, "");
}

static void the_first_title_counts(void **state)
{
    (void)state;
    assert_read("---\ntitle: a\nTITLE: b\n---\n", "a", NULL, 4, "");
    assert_read("+++\ntitle = 'a'\nTITLE = 'b'\n+++\n", "a", NULL, 4, "");
}

static void empty_values_say_nothing(void **state)
{
    (void)state;
    assert_read("---\ntitle:\nkeywords: ~\ntags: [null, '', ' ']\n---\n", NULL, NULL, 5, "");
    assert_read("---\ntitle: 'null'\n---\n", "null", NULL, 3, "");
    assert_read("+++\ntitle = ''\ntags = []\n+++\n", NULL, NULL, 4, "");
    assert_read("---\n---\nx", NULL, NULL, 2, "x");
    assert_read("+++\n+++\nx", NULL, NULL, 2, "x");
}

static void broken_yaml_is_cut_off_all_the_same(void **state)
{
    (void)state;
    assert_read("---\ntitle: a\nb: [c\nd: }\n---\nx", NULL, NULL, 5, "x");
    assert_read("---\ntitle: One: two\n---\nx", NULL, NULL, 3, "x");
    assert_read("---\n\ttitle: {{ x }}\n---\nx", NULL, NULL, 3, "x");
    assert_read("+++\n=\ntitle\n[\n\"\ntitle = 'a'\n+++\nx", "a", NULL, 7, "x");
}

static void text_without_front_matter_is_left_alone(void **state)
{
    (void)state;
    assert_none("");
    assert_none("# Title\n---\ntitle: a\n---\n");
    assert_none("---\ntitle: a\n");
    assert_none("---");
    assert_none("+++\ntitle = 'a'\n---\n");
    assert_none(" ---\ntitle: a\n---\n");
    assert_none("----\ntitle: a\n----\n");
    assert_none("\n---\ntitle: a\n---\n");
}

static void two_thematic_breaks_are_no_front_matter(void **state)
{
    (void)state;
    assert_none("---\n\nSome prose.\n\n---\n\nMore.");
    assert_none("---\n\n# A heading\n\n- A list\n\n---\n");
    assert_read("---\n\ntitle: a\n---\nx", "a", NULL, 4, "x");
}

static void blanks_after_the_marks_do_not_matter(void **state)
{
    (void)state;
    assert_read("--- \ntitle: a\n---\t\nx", "a", NULL, 3, "x");
}

static void escapes_smuggle_no_control_characters_in(void **state)
{
    (void)state;
    assert_read("---\ntitle: \"a\\e[2Jb\\u202e\\x1f\\nc\"\n---\n", "a[2Jb c", NULL, 3, "");
    assert_read("+++\ntitle = \"a\\u001b\\u202Eb\\nc\"\n+++\n", "ab c", NULL, 3, "");
}

enum { HOSTILE_BYTES = 1000 * 1000 };

static void assert_fast(const char *mark, const char *first, const char *repeated)
{
    struct buf text = BUF_INIT;
    struct front_matter fm;
    clock_t start;

    buf_addf(&text, "%s\n%s", mark, first);
    while (text.len < HOSTILE_BYTES)
        buf_adds(&text, repeated);
    buf_addf(&text, "\n%s\n", mark);
    start = clock();
    front_matter_read(&fm, buf_str(&text));
    assert_true(clock() - start < 10 * CLOCKS_PER_SEC);
    assert_int_equal(fm.length, text.len);
    front_matter_release(&fm);
    buf_release(&text);
}

static void hostile_front_matter_takes_linear_time(void **state)
{
    static const char *const yaml[] = { "[",   "{", "- ", "? ",    "a: ",  "&a ",
                                        "*a ", "!", "'",  "\"\\x", "a\n",  "a: b\n",
                                        "#",   "%", "| ", "[a,",   "{a: ", "\"a\": [" };
    static const char *const toml[] = { "[",       "[a]\n", "a=", "\"",       "'",
                                        "a = [\n", "a.",    "\\", "a = '''",  "a = \"\"\"\\",
                                        "a = {",   "#",     "]",  "a=[[1],\n" };

    (void)state;
    for (size_t i = 0; i < sizeof(yaml) / sizeof(*yaml); i++) {
        assert_fast("---", "", yaml[i]);
        assert_fast("---", "tags: ", yaml[i]);
    }
    for (size_t i = 0; i < sizeof(toml) / sizeof(*toml); i++) {
        assert_fast("+++", "", toml[i]);
        assert_fast("+++", "title = ", toml[i]);
    }
}

static void huge_front_matter_is_cut_off_unread(void **state)
{
    struct buf text = BUF_INIT;
    struct front_matter fm;

    (void)state;
    buf_adds(&text, "---\ntitle: a\n");
    while (text.len < 2 * HOSTILE_BYTES)
        buf_adds(&text, "# a long remark\n");
    buf_adds(&text, "---\n");
    front_matter_read(&fm, buf_str(&text));
    assert_null(fm.title);
    assert_int_equal(fm.length, text.len);
    front_matter_release(&fm);
    buf_release(&text);
}

/* Writes all pairs of text as lines "key=value". */
static void assert_toml(const char *text, const char *expected)
{
    struct buf got = BUF_INIT;
    struct toml t;

    toml_init(&t, str_of(text));
    while (toml_next(&t))
        buf_addf(&got, "%s=%s\n", t.key.ptr, t.value.ptr);
    toml_release(&t);
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
}

static void toml_keys_are_paths(void **state)
{
    (void)state;
    assert_toml("a = 1\n[b]\nc = 2\n[ b . \"d e\" ]\nf.'g' = 3\n[[h]] # i\nj=4",
                "a=1\nb.c=2\nb.d e.f.g=3\nh.j=4\n");
}

static void toml_strings_are_decoded(void **state)
{
    (void)state;
    assert_toml("a = \"b\\t\\\"c\\\" \\u00e9\\U0001F980 # d\"\ne = 'f\\n' # g\n",
                "a=b\t\"c\" \u00e9\U0001F980 # d\ne=f\\n\n");
    assert_toml("a = \"\"\"\nb \"c\" \\\n   # d\"\"\"\ne = '''f\n'g\\'''\nh = \"\"",
                "a=b \"c\" # d\ne=f\n'g\\\nh=\n");
    assert_toml("a = \"\\uD800\\u12\\q\\", "a=D80012q\n");
}

static void toml_lists_are_joined(void **state)
{
    (void)state;
    assert_toml("a = [\"b\", 'c]', [1, 2.5],\n # d\n true,]\ne = []", "a=b c] 1 2.5 true\ne=\n");
}

static void toml_that_is_not_understood_is_passed_over(void **state)
{
    (void)state;
    assert_toml("a = { b = \"c\" }\nd\n= e\n[f\ng = \"h\ni = 1979-05-27T07:32:00Z # j\n",
                "f.g=h\nf.i=1979-05-27T07:32:00Z\n");
    assert_toml("a = [1, 2", "a=1 2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_gives_title_and_keywords),
        cmocka_unit_test(toml_gives_title_and_keywords),
        cmocka_unit_test(only_the_top_level_counts),
        cmocka_unit_test(the_first_title_counts),
        cmocka_unit_test(empty_values_say_nothing),
        cmocka_unit_test(broken_yaml_is_cut_off_all_the_same),
        cmocka_unit_test(text_without_front_matter_is_left_alone),
        cmocka_unit_test(two_thematic_breaks_are_no_front_matter),
        cmocka_unit_test(blanks_after_the_marks_do_not_matter),
        cmocka_unit_test(escapes_smuggle_no_control_characters_in),
        cmocka_unit_test(hostile_front_matter_takes_linear_time),
        cmocka_unit_test(huge_front_matter_is_cut_off_unread),
        cmocka_unit_test(toml_keys_are_paths),
        cmocka_unit_test(toml_strings_are_decoded),
        cmocka_unit_test(toml_lists_are_joined),
        cmocka_unit_test(toml_that_is_not_understood_is_passed_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

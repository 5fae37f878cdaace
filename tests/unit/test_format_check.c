/* Format checks: what is told about a guide's Markdown, and that nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <time.h>

#include "core/text.h"
#include "indexer/format_check.h"

/* A chapter of one pattern; its first field is on line 4. */
#define PATTERN(fields)                                                                            \
    "# Title\n## Pattern\n<!-- pattern\n" fields "-->\n\nText.\n\n```rust\nfn f() {}\n```\n"

/* A chapter of one block; its fence is on line 2. */
#define CODE(info, code) "# Title\n```" info "\n" code "```\n"

struct told {
    struct buf faults; /* "line: message", one a line */
    size_t count;
    size_t last_line;
    bool is_ordered;
};

static void take_fault(void *ctx, size_t line, const char *message)
{
    struct told *told = ctx;
    struct str text = str_of(message);

    assert_true(line >= 1);
    assert_true(utf8_valid_prefix(text) == text.len);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7F)
            fail_msg("a control character in \"%s\"", message);
    told->is_ordered = told->is_ordered && line >= told->last_line;
    told->last_line = line;
    told->count++;
    buf_addf(&told->faults, "%zu: %s\n", line, message);
}

static struct told check(struct str text)
{
    struct told told = { .faults = BUF_INIT, .is_ordered = true };
    struct error err;

    assert_int_equal(format_check(text, take_fault, &told, NULL, NULL, &err), STATUS_OK);
    assert_true(told.is_ordered);
    return told;
}

static void assert_clean(const char *text)
{
    struct told told = check(str_of(text));

    if (told.count > 0)
        fail_msg("told of \"%s\":\n%s", text, told.faults.ptr);
    buf_release(&told.faults);
}

struct row {
    const char *text;
    size_t line;
    const char *piece; /* of the message */
};

/* Each row has that one fault. */
static void assert_faults(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct told told = check(str_of(rows[i].text));

        if (told.count != 1 || told.last_line != rows[i].line ||
            strstr(told.faults.ptr, rows[i].piece) == NULL)
            fail_msg("not just \"%s\" on line %zu of \"%s\":\n%s", rows[i].piece, rows[i].line,
                     rows[i].text, told.faults.ptr);
        buf_release(&told.faults);
    }
}

#define ASSERT_FAULTS(rows) assert_faults(rows, sizeof(rows) / sizeof((rows)[0]))

/* Faults in order, as "line: message" lines; of each message the first words. */
static void assert_told(const char *text, const char *const *starts, size_t count)
{
    struct told told = check(str_of(text));
    struct str rest = buf_str(&told.faults);
    struct str line;

    if (told.count != count)
        fail_msg("%zu faults, not %zu, in \"%s\":\n%s", told.count, count, text, told.faults.ptr);
    for (size_t i = 0; str_next_line(&rest, &line); i++)
        if (!str_starts(line, starts[i]))
            fail_msg("no \"%s\" but \"%.*s\"", starts[i], (int)line.len, line.ptr);
    buf_release(&told.faults);
}

#define ASSERT_TOLD(text, starts) assert_told(text, starts, sizeof(starts) / sizeof((starts)[0]))

/* --- documents without mistakes --- */

static void documents_without_mistakes_are_not_told(void **state)
{
    (void)state;
    assert_clean("# Title\n");
    assert_clean("Title\n=====\n\nText.\n");
    assert_clean("---\ntitle: Errors\n---\nText.\n");
    assert_clean("+++\ntitle = \"Errors\"\n+++\n\n## Pattern\n\nText.\n");
    assert_clean("\xef\xbb\xbf# Title\r\n\r\nText.\r\n");
    assert_clean("{{#include title.md}}\n\nText.\n");
    assert_clean("# Title\n\nText.\n\n    <!-- pattern\n    since: x\n    -->\n");
    assert_clean("# Title\n\n<!-- TODO: more -->\n<!-- pattern matching: later -->\n");
    assert_clean("# Title\n\n````markdown\n```rust,nonsense\n<!-- pattern\n```\n````\n");
}

static void all_fields_with_good_values_are_not_told(void **state)
{
    (void)state;
    assert_clean(
        PATTERN("since: 1.85\nnoted: async closures: stable\nedition: 2024\nstatus: stable\n"
                "replaces: a bare io::Error\nreplaced_by: std/x/y#z\n"
                "see: std/vec/struct.Vec#method.push, book/ch06-03-if-let\n"
                "keywords: one, two\n"));
    assert_clean(PATTERN("since: 1.0\nedition: any\nstatus: deprecated\nnoted: -\n"));
    assert_clean(PATTERN("edition: 2015\nstatus: nightly\nfeature: gen_blocks\n"));
    assert_clean(
        PATTERN("status: library\n"
                "crates: tokio 1.40 [full, test-util], tokio-util 0.7.10, rayon 1 [a/b]\n"));
    assert_clean(PATTERN(" since : 1.85 \nedition:2021\n\nstatus: Stable\n"));
    assert_clean("# T\n## P\n<!--pattern\nsince: 1.85 -->\nText.\n- one\n\n      code\n");
}

static void fields_may_stand_a_little_below_their_heading(void **state)
{
    static const char after[] = "\n<!-- pattern\nsince: 1.85\n-->\nText.\n\n    code\n";
    static const char *const before[] = { "", "\n\n\n", "<!-- a remark -->\n",
                                          "\n<!-- two\n-->\n\n" };

    (void)state;
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        struct buf text = BUF_INIT;

        buf_addf(&text, "# T\n## P\n%s%s", before[i], after);
        assert_clean(text.ptr);
        buf_release(&text);
    }
    /* The title in front matter is a heading, too. */
    assert_clean("---\ntitle: T\n---\n<!-- pattern\nsince: 1.85\n-->\nText.\n\n    code\n");
}

static void good_info_strings_are_not_told(void **state)
{
    static const char *const infos[] = {
        "",
        "rust",
        "rs",
        "text",
        "toml",
        "sh",
        "text,ignore",
        "c++",
        "markdown",
        "rust,no_run",
        "rust, should_panic",
        "rust compile_fail",
        "rust,compile_fail,E0382",
        "compile_fail,E0382",
        "E0382 compile_fail",
        "rust,ignore (needs a, b (or c))",
        "ignore(why),rust",
        "rust,ignore-windows",
        "rust,edition2015",
        "edition2018",
        "rust,edition2021,no_run",
        "rust,edition2024",
        "rust,test_harness",
        "rust,standalone_crate",
        "rust,editable",
        "rust,noplayground",
        "rust,noplaypen",
        "rust,mdbook-runnable",
        "rust,does_not_compile",
        "rust,not_desired_behavior",
        "rust,panics",
        "{.rust .no_run}",
        "rust,custom,{class=wide}",
        "rust,,no_run,",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(infos) / sizeof(infos[0]); i++) {
        struct buf text = BUF_INIT;

        buf_addf(&text, "# Title\n```%s\nfn f() {}\n```\n", infos[i]);
        assert_clean(text.ptr);
        buf_release(&text);
    }
}

static void closed_fences_are_not_told(void **state)
{
    (void)state;
    assert_clean("# T\n```\na\n```");
    assert_clean("# T\n```\n```\n");
    assert_clean("# T\n~~~~\n~~~\n```\n~~~~~  \n");
    assert_clean("# T\n- a\n\n  ```rust\n  fn f() {}\n  ```\n- b\n");
    assert_clean("# T\n- ```\n  a\n  ```\n\nb\n");
    assert_clean("# T\n- ```\n  a\n  ```");
    assert_clean("# T\n> ```\n> a\n> ```\nb\n");
    assert_clean("# T\n> - > ```\n>   > a\n>   > ```\n\nb\n");
    assert_clean("# T\n1. a\n   ~~~rust\n   fn f() {}\n   ~~~\n\n   b\n");
    assert_clean("# T\na[^1]\n\n[^1]: b\n\n    ```\n    c\n    ```\n\nd\n");
    assert_clean("# T\n```text\n``` not a fence's info `\n    ```rust\n```\n");
}

static void good_pairs_are_not_told(void **state)
{
    (void)state;
    assert_clean(CODE("rust", "// DON'T: a; why (1.80)\nfn a() {}\n// DO: b\nfn b() {}\n"));
    assert_clean(
        CODE("rust", "// OLD - a\na();\n// NEW - b\nb();\n// BAD: c\nc();\n// GOOD: d\nd();\n"));
    /* What advice.c takes for no marker. */
    assert_clean(CODE("rust", "fn f() {\n    // DO: a\n}\n"));
    assert_clean(CODE("rust", "a(); // DON'T: a\n"));
    assert_clean(CODE("rust", "let s = \"\n// DO: a\n\";\n"));
    assert_clean(CODE("rust", "/// DO: a\n//! DO: b\n// do: c\n// DONE: d\n// Do: e\n// DO it\n"));
    assert_clean(CODE("toml", "// DO: a\n"));
    /* One that an include may complete. */
    assert_clean(CODE("rust", "// DON'T: a\na();\n{{#include b.rs}}\n"));
}

static void good_hidden_lines_are_not_told(void **state)
{
    (void)state;
    assert_clean(CODE("rust", "# fn main() {\n#\n  # a();\n## [derive]\n#[test]\n#![a]\n# }\n"));
    assert_clean(CODE("rust", "quote! {\n#name\n}\nlet s = r\"\n#x\n\";\n/*\n#x\n*/ a #b\n"));
    assert_clean(CODE("rust,compile_fail", "#x\n"));
    assert_clean(CODE("rust,ignore (no Rust)", "#x\n"));
    assert_clean(CODE("sh", "#x\n"));
}

static void the_shipped_guide_has_no_mistakes(void **state)
{
    glob_t found;

    (void)state;
    assert_int_equal(glob(TESTS_DIR "/../content/*.md", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *file = fopen(found.gl_pathv[i], "rb");
        struct buf text = BUF_INIT;
        struct told told;
        char block[4096];
        size_t n;

        assert_non_null(file);
        while ((n = fread(block, 1, sizeof(block), file)) > 0)
            buf_add(&text, block, n);
        assert_int_equal(fclose(file), 0);
        told = check(buf_str(&text));
        if (told.count > 0)
            fail_msg("%s:\n%s", found.gl_pathv[i], told.faults.ptr);
        buf_release(&told.faults);
        buf_release(&text);
    }
    globfree(&found);
}

/* --- mistakes --- */

static void files_need_a_title(void **state)
{
    static const struct row rows[] = {
        { "", 1, "no title: begin it with `# Title`" },
        { "Text.\n", 1, "no title" },
        { "## Pattern\n\nText.\n", 1, "no title" },
        { "> # Quoted\n", 1, "no title" },
        { "---\nkeywords: a\n---\nText.\n", 3, "front matter has no `title:`" },
        { "---\ntitle: One: two\n---\n", 3, "front matter has no `title:`" },
    };

    (void)state;
    ASSERT_FAULTS(rows);
}

static void two_ids_may_not_be_the_same(void **state)
{
    static const struct row rows[] = {
        { "# Title\n## A b\n\nText.\n\n## A `B`!\n", 6, "slug `a-b`, as line 2 has" },
        { "# Title\n\n## Title\n", 3, "slug `title`, as line 1 has" },
        { "# Title\n## A {#b}\n## B\n", 3, "slug `b`, as line 2 has" },
        { "# Title\n## A {#x}\n## B {#x .c}\n", 3, "slug `x`, as line 2 has" },
        { "# Title\n## `+`\n## `-=`\n## `*`\n", 4, "slug `section`, as line 2 has" },
        { "---\ntitle: T\n---\n\n## A\n## A\n", 6, "as line 5 has" },
        { CODE("rust", "// DON'T: a\na();\n// DO: b\nb();\n// OLD: A; why\nc();\n// DO: d\nd();\n"),
          7, "the pair has the slug `a`, as line 3 has" },
        { "# Title\n```rust\n// DON'T: title\na();\n// DO: b\nb();\n```\n", 3,
          "the pair has the slug `title`, as line 1 has" },
    };

    (void)state;
    ASSERT_FAULTS(rows);
    assert_clean("# Title\n## A\n## A b\n> ## A\n");
}

static void comments_of_fields_must_be_read(void **state)
{
    static const struct row rows[] = {
        { "<!-- pattern\nsince: 1.85\n-->\n# T\nText.\n", 1, "above its heading" },
        { "# T\nText.\n<!-- pattern\nsince: 1.85\n-->\n\n    code\n", 3, "below other text" },
        { "# T\n```\ncode\n```\n<!-- pattern\nsince: 1.85\n-->\nText.\n", 5, "below other text" },
        { "# T\n<!-- pattern\nsince: 1.85\n-->\nText.\n\n    code\n\n<!-- pattern\nsince: 1.0\n-->\n",
          9, "fields on line 2 already" },
        { "# T\n- a\n\n  <!-- pattern\n  since: 1.85\n  -->\n", 4, "not read in a list" },
        { "# T\n> <!-- pattern\n> since: 1.85\n> -->\n", 2, "not read in a list" },
        { "# T\nText <!-- pattern\nsince: 1.85 -->\n", 2, "not read in a list" },
        { "# T\n\n    <!-- pattern\n    since: 1.85\n    -->\n", 3, "four blanks" },
        { "# T\n<!-- pattern since: 1.85 -->\n", 2, "its first line must be `<!-- pattern` alone" },
        { "# T\n<!-- pattern: since: 1.85 -->\n", 2, "its first line must be" },
        { "# T\n<!-- Pattern\nsince: 1.85\n-->\n", 2, "its first line must be" },
        { "# T\n<!-- patterns\nsince: 1.85\n-->\n", 2, "its first line must be" },
        { "# T\n<!-- pattern -->\n", 2, "its first line must be" },
        { "# T\n<!-- pattern\nsince: 1.85\n--> more\n", 2, "text behind its `-->`" },
        { "# T\n<!-- a --> <!-- pattern\nsince: 1.85\n-->\n", 2, "behind other HTML" },
        { "# T\n<div>\n\n<!-- a -->\n\n</div>\n<!-- pattern\nsince: 1.85\n-->\n", 7,
          "behind other HTML" },
    };

    (void)state;
    ASSERT_FAULTS(rows);
}

static void comments_must_be_closed(void **state)
{
    static const struct row rows[] = {
        { "# T\n<!-- pattern\nsince: 1.85\n\n## Two\n\nText.\n", 2, "never closed" },
        { "# T\n<!-- pattern\n\nText.\n", 2, "never closed" },
        { "# T\n> <!-- pattern\n> since: 1.85\n\nText.\n", 2, "never closed" },
        { "# T\n<!-- a remark\n\n## Two\n", 2, "hides all that follows" },
        { "# T\n<!-- pattern\nsince: 1.85\n\n## Two\n<!-- pattern\nsince: 1.0\n-->\nText.\n\n    code\n",
          2, "not closed before line 5" },
        { "# T\n<!-- pattern\nsince: 1.85\n```\ncode\n```\n<!-- a -->\nText.\n\n    code\n", 2,
          "not closed before line 4" },
        { "---\ntitle: T\n---\n## P\n<!-- pattern\nsince: 1.85\n<!-- a -->\nText.\n\n    code\n", 5,
          "not closed before line 7" },
    };

    (void)state;
    ASSERT_FAULTS(rows);
}

static void lines_of_fields_are_keys_and_values(void **state)
{
    static const struct row rows[] = {
        { PATTERN("since: 1.85\nand more\n"), 5, "`and more` is no `key: value`" },
        { PATTERN("since: 1.85\nedition 2021\n"), 5, "is no `key: value`" },
        { PATTERN("keywords:\n"), 4, "`keywords:` has no value" },
        { PATTERN("keywords:   \n"), 4, "`keywords:` has no value" },
        { PATTERN("since: 1.85\nedition: any\nsince: 1.86\n"), 6, "line 4 has it already" },
        { PATTERN("sinse: 1.85\n"), 4, "unknown key `sinse`: did you mean `since`?" },
        { PATTERN("Since: 1.85\n"), 4, "did you mean `since`?" },
        { PATTERN("crate: tokio 1\n"), 4, "did you mean `crates`?" },
        { PATTERN("replaced-by: a\n"), 4, "did you mean `replaced_by`?" },
        { PATTERN("replace: a\n"), 4, "did you mean `replaces`?" },
        { PATTERN("keywrods: a\n"), 4, "did you mean `keywords`?" },
        { PATTERN("author: me\n"), 4, "unknown key `author`: the keys are since, noted, edition," },
        { PATTERN(": a\n"), 4, "unknown key ``: the keys are" },
        { "---\ntitle: T\n---\n## P\n<!-- pattern\nsinse: 1.0\n-->\nText.\n\n    code\n", 6,
          "sinse" },
    };

    (void)state;
    ASSERT_FAULTS(rows);
}

static void values_are_what_they_say(void **state)
{
    static const struct row rows[] = {
        { PATTERN("since: 2.0\n"), 4, "since: `2.0` is no release" },
        { PATTERN("since: 1\n"), 4, "is no release" },
        { PATTERN("since: 1.\n"), 4, "is no release" },
        { PATTERN("since: 1.85.0\n"), 4, "is no release" },
        { PATTERN("since: 1.085\n"), 4, "is no release" },
        { PATTERN("since: 1.255\n"), 4, "is no release" },
        { PATTERN("since: Rust 1.85\n"), 4, "is no release" },
        { PATTERN("edition: 2022\n"), 4, "edition: `2022` is none" },
        { PATTERN("edition: Any\n"), 4, "edition: `Any` is none" },
        { PATTERN("status: stabel\n"), 4, "did you mean `stable`?" },
        { PATTERN("status: new\n"), 4, "write `stable`, `nightly`, `library` or `deprecated`" },
        { PATTERN("status: nightly\n"), 4, "without `feature:`" },
        { PATTERN("status: Library\nsince: 1.85\n"), 4, "without `crates:`" },
    };

    (void)state;
    ASSERT_FAULTS(rows);
}

static void crates_have_versions_and_features_in_brackets(void **state)
{
    static const struct row rows[] = {
        { PATTERN("crates: tokio\n"), 4, "`tokio`: a version of one to three numbers follows" },
        { PATTERN("crates: tokio [full]\n"), 4, "a version" },
        { PATTERN("crates: tokio 1.x\n"), 4, "a version" },
        { PATTERN("crates: tokio ^1\n"), 4, "a version" },
        { PATTERN("crates: tokio 1.2.3.4\n"), 4, "a version" },
        { PATTERN("crates: tokio 1.\n"), 4, "a version" },
        { PATTERN("crates: tokio = \"1\"\n"), 4, "a version" },
        { PATTERN("crates: rand 0.8, tokio 1 full\n"), 4, "`tokio 1 full`: a version" },
        { PATTERN("crates: 1 tokio\n"), 4, "a crate's name" },
        { PATTERN("crates: a 1, , b 1\n"), 4, "a crate's name" },
        { PATTERN("crates: a::b 1\n"), 4, "a crate's name" },
        { PATTERN("crates: [full]\n"), 4, "a crate's name" },
        { PATTERN("crates: tokio 1 [full\n"), 4, "features are names" },
        { PATTERN("crates: tokio 1 []\n"), 4, "features are names" },
        { PATTERN("crates: tokio 1 [full,]\n"), 4, "features are names" },
        { PATTERN("crates: tokio 1 [full test-util]\n"), 4, "features are names" },
        { PATTERN("crates: tokio 1 [full] b 1\n"), 4, "features are names" },
        { PATTERN("crates: tokio 1 [\n"), 4, "features are names" },
    };

    (void)state;
    ASSERT_FAULTS(rows);
}

static void related_entries_are_ids(void **state)
{
    static const struct row rows[] = {
        { PATTERN("see: std/vec, let else\n"), 4, "`let else` is no id: an id has no blanks" },
        { PATTERN("see: a/b c/d\n"), 4, "an id has no blanks" },
        { PATTERN("see: timeouts\n"), 4, "`timeouts` is no id: an id is the source's name" },
        { PATTERN("see: #timeouts\n"), 4, "an id is the source's name" },
        { PATTERN("see: /a\n"), 4, "an id is the source's name" },
        { PATTERN("see: a/b,\n"), 4, "an id is the source's name" },
        { PATTERN("see: https://doc.rust-lang.org/std\n"), 4, "an id is the source's name" },
        { PATTERN("see: guide/async.md#timeouts\n"), 4, "no extension" },
        { PATTERN("see: book/ch06-03-if-let.html\n"), 4, "no extension" },
        { PATTERN("see: a/b#\n"), 4, "behind the one `#`" },
        { PATTERN("see: a/b#c#d\n"), 4, "behind the one `#`" },
    };

    (void)state;
    ASSERT_FAULTS(rows);
}

static void headings_with_fields_have_text_and_a_snippet(void **state)
{
    static const struct row rows[] = {
        { "# T\n## P\n<!-- pattern\nsince: 1.0\n-->\n\n```rust\nfn f() {}\n```\n", 2,
          "but no text" },
        { "# T\n## P\n<!-- pattern\nsince: 1.0\n-->\n\nText.\n", 2, "but no snippet" },
        { "# T\n## P\n<!-- pattern\nsince: 1.0\n-->\nText.\n### Code\n\n    code\n", 2,
          "no snippet" },
        { "# T\n## P\n<!-- pattern\nsince: 1.0\n-->\nText.\n```\n\n```\n## Q\n", 2, "no snippet" },
        { "# T\n## P\n<!-- pattern\nsince: 1.0\n-->\nText.[^1]\n\n[^1]: A note.\n\n        code\n",
          2, "no snippet" },
    };

    (void)state;
    ASSERT_FAULTS(rows);
    assert_clean("# T\n## P\n<!-- pattern\nsince: 1.0\n-->\n{{#include text.md}}\n");
    assert_clean("# T\n## P\nNo fields.\n## Q\n");
}

static void info_strings_have_known_words(void **state)
{
    static const struct row rows[] = {
        { CODE("rust,compile-fail", ""), 2,
          "`compile-fail` is unknown: did you mean `compile_fail`?" },
        { CODE("rust,compile-fail,E0382", ""), 2, "did you mean `compile_fail`?" },
        { CODE("rust,compilefail", ""), 2, "did you mean `compile_fail`?" },
        { CODE("rust,compile_fails", ""), 2, "did you mean `compile_fail`?" },
        { CODE("rust,shouldpanic", ""), 2, "did you mean `should_panic`?" },
        { CODE("rust,norun", ""), 2, "did you mean `no_run`?" },
        { CODE("rust,No_Run", ""), 2, "did you mean `no_run`?" },
        { CODE("rust,test-harness", ""), 2, "did you mean `test_harness`?" },
        { CODE("rust,standalone-crate", ""), 2, "did you mean `standalone_crate`?" },
        { CODE("rust,ingore", ""), 2, "did you mean `ignore`?" },
        { CODE("Rust", ""), 2, "did you mean `rust`?" },
        { CODE("compile-fail", ""), 2, "did you mean `compile_fail`?" },
        { CODE("rust,rust2021", ""), 2, "did you mean `edition2021`?" },
        { CODE("rust,2018", ""), 2, "did you mean `edition2018`?" },
        { CODE("rust,edition-2021", ""), 2, "did you mean `edition2021`?" },
        { CODE("rust,edition2022", ""), 2, "no edition" },
        { CODE("rust,edition", ""), 2, "no edition" },
        { CODE("rust,compile_fail,E382", ""), 2, "no error code" },
        { CODE("rust,compile_fail,e0382", ""), 2, "no error code" },
        { CODE("rust,linenos", ""), 2, "`linenos` is unknown to rustdoc and mdBook" },
        { CODE("rust title=main.rs", ""), 2, "`title=main.rs` is unknown" },
        { CODE("rust,a\xc2\x9b&#27;b", ""), 2, "`ab` is unknown" },
        { CODE("rust,E0382", ""), 2, "`E0382` without `compile_fail`" },
        { CODE("rust,should_panic,E0382", ""), 2, "`E0382` without `compile_fail`" },
        { CODE("rust,ignore", ""), 2, "`ignore` without a reason" },
        { CODE("ignore", ""), 2, "`ignore` without a reason" },
        { CODE("rust,ignore ()", ""), 2, "`ignore` without a reason" },
        { "# T\n- a\n\n  > ~~~rust,norun\n  > ~~~\n", 4, "did you mean `no_run`?" },
    };
    static const char *const several[] = { "2: info string: `a`", "2: info string: `b`",
                                           "2: info string: `ignore` without a reason" };

    (void)state;
    ASSERT_FAULTS(rows);
    ASSERT_TOLD(CODE("rust,a,ignore,b", ""), several);
}

static void fences_must_be_closed(void **state)
{
    static const struct row rows[] = {
        { "# T\n```rust\nfn f() {}\n", 2, "never closed" },
        { "# T\n```rust\nfn f() {}", 2, "never closed" },
        { "# T\n```rust", 2, "never closed" },
        { "# T\n~~~~\na\n~~~\n", 2, "never closed" },
        { "# T\n```\na\n~~~\n\n\n", 2, "never closed" },
        { "# T\n> ```\n> a\nb\n", 2, "never closed" },
        { "# T\n- ```\n  a\n\nb\n", 2, "never closed" },
        { "# T\n```rust\nfn f() {}\n\nText.\n\n```rust\n// DO: a\n```\n", 2,
          "before the one on line 7" },
        { "---\ntitle: T\n---\n```rust\n\n  ~~~~ toml\n```toml\n```\n", 4,
          "before the one on line 7" },
        { "# T\n~~~\n~~~~~ rust\n~~~\n", 2, "before the one on line 3" },
    };
    /* The last line closes nothing, but opens a block of its own. */
    static const char *const outside[] = { "2: the fence is never closed",
                                           "4: the fence is never closed" };

    (void)state;
    ASSERT_FAULTS(rows);
    ASSERT_TOLD("# T\n- ```rust\n  // DO: a\n```\n", outside);
    ASSERT_TOLD("# T\n> ```rust\n> // DO: a\n```\n", outside);
}

static void markers_need_their_other_half(void **state)
{
    static const struct row rows[] = {
        { CODE("rust", "// DON'T: a\na();\n"), 3, "`// DON'T: a` has no new half" },
        { CODE("rust", "\n// DO: a\na();\n"), 4, "`// DO: a` has no old half" },
        { CODE("rust", "// OLD: a\na();\n// BAD: b\nb();\n// NEW: c\nc();\n"), 3,
          "`// OLD: a` has no" },
        { CODE("rust", "// OLD: a\na();\n// NEW: b\nb();\n// GOOD: c\nc();\n"), 7,
          "`// GOOD: c` has no old half" },
        { CODE("rust", "// OLD: a\na();\n// NEW: b\nb();\n// OLD: c\nc();\n"), 7,
          "has no new half" },
        { CODE("rust", "/* b\n*/\nlet s = \"\n\";\n  // BEFORE \xe2\x80\x94 a\n// x\n"), 7,
          "no new half" },
        { CODE("rust", "// DON\xe2\x80\x99T - a\nfn f() {\n    // DO: b\n}\n"), 3, "no new half" },
        { CODE("compile_fail", "// AVOID: a\na();\n"), 3, "no new half" },
        { CODE("rust", "// DON'T:\na();\n// DO: b\nb();\n"), 3, "old half has no text" },
        { CODE("rust", "// DON'T: ; why\na();\n// DO: b\nb();\n"), 3, "old half has no text" },
        { CODE("rust", "// DON'T: a\na();\n// DO:\nb();\n"), 5, "new half has no text" },
    };
    static const char *const apart[] = { "3: `// DON'T: a` has no new half",
                                         "7: `// DO: b` has no old half" };

    (void)state;
    ASSERT_FAULTS(rows);
    ASSERT_TOLD("# T\n```rust\n// DON'T: a\na();\n```\n```rust\n// DO: b\nb();\n```\n", apart);
}

static void hidden_lines_need_a_blank(void **state)
{
    static const struct row rows[] = {
        { CODE("rust", "#use a::b;\nfn f() {}\n"), 3, "`#use` hides nothing" },
        { CODE("rust", "# fn f() {\n#     a();\n# }\n  #x();\n"), 6, "`#x` hides nothing" },
        { CODE("rust,no_run", "#fn f() {\n# }\n"), 3, "`#fn` hides nothing" },
        { "# T\n- a\n\n  ```rust\n  #use a;\n  ```\n", 5, "`#use` hides nothing" },
    };

    (void)state;
    ASSERT_FAULTS(rows);
}

/* --- all of it --- */

static void faults_are_told_in_the_order_of_lines(void **state)
{
    static const char text[] = "## A\n<!-- pattern\nstatus: nightly\nsince: x\nsince: y\n-->\n"
                               "```rust,ignore,norun\n#x\n// DO: a\n```\n## A\nText.\n";
    static const char *const starts[] = {
        "1: the heading has fields but no text",
        "1: the file has no title",
        "3: `status: nightly` without `feature:`",
        "4: since: `x`",
        "5: `since:` stands twice",
        "7: info string: `norun`",
        "7: info string: `ignore` without",
        "9: `// DO: a` has no old half",
        "11: the heading has the slug `a`",
    };

    (void)state;
    ASSERT_TOLD(text, starts);
}

static void long_and_strange_text_is_quoted_short(void **state)
{
    struct buf text = BUF_INIT;
    struct told told;

    (void)state;
    buf_adds(&text, "# T\n## P\n<!-- pattern\nx");
    for (int i = 0; i < 1000; i++)
        buf_adds(&text, "\xc3\xa9\x1b\t");
    buf_adds(&text, ": y\n-->\nText.\n\n    code\n");
    told = check(buf_str(&text));
    assert_int_equal(told.count, 1);
    assert_true(told.faults.len < 300);
    assert_non_null(strstr(told.faults.ptr, "...`"));
    buf_release(&told.faults);
    buf_release(&text);
}

static void only_so_many_faults_are_told(void **state)
{
    struct buf text = BUF_INIT;
    struct told told;

    (void)state;
    buf_adds(&text, "# Title\n");
    for (int i = 0; i < FORMAT_FAULTS_MAX; i++)
        buf_adds(&text, "```rust,norun\n```\n");
    told = check(buf_str(&text));
    assert_int_equal(told.count, FORMAT_FAULTS_MAX);
    buf_release(&told.faults);
    buf_adds(&text, "```rust,norun\n```\n");
    told = check(buf_str(&text));
    assert_int_equal(told.count, FORMAT_FAULTS_MAX + 1);
    assert_non_null(strstr(told.faults.ptr, "2000: the file has more than 1000 mistakes"));
    buf_release(&told.faults);
    buf_release(&text);
}

static void what_was_looked_at_is_counted(void **state)
{
    static const char text[] =
        "# T\n## A\n<!-- pattern\nsince: 1.0\n-->\nText.\n```rust\n```\n- b\n\n"
        "  ```no_run\n  ```\n```toml\n```\n## B\n<!-- pattern\nx\n-->\n";
    struct told told = { .faults = BUF_INIT, .is_ordered = true };
    size_t patterns = 7;
    size_t snippets = 7;

    (void)state;
    assert_int_equal(format_check(str_of(text), take_fault, &told, &patterns, &snippets, NULL),
                     STATUS_OK);
    assert_int_equal(patterns, 2);
    assert_int_equal(snippets, 2);
    buf_release(&told.faults);
}

static void what_is_no_text_is_refused(void **state)
{
    static const struct str inputs[] = { { "# T\0", 4 },
                                         { "# T\xff", 4 },
                                         { "\xff\xfe#\0", 4 },
                                         { "\xfe\xff\0#", 4 },
                                         { "\xed\xa0\x80", 3 } };
    struct told told = { .faults = BUF_INIT };
    struct buf images = BUF_INIT;
    size_t count = 7;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++)
        assert_int_equal(format_check(inputs[i], take_fault, &told, &count, &count, &err),
                         STATUS_BAD_INPUT);
    for (int i = 0; i < 20001; i++)
        buf_adds(&images, "![");
    assert_int_equal(format_check(buf_str(&images), take_fault, &told, &count, &count, &err),
                     STATUS_TOO_BIG);
    assert_int_equal(count, 7);
    assert_int_equal(told.count, 0);
    buf_release(&images);
}

static void every_beginning_of_a_document_is_survived(void **state)
{
    static const char text[] =
        "---\ntitle: T\n---\n## A {#b}\n<!-- pattern\nsince: 1.x\ncrates: a 1 [b, c], d\nsee: a/b#c, d\n"
        "-->\n> - ```rust,ignore (a (b)) E0382\n>   // DON'T: x; y\n>   ```\n\n<div><!-- pattern a: -->\n\n"
        "```{.rust} norun (\n// DON'T: \xe2\x80\x94;\n#x\n// DO\n// NEW:\n```rust\n~~~\n```\n<!--";

    (void)state;
    for (size_t n = 0; n <= sizeof(text) - 1; n++) {
        char *copy = malloc(n > 0 ? n : 1); /* no byte more, for the sanitizer */
        struct told told = { .faults = BUF_INIT, .is_ordered = true };

        assert_non_null(copy);
        memcpy(copy, text, n);
        (void)format_check(str_slice(copy, n), take_fault, &told, NULL, NULL, NULL);
        assert_true(told.is_ordered);
        buf_release(&told.faults);
        free(copy);
    }
}

struct hostile {
    const char *before, *piece, *after;
};

/* Seconds for a document with the piece in it as often as fits into size bytes. */
static double seconds_for(const struct hostile *h, size_t size)
{
    struct buf text = BUF_INIT;
    struct timespec start;
    struct timespec end;
    struct told told;

    buf_adds(&text, h->before);
    while (text.len < size)
        buf_adds(&text, h->piece);
    buf_adds(&text, h->after);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    told = check(buf_str(&text));
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    buf_release(&told.faults);
    buf_release(&text);
    return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}

/* Four times the bytes may take eight times as long; what is over in a moment counts as linear. */
static void hostile_documents_take_linear_time(void **state)
{
    static const struct hostile rows[] = {
        { "", "# A\n", "" },
        { "", "> ", "" },
        { "", "- a\n", "" },
        { "```rust\n", "// DON'T: a\n", "```\n" },
        { "```rust\n", "// DO: a\n", "```\n" },
        { "```rust\n// OLD: ", "OLD: ", "\n```\n" },
        { "```rust\n", "// OLD: a\n// NEW: b\n", "```\n" },
        { "```rust\n", "#x\n", "```\n" },
        { "```rust\n", "# ", "\n```\n" },
        { "```rust\n", "```rust\n", "" },
        { "", "```rust\n// OLD: a\n```\n", "" },
        { "", "> ```\n```\n", "" },
        { "", "- ```\n", "" },
        { "```rust,", "norun,", "\n```\n" },
        { "```rust,", "(", "\n```\n" },
        { "```rust,", "{", "\n```\n" },
        { "", "```E0382 ignore\n```\n", "" },
        { "# T\n<!-- pattern\n", "since: x\n", "-->\n" },
        { "# T\n<!-- pattern\n", "a", "\n-->\n" },
        { "# T\n<!-- pattern\nsee: ", "a,", "\n-->\n" },
        { "# T\n<!-- pattern\nsee: ", "a/", "\n-->\n" },
        { "# T\n<!-- pattern\ncrates: ", "[", "\n-->\n" },
        { "# T\n<!-- pattern\ncrates: ", "a 1 [b],", "\n-->\n" },
        { "", "<!-- pattern\n-->\n", "" },
        { "", "<!-- pattern -->", "" },
        { "", "<!-- pattern", "" },
        { "<div>", "<!--\npattern\n", "" },
        { "<div>", "<!-- pattern -->\n", "" },
        { "a ", "<!-- pattern --> b\n", "" },
        { "", "*a <!-- pattern -->", "" },
        { "", "a[^1]\n\n[^1]: b\n", "" },
        { "# a ", "{#", "}\n" },
        { "", "{{#", "" },
    };
    static const size_t SIZE = 100000;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        double little = seconds_for(&rows[i], SIZE);
        double much = seconds_for(&rows[i], 4 * SIZE);

        if (much > 0.5 && much > 8 * little)
            fail_msg("\"%s\" \"%s\": %g s, then %g s", rows[i].before, rows[i].piece, little, much);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_without_mistakes_are_not_told),
        cmocka_unit_test(all_fields_with_good_values_are_not_told),
        cmocka_unit_test(fields_may_stand_a_little_below_their_heading),
        cmocka_unit_test(good_info_strings_are_not_told),
        cmocka_unit_test(closed_fences_are_not_told),
        cmocka_unit_test(good_pairs_are_not_told),
        cmocka_unit_test(good_hidden_lines_are_not_told),
        cmocka_unit_test(the_shipped_guide_has_no_mistakes),
        cmocka_unit_test(files_need_a_title),
        cmocka_unit_test(two_ids_may_not_be_the_same),
        cmocka_unit_test(comments_of_fields_must_be_read),
        cmocka_unit_test(comments_must_be_closed),
        cmocka_unit_test(lines_of_fields_are_keys_and_values),
        cmocka_unit_test(values_are_what_they_say),
        cmocka_unit_test(crates_have_versions_and_features_in_brackets),
        cmocka_unit_test(related_entries_are_ids),
        cmocka_unit_test(headings_with_fields_have_text_and_a_snippet),
        cmocka_unit_test(info_strings_have_known_words),
        cmocka_unit_test(fences_must_be_closed),
        cmocka_unit_test(markers_need_their_other_half),
        cmocka_unit_test(hidden_lines_need_a_blank),
        cmocka_unit_test(faults_are_told_in_the_order_of_lines),
        cmocka_unit_test(long_and_strange_text_is_quoted_short),
        cmocka_unit_test(only_so_many_faults_are_told),
        cmocka_unit_test(what_was_looked_at_is_counted),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(every_beginning_of_a_document_is_survived),
        cmocka_unit_test(hostile_documents_take_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

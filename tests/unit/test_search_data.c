/* Reading rustdoc's search data: that of a small crate, damaged ones, tables made by hand, and the
 * standard library's where it is installed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/text.h"
#include "indexer/search_data.h"
#include "indexer/search_data_internal.h"

/* --- folders of the tests' own --- */

static int make_folder(void **state)
{
    char *dir = strdup(P_tmpdir "/rustpro-test-search-data-XXXXXX");

    *state = dir;
    return dir != NULL && mkdtemp(dir) != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    struct buf command = BUF_INIT;
    int result;

    buf_addf(&command, "rm -rf '%s'", (char *)*state);
    result = system(command.ptr);
    buf_release(&command);
    free(*state);
    return result;
}

/* Writes a file, with the folders it lies in. */
static void put(const char *root, const char *path, struct str bytes)
{
    struct buf full = BUF_INIT;
    FILE *file;

    buf_addf(&full, "%s/%s", root, path);
    for (char *p = full.ptr + strlen(root) + 1; (p = strchr(p, '/')) != NULL; *p++ = '/') {
        *p = '\0';
        (void)mkdir(full.ptr, 0755);
    }
    file = fopen(full.ptr, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
    buf_release(&full);
}

static void get(const char *root, const char *path, struct buf *out)
{
    struct buf full = BUF_INIT;
    FILE *file;
    int c;

    buf_addf(&full, "%s/%s", root, path);
    file = fopen(full.ptr, "rb");
    assert_non_null(file);
    while ((c = getc(file)) != EOF)
        buf_addc(out, (char)c);
    (void)fclose(file);
    buf_release(&full);
}

/* --- expectations --- */

/* What search_data_read() promises of every result. */
static void check_aliases(const struct search_aliases *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct search_alias *a = &list->items[i];
        struct buf clean = BUF_INIT;
        int order = i > 0 ? strcmp(a[-1].page, a->page) : -1;

        assert_true(order < 0 || (order == 0 && strcmp(a[-1].alias, a->alias) < 0));
        text_sanitize(&clean, str_of(a->alias));
        assert_string_equal(clean.ptr, a->alias);
        assert_null(strpbrk(a->alias, "\n\t"));
        assert_in_range(strlen(a->alias), 1, SEARCH_ALIAS_BYTES_MAX);
        assert_in_range(strlen(a->page), 1, SEARCH_PAGE_BYTES_MAX);
        assert_null(strstr(a->page, ".."));
        assert_int_not_equal(a->page[0], '/');
        buf_release(&clean);
    }
}

/* Reads the data below root, which must succeed: "page alias", each with LF. */
static void assert_aliases(const char *root, const char *expected)
{
    struct search_aliases list = { 0 };
    struct error err = { .msg = "" };
    struct buf got = BUF_INIT;
    enum status st = search_data_read(root, &list, &err);

    assert_string_equal(err.msg, "");
    assert_int_equal(st, STATUS_OK);
    check_aliases(&list);
    for (size_t i = 0; i < list.count; i++)
        buf_addf(&got, "%s %s\n", list.items[i].page, list.items[i].alias);
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
    search_aliases_release(&list);
}

/* Reading the data below root fails so, with part in the message. */
static void assert_failure(const char *root, enum status expected, const char *part)
{
    struct search_aliases list = { 0 };
    struct error err = { .msg = "" };
    enum status st = search_data_read(root, &list, &err);

    assert_int_equal(st, expected);
    assert_int_equal(err.code, expected);
    if (strstr(err.msg, part) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", part, err.msg);
    assert_null(list.items);
}

/* --- a small crate --- */

#define CRATE   TESTS_DIR "/unit/search_data/1.95"
#define NEWER   TESTS_DIR "/unit/search_data/1.97"
#define ROOT_JS "search.index/root.js"

static const char *const CRATE_SHARDS[] = {
    "search.index/alias/1d778bd7a929.js",
    "search.index/entry/b03ab5f635a3.js",
    "search.index/name/2e32e072a4d4.js",
    "search.index/path/b67a1b239b9b.js",
};
enum { CRATE_SHARD_COUNT = sizeof(CRATE_SHARDS) / sizeof(CRATE_SHARDS[0]) };

static const char CRATE_ALIASES[] =
    "tiny/constant.LIMIT.html of a constant\n"
    "tiny/fn.größe.html bell override \\ backslash\n"
    "tiny/fn.größe.html getcwd\n"
    "tiny/fn.größe.html größer, 空\n"
    "tiny/index.html#reexport.Quadrat of a re-export\n"
    "tiny/macro.shape.html of a macro\n"
    "tiny/shapes/enum.Shape.html of an enum\n"
    "tiny/shapes/enum.Shape.html#variant.Round of a variant\n"
    "tiny/shapes/enum.Shape.html#variant.Round.field.radius of a variant field\n"
    "tiny/shapes/index.html module alias\n"
    "tiny/shapes/struct.Square.html of a struct\n"
    "tiny/shapes/struct.Square.html#associatedconstant.SIDES of an associated constant\n"
    "tiny/shapes/struct.Square.html#method.area another\n"
    "tiny/shapes/struct.Square.html#method.area of a method\n"
    "tiny/shapes/struct.Square.html#structfield.side of a field\n"
    "tiny/shapes/struct.Wrapper.html#method.get of both\n"
    "tiny/shapes/struct.Wrapper.html#method.get of the first\n"
    "tiny/shapes/struct.Wrapper.html#method.get of the second\n"
    "tiny/shapes/trait.Draw.html of a trait\n"
    "tiny/shapes/trait.Draw.html#associatedtype.Canvas of an associated type\n"
    "tiny/shapes/trait.Draw.html#method.redraw of a provided method\n"
    "tiny/shapes/trait.Draw.html#tymethod.draw of a required method\n"
    "tiny/shapes/union.Either.html of a union\n"
    "tiny/shapes/union.Either.html#structfield.left of a union field\n"
    "tiny/static.TABLE.html of a static\n"
    "tiny/type.Byte.html of a type alias\n";

static void aliases_lead_to_the_pages_of_all_kinds(void **state)
{
    (void)state;
    assert_aliases(CRATE, CRATE_ALIASES);
}

static void a_newer_format_with_shorter_hashes_says_the_same(void **state)
{
    (void)state;
    assert_aliases(NEWER, CRATE_ALIASES);
}

/* Copies the crate's data to a folder, but for the file left_out. */
static void copy_crate(const char *to, const char *left_out)
{
    for (int i = -1; i < CRATE_SHARD_COUNT; i++) {
        const char *path = i < 0 ? ROOT_JS : CRATE_SHARDS[i];
        struct buf bytes = BUF_INIT;

        get(CRATE, path, &bytes);
        if (left_out == NULL || strcmp(path, left_out) != 0)
            put(to, path, buf_str(&bytes));
        buf_release(&bytes);
    }
}

static void folders_without_data_are_told_apart(void **state)
{
    const char *root = *state;

    assert_failure("/nonexistent", STATUS_NOT_FOUND, "/nonexistent: no search data");
    assert_failure(root, STATUS_NOT_FOUND, "no search data");
    put(root, "search.index/0123456789ab.js", str_of("rn_(\"\")"));
    assert_failure(root, STATUS_NOT_FOUND, "no search data");
    put(root, "search-index1.80.0.js", str_of("var searchIndex"));
    assert_failure(root, STATUS_NOT_FOUND, "search-index1.80.0.js: search data of an older");
}

static void a_missing_shard_is_damage(void **state)
{
    copy_crate(*state, CRATE_SHARDS[1]);
    assert_failure(*state, STATUS_BAD_INPUT, CRATE_SHARDS[1]);
}

static void what_is_no_file_is_not_read(void **state)
{
    struct buf path = BUF_INIT;

    copy_crate(*state, NULL);
    buf_addf(&path, "%s/%s", (char *)*state, CRATE_SHARDS[2]);
    assert_int_equal(unlink(path.ptr), 0);
    assert_int_equal(mkfifo(path.ptr, 0600), 0);
    assert_failure(*state, STATUS_IO, "not a file");
    buf_release(&path);
}

static void a_file_cut_anywhere_is_damage(void **state)
{
    copy_crate(*state, NULL);
    for (int i = -1; i < CRATE_SHARD_COUNT; i++) {
        const char *path = i < 0 ? ROOT_JS : CRATE_SHARDS[i];
        struct buf bytes = BUF_INIT;

        get(CRATE, path, &bytes);
        for (size_t len = 0; len < bytes.len; len++) {
            put(*state, path, str_slice(bytes.ptr, len));
            assert_failure(*state, STATUS_BAD_INPUT, "search.index");
        }
        put(*state, path, buf_str(&bytes));
        buf_release(&bytes);
    }
    assert_aliases(*state, CRATE_ALIASES);
}

static void a_changed_byte_of_a_shard_is_damage(void **state)
{
    copy_crate(*state, NULL);
    for (int i = 0; i < CRATE_SHARD_COUNT; i++) {
        struct buf bytes = BUF_INIT;

        get(CRATE, CRATE_SHARDS[i], &bytes);
        for (size_t at = 0; at < bytes.len; at++) {
            bytes.ptr[at] ^= 1;
            put(*state, CRATE_SHARDS[i], buf_str(&bytes));
            assert_failure(*state, STATUS_BAD_INPUT, CRATE_SHARDS[i]);
            bytes.ptr[at] ^= 1;
        }
        put(*state, CRATE_SHARDS[i], buf_str(&bytes));
        buf_release(&bytes);
    }
}

/* The root has no checksum: most of it is the search tree, which is passed over. */
static void a_changed_byte_of_the_root_keeps_the_promises(void **state)
{
    struct buf bytes = BUF_INIT;

    copy_crate(*state, NULL);
    get(CRATE, ROOT_JS, &bytes);
    for (size_t at = 0; at < bytes.len; at++) {
        struct search_aliases list = { 0 };
        struct error err;
        enum status st;

        bytes.ptr[at] ^= (char)(1 << at % 8);
        put(*state, ROOT_JS, buf_str(&bytes));
        st = search_data_read(*state, &list, &err);
        assert_true(st == STATUS_OK || st == STATUS_BAD_INPUT || st == STATUS_TOO_BIG);
        check_aliases(&list);
        search_aliases_release(&list);
        bytes.ptr[at] ^= (char)(1 << at % 8);
    }
    buf_release(&bytes);
}

/* --- tables made by hand --- */

struct row {
    const char *cells[SEARCH_COLUMN_COUNT]; /* NULL: no cell */
};

/* The rows most tables begin with: a crate, a module, a function. */
#define CRATE_ROW                                                                                  \
    {                                                                                              \
        {                                                                                          \
            "demo", "[3,\"\"]", NULL, NULL                                                         \
        }                                                                                          \
    }
#define MODULE_ROW                                                                                 \
    {                                                                                              \
        {                                                                                          \
            "inner", "[2,\"demo\"]", "[0,2,1,0,0,0,0,0]", NULL                                     \
        }                                                                                          \
    }
#define FN_ROW                                                                                     \
    {                                                                                              \
        {                                                                                          \
            "run", NULL, "[0,7,2,0,0,0,0,0]", NULL                                                 \
        }                                                                                          \
    }

static void add_number(struct buf *out, size_t number)
{
    size_t digits = 1;

    while (number >> 4 * digits > 0)
        digits++;
    while (--digits > 0)
        buf_addc(out, (char)('@' + (number >> 4 * digits & 0xf)));
    buf_addc(out, (char)('`' + (number & 0xf)));
}

static void add_base64(struct buf *out, struct str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < bytes.len; i += 3) {
        unsigned group = 0;

        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < bytes.len ? (unsigned char)bytes.ptr[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            buf_addc(out, i + k > bytes.len ? '=' : digits[group >> (18 - 6 * k) & 0x3f]);
    }
}

/* Appends the set of rows that have no cell in a column: a bitmap that lists them. */
static void add_empty_rows(struct buf *out, const struct row *rows, size_t count, int column)
{
    size_t empty = 0;

    for (size_t i = 0; i < count; i++)
        empty += rows[i].cells[column] == NULL;
    buf_add(out, "\x3a\x30\0\0", 4);
    buf_add(out, empty > 0 ? "\1\0\0\0" : "\0\0\0\0", 4);
    if (empty == 0)
        return;
    buf_add(out, "\0\0", 2);
    buf_addc(out, (char)(empty - 1));
    buf_add(out, "\0\x10\0\0\0", 5);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].cells[column] != NULL)
            continue;
        buf_addc(out, (char)i);
        buf_addc(out, '\0');
    }
}

/* Writes the file of a shard that holds cells, and appends what the root says of it. */
static void put_shard(const char *root, int column, struct str cells, struct buf *hashes)
{
    uint64_t hash = search_bytes_hash(cells) & 0xffffffffffff;
    struct buf path = BUF_INIT;
    struct buf text = BUF_INIT;

    for (int shift = 40; shift >= 0; shift -= 8)
        buf_addc(hashes, (char)(hash >> shift & 0xff));
    buf_addf(&path, "search.index/%s/%012llx.js", search_column_names[column],
             (unsigned long long)hash);
    buf_adds(&text, column % 2 == 0 ? "rd_(\"" : "rb_(\""); /* both forms */
    for (size_t i = 0; column % 2 == 0 && i < cells.len; i++) {
        if (cells.ptr[i] == '"' || cells.ptr[i] == '\\')
            buf_addc(&text, '\\');
        buf_addc(&text, cells.ptr[i]);
    }
    if (column % 2 != 0)
        add_base64(&text, cells);
    buf_adds(&text, "\")");
    put(root, path.ptr, buf_str(&text));
    buf_release(&path);
    buf_release(&text);
}

/* Writes a column in shards of so many cells, and appends what the root says of it. */
static void put_column(const char *root, int column, const struct row *rows, size_t count,
                       size_t per_shard, struct buf *out)
{
    struct buf numbers = BUF_INIT;
    struct buf hashes = BUF_INIT;
    struct buf cells = BUF_INIT;
    struct buf empty = BUF_INIT;
    size_t in_shard = 0;

    for (size_t i = 0; i < count; i++) {
        const char *cell = rows[i].cells[column];

        if (cell != NULL) {
            add_number(&cells, strlen(cell));
            buf_adds(&cells, cell);
            in_shard++;
        }
        if (in_shard == per_shard || (i + 1 == count && in_shard > 0)) {
            add_number(&numbers, in_shard);
            put_shard(root, column, buf_str(&cells), &hashes);
            buf_clear(&cells);
            in_shard = 0;
        }
    }
    add_empty_rows(&empty, rows, count, column);
    buf_addf(out, "\"%s\":{\"N\":\"%s\",\"E\":\"", search_column_names[column], numbers.ptr);
    add_base64(out, buf_str(&empty));
    buf_adds(out, "\",\"H\":\"");
    add_base64(out, buf_str(&hashes));
    buf_adds(out, "\"}");
    buf_release(&numbers);
    buf_release(&hashes);
    buf_release(&cells);
    buf_release(&empty);
}

static void put_table(const char *root, const struct row *rows, size_t count, size_t per_shard)
{
    struct buf text = BUF_INIT;

    buf_adds(&text, "rr_('{\"other\":{\"I\":\"tree\"}");
    for (int column = 0; column < SEARCH_COLUMN_COUNT; column++) {
        buf_addc(&text, ',');
        put_column(root, column, rows, count, per_shard, &text);
    }
    buf_adds(&text, "}')");
    put(root, "search.index/root1.95.0.js", buf_str(&text));
    buf_release(&text);
}

/* The aliases of the table of these rows. */
#define ASSERT_TABLE(root, expected, ...)                                                          \
    do {                                                                                           \
        const struct row rows_[] = { __VA_ARGS__ };                                                \
        put_table(root, rows_, sizeof(rows_) / sizeof(rows_[0]), 100);                             \
        assert_aliases(root, expected);                                                            \
    } while (0)

#define ASSERT_BAD_TABLE(root, status, part, ...)                                                  \
    do {                                                                                           \
        const struct row rows_[] = { __VA_ARGS__ };                                                \
        put_table(root, rows_, sizeof(rows_) / sizeof(rows_[0]), 100);                             \
        assert_failure(root, status, part);                                                        \
    } while (0)

static void a_column_may_have_several_shards(void **state)
{
    static const struct row rows[] = {
        CRATE_ROW,
        { { "walk", NULL, NULL, "3" } },
        MODULE_ROW,
        { { "run", NULL, "[0,7,1,0,0,0,0,0]", NULL } },
        { { "jog", NULL, NULL, "3" } },
        { { "go", NULL, "[0,7,3,0,0,0,0,0]", NULL } },
        { { "leave", NULL, NULL, "5" } },
        { { "leave", NULL, NULL, "5" } },
    };

    for (size_t per_shard = 1; per_shard <= 9; per_shard++) {
        put_table(*state, rows, sizeof(rows) / sizeof(rows[0]), per_shard);
        assert_aliases(*state, "demo/fn.run.html jog\n"
                               "demo/fn.run.html walk\n"
                               "demo/inner/fn.go.html leave\n");
    }
}

static void a_table_without_aliases_gives_none(void **state)
{
    ASSERT_TABLE(*state, "", CRATE_ROW, MODULE_ROW, FN_ROW);
}

static void aliases_of_items_without_a_page_are_left_out(void **state)
{
    const char *root = *state;

    ASSERT_TABLE(root, "demo/inner/fn.run.html kept\n", CRATE_ROW, MODULE_ROW, FN_ROW,
                 { { "kept", NULL, NULL, "2" } },
                 { { "of a row that is no item", NULL, NULL, "0" } });
    /* An extern crate, an impl, an opaque type, a kind yet unknown. */
    ASSERT_TABLE(root, "", CRATE_ROW, { { "x", NULL, "[0,3,1,0,0,0,0,0]", NULL } },
                 { { "a", NULL, NULL, "1" } });
    ASSERT_TABLE(root, "", CRATE_ROW, { { "x", NULL, "[0,11,1,0,0,0,0,0]", NULL } },
                 { { "a", NULL, NULL, "1" } });
    ASSERT_TABLE(root, "", CRATE_ROW, { { "x", NULL, "[0,22,1,0,0,0,0,0]", NULL } },
                 { { "a", NULL, NULL, "1" } });
    ASSERT_TABLE(root, "", CRATE_ROW, { { "x", NULL, "[0,4000,1,0,0,0,0,0]", NULL } },
                 { { "a", NULL, NULL, "1" } });
    /* In no module; in what is none; a method of nothing, of what holds nothing, of a module. */
    ASSERT_TABLE(root, "", CRATE_ROW, { { "x", NULL, "[0,7,0,0,0,0,0,0]", NULL } },
                 { { "a", NULL, NULL, "1" } });
    ASSERT_TABLE(root, "", CRATE_ROW, { { "x", NULL, "[0,7,3,0,0,0,0,0]", NULL } },
                 { { "a", NULL, NULL, "1" } });
    ASSERT_TABLE(root, "", CRATE_ROW, { { "x", NULL, "[0,13,1,0,0,0,0,0]", NULL } },
                 { { "a", NULL, NULL, "1" } });
    ASSERT_TABLE(root, "", CRATE_ROW, { { "x", NULL, "[0,13,1,0,3,0,0,0]", NULL } },
                 { { "a", NULL, NULL, "1" } });
    ASSERT_TABLE(root, "", CRATE_ROW, { { "x", NULL, "[0,13,1,0,1,0,0,0]", NULL } },
                 { { "a", NULL, NULL, "1" } });
}

static void names_that_lead_elsewhere_are_left_out(void **state)
{
    static const char *const names[] = { "",        "..",       "../x", "/etc",
                                         "a/b",     "a b",      "a\\b", "a#b",
                                         "a?b",     "a%2fb",    "a\nb", "a.b",
                                         "a\x1b[m", "\xff\xfe", "a:b",  "\xe2\x80\xae" };
    const char *root = *state;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        ASSERT_TABLE(root, "", CRATE_ROW, { { names[i], NULL, "[0,7,1,0,0,0,0,0]", NULL } },
                     { { "fn", NULL, NULL, "1" } });
        ASSERT_TABLE(root, "", { { names[i], "[3,\"\"]", NULL, NULL } }, FN_ROW, FN_ROW,
                     { { "module", NULL, NULL, "1" } });
        ASSERT_TABLE(root, "", CRATE_ROW, { { names[i], "[5,\"demo\"]", NULL, NULL } },
                     { { "x", NULL, "[0,13,1,0,2,0,0,0]", NULL } },
                     { { "parent", NULL, NULL, "2" } });
    }
    ASSERT_TABLE(root, "", { { "up", "[2,\"demo::..::..\"]", NULL, NULL } },
                 { { "x", NULL, "[0,7,1,0,0,0,0,0]", NULL } }, { { "a", NULL, NULL, "1" } });
}

static void long_names_are_left_out(void **state)
{
    struct buf name = BUF_INIT;

    while (name.len < SEARCH_ALIAS_BYTES_MAX)
        buf_addc(&name, 'x');
    {
        struct buf expected = BUF_INIT;

        buf_addf(&expected, "demo/inner/fn.run.html %s\n", name.ptr);
        ASSERT_TABLE(*state, expected.ptr, CRATE_ROW, MODULE_ROW, FN_ROW,
                     { { name.ptr, NULL, NULL, "2" } });
        buf_addc(&name, 'x');
        ASSERT_TABLE(*state, "", CRATE_ROW, MODULE_ROW, FN_ROW, { { name.ptr, NULL, NULL, "2" } });
        buf_release(&expected);
    }
    while (name.len <= SEARCH_PAGE_BYTES_MAX)
        buf_addc(&name, 'x');
    ASSERT_TABLE(*state, "", CRATE_ROW, { { name.ptr, NULL, "[0,7,1,0,0,0,0,0]", NULL } },
                 { { "a", NULL, NULL, "1" } });
    while (name.len <= SEARCH_CELL_BYTES_MAX)
        buf_addc(&name, 'x');
    ASSERT_BAD_TABLE(*state, STATUS_TOO_BIG, "has 4097 bytes", CRATE_ROW, MODULE_ROW, FN_ROW,
                     { { name.ptr, NULL, NULL, "2" } });
    buf_release(&name);
}

static void aliases_are_one_line_of_harmless_text(void **state)
{
    ASSERT_TABLE(*state, "demo/inner/fn.run.html two lines\ndemo/inner/fn.run.html x\n", CRATE_ROW,
                 MODULE_ROW, FN_ROW, { { " two\nlines\t", NULL, NULL, "2" } },
                 { { "\x1b\x07x\xe2\x80\xae", NULL, NULL, "2" } },
                 { { " \x01 ", NULL, NULL, "2" } });
}

static void damaged_cells_are_told(void **state)
{
    static const char *const bad_rows[] = { "x", "-1", "2x", " 2", "2.0", "99999999999999999999" };
    static const char *const bad_entries[] = {
        "[", "[]", "{}", "[0,7,2,0", "[0,7,-2,0,0]", "[0,\"7\",2,0,0]", "[0,7,2,0,4194305]"
    };
    static const char *const bad_paths[] = { "[", "[2]", "[2,", "[2,\"", "[2,3]", "[\"2\",\"x\"]" };
    const char *root = *state;

    for (size_t i = 0; i < sizeof(bad_rows) / sizeof(bad_rows[0]); i++)
        ASSERT_BAD_TABLE(root, STATUS_BAD_INPUT, "row 3 is no alias", CRATE_ROW, MODULE_ROW, FN_ROW,
                         { { "a", NULL, NULL, bad_rows[i] } });
    for (size_t i = 0; i < sizeof(bad_entries) / sizeof(bad_entries[0]); i++)
        ASSERT_BAD_TABLE(root, STATUS_BAD_INPUT, "row 2 is no entry", CRATE_ROW, MODULE_ROW,
                         { { "x", NULL, bad_entries[i], NULL } }, { { "a", NULL, NULL, "2" } });
    for (size_t i = 0; i < sizeof(bad_paths) / sizeof(bad_paths[0]); i++)
        ASSERT_BAD_TABLE(root, STATUS_BAD_INPUT, "row 1 is no path", CRATE_ROW,
                         { { "x", bad_paths[i], NULL, NULL } }, FN_ROW,
                         { { "a", NULL, NULL, "2" } });
}

static void rows_that_are_not_there_are_told(void **state)
{
    const char *root = *state;

    ASSERT_BAD_TABLE(root, STATUS_BAD_INPUT, "column \"entry\" has no row 4", CRATE_ROW, MODULE_ROW,
                     FN_ROW, { { "a", NULL, NULL, "4" } });
    ASSERT_BAD_TABLE(root, STATUS_BAD_INPUT, "column \"path\" has no row 1000", CRATE_ROW,
                     MODULE_ROW, { { "x", NULL, "[0,7,1001,0,0]", NULL } },
                     { { "a", NULL, NULL, "2" } });
    ASSERT_BAD_TABLE(root, STATUS_BAD_INPUT, "column \"path\" has no row 1000", CRATE_ROW,
                     MODULE_ROW, { { "x", NULL, "[0,13,1,0,1001]", NULL } },
                     { { "a", NULL, NULL, "2" } });
}

/* A root that says so of every column. */
static void put_root(const char *root, const char *column)
{
    struct buf text = BUF_INIT;

    buf_adds(&text, "rr_('{\"desc\":{\"N\":\"\"}");
    for (int i = 0; i < SEARCH_COLUMN_COUNT; i++)
        buf_addf(&text, ",\"%s\":%s", search_column_names[i], column);
    buf_adds(&text, "}')");
    put(root, ROOT_JS, buf_str(&text));
    buf_release(&text);
}

static void what_a_root_says_must_fit(void **state)
{
    static const char *const bad[] = {
        "{}",
        "[]",
        "{\"N\":\"\"}",
        "{\"N\":\"\",\"E\":\"OjAAAAAAAAA=\"}",
        "{\"N\":\"a\",\"E\":\"OjAAAAAAAAA=\",\"H\":\"\"}",         /* no hash */
        "{\"N\":\"a\",\"E\":\"OjAAAAAAAAA=\",\"H\":\"AAAAAA==\"}", /* of four bytes */
        "{\"N\":\"aa\",\"E\":\"OjAAAAAAAAA=\",\"H\":\"AAAAAAAA\"}",
        "{\"N\":\"\",\"E\":\"OjAAAAAAAAA=\",\"H\":\"AAAAAAAA\"}",
        "{\"N\":\"A\",\"E\":\"OjAAAAAAAAA=\",\"H\":\"AAAAAAAA\"}", /* a number without an end */
        "{\"N\":\"a\",\"E\":\"OjAAAAAAAAA\",\"H\":\"AAAAAAAA\"}",
        "{\"N\":\"a\",\"E\":\"\",\"H\":\"AAAAAAAA\"}",
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        put_root(*state, bad[i]);
        assert_failure(*state, STATUS_BAD_INPUT, "damaged");
    }
    put_root(*state, "{\"N\":\"\",\"E\":\"OjAAAAAAAAA=\",\"H\":\"\"}");
    assert_aliases(*state, "");
}

static void more_than_can_be_read_is_told(void **state)
{
    struct buf column = BUF_INIT;

    /* 0x400001 rows; then more aliases than may be; a row beyond the last that may be. */
    put_root(*state, "{\"N\":\"D@@@@@a\",\"E\":\"OjAAAAAAAAA=\",\"H\":\"AAAAAAAA\"}");
    assert_failure(*state, STATUS_TOO_BIG, "more rows than can be read");
    put_root(*state, "{\"N\":\"D@@@a\",\"E\":\"OjAAAAAAAAA=\",\"H\":\"AAAAAAAA\"}");
    assert_failure(*state, STATUS_TOO_BIG, "more than 262144 aliases");
    put_root(*state, "{\"N\":\"\",\"E\":\"OjAAAAEAAABAAAAAEAAAAAAA\",\"H\":\"\"}");
    assert_failure(*state, STATUS_TOO_BIG, "more rows than can be read");
    buf_adds(&column, "{\"E\":\"OjAAAAAAAAA=\",\"H\":\"\",\"N\":\"");
    for (int i = 0; i <= SEARCH_SHARDS_MAX; i++)
        buf_addc(&column, 'a');
    buf_adds(&column, "\"}");
    put_root(*state, column.ptr);
    assert_failure(*state, STATUS_TOO_BIG, "more rows than can be read");
    buf_clear(&column);
    while (column.len <= SEARCH_FILE_BYTES_MAX)
        buf_adds(&column, "                                                                ");
    put(*state, ROOT_JS, buf_str(&column));
    assert_failure(*state, STATUS_TOO_BIG, "larger than 16 MiB");
    buf_release(&column);
}

/* --- the standard library --- */

static bool has_alias(const struct search_aliases *list, const char *page, const char *alias)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].page, page) == 0 && strcmp(list->items[i].alias, alias) == 0)
            return true;
    return false;
}

/* The folder of the installed toolchain's documentation; empty when there is no rustc. */
static void find_docs(struct buf *out)
{
    FILE *rustc = popen("rustc --print sysroot 2>/dev/null", "r");
    int c;

    assert_non_null(rustc);
    while ((c = getc(rustc)) != EOF && c != '\n')
        buf_addc(out, (char)c);
    (void)pclose(rustc);
    if (out->len > 0)
        buf_adds(out, "/share/doc/rust/html");
}

static void aliases_of_the_standard_library_are_found(void **state)
{
    struct search_aliases list = { 0 };
    struct buf root = BUF_INIT;
    struct error err = { .msg = "" };
    enum status st;

    (void)state;
    find_docs(&root);
    st = search_data_read(root.ptr, &list, &err);
    if (st == STATUS_NOT_FOUND) {
        print_message("no documentation to read: %s\n", root.len > 0 ? err.msg : "no rustc");
        buf_release(&root);
        skip();
    }
    assert_string_equal(err.msg, "");
    assert_int_equal(st, STATUS_OK);
    check_aliases(&list);
    assert_true(list.count > 500);
    assert_true(has_alias(&list, "std/env/fn.current_dir.html", "getcwd"));
    assert_true(has_alias(&list, "std/primitive.f64.html#method.ln_1p", "log1p"));
    assert_true(has_alias(&list, "std/iter/trait.Iterator.html#method.fold", "foldl"));
    assert_true(has_alias(&list, "core/iter/trait.Iterator.html#method.fold", "foldl"));
    assert_true(has_alias(&list, "std/num/struct.NonZero.html#method.count_ones", "popcnt"));
    assert_false(has_alias(&list, "std/env/fn.current_dir.html", "current_dir"));
    search_aliases_release(&list);
    buf_release(&root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aliases_lead_to_the_pages_of_all_kinds),
        cmocka_unit_test(a_newer_format_with_shorter_hashes_says_the_same),
        cmocka_unit_test_setup_teardown(folders_without_data_are_told_apart, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_missing_shard_is_damage, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(what_is_no_file_is_not_read, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_file_cut_anywhere_is_damage, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_changed_byte_of_a_shard_is_damage, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_changed_byte_of_the_root_keeps_the_promises, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_column_may_have_several_shards, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_table_without_aliases_gives_none, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(aliases_of_items_without_a_page_are_left_out, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(names_that_lead_elsewhere_are_left_out, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(long_names_are_left_out, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(aliases_are_one_line_of_harmless_text, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(damaged_cells_are_told, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(rows_that_are_not_there_are_told, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(what_a_root_says_must_fit, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(more_than_can_be_read_is_told, make_folder, remove_folder),
        cmocka_unit_test(aliases_of_the_standard_library_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

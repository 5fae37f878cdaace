/* The parts that read rustdoc's search data: bytes, sets of rows, shards, pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/search_data.h"
#include "indexer/search_data_internal.h"

/* Literals hold '\0' too. */
#define BYTES(literal) str_slice(literal, sizeof(literal) - 1)

static void assert_bytes(const struct buf *got, struct str expected)
{
    assert_int_equal(got->len, expected.len);
    assert_memory_equal(got->ptr, expected.ptr, expected.len);
}

/* --- bytes --- */

static bool unwrap(struct str text, struct buf *out)
{
    buf_clear(out);
    buf_addstr(out, text);
    return search_bytes_unwrap(out, "rd_(\"", "\")");
}

static void string_literals_are_unwrapped(void **state)
{
    struct buf out = BUF_INIT;

    (void)state;
    assert_true(unwrap(BYTES("rd_(\"\")"), &out));
    assert_bytes(&out, BYTES(""));
    assert_true(unwrap(BYTES("rd_(\"a'\\\"\\'\\\\\\x00\\xfF\\n\\t\\0z\")"), &out));
    assert_bytes(&out, BYTES("a'\"'\\\0\xff\n\t\0z"));
    assert_false(unwrap(BYTES(""), &out));
    assert_false(unwrap(BYTES("rd_(\")"), &out)); /* opening and closing overlap */
    assert_false(unwrap(BYTES("rb_(\"\")"), &out));
    assert_false(unwrap(BYTES("rd_(\"a\"b\")"), &out));
    assert_false(unwrap(BYTES("rd_(\"a\\\")"), &out));
    assert_false(unwrap(BYTES("rd_(\"\\x1\")"), &out));
    assert_false(unwrap(BYTES("rd_(\"\\xg0\")"), &out));
    assert_false(unwrap(BYTES("rd_(\"\\u0041\")"), &out));
    assert_false(unwrap(BYTES("rd_(\"\");"), &out));
    buf_release(&out);
}

static void base64_needs_its_padding(void **state)
{
    struct buf out = BUF_INIT;

    (void)state;
    assert_true(search_bytes_add_base64(&out, BYTES("")));
    assert_true(search_bytes_add_base64(&out, BYTES("AAEC+/==")));
    assert_true(search_bytes_add_base64(&out, BYTES("YWI=")));
    assert_bytes(&out, BYTES("\0\1\2\xfb"
                             "ab"));
    assert_false(search_bytes_add_base64(&out, BYTES("YWI")));
    assert_false(search_bytes_add_base64(&out, BYTES("Y===")));
    assert_false(search_bytes_add_base64(&out, BYTES("YW I")));
    assert_false(search_bytes_add_base64(&out, BYTES("=WIA")));
    buf_release(&out);
}

static void numbers_end_with_another_alphabet(void **state)
{
    struct str text = BYTES("`oA@`Bcx");
    size_t number = 99;

    (void)state;
    assert_true(search_bytes_take_number(&text, 0, &number));
    assert_int_equal(number, 0);
    assert_true(search_bytes_take_number(&text, 15, &number));
    assert_int_equal(number, 15);
    assert_true(search_bytes_take_number(&text, 256, &number));
    assert_int_equal(number, 256);
    assert_false(search_bytes_take_number(&text, 34, &number)); /* it is 35 */
    assert_int_equal(text.len, 1);
    assert_false(search_bytes_take_number(&text, 99, &number));
    text = BYTES("OOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOo");
    assert_false(search_bytes_take_number(&text, INT32_MAX, &number));
    text = BYTES("A");
    assert_false(search_bytes_take_number(&text, 99, &number));
}

/* What Rust's DefaultHasher, which is the same with the same key, says of them. */
static void hashes_are_those_of_siphash(void **state)
{
    (void)state;
    assert_true(search_bytes_hash(BYTES("")) == 0xd1fba762150c532c);
    assert_true(search_bytes_hash(BYTES("a")) == 0x407448d2b89b1813);
    assert_true(search_bytes_hash(BYTES("stringdex")) == 0xd243b9f5f62b270d);
}

/* --- sets of rows --- */

/* Reads a bitmap, of which no beginning may be a bitmap too. */
static struct search_rows read_rows(struct str bytes)
{
    struct search_rows rows = { 0 };

    assert_int_equal(search_rows_read(bytes, &rows), STATUS_OK);
    for (size_t len = 0; len < bytes.len; len++) {
        struct search_rows cut = { 0 };
        char *copy = malloc(len + 1); /* of this size, so that reading on is noticed */

        assert_non_null(copy);
        memcpy(copy, bytes.ptr, len);
        assert_int_equal(search_rows_read(str_slice(copy, len), &cut), STATUS_BAD_INPUT);
        free(copy);
    }
    return rows;
}

/* The rows below limit that are in the set: "1 2 5 ". */
static void assert_rows(struct search_rows rows, size_t limit, const char *expected)
{
    struct buf got = BUF_INIT;
    size_t before = 0;

    for (size_t row = 0; row < limit; row++) {
        assert_int_equal(search_rows_before(&rows, row), before);
        if (!search_rows_has(&rows, row))
            continue;
        buf_addf(&got, "%zu ", row);
        before++;
    }
    assert_int_equal(rows.count, before);
    assert_string_equal(got.ptr, expected);
    buf_release(&got);
    search_rows_release(&rows);
}

#define NO_RUNS "\x3a\x30\0\0"
#define RUNS(n) "\x3b\x30" n

static void rows_are_listed(void **state)
{
    (void)state;
    assert_rows(read_rows(BYTES(NO_RUNS "\0\0\0\0")), 200, "");
    assert_rows(read_rows(BYTES(NO_RUNS "\1\0\0\0"
                                        "\0\0\3\0"
                                        "\x10\0\0\0"
                                        "\0\0\x3f\0\x40\0\x83\0")),
                200, "0 63 64 131 ");
    assert_rows(read_rows(BYTES(NO_RUNS "\2\0\0\0"
                                        "\0\0\0\0\1\0\0\0"
                                        "\x18\0\0\0\x1a\0\0\0"
                                        "\1\0"
                                        "\2\0")),
                1 << 17, "1 65538 ");
}

static void rows_are_in_runs(void **state)
{
    (void)state;
    assert_rows(read_rows(BYTES(RUNS("\0\0") "\1"
                                             "\0\0\5\0"
                                             "\2\0"
                                             "\2\0\3\0\x40\0\1\0")),
                200, "2 3 4 5 64 65 ");
    /* Four containers and more say where each begins, and may hold lists. */
    assert_rows(read_rows(BYTES(RUNS("\3\0") "\1"
                                             "\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0"
                                             "\x25\0\0\0\x2b\0\0\0\x2d\0\0\0\x2f\0\0\0"
                                             "\1\0\7\0\0\0"
                                             "\1\0"
                                             "\2\0"
                                             "\3\0")),
                4 << 16, "7 65537 131074 196611 ");
}

static void rows_are_bits_from_4096_on(void **state)
{
    struct buf bytes = BUF_INIT;
    struct search_rows rows;

    (void)state;
    buf_add(&bytes, NO_RUNS "\1\0\0\0\0\0\xff\x0f\x10\0\0\0", 16);
    for (size_t i = 0; i < 8192; i++)
        buf_addc(&bytes, i < 1024 ? '\x0f' : '\0');
    rows = read_rows(buf_str(&bytes));
    assert_int_equal(rows.count, 4096);
    assert_true(search_rows_has(&rows, 8187));
    assert_false(search_rows_has(&rows, 8188));
    assert_int_equal(search_rows_before(&rows, 8186), 4094);
    assert_int_equal(search_rows_before(&rows, SIZE_MAX), 4096);
    search_rows_release(&rows);
    bytes.ptr[12] = '\x11';
    assert_int_equal(search_rows_read(buf_str(&bytes), &rows), STATUS_BAD_INPUT);
    buf_release(&bytes);
}

static void sets_that_contradict_themselves_are_damaged(void **state)
{
    const struct str bad[] = {
        BYTES("\x3c\x30\0\0\0\0\0\0"),                       /* cookie */
        BYTES("\x3a\x30\1\0\0\0\0\0"),                       /* its upper half */
        BYTES(NO_RUNS "\0\0\0\0\0"),                         /* one byte more */
        BYTES(NO_RUNS "\1\0\1\0\0\0\0\0\x10\0\0\0\1\0"),     /* too many containers */
        BYTES(NO_RUNS "\1\0\0\0\0\0\0\0\x12\0\0\0\1\0"),     /* begins elsewhere */
        BYTES(NO_RUNS "\1\0\0\0\0\0\1\0\x10\0\0\0\1\0\1\0"), /* a row twice */
        BYTES(NO_RUNS "\2\0\0\0\1\0\0\0\0\0\0\0\x18\0\0\0\x1a\0\0\0\1\0\1\0"), /* keys fall */
        BYTES(NO_RUNS "\2\0\0\0\0\0\0\0\0\0\0\0\x18\0\0\0\x1a\0\0\0\1\0\1\0"), /* a key twice */
        BYTES(RUNS("\0\0") "\1\0\0\3\0\1\0\2\0\2\0"),                          /* not four rows */
        BYTES(RUNS("\0\0") "\1\0\0\3\0\2\0\2\0\1\0\3\0\1\0"),                  /* runs overlap */
        BYTES(RUNS("\0\0") "\1\0\0\0\0\1\0\xff\xff\1\0"),                      /* beyond the end */
    };
    struct search_rows rows = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(search_rows_read(bad[i], &rows), STATUS_BAD_INPUT);
    assert_int_equal(search_rows_read(BYTES(NO_RUNS "\1\0\0\0\x40\0\0\0\x10\0\0\0\0\0"), &rows),
                     STATUS_TOO_BIG);
    assert_rows(read_rows(BYTES(NO_RUNS "\1\0\0\0\x3f\0\0\0\x10\0\0\0\xff\xff")), SEARCH_ROWS_MAX,
                "4194303 ");
}

/* --- shards --- */

/* The cells of a shard's text, each with LF; "damaged". */
static void assert_cells(struct str text, size_t count, const char *expected)
{
    struct search_shard shard = { .bytes = BUF_INIT };
    struct buf file = BUF_INIT;
    struct buf got = BUF_INIT;

    buf_addstr(&file, text);
    if (search_shard_decode(&file, count, &shard)) {
        assert_int_equal(shard.count, count);
        for (size_t i = 0; i < count; i++) {
            buf_add(&got, shard.bytes.ptr + shard.cells[i].start, shard.cells[i].len);
            buf_addc(&got, '\n');
        }
    } else {
        buf_adds(&got, "damaged");
    }
    assert_string_equal(got.ptr, expected);
    search_shard_release(&shard);
    buf_release(&file);
    buf_release(&got);
}

static void cells_are_cut(void **state)
{
    (void)state;
    assert_cells(BYTES("rd_(\"\")"), 0, "");
    assert_cells(BYTES("rd_(\"axbyz`\")"), 3, "x\nyz\n\n");
    assert_cells(BYTES("rd_(\"A`0123456789abcdef\")"), 1, "0123456789abcdef\n");
    assert_cells(BYTES("rb_(\"YXhieXo=\")"), 2, "x\nyz\n");
    assert_cells(BYTES("rd_(\"c\\\"\\\\\\x41\")"), 1, "\"\\A\n");
    assert_cells(BYTES("rd_(\"axbyz\")"), 1, "damaged");
    assert_cells(BYTES("rd_(\"axbyz\")"), 3, "damaged");
    assert_cells(BYTES("rd_(\"axcyz\")"), 2, "damaged");
    assert_cells(BYTES("rd_(\"a\")"), 1, "damaged");
    assert_cells(BYTES("rd_(\"A\")"), 1, "damaged");
    assert_cells(BYTES("rd_(\" \")"), 1, "damaged");
    assert_cells(BYTES("rd_(\"ax\")"), SIZE_MAX, "damaged");
    assert_cells(BYTES("rn_(\"ax\")"), 1, "damaged");
}

static void cells_repeat_the_last_sixteen(void **state)
{
    (void)state;
    assert_cells(BYTES("rd_(\"aaab001\")"), 5, "a\nb\nb\nb\na\n");
    assert_cells(BYTES("rd_(\"aaabacadaeafagahaiajakalamanaoap?aq?\")"), 19,
                 "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\na\nq\nb\n");
    assert_cells(BYTES("rd_(\"0\")"), 1, "damaged");
    assert_cells(BYTES("rd_(\"aa1\")"), 2, "damaged");
}

/* --- pages --- */

static void assert_page(size_t kind, const char *module, const char *name, const char *expected)
{
    struct search_item item = { .kind = kind, .name = str_of(name), .module = str_of(module) };
    struct buf out = BUF_INIT;

    assert_int_equal(search_item_add_page(&out, &item), expected[0] != '\0');
    assert_string_equal(out.ptr, expected);
    buf_release(&out);
}

static void pages_of_items_are_in_the_folder_of_their_module(void **state)
{
    (void)state;
    assert_page(0, "std", "match", "std/keyword.match.html");
    assert_page(1, "std", "f64", "std/primitive.f64.html");
    assert_page(2, "std::os", "unix", "std/os/unix/index.html");
    assert_page(3, "std", "core", "");
    assert_page(4, "std::io", "prelude", "std/io/index.html#reexport.prelude");
    assert_page(5, "std::vec", "Vec", "std/vec/struct.Vec.html");
    assert_page(16, "std", "vec", "std/macro.vec.html");
    assert_page(20, "std::mem", "MaybeUninit", "std/mem/union.MaybeUninit.html");
    assert_page(23, "proc", "attr", "proc/attr.attr.html");
    assert_page(24, "std", "Hash", "std/derive.Hash.html");
    assert_page(27, "std", "derive", "std/attribute.derive.html");
    assert_page(28, "std", "attr", "std/macro.attr.html");
    assert_page(30, "std", "next", "");
    assert_page(SIZE_MAX, "std", "next", "");
    assert_page(7, "", "run", "");
    assert_page(7, "::std", "run", "");
    assert_page(7, "std::", "run", "");
    assert_page(7, "std:mem", "run", "");
    assert_page(13, "std", "orphan", "");
}

static void assert_anchor(size_t kind, const char *name, const char *module, size_t parent_kind,
                          const char *parent, const char *expected)
{
    struct search_item item = { kind, str_of(name), str_of(module),
                                true, parent_kind,  str_of(parent) };
    struct buf out = BUF_INIT;

    buf_adds(&out, "x");
    assert_int_equal(search_item_add_page(&out, &item), expected[0] != '\0');
    assert_string_equal(out.ptr + 1, expected);
    buf_release(&out);
}

static void items_of_others_are_anchors_on_their_pages(void **state)
{
    (void)state;
    assert_anchor(13, "push", "std::vec", 5, "Vec", "std/vec/struct.Vec.html#method.push");
    assert_anchor(12, "next", "std::iter", 10, "Iterator",
                  "std/iter/trait.Iterator.html#tymethod.next");
    assert_anchor(13, "ln_1p", "std", 1, "f64", "std/primitive.f64.html#method.ln_1p");
    assert_anchor(15, "Some", "std::option", 6, "Option",
                  "std/option/enum.Option.html#variant.Some");
    assert_anchor(14, "start", "std::ops", 5, "Range",
                  "std/ops/struct.Range.html#structfield.start");
    assert_anchor(14, "x", "a::b::E", 15, "V", "a/b/enum.E.html#variant.V.field.x");
    assert_anchor(14, "x", "a", 15, "V", "");
    assert_anchor(14, "x", "a::", 15, "V", "");
    assert_anchor(14, "x", "", 15, "V", "");
    assert_anchor(13, "m", "std", 13, "of a method", "");
    assert_anchor(13, "m", "std", 15, "V", "");
    assert_anchor(13, "m", "std", 29 + 1, "V", "");
    assert_anchor(1, "f64", "std", 5, "Vec", "std/primitive.f64.html");
}

static void cells_of_entries_may_grow(void **state)
{
    struct search_entry e;
    struct str module;
    size_t kind;

    (void)state;
    assert_true(
        search_entry_read(BYTES("[9,13,22357,0,19145,0,0,0,\"impl-Option%3C%26T%3E\"]"), &e));
    assert_int_equal(e.kind, 13);
    assert_int_equal(e.module, 22357);
    assert_int_equal(e.parent, 19145);
    assert_true(search_entry_read(BYTES("[9,13,22357,0,7]"), &e));
    assert_int_equal(e.parent, 7);
    assert_true(search_path_read(BYTES("[5,\"alloc::rc\",\"alloc::rc\"]"), &kind, &module));
    assert_int_equal(kind, 5);
    assert_true(str_equals(module, "alloc::rc"));
    assert_true(search_path_read(BYTES("[3,\"\"]"), &kind, &module));
    assert_int_equal(module.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(string_literals_are_unwrapped),
        cmocka_unit_test(base64_needs_its_padding),
        cmocka_unit_test(numbers_end_with_another_alphabet),
        cmocka_unit_test(hashes_are_those_of_siphash),
        cmocka_unit_test(rows_are_listed),
        cmocka_unit_test(rows_are_in_runs),
        cmocka_unit_test(rows_are_bits_from_4096_on),
        cmocka_unit_test(sets_that_contradict_themselves_are_damaged),
        cmocka_unit_test(cells_are_cut),
        cmocka_unit_test(cells_repeat_the_last_sixteen),
        cmocka_unit_test(pages_of_items_are_in_the_folder_of_their_module),
        cmocka_unit_test(items_of_others_are_anchors_on_their_pages),
        cmocka_unit_test(cells_of_entries_may_grow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

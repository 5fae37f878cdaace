/* The sequence that has a terminal fill the clipboard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/clipboard.h"

static void text_is_base64_between_the_marks(void **state)
{
    /* The test vectors of RFC 4648, and bytes that are no text. */
    static const struct {
        struct str text;
        const char *expected;
    } cases[] = {
        { { "", 0 }, "" },
        { { "f", 1 }, "Zg==" },
        { { "fo", 2 }, "Zm8=" },
        { { "foo", 3 }, "Zm9v" },
        { { "foob", 4 }, "Zm9vYg==" },
        { { "fooba", 5 }, "Zm9vYmE=" },
        { { "foobar", 6 }, "Zm9vYmFy" },
        { { "\xff\xfe\x00\x1b", 4 }, "//4AGw==" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf out = BUF_INIT;
        struct buf expected = BUF_INIT;

        buf_addf(&expected, "\033]52;c;%s\a", cases[i].expected);
        clipboard_add_osc52(&out, cases[i].text);
        assert_string_equal(out.ptr, expected.ptr);
        buf_release(&out);
        buf_release(&expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(text_is_base64_between_the_marks) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

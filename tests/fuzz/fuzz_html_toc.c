/* Fuzzes the table of contents of mdBook's HTML: any bytes to the pages of a book. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/entry.h"
#include "core/text.h"
#include "indexer/html.h"
#include "indexer/html_toc.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char root[] = "/tmp/fuzz_html_toc.XXXXXX";
static char file[sizeof(root) + 16];

static void remove_root(void)
{
    (void)remove(file);
    (void)remove(root);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    const char *made = mkdtemp(root);
    struct error err;

    (void)argc;
    (void)argv;
    assert(made != NULL);
    /* Its title is read from there too. */
    (void)snprintf(file, sizeof(file), "%s/index.html", root);
    (void)atexit(remove_root);
    assert(html_load(&err) == STATUS_OK);
    return 0;
}

/* One line of valid UTF-8 without what could harm a terminal; a trail's parts are parted. */
static void check_line(const char *s)
{
    struct str rest = str_of(s);
    struct str part;

    while (str_next_field(&rest, ENTRY_TRAIL_SEPARATOR, &part)) {
        struct buf clean = BUF_INIT;

        text_sanitize(&clean, part);
        assert(str_equal(buf_str(&clean), part));
        buf_release(&clean);
    }
    assert(strchr(s, '\n') == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct book book = { 0 };
    FILE *f = fopen(file, "w");

    assert(f != NULL);
    assert(size == 0 || fwrite(data, size, 1, f) == 1);
    assert(fclose(f) == 0);
    if (!html_toc_read(root, "index.html", &book)) {
        assert(book.count == 0);
        return 0;
    }
    assert(book.count > 0);
    for (size_t i = 0; i < book.count; i++) {
        check_line(book.pages[i].path);
        check_line(book.pages[i].title);
        check_line(book.pages[i].trail);
        assert(book.pages[i].path[0] != '/');
    }
    if (book.title != NULL)
        check_line(book.title);
    book_release(&book);
    return 0;
}

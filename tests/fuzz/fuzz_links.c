/* Fuzzes what finds links in Markdown and takes their destinations apart: on any bytes they end, go
 * forward, stay inside their input, and write what they promise. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "query/link_scan.h"
#include "query/link_target.h"
#include "query/links.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool has_controls(const struct buf *b)
{
    for (size_t i = 0; i < b->len; i++)
        if ((unsigned char)b->ptr[i] < 0x20 || b->ptr[i] == 0x7F)
            return true;
    return false;
}

static void check_target(struct link_target *t, struct str destination)
{
    bool is_address = links_is_address(destination);

    link_target_read(t, destination);
    assert(!has_controls(&t->path) && !has_controls(&t->fragment));
    assert(t->path.len <= destination.len && t->fragment.len <= destination.len);
    switch (t->kind) {
    case LINK_NOWHERE:
        assert(t->path.len == 0 && t->fragment.len == 0 && !is_address);
        break;
    case LINK_ELSEWHERE:
        assert(t->path.len == 0 && t->fragment.len == 0 && is_address);
        break;
    case LINK_SAME_PAGE:
        assert(t->path.len == 0 && !is_address);
        break;
    case LINK_ROOTED:
    case LINK_RELATIVE:
        assert(t->path.len > 0 && !is_address);
        break;
    case LINK_DOCS:
        assert(t->path.len > 0 && is_address);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_slice((const char *)data, size);
    struct link_target target;
    struct link_scan scan;
    struct buf destination = BUF_INIT;
    size_t last = 0;
    size_t start;
    size_t end;

    link_target_init(&target);
    check_target(&target, text);
    link_scan_start(&scan, text);
    while (link_scan_next(&scan, &start, &end)) {
        assert(last <= start && start <= end && end <= size);
        last = end;
        buf_clear(&destination);
        link_scan_add_destination(&destination, str_slice(text.ptr + start, end - start));
        assert(destination.len <= end - start);
        check_target(&target, buf_str(&destination));
    }
    buf_release(&destination);
    link_target_release(&target);
    return 0;
}

/* Short pieces of text: in bold, dim, or cut to a width. */
#include "cli/render_internal.h"

#include "core/text.h"

static void add_in_sgr(struct buf *out, struct str text, const char *sgr, bool color)
{
    if (color && text.len > 0)
        canvas_add_sgr(out, sgr);
    render_add_clean(out, text);
    if (color && text.len > 0)
        canvas_add_sgr(out, "0");
}

void render_bold(struct buf *out, struct str text, const struct render_style *style)
{
    add_in_sgr(out, text, "1", style->color);
}

void render_dim(struct buf *out, struct str text, const struct render_style *style)
{
    add_in_sgr(out, text, theme_sgr(style, LOOK_QUIET), style->color);
}

void render_dim_link(struct buf *out, struct str text, struct str address,
                     const struct render_style *style)
{
    struct buf safe = BUF_INIT;

    if (style->hyperlinks)
        render_add_address(&safe, address);
    if (safe.len > 0)
        canvas_open_link(out, buf_str(&safe), 1);
    render_dim(out, text, style);
    if (safe.len > 0)
        canvas_close_link(out);
    buf_release(&safe);
}

void render_clipped(struct buf *out, struct str text, int width)
{
    struct buf clean = BUF_INIT;
    size_t end = 0;
    size_t used = 0;

    render_add_clean(&clean, text);
    while (end < clean.len) {
        int32_t c;
        size_t columns;
        size_t n = utf8_step(clean.ptr + end, clean.len - end, &c, &columns);

        if (width > 0 && used + columns > (size_t)width - (end + n < clean.len))
            break;
        used += columns;
        end += n;
    }
    buf_add(out, clean.ptr, end);
    if (end < clean.len)
        buf_adds(out, "\xe2\x80\xa6");
    buf_release(&clean);
}

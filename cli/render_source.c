/* Markdown as Markdown, for a reader: without the lines that Rust snippets hide. */
#include "cli/render_source.h"

#include "core/snippet.h"
#include "core/text.h"

/* A fence: a line of three or more backticks or tildes. Source: CommonMark 0.30, "Fenced code
 * blocks". */
struct fence {
    char mark; /* 0: none is open */
    size_t length;
    bool is_rust;
};

static size_t run_length(struct str line)
{
    size_t n = 0;

    while (n < line.len && line.ptr[n] == line.ptr[0])
        n++;
    return n;
}

/* Containers put their own marks before a fence: those of quotes and lists are blanks in bodies
 * that stand alone, or are left as they are, hidden lines too. */
static bool opens(struct str line, struct fence *out)
{
    struct str text = str_trim(line);
    size_t run = text.len > 0 && (text.ptr[0] == '`' || text.ptr[0] == '~') ? run_length(text) : 0;
    struct snippet_info info;

    if (run < 3)
        return false;
    snippet_parse_info(str_slice(text.ptr + run, text.len - run), false, &info);
    *out = (struct fence){ text.ptr[0], run, info.is_rust };
    return true;
}

static bool closes(struct str line, const struct fence *open)
{
    struct str text = str_trim(line);

    return text.len >= open->length && text.ptr[0] == open->mark && run_length(text) == text.len;
}

static void add_code_line(struct buf *out, struct str line)
{
    struct buf shown = BUF_INIT;
    struct buf with_end = BUF_INIT;

    buf_addstr(&with_end, line);
    buf_addc(&with_end, '\n');
    snippet_add_shown(&shown, buf_str(&with_end)); /* nothing for a hidden line */
    buf_addstr(out, buf_str(&shown));
    buf_release(&shown);
    buf_release(&with_end);
}

void render_source(struct buf *out, struct str body)
{
    struct fence fence = { .mark = '\0' };
    struct str line;

    while (str_next_line(&body, &line)) {
        bool is_inside = fence.mark != '\0';

        if (is_inside && closes(line, &fence)) {
            fence.mark = '\0';
        } else if (is_inside && fence.is_rust) {
            add_code_line(out, line);
            continue;
        } else if (!is_inside) {
            (void)opens(line, &fence);
        }
        buf_addstr(out, line);
        buf_addc(out, '\n');
    }
}

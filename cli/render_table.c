/* Tables: columns fitted to the width, or one line for each cell where that cannot be. */
#include "cli/render_internal.h"

#include <cmark-gfm-core-extensions.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/markdown.h"
#include "core/text.h"
#include "core/xalloc.h"

enum { GAP = 2 }; /* blanks between columns */

/* A table that needs a column narrower than this is easier to read as a list of its cells. */
static const size_t MIN_COLUMN = 8;

struct column {
    char align;     /* 'l', 'c', 'r', or 0 */
    size_t natural; /* columns of the widest cell on one line */
    size_t word;    /* columns of the widest word */
    size_t width;   /* columns on the screen */
};

struct table {
    struct rich *cells; /* row by row; the first row is the header */
    size_t row_count;
    struct column *columns;
    size_t column_count;
    struct canvas *canvas;
};

static struct rich *cell_at(const struct table *t, size_t row, size_t column)
{
    return &t->cells[row * t->column_count + column];
}

static void read_row(struct table *t, cmark_node *row)
{
    cmark_node *cell = cmark_node_first_child(row);
    int attr = markdown_is_table_header(row) ? ATTR_BOLD : 0;

    for (size_t i = 0; i < t->column_count; i++) {
        struct rich *text = cell_at(t, t->row_count, i);

        *text = (struct rich)RICH_INIT;
        if (cell == NULL)
            continue;
        rich_add_inlines(text, cell, attr, t->canvas->style);
        cell = cmark_node_next(cell);
    }
    t->row_count++;
}

static void read_table(struct table *t, cmark_node *node)
{
    size_t rows = 0;
    const uint8_t *aligns = cmark_gfm_extensions_get_table_alignments(node);

    t->column_count = cmark_gfm_extensions_get_table_columns(node);
    t->columns = xcalloc(t->column_count, sizeof(*t->columns));
    for (size_t i = 0; i < t->column_count; i++)
        t->columns[i].align = aligns != NULL ? (char)aligns[i] : 0;
    for (cmark_node *row = cmark_node_first_child(node); row != NULL; row = cmark_node_next(row))
        rows++;
    t->cells = xcalloc(rows * t->column_count, sizeof(*t->cells));
    for (cmark_node *row = cmark_node_first_child(node); row != NULL; row = cmark_node_next(row))
        read_row(t, row);
}

static void release_table(struct table *t)
{
    for (size_t i = 0; i < t->row_count * t->column_count; i++)
        rich_release(&t->cells[i]);
    free(t->cells);
    free(t->columns);
}

/* The width of the widest line when text is wrapped at room. */
static size_t widest_line(const struct rich *text, size_t room)
{
    size_t widest = 0;
    size_t pos = 0;
    struct rich_line line;

    while (rich_next_line(text, &pos, room, WORDS_WHOLE, &line))
        if (line.width > widest)
            widest = line.width;
    return widest;
}

static void measure_columns(struct table *t)
{
    for (size_t row = 0; row < t->row_count; row++) {
        for (size_t i = 0; i < t->column_count; i++) {
            struct column *column = &t->columns[i];
            size_t natural = widest_line(cell_at(t, row, i), SIZE_MAX);
            size_t word = widest_line(cell_at(t, row, i), 0);

            column->natural = natural > column->natural ? natural : column->natural;
            column->word = word > column->word ? word : column->word;
        }
    }
}

/* Gives every column its natural width, but at most cap, and where words count at least its widest
 * word. Returns the sum. */
static size_t set_widths(struct table *t, size_t cap, bool whole_words)
{
    size_t sum = 0;

    for (size_t i = 0; i < t->column_count; i++) {
        struct column *column = &t->columns[i];

        column->width = column->natural < cap ? column->natural : cap;
        if (whole_words && column->width < column->word)
            column->width = column->word;
        sum += column->width;
    }
    return sum;
}

/* Fits the columns into the room: as they are, else wrapped between words, else with words cut.
 * False when even that leaves a column narrower than MIN_COLUMN. */
static bool fit_columns(struct table *t)
{
    size_t room = canvas_wide_room(t->canvas);
    size_t gaps = GAP * (t->column_count - 1);
    size_t space = room > gaps ? room - gaps : 0;

    if (set_widths(t, SIZE_MAX, false) <= space)
        return true;
    for (size_t cap = space; cap >= MIN_COLUMN; cap--)
        if (set_widths(t, cap, true) <= space)
            return true;
    for (size_t cap = space; cap >= MIN_COLUMN; cap--)
        if (set_widths(t, cap, false) <= space)
            return true;
    return false;
}

/* A screen line under way; blanks wait until something follows them. */
struct cursor {
    struct canvas *canvas;
    size_t at;
};

static void move_to(struct cursor *cursor, size_t column)
{
    while (cursor->at < column) {
        buf_addc(cursor->canvas->out, ' ');
        cursor->at++;
    }
}

static size_t align_offset(const struct column *column, size_t width)
{
    size_t slack = column->width > width ? column->width - width : 0;

    if (column->align == 'r')
        return slack;
    return column->align == 'c' ? slack / 2 : 0;
}

/* Writes the next line of every cell of a row; *pos are their positions. False when all ended. */
static bool write_row_line(const struct table *t, size_t row, size_t *pos)
{
    struct cursor cursor = { t->canvas, 0 };
    size_t start = 0;
    bool any = false;

    for (size_t i = 0; i < t->column_count; i++) {
        const struct column *column = &t->columns[i];
        const struct rich *text = cell_at(t, row, i);
        struct rich_line line;

        if (rich_next_line(text, &pos[i], column->width, WORDS_CUT, &line)) {
            if (!any)
                canvas_begin_line(t->canvas);
            any = true;
            move_to(&cursor, start + align_offset(column, line.width));
            rich_put(t->canvas->out, text, &line, t->canvas->style);
            cursor.at += line.width;
        }
        start += column->width + GAP;
    }
    if (any)
        canvas_end_line(t->canvas);
    return any;
}

static void write_row(const struct table *t, size_t row)
{
    size_t *pos = xcalloc(t->column_count, sizeof(*pos));

    while (write_row_line(t, row, pos))
        continue;
    free(pos);
}

static void write_rule(const struct table *t)
{
    const struct render_style *style = t->canvas->style;
    struct buf rule = BUF_INIT;

    for (size_t i = 0; i < t->column_count; i++) {
        buf_addf(&rule, "%*s", i > 0 ? GAP : 0, "");
        for (size_t k = 0; k < t->columns[i].width; k++)
            buf_adds(&rule, style->color ? "─" : "-");
    }
    canvas_begin_line(t->canvas);
    canvas_add_look(t->canvas->out, LOOK_QUIET, rule.ptr, style);
    canvas_end_line(t->canvas);
    buf_release(&rule);
}

static bool is_wrapped(const struct table *t, size_t row)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (t->columns[i].width < widest_line(cell_at(t, row, i), SIZE_MAX))
            return true;
    return false;
}

/* Rows stand apart when half of them take more than one line: where few do, the empty cells below
 * show well enough what belongs together. */
static bool stand_apart(const struct table *t)
{
    size_t wrapped = 0;

    for (size_t row = 1; row < t->row_count; row++)
        wrapped += is_wrapped(t, row);
    return 2 * wrapped >= t->row_count - 1;
}

static void write_columns(const struct table *t)
{
    bool apart = stand_apart(t);

    for (size_t row = 0; row < t->row_count; row++) {
        if (row > 1 && apart)
            canvas_blank_line(t->canvas);
        write_row(t, row);
        if (row == 0)
            write_rule(t);
    }
}

/* "Header: cell", one below the other; the header alone when there are no rows. */
static void write_record(const struct table *t, size_t row)
{
    for (size_t i = 0; i < t->column_count; i++) {
        const struct rich *name = cell_at(t, 0, i);
        const struct rich *value = cell_at(t, row, i);
        struct rich text = RICH_INIT;

        if (value->text.len == 0)
            continue;
        if (row > 0 && name->text.len > 0) {
            rich_append(&text, name);
            rich_add(&text, str_of(": "), ATTR_BOLD);
        }
        rich_append(&text, value);
        rich_write(t->canvas, &text, 0);
        rich_release(&text);
    }
}

static void write_records(const struct table *t)
{
    for (size_t row = t->row_count > 1 ? 1 : 0; row < t->row_count; row++) {
        if (row > 1)
            canvas_blank_line(t->canvas);
        write_record(t, row);
    }
}

void render_table(struct canvas *c, cmark_node *node)
{
    struct table t = { .canvas = c };

    read_table(&t, node);
    if (t.column_count > 0) {
        measure_columns(&t);
        if (fit_columns(&t))
            write_columns(&t);
        else
            write_records(&t);
    }
    release_table(&t);
}

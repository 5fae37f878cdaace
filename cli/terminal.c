/* The terminal: what it can show, as far as options and the environment tell. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/text.h"

/* Never NULL. */
static struct str environment(const char *name)
{
    const char *value = getenv(name);

    return str_of(value != NULL ? value : "");
}

/* The number that text begins with; -1 when it begins with none. */
static long leading_number(struct str text)
{
    return text.len > 0 && ascii_is_digit(text.ptr[0]) ? strtol(text.ptr, NULL, 10) : -1;
}

static bool is_dumb(struct str term)
{
    return term.len == 0 || str_equals(term, "dumb");
}

/* https://no-color.org, https://bixense.com/clicolors */
static bool wants_color(const struct options *o, bool is_terminal)
{
    struct str force = environment("CLICOLOR_FORCE");

    if (o->color != COLOR_AUTO)
        return o->color == COLOR_ALWAYS;
    if (environment("NO_COLOR").len > 0)
        return false;
    if (force.len > 0 && !str_equals(force, "0"))
        return true;
    return is_terminal && !is_dumb(environment("TERM")) &&
           !str_equals(environment("CLICOLOR"), "0");
}

/* Terminals that say who they are in TERM, and nothing of colours in its name. */
static bool is_rich_term(struct str term)
{
    static const char *const NAMES[] = { "xterm-kitty", "xterm-ghostty", "alacritty", "foot",
                                         "wezterm",     "contour",       "rio" };

    for (size_t i = 0; i < sizeof(NAMES) / sizeof(*NAMES); i++)
        if (str_starts(term, NAMES[i]))
            return true;
    return false;
}

static enum render_depth color_depth(void)
{
    struct str term = environment("TERM");
    struct str colors = environment("COLORTERM");

    if (str_equals(colors, "truecolor") || str_equals(colors, "24bit") || is_rich_term(term) ||
        str_ends(term, "-direct"))
        return DEPTH_TRUE;
    return str_ends(term, "256color") ? DEPTH_256 : DEPTH_16;
}

/* "15;0", "15;default;0": foreground and background, as rxvt, Konsole and others say them. */
static enum render_background background(const struct options *o)
{
    struct str rest = environment("COLORFGBG");
    struct str field = rest;
    long color;

    if (o->theme != THEME_AUTO)
        return o->theme == THEME_DARK ? BACKGROUND_DARK : BACKGROUND_LIGHT;
    while (str_next_field(&rest, ';', &field))
        continue;
    color = leading_number(field);
    if (color < 0 || color > 15)
        return BACKGROUND_UNKNOWN;
    return color == 7 || color > 8 ? BACKGROUND_LIGHT : BACKGROUND_DARK;
}

/* There is no way to ask; these are known to open links, in the versions that say so. */
static bool opens_links(void)
{
    static const char *const PROGRAMS[] = { "iTerm.app", "WezTerm", "vscode", "ghostty",
                                            "Hyper",     "rio",     "Tabby" };
    struct str program = environment("TERM_PROGRAM");

    for (size_t i = 0; i < sizeof(PROGRAMS) / sizeof(*PROGRAMS); i++)
        if (str_equals(program, PROGRAMS[i]))
            return true;
    return is_rich_term(environment("TERM")) || environment("WT_SESSION").len > 0 ||
           environment("DOMTERM").len > 0 || leading_number(environment("VTE_VERSION")) >= 5000 ||
           leading_number(environment("KONSOLE_VERSION")) >= 201200;
}

static bool wants_hyperlinks(const struct options *o, bool is_terminal)
{
    if (o->hyperlinks != HYPERLINKS_AUTO)
        return o->hyperlinks == HYPERLINKS_ALWAYS;
    return is_terminal && !is_dumb(environment("TERM")) && opens_links();
}

static struct winsize terminal_size(void)
{
    struct winsize size = { 0 };

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return (struct winsize){ 0 };
    return size;
}

int terminal_rows(void)
{
    return terminal_size().ws_row;
}

/* A serial line does not know how wide it is; somebody may have said it. */
static int terminal_columns(bool is_terminal)
{
    int columns = terminal_size().ws_col;
    long said = leading_number(environment("COLUMNS"));

    return columns == 0 && is_terminal && said > 0 && said <= 1000 ? (int)said : columns;
}

struct render_style terminal_style(const struct options *o)
{
    /* Lines of prose longer than that are hard to read however wide the terminal is. */
    enum { PROSE_MAX = 100, WIDTH_MIN = 20 };
    bool is_terminal = isatty(STDOUT_FILENO);
    struct render_style style = { .color = wants_color(o, is_terminal),
                                  .depth = color_depth(),
                                  .background = background(o),
                                  .hyperlinks = wants_hyperlinks(o, is_terminal) };
    int columns = o->width > 0 ? (int)o->width : terminal_columns(is_terminal);

    if (columns <= 0)
        return style;
    style.columns = columns < WIDTH_MIN ? WIDTH_MIN : columns;
    style.width = o->width == 0 && style.columns > PROSE_MAX ? PROSE_MAX : style.columns;
    return style;
}

/* What the environment says about the terminal, and colours that can be read on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/render_theme.h"
#include "cli/terminal.h"

static const char *const VARIABLES[] = { "NO_COLOR",     "CLICOLOR",        "CLICOLOR_FORCE",
                                         "TERM",         "COLORTERM",       "COLORFGBG",
                                         "TERM_PROGRAM", "VTE_VERSION",     "WT_SESSION",
                                         "DOMTERM",      "KONSOLE_VERSION", "COLUMNS" };

static int forget_environment(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(VARIABLES) / sizeof(*VARIABLES); i++)
        unsetenv(VARIABLES[i]);
    return 0;
}

/* The style for one variable and no options; output goes to no terminal here. */
static struct render_style style_with(const char *name, const char *value)
{
    const struct options none = { .index = NULL };
    struct render_style style;

    setenv(name, value, 1);
    style = terminal_style(&none);
    unsetenv(name);
    return style;
}

static void color_can_be_forced_and_forbidden(void **state)
{
    const struct options always = { .color = COLOR_ALWAYS };

    (void)state;
    assert_false(style_with("TERM", "xterm").color);
    assert_true(style_with("CLICOLOR_FORCE", "1").color);
    assert_false(style_with("CLICOLOR_FORCE", "0").color);
    assert_false(style_with("CLICOLOR_FORCE", "").color);
    setenv("NO_COLOR", "1", 1);
    assert_false(style_with("CLICOLOR_FORCE", "1").color);
    assert_true(terminal_style(&always).color);
    setenv("NO_COLOR", "", 1);
    assert_true(style_with("CLICOLOR_FORCE", "1").color);
}

static void the_number_of_colors_is_read_from_the_environment(void **state)
{
    (void)state;
    assert_int_equal(style_with("TERM", "xterm").depth, DEPTH_16);
    assert_int_equal(style_with("TERM", "screen-256color").depth, DEPTH_256);
    assert_int_equal(style_with("TERM", "xterm-kitty").depth, DEPTH_TRUE);
    assert_int_equal(style_with("TERM", "xterm-direct").depth, DEPTH_TRUE);
    assert_int_equal(style_with("COLORTERM", "truecolor").depth, DEPTH_TRUE);
    assert_int_equal(style_with("COLORTERM", "24bit").depth, DEPTH_TRUE);
    assert_int_equal(style_with("COLORTERM", "yes").depth, DEPTH_16);
}

static void the_background_is_read_from_the_environment_or_said(void **state)
{
    const struct options light = { .theme = THEME_LIGHT };

    (void)state;
    assert_int_equal(style_with("COLORFGBG", "15;0").background, BACKGROUND_DARK);
    assert_int_equal(style_with("COLORFGBG", "12;8").background, BACKGROUND_DARK);
    assert_int_equal(style_with("COLORFGBG", "0;15").background, BACKGROUND_LIGHT);
    assert_int_equal(style_with("COLORFGBG", "0;default;7").background, BACKGROUND_LIGHT);
    assert_int_equal(style_with("COLORFGBG", "0;default").background, BACKGROUND_UNKNOWN);
    assert_int_equal(style_with("COLORFGBG", "").background, BACKGROUND_UNKNOWN);
    setenv("COLORFGBG", "15;0", 1);
    assert_int_equal(terminal_style(&light).background, BACKGROUND_LIGHT);
}

static void links_are_for_terminals_unless_they_are_asked_for(void **state)
{
    const struct options always = { .hyperlinks = HYPERLINKS_ALWAYS };

    (void)state;
    assert_false(style_with("TERM", "xterm-kitty").hyperlinks);
    assert_true(terminal_style(&always).hyperlinks);
}

static void a_width_that_is_said_is_kept(void **state)
{
    const struct options wide = { .width = 150 };

    (void)state;
    assert_int_equal(style_with("COLUMNS", "50").width, 0);
    assert_int_equal(terminal_style(&wide).width, 150);
    assert_int_equal(terminal_style(&wide).columns, 150);
}

/* --- contrast, by WCAG 2 --- */

static double linear(int byte)
{
    double c = byte / 255.0;

    return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(int r, int g, int b)
{
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/* Of colour n of xterm's 256, beyond the first 16. */
static double luminance_of_256(int n)
{
    static const int LEVELS[] = { 0, 95, 135, 175, 215, 255 };
    int grey = 8 + 10 * (n - 232);

    assert_in_range(n, 16, 255);
    if (n >= 232)
        return luminance(grey, grey, grey);
    return luminance(LEVELS[(n - 16) / 36], LEVELS[(n - 16) / 6 % 6], LEVELS[(n - 16) % 6]);
}

static double luminance_of(const char *sgr)
{
    const char *color = strstr(sgr, "38;");
    int r = 0;
    int g = 0;
    int b = 0;
    int n = 0;

    assert_non_null(color);
    if (sscanf(color, "38;2;%d;%d;%d", &r, &g, &b) == 3) /* NOLINT(cert-err34-c): a fixed table */
        return luminance(r, g, b);
    assert_int_equal(sscanf(color, "38;5;%d", &n), 1); /* NOLINT(cert-err34-c) */
    return luminance_of_256(n);
}

static double contrast(double a, double b)
{
    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

static void every_color_can_be_read_on_its_background(void **state)
{
    const double dark = luminance(0x28, 0x2c, 0x34); /* as light as dark themes are */
    const double light = luminance(0xfd, 0xf6, 0xe3);

    (void)state;
    for (int depth = DEPTH_256; depth <= DEPTH_TRUE; depth++)
        for (int look = LOOK_NONE + 1; look < LOOK_COUNT; look++) {
            struct render_style style = { .color = true, .depth = (enum render_depth)depth };
            double both = luminance_of(theme_sgr(&style, (enum look)look));
            double on_dark;
            double on_light;

            style.background = BACKGROUND_DARK;
            on_dark = luminance_of(theme_sgr(&style, (enum look)look));
            style.background = BACKGROUND_LIGHT;
            on_light = luminance_of(theme_sgr(&style, (enum look)look));
            if (contrast(on_dark, dark) < 4.5 || contrast(on_light, light) < 4.5 ||
                contrast(both, luminance(0, 0, 0)) < 3 || contrast(both, 1.0) < 3)
                fail_msg("depth %d, look %d: %.2f on dark, %.2f on light; %.2f and %.2f", depth,
                         look, contrast(on_dark, dark), contrast(on_light, light),
                         contrast(both, 0), contrast(both, 1.0));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(color_can_be_forced_and_forbidden, forget_environment),
        cmocka_unit_test_setup(the_number_of_colors_is_read_from_the_environment,
                               forget_environment),
        cmocka_unit_test_setup(the_background_is_read_from_the_environment_or_said,
                               forget_environment),
        cmocka_unit_test_setup(links_are_for_terminals_unless_they_are_asked_for,
                               forget_environment),
        cmocka_unit_test_setup(a_width_that_is_said_is_kept, forget_environment),
        cmocka_unit_test(every_color_can_be_read_on_its_background),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

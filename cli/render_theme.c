/* Looks: a table of colours, for every number of colours and every background.
 *
 * With 16 colours the reader's own palette decides; only those are used that common palettes keep
 * readable. The other colours were chosen by contrast (WCAG 2): at least 4.5 to a dark or a light
 * background that is known, and at least 3 to both where it is not. A unit test measures it.
 */
#include "cli/render_theme.h"

#define RGB(r, g, b) "38;2;" #r ";" #g ";" #b
#define C256(n)      "38;5;" #n

/* [colours][background] */
static const char *const SGR[LOOK_COUNT][3][3] = {
    [LOOK_NONE] = { { "", "", "" }, { "", "", "" }, { "", "", "" } },
    [LOOK_KEYWORD] = { { "35", "95", "35" },
                       { C256(133), C256(176), C256(91) },
                       { RGB(168, 88, 184), RGB(198, 149, 232), RGB(138, 42, 165) } },
    [LOOK_TYPE] = { { "36", "93", "34" },
                    { C256(130), C256(179), C256(94) },
                    { RGB(166, 106, 20), RGB(229, 192, 123), RGB(132, 84, 0) } },
    [LOOK_MACRO] = { { "94", "96", "34" },
                     { C256(31), C256(80), C256(24) },
                     { RGB(20, 132, 150), RGB(95, 195, 214), RGB(0, 106, 122) } },
    [LOOK_STRING] = { { "32", "92", "32" },
                      { C256(28), C256(114), C256(22) },
                      { RGB(52, 136, 50), RGB(152, 195, 121), RGB(38, 112, 26) } },
    [LOOK_NUMBER] = { { "36", "96", "35" },
                      { C256(166), C256(215), C256(89) },
                      { RGB(192, 92, 40), RGB(224, 153, 94), RGB(160, 74, 0) } },
    [LOOK_COMMENT] = { { "2", "2", "2" },
                       { C256(243), C256(246), C256(241) },
                       { RGB(120, 126, 138), RGB(143, 151, 165), RGB(98, 104, 116) } },
    [LOOK_ATTRIBUTE] = { { "35", "95", "35" },
                         { C256(97), C256(146), C256(60) },
                         { RGB(144, 104, 164), RGB(180, 157, 208), RGB(112, 70, 136) } },
    [LOOK_LIFETIME] = { { "94", "94", "34" },
                        { C256(68), C256(111), C256(25) },
                        { RGB(60, 124, 204), RGB(115, 179, 245), RGB(31, 92, 186) } },
    [LOOK_CODE] = { { "36", "96", "34" },
                    { C256(31), C256(116), C256(24) },
                    { RGB(24, 128, 152), RGB(140, 200, 216), RGB(0, 98, 122) } },
    [LOOK_LINK] = { { "4;94", "4;94", "4;34" },
                    { "4;" C256(68), "4;" C256(75), "4;" C256(25) },
                    { "4;" RGB(58, 124, 212), "4;" RGB(108, 182, 255), "4;" RGB(11, 80, 200) } },
    [LOOK_QUIET] = { { "2", "2", "2" },
                     { C256(243), C256(246), C256(241) },
                     { RGB(120, 126, 138), RGB(143, 151, 165), RGB(98, 104, 116) } },
    [LOOK_BAD] = { { "1;31", "1;91", "1;31" },
                   { "1;" C256(160), "1;" C256(210), "1;" C256(124) },
                   { "1;" RGB(214, 66, 66), "1;" RGB(255, 118, 118), "1;" RGB(186, 26, 26) } },
    [LOOK_GOOD] = { { "1;32", "1;92", "1;32" },
                    { "1;" C256(28), "1;" C256(114), "1;" C256(22) },
                    { "1;" RGB(40, 138, 58), "1;" RGB(127, 209, 125), "1;" RGB(20, 108, 38) } },
    [LOOK_WARN] = { { "1;33", "1;93", "1;33" },
                    { "1;" C256(136), "1;" C256(221), "1;" C256(94) },
                    { "1;" RGB(172, 112, 0), "1;" RGB(235, 196, 92), "1;" RGB(134, 88, 0) } },
    [LOOK_NOTE] = { { "1;94", "1;96", "1;34" },
                    { "1;" C256(68), "1;" C256(111), "1;" C256(25) },
                    { "1;" RGB(60, 124, 204), "1;" RGB(115, 179, 245), "1;" RGB(31, 92, 186) } },
    [LOOK_IMPORTANT] = { { "1;35", "1;95", "1;35" },
                         { "1;" C256(133), "1;" C256(176), "1;" C256(91) },
                         { "1;" RGB(168, 88, 184), "1;" RGB(198, 149, 232),
                           "1;" RGB(138, 42, 165) } },
};

const char *theme_sgr(const struct render_style *style, enum look look)
{
    return SGR[look][style->depth][style->background];
}

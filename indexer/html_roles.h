/* What each element of HTML is to a tree of Markdown. */
#ifndef RUSTPRO_INDEXER_HTML_ROLES_H
#define RUSTPRO_INDEXER_HTML_ROLES_H

enum html_element {
    ELEMENT_PLAIN, /* its content counts, it does not: <span>, and what HTML does not know */
    ELEMENT_BLOCK, /* parts paragraphs: <div> */
    ELEMENT_PARAGRAPH,
    ELEMENT_HEADING,
    ELEMENT_LIST,
    ELEMENT_ITEM,
    ELEMENT_TERM, /* of a list of definitions */
    ELEMENT_DEFINITION,
    ELEMENT_QUOTE,
    ELEMENT_PRE,
    ELEMENT_RULE, /* <hr> */
    ELEMENT_TABLE,
    ELEMENT_ROW,
    ELEMENT_CELL,
    ELEMENT_SUMMARY,
    ELEMENT_EMPHASIS,
    ELEMENT_STRONG,
    ELEMENT_CODE,
    ELEMENT_LINK,
    ELEMENT_BREAK,
    ELEMENT_IMAGE,
    ELEMENT_RAISED, /* <sup> */
    ELEMENT_DROPPED /* with all in it: scripts, styles, navigation, controls */
};

/* name in lower case. A class can make an element another one: marks that documentation tools put
 * beside headings are dropped, "warning" makes a quote. */
enum html_element html_element_of(const char *name, const char *const *attributes);

#endif

/* A line of the prompt, taken apart. */
#ifndef RUSTPRO_CLI_REPL_PARSE_H
#define RUSTPRO_CLI_REPL_PARSE_H

#include "core/buf.h"

enum repl_line_kind {
    REPL_EMPTY,
    REPL_QUESTION,
    REPL_NUMBER, /* a number alone: that answer */
    REPL_COMMAND /* ":name words" */
};

/* All slices are borrowed from the line. */
struct repl_line {
    enum repl_line_kind kind;
    struct str text; /* the question, the number, or the command's name without ':' */
    struct str rest; /* what follows the command's name, trimmed */
};

/* A command is ':' and a letter: "::" and "::<>" are questions about Rust. The words "quit", "exit"
 * and "help" alone are commands too. */
struct repl_line repl_parse(struct str line);

/* Cuts the next word off the front of *rest; empty at the end. */
struct str repl_next_word(struct str *rest);

/* Reads a number of an answer or a snippet: 1 to 999999; 0: it is none. */
unsigned long repl_number(struct str word);

/* True for text over several lines as rustc and cargo print it: "error[E0382]: ...", "  --> file".
 */
bool repl_is_compiler_output(struct str text);

#endif

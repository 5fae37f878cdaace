/* Commands: what each one is given, and the words all of them share. */
#ifndef RUSTPRO_CLI_COMMAND_H
#define RUSTPRO_CLI_COMMAND_H

#include "cli/options.h"
#include "cli/render_markdown.h"
#include "core/index.h"
#include "core/status.h"
#include "query/search.h"

enum exit_code { EXIT_FOUND = 0, EXIT_NOTHING = 1, EXIT_ERROR = 2, EXIT_NO_INDEX = 3 };

/* Each returns an exit code, and has told what went wrong. */
int cmd_ask(const struct options *o);
int cmd_show(const struct options *o);
int cmd_open(const struct options *o);
int cmd_index(const struct options *o);
int cmd_sources(const struct options *o);
int cmd_run(const struct options *o);
int cmd_check(const struct options *o);
int cmd_config(const struct options *o);
int cmd_doctor(const struct options *o);
int cmd_debug_tokens(const struct options *o);
int cmd_debug_query(const struct options *o);
int cmd_debug_complete(const struct options *o);
int cmd_debug_manual(const struct options *o);

/* The same with an index that is open, for who has more to ask. */

enum { ASK_HITS_DEFAULT = 10 }; /* answers, where options do not say */

/* Answers text: with from = 0 as ask does, else with the list of the answers after the first from
 * ones. kept, unless NULL, gets the result, with all answers up to those: new, search_release();
 * empty when there is none. */
int cmd_ask_index(struct index *ix, struct str text, size_t from, const struct options *o,
                  struct search_result *kept);
int cmd_show_entry(struct index *ix, int64_t entry, const struct options *o);
int cmd_open_entry(struct index *ix, int64_t entry, const struct options *o);
int cmd_run_entry(struct index *ix, int64_t entry, const struct options *o);
int cmd_list_sources(struct index *ix, const struct options *o);

/* Prints "rustpro: message" to standard error and returns the exit code of status. */
int command_fail(enum status status, const struct error *err);

/* Prints "rustpro: " and the formatted message, in one line and without control characters, to
 * standard error: messages name what documents and people wrote. */
void command_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The index that --index or RUSTPRO_INDEX names; NULL: nobody named one. borrowed. */
const char *command_named_index(const struct options *o);

/* The reader's own index: where the configuration has it, else where it is by default. new: free().
 * NULL: no home folder is known. */
char *command_own_index(const struct options *o);

/* The filters of o, and its defaults where neither o nor the question has such a filter; sources
 * that ix lacks are no default. new: command_release_filters(). */
void command_add_filters(struct question_filters *out, const struct options *o, struct str question,
                         struct index *ix);
void command_release_filters(struct question_filters *f);

/* The path of the index that the options, RUSTPRO_INDEX or the defaults name. new: free(). NULL:
 * none is named and there is none by default. */
char *command_index_path(const struct options *o);

/* Opens the index that the options, RUSTPRO_INDEX or the defaults name, in this order: the
 * reader's own index where there is one, else the guide's that ships with the program. new.
 * EXIT_FOUND, or the exit code after telling why not. */
int command_open_index(const struct options *o, struct index **out);

/* As above without a word; false when there is none that can be read, and *out is left alone. */
bool command_try_index(const struct options *o, struct index **out);

/* Opens the index as above and finds the entry that the one argument names: an id, a number of the
 * last ask, or the title or item path of one entry alone. command: its name, for messages. *ix is
 * new: index_close(), NULL when not opened. */
int command_find_entry(const struct options *o, const char *command, struct index **ix,
                       int64_t *entry);

/* From now on SIGINT, SIGTERM and SIGHUP only make command_should_stop() true. */
void command_catch_signals(void);
bool command_should_stop(void *ctx);

/* The last of these signals that came, 0 for none; it is forgotten. */
int command_take_signal(void);

/* All arguments with blanks between; new: free(). */
char *command_join_args(const struct options *o);

/* How to print: colours and width of the terminal, by options and environment. */
struct render_style command_style(const struct options *o);

/* Writes text to standard output, through a pager when that is a terminal, the text does not fit
 * it and the options allow one. */
void command_print(const struct options *o, struct str text);

#endif

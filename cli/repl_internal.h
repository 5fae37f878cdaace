/* What the parts of the prompt share. For cli/repl*.c alone.
 */
#ifndef RUSTPRO_CLI_REPL_INTERNAL_H
#define RUSTPRO_CLI_REPL_INTERNAL_H

#include <sys/types.h>
#include <time.h>

#include "cli/command.h"

/* Which file the index is: another one of that name is a refreshed index. */
struct repl_stamp {
    char *path;
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct repl {
    struct options *o; /* what is set, filters in force among it */
    struct index *ix;
    struct repl_stamp stamp;
    char *question; /* the last one; NULL before */
    char **ids;     /* of its answers that were listed */
    size_t id_count;
    size_t listed;      /* of its answers; 0 when they are to be listed from the start again */
    int64_t total;      /* of its answers */
    char *current;      /* id of the entry shown last; NULL before */
    char *history_path; /* NULL: none is kept */
    bool done;
};

/* --- repl_index.c --- */

/* Opens the index. An exit code. */
int repl_index_open(struct repl *r);

/* Opens the index anew when its file is another one now, and says so. When that one cannot be
 * opened, it says why, once, and the old one stays. */
void repl_index_refresh(struct repl *r);

/* --- repl_ask.c --- */

/* Answers a question, of bytes bytes: those that text lacks were too many to be kept. */
void repl_ask(struct repl *r, struct str text, size_t bytes);

/* Lists the next answers to the last question. */
void repl_ask_more(struct repl *r);

/* Finds the entry that word names: the number of an answer, an id, or, when it is empty, the entry
 * shown last. False after telling why not. */
bool repl_find_entry(struct repl *r, struct str word, int64_t *entry);

/* Keeps which entry was shown last. */
void repl_keep_current(struct repl *r, int64_t entry);

/* --- repl_commands.c --- */

enum repl_takes {
    REPL_TAKES_NOTHING,
    REPL_TAKES_ANSWER,  /* [N] [K] */
    REPL_TAKES_FILTERS, /* kind:... */
    REPL_TAKES_SETTING  /* NAME VALUE */
};

struct repl_command {
    const char *name; /* without ':' */
    enum repl_takes takes;
    const char *args;
    const char *help;
    void (*run)(struct repl *r, struct str rest);
};

/* All commands, an entry without a name at the end; static. */
const struct repl_command *repl_command_list(void);

/* The command of that name, or the only one whose name begins so; NULL: there is none. */
const struct repl_command *repl_find_command(struct str name);

void repl_run_command(struct repl *r, struct str name, struct str rest);

/* --- repl_settings.c --- */

void repl_set(struct repl *r, struct str rest);
void repl_only(struct repl *r, struct str rest);

/* Appends the filters in force as a question has them: "kind:error source:std". */
void repl_add_filters(struct buf *out, const struct question_filters *f);

/* The n-th setting, and what values it has, parted by blanks, where they are few; NULL at the end.
 * static. */
const char *repl_setting(size_t n, const char **values);

/* --- repl_complete.c --- */

/* From now on Tab completes, with what r has. */
void repl_complete_open(struct repl *r);

#endif

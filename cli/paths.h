/* Paths: where the index, the guide, the settings and the memory of the last question are kept. */
#ifndef RUSTPRO_CLI_PATHS_H
#define RUSTPRO_CLI_PATHS_H

/* All results are new: free(). */

/* The reader's own index: $XDG_DATA_HOME/rustpro/index.db, by default below ~/.local/share.
 * NULL: neither variable nor home is known. */
char *paths_user_index(void);

/* What the last ask listed: $XDG_STATE_HOME/rustpro/last-ask, by default below ~/.local/state.
 * NULL as above. */
char *paths_last_ask(void);

/* What was typed at the prompt: $XDG_STATE_HOME/rustpro/history, as above. */
char *paths_history(void);

/* Is there when the reader was told how to add Rust's documentation: rustpro/told-docs beside that.
 * NULL as above. */
char *paths_told_docs(void);

/* What the reader has set: $XDG_CONFIG_HOME/rustpro/config.ini, by default below ~/.config. NULL as
 * above. */
char *paths_config(void);

/* What can be made anew: $XDG_CACHE_HOME/rustpro, by default below ~/.cache. NULL as above. */
char *paths_cache(void);

/* The index and the Markdown of the guide that ships with the program: share/rustpro/guide.db and
 * share/rustpro/guide beside the folder the program lies in, so that an installed tree may be
 * moved. NULL: not there. */
char *paths_guide_index(void);
char *paths_guide(void);

#endif

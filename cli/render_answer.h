/* Answers as text: for a terminal, a pipe, Markdown, or an editor's quickfix list. */
#ifndef RUSTPRO_CLI_RENDER_ANSWER_H
#define RUSTPRO_CLI_RENDER_ANSWER_H

#include "cli/options.h"
#include "cli/render_markdown.h"
#include "core/index.h"
#include "query/search.h"

/* Appends the answer to a question: the first hit whole, the others as a numbered list. Fails when
 * the index cannot be read, as all that follow. */
enum status render_answer(struct buf *out, const struct search_result *r, struct index *ix,
                          const struct options *o, const struct render_style *style,
                          struct error *err);

/* Appends the answers after the first from ones as a numbered list, and how many more there are. */
void render_answer_more(struct buf *out, const struct search_result *r, size_t from,
                        struct index *ix, const struct options *o,
                        const struct render_style *style);

/* Appends one entry whole. */
enum status render_entry(struct buf *out, const struct index_row *row, struct index *ix,
                         const struct options *o, const struct render_style *style,
                         struct error *err);

/* Appends the object of "ask --json"; docs/architecture.md has its schema. */
void render_answer_json(struct buf *out, const struct search_result *r, struct index *ix);

/* Appends the object of "show --json": one hit's, and where its links lead. */
enum status render_entry_json(struct buf *out, const struct index_row *row, struct index *ix,
                              struct error *err);

#endif

/* What a check found, as a table or as JSON. */
#ifndef RUSTPRO_CLI_RENDER_CHECK_H
#define RUSTPRO_CLI_RENDER_CHECK_H

#include "cli/check_list.h"
#include "cli/render_markdown.h"
#include "cli/runner_tools.h"

struct check_counts {
    size_t total, passed, failed_as_declared, failed, skipped, pending;
};

/* source: NULL: of all. */
struct check_counts check_count(const struct check_list *list, const char *source);

void render_check_text(struct buf *out, const struct check_list *list,
                       const struct runner_tools *tools, double seconds,
                       const struct render_style *style);
void render_check_json(struct buf *out, const struct check_list *list,
                       const struct runner_tools *tools, double seconds);

#endif

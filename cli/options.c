/* The command line: options and what they set. */
#include "cli/options.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

enum option_id {
    OPT_INDEX,
    OPT_JSON,
    OPT_FORMAT,
    OPT_COLOR,
    OPT_NO_PAGER,
    OPT_COUNT,
    OPT_KIND,
    OPT_SOURCE,
    OPT_STATUS,
    OPT_MSRV,
    OPT_EDITION,
    OPT_EXPLAIN,
    OPT_NAME,
    OPT_GUIDE,
    OPT_RUSTUP,
    OPT_CARGO_DOC,
    OPT_REBUILD,
    OPT_VERBOSE,
    OPT_TOOLCHAIN,
    OPT_UNPROTECTED,
    OPT_SNIPPET,
    OPT_FORMAT_ONLY,
    OPT_AGAIN,
    OPT_PRINT,
    OPT_HELP
};

static const struct option_row {
    const char *name;
    enum option_id id;
    unsigned groups;
    const char *value; /* what it takes, for help; NULL: nothing */
    const char *help;
} rows[] = {
    { "--index", OPT_INDEX, OPTIONS_INDEX, "FILE", "use this index (also RUSTPRO_INDEX)" },
    { "--json", OPT_JSON, OPTIONS_OUTPUT, NULL, "print one JSON object" },
    { "--format", OPT_FORMAT, OPTIONS_OUTPUT, "FORMAT", "plain, markdown, vimgrep or json" },
    { "--color", OPT_COLOR, OPTIONS_OUTPUT, "WHEN", "auto, always or never (also NO_COLOR)" },
    { "--no-pager", OPT_NO_PAGER, OPTIONS_OUTPUT, NULL, "never start a pager" },
    { "-n", OPT_COUNT, OPTIONS_SEARCH, "N", "at most N answers, 1 to 100 (10)" },
    { "--kind", OPT_KIND, OPTIONS_SEARCH, "KIND", "section, pattern, error, struct, trait, fn, method, macro, ..." },
    { "--source", OPT_SOURCE, OPTIONS_SEARCH, "NAME",
      "only this source; more than one may be named" },
    { "--status", OPT_STATUS, OPTIONS_SEARCH, "STATUS", "stable, nightly, deprecated, library" },
    { "--msrv", OPT_MSRV, OPTIONS_SEARCH, "VERSION", "nothing that needs a later Rust" },
    { "--edition", OPT_EDITION, OPTIONS_SEARCH, "YEAR", "nothing that needs a later edition" },
    { "--explain", OPT_EXPLAIN, OPTIONS_SEARCH, NULL, "print how each score came about" },
    { "--name", OPT_NAME, OPTIONS_BUILD, "NAME", "what to call the source" },
    { "--guide", OPT_GUIDE, OPTIONS_BUILD, NULL, "add the guide that ships with rustpro" },
    { "--rustup", OPT_RUSTUP, OPTIONS_BUILD, NULL,
      "add the documentation that came with Rust: std, the books, error codes" },
    { "--cargo-doc", OPT_CARGO_DOC, OPTIONS_BUILD, "DIR",
      "add the crates that `cargo doc` documented in DIR (target/doc, or above it)" },
    { "--rebuild", OPT_REBUILD, OPTIONS_BUILD, NULL, "start a new index in place of the old one" },
    { "--verbose", OPT_VERBOSE, OPTIONS_BUILD, NULL, "name every include that leads nowhere" },
    { "--snippet", OPT_SNIPPET, OPTIONS_PICK, "K", "the K-th snippet of the entry" },
    { "--json", OPT_JSON, OPTIONS_CHECK, NULL, "print one JSON object" },
    { "--format-only", OPT_FORMAT_ONLY, OPTIONS_CHECK, NULL,
      "compile nothing: report mistakes in the format of guide files" },
    { "--again", OPT_AGAIN, OPTIONS_CHECK, NULL, "check what has not changed since, too" },
    { "--edition", OPT_EDITION, OPTIONS_CHECK, "YEAR",
      "of snippets that name none, whatever their book says" },
    { "--toolchain", OPT_TOOLCHAIN, OPTIONS_RUN | OPTIONS_BUILD, "NAME",
      "as rustup calls it, such as nightly" },
    { "--unprotected", OPT_UNPROTECTED, OPTIONS_RUN, NULL,
      "go on without asking where no sandbox works" },
    { "--print", OPT_PRINT, OPTIONS_OPEN, NULL, "only print the page's address" },
    { "--help", OPT_HELP, ~0u, NULL, "print this help" },
};

static const struct option_row *find_row(struct str name, unsigned groups)
{
    if (str_equals(name, "-h"))
        name = str_of("--help");
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if ((rows[i].groups & groups) != 0 && str_equals(name, rows[i].name))
            return &rows[i];
    return NULL;
}

static enum status bad_value(const char *name, const char *value, const char *takes,
                             struct error *err)
{
    return error_set(err, STATUS_BAD_INPUT, "%s %s: takes %s", name, value, takes);
}

static enum status set_format(struct options *o, const char *value, struct error *err)
{
    static const char *const names[] = { [FORMAT_TEXT] = "plain",
                                         [FORMAT_MARKDOWN] = "markdown",
                                         [FORMAT_VIMGREP] = "vimgrep",
                                         [FORMAT_JSON] = "json" };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(value, names[i]) == 0) {
            o->format = (enum output_format)i;
            /* "plain" is asked for: no colours either, unless they are asked for too. */
            if (o->format == FORMAT_TEXT && o->color == COLOR_AUTO)
                o->color = COLOR_NEVER;
            return STATUS_OK;
        }
    return bad_value("--format", value, "plain, markdown, vimgrep or json", err);
}

static enum status set_color(struct options *o, const char *value, struct error *err)
{
    if (strcmp(value, "auto") == 0)
        o->color = COLOR_AUTO;
    else if (strcmp(value, "always") == 0)
        o->color = COLOR_ALWAYS;
    else if (strcmp(value, "never") == 0)
        o->color = COLOR_NEVER;
    else
        return bad_value("--color", value, "auto, always or never", err);
    return STATUS_OK;
}

static enum status set_number(long *out, const char *name, const char *value, long max,
                              struct error *err)
{
    char *end;

    *out = strtol(value, &end, 10);
    if (*end != '\0' || end == value || *out < 1 || *out > max)
        return error_set(err, STATUS_BAD_INPUT, "%s %s: takes a number from 1 to %ld", name, value,
                         max);
    return STATUS_OK;
}

/* value is "" for an option that takes none. */
static enum status set_option(struct options *o, const struct option_row *row, const char *value,
                              struct error *err)
{
    switch (row->id) {
    case OPT_INDEX:
        o->index = value;
        return STATUS_OK;
    case OPT_JSON:
        o->format = FORMAT_JSON;
        return STATUS_OK;
    case OPT_FORMAT:
        return set_format(o, value, err);
    case OPT_COLOR:
        return set_color(o, value, err);
    case OPT_NO_PAGER:
        o->no_pager = true;
        return STATUS_OK;
    case OPT_COUNT:
        return set_number(&o->count, row->name, value, 100, err);
    case OPT_KIND:
    case OPT_SOURCE:
    case OPT_STATUS:
    case OPT_MSRV:
    case OPT_EDITION:
        return question_add_filter(&o->filters, str_of(row->name + 2), str_of(value), err);
    case OPT_EXPLAIN:
        o->explain = true;
        return STATUS_OK;
    case OPT_NAME:
        o->name = value;
        return STATUS_OK;
    case OPT_GUIDE:
        o->guide = true;
        return STATUS_OK;
    case OPT_RUSTUP:
        o->rustup = true;
        return STATUS_OK;
    case OPT_CARGO_DOC:
        o->cargo_doc = value;
        return STATUS_OK;
    case OPT_REBUILD:
        o->rebuild = true;
        return STATUS_OK;
    case OPT_VERBOSE:
        o->verbose = true;
        return STATUS_OK;
    case OPT_TOOLCHAIN:
        o->toolchain = value;
        return STATUS_OK;
    case OPT_UNPROTECTED:
        o->unprotected = true;
        return STATUS_OK;
    case OPT_SNIPPET:
        return set_number(&o->snippet, row->name, value, 1000, err);
    case OPT_FORMAT_ONLY:
        o->format_only = true;
        return STATUS_OK;
    case OPT_AGAIN:
        o->again = true;
        return STATUS_OK;
    case OPT_PRINT:
        o->print = true;
        return STATUS_OK;
    case OPT_HELP:
        o->help = true;
        return STATUS_OK;
    }
    return STATUS_OK;
}

static bool looks_like_option(const char *word)
{
    return strncmp(word, "--", 2) == 0 || strcmp(word, "-n") == 0 || strcmp(word, "-h") == 0;
}

/* One option at argv[*i], with its value in the same word after '=' or in the next one. */
static enum status parse_option(int argc, char **argv, int *i, unsigned groups, struct options *o,
                                struct error *err)
{
    const char *word = argv[*i];
    const char *equals = strncmp(word, "--", 2) == 0 ? strchr(word, '=') : NULL;
    struct str name = str_slice(word, equals != NULL ? (size_t)(equals - word) : strlen(word));
    const struct option_row *row = find_row(name, groups);
    const char *value = equals != NULL ? equals + 1 : NULL;

    if (row == NULL)
        return error_set(err, STATUS_BAD_INPUT,
                         "%.*s: no such option here: --help lists them, -- ends them",
                         (int)name.len, name.ptr);
    if (row->value == NULL && value != NULL)
        return error_set(err, STATUS_BAD_INPUT, "%s: takes no value", row->name);
    if (row->value != NULL && value == NULL) {
        if (*i + 1 >= argc)
            return error_set(err, STATUS_BAD_INPUT, "%s: needs %s after it", row->name, row->value);
        value = argv[++*i];
    }
    return set_option(o, row, value != NULL ? value : "", err);
}

enum status options_parse(int argc, char **argv, unsigned groups, struct options *out,
                          struct error *err)
{
    struct options o = { .index = NULL };
    bool ended = false;
    enum status st = STATUS_OK;

    o.args = xcalloc((size_t)argc + 1, sizeof(*o.args));
    for (int i = 0; i < argc && st == STATUS_OK; i++) {
        if (!ended && strcmp(argv[i], "--") == 0)
            ended = true;
        else if (!ended && looks_like_option(argv[i]))
            st = parse_option(argc, argv, &i, groups, &o, err);
        else
            o.args[o.arg_count++] = argv[i];
    }
    if (st != STATUS_OK) {
        options_release(&o);
        return st;
    }
    *out = o;
    return STATUS_OK;
}

void options_release(struct options *o)
{
    for (size_t i = 0; i < o->filters.source_count; i++)
        free(o->filters.sources[i]);
    free(o->filters.edition);
    free(o->args);
    *o = (struct options){ .index = NULL };
}

void options_add_help(struct buf *out, unsigned groups)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        size_t start = out->len;

        if ((rows[i].groups & groups) == 0)
            continue;
        buf_addf(out, "  %s%s%s", rows[i].name, rows[i].value != NULL ? " " : "",
                 rows[i].value != NULL ? rows[i].value : "");
        while (out->len - start < 22)
            buf_addc(out, ' ');
        buf_addf(out, "%s\n", rows[i].help);
    }
}

/* The command line: options and what they set. */
#include "cli/options.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/xalloc.h"

#define NOTHING               NULL, VALUE_TEXT, NULL
#define CHOICE(name, choices) name, VALUE_CHOICE, choices
#define EDITIONS              CHOICE("YEAR", "2015 2018 2021 2024")

static const struct option_row rows[] = {
    { "--index", OPT_INDEX, OPTIONS_INDEX | OPTIONS_CONFIG, "FILE", VALUE_FILE, NULL,
      "use this index (also RUSTPRO_INDEX)" },
    { "--json", OPT_JSON, OPTIONS_OUTPUT | OPTIONS_CONFIG, NOTHING, "print one JSON object" },
    { "--format", OPT_FORMAT, OPTIONS_OUTPUT, CHOICE("FORMAT", "plain markdown vimgrep json"),
      "{}" },
    { "--color", OPT_COLOR, OPTIONS_OUTPUT | OPTIONS_CONFIG, CHOICE("WHEN", "auto always never"),
      "{} (also NO_COLOR)" },
    { "--theme", OPT_THEME, OPTIONS_OUTPUT | OPTIONS_CONFIG, CHOICE("THEME", "auto dark light"),
      "colours for what background: {}" },
    { "--hyperlinks", OPT_HYPERLINKS, OPTIONS_OUTPUT | OPTIONS_CONFIG,
      CHOICE("WHEN", "auto always never"), "links that the terminal opens: {}" },
    { "--width", OPT_WIDTH, OPTIONS_OUTPUT, "COLUMNS", VALUE_TEXT, NULL,
      "as if the terminal were so wide, 20 to 1000" },
    { "--no-pager", OPT_NO_PAGER, OPTIONS_OUTPUT | OPTIONS_CONFIG, NOTHING, "never start a pager" },
    { "-n", OPT_COUNT, OPTIONS_SEARCH | OPTIONS_CONFIG, "N", VALUE_TEXT, NULL,
      "at most N answers, 1 to 100 (10)" },
    { "--kind", OPT_KIND, OPTIONS_SEARCH, "KIND", VALUE_KIND, NULL,
      "section, pattern, deprecated, error, or an item's: struct, fn, method, ..." },
    { "--source", OPT_SOURCE, OPTIONS_SEARCH | OPTIONS_CONFIG, "NAME", VALUE_SOURCE, NULL,
      "only this source; more than one may be named" },
    { "--status", OPT_STATUS, OPTIONS_SEARCH, CHOICE("STATUS", "stable nightly deprecated library"),
      "{}" },
    { "--msrv", OPT_MSRV, OPTIONS_SEARCH | OPTIONS_CONFIG, "VERSION", VALUE_TEXT, NULL,
      "nothing that needs a later Rust" },
    { "--edition", OPT_EDITION, OPTIONS_SEARCH | OPTIONS_CONFIG, EDITIONS,
      "nothing that needs a later edition" },
    { "--explain", OPT_EXPLAIN, OPTIONS_SEARCH, NOTHING, "print how each score came about" },
    { "--name", OPT_NAME, OPTIONS_BUILD, "NAME", VALUE_TEXT, NULL, "what to call the source" },
    { "--guide", OPT_GUIDE, OPTIONS_BUILD, NOTHING, "add the guide that ships with rustpro" },
    { "--rustup", OPT_RUSTUP, OPTIONS_BUILD, NOTHING,
      "add the documentation that came with Rust: std, the books, error codes" },
    { "--cargo-doc", OPT_CARGO_DOC, OPTIONS_BUILD, "DIR", VALUE_FOLDER, NULL,
      "add the crates that `cargo doc` documented in DIR (target/doc, or above it)" },
    { "--rebuild", OPT_REBUILD, OPTIONS_BUILD, NOTHING,
      "start a new index in place of the old one" },
    { "--verbose", OPT_VERBOSE, OPTIONS_BUILD, NOTHING, "name every include that leads nowhere" },
    { "--snippet", OPT_SNIPPET, OPTIONS_PICK, "K", VALUE_TEXT, NULL,
      "the K-th snippet of the entry" },
    { "--json", OPT_JSON, OPTIONS_CHECK, NOTHING, "print one JSON object" },
    { "--format-only", OPT_FORMAT_ONLY, OPTIONS_CHECK, NOTHING,
      "compile nothing: report mistakes in the format of guide files" },
    { "--again", OPT_AGAIN, OPTIONS_CHECK, NOTHING, "check what has not changed since, too" },
    { "--edition", OPT_EDITION, OPTIONS_CHECK, EDITIONS,
      "of snippets that name none, whatever their book says" },
    { "--toolchain", OPT_TOOLCHAIN, OPTIONS_RUN | OPTIONS_BUILD | OPTIONS_CONFIG, "NAME",
      VALUE_TOOLCHAIN, NULL, "as rustup calls it, such as nightly" },
    { "--unprotected", OPT_UNPROTECTED, OPTIONS_RUN, NOTHING,
      "go on without asking where no sandbox works" },
    { "--print", OPT_PRINT, OPTIONS_OPEN, NOTHING, "only print the page's address" },
    { "--help", OPT_HELP, ~0u, NOTHING, "print this help" },
};

const struct option_row *options_next(const struct option_row *row, unsigned groups)
{
    const struct option_row *end = rows + sizeof(rows) / sizeof(*rows);

    for (row = row != NULL ? row + 1 : rows; row < end; row++)
        if ((row->groups & groups) != 0)
            return row;
    return NULL;
}

const struct option_row *options_find(struct str name, unsigned groups)
{
    if (str_equals(name, "-h"))
        name = str_of("--help");
    for (const struct option_row *row = NULL; (row = options_next(row, groups)) != NULL;)
        if (str_equals(name, row->name))
            return row;
    return NULL;
}

void options_add_choices(struct buf *out, const char *choices)
{
    struct str rest = str_of(choices);
    struct str word;

    for (bool first = true; str_next_field(&rest, ' ', &word); first = false)
        buf_addf(out, "%s%.*s",
                 first              ? ""
                 : rest.ptr != NULL ? ", "
                                    : " or ",
                 (int)word.len, word.ptr);
}

void options_add_row_help(struct buf *out, const struct option_row *row)
{
    const char *mark = row->choices != NULL ? strstr(row->help, "{}") : NULL;

    if (mark == NULL) {
        buf_adds(out, row->help);
        return;
    }
    buf_add(out, row->help, (size_t)(mark - row->help));
    options_add_choices(out, row->choices);
    buf_adds(out, mark + 2);
}

/* The number of value among the row's choices. */
static enum status set_choice(size_t *out, const struct option_row *row, const char *shown,
                              const char *value, struct error *err)
{
    struct str rest = str_of(row->choices);
    struct buf takes = BUF_INIT;
    struct str word;
    enum status st;

    for (size_t i = 0; str_next_field(&rest, ' ', &word); i++)
        if (str_equals(word, value)) {
            *out = i;
            return STATUS_OK;
        }
    options_add_choices(&takes, row->choices);
    st = error_set(err, STATUS_BAD_INPUT, "%s %s: takes %s", shown, value, takes.ptr);
    buf_release(&takes);
    return st;
}

/* The choices of an option are in the order of its enum. */
static enum status set_format(struct options *o, const struct option_row *row, const char *shown,
                              const char *value, struct error *err)
{
    size_t choice = 0;
    enum status st = set_choice(&choice, row, shown, value, err);

    if (st != STATUS_OK)
        return st;
    o->format = (enum output_format)choice;
    /* "plain" is asked for: no colours either, unless they are asked for too. */
    if (o->format == FORMAT_TEXT && o->given[OPT_COLOR] == NULL) {
        o->color = COLOR_NEVER;
        o->given[OPT_COLOR] = "never";
    }
    return STATUS_OK;
}

static enum status set_looks(struct options *o, const struct option_row *row, const char *shown,
                             const char *value, struct error *err)
{
    size_t choice = 0;
    enum status st = set_choice(&choice, row, shown, value, err);

    if (st != STATUS_OK)
        return st;
    if (row->id == OPT_THEME)
        o->theme = (enum theme_mode)choice;
    else if (row->id == OPT_HYPERLINKS)
        o->hyperlinks = (enum hyperlink_mode)choice;
    else
        o->color = (enum color_mode)choice;
    return STATUS_OK;
}

static enum status set_number(long *out, const char *name, const char *value, long min, long max,
                              struct error *err)
{
    char *end;

    *out = strtol(value, &end, 10);
    if (*end != '\0' || end == value || *out < min || *out > max)
        return error_set(err, STATUS_BAD_INPUT, "%s %s: takes a number from %ld to %ld", name,
                         value, min, max);
    return STATUS_OK;
}

/* value is "" for an option that takes none. */
static enum status set_option(struct options *o, const struct option_row *row, const char *shown,
                              const char *value, struct error *err)
{
    switch (row->id) {
    case OPT_INDEX:
        o->index = value;
        return STATUS_OK;
    case OPT_JSON:
        o->format = FORMAT_JSON;
        return STATUS_OK;
    case OPT_FORMAT:
        return set_format(o, row, shown, value, err);
    case OPT_COLOR:
    case OPT_THEME:
    case OPT_HYPERLINKS:
        return set_looks(o, row, shown, value, err);
    case OPT_WIDTH:
        return set_number(&o->width, shown, value, 20, 1000, err);
    case OPT_NO_PAGER:
        o->no_pager = true;
        return STATUS_OK;
    case OPT_COUNT:
        return set_number(&o->count, shown, value, 1, 100, err);
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
        return set_number(&o->snippet, shown, value, 1, 1000, err);
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
    case OPTION_IDS:
        break;
    }
    return STATUS_OK;
}

enum status options_set(struct options *o, const char *name, const char *shown, const char *value,
                        struct error *err)
{
    return set_option(o, options_find(str_of(name), ~0u), shown, value, err);
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
    const struct option_row *row = options_find(name, groups);
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
    o->given[row->id] = value != NULL ? value : "";
    return set_option(o, row, row->name, o->given[row->id], err);
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

static void release_filters(struct question_filters *f)
{
    for (size_t i = 0; i < f->source_count; i++)
        free(f->sources[i]);
    free(f->edition);
}

void options_release(struct options *o)
{
    release_filters(&o->filters);
    release_filters(&o->defaults);
    release_filters(&o->left_out);
    free(o->args);
    *o = (struct options){ .index = NULL };
}

void options_add_help(struct buf *out, unsigned groups)
{
    for (const struct option_row *row = NULL; (row = options_next(row, groups)) != NULL;) {
        size_t start = out->len;

        buf_addf(out, "  %s%s%s", row->name, row->value != NULL ? " " : "",
                 row->value != NULL ? row->value : "");
        while (out->len - start < 22)
            buf_addc(out, ' ');
        options_add_row_help(out, row);
        buf_addc(out, '\n');
    }
}

/* Settings: what the reader has chosen once for all. */
#include "cli/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/ini.h"
#include "cli/paths.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "query/spelling.h"

static const struct setting_row rows[SETTING_IDS] = {
    [SETTING_INDEX] = {
        .key = "index",
        .value = "FILE",
        .fallback = "below XDG_DATA_HOME, else the guide's",
        .option = "--index",
        .variables = { "RUSTPRO_INDEX" },
        .help = "Your own index, in place of `~/.local/share/rustpro/index.db`: an absolute path, or "
                "one that begins with `~/`. It holds the guide and all that `rustpro index` adds.",
    },
    [SETTING_COLOR] = {
        .key = "color",
        .value = "WHEN",
        .choices = "auto always never",
        .fallback = "auto",
        .option = "--color",
        .variables = { "NO_COLOR" },
        .meaning = "never",
        .help = "Whether answers are coloured. `auto`: on a terminal.",
    },
    [SETTING_THEME] = {
        .key = "theme",
        .value = "THEME",
        .choices = "auto dark light",
        .fallback = "auto",
        .option = "--theme",
        .help = "For which background colours are chosen. `auto`: what `COLORFGBG` says, else colours that "
                "can be read on both.",
    },
    [SETTING_HYPERLINKS] = {
        .key = "hyperlinks",
        .value = "WHEN",
        .choices = "auto always never",
        .fallback = "auto",
        .option = "--hyperlinks",
        .help = "Whether ids and addresses are links that the terminal opens. `auto`: on terminals that "
                "are known to have them.",
    },
    [SETTING_PAGER] = {
        .key = "pager",
        .value = "WHEN",
        .choices = "auto never",
        .fallback = "auto",
        .option = "--no-pager",
        .help = "Whether an answer that does not fit the terminal goes through a pager.",
    },
    [SETTING_PAGER_COMMAND] = {
        .key = "pager-command",
        .value = "COMMAND",
        .fallback = "less",
        .variables = { "RUSTPRO_PAGER", "PAGER" },
        .empty_counts = true,
        .help = "Which pager; a shell reads the command.",
    },
    [SETTING_BROWSER] = {
        .key = "browser",
        .value = "COMMAND",
        .fallback = "xdg-open",
        .variables = { "BROWSER" },
        .help = "What `rustpro open` starts: a program and its arguments, or several with `:` "
                "between, of which the first that works is taken. `%s` stands for the page. No "
                "shell reads it.",
    },
    [SETTING_COUNT] = {
        .key = "count",
        .value = "N",
        .fallback = "10",
        .option = "-n",
        .help = "At most so many answers to a question, 1 to 100.",
    },
    [SETTING_SOURCES] = {
        .key = "sources",
        .value = "NAME...",
        .fallback = "all",
        .option = "--source",
        .help = "Only these sources answer questions that name none with `source:`. Names are "
                "separated by blanks or commas; one that the index does not have is passed over.",
    },
    [SETTING_LEAVE_OUT] = {
        .key = "leave-out",
        .value = "NAME...",
        .fallback = "none",
        .help = "These sources answer no questions but those that name them with `source:`. As "
                "`sources` otherwise.",
    },
    [SETTING_MSRV] = {
        .key = "msrv",
        .value = "VERSION",
        .fallback = "any",
        .option = "--msrv",
        .help = "The oldest Rust that your code is for, such as 1.75: questions that say nothing "
                "else with `msrv:` get no answer that needs a later one.",
    },
    [SETTING_EDITION] = {
        .key = "edition",
        .value = "YEAR",
        .choices = "2015 2018 2021 2024",
        .fallback = "any",
        .option = "--edition",
        .help = "Likewise the edition, as `edition:` does.",
    },
    [SETTING_TOOLCHAIN] = {
        .key = "toolchain",
        .value = "NAME",
        .fallback = "that of rustc in PATH",
        .option = "--toolchain",
        .variables = { "RUSTUP_TOOLCHAIN" },
        .help = "With which toolchain `rustpro run` and `rustpro check` compile, and whose documents "
                "`rustpro index --rustup` adds.",
    },
};

struct settings {
    char *path;
    char *text; /* the file; values point into it */
    bool is_there;
    struct setting items[SETTING_IDS];
    char *values[SETTING_IDS]; /* of the file; NULL: not there or not good */
    char *own_index;           /* the value of "index" without "~" */
    char **mistakes;
    size_t mistake_count, mistake_cap;
};

const struct setting_row *settings_row(enum setting_id id)
{
    return &rows[id];
}

const struct setting *settings_get(const struct settings *s, enum setting_id id)
{
    return &s->items[id];
}

enum setting_id settings_find(struct str key)
{
    for (size_t i = 0; i < SETTING_IDS; i++)
        if (str_equals(key, rows[i].key))
            return (enum setting_id)i;
    return SETTING_IDS;
}

const char *settings_path(const struct settings *s, bool *is_there)
{
    *is_there = s->is_there;
    return s->path;
}

/* --- mistakes --- */

/* Takes text, the mistake without the file's name; line 0: the whole file. */
static void add_mistake(struct settings *s, size_t line, struct buf *text)
{
    struct buf whole = BUF_INIT;

    buf_adds(&whole, s->path);
    if (line > 0)
        buf_addf(&whole, ":%zu", line);
    buf_addf(&whole, ": %s", text->ptr);
    buf_release(text);
    s->mistakes = xgrow(s->mistakes, s->mistake_count, &s->mistake_cap, sizeof(char *));
    s->mistakes[s->mistake_count++] = buf_detach(&whole);
}

/* What somebody wrote, as much of it as a message holds. */
static void add_written(struct buf *out, struct str written)
{
    enum { WRITTEN_MAX = 60 };

    if (written.len <= WRITTEN_MAX)
        buf_addstr(out, written);
    else
        buf_addf(out, "%.*s...", (int)utf8_valid_prefix(str_slice(written.ptr, WRITTEN_MAX)),
                 written.ptr);
}

static void refuse_key(struct settings *s, const struct ini_line *line)
{
    enum { FAR = 3 };
    struct buf text = BUF_INIT;
    const char *near = NULL;
    size_t best = FAR;

    for (size_t i = 0; i < SETTING_IDS; i++) {
        size_t distance = spelling_distance(line->key, str_of(rows[i].key), FAR - 1);

        if (distance < best) {
            best = distance;
            near = rows[i].key;
        }
    }
    add_written(&text, line->key);
    buf_adds(&text, ": no such key: ");
    if (near != NULL)
        buf_addf(&text, "perhaps %s is meant; ", near);
    buf_adds(&text, "`rustpro config` lists them all");
    add_mistake(s, line->number, &text);
}

static void refuse_line(struct settings *s, const struct ini_line *line)
{
    struct buf text = BUF_INIT;

    if (line->kind == INI_SECTION) {
        buf_addc(&text, '[');
        add_written(&text, line->key);
        buf_adds(&text, "]: there are no sections: take the line out; what follows it counts");
    } else {
        add_written(&text, line->key);
        buf_adds(&text, ": no \"key = value\": a remark begins with #");
    }
    add_mistake(s, line->number, &text);
}

void settings_tell_mistakes(const struct settings *s, size_t max)
{
    for (size_t i = 0; i < s->mistake_count && i < max; i++)
        command_say("%s", s->mistakes[i]);
    if (max > 0 && s->mistake_count > max)
        command_say("%s: and %zu more: `rustpro config` names all mistakes", s->path,
                    s->mistake_count - max);
}

const char *settings_mistake(const struct settings *s, size_t i)
{
    return i < s->mistake_count ? s->mistakes[i] : NULL;
}

/* --- values --- */

static enum status add_names(struct question_filters *f, struct str names, struct error *err)
{
    enum status st = STATUS_OK;
    size_t start = 0;

    for (size_t i = 0; i <= names.len && st == STATUS_OK; i++) {
        if (i < names.len && !ascii_is_space(names.ptr[i]) && names.ptr[i] != ',')
            continue;
        if (i > start)
            st = question_add_filter(f, str_of("source"), str_slice(names.ptr + start, i - start),
                                     err);
        start = i + 1;
    }
    return st;
}

static enum status set_index(struct settings *s, struct options *o, const char *value,
                             struct error *err)
{
    const char *home = getenv("HOME");
    struct buf path = BUF_INIT;

    if (strncmp(value, "~/", 2) == 0 && home != NULL && home[0] == '/')
        buf_addf(&path, "%s%s", home, value + 1);
    else if (value[0] == '/')
        buf_adds(&path, value);
    else
        return error_set(err, STATUS_BAD_INPUT,
                         "index = %s: takes an absolute path, or one that begins with ~/", value);
    free(s->own_index);
    s->own_index = buf_detach(&path);
    o->own_index = s->own_index;
    return STATUS_OK;
}

static enum status set_pager(struct options *o, const char *value, struct error *err)
{
    if (strcmp(value, "never") != 0 && strcmp(value, "auto") != 0)
        return error_set(err, STATUS_BAD_INPUT, "pager = %s: takes auto or never", value);
    o->no_pager = strcmp(value, "never") == 0;
    return STATUS_OK;
}

/* Sets in o what the file says. Programs that others chose are looked for in the environment, where
 * they are started: settings_load() puts them there. */
static enum status apply(struct settings *s, struct options *o, enum setting_id id,
                         const char *value, struct error *err)
{
    const char *key = rows[id].key;
    char shown[32];

    (void)snprintf(shown, sizeof(shown), "%s =", key);
    switch (id) {
    case SETTING_INDEX:
        return set_index(s, o, value, err);
    case SETTING_PAGER:
        return set_pager(o, value, err);
    case SETTING_COLOR:
        return options_set(o, "--color", shown, value, err);
    case SETTING_THEME:
        return options_set(o, "--theme", shown, value, err);
    case SETTING_HYPERLINKS:
        return options_set(o, "--hyperlinks", shown, value, err);
    case SETTING_COUNT:
        return options_set(o, "-n", shown, value, err);
    case SETTING_TOOLCHAIN:
        return options_set(o, "--toolchain", shown, value, err);
    case SETTING_SOURCES:
        return add_names(&o->defaults, str_of(value), err);
    case SETTING_LEAVE_OUT:
        return add_names(&o->left_out, str_of(value), err);
    case SETTING_MSRV:
    case SETTING_EDITION:
        return question_add_filter(&o->defaults, str_of(key), str_of(value), err);
    case SETTING_PAGER_COMMAND:
    case SETTING_BROWSER:
    case SETTING_IDS:
        break;
    }
    return STATUS_OK;
}

/* Why no setting can have that value; NULL: it may be good. */
static const char *refuse_bytes(struct str value)
{
    if (value.len == 0)
        return "nothing after the =: take the line out for the default";
    if (utf8_valid_prefix(value) != value.len)
        return "the value is no UTF-8";
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < 0x20 || value.ptr[i] == 0x7f)
            return "the value holds a control character";
    return NULL;
}

/* Keeps the value where the setting takes it. The last one of a key counts. */
static void read_value(struct settings *s, const struct ini_line *line)
{
    enum setting_id id = settings_find(line->key);
    struct options trial = { .index = NULL };
    struct buf text = BUF_INIT;
    struct error err = { .msg = "" };
    const char *why;
    char *value;

    if (id == SETTING_IDS) {
        refuse_key(s, line);
        return;
    }
    value = xmemdup0(line->value.ptr, line->value.len);
    why = refuse_bytes(line->value);
    if (why == NULL && apply(s, &trial, id, value, &err) != STATUS_OK)
        why = err.msg;
    options_release(&trial);
    if (why != NULL) {
        buf_addf(&text, "%s%s%s", why == err.msg ? "" : rows[id].key, why == err.msg ? "" : ": ",
                 why);
        add_mistake(s, line->number, &text);
        free(value);
        return;
    }
    if (s->values[id] != NULL) {
        buf_addf(&text, "%s: stands in line %zu too: this one counts", rows[id].key,
                 s->items[id].line);
        add_mistake(s, line->number, &text);
        free(s->values[id]);
    }
    s->values[id] = value;
    s->items[id] = (struct setting){ SETTING_FILE, value, NULL, line->number };
}

/* --- the file --- */

static void refuse_file(struct settings *s, const char *why)
{
    struct buf text = BUF_INIT;

    buf_addf(&text, "%s: not read", why);
    add_mistake(s, 0, &text);
}

static void read_file(struct settings *s, int fd)
{
    struct ini_line line;
    struct ini r;
    struct stat info;
    ssize_t n;
    size_t len = 0;

    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        refuse_file(s, "not a file");
        return;
    }
    if (info.st_size > SETTINGS_BYTES_MAX) {
        refuse_file(s, "longer than 64 KiB");
        return;
    }
    s->text = xmalloc(SETTINGS_BYTES_MAX);
    while (len < SETTINGS_BYTES_MAX &&
           (n = read(fd, s->text + len, SETTINGS_BYTES_MAX - len)) != 0) {
        if (n < 0) {
            refuse_file(s, strerror(errno));
            return;
        }
        len += (size_t)n;
    }
    s->is_there = true;
    ini_begin(&r, str_slice(s->text, len));
    while (ini_next(&r, &line)) {
        if (line.kind == INI_VALUE)
            read_value(s, &line);
        else
            refuse_line(s, &line);
    }
}

static void open_file(struct settings *s)
{
    int fd;

    s->path = paths_config();
    if (s->path == NULL)
        return;
    fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0) {
        read_file(s, fd);
        close(fd);
    } else if (errno != ENOENT && errno != ENOTDIR) {
        refuse_file(s, strerror(errno));
    }
}

/* --- what comes before the file --- */

static bool from_command_line(struct setting *out, const struct setting_row *row,
                              const struct options *o)
{
    enum option_id id;

    if (row->option == NULL)
        return false;
    id = options_find(str_of(row->option), ~0u)->id;
    if (o->given[id] == NULL)
        return false;
    *out = (struct setting){ .origin = SETTING_OPTION,
                             .value = id == OPT_NO_PAGER ? "never" : o->given[id] };
    return true;
}

static bool from_environment(struct setting *out, const struct setting_row *row)
{
    for (size_t i = 0; i < 2 && row->variables[i] != NULL; i++) {
        const char *value = getenv(row->variables[i]);

        if (value == NULL || (value[0] == '\0' && !row->empty_counts))
            continue;
        *out = (struct setting){ .origin = SETTING_ENVIRONMENT,
                                 .value = row->meaning != NULL ? row->meaning : value,
                                 .variable = row->variables[i] };
        return true;
    }
    return false;
}

struct settings *settings_load(struct options *o)
{
    struct settings *s = xcalloc(1, sizeof(*s));
    struct error ignored; /* read_value() has seen that the values are good */

    open_file(s);
    for (size_t i = 0; i < SETTING_IDS; i++) {
        struct setting *item = &s->items[i];

        if (from_command_line(item, &rows[i], o) || from_environment(item, &rows[i]))
            continue;
        if (item->origin == SETTING_FILE)
            (void)apply(s, o, (enum setting_id)i, item->value, &ignored);
    }
    if (s->items[SETTING_PAGER_COMMAND].origin == SETTING_FILE)
        (void)setenv("RUSTPRO_PAGER", s->items[SETTING_PAGER_COMMAND].value, 1);
    if (s->items[SETTING_BROWSER].origin == SETTING_FILE)
        (void)setenv("BROWSER", s->items[SETTING_BROWSER].value, 1);
    return s;
}

void settings_free(struct settings *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < SETTING_IDS; i++)
        free(s->values[i]);
    for (size_t i = 0; i < s->mistake_count; i++)
        free(s->mistakes[i]);
    free(s->mistakes);
    free(s->own_index);
    free(s->path);
    free(s->text);
    free(s);
}

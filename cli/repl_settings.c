/* What is in force at the prompt: settings and filters. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/repl_internal.h"
#include "cli/repl_parse.h"
#include "core/xalloc.h"

/* --- :set --- */

static const char *switch_text(bool on)
{
    return on ? "on" : "off";
}

/* The configuration's words for the pager count too. */
static enum status read_switch(struct str value, bool *out, struct error *err)
{
    bool is_on = str_equals(value, "on") || str_equals(value, "auto");

    if (!is_on && !str_equals(value, "off") && !str_equals(value, "never"))
        return error_set(err, STATUS_BAD_INPUT, "%.*s: takes on or off", (int)value.len, value.ptr);
    *out = is_on;
    return STATUS_OK;
}

/* What the command line takes is taken here: reads "--name value" as it does. */
static enum status read_option(const char *name, struct str value, struct options *out,
                               struct error *err)
{
    char *words[] = { xstrdup(name), xmemdup0(value.ptr, value.len) };
    enum status st = options_parse(2, words, OPTIONS_OUTPUT | OPTIONS_SEARCH, out, err);

    free(words[0]);
    free(words[1]);
    return st;
}

static void show_color(const struct options *o, struct buf *out)
{
    static const char *const names[] = {
        [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"
    };

    buf_adds(out, names[o->color]);
}

static enum status set_color(struct options *o, struct str value, struct error *err)
{
    struct options read;

    if (read_option("--color", value, &read, NULL) != STATUS_OK)
        return error_set(err, STATUS_BAD_INPUT, "%.*s: takes auto, always or never", (int)value.len,
                         value.ptr);
    o->color = read.color;
    options_release(&read);
    return STATUS_OK;
}

static void show_count(const struct options *o, struct buf *out)
{
    buf_addf(out, "%ld", o->count > 0 ? o->count : (long)ASK_HITS_DEFAULT);
}

static enum status set_count(struct options *o, struct str value, struct error *err)
{
    struct options read;

    if (read_option("-n", value, &read, NULL) != STATUS_OK)
        return error_set(err, STATUS_BAD_INPUT, "%.*s: takes a number from 1 to 100",
                         (int)value.len, value.ptr);
    o->count = read.count;
    options_release(&read);
    return STATUS_OK;
}

static void show_explain(const struct options *o, struct buf *out)
{
    buf_adds(out, switch_text(o->explain));
}

static enum status set_explain(struct options *o, struct str value, struct error *err)
{
    return read_switch(value, &o->explain, err);
}

static void show_format(const struct options *o, struct buf *out)
{
    buf_adds(out, o->format == FORMAT_MARKDOWN ? "markdown" : "plain");
}

/* The other formats are for programs: none reads here. */
static enum status set_format(struct options *o, struct str value, struct error *err)
{
    if (!str_equals(value, "plain") && !str_equals(value, "markdown"))
        return error_set(err, STATUS_BAD_INPUT, "%.*s: takes plain or markdown", (int)value.len,
                         value.ptr);
    o->format = str_equals(value, "plain") ? FORMAT_TEXT : FORMAT_MARKDOWN;
    return STATUS_OK;
}

static void show_pager(const struct options *o, struct buf *out)
{
    buf_adds(out, switch_text(!o->no_pager));
}

static enum status set_pager(struct options *o, struct str value, struct error *err)
{
    bool on = false;
    enum status st = read_switch(value, &on, err);

    if (st == STATUS_OK)
        o->no_pager = !on;
    return st;
}

static const struct setting {
    const char *name;
    const char *values; /* NULL: too many to name */
    const char *help;
    void (*show)(const struct options *o, struct buf *out);
    enum status (*set)(struct options *o, struct str value, struct error *err);
} settings[] = {
    { "color", "auto always never", "colours", show_color, set_color },
    { "count", NULL, "answers to a question, 1 to 100", show_count, set_count },
    { "explain", "on off", "how each score came about", show_explain, set_explain },
    { "format", "plain markdown", "how answers are printed", show_format, set_format },
    { "pager", "on off", "a pager for what does not fit the window", show_pager, set_pager },
};

enum { SETTING_COUNT = sizeof(settings) / sizeof(*settings) };

const char *repl_setting(size_t n, const char **values)
{
    if (n >= SETTING_COUNT)
        return NULL;
    *values = settings[n].values;
    return settings[n].name;
}

static void print_setting(const struct setting *s, const struct options *o)
{
    struct buf value = BUF_INIT;

    s->show(o, &value);
    printf("  %-8s %-9s %s\n", s->name, value.ptr, s->help);
    buf_release(&value);
}

void repl_set(struct repl *r, struct str rest)
{
    struct str name = repl_next_word(&rest);
    struct str value = repl_next_word(&rest);
    const struct setting *found = NULL;
    struct error err;

    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (name.len == 0)
            print_setting(&settings[i], r->o);
        else if (str_equals(name, settings[i].name))
            found = &settings[i];
    }
    if (name.len == 0)
        return;
    if (found == NULL)
        command_say("%.*s: no such setting: `:set` shows them", (int)name.len, name.ptr);
    else if (str_trim(rest).len > 0)
        command_say("set: takes a name and one value, as in `:set count 5`");
    else if (value.len > 0 && found->set(r->o, value, &err) != STATUS_OK)
        command_say("set: %s: %s", found->name, err.msg);
    else
        print_setting(found, r->o);
}

/* --- :only --- */

static void release_filters(struct question_filters *f)
{
    for (size_t i = 0; i < f->source_count; i++)
        free(f->sources[i]);
    free(f->edition);
    *f = (struct question_filters){ 0 };
}

void repl_add_filters(struct buf *out, const struct question_filters *f)
{
    size_t start = out->len;

    for (int i = 0; i < ENTRY_KIND_COUNT; i++)
        if ((f->kinds & 1u << i) != 0)
            buf_addf(out, "kind:%s ", entry_kind_name((enum entry_kind)i));
    for (size_t i = 0; i < f->source_count; i++)
        buf_addf(out, "source:%s ", f->sources[i]);
    for (int i = ENTRY_STATUS_NONE + 1; i < ENTRY_STATUS_COUNT; i++)
        if ((f->statuses & 1u << i) != 0)
            buf_addf(out, "status:%s ", entry_status_name((enum entry_status)i));
    if (f->msrv != 0)
        buf_addf(out, "msrv:1.%d ", f->msrv);
    if (f->edition != NULL)
        buf_addf(out, "edition:%s ", f->edition);
    if (out->len > start)
        buf_truncate(out, out->len - 1);
}

/* A source that is not there would be refused with every question. */
static enum status check_sources(struct repl *r, const struct question_filters *f,
                                 struct error *err)
{
    struct index_sources list = { 0 };
    enum status st = index_list_roots(r->ix, &list, err);

    for (size_t i = 0; i < f->source_count && st == STATUS_OK; i++) {
        bool found = false;

        for (size_t k = 0; k < list.count; k++)
            found = found || strcmp(list.items[k].name, f->sources[i]) == 0;
        if (!found)
            st = error_set(err, STATUS_BAD_INPUT,
                           "source:%s: no such source: `:sources` lists them", f->sources[i]);
    }
    index_sources_release(&list);
    return st;
}

static enum status read_filters(struct repl *r, struct str rest, struct question_filters *out,
                                struct error *err)
{
    enum status st = STATUS_OK;
    struct str word;

    for (word = repl_next_word(&rest); word.len > 0 && st == STATUS_OK;
         word = repl_next_word(&rest)) {
        struct str value = word;
        struct str key;

        (void)str_next_field(&value, ':', &key);
        if (value.ptr == NULL || value.len == 0)
            st = error_set(err, STATUS_BAD_INPUT,
                           "%.*s: takes filters, as in `:only kind:pattern source:guide`",
                           (int)word.len, word.ptr);
        else
            st = question_add_filter(out, key, value, err);
    }
    return st == STATUS_OK ? check_sources(r, out, err) : st;
}

void repl_only(struct repl *r, struct str rest)
{
    struct question_filters filters = { 0 };
    struct buf text = BUF_INIT;
    struct error err;

    if (read_filters(r, rest, &filters, &err) != STATUS_OK) {
        command_say("%s", err.msg);
        release_filters(&filters);
        return;
    }
    release_filters(&r->o->filters);
    r->o->filters = filters;
    r->listed = 0; /* other answers are the next ones now */
    repl_add_filters(&text, &filters);
    if (text.len > 0)
        printf("Only %s from now on; `:only` alone lifts it.\n", text.ptr);
    else
        (void)puts("No filter is in force.");
    buf_release(&text);
}

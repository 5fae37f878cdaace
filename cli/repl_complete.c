/* Tab: commands, filters, and names from the index. */
#include <stdio.h>
#include <stdlib.h>

#include <readline/readline.h>

#include "cli/repl_internal.h"
#include "cli/repl_parse.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "query/suggest.h"

enum {
    NAMES_MAX =
        60,        /* names that are asked for: more than are shown, for what they have in common */
    SHOWN_MAX = 20 /* lines */
};

/* What a word may become. */
struct match {
    char *text;       /* in the word's place */
    char *shown;      /* to the reader */
    const char *note; /* its kind; static, "" where it has none */
    char *more;       /* further words: what a command does, an entry's id; NULL: none */
};

struct matches {
    struct match *items;
    size_t count, cap;
    bool is_open; /* there are more: what these have in common says nothing */
};

/* readline calls back without a context: what it asks about and what was found last. */
static struct {
    struct repl *repl;
    struct matches found;
} completion;

static void clear_matches(struct matches *m)
{
    for (size_t i = 0; i < m->count; i++) {
        free(m->items[i].text);
        free(m->items[i].shown);
        free(m->items[i].more);
    }
    free(m->items);
    *m = (struct matches){ 0 };
}

static void add_match(struct matches *m, struct str text, struct str shown, const char *note,
                      struct str more)
{
    struct buf clean = BUF_INIT;

    /* Documents name entries: a line feed in the word's place would be a line. */
    text_sanitize(&clean, text);
    if (!str_equal(buf_str(&clean), text) || strchr(clean.ptr, '\n') != NULL) {
        buf_release(&clean);
        return;
    }
    buf_clear(&clean);
    text_sanitize(&clean, more);
    m->items = xgrow(m->items, m->count, &m->cap, sizeof(*m->items));
    m->items[m->count++] = (struct match){ .text = xmemdup0(text.ptr, text.len),
                                           .shown = xmemdup0(shown.ptr, shown.len),
                                           .note = note,
                                           .more = more.len > 0 ? buf_detach(&clean) : NULL };
    buf_release(&clean);
}

static bool begins_with(struct str text, struct str prefix)
{
    return text.len >= prefix.len && str_equal_nocase(str_slice(text.ptr, prefix.len), prefix);
}

/* Adds before + word when it goes on from what is typed. */
static void offer(struct matches *m, struct str typed, const char *before, const char *word,
                  const char *note, const char *more)
{
    struct buf text = BUF_INIT;

    buf_addf(&text, "%s%s", before, word);
    if (begins_with(buf_str(&text), typed))
        add_match(m, buf_str(&text), buf_str(&text), note, str_of(more));
    buf_release(&text);
}

/* --- commands --- */

static void complete_command(struct matches *m, struct str typed)
{
    for (const struct repl_command *c = repl_command_list(); c->name != NULL; c++)
        offer(m, typed, ":", c->name, "command", c->help);
}

static void complete_setting(struct matches *m, struct str before, struct str typed)
{
    struct str name = repl_next_word(&before);
    const char *values = NULL;
    const char *setting;

    for (size_t i = 0; (setting = repl_setting(i, &values)) != NULL; i++) {
        struct str rest = str_of(values);
        struct str value;

        if (name.len == 0)
            offer(m, typed, "", setting, "setting", values);
        while (str_equals(name, setting) && values != NULL &&
               (value = repl_next_word(&rest)).len > 0)
            if (begins_with(value, typed))
                add_match(m, value, value, "value", str_slice(NULL, 0));
    }
}

static void complete_answer(struct matches *m, const struct repl *r, struct str typed)
{
    for (size_t i = 0; i < r->id_count; i++) {
        char number[32];

        (void)snprintf(number, sizeof(number), "%zu", i + 1);
        if (typed.len == 0 || ascii_is_digit(typed.ptr[0]))
            offer(m, typed, "", number, "answer", r->ids[i]);
        else
            offer(m, typed, "", r->ids[i], "answer", NULL);
    }
}

/* --- filters --- */

static void offer_sources(struct matches *m, struct repl *r, struct str typed)
{
    struct index_sources list = { 0 };

    if (index_list_roots(r->ix, &list, NULL) == STATUS_OK)
        for (size_t i = 0; i < list.count; i++)
            offer(m, typed, "source:", list.items[i].name, "source", list.items[i].title);
    index_sources_release(&list);
}

static void complete_filter(struct matches *m, struct repl *r, struct str typed)
{
    static const char *const keys[] = { "kind:", "source:", "status:", "edition:", "msrv:" };
    static const char *const editions[] = { "2015", "2018", "2021", "2024" };

    if (memchr(typed.ptr, ':', typed.len) == NULL) {
        for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
            offer(m, typed, keys[i], "", "filter", NULL);
        if (m->count > 0)
            rl_completion_suppress_append = 1; /* its value follows */
    } else if (begins_with(typed, str_of("kind:"))) {
        for (int i = 0; i < ENTRY_KIND_COUNT; i++)
            offer(m, typed, "kind:", entry_kind_name((enum entry_kind)i), "", NULL);
    } else if (begins_with(typed, str_of("status:"))) {
        for (int i = ENTRY_STATUS_NONE + 1; i < ENTRY_STATUS_COUNT; i++)
            offer(m, typed, "status:", entry_status_name((enum entry_status)i), "", NULL);
    } else if (begins_with(typed, str_of("edition:"))) {
        for (size_t i = 0; i < sizeof(editions) / sizeof(*editions); i++)
            offer(m, typed, "edition:", editions[i], "", NULL);
    } else if (begins_with(typed, str_of("source:"))) {
        offer_sources(m, r, typed);
    }
}

/* --- names --- */

/* Adds the names that begin with typed; of each, what comes after its first skip bytes. */
static void complete_names(struct matches *m, struct repl *r, struct str typed, size_t skip)
{
    struct suggestions names = { 0 };

    /* An index that cannot be read is told about by the next question. */
    (void)suggest_names(r->ix, typed, NAMES_MAX, &names, NULL);
    m->is_open = m->is_open || names.count >= NAMES_MAX;
    for (size_t i = 0; i < names.count; i++) {
        const struct suggestion *s = &names.items[i];
        struct str text = str_of(s->text);

        add_match(m, str_slice(text.ptr + skip, text.len - skip), text, entry_kind_name(s->kind),
                  str_of(s->id));
    }
    suggestions_release(&names);
}

/* The line up to the word is a question's: a name may be the word's, or that of all words. */
static void complete_question(struct matches *m, struct repl *r, struct str before,
                              struct str typed)
{
    struct str head = before;
    struct str whole;

    while (head.len > 0 && ascii_is_space(head.ptr[0]))
        head = str_slice(head.ptr + 1, head.len - 1);
    complete_filter(m, r, typed);
    whole = str_slice(head.ptr, head.len + typed.len);
    if (head.len > 0)
        complete_names(m, r, whole, head.len);
    if (m->count == 0 || (head.len == 0 && typed.len > 0))
        complete_names(m, r, typed, 0);
}

/* --- readline's side --- */

static void complete_line(struct matches *m, struct repl *r, struct str before, struct str typed)
{
    struct repl_line line = repl_parse(before);
    const struct repl_command *c = line.kind == REPL_COMMAND ? repl_find_command(line.text) : NULL;

    if (line.kind == REPL_EMPTY && typed.len > 0 && typed.ptr[0] == ':')
        complete_command(m, typed);
    else if (str_trim(before).len == 0 || line.kind != REPL_COMMAND || before.ptr[0] != ':')
        complete_question(m, r, before, typed);
    else if (c != NULL && c->takes == REPL_TAKES_FILTERS)
        complete_filter(m, r, typed);
    else if (c != NULL && c->takes == REPL_TAKES_SETTING)
        complete_setting(m, line.rest, typed);
    else if (c != NULL && c->takes == REPL_TAKES_ANSWER && line.rest.len == 0)
        complete_answer(m, r, typed);
}

/* How far all texts are the same, but for case; at least as far as what was typed. */
static size_t common_length(const struct matches *m)
{
    struct str first = str_of(m->items[0].text);
    size_t n = first.len;

    for (size_t i = 1; i < m->count; i++) {
        const char *other = m->items[i].text;
        size_t k = 0;

        while (k < n && other[k] != '\0' && ascii_lower(first.ptr[k]) == ascii_lower(other[k]))
            k++;
        n = k;
    }
    return utf8_valid_prefix(str_slice(first.ptr, n)); /* no part of a character */
}

/* Called for Tab. The result is readline's: what replaces the word, then all matches; malloc. */
static char **on_complete(const char *text, int start, int end)
{
    struct matches *m = &completion.found;
    struct str typed = str_of(text);
    size_t common;
    char **out;

    (void)end;
    rl_attempted_completion_over = 1; /* no names of files */
    clear_matches(m);
    if (completion.repl == NULL)
        return NULL;
    complete_line(m, completion.repl, str_slice(rl_line_buffer, (size_t)start), typed);
    if (m->count == 0)
        return NULL;
    out = xcalloc(m->count + 2, sizeof(*out));
    common = common_length(m);
    if (m->count > 1 && (m->is_open || common <= typed.len))
        out[0] = xstrdup(text);
    else
        out[0] = xmemdup0(m->items[0].text, common);
    for (size_t i = 0; i < m->count && m->count > 1; i++)
        out[i + 1] = xstrdup(m->items[i].text);
    return out;
}

static void add_padded(struct buf *out, struct str text, size_t columns)
{
    buf_addstr(out, text);
    for (size_t width = str_width(text); width < columns; width++)
        buf_addc(out, ' ');
}

static void print_match(const struct match *m, size_t text_columns, size_t note_columns,
                        const struct render_style *style)
{
    struct buf line = BUF_INIT;
    struct buf rest = BUF_INIT;
    struct buf clipped = BUF_INIT;
    size_t left = (size_t)style->width - text_columns - 4;

    if (str_width(str_of(m->shown)) > text_columns)
        render_clipped(&clipped, str_of(m->shown), (int)text_columns);
    else
        buf_adds(&clipped, m->shown);
    buf_adds(&line, "  ");
    add_padded(&line, buf_str(&clipped), text_columns);
    buf_clear(&clipped);
    add_padded(&rest, str_of(m->note), note_columns);
    if (m->more != NULL)
        buf_addf(&rest, "  %s", m->more);
    render_clipped(&clipped, buf_str(&rest), (int)left);
    buf_trim_end(&clipped);
    buf_adds(&line, "  ");
    render_dim(&line, buf_str(&clipped), style);
    buf_trim_end(&line);
    (void)fprintf(rl_outstream, "%s\n", line.ptr);
    buf_release(&line);
    buf_release(&rest);
    buf_release(&clipped);
}

/* One line to a match, with its kind. */
static void on_show(char **texts, int count, int longest)
{
    const struct matches *m = &completion.found;
    struct render_style style = command_style(completion.repl->o);
    size_t columns = 0;
    size_t note_columns = 0;
    size_t shown;
    int rows;
    int width;

    (void)texts;
    (void)count;
    (void)longest;
    rl_get_screen_size(&rows, &width);
    shown = rows > 8 && rows - 4 < SHOWN_MAX ? (size_t)rows - 4 : SHOWN_MAX;
    style.width = width > 40 ? width : 40;
    for (size_t i = 0; i < m->count && i < shown; i++) {
        size_t text = str_width(str_of(m->items[i].shown));
        size_t note = str_width(str_of(m->items[i].note));

        columns = text > columns ? text : columns;
        note_columns = note > note_columns ? note : note_columns;
    }
    if (columns > (size_t)style.width - 20)
        columns = (size_t)style.width - 20;
    (void)fputc('\n', rl_outstream);
    for (size_t i = 0; i < m->count && i < shown; i++)
        print_match(&m->items[i], columns, note_columns, &style);
    if (m->count > shown || m->is_open)
        (void)fprintf(rl_outstream, "  ... and more: type on\n");
    (void)fflush(rl_outstream);
    rl_on_new_line();
    rl_redisplay();
}

void repl_complete_open(struct repl *r)
{
    completion.repl = r;
    clear_matches(&completion.found);
    rl_attempted_completion_function = on_complete;
    rl_completion_display_matches_hook = on_show;
    rl_completer_word_break_characters = " \t\n";
    rl_basic_quote_characters = ""; /* an apostrophe is a lifetime's */
    rl_ignore_completion_duplicates = 0;
    rl_sort_completion_matches = 0; /* they come with the likeliest first */
}

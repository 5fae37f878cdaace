/* The full-text expression of a question. */
#include "query/expression.h"

#include <assert.h>
#include <stdlib.h>

#include "core/xalloc.h"

enum {
    COMMON_ENTRIES = 20000 /* units that bring more candidates than this only score */
};

static void add_phrase(struct expression *e, size_t unit, struct str tokens, const char *columns,
                       bool is_parts, bool *first)
{
    assert(e->count < PHRASES_MAX);
    if (!*first)
        buf_adds(e->text, " OR ");
    *first = false;
    buf_addf(e->text, "{%s} : \"", columns);
    for (size_t i = 0; i < tokens.len; i++) {
        if (tokens.ptr[i] == '"')
            buf_addc(e->text, '"');
        buf_addc(e->text, tokens.ptr[i]);
    }
    buf_addc(e->text, '"');
    e->phrases[e->count++] = (struct phrase){ (uint8_t)unit, is_parts, false };
}

/* All ways in which a unit may stand in the index, in brackets. */
static void add_unit(struct expression *e, size_t number, const struct unit *u)
{
    static const char prose[] = "title trail body";
    static const char code[] = "symbols code";
    bool has_whole = u->whole.len > 0;
    bool first = true;

    buf_addc(e->text, '(');
    if (u->kind == UNIT_SIGN) {
        add_phrase(e, number, buf_str(&u->code), code, false, &first);
    } else {
        if (has_whole) {
            add_phrase(e, number, buf_str(&u->whole), prose, false, &first);
            add_phrase(e, number, buf_str(&u->whole_code), code, false, &first);
        }
        add_phrase(e, number, buf_str(&u->prose), prose, has_whole, &first);
        add_phrase(e, number, buf_str(&u->code), code, has_whole, &first);
    }
    buf_addc(e->text, ')');
}

/* Adds the units for which wanted[] is set, joined by an operator, in brackets; false for none. */
static bool add_units(struct expression *e, const struct question *q, const bool *wanted,
                      const char *joint)
{
    bool any = false;

    for (size_t i = 0; i < q->count; i++) {
        if (!wanted[i])
            continue;
        buf_adds(e->text, any ? joint : "(");
        add_unit(e, i, &q->units[i]);
        any = true;
    }
    if (any)
        buf_addc(e->text, ')');
    return any;
}

static bool is_known(const struct unit *u)
{
    return u->entries > 0;
}

/* The units that bring candidates. All: every required one. Some: the rare ones among the known,
 * until they would bring too many; at least the rarest. */
static void choose_leaders(const struct question *q, enum retrieve_mode mode, bool *leads)
{
    int64_t sum = 0;

    memset(leads, 0, QUESTION_UNITS_MAX * sizeof(*leads));
    if (mode == RETRIEVE_ALL) {
        for (size_t i = 0; i < q->count; i++)
            leads[i] = q->units[i].role == UNIT_REQUIRED;
        return;
    }
    for (;;) {
        size_t rarest = q->count;

        for (size_t i = 0; i < q->count; i++)
            if (!leads[i] && q->units[i].role == UNIT_REQUIRED && is_known(&q->units[i]) &&
                (rarest == q->count || q->units[i].entries < q->units[rarest].entries))
                rarest = i;
        if (rarest == q->count || (sum > 0 && sum + q->units[rarest].entries > COMMON_ENTRIES))
            return;
        leads[rarest] = true;
        sum += q->units[rarest].entries;
    }
}

/* What only scores: "leaders OR (leaders AND (unit OR unit))" matches no more than the leaders do.
 */
static void add_scoring(struct expression *e, const struct question *q, const bool *leads,
                        const char *joint)
{
    bool scores[QUESTION_UNITS_MAX] = { false };
    size_t first = e->count;
    bool any = false;

    for (size_t i = 0; i < q->count; i++) {
        const struct unit *u = &q->units[i];

        scores[i] = is_known(u) &&
                    (u->role == UNIT_OPTIONAL || (u->role == UNIT_REQUIRED && !leads[i]));
        any |= scores[i];
    }
    if (!any)
        return;
    buf_adds(e->text, " OR (");
    (void)add_units(e, q, leads, joint);
    for (size_t i = first; i < e->count; i++)
        e->phrases[i].is_repeated = true;
    buf_adds(e->text, " AND ");
    (void)add_units(e, q, scores, " OR ");
    buf_addc(e->text, ')');
}

void expression_build(struct expression *e, const struct question *q, enum retrieve_mode mode,
                      bool may_exclude)
{
    const char *joint = mode == RETRIEVE_ALL ? " AND " : " OR ";
    struct buf exclusion = BUF_INIT;
    struct buf *text = e->text;
    bool leads[QUESTION_UNITS_MAX];
    bool excluded[QUESTION_UNITS_MAX] = { false };

    choose_leaders(q, mode, leads);
    e->count = 0;
    buf_addc(text, '(');
    if (!add_units(e, q, leads, joint)) {
        buf_clear(text);
        return;
    }
    add_scoring(e, q, leads, joint);
    buf_addc(text, ')');
    for (size_t i = 0; i < q->count; i++)
        excluded[i] = may_exclude && q->units[i].role == UNIT_EXCLUDED;
    e->text = &exclusion;
    if (add_units(e, q, excluded, " OR "))
        buf_addf(text, " NOT %s", exclusion.ptr);
    e->text = text;
    buf_release(&exclusion);
}

void expression_add_exclusion(struct buf *out, const struct question *q)
{
    struct expression *e = xcalloc(1, sizeof(*e));
    bool excluded[QUESTION_UNITS_MAX] = { false };
    struct buf text = BUF_INIT;

    e->text = &text;
    for (size_t i = 0; i < q->count; i++)
        excluded[i] = q->units[i].role == UNIT_EXCLUDED;
    (void)add_units(e, q, excluded, " OR ");
    buf_addstr(out, buf_str(&text));
    buf_release(&text);
    free(e);
}

void expression_add(struct buf *out, const struct question *q, enum retrieve_mode mode)
{
    struct expression *e = xcalloc(1, sizeof(*e));
    struct buf text = BUF_INIT;

    e->text = &text;
    expression_build(e, q, mode, true);
    buf_addstr(out, buf_str(&text));
    buf_release(&text);
    free(e);
}

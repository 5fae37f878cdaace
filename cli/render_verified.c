/* What checks found about an entry's snippets, in words. */
#include "cli/render_verified.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/verification.h"
#include "query/answer.h"

/* One snippet as its badge counts it; a later one weighs more. */
enum state {
    STATE_NONE,
    STATE_FAILS_AS_SAID,
    STATE_PASSES,
    STATE_UNKNOWN,
    STATE_SKIPPED,
    STATE_FAILS
};

struct finding {
    enum state state;
    struct verification v; /* filled unless NONE or UNKNOWN */
};

static struct finding find(struct index *ix, const struct entry *e, const struct answer_snippet *s)
{
    struct snippet_claim claim = answer_claim(e, s);
    struct finding f = { STATE_UNKNOWN, { 0 } };
    unsigned char key[SNIPPET_KEY_BYTES];

    if (!s->is_rust || s->expect == SNIPPET_IGNORE)
        return (struct finding){ STATE_NONE, { 0 } };
    snippet_claim_key(key, &claim);
    if (verification_find(ix, key, &f.v, NULL) != STATUS_OK)
        return f;
    switch (f.v.outcome) {
    case VERIFICATION_PASSED:
        f.state = STATE_PASSES;
        break;
    case VERIFICATION_FAILED_AS_DECLARED:
        f.state = STATE_FAILS_AS_SAID;
        break;
    case VERIFICATION_FAILED:
        f.state = STATE_FAILS;
        break;
    case VERIFICATION_SKIPPED:
        f.state = STATE_SKIPPED;
        break;
    }
    return f;
}

static void add_words(struct buf *out, const struct finding *f)
{
    switch (f->state) {
    case STATE_NONE:
        break;
    case STATE_UNKNOWN:
        buf_adds(out, "not checked");
        break;
    case STATE_PASSES:
        buf_addf(out, "compiles on %s", f->v.rustc);
        break;
    case STATE_FAILS_AS_SAID:
        buf_addf(out, "fails as it should%s%s", f->v.detail[0] != '\0' ? ": " : "", f->v.detail);
        break;
    case STATE_FAILS:
        buf_addf(out, "fails on %s", f->v.rustc);
        break;
    case STATE_SKIPPED:
        buf_adds(out, str_starts(str_of(f->v.detail), "needs nightly") ? "needs nightly"
                                                                       : "not checked here");
        break;
    }
}

/* "snippet 2 fails as it should: E0382" */
static void add_finding(struct buf *out, size_t number, const struct finding *f)
{
    buf_addf(out, "%ssnippet %zu ", out->len > 0 ? "; " : "", number);
    if (f->state == STATE_SKIPPED)
        buf_adds(out, "not checked here");
    else
        add_words(out, f);
    if ((f->state == STATE_FAILS || f->state == STATE_SKIPPED) && f->v.detail[0] != '\0')
        buf_addf(out, " (%s)", f->v.detail);
}

/* What is gathered over an entry's snippets. */
struct summary {
    struct finding worst;
    struct buf each;
    struct buf date;
    enum state first;
    bool differs; /* there is more to say than of the worst */
};

static void add_to_summary(struct summary *s, size_t number, struct finding *f)
{
    if (f->state == STATE_NONE)
        return;
    add_finding(&s->each, number, f);
    if (f->v.checked_at != NULL && s->date.len == 0)
        buf_adds(&s->date, f->v.checked_at);
    s->first = s->first == STATE_NONE ? f->state : s->first;
    s->differs = s->differs || f->state != s->first || f->state == STATE_FAILS ||
                 f->state == STATE_SKIPPED;
    if (f->state > s->worst.state) {
        struct finding better = s->worst;

        s->worst = *f;
        *f = better; /* for the caller to release */
    }
}

static enum look look_of(enum state state)
{
    switch (state) {
    case STATE_FAILS_AS_SAID:
    case STATE_PASSES:
        return LOOK_GOOD;
    case STATE_FAILS:
        return LOOK_BAD;
    default:
        return LOOK_QUIET;
    }
}

enum look render_verified(struct buf *badge, struct buf *text, struct index *ix,
                          const struct entry *e, cmark_node *body)
{
    struct summary s = { .each = BUF_INIT, .date = BUF_INIT, .first = STATE_NONE };
    struct answer_snippets list;

    if (e->snippets == 0)
        return LOOK_QUIET;
    answer_read_snippets(&list, e, body);
    for (size_t i = 0; i < list.count; i++) {
        struct finding f = find(ix, e, &list.items[i]);

        add_to_summary(&s, i + 1, &f);
        verification_release(&f.v);
    }
    add_words(badge, &s.worst);
    if (text != NULL && s.date.len > 0 && s.differs)
        buf_addf(text, "Checked %s: %s.\n", s.date.ptr, s.each.ptr);
    verification_release(&s.worst.v);
    answer_snippets_release(&list);
    buf_release(&s.each);
    buf_release(&s.date);
    return look_of(s.worst.state);
}

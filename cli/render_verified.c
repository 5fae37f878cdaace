/* What checks found about an entry's snippets, in words. */
#include "cli/render_verified.h"

#include <stdlib.h>

#include "core/text.h"
#include "core/verification.h"
#include "query/answer.h"

/* One snippet as its badge counts it; a later one weighs more. */
enum state { STATE_NONE, STATE_FAILS_AS_SAID, STATE_PASSES, STATE_UNKNOWN, STATE_SKIPPED, STATE_FAILS };

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

void render_verified_badge(struct buf *out, struct index *ix, const struct entry *e)
{
    struct answer_snippets list;
    struct finding worst = { STATE_NONE, { 0 } };

    if (e->snippets == 0) /* most of a list: spare the reading */
        return;
    answer_read_snippets(&list, e);
    for (size_t i = 0; i < list.count; i++) {
        struct finding f = find(ix, e, &list.items[i]);

        if (f.state > worst.state) {
            verification_release(&worst.v);
            worst = f;
        } else {
            verification_release(&f.v);
        }
    }
    add_words(out, &worst);
    verification_release(&worst.v);
    answer_snippets_release(&list);
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

void render_verified_text(struct buf *out, struct index *ix, const struct entry *e)
{
    struct answer_snippets list;
    struct buf text = BUF_INIT;
    struct buf date = BUF_INIT;
    enum state first = STATE_NONE;
    bool has_more = false;

    if (e->snippets == 0)
        return;
    answer_read_snippets(&list, e);
    for (size_t i = 0; i < list.count; i++) {
        struct finding f = find(ix, e, &list.items[i]);

        if (f.state != STATE_NONE)
            add_finding(&text, i + 1, &f);
        first = first == STATE_NONE ? f.state : first;
        has_more = has_more || (f.state != STATE_NONE && f.state != first);
        if (f.v.checked_at != NULL && date.len == 0)
            buf_adds(&date, f.v.checked_at);
        has_more = has_more || f.state == STATE_FAILS || f.state == STATE_SKIPPED;
        verification_release(&f.v);
    }
    if (date.len > 0 && has_more)
        buf_addf(out, "Checked %s: %s.\n", date.ptr, text.ptr);
    buf_release(&text);
    buf_release(&date);
    answer_snippets_release(&list);
}

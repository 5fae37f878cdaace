/* Includes: finding directives, reading their targets, putting them in place. */
#include "indexer/include.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"
#include "core/xalloc.h"
#include "indexer/include_range.h"
#include "indexer/walk.h"

enum directive_kind { DIRECTIVE_INCLUDE, DIRECTIVE_RUSTDOC, DIRECTIVE_PLAYGROUND };

static const struct {
    const char *name;
    enum directive_kind kind;
} directive_names[] = {
    { "include", DIRECTIVE_INCLUDE },
    { "rustdoc_include", DIRECTIVE_RUSTDOC },
    { "playground", DIRECTIVE_PLAYGROUND },
    { "playpen", DIRECTIVE_PLAYGROUND }, /* its name before mdBook 0.4 */
};

/* Of the reasons why a directive leads nowhere the one that is told apart: compared as pointer. */
static const char no_such_anchor[] = "no such anchor";

/* A directive found in a text, from which all slices are borrowed. */
struct directive {
    size_t start, end; /* what it takes up in the text, with the backslash before it */
    enum directive_kind kind;
    bool escaped;      /* stands for itself */
    bool ends_line;    /* only blanks follow on its line */
    struct str text;   /* "{{" to "}}" */
    struct str target; /* its first word: path, and for all but playground the range */
    struct str rest;   /* its other words */
};

/* One call of include_expand(). */
struct expansion {
    char *root; /* real path */
    include_missing_fn missing;
    void *ctx;
    struct include_result result;
    struct error *err;
    size_t line;                         /* in the outermost document, from 1 */
    size_t work;                         /* counts up to INCLUDE_WORK_MAX */
    const char *open[INCLUDE_DEPTH_MAX]; /* targets being put in place, outermost first */
    size_t depth;                        /* of them */
};

/* A target while it is put in place. */
struct target {
    char *path;      /* real path; NULL until it is known */
    struct buf text; /* what is put in place */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct str skip_blanks(struct str s)
{
    while (s.len > 0 && is_blank(s.ptr[0]))
        s = str_slice(s.ptr + 1, s.len - 1);
    return s;
}

/* Cuts the next word off the front of *rest; empty when there is none. */
static struct str next_word(struct str *rest)
{
    struct str s = skip_blanks(*rest);
    size_t len = 0;

    while (len < s.len && !is_blank(s.ptr[len]))
        len++;
    *rest = str_slice(s.ptr + len, s.len - len);
    return str_slice(s.ptr, len);
}

static bool parse_name(struct str name, enum directive_kind *out)
{
    for (size_t i = 0; i < sizeof(directive_names) / sizeof(directive_names[0]); i++) {
        if (str_equals(name, directive_names[i].name)) {
            *out = directive_names[i].kind;
            return true;
        }
    }
    return false;
}

/* Reads the directive whose "{{" is at text[at]. It ends on its line and has no brace within, so
 * each byte is looked at for one "{{" only. */
static bool parse_directive(struct str text, size_t at, struct directive *out)
{
    size_t end = at + 2;
    struct str inner;

    while (end < text.len && text.ptr[end] != '{' && text.ptr[end] != '}' && text.ptr[end] != '\n')
        end++;
    if (!str_starts(str_slice(text.ptr + end, text.len - end), "}}"))
        return false;
    inner = skip_blanks(str_slice(text.ptr + at + 2, end - at - 2));
    if (inner.len == 0 || inner.ptr[0] != '#')
        return false;
    inner = str_slice(inner.ptr + 1, inner.len - 1);
    if (inner.len == 0 || is_blank(inner.ptr[0]) || !parse_name(next_word(&inner), &out->kind))
        return false;
    out->target = next_word(&inner);
    out->rest = inner;
    out->escaped = at > 0 && text.ptr[at - 1] == '\\';
    out->start = out->escaped ? at - 1 : at;
    out->end = end + 2;
    out->text = str_slice(text.ptr + at, out->end - at);
    inner = skip_blanks(str_slice(text.ptr + out->end, text.len - out->end));
    out->ends_line = inner.len == 0 || inner.ptr[0] == '\n';
    return out->target.len > 0;
}

/* The first directive at or after from. */
static bool find_directive(struct str text, size_t from, struct directive *out)
{
    while (from < text.len) {
        const char *found = memchr(text.ptr + from, '{', text.len - from);

        if (found == NULL)
            return false;
        from = (size_t)(found - text.ptr) + 1;
        if (from < text.len && text.ptr[from] == '{' && parse_directive(text, from - 1, out))
            return true;
    }
    return false;
}

int include_is_needed(struct str text)
{
    struct directive d;

    return find_directive(text, 0, &d);
}

static bool at_line_start(const struct buf *text)
{
    return text->len == 0 || text->ptr[text->len - 1] == '\n';
}

/* Appends s to the result and notes where its lines came from. */
static enum status emit(struct expansion *x, struct str s)
{
    struct include_result *r = &x->result;

    if (s.len > INCLUDE_BYTES_MAX - r->text.len)
        return error_set(x->err, STATUS_TOO_BIG, "with its includes it is over %d MiB",
                         INCLUDE_BYTES_MAX >> 20);
    while (s.len > 0) {
        const char *line_end = memchr(s.ptr, '\n', s.len);
        size_t len = line_end != NULL ? (size_t)(line_end - s.ptr) + 1 : s.len;

        if (at_line_start(&r->text)) {
            r->lines = xgrow(r->lines, r->line_count, &r->line_cap, sizeof(*r->lines));
            r->lines[r->line_count++] = x->line;
        }
        buf_add(&r->text, s.ptr, len);
        if (line_end != NULL && x->depth == 0)
            x->line++;
        s = str_slice(s.ptr + len, s.len - len);
    }
    return STATUS_OK;
}

/* Whether the result's last line is blank so far. */
static bool is_blank_line(const struct buf *text)
{
    size_t len = text->len;

    while (len > 0 && is_blank(text->ptr[len - 1]))
        len--;
    return len == 0 || text->ptr[len - 1] == '\n';
}

/* A file that is not there: it may come. */
static void note_absent(struct include_result *r, const char *path)
{
    r->files = xgrow(r->files, r->file_count, &r->file_cap, sizeof(*r->files));
    r->files[r->file_count++] = (struct included_file){ xstrdup(path), INCLUDE_ABSENT, 0 };
}

/* Finds the file that path, against the folder dir, leads to. Returns why not, or NULL. */
static const char *resolve(struct expansion *x, struct str path, const char *dir, char **out)
{
    struct buf full = BUF_INIT;
    const char *why = NULL;
    char *real;

    if (!str_starts(path, "/"))
        buf_addf(&full, "%s/", dir);
    buf_addstr(&full, path);
    /* Most books are indexed without their listings: one call tells, where realpath() makes many.
     */
    real = access(full.ptr, F_OK) == 0 ? realpath(full.ptr, NULL) : NULL;
    if (real == NULL && (errno == ENOENT || errno == ENOTDIR))
        note_absent(&x->result, full.ptr);
    if (real == NULL)
        why = errno == ENOENT || errno == ENOTDIR ? "no such file" : "cannot be read";
    else if (!walk_is_below(real, x->root))
        why = "outside the source's root";
    for (size_t i = 0; why == NULL && i < x->depth; i++)
        if (strcmp(x->open[i], real) == 0)
            why = "includes itself";
    if (why == NULL && x->depth == INCLUDE_DEPTH_MAX)
        why = "nested too deeply";
    if (why == NULL) {
        *out = real;
        real = NULL; /* handed over */
    }
    free(real);
    buf_release(&full);
    return why;
}

static void note_file(struct include_result *r, const char *path, const struct stat *info)
{
    r->files = xgrow(r->files, r->file_count, &r->file_cap, sizeof(*r->files));
    r->files[r->file_count++] = (struct included_file){ xstrdup(path), (int64_t)info->st_size,
                                                        walk_mtime_ns(info) };
}

/* Reads to the end of fd, which may have more than fstat() said. Returns why not, or NULL. */
static const char *read_all(int fd, size_t expected, struct buf *out)
{
    ssize_t got;

    buf_reserve(out, expected + 1);
    do {
        if (out->cap - out->len < 2)
            buf_reserve(out, out->cap);
        got = read(fd, out->ptr + out->len, out->cap - out->len - 1);
        if (got > 0)
            out->len += (size_t)got;
        if (out->len > INCLUDE_BYTES_MAX)
            return "too large";
    } while (got > 0 || (got < 0 && errno == EINTR));
    out->ptr[out->len] = '\0';
    return got < 0 ? "cannot be read" : NULL;
}

/* Reads the file at path, a real path. Returns why not, or NULL. O_NONBLOCK: opening a FIFO must
 * not wait for its writer. */
static const char *read_target(struct expansion *x, const char *path, struct buf *out)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
    const char *why = NULL;
    struct stat info;

    if (fd < 0)
        return "cannot be read";
    if (fstat(fd, &info) != 0)
        why = "cannot be read";
    else if (!S_ISREG(info.st_mode))
        why = "not a file";
    if (why == NULL) {
        note_file(&x->result, path, &info);
        why = info.st_size > INCLUDE_BYTES_MAX ? "too large"
                                               : read_all(fd, (size_t)info.st_size, out);
    }
    x->work += out->len;
    (void)close(fd);
    return why;
}

/* Writes to out what d puts in place of itself, given its target's text. False: no such anchor. */
static bool render(const struct expansion *x, const struct directive *d, struct str range,
                   struct str text, struct buf *out)
{
    struct include_range lines = include_range_parse(range);
    struct str words = d->rest;
    struct str word;

    if (d->kind != DIRECTIVE_PLAYGROUND)
        return include_range_take(out, text, &lines, d->kind == DIRECTIVE_RUSTDOC);
    buf_adds(out, is_blank_line(&x->result.text) ? "```rust" : "\n```rust");
    while (word = next_word(&words), word.len > 0) {
        buf_addc(out, ',');
        buf_addstr(out, word);
    }
    buf_addc(out, '\n');
    (void)include_range_take(out, text, &lines, false); /* all lines: cannot fail */
    if (!at_line_start(out))
        buf_addc(out, '\n');
    buf_adds(out, d->ends_line ? "```" : "```\n");
    return true;
}

/* Reads path and takes from it what d asks for. Returns why not, or NULL. */
static const char *load(struct expansion *x, const struct directive *d, struct str path,
                        struct str range, const char *dir, struct target *out)
{
    struct buf raw = BUF_INIT;
    struct buf clean = BUF_INIT;
    const char *why = resolve(x, path, dir, &out->path);

    if (why == NULL)
        why = read_target(x, out->path, &raw);
    if (why == NULL && utf8_valid_prefix(buf_str(&raw)) != raw.len)
        why = "not UTF-8";
    if (why == NULL) {
        text_sanitize(&clean, buf_str(&raw));
        if (!render(x, d, range, buf_str(&clean), &out->text))
            why = no_such_anchor;
    }
    buf_release(&raw);
    buf_release(&clean);
    return why;
}

static void tell_missing(const struct expansion *x, struct str target, const char *why)
{
    char *copy;

    if (x->missing == NULL)
        return;
    copy = xmemdup0(target.ptr, target.len);
    x->missing(x->ctx, copy, x->line, why);
    free(copy);
}

static enum status expand(struct expansion *x, struct str text, const char *dir);

/* Expands the text of a target, whose own includes are relative to its own folder. */
static enum status expand_target(struct expansion *x, const struct target *target)
{
    size_t dir_len = (size_t)(strrchr(target->path, '/') - target->path);
    char *dir = xmemdup0(target->path, dir_len);
    enum status st;

    x->open[x->depth++] = target->path;
    st = expand(x, buf_str(&target->text), dir);
    x->depth--;
    free(dir);
    return st;
}

/* Puts d's target in its place. */
static enum status replace(struct expansion *x, const struct directive *d, const char *dir)
{
    struct target target = { NULL, BUF_INIT };
    struct str range = d->target;
    struct str path = d->target;
    enum status st = STATUS_OK;
    const char *why;

    if (d->kind == DIRECTIVE_PLAYGROUND)
        range = str_of("");
    else
        (void)str_next_field(&range, ':', &path);
    why = load(x, d, path, range, dir, &target);
    x->work += INCLUDE_WORK_DIRECTIVE;
    if (x->work > INCLUDE_WORK_MAX)
        st = error_set(x->err, STATUS_TOO_BIG, "its includes take more than %d MiB to read",
                       INCLUDE_WORK_MAX >> 20);
    else if (why != NULL)
        tell_missing(x, why == no_such_anchor ? d->target : path, why);
    else
        st = expand_target(x, &target);
    free(target.path);
    buf_release(&target.text);
    return st;
}

/* Recursion is at most INCLUDE_DEPTH_MAX deep. */
static enum status expand(struct expansion *x, struct str text, const char *dir)
{
    enum status st = STATUS_OK;
    struct directive d;
    size_t at = 0;

    while (st == STATUS_OK && find_directive(text, at, &d)) {
        st = emit(x, str_slice(text.ptr + at, d.start - at));
        if (st == STATUS_OK)
            st = d.escaped ? emit(x, d.text) : replace(x, &d, dir);
        at = d.end;
    }
    if (st == STATUS_OK && at < text.len)
        st = emit(x, str_slice(text.ptr + at, text.len - at));
    return st;
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct included_file *)a)->path, ((const struct included_file *)b)->path);
}

/* Leaves each file once. */
static void unify_files(struct include_result *r)
{
    size_t kept = 0;

    if (r->file_count > 0)
        qsort(r->files, r->file_count, sizeof(*r->files), compare_files);
    for (size_t i = 0; i < r->file_count; i++) {
        if (kept > 0 && compare_files(&r->files[kept - 1], &r->files[i]) == 0)
            free(r->files[i].path);
        else
            r->files[kept++] = r->files[i];
    }
    r->file_count = kept;
}

enum status include_expand(struct str text, const char *dir, const char *root,
                           include_missing_fn missing, void *ctx, struct include_result *out,
                           struct error *err)
{
    struct expansion x = {
        .missing = missing, .ctx = ctx, .result = { .text = BUF_INIT }, .err = err, .line = 1
    };
    enum status st;

    x.root = realpath(root, NULL);
    if (x.root == NULL)
        return error_set(err, STATUS_IO, "%s: %s", root, strerror(errno));
    st = expand(&x, text, dir);
    if (st == STATUS_OK) {
        unify_files(&x.result);
        *out = x.result;
        x.result = (struct include_result){ .text = BUF_INIT }; /* handed over */
    }
    include_release(&x.result);
    free(x.root);
    return st;
}

void include_release(struct include_result *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < r->file_count; i++)
        free(r->files[i].path);
    free(r->files);
    free(r->lines);
    buf_release(&r->text);
    *r = (struct include_result){ .text = BUF_INIT };
}

/* The snippets of indexed sources, each claim once. */
#include "cli/check_list.h"

#include <stdlib.h>

#include "core/markdown.h"
#include "core/text.h"
#include "core/xalloc.h"
#include "query/answer.h"
#include "runner/files.h"

enum { FILE_BYTES_MAX = 64 << 20 };

/* --- the line of a snippet --- */

/* Lines of the file that was looked at last: entries of one file follow each other. */
struct file_lines {
    char *path;
    char *text;
    struct str *lines;
    size_t count, cap;
};

static void release_lines(struct file_lines *f)
{
    free(f->path);
    free(f->text);
    free(f->lines);
    *f = (struct file_lines){ 0 };
}

static void read_lines(struct file_lines *f, const char *path)
{
    struct buf text = BUF_INIT;
    struct str rest;
    struct str line;

    release_lines(f);
    f->path = xstrdup(path);
    (void)files_read(path, FILE_BYTES_MAX, &text, NULL); /* gone: lines are those of the entries */
    f->text = buf_detach(&text);
    rest = str_of(f->text);
    while (str_next_line(&rest, &line)) {
        f->lines = xgrow(f->lines, f->count, &f->cap, sizeof(*f->lines));
        f->lines[f->count++] = str_trim(line);
    }
}

/* The first line that says something. */
static struct str first_words(struct str code)
{
    struct str line;

    while (str_next_line(&code, &line))
        if (str_trim(line).len > 0)
            return str_trim(line);
    return str_of("");
}

/* The line, from 1, where what the snippet shows begins, searched from *from on; the entry's own
 * line when it is not there as written. */
static size_t find_line(const struct file_lines *f, size_t entry_line, size_t *from,
                        const char *shown)
{
    struct str wanted = first_words(str_of(shown));

    for (size_t i = *from > 0 ? *from - 1 : 0; i < f->count && wanted.len > 0; i++) {
        if (!str_equal(f->lines[i], wanted))
            continue;
        *from = i + 2;
        return i + 1;
    }
    return entry_line;
}

/* --- the list --- */

static char *keep_text(struct check_list *out, const char *text)
{
    out->texts = xgrow(out->texts, out->text_count, &out->text_cap, sizeof(*out->texts));
    return out->texts[out->text_count++] = xstrdup(text != NULL ? text : "");
}

/* The claims that are in the list, by key: a hash table with open addressing. Keys are hashes. */
struct seen {
    unsigned char (*keys)[SNIPPET_KEY_BYTES]; /* all zero: free */
    size_t count;
    size_t slots; /* a power of two */
};

static size_t find_slot(const struct seen *seen, const unsigned char key[SNIPPET_KEY_BYTES])
{
    static const unsigned char FREE[SNIPPET_KEY_BYTES] = { 0 };
    uint64_t hash;
    size_t slot;

    memcpy(&hash, key, sizeof(hash));
    slot = (size_t)hash & (seen->slots - 1);
    while (memcmp(seen->keys[slot], FREE, SNIPPET_KEY_BYTES) != 0 &&
           memcmp(seen->keys[slot], key, SNIPPET_KEY_BYTES) != 0)
        slot = (slot + 1) & (seen->slots - 1);
    return slot;
}

static void grow_seen(struct seen *seen)
{
    struct seen larger = { .slots = seen->slots > 0 ? seen->slots * 2 : 256 };

    larger.keys = xcalloc(larger.slots, SNIPPET_KEY_BYTES);
    for (size_t i = 0; i < seen->slots; i++) {
        size_t slot = find_slot(&larger, seen->keys[i]);

        memcpy(larger.keys[slot], seen->keys[i], SNIPPET_KEY_BYTES);
    }
    larger.count = seen->count;
    free(seen->keys);
    *seen = larger;
}

static bool is_new(struct seen *seen, const struct snippet_claim *claim)
{
    unsigned char key[SNIPPET_KEY_BYTES];
    size_t slot;

    if (seen->count * 2 >= seen->slots)
        grow_seen(seen);
    snippet_claim_key(key, claim);
    slot = find_slot(seen, key);
    if (memcmp(seen->keys[slot], key, SNIPPET_KEY_BYTES) == 0)
        return false;
    memcpy(seen->keys[slot], key, SNIPPET_KEY_BYTES);
    seen->count++;
    return true;
}

static void add_snippet(struct check_list *out, const struct index_row *row,
                        const struct answer_snippet *s, const struct snippet_claim *claim,
                        const struct check_place *place)
{
    struct check_snippet *c;

    out->snippets = xgrow(out->snippets, out->count, &out->cap, sizeof(*out->snippets));
    out->places = xgrow(out->places, out->count, &out->place_cap, sizeof(*out->places));
    out->places[out->count] = *place;
    c = &out->snippets[out->count++];
    *c = (struct check_snippet){
        .claim = *claim,
        .wants_nightly = row->entry.status == ENTRY_STATUS_NIGHTLY,
        .remark = str_of(keep_text(out, s->remark)),
    };
    c->claim.code = str_of(keep_text(out, s->full));
    c->claim.error_code = str_of(keep_text(out, s->error_code));
    c->claim.crates = str_of(keep_text(out, row->entry.crates));
}

static void add_entry(struct check_list *out, const struct index_row *row, int edition,
                      struct seen *seen, struct file_lines *lines)
{
    cmark_node *body = markdown_parse(str_of(row->entry.body));
    struct answer_snippets list;
    struct buf id = BUF_INIT;
    struct buf file = BUF_INIT;
    size_t from = row->entry.line;

    index_row_add_id(&id, row);
    index_row_add_file(&file, row);
    if (lines->path == NULL || strcmp(lines->path, file.ptr) != 0)
        read_lines(lines, file.ptr);
    answer_read_snippets(&list, &row->entry, body);
    cmark_node_free(body);
    for (size_t i = 0; i < list.count; i++) {
        const struct answer_snippet *s = &list.items[i];
        struct snippet_claim claim = answer_claim(&row->entry, s);
        size_t line;

        if (!s->is_rust)
            continue;
        if (edition != 0 && !s->names_edition)
            claim.edition = edition;
        line = find_line(lines, row->entry.line, &from, s->shown);
        if (is_new(seen, &claim))
            add_snippet(out, row, s, &claim,
                        &(struct check_place){ xstrdup(id.ptr), xstrdup(file.ptr), line, i + 1,
                                               xstrdup(row->source) });
    }
    answer_snippets_release(&list);
    buf_release(&id);
    buf_release(&file);
}

/* Entries of the source that have snippets, in the order of its documents. */
static enum status list_entries(struct index *ix, const char *source, int64_t **out, size_t *count,
                                struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    size_t cap = 0;
    int step = SQLITE_ERROR;

    *out = NULL;
    *count = 0;
    if (sqlite3_prepare_v2(index_db(ix),
                           "SELECT entry.id FROM source JOIN file ON file.source = source.id"
                           " JOIN entry ON entry.file = file.id"
                           " WHERE source.name = ?1 AND entry.snippets > 0 ORDER BY entry.id",
                           -1, &stmt, NULL) == SQLITE_OK) {
        sqlite3_bind_text(stmt, 1, source, -1, SQLITE_STATIC);
        while ((step = sqlite3_step(stmt)) == SQLITE_ROW) {
            *out = xgrow(*out, *count, &cap, sizeof(**out));
            (*out)[(*count)++] = sqlite3_column_int64(stmt, 0);
        }
    }
    (void)sqlite3_finalize(stmt);
    return step == SQLITE_DONE ? STATUS_OK : index_sqlite_error(index_db(ix), index_path(ix), err);
}

enum status check_list_add_source(struct check_list *out, struct index *ix, const char *source,
                                  int edition, struct error *err)
{
    struct file_lines lines = { 0 };
    struct seen seen = { 0 };
    int64_t *entries;
    size_t count;
    enum status st = list_entries(ix, source, &entries, &count, err);

    for (size_t i = 0; i < count && st == STATUS_OK; i++) {
        struct index_row row = { 0 };

        st = index_read_entry(ix, entries[i], true, &row, err);
        if (st == STATUS_OK)
            add_entry(out, &row, edition, &seen, &lines);
        index_row_release(&row);
    }
    free(seen.keys);
    release_lines(&lines);
    free(entries);
    return st;
}

void check_list_release(struct check_list *list)
{
    check_release(list->snippets, list->count);
    for (size_t i = 0; i < list->count; i++) {
        free(list->places[i].id);
        free(list->places[i].file);
        free(list->places[i].source);
    }
    for (size_t i = 0; i < list->text_count; i++)
        free(list->texts[i]);
    free(list->texts);
    free(list->snippets);
    free(list->places);
    *list = (struct check_list){ 0 };
}

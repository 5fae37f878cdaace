/* The writer's entries: rows, attributes, names, full text, words. */
#include <inttypes.h>
#include <stdlib.h>

#include "core/markdown.h"
#include "core/name_key.h"
#include "core/vocabulary.h"
#include "core/xalloc.h"
#include "indexer/document.h"
#include "indexer/schema.h"
#include "indexer/writer_internal.h"

enum { LEXICON_FLUSH = 200000 }; /* distinct words kept in memory before they go to the file */

/* --- attributes: one block at hand, written back when another one is needed --- */

static enum status write_block(struct writer *w, struct error *err)
{
    sqlite3_stmt *stmt;

    if (!w->block_changed)
        return STATUS_OK;
    stmt = writer_statement(w, WRITE_ATTRIBUTES, err);
    if (stmt == NULL)
        return STATUS_IO;
    sqlite3_bind_int64(stmt, 1, w->block_number);
    sqlite3_bind_blob(stmt, 2, w->block, (int)sizeof(w->block), SQLITE_STATIC);
    w->block_changed = false;
    return writer_step(w, stmt, err);
}

/* Points *out at the attributes of entry id, to be read and changed. */
static enum status attribute_slot(struct writer *w, int64_t id, unsigned char **out,
                                  struct error *err)
{
    int64_t number = id / INDEX_ATTRIBUTE_BLOCK;
    enum status st = STATUS_OK;

    if (number != w->block_number) {
        sqlite3_stmt *stmt = writer_statement(w, READ_ATTRIBUTES, err);

        st = stmt != NULL ? write_block(w, err) : STATUS_IO;
        if (st != STATUS_OK)
            return st;
        memset(w->block, 0, sizeof(w->block));
        sqlite3_bind_int64(stmt, 1, number);
        if (sqlite3_step(stmt) == SQLITE_ROW &&
            sqlite3_column_bytes(stmt, 0) == (int)sizeof(w->block))
            memcpy(w->block, sqlite3_column_blob(stmt, 0), sizeof(w->block));
        sqlite3_reset(stmt);
        w->block_number = number;
    }
    *out = w->block + 8 * (id % INDEX_ATTRIBUTE_BLOCK);
    w->block_changed = true;
    return st;
}

enum status writer_clear_attributes(struct writer *w, int64_t file_id, struct error *err)
{
    sqlite3_stmt *stmt = writer_statement(w, SELECT_FILE_ENTRIES, err);
    enum status st = stmt != NULL ? STATUS_OK : STATUS_IO;
    int rc = SQLITE_DONE;

    if (stmt != NULL)
        sqlite3_bind_int64(stmt, 1, file_id);
    while (st == STATUS_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct index_attribute a;
        unsigned char *slot;

        st = attribute_slot(w, sqlite3_column_int64(stmt, 0), &slot, err);
        if (st != STATUS_OK)
            break;
        index_attribute_decode(&a, slot);
        memset(slot, 0, 8);
        w->tokens -= a.length;
        w->entries--;
        w->removed++;
    }
    if (st == STATUS_OK && rc != SQLITE_DONE)
        st = index_sqlite_error(w->db, w->path, err);
    sqlite3_reset(stmt);
    return st;
}

/* --- entries --- */

static int count_token(void *ctx, const struct token *token)
{
    struct index_attribute *a = ctx;

    if (token->kind != TOKEN_WHOLE && token->kind != TOKEN_SYMBOL &&
        !tokenizer_is_stop_word(token->word) && a->title_length < UINT8_MAX)
        a->title_length++;
    return 0;
}

/* FTS5 tells nobody how many tokens a row gave; about five bytes of text make one. */
static uint16_t estimated_length(const struct writer *w)
{
    size_t bytes = 0;

    for (size_t i = 0; i < INDEX_COLUMNS; i++)
        bytes += w->column[i].len;
    return (uint16_t)(bytes / 5 < UINT16_MAX ? bytes / 5 + 1 : UINT16_MAX);
}

static enum status add_attributes(struct writer *w, int64_t id, const struct entry *e,
                                  int64_t source, struct error *err)
{
    struct index_attribute a = {
        .length = estimated_length(w),
        .source = (uint16_t)source,
        .kind = (uint8_t)e->kind,
        .status = (uint8_t)e->status,
        .edition = e->edition != NULL ? entry_edition_code(str_of(e->edition)) : 0,
        .since_minor = e->since != NULL ? entry_release_minor(str_of(e->since)) : 0,
    };
    unsigned char *slot;
    enum status st = attribute_slot(w, id, &slot, err);

    if (st != STATUS_OK)
        return st;
    tokenizer_count_for(w->tokenizer, 0);
    (void)tokenizer_run(w->tokenizer, str_of(e->title), count_token, &a);
    index_attribute_encode(slot, &a);
    w->entries++;
    w->tokens += a.length;
    return STATUS_OK;
}

static enum status add_name(struct writer *w, int64_t id, struct str name, struct error *err)
{
    sqlite3_stmt *stmt = writer_statement(w, INSERT_NAME, err);

    if (stmt == NULL)
        return STATUS_IO;
    buf_clear(&w->key);
    name_key_add(&w->key, w->tokenizer, name);
    if (w->key.len == 0)
        return STATUS_OK;
    writer_bind_str(stmt, 1, buf_str(&w->key));
    sqlite3_bind_int64(stmt, 2, id);
    return writer_step(w, stmt, err);
}

/* The names that the document gives, a line for each. */
static enum status add_given_names(struct writer *w, int64_t id, struct str names,
                                   struct error *err)
{
    enum status st = STATUS_OK;
    struct str name;

    while (st == STATUS_OK && str_next_line(&names, &name))
        st = add_name(w, id, name, err);
    return st;
}

/* "The non_exhaustive attribute" is about what is written "non_exhaustive". The word; empty where
 * the title is none like that. */
static struct str described_name(struct str title)
{
    static const char *const kinds[] = { " attribute", " keyword", " macro",
                                         " operator",  " trait",   " lint" };
    struct str name = title;

    if (str_starts(name, "The "))
        name = str_slice(name.ptr + 4, name.len - 4);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        struct str word = str_slice(name.ptr, name.len);

        if (!str_ends(word, kinds[i]))
            continue;
        word.len -= strlen(kinds[i]);
        if (word.len > 0 && memchr(word.ptr, ' ', word.len) == NULL)
            return word;
    }
    return str_slice("", 0);
}

/* The title; and for "Native Async Functions in Traits (AFIT)" also what stands before and inside
 * the brackets; for "E0382: use of moved value" also the code. */
static enum status add_names(struct writer *w, int64_t id, const struct entry *e, struct error *err)
{
    struct str title = str_of(e->title);
    const char *open = strchr(e->title, '(');
    const char *colon = strchr(e->title, ':');
    enum status st = add_name(w, id, title, err);

    if (st == STATUS_OK && open != NULL && open > e->title && title.ptr[title.len - 1] == ')') {
        struct str inside = str_slice(open + 1, (size_t)(title.ptr + title.len - open) - 2);

        st = add_name(w, id, str_slice(e->title, (size_t)(open - e->title)), err);
        if (st == STATUS_OK && inside.len > 1)
            st = add_name(w, id, inside, err);
    }
    if (st == STATUS_OK && e->kind == ENTRY_ERROR && colon != NULL)
        st = add_name(w, id, str_slice(e->title, (size_t)(colon - e->title)), err);
    if (st == STATUS_OK)
        st = add_name(w, id, described_name(title), err);
    if (st == STATUS_OK && e->names != NULL)
        st = add_given_names(w, id, str_of(e->names), err);
    return st;
}

enum status writer_add_alias(struct writer *w, int64_t file, const struct document_alias *alias,
                             struct error *err)
{
    sqlite3_stmt *stmt = writer_statement(w, INSERT_ALIAS, err);
    struct str path = str_of(alias->page);
    struct str source;

    if (stmt == NULL)
        return STATUS_IO;
    buf_clear(&w->key);
    name_key_add(&w->key, w->tokenizer, str_of(alias->name));
    if (w->key.len == 0 || !str_next_field(&path, '/', &source) || path.ptr == NULL)
        return STATUS_OK;
    sqlite3_bind_int64(stmt, 1, file);
    writer_bind_str(stmt, 2, buf_str(&w->key));
    writer_bind_str(stmt, 3, source);
    writer_bind_str(stmt, 4, path);
    writer_bind_text(stmt, 5, alias->anchor);
    return writer_step(w, stmt, err);
}

/* Gives the names that pages know for entries of others to these. */
static enum status settle_aliases(struct writer *w, struct error *err)
{
    return writer_exec(w,
                       "DELETE FROM name WHERE borrowed;"
                       "INSERT OR IGNORE INTO name SELECT a.key, e.id, 1 FROM alias a"
                       "  JOIN source s ON s.name = a.source"
                       "  JOIN file f ON f.source = s.id AND f.path = a.path"
                       "  JOIN entry e ON e.file = f.id AND e.anchor = a.anchor",
                       err);
}

static enum status add_row(struct writer *w, int64_t id, int64_t file, const struct entry *e,
                           struct error *err)
{
    sqlite3_stmt *stmt = writer_statement(w, INSERT_ENTRY, err);

    if (stmt == NULL)
        return STATUS_IO;
    sqlite3_bind_int64(stmt, 1, id);
    sqlite3_bind_int64(stmt, 2, file);
    sqlite3_bind_int(stmt, 3, (int)e->kind);
    sqlite3_bind_int(stmt, 4, (int)e->status);
    writer_bind_text(stmt, 5, e->title);
    writer_bind_text(stmt, 6, e->trail);
    writer_bind_text(stmt, 7, e->anchor);
    writer_bind_text(stmt, 8, e->slug);
    writer_bind_text(stmt, 9, e->since);
    writer_bind_text(stmt, 10, e->edition);
    writer_bind_text(stmt, 11, e->replaces);
    writer_bind_text(stmt, 12, e->replaced_by);
    writer_bind_text(stmt, 13, e->keywords);
    writer_bind_str(stmt, 14, buf_str(&e->title_symbols));
    sqlite3_bind_int64(stmt, 15, (int64_t)e->line);
    sqlite3_bind_int64(stmt, 16, (int64_t)e->snippets);
    writer_bind_text(stmt, 17, e->crates);
    sqlite3_bind_int(stmt, 18, e->rust_edition);
    writer_bind_text(stmt, 19, e->item);
    writer_bind_text(stmt, 20, e->signature);
    writer_bind_text(stmt, 21, e->source_view);
    writer_bind_text(stmt, 22, e->names);
    writer_bind_text(stmt, 23, e->body);
    return writer_step(w, stmt, err);
}

/* What people call such an entry when they ask for it. */
static const char *kind_words(enum entry_kind kind)
{
    switch ((int)kind) {
    case ENTRY_DEPRECATED:
        return "deprecated pattern avoid outdated don't instead";
    case ENTRY_PATTERN:
        return "pattern";
    case ENTRY_ERROR:
        return "compiler error code";
    default:
        return entry_is_item(kind) ? entry_kind_name(kind) : "";
    }
}

static void fill_columns(struct writer *w, const struct entry *e, const char *path)
{
    struct buf *trail = &w->column[INDEX_TRAIL];

    for (size_t i = 0; i < INDEX_COLUMNS; i++)
        buf_clear(&w->column[i]);
    buf_adds(&w->column[INDEX_TITLE], e->title);
    buf_addf(trail, "%s\n%s\n%s", e->trail, path, kind_words(e->kind));
    if (e->keywords != NULL)
        buf_addf(trail, "\n%s", e->keywords);
    if (e->replaced_by != NULL)
        buf_addf(trail, "\n%s", e->replaced_by);
    if (e->names != NULL)
        buf_addf(trail, "\n%s", e->names);
    for (size_t i = 0; i < trail->len; i++)
        if (trail->ptr[i] == ENTRY_TRAIL_SEPARATOR)
            trail->ptr[i] = '\n';
    buf_addc(&w->column[INDEX_SYMBOLS], TOKENIZER_CODE);
    buf_addstr(&w->column[INDEX_SYMBOLS], buf_str(&e->title_symbols));
    buf_addstr(&w->column[INDEX_SYMBOLS], buf_str(&e->symbols));
    buf_addstr(&w->column[INDEX_BODY], buf_str(&e->words));
    buf_addc(&w->column[INDEX_CODE], TOKENIZER_CODE);
    buf_addstr(&w->column[INDEX_CODE], buf_str(&e->code));
}

static enum status add_full_text(struct writer *w, int64_t id, struct error *err)
{
    sqlite3_stmt *stmt = writer_statement(w, INSERT_FTS, err);

    if (stmt == NULL)
        return STATUS_IO;
    tokenizer_count_for(w->tokenizer, (uint32_t)id);
    sqlite3_bind_int64(stmt, 1, id);
    for (size_t i = 0; i < INDEX_COLUMNS; i++)
        writer_bind_str(stmt, (int)i + 2, buf_str(&w->column[i]));
    return writer_step(w, stmt, err);
}

static int compare_words(const void *a, const void *b)
{
    struct str x = (*(const struct lexicon_word *const *)a)->text;
    struct str y = (*(const struct lexicon_word *const *)b)->text;
    int order = memcmp(x.ptr, y.ptr, x.len < y.len ? x.len : y.len);

    return order != 0 ? order : x.len < y.len ? -1 : x.len > y.len;
}

/* Adds the counts to table "term", in its order: a B-tree takes sorted rows fastest. */
static enum status flush_lexicon(struct writer *w, struct error *err)
{
    struct lexicon *lx = tokenizer_lexicon(w->tokenizer);
    const struct lexicon_word **sorted = xcalloc(lexicon_count(lx), sizeof(*sorted));
    sqlite3_stmt *stmt = writer_statement(w, INSERT_TERM, err);
    enum status st = stmt != NULL ? STATUS_OK : STATUS_IO;
    size_t count = 0;

    for (size_t i = 0; i < lexicon_count(lx); i++) {
        const struct lexicon_word *word = lexicon_at(lx, i);

        if (word->word_entries > 0 || word->token_entries > 0)
            sorted[count++] = word;
    }
    qsort(sorted, count, sizeof(*sorted), compare_words);
    for (size_t i = 0; i < count && st == STATUS_OK; i++) {
        writer_bind_str(stmt, 1, sorted[i]->text);
        sqlite3_bind_int64(stmt, 2, sorted[i]->word_entries);
        sqlite3_bind_int64(stmt, 3, sorted[i]->token_entries);
        st = writer_step(w, stmt, err);
    }
    free(sorted);
    lexicon_clear(lx);
    return st;
}

enum status writer_add_entry(struct writer *w, int64_t file, const struct document_record *doc,
                             const struct entry *e, struct error *err)
{
    int64_t id = w->next_entry++;
    enum status st;

    if (id > UINT32_MAX - 1)
        return error_set(err, STATUS_TOO_BIG, "%s: more than %u entries", w->path, UINT32_MAX - 1);
    fill_columns(w, e, doc->path);
    st = add_row(w, id, file, e, err);
    if (st == STATUS_OK)
        st = add_attributes(w, id, e, doc->source, err);
    if (st == STATUS_OK)
        st = add_full_text(w, id, err);
    if (st == STATUS_OK)
        st = add_names(w, id, e, err);
    if (st == STATUS_OK && lexicon_count(tokenizer_lexicon(w->tokenizer)) > LEXICON_FLUSH)
        st = flush_lexicon(w, err);
    return st;
}

/* --- words --- */

/* The words for spelling and completion, packed by length: core/vocabulary.h. */
static enum status write_vocabulary(struct writer *w, struct error *err)
{
    static const char sql[] = "SELECT term, words FROM term WHERE words > 0"
                              " AND length(term) BETWEEN ?1 AND ?2";
    sqlite3_stmt *insert = NULL;
    sqlite3_stmt *select = NULL;
    struct buf rows[VOCABULARY_LENGTH_MAX + 1];
    enum status st = writer_exec(w, "DELETE FROM vocabulary", err);
    int rc = SQLITE_DONE;

    for (size_t i = 0; i <= VOCABULARY_LENGTH_MAX; i++)
        buf_init(&rows[i]);
    if (st == STATUS_OK && (sqlite3_prepare_v2(w->db, sql, -1, &select, NULL) != SQLITE_OK ||
                            sqlite3_prepare_v2(w->db, "INSERT INTO vocabulary VALUES(?1, ?2)", -1,
                                               &insert, NULL) != SQLITE_OK))
        st = index_sqlite_error(w->db, w->path, err);
    if (st == STATUS_OK) {
        sqlite3_bind_int(select, 1, VOCABULARY_LENGTH_MIN);
        sqlite3_bind_int(select, 2, VOCABULARY_LENGTH_MAX);
        while ((rc = sqlite3_step(select)) == SQLITE_ROW) {
            struct str word = str_slice((const char *)sqlite3_column_text(select, 0),
                                        (size_t)sqlite3_column_bytes(select, 0));

            if (word.len <= VOCABULARY_LENGTH_MAX)
                vocabulary_add(&rows[word.len], word, sqlite3_column_int64(select, 1));
        }
        if (rc != SQLITE_DONE)
            st = index_sqlite_error(w->db, w->path, err);
    }
    for (size_t i = 0; i <= VOCABULARY_LENGTH_MAX; i++) {
        if (st == STATUS_OK && rows[i].len > 0) {
            sqlite3_bind_int(insert, 1, (int)i);
            sqlite3_bind_blob(insert, 2, rows[i].ptr, (int)rows[i].len, SQLITE_STATIC);
            st = writer_step(w, insert, err);
        }
        buf_release(&rows[i]);
    }
    sqlite3_finalize(select);
    sqlite3_finalize(insert);
    return st;
}

/* --- building the full text anew --- */

static char *column_or_null(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);

    return text != NULL ? xstrdup(text) : NULL;
}

/* An entry's columns, from its row: the texts are those of its body's tree. */
static enum status add_full_text_of_row(struct writer *w, sqlite3_stmt *row, struct error *err)
{
    struct entry e;
    cmark_node *root;
    enum status st;

    entry_init(&e);
    e.kind = (enum entry_kind)sqlite3_column_int(row, 1);
    e.title = column_or_null(row, 2);
    e.trail = column_or_null(row, 3);
    e.keywords = column_or_null(row, 4);
    e.replaced_by = column_or_null(row, 5);
    buf_adds(&e.title_symbols, (const char *)sqlite3_column_text(row, 6));
    e.signature = column_or_null(row, 9);
    e.names = column_or_null(row, 10);
    root = markdown_parse(
        str_slice((const char *)sqlite3_column_text(row, 7), (size_t)sqlite3_column_bytes(row, 7)));
    texts_collect(w->texts, root, &e, true);
    cmark_node_free(root);
    if (e.signature != NULL)
        texts_collect_signature(w->texts, str_of(e.signature), &e);
    fill_columns(w, &e, (const char *)sqlite3_column_text(row, 8));
    st = add_full_text(w, sqlite3_column_int64(row, 0), err);
    if (st == STATUS_OK && lexicon_count(tokenizer_lexicon(w->tokenizer)) > LEXICON_FLUSH)
        st = flush_lexicon(w, err);
    entry_release(&e);
    return st;
}

/* FTS5 cannot take rows out of a contentless table: removed entries stay in it and are passed over.
 * When they are the greater part, the table is made again. */
static enum status rebuild_full_text(struct writer *w, struct error *err)
{
    static const char sql[] =
        "SELECT e.id, e.kind, e.title, e.trail, e.keywords, e.replaced_by,"
        "       coalesce(e.title_symbols, ''), e.body, f.path, e.signature, e.names"
        "  FROM entry e JOIN file f ON f.id = e.file ORDER BY e.id";
    sqlite3_stmt *row = NULL;
    enum status st;
    int rc = SQLITE_DONE;

    sqlite3_finalize(w->statements[INSERT_FTS]);
    w->statements[INSERT_FTS] = NULL;
    lexicon_clear(tokenizer_lexicon(w->tokenizer));
    if (w->texts == NULL)
        w->texts = texts_new();
    st = writer_exec(w, "DROP TABLE fts; DELETE FROM term", err);
    if (st == STATUS_OK)
        st = writer_exec(w, index_full_text_schema, err);
    if (st == STATUS_OK && sqlite3_prepare_v2(w->db, sql, -1, &row, NULL) != SQLITE_OK)
        st = index_sqlite_error(w->db, w->path, err);
    while (st == STATUS_OK && (rc = sqlite3_step(row)) == SQLITE_ROW)
        st = add_full_text_of_row(w, row, err);
    if (st == STATUS_OK && rc != SQLITE_DONE)
        st = index_sqlite_error(w->db, w->path, err);
    sqlite3_finalize(row);
    w->removed = 0;
    return st;
}

enum status writer_finish_entries(struct writer *w, struct error *err)
{
    enum status st = write_block(w, err);

    if (st == STATUS_OK)
        st = settle_aliases(w, err);
    if (st == STATUS_OK && w->removed > w->entries)
        st = rebuild_full_text(w, err);
    if (st == STATUS_OK)
        st = flush_lexicon(w, err);
    return st == STATUS_OK ? write_vocabulary(w, err) : st;
}

/* The tables of an index file. docs/index-format.md describes them; INDEX_FORMAT numbers them. */
#ifndef RUSTPRO_INDEXER_SCHEMA_H
#define RUSTPRO_INDEXER_SCHEMA_H

static const char index_schema[] =
    "CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, root TEXT NOT NULL,"
    "  title TEXT NOT NULL, format INTEGER NOT NULL, release TEXT, indexed_at INTEGER NOT NULL);"
    /* Numbers of files are never used twice: "twin" names them. */
    "CREATE TABLE file(id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL, path TEXT NOT NULL,"
    "  size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, included INTEGER NOT NULL,"
    "  entries INTEGER NOT NULL, snippets INTEGER NOT NULL, rust_edition INTEGER NOT NULL,"
    "  identity INTEGER, twin INTEGER, passed_over TEXT, UNIQUE(source, path));"
    "CREATE INDEX file_identity ON file(identity) WHERE identity IS NOT NULL;"
    "CREATE TABLE include(file INTEGER NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL,"
    "  mtime_ns INTEGER NOT NULL, PRIMARY KEY(file, path)) WITHOUT ROWID;"
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, file INTEGER NOT NULL, kind INTEGER NOT NULL,"
    "  status INTEGER NOT NULL, title TEXT NOT NULL, trail TEXT NOT NULL, anchor TEXT NOT NULL,"
    "  slug TEXT NOT NULL, since TEXT, edition TEXT, replaces TEXT, replaced_by TEXT,"
    "  keywords TEXT, title_symbols TEXT, line INTEGER NOT NULL, snippets INTEGER NOT NULL,"
    "  crates TEXT, rust_edition INTEGER NOT NULL, item TEXT, signature TEXT, source_view TEXT,"
    "  names TEXT, body TEXT NOT NULL);"
    "CREATE INDEX entry_file ON entry(file);"
    "CREATE TABLE name(key TEXT NOT NULL, entry INTEGER NOT NULL, borrowed INTEGER NOT NULL,"
    "  PRIMARY KEY(key, entry)) WITHOUT ROWID;"
    "CREATE INDEX name_entry ON name(entry);"
    "CREATE TABLE alias(file INTEGER NOT NULL, key TEXT NOT NULL, source TEXT NOT NULL,"
    "  path TEXT NOT NULL, anchor TEXT NOT NULL);"
    "CREATE INDEX alias_file ON alias(file);"
    "CREATE TABLE attribute(block INTEGER PRIMARY KEY, data BLOB NOT NULL);"
    "CREATE TABLE term(term TEXT PRIMARY KEY, words INTEGER NOT NULL, entries INTEGER NOT NULL)"
    "  WITHOUT ROWID;"
    "CREATE TABLE vocabulary(length INTEGER PRIMARY KEY, words BLOB NOT NULL);"
    "CREATE TABLE verification(key BLOB PRIMARY KEY, outcome INTEGER NOT NULL,"
    "  rustc TEXT NOT NULL, detail TEXT NOT NULL, checked_at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE total(entries INTEGER NOT NULL, tokens INTEGER NOT NULL,"
    "  removed INTEGER NOT NULL, next INTEGER NOT NULL);"
    "INSERT INTO total VALUES(0, 0, 0, 1);";

/* Apart, since it can be built anew from table "entry". The hash collects postings in memory. */
static const char index_full_text_schema[] =
    "CREATE VIRTUAL TABLE fts USING fts5(title, trail, symbols, body, code, content = '',"
    "  columnsize = 0, tokenize = 'rust');"
    "INSERT INTO fts(fts, rank) VALUES('hashsize', 33554432);";

#endif

/* What a path is that somebody wants indexed. */
#ifndef RUSTPRO_INDEXER_RECOGNISE_H
#define RUSTPRO_INDEXER_RECOGNISE_H

#include "core/index.h"

enum recognised {
    RECOGNISED_SOURCE, /* one source, of a format */
    RECOGNISED_DOCSET  /* a folder of sources: docset.h */
};

/* Looks at path. A folder with a book.toml is Markdown, one with rustdoc's common files a docset,
 * any other what most of its documents are. *format is set for a source. STATUS_NOT_FOUND: no such
 * path. STATUS_BAD_INPUT: neither Markdown nor HTML in it. STATUS_IO. */
enum status recognise(const char *path, enum recognised *out, enum source_format *format,
                      struct error *err);

#endif

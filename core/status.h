/* Status codes and error messages: how every fallible call of this program reports.
 *
 * The lowest place that knows what went wrong writes the message; everyone above cleans up and
 * passes it on unchanged. Modules never print and never exit: only cli/ speaks to a person.
 */
#ifndef RUSTPRO_CORE_STATUS_H
#define RUSTPRO_CORE_STATUS_H

#include <stddef.h>

enum status {
    STATUS_OK,
    STATUS_DONE,      /* an iterator has nothing more to give */
    STATUS_NOT_FOUND, /* what was asked for does not exist */
    STATUS_BAD_INPUT, /* a person's or a document's input breaks a rule; error.offset may tell where
                       */
    STATUS_TOO_BIG,   /* a named limit was exceeded */
    STATUS_CORRUPT,   /* the index file is damaged */
    STATUS_VERSION,   /* the index file has another format version */
    STATUS_BUSY,      /* another process holds what is needed */
    STATUS_INTERRUPTED, /* the caller asked to stop */
    STATUS_IO           /* the operating system or SQLite refused */
};

/* One failure. msg is one line of UTF-8, cut if longer, always '\0'-ended. */
struct error {
    enum status code;
    size_t offset; /* byte offset in the input, for STATUS_BAD_INPUT */
    char msg[512];
};

/* Writes code and the formatted message to *err (err may be NULL) and returns code. */
enum status error_set(struct error *err, enum status code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif

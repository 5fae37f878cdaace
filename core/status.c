/* Error messages: the one writer of struct error. */
#include "core/status.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/buf.h"

enum status error_set(struct error *err, enum status code, const char *fmt, ...)
{
    va_list ap;
    int len;

    if (err == NULL)
        return code;
    err->code = code;
    err->offset = 0;
    va_start(ap, fmt);
    len = vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
    va_end(ap);
    if (len >= (int)sizeof(err->msg)) { /* cut: not inside a character */
        struct str cut = { err->msg, sizeof(err->msg) - 1 };

        while (cut.len > 0 && ((unsigned char)cut.ptr[cut.len - 1] & 0xC0) == 0x80)
            cut.len--;
        if (cut.len > 0 && (unsigned char)cut.ptr[cut.len - 1] >= 0xC0)
            cut.len--;
        err->msg[cut.len] = '\0';
    }
    return code;
}

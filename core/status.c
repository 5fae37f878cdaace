/* Error messages: the one writer of struct error. */
#include "core/status.h"

#include <stdarg.h>
#include <stdio.h>

enum status error_set(struct error *err, enum status code, const char *fmt, ...)
{
    va_list ap;

    if (err == NULL)
        return code;
    err->code = code;
    err->offset = 0;
    va_start(ap, fmt);
    (void)vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
    va_end(ap);
    return code;
}

/* Finding programs that are not ours. */
#include "core/find_program.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/buf.h"

char *find_program(const char *name)
{
    const char *path = getenv("PATH");
    struct str rest = str_of(path != NULL ? path : "/usr/local/bin:/usr/bin:/bin");
    struct str dir;

    while (str_next_field(&rest, ':', &dir)) {
        struct buf full = BUF_INIT;

        buf_addf(&full, "%.*s/%s", (int)dir.len, dir.ptr, name);
        if (dir.len > 0 && access(full.ptr, X_OK) == 0)
            return buf_detach(&full);
        buf_release(&full);
    }
    return NULL;
}

/* INI files: one "key = value" a line. */
#include "cli/ini.h"

void ini_begin(struct ini *r, struct str text)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";

    if (str_starts(text, byte_order_mark))
        text = str_slice(text.ptr + 3, text.len - 3);
    *r = (struct ini){ .rest = text };
}

static struct str without_quotes(struct str value)
{
    if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
        return str_slice(value.ptr + 1, value.len - 2);
    return value;
}

bool ini_next(struct ini *r, struct ini_line *out)
{
    struct str line;

    while (str_next_line(&r->rest, &line)) {
        const char *equals;

        r->number++;
        line = str_trim(line);
        if (line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == ';')
            continue;
        *out = (struct ini_line){ .kind = INI_BROKEN, .number = r->number, .key = line };
        equals = memchr(line.ptr, '=', line.len);
        if (line.ptr[0] == '[') {
            bool is_closed = line.ptr[line.len - 1] == ']';

            out->kind = INI_SECTION;
            out->key = str_trim(str_slice(line.ptr + 1, line.len - 1 - is_closed));
        } else if (equals != NULL && equals > line.ptr) {
            size_t at = (size_t)(equals - line.ptr);

            out->kind = INI_VALUE;
            out->key = str_trim(str_slice(line.ptr, at));
            out->value = without_quotes(str_trim(str_slice(equals + 1, line.len - at - 1)));
        }
        return true;
    }
    return false;
}

/* The page that an entry comes from. */
#include "cli/entry_page.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"

static bool is_html(struct str path)
{
    static const char *const endings[] = { ".html", ".htm", ".xhtml" };

    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        size_t length = strlen(endings[i]);

        if (path.len > length &&
            str_equal_nocase(str_slice(path.ptr + path.len - length, length), str_of(endings[i])))
            return true;
    }
    return false;
}

/* Bytes of a name that stand in an address as they are. More may by RFC 3986; what shells and
 * programs take for their own is escaped, since browsers are often started by scripts. */
static bool is_plain(char c)
{
    return ascii_is_alnum(c) || (c != '\0' && strchr("-._~/+,=@:", c) != NULL);
}

static void add_escaped(struct buf *out, char c)
{
    if (is_plain(c))
        buf_addc(out, c);
    else
        buf_addf(out, "%%%02X", (unsigned char)c);
}

static bool is_hex(char c)
{
    return ascii_is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

/* rustdoc's anchors hold escapes, which browsers compare as they are: those stay. */
static void add_anchor(struct buf *out, struct str anchor)
{
    for (size_t i = 0; i < anchor.len; i++) {
        if (anchor.ptr[i] == '%' && i + 2 < anchor.len && is_hex(anchor.ptr[i + 1]) &&
            is_hex(anchor.ptr[i + 2]))
            buf_addc(out, '%');
        else
            add_escaped(out, anchor.ptr[i]);
    }
}

static bool is_inside(const char *path, const char *root)
{
    size_t length = strlen(root);

    if (strncmp(path, root, length) != 0)
        return false;
    return path[length] == '/' || path[length] == '\0' || strcmp(root, "/") == 0;
}

/* The file that holds the entry, without links in its path; new: free(). NULL after the message. */
static char *find_file(const struct index_row *row, struct error *err)
{
    struct buf file = BUF_INIT;
    char *root = realpath(row->root, NULL);
    char *path = NULL;
    struct stat info;

    index_row_add_file(&file, row);
    path = realpath(file.ptr, NULL);
    if (root == NULL || path == NULL || stat(path, &info) != 0 || !S_ISREG(info.st_mode)) {
        (void)error_set(err, STATUS_IO,
                        "%s: this page of source %s cannot be opened (%s): `rustpro index` brings "
                        "the index up to date",
                        file.ptr, row->source,
                        root == NULL || path == NULL ? strerror(errno) : "not a file");
        free(path);
        path = NULL;
    } else if (!is_inside(path, root)) {
        (void)error_set(err, STATUS_IO,
                        "%s: leads out of source %s, which is %s: `rustpro index` brings the index "
                        "up to date",
                        file.ptr, row->source, root);
        free(path);
        path = NULL;
    }
    free(root);
    buf_release(&file);
    return path;
}

static void add_address(struct buf *out, const char *host, const char *path,
                        const struct index_row *row)
{
    buf_adds(out, "file://");
    for (const char *p = host; *p != '\0'; p++)
        add_escaped(out, *p);
    for (const char *p = path; *p != '\0'; p++)
        add_escaped(out, *p);
    if (is_html(str_of(path)) && row->entry.anchor[0] != '\0') {
        buf_addc(out, '#');
        add_anchor(out, str_of(row->entry.anchor));
    }
}

enum status entry_page_add(struct buf *out, const struct index_row *row, struct error *err)
{
    char *path = find_file(row, err);

    if (path == NULL)
        return STATUS_IO;
    if (is_html(str_of(path)))
        add_address(out, "", path, row);
    else
        buf_adds(out, path);
    free(path);
    return STATUS_OK;
}

void entry_page_add_link(struct buf *out, const struct index_row *row)
{
    char host[256] = "";
    char *path = find_file(row, NULL);

    if (path == NULL)
        return;
    if (gethostname(host, sizeof(host) - 1) != 0)
        host[0] = '\0';
    add_address(out, host, path, row);
    free(path);
}

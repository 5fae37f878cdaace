/* Checked pages: a shim VFS. The interface is https://www.sqlite.org/vfs.html. */
#include "core/page_check.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

/* One open main database file; the default VFS's file follows it in memory. */
struct checked_file {
    sqlite3_file base;
    sqlite3_file *real;
};

uint64_t page_check_hash(const unsigned char *page, uint64_t number)
{
    /* FNV-1a's step over 64-bit words instead of bytes, with its 64-bit constants. */
    uint64_t h = 14695981039346656037u ^ number;

    for (size_t i = 0; i < PAGE_CHECK_SIZE - PAGE_CHECK_RESERVED; i += 8) {
        uint64_t word;

        memcpy(&word, page + i, sizeof(word));
        h = (h ^ word) * 1099511628211u;
        h ^= h >> 32;
    }
    return h;
}

static void put_u64(unsigned char *out, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        out[i] = (unsigned char)(v >> (8 * i));
}

static sqlite3_file *real_file(sqlite3_file *file)
{
    return ((struct checked_file *)(void *)file)->real;
}

static int is_page(int amount, sqlite3_int64 offset)
{
    return amount == PAGE_CHECK_SIZE && offset % PAGE_CHECK_SIZE == 0;
}

static int checked_read(sqlite3_file *file, void *data, int amount, sqlite3_int64 offset)
{
    sqlite3_file *real = real_file(file);
    int rc = real->pMethods->xRead(real, data, amount, offset);

    if (rc == SQLITE_OK && is_page(amount, offset)) {
        unsigned char sum[PAGE_CHECK_RESERVED];

        put_u64(sum, page_check_hash(data, (uint64_t)offset / PAGE_CHECK_SIZE));
        if (memcmp((unsigned char *)data + PAGE_CHECK_SIZE - PAGE_CHECK_RESERVED, sum,
                   sizeof(sum)) != 0)
            rc = SQLITE_IOERR_DATA;
    }
    return rc;
}

static int checked_write(sqlite3_file *file, const void *data, int amount, sqlite3_int64 offset)
{
    sqlite3_file *real = real_file(file);
    unsigned char page[PAGE_CHECK_SIZE];

    if (!is_page(amount, offset))
        return real->pMethods->xWrite(real, data, amount, offset);
    memcpy(page, data, sizeof(page));
    put_u64(page + PAGE_CHECK_SIZE - PAGE_CHECK_RESERVED,
            page_check_hash(page, (uint64_t)offset / PAGE_CHECK_SIZE));
    return real->pMethods->xWrite(real, page, PAGE_CHECK_SIZE, offset);
}

static int checked_close(sqlite3_file *file)
{
    sqlite3_file *real = real_file(file);

    return real->pMethods->xClose(real);
}

static int checked_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real_file(file)->pMethods->xTruncate(real_file(file), size);
}

static int checked_sync(sqlite3_file *file, int flags)
{
    return real_file(file)->pMethods->xSync(real_file(file), flags);
}

static int checked_size(sqlite3_file *file, sqlite3_int64 *out)
{
    return real_file(file)->pMethods->xFileSize(real_file(file), out);
}

static int checked_lock(sqlite3_file *file, int level)
{
    return real_file(file)->pMethods->xLock(real_file(file), level);
}

static int checked_unlock(sqlite3_file *file, int level)
{
    return real_file(file)->pMethods->xUnlock(real_file(file), level);
}

static int checked_reserved(sqlite3_file *file, int *out)
{
    return real_file(file)->pMethods->xCheckReservedLock(real_file(file), out);
}

static int checked_control(sqlite3_file *file, int op, void *arg)
{
    return real_file(file)->pMethods->xFileControl(real_file(file), op, arg);
}

static int checked_sector_size(sqlite3_file *file)
{
    return real_file(file)->pMethods->xSectorSize(real_file(file));
}

static int checked_characteristics(sqlite3_file *file)
{
    return real_file(file)->pMethods->xDeviceCharacteristics(real_file(file));
}

/* Version 1: neither shared memory (WAL) nor xFetch (mmap), which would go around the check. */
static const sqlite3_io_methods checked_methods = {
    .iVersion = 1,
    .xClose = checked_close,
    .xRead = checked_read,
    .xWrite = checked_write,
    .xTruncate = checked_truncate,
    .xSync = checked_sync,
    .xFileSize = checked_size,
    .xLock = checked_lock,
    .xUnlock = checked_unlock,
    .xCheckReservedLock = checked_reserved,
    .xFileControl = checked_control,
    .xSectorSize = checked_sector_size,
    .xDeviceCharacteristics = checked_characteristics,
};

static sqlite3_vfs *default_vfs(sqlite3_vfs *vfs)
{
    return vfs->pAppData;
}

static int checked_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                        int *out_flags)
{
    sqlite3_vfs *real_vfs = default_vfs(vfs);
    struct checked_file *checked = (struct checked_file *)(void *)file;
    int rc;

    if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
        return real_vfs->xOpen(real_vfs, name, file, flags, out_flags);
    checked->real = (sqlite3_file *)(void *)(checked + 1);
    checked->base.pMethods = NULL;
    rc = real_vfs->xOpen(real_vfs, name, checked->real, flags, out_flags);
    if (checked->real->pMethods != NULL)
        checked->base.pMethods = &checked_methods;
    return rc;
}

static sqlite3_vfs checked_vfs; /* SQLite links registered VFSs into a list: it must not move */
static int register_result;

/* The other methods are the default VFS's own: they never look at the vfs they are called with
 * beyond its pAppData, which is NULL or a locking style there; so each is called as copied. */
static void register_vfs(void)
{
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);

    if (real == NULL) {
        register_result = SQLITE_ERROR;
        return;
    }
    checked_vfs = *real;
    checked_vfs.pNext = NULL;
    checked_vfs.zName = PAGE_CHECK_VFS;
    checked_vfs.szOsFile = real->szOsFile + (int)sizeof(struct checked_file);
    checked_vfs.pAppData = real;
    checked_vfs.xOpen = checked_open;
    register_result = sqlite3_vfs_register(&checked_vfs, 0);
}

enum status page_check_register(struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, register_vfs);
    if (register_result != SQLITE_OK)
        return error_set(err, STATUS_IO, "SQLite refused a VFS: %s",
                         sqlite3_errstr(register_result));
    return STATUS_OK;
}

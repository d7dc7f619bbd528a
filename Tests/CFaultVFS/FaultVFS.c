#include "FaultDisk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Our data first, then the system's, in the memory that SQLite allocates for a file.
struct file {
    sqlite3_file base;
    struct disk *disk;
    struct inode *inode;
    // The system's VFS syncs the directory at the first sync of a journal or a log.
    int syncs_directory;
};

static sqlite3_vfs *under;

static struct file *ours(sqlite3_file *file) { return (struct file *)file; }
static sqlite3_file *theirs(sqlite3_file *file) { return (sqlite3_file *)(ours(file) + 1); }
static const sqlite3_io_methods *methods_of(sqlite3_file *file) { return theirs(file)->pMethods; }

static struct verdict judge(sqlite3_file *file, enum fault_operation operation, int changes) {
    struct verdict fine = {SQLITE_OK, 0};
    return ours(file)->disk ? disk_judge(ours(file)->disk, operation, changes) : fine;
}

// MARK: Files

static int file_close(sqlite3_file *file) {
    int code = methods_of(file)->xClose(theirs(file));
    if (ours(file)->inode) inode_release(ours(file)->disk, ours(file)->inode);
    if (ours(file)->disk) disk_release(ours(file)->disk);
    ours(file)->disk = NULL;
    ours(file)->inode = NULL;
    return code;
}

static int file_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    struct verdict verdict = judge(file, FAULT_READ, 0);
    if (verdict.code != SQLITE_OK) return verdict.code;
    return methods_of(file)->xRead(theirs(file), bytes, count, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    struct file *self = ours(file);
    struct verdict verdict = judge(file, FAULT_WRITE, 1);
    if (verdict.dark) inode_write_in_the_dark(self->disk, self->inode, bytes, (size_t)count, offset);
    if (verdict.code == SQLITE_IOERR && disk_is_dark(self->disk)) return verdict.code;
    // A write that fails has written its first half, as on a disk that fills up.
    int part = verdict.code == SQLITE_OK ? count : count / 2;
    int code = part ? methods_of(file)->xWrite(theirs(file), bytes, part, offset) : SQLITE_OK;
    if (code == SQLITE_OK && self->disk && part) {
        if (!inode_write(self->disk, self->inode, bytes, (size_t)part, offset)) return SQLITE_IOERR;
    }
    return verdict.code != SQLITE_OK ? verdict.code : code;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    struct verdict verdict = judge(file, FAULT_TRUNCATE, 1);
    if (verdict.code != SQLITE_OK) return verdict.code;
    int code = methods_of(file)->xTruncate(theirs(file), size);
    if (code == SQLITE_OK && ours(file)->disk) {
        if (!inode_truncate(ours(file)->disk, ours(file)->inode, size)) return SQLITE_IOERR;
    }
    return code;
}

static int file_sync(sqlite3_file *file, int flags) {
    struct file *self = ours(file);
    struct verdict verdict = judge(file, FAULT_SYNC, 1);
    if (verdict.code != SQLITE_OK) {
        inode_lose(self->disk, self->inode);
        return verdict.code;
    }
    // The medium is modelled, so a real sync would only take time.
    if (!self->disk) return methods_of(file)->xSync(theirs(file), flags);
    if (!inode_sync(self->disk, self->inode, self->syncs_directory)) return SQLITE_IOERR;
    self->syncs_directory = 0;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    if (ours(file)->disk && disk_is_dark(ours(file)->disk)) return SQLITE_IOERR;
    return methods_of(file)->xFileSize(theirs(file), size);
}

static int file_lock(sqlite3_file *file, int level) {
    struct verdict verdict = judge(file, FAULT_LOCK, 0);
    if (verdict.code != SQLITE_OK) return verdict.code;
    return methods_of(file)->xLock(theirs(file), level);
}

static int file_unlock(sqlite3_file *file, int level) { return methods_of(file)->xUnlock(theirs(file), level); }

static int file_check_lock(sqlite3_file *file, int *reserved) {
    return methods_of(file)->xCheckReservedLock(theirs(file), reserved);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
    return methods_of(file)->xFileControl(theirs(file), operation, argument);
}

static int file_sector_size(sqlite3_file *file) { return methods_of(file)->xSectorSize(theirs(file)); }

static int file_characteristics(sqlite3_file *file) {
    // Batch writes use operations that are not modelled.
    return methods_of(file)->xDeviceCharacteristics(theirs(file)) & ~SQLITE_IOCAP_BATCH_ATOMIC;
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
    return methods_of(file)->xShmMap(theirs(file), region, size, extend, memory);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    // The first lock is the writer's. A reader that finds its lock taken tries others, for ten seconds.
    if ((flags & SQLITE_SHM_LOCK) && (flags & SQLITE_SHM_EXCLUSIVE) && offset == 0) {
        struct verdict verdict = judge(file, FAULT_LOCK, 0);
        if (verdict.code != SQLITE_OK) return verdict.code;
    }
    return methods_of(file)->xShmLock(theirs(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file) { methods_of(file)->xShmBarrier(theirs(file)); }

static int file_shm_unmap(sqlite3_file *file, int deletes) {
    return methods_of(file)->xShmUnmap(theirs(file), deletes);
}

// Version 2: with shared memory for the write-ahead log, but without mapped pages, whose changes would go
// unseen.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

// MARK: The VFS

static int read_theirs(void *context, void *bytes, int count, int64_t offset) {
    sqlite3_file *file = context;
    return file->pMethods->xRead(file, bytes, count, offset);
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *opened) {
    (void)vfs;
    struct file *self = ours(file);
    memset(self, 0, sizeof *self);
    // SQLite's own temporary files have no name and don't survive anything.
    struct disk *disk = path ? disk_of(path) : NULL;
    struct stat status;
    int existed = disk && stat(path, &status) == 0;
    if (disk) {
        struct verdict verdict = disk_judge(disk, FAULT_OPEN, !existed && (flags & SQLITE_OPEN_CREATE));
        if (verdict.code != SQLITE_OK) {
            disk_release(disk);
            return verdict.code;
        }
    }
    int code = under->xOpen(under, path, theirs(file), flags, opened);
    if (code != SQLITE_OK) {
        if (disk) disk_release(disk);
        return code;
    }
    self->base.pMethods = &methods;
    if (!disk) return SQLITE_OK;
    self->disk = disk;
    int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    self->syncs_directory = (flags & SQLITE_OPEN_CREATE) && (flags & journals);
    self->inode = inode_open(disk, path, existed, existed ? status.st_size : 0, read_theirs, theirs(file));
    if (!self->inode) {
        file_close(file);
        self->base.pMethods = NULL;
        return SQLITE_NOMEM;
    }
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int syncs_directory) {
    (void)vfs;
    struct disk *disk = disk_of(path);
    if (!disk) return under->xDelete(under, path, syncs_directory);
    struct verdict verdict = disk_judge(disk, FAULT_DELETE, 1);
    int code = verdict.code;
    if (code == SQLITE_OK) code = under->xDelete(under, path, 0);
    if (code == SQLITE_OK && !disk_unlink(disk, path, syncs_directory)) code = SQLITE_IOERR;
    disk_release(disk);
    return code;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    (void)vfs;
    return under->xAccess(under, path, flags, result);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *full) {
    (void)vfs;
    return under->xFullPathname(under, path, size, full);
}

static int vfs_randomness(sqlite3_vfs *vfs, int count, char *bytes) {
    (void)vfs;
    return under->xRandomness(under, count, bytes);
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    return under->xSleep(under, microseconds);
}

static int vfs_time(sqlite3_vfs *vfs, double *time) {
    (void)vfs;
    return under->xCurrentTime(under, time);
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *text) {
    (void)vfs;
    return under->xGetLastError(under, size, text);
}

static int vfs_time_64(sqlite3_vfs *vfs, sqlite3_int64 *time) {
    (void)vfs;
    return under->xCurrentTimeInt64(under, time);
}

static sqlite3_vfs fault_vfs = {
    .iVersion = 2,
    .zName = "fault",
    .xOpen = vfs_open,
    .xDelete = vfs_delete,
    .xAccess = vfs_access,
    .xFullPathname = vfs_full_path,
    .xRandomness = vfs_randomness,
    .xSleep = vfs_sleep,
    .xCurrentTime = vfs_time,
    .xGetLastError = vfs_last_error,
    .xCurrentTimeInt64 = vfs_time_64,
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int installed = SQLITE_ERROR;

static void install(void) {
    under = sqlite3_vfs_find(NULL);
    if (!under) return;
    fault_vfs.szOsFile = (int)sizeof(struct file) + under->szOsFile;
    fault_vfs.mxPathname = under->mxPathname;
    installed = sqlite3_vfs_register(&fault_vfs, 1);
}

int fault_vfs_install(void) {
    pthread_once(&once, install);
    return installed;
}

// A VFS for SQLite that fails on demand and loses power, for tests only.
//
// It passes all calls to the system's VFS. For the files of a watched directory, a "disk", it also keeps a
// model of what the medium would contain if the power failed now. A write is certainly on the medium only
// after a sync of its file, and a name only after a sync of its directory.
//
// All functions may be called from any thread.

#ifndef CFAULTVFS_H
#define CFAULTVFS_H

#include <stdint.h>

// The operations that are counted and can be made to fail.
enum fault_operation {
    FAULT_OPEN,
    FAULT_READ,
    FAULT_WRITE,
    FAULT_SYNC,
    FAULT_TRUNCATE,
    FAULT_DELETE,
    // Locks on the file, and the writer's on the shared memory of its write-ahead log.
    FAULT_LOCK,
    // All operations above that change the disk: opening a missing file, write, sync, truncate, delete.
    FAULT_CHANGE,
    FAULT_OPERATIONS
};

// The unconfirmed operations that survive a power failure.
enum fault_loss {
    // All of them, as when only the process died.
    FAULT_LOSS_NOTHING,
    // None of them.
    FAULT_LOSS_EVERYTHING,
    // The first few, in the order in which they were made. The last of them may be torn.
    FAULT_LOSS_SUFFIX,
    // Any subset of them, each one whole.
    FAULT_LOSS_SOME,
    // Any sectors of any of them.
    FAULT_LOSS_TORN,
    FAULT_LOSSES
};

// Registers the VFS as the default one of this process. Further calls do nothing. Returns a result code of
// SQLite.
int fault_vfs_install(void);

// Watches the files of a directory that are opened from now on. The path must be the one that SQLite sees:
// absolute and without links. Returns the disk's number, or -1 if there is no memory or no room for another
// disk.
int fault_disk_insert(const char *directory);

// Stops watching the directory.
void fault_disk_remove(int disk);

// Returns how many operations of a kind there were, including failed ones, or 0 if there is no such disk.
int64_t fault_disk_count(int disk, enum fault_operation operation);

// Makes the nth operation of a kind from now (1 is the next) fail with a result code of SQLite, and the
// following ones until `times` have failed; -1 for all. Up to 16 such orders can wait at a time; more are
// ignored.
//
// A write that fails has written a part. If a sync fails, no later sync confirms what was written since the
// last one: Linux reports a sync error once and then treats the pages as clean.
void fault_disk_fail(int disk, enum fault_operation operation, int64_t nth, int64_t times, int code);

// Removes all orders to fail.
void fault_disk_mend(int disk);

// Makes the power fail at the nth operation of a kind from now. Nothing reaches the disk after it, and each
// operation fails with SQLITE_IOERR.
void fault_disk_cut_power(int disk, enum fault_operation operation, int64_t nth);

// Returns whether the power has failed.
int fault_disk_is_dark(int disk);

// Writes a possible state of the disk after a power failure, now or when it happened, into another directory,
// which must exist. The seed chooses among the possible states. Returns 0 or an errno.
int fault_disk_save(int disk, const char *directory, enum fault_loss loss, uint64_t seed);

#endif

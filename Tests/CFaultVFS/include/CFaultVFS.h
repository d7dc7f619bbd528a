// A VFS for SQLite that fails on demand and loses power, for tests only.
//
// It passes everything on to the system's own VFS. For the files of a watched directory, a "disk", it also
// keeps a model of what the medium would hold if the power failed now: a write is on the medium for certain
// only after a sync of its file, a name only after a sync of its directory.
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
    // All of the above that change the disk: opening a file that isn't there, write, sync, truncate, delete.
    FAULT_CHANGE,
    FAULT_OPERATIONS
};

// What a loss of power leaves of the operations that no sync has confirmed.
enum fault_loss {
    // All of them: what is there when only the process died.
    FAULT_LOSS_NOTHING,
    // None of them.
    FAULT_LOSS_EVERYTHING,
    // The first few, in the order in which they were made; the last of them may be torn.
    FAULT_LOSS_SUFFIX,
    // Any of them, whole.
    FAULT_LOSS_SOME,
    // Any sectors of any of them.
    FAULT_LOSS_TORN,
    FAULT_LOSSES
};

// Registers the VFS as the default one of this process; once done, it does nothing.
// Returns a result code of SQLite's.
int fault_vfs_install(void);

// Watches the files of a directory that are opened from now on. The path must be as SQLite will see it: absolute,
// without links. Returns the disk's number, or -1 if there is no memory or no room for another.
int fault_disk_insert(const char *directory);

// Watches the directory no longer.
void fault_disk_remove(int disk);

// How many operations of a kind there were, those that failed included; 0 if there is no such disk.
int64_t fault_disk_count(int disk, enum fault_operation operation);

// The nth operation of a kind from now, 1 being the next, fails with a result code of SQLite's, and so do those
// after it, until `times` have failed; -1 for all. Up to 16 such orders wait at a time; more are ignored.
//
// A write that fails has written a part. What was written to a file since its last sync is not confirmed by any
// later sync if a sync fails: Linux reports an error of a sync once and then takes the pages for clean.
void fault_disk_fail(int disk, enum fault_operation operation, int64_t nth, int64_t times, int code);

// Forgets all orders to fail.
void fault_disk_mend(int disk);

// The power fails at the nth operation of a kind from now: nothing reaches the disk after it, and each operation
// fails with SQLITE_IOERR.
void fault_disk_cut_power(int disk, enum fault_operation operation, int64_t nth);

// Whether the power has failed.
int fault_disk_is_dark(int disk);

// Writes what the disk may hold after a loss of power at this moment, or when it failed, into another directory,
// which must exist. The seed chooses among what is possible. Returns 0, or an errno.
int fault_disk_save(int disk, const char *directory, enum fault_loss loss, uint64_t seed);

#endif

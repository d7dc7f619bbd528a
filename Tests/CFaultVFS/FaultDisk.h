// The model of a disk: what is on the medium for certain, and what isn't yet.

#ifndef FAULTDISK_H
#define FAULTDISK_H

#include "CFaultVFS.h"
#include <stddef.h>

struct disk;
struct inode;

// The disk that watches the directory of a file, with a reference to it, or NULL. `path` is absolute.
struct disk *disk_of(const char *path);
void disk_release(struct disk *disk);

// What is to become of an operation.
struct verdict {
    // SQLITE_OK if it is to be done.
    int code;
    // The power failed at this very operation or before.
    int dark;
};

// Counts an operation and judges it.
struct verdict disk_judge(struct disk *disk, enum fault_operation operation, int changes);
int disk_is_dark(struct disk *disk);

// The file's inode, with a reference to it. A file that the disk hasn't seen before is taken for one that is safe on
// the medium if `existed`; `read` then fills its image. NULL if there is no memory.
struct inode *inode_open(
    struct disk *disk, const char *path, int existed, int64_t size,
    int (*read)(void *context, void *bytes, int count, int64_t offset), void *context);
void inode_release(struct disk *disk, struct inode *inode);

// Each of these says whether the power was still on when it was noted; without, nothing is.
int inode_write(struct disk *disk, struct inode *inode, const void *bytes, size_t count, int64_t offset);
int inode_truncate(struct disk *disk, struct inode *inode, int64_t size);
int inode_sync(struct disk *disk, struct inode *inode, int directory_too);
int disk_unlink(struct disk *disk, const char *path, int directory_too);

// A sync of the file failed: what no sync has confirmed, none will.
void inode_lose(struct disk *disk, struct inode *inode);

// As `inode_write`, for the operation at which the power failed: it may have been under way.
void inode_write_in_the_dark(
    struct disk *disk, struct inode *inode, const void *bytes, size_t count, int64_t offset);

#endif

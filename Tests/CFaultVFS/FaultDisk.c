#include "FaultDisk.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512, ORDERS = 16, DISKS = 256 };

// A write or a truncation that has not been confirmed by a sync.
struct change {
    struct change *next;
    uint64_t sequence;
    int truncates;
    int64_t offset;
    size_t count;
    unsigned char bytes[];
};

struct image {
    unsigned char *bytes;
    size_t size;
    size_t capacity;
};

struct inode {
    int references;
    // The content that is certainly on the medium, and the content that a read sees.
    struct image medium;
    struct image cache;
    struct change *first;
    struct change *last;
};

// A name in the directory: the file it refers to now, and the file it refers to on the medium.
struct entry {
    struct entry *next;
    struct inode *now;
    struct inode *on_medium;
    char name[];
};

struct order {
    enum fault_operation operation;
    int64_t from;
    int64_t left;
    int code;
};

struct disk {
    int references;
    int watched;
    int dark;
    char *directory;
    size_t directory_length;
    struct entry *entries;
    uint64_t sequence;
    int64_t counts[FAULT_OPERATIONS];
    int64_t cut[FAULT_OPERATIONS];
    struct order orders[ORDERS];
};

// One lock for everything, because speed doesn't matter in these tests.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct disk *disks[DISKS];

// MARK: Inodes

static void forget_changes(struct inode *inode) {
    while (inode->first) {
        struct change *next = inode->first->next;
        free(inode->first);
        inode->first = next;
    }
    inode->last = NULL;
}

static void drop(struct inode *inode) {
    if (!inode || --inode->references > 0) return;
    forget_changes(inode);
    free(inode->medium.bytes);
    free(inode->cache.bytes);
    free(inode);
}

static struct inode *hold(struct inode *inode) {
    if (inode) inode->references++;
    return inode;
}

static void resize(struct image *image, size_t size) {
    if (size > image->capacity) {
        size_t capacity = image->capacity ? image->capacity : 65536;
        while (capacity < size) capacity *= 2;
        unsigned char *bytes = realloc(image->bytes, capacity);
        if (!bytes) abort();
        image->bytes = bytes;
        image->capacity = capacity;
    }
    if (size > image->size) memset(image->bytes + image->size, 0, size - image->size);
    image->size = size;
}

static void copy(struct image *target, const struct image *source) {
    resize(target, source->size);
    if (source->size) memcpy(target->bytes, source->bytes, source->size);
}

static void apply_bytes(struct image *image, const unsigned char *bytes, size_t count, int64_t offset) {
    if (count == 0) return;
    if ((size_t)offset + count > image->size) resize(image, (size_t)offset + count);
    memcpy(image->bytes + offset, bytes, count);
}

static void apply(struct image *image, const struct change *change) {
    if (change->truncates) {
        resize(image, (size_t)change->offset);
    } else {
        apply_bytes(image, change->bytes, change->count, change->offset);
    }
}

static void note(
    struct disk *disk, struct inode *inode, int truncates, const void *bytes, size_t count, int64_t offset) {
    struct change *change = malloc(sizeof *change + count);
    if (!change) abort();
    change->next = NULL;
    change->sequence = ++disk->sequence;
    change->truncates = truncates;
    change->offset = offset;
    change->count = count;
    if (count) memcpy(change->bytes, bytes, count);
    if (inode->last) {
        inode->last->next = change;
    } else {
        inode->first = change;
    }
    inode->last = change;
    apply(&inode->cache, change);
}

// MARK: Names

static const char *name_in(const struct disk *disk, const char *path) {
    if (strncmp(path, disk->directory, disk->directory_length) != 0) return NULL;
    if (path[disk->directory_length] != '/') return NULL;
    const char *name = path + disk->directory_length + 1;
    return *name && !strchr(name, '/') ? name : NULL;
}

static struct entry *find(struct disk *disk, const char *name) {
    for (struct entry *entry = disk->entries; entry; entry = entry->next) {
        if (strcmp(entry->name, name) == 0) return entry;
    }
    return NULL;
}

static struct entry *find_or_add(struct disk *disk, const char *name) {
    struct entry *entry = find(disk, name);
    if (entry) return entry;
    entry = calloc(1, sizeof *entry + strlen(name) + 1);
    if (!entry) abort();
    strcpy(entry->name, name);
    entry->next = disk->entries;
    disk->entries = entry;
    return entry;
}

static void sync_names(struct disk *disk) {
    for (struct entry *entry = disk->entries; entry; entry = entry->next) {
        if (entry->on_medium == entry->now) continue;
        drop(entry->on_medium);
        entry->on_medium = hold(entry->now);
    }
}

// MARK: Disks

static void drop_disk(struct disk *disk) {
    if (--disk->references > 0) return;
    while (disk->entries) {
        struct entry *entry = disk->entries;
        disk->entries = entry->next;
        drop(entry->now);
        drop(entry->on_medium);
        free(entry);
    }
    free(disk->directory);
    free(disk);
}

int fault_disk_insert(const char *directory) {
    struct disk *disk = calloc(1, sizeof *disk);
    if (!disk) return -1;
    disk->directory = strdup(directory);
    if (!disk->directory) {
        free(disk);
        return -1;
    }
    disk->directory_length = strlen(directory);
    disk->references = 1;
    disk->watched = 1;
    pthread_mutex_lock(&lock);
    int number = -1;
    for (int index = 0; index < DISKS && number < 0; index++) {
        if (!disks[index]) number = index;
    }
    if (number >= 0) disks[number] = disk;
    pthread_mutex_unlock(&lock);
    if (number < 0) {
        free(disk->directory);
        free(disk);
    }
    return number;
}

static struct disk *numbered(int number) {
    return number >= 0 && number < DISKS ? disks[number] : NULL;
}

void fault_disk_remove(int number) {
    pthread_mutex_lock(&lock);
    struct disk *disk = numbered(number);
    if (disk) {
        disk->watched = 0;
        disks[number] = NULL;
        drop_disk(disk);
    }
    pthread_mutex_unlock(&lock);
}

struct disk *disk_of(const char *path) {
    pthread_mutex_lock(&lock);
    struct disk *found = NULL;
    for (int index = 0; index < DISKS && !found; index++) {
        if (disks[index] && name_in(disks[index], path)) found = disks[index];
    }
    if (found) found->references++;
    pthread_mutex_unlock(&lock);
    return found;
}

void disk_release(struct disk *disk) {
    pthread_mutex_lock(&lock);
    drop_disk(disk);
    pthread_mutex_unlock(&lock);
}

int64_t fault_disk_count(int number, enum fault_operation operation) {
    pthread_mutex_lock(&lock);
    struct disk *disk = numbered(number);
    int64_t count = disk ? disk->counts[operation] : 0;
    pthread_mutex_unlock(&lock);
    return count;
}

void fault_disk_fail(int number, enum fault_operation operation, int64_t nth, int64_t times, int code) {
    pthread_mutex_lock(&lock);
    struct disk *disk = numbered(number);
    for (int index = 0; disk && index < ORDERS; index++) {
        struct order *order = &disk->orders[index];
        if (order->left != 0) continue;
        *order = (struct order){operation, disk->counts[operation] + nth, times, code};
        break;
    }
    pthread_mutex_unlock(&lock);
}

void fault_disk_mend(int number) {
    pthread_mutex_lock(&lock);
    struct disk *disk = numbered(number);
    if (disk) memset(disk->orders, 0, sizeof disk->orders);
    pthread_mutex_unlock(&lock);
}

void fault_disk_cut_power(int number, enum fault_operation operation, int64_t nth) {
    pthread_mutex_lock(&lock);
    struct disk *disk = numbered(number);
    if (disk) disk->cut[operation] = disk->counts[operation] + nth;
    pthread_mutex_unlock(&lock);
}

int fault_disk_is_dark(int number) {
    pthread_mutex_lock(&lock);
    struct disk *disk = numbered(number);
    int dark = disk ? disk->dark : 0;
    pthread_mutex_unlock(&lock);
    return dark;
}

int disk_is_dark(struct disk *disk) {
    pthread_mutex_lock(&lock);
    int dark = disk->dark;
    pthread_mutex_unlock(&lock);
    return dark;
}

// MARK: Operations

static int code_of_orders(struct disk *disk, enum fault_operation operation) {
    for (int index = 0; index < ORDERS; index++) {
        struct order *order = &disk->orders[index];
        if (order->left == 0 || order->operation != operation) continue;
        if (disk->counts[operation] < order->from) continue;
        if (order->left > 0) order->left--;
        return order->code;
    }
    return SQLITE_OK;
}

static int count_and_cut(struct disk *disk, enum fault_operation operation) {
    disk->counts[operation]++;
    return disk->cut[operation] != 0 && disk->counts[operation] >= disk->cut[operation];
}

struct verdict disk_judge(struct disk *disk, enum fault_operation operation, int changes) {
    pthread_mutex_lock(&lock);
    struct verdict verdict = {SQLITE_OK, 0};
    int cut = count_and_cut(disk, operation);
    if (changes) cut |= count_and_cut(disk, FAULT_CHANGE);
    if (disk->dark || cut) {
        // Only the first operation after the power failure may have been in progress.
        verdict = (struct verdict){SQLITE_IOERR, !disk->dark};
        disk->dark = 1;
    } else {
        verdict.code = code_of_orders(disk, operation);
        if (verdict.code == SQLITE_OK && changes) verdict.code = code_of_orders(disk, FAULT_CHANGE);
    }
    pthread_mutex_unlock(&lock);
    return verdict;
}

struct inode *inode_open(
    struct disk *disk, const char *path, int existed, int64_t size,
    int (*read)(void *context, void *bytes, int count, int64_t offset), void *context) {
    pthread_mutex_lock(&lock);
    struct inode *inode = NULL;
    const char *name = name_in(disk, path);
    struct entry *entry = name ? find_or_add(disk, name) : NULL;
    if (entry && entry->now && existed) {
        inode = hold(entry->now);
    } else if (entry && (inode = calloc(1, sizeof *inode))) {
        inode->references = 1;
        drop(entry->now);
        entry->now = hold(inode);
        if (existed) {
            resize(&inode->medium, (size_t)size);
            for (int64_t offset = 0; offset < size; offset += 65536) {
                int64_t count = size - offset < 65536 ? size - offset : 65536;
                read(context, inode->medium.bytes + offset, (int)count, offset);
            }
            copy(&inode->cache, &inode->medium);
            drop(entry->on_medium);
            entry->on_medium = hold(inode);
        }
    }
    pthread_mutex_unlock(&lock);
    return inode;
}

void inode_release(struct disk *disk, struct inode *inode) {
    (void)disk;
    pthread_mutex_lock(&lock);
    drop(inode);
    pthread_mutex_unlock(&lock);
}

int inode_write(struct disk *disk, struct inode *inode, const void *bytes, size_t count, int64_t offset) {
    pthread_mutex_lock(&lock);
    int powered = !disk->dark;
    if (powered) note(disk, inode, 0, bytes, count, offset);
    pthread_mutex_unlock(&lock);
    return powered;
}

void inode_write_in_the_dark(
    struct disk *disk, struct inode *inode, const void *bytes, size_t count, int64_t offset) {
    pthread_mutex_lock(&lock);
    note(disk, inode, 0, bytes, count, offset);
    pthread_mutex_unlock(&lock);
}

int inode_truncate(struct disk *disk, struct inode *inode, int64_t size) {
    pthread_mutex_lock(&lock);
    int powered = !disk->dark;
    if (powered) note(disk, inode, 1, NULL, 0, size);
    pthread_mutex_unlock(&lock);
    return powered;
}

int inode_sync(struct disk *disk, struct inode *inode, int directory_too) {
    pthread_mutex_lock(&lock);
    int powered = !disk->dark;
    if (powered) {
        for (struct change *change = inode->first; change; change = change->next) apply(&inode->medium, change);
        forget_changes(inode);
        if (directory_too) sync_names(disk);
    }
    pthread_mutex_unlock(&lock);
    return powered;
}

void inode_lose(struct disk *disk, struct inode *inode) {
    pthread_mutex_lock(&lock);
    if (!disk->dark) forget_changes(inode);
    pthread_mutex_unlock(&lock);
}

int disk_unlink(struct disk *disk, const char *path, int directory_too) {
    pthread_mutex_lock(&lock);
    int powered = !disk->dark;
    const char *name = name_in(disk, path);
    if (powered && name) {
        // A file that was never opened through this VFS has no entry and doesn't matter.
        struct entry *entry = find(disk, name);
        if (entry) {
            drop(entry->now);
            entry->now = NULL;
        }
        if (directory_too) sync_names(disk);
    }
    pthread_mutex_unlock(&lock);
    return powered;
}

// MARK: After the loss

// SplitMix64.
static uint64_t draw(uint64_t *state) {
    uint64_t word = (*state += 0x9E3779B97F4A7C15u);
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
    return word ^ (word >> 31);
}

static void apply_torn(struct image *image, const struct change *change, uint64_t *state) {
    if (change->truncates) {
        if (draw(state) & 1) apply(image, change);
        return;
    }
    for (size_t done = 0; done < change->count;) {
        // Up to the end of the sector on the medium, which need not be where the write began.
        size_t room = SECTOR - (size_t)((change->offset + (int64_t)done) % SECTOR);
        size_t part = change->count - done < room ? change->count - done : room;
        if (draw(state) & 1) {
            apply_bytes(image, change->bytes + done, part, change->offset + (int64_t)done);
        }
        done += part;
    }
}

static void apply_beginning(struct image *image, const struct change *change, uint64_t *state) {
    if (change->truncates) return;
    apply_bytes(image, change->bytes, (size_t)(draw(state) % (change->count + 1)), change->offset);
}

static int write_file(const char *directory, const char *name, const struct image *image) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path) return ENAMETOOLONG;
    FILE *file = fopen(path, "wb");
    if (!file) return errno;
    int error = 0;
    if (image->size && fwrite(image->bytes, 1, image->size, file) != image->size) error = errno ? errno : EIO;
    if (fclose(file) != 0 && !error) error = errno;
    return error;
}

static int save_entry(
    struct entry *entry, const char *directory, enum fault_loss loss, uint64_t *state,
    uint64_t last_kept) {
    struct inode *source = entry->now;
    if (entry->now != entry->on_medium) {
        int keeps = loss == FAULT_LOSS_NOTHING || (loss != FAULT_LOSS_EVERYTHING && (draw(state) & 1));
        source = keeps ? entry->now : entry->on_medium;
    }
    if (!source) return 0;
    // Data that was written and never confirmed, not even by a later sync, could still be read.
    if (loss == FAULT_LOSS_NOTHING) return write_file(directory, entry->name, &source->cache);
    struct image left = {0};
    copy(&left, &source->medium);
    for (struct change *change = source->first; change; change = change->next) {
        switch (loss) {
        case FAULT_LOSS_SUFFIX:
            if (change->sequence < last_kept) apply(&left, change);
            if (change->sequence == last_kept) apply_beginning(&left, change, state);
            break;
        case FAULT_LOSS_SOME:
            if (draw(state) & 1) apply(&left, change);
            break;
        case FAULT_LOSS_TORN:
            apply_torn(&left, change, state);
            break;
        default:
            break;
        }
    }
    int error = write_file(directory, entry->name, &left);
    free(left.bytes);
    return error;
}

int fault_disk_save(int number, const char *directory, enum fault_loss loss, uint64_t seed) {
    pthread_mutex_lock(&lock);
    struct disk *disk = numbered(number);
    int error = disk ? 0 : EBADF;
    if (disk) {
        uint64_t state = seed;
        uint64_t oldest = UINT64_MAX;
        for (struct entry *entry = disk->entries; entry; entry = entry->next) {
            if (entry->now && entry->now->first && entry->now->first->sequence < oldest) {
                oldest = entry->now->first->sequence;
            }
        }
        uint64_t open = oldest <= disk->sequence ? disk->sequence - oldest + 1 : 1;
        uint64_t last_kept = oldest <= disk->sequence ? oldest + draw(&state) % open : 0;
        for (struct entry *entry = disk->entries; entry && !error; entry = entry->next) {
            error = save_entry(entry, directory, loss, &state, last_kept);
        }
    }
    pthread_mutex_unlock(&lock);
    return error;
}

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>

// APIs that Swift can't use: functions with a variable number of arguments, and constants that a header
// defines only on request.

// Sets whether the last connection to a database writes the log back when it is closed. SQLite's default is
// yes.
static inline int sessions_checkpoint_on_close(sqlite3 *connection, int is_on) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !is_on, (int *)0);
}

// Locks of an open file description, which other descriptors of the same process don't share. The numbers 37
// and 36 are the same on every Linux; glibc defines the names only with _GNU_SOURCE.
#if defined(F_OFD_SETLK)
#define SESSIONS_OFD_SETLK F_OFD_SETLK
#define SESSIONS_OFD_GETLK F_OFD_GETLK
#elif defined(__linux__)
#define SESSIONS_OFD_SETLK 37
#define SESSIONS_OFD_GETLK 36
#endif

// The byte before those that SQLite locks.
static inline struct flock sessions_claimed_byte(void) {
    struct flock lock = {0};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 0x3fffffff;
    lock.l_len = 1;
    return lock;
}

// Locks a byte of an open file that SQLite doesn't use, for this descriptor alone; -1 and errno where it can't.
static inline int sessions_claim(int descriptor) {
#ifdef SESSIONS_OFD_SETLK
    struct flock lock = sessions_claimed_byte();
    return fcntl(descriptor, SESSIONS_OFD_SETLK, &lock);
#else
    errno = ENOTSUP;
    return -1;
#endif
}

// 1 where another descriptor has the lock of sessions_claim(), 0 where none has it, -1 where it can't be told.
static inline int sessions_is_claimed(int descriptor) {
#ifdef SESSIONS_OFD_SETLK
    struct flock lock = sessions_claimed_byte();
    if (fcntl(descriptor, SESSIONS_OFD_GETLK, &lock) != 0) return -1;
    return lock.l_type != F_UNLCK;
#else
    return -1;
#endif
}

#include <sqlite3.h>

// What sqlite3_db_config() does: it takes a variable number of arguments, and so can't be called from Swift.

// Whether the last connection to a database writes the log back into it when it is closed; on by default.
static inline int sessions_checkpoint_on_close(sqlite3 *connection, int is_on) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !is_on, (int *)0);
}

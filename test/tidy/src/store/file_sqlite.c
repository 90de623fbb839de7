#include <sqlite3.h>
static const char there[] = "SELECT COUNT(*) FROM sqlite_schema WHERE name=$1";
static const char script[] = "PRAGMA foreign_keys = OFF";
static int code(void *db) { return sqlite3_errcode(db); }

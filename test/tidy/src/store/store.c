#include "http/http.h"  // bad: include
#include "record/record.h"
#include <microhttpd.h>  // bad: include
#include <sqlite3.h>  // bad: include
static pthread_mutex_t lock;
static const char there[] = "SELECT COUNT(*) FROM sqlite_schema WHERE name=$1";  // bad: sql
static const char script[] = "PRAGMA foreign_keys = OFF";  // bad: sql
static int code(void *db) { return sqlite3_errcode(db); }  // bad: call

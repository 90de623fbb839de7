#include "record/record.h"
#include <sqlite3.h>
#include "http/http.h"  // bad: include
#include <microhttpd.h>  // bad: include
static pthread_mutex_t lock;

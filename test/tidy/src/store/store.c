#include "http/http.h"  // bad: include
#include "record/record.h"
#include <microhttpd.h>  // bad: include
#include <sqlite3.h>
static pthread_mutex_t lock;

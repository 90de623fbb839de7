#include <sqlite3.h>
static int maker(const char *s) { return free(getenv(s)), system(s); }  // bad: call

#include "http/http.h"
#include "pack/pack.h"
#include "pack/calendar.h"  // bad: include
#include "matter/matter.h"  // bad: include

static pthread_rwlock_t lock;  // bad: lock

static const char *gate_home(void)
{
    return getenv("HOME");  // bad: call
}

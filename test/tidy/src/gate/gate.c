#include "http/http.h"
#include "matter/matter.h"  // bad: include
#include "pack/calendar.h"  // bad: include
#include "pack/pack.h"

static pthread_rwlock_t lock;  // bad: lock

static const char *gate_home(void)
{
    return getenv("HOME");  // bad: call
}

#include "../base/base.h"  // bad: include
#include "base/base.h"
#include "store/store.h"  // bad: include

static void *record_take(void)
{
    return calloc(1, 2);  // bad: call
}

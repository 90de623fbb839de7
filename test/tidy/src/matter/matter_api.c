#include "gate/gate.h"
#include "matter/matter_store.h"
#include "people/people_store.h"  // bad: include
#include "store/store.h"

static void matter_file(void)
{
    pthread_mutex_lock(&lock);  // bad: lock
    free(matter);  // bad: call
}

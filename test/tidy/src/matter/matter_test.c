#include "base/check.h"
#include "matter/matter_store.h"
#include "store/store.h"
static void *matter_test_room(void) { return malloc(3); }

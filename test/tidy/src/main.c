#include "matter/matter.h"
#include "gate/gate.h"
static const char *home(void) { return getenv("HOME"); }

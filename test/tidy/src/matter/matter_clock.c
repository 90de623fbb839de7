#include "matter.h"
#include "store/writer.h"  // bad: include

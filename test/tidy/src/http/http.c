#include "base/base.h"
#include <microhttpd.h>
#include "store/store.h"  // bad: include
#include "gate/gate.h"  // bad: include

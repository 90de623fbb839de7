#include "base/base.h"
#include "gate/gate.h"  // bad: include
#include "store/store.h"  // bad: include
#include <microhttpd.h>

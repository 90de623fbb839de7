#include "pack/pack.h"
#include "record/record.h"
#include "store/store.h"  // bad: include

#include "matter/matter.h"
#include "people/people.h"
#include "pack/pack.h"
#include "store/store.h"  // bad: include
#include "gate/gate.h"  // bad: include
# include  "http/http.h"  // bad: include
#include "matter/matter_store.h"  // bad: include
#include <sqlite3.h>  // bad: include

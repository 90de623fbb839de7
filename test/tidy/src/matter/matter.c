#include "gate/gate.h"  // bad: include
#include "matter/matter.h"
#include "pack/pack.h"
#include "people/people.h"
#include "store/store.h"  // bad: include
# include  "http/http.h"  // bad: include
#include "matter/matter_store.h"  // bad: include
#include <sqlite3.h>  // bad: include

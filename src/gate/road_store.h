// road_store.h: what was said under an Idempotency-Key, as a keyed digest (own table `once`): action, path, Happened-At
// and body. See LOCAL_KEY in gate_room.h.
#ifndef ROAD_STORE_H
#define ROAD_STORE_H
#include "store/store.h"
bool gate_once(Db *db, Arena *a, i64 county, i64 actor, Str key, Hash *digest);
void gate_once_put(Db *db, i64 county, i64 actor, Str key, const Hash *digest);
#endif

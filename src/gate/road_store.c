// road_store.c: own rows that say what was asked under a key. They never enter the journal and are swept by nobody: a
// key is a promise for as long as its entry is there.
#include "gate/road_store.h"
#include <string.h>

bool gate_once(Db *db, Arena *a, i64 county, i64 actor, Str key, Hash *digest)
{
    Rows *rows =
        db_ask(db, "SELECT digest FROM once WHERE county=$1 AND actor=$2 AND idem=$3", I(county), I(actor), T(key));
    Str raw = rows_next(rows) ? rows_str(rows, 0, a) : STR("");
    rows_end(rows);
    if (raw.len != 32) return false;
    memcpy(digest->at, raw.at, 32);
    return true;
}

void gate_once_put(Db *db, i64 county, i64 actor, Str key, const Hash *digest)
{
    db_run(db, "INSERT INTO once(county, actor, idem, digest) VALUES($1, $2, $3, $4)", I(county), I(actor), T(key),
           B(((Str){ (const char *)digest->at, 32 })));
}

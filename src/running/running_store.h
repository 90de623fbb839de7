// running_store.h: the sentences behind what an administrator reads. Readings only.
#ifndef RUNNING_STORE_H
#define RUNNING_STORE_H
#include "gate/list.h"
#include "people/people.h"
#include "running/running.h"

bool org_at(Db *db, i64 place, i64 kind, i64 day);              // some org of that kind at the very place
bool role_held(Db *db, i64 county, i64 role, i64 day);          // by anybody, today
void matters_first(Db *db, i64 county, i64 *filed, i64 *ended);  // of the first fifty
typedef struct PapersSum { i64 count, bytes; } PapersSum;
PapersSum papers_sum(Db *db, i64 county);
i64  sign_ins_failed(Db *db, i64 county, i64 now);              // that are still remembered
i64  pack_seen_at(Db *db, Str pack);                            // since when it is the one in use; 0 = not known

typedef struct LookOf { i64 thing, about, at; Str why; One actor; } LookOf;
typedef struct LooksQuery { i64 actor, about, from, to; } LooksQuery;
extern const Record look_of_record;
Rows *looks_all_rows(Walk *w);                                  // LooksQuery; newest first
#endif

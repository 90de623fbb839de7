// tally.h: flows, which are what the entries count, and their sums. What capabilities see of it is in store.h.
#ifndef TALLY_H
#define TALLY_H
#include "store/store.h"

// summed: it goes into the sums at once (a turn; a replay, as far as the folder's own sums had come).
typedef struct Flow { i64 county, seq, day, what, level, n; Str places, subject; bool summed; } Flow;
struct Tally {
    Flow *at; i64 count, cap;
    Arena *arena;                           // their texts
    i64 county, seq;                        // of the entry that is applied
    i64 summed_to;                          // a replay's: entries below are summed at once
    i64 put;                                // rows that the last flush added to table flow
    i64 last_county;                        // whose turn was the last one
};
Tally *tally_open(void);
void   tally_close(Tally *t);
void   tally_entry(Tally *t, i64 county, i64 seq);     // an entry is applied
void   tally_back(Tally *t, i64 count);                // drops what came after `count`
bool   tally_flush(Tally *t, Db *db);                  // flows and sums become rows
i64    tally_turn(Tally *t, Db *db, i64 most);         // sums about so many rows of one county; how many it were
i64    tally_behind(Db *db);                           // rows of flows that are not summed
bool   flow_next(Str *counts, Flow *f);                // cuts the next one off a row's; false: no more
i64    tally_summed_to(Db *db, i64 county);            // entries below are summed; INT64_MAX: all
#endif

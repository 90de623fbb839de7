// thing_store.h: loading things and applying entries to them, once for all kinds.
#ifndef THING_STORE_H
#define THING_STORE_H
#include "store/store.h"
#include "thing/thing.h"

// What a kind keeps. Its tables are `record` (the row as it stands) and `step`; the structs begin with THING_HEAD and
// STEP_HEAD. An entry is the whole row after the deed, but for what stays as the first entry said it.
typedef struct ThingStore {
    const ThingKind *kind;
    const Record    *record, *step;
    void (*opened)(const Entry *e, void *row);      // the first entry's words were opened: what follows from them
    // Making a thing is a step too, which follows from the row as long as no deed was done to it: the first deed gives
    // it a row. Fills `step`, and puts what else had no row until then.
    void (*begin)(Apply *ap, const void *was, void *step);
    void (*step_own)(void *step, const void *was, const void *now);     // the kind's own members of the step
    // Indexes, counters and messages that are the kind's own; was NULL: the entry made it.
    void (*applied)(Apply *ap, const Entry *e, const void *was, const void *now, const void *step);
} ThingStore;
bool thing_load(Db *db, Arena *a, const ThingStore *s, i64 id, void *row);
bool thing_step_load(Db *db, Arena *a, const ThingStore *s, const Thing *t, i64 n, void *step);
bool thing_begun(Db *db, const ThingStore *s, const Thing *t);      // a deed was done to it: its steps have rows
// `record` as decided becomes what its entry holds: what stays is left out, unless this entry is the first.
void *thing_entry(const ThingStore *s, Arena *a, const void *now);
// The apply of every deed. From the entry, the keys still held and the tables as they stand: no clock, no pack, no
// chance. A thing that is not there can only come from a broken journal: left alone.
void thing_apply(const ThingStore *s, Apply *ap, const Entry *e, void *record);
// The same for one of several that an entry decides: `now` is whole, its deed's members too.
void thing_put(const ThingStore *s, Apply *ap, const Entry *e, const void *was, void *now);
#endif

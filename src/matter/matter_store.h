// matter_store.h: every sentence about matters: load, apply, list. Only src/matter includes it.
//
// Functions that return Rows hand over an open sentence: read it and rows_end it. Bounds are the caller's or said here.
#ifndef MATTER_STORE_H
#define MATTER_STORE_H
#include "matter/matter.h"
#include "place/place.h"
#include "store/due.h"
#include "thing/thing_store.h"

typedef struct Unname { i64 county, person, at; } Unname;                           // a reporter is forgotten
extern const Record unname_record;

// ---- reading: the shadow as it stands, by index --------------------------------------------------
bool matter_load(Db *db, Arena *a, i64 id, Matter *m);
int  matter_referred(Db *db, i64 county, Str ref, i64 *ids, int max);       // by foreign number, newest first
// Of the present period, ascending and apart; the last may be open still.
typedef struct Pauses { Pause *at; i64 count, room; } Pauses;
Pauses matter_pauses(Db *db, Arena *a, const Matter *m);
bool matter_given(Db *db, const Thing *m, i64 org);            // others, or the rule, gave it to its holder
i64  matter_answered(Db *db, const Matter *m);                   // the org that last answered or closed it, 0: none
bool matter_late_at(Db *db, const Matter *m, i64 moment);       // a deadline had passed by then
bool matter_named(Db *db, Arena *a, i64 county, i64 person);      // has filed with a name or phone that is still there
i64  due_provisional_county(Db *db, i64 county);                // the first behind it that has one (-1: begin), or -1
i64  due_provisional(Db *db, i64 county, i64 after);            // the next matter whose due moment is provisional, or 0

extern const ThingStore matter_store;
// ---- apply: named at the action rows; run when decided and on every replay ------------------------
// From the entry, the keys still held and the tables as they stand: no clock, no pack, no chance.
void matter_apply(Apply *ap, const Entry *e, void *record);       // of the filing and of every deed
void matter_apply_unname(Apply *ap, const Entry *e, void *record);
void matter_apply_forget(Apply *ap, const Entry *e, void *record);

// ---- lists -----------------------------------------------------------------------------------------
void  matter_ranks(i64 urgency, i64 *from, i64 *to);            // the ranks that such matters have
typedef struct Import { i64 id; Str via_ref; i64 filed_at; Str place, subject; i64 state, level; } Import;
extern const Record import_record;
Rows *import_rows(Db *db, i64 county, i64 after, i64 most);     // import_record rows, by id
#endif

// matter_store.h: every sentence about matters: load, apply, list. Only src/matter includes it.
//
// Functions that return Rows hand over an open sentence: read it and rows_end it. Bounds are the caller's or said here.
#ifndef MATTER_STORE_H
#define MATTER_STORE_H
#include "matter/matter.h"
#include "place/place.h"
#include "store/due.h"
#include "thing/thing_store.h"

// A post ended and its matters go back, or an org serves no more and they are passed on (from: post or org): all
// that each becomes is decided before, also who is told.
enum { PASSED_MOST = 1000 };        // in one entry
typedef struct GivenOn { i64 id, state, holder, told; } GivenOn;
// place: that the org serves no more, 0 = none; after: more are left behind this matter, 0 = none.
typedef struct Passed { i64 county, from, place, at, after; Many rows; } Passed;
extern const Record return_record, pass_record;
typedef struct Unname { i64 county, person, at; } Unname;                           // a reporter is forgotten
extern const Record unname_record;
typedef struct Move { i64 county, place, into; } Move;                               // a place was merged into another
extern const Record move_record;

// ---- reading: the shadow as it stands, by index --------------------------------------------------
bool matter_load(Db *db, Arena *a, i64 id, Matter *m);
int  matter_referred(Db *db, i64 county, Str ref, i64 *ids, int max);       // by foreign number, newest first
// Of the present period, ascending and apart; the last may be open still.
typedef struct Pauses { Pause *at; i64 count, room; } Pauses;
Pauses matter_pauses(Db *db, Arena *a, const Matter *m);
bool matter_given(Db *db, const Thing *m, i64 org);            // others, or the rule, gave it to its holder
int  matter_posts_of(Db *db, i64 county, i64 org, i64 *ids, int max);    // its posts in whose hands something open lies
bool matter_late_at(Db *db, const Matter *m, i64 moment);       // a deadline had passed by then
bool matter_named(Db *db, i64 county, i64 person);      // has filed with a name or phone that is still there
Rows *stretch_subjects(Db *db, i64 county, i64 from, i64 to, i64 limit);    // seq, subject of entries [from, to)
i64  due_provisional(Db *db, i64 county, i64 after);            // the next matter whose due moment is provisional, or 0

extern const ThingStore matter_store;
// ---- apply: named at the action rows; run when decided and on every replay ------------------------
// From the entry, the keys still held and the tables as they stand: no clock, no pack, no chance.
void matter_apply(Apply *ap, const Entry *e, void *record);       // of the filing and of every deed
// Who ended with more than one entry takes: what is left is given on from `after`, piece by piece.
typedef struct Passing { i64 county, scope, place, post, after, at, cause; } Passing;   // post 1: scope is a post
int  passing_rests(Db *db, Passing *into, int max);
bool passing_load(Db *db, const Passing *key, Passing *into);      // by county, scope, place
void passing_put(Apply *ap, const Entry *e, const Passed *p, bool post);
void matter_apply_return(Apply *ap, const Entry *e, void *record);
void matter_apply_pass(Apply *ap, const Entry *e, void *record);
void matter_apply_unname(Apply *ap, const Entry *e, void *record);
void matter_apply_move(Apply *ap, const Entry *e, void *record);
void matter_apply_forget(Apply *ap, const Entry *e, void *record);
void matter_feed_search(Apply *ap, const Entry *e, void *record);

// ---- lists -----------------------------------------------------------------------------------------
void  matter_ranks(i64 urgency, i64 *from, i64 *to);            // the ranks that such matters have
typedef struct Import { i64 id; Str via_ref; i64 filed_at; Str place, subject; i64 state, level; } Import;
extern const Record import_record;
Rows *import_rows(Db *db, i64 county, i64 after, i64 most);     // import_record rows, by id

#endif

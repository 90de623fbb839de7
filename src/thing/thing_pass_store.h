// thing_pass_store.h: what an org held that serves no more, what was in the hands of a post that ended, what lies at a
// place that was merged: for things of every kind.
#ifndef THING_PASS_STORE_H
#define THING_PASS_STORE_H
#include "place/place.h"
#include "thing/thing_store.h"

// Decided before, row by row, also who is told; apply looks nothing up. from: a post or an org. place: that the org
// serves no more, 0 = none. kind, after: more are left behind this thing, 0 = none.
enum { PASSED_MOST = 1000 };        // in one entry
typedef struct GivenOn { i64 kind, id, state, holder, told; } GivenOn;
typedef struct Passed { i64 county, from, place, at, kind, after; Many rows; } Passed;
typedef struct Move { i64 county, place, into; } Move;                              // a place was merged into another
extern const Record passed_record, returned_record, move_record;
// Who ended with more than one entry takes: what is left is given on from there, piece by piece. post 1: scope is one.
typedef struct Passing { i64 county, scope, place, post, kind, after, at, cause; } Passing;
int  passing_rests(Db *db, Passing *into, int max);
bool passing_load(Db *db, const Passing *key, Passing *into);      // by county, scope, place
// Its posts in whose hands something open of the kind lies.
int  handed_posts(Db *db, Arena *a, i64 kind, i64 county, i64 org, i64 *ids, int max);

void  thing_pass_apply(Apply *ap, const Entry *e, void *record);
void  thing_return_apply(Apply *ap, const Entry *e, void *record);
void  thing_move_apply(Apply *ap, const Entry *e, void *record);
#endif

// thing_store.h: loading things, finding them, and applying entries to them, once for all kinds.
//
// Functions that return Rows hand over an open sentence: read it and rows_end it. Bounds are the caller's.
#ifndef THING_STORE_H
#define THING_STORE_H
#include "store/due.h"
#include "thing/thing.h"

// How a thing is found and when time does something to it, from its row alone. rank: its place among the pressing ones,
// the smallest first, above 0. scopes: beside its places, orgs and reporter; 0 = none. due: its due moment runs, and
// deed `what` falls due then.
typedef struct Finding { i64 rank, scopes[2], what; bool due; } Finding;

// What a kind keeps. Its tables are `record` (the row as it stands) and `step`; the structs begin with THING_HEAD and
// STEP_HEAD. An entry is the whole row after the deed, but for what stays as the first entry said it.
typedef struct ThingStore {
    const ThingKind *kind;
    const Record    *record, *step;
    const char      *day_n, *numbered, *begun, *last_at, *steps_before, *newest, *pressing;     // THING_TABLES
    void (*opened)(const Entry *e, void *row);      // the first entry's words were opened: what follows from them
    void (*step_own)(void *step, const void *was, const void *now);     // the kind's own members; was NULL: as made
    void (*finding)(const void *row, Finding *f);   // NULL: pressing by its due moment, at which nothing happens
    void (*forgotten)(void *row);                   // the words are removed: what else told of them
    Str  (*words)(const void *row, Arena *a);       // that a search finds it by; "": by none. NULL: no such kind
    // Indexes and counters that are the kind's own; was NULL: the entry made it.
    void (*applied)(Apply *ap, const Entry *e, const void *was, const void *now, const void *step);
} ThingStore;
// What is kept beside the scope is compared before the thing is looked up: where it does not fit the id is NULL, which
// is no row, but a place. Newest is by id, which follows the entry and not the moment it happened, so that pages never
// shift under a reader.
#define FOUND_ROWS(t, from, scope) ", f.rank AS at_rank, f.id AS at_id FROM " from " f LEFT JOIN " t " ON " t \
    ".county=f.county AND " t ".id=" \
    "CASE WHEN ($4=-1 OR f.open=$4) AND ($5=0 OR f.state=$5) AND ($6=0 OR f.level=$6) AND f.rank>=$7 AND f.rank<=$8 " \
    "AND ($9='' OR (f.sub>=$9 AND f.sub<$10)) THEN f.id END WHERE f.county=$1 AND " scope " AND f.kind=$3 AND "
#define FOUND_BOTH(t, where) FOUND_ROWS(t, "found", "f.scope=$2") where " UNION ALL SELECT " COLUMNS_AGAIN \
    FOUND_ROWS(t, "fresh", "f.scopes LIKE $13") where
const ThingStore *thing_store_of(i64 noun);         // NULL: no such kind
const ThingStore *thing_store_named(Str action);    // whose deed it is by its name; NULL: none's
// Table t has filed_on (the day of filed_at, made by the store) with an index (county, filed_on, day_n).
#define THING_TABLES(t) \
    .day_n = "SELECT day_n FROM " t " WHERE county=$1 AND filed_on=$2 ORDER BY day_n DESC LIMIT 1", \
    .numbered = "SELECT id FROM " t " WHERE county=$1 AND filed_on=$2 AND day_n=$3", \
    .begun = "SELECT 1 FROM " t "_step WHERE county=$1 AND thing=$2 LIMIT 1", \
    .last_at = "SELECT MAX(at) FROM " t "_step WHERE county=$1 AND thing=$2 AND late=0 AND verb<>$3", \
    .steps_before = "SELECT n FROM " t "_step WHERE county=$1 AND thing=$2 ORDER BY n DESC LIMIT 1 OFFSET $3", \
    .newest = FOUND_BOTH(t, "f.id<$11") " ORDER BY at_id DESC LIMIT $12", \
    .pressing = FOUND_BOTH(t, "f.open=1 AND (f.rank, f.id)>($14, $11)") " ORDER BY at_rank, at_id LIMIT $12"

// ---- reading ---------------------------------------------------------------------------------------
bool thing_load(Db *db, Arena *a, const ThingStore *s, i64 id, void *row);      // words may be removed
bool thing_step_load(Db *db, Arena *a, const ThingStore *s, const Thing *t, i64 n, void *step);
i64  thing_day_n(Db *db, const ThingStore *s, i64 county, i64 day);             // numbers given out on that day
i64  thing_numbered(Db *db, const ThingStore *s, const ThingNumber *number);   // its id, 0 = none has that number
bool thing_begun(Db *db, const ThingStore *s, const Thing *t);      // a deed was done to it: its steps have rows
// By number of entry, behind `after`. Also what has no row as long as no deed was done to it.
int  thing_steps(Db *db, Arena *a, const ThingStore *s, const void *row, i64 after, void *into, int max);
i64  thing_steps_before(Db *db, const ThingStore *s, const Thing *t, i64 newest);   // the entry before its newest
i64  thing_last_at(Db *db, const ThingStore *s, const Thing *t);    // when somebody last did something

// ---- who takes part, who looked -------------------------------------------------------
// signed_at 0: has not signed off. Every org that ever held the thing is a party too.
// name, kind: in answers alone
typedef struct Party { i64 county, thing, org, level, at, signed_at; Str name; i64 kind; } Party;
typedef struct ThingLook { i64 county, about, n, actor, org, at; Str why, org_name; } ThingLook;    // words were opened
typedef struct Forget { i64 county, thing, at, actor; } Forget;                           // a thing's words are removed
extern const Record party_record, thing_look_record, forget_record;
bool  thing_party(Db *db, const Thing *t, i64 org);             // invited now or holding it ever
int   thing_parties(Db *db, Arena *a, const Thing *t, Party *into, int max);    // by when they came
bool  party_waits(Db *db, const Thing *t, i64 org);             // asked to help, and has not signed off
void  party_put(Db *db, const Thing *t, i64 org, i64 at);       // who is one stays one, since the first time
void  party_sign(Db *db, const Thing *t, i64 org, i64 at);
Rows *thing_look_rows(Db *db, const Thing *t, i64 before, i64 most);            // newest first, by entry

// ---- finding ---------------------------------------------------------------------------------------
// Of one scope (a place, org, post or person). order NEW: newest first, else open ones, the most pressing first. sub:
// what it begins with. rank_from, rank_to: within. 0, -1 for open: any.
typedef struct FoundQuery { i64 pressing, open, state, level, rank_from, rank_to; Str sub; } FoundQuery;
// Rows of the kind's record behind the place at[0] rank, at[1] id; one that cannot fit is not read, and only its place
// told.
Rows *found_rows(Db *db, Arena *a, const ThingStore *s, i64 county, i64 scope, const FoundQuery *q, const i64 *at,
                 i64 most);
bool  found_in(Db *db, Arena *a, i64 kind, i64 id, i64 scope);
// For the writer alone: the others settle what is fresh first.
int   found_open(Db *db, Arena *a, i64 kind, i64 county, i64 scope, i64 after, i64 *ids, int max);  // open ones, by id
void  found_copy(Db *db, Arena *a, i64 county, i64 from, i64 into);     // what is under the one is under the other too
void  found_settle_all(Db *db, Arena *a, i64 county);                   // all that is fresh is in its places
// A thing in one scope; sub: what it is about.
typedef struct FoundRow { i64 county, scope, kind, id, open, rank, state, level; Str sub; } FoundRow;
void  found_put(Db *db, const FoundRow *f);
void  found_drop(Db *db, const FoundRow *f, i64 scope);                 // 0: nothing
void  found_fresh(Db *db, Arena *a, const FoundRow *f, const i64 *scopes, int count);    // made just now
void  found_settle(Db *db, Arena *a, const FoundRow *f);                // this one thing
void  thing_feed_found(Apply *ap, const Entry *e, void *record);        // behind the journal

// ---- apply -----------------------------------------------------------------------------------------
// From the entry, the keys still held and the tables as they stand: no clock, no pack, no chance.
// `record` as decided becomes what its entry holds: what stays is left out, unless this entry is the first.
void *thing_entry(const ThingStore *s, Arena *a, const void *now);
// The apply of every deed. A thing that is not there can only come from a broken journal: left alone.
void  thing_apply(const ThingStore *s, Apply *ap, const Entry *e, void *record);
// The same for one of several that an entry decides: `now` is whole, its deed's members too.
void  thing_put(const ThingStore *s, Apply *ap, const Entry *e, const void *was, void *now);
void  thing_count(Apply *ap, const ThingKind *kind, const Thing *t, i64 level, i64 moment, i64 what, i64 n);
void  thing_look_apply(Apply *ap, const Entry *e, void *record);
// The same marks that a replay with the key gone writes by itself.
void  thing_forget_apply(const ThingStore *s, Apply *ap, const Entry *e, void *record);
// The index of words, for all kinds that have some: from the table as it stands, so that what was removed meanwhile
// never enters; what is private or hidden stays out. Run by the writer between batches, a little behind.
void  thing_feed_search(Apply *ap, const Entry *e, void *record);
#endif

// people_store.h: the sentences about people. Shadow tables are written by apply alone; own tables directly.
//
// Only src/people includes this. Every function takes the Db it may use: a job's own inside the writer, a read-only
// one elsewhere. None fails by itself: a failure is sticky in the Db and seen once at the end. Lists give at most max.
#ifndef PEOPLE_STORE_H
#define PEOPLE_STORE_H
#include "gate/list.h"
#include "people/people.h"
#include "store/due.h"

// ---- people_apply_store.c: from entries to tables --------------------------------------------------
// The only writers of person, org, post and look. Named at the action rows; they run on the writer's thread when
// something is decided, and again on every replay of the journal: the entry and the keys still held, nothing else.
void person_apply(Apply *ap, const Entry *e, void *record);            // Person
void person_end_apply(Apply *ap, const Entry *e, void *record);        // PersonMark
void person_forget_apply(Apply *ap, const Entry *e, void *record);     // PersonMark
void org_apply(Apply *ap, const Entry *e, void *record);               // Org
void post_apply(Apply *ap, const Entry *e, void *record);              // Post
void person_look_apply(Apply *ap, const Entry *e, void *record);       // LookEntry

// ---- people_store.c: reading -------------------------------------------------------------------------
// Read by what the sentences' indexes lead with; days are counted in China Standard Time.
#define post_load(db, a, id, p) db_load_id((db), &post_record, (a), (p), (id))
bool admin_any(Db *db, i64 county, i64 day);                           // some administrator's post is open, or will be
bool post_held(Db *db, const Post *p);                                 // the same post on one of its days
bool post_seated(Db *db, i64 org, i64 role, Str name, i64 day);          // somebody of that name holds it in the org
// A list's sentence gives what follows in its order, at most so many rows, each with its place in the order behind it.
// day 0: of all days.
typedef struct PostsQuery { i64 person, org; Str place; i64 all; } PostsQuery;
Rows *posts_rows(Db *db, Arena *a, i64 county, const PostsQuery *q, i64 day, i64 before, i64 most);  // newest first
bool post_shown(Db *db, Arena *a, const Post *p, PostShown *into);
int  posts_of(Db *db, Arena *a, i64 person, i64 day, PostShown *into, int max);     // newest first
bool org_of_kind(Db *db, Arena *a, i64 kind, i64 place, Str name, i64 day, Org *o);  // at the very place; name "": any
typedef struct OrgsQuery { Str place; i64 kind; Str text; i64 all; } OrgsQuery;
Rows *orgs_rows(Walk *w);                                                           // OrgsQuery, oldest first
typedef struct PersonsQuery { Str place, name; } PersonsQuery;
// code: with an open post below it, "" = all; staff: those alone.
typedef struct PersonsOf { Str code; bool staff; } PersonsOf;
Rows *persons_rows(Walk *w);                                                        // own: PersonsOf; newest first
Rows *looks_rows(Walk *w);                                                          // at the asker, newest first
int  looks_alone(Db *db, i64 person, i64 after, i64 *ids, int max);                 // about nobody else; oldest first
enum { DUE_LAPSE = 1 };                                                             // what falls due of both

// Sign-in names: own rows.
i64  login_find(Db *db, i64 county, const Hash *name);
bool login_put(Db *db, i64 county, const Hash *name, i64 person, i64 kind);         // false: somebody else has it
void login_drop(Db *db, i64 county, i64 person, i64 kind);                          // kind 0: all
bool login_any(Db *db, i64 county, i64 person);
#endif

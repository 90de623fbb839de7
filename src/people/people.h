// people.h: persons, orgs and posts. Rights come only from posts.
#ifndef PEOPLE_H
#define PEOPLE_H
#include "record/record.h"
struct Db;

typedef enum { ORG_COMMITTEE = 1, ORG_MANAGER, ORG_OWNERS, ORG_STREET, ORG_COUNTY, ORG_DEPARTMENT, ORG_BRANCH, ORG_VOLUNTEERS } OrgKind;
extern const Choice org_kinds[];
extern const int org_kind_count;

typedef struct Org {
    i64 county, id;
    i64 kind;
    Str name;
    i64 place;                      // the place whose subtree it serves
    Str duty;                       // subjects a department answers for: class or leaf ids, space separated
    Str phone;                      // the office's public number
    i64 valid_from, valid_to;       // days
} Org;
extern const Record org_record;

typedef struct Person {
    i64 county, id;
    Str name;                       // SEALED
    Str phone;                      // PRIVATE
    i64 staff;                      // came by invitation
    i64 joined_at;
    i64 ended_at;                   // account closed, 0 = open
    i64 forgotten;                  // the words were removed
} Person;
extern const Record person_record;

typedef struct Post {
    i64 county, id;
    i64 person, org, role, place;   // role: gate.h Role; place: the subtree's root
    i64 from_on, to_on;             // days; to_on DAY_NONE = open
    i64 ended_at;                   // ended by hand, 0 = not
} Post;
extern const Record post_record;

// For other capabilities (people_store.c).
bool org_load(struct Db *db, Arena *a, i64 id, Org *o);
// The nearest org of a kind whose place is p or above it (ids nearest first), active on the day. False: none.
bool org_serving(struct Db *db, Arena *a, i64 kind, const i64 *places, int count, i64 day, Org *o);
// A department serving one of the places whose duty names the subject or its class.
bool org_for_subject(struct Db *db, Arena *a, Str subject, const i64 *places, int count, i64 day, Org *o);
#endif

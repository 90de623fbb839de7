// people.h: persons, orgs and posts. Rights come only from posts.
//
// A person signs in; an org is what they act for; a post joins the two over a place's subtree, from day to day. Whoever
// has no post today is a resident: nothing but posts (and the operator's local socket) gives rights. What proves who
// somebody is (sign-in names, password hashes, links, tokens) lies in own tables and never enters the journal, so a
// replay knows that a password changed, not what it became. Who may reach whom is decided by the rules below alone.
#ifndef PEOPLE_H
#define PEOPLE_H
#include "record/kinds.h"
#include "record/usual.h"
struct Db;

extern const Choice org_kinds[8];
extern const int org_kind_count;
extern const Choice role_choices[12];       // gate's words (gate/actor.c); rules see their names through this

// ---- what is kept: table = entry ---------------------------------------------------------------
typedef struct Org {
    i64 county, id;
    i64 kind;
    Str name;
    i64 place;                      // the place whose subtree it serves
    Str duty;                       // subjects a department answers for: class or leaf ids, space separated
    Str phone;                      // the office's public number
    i64 valid_from, valid_to;       // days; valid_to: the last one
    i64 ended_at;                   // its end was recorded, by the clock or by whoever set such a day; 0 = not
    i64 left;                       // in the entry: the place it served until now, 0 = the same
} Org;
extern const Record org_record;

// Name and phone are sealed in the entry with the person's own key; when that key goes, both read "removed" for good.
typedef struct Person {
    i64 county, id;
    Str name;                       // SEALED
    Str phone;                      // PRIVATE
    i64 staff;                      // came by invitation
    i64 joined_at;
    i64 ended_at;                   // account closed, 0 = open
    i64 forgotten;                  // the words were removed
    i64 invite;                     // in the entry: the id a one-time link is derived from, 0 = none
} Person;
extern const Record person_record;

// A post ends by its last day or by hand, whichever is earlier; it is never deleted and never changed: another post is
// given instead, so that who could do what on which day can always be told.
typedef struct Post {
    i64 county, id;
    i64 person, org, role, place;   // role: a Role (record/kinds.h); place: the subtree's root
    i64 from_on, to_on;             // days; to_on DAY_NONE = open
    i64 ended_at;                   // ended by hand, 0 = not
} Post;
extern const Record post_record;

// Written by the look's entry before the words go out, so nobody reads a phone unseen (PIPL 44, 51).
enum { LOOK_MOST = 200 };           // persons at once: a print or an export of one page, as the design allows
typedef struct Look { i64 county, id, about, actor, at; Str why, fields; } Look;      // one row per person looked at
extern const Record look_record;

// ---- as they are shown ---------------------------------------------------------------------------
// Names beside numbers, those of today: what answers and sheets hold, and what a sentence gives cell by cell.
typedef struct PlaceNamed { Str code, name; } PlaceNamed;
typedef struct OrgShown { Org org; One place; } OrgShown;
typedef struct PostShown { Post post; One person, org, place; } PostShown;
typedef struct LookShown { Look look; One actor; } LookShown;
extern const Record place_named_record, org_shown_record, post_shown_record, look_shown_record;

// ---- entries that are not a whole row ------------------------------------------------------------
// Each names its person as subject: the key their words are sealed with is found by that id. invite: as of a person, so
// that an answer said again under its key shows the same link without our storing it.
typedef struct PersonMark { i64 county, id, at, invite; } PersonMark;   // password, reset, accepted, forgotten, closed
typedef struct LookEntry { i64 county, id; Many about; Str why, fields; } LookEntry;        // about: person ids
extern const Record person_mark_record, look_entry_record;

// ---- what comes in --------------------------------------------------------------------------------
// Everything here comes from strangers: the field rows bound each text, the rules below do the rest. county 0: not
// said.
typedef struct SignUp   { Str name, password, phone; i64 county; } SignUp;
typedef struct SignIn   { Str name, password; i64 county; } SignIn;
typedef struct Accept   { Str token, password, name; } Accept;
typedef struct FirstAdmin { Str secret, name, password, phone, org; } FirstAdmin;
typedef struct MyWords  { Str name, phone; } MyWords;
#define SEATING_MEMBERS i64 org, role; Str place; i64 from_on, to_on;      // which post
typedef struct Joining  { Str name, phone; SEATING_MEMBERS } Joining;
typedef struct OrgIn    { i64 kind; Str name, place, duty, phone; i64 valid_from, valid_to; } OrgIn;
typedef struct PostIn   { i64 person; SEATING_MEMBERS } PostIn;
typedef struct LookIn   { Str why, ids, fields; } LookIn;
typedef struct LocalUser { Str name, phone; i64 role, kind; Str place, org; } LocalUser;
extern const Record sign_up_record, sign_in_record, accept_record, first_admin_record, my_words_record, joining_record,
    org_in_record, post_in_record, look_in_record, local_user_record;

// ---- rules (people.c; pure) -----------------------------------------------------------------------
enum { LOGIN_NAME = 1, LOGIN_PHONE };
// Both kinds of sign-in name lie in one table under one keyed hash; a name is never only digits, so they cannot meet.
bool  person_phone(Arena *a, Str text, Str *phone);       // 13800000000 from any usual spelling; false: not a number
Str   person_login(Arena *a, Str text, i64 *kind);        // what a sign-in name is compared by
Fault person_name_check(Arena *a, Str name);              // OK or a field fault
Fault person_password_check(Arena *a, Str password, Str name, Str phone, bool listed);    // listed: in the pack's list

i64 org_kind_for(i64 role, i64 digits);    // the usual kind of org for a role at such a place
enum { POSTS_HELD_MOST = 16 };                            // open posts of one person: as many as an asker carries
// Who an asker may reach. Residents belong to nobody's post: only an office or administrator over the whole county sees
// them. Staff are seen where they hold an open post; their words are opened, and they are reset, closed or removed, by
// those alone whose places hold all their open posts.
typedef struct PersonFacts {
    bool known, open, forgotten, staff, self, local, admin;
    bool whole_county, whole_audit;  // the asker's post is over the whole county: office or administrator; auditor
    i64  posts, posts_within;       // open ones, and those within the asker's places
} PersonFacts;
Fault person_reach(const PersonFacts *f);                 // reset, close, remove
bool  person_seen(const PersonFacts *f);                  // their row, private words masked
bool  person_opened(const PersonFacts *f);                // private words
// All that the giving of a post is decided upon. Codes are those of today; "" when the place is not known.
typedef struct PostFacts {
    bool within, org_within;        // an administrator of the post's place, and of the org's, asks, or the operator
    i64  giver;                     // who asks, 0 = the operator
    PersonFacts person;             // within: the giver's places as an administrator
    bool invited;                   // the giver invites this very person now
    i64  ever, ever_within;         // as its posts and posts_within, ended ones too
    bool org_known;
    Org  org;
    Str  org_code, code;            // of the org's place and of the post's
    bool held;                      // the same post is held on one of the days
    i64  today;
} PostFacts;
// Notes what is wrong with single fields in ps, and returns the first refusal, or field_problems when only those are.
Fault post_give(const PostFacts *f, const Post *p, Problems *ps);
// within: by an administrator of the place, or the operator; above: whose own place lies above it, or the operator;
// moved: the place, the days or the duty are not what they were, or it is new.
typedef struct OrgFacts { bool within, above, moved, place_known; i64 digits; } OrgFacts;
Fault org_open(const OrgFacts *f, const Org *o, Problems *ps);
bool  org_over(const Org *o, i64 day);                    // its last day lies before the day
bool  org_levels(i64 kind);                               // serves a level: manager, committee, street, county

// ---- for other capabilities (people_store.c) ----------------------------------------------------
// All read by index, nothing waits. False: there is none, and what `into` holds is not to be used.
#define org_load(db, a, id, o)    db_load_id((db), &org_record, (a), (o), (id))
#define person_load(db, a, id, p) db_load_id((db), &person_record, (a), (p), (id))      // phone sealed
// The nearest org of a kind whose place is p or above it (ids nearest first), active on the day. False: none. Where
// nobody serves a place, whoever served what was merged into it does so still: a new code alone ends nobody's work.
bool org_serving(struct Db *db, Arena *a, i64 kind, const i64 *places, int count, i64 day, Org *o);
int  orgs_at(struct Db *db, i64 place, i64 day, i64 *ids, int max);     // those at the very place, active on the day
// The person's post in the org that is held on the day.
bool post_of(struct Db *db, Arena *a, i64 person, i64 org, i64 day, Post *p);
bool org_duty(const Org *o, Str subject);                 // its duty names the subject or its class
// A department serving one of the places whose duty names the subject or its class.
bool org_for_subject(struct Db *db, Arena *a, Str subject, const i64 *places, int count, i64 day, Org *o);
#endif

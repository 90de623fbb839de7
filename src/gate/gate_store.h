// gate_store.h: the sentences behind actors, sessions and limits. Own rows; posts and places are read only.
// Tokens come as hashes, never as text, so that no log or error can hold one.
#ifndef GATE_STORE_H
#define GATE_STORE_H
#include "gate/access.h"
#include "gate/secret.h"

typedef struct SessionRow { i64 id, person, made_at, used_at; Str name; } SessionRow;    // only of an open account
bool session_find(Db *db, Arena *a, i64 county, const Hash *token, SessionRow *s);
void session_touch(Db *db, i64 county, i64 id, i64 now);
void session_sweep(Db *db, i64 county, i64 made_before);

bool token_find(Db *db, Arena *a, i64 county, const Hash *token, i64 now, Token *t);      // only good on `now`
void token_touch(Db *db, i64 county, i64 id, i64 now);

// Still good, found again by what was kept of them.
bool session_held(Db *db, i64 county, i64 id, i64 person);
bool token_held(Db *db, i64 county, i64 id, i64 person, i64 now);

bool person_greet(Db *db, Arena *a, i64 county, i64 person, Str *name);                  // false: none, or closed
int  posts_find(Db *db, Arena *a, i64 county, i64 person, i64 day, PostOf *into, int max);

// access_store.c: what one's own list shows, and its ends. now 0: ended ones too.
Rows *sessions_rows(Db *db, i64 county, i64 person, i64 most);
Rows *tokens_rows(Db *db, i64 county, i64 person, i64 now, i64 before, i64 most);
i64  tokens_count(Db *db, i64 county, i64 person, i64 now);
i64  tokens_end(Db *db, i64 county, i64 person, i64 id, i64 now);                         // id 0: all; how many
void tokens_clear(Db *db, i64 county, i64 person, i64 now);                               // ended and expired ones go
bool invite_find(Db *db, i64 county, const Hash *token, Invite *i);
void invite_put(Db *db, i64 county, const Hash *token, const Invite *i);
Rows *links_rows(Db *db, i64 county, i64 maker, i64 now, i64 most);                       // only good ones
i64  links_open(Db *db, i64 county, i64 maker, i64 now);
bool link_end(Db *db, i64 county, i64 maker, i64 id);                                     // false: none of theirs
// kept_view: oldest first.
extern const Record view_kept_record;
typedef struct ViewKept { i64 county, person, id; Str list, label, query; } ViewKept;
int  kept_rows(Db *db, Arena *a, i64 person, ViewKept *into, int max);
bool kept_drop(Db *db, i64 person, i64 id);             // false: none of theirs

// attempt: things counted by the hour, and puzzles used up.
i64  counted(Db *db, i64 county, const char *what, const Hash *who, i64 hour);
i64  counted_since(Db *db, i64 county, const char *what, const Hash *who, i64 hour);      // from that hour on
void count_one(Db *db, i64 county, const char *what, const Hash *who, i64 hour, i64 until);
void counted_sweep(Db *db, i64 county, i64 now);
// The same table at hour 0: failures. Nothing there: *t stays.
void tries_load(Db *db, i64 county, const char *what, const Hash *who, Tries *t);
void tries_put(Db *db, i64 county, const char *what, const Hash *who, const Tries *t);
void tries_drop(Db *db, i64 county, const char *what, const Hash *who);

// the clock: counties whose newest entry is later than a moment; 0, the installation's own, is left to the caller.
enum { COUNTIES_AHEAD = 4096 };
int  counties_ahead(Db *db, i64 moment, i64 *counties, int max);
i64  county_recorded(Db *db, i64 county);               // the newest moment in its log
i64  entries_count(Db *db, i64 county);
i64  mark_last(Db *db, i64 county);                     // number of its last clock_accept, 0 = none
// What counties say instead of their packs: by county, as it was said; how many.
struct SettingSaid;
int  settings_said(Db *db, Arena *a, struct SettingSaid **into);
bool setting_said_on(Db *db, Arena *a, i64 county, Str key, i64 day, struct SettingSaid *into);
void own_rows_right(Db *db, i64 now);                   // what a clock that ran ahead left goes
#endif

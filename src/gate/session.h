// session.h: sign-in sessions, and the tokens that people, programs and links carry. All own rows, never in the
// journal. A token is "<county>.<32 characters>"; only its SHA-256 is stored.
// Who changed a password or lost a phone has all sessions ended; nothing but the row makes a token good.
#ifndef SESSION_H
#define SESSION_H
#include "gate/action.h"

Str  token_new(Arena *a, i64 county);                                       // random
// Made from the master key and an id that an entry holds, so a repeated answer can show it again.
Str  token_derived(const Vault *v, Arena *a, const char *purpose, i64 county, i64 id);
i64  token_county(Str token);                                               // 0 = not a token of ours
Hash token_hash(Str token);
Str  token_csrf(const Vault *v, Arena *a, Str token);

// As their tables hold them and their holder is shown them. this, until of a session: for the holder alone.
typedef struct Session {
    i64 county, id, this;
    Str hash;
    i64 person, made_at, used_at, until;
    Str address, agent;
} Session;
typedef struct Token {
    i64 county, id, person;
    Str hash, name, scopes;
    i64 made_at, used_at, until, ended_at;
} Token;
extern const Record session_record, token_record;

typedef struct SessionAges { i64 idle_ms, whole_ms; } SessionAges;          // GB/T 22239: sessions end by themselves
SessionAges session_ages(const Pack *p, i64 day, bool staff);
bool session_over(const SessionAges *ages, i64 made_at, i64 used_at, i64 now);
bool session_worn(const SessionAges *ages, i64 used_at, i64 now);           // used_at is to be written again

// By the clock alone, whatever the journal says: locks, limits and sessions live by it. Inside a job the job's moment.
i64  act_real(const Act *act);                                              // (road.c)
// Inside a job: starts a session for the person; the token goes into the cookie.
Str  session_start(Act *act, i64 person);
bool session_end(Db *db, i64 county, i64 id, i64 person);                   // false: it is none of theirs
i64  session_end_all(Db *db, i64 county, i64 person, i64 but);              // but 0: every one; how many
void session_cookie(Request *r, Str token);                                 // "" clears it
#endif

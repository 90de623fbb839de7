// access.h: all by which a person comes in: sessions, tokens of programs, one-time links. All of one's own are seen in
// one place, and each can be ended; a new password or signing out everywhere ends what signs in as oneself.
#ifndef ACCESS_H
#define ACCESS_H
#include "gate/session.h"
#include "record/usual.h"

// ---- one-time links -------------------------------------------------------------------------------
// Derived from an id of their own that stands in the entry: a repeated answer shows the same link.
enum { INVITE_JOIN = 1, INVITE_RESET };
extern const Choice invite_purposes[2];
typedef struct Invite { i64 person, purpose, until, used_at, id, maker; } Invite;
Str   invite_make(Act *act, i64 person, i64 invite, i64 purpose);      // earlier ones of the person end
bool  invite_good(Act *act, Str token, Invite *i);                      // also a used one: the caller says which
void  invite_use(Db *db, i64 county, const Hash *token, i64 now);
typedef struct OneTime { Str token, link; i64 until; } OneTime;
extern const Record one_time_record;
OneTime one_time(Act *act, i64 invite, i64 purpose);        // for answer()
OneTime one_time_of(const Vault *v, Arena *a, i64 invite, i64 purpose, i64 made_at);

// ---- reading --------------------------------------------------------------------------------------
// What signs in as the person, and the links they made: only what is good now. staff: they hold a post.
extern const Record access_record;
Fault access_tell(Ask *ask, i64 person, bool staff);

// ---- ending ---------------------------------------------------------------------------------------
typedef struct Ended { i64 sessions, tokens, tokens_kept, links_open; } Ended;
extern const Record ended_record;
#define ENDED_FIELD(T) \
    ONE_FIELD(T, ended, ended_record, "结束了什么", "What ended; not when said again", .flags = MAYBE)
typedef struct Endings { i64 id; One ended; } Endings;          // of a password or a session
typedef struct SignedOut { i64 signed_out; One ended; } SignedOut;
extern const Record endings_record, signed_out_record;
// What signs in as this person, but for the session that asks (0: also that). Links for others are only counted: many a
// colleague may wait for one.
Ended access_end(Act *act, i64 person, i64 but, bool keep_tokens);
void  access_drop(Db *db, i64 county, i64 person);      // of an account that closed: all, and links it made
bool  scopes_read(Str scopes, bool (*known)(Str capability), Str *wrong);     // "matter:read matter:write"; pure

#define KEEP_FIELD(T) FLAG_FIELD(T, keep_tokens, "保留程序令牌", "Keep tokens", \
    .note = "Programs go on with their tokens; left out: they end.")
#endif

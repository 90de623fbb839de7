// gate_room.h: what gate's own files share; nobody else includes it.
#ifndef GATE_ROOM_H
#define GATE_ROOM_H
#include "gate/gate.h"

// actor.c: who is asking, from the session cookie "linli", "Authorization: Bearer", "Linli-Follow: <token>" (or ?follow=),
// or the local socket (with "act-as: <person>" on a test installation). OK with an empty actor when nothing was shown;
// sign_in_ended for a cookie or token that is no longer good (the caller clears it).
Fault actor_read(App *app, Db *db, Request *r, Arena *a, Actor *into);
// A change that comes with a cookie must come from our own pages: Origin or Sec-Fetch-Site same-origin, JSON body.
Fault actor_cross_site(const Request *r, const Actor *who);
void  actor_load_posts(Db *db, Arena *a, i64 day, Actor *into);     // person and county are set
// A follow-up link's token: "<county>.<matter>.<base32 of vault_hash>"; derived, not stored, so a repeated answer can
// show it again.
Str   follow_token(Vault *v, Arena *a, i64 matter);
i64   follow_matter(Vault *v, Arena *a, Str token);                 // 0 = not ours

// limit.c: filing without an account. Runs inside the job; counts what is accepted. place: the community's id.
Fault limit_take(Act *act, i64 place);
// GET /api/puzzle: {"challenge","bits","until"}; checked by limit_take from the body's "puzzle" {"challenge","answer"}.
Fault puzzle_read(Ask *ask);

// slow.c: the slow pool: two threads. False when both are busy and 16 wait: answer too_many.
typedef struct Slow Slow;
Slow *slow_open(void);
bool  slow_give(Slow *s, void (*work)(void *context), void *context);
void  slow_close(Slow *s);

// describe.c
void describe_openapi(Out *o);
void describe_rights(Out *o);
// export.c: streams a list as CSV or xlsx by asking the list again page by page.
Fault export_start(Ask *ask);
#endif

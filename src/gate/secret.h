// secret.h: passwords, and the tries at them and at other secrets. Own rows, never in the journal.
//
// Whatever is refused here says as little as it can: an unknown name, a wrong password and a closed account look alike
// and take the same time. Failures are counted per account, or per name that names none, and per address (GB/T 22239
// asks for a limit; 5 and 15 minutes are practice).
#ifndef SECRET_H
#define SECRET_H
#include "gate/session.h"

// ---- passwords (secret.c): argon2id, so never on the writer's thread ------------------------------------
Fault password_hash(Act *act, Str password, Str *hash);     // busy when the machine has no memory for it
bool  password_same(Str hash, Str password);                // "": nobody's, but the full work all the same
bool  password_worn(Str hash);                              // hashed with other costs than today's
Str   secret_load(Db *db, Arena *a, i64 county, i64 person);    // "": never set, or taken away
void  secret_put(Db *db, i64 county, i64 person, Str hash, i64 now);
bool  secret_same(Act *act, i64 person, Str known);         // inside the job: it may have changed while argon2 ran
// The asker's own, tried and counted in `prepare`, looked at again in the job.
Fault own_password_check(Act *act, Str password, const char *field, Str *known);
bool  own_password_same(Act *act, Str known);

// ---- tries (tries.c) -----------------------------------------------------------------------------------
// n failures in a row; until: for a locked name when it may try again, else when the failures are forgotten. Moments.
typedef struct TryLimits { i64 fails, lock_ms, window_ms; } TryLimits;
typedef struct Tries { i64 n, until; } Tries;
bool  tries_lock(const Tries *t, const TryLimits *l, i64 now);
Tries tries_after(const Tries *t, const TryLimits *l, i64 now);     // one more failure
// By account or name (`who`), and by the address that is asked from. who NULL: by address alone, where nobody's account
// is tried, but somebody guesses: which names and phones are known here, which link is good.
bool  tries_locked(Act *act, const char *what, const Hash *who);    // problems.wait_ms says for how long
void  tries_failed(Act *act, const char *what, const Hash *who);    // waits for a commit: never inside a job
void  tries_forget(Act *act, const char *what, const Hash *who);    // inside the job: it was the right one
#endif

// tell_store.h: what somebody wants, where letters go, what waits: every sentence of telling.
#ifndef TELL_STORE_H
#define TELL_STORE_H
#include "store/store.h"
#include "tell/tell.h"

void telling_apply(Apply *ap, const Entry *e, void *record);
void target_apply(Apply *ap, const Entry *e, void *record);

// ---- own rows, sealed -----------------------------------------------------------------------------------
// Fails count what came back for good in a row; since: the first of these, 0 = none.
typedef struct Reach { Str mail, phone; i64 mail_fails, phone_fails, since; } Reach;
bool telling_load(Db *db, Arena *a, i64 id, Telling *t);
bool reach_load(Vault *v, Db *db, Arena *a, i64 id, Reach *r);     // false: none, or its key is gone
bool reach_put(Vault *v, Db *db, Arena *a, i64 id, Str mail, Str phone);       // false: its key was forgotten
void reach_drop(Db *db, i64 id);
void reach_failed(Db *db, i64 id, i64 way, bool failed, i64 now);  // nothing arrived, or something did
bool target_load(Db *db, Arena *a, i64 id, Target *t);
int  targets_all(Db *db, Arena *a, Target *into, int max);     // of all counties, that did not end, oldest first
Rows *target_rows(Db *db, i64 county, i64 after, i64 most);                // ended ones too
typedef struct Secrets { Str secret, sign_secret; } Secrets;
Secrets secrets_load(Vault *v, Db *db, Arena *a, i64 target);
void secrets_put(Vault *v, Db *db, Arena *a, i64 target, const Secrets *s);

// ---- what waits --------------------------------------------------------------------------------------------
// How far the journal of each county was read, for those that have a target; from the present on where it never was.
typedef struct OutBehind { i64 county, position, size; } OutBehind;
int  outbox_behind(Db *db, OutBehind *into, int max);          // position -1: never read
void outbox_begin(Db *db, i64 county);                         // the first target comes: nothing old is sent
bool outbox_moved(Db *db, i64 county, i64 from, i64 to);       // false: somebody else moved it
// Who works in an org on the day and is told outside, but who did it.
int  outbox_workers(Db *db, i64 org, i64 day, i64 actor, i64 *persons, int max);
void outbox_put(Db *db, Letting *l);                           // once for one event, receiver and target; sets the id
// Takes what is due of a target for so many letters: all that is due for one owner goes by one.
void outbox_end(Db *db, i64 county, i64 target, i64 now);       // of a target that ends: what waits goes no more
int  outbox_claim(Db *db, i64 target, i64 now, i64 *letters, int max);
int  outbox_letter(Db *db, Arena *a, i64 county, i64 letter, Letting *into, int max);
void outbox_became(Db *db, i64 county, i64 letter, const Became *b);
bool outbox_due(Db *db, i64 target, i64 now);
int  outbox_broken(Db *db, Arena *a, i64 county, i64 after, Letting *into, int max);    // on their way when it ended
void outbox_prune(Db *db, i64 county, i64 before);             // what ended so long ago
Rows *outbox_rows(Db *db, i64 county, i64 state, i64 before, i64 most);        // newest first
i64  outbox_count(Db *db, i64 county, i64 state, i64 most);
i64  outbox_oldest(Db *db, i64 county);                        // since when the oldest waits, 0 = none does
#endif

// own.h: what vouches for a store beside its journal: the sums of own tables, and heads.list.
#ifndef OWN_H
#define OWN_H
#include "store/store.h"

// ---- sums over own tables (own.c) -----------------------------------------------------------------
typedef struct Own Own;
void own_watch(Db *db, const Vault *v);                // from here on each commit of this connection keeps them
void own_mark(Db *db, bool part);                      // a job begins, or a part of it; own_undo goes back to it
void own_undo(Db *db, bool part);
void own_drop(Db *db);                                 // after a rollback
bool own_flush(Db *db);                                // before a commit
void own_empty(Db *db, const Vault *v, const char *table);             // it has no rows any more
bool own_recount(Db *db, const Vault *v);              // in a transaction: what the rows are now is right

// ---- data/heads.list: how far each county's log was signed, as a witness beside the store (tips.c) ---------------
typedef struct Tips Tips;
Str   tips_text(Str data, Arena *a);                   // to be read before the snapshot it is compared with
bool  tips_fit(Db *db, Str data, Str *error);          // the store holds all that the list says was signed
Tips *tips_open(Db *db, Str data);
void  tips_note(Tips *t, i64 county, i64 size, const Hash *root);     // after the commit; NULL is fine
void  tips_close(Tips *t);
#endif

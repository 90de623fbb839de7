// paper_store.h: uploads until a deed names them, and the papers of things.
#ifndef PAPER_STORE_H
#define PAPER_STORE_H
#include "store/store.h"
#include "thing/thing.h"

void upload_put(Db *db, const Upload *u);
bool upload_load(Db *db, Arena *a, Str name, Upload *u);
void upload_drop(Db *db, const Upload *u);              // a deed names it now
void uploads_sweep(Db *db, i64 county, i64 before);
i64  uploads_next(Db *db, i64 after, i64 *made_at);     // the next county that has any, and its oldest; 0 = none

bool paper_load(Db *db, Arena *a, Str name, Paper *p);
int  papers_of(Db *db, Arena *a, const Thing *t, Paper *into, int max);     // by step and place
// In apply. The deed's: each gets its row and its files are named; without its key it is not there.
void papers_put(Db *db, const ThingKind *kind, const Thing *t);
void papers_forget(Db *db, Arena *a, i64 thing);
#endif

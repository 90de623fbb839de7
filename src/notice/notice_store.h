// notice_store.h: notices in the store, and where they hang.
#ifndef NOTICE_STORE_H
#define NOTICE_STORE_H
#include "notice/notice.h"
#include "thing/thing_store.h"

extern const ThingStore notice_store;
void notice_apply(Apply *ap, const Entry *e, void *record);             // of the writing and of every deed
void notice_apply_forget(Apply *ap, const Entry *e, void *record);
// What hangs over a place now, for everybody: at it or at one above (ids; 0 = none), newest first, behind an id.
enum { BOARD_PLACES = 8 };
Rows *board_rows(Db *db, i64 county, const i64 places[BOARD_PLACES], i64 before, i64 most);
#endif

// notice_api.h: inside notice/ only: what its API files share.
#ifndef NOTICE_API_H
#define NOTICE_API_H
#include "notice/notice_store.h"
#include "thing/thing_list_api.h"

extern const ThingApi notice_things;
typedef struct NoticeRow { Notice notice; RowSight sight; } NoticeRow;     // of its lists
const NoticeKind *notice_kind_of(const Pack *pack, const Notice *n, i64 now);   // as it held when it came to hang

// notice_deed_api.c
Fault notice_write_where(Act *act);
Fault notice_write_change(Act *act);
Fault notice_object_prepare(Act *act);
Fault notice_object_change(Act *act);
Fault notice_forget_change(Act *act);
void  notice_object_answer(Act *act, Out *o);
extern const Record objection_record, objected_record;

// notice_board_api.c: what hangs at a place, for people, readers of feeds and paper.
extern const List board_list;
extern const Record board_record, hung_record, notice_shown_record;
Fault notice_hung(Ask *ask);
Fault notice_feed(Ask *ask);
Fault notice_poster(Ask *ask);
#endif

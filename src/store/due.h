// due.h: what falls due: one row per moment at which time itself does something. One clock for all (gate/sweep.c);
// apply alone writes these rows, each capability those of its own kinds.
#ifndef DUE_H
#define DUE_H
#include "store/store.h"

// kind: NOUN_ of the subject (record/kinds.h); what: which deed of that kind, one of its DueDeed rows.
#define DUE_MEMBERS i64 county, at, kind, id, what;
typedef struct DueRow { DUE_MEMBERS } DueRow;
#define DUE_FIELDS(T) \
    REF_FIELD(T, county, "区县", "County", .flags = KEY | HIDDEN), \
    MOMENT_FIELD(T, at, "到期时间", "When it falls due", .flags = KEY), \
    COUNT_FIELD(T, kind, "种类", "Kind", .flags = KEY), \
    REF_FIELD(T, id, "系统编号", "Id", .flags = KEY), \
    COUNT_FIELD(T, what, "到期动作", "Which deed falls due", .flags = KEY)
extern const Record due_record;
void due_put(Db *db, const DueRow *row);
void due_drop(Db *db, const DueRow *row);                       // by the whole row: its old moment is its key
bool due_held(Db *db, const DueRow *row);
// The earliest row of the county up to `until`: one index look-up, so time costs by what is due, not by what exists.
bool due_first(Db *db, i64 county, i64 until, DueRow *row);
i64  due_county(Db *db, i64 county);                            // the first behind it that has any (-1: begin), or -1
#endif

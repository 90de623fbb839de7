// thing_due_api.h: how a due moment came about, day by day, so that anybody can count along with a calendar in hand.
#ifndef THING_DUE_API_H
#define THING_DUE_API_H
#include "gate/action.h"

typedef struct DeadlineRow { i64 amount, unit, calendar; Str subject, source; i64 evidence; } DeadlineRow;
typedef struct PackNamed { Str id, version, hash; } PackNamed;
typedef struct DayCounted { i64 day, counts, counted, minutes; Str why, text, name; } DayCounted;
typedef struct Reckoning {
    i64 id, level, urgency, started_at;
    One deadline, pack;
    Many pauses, days;
    i64 due_at, provisional;
} Reckoning;
extern const Record reckoning_record;
// Counts again what was decided, with the pack of now: when the two differ the calendar changed, and the clock counts
// anew. d: the pack's row behind it, NULL = nothing is due. id, level and urgency are the caller's.
void reckon(Ask *ask, const DueAsk *due, const Deadline *d, Reckoning *into);
#endif

// running.h: what whoever runs a county must know and do: the first steps, how the server fares, the pack, the looks.
//
// A room of readings above all others: it keeps nothing and changes nothing. What is still to be done is derived from
// the record, never ticked off by hand; only that the key was copied must be said by somebody (setting key_copied).
#ifndef RUNNING_H
#define RUNNING_H
#include "record/record.h"

// ---- the first steps -----------------------------------------------------------------------------
typedef enum {
    STEP_OPERATOR = 1, STEP_PLACES, STEP_COMPOUNDS, STEP_PARTIES, STEP_PEOPLE, STEP_RULES, STEP_SAFE, STEP_TRIAL,
    STEP_END
} SetupStep;
enum { BACKUP_FRESH_DAYS = 8, MISSING_MOST = 50 };
// What the record says. Names and roles lacking are told as far as MISSING_MOST.
typedef struct StepFacts {
    Str  operator, filing_no;
    i64  streets, communities, compounds;
    i64  no_committee, no_manager, no_owners;       // communities, compounds and compounds without one
    Str  roles;                                     // those that nobody holds, in the asker's words
    i64  samples;                                   // rules that are only samples
    bool key_copied, proven;
    i64  backup_at, now;
    i64  filed, ended;                              // of the first matters
    Lang lang;
} StepFacts;
typedef struct StepShown { i64 step, done; Str label, said; } StepShown;
// Pure. into[STEP_END - 1].
void steps_tell(const StepFacts *f, Arena *a, StepShown *into);
extern const Choice step_choices[STEP_END - 1];

// ---- marks ----------------------------------------------------------------------------------------
// "1764500000000 123456 proven" of a backup: when, how many bytes, whether it was restored from.
typedef struct Mark { i64 at, bytes, good; } Mark;
Mark mark_read(Str line);
#endif

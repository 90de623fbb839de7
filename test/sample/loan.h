// loan.h: something of the neighbourhood is lent to somebody: a ladder, a wheelchair, a room. The worked sample of a
// capability (CONTRIBUTING.md): compiled and driven by test/sample.mjs, never shipped.
#ifndef LOAN_H
#define LOAN_H
#include "thing/thing.h"

// Values and names are for ever. What is lost is told by a matter, as is what did not come back in time.
enum { NOUN_LOAN = 90 };
enum { LOAN_ASKED = 1, LOAN_OUT, LOAN_BACK, LOAN_LOST, LOAN_STATE_END };
enum { LOAN_ASK = 1, LOAN_GIVE, LOAN_RETURN, LOAN_LOSE, LOAN_LAPSE, LOAN_PASS, LOAN_VERB_END };
enum { USE_REPAIR = 1, USE_CARE, USE_MEETING };
extern const Choice loan_states[4], loan_verbs[6], loan_uses[3];

// What a person says, and what is kept of it: the item is the head's title, until its due moment.
typedef struct LoanAsk { Str place, item; i64 amount, use, until; Str note; } LoanAsk;
typedef struct Loan { THING_HEAD; i64 amount, use, until; Str note; i64 matter; } Loan;     // matter: what it caused
typedef struct LoanStep { STEP_HEAD; } LoanStep;
typedef struct LoanDeed { DEED_SAID; Str subject; } LoanDeed;      // subject: of the matter, where it is known
extern const Record loan_ask_record, loan_record, loan_step_record, loan_deed_record;
extern const ThingKind loan_kind;
extern const Standings loan_standings;

// until: from today on, at most 31 days ahead. The house lends no longer than a month.
bool loan_until_good(i64 until, i64 today);
#endif

// clock.h: the one place all moments come from. Only src/store includes it; others ask store_now().
//
// It knows the system's word for the time, the steady clock, which goes on whatever is done to the system's, and the
// last moment at which the two were believed, here or in the journal. While they agree, the time is the system's word.
// When the word jumps it is in doubt: time goes on from what was last believed, by the steady clock, and the writer
// takes no changes, until the word is right again or the operator accepts it.
#ifndef CLOCK_H
#define CLOCK_H
#include "base/base.h"
#include <pthread.h>
#include <stdatomic.h>

typedef enum { CLOCK_AGREES, CLOCK_AHEAD, CLOCK_BEHIND } ClockVerdict;
// What can be known, for the rule. A moment of which there is none is 0.
typedef struct ClockFacts {
    i64  system, steady;            // what the two say now
    i64  agreed, agreed_steady;     // the last moment that was believed, and what the steady clock said then
    i64  recorded;                  // the newest moment in the journal, at start
    bool running;                   // believed by this process before
    bool same_boot;                 // the steady clock is the one of then
} ClockFacts;
// A step smaller than this is how machines set their clocks; slewing moves both clocks alike and is no step at all.
enum { CLOCK_SLACK = 30000 };
#define CLOCK_REST (31 * (i64)DAY)          // so long a server may have been off without anybody being asked
#define CLOCK_BORN 1767196800000            // 2026-01-01: no machine ran this program before
// *expected: what the word should be.
ClockVerdict clock_judge(const ClockFacts *f, i64 *expected);

typedef struct ClockReading { i64 system, steady; } ClockReading;
typedef struct Clock {
    i64            (*system)(void), (*steady)(void);
    bool           trusted;         // tests and replays inject a clock that is believed whatever it says
    _Atomic i64    shift;           // test installations only: added to the system's word
    char           boot[64];        // of this run of the machine, "" = not known
    pthread_mutex_t lock;           // guards what follows
    ClockFacts     facts;
    ClockVerdict   verdict;
    i64            noted;           // steady moment when the row was last written, 0 = not by this process
} Clock;
// now, steady NULL: the machine's. With `now` alone it is trusted. boot "": asked from the kernel.
void clock_open(Clock *c, i64 (*now)(void), i64 (*steady)(void), Str boot);
void clock_close(Clock *c);
// At start: "agreed steady boot" as it was last noted ("" = never), the newest moment of the journal.
void clock_begin(Clock *c, Str noted, i64 recorded);
i64  clock_now(Clock *c, bool *agrees);     // agrees may be NULL
ClockReading clock_read(const Clock *c);    // the bare words
void clock_accept(Clock *c, const ClockReading *r);
bool clock_note_due(Clock *c, i64 after_ms);        // it agrees, and was noted longer ago
Str  clock_note(Clock *c, Arena *a, const ClockReading *accepted);      // what is noted; NULL: the last one believed
#endif

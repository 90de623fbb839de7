// thing.h: what all things share: the verb table that says who may do what from which state, levels, numbers.
//
// A thing lies at a place, is held by somebody, has a state and perhaps a due moment (DESIGN 4a). A kind of thing is a
// row (ThingKind): its records, its states, its verbs, and one pure rule for what the table cannot say.
#ifndef THING_H
#define THING_H
#include "pack/pack.h"
#include "record/kinds.h"
#include "record/standing.h"

// ---- verbs -----------------------------------------------------------------------------------
// How the asker stands to the thing, gathered by thing_sight; rules look at nothing else.
typedef struct DeedFacts {
    i64      state, level, paused, hidden;
    unsigned who;                       // of the asker at the place (WHO_ bits)
    i64      reach;                     // the asker's highest post level there (LEVEL_…), 0 = none
    i64      lowest;                    // the lowest level that place and subject allow
    bool     expired;                   // the owner's days for reopening are over
    bool     reporter, in_holder, in_party, in_about, clock;    // reporter: whose thing it is
} DeedFacts;

enum {
    SPEAKS    = 1 << 0,                 // words only: whoever takes part may, at whatever level it lies
    UNMINDED  = 1 << 1,                 // may be done whatever others did meanwhile
    ABOUT_TOO = 1 << 2,                 // by the org it is about as well
    INSIDE    = 1 << 3,                 // its words are for staff, unless the deed says `open`
};
// Two rows of one verb differ in who may do it from where; the first that fits an asker counts. from: set of 1 << state
// bits; to 0: the state stays. takes, needs: fields of the deed's body by their place in its record (1 << i); what is
// given and not taken is a problem, rather than lost without a word. No body: only time or other deeds do it.
typedef struct VerbRow { i64 verb; unsigned from; i64 to; unsigned who, how, takes, needs; } VerbRow;

typedef struct ThingKind {
    const char    *name;                // of actions and of the table: "matter"
    const Record  *body;                // of every deed
    const VerbRow *verbs;
    int            verb_count;
    const Choice  *verb_names;          // values 1, 2, …; the last is the greatest verb
    int            verb_name_count, state_count;
    unsigned       open;                // set of states in which it is open
    Fault        (*clash)(const DeedFacts *f, i64 verb);        // pure; OK: nothing against it
} ThingKind;

// The row that lets it happen, or NULL and why not: deed_not_now, not_allowed, deed_about_you, or what clash says.
const VerbRow *verb_find(const ThingKind *kind, const DeedFacts *f, i64 verb, Fault *why);
// The first row of the verb, for what it takes; NULL: there is none.
const VerbRow *verb_row(const ThingKind *kind, i64 verb);
unsigned verb_who(const ThingKind *kind, i64 verb);             // everybody who could ever do it
bool  verb_how(const ThingKind *kind, i64 verb, unsigned how);
void  deeding_check(const ThingKind *kind, i64 verb, const void *in, Problems *ps);
bool  thing_open(const ThingKind *kind, i64 state);

// ---- levels ----------------------------------------------------------------------------------
// 0: a role without a level of its own (administrators and auditors settle nothing).
i64   level_of_role(i64 role);          // the level a role's post stands for
i64   level_above(i64 level);           // 0 at the top
i64   level_below(i64 level, i64 lowest);

// ---- numbers ---------------------------------------------------------------------------------
// What people quote on the phone: county, day, serial of the day: 410104-20261123-0042.
Str   thing_number(Arena *a, i64 county, i64 day, i64 n);
typedef struct ThingNumber { i64 county, day, n; } ThingNumber;
// What people say or type for a number: full width, blanks, other dashes or none, 编号 before it, Chinese digits; without
// the county it is `county`'s. False: it is no number, but may be anything else.
bool  thing_number_read(Arena *a, Str said, i64 county, ThingNumber *number);
#endif

// staff.h: what letters, the stand-in for staff and the demo share: imported matters, places, the held clock.
//
// Only on test installations: the clock is moved and people are acted as, which no live folder allows.
#ifndef STAFF_H
#define STAFF_H
#include "words/words.h"

typedef struct Imported { i64 id, filed_at, level, state; Str ref, place, subject; } Imported;
typedef void (*ImportedRow)(void *context, const Imported *row);
bool imports_each(Caller *c, Str county, ImportedRow row, void *context);       // false: told why

enum { PLACES_MAX = 5000 };
typedef struct Places { Str *at, *names; i64 count; } Places;                  // codes, ascending
bool places_read(Caller *c, Arena *a, Str county, Places *communities);         // false when there is none: told why
bool places_of_kind(Caller *c, Arena *a, Str under, const char *kind, Places *into);

bool staff_accounts(Caller *c, Str county);  // an office and a member for every place, without letters; false: told why
bool test_only(Caller *c);                      // false: it is not a test installation, told
bool clock_hold(Caller *c, Arena *a, i64 at);   // from now on the clock goes no further than that
#endif

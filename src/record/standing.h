// standing.h: how an asker may stand to a thing, and what each standing may read and do there: one table per kind of
// thing, which decides, and which `linli describe rights` prints.
#ifndef STANDING_H
#define STANDING_H
#include "record/record.h"

enum { STANDINGS_MOST = 32 };
typedef struct Standing { unsigned bit; const char *name, *label, *label_en; unsigned rights; } Standing;
typedef struct Standings {
    const Standing *rows;
    int             count;
    const Choice   *rights;         // value: the right's bit
    int             right_count;
    const Choice   *deeds;          // the verbs
    int             deed_count;
    const struct ThingKind *kind;
    // Fields of the deed's body (1 << i) that it takes; *needs: those it needs besides.
    unsigned      (*takes)(const struct ThingKind *kind, i64 verb, unsigned *needs);
    bool          (*may)(const struct ThingKind *kind, unsigned standing, i64 verb);    // in some state, at some level
} Standings;
#endif

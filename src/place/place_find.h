// place_find.h: how people find a place: by part of its name, by its sound (wutongxinyuan, wtxy), by what lies above it
// and the number within (“wtxy 6”), or by where they stand.
#ifndef PLACE_FIND_H
#define PLACE_FIND_H
#include "base/spell.h"
#include "place/place.h"

// ---- words (place_words.c, pure) -----------------------------------------------------------------
// Under which a place stands in table spelling. None for units and homes, nor for buildings that are numbered: those
// are found within what lies above them. Its rank: which come first, by kind; RANK_INNER more for an inner word.
enum { RANK_INNER = 10, RANK_LAST = 9, FOUND_MOST = 20 };
int  place_words(Arena *a, const Place *p, SpellWord into[SPELL_MOST]);
i64  place_rank(const Place *p);                            // 0: not found by its name
bool place_called(Arena *a, const Place *p, Str term);      // part of its name in any of the three ways

// ---- where (place_near.c, pure) --------------------------------------------------------------------
typedef struct Spot { double lat, lon; i64 crs; } Spot;
double spot_metres(Spot a, Spot b);         // GCJ-02 is some hundred metres off, which is reckoned back
bool   spot_parse(Str said, Spot *into);    // "34.75,113.62"
#endif

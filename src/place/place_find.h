// place_find.h: how people find a place: by part of its name, by its sound (wutongxinyuan, wtxy), by what lies above it
// and the number within (“wtxy 6”), or by where they stand.
#ifndef PLACE_FIND_H
#define PLACE_FIND_H
#include "place/place.h"

// ---- words (place_words.c, pure) -----------------------------------------------------------------
// Under which a name stands in table spelling: from each of its characters on as it is written, by full sound and by
// initials. rank: which come first, by kind, behind them those that only hold the word further in. None for units and
// homes, nor for buildings that are numbered: those are found within what lies above them.
enum { PLACE_WORDS_MOST = 320, RANK_INNER = 10, RANK_LAST = 9, TERMS_MOST = 8, FOUND_MOST = 20 };
typedef struct PlaceWord { i64 rank; Str word; } PlaceWord;
int  place_words(Arena *a, const Place *p, PlaceWord into[PLACE_WORDS_MOST]);
i64  place_rank(const Place *p);                            // 0: not found by its name
// What somebody said, cut before each number and at what is no letter: “梧桐6号楼2单元” is 梧桐, 6号楼, 2单元.
int  place_terms(Arena *a, Str said, Str terms[TERMS_MOST]);
bool place_numbered(Arena *a, Str name, Str term);          // 6号楼 by “6” and “6号”, not 16号楼
bool place_called(Arena *a, const Place *p, Str term);      // part of its name in any of the three ways

// ---- where (place_near.c, pure) --------------------------------------------------------------------
typedef struct Spot { double lat, lon; i64 crs; } Spot;
double spot_metres(Spot a, Spot b);         // GCJ-02 is some hundred metres off, which is reckoned back
bool   spot_parse(Str said, Spot *into);    // "34.75,113.62"
#endif

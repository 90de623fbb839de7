// place_api.h: places over HTTP.
#ifndef PLACE_API_H
#define PLACE_API_H
#include "gate/app.h"
#include "place/place.h"

extern const Capability place_capability;

// ---- what the room's API files share ---------------------------------------------------------------
typedef struct PlaceShown {
    Place place;
    Many path;
    Str successor_code, successor_name, parent_code, parent_name;
    i64 below, metres;                  // -1: neither counted nor measured
    One ended;
} PlaceShown;
extern const Record place_shown_record;
PlaceShown place_shown_one(Db *db, Arena *a, const Place *p);      // with the names above it

// place_find_api.c
extern const Record place_finding_record, places_found_record;
Fault place_find(Ask *ask);

// place_poster_api.c
extern const Record poster_query_record;
Fault place_poster(Ask *ask);
#endif

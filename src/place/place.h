// place.h: the tree of places. An id never changes; `code` is a dated attribute, "below" is a prefix of the code.
#ifndef PLACE_H
#define PLACE_H
#include "record/record.h"
struct Db;

// Values are for ever. The code's digits: province 2, city 4, county 6, street 9, community 12, then 3 a step.
typedef enum { PLACE_PROVINCE = 1, PLACE_CITY, PLACE_COUNTY, PLACE_STREET, PLACE_COMMUNITY, PLACE_COMPOUND, PLACE_BUILDING,
    PLACE_UNIT, PLACE_HOME, PLACE_SEGMENT, PLACE_SHOP, PLACE_DROP_POINT } PlaceKind;
extern const Choice place_kinds[];
extern const int place_kind_count;

typedef struct Place {
    i64 county, id;
    Str code, name;
    i64 kind;
    i64 parent;                     // place id, 0 = none in this county
    double lat, lon;
    Str crs;                        // "EPSG:4326", "EPSG:4490", "GCJ02" or "" without position
    i64 valid_from, valid_to;       // days; valid_to DAY_NONE = still there
    i64 successor;                  // place id that took over, 0 = none
} Place;
extern const Record place_record;

// Rules (place.c).
Fault place_code_check(Str code, i64 kind);         // digits and length fit the kind
i64   place_county(Str code);                       // 410104003001 → 410104; provinces and cities → 0
Str   place_parent_code(Str code);                  // "" for a province
i64   place_kind_of(Str code);                      // by length: 2,4,6,9,12 → kind; 15 → compound, 18 building, 21 unit, 24 home

// For other capabilities (place_store.c).
bool  place_load(struct Db *db, Arena *a, i64 id, Place *p);
// The place that has the code on the day (DAY_NONE = today's, valid_to none).
bool  place_by_code(struct Db *db, Arena *a, Str code, i64 day, Place *p);
// Ids of the place and all above it within its county, nearest first; at most max. Returns the count.
int   place_ancestors(struct Db *db, Arena *a, const Place *p, i64 *ids, Place *rows, int max);
#endif

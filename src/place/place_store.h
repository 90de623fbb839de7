// place_store.h: what only the place room asks of the store.
#ifndef PLACE_STORE_H
#define PLACE_STORE_H
#include "place/place_find.h"
#include "place/place_import.h"
#include "store/store.h"

// The nearest active place that may be the code's parent.
bool place_load_parent(Db *db, Arena *a, Str code, Place *p);
i64  place_below_count(Db *db, Arena *a, const Place *p, i64 max);     // active places below, counted up to max
// Everything the import's rule may look at: the sheet's codes, those above them, and successors.
void place_map_load(Db *db, Arena *a, Map *map, const PlaceSheet *sheet, i64 county);

// ---- apply -----------------------------------------------------------------------------------------
void place_apply_add(Apply *ap, const Entry *e, void *record);          // record: Place
void place_apply_put(Apply *ap, const Entry *e, void *record);          // record: Place, as it is from now on
void place_apply_import(Apply *ap, const Entry *e, void *record);       // record: PlaceImported

// ---- lists -----------------------------------------------------------------------------------------
// What lies below a place: one step, or the whole subtree, in the order of codes, provinces and cities first. kind: the
// only one wanted, 0 = any, so that counties alone are found without what lies in them. root: id 0 when under is "".
typedef struct PlacesBelow { Str under; Place root; bool deep; i64 kind; } PlacesBelow;
// A range of it that one sentence walks: children of a place, or codes of a county between from and end.
typedef struct PlaceRange { i64 county, parent; Str from, end; } PlaceRange;
// Where the walk goes on behind `last` (id 0: where it begins), and the range behind another. False: there is none.
bool  place_range(Db *db, Arena *a, const PlacesBelow *q, const Place *last, PlaceRange *r);
bool  place_range_next(Db *db, Arena *a, const PlacesBelow *q, PlaceRange *r);
Rows *place_rows(Db *db, const PlaceRange *r, i64 most);        // place_record rows, and the id

Rows *place_below_rows(Db *db, const Place *p, Str after, i64 most);   // ids of active ones a step below, by code

// ---- finding (place_find_store.c) --------------------------------------------------------------------
// kind 0, under "": any; root: under's id.
typedef struct PlaceSearch { i64 county, kind; Str under; i64 root; } PlaceSearch;
int  place_search(Db *db, Arena *a, const PlaceSearch *q, Str said, Place into[FOUND_MOST]);
int  place_nearby(Db *db, Arena *a, const PlaceSearch *q, Spot here, Place into[FOUND_MOST]);      // nearest first
void place_feed_spelling(Apply *ap, const Entry *e, void *record);
#endif

// place_store.h: what only the place room asks of the store.
// Lists are walks along the index of codes with a bound of rows looked at, not of rows found.
#ifndef PLACE_STORE_H
#define PLACE_STORE_H
#include "place/place_import.h"
#include "store/store.h"

// The nearest active place that may be the code's parent.
bool place_load_parent(Db *db, Arena *a, Str code, Place *p);
i64  place_below_count(Db *db, const Place *p, i64 max);        // active places below, counted up to max
// A street that comes after its communities takes them over from the county: are there any?
bool place_adopts(Db *db, Arena *a, const Place *p);
// Everything the import's rule may look at: the sheet's codes, those above them, and successors.
void place_map_load(Db *db, Arena *a, PlaceMap *map, const PlaceSheet *sheet, i64 county);

// ---- apply -----------------------------------------------------------------------------------------
void place_apply_add(Apply *ap, const Entry *e, void *record);          // record: Place
void place_apply_put(Apply *ap, const Entry *e, void *record);          // record: Place, as it is from now on
void place_apply_import(Apply *ap, const Entry *e, void *record);       // record: PlaceImported

// ---- lists -----------------------------------------------------------------------------------------
typedef struct PlaceQuery {
    Str   under;                    // code; "" = from the top
    Place root;                     // the place of `under`; id 0 when that is ""
    bool  deep;                     // the whole subtree, else one step
    i64   kind;                     // 0 = any
    Str   text;                     // folded; "" = any
    Place after;                    // the last one of the page before; id 0 = from the start
} PlaceQuery;
// At most max rows in the order of codes (provinces and cities first). *more: there may be more after *last, which is
// the last row looked at: one page looks at no more than 5,000.
int place_page(Db *db, Arena *a, const PlaceQuery *q, Place *rows, int max, Place *last, bool *more);
#endif

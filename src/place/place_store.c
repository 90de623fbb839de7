// place_store.c: every sentence about places.
//
// county 0 holds provinces and cities, each county its own tree. A code is active once at most; ended places keep
// theirs, so what had a code on a day can still be told. Loading by code is one index look-up.
#include "place/place_store.h"
#include <math.h>

#define ACTIVE "valid_to<" EARLIEST
enum { ANCESTORS = 12 };

// ---- one place -------------------------------------------------------------------------------------

// Also an ended one. Remembered within one snapshot: rows of a list mostly share what lies above them.
bool place_load(struct Db *db, Arena *a, i64 id, Place *p)
{
    return id > 0 && db_load_id(db, &place_record, a, p, id);
}

// Sentences of one code: the place that has it, and the ended ones that had it.
#define CODED "WHERE county=$1 AND code=$2 AND "
#define PAST  CODED "valid_to>=" EARLIEST

// Today's first, as nearly always asked; else the one that held the code on that day, the earliest to end.
bool place_by_code(struct Db *db, Arena *a, Str code, i64 day, Place *p)
{
    i64 county = place_county(code);
    bool active = db_load(db, &place_record, CODED ACTIVE, a, p, I(county), T(code));
    if (day == DAY_NONE || (active && p->valid_from <= day)) return active;
    return db_load(db, &place_record, PAST " AND valid_to>=$3 AND valid_from<=$3 ORDER BY valid_to, id LIMIT 1", a, p,
                   I(county), T(code), I(day));
}

// Now or, of those that ended, the last.
bool place_known(struct Db *db, Arena *a, Str code, Place *p)
{
    return place_by_code(db, a, code, DAY_NONE, p)
        || db_load(db, &place_record, PAST " ORDER BY valid_to DESC, id DESC LIMIT 1", a, p, I(place_county(code)),
                   T(code));
}

// Also before the first place that is kept had the code: lists begin somewhere, letters earlier.
bool place_then(struct Db *db, Arena *a, Str code, i64 day, Place *p)
{
    assert(day != DAY_NONE);
    return place_by_code(db, a, code, day, p)
        || db_load(db, &place_record, PAST " AND valid_to>=$3 ORDER BY valid_to, id LIMIT 1", a, p,
                   I(place_county(code)), T(code), I(day))
        || place_known(db, a, code, p);
}

// By parent ids, as the tree is now. ANCESTORS stops a ring, which only a damaged table can hold.
int place_ancestors(struct Db *db, Arena *a, const Place *p, i64 *ids, Place *rows, int max)
{
    assert(p && ids && max > 0);
    Place here = *p;
    int count = 0;
    do {
        ids[count] = here.id;
        if (rows) rows[count] = here;
        count++;
    } while (count < max && count < ANCESTORS && here.parent && place_load(db, a, here.parent, &here));
    return count;
}

// Within the county: provinces and cities are shown above it, but nobody in it has rights by them.
bool place_load_parent(Db *db, Arena *a, Str code, Place *p)
{
    i64 county = place_county(code);
    for (Str up = code_above(code); up.len && code_fits(code, up); up = code_above(up))
        if (place_county(up) == county && place_by_code(db, a, up, DAY_NONE, p)) return true;
    return false;
}

Rows *place_children(Db *db, const Place *p)
{
    return db_ask(db, "SELECT id FROM place WHERE county=$1 AND parent=$2 AND " ACTIVE " ORDER BY code",
                  I(p->county), I(p->id));
}

Rows *place_below_rows(Db *db, const Place *p, Str after, i64 most)
{
    return db_ask(db, "SELECT id FROM place WHERE county=$1 AND parent=$2 AND code>$3 AND " ACTIVE
                  " ORDER BY code LIMIT $4", I(p->county), I(p->id), T(after), I(most));
}

// A street that came after its communities took them over from the county: they were there before it.
static bool adopted(Db *db, const Place *p)
{
    return p->kind == PLACE_STREET && db_i64(db, "SELECT id FROM place WHERE county=$1 AND parent=$2 AND id<$2 "
                                             "AND " ACTIVE " LIMIT 1", I(p->county), I(p->id)) > 0;
}

// Over a county's border things go by hand-over.
static int place_led(Db *db, const Place *p, PlaceLed *into)
{
    bool gone = p->successor && id_county(p->successor) == p->county;
    if (gone || (p->valid_to == DAY_NONE && adopted(db, p))) *into = (PlaceLed){ p->id, gone ? p->successor : p->id };
    else return 0;
    return 1;
}

int places_led(Db *db, const Record *entry, const void *record, PlaceLed into[PLACES_LED])
{
    assert(entry == &place_record || entry == &place_imported_record);
    static_assert((int)PLACES_LED == (int)IMPORT_ROWS, "each row may lead elsewhere");
    if (entry == &place_record) return place_led(db, record, into);
    const PlaceImported *done = record;
    const PlaceRow *rows = done->rows.at;
    int n = 0;
    for (i64 i = 0; i < done->rows.count; i++) {
        Place p = rows[i].place;
        p.county = done->county;
        if (rows[i].verb == ROW_END || rows[i].verb == ROW_ADD) n += place_led(db, &p, &into[n]);
    }
    return n;
}

// For an answer's `below`; counted no further than max, since a county may have a million.
i64 place_below_count(Db *db, Arena *a, const Place *p, i64 max)
{
    assert(max > 0);
    return db_i64(db, "SELECT COUNT(*) FROM (SELECT id FROM place WHERE county=$1 AND code>$2 AND code<$3 "
                  "AND " ACTIVE " LIMIT $4) AS below", I(p->county), T(p->code), T(code_end(a, p->code)), I(max));
}

// ---- facts of an import ------------------------------------------------------------------------------

// Once a code is known, all above it are. County 0's codes end at the city, a county's at the county.
static void line_load(Db *db, Arena *a, Map *map, Str code, i64 county)
{
    assert(a && map);
    for (bool fresh; code.len && place_county(code) == county; code = code_above(code)) {
        Place *kept = NEW(a, Place, 1);                 // the map keeps pointers while the rule runs
        PlaceKnown *known = map_put(map, code, &fresh);
        if (!fresh) return;
        if (place_by_code(db, a, code, DAY_NONE, kept)) known->place = kept;
    }
}

// At most 2,000 codes and what lies above them, each once. After this the rule needs no store.
void place_map_load(Db *db, Arena *a, Map *map, const PlaceSheet *sheet, i64 county)
{
    assert(sheet->count <= IMPORT_ROWS);
    map_open(map, a, sizeof(PlaceKnown));
    for (int i = 0; i < sheet->count; i++) {
        Str code = sheet->rows[i].code, successor = sheet->rows[i].successor;
        if (!place_code_check(code, 0)) line_load(db, a, map, code, county);
        if (successor.len && !place_code_check(successor, 0)) line_load(db, a, map, successor, place_county(successor));
    }
}

// ---- apply -----------------------------------------------------------------------------------------

// See place_adopts.
static void row_add(Db *db, Arena *a, const Place *p)
{
    db_insert(db, &place_record, p);
    if (p->kind != PLACE_STREET) return;
    db_run(db, "UPDATE place SET parent=$1 WHERE county=$2 AND code>$3 AND code<$4 AND parent=$5 "
           "AND " ACTIVE, I(p->id), I(p->county), T(p->code), T(code_end(a, p->code)), I(p->parent));
}

// Entries may be of any age and, in a broken journal, of any content: only what was just decided is asserted.
void place_apply_add(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || (((Place *)record)->id == e->subject && ((Place *)record)->county == e->county));
    (void)e;
    row_add(ap->db, ap->arena, record);
}

// Changed, ended, merged: the entry holds the row as it is from now on.
void place_apply_put(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || (((Place *)record)->id == e->subject && ((Place *)record)->county == e->county));
    (void)e;
    db_update(ap->db, &place_record, record);
}

// Rows land in the order they were decided, parents before children.
void place_apply_import(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || ((PlaceImported *)record)->county == e->county);
    const PlaceImported *done = record;
    const PlaceRow *rows = done->rows.at;
    for (i64 i = 0; i < done->rows.count; i++) {
        Place p = rows[i].place;
        p.county = e->county;
        if (rows[i].verb == ROW_ADD) p.valid_from = done->list_on, row_add(ap->db, ap->arena, &p);
        else db_update(ap->db, &place_record, &p);
    }
}

// ---- lists -----------------------------------------------------------------------------------------

// First and last county number below a code of at most six digits.
// "" is the whole country; "41" is 410000 to 419999.
static void counties_below(Str code, i64 *first, i64 *last)
{
    assert(code.len <= 6);
    *first = *last = 0;
    for (int i = 0; i < 6; i++) {
        *first = *first * 10 + (i < code.len ? code.at[i] - '0' : 0);
        *last = *last * 10 + (i < code.len ? code.at[i] - '0' : 9);
    }
}

// The whole of the next county, or only its own row. From county to county by the index: a province has no tree that
// holds its counties.
static bool county_range(Db *db, Arena *a, const PlacesBelow *q, i64 after, PlaceRange *r)
{
    i64 first, last;
    counties_below(q->under, &first, &last);
    i64 county = db_i64(db, "SELECT county FROM place WHERE county>$1 AND county<=$2 AND " ACTIVE
                        " ORDER BY county LIMIT 1", I(MAX(first - 1, after)), I(last));
    bool whole = q->deep && (q->kind == 0 || q->kind > PLACE_COUNTY);
    *r = (PlaceRange){ .county = county, .from = STR("") };
    r->end = whole ? STR(":") : arena_fmt(a, "%lld!", (long long)county);
    return county > 0;
}

// One level goes by parent: a place whose street is missing hangs at the county and is listed there. Provinces and
// cities lie in county 0, what is below them elsewhere, county by county: a province has no tree that holds them.
bool place_range(Db *db, Arena *a, const PlacesBelow *q, const Place *last, PlaceRange *r)
{
    assert(q && last && r);
    bool counties = q->deep ? q->under.len < 6 : q->under.len == 4;
    if (!q->deep && !counties) *r = (PlaceRange){ .county = q->root.county, .parent = q->root.id, .end = STR("") };
    else if (counties && (last->county || !q->deep)) {
        if (!county_range(db, a, q, last->county - 1, r)) return false;
    } else *r = (PlaceRange){ counties ? 0 : place_county(q->under), 0, q->under, code_end(a, q->under) };
    if (last->id) r->from = last->code;
    return true;
}

bool place_range_next(Db *db, Arena *a, const PlacesBelow *q, PlaceRange *r)
{
    return (q->deep ? q->under.len < 6 : q->under.len == 4) && county_range(db, a, q, r->county, r);
}

Rows *place_rows(Db *db, const PlaceRange *r, i64 most)
{
    if (!r->end.len)
        return db_select(db, &place_record, ", id FROM place WHERE county=$1 AND parent=$2 AND code>$3 "
                         "AND " ACTIVE " ORDER BY code LIMIT $4", I(r->county), I(r->parent), T(r->from), I(most));
    return db_select(db, &place_record, ", id FROM place WHERE county=$1 AND code>$2 AND code<$3 AND " ACTIVE
                     " ORDER BY code LIMIT $4", I(r->county), T(r->from), T(r->end), I(most));
}

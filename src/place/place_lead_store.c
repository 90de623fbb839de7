// place_lead_store.c: where codes of the past lead: the place that had a code, who took it over, what it took over.
//
// Posters, letters and bookmarks go on speaking in old codes. Nothing here is guessed from names: only successors that
// somebody named count, and each hop is one row, so a chain is walked with a bound.
#include "place/place_store.h"

enum { HOPS = 8 };

// An ended place by its code: the one that ended last.
static bool place_past(Db *db, Arena *a, Str code, Place *p)
{
    return db_load(db, &place_record, "WHERE county=$1 AND code=$2 AND valid_to>=" EARLIEST
                   " ORDER BY valid_to DESC, id DESC LIMIT 1", a, p, I(place_county(code)), T(code));
}

bool place_known(struct Db *db, Arena *a, Str code, Place *p)
{
    return place_by_code(db, a, code, DAY_NONE, p) || place_past(db, a, code, p);
}

// Also before the first place that is kept had the code: lists begin somewhere, letters earlier.
bool place_then(struct Db *db, Arena *a, Str code, i64 day, Place *p)
{
    assert(day != DAY_NONE);
    if (place_by_code(db, a, code, day, p)) return true;
    if (db_load(db, &place_record, "WHERE county=$1 AND code=$2 AND valid_to>=$3 AND valid_to>=" EARLIEST
                " ORDER BY valid_to, id LIMIT 1", a, p, I(place_county(code)), T(code), I(day))) return true;
    return place_known(db, a, code, p);
}

// Successors may stand in a ring after a wrong import.
bool place_lead(struct Db *db, Arena *a, const Place *p, Place *into)
{
    Place here = *p;
    for (int hops = 0; hops < HOPS && here.valid_to != DAY_NONE && here.successor; hops++)
        if (!place_load(db, a, here.successor, into)) return false;
        else here = *into;
    *into = here;
    return here.id != p->id && here.valid_to == DAY_NONE;
}

// The ended ones of a county are walked by their small index, each with its successor. What had a code below this place
// was counted here while it lasted.
#define BEFORE \
    "WITH RECURSIVE gone(id) AS (" \
    "SELECT old.id FROM place old CROSS JOIN place heir WHERE old.county=$1 AND old.valid_to>=" EARLIEST " " \
    "AND old.successor>0 AND heir.county=$1 AND heir.id=old.successor " \
    "AND (heir.id=$2 OR ($5=1 AND heir.valid_to<" EARLIEST " AND heir.code>$3 AND heir.code<$4)) " \
    "UNION SELECT old.id FROM gone CROSS JOIN place old WHERE old.county=$1 AND old.successor=gone.id " \
    "AND old.valid_to>=" EARLIEST " AND old.successor>0) " \
    "SELECT place.id FROM gone CROSS JOIN place WHERE place.county=$1 AND place.id=gone.id AND place.id<>$2 " \
    "AND ($5=0 OR place.code=$3 OR NOT (place.code>$3 AND place.code<$4)) " \
    "ORDER BY place.valid_to, place.code, place.id LIMIT $6"

int place_before(struct Db *db, Arena *a, const Place *p, Place *rows, int max)
{
    assert(p && rows && max > 0);
    i64 *ids = NEW(a, i64, max);
    int kept = 0, count = rows_ids(db_ask(db, BEFORE, I(p->county), I(p->id), T(p->code), T(code_end(a, p->code)),
                                          I(p->valid_to == DAY_NONE), I(max)), ids, max);
    for (int i = 0; i < count; i++) kept += place_load(db, a, ids[i], &rows[kept]);
    return kept;
}

const Record place_ended_record = RECORD_OF(PlaceEnded, "place_ended", "已撤销的地点",
    "A place that ended, and what leads on.",
    TEXT_FIELD(PlaceEnded, code, "编码", "Its code"), TEXT_FIELD(PlaceEnded, name, "名称", "Its name"),
    ON_FIELD(PlaceEnded, ended_on, "撤销日", "The first day it was no more", .flags = NEEDED),
    TEXT_FIELD(PlaceEnded, into_code, "继任地点编码", "Code of the place that has taken over, over all between",
               .flags = MAYBE),
    TEXT_FIELD(PlaceEnded, into_name, "继任地点名称", "Its name", .flags = MAYBE));

One place_ended(struct Db *db, Arena *a, const Place *p)
{
    Place into;
    if (p->valid_to == DAY_NONE) return (One){ 0 };
    PlaceEnded *ended = NEW(a, PlaceEnded, 1);
    *ended = (PlaceEnded){ .code = p->code, .name = p->name, .ended_on = p->valid_to + 1 };
    if (place_lead(db, a, p, &into)) ended->into_code = into.code, ended->into_name = into.name;
    return (One){ ended };
}

// ---- who answers for a place ------------------------------------------------------------------------

static int place_once(i64 *ids, Place *rows, int count, int max, i64 id, const Place *row)
{
    for (int i = 0; i < count; i++)
        if (ids[i] == id) return count;
    if (count == max) return count;
    ids[count] = id;
    rows[count] = *row;
    return count + 1;
}

// Not over a county's border: there matters go by hand-over. Successors may stand in a ring after a wrong import.
static void place_heir(Db *db, Arena *a, i64 day, Place *p)
{
    Place next;
    for (int hops = 0; hops < 8 && place_over(p, day) && p->successor; hops++) {
        if (id_county(p->successor) != p->county || !place_load(db, a, p->successor, &next)) return;
        *p = next;
    }
}

int places_on(Db *db, Arena *a, const Place *p, i64 day, i64 *ids, Place *rows, int max)
{
    assert(p && ids && rows && max > 0);
    Place here = *p;
    int count = 0;
    for (int was = -1; was < count;) {
        Place up;
        was = count;
        place_heir(db, a, day, &here);
        count = place_once(ids, rows, count, max, here.id, &here);
        if (!here.parent || !place_load(db, a, here.parent, &up)) break;
        here = up;
    }
    return count;
}

// A place that ended leads on to the one that took it over and to all above that, but to none twice: successors may
// stand in a ring after a wrong import.
int places_over(Db *db, Arena *a, const Place *p, i64 ids[PLACES_OVER], Place rows[PLACES_OVER])
{
    assert(p && ids && rows);
    int count = place_ancestors(db, a, p, ids, rows, PLACES_OVER);
    for (int i = 0; i < count; i++) {
        Place next, above[PLACES_OVER];
        i64 above_ids[PLACES_OVER];
        bool ended = rows[i].valid_to != DAY_NONE && rows[i].successor;
        if (!ended || !place_load(db, a, rows[i].successor, &next)) continue;
        int more = place_ancestors(db, a, &next, above_ids, above, PLACES_OVER);
        for (int k = 0; k < more; k++) count = place_once(ids, rows, count, PLACES_OVER, above_ids[k], &above[k]);
    }
    return count;
}

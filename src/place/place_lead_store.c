// place_lead_store.c: where codes of the past lead: the place that had a code, who took it over, what it took over.
//
// Posters, letters and bookmarks go on speaking in old codes. Nothing here is guessed from names: only successors that
// somebody named count, and each hop is one row, so a chain is walked with a bound.
#include "place/place_store.h"

enum { HOPS = 8 };

// By successors from one that is over by the day, at most HOPS of them: they may stand in a ring after a wrong import.
// abroad: over a county's border too. False: one of them is not there.
static bool place_follow(Db *db, Arena *a, i64 day, bool abroad, Place *p)
{
    for (int hops = 0; hops < HOPS && place_over(p, day) && p->successor; hops++) {
        if (!abroad && id_county(p->successor) != p->county) return false;
        if (!place_load(db, a, p->successor, p)) return false;
    }
    return true;
}

// What ends in the future is over in this sense.
bool place_lead(struct Db *db, Arena *a, const Place *p, Place *into)
{
    *into = *p;
    return place_follow(db, a, INT64_MAX, true, into) && into->id != p->id && into->valid_to == DAY_NONE;
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

// Each once; returns the count.
static int place_once(i64 *ids, Place *rows, int count, int max, const Place *p)
{
    for (int i = 0; i < count; i++) if (ids[i] == p->id) return count;
    if (count == max) return count;
    ids[count] = p->id;
    rows[count] = *p;
    return count + 1;
}

int places_on(Db *db, Arena *a, const Place *p, i64 day, i64 *ids, Place *rows, int max)
{
    assert(p && ids && rows && max > 0);
    Place here = *p;
    int count = 0;
    for (int was = -1; was < count;) {
        Place up;
        was = count;
        place_follow(db, a, day, false, &here);         // over the border matters go by hand-over
        count = place_once(ids, rows, count, max, &here);
        if (!here.parent || !place_load(db, a, here.parent, &up)) break;
        here = up;
    }
    return count;
}

// What is above each, and the one that took it over when it ended, and so on from those.
int places_over(struct Db *db, Arena *a, const Place *p, i64 ids[PLACES_OVER], Place rows[PLACES_OVER])
{
    assert(p && ids && rows);
    int count = place_ancestors(db, a, p, ids, rows, PLACES_OVER);
    for (int i = 0; i < count; i++) {
        Place next;
        i64 heir = rows[i].valid_to != DAY_NONE ? rows[i].successor : 0;
        if (place_load(db, a, heir, &next)) count = place_once(ids, rows, count, PLACES_OVER, &next);
        if (place_load(db, a, rows[i].parent, &next)) count = place_once(ids, rows, count, PLACES_OVER, &next);
    }
    return count;
}

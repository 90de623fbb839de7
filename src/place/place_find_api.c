// place_find_api.c: GET /api/places/find, for whoever has to say where: by words, or near where they stand. A position
// is used for this answer and kept nowhere.
#include "place/place_api.h"
#include "place/place_store.h"
#include <math.h>

typedef struct PlaceFinding { Str text, near; i64 crs, kind; Str under; } PlaceFinding;
const Record place_finding_record = RECORD_OF(PlaceFinding, "place_finding", "查找地点", "Looking for a place",
    TEXT_FIELD(PlaceFinding, text, "名称", "Name", .max = 80,
               .note = "Part of a name, its pinyin or initials, also with a number: \"wtxy 6\"."),
    TEXT_FIELD(PlaceFinding, near, "附近", "Near", .flags = PLAIN, .max = 60, .note = "A position: \"lat,lon\"."),
    CHOICE_FIELD(PlaceFinding, crs, crs_choices, "坐标系", "Coordinate system", .absent = CRS_WGS84,
                 .note = "Of near; a phone's own when unsaid."),
    CHOICE_FIELD(PlaceFinding, kind, place_kinds, "类型", "Kind", .note = "One kind only."),
    TEXT_FIELD(PlaceFinding, under, "上级", "Below", .flags = PLAIN, .max = 40,
               .note = "Code of a place: what lies below it.", SHOWS(.of = "places/find", .pick = "code")));

const Record places_found_record = RECORD_OF(Items, "places_found", "找到的地点", "Places that were found, best first.",
    MANY_FIELD(Items, items, place_shown_record, "地点", "Places"));

static Fault finding_read(Ask *ask, const PlaceFinding *in, PlaceSearch *q, Spot *here)
{
    Place root;
    *q = (PlaceSearch){ .county = ask->county, .kind = in->kind };
    here->crs = in->crs;
    if (in->near.len && !spot_parse(in->near, here)) ask_problem(ask, "near", FAULT_field_malformed);
    if (in->under.len && !place_known(ask->db, ask->arena, in->under, &root))
        ask_problem(ask, "under", FAULT_place_unknown);
    else if (in->under.len) *q = (PlaceSearch){ root.county, in->kind, root.code, root.id };
    return ask->problems.count ? FAULT_field_problems : OK;
}

Fault place_find(Ask *ask)
{
    const PlaceFinding *in = ask->query;
    PlaceSearch q;
    Spot here = { NAN, NAN, 0 };
    Place found[FOUND_MOST];
    Fault f = ask->problems.count ? FAULT_field_problems : finding_read(ask, in, &q, &here);
    if (f) return f;
    int count = 0;                              // nothing said: nothing found
    if (in->text.len) count = place_search(ask->db, ask->arena, &q, in->text, found);
    else if (in->near.len) count = place_nearby(ask->db, ask->arena, &q, here, found);
    PlaceShown *all = NEW(ask->arena, PlaceShown, count + 1);
    for (int i = 0; i < count; i++) {
        double metres = spot_metres(here, (Spot){ found[i].lat, found[i].lon, found[i].crs });
        all[i] = place_shown_one(ask->db, ask->arena, &found[i]);
        if (!isnan(metres)) all[i].metres = (i64)metres;
    }
    return ask_tell(ask, &(Items){ MANY_OF(all, count) });
}

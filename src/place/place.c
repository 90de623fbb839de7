// place.c: the rows of places, and the rules of codes, positions and of what may become of a place.
//
// What codes say is in pack/code.c, since packs list divisions by the same ones. The rules are pure; today is told.
// What an import decides by them is in place_import.c.
#include "place/place.h"
#include <math.h>

// The first nine are told by the code's length, the last three only by saying so.
const Choice place_kinds[12] = {
    { PLACE_PROVINCE, "province", "省", "province" },     { PLACE_CITY, "city", "市", "city" },
    { PLACE_COUNTY, "county", "区县", "county" },         { PLACE_STREET, "street", "街道", "street" },
    { PLACE_COMMUNITY, "community", "社区", "community" },  { PLACE_COMPOUND, "compound", "小区", "compound" },
    { PLACE_BUILDING, "building", "楼栋", "building" },   { PLACE_UNIT, "unit", "单元", "unit" },
    { PLACE_HOME, "home", "住户", "home" },               { PLACE_SEGMENT, "segment", "路段", "road segment" },
    { PLACE_SHOP, "shop", "商户", "shop" },               { PLACE_DROP_POINT, "drop_point", "投放点", "drop-off point" },
};
const int place_kind_count = (int)COUNT(place_kinds);
const Choice crs_choices[3] = {
    { CRS_WGS84, "EPSG:4326", "WGS-84", "WGS-84" }, { CRS_CGCS2000, "EPSG:4490", "CGCS2000", "CGCS2000" },
    { CRS_GCJ02, "GCJ02", "GCJ-02", "GCJ-02" },
};
static_assert(COUNT(crs_choices) == CRS_GCJ02, "a name for each coordinate system");
static_assert(COUNT(place_kinds) == PLACE_DROP_POINT, "a name for each kind");
static_assert(PLACE_COUNTY == 3 && PLACE_HOME == 24 / 3 + 1, "kinds up to home are what code_level tells");

// Bounds that several rows share.
#define NAMED   .min = 1, .max = 60
#define CODED   .min = 2, .max = 24
#define KINDED  .note = "Told by the code's length; give it for segment, shop and drop_point."

// Public throughout: places are no persons. A home's name is its door number, never who lives there.
const Record place_record = RECORD_NOTED(Place, "place", "地点", "A place",
    "A node of the tree from province to home. Its id never changes.", PLACE_FIELDS(Place));

const Record place_adding_record = RECORD_OF(PlaceAdding, "place_adding", "新增地点", "A place to add",
    TEXT_FIELD(PlaceAdding, code, "编码", "Code", .flags = PLAIN | NEEDED, CODED),
    TEXT_FIELD(PlaceAdding, name, "名称", "Name", .flags = NEEDED, NAMED),
    CHOICE_FIELD(PlaceAdding, kind, place_kinds, "类型", "Kind", KINDED),
    POSITION_FIELDS(PlaceAdding, 0),
    ON_FIELD(PlaceAdding, valid_from, "起始日", "Valid from", .note = "Today when absent."));

// A position cannot be emptied by leaving it out, hence `unplaced`.
const Record place_changing_record = RECORD_NOTED(PlaceChanging, "place_changing", "更改地点", "A place to change",
    "What is absent stays as it is.",
    TEXT_FIELD(PlaceChanging, name, "名称", "Name", NAMED),
    CHOICE_FIELD(PlaceChanging, kind, place_kinds, "类型", "Kind"),
    POSITION_FIELDS(PlaceChanging, 0),
    FLAG_FIELD(PlaceChanging, unplaced, "去掉位置", "Without position", .note = "true takes the position away."));

const Record place_ending_record = RECORD_OF(PlaceEnding, "place_ending", "撤销地点", "A place to end",
    ON_FIELD(PlaceEnding, on, "撤销日", "On", .note = "The first day it is no more; today when absent."),
    TEXT_FIELD(PlaceEnding, successor, "继任地点编码", "Successor", .flags = PLAIN, CODED,
        .note = "The code of the place that took over.", SHOWS(.of = "places/find", .pick = "code")));

const Record place_merging_record = RECORD_OF(PlaceMerging, "place_merging", "合并地点", "Places to merge",
    TEXT_FIELD(PlaceMerging, from, "被并入地点编码", "From", .flags = PLAIN | NEEDED, CODED,
        SHOWS(.of = "places/find", .pick = "code")),
    TEXT_FIELD(PlaceMerging, into, "并入地点编码", "Into", .flags = PLAIN | NEEDED, CODED,
        SHOWS(.of = "places/find", .pick = "code")),
    ON_FIELD(PlaceMerging, on, "合并日", "On", .note = "The first day the old one is no more; today when absent."));

// ---- codes -------------------------------------------------------------------------------------

enum { COUNTY_DIGITS = 6, COMMUNITY_DIGITS = 12 };

// not_together: the kind does not fit; below the community a segment, shop or drop-off point may stand at any length.
Fault place_code_check(Str code, i64 kind)
{
    Fault f = code_check(code);
    if (f) return f;
    bool free = code.len > COMMUNITY_DIGITS && kind >= PLACE_SEGMENT && kind <= PLACE_DROP_POINT;
    return kind == 0 || kind == code_level(code) || free ? OK : FAULT_field_not_together;
}

i64 place_county(Str code)
{
    i64 county = 0;
    if (code.len < COUNTY_DIGITS || !str_i64((Str){ code.at, COUNTY_DIGITS }, &county)) return 0;
    return MAX(county, 0);
}

// ---- positions ---------------------------------------------------------------------------------

// A number without its coordinate system is worse than none: it lies hundreds of metres off and looks right.
const char *place_position_flaw(double lat, double lon, i64 crs)
{
    if (isfinite(lat) != isfinite(lon)) return isfinite(lat) ? "lon" : "lat";
    return isfinite(lat) != (crs != 0) ? "crs" : NULL;
}

// One problem for all three: which one is meant, the hint says.
static void position_check(double lat, double lon, i64 crs, Problems *ps)
{
    const char *field = place_position_flaw(lat, lon, crs);
    if (field) problem_hint(ps, str(field), FAULT_field_not_together, STR("lat, lon, crs"));
}

// ---- one place -----------------------------------------------------------------------------------

// first DAY_NONE: no first day.
static void day_check(i64 day, i64 first, i64 last, const char *field, Problems *ps)
{
    assert(last != DAY_NONE);
    if (day > last || (first != DAY_NONE && day < first)) problem(ps, str(field), FAULT_field_out_of_range);
}

// `same`: an active place with this code. Provinces and counties may stand without a parent, everything else not: a
// tree with loose branches would have rights that reach nowhere.
void place_add(const PlaceFacts *f, const PlaceAdding *in, Place *p, Problems *ps)
{
    assert(f->today != DAY_NONE);
    Fault code = place_code_check(in->code, in->kind);
    bool rooted = f->parent || in->code.len == 2 || in->code.len == COUNTY_DIGITS;
    *p = (Place){ .county = place_county(in->code), .kind = code_level(in->code), .lat = NAN, .lon = NAN,
                  .parent = f->parent ? f->parent->id : 0, .valid_from = f->today, .valid_to = DAY_NONE };
    record_carry(&place_adding_record, in, &place_record, p);
    if (code)                 problem(ps, code == FAULT_field_not_together ? STR("kind") : STR("code"), code);
    else if (f->same)         problem(ps, STR("code"), FAULT_place_exists);
    else if (!rooted)         problem(ps, STR("code"), FAULT_place_parent);
    position_check(in->lat, in->lon, in->crs, ps);
    day_check(p->valid_from, DAY_NONE, f->today, "valid_from", ps);
}

// What is absent stays. An ended place is history and takes no change.
void place_change(const Place *was, const PlaceChanging *in, Place *p, Problems *ps)
{
    assert(was && in && p && was != p);
    bool placed = isfinite(in->lat) || isfinite(in->lon) || in->crs;
    *p = *was;
    if (was->valid_to != DAY_NONE) problem(ps, STR("id"), FAULT_place_ended);
    record_carry(&place_changing_record, in, &place_record, p);
    if (place_code_check(p->code, p->kind)) problem(ps, STR("kind"), FAULT_field_not_together);
    if (placed && in->unplaced)             problem(ps, STR("unplaced"), FAULT_field_not_together);
    if (!placed && !in->unplaced) return;
    position_check(in->lat, in->lon, in->crs, ps);
    p->lat = in->lat, p->lon = in->lon, p->crs = in->crs;      // whole, or none
}

// Ending keeps the row and its matters; what lies below is told (`below`) and not ended along, since a list may bring
// it back under the successor. What ends on a day had its last day before.
void place_end(const PlaceEndFacts *f, i64 on, Place *p, Problems *ps)
{
    assert(f->was && f->field && f->today != DAY_NONE);
    *p = *f->was;
    i64 first_without = on == DAY_NONE ? f->today : on;
    p->valid_to = first_without - 1;
    p->successor = f->successor ? f->successor->id : 0;
    if (f->was->valid_to != DAY_NONE)              problem(ps, STR("id"), FAULT_place_ended);
    if (f->named && !f->successor)                 problem(ps, str(f->field), FAULT_place_unknown);
    if (f->successor && p->successor == p->id)     problem(ps, str(f->field), FAULT_field_not_together);
    day_check(first_without, p->valid_from, f->today, "on", ps);
}

// place.h: the tree of places. An id never changes; `code` is a dated attribute, "below" is a prefix of the code.
#ifndef PLACE_H
#define PLACE_H
#include "pack/pack.h"
#include "record/kinds.h"
#include "record/record.h"
struct Act;
struct Db;

extern const Choice place_kinds[12];
extern const int place_kind_count;
extern const Choice crs_choices[3];                 // of every position, also a matter's

// A code may change or be given again after its place ended; the id stays, so everything else names the id.
// parent: the id of the nearest one above, 0 = none in this county. crs: CRS_…, 0 without position. valid_to: its last
// day, DAY_NONE = still there. successor: the place that took over (perhaps of another county), 0 = none.
#define PLACE_MEMBERS \
    i64 county, id; Str code, name; i64 kind, parent; double lat, lon; i64 crs, valid_from, valid_to, successor;
typedef struct Place { PLACE_MEMBERS } Place;
#define POSITION_FIELDS(T, flag) \
    NUMBER_FIELD(T, lat, "纬度", "Latitude", .flags = flag, .min = -90, .max = 90), \
    NUMBER_FIELD(T, lon, "经度", "Longitude", .flags = flag, .min = -180, .max = 180), \
    CHOICE_FIELD(T, crs, crs_choices, "坐标系", "Coordinate system", .flags = flag, \
                 .note = "With lat and lon, or none of the three.")
#define PLACE_FIELDS(T) \
    REF_FIELD(T, county, "区县", "County", .flags = KEY | HIDDEN | SERVER), \
    REF_FIELD(T, id, "系统编号", "Id", .flags = KEY | SERVER), \
    TEXT_FIELD(T, code, "编码", "Code", .flags = SERVER, .min = 2, .max = 24, \
        .note = "The statistical code, extended by 3 digits a step.", SHOWS(.col = 3, .width = WIDE_M)), \
    TEXT_FIELD(T, name, "名称", "Name", .flags = SERVER, .min = 1, .max = 60, \
        SHOWS(.as = AS_TITLE, .col = 1, .width = WIDE_L)), \
    CHOICE_FIELD(T, kind, place_kinds, "类型", "Kind", .flags = SERVER, SHOWS(.col = 2, .width = WIDE_S)), \
    REF_FIELD(T, parent, "上级", "Parent", .flags = SERVER, .note = "The nearest place above, within the county."), \
    POSITION_FIELDS(T, SERVER), \
    ON_FIELD(T, valid_from, "起始日", "Valid from", .flags = SERVER), \
    ON_FIELD(T, valid_to, "截止日", "Valid to", .flags = SERVER, .note = "The last day it is there."), \
    REF_FIELD(T, successor, "继任地点", "Successor", .flags = SERVER, .note = "The place that took over.")
extern const Record place_record;
// No more on that day. One that ended on the day it began was never there: its last day lies before its first.
static inline bool place_over(const Place *p, i64 day) { return p->valid_to != DAY_NONE && p->valid_to < day; }

// ---- bodies ----------------------------------------------------------------------------------
// county and parent are never said: the code tells both.
typedef struct PlaceAdding { Str code, name; i64 kind; double lat, lon; i64 crs; i64 valid_from; } PlaceAdding;
typedef struct PlaceChanging { Str name; i64 kind; double lat, lon; i64 crs; i64 unplaced; } PlaceChanging;
typedef struct PlaceEnding { i64 on; Str successor; } PlaceEnding;          // successor: a code
typedef struct PlaceMerging { Str from, into; i64 on; } PlaceMerging;       // codes
extern const Record place_adding_record, place_changing_record, place_ending_record, place_merging_record;

// ---- rules (place.c) -------------------------------------------------------------------------
// Every code that is to be kept passes here first.
Fault place_code_check(Str code, i64 kind);         // digits and length fit the kind (0 = the one the length means)
i64   place_county(Str code);                       // 410104003001 → 410104; provinces and cities → 0
// lat, lon and crs: all or none. The field that does not fit, NULL = fine.
const char *place_position_flaw(double lat, double lon, i64 crs);
// What is decided of one place; each fills *p (but a new one's id), or notes problems. Nothing begins or ends after
// today. NULL: there is no such place.
typedef struct PlaceFacts { i64 today; const Place *same, *parent; } PlaceFacts;
void  place_add(const PlaceFacts *f, const PlaceAdding *in, Place *p, Problems *ps);
void  place_change(const Place *was, const PlaceChanging *in, Place *p, Problems *ps);
// named: the asker named a successor, which is *successor or, if NULL, does not exist. field: what to call it.
typedef struct PlaceEndFacts { i64 today; const Place *was, *successor; bool named; const char *field; } PlaceEndFacts;
void  place_end(const PlaceEndFacts *f, i64 on, Place *p, Problems *ps);

// ---- for other capabilities (place_store.c) ----------------------------------------------------
bool  place_load(struct Db *db, Arena *a, i64 id, Place *p);
// The place that has the code on the day (DAY_NONE = today's, valid_to none).
bool  place_by_code(struct Db *db, Arena *a, Str code, i64 day, Place *p);
// The place a body names by its code, on a day. Noted as a problem of the field: that there is none in the act's county
// (then p->id is 0), that it has ended by then, with the code that leads on.
Fault place_said(struct Act *act, const char *field, Str code, i64 day, Place *p);
Fault place_lasts(struct Act *act, const char *field, const Place *p, i64 day);         // the same of one that is known
// ---- where old codes lead (place_lead_store.c)
// The place that has the code now, or the last that had it: lists and figures of an ended place can still be asked for.
bool  place_known(struct Db *db, Arena *a, Str code, Place *p);
// Whom a code meant on a day, for what is filed later: the place of then, else today's, else the last that had it.
bool  place_then(struct Db *db, Arena *a, Str code, i64 day, Place *p);
// Who took an ended place over in the end, over counties too. False: nobody, or it did not end.
bool  place_lead(struct Db *db, Arena *a, const Place *p, Place *into);
// The place, all above it, and what they were merged into: ids and rows, nearest first. Returns the count.
enum { PLACES_OVER = 16 };
// Who answers for a place on a day is found by these: it and all above it, each that had ended by then replaced by the
// one that took it over. At most max; returns the count.
int  places_on(struct Db *db, Arena *a, const Place *p, i64 day, i64 *ids, Place *rows, int max);
int  places_over(struct Db *db, Arena *a, const Place *p, i64 ids[PLACES_OVER], Place rows[PLACES_OVER]);
// Ended places that p or what lies below it took over, and that were not counted under it; at most max.
int   place_before(struct Db *db, Arena *a, const Place *p, Place *rows, int max);
// What an answer says beside the place that was asked for, as `ended`: none unless it has ended.
typedef struct PlaceEnded { Str code, name; i64 ended_on; Str into_code, into_name; } PlaceEnded;
extern const Record place_ended_record;
One   place_ended(struct Db *db, Arena *a, const Place *p);
#define PLACE_ENDED_FIELD(T) \
    ONE_FIELD(T, ended, place_ended_record, "已撤销", "The place that was asked for has ended", .flags = MAYBE)
// Ids of the place and all above it within its county, nearest first; at most max. Returns the count. rows may be NULL.
int place_ancestors(struct Db *db, Arena *a, const Place *p, i64 *ids, Place *rows, int max);
// Ids of the active places one step below.
struct Rows *place_children(struct Db *db, const Place *p);
// What leads elsewhere since an entry of PLACES_LEAD: what lies at the place is found at `into` too; both are one when
// it is a street that came late, and took over what lies below it.
#define PLACES_LEAD "place_add place_import place_end place_merge"
enum { PLACES_LED = 1000 };
typedef struct PlaceLed { i64 place, into; } PlaceLed;
int places_led(struct Db *db, const Record *entry, const void *record, PlaceLed into[PLACES_LED]);
#endif

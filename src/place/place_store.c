// place_store.c: every sentence about places.
#include "place/place_store.h"
#include <math.h>
#include <string.h>

#define ACTIVE "valid_to < -1000000"        // DAY_NONE; these words, so that the partial indexes serve
enum { ANCESTORS = 12, WALK_MOST = 5000, WALK_STEP = 250 };

// ---- one place -------------------------------------------------------------------------------------

bool place_load(struct Db *db, Arena *a, i64 id, Place *p)
{
    return id > 0 && db_load_id(db, &place_record, a, p, id);
}

bool place_by_code(struct Db *db, Arena *a, Str code, i64 day, Place *p)
{
    bool active = db_load(db, &place_record, "WHERE county = $1 AND code = $2 AND " ACTIVE, a, p, I(place_county(code)),
                          T(code));
    if (day == DAY_NONE || (active && p->valid_from <= day)) return active;
    return db_load(db, &place_record, "WHERE county = $1 AND code = $2 AND valid_to > $3 AND valid_from <= $3"
                   " AND valid_to >= -1000000 ORDER BY valid_to, id LIMIT 1",
                   a, p, I(place_county(code)), T(code), I(day));
}

int place_ancestors(struct Db *db, Arena *a, const Place *p, i64 *ids, Place *rows, int max)
{
    Place here = *p, up;
    int count = 0;
    for (; count < max && count < ANCESTORS; here = up) {
        ids[count] = here.id;
        if (rows) rows[count] = here;
        count++;
        if (!here.parent || !place_load(db, a, here.parent, &up)) break;
    }
    return count;
}

bool place_load_parent(Db *db, Arena *a, Str code, Place *p)
{
    i64 county = place_county(code);
    for (Str up = place_parent_code(code); up.len && place_parent_fits(code, up); up = place_parent_code(up))
        if (place_county(up) == county && place_by_code(db, a, up, DAY_NONE, p)) return true;
    return false;
}

// The first code that is not below: ':' stands behind '9'.
static Str below_end(Arena *a, Str code) { return arena_fmt(a, "%.*s:", (int)code.len, code.at); }

i64 place_below_count(Db *db, const Place *p, i64 max)
{
    char end[32];
    int len = (int)MIN(p->code.len, 24);
    memcpy(end, p->code.at, (size_t)len);
    end[len] = ':';
    return db_i64(db, "SELECT count(*) FROM (SELECT id FROM place WHERE county = $1 AND code > $2 AND code < $3"
                  " AND " ACTIVE " LIMIT $4) AS below", I(p->county), T(p->code), T(((Str){ end, len + 1 })), I(max));
}

// ---- facts of an import ------------------------------------------------------------------------------

static void known_load(Db *db, Arena *a, PlaceKnown *known)
{
    Place p;
    if (!place_by_code(db, a, known->code, DAY_NONE, &p)) return;
    Place *kept = NEW(a, Place, 1);
    *kept = p;
    known->place = kept;
}

// Once a code is known, all above it are.
static void line_load(Db *db, Arena *a, PlaceMap *map, Str code, i64 county)
{
    for (; code.len && place_county(code) == county; code = place_parent_code(code)) {
        bool fresh;
        PlaceKnown *known = place_map_put(map, code, &fresh);
        if (!fresh) return;
        known_load(db, a, known);
    }
}

void place_map_load(Db *db, Arena *a, PlaceMap *map, const PlaceSheet *sheet, i64 county)
{
    place_map_open(map, a);
    for (int i = 0; i < sheet->count; i++) {
        Str code = sheet->rows[i].code, successor = sheet->rows[i].successor;
        if (!place_code_check(code, 0)) line_load(db, a, map, code, county);
        if (successor.len && !place_code_check(successor, 0)) line_load(db, a, map, successor, place_county(successor));
    }
}

// ---- apply -----------------------------------------------------------------------------------------

// A street that comes after its communities takes them over from the county.
static void row_add(Db *db, Arena *a, const Place *p)
{
    db_insert(db, &place_record, p);
    if (p->kind != PLACE_STREET) return;
    Str end = below_end(a, p->code);
    db_run(db, "UPDATE place SET parent = $1 WHERE county = $2 AND code > $3 AND code < $4 AND parent = $5"
           " AND " ACTIVE, I(p->id), I(p->county), T(p->code), T(end), I(p->parent));
}

void place_apply_add(Apply *ap, const Entry *e, void *record)
{
    (void)e;
    row_add(ap->db, ap->arena, record);
}

void place_apply_put(Apply *ap, const Entry *e, void *record)
{
    (void)e;
    db_update(ap->db, &place_record, record);
}

static Arg degrees(double d) { return isfinite(d) ? D(d) : (Arg){ .kind = 'n' }; }

static void row_change(Db *db, const Place *p)
{
    Arg lat = degrees(p->lat), lon = degrees(p->lon);
    db_run(db, "UPDATE place SET name = $1, kind = $2, lat = $3, lon = $4, crs = $5 WHERE county = $6 AND id = $7",
           T(p->name), I(p->kind), lat, lon, T(p->crs), I(p->county), I(p->id));
}

static void row_end(Db *db, const Place *p)
{
    db_run(db, "UPDATE place SET valid_to = $1, successor = $2 WHERE county = $3 AND id = $4", I(p->valid_to),
           I(p->successor), I(p->county), I(p->id));
}

void place_apply_import(Apply *ap, const Entry *e, void *record)
{
    const PlaceImported *done = record;
    Str rest = done->rows;
    for (PlaceRow row; place_row_parse(ap->arena, &rest, &row);) {
        row.place.county = e->county;
        row.place.valid_from = done->list_on;
        switch (row.verb) {
        case ROW_ADD:                       row_add(ap->db, ap->arena, &row.place); break;
        case ROW_RENAME: case ROW_CHANGE:   row_change(ap->db, &row.place); break;
        case ROW_END:                       row_end(ap->db, &row.place); break;
        case ROW_SAME:                      break;
        }
    }
}

// ---- lists -----------------------------------------------------------------------------------------

typedef struct Walk {
    Db               *db;
    Arena            *a, *scratch;
    const PlaceQuery *q;
    Place            *rows;
    int               count, max, looked;
    Place            *last;
    bool              full;             // the page, or what one page may look at
} Walk;

static bool fits(const Walk *w, const Place *p)
{
    const PlaceQuery *q = w->q;
    if (q->kind && p->kind != q->kind) return false;
    return !q->text.len || str_has(str_fold(w->scratch, p->name), q->text);
}

static void keep_texts(Arena *a, Place *p)
{
    p->code = arena_str(a, p->code);
    p->name = arena_str(a, p->name);
    p->crs = arena_str(a, p->crs);
}

// Takes what `rows` gives. False: it gave less than a step, there is no more.
static bool walk_rows(Walk *w, Rows *rows)
{
    int got = 0;
    for (Place p; !w->full && rows_next(rows); got++) {
        rows_record(rows, &place_record, w->scratch, &p);
        *w->last = p;
        w->looked++;
        if (fits(w, &p)) {
            w->rows[w->count] = p;
            keep_texts(w->a, &w->rows[w->count++]);
        }
        w->full = w->count == w->max || w->looked >= WALK_MOST;
    }
    rows_end(rows);
    keep_texts(w->a, w->last);
    arena_reset(w->scratch);
    return got == WALK_STEP || w->full;
}

// Behind `from`, in front of `end`.
static void walk_subtree(Walk *w, i64 county, Str from, Str end)
{
    bool more = true;
    if (w->last->id && w->last->county == county) from = w->last->code;
    for (; more && !w->full; from = w->last->code)
        more = walk_rows(w, db_select(w->db, &place_record, "WHERE county = $1 AND code > $2 AND code < $3 AND " ACTIVE
                         " ORDER BY code LIMIT $4", I(county), T(from), T(end), I(WALK_STEP)));
}

static void walk_children(Walk *w, i64 county, i64 parent)
{
    Str from = w->last->id ? w->last->code : STR("");
    bool more = true;
    for (; more && !w->full; from = w->last->code)
        more = walk_rows(w, db_select(w->db, &place_record, "WHERE county = $1 AND parent = $2 AND code > $3"
                         " AND " ACTIVE " ORDER BY code LIMIT $4", I(county), I(parent), T(from), I(WALK_STEP)));
}

static i64 county_after(Db *db, i64 county, i64 last)
{
    return db_i64(db, "SELECT county FROM place WHERE county > $1 AND county <= $2 AND " ACTIVE
                  " ORDER BY county LIMIT 1", I(county), I(last));
}

// First and last county number below a code of at most six digits.
static void counties_below(Str code, i64 *first, i64 *last)
{
    *first = *last = 0;
    for (int i = 0; i < 6; i++) {
        *first = *first * 10 + (i < code.len ? code.at[i] - '0' : 0);
        *last = *last * 10 + (i < code.len ? code.at[i] - '0' : 9);
    }
}

// County by county: the whole of each, or only its own row.
static void walk_counties(Walk *w, bool whole)
{
    i64 first, last, from = w->last->county;
    counties_below(w->q->under, &first, &last);
    bool within = from > 0 && from >= first;    // the page before ended inside this county
    for (i64 county = within ? from : county_after(w->db, MAX(first - 1, 0), last); county && !w->full;
         county = county_after(w->db, county, last)) {
        Str code = arena_fmt(w->a, "%lld", (long long)county);
        walk_subtree(w, county, STR(""), whole ? STR(":") : arena_fmt(w->a, "%s!", code.at));
    }
}

static void walk(Walk *w)
{
    const PlaceQuery *q = w->q;
    bool high = q->under.len < 6;               // provinces and cities lie in county 0, what is below them elsewhere
    bool passed = w->last->id && w->last->county > 0;
    if (q->deep && !high) walk_subtree(w, place_county(q->under), q->under, below_end(w->a, q->under));
    else if (q->deep) {
        if (!passed) walk_subtree(w, 0, q->under, below_end(w->a, q->under));
        if (!w->full) walk_counties(w, q->kind == 0 || q->kind > PLACE_COUNTY);
    } else if (q->under.len == 4) walk_counties(w, false);
    else walk_children(w, q->root.county, q->root.id);
}

int place_page(Db *db, Arena *a, const PlaceQuery *q, Place *rows, int max, Place *last, bool *more)
{
    Walk w = { .db = db, .a = a, .scratch = arena_open(1 << 20), .q = q, .rows = rows, .max = max, .last = last };
    *last = q->after;
    walk(&w);
    arena_close(w.scratch);
    *more = w.full;
    return w.count;
}

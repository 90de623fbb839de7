// place_find_store.c: finding places by words and by position; table spelling, which a feed keeps beside the journal.
//
// A word is a range of the table, asked rank by rank, so that the best come first however many there are. Within what
// was found, numbers lead downward from place to place.
#include "place/place_store.h"
#include <math.h>
#include <stdlib.h>

enum { LOOKED_MOST = 200, HEADS_MOST = 12, LEVEL_MOST = 64, CHILDREN_MOST = 2000, NEAR_LOOKED = 2000, NEAR_ENOUGH = 8 };

// ---- the table -------------------------------------------------------------------------------------

static void spelling_put(Apply *ap, const Place *p)
{
    SpellWord *words = NEW(ap->arena, SpellWord, SPELL_MOST);
    i64 rank = place_rank(p);
    if (!rank) return;
    db_run(ap->db, "DELETE FROM spelling WHERE county=$1 AND place=$2", I(p->county), I(p->id));
    if (p->valid_to != DAY_NONE) return;
    int count = place_words(ap->arena, p, words);
    for (int i = 0; i < count; i++)
        db_run(ap->db, "INSERT INTO spelling(county, rank, word, place) VALUES($1, $2, $3, $4) "
               "ON CONFLICT(county, rank, word, place) DO NOTHING",
               I(p->county), I(rank + (words[i].inner ? RANK_INNER : 0)), T(words[i].word), I(p->id));
}

static void feed_import(Apply *ap, const Entry *e)
{
    PlaceImported done;
    if (!record_from_entry(&place_imported_record, ap->arena, e->record, &done)) return;
    const PlaceRow *rows = done.rows.at;
    for (i64 i = 0; i < done.rows.count; i++) {
        Place p = rows[i].place;
        p.county = e->county;
        spelling_put(ap, &p);
    }
}

void place_feed_spelling(Apply *ap, const Entry *e, void *record)
{
    (void)record;
    Place p;
    if (!str_starts(e->action, STR("place_"))) return;
    if (str_is(e->action, "place_import")) feed_import(ap, e);
    else if (record_from_entry(&place_record, ap->arena, e->record, &p)) spelling_put(ap, &p);
}

// ---- by words --------------------------------------------------------------------------------------

typedef struct Search {
    Db                *db;
    Arena             *arena;
    const PlaceSearch *q;
    Place             *at;
    int                count, most;
    bool               any;             // of whatever kind: what is looked for lies below
    i64               *below;           // room for children
} Search;

static bool has(const Search *s, i64 id)
{
    for (int i = 0; i < s->count; i++)
        if (s->at[i].id == id) return true;
    return false;
}

static void take(Search *s, const Place *p)
{
    bool fits = p->valid_to == DAY_NONE && (s->any || !s->q->kind || p->kind == s->q->kind) &&
                (!s->q->under.len || code_fits(p->code, s->q->under));
    if (fits && s->count < s->most && !has(s, p->id)) s->at[s->count++] = *p;
}

static void spelled_at(Search *s, Str word, i64 rank)
{
    i64 ids[LOOKED_MOST];
    Place p;
    Str end = arena_fmt(s->arena, "%.*s\xF4\x8F\xBF\xBF", (int)word.len, word.at);      // behind all that begin so
    int count = rows_ids(db_ask(s->db, "SELECT place FROM spelling WHERE county=$1 AND rank=$2 AND word>=$3 "
                                "AND word<$4 ORDER BY word, place LIMIT $5",
                                I(s->q->county), I(rank), T(word), T(end), I(LOOKED_MOST)), ids, LOOKED_MOST);
    for (int i = 0; i < count && s->count < s->most; i++)
        if (!has(s, ids[i]) && place_load(s->db, s->arena, ids[i], &p)) take(s, &p);
}

static void spelled(Search *s, Str word)
{
    for (i64 inner = 0; inner <= RANK_INNER; inner += RANK_INNER)
        for (i64 rank = 1; rank < RANK_LAST && s->count < s->most; rank++) spelled_at(s, word, rank + inner);
}

// What was said before: a name of the place's own or of one above it.
static bool lies_in(Search *s, const Place *p, const Str *terms, int count)
{
    i64 ids[PLACES_OVER];
    Place rows[PLACES_OVER];
    int over = count ? place_ancestors(s->db, s->arena, p, ids, rows, PLACES_OVER) : 0;
    for (int t = 0; t < count; t++) {
        int i = 0;
        while (i < over && !place_called(s->arena, &rows[i], terms[t])) i++;
        if (i == over) return false;
    }
    return true;
}

typedef struct Level { Place at[LEVEL_MOST]; int count; } Level;

// Children of a level, only those with the number where one is said.
static void level_below(Search *s, const Level *from, Str term, Level *into)
{
    into->count = 0;
    for (int i = 0; i < from->count; i++) {
        Place p;
        int count = rows_ids(place_children(s->db, &from->at[i]), s->below, CHILDREN_MOST);
        for (int k = 0; k < count && into->count < LEVEL_MOST; k++)
            if (place_load(s->db, s->arena, s->below[k], &p) && (!term.len || spell_numbered(s->arena, p.name, term)))
                into->at[into->count++] = p;
    }
}

// Each number leads one step down, over one that was not said (a building's home without its unit).
static void descend(Search *s, const Place *head, const Str *terms, int count)
{
    Level *here = NEW(s->arena, Level, 1), *below = NEW(s->arena, Level, 1), *between = NEW(s->arena, Level, 1);
    here->at[here->count++] = *head;
    for (int t = 0; t < count && here->count; t++) {
        level_below(s, here, terms[t], below);
        if (!below->count) {
            level_below(s, here, STR(""), between);
            level_below(s, between, terms[t], below);
        }
        *here = *below;
    }
    for (int i = 0; i < here->count; i++) take(s, &here->at[i]);
}

static bool is_number(Str term) { return term.len && term.at[0] >= '0' && term.at[0] <= '9'; }

// The last name is what is looked for, names before it lie above, numbers behind it below.
static void search_terms(Search *s, const Str *terms, int count)
{
    int head = count - 1;
    Place heads[HEADS_MOST], root;
    while (head >= 0 && is_number(terms[head])) head--;
    if (head < 0 && s->q->root && place_load(s->db, s->arena, s->q->root, &root)) descend(s, &root, terms, count);
    if (head < 0) return;
    Search of = *s;
    of.at = heads, of.count = 0, of.most = HEADS_MOST, of.any = true;
    spelled(&of, terms[head]);
    for (int i = 0; i < of.count && s->count < s->most; i++) {
        if (!lies_in(s, &heads[i], terms, head)) continue;
        if (head == count - 1) take(s, &heads[i]);
        else descend(s, &heads[i], terms + head + 1, count - head - 1);
    }
}

// As one word first: a name may hold numbers itself.
int place_search(Db *db, Arena *a, const PlaceSearch *q, Str said, Place into[FOUND_MOST])
{
    Str terms[TERMS_MOST];
    Search s = { .db = db, .arena = a, .q = q, .at = into, .most = FOUND_MOST, .below = NEW(a, i64, CHILDREN_MOST) };
    int count = spell_terms(a, said, terms);
    Out whole = out_new(a, said.len * 3 + 16);
    for (int i = 0; i < count; i++) out_str(&whole, terms[i]);
    if (count) spelled(&s, out_done(&whole));
    if (count && (count > 1 || is_number(terms[0]))) search_terms(&s, terms, count);
    return s.count;
}

// ---- by position --------------------------------------------------------------------------------------

typedef struct Nearby { Place p; double metres; } Nearby;

static int nearer(const void *a, const void *b)
{
    double x = ((const Nearby *)a)->metres, y = ((const Nearby *)b)->metres;
    return (x > y) - (x < y);
}

// In a box around it, no further than `metres`.
static int boxed(Db *db, Arena *a, const PlaceSearch *q, Spot here, double metres, Nearby *into)
{
    enum { OFF_M = 800 };                       // how far a commercial map may be off
    double lat = (metres + OFF_M) / 111320, lon = lat / MAX(cos(here.lat / 57.2957795), 0.1);
    int count = 0;
    Rows *rows = db_select(db, &place_record, "WHERE county=$1 AND lat>=$2 AND lat<=$3 AND lon>=$4 AND lon<=$5 "
                           "AND valid_to<" EARLIEST " AND kind<>$6 AND kind<>$7 LIMIT $8",
                           I(q->county), D(here.lat - lat), D(here.lat + lat), D(here.lon - lon), D(here.lon + lon),
                           I(PLACE_UNIT), I(PLACE_HOME), I(NEAR_LOOKED));
    while (count < NEAR_LOOKED && rows_next(rows)) {
        Nearby *n = &into[count];
        rows_record(rows, &place_record, a, &n->p);
        n->metres = spot_metres(here, (Spot){ n->p.lat, n->p.lon, n->p.crs });
        bool fits = !q->under.len || code_fits(n->p.code, q->under);
        if (fits && n->metres <= metres && (!q->kind || n->p.kind == q->kind)) count++;
    }
    rows_end(rows);
    return count;
}

int place_nearby(Db *db, Arena *a, const PlaceSearch *q, Spot here, Place into[FOUND_MOST])
{
    static const double steps[] = { 300, 1000, 3000 };
    Nearby *all = NEW(a, Nearby, NEAR_LOOKED + 1);
    int count = 0, n = 0;
    for (int i = 0; i < COUNT(steps) && count < NEAR_ENOUGH; i++) count = boxed(db, a, q, here, steps[i], all);
    qsort(all, (size_t)count, sizeof *all, nearer);
    for (; n < count && n < FOUND_MOST; n++) into[n] = all[n].p;
    return n;
}

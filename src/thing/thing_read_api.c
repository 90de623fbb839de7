// thing_read_api.c: reading one thing with its history, once for all kinds.
#include "people/people.h"
#include "thing/paper_api.h"
#include <string.h>

enum { STEPS_FEW = 10, STEPS_MOST = 200, PARTIES_FEW = 10, PARTIES_MOST = 200 };

const Record place_of_record = RECORD_NOTED(PlaceOf, "place_of", "地点", "Place",
    "Where it is; who may not read the words is shown the community.",
    REF_FIELD(PlaceOf, id, "系统编号", "Id", .flags = NEEDED),
    TEXT_FIELD(PlaceOf, code, "编码", "Code"),
    TEXT_FIELD(PlaceOf, name, "名称", "Name"));

// A home would tell who lives there: who may not read the words is shown the community, where twelve digits end.
Place place_shown(Db *db, Arena *a, const Sight *s)
{
    Place up;
    if (s->words || s->place.code.len <= 12) return s->place;
    Str code = { s->place.code.at, 12 };
    return place_known(db, a, code, &up) ? up : (Place){ .code = code, .name = STR("") };
}

void thing_veil(const ThingApi *of, const Sight *s, void *row)
{
    const Record *r = of->store->record;
    for (int i = 0; i < r->field_count && !s->words; i++)
        if (r->fields[i].flags & SEALED) field_blank(&r->fields[i], row);
}

// Cut between characters: the text is valid UTF-8.
Str thing_excerpt(Str text)
{
    i64 at = 0;
    for (int n = 0; n < 120 && at < text.len; n++) {
        uint32_t code;
        at += utf8_next(text, at, &code);
    }
    return (Str){ text.at, at };
}

One thing_where(Db *db, Arena *a, const Sight *s)
{
    Place place = place_shown(db, a, s);
    PlaceOf *where = NEW(a, PlaceOf, 1);
    *where = (PlaceOf){ place.id, place.code, place.name };
    return (One){ where };
}

// A thing that is not for this asker is unknown to them, like one that never was.
Fault ask_thing(Ask *ask, const ThingApi *of, void *row, Sight *s)
{
    ThingNumber number;
    if (!ask->path_id) {
        i64 id;
        if (!thing_number_read(ask->arena, ask->path_word, ask->county, &number))
            return str_number(ask->path_word, &id) && id > 0 ? FAULT_thing_unknown : FAULT_path_unknown;
        ask->path_id = thing_numbered(ask->db, of->store, &number);
        ask->county = number.county;
        ask->pack = app_pack(ask->app, number.county);
    }
    return thing_seen(ask->db, ask->arena, ask->who, of, ask->path_id, row, s);
}

static void step_mute(ThingStep *step)
{
    step->text = STR("");
    step->papers = (Many){ 0 };
}

// A note that is not for this asker disappears; another deed stays, without its words, or the history would have holes.
// What an org wrote its own people may read, also once others hold the thing.
bool step_shown(const ThingApi *of, const Sight *s, const Actor *who, ThingStep *step)
{
    assert(s && who && step);
    bool mine = s->deed.reporter && !step->org, own = step->org && actor_works_in(who, step->org);
    if (!step->org && !(s->reader & (SEE_SELF | SEE_WORKER))) step->actor = 0;      // who reported
    if (!s->words && !own) step_mute(step);
    if (step->open || mine || own || s->notes) return true;
    step_mute(step);
    return step->verb != of->store->kind->note;
}

Str org_named(Ask *ask, i64 id, i64 *kind)
{
    Org org;
    bool is = id && org_load(ask->db, ask->arena, id, &org);
    if (kind) *kind = is ? org.kind : 0;
    return is ? org.name : STR("");
}

// Everybody reads what is open; internal notes only staff; whose it is also their own words. At most STEPS_MOST; one
// more is asked for, to know whether there are. Where there are too many, the newest are wanted: hardly one thing has,
// so that is looked at only then. Nor has one many: room for all would cost more than reading.
static void whole_steps(Ask *ask, const ThingApi *of, const void *row, const Sight *s, ThingWhole *whole)
{
    const ThingStore *store = of->store;
    i64 size = store->step->size;
    char *steps = arena_take(ask->arena, size, STEPS_FEW);
    int n = thing_steps(ask->db, ask->arena, store, row, 0, steps, STEPS_FEW), shown = 0;
    if (n == STEPS_FEW) {
        steps = arena_take(ask->arena, size, STEPS_MOST + 1);
        n = thing_steps(ask->db, ask->arena, store, row, 0, steps, STEPS_MOST + 1);
    }
    whole->steps_before = n > STEPS_MOST;
    if (whole->steps_before) {
        i64 from = thing_steps_before(ask->db, store, row, STEPS_MOST);
        n = thing_steps(ask->db, ask->arena, store, row, from, steps, STEPS_MOST);
    }
    papers_show(ask, of, row, steps, n);
    for (int i = 0; i < n; i++) {
        ThingStep *step = (ThingStep *)(void *)(steps + i * size);
        if (!step_shown(of, s, ask->who, step)) continue;
        step->org_name = org_named(ask, step->org, &step->org_kind);
        if (shown < i) memcpy(steps + shown * size, step, (size_t)size);
        shown++;
    }
    whole->steps = MANY_OF(steps, shown);
}

// For whoever handles it and whose it is; the public sees the holder alone.
static Many whole_parties(Ask *ask, const Thing *t)
{
    Party *parties = NEW(ask->arena, Party, PARTIES_FEW);
    int n = thing_parties(ask->db, ask->arena, t, parties, PARTIES_FEW);
    if (n == PARTIES_FEW) {
        parties = NEW(ask->arena, Party, PARTIES_MOST);
        n = thing_parties(ask->db, ask->arena, t, parties, PARTIES_MOST);
    }
    for (int i = 0; i < n; i++) parties[i].name = org_named(ask, parties[i].org, &parties[i].kind);
    return MANY_OF(parties, n);
}

void thing_history(Ask *ask, const ThingApi *of, const void *row, const Sight *s, ThingWhole *into)
{
    whole_steps(ask, of, row, s, into);
    if (s->rights & (RIGHT_STAFF | RIGHT_OWN)) into->parties = whole_parties(ask, row);
}

// One snapshot for all of it. Nobody's own answer is kept for the next asker.
void thing_whole(Ask *ask, const ThingApi *of, const void *row, Sight *s, ThingWhole *into)
{
    Can can = thing_can(of, ask->arena, ask->pack, row, day_of(ask->now), s, ask->who->lang);
    *into = (ThingWhole){ .place = thing_where(ask->db, ask->arena, s), .can = can.can, .cannot = can.cannot };
    into->holder_name = org_named(ask, ((const Thing *)row)->holder, &into->holder_kind);
    thing_history(ask, of, row, s, into);
    ask->reader = s->reader;
}

// An old code leads to the place that had it. Where it was given again since, the day says whose is meant.
bool ask_place(Ask *ask, Str code, i64 day, Place *p)
{
    if (!code.len) code = arena_fmt(ask->arena, "%06lld", (long long)ask->county);
    bool known = day == DAY_NONE ? place_known(ask->db, ask->arena, code, p)
                                 : place_by_code(ask->db, ask->arena, code, day, p);
    if (!known) ask_problem(ask, "place", FAULT_place_unknown);
    return known;
}

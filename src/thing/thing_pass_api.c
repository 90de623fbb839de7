// thing_pass_api.c: open things of an org that serves no more go to whoever serves their level then.
//
// An org stops serving with its last day, or at a place that was merged into one which somebody else serves, or by
// moving away. What it held is decided here, thing by thing, and stands in one entry with everything it becomes, at
// most a thousand at a time; apply looks nothing up. No deadline moves: who waits does not wait longer for it.
#include "people/people.h"
#include "thing/thing_api.h"
#include "thing/thing_pass_store.h"
#include <string.h>

enum { TOGETHER = 256 };

// ---- who holds from a day on -----------------------------------------------------------------------

static bool over_there(Db *db, Arena *a, i64 id, i64 day)
{
    Place p;
    return place_load(db, a, id, &p) && place_over(&p, day);
}

static i64 level_on(Db *db, Arena *a, i64 level, const Thing *t, const Place *p, i64 day)
{
    Place rows[PLACES_OVER];
    i64 ids[PLACES_OVER];
    int count = places_on(db, a, p, day, ids, rows, PLACES_OVER);
    i64 org = level_org(db, a, level, t->subject, ids, count, day);
    return org == t->about_org ? 0 : org;
}

// What is told late of a day long past must not land where nobody is any more.
i64 level_holder(Db *db, Arena *a, i64 level, const Thing *t, const Place *p, const Answering *by)
{
    Org o;
    i64 org = level_org(db, a, level, t->subject, by->places, by->count, by->day);
    if (org == t->about_org) org = 0;
    if (!org || by->day >= by->today || !org_load(db, a, org, &o)) return org;
    bool over = org_over(&o, by->today), moved = over_there(db, a, o.place, by->today);
    i64 now = over || moved ? level_on(db, a, level, t, p, by->today) : org;
    return now || over ? now : org;
}

i64 thing_holder(Db *db, Arena *a, const Thing *t, const Place *p, i64 day)
{
    Org o;
    bool known = t->holder && org_load(db, a, t->holder, &o), over = !known || org_over(&o, day);
    if (t->level < LEVEL_COMPOUND || t->level > LEVEL_COUNTY) return over ? 0 : t->holder;
    if (!over && !(org_levels(o.kind) && over_there(db, a, o.place, day))) return t->holder;
    i64 next = level_on(db, a, t->level, t, p, day);
    return next || over ? next : t->holder;
}

// ---- walking ---------------------------------------------------------------------------------------

// from: the place that the org no longer serves, while it lasts itself; 0: its last day is over. kind, after: the last
// thing looked at.
typedef struct Pass {
    Act     *act;
    bool     post;              // back to the queue: what lies with the post `scope`
    Org      org;
    bool     over;
    i64      scope, from, day, kind, after;
    int      count;
    GivenOn *rows;
    Arena   *scratch;
} Pass;

// What it was given from elsewhere stays with an org that lasts.
static bool pass_served(const Pass *p, const Place *at)
{
    i64 ids[PLACES_OVER];
    int count = place_ancestors(p->act->db, p->scratch, at, ids, NULL, PLACES_OVER);
    for (int i = 0; i < count; i++)
        if (ids[i] == p->from) return true;
    return false;
}

// False: it stays. Where nobody serves the level, the nearest office above is told.
static bool pass_decide(Pass *p, const Thing *t, i64 *next, i64 *told)
{
    Db *db = p->act->db;
    Place at;
    if (t->holder != p->org.id || t->level < LEVEL_COMPOUND || t->level > LEVEL_COUNTY) return false;
    if (!place_load(db, p->scratch, t->place, &at) || (!p->over && !pass_served(p, &at))) return false;
    *next = level_on(db, p->scratch, t->level, t, &at, p->day);
    bool moved = p->org.place != p->from;
    if (*next == p->org.id || (!p->over && !*next && !moved)) return false;
    *told = *next;
    for (i64 level = level_above(t->level); level && !*told; level = level_above(level))
        *told = level_on(db, p->scratch, level, t, &at, p->day);
    return true;
}

// Who was given another post meanwhile keeps the thing: only what lies with this post goes back. What was in hand is
// in nobody's, with the org it is given to.
static void pass_one(Pass *p, const ThingStore *s, i64 id)
{
    i64 next, told;
    arena_reset(p->scratch);
    void *row = arena_take(p->scratch, s->record->size, 1);
    const Thing *t = row;
    if (!thing_load(p->act->db, p->scratch, s, id, row)) return;
    next = told = t->holder;
    if (p->post ? t->assignee_post != p->scope : !pass_decide(p, t, &next, &told)) return;
    i64 state = s->kind->handed && t->state == s->kind->handed ? s->kind->unhanded : t->state;
    p->rows[p->count++] = (GivenOn){ s->kind->noun, id, state, next, told };
}

// True: all of the kind were looked at. In steps, since an open sentence would hold up others.
static bool pass_kind(Pass *p, const ThingStore *s)
{
    i64 ids[TOGETHER];
    int n = TOGETHER;
    while (n == TOGETHER && p->count < PASSED_MOST) {
        n = found_open(p->act->db, p->act->arena, p->kind, p->act->county, p->scope, p->after, ids, TOGETHER);
        for (int i = 0; i < n && p->count < PASSED_MOST; i++) pass_one(p, s, p->after = ids[i]);
    }
    return n < TOGETHER && p->count < PASSED_MOST;
}

// The kind behind another whose things go on, by its number; NULL: none. Not by the order of capabilities, or what
// comes before the place where an entry ended would be passed over.
static const ThingStore *kind_next(bool post, i64 after)
{
    const ThingStore *next = NULL;
    for (int c = 0; c < capability_count; c++) {
        const ThingStore *s = capabilities[c]->things ? capabilities[c]->things->store : NULL;
        if (!s || !(post ? s->kind->back : s->kind->pass) || s->kind->noun <= after) continue;
        if (!next || s->kind->noun < next->kind->noun) next = s;
    }
    return next;
}

// Kind by kind from where it stands. True: nothing is left; else kind and after are the place.
static bool pass_walk(Pass *p)
{
    bool whole = true;
    i64 begun = p->kind;
    p->rows = NEW(p->act->arena, GivenOn, PASSED_MOST);
    p->scratch = arena_open(8 << 20);
    for (const ThingStore *s = kind_next(p->post, begun - 1); s && whole; s = kind_next(p->post, p->kind)) {
        if (s->kind->noun > begun) p->after = 0;
        p->kind = s->kind->noun;
        whole = pass_kind(p, s);
    }
    arena_close(p->scratch);
    return whole;
}

// What is left the clock takes in jobs of their own (table passing). Nothing given on: no entry, unless it is the last
// of several.
static Fault passed(const Pass *p, bool whole)
{
    Act *act = p->act;
    const Passing *begun = act->in;
    if (!p->count && whole && !(begun && begun->kind)) return OK;
    Passed *e = NEW(act->arena, Passed, 1);
    *e = (Passed){ .county = act->county, .from = act->path_id, .place = p->from, .at = act->happened_at,
                   .kind = whole ? 0 : MAX(p->kind, 1), .after = whole ? 0 : p->after,
                   .rows = MANY_OF(p->rows, p->count) };
    act->subject = act->path_id;
    act->record = e;
    return OK;
}

// ---- passing on ------------------------------------------------------------------------------------

// Once nothing is left, what lies in the hands of its people goes back to the orgs that hold it. False: there are more.
static bool posts_return(Act *act)
{
    i64 posts[64];
    bool whole = true;
    for (const ThingStore *s = kind_next(true, 0); s; s = kind_next(true, s->kind->noun)) {
        int n = handed_posts(act->db, act->arena, s->kind->noun, act->county, act->path_id, posts, COUNT(posts));
        for (int i = 0; i < n; i++) act_cause(act, (Caused){ "thing_return", .subject = posts[i] });
        whole = whole && n < COUNT(posts);
    }
    return whole;
}

// Behind the end of an org or its leaving a place, or caused by a place that was merged, or by the clock for what is
// left (`in` for these two); it asks nobody again. An end that follows a change is followed itself.
Fault thing_pass_change(Act *act)
{
    assert(id_county(act->path_id) == act->county);
    const Passing *in = act->in;
    bool changed = act->followed && !strcmp(act->followed->action->deed.name, "org_change");
    Pass p = { .act = act, .scope = act->path_id, .day = MAX(day_of(act->happened_at), day_of(act->now)) };
    if (in) p.from = in->place, p.kind = in->kind, p.after = in->after;
    if (changed) p.from = ((const Org *)act->followed->record)->left;
    if (!org_load(act->db, act->arena, act->path_id, &p.org)) return FAULT_thing_unknown;
    p.over = org_over(&p.org, p.day);
    if (changed && p.over) return OK;
    bool serves = !p.over && (!p.from || !org_levels(p.org.kind)), whole = serves || pass_walk(&p);
    if (whole && p.over) whole = posts_return(act);
    return passed(&p, whole);
}

// Behind the end of a post, or caused where its org ended; it asks nobody again.
Fault thing_return_change(Act *act)
{
    assert(id_county(act->path_id) == act->county);
    Pass p = { .act = act, .post = true, .scope = act->path_id };
    return passed(&p, pass_walk(&p));
}

// Each piece is an entry with the moment and the cause of the first. What was done meanwhile has gone on, or is gone.
static Fault rest_work(App *app, Tx *tx, Arena *arena, void *context)
{
    const Passing *p = context;
    Passing now;
    Entry e;
    if (!passing_load(tx_db(tx), p, &now) || now.kind != p->kind || now.after != p->after) return OK;
    Actor clock = { .county = p->county, .clock = true };
    const Action *action = app_action(p->post ? "thing_return" : "thing_pass");
    Fault f = road_do(app, tx, arena, action, &clock, p->county, p->scope, p, p->at, p->cause, &e);
    if (f) log_line("error", "passing", "%lld: %s", (long long)p->scope, fault_name(f));
    return f;
}

void thing_pass_sweep(App *app, i64 now)
{
    enum { RESTS = 8 };
    Passing rests[RESTS];
    (void)now;
    int n = passing_rests(store_reader(app_store(app)), rests, RESTS);
    for (int i = 0; i < n; i++) road_later(app, rest_work, &rests[i], sizeof rests[i]);
}

// ---- with their place ------------------------------------------------------------------------------

// Behind an entry of places: one entry for each that leads elsewhere.
static Fault moves_cause(Act *act)
{
    PlaceLed *led = NEW(act->arena, PlaceLed, PLACES_LED);
    const Act *places = act->followed;
    int n = places_led(act->db, places->action->deed.entry, places->record, led);
    for (int i = 0; i < n; i++) act_cause(act, (Caused){ "thing_move", .subject = led[i].place, .in = &led[i] });
    return OK;
}

// Whoever served the old place alone hands on what whoever serves the new one answers for.
Fault thing_move_change(Act *act)
{
    static_assert((int)PLACES_LED <= (int)CAUSED_MOST, "all may move at once");
    enum { ORGS_MOST = 64 };
    i64 orgs[ORGS_MOST];
    const PlaceLed *led = act->in;
    if (!led) return moves_cause(act);
    assert(id_county(led->into) == act->county);
    Move *move = NEW(act->arena, Move, 1);
    *move = (Move){ .county = act->county, .place = led->place, .into = led->into };
    act->subject = led->place;
    act->record = move;
    int n = led->into == led->place ? 0 : orgs_at(act->db, led->place, day_of(act->now), orgs, ORGS_MOST);
    Passing *from = NEW(act->arena, Passing, 1);
    from->place = led->place;
    for (int i = 0; i < n; i++) act_cause(act, (Caused){ "thing_pass", .subject = orgs[i], .in = from });
    return OK;
}

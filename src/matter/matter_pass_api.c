// matter_pass_api.c: open matters of an org that serves no more go to whoever serves their level then.
//
// An org stops serving with its last day, or at a place that was merged into one which somebody else serves, or by
// moving away. What it held is decided here, matter by matter, and stands in one entry with everything it becomes, at
// most a thousand at a time; apply looks nothing up. No deadline moves: who waits does not wait longer for it.
#include "matter/matter_api.h"
#include "people/people.h"

enum { CHAIN_MOST = 5, TOGETHER = 256 };

// ---- who holds from a day on -----------------------------------------------------------------------

static bool over_there(Db *db, Arena *a, i64 id, i64 day)
{
    Place p;
    return place_load(db, a, id, &p) && place_over(&p, day);
}

static i64 level_on(Db *db, Arena *a, i64 level, const Matter *m, const Place *p, i64 day)
{
    Place rows[PLACES_OVER];
    i64 ids[PLACES_OVER];
    int count = places_on(db, a, p, day, ids, rows, PLACES_OVER);
    i64 org = level_org(db, a, level, m->subject, ids, count, day);
    return org == m->about_org ? 0 : org;
}

// What is told late of a day long past must not land where nobody is any more.
i64 level_holder(Db *db, Arena *a, i64 level, const Matter *m, const Place *p, const Answering *by)
{
    Org o;
    i64 org = level_org(db, a, level, m->subject, by->places, by->count, by->day);
    if (org == m->about_org) org = 0;
    if (!org || by->day >= by->today || !org_load(db, a, org, &o)) return org;
    bool over = org_over(&o, by->today), moved = over_there(db, a, o.place, by->today);
    i64 now = over || moved ? level_on(db, a, level, m, p, by->today) : org;
    return now || over ? now : org;
}

i64 matter_holder(Db *db, Arena *a, const Matter *m, const Place *p, i64 day)
{
    Org o;
    bool known = m->holder && org_load(db, a, m->holder, &o), over = !known || org_over(&o, day);
    if (m->level < LEVEL_COMPOUND || m->level > LEVEL_COUNTY) return over ? 0 : m->holder;
    if (!over && !(org_levels(o.kind) && over_there(db, a, o.place, day))) return m->holder;
    i64 next = level_on(db, a, m->level, m, p, day);
    return next || over ? next : m->holder;
}

// ---- passing on ------------------------------------------------------------------------------------

// from: the place that the org no longer serves, while it lasts itself; 0: its last day is over.
typedef struct Passing {
    Act     *act;
    Org      org;
    bool     over;
    i64      from, day, after;
    int      count;
    GivenOn *rows;
    Arena   *scratch;
} Passing;

// What it was given from elsewhere stays with an org that lasts.
static bool pass_served(const Passing *p, const Place *at)
{
    i64 ids[PLACES_OVER];
    int count = place_ancestors(p->act->db, p->scratch, at, ids, NULL, PLACES_OVER);
    for (int i = 0; i < count; i++)
        if (ids[i] == p->from) return true;
    return false;
}

// False: it stays. Where nobody serves the level, the nearest office above is told.
static bool pass_decide(Passing *p, const Matter *m, i64 *next, i64 *told)
{
    Db *db = p->act->db;
    Place at;
    if (m->holder != p->org.id || m->level < LEVEL_COMPOUND || m->level > LEVEL_COUNTY) return false;
    if (!place_load(db, p->scratch, m->place, &at) || (!p->over && !pass_served(p, &at))) return false;
    *next = level_on(db, p->scratch, m->level, m, &at, p->day);
    bool moved = p->org.place != p->from;
    if (*next == p->org.id || (!p->over && !*next && !moved)) return false;
    *told = *next;
    for (i64 level = level_above(m->level); level && !*told; level = level_above(level))
        *told = level_on(db, p->scratch, level, m, &at, p->day);
    return true;
}

// What was in hand is accepted again: in nobody's hands, with the org it is given to.
static GivenOn given(const Matter *m, i64 holder, i64 told)
{
    return (GivenOn){ m->id, m->state == MATTER_WORKING ? MATTER_ACCEPTED : m->state, holder, told };
}

static void pass_one(Passing *p, i64 id)
{
    Matter m;
    i64 next, told;
    arena_reset(p->scratch);
    p->after = id;
    if (!matter_load(p->act->db, p->scratch, id, &m) || !pass_decide(p, &m, &next, &told)) return;
    p->rows[p->count++] = given(&m, next, told);
}

// True: all were looked at. In steps, since an open sentence would hold up others.
static bool pass_walk(Passing *p)
{
    i64 ids[TOGETHER];
    p->rows = NEW(p->act->arena, GivenOn, PASSED_MOST);
    p->scratch = arena_open(8 << 20);
    int n = TOGETHER;
    while (n == TOGETHER && p->count < PASSED_MOST) {
        n = matter_open_of(p->act->db, p->org.county, p->org.id, p->after, ids, TOGETHER);
        for (int i = 0; i < n && p->count < PASSED_MOST; i++) pass_one(p, ids[i]);
    }
    arena_close(p->scratch);
    return n < TOGETHER && p->count < PASSED_MOST;
}

// More than a thousand follow in entries of their own; of very many the clock takes the rest (people_sweep). Once
// nothing is left, what lies in the hands of its people goes back to the orgs that hold it, and the org is done with.
static void pass_on(Passing *p, bool whole)
{
    Act *act = p->act;
    i64 posts[64];
    if (!whole || (p->over && p->count)) {
        i64 *in = NEW(act->arena, i64, 2);
        in[0] = p->from;
        in[1] = p->over ? 0 : p->after;
        if (act->depth < CHAIN_MOST) act_cause(act, "matter_pass", p->org.id, in, 0);
        return;
    }
    if (!p->over) return;
    int n = matter_posts_of(act->db, p->org.county, p->org.id, posts, COUNT(posts));
    for (int i = 0; i < n; i++) act_cause(act, "matter_return", posts[i], NULL, 0);
    if (n < COUNT(posts)) act_cause(act, "org_lapse", p->org.id, NULL, 0);
}

static void passed(Act *act, i64 from, const GivenOn *rows, int count)
{
    Passed *p = NEW(act->arena, Passed, 1);
    *p = (Passed){ .county = act->county, .from = from, .at = act->happened_at, .rows = MANY_OF(rows, count) };
    act->subject = from;
    act->record = p;
}

// Caused by whoever ends, moves or merges, or by the clock; it asks nobody again. in: the place that the org leaves,
// and the matter behind which to begin.
Fault matter_pass_change(Act *act)
{
    assert(id_county(act->path_id) == act->county);
    Passing p = { .act = act, .day = MAX(day_of(act->happened_at), day_of(act->now)) };
    const i64 *in = act->in;
    if (in) p.from = in[0], p.after = in[1];
    if (!org_load(act->db, act->arena, act->path_id, &p.org)) return FAULT_thing_unknown;
    p.over = org_over(&p.org, p.day);
    if (!p.over && (!p.from || !org_levels(p.org.kind))) return OK;
    bool whole = pass_walk(&p);
    pass_on(&p, whole);
    if (!p.count) return OK;
    passed(act, p.org.id, p.rows, p.count);
    return OK;
}

// ---- back to the queue -----------------------------------------------------------------------------

// Who was given another post meanwhile keeps the matter: only what lies with this post goes back. True: all were looked
// at.
static bool return_walk(Act *act, GivenOn *rows, int *count)
{
    i64 ids[TOGETHER], after = 0;
    Arena *scratch = arena_open(8 << 20);
    int n = TOGETHER;
    while (n == TOGETHER && *count < PASSED_MOST) {
        n = matter_open_of(act->db, act->county, act->path_id, after, ids, TOGETHER);
        for (int i = 0; i < n && *count < PASSED_MOST; i++) {
            Matter m;
            arena_reset(scratch);
            after = ids[i];
            if (!matter_load(act->db, scratch, after, &m) || m.assignee_post != act->path_id) continue;
            rows[(*count)++] = given(&m, m.holder, m.holder);
        }
    }
    arena_close(scratch);
    return n < TOGETHER && *count < PASSED_MOST;
}

// Caused by the end of a post, of the person who ends it or the clock; it asks nobody again. Nothing in its hands: no
// entry. What went back lies with the post no more, so more than a thousand follow in entries of their own.
Fault matter_return_change(Act *act)
{
    assert(id_county(act->path_id) == act->county);
    GivenOn *rows = NEW(act->arena, GivenOn, PASSED_MOST);
    int count = 0;
    bool whole = return_walk(act, rows, &count);
    if (!whole && act->depth < CHAIN_MOST) act_cause(act, "matter_return", act->path_id, NULL, act->happened_at);
    if (count) passed(act, act->path_id, rows, count);
    return OK;
}

// matter_pass_api.c: open matters of an org that serves no more go to whoever serves their level then.
//
// An org stops serving with its last day, or at a place that was merged into one which somebody else serves, or by
// moving away. What it held is decided here, matter by matter, and stands in one entry with everything it becomes, at
// most a thousand at a time; apply looks nothing up. No deadline moves: who waits does not wait longer for it.
#include "matter/matter_api.h"
#include "people/people.h"
#include <string.h>

enum { TOGETHER = 256 };

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
typedef struct Pass {
    Act     *act;
    Org      org;
    bool     over;
    i64      from, day, after;
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
static bool pass_decide(Pass *p, const Matter *m, i64 *next, i64 *told)
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

static void pass_one(Pass *p, i64 id)
{
    Matter m;
    i64 next, told;
    arena_reset(p->scratch);
    p->after = id;
    if (!matter_load(p->act->db, p->scratch, id, &m) || !pass_decide(p, &m, &next, &told)) return;
    p->rows[p->count++] = given(&m, next, told);
}

// True: all were looked at. In steps, since an open sentence would hold up others.
static bool pass_walk(Pass *p)
{
    i64 ids[TOGETHER];
    p->rows = NEW(p->act->arena, GivenOn, PASSED_MOST);
    p->scratch = arena_open(8 << 20);
    int n = TOGETHER;
    while (n == TOGETHER && p->count < PASSED_MOST) {
        n = found_open(p->act->db, NOUN_MATTER, p->org.county, p->org.id, p->after, ids, TOGETHER);
        for (int i = 0; i < n && p->count < PASSED_MOST; i++) pass_one(p, ids[i]);
    }
    arena_close(p->scratch);
    return n < TOGETHER && p->count < PASSED_MOST;
}

// What is left behind `after`, 0 = nothing, the clock takes in jobs of their own (table passing). Nothing given on: no
// entry, unless it is the last of several.
static Fault passed(Act *act, i64 place, i64 after, const GivenOn *rows, int count)
{
    const Passing *begun = act->in;
    if (!count && !after && !(begun && begun->after)) return OK;
    Passed *p = NEW(act->arena, Passed, 1);
    *p = (Passed){ .county = act->county, .from = act->path_id, .place = place, .at = act->happened_at,
                   .after = after, .rows = MANY_OF(rows, count) };
    act->subject = act->path_id;
    act->record = p;
    return OK;
}

// Once nothing is left, what lies in the hands of its people goes back to the orgs that hold it. False: there are more.
static bool posts_return(Act *act)
{
    i64 posts[64];
    int n = matter_posts_of(act->db, act->county, act->path_id, posts, COUNT(posts));
    for (int i = 0; i < n; i++) act_cause(act, (Caused){ "matter_return", .subject = posts[i] });
    return n < COUNT(posts);
}

// Behind the end of an org or its leaving a place, or caused by a place that was merged, or by the clock for what is
// left (`in` for these two); it asks nobody again. An end that follows a change is followed itself.
Fault matter_pass_change(Act *act)
{
    assert(id_county(act->path_id) == act->county);
    const Passing *in = act->in;
    bool changed = act->followed && !strcmp(act->followed->action->deed.name, "org_change");
    Pass p = { .act = act, .day = MAX(day_of(act->happened_at), day_of(act->now)) };
    if (in) p.from = in->place, p.after = in->after;
    if (changed) p.from = ((const Org *)act->followed->record)->left;
    if (!org_load(act->db, act->arena, act->path_id, &p.org)) return FAULT_thing_unknown;
    p.over = org_over(&p.org, p.day);
    if (changed && p.over) return OK;
    bool serves = !p.over && (!p.from || !org_levels(p.org.kind)), whole = serves || pass_walk(&p);
    if (whole && p.over) whole = posts_return(act);
    return passed(act, p.from, whole ? 0 : MAX(p.after, 1), p.rows, p.count);
}

// ---- back to the queue -----------------------------------------------------------------------------

// Who was given another post meanwhile keeps the matter: only what lies with this post goes back. Returns the last one
// looked at, 0 when that were all.
static i64 return_walk(Act *act, GivenOn *rows, int *count)
{
    i64 ids[TOGETHER], after = 0;
    Arena *scratch = arena_open(8 << 20);
    int n = TOGETHER;
    while (n == TOGETHER && *count < PASSED_MOST) {
        n = found_open(act->db, NOUN_MATTER, act->county, act->path_id, after, ids, TOGETHER);
        for (int i = 0; i < n && *count < PASSED_MOST; i++) {
            Matter m;
            arena_reset(scratch);
            after = ids[i];
            if (!matter_load(act->db, scratch, after, &m) || m.assignee_post != act->path_id) continue;
            rows[(*count)++] = given(&m, m.holder, m.holder);
        }
    }
    arena_close(scratch);
    return n < TOGETHER && *count < PASSED_MOST ? 0 : after;
}

// Behind the end of a post, or caused where its org ended; it asks nobody again.
Fault matter_return_change(Act *act)
{
    assert(id_county(act->path_id) == act->county);
    GivenOn *rows = NEW(act->arena, GivenOn, PASSED_MOST);
    int count = 0;
    i64 after = return_walk(act, rows, &count);
    return passed(act, 0, after, rows, count);
}

// ---- what is left ------------------------------------------------------------------------------------

// Each piece is an entry with the moment and the cause of the first. What was done meanwhile has gone on, or is gone.
static Fault rest_work(App *app, Tx *tx, Arena *arena, void *context)
{
    const Passing *p = context;
    Passing now;
    Entry e;
    if (!passing_load(tx_db(tx), p, &now) || now.after != p->after) return OK;
    Actor clock = { .county = p->county, .clock = true };
    const Action *action = app_action(p->post ? "matter_return" : "matter_pass");
    Fault f = road_do(app, tx, arena, action, &clock, p->county, p->scope, p, p->at, p->cause, &e);
    if (f) log_line("error", "passing", "%lld: %s", (long long)p->scope, fault_name(f));
    return f;
}

void matter_pass_sweep(App *app, Db *db)
{
    enum { RESTS = 8 };
    Passing rests[RESTS];
    int n = passing_rests(db, rests, RESTS);
    for (int i = 0; i < n; i++) road_later(app, rest_work, &rests[i], sizeof rests[i]);
}

// matter_read_api.c: reading one matter with its history, and how its due moment came about.
#include "base/text.h"
#include "matter/matter_api.h"
#include "thing/thing_due_api.h"

// What is said along the way as well.
static void steps_veil(Ask *ask, const Sight *s, Many steps)
{
    Step *at = (Step *)(uintptr_t)steps.at;
    for (i64 i = 0; i < steps.count && !s->reader; i++)
        at[i].text = text_masked(ask->arena, at[i].text, STR(""), true);
}

// From the steps, each of which says where it lay afterwards; the clock's raises are nobody's. Where older steps are
// left out the first level is the oldest that is told.
static Many levels_passed(Ask *ask, const Matter *m, Many steps)
{
    const Step *at = steps.at;
    LevelPassed *all = NEW(ask->arena, LevelPassed, steps.count + 1);
    i64 n = 0;
    for (i64 i = 0; i < steps.count; i++) {
        if (n && all[n - 1].level == at[i].level) {
            all[n - 1].holder = at[i].holder;
            continue;
        }
        if (n) all[n - 1].to_at = at[i].at, all[n - 1].lapsed = at[i].verb == VERB_RAISE && !at[i].org;
        all[n++] = (LevelPassed){ .level = at[i].level, .from_at = at[i].at, .holder = at[i].holder };
    }
    if (!n) all[n++] = (LevelPassed){ .level = m->level, .from_at = m->filed_at, .holder = m->holder };
    for (i64 i = 0; i < n; i++) all[i].holder_name = org_named(ask, all[i].holder, &all[i].holder_kind);
    return MANY_OF(all, n);
}

// One snapshot for all of it. Nobody's own answer is kept for the next asker.
Fault matter_read(Ask *ask)
{
    Matter m;
    Sight s;
    ThingWhole history = { .steps_before = 0 };
    Fault f = ask_thing(ask, &matter_things, &m, &s);
    if (f) return f;
    MatterWhole whole = { .steps_before = 0 };
    matter_show(ask->db, ask->arena, ask->pack, &m, &s, true, &whole.shown);
    whole.deeds = thing_can(&matter_things, ask->arena, ask->pack, &m, day_of(ask->now), &s, ask->who->lang);
    thing_history(ask, &matter_things, &m, &s, &history);
    steps_veil(ask, &s, history.steps);
    whole.steps = history.steps;
    whole.steps_before = history.steps_before;
    whole.parties = history.parties;
    whole.passed = levels_passed(ask, &m, history.steps);
    ask->reader = s.reader;
    return ask_tell(ask, &whole);
}

// ---- how the due moment came about -----------------------------------------------------------------------

// For everybody who may see the matter: a deadline nobody can check is none.
Fault matter_clock(Ask *ask)
{
    Matter m;
    Sight s;
    Fault f = ask_thing(ask, &matter_things, &m, &s);
    if (f) return f;
    Pauses p = matter_pauses(ask->db, ask->arena, &m);
    DueAsk due = matter_due_ask(ask->pack, &m, p.at, p.count);
    Reckoning told = { .id = m.id, .level = m.level, .urgency = m.urgency };
    reckon(ask, &due, pack_deadline(ask->pack, m.subject, m.urgency, m.level, day_of(m.clock_at)), &told);
    return ask_tell(ask, &told);
}

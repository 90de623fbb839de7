// matter_read_api.c: reading one matter with its history, and how its due moment came about.
#include "matter/matter_api.h"
#include "people/people.h"
#include <string.h>

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
    whole.steps = history.steps;
    whole.steps_before = history.steps_before;
    whole.parties = history.parties;
    ask->reader = s.reader;
    return ask_tell(ask, &whole);
}

// ---- how the due moment came about -----------------------------------------------------------------------

// What the sink of due_explain fills.
typedef struct Days { Arena *arena; Lang lang; DayCounted *at; i64 count, room; } Days;

// One line per day, so that anybody can count along with a calendar in hand.
static void day_sink(void *context, const DueDay *d)
{
    static const char *const whys[] = { "started", "counted", "rest", "holiday", "makeup", "paused", "rolled", "due" };
    Days *days = context;
    static_assert(COUNT(whys) == DUE_LAST + 1, "a word for each reason");
    if (days->count == days->room) {
        DayCounted *more = NEW(days->arena, DayCounted, days->room = MAX(32, 2 * days->room));
        if (days->count) memcpy(more, days->at, (size_t)days->count * sizeof *more);
        days->at = more;
    }
    days->at[days->count++] = (DayCounted){ d->day, d->counts, d->counted, d->minutes, str(whys[d->why]),
        str(due_why(d->why, days->lang)), arena_str(days->arena, d->name) };
}

// Names the row, its source and the pack's hash: the same question later can be told from the same rule.
static void reckoning_begin(Ask *ask, const Matter *m, Reckoning *into)
{
    const Deadline *d = pack_deadline(ask->pack, m->subject, m->urgency, m->level, day_of(m->clock_at));
    DeadlineRow *row = NEW(ask->arena, DeadlineRow, 1);
    PackNamed *pack = NEW(ask->arena, PackNamed, 1);
    if (d) *row = (DeadlineRow){ d->amount, d->unit, d->calendar, d->subject, d->source, d->evidence };
    *pack = (PackNamed){ ask->pack->heads[0].id, ask->pack->heads[0].version, ask->pack->hash_text };
    *into = (Reckoning){
        .id = m->id, .level = m->level, .urgency = m->urgency, .started_at = m->clock_at, .pack = { pack },
        .deadline = { d ? row : NULL },
    };
}

// Counts again what was decided, with the pack of now: when the two differ the calendar changed, and the clock will
// recompute. For everybody who may see the matter: a deadline nobody can check is none.
Fault matter_clock(Ask *ask)
{
    Matter m;
    Sight s;
    Reckoning told;
    Fault f = ask_thing(ask, &matter_things, &m, &s);
    if (f) return f;
    Pauses p = matter_pauses(ask->db, ask->arena, &m);
    DueAsk due_ask = matter_due_ask(ask->pack, &m, p.at, p.count);
    Days days = { .arena = ask->arena, .lang = ask->who->lang };
    Due due = due_ask.unit ? due_explain(&due_ask, day_sink, &days) : (Due){ 0 };
    reckoning_begin(ask, &m, &told);
    told.pauses = MANY_OF(p.at, p.count);
    told.days = MANY_OF(days.at, days.count);
    told.due_at = due.at;
    told.provisional = due.provisional;
    return ask_tell(ask, &told);
}

// matter_read_api.c: reading one matter with its history, and how its due moment came about.
#include "matter/matter_api.h"
#include "people/people.h"
#include <string.h>

enum { STEPS_FEW = 10, STEPS_MOST = 200, PARTIES_FEW = 10, PARTIES_MOST = 200 };

// ---- one matter ----------------------------------------------------------------------------------------

// A matter that is not for this asker is unknown to them, like one that never was. By id, or by the number that people
// quote.
Fault ask_matter(Ask *ask, Matter *m, Sight *s)
{
    ThingNumber number;
    if (!ask->path_id) {
        i64 id;
        if (!thing_number_read(ask->arena, ask->path_word, ask->county, &number))
            return str_number(ask->path_word, &id) && id > 0 ? FAULT_thing_unknown : FAULT_path_unknown;
        ask->path_id = matter_numbered(ask->db, &number);
        ask->county = number.county;
        ask->pack = app_pack(ask->app, number.county);
    }
    if (!matter_load(ask->db, ask->arena, ask->path_id, m)) return FAULT_thing_unknown;
    matter_sight(ask->db, ask->arena, ask->who, m, s);
    return s->sees ? OK : FAULT_thing_unknown;
}

// Everybody reads what is open; internal notes only staff; the reporter also their own words. At most STEPS_MOST; one
// more is asked for, to know whether there are. Where a matter has too many, the newest are wanted: hardly one has, so
// that is looked at only then. Nor has one many: room for all would cost more than reading.
static void matter_steps_shown(Ask *ask, const Matter *m, const Sight *s, MatterWhole *whole)
{
    Step *steps = NEW(ask->arena, Step, STEPS_FEW);
    int n = matter_steps(ask->db, ask->arena, m, 0, steps, STEPS_FEW), shown = 0;
    if (n == STEPS_FEW) {
        steps = NEW(ask->arena, Step, STEPS_MOST + 1);
        n = matter_steps(ask->db, ask->arena, m, 0, steps, STEPS_MOST + 1);
    }
    whole->steps_before = n > STEPS_MOST;
    if (whole->steps_before) {
        i64 from = matter_steps_from(ask->db, m, STEPS_MOST);
        n = matter_steps(ask->db, ask->arena, m, from, steps, STEPS_MOST);
    }
    StepShown *rows = NEW(ask->arena, StepShown, n);
    for (int i = 0; i < n; i++) {
        Org org;
        if (!step_shown(s, ask->who, &steps[i])) continue;
        bool named = steps[i].org && org_load(ask->db, ask->arena, steps[i].org, &org);
        rows[shown++] = (StepShown){ steps[i], named ? org.name : STR("") };
    }
    whole->steps = MANY_OF(rows, shown);
}

// For whoever handles it and the reporter; the public sees the holder alone.
static Many matter_parties_shown(Ask *ask, const Matter *m)
{
    Party *parties = NEW(ask->arena, Party, PARTIES_FEW);
    int n = matter_parties(ask->db, ask->arena, m, parties, PARTIES_FEW);
    if (n == PARTIES_FEW) {
        parties = NEW(ask->arena, Party, PARTIES_MOST);
        n = matter_parties(ask->db, ask->arena, m, parties, PARTIES_MOST);
    }
    PartyShown *rows = NEW(ask->arena, PartyShown, n);
    for (int i = 0; i < n; i++) {
        Org org;
        rows[i].party = parties[i];
        rows[i].name = org_load(ask->db, ask->arena, parties[i].org, &org) ? org.name : STR("");
    }
    return MANY_OF(rows, n);
}

// One snapshot for all of it. Nobody's own answer is kept for the next asker.
Fault matter_read(Ask *ask)
{
    Matter m;
    Sight s;
    MatterWhole whole = { .steps_before = 0 };
    Fault f = ask_matter(ask, &m, &s);
    if (f) return f;
    matter_show(ask->db, ask->arena, ask->pack, &m, &s, true, &whole.shown);
    whole.deeds = matter_can(ask->arena, ask->pack, &m, day_of(ask->now), &s, ask->who->lang);
    matter_steps_shown(ask, &m, &s, &whole);
    if (s.rights & (RIGHT_STAFF | RIGHT_OWN)) whole.parties = matter_parties_shown(ask, &m);
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
    Fault f = ask_matter(ask, &m, &s);
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

// ---- a place that is asked for ---------------------------------------------------------------------------------

// An old code leads to the place that had it. Where it was given again since, the day says whose is meant.
bool ask_place(Ask *ask, Str code, i64 day, Place *p)
{
    if (!code.len) code = arena_fmt(ask->arena, "%06lld", (long long)ask->county);
    bool known = day == DAY_NONE ? place_known(ask->db, ask->arena, code, p)
                                 : place_by_code(ask->db, ask->arena, code, day, p);
    if (!known) ask_problem(ask, "place", FAULT_place_unknown);
    return known;
}

// matter_clock_api.c: time as a party. What fell due is raised, in the order of the due moments; cost follows what is
// due, never what exists. On test installations the operator may run the clock to a stated moment.
//
// Index `due` holds one row per open deadline. The sweep runs on the writer's idle, reads one row per county and hands
// the work to jobs that wait behind people's own. Each raise is an ordinary deed at its due moment, so what a late
// sweep writes is what a punctual one would have written.
#include "matter/matter_api.h"

// So many raises share a transaction: a batch of people's jobs is never held up longer than by one of these.
enum { SWEEP_MOST = 64 };

// Test installations only: real time cannot be wound by anybody.
static const Field clock_in_fields[] = {
    MOMENT_FIELD(ClockIn, until, "推进到", "Until"),
    FLAG_FIELD(ClockIn, keep, "不改变时钟范围", "Leave the clock's reach as it is"),
    FLAG_FIELD(ClockIn, live, "恢复实时", "Live again: the reach is now"),
};
const Record clock_in_record = RECORD(ClockIn, "clock_in", clock_in_fields, "时钟", "Running the clock");

// ---- one stretch of the clock ------------------------------------------------------------------------------

// What was raised is told to the stand-in for staff; level is where the matter lies afterwards.
typedef struct Sweep { i64 until, county; Raised at[SWEEP_MOST]; int count; } Sweep;

static const Deeding nothing = { .open = -1 };

// at: the due moment, which the entry bears as the moment it happened. The matter's row in `due` is replaced by its
// apply.
static Fault sweep_one(App *app, Tx *tx, Arena *arena, i64 county, i64 matter, i64 at, Sweep *sweep)
{
    assert(sweep->count < SWEEP_MOST && at);
    if (matter <= 0 || id_county(matter) != county) return FAULT_thing_unknown;      // a damaged row of `due`
    Actor clock = { .county = county, .clock = true };
    Entry e;
    Fault f = road_do(app, tx, arena, app_action("matter_raise"), &clock, county, matter, &nothing, at, 0, &e);
    if (f) return f;
    Matter m;
    if (!matter_load(tx_db(tx), arena, matter, &m)) return FAULT_store_failed;
    sweep->at[sweep->count++] = (Raised){ matter, m.level, at };
    return OK;
}

// A matter that cannot be raised must not stop time for all others: it is told, and waits no longer.
static Fault sweep_skip(Db *db, i64 county, i64 at, i64 matter, Fault f)
{
    assert(f != OK);
    if (f == FAULT_store_failed || f == FAULT_store_full || db_failed(db)) return f;
    log_line("error", "sweep", "matter %lld could not be raised: %s", (long long)matter, fault_name(f));
    due_forget(db, county, at, matter);
    return OK;
}

// Up to 64 in one transaction, in the order of their due moments; one county (0 = all), so that a county whose log is
// broken holds up nobody else.
// Each turn takes the earliest again: raising one may make the next one due, at a level with hours only.
static Fault sweep_work(App *app, Tx *tx, Arena *arena, void *context)
{
    Sweep *sweep = context;
    Db *db = tx_db(tx);
    sweep->count = 0;
    assert(sweep->county >= 0);
    i64 county = sweep->county ? sweep->county : due_county(db, -1);
    for (; county >= 0; county = sweep->county ? -1 : due_county(db, county)) {
        i64 matter = 0, at;
        while (sweep->count < SWEEP_MOST && (at = due_first(db, county, sweep->until, &matter)) != 0) {
            Fault f = sweep_one(app, tx, arena, county, matter, at, sweep);
            if (f) f = sweep_skip(db, county, at, matter, f);
            if (f) return f;
        }
        if (sweep->count == SWEEP_MOST) break;
    }
    return OK;
}

// One look-up a county.
static bool sweep_any(Db *db, i64 until)
{
    i64 matter;
    for (i64 county = due_county(db, -1); county >= 0; county = due_county(db, county))
        if (due_first(db, county, until, &matter)) return true;
    return false;
}

// ---- calendars that were published ---------------------------------------------------------------------------

typedef struct Recount { i64 county, after; } Recount;

// Due moments marked provisional are computed anew when the pack changed; at most 64 a transaction.
// Goes on behind the last matter looked at, in a job of its own each time, until none is left; a matter that no longer
// takes it (not now) is passed over.
static Fault recount_work(App *app, Tx *tx, Arena *arena, void *context)
{
    Recount *r = context;
    Actor clock = { .county = r->county, .clock = true };
    for (int n = 0; n < SWEEP_MOST; n++) {
        Matter m;
        r->after = due_provisional(tx_db(tx), r->county, r->after);
        if (!r->after || !matter_load(tx_db(tx), arena, r->after, &m) || m.county != r->county) break;
        Matter now = m;
        Pauses p = matter_pauses(tx_db(tx), arena, &m);
        matter_due(app_pack(app, r->county), &now, p.at, p.count);
        if (!thing_open(&matter_kind, m.state) || (now.provisional && now.due_at == m.due_at)) continue;
        Entry e;
        Fault f = road_do(app, tx, arena, app_action("matter_recompute"), &clock, r->county, m.id, &nothing, 0, 0, &e);
        if (f && f != FAULT_deed_not_now) return f;
    }
    if (r->after) road_later(app, recount_work, r, sizeof *r);
    return OK;
}

// ---- a clock that ran ahead ----------------------------------------------------------------------------------

const Deeding matter_retimed = { .open = -1 };

// Of the matters that the entries of a bad stretch are about, those whose period began in it: it begins now, or what
// was promised within days would fall due when that time comes. At most 64 entries a transaction.
static Fault retime_work(App *app, Tx *tx, Arena *arena, void *context)
{
    Stretch *s = context;
    Actor clock = { .county = s->county, .clock = true };
    i64 ids[SWEEP_MOST], now = tx_now(tx, s->county);
    int n = 0;
    Rows *rows = stretch_subjects(tx_db(tx), s->county, s->first, s->end, SWEEP_MOST);
    for (; n < SWEEP_MOST && rows_next(rows); n++) {
        s->first = rows_i64(rows, 0) + 1;
        ids[n] = rows_i64(rows, 1);
    }
    rows_end(rows);
    for (int i = 0; i < n; i++) {
        Matter m;
        Entry e;
        if (!matter_load(tx_db(tx), arena, ids[i], &m) || m.county != s->county || m.clock_at <= now) continue;
        const Action *recompute = app_action("matter_recompute");
        Fault f = road_do(app, tx, arena, recompute, &clock, s->county, m.id, &matter_retimed, 0, 0, &e);
        if (f && f != FAULT_deed_not_now) return f;
    }
    if (n == SWEEP_MOST) road_later(app, retime_work, s, sizeof *s);
    return OK;
}

// Behind the mark of a county; the work follows in jobs of its own, and each matter has its own entry.
Fault matter_retime_change(Act *act)
{
    const ClockMark *mark = act->followed->record;
    Stretch s = { act->county, mark->first_n - 1, act->cause - 1 };
    if (act->county && mark->first_n) road_later(act->app, retime_work, &s, sizeof s);
    return OK;
}

// Reads only, and never waits: the writer's own thread calls it. now: how far the clock may raise, not always the
// present.
void matter_sweep(App *app, i64 now)
{
    Db *db = store_reader(app_store(app));
    i64 matter;
    bool recount = app_calendar_changed(app);
    matter_pass_sweep(app, db);
    for (i64 county = due_county(db, -1); county >= 0; county = due_county(db, county)) {
        Sweep sweep = { .until = now, .county = county };
        if (recount) road_later(app, recount_work, &(Recount){ .county = county }, sizeof(Recount));
        if (due_first(db, county, now, &matter)) road_later(app, sweep_work, &sweep, sizeof sweep);
    }
}

// ---- the operator's clock ------------------------------------------------------------------------------------

// The earliest due moment of all counties; 0 when nothing is due ever.
static i64 sweep_next(Db *db)
{
    i64 next = 0, matter;
    for (i64 county = due_county(db, -1); county >= 0; county = due_county(db, county)) {
        i64 at = due_first(db, county, INT64_MAX, &matter);
        if (at && (!next || at < next)) next = at;
    }
    return next;
}

// last: the last stretch, told one by one; raised: of all stretches; more: with `keep`, others are due still.
typedef struct ClockRun { Sweep last; i64 raised; bool more; } ClockRun;

// Behind what was handed to patient jobs before it.
static Fault swept_work(App *app, Tx *tx, Arena *arena, void *context)
{
    (void)app, (void)tx, (void)arena, (void)context;
    return OK;
}

// `keep`: one stretch, told one by one, the reach unchanged (the stand-in for staff steps along). Else to the end.
// On the slow pool: each stretch waits for its commit, which the writer's thread must never do. Beyond the present too:
// what falls due by then is raised at its due moment, though people's own deeds still happen now.
Fault clock_prepare(Act *act)
{
    assert(!act->tx);
    const ClockIn *in = act->in;
    ClockRun *run = NEW(act->arena, ClockRun, 1);
    act->own = run;
    if (in->live) {
        app_set_sweep_until(act->app, 0);
        return OK;
    }
    if (!in->until) return act_problem(act, "until", FAULT_field_missing);
    run->last.until = in->until;
    Db *db = store_reader(app_store(act->app));
    while (sweep_any(db, run->last.until)) {
        Fault f = road_work(act->app, sweep_work, &run->last, true);
        if (f) return f;
        run->raised += run->last.count;
        run->more = run->last.count == SWEEP_MOST;
        if (in->keep || !run->last.count) break;
    }
    if (in->keep) return OK;
    app_set_sweep_until(act->app, in->until);
    for (int i = 0; i < capability_count; i++)                  // posts and orgs whose last day is over by then
        if (capabilities[i]->sweep && capabilities[i] != &matter_capability)
            capabilities[i]->sweep(act->app, in->until);
    return road_work(act->app, swept_work, NULL, true);
}

// All was done by jobs of their own; this one only makes the answer follow them.
Fault clock_change(Act *act)
{
    (void)act;
    return OK;
}

// next: when anything falls due after this, so that the caller can step from one to the next.
void clock_answer(Act *act, const Entry *e, Out *o)
{
    assert(act->own);
    (void)e;
    const ClockRun *run = act->own;
    ClockDone done = { run->raised, run->more, MANY_OF(run->last.at, run->last.count), sweep_next(act->db) };
    act_tell(act, o, &done);
}

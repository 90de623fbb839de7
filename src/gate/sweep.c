// sweep.c: time as a party. What fell due is done, in the order of the due moments; cost follows what is due, never
// what exists. On test installations the operator may run the clock to a stated moment.
//
// Table `due` holds one row per moment at which something is to happen by itself, and Capability.dues says which action
// that is. The sweep runs on the writer's idle, reads one row per county and hands the work to jobs that wait behind
// people's own. Each deed bears its due moment, so what a late sweep writes is what a punctual one would have written.
#include "gate/gate_api.h"

// So many share a transaction: a batch of people's jobs is never held up longer than by one of these.
enum { SWEEP_MOST = 64 };

// ---- a row that cannot be done ------------------------------------------------------------------------------

const Record due_forgot_record = RECORD_OF(DueForgot, "due_forgot", "到期未办", "A due moment passed in vain",
    DUE_FIELDS(DueForgot),
    TEXT_FIELD(DueForgot, fault, "原因", "Why", .max = 40));

// The next deed done to the thing sets its due moments anew. An id that is none is no subject either: then the county.
Fault due_forget_change(Act *act)
{
    act->subject = act->path_id > 0 ? act->path_id : act->county * COUNTY_IDS;
    act->record = act->in;
    return OK;
}

void due_forget_apply(Apply *ap, const Entry *e, void *record)
{
    (void)e;
    due_drop(ap->db, &((const DueForgot *)record)->row);
}

// ---- one stretch of the clock -------------------------------------------------------------------------------

// tried: also those that could not be done. county: -1 = all of them.
typedef struct Sweep { i64 until, county; DueRow done[SWEEP_MOST]; int count, tried; } Sweep;
typedef struct Turn { App *app; Arena *arena; DueRow row; Actor clock; } Turn;

static const Action *due_action(const DueRow *row)
{
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->due_count; i++) {
            const DueDeed *d = &capabilities[c]->dues[i];
            if (d->kind == row->kind && d->what == row->what) return app_action(d->action);
        }
    return NULL;
}

// A row that names something that is not there, or of another county, there is only where the table is damaged.
static Fault turn_do(Tx *tx, void *context)
{
    Entry e;
    Turn *t = context;
    const DueRow *row = &t->row;
    const Action *action = due_action(row);
    if (!action || row->id <= 0 || id_county(row->id) != row->county) return FAULT_thing_unknown;
    Fault f = road_do(t->app, tx, t->arena, action, &t->clock, row->county, row->id, NULL, row->at, 0, &e);
    return f ? f : due_held(tx_db(tx), row) ? FAULT_breakage : OK;
}

// What cannot be done must not stop time for everything behind it: it is told, and waits no longer. That is an entry,
// since the next replay must forget it too.
static Fault turn_skip(Tx *tx, Turn *t, Fault why)
{
    Entry e;
    const DueRow *row = &t->row;
    assert(why != OK);
    if (why == FAULT_store_failed || why == FAULT_store_full || db_failed(tx_db(tx))) return why;
    const Action *action = due_action(row);
    log_line("error", "sweep", "%s of %lld could not be done: %s", action ? action->deed.name : "what fell due",
             (long long)row->id, fault_name(why));
    DueForgot *forgot = NEW(t->arena, DueForgot, 1);
    *forgot = (DueForgot){ .row = *row, .fault = str(fault_name(why)) };
    Fault f = road_do(t->app, tx, t->arena, app_action("due_forget"), &t->clock, row->county, row->id, forgot, row->at,
                      0, &e);
    return f ? f : due_held(tx_db(tx), row) ? FAULT_breakage : OK;
}

// Up to 64 in one transaction, in the order of their due moments; a county by itself, so that one whose log is broken
// holds up nobody else. Each turn takes the earliest again: a deed may make the next one due. A deed that falls takes
// with it what it caused.
static Fault sweep_work(App *app, Tx *tx, Arena *arena, void *context)
{
    Sweep *sweep = context;
    Db *db = tx_db(tx);
    sweep->count = sweep->tried = 0;
    i64 county = sweep->county >= 0 ? sweep->county : due_county(db, -1);
    for (; county >= 0 && sweep->tried < SWEEP_MOST; county = sweep->county >= 0 ? -1 : due_county(db, county)) {
        Turn t = { .app = app, .arena = arena, .clock = { .county = county, .clock = true } };
        while (sweep->tried < SWEEP_MOST && due_first(db, county, sweep->until, &t.row)) {
            sweep->tried++;
            Fault f = tx_part(tx, turn_do, &t);
            if (!f) sweep->done[sweep->count++] = t.row;
            else if ((f = turn_skip(tx, &t, f)) != OK) return f;
        }
    }
    return OK;
}

// Reads only, and never waits: the writer's own thread calls it. until: how far the clock may go, not always now.
void sweep_due(App *app, i64 until)
{
    Db *db = store_reader(app->store);
    DueRow row;
    for (i64 county = due_county(db, -1); county >= 0; county = due_county(db, county)) {
        Sweep sweep = { .until = until, .county = county };
        if (due_first(db, county, until, &row)) road_later(app, sweep_work, &sweep, sizeof sweep);
    }
}

// ---- the operator's clock -----------------------------------------------------------------------------------

// Test installations only: real time cannot be wound by anybody.
typedef struct ClockIn { i64 until, keep, live; } ClockIn;
const Record clock_in_record = RECORD_OF(ClockIn, "clock_in", "时钟", "Running the clock",
    MOMENT_FIELD(ClockIn, until, "推进到", "Until"),
    FLAG_FIELD(ClockIn, keep, "不改变时钟范围", "Leave the clock's reach as it is"),
    FLAG_FIELD(ClockIn, live, "恢复实时", "Live again: the reach is now"));

typedef struct ClockDone { i64 count, more; Many done; i64 next; } ClockDone;
const Record clock_done_record = RECORD_NOTED(ClockDone, "clock", "时钟", "Clock",
    "What fell due.",
    COUNT_FIELD(ClockDone, count, "到期件数", "How much fell due and was done"),
    FLAG_FIELD(ClockDone, more, "尚有", "More is due still"),
    MANY_FIELD(ClockDone, done, due_record, "到期", "The last of it"),
    MOMENT_FIELD(ClockDone, next, "下次到期", "When anything falls due next"));

// Over all counties; false: nothing ever falls due.
static bool sweep_next(Db *db, i64 until, i64 *at)
{
    DueRow row;
    *at = 0;
    for (i64 county = due_county(db, -1); county >= 0; county = due_county(db, county))
        if (due_first(db, county, until, &row) && (!*at || row.at < *at)) *at = row.at;
    return *at != 0;
}

// last: the last stretch, told one by one; count: of all stretches; more: with `keep`, others are due still.
typedef struct ClockRun { Sweep last; i64 count; bool more; } ClockRun;

// Behind what was handed to patient jobs before it.
static Fault swept_work(App *app, Tx *tx, Arena *arena, void *context)
{
    (void)app, (void)tx, (void)arena, (void)context;
    return OK;
}

// `keep`: one stretch, told one by one, the reach unchanged (the stand-in for staff steps along). Else to the end.
// On the slow pool: each stretch waits for its commit, which the writer's thread must never do. Beyond the present too:
// what falls due by then is done at its due moment, though people's own deeds still happen now.
Fault clock_run_prepare(Act *act)
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
    run->last.county = -1;
    i64 at;
    while (sweep_next(store_reader(act->app->store), in->until, &at)) {
        Fault f = road_work(act->app, sweep_work, &run->last, true);
        if (f) return f;
        run->count += run->last.count;
        run->more = run->last.tried == SWEEP_MOST;
        if (in->keep) return OK;
    }
    app_set_sweep_until(act->app, in->until);
    for (int i = 0; i < capability_count; i++)
        if (capabilities[i]->sweep) capabilities[i]->sweep(act->app, in->until);
    return road_work(act->app, swept_work, NULL, true);
}

// All was done by jobs of their own; this one only makes the answer follow them.
Fault clock_run_change(Act *act)
{
    (void)act;
    return OK;
}

// next: when anything falls due after this, so that the caller can step from one to the next.
void clock_run_answer(Act *act, Out *o)
{
    assert(act->own);
    const ClockRun *run = act->own;
    i64 next;
    sweep_next(act->db, INT64_MAX, &next);
    act_tell(act, o, &(ClockDone){ run->count, run->more, MANY_OF(run->last.done, run->last.count), next });
}

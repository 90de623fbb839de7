// matter_clock_api.c: due moments that are reckoned anew: a calendar was published, or a clock that ran ahead was set
// right.
#include "matter/matter_api.h"

// So many share a transaction: a batch of people's jobs is never held up longer than by one of these.
enum { ANEW_MOST = 64 };

static const Deeding nothing = { .open = -1 };

// ---- calendars that were published ---------------------------------------------------------------------------

typedef struct Recount { i64 county, after; } Recount;

// Due moments marked provisional are computed anew when the pack changed; at most 64 a transaction.
// Goes on behind the last matter looked at, in a job of its own each time, until none is left; a matter that no longer
// takes it (not now) is passed over.
static Fault recount_work(App *app, Tx *tx, Arena *arena, void *context)
{
    Recount *r = context;
    Actor clock = { .county = r->county, .clock = true };
    for (int n = 0; n < ANEW_MOST; n++) {
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
    i64 ids[ANEW_MOST], now = tx_now(tx, s->county);
    int n = 0;
    Rows *rows = stretch_subjects(tx_db(tx), s->county, s->first, s->end, ANEW_MOST);
    for (; n < ANEW_MOST && rows_next(rows); n++) {
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
    if (n == ANEW_MOST) road_later(app, retime_work, s, sizeof *s);
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

// On the writer's idle: once for each pack that was loaded. By the matters themselves: one that is overdue at the top
// waits for nothing any more, and its moment was provisional all the same.
void matter_sweep(App *app, i64 now)
{
    Db *db = store_reader(app_store(app));
    (void)now;
    if (!app_calendar_changed(app)) return;
    for (i64 county = due_provisional_county(db, -1); county >= 0; county = due_provisional_county(db, county))
        road_later(app, recount_work, &(Recount){ .county = county }, sizeof(Recount));
}

// clock_api.c: the operator's word on the machine's clock. While it is in doubt (store/clock.h) nothing is changed; an
// accept says that the system's word is right as it is, and is an entry like any other deed.
// Where the journal is ahead of that word, a clock that ran ahead wrote it: the county then gets an entry of its own,
// recorded now, which says from which entry on the moments in front of it cannot be trusted. It is the one kind of
// entry that may be recorded before the one in front of it. What own rows such a clock left (locks, limits, sessions)
// goes, or it would hold until that time comes.
#include "gate/gate_api.h"
#include "gate/gate_store.h"

const Record clock_mark_record = RECORD_OF(ClockMark, "clock_mark", "时钟核对", "The clock was accepted",
    COUNT_FIELD(ClockMark, county, "县区", "County", .flags = KEY | SERVER, .note = "0: the installation's own log."),
    COUNT_FIELD(ClockMark, n, "记录号", "Entry", .flags = KEY | SERVER),
    MOMENT_FIELD(ClockMark, was, "此前时刻", "Moment before", .flags = SERVER,
                 .note = "County 0: what the clock should have said; else the newest moment recorded before."),
    MOMENT_FIELD(ClockMark, at, "认定时刻", "Moment taken as right", .flags = SERVER),
    COUNT_FIELD(ClockMark, first_n, "不可信的第一条", "First entry of the bad stretch", .flags = SERVER,
                .note = "From this entry up to this one the moments ran ahead; 0: none did."));

// Which way and how far, in words of its own: a page or a monitor need not know our bounds.
const Record clock_is_record = RECORD_OF(ClockIs, "clock_is", "时钟", "The machine's clock",
    FLAG_FIELD(ClockIs, agrees, "可信", "Agrees", .note = "False: changes wait until it does or is accepted."),
    MOMENT_FIELD(ClockIs, system, "系统时间", "The system's word"),
    MOMENT_FIELD(ClockIs, expected, "应为", "What it should be, by the steady clock and the journal"));

const Record clock_shift_record = RECORD_OF(ClockShift, "clock_shift", "时钟偏移", "The clock is moved",
    COUNT_FIELD(ClockShift, seconds, "偏移秒数", "Seconds", .flags = NEEDED, .min = -4000000000, .max = 4000000000));

static ClockIs clock_is(App *app)
{
    ClockState s = store_clock(app->store);
    return (ClockIs){ s.agrees, s.system, s.expected };
}

Fault clock_state_read(Ask *ask)
{
    ClockIs is = clock_is(ask->app);
    return ask_tell(ask, &is);
}

// ---- accepting ---------------------------------------------------------------------------------------

typedef struct Accepted { i64 accepted, ahead, at; } Accepted;
const Record clock_accepted_record = RECORD_OF(Accepted, "clock_accepted", "认定时钟", "The clock is taken as it is.",
    FLAG_FIELD(Accepted, accepted, "已认定", "False: it agreed already, and nothing was recorded"),
    COUNT_FIELD(Accepted, ahead, "时刻超前的日志数", "Logs that hold entries which ran ahead"),
    MOMENT_FIELD(Accepted, at, "认定时刻", "The moment taken as right"));

Fault clock_where(Act *act)
{
    act->county = 0;
    return OK;
}

// The first entry behind the last accept that bears a moment later than `at`: between two accepts they ascend.
static i64 bad_first(Act *act, i64 county, i64 at)
{
    i64 low = mark_last(act->db, county), high = entries_count(act->db, county);
    while (low < high) {
        Entry e;
        i64   middle = low + (high - low) / 2;
        Arena *a = arena_open(32 << 20);
        bool later = entry_read(act->db, a, county, middle, &e) && e.recorded_at > at;
        arena_close(a);
        if (later) high = middle;
        else low = middle + 1;
    }
    return low + 1;
}

// One county's own mark; `in` is what was there before.
static Fault mark_county(Act *act, i64 county, i64 was)
{
    Entry     e;
    ClockMark in = { .county = county, .was = was, .at = tx_real(act->tx) };
    in.first_n = bad_first(act, county, in.at);
    return road_do(act->app, act->tx, act->arena, app_action(CLOCK_ACCEPT), act->who, county, county * COUNTY_IDS, &in,
                   in.at, 0, &e);
}

// Asked for by the operator it is county 0's, and takes the others along; theirs come back through here.
Fault clock_accept_change(Act *act)
{
    ClockMark *mark = NEW(act->arena, ClockMark, 1);
    if (!act->request) {
        *mark = *(const ClockMark *)act->in;
        act->record = mark;
        act->subject = act->county * COUNTY_IDS;
        return OK;
    }
    ClockState state = store_clock(act->app->store);
    if (state.agrees) return OK;                                    // nothing to accept: no entry
    tx_clock_accept(act->tx);
    i64 at = tx_real(act->tx), *counties = NEW(act->arena, i64, COUNTIES_AHEAD);
    int count = counties_ahead(act->db, at, counties, COUNTIES_AHEAD);
    for (int i = 0; i < count; i++) {
        Fault f = mark_county(act, counties[i], county_recorded(act->db, counties[i]));
        if (f) return f;
    }
    own_rows_right(act->db, at);
    i64 was = county_recorded(act->db, 0);
    bool ahead = was > at;
    *mark = (ClockMark){ .was = ahead ? was : state.expected, .at = at, .first_n = ahead ? bad_first(act, 0, at) : 0 };
    *(i64 *)(act->own = NEW(act->arena, i64, 1)) = count + ahead;
    act->happened_at = at;
    act->record = mark;
    return OK;
}

void clock_accept_answer(Act *act, Out *o)
{
    const ClockMark *mark = act->record;
    const i64 *ahead = act->own;
    act_tell(act, o, &(Accepted){ mark != NULL, ahead ? *ahead : 0, mark ? mark->at : 0 });
}

void clock_mark_apply(Apply *ap, const Entry *e, void *record)
{
    ClockMark *mark = record;
    mark->county = e->county;
    mark->n = e->seq + 1;
    db_put(ap->db, &clock_mark_record, mark);
}

// ---- moving it -----------------------------------------------------------------------------------------

// Test installations: what `date -s` does to a machine, for one folder. It stays so over starts, until it is 0 again.
Fault clock_shift_change(Act *act)
{
    const ClockShift *in = act->in;
    store_set(act->db, "clock_shift", arena_fmt(act->arena, "%lld", (long long)in->seconds * 1000));
    store_clock_shift(act->app->store, in->seconds * 1000);
    return OK;
}

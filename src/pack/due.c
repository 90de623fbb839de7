// due.c: when something is due, day by day (民法典 200-204, 1259). Pure: same question, same answer.
// Called on the writer's thread when a matter is filed, moved, paused or extended, and by a page that shows the
// counting day by day: both walk the same steps, so the explanation cannot differ from the decision. A walk over days
// is used where a formula could be, because pauses, make-up days and hours would make the formula longer than the law.
#include "pack/pack.h"

// Eleven years: beyond that nothing is due, whatever a row says.
enum { DAYS_MAX = 4000 };
typedef struct Walk {
    const DueAsk *ask;
    DueSink       sink;
    void         *context;
    i64           counted;          // days, or ms for hour periods
    bool          provisional;
} Walk;

// How many pauses began by then. They are in order and may be very many, so this is a bisection.
static i64 pauses_begun(const DueAsk *ask, i64 moment)
{
    assert(ask->pause_count >= 0 && (ask->pauses || ask->pause_count == 0));
    i64 low = 0, high = ask->pause_count;
    while (low < high) {
        i64 middle = low + (high - low) / 2;
        if (ask->pauses[middle].from <= moment) low = middle + 1;
        else high = middle;
    }
    return low;
}

// They are apart: only the last that began can last still.
static const Pause *pause_at(const DueAsk *ask, i64 moment)
{
    i64 begun = pauses_begun(ask, moment);
    const Pause *p = begun ? &ask->pauses[begun - 1] : NULL;
    return p && (p->to == 0 || moment < p->to) ? p : NULL;
}

// INT64_MAX when none begins later.
static i64 next_pause(const DueAsk *ask, i64 moment)
{
    i64 begun = pauses_begun(ask, moment);
    return begun < ask->pause_count ? ask->pauses[begun].from : INT64_MAX;
}

// A pause without an end reaches over the day's beginning: nothing more will count.
static bool stopped(const DueAsk *ask, i64 day)
{
    const Pause *p = pause_at(ask, day_start(day));
    return p && p->to == 0;
}

// While somebody waits for the resident, say, nothing can fall due; the clock asks again when the pause ends.
static bool paused_now(const DueAsk *ask)
{
    for (i64 i = 0; i < ask->pause_count; i++)
        if (ask->pauses[i].to == 0) return true;
    return false;
}

// Asks the calendar, and remembers when its answer is only the weekends'.
static bool rest_day(Walk *w, i64 day)
{
    if (!calendar_published(w->ask->days, civil_day(day).year)) w->provisional = true;
    return calendar_is_rest(w->ask->days, day);
}

static DueDay day_line(const Walk *w, i64 day)
{
    const Holiday *h = calendar_find(w->ask->days, day);
    return (DueDay){ .day = day, .why = DUE_COUNTED, .name = h ? h->name : (Str){ 0 } };
}

static DueWhy why_rest(const DueDay *d)    { return d->name.len ? DUE_HOLIDAY : DUE_REST; }
static DueWhy why_counted(const DueDay *d) { return d->name.len ? DUE_MAKEUP : DUE_COUNTED; }

// One line of the explanation; nobody listens when only the answer is wanted.
static void tell(const Walk *w, DueDay d, DueWhy why, i64 so_far)
{
    d.why = why;
    d.counted = so_far;
    if (w->sink) w->sink(w->context, &d);
}

// ---- days and months -------------------------------------------------------------------------

// 24:00, said as the last moment of the day; close of business where there are business hours (art. 203).
static i64 day_close(const DueAsk *ask, i64 day)
{
    if (ask->calendar == CALENDAR_WORKING && ask->hours.count > 0)
        return day_start(day) + ask->hours.at[ask->hours.count - 1].to * MINUTE;
    return day_start(day + 1) - 1;
}

// The corresponding day of the last month, or that month's last day (art. 202), as a count of days.
static i64 month_days(const DueAsk *ask)
{
    i64 first = day_of(ask->start);
    Civil c = civil_day(first);
    i64 months = c.month - 1 + MIN(ask->amount, DAYS_MAX), last = DAY_NONE;
    for (int day = c.day; last == DAY_NONE; day--) last = day_from(c.year + months / 12, (int)(months % 12) + 1, day);
    assert(last > first && "an amount is at least one month");
    return last - first;
}

// Counts the day, or says why not.
static DueWhy judge_day(Walk *w, DueDay *d, i64 wanted)
{
    const DueAsk *ask = w->ask;
    bool working = ask->calendar == CALENDAR_WORKING, ended = w->counted >= wanted;
    if (pause_at(ask, day_start(d->day))) return DUE_PAUSED;
    bool rest = (working || w->counted + 1 >= wanted) && rest_day(w, d->day);
    if (rest && (working || ended)) return why_rest(d);
    d->counts = !ended;
    if (d->counts) w->counted++;
    if (w->counted < wanted) return working ? why_counted(d) : DUE_COUNTED;
    return rest || pause_at(ask, day_close(ask, d->day)) ? DUE_ROLLED : DUE_LAST;
}

// The day of the start is not counted (art. 201). 0 when the end is not in sight.
// Returns the moment it is due.
static i64 walk_days(Walk *w, i64 wanted)
{
    assert(wanted > 0);
    i64 first = day_of(w->ask->start);
    tell(w, day_line(w, first), DUE_STARTED, 0);
    for (i64 day = first + 1; day <= first + DAYS_MAX; day++) {
        DueDay d = day_line(w, day);
        DueWhy why = judge_day(w, &d, wanted);
        tell(w, d, why, w->counted);
        if (why == DUE_LAST) return day_close(w->ask, day);
        if (stopped(w->ask, day)) return 0;
    }
    return 0;
}

// ---- hours -----------------------------------------------------------------------------------

// Lets the clock run from *at towards `to`, not in pauses. True when nothing is left: *at is the moment.
static bool run_clock(Walk *w, i64 *at, i64 to, i64 wanted)
{
    while (*at < to) {
        const Pause *p = pause_at(w->ask, *at);
        if (p) { *at = p->to ? p->to : to; continue; }
        i64 stop = MIN(to, next_pause(w->ask, *at)), left = wanted - w->counted;
        i64 step = MIN(left, stop - *at);
        assert(step > 0 && step <= left);
        w->counted += step;
        *at += step;
        if (w->counted == wanted) return true;
    }
    return false;
}

// Runs through one day's business hours, or its 24; the moment when it is due, or 0.
static i64 run_day(Walk *w, i64 day, i64 wanted)
{
    const DueAsk *ask = w->ask;
    if (ask->calendar != CALENDAR_WORKING || ask->hours.count == 0) {
        i64 at = MAX(ask->start, day_start(day));
        return run_clock(w, &at, day_start(day + 1), wanted) ? at : 0;
    }
    for (i64 i = 0; i < ask->hours.count; i++) {
        i64 at = MAX(ask->start, day_start(day) + ask->hours.at[i].from * MINUTE);
        if (run_clock(w, &at, day_start(day) + ask->hours.at[i].to * MINUTE, wanted)) return at;
    }
    return 0;
}

// One day of an hour period (art. 201 para. 2: from the stated moment); *due is set when it ends here.
static DueWhy judge_hours(Walk *w, DueDay *d, i64 wanted, i64 *due)
{
    bool working = w->ask->calendar == CALENDAR_WORKING, first = d->day == day_of(w->ask->start);
    if (working && rest_day(w, d->day)) return first ? DUE_STARTED : why_rest(d);
    i64 before = w->counted;
    *due = run_day(w, d->day, wanted);
    d->minutes = w->counted / MINUTE - before / MINUTE;
    d->counts = w->counted > before;
    if (*due) return DUE_LAST;
    if (first) return DUE_STARTED;
    if (!d->counts && pause_at(w->ask, day_start(d->day))) return DUE_PAUSED;
    return working ? why_counted(d) : DUE_COUNTED;
}

// As walk_days, in milliseconds of running time; `counted` is told in minutes.
static i64 walk_hours(Walk *w)
{
    i64 first = day_of(w->ask->start), wanted = MIN(w->ask->amount, 24 * DAYS_MAX) * HOUR, due = 0;
    for (i64 day = first; day < first + DAYS_MAX; day++) {
        DueDay d = day_line(w, day);
        DueWhy why = judge_hours(w, &d, wanted, &due);
        tell(w, d, why, w->counted / MINUTE);
        if (due || stopped(w->ask, day)) return due;
    }
    return 0;
}

// ---- the question ----------------------------------------------------------------------------

// The caller has a row to count by: a matter without a deadline is not asked about. Same question, same answer, on any
// machine: no clock is read here.
Due due_explain(const DueAsk *ask, DueSink sink, void *context)
{
    assert(ask->start > 0 && ask->amount > 0 && ask->days);
    assert(ask->unit >= UNIT_HOUR && ask->unit <= UNIT_MONTH);
    Walk w = { .ask = ask, .sink = sink, .context = context };
    i64 days = ask->unit == UNIT_MONTH ? month_days(ask) : ask->amount;
    i64 at = ask->unit == UNIT_HOUR ? walk_hours(&w) : walk_days(&w, days);
    assert(days > 0);
    return (Due){ paused_now(ask) ? 0 : at, w.provisional };
}

Due due_count(const DueAsk *ask)
{
    return due_explain(ask, NULL, NULL);
}

// Constant words, shown on the page of a matter.
const char *due_why(DueWhy why, Lang lang)
{
    static const char *const words[][2] = {
        [DUE_STARTED] = { "起算日", "the clock starts" },        [DUE_COUNTED] = { "计入", "counted" },
        [DUE_REST]    = { "休息日", "day of rest" },             [DUE_HOLIDAY] = { "节假日", "holiday" },
        [DUE_MAKEUP]  = { "调休上班", "make-up working day" },   [DUE_PAUSED]  = { "暂停计时", "paused" },
        [DUE_ROLLED]  = { "期满顺延", "ended here, moved on" },  [DUE_LAST]    = { "届满", "due" },
    };
    assert(why >= DUE_STARTED && why <= DUE_LAST);
    assert(lang == ZH || lang == EN);
    return words[why][lang == EN];
}

// tally_read.c: what was counted at a place over any range of days: sums of years, months and days, and the flows that
// are not summed yet. In one snapshot, since a flow and its sums change places in one transaction.
#include "store/store_room.h"
#include <stdio.h>

// The longest period that begins with the day and ends with or before `to`: 2 a year, 1 a month, 0 the day alone.
static i64 period_from(i64 day, i64 to, i64 *next)
{
    assert(day != DAY_NONE && day <= to);
    Civil c = civil_day(day);
    i64 year = day_from(c.year + 1, 1, 1), month = c.month == 12 ? year : day_from(c.year, c.month + 1, 1);
    bool years = c.month == 1 && c.day == 1 && year <= to + 1, months = c.day == 1 && month <= to + 1;
    *next = years ? year : months ? month : day + 1;
    assert(*next > day && *next <= to + 1);
    return years ? 2 : months ? 1 : 0;
}

static bool counts_at(Str places, Str place)
{
    while (places.len)
        if (str_same(str_cut(&places, ' '), place)) return true;
    return false;
}

static void flow_read(Str counts, Str subject, const TallyAsk *ask, TallySink sink, void *context)
{
    Flow f;
    while (flow_next(&counts, &f)) {
        bool     wanted = f.day >= ask->from && f.day <= ask->to && f.what >= ask->first && f.what <= ask->last;
        TallyRow row = { f.what, f.level, f.n, subject };
        if (wanted) sink(context, &row);
    }
}

// Those of the place, which may be above where they were counted; the pattern only spares most of the rows.
static void flows_read(Db *db, Arena *scratch, const TallyAsk *ask, TallySink sink, void *context)
{
    char place[24], like[28];
    snprintf(place, sizeof place, "%lld", (long long)ask->place);
    snprintf(like, sizeof like, "%%%s%%", place);
    Rows *r = db_ask(db, "SELECT places, subject, counts FROM flow WHERE county=$1 AND places LIKE $2", I(ask->county),
                     T(str(like)));
    for (; rows_next(r); arena_reset(scratch))
        if (counts_at(rows_str(r, 0, scratch), str(place)))
            flow_read(rows_str(r, 2, scratch), rows_str(r, 1, scratch), ask, sink, context);
    rows_end(r);
}

void tally_read(Db *db, Arena *scratch, const TallyAsk *ask, TallySink sink, void *context)
{
    assert(scratch && sink && ask->first <= ask->last && ask->from != DAY_NONE);
    for (i64 day = ask->from, next; day <= ask->to; day = next) {
        i64   period = period_from(day, ask->to, &next);
        Rows *r = db_ask(db,
                         "SELECT what, subject, level, n FROM tally WHERE county=$1 AND place=$2 AND period=$3 "
                         "AND start_on=$4 AND what BETWEEN $5 AND $6",
                         I(ask->county), I(ask->place), I(period), I(day), I(ask->first), I(ask->last));
        for (; rows_next(r); arena_reset(scratch)) {
            TallyRow row = { rows_i64(r, 0), rows_i64(r, 2), rows_i64(r, 3), rows_str(r, 1, scratch) };
            sink(context, &row);
        }
        rows_end(r);
    }
    flows_read(db, scratch, ask, sink, context);
}

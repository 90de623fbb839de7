// matter_list_store.c: lists along one index range, and sums of the tally over any range of days.
//
// A list is the matters of one scope in one order. Cost follows what is read, never what exists: the walk along
// matter_at is bounded by the caller, sums are at most a few dozen sentences for any range (years, then months, then
// days).
#include "matter/matter_store.h"

// ---- lists ---------------------------------------------------------------------------------------

// Newest is by number of entry, not by the moment it happened, so that pages never shift under a reader.
#define AT_COLUMNS "SELECT id, rank, due_at, open, state, level, subject FROM matter_at WHERE county=$1 AND scope=$2"
#define AT_NEW     AT_COLUMNS " AND id<$3 ORDER BY id DESC LIMIT $4"
#define AT_URGENT  AT_COLUMNS " AND open=1 AND (rank, due_at, id)>($3, $4, $5) ORDER BY rank, due_at, id LIMIT $6"

// after_* are 0 on the first page, before the smallest rank. The row comparison is one index seek.
Rows *matter_walk(Db *db, const MatterList *l, i64 limit)
{
    assert(limit > 0);
    if (!l->urgent)
        return db_ask(db, AT_NEW, I(l->county), I(l->scope), I(l->after ? l->after_id : INT64_MAX), I(limit));
    return db_ask(db, AT_URGENT, I(l->county), I(l->scope), I(l->after ? l->after_rank : 0), I(l->after_due),
                  I(l->after_id), I(limit));
}

// True: worth loading. What is not kept beside the scope is looked at then (matter_fits).
bool matter_walk_at(const MatterList *l, Rows *rows, Arena *a, MatterAt *at)
{
    *at = (MatterAt){ .id = rows_i64(rows, 0), .rank = rows_i64(rows, 1), .due_at = rows_i64(rows, 2) };
    return (!l->open || rows_i64(rows, 3)) && (!l->state || rows_i64(rows, 4) == l->state)
        && (!l->level || rows_i64(rows, 5) == l->level)
        && (!l->urgency || at->rank == matter_rank(l->urgency))
        && (!l->subject.len || str_starts(rows_str(rows, 6, a), l->subject));
}

// For what was found by words: the search index knows nothing of places.
bool matter_in_scope(Db *db, i64 id, i64 scope)
{
    return db_i64(db, "SELECT 1 FROM matter_at WHERE county=$1 AND scope=$2 AND id=$3", I(id_county(id)), I(scope),
                  I(id)) == 1;
}

// All filters but the party, on the matter itself; the bound of walked rows keeps a rare one from reading everything.
bool matter_fits(const MatterList *l, const Matter *m)
{
    i64 day = day_of(m->filed_at);
    return (!l->state || m->state == l->state) && (!l->level || m->level == l->level)
        && (!l->urgency || m->urgency == l->urgency) && (!l->open || state_open(m->state))
        && (!l->subject.len || str_starts(m->subject, l->subject))
        && (l->from == DAY_NONE || day >= l->from) && (l->to == DAY_NONE || day <= l->to)
        && (!l->due_before || (m->due_at && m->due_at < l->due_before));
}

// ---- counts ------------------------------------------------------------------------------------------

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

// The sink gets rows in no order that means anything; the same counter may come several times.
void tally_read(Db *db, Arena *scratch, const TallyAsk *ask, TallySink sink, void *context)
{
    assert(scratch && sink && ask->first <= ask->last && ask->from != DAY_NONE);
    for (i64 day = ask->from, next; day <= ask->to; day = next) {
        i64 period = period_from(day, ask->to, &next);
        Rows *rows = db_ask(db, "SELECT what, subject, level, n FROM tally WHERE county=$1 AND place=$2 AND period=$3 "
                                "AND start_on=$4 AND what BETWEEN $5 AND $6",
                            I(ask->county), I(ask->place), I(period), I(day), I(ask->first), I(ask->last));
        for (; rows_next(rows); arena_reset(scratch)) {
            TallyRow row = { rows_i64(rows, 0), rows_i64(rows, 2), rows_i64(rows, 3), rows_str(rows, 1, scratch) };
            sink(context, &row);
        }
        rows_end(rows);
    }
}

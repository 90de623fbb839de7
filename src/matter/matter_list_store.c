// matter_list_store.c: lists along one index range, and sums of the tally over any range of days.
#include "matter/matter_store.h"

// ---- lists ---------------------------------------------------------------------------------------

#define AT_NEW                                                                                                         \
    "JOIN matter_at ON matter_at.county=matter.county AND matter_at.id=matter.id"                                      \
    " WHERE matter_at.county=$1 AND matter_at.scope=$2 AND matter_at.id<$3 ORDER BY matter_at.id DESC LIMIT $4"
#define AT_URGENT "JOIN matter_at ON matter_at.county=matter.county AND matter_at.id=matter.id" \
               " WHERE matter_at.county=$1 AND matter_at.scope=$2 AND matter_at.open=1" \
               " AND (matter_at.rank, matter_at.due_at, matter_at.id) > ($3, $4, $5)" \
               " ORDER BY matter_at.rank, matter_at.due_at, matter_at.id LIMIT $6"

Rows *matter_rows(Db *db, const MatterList *l, i64 limit)
{
    if (!l->urgent)
        return db_select(db, &matter_record, AT_NEW, I(l->county), I(l->scope), I(l->after ? l->after_id : INT64_MAX),
                         I(limit));
    return db_select(db, &matter_record, AT_URGENT, I(l->county), I(l->scope), I(l->after ? l->after_rank : 0),
                     I(l->after_due), I(l->after_id), I(limit));
}

bool matter_in_scope(Db *db, const Matter *m, i64 scope)
{
    return db_i64(db, "SELECT 1 FROM matter_at WHERE county=$1 AND scope=$2 AND id=$3", I(m->county), I(scope),
                  I(m->id)) == 1;
}

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

typedef struct Span { i64 period, from, to; } Span;             // rows of the period whose first day lies in [from, to]

static i64 month_first(i64 day)
{
    Civil c = civil_day(day);
    return day_from(c.year, c.month, 1);
}

static i64 month_next(i64 day)
{
    Civil c = civil_day(day);
    return c.month == 12 ? day_from(c.year + 1, 1, 1) : day_from(c.year, c.month + 1, 1);
}

static i64 year_first(i64 day) { return day_from(civil_day(day).year, 1, 1); }
static i64 year_next(i64 day)  { return day_from(civil_day(day).year + 1, 1, 1); }

static int span_add(Span *spans, int n, i64 period, i64 from, i64 to)
{
    if (from <= to) spans[n++] = (Span){ period, from, to };
    return n;
}

// Whole years by year rows, whole months by month rows, the rest by day rows: at most five ranges.
static int spans_of(i64 from, i64 to, Span spans[5])
{
    int n = 0;
    i64 months = from == month_first(from) ? from : month_next(from);
    i64 months_end = month_first(to + 1);                       // first day not covered by whole months
    if (months >= months_end) return span_add(spans, n, 0, from, to);
    n = span_add(spans, n, 0, from, months - 1);
    n = span_add(spans, n, 0, months_end, to);
    i64 years = months == year_first(months) ? months : year_next(months);
    i64 years_end = year_first(months_end);
    if (years >= years_end) return span_add(spans, n, 1, months, months_end - 1);
    n = span_add(spans, n, 1, months, years - 1);
    n = span_add(spans, n, 1, years_end, months_end - 1);
    return span_add(spans, n, 2, years, years_end - 1);
}

void tally_read(Db *db, Arena *a, i64 county, i64 place, i64 what, i64 from, i64 to, TallySink sink, void *context)
{
    Span spans[5];
    int n = from <= to ? spans_of(from, to, spans) : 0;
    for (int i = 0; i < n; i++) {
        Rows *rows = db_ask(db, "SELECT subject, level, CAST(SUM(n) AS BIGINT) FROM tally WHERE county=$1 AND place=$2"
                                " AND period=$3 AND what=$4 AND start_on BETWEEN $5 AND $6"
                                " GROUP BY subject, level ORDER BY subject, level",
                            I(county), I(place), I(spans[i].period), I(what), I(spans[i].from), I(spans[i].to));
        while (rows_next(rows)) sink(context, rows_str(rows, 0, a), rows_i64(rows, 1), rows_i64(rows, 2));
        rows_end(rows);
    }
}

// tally.c: counters that gather in memory during a batch and reach the table once, in the order of its key.
// A filing counts in many rows (places above, classes, day, month, year), and a batch of filings touches the same rows
// again and again. Gathered here they are written once each, in the key's order, which keeps pages together. All on
// the writer's thread, or a replay's.
#include "store/store_room.h"
#include <stdlib.h>

Tally *tally_open(void)
{
    Tally *t = calloc(1, sizeof *t);
    if (!t) abort();
    t->arena = arena_open(64 << 20);
    return t;
}

void tally_close(Tally *t)
{
    if (!t) return;
    arena_close(t->arena);
    free(t->at);
    free(t);
}

// Kept between batches; the subjects' texts are in an arena that each flush empties.
static void tally_room(Tally *t, i64 count)
{
    assert(count >= 0 && t->count <= t->cap);
    if (count <= t->cap) return;
    t->cap = MAX(count, MAX(256, t->cap * 2));
    t->at  = realloc(t->at, (size_t)t->cap * sizeof *t->at);
    if (!t->at) abort();
}

void tally_add(Tally *t, i64 county, i64 place, Str subject, i64 level, i64 day, i64 what, i64 n)
{
    assert(day != DAY_NONE && county >= 0);
    if (n == 0) return;
    tally_room(t, t->count + 1);
    t->at[t->count++] = (Delta){ .county   = county,
                                 .place    = place,
                                 .what     = what,
                                 .start_on = day,
                                 .level    = level,
                                 .n        = n,
                                 .subject  = arena_str(t->arena, subject) };
}

// A job fell: its deltas go. 0: all of a batch.
void tally_back(Tally *t, i64 count)
{
    assert(count >= 0);
    assert(count <= t->count);
    t->count = count;
}

static int delta_order(const void *left, const void *right)
{
    const Delta *a = left, *b = right;
    if (a->county != b->county) return a->county < b->county ? -1 : 1;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    if (a->period != b->period) return a->period < b->period ? -1 : 1;
    if (a->start_on != b->start_on) return a->start_on < b->start_on ? -1 : 1;
    if (a->what != b->what) return a->what < b->what ? -1 : 1;
    int order = str_order(a->subject, b->subject);
    return order ? order : (a->level > b->level) - (a->level < b->level);
}

// Sorts, and adds up what has the same key. A sum of nothing stays: whether a row exists must not hang on the batch.
static void tally_merge(Tally *t)
{
    i64 kept = 0;
    qsort(t->at, (size_t)t->count, sizeof *t->at, delta_order);
    for (i64 i = 0; i < t->count; i++) {
        if (kept && !delta_order(&t->at[kept - 1], &t->at[i])) t->at[kept - 1].n += t->at[i].n;
        else t->at[kept++] = t->at[i];
    }
    assert(kept > 0 && kept <= t->count);
    t->count = kept;
}

// From the days' sums, so that a month is made of few additions.
static void tally_periods(Tally *t)
{
    i64 days = t->count;
    assert(days > 0 && t->at[0].period == 0);
    tally_room(t, days * 3);
    for (i64 i = 0; i < days; i++) {
        Civil c = civil_day(t->at[i].start_on);
        for (int period = 1; period <= 2; period++) {
            Delta d           = t->at[i];
            d.period          = period;
            d.start_on        = day_from(c.year, period == 1 ? c.month : 1, 1);
            t->at[t->count++] = d;
        }
    }
}

// Before the commit. False: a sentence failed, and the batch falls.
bool tally_flush(Tally *t, Db *db)
{
    if (t->count == 0) return true;
    tally_merge(t);
    tally_periods(t);
    tally_merge(t);
    for (i64 i = 0; i < t->count; i++) {
        const Delta *d = &t->at[i];
        db_run(
            db,
            "INSERT INTO tally(county, place, period, start_on, what, subject, level, n) "
            "VALUES($1, $2, $3, $4, $5, $6, $7, $8) "
            "ON CONFLICT(county, place, period, start_on, what, subject, level) DO UPDATE SET n=tally.n + excluded.n",
            I(d->county), I(d->place), I(d->period), I(d->start_on), I(d->what), T(d->subject), I(d->level), I(d->n));
    }
    tally_back(t, 0);
    arena_reset(t->arena);
    return !db_failed(db);
}

// tally.c: counters. What an entry counts are flows: one row of a few words at the end of one table, the only one the
// answer's path writes. Beside it they are summed into table tally (each place above, day, month and year), many at
// once, since a few hundred flows touch the same sums again and again; a flow that is summed goes in the same
// transaction. So the first flow that is left says how far the sums have come, after a crash too, and sums with the
// flows that are left are at every moment what a re-count gives (tally_read.c).
// All on the writer's thread, or a replay's, which sums at once what the folder's own sums hold.
#include "store/store_room.h"
#include <stdlib.h>

typedef struct Sum { i64 county, place, period, start_on, what, level, n; Str subject; } Sum;
typedef struct Sums { Sum *at; i64 count; } Sums;

Tally *tally_open(void)
{
    Tally *t = calloc(1, sizeof *t);
    if (!t) abort();
    t->arena = arena_open(256 << 20);
    return t;
}

void tally_close(Tally *t)
{
    if (!t) return;
    arena_close(t->arena);
    free(t->at);
    free(t);
}

// What is added from here on is the entry's.
void tally_entry(Tally *t, i64 county, i64 seq)
{
    t->county = county;
    t->seq    = seq;
}

static void flow_add(Tally *t, Flow f)
{
    if (t->count == t->cap) {
        t->cap = MAX(256, t->cap * 2);
        t->at  = realloc(t->at, (size_t)t->cap * sizeof *t->at);
        if (!t->at) abort();
    }
    t->at[t->count++] = f;
}

// Texts are kept in an arena that each flush empties.
void tally_add(Tally *t, Str places, Str subject, i64 level, i64 day, i64 what, i64 n)
{
    assert(day != DAY_NONE && t->county >= 0);
    if (n == 0) return;
    flow_add(t, (Flow){ .county  = t->county,
                        .seq     = t->seq,
                        .day     = day,
                        .what    = what,
                        .level   = level,
                        .n       = n,
                        .places  = arena_str(t->arena, places),
                        .subject = arena_str(t->arena, subject),
                        .summed  = t->seq < t->summed_to });
}

// A job fell: its flows go. 0: all of a batch.
void tally_back(Tally *t, i64 count)
{
    assert(count >= 0);
    assert(count <= t->count);
    t->count = count;
}

// ---- sums --------------------------------------------------------------------------------------------

static int sum_order(const void *left, const void *right)
{
    const Sum *a = left, *b = right;
    if (a->county != b->county) return a->county < b->county ? -1 : 1;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    if (a->period != b->period) return a->period < b->period ? -1 : 1;
    if (a->start_on != b->start_on) return a->start_on < b->start_on ? -1 : 1;
    if (a->what != b->what) return a->what < b->what ? -1 : 1;
    int order = str_order(a->subject, b->subject);
    return order ? order : (a->level > b->level) - (a->level < b->level);
}

// In the order of the key, which keeps pages together, and with equal keys added up. A sum of nothing stays: whether a
// row exists must not hang on how many flows were summed at once.
static void sums_merge(Sums *s)
{
    i64 kept = 0;
    qsort(s->at, (size_t)s->count, sizeof *s->at, sum_order);
    for (i64 i = 0; i < s->count; i++) {
        if (kept && !sum_order(&s->at[kept - 1], &s->at[i])) s->at[kept - 1].n += s->at[i].n;
        else s->at[kept++] = s->at[i];
    }
    s->count = kept;
}

// The days' sums of every place.
static void sums_days(Sums *s, const Flow *f)
{
    Str places = f->places;
    i64 place;
    for (int i = 0; i < FLOW_PLACES && places.len; i++)
        if (str_i64(str_cut(&places, ' '), &place))
            s->at[s->count++] = (Sum){ .county = f->county, .place = place, .start_on = f->day, .what = f->what,
                                       .level = f->level, .n = f->n, .subject = f->subject };
}

// From the days' sums, so that a month is made of few additions.
static void sums_periods(Sums *s)
{
    for (i64 i = 0, days = s->count; i < days; i++) {
        Civil c = civil_day(s->at[i].start_on);
        for (int period = 1; period <= 2; period++) {
            Sum sum      = s->at[i];
            sum.period   = period;
            sum.start_on = day_from(c.year, period == 1 ? c.month : 1, 1);
            s->at[s->count++] = sum;
        }
    }
}

static void sums_put(const Sums *s, Db *db)
{
    for (i64 i = 0; i < s->count; i++) {
        const Sum *d = &s->at[i];
        db_run(
            db,
            "INSERT INTO tally(county, place, period, start_on, what, subject, level, n) "
            "VALUES($1, $2, $3, $4, $5, $6, $7, $8) "
            "ON CONFLICT(county, place, period, start_on, what, subject, level) DO UPDATE SET n=tally.n+excluded.n",
            I(d->county), I(d->place), I(d->period), I(d->start_on), I(d->what), T(d->subject), I(d->level), I(d->n));
    }
}

// ---- rows --------------------------------------------------------------------------------------------

static bool together(const Flow *a, const Flow *b)
{
    return a->county == b->county && a->seq == b->seq && str_same(a->places, b->places) &&
           str_same(a->subject, b->subject);
}

// One row for what an entry counts at the same places of the same subject, as a rule all of it. Returns the flow after.
static i64 flow_put(const Tally *t, i64 from, i64 nth, Db *db)
{
    const Flow *f = &t->at[from];
    i64         to = from + 1;
    while (to < t->count && together(&t->at[to], f)) to++;
    Out counts = out_new(t->arena, (to - from) * 84);
    for (; f < &t->at[to]; f++) {
        const i64 numbers[] = { f->day, f->what, f->level, f->n };
        for (int i = 0; i < (int)COUNT(numbers); i++) {
            if (counts.len) out_char(&counts, ' ');
            out_i64(&counts, numbers[i]);
        }
    }
    f = &t->at[from];
    db_run(db, "INSERT INTO flow(county, seq, nth, places, subject, counts) VALUES($1, $2, $3, $4, $5, $6)",
           I(f->county), I(f->seq), I(nth), T(f->places), T(f->subject), T(out_done(&counts)));
    return to;
}

// What is no number can only come from a damaged table: verify names it.
bool flow_next(Str *counts, Flow *f)
{
    return counts->len && str_i64(str_cut(counts, ' '), &f->day) && f->day != DAY_NONE &&
           str_i64(str_cut(counts, ' '), &f->what) && str_i64(str_cut(counts, ' '), &f->level) &&
           str_i64(str_cut(counts, ' '), &f->n);
}

static void sums_flush(const Tally *t, Db *db, i64 summed)
{
    Sums s = { .at = malloc((size_t)summed * FLOW_PLACES * 3 * sizeof *s.at) };
    if (!s.at) abort();
    for (i64 i = 0; i < t->count; i++)
        if (t->at[i].summed) sums_days(&s, &t->at[i]);
    sums_merge(&s);
    sums_periods(&s);
    sums_merge(&s);
    sums_put(&s, db);
    free(s.at);
}

static void flows_flush(Tally *t, Db *db)
{
    for (i64 i = 0, nth = 0; i < t->count;) {
        const Flow *was = i ? &t->at[i - 1] : NULL, *f = &t->at[i];
        nth = was && was->county == f->county && was->seq == f->seq ? nth + 1 : 0;
        if (f->summed) i++;
        else i = flow_put(t, i, nth, db), t->put++;
    }
}

// Before the commit. False: a sentence failed, and the batch falls.
bool tally_flush(Tally *t, Db *db)
{
    i64 summed = 0;
    for (i64 i = 0; i < t->count; i++) summed += t->at[i].summed;
    t->put = 0;
    if (summed < t->count) flows_flush(t, db);
    if (summed) sums_flush(t, db, summed);
    tally_back(t, 0);
    arena_reset(t->arena);
    return !db_failed(db);
}

// ---- beside the answer's path ------------------------------------------------------------------------

i64 tally_behind(Db *db) { return db_i64(db, "SELECT COUNT(*) FROM flow WHERE county>=$1", I(0)); }

i64 tally_summed_to(Db *db, i64 county)
{
    Rows *r   = db_ask(db, "SELECT seq FROM flow WHERE county=$1 ORDER BY seq LIMIT 1", I(county));
    i64   seq = rows_next(r) ? rows_i64(r, 0) : INT64_MAX;
    rows_end(r);
    return seq;
}

// The county whose turn it is: each after the last one, so that a busy one does not keep others waiting. -1: nobody's.
static i64 county_next(Tally *t, Db *db)
{
    i64 next = -1;
    for (int i = 0; i < 2 && next < 0; i++) {
        Rows *r = db_ask(db, "SELECT county FROM flow WHERE county>$1 ORDER BY county LIMIT 1", I(t->last_county));
        if (rows_next(r)) next = rows_i64(r, 0);
        else t->last_county = -1;
        rows_end(r);
    }
    return t->last_county = next;
}

// About `most` flows of one county, and whole entries of them, or what is left would not say how far the sums are.
static i64 entries_end(Db *db, i64 county, i64 most)
{
    i64   first = tally_summed_to(db, county), end = INT64_MAX;
    Rows *r     = db_ask(db, "SELECT seq FROM flow WHERE county=$1 ORDER BY seq, nth LIMIT 1 OFFSET $2", I(county),
                         I(most));
    if (rows_next(r)) end = MAX(rows_i64(r, 0), first + 1);
    rows_end(r);
    return end;
}

i64 tally_turn(Tally *t, Db *db, i64 most)
{
    assert(t->count == 0 && most > 0);
    i64 county = county_next(t, db), end = county < 0 ? 0 : entries_end(db, county, most), count = 0;
    if (county < 0) return 0;
    Rows *r = db_ask(db, "SELECT seq, places, subject, counts FROM flow WHERE county=$1 AND seq<$2 ORDER BY seq, nth",
                     I(county), I(end));
    for (; rows_next(r); count++) {
        Str  counts = rows_str(r, 3, t->arena);
        Flow f = { .county  = county,
                   .seq     = rows_i64(r, 0),
                   .places  = rows_str(r, 1, t->arena),
                   .subject = rows_str(r, 2, t->arena),
                   .summed  = true };
        while (flow_next(&counts, &f)) flow_add(t, f);
    }
    rows_end(r);
    db_run(db, "DELETE FROM flow WHERE county=$1 AND seq<$2", I(county), I(end));
    return tally_flush(t, db) ? count : 0;
}

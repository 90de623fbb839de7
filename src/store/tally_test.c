// Counters: whatever is summed already and whatever still waits as a flow, each figure is what a re-count of all flows
// gives; and however they were summed, the sums come out the same.
#include "store/store_fixture.h"

enum { FLOWS = 400, ASKS = 40 };
typedef struct Said { const char *places; int subject; i64 level, day, what, n; } Said;
typedef struct Recount { i64 sum, rows; } Recount;

static const char *const places_said[] = { "71 61 51 9", "72 61 51 9", "61 51 9", "62 51 9", "51 9", "9", "711 62 9" };
static const char *const subjects[] = { "01", "0101", "0102", "Z99" };
static const i64 places[] = { 9, 51, 61, 62, 71, 72, 711, 1, 7 };
static Said said[FLOWS];
static int said_count;
static uint64_t chance_state = 1;

static i64 chance(i64 below)
{
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
    return (i64)((chance_state >> 33) % (uint64_t)below);
}

// Two or three flows an entry, here and there of one key, or together nothing; and an entry of many.
static void say(Tally *t, i64 seq)
{
    tally_entry(t, 9, seq);
    i64 day = day_from(2025, 11, 20) + chance(500), count = seq % 40 == 7 ? 20 : 1 + chance(3);
    for (i64 i = 0; i < count && said_count < FLOWS; i++) {
        Said s = { places_said[chance(COUNT(places_said))], (int)chance(COUNT(subjects)), 1 + chance(2),
                   chance(3) ? day : day + chance(60), 1000 + chance(4), chance(4) ? 1 : -1 };
        tally_add(t, str(s.places), str(subjects[s.subject]), s.level, s.day, s.what, s.n);
        said[said_count++] = s;
    }
}

static i64 weight(i64 what, i64 level, Str subject)
{
    i64 w = what * 31 + level;
    for (i64 i = 0; i < subject.len; i++) w = w * 131 % 1000003 + subject.at[i];
    return w;
}

static void recount_sink(void *context, const TallyRow *row)
{
    Recount *r = context;
    r->sum += row->n * weight(row->what, row->level, row->subject);
    r->rows++;
}

static bool place_among(const char *list, i64 place)
{
    Str rest = str(list);
    i64 id;
    while (rest.len)
        if (str_i64(str_cut(&rest, ' '), &id) && id == place) return true;
    return false;
}

static i64 recounted(const TallyAsk *ask)
{
    i64 sum = 0;
    for (int i = 0; i < said_count; i++) {
        const Said *s = &said[i];
        bool        in = s->day >= ask->from && s->day <= ask->to && s->what >= ask->first && s->what <= ask->last;
        if (!in || !place_among(s->places, ask->place)) continue;
        sum += s->n * weight(s->what, s->level, str(subjects[s->subject]));
    }
    return sum;
}

static i64 figures_wrong(Db *db, Arena *a)
{
    i64 wrong = 0;
    for (int i = 0; i < ASKS; i++) {
        i64      from = day_from(2025, 10, 1) + chance(500), first = 1000 + chance(4);
        TallyAsk ask = { 9, places[i % (int)COUNT(places)], from, from + chance(600), first, first + chance(4) };
        Recount  r = { 0 };
        if (i % 5 == 0) ask.from = day_from(2026, 1, 1), ask.to = day_from(2026, 12, 31);
        tally_read(db, a, &ask, recount_sink, &r);
        wrong += r.sum != recounted(&ask);
    }
    return wrong;
}

// Held back at every position: nothing summed, then a few more at each turn, while others are still counted.
static void at_every_position(Db *db, Arena *a)
{
    Tally *t = tally_open();
    i64    seq = 0, turns = 0, rows = 0, moved;
    for (; said_count < FLOWS * 2 / 3; seq++) say(t, seq);
    CHECK(tally_flush(t, db) && t->put >= seq);
    rows = t->put;
    CHECK_EQ(figures_wrong(db, a), 0);
    for (; (moved = tally_turn(t, db, 7)) > 0; rows -= moved, turns++) {
        i64 next = tally_summed_to(db, 9);
        CHECK_EQ(db_i64(db, "SELECT COALESCE(MIN(nth), 0) FROM flow WHERE seq=$1", I(next)), 0);    // whole entries
        say(t, seq++);
        tally_flush(t, db);
        rows += t->put;
        CHECK_EQ(figures_wrong(db, a), 0);
    }
    CHECK(turns > 30 && rows == 0 && tally_behind(db) == 0 && said_count == FLOWS);
    tally_close(t);
}

static i64 sums_digest(Db *db, Arena *a)
{
    i64   sum = 0;
    Rows *r = db_ask(db, "SELECT place, period, start_on, what, subject, level, n FROM tally WHERE county=$1 "
                         "ORDER BY place, period, start_on, what, subject, level", I(9));
    for (; rows_next(r); arena_reset(a))
        for (int i = 0; i < 7; i++) sum = sum * 31 % 1000000007 + weight(i, 0, rows_str(r, i, a));
    rows_end(r);
    return sum;
}

// A replay sums as far as the folder had, at once: the same rows, those of a sum of nothing too.
static void replayed(Db *db, Arena *a)
{
    i64    digest = sums_digest(db, a), rows = db_i64(db, "SELECT COUNT(*) FROM tally WHERE county>=$1", I(0));
    Tally *t = tally_open();
    CHECK(db_i64(db, "SELECT COUNT(*) FROM tally WHERE n=$1", I(0)) > 0);
    db_run(db, "DELETE FROM tally WHERE county=$1", I(9));
    t->summed_to = 100;
    for (int i = 0; i < said_count; i++) {
        const Said *s = &said[i];
        tally_entry(t, 9, i);
        tally_add(t, str(s->places), str(subjects[s->subject]), s->level, s->day, s->what, s->n);
    }
    CHECK(tally_flush(t, db) && tally_behind(db) == said_count - 100 && tally_summed_to(db, 9) == 100);
    CHECK_EQ(figures_wrong(db, a), 0);
    while (tally_turn(t, db, 1000) > 0) {}
    CHECK(sums_digest(db, a) == digest && db_i64(db, "SELECT COUNT(*) FROM tally WHERE county>=$1", I(0)) == rows);
    tally_close(t);
}

// What a job had counted goes when it falls; counties take turns.
static void jobs_and_counties(Db *db)
{
    Tally *t = tally_open();
    i64    day = day_from(2026, 11, 23);
    tally_entry(t, 5, 0);
    tally_add(t, STR("50 5"), STR("01"), 1, day, 1000, 1);
    i64 mark = t->count;
    tally_entry(t, 5, 1);
    tally_add(t, STR("50 5"), STR("01"), 1, day, 1000, 1);
    tally_back(t, mark);
    for (i64 seq = 0; seq < 9; seq++) {
        tally_entry(t, 6, seq);
        tally_add(t, STR("6"), STR("01"), 1, day, 1000, 1);
    }
    CHECK(tally_flush(t, db) && t->count == 0 && t->put == 10);
    CHECK(tally_turn(t, db, 2) == 1 && tally_summed_to(db, 5) == INT64_MAX);
    CHECK(tally_turn(t, db, 4) == 4 && tally_summed_to(db, 6) == 4);
    CHECK_EQ(db_i64(db, "SELECT n FROM tally WHERE county=6 AND period=$1", I(1)), 4);
    tally_close(t);
}

void tally_test(void)
{
    Store *s = fixture_open(NULL);
    Arena *a = arena_open(1 << 20);
    Db    *db = store_reader(s);
    at_every_position(db, a);
    replayed(db, a);
    jobs_and_counties(db);
    arena_close(a);
    store_close(s);
}

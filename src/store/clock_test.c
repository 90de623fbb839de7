// clock_test.c: when the system's word is believed; the rule, one line a case, and a clock that is led through a life.
#include "store/clock.h"
#include "base/check.h"
#include <string.h>

#define T0 ((i64)1796000000000)         // 2026-11-30
#define SEC ((i64)1000)

static ClockVerdict judged(ClockFacts f)
{
    i64 expected = 0;
    ClockVerdict v = clock_judge(&f, &expected);
    CHECK(expected > 0);
    return v;
}

// The steady clock says that ten hours went by; the word says `by` more or less.
static ClockVerdict runs(i64 by)
{
    return judged((ClockFacts){ .system = T0 + 10 * HOUR + by, .steady = 11 * HOUR, .agreed = T0,
                                .agreed_steady = HOUR, .running = true });
}

// Started ten hours after it was last believed, on a machine that was not started since.
static ClockVerdict starts(i64 by)
{
    return judged((ClockFacts){ .system = T0 + 10 * HOUR + by, .steady = 11 * HOUR, .agreed = T0,
                                .agreed_steady = HOUR, .recorded = T0 - HOUR, .same_boot = true });
}

// Started on a machine that was started since: only the bounds are known.
static ClockVerdict boots(i64 after)
{
    return judged((ClockFacts){ .system = T0 + after, .agreed = T0, .recorded = T0 - HOUR });
}

static ClockVerdict recorded_only(i64 after)
{
    return judged((ClockFacts){ .system = T0 + after, .recorded = T0 });
}

static ClockVerdict fresh(i64 system) { return judged((ClockFacts){ .system = system, .steady = 5 * HOUR }); }

static void test_rule(void)
{
    const i64 year = 365 * (i64)DAY;
    CHECK_EQ(runs(0), CLOCK_AGREES);             CHECK_EQ(starts(0), CLOCK_AGREES);
    CHECK_EQ(runs(29 * SEC), CLOCK_AGREES);      CHECK_EQ(starts(29 * SEC), CLOCK_AGREES);
    CHECK_EQ(runs(-29 * SEC), CLOCK_AGREES);     CHECK_EQ(starts(-29 * SEC), CLOCK_AGREES);
    CHECK_EQ(runs(31 * SEC), CLOCK_AHEAD);       CHECK_EQ(starts(31 * SEC), CLOCK_AHEAD);
    CHECK_EQ(runs(-31 * SEC), CLOCK_BEHIND);     CHECK_EQ(starts(-31 * SEC), CLOCK_BEHIND);
    CHECK_EQ(runs(MINUTE), CLOCK_AHEAD);         CHECK_EQ(starts(MINUTE), CLOCK_AHEAD);
    CHECK_EQ(runs(-MINUTE), CLOCK_BEHIND);       CHECK_EQ(starts(-MINUTE), CLOCK_BEHIND);
    CHECK_EQ(runs(3 * (i64)DAY), CLOCK_AHEAD);   CHECK_EQ(starts(3 * (i64)DAY), CLOCK_AHEAD);
    CHECK_EQ(runs(-3 * (i64)DAY), CLOCK_BEHIND); CHECK_EQ(starts(-3 * (i64)DAY), CLOCK_BEHIND);
    CHECK_EQ(runs(year), CLOCK_AHEAD);           CHECK_EQ(starts(year), CLOCK_AHEAD);
    CHECK_EQ(runs(-year), CLOCK_BEHIND);         CHECK_EQ(starts(-year), CLOCK_BEHIND);

    CHECK_EQ(boots(0), CLOCK_AGREES);            CHECK_EQ(recorded_only(0), CLOCK_AGREES);
    CHECK_EQ(boots(MINUTE), CLOCK_AGREES);       CHECK_EQ(recorded_only(MINUTE), CLOCK_AGREES);     // it was off
    CHECK_EQ(boots(-MINUTE), CLOCK_BEHIND);      CHECK_EQ(recorded_only(-MINUTE), CLOCK_BEHIND);
    CHECK_EQ(boots(30 * (i64)DAY), CLOCK_AGREES); CHECK_EQ(recorded_only(30 * (i64)DAY), CLOCK_AGREES);
    CHECK_EQ(boots(32 * (i64)DAY), CLOCK_AHEAD); CHECK_EQ(recorded_only(32 * (i64)DAY), CLOCK_AHEAD);
    CHECK_EQ(boots(year), CLOCK_AHEAD);          CHECK_EQ(recorded_only(year), CLOCK_AHEAD);
    CHECK_EQ(boots(-year), CLOCK_BEHIND);        CHECK_EQ(recorded_only(-year), CLOCK_BEHIND);

    CHECK_EQ(fresh(T0), CLOCK_AGREES);
    CHECK_EQ(fresh(0), CLOCK_BEHIND);                                   // a machine that forgot the year
    CHECK_EQ(fresh(CLOCK_BORN - DAY), CLOCK_BEHIND);
    CHECK_EQ(fresh(CLOCK_BORN + DAY), CLOCK_AGREES);
}

// A journal ahead of what was believed since, as a restored county's may be; off for longer than a server rests.
static void test_rule_both(void)
{
    ClockFacts f = { .system = T0 + HOUR, .steady = HOUR, .agreed = T0, .recorded = T0 + 365 * (i64)DAY,
                     .same_boot = true };
    CHECK_EQ(judged(f), CLOCK_BEHIND);
    f.recorded = T0 + 2 * (i64)DAY;             CHECK_EQ(judged(f), CLOCK_BEHIND);
    f.recorded = T0 + HOUR;                     CHECK_EQ(judged(f), CLOCK_AGREES);
    f.steady = 40 * (i64)DAY;                   CHECK_EQ(judged(f), CLOCK_BEHIND);
    f.system = T0 + 40 * (i64)DAY;              CHECK_EQ(judged(f), CLOCK_AHEAD);
}

// ---- a clock's life ------------------------------------------------------------------------------------

static i64 word, steady;
static i64 say_word(void)   { return word; }
static i64 say_steady(void) { return steady; }

static void wait_for(i64 ms)
{
    word += ms;
    steady += ms;
}

static bool agrees(Clock *c)
{
    bool yes = false;
    clock_now(c, &yes);
    return yes;
}

static void test_running(Arena *a)
{
    Clock c;
    word = T0;
    steady = 5 * MINUTE;
    clock_open(&c, say_word, say_steady, STR("b-1"));
    clock_begin(&c, STR(""), 0);
    CHECK(agrees(&c) && clock_note_due(&c, HOUR));
    CHECK_STR(arena_z(a, clock_note(&c, a, NULL)), "1796000000000 300000 b1");
    CHECK(!clock_note_due(&c, HOUR));
    wait_for(2 * HOUR);
    CHECK(agrees(&c) && clock_note_due(&c, HOUR));
    word += 20 * SEC;                                       // a step as machines make them
    CHECK(agrees(&c) && clock_now(&c, NULL) == word);
    word += 20 * SEC;                                       // but they do not add up within the hour
    CHECK(!agrees(&c));
    CHECK_EQ(clock_now(&c, NULL), T0 + 2 * HOUR);
    word -= 20 * SEC;
    CHECK(agrees(&c));
    wait_for(HOUR + SEC);
    CHECK(agrees(&c));
    word += 20 * SEC;
    CHECK(agrees(&c));                                      // an hour later another one is fine
    word -= 5 * MINUTE;
    CHECK(!agrees(&c) && !clock_note_due(&c, 0));
    wait_for(365 * (i64)DAY);
    CHECK(!agrees(&c));                                     // it does not become right by waiting
    ClockReading r = clock_read(&c);
    clock_accept(&c, &r);
    CHECK(agrees(&c) && clock_now(&c, NULL) == word);
    atomic_store(&c.shift, -MINUTE);
    CHECK(!agrees(&c));
    clock_close(&c);
}

// What was noted is read again, by the same run of the machine and by another.
static void test_starting(void)
{
    static const struct { const char *noted, *boot; i64 word, steady, recorded; bool agrees; } rows[] = {
        { "1796000000000 300000 b1", "b-1", T0 + HOUR, 300000 + HOUR, 0, true },
        { "1796000000000 300000 b1", "b-1", T0 + HOUR + MINUTE, 300000 + HOUR, 0, false },
        { "1796000000000 300000 b1", "b-2", T0 + HOUR + MINUTE, 300000 + HOUR, 0, true },
        { "1796000000000 300000 b1", "b-2", T0 - MINUTE, 300000 + HOUR, 0, false },
        { "1796000000000 300000 b1", "b-1", T0 + HOUR, 200000, 0, true },           // steady went back: another run
        { "1796000000000 300000 b1", "b-2", T0 + HOUR, 0, T0 + DAY, false },
        { "1796000000000 300000 ", "b-1", T0 + HOUR, 300000, 0, true },             // not known then
        { "nonsense", "b-1", T0, 0, 0, true },
        { "", "b-1", T0, 0, T0 - 10 * (i64)DAY, true },
        { "", "b-1", T0, 0, T0 - 100 * (i64)DAY, false },
        { "", "b-1", T0, 0, T0 + HOUR, false },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        Clock c;
        word = rows[i].word;
        steady = rows[i].steady;
        clock_open(&c, say_word, say_steady, str(rows[i].boot));
        clock_begin(&c, str(rows[i].noted), rows[i].recorded);
        CHECK_EQ(agrees(&c), rows[i].agrees);
        wait_for(MINUTE);
        CHECK_EQ(agrees(&c), rows[i].agrees);
        clock_close(&c);
    }
}

// Tests that inject a clock of their own are never doubted.
static void test_trusted(void)
{
    Clock c;
    word = 5;
    clock_open(&c, say_word, NULL, STR(""));
    CHECK(agrees(&c) && clock_now(&c, NULL) == 5 && !clock_note_due(&c, 0));
    word = T0 * 2;
    CHECK(agrees(&c) && clock_now(&c, NULL) == T0 * 2);
    clock_close(&c);
}

void clock_test(void);
void clock_test(void)
{
    Arena *a = arena_open(1 << 16);
    test_rule();
    test_rule_both();
    test_running(a);
    test_starting();
    test_trusted();
    arena_close(a);
}

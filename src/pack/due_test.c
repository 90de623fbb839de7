// due_test.c: days of rest, deadlines and the histogram. The calendar is the State Council's plan for 2026.
#include "pack/pack.h"
#include "base/check.h"

#define NATURAL CALENDAR_NATURAL
#define WORKING CALENDAR_WORKING

static Arena *arena;
static Holiday holidays[60];
static const Holiday *holiday_list[60];
static Calendar c2026;
static bool provisional;                    // of the last due()

static i64 day(const char *z)
{
    i64 d = DAY_NONE;
    CHECK(day_parse(str(z), &d));
    return d;
}

static i64 at(const char *z)
{
    i64 moment = 0;
    CHECK(moment_parse(str(z), &moment));
    return moment;
}

static void plan(const char *from, int days, i64 kind, const char *name)
{
    for (int i = 0; i < days; i++) {
        holidays[c2026.count] = (Holiday){ .day = day(from) + i, .kind = kind, .name = str(name) };
        holiday_list[c2026.count] = &holidays[c2026.count];
        c2026.count++;
    }
}

static void make_2026(void)
{
    c2026 = (Calendar){ .at = holiday_list };
    plan("2026-01-01", 3, HOLIDAY_REST, "元旦");     plan("2026-01-04", 1, HOLIDAY_WORK, "元旦");
    plan("2026-02-14", 1, HOLIDAY_WORK, "春节");     plan("2026-02-15", 9, HOLIDAY_REST, "春节");
    plan("2026-02-28", 1, HOLIDAY_WORK, "春节");     plan("2026-04-04", 3, HOLIDAY_REST, "清明节");
    plan("2026-05-01", 5, HOLIDAY_REST, "劳动节");   plan("2026-05-09", 1, HOLIDAY_WORK, "劳动节");
    plan("2026-06-19", 3, HOLIDAY_REST, "端午节");   plan("2026-09-20", 1, HOLIDAY_WORK, "国庆节");
    plan("2026-09-25", 3, HOLIDAY_REST, "中秋节");   plan("2026-10-01", 7, HOLIDAY_REST, "国庆节");
    plan("2026-10-10", 1, HOLIDAY_WORK, "国庆节");
}

static void test_calendar(void)
{
    CHECK(calendar_is_rest(&c2026, day("2026-02-17")));          // New Year's day, a Tuesday
    CHECK(calendar_is_rest(&c2026, day("2026-02-15")));
    CHECK(!calendar_is_rest(&c2026, day("2026-02-14")));         // a Saturday, made up
    CHECK(!calendar_is_rest(&c2026, day("2026-02-28")));
    CHECK(!calendar_is_rest(&c2026, day("2026-02-24")));
    CHECK(calendar_is_rest(&c2026, day("2026-11-21")));          // an ordinary Saturday
    CHECK(!calendar_is_rest(&c2026, day("2026-11-23")));
    CHECK(!calendar_is_rest(&c2026, day("2027-01-01")));         // not published: a Friday
    CHECK(calendar_published(&c2026, 2026));
    CHECK(!calendar_published(&c2026, 2027) && !calendar_published(&c2026, 2025));
    CHECK(calendar_find(&c2026, day("2026-10-05")) && !calendar_find(&c2026, day("2026-10-08")));
}

// ---- hours -----------------------------------------------------------------------------------

static Hours office(void)
{
    Hours h;
    CHECK(hours_parse(STR("08:30-12:00,14:00-17:30"), &h));
    return h;
}

static void test_hours_parse(void)
{
    static const char *const bad[] = { "", "9:00-12:00", "09:00", "12:00-09:00", "09:00-12:00,11:00-13:00", "a",
                                       "09:60-12:00", "-9:00-12:00", "09:00-12:00,", "09:00-24:01" };
    Hours h;
    CHECK(hours_parse(STR("00:00-24:00"), &h) && h.count == 1 && h.at[0].to == 1440);
    CHECK(hours_parse(STR("09:00-12:00, 13:00-17:00"), &h) && h.count == 2 && h.at[1].from == 780);
    for (int i = 0; i < COUNT(bad); i++) CHECK(!hours_parse(str(bad[i]), &h));
}

static i64 minutes(const char *from, const char *to)
{
    Hours h = office();
    return working_minutes(&c2026, &h, at(from), at(to));
}

static void test_working_minutes(void)
{
    CHECK_EQ(minutes("2026-11-23 08:30:00", "2026-11-23 17:30:00"), 420);
    CHECK_EQ(minutes("2026-11-23 11:00:00", "2026-11-23 15:00:00"), 120);         // over lunch
    CHECK_EQ(minutes("2026-11-20 17:00:00", "2026-11-23 09:00:00"), 60);          // over a weekend
    CHECK_EQ(minutes("2026-02-13 17:30:00", "2026-02-24 08:30:00"), 420);         // only the made-up Saturday
    CHECK_EQ(minutes("2026-11-21 00:00:00", "2026-11-22 23:59:59"), 0);
    CHECK_EQ(minutes("2026-11-23 12:00:00", "2026-11-23 11:00:00"), 0);
    Hours whole = { 0 };                                                          // none set: the whole working day
    CHECK_EQ(working_minutes(&c2026, &whole, at("2026-11-20 12:00:00"), at("2026-11-23 12:00:00")), 1440);
}

// ---- deadlines -------------------------------------------------------------------------------

static const char *due_text(DueAsk ask)
{
    ask.days = &c2026;
    Due d = due_count(&ask);
    provisional = d.provisional;
    return d.at ? arena_z(arena, (Str){ moment_text(arena, d.at).at, 19 }) : "none";
}

static const char *due(const char *from, i64 amount, i64 unit, i64 calendar)
{
    return due_text((DueAsk){ .start = at(from), .amount = amount, .unit = unit, .calendar = calendar });
}

static const char *due_office(const char *from, i64 amount, i64 unit, i64 calendar)
{
    return due_text((DueAsk){ .start = at(from), .amount = amount, .unit = unit, .calendar = calendar,
                              .hours = office() });
}

static const char *due_paused(const char *from, i64 amount, i64 unit, i64 calendar, Pause pause)
{
    return due_text((DueAsk){ .start = at(from), .amount = amount, .unit = unit, .calendar = calendar,
                              .pauses = &pause, .pause_count = 1 });
}

static void test_due_days(void)
{
    CHECK_STR(due("2026-11-23 10:00:00", 3, UNIT_DAY, NATURAL), "2026-11-26T23:59:59");  // start's day does not count
    CHECK_STR(due("2026-11-23 00:00:00", 1, UNIT_DAY, NATURAL), "2026-11-24T23:59:59");
    CHECK_STR(due("2026-11-23 23:59:59", 1, UNIT_DAY, NATURAL), "2026-11-24T23:59:59");
    CHECK_STR(due("2026-11-20 10:00:00", 1, UNIT_DAY, NATURAL), "2026-11-23T23:59:59");  // Saturday moves to Monday
    CHECK_STR(due("2026-11-20 10:00:00", 3, UNIT_DAY, NATURAL), "2026-11-23T23:59:59");  // Monday itself stays
    CHECK_STR(due("2026-09-28 10:00:00", 7, UNIT_DAY, NATURAL), "2026-10-08T23:59:59");  // 5 October: National Day
    CHECK_STR(due("2026-10-08 10:00:00", 2, UNIT_DAY, NATURAL), "2026-10-10T23:59:59");  // a made-up Saturday stays
    CHECK_STR(due("2026-09-18 10:00:00", 1, UNIT_DAY, NATURAL), "2026-09-20T23:59:59");  // to a made-up Sunday
    CHECK_STR(due("2026-02-10 10:00:00", 7, UNIT_DAY, NATURAL), "2026-02-24T23:59:59");  // into Spring Festival
    CHECK_STR(due("2026-02-13 10:00:00", 1, UNIT_DAY, WORKING), "2026-02-14T23:59:59");
    CHECK_STR(due("2026-02-13 10:00:00", 2, UNIT_DAY, WORKING), "2026-02-24T23:59:59");
    CHECK_STR(due("2026-02-13 10:00:00", 5, UNIT_DAY, WORKING), "2026-02-27T23:59:59");
    CHECK_STR(due("2026-02-13 10:00:00", 6, UNIT_DAY, WORKING), "2026-02-28T23:59:59");
    CHECK_STR(due("2026-02-17 10:00:00", 1, UNIT_DAY, WORKING), "2026-02-24T23:59:59");  // filed on New Year's day
    CHECK_STR(due_office("2026-02-13 10:00:00", 2, UNIT_DAY, WORKING), "2026-02-24T17:30:00");
    CHECK_STR(due_office("2026-02-13 10:00:00", 2, UNIT_DAY, NATURAL), "2026-02-24T23:59:59");
}

static void test_due_months(void)
{
    CHECK_STR(due("2026-01-31 10:00:00", 1, UNIT_MONTH, NATURAL), "2026-02-28T23:59:59");  // no 31st; made-up Saturday
    CHECK_STR(due("2026-03-31 10:00:00", 1, UNIT_MONTH, NATURAL), "2026-04-30T23:59:59");
    CHECK_STR(due("2026-02-28 10:00:00", 1, UNIT_MONTH, NATURAL), "2026-03-30T23:59:59");  // 28 March: a Saturday
    CHECK_STR(due("2026-07-15 10:00:00", 2, UNIT_MONTH, NATURAL), "2026-09-15T23:59:59");
    CHECK_STR(due("2026-09-01 10:00:00", 1, UNIT_MONTH, NATURAL), "2026-10-08T23:59:59");  // 1 October
    CHECK_STR(due("2026-11-30 10:00:00", 3, UNIT_MONTH, NATURAL), "2027-03-01T23:59:59");  // 28 February 2027: Sunday
    CHECK(provisional);
    CHECK_STR(due("2023-11-29 10:00:00", 3, UNIT_MONTH, NATURAL), "2024-02-29T23:59:59");  // leap year
    CHECK_STR(due("2026-01-31 10:00:00", 1000, UNIT_MONTH, NATURAL), "none");              // beyond 4,000 days
}

static void test_due_hours(void)
{
    CHECK_STR(due("2026-11-20 22:00:00", 4, UNIT_HOUR, NATURAL), "2026-11-21T02:00:00");   // never moved
    CHECK_STR(due("2026-09-30 22:00:00", 24, UNIT_HOUR, NATURAL), "2026-10-01T22:00:00");
    CHECK(!provisional);
    CHECK_STR(due("2026-11-23 00:00:00", 24, UNIT_HOUR, NATURAL), "2026-11-24T00:00:00");
    CHECK_STR(due("2026-11-20 22:00:00", 4, UNIT_HOUR, WORKING), "2026-11-23T02:00:00");   // no hours: the whole day
    CHECK_STR(due_office("2026-11-23 11:00:00", 4, UNIT_HOUR, WORKING), "2026-11-23T17:00:00");  // over lunch
    CHECK_STR(due_office("2026-11-23 12:30:00", 1, UNIT_HOUR, WORKING), "2026-11-23T15:00:00");  // filed at lunch
    CHECK_STR(due_office("2026-11-23 14:30:00", 3, UNIT_HOUR, WORKING), "2026-11-23T17:30:00");  // to the last minute
    CHECK_STR(due_office("2026-11-20 16:30:00", 4, UNIT_HOUR, WORKING), "2026-11-23T11:30:00");  // over a weekend
    CHECK_STR(due_office("2026-02-13 17:00:00", 8, UNIT_HOUR, WORKING), "2026-02-24T09:00:00");  // Saturday made up
    CHECK_STR(due_office("2026-11-21 10:00:00", 2, UNIT_HOUR, WORKING), "2026-11-23T10:30:00");  // filed on Saturday
}

static void test_due_pauses(void)
{
    Pause p = { at("2026-11-24 09:00:00"), at("2026-11-26 10:00:00") };             // Tuesday to Thursday
    Pause later = { at("2026-11-25 09:00:00"), at("2026-11-26 10:00:00") }, open = { at("2026-11-24 09:00:00"), 0 };
    const char *monday = "2026-11-23 10:00:00";
    CHECK_STR(due_paused(monday, 1, UNIT_DAY, NATURAL, later), "2026-11-24T23:59:59");   // over before it
    CHECK_STR(due_paused(monday, 2, UNIT_DAY, NATURAL, p), "2026-11-27T23:59:59");       // 25 and 26 begin inside it
    CHECK_STR(due_paused(monday, 3, UNIT_DAY, NATURAL, p), "2026-11-30T23:59:59");       // then a Saturday
    CHECK_STR(due_paused(monday, 1, UNIT_DAY, NATURAL, p), "2026-11-27T23:59:59");       // would end inside it
    CHECK_STR(due_paused(monday, 2, UNIT_DAY, WORKING, p), "2026-11-27T23:59:59");
    CHECK_STR(due_paused(monday, 24, UNIT_HOUR, NATURAL, p), "2026-11-26T11:00:00");
    CHECK_STR(due_paused(monday, 23, UNIT_HOUR, NATURAL, p), "2026-11-24T09:00:00");
    CHECK_STR(due_paused("2026-10-24 10:00:00", 1, UNIT_MONTH, NATURAL, p), "2026-11-27T23:59:59");
    CHECK_STR(due_paused(monday, 2, UNIT_DAY, NATURAL, open), "none");                   // still paused
    CHECK_STR(due_paused(monday, 30, UNIT_HOUR, NATURAL, open), "none");
    CHECK_STR(due_paused(monday, 1, UNIT_HOUR, NATURAL, open), "none");
}

static void test_due_two_pauses(void)
{
    Pause two[] = { { at("2026-11-23 11:00:00"), at("2026-11-23 15:00:00") },
                    { at("2026-11-23 15:30:00"), at("2026-11-23 16:00:00") } };
    DueAsk ask = { .start = at("2026-11-23 10:00:00"), .amount = 2, .unit = UNIT_HOUR, .calendar = NATURAL,
                   .pauses = two, .pause_count = 2, .hours = office() };
    CHECK_STR(due_text(ask), "2026-11-23T16:30:00");
    ask.calendar = WORKING;
    CHECK_STR(due_text(ask), "2026-11-23T16:30:00");
    ask.amount = 4;
    CHECK_STR(due_text(ask), "2026-11-24T09:30:00");
}

// An hour each, every second hour, and empty ones between them: each counts, an empty one for nothing.
static void test_due_very_many_pauses(void)
{
    enum { TOO_MANY = 2000 };
    static Pause many[2 * TOO_MANY];
    i64 start = at("2026-01-05 00:00:00");
    for (i64 i = 0; i < TOO_MANY; i++) {
        many[2 * i]     = (Pause){ start + (2 * i + 1) * HOUR, start + (2 * i + 2) * HOUR };
        many[2 * i + 1] = (Pause){ start + (2 * i + 2) * HOUR + MINUTE, start + (2 * i + 2) * HOUR + MINUTE };
    }
    DueAsk ask = { .start = start, .unit = UNIT_HOUR, .calendar = NATURAL, .pauses = many, .days = &c2026 };
    for (ask.amount = 1; ask.amount <= TOO_MANY; ask.amount += 333) {
        ask.pause_count = COUNT(many);
        CHECK_EQ(due_count(&ask).at, start + (2 * ask.amount - 1) * HOUR);
        ask.pause_count = 100;                  // the first fifty hours' pauses: 50 hours lost
        CHECK_EQ(due_count(&ask).at, start + (ask.amount + MIN(ask.amount - 1, 50)) * HOUR);
    }
}

static void test_due_provisional(void)
{
    CHECK_STR(due("2026-12-30 10:00:00", 1, UNIT_DAY, NATURAL), "2026-12-31T23:59:59");
    CHECK(!provisional);
    CHECK_STR(due("2026-12-30 10:00:00", 3, UNIT_DAY, NATURAL), "2027-01-04T23:59:59");  // 2 January 2027: Saturday
    CHECK(provisional);
    CHECK_STR(due("2026-12-31 10:00:00", 1, UNIT_DAY, WORKING), "2027-01-01T23:59:59");  // nobody said it is a holiday
    CHECK(provisional);
    CHECK_STR(due_office("2026-12-31 17:00:00", 1, UNIT_HOUR, WORKING), "2027-01-01T09:00:00");
    CHECK(provisional);
    CHECK_STR(due("2026-12-31 17:00:00", 24, UNIT_HOUR, NATURAL), "2027-01-01T17:00:00");    // asks no calendar
    CHECK(!provisional);
}

// ---- the explanation ---------------------------------------------------------------------------

typedef struct Story { char at[64]; int len; i64 minutes, counted; } Story;

static void tell(void *context, const DueDay *d)
{
    Story *s = context;
    s->at[s->len++] = "sc-HM=>!"[d->why];
    s->minutes += d->minutes;
    s->counted = d->counted;
    CHECK((d->why != DUE_HOLIDAY && d->why != DUE_MAKEUP) || d->name.len > 0);
    CHECK(due_why(d->why, ZH)[0] && due_why(d->why, EN)[0]);
}

// One letter a day; counted is the last day's.
static void story(const char *want, i64 counted, const char *from, i64 amount, i64 unit, i64 calendar,
                  const Pause *pause)
{
    Story s = { 0 };
    DueAsk ask = { .start = at(from), .amount = amount, .unit = unit, .calendar = calendar, .pauses = pause,
                   .pause_count = pause ? 1 : 0, .hours = office(), .days = &c2026 };
    due_explain(&ask, tell, &s);
    CHECK_STR(s.at, want);
    CHECK_EQ(s.counted, counted);
    CHECK_EQ(s.minutes, unit == UNIT_HOUR ? counted : 0);
}

static void test_due_explain(void)
{
    Pause p = { at("2026-11-24 09:00:00"), at("2026-11-26 10:00:00") }, open = { at("2026-11-24 09:00:00"), 0 };
    story("sMHHHHHHHHHc!", 3, "2026-02-13 10:00:00", 3, UNIT_DAY, WORKING, NULL);
    story("sc>H!", 2, "2026-10-04 10:00:00", 2, UNIT_DAY, NATURAL, NULL);
    story("s>-!", 1, "2026-11-20 10:00:00", 1, UNIT_DAY, NATURAL, NULL);
    story("sc==!", 2, "2026-11-23 10:00:00", 2, UNIT_DAY, NATURAL, &p);
    story("s>==!", 1, "2026-11-23 10:00:00", 1, UNIT_DAY, NATURAL, &p);
    story("sc=", 1, "2026-11-23 10:00:00", 9, UNIT_DAY, NATURAL, &open);
    story("s--!", 240, "2026-11-20 16:30:00", 4, UNIT_HOUR, WORKING, NULL);
    story("!", 120, "2026-11-20 10:00:00", 2, UNIT_HOUR, NATURAL, NULL);
    story("sc=!", 1440, "2026-11-23 10:00:00", 24, UNIT_HOUR, NATURAL, &p);
}

// ---- the histogram -----------------------------------------------------------------------------

static void test_buckets(void)
{
    for (int b = 0; b < HISTOGRAM_BUCKETS; b++) {
        CHECK_EQ(bucket_of(bucket_low(b)), b);
        CHECK_EQ(bucket_of(bucket_high(b) - 1), b);
    }
    CHECK_EQ(bucket_low(HISTOGRAM_BUCKETS - 1), 262144);
    CHECK_EQ(bucket_of(0), 0);
    CHECK_EQ(bucket_of(INT64_MAX), HISTOGRAM_BUCKETS - 1);
}

static void test_quantiles(void)
{
    bool near = true;
    i64 counts[HISTOGRAM_BUCKETS] = { 0 };
    CHECK_EQ(histogram_quantile(counts, 50), -1);
    counts[3] = 5, counts[4] = -3;                                      // as a damaged row may say
    CHECK_EQ(histogram_quantile(counts, 100), 13);
    counts[3] = -5, counts[4] = 3;
    CHECK_EQ(histogram_quantile(counts, 50), 262144);
    counts[3] = counts[4] = 0;
    for (i64 v = 8; v < 262144; v++) {                  // alone in the histogram, a value is told within 12.5 %
        counts[bucket_of(v)] = 1;
        i64 told = histogram_quantile(counts, 50), off = told > v ? told - v : v - told;
        near = near && 8 * off <= v;
        counts[bucket_of(v)] = 0;
    }
    CHECK(near);
    counts[0] = 1;
    counts[bucket_of(420)] = 8;
    counts[HISTOGRAM_BUCKETS - 1] = 1;
    CHECK_EQ(histogram_quantile(counts, 10), 4);
    CHECK_EQ(bucket_of(histogram_quantile(counts, 50)), bucket_of(420));
    CHECK_EQ(bucket_of(histogram_quantile(counts, 90)), bucket_of(420));
    CHECK_EQ(histogram_quantile(counts, 91), 262144);
}

void due_test(void)
{
    arena = arena_open(4 << 20);
    make_2026();
    test_calendar();
    test_hours_parse();
    test_working_minutes();
    test_due_days();
    test_due_months();
    test_due_hours();
    test_due_pauses();
    test_due_two_pauses();
    test_due_very_many_pauses();
    test_due_provisional();
    test_due_explain();
    test_buckets();
    test_quantiles();
    arena_close(arena);
}

// time.c: moments and days by arithmetic. China has one zone and no summer time, so no tables and no libc calendar.
// Pure but for the clocks at the top, which only the store's clock and measurements use: rules and apply
// get their moment as a value, or a replay would not give the same tables. The libc calendar is left out because it
// reads the machine's zone and takes a lock for it.
#include "base/base.h"
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static i64 clock_ms(clockid_t which)
{
    struct timespec t;
    int rc = clock_gettime(which, &t);
    assert(rc == 0);
    return (i64)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

i64 time_real(void)   { return clock_ms(CLOCK_REALTIME); }
i64 time_steady(void) { return clock_ms(CLOCK_MONOTONIC); }

// Asked of the kernel itself: whatever a process was started with must not be able to move both clocks alike.
i64 time_boot(void)
{
#if defined SYS_clock_gettime && __SIZEOF_LONG__ == 8
    struct timespec t;
    long rc = syscall(SYS_clock_gettime, CLOCK_BOOTTIME, &t);
    assert(rc == 0);
    return (i64)t.tv_sec * 1000 + t.tv_nsec / 1000000;
#else
    return clock_ms(CLOCK_BOOTTIME);
#endif
}

static i64 floor_div(i64 a, i64 b) { return a / b - (a % b < 0); }

// Days begin at midnight in China, wherever the server stands; floor, not truncation, so that moments before 1970 fall
// on their day too.
i64 day_of(i64 moment)  { return floor_div(moment + ZONE, DAY); }
i64 day_start(i64 day)  { return day * DAY - ZONE; }

// ---- civil dates -----------------------------------------------------------------------------
// Years are counted from 1 March, so that the leap day ends the year, in eras of 400 years = 146,097 days.

enum { ERA_DAYS = 146097, ERA_TO_1970 = 719468 };

static int month_days(i64 year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

// The one place that says whether a date exists, leap years included. Years of four digits only: that is all a form, a
// sheet or an entry can hold.
i64 day_from(i64 year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12) return DAY_NONE;
    if (day < 1 || day > month_days(year, month)) return DAY_NONE;
    i64 y = month <= 2 ? year - 1 : year;
    i64 era = floor_div(y, 400), of_era = y - era * 400;
    i64 of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - ERA_TO_1970;
}

// The inverse of day_from for any day. hour to ms stay 0.
Civil civil_day(i64 day)
{
    assert(day != DAY_NONE);
    i64 z = day + ERA_TO_1970, era = floor_div(z, ERA_DAYS), d = z - era * ERA_DAYS;
    i64 of_era = (d - d / 1460 + d / 36524 - d / 146096) / 365;
    i64 of_year = d - (365 * of_era + of_era / 4 - of_era / 100);
    int third = (int)((5 * of_year + 2) / 153);
    int month = third < 10 ? third + 3 : third - 9;
    assert(month >= 1 && month <= 12);
    i64 week = (day + 3) - floor_div(day + 3, 7) * 7;
    return (Civil){
        .year = of_era + era * 400 + (month <= 2), .month = month,
        .day = (int)(of_year - (153 * third + 2) / 5 + 1), .weekday = (int)week + 1,
    };
}

Civil civil_of(i64 moment)
{
    i64 day = day_of(moment), ms = moment - day_start(day);
    Civil c = civil_day(day);
    c.hour = (int)(ms / HOUR);
    c.minute = (int)(ms / MINUTE % 60);
    c.second = (int)(ms / 1000 % 60);
    c.ms = (int)(ms % 1000);
    return c;
}

// ---- as text ---------------------------------------------------------------------------------

// Two digits. By hand, because answers hold many moments.
static char *put_two(char *to, int value)
{
    assert(value >= 0 && value < 100);
    to[0] = (char)('0' + value / 10);
    to[1] = (char)('0' + value % 10);
    return to + 2;
}

static char *put_date(char *to, const Civil *c)
{
    to = put_two(to, (int)c->year / 100);
    to = put_two(to, (int)c->year % 100);
    *to++ = '-';
    to = put_two(to, c->month);
    *to++ = '-';
    return put_two(to, c->day);
}

// A year that no person typed (a damaged row) is written as it is rather than refused: reading must go on.
void out_day(Out *o, i64 day)
{
    if (day == DAY_NONE) return;
    char text[16];
    Civil c = civil_day(day);
    if (c.year < 0 || c.year > 9999) out_fmt(o, "%04lld-%02d-%02d", (long long)c.year, c.month, c.day);
    else out_str(o, (Str){ text, put_date(text, &c) - text });
}

void out_moment(Out *o, i64 moment)
{
    if (moment == 0) return;
    Civil c = civil_of(moment);
    char text[32] = "0000-00-00T00:00:00.000+08:00";
    if (c.year < 0 || c.year > 9999) {
        out_fmt(o, "%04lld-%02d-%02dT%02d:%02d:%02d.%03d+08:00", (long long)c.year, c.month, c.day,
                c.hour, c.minute, c.second, c.ms);
        return;
    }
    put_date(text, &c);
    put_two(text + 11, c.hour);
    put_two(text + 14, c.minute);
    put_two(text + 17, c.second);
    text[20] = (char)('0' + c.ms / 100);
    put_two(text + 21, c.ms % 100);
    out_str(o, (Str){ text, 29 });
}

Str moment_text(Arena *a, i64 moment)
{
    Out o = out_new(a, 64);
    out_moment(&o, moment);
    return out_done(&o);
}

Str day_text(Arena *a, i64 day)
{
    Out o = out_new(a, 64);
    out_day(&o, day);
    return out_done(&o);
}

// Reads exactly `count` digits off the front, or gives -1.
static int take_digits(Str *s, int count)
{
    int value = 0;
    if (s->len < count) return -1;
    for (int i = 0; i < count; i++) {
        int digit = s->at[i] - '0';
        if (digit < 0 || digit > 9) return -1;
        value = value * 10 + digit;
    }
    *s = (Str){ s->at + count, s->len - count };
    return value;
}

static bool take_char(Str *s, char c)
{
    if (s->len == 0 || s->at[0] != c) return false;
    *s = (Str){ s->at + 1, s->len - 1 };
    return true;
}

static bool take_day(Str *s, i64 *day)
{
    int year = take_digits(s, 4);
    if (!take_char(s, '-')) return false;
    int month = take_digits(s, 2);
    if (!take_char(s, '-')) return false;
    *day = day_from(year, month, take_digits(s, 2));
    return *day != DAY_NONE;
}

// HH:MM:SS and a fraction of any length; below the millisecond it is cut.
static bool take_clock(Str *s, i64 *ms)
{
    int hour = take_digits(s, 2);
    if (hour < 0 || hour > 23 || !take_char(s, ':')) return false;
    int minute = take_digits(s, 2);
    if (minute < 0 || minute > 59 || !take_char(s, ':')) return false;
    int second = take_digits(s, 2), thousandths = 0, scale = 100;
    if (second < 0 || second > 59) return false;
    if (take_char(s, '.')) {
        int digit = take_digits(s, 1);
        if (digit < 0) return false;
        for (; digit >= 0; digit = take_digits(s, 1), scale /= 10) thousandths += digit * scale;
    }
    *ms = (i64)hour * HOUR + (i64)minute * MINUTE + second * 1000 + thousandths;
    return true;
}

static bool take_offset(Str *s, i64 *ms)
{
    if (take_char(s, 'Z') || take_char(s, 'z')) { *ms = 0; return true; }
    bool west = take_char(s, '-');
    if (!west && !take_char(s, '+')) return false;
    int hour = take_digits(s, 2);
    if (hour < 0 || hour > 23 || !take_char(s, ':')) return false;
    int minute = take_digits(s, 2);
    if (minute < 0 || minute > 59) return false;
    *ms = ((i64)hour * HOUR + (i64)minute * MINUTE) * (west ? -1 : 1);
    return true;
}

// Strict: what is not one of the two forms is refused, and a moment without an offset only in the form that people
// write by hand, where it can but mean China's time.
bool moment_parse(Str s, i64 *into)
{
    i64 day, ms, offset = ZONE;
    if (!take_day(&s, &day)) return false;
    bool spaced = take_char(&s, ' ');
    if (!spaced && !take_char(&s, 'T') && !take_char(&s, 't')) return false;
    if (!take_clock(&s, &ms)) return false;
    if (!(spaced && s.len == 0) && !take_offset(&s, &offset)) return false;
    i64 moment = day * DAY + ms - offset;
    if (s.len || moment == 0) return false;                     // 0 means none, so that very moment cannot be said
    *into = moment;
    return true;
}

// YYYY-MM-DD and nothing behind it. `into` is left alone when it is no day.
bool day_parse(Str s, i64 *into)
{
    i64 day;
    if (!take_day(&s, &day) || s.len) return false;
    *into = day;
    return true;
}

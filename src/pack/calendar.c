// calendar.c: which days are days of rest, and how much working time lies between two moments. Pure.
// Which days the State Council makes free is told year by year, in rows; between two years' notices only the weekends
// are known, and a due moment that was counted so is marked provisional and counted anew when the rows come.
#include "pack/pack.h"

// Index of the first row not before `day`.
static i64 first_from(const Calendar *c, i64 day)
{
    assert(c && c->count >= 0 && (c->at || c->count == 0));
    i64 low = 0, high = c->count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (c->at[middle]->day < day) low = middle + 1;
        else high = middle;
    }
    assert(low == c->count || c->at[low]->day >= day);
    return low;
}

// A make-up working day has a row too, of kind HOLIDAY_WORK.
const Holiday *calendar_find(const Calendar *c, i64 day)
{
    i64 i = first_from(c, day);
    return i < c->count && c->at[i]->day == day ? c->at[i] : NULL;
}

// A row outweighs the weekday, either way.
bool calendar_is_rest(const Calendar *c, i64 day)
{
    const Holiday *h = calendar_find(c, day);
    return h ? h->kind == HOLIDAY_REST : civil_day(day).weekday >= 6;
}

// One row of the year is enough: the notice tells a whole year at once.
bool calendar_published(const Calendar *c, i64 year)
{
    i64 i = first_from(c, day_from(year, 1, 1));
    return i < c->count && c->at[i]->day <= day_from(year, 12, 31);
}

// ---- business hours --------------------------------------------------------------------------

// HH:MM; 24:00 is the day's end.
static bool clock_parse(Str s, i64 *minutes)
{
    i64 hour, minute;
    Str first = str_cut(&s, ':');
    if (first.len != 2 || s.len != 2 || !str_i64(first, &hour) || !str_i64(s, &minute)) return false;
    *minutes = hour * 60 + minute;
    return hour >= 0 && minute >= 0 && minute < 60 && *minutes <= 24 * 60;
}

// False, and no hours at all, when any part is wrong: half the opening hours would be worse than none.
bool hours_parse(Str s, Hours *into)
{
    *into = (Hours){ 0 };
    if (s.len > 0 && s.at[s.len - 1] == ',') return false;
    for (i64 last = -1; s.len > 0; into->count++) {
        Str part = str_cut(&s, ','), from = str_cut(&part, '-');
        i64 opens, closes;
        if (into->count == COUNT(into->at)) return false;
        if (!clock_parse(str_trim(from), &opens) || !clock_parse(str_trim(part), &closes)) return false;
        if (opens <= last || closes <= opens) return false;
        into->at[into->count].from = opens;
        into->at[into->count].to = last = closes;
    }
    return into->count > 0;
}

// For figures (how long did it take), not for what is due. Costs a step a day and looks at 4,000 days at most; 0 when
// `to` lies before `from`.
i64 working_minutes(const Calendar *c, const Hours *h, i64 from, i64 to)
{
    assert(c && h && h->count >= 0 && h->count <= COUNT(h->at));
    enum { DAYS_MAX = 4000 };
    static const Hours whole = { { { 0, 24 * 60 } }, 1 };
    if (h->count == 0) h = &whole;
    i64 first = day_of(from), last = MIN(day_of(to), first + DAYS_MAX), ms = 0;
    for (i64 day = first; day <= last; day++) {
        if (calendar_is_rest(c, day)) continue;
        for (i64 i = 0; i < h->count; i++) {
            i64 opens = MAX(from, day_start(day) + h->at[i].from * MINUTE);
            i64 closes = MIN(to, day_start(day) + h->at[i].to * MINUTE);
            ms += MAX(closes - opens, 0);
        }
    }
    return ms / MINUTE;
}

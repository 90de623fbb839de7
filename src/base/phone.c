// phone.c: one spelling for every way to write a phone, or one person could have two accounts.
// A number of this country has no prefix: 13800138000, and 037166001234 with its area's 0. One of another country keeps
// its +, or +1 380 013 8000 would be somebody's mobile here. An extension is part of it: two desks are two phones.
#include "base/text.h"
#include <string.h>
#include <utf8proc.h>

enum { LEAST = 7, MOST = 15, EXTENSION_MOST = 6, DIGITS = 40 };

typedef struct Dialled {
    bool plus;
    char digits[DIGITS + 1];
    int  count, dash;               // dash: how many digits stand before the last dash, 0 = none
    char extension[EXTENSION_MOST + 1];
    int  extension_count;
    bool extended;                  // digits belong to the extension now
} Dialled;

static bool begins(Str s, const char *with) { return str_starts(s, str(with)); }

// Words between a number and its extension, in folded text.
static i64 extension_mark(Str s)
{
    static const char *const marks[] = { "转", "轉", "分机", "分機", "ext.", "ext", "x", "#", "*" };
    for (i64 i = 0; i < COUNT(marks); i++) if (begins(s, marks[i])) return str(marks[i]).len;
    return 0;
}

static bool mark_taken(Dialled *d, uint32_t code)
{
    bool dash = code == '-' || code == 0x30FC || code == 0x2043;
    if (dash && !d->extended) d->dash = d->count;
    if (code == '+') {
        if (d->plus || d->count) return false;
        return d->plus = true;
    }
    int c = utf8proc_get_property((utf8proc_int32_t)code)->category;
    bool keys = c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME;             // 1️⃣
    bool brackets = c == UTF8PROC_CATEGORY_PS || c == UTF8PROC_CATEGORY_PE;
    return dash || keys || brackets || (code < 0x80 && strchr(" ./:", (int)code)) || code == 0xB7;
}

static bool digit_taken(Dialled *d, char digit)
{
    if (d->extended) {
        if (d->extension_count == EXTENSION_MOST) return false;
        d->extension[d->extension_count++] = digit;
    } else {
        if (d->count == DIGITS) return false;
        d->digits[d->count++] = digit;
    }
    return true;
}

static bool dial(Str s, Dialled *d)
{
    uint32_t code;
    for (i64 at = 0; at < s.len;) {
        i64 mark = d->extended || !d->count ? 0 : extension_mark((Str){ s.at + at, s.len - at });
        if (mark) {
            d->extended = true;
            at += mark;
            continue;
        }
        at += utf8_next(s, at, &code);
        bool digit = code >= '0' && code <= '9';
        if (digit ? !digit_taken(d, (char)code) : !mark_taken(d, code)) return false;
    }
    return d->count > 0 && (!d->extended || d->extension_count > 0);
}

static Str behind(Str s, i64 n) { return (Str){ s.at + n, s.len - n }; }
static bool mobile(Str s)       { return s.len == 11 && s.at[0] == '1' && s.at[1] >= '3'; }

// With its area's 0: three digits and eight in the largest cities, else four and seven or eight.
static bool landline(Str s)
{
    if (s.len < 11 || s.at[0] != '0' || s.at[1] == '0') return false;
    return s.at[1] <= '2' ? s.len == 11 : s.len <= 12;
}

// Behind +86: the 0 that falls away there. 400 and 800 have no area.
static Str area_back(Arena *a, Str s)
{
    if (!s.len || s.at[0] == '0' || mobile(s) || begins(s, "400") || begins(s, "800")) return s;
    bool capital = begins(s, "10") && s.len == 10, other = s.at[0] >= '2' && s.len >= 9 && s.len <= 11;
    return capital || other ? arena_fmt(a, "0%.*s", (int)s.len, s.at) : s;
}

// 86 without a plus is the country only where the rest is a whole number of it.
static bool country_bare(Arena *a, Str s)
{
    if (!begins(s, "86") || s.len < 12) return false;
    Str rest = behind(s, 2);
    return mobile(rest) || landline(rest) || (rest.at[0] != '0' && landline(area_back(a, rest)));
}

static bool national(Arena *a, bool plus, Str s, Str *number)
{
    if (!plus && begins(s, "00")) {
        plus = true;
        s = behind(s, 2);
    }
    bool here = plus ? begins(s, "86") : country_bare(a, s);
    if (here) s = area_back(a, behind(s, 2));
    else if (plus && begins(s, "0")) return false;
    if ((here || !plus) && s.len == 12 && begins(s, "01") && mobile(behind(s, 1))) s = behind(s, 1);
    if (s.len < LEAST || s.len > MOST) return false;
    *number = plus && !here ? arena_fmt(a, "+%.*s", (int)s.len, s.at) : s;
    return true;
}

bool phone_read(Arena *a, Str text, Str *phone)
{
    assert(a && phone);
    Dialled *d = NEW(a, Dialled, 1);
    Str number, extension, head;
    if (!dial(str_fold(a, text), d)) return false;
    Str all = { d->digits, d->count }, tail = behind(all, d->dash);
    bool desk = !d->extended && d->dash && tail.len >= 2 && tail.len <= EXTENSION_MOST
             && national(a, d->plus, (Str){ all.at, d->dash }, &head) && landline(head);
    extension = desk ? tail : (Str){ d->extension, d->extension_count };
    if (!national(a, d->plus, desk ? (Str){ all.at, d->dash } : all, &number)) return false;
    if (extension.len) number = arena_fmt(a, "%.*s-%.*s", (int)number.len, number.at, (int)extension.len, extension.at);
    *phone = arena_str(a, number);
    return true;
}

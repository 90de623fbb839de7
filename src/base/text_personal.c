// text_personal.c: what is personal in a text, by its form, and the text without it. Pure.
//
// A number counts from where no digit stands before it to where none follows, also in full width and with single blanks
// or dashes inside, as people write phones and cards. What is found too much costs one reason; what is found too little
// hangs in a stairway.
#include "base/text.h"

static const char *const find_words[] = {
    [FIND_ID] = "身份证号", [FIND_PHONE] = "手机号", [FIND_CARD] = "银行卡号", [FIND_DOOR] = "门牌住址",
};

// ---- reading ---------------------------------------------------------------------------------------------

// The digit at a place, -1 = none; *next: behind the character.
static int digit_at(Str s, i64 at, i64 *next)
{
    uint32_t code = 0;
    if (at >= s.len) return -1;
    *next = at + utf8_next(s, at, &code);
    if (code >= '0' && code <= '9') return (int)code - '0';
    return code >= 0xFF10 && code <= 0xFF19 ? (int)code - 0xFF10 : -1;
}

// What people write between the digits of one number; at most three in a row. Returns the place behind them.
static i64 separators(Str s, i64 at)
{
    static const uint32_t marks[] = U" -.·/()\n　－—–．（）/";
    for (int n = 0; n < 3 && at < s.len; n++) {
        uint32_t code;
        i64 next = at + utf8_next(s, at, &code);
        bool is = false;
        for (int i = 0; marks[i]; i++) is = is || marks[i] == code;
        if (!is) break;
        at = next;
    }
    return at;
}

// Digits from `at` on, at most `max`; separators may stand behind so many as a bit of `gaps` says. ends[i]: behind
// digit i. Returns how many.
static int digits_read(Str s, i64 at, int max, unsigned gaps, int *digits, i64 *ends)
{
    int n = 0;
    while (n < max) {
        i64 next = at, from = n && gaps >> n & 1 ? separators(s, at) : at;
        int digit = digit_at(s, from, &next);
        if (digit < 0) break;
        digits[n] = digit;
        ends[n++] = at = next;
    }
    return n;
}

static bool follows_digit(Str s, i64 at) { return digit_at(s, at, &(i64){ 0 }) >= 0; }
#define BEHIND(n) (1u << (n))

// ---- numbers -------------------------------------------------------------------------------------------------

static bool luhn(const int *digits, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        int d = digits[n - 1 - i] * (i % 2 + 1);
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0;
}

// GB 11643: six digits of a place, a day of birth, three of order, and a digit or X. A wrong last digit is found too:
// a slip of the pen gives the person away all the same.
static bool find_id(Str s, i64 at, Find *f)
{
    int d[18];
    i64 ends[18], end;
    int n = digits_read(s, at, 18, BEHIND(6) | BEHIND(10) | BEHIND(12) | BEHIND(14) | BEHIND(17), d, ends);
    if (n < 17) return false;
    uint32_t code = 0;
    end = separators(s, ends[16]);
    if (n == 17 && end < s.len) end += utf8_next(s, end, &code);
    bool x = code == 'X' || code == 'x' || code == 0xFF38 || code == 0xFF58;
    if (n == 17 && !x) return false;
    int year = d[6] * 1000 + d[7] * 100 + d[8] * 10 + d[9], month = d[10] * 10 + d[11], day = d[12] * 10 + d[13];
    bool born = year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
    *f = (Find){ FIND_ID, at, (x ? end : ends[17]) - at };
    return born && d[0] > 0 && (x || !follows_digit(s, ends[17]));
}

// Behind 86, 0086 or 0 as well.
static bool find_phone(Str s, i64 at, Find *f)
{
    static const char *const before[] = { "0086", "86", "0", "" };
    int d[11];
    i64 ends[11];
    for (int i = 0; i < COUNT(before); i++) {
        i64 skip = str(before[i]).len, from = separators(s, at + skip);
        if (!str_starts((Str){ s.at + at, s.len - at }, str(before[i])) || (!skip && from != at)) continue;
        int n = digits_read(s, from, 11, BEHIND(3) | BEHIND(4) | BEHIND(6) | BEHIND(7) | BEHIND(8), d, ends);
        *f = (Find){ FIND_PHONE, at, n == 11 ? ends[10] - at : 0 };
        if (n == 11 && d[0] == 1 && d[1] >= 3 && !follows_digit(s, ends[10])) return true;
    }
    return false;
}

// 16 to 19 digits that add up; and twenty or more in one run, which are no number that everybody needs.
static bool find_card(Str s, i64 at, Find *f)
{
    int d[64];
    i64 ends[64];
    int n = digits_read(s, at, 20, 0x11110u, d, ends);
    for (int k = MIN(n, 19); k >= 16; k--) {
        *f = (Find){ FIND_CARD, at, ends[k - 1] - at };
        if (d[0] > 0 && luhn(d, k) && !follows_digit(s, ends[k - 1])) return true;
    }
    n = digits_read(s, at, 64, 0, d, ends);
    *f = (Find){ FIND_CARD, at, n ? ends[n - 1] - at : 0 };
    return n >= 20;
}

// ---- doors -----------------------------------------------------------------------------------------------------

static i64 blanks(Str s, i64 at)
{
    while (at < s.len && s.at[at] == ' ') at++;
    return at;
}

static bool word_at(Str s, i64 at, const char *const *words, i64 *next)
{
    at = blanks(s, at);
    Str rest = { s.at + at, s.len - at };
    for (; *words; words++) {
        if (!str_starts(rest, str(*words))) continue;
        *next = at + str(*words).len;
        return true;
    }
    return false;
}

// A number of up to four characters in any of the usual digits; letter: a single letter will do. Returns how many
// characters; *value: of plain digits, else 0.
static int number_at(Str s, i64 at, bool letter, i64 *end, int *value)
{
    static const uint32_t chinese[] = U"〇零一二三四五六七八九十";
    int n = 0;
    *value = 0;
    *end = at = blanks(s, at);
    while (n < 5 && at < s.len) {
        uint32_t code;
        i64 next = at + utf8_next(s, at, &code), unused;
        int digit = digit_at(s, at, &unused);
        bool is = digit >= 0;
        for (int i = 0; chinese[i]; i++) is = is || chinese[i] == code;
        bool letters = letter && !n && ((code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z'));
        if (!is && !letters) break;
        *value = digit < 0 ? *value : *value * 10 + digit;
        *end = at = next;
        n++;
        if (letters) break;
    }
    return n;
}

// 3号楼2单元501室, A座1203, 三号楼二单元五〇一: what is found begins behind the building, which many people share.
static bool find_house(Str s, i64 at, Find *f)
{
    static const char *const houses[] = { "号楼", "号院", "栋", "幢", "座", "#楼", "#", NULL };
    static const char *const steps[] = { "单元", "楼", "层", "门", "-", NULL };
    static const char *const rooms[] = { "室", "号", "户", "房", NULL };
    static const char *const sides[] = { "东户", "西户", "中户", "南户", "北户", NULL };
    i64 end, next, from;
    int value, n = number_at(s, at, true, &end, &value);
    if (!n || n > 3 || !word_at(s, end, houses, &from)) return false;
    bool stepped = false;
    for (next = from; (n = number_at(s, next, false, &end, &value)) > 0 && n <= 2 && word_at(s, end, steps, &next);)
        stepped = true;
    if (stepped && !n && word_at(s, next, sides, &end)) n = 3;
    else if (n && word_at(s, end, rooms, &next)) end = next, n = MAX(n, stepped ? 3 : n);
    *f = (Find){ FIND_DOOR, from, end - from };
    return n >= 3 && n <= 4 && !follows_digit(s, end);
}

// 3-2-501, 12/2/1203; a year at the end makes it a date.
static bool find_dashed(Str s, i64 at, Find *f)
{
    static const char *const dashes[] = { "-", "－", "—", "/", "／", NULL };
    i64 end, next, from;
    int value, n = number_at(s, at, false, &end, &value);
    if (!n || n > 2 || !word_at(s, end, dashes, &from)) return false;
    n = number_at(s, from, false, &end, &value);
    if (!n || n > 2 || !word_at(s, end, dashes, &next)) return false;
    n = number_at(s, next, false, &end, &value);
    *f = (Find){ FIND_DOOR, from, end - from };
    return n >= 3 && n <= 4 && (value < 1900 || value > 2100) && !follows_digit(s, end);
}

int text_finds(Str text, Find into[FINDS_MOST])
{
    int count = 0;
    bool before = false;                                // a digit, or a letter, stands before
    for (i64 at = 0, next = 0; at < text.len && count < FINDS_MOST;) {
        Find f;
        uint32_t code;
        bool digit = digit_at(text, at, &next) >= 0;
        next = at + utf8_next(text, at, &code);
        bool found = digit && !before && (find_id(text, at, &f) || find_phone(text, at, &f) || find_card(text, at, &f)
                                          || find_dashed(text, at, &f));
        found = found || (!before && find_house(text, at, &f));
        if (found) into[count++] = f, next = f.at + f.len;
        before = digit && !found;
        at = next;
    }
    return count;
}

// ---- masking -----------------------------------------------------------------------------------------------

// Of a phone three and four digits stay, of a number or card the last two or four; of a name of up to four characters
// the first.
static void keeps(i64 kind, i64 characters, i64 *first, i64 *last)
{
    *first = kind == FIND_PHONE ? 3 : !kind && characters > 1 && characters <= 4;
    *last = kind == FIND_PHONE || kind == FIND_CARD ? 4 : kind == FIND_ID ? 2 : 0;
}

static i64 characters_of(Str s)
{
    i64 n = 0;
    uint32_t code;
    for (i64 at = 0; at < s.len; n++) at += utf8_next(s, at, &code);
    return n;
}

static void star(Out *o, Str s, i64 kind)
{
    i64 all = characters_of(s), first, last, i = 0;
    uint32_t code;
    keeps(kind, all, &first, &last);
    for (i64 at = 0; at < s.len; i++) {
        i64 step = utf8_next(s, at, &code);
        bool stays = i < first || i >= all - last || code == '\n';
        if (stays) out_str(o, (Str){ s.at + at, step });
        else out_char(o, '*');
        at += step;
    }
}

// Stretches that begin at a place: of what is found, and of each word of `mask`; -1 = none, else behind the farthest.
static i64 covered(Str text, i64 at, Str mask, const Find *finds, int count, i64 *kind)
{
    i64 end = -1;
    Str here = { text.at + at, text.len - at };
    *kind = 0;
    for (int i = 0; i < count; i++)
        if (finds[i].at == at) end = at + finds[i].len, *kind = finds[i].kind;
    while (mask.len) {
        Str word = str_cut(&mask, '\n');
        if (word.len && str_starts(here, word) && at + word.len > end) end = at + word.len, *kind = 0;
    }
    return end;
}

// Stretches that overlap are one: nothing of either is left beside the other.
Str text_masked(Arena *a, Str text, Str mask, bool found)
{
    Find *finds = NEW(a, Find, FINDS_MOST);
    int count = found ? text_finds(text, finds) : 0;
    Out o = out_new(a, text.len + 64);
    for (i64 at = 0; at < text.len;) {
        uint32_t code;
        i64 kind, other, end = covered(text, at, mask, finds, count, &kind), more;
        i64 step = utf8_next(text, at, &code);
        for (i64 within = at + step; within < end; within += utf8_next(text, within, &code)) {
            more = covered(text, within, mask, finds, count, &other);
            if (more > end) end = more, kind = FIND_CARD + 100;     // of several: all of it goes
        }
        if (end > at) star(&o, (Str){ text.at + at, end - at }, kind);
        else out_str(&o, (Str){ text.at + at, step });
        at = MAX(end, at + step);
    }
    return out_done(&o);
}

Str text_mask_idle(Str mask, Str text)
{
    while (mask.len) {
        Str word = str_cut(&mask, '\n');
        if (word.len && !str_has(text, word)) return word;
    }
    return STR("");
}

Str text_personal(Arena *a, Str shown)
{
    Find *finds = NEW(a, Find, FINDS_MOST);
    int count = text_finds(shown, finds);
    Out o = out_new(a, 256);
    for (int i = 0; i < MIN(count, 10); i++) {
        if (i) out_z(&o, "、");
        out_z(&o, find_words[finds[i].kind]);
        out_char(&o, ' ');
        star(&o, (Str){ shown.at + finds[i].at, finds[i].len }, finds[i].kind);
    }
    return out_done(&o);
}

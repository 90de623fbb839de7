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

static bool separator_at(Str s, i64 at, i64 *next)
{
    uint32_t code = 0;
    if (at >= s.len) return false;
    *next = at + utf8_next(s, at, &code);
    return code == ' ' || code == '-' || code == 0x3000 || code == 0x2014 || code == 0x2013;
}

// Digits from `at` on, at most `max`, with single separators inside where `loose`. Returns how many; *end: behind them.
static int digits_read(Str s, i64 at, int max, bool loose, int *digits, i64 *end)
{
    int n = 0;
    i64 next = at;
    *end = at;
    while (n < max) {
        int digit = digit_at(s, at, &next);
        if (digit < 0 && loose && n && separator_at(s, at, &next) && digit_at(s, next, &(i64){ 0 }) >= 0) {
            at = next;
            continue;
        }
        if (digit < 0) break;
        digits[n++] = digit;
        *end = at = next;
    }
    return n;
}

static bool follows_digit(Str s, i64 at) { return digit_at(s, at, &(i64){ 0 }) >= 0; }

// ---- the four forms ----------------------------------------------------------------------------------------

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
    i64 end, next = at;
    int n = digits_read(s, at, 18, true, d, &end);
    uint32_t code = 0;
    if (n == 17 && end < s.len) next = end + utf8_next(s, end, &code);
    bool x = n == 17 && (code == 'X' || code == 'x' || code == 0xFF38);
    if (n != 18 && !x) return false;
    int year = d[6] * 1000 + d[7] * 100 + d[8] * 10 + d[9], month = d[10] * 10 + d[11], day = d[12] * 10 + d[13];
    bool born = year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
    *f = (Find){ FIND_ID, at, (x ? next : end) - at };
    return born && d[0] > 0 && !follows_digit(s, at + f->len);
}

static bool find_phone(Str s, i64 at, Find *f)
{
    int d[11];
    i64 end;
    if (digits_read(s, at, 11, true, d, &end) != 11) return false;
    *f = (Find){ FIND_PHONE, at, end - at };
    return d[0] == 1 && d[1] >= 3 && !follows_digit(s, end);
}

static bool find_card(Str s, i64 at, Find *f)
{
    int d[20];
    i64 end;
    int n = digits_read(s, at, 20, true, d, &end);
    *f = (Find){ FIND_CARD, at, end - at };
    return n >= 16 && n <= 19 && d[0] > 0 && luhn(d, n) && !follows_digit(s, end);
}

static bool word_at(Str s, i64 at, const char *const *words, i64 *next)
{
    Str rest = { s.at + at, s.len - at };
    for (; *words; words++) {
        if (!str_starts(rest, str(*words))) continue;
        *next = at + str(*words).len;
        return true;
    }
    return false;
}

// 3号楼2单元501室, 12栋1203, 3-2-501: what is found begins behind the building, which many people share.
static bool find_door(Str s, i64 at, Find *f)
{
    static const char *const houses[] = { "号楼", "号院", "栋", "幢", "座", "#楼", "#", NULL };
    static const char *const units[] = { "单元", "门", "-", NULL }, *const dashes[] = { "-", "－", "—", NULL };
    static const char *const rooms[] = { "室", "号", "户", "房", NULL };
    int d[6];
    i64 end, next = at, from;
    int n = digits_read(s, at, 4, false, d, &end);
    if (!n || n > 3) return false;
    bool house = word_at(s, end, houses, &next);
    bool dashed = !house && n <= 2 && word_at(s, end, dashes, &next);
    if (!house && !dashed) return false;
    from = next;
    n = digits_read(s, from, 6, false, d, &end);
    bool unit = n >= 1 && n <= 2 && word_at(s, end, dashed ? dashes : units, &next);
    if (unit) n = digits_read(s, next, 6, false, d, &end);
    bool room = n >= 3 && n <= 4 && (house || unit);
    if (room && word_at(s, end, rooms, &next)) end = next;
    *f = (Find){ FIND_DOOR, from, end - from };
    return room && !follows_digit(s, end);
}

int text_finds(Str text, Find into[FINDS_MOST])
{
    int count = 0;
    bool before = false;                                // a digit stands before
    for (i64 at = 0, next = 0; at < text.len && count < FINDS_MOST;) {
        Find f;
        bool digit = digit_at(text, at, &next) >= 0;
        bool found = digit && !before && (find_id(text, at, &f) || find_phone(text, at, &f)
                                          || find_card(text, at, &f) || find_door(text, at, &f));
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

// The longest word of `mask` that stands here, "" = none.
static Str masked_word(Str text, i64 at, Str mask)
{
    Str longest = STR(""), here = { text.at + at, text.len - at };
    while (mask.len) {
        Str word = str_cut(&mask, '\n');
        if (word.len > longest.len && str_starts(here, word)) longest = word;
    }
    return longest;
}

Str text_masked(Arena *a, Str text, Str mask, bool found)
{
    Find *finds = NEW(a, Find, FINDS_MOST);
    int count = found ? text_finds(text, finds) : 0, i = 0;
    Out o = out_new(a, text.len + 64);
    uint32_t code;
    for (i64 at = 0; at < text.len;) {
        while (i < count && finds[i].at < at) i++;
        bool here = i < count && finds[i].at == at;
        Str word = here ? (Str){ text.at + at, finds[i].len } : masked_word(text, at, mask);
        if (word.len) star(&o, word, here ? finds[i].kind : 0);
        else word = (Str){ text.at + at, utf8_next(text, at, &code) }, out_str(&o, word);
        at += word.len;
    }
    return out_done(&o);
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

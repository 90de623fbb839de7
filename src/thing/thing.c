// thing.c: the pure rules of all things: who may do what when, by the kind's verb table. No clock, no store, no socket.
#include "thing/thing.h"
#include "base/text.h"

// ---- verbs -----------------------------------------------------------------------------------------

const VerbRow *verb_row(const ThingKind *kind, i64 verb)
{
    for (int i = 0; i < kind->verb_count; i++)
        if (kind->verbs[i].verb == verb) return &kind->verbs[i];
    return NULL;
}

unsigned verb_who(const ThingKind *kind, i64 verb)
{
    unsigned who = 0;
    for (int i = 0; i < kind->verb_count; i++)
        if (kind->verbs[i].verb == verb) who |= kind->verbs[i].who;
    return who;
}

bool verb_how(const ThingKind *kind, i64 verb, unsigned how)
{
    const VerbRow *row = verb_row(kind, verb);
    return row && row->how & how;
}

// Before anything is asked of the store: a body that does not belong to the verb is wrong whoever sends it.
void deeding_check(const ThingKind *kind, i64 verb, const void *in, Problems *ps)
{
    const VerbRow *row = verb_row(kind, verb);
    assert(in && ps && kind->body->field_count < 32);
    if (!row) return;
    for (int i = 0; i < kind->body->field_count; i++) {
        const Field *f = &kind->body->fields[i];
        bool given = !field_absent(f, in), takes = row->takes >> i & 1, needs = row->needs >> i & 1;
        if (given && !takes) problem(ps, str(f->name), FAULT_field_not_together);
        if (!given && needs) problem(ps, str(f->name), FAULT_field_missing);
    }
}

// A damaged table may hold any number: one that is no state is in no set and leads nowhere.
static unsigned state_bit(const ThingKind *kind, i64 state)
{
    return state > 0 && state <= kind->state_count ? 1u << state : 0;
}

bool thing_open(const ThingKind *kind, i64 state) { return state_bit(kind, state) & kind->open; }

// Deciding needs the level where the thing lies (its holder, or a post at that level or above); speaking does not.
static bool deed_reaches(const DeedFacts *f, const VerbRow *row)
{
    if (f->clock || f->in_holder) return true;
    if (row->how & SPEAKS && (f->in_party || f->in_about || f->reach >= LEVEL_COMMUNITY)) return true;
    return f->reach >= f->level;
}

// why: the best reason there is. "Not now" only when no row fits the state at all; who could do it in another post is
// told not_allowed, so that a page can tell the two apart. An org that is the subject of a thing does only what its
// verbs leave to it (北京市接诉即办工作条例 35; 信访工作条例 30).
const VerbRow *verb_find(const ThingKind *kind, const DeedFacts *f, i64 verb, Fault *why)
{
    assert(f && why && verb > 0 && verb <= kind->verb_name_count);
    bool possible = false;
    unsigned who = f->who | (f->reporter ? WHO_REPORTER : 0u) | (f->clock ? WHO_CLOCK : 0u);
    *why = FAULT_not_allowed;
    for (int i = 0; i < kind->verb_count; i++) {
        const VerbRow *row = &kind->verbs[i];
        if (row->verb != verb || !(row->from & state_bit(kind, f->state))) continue;
        possible = true;
        bool as_reporter = row->who & WHO_REPORTER && f->reporter;
        bool about = f->in_about && !f->reporter && !(row->how & ABOUT_TOO);
        if (!(row->who & who)) continue;
        if (!as_reporter && about) { *why = FAULT_deed_about_you; continue; }
        if (!as_reporter && !deed_reaches(f, row)) continue;
        bool twice = (verb == kind->hide && f->hidden) || (verb == kind->show && !f->hidden);
        *why = twice ? FAULT_deed_not_now : kind->clash ? kind->clash(f, verb) : OK;
        return *why ? NULL : row;
    }
    if (!possible && *why == FAULT_not_allowed) *why = FAULT_deed_not_now;
    return NULL;
}

// ---- levels ----------------------------------------------------------------------------------------

// A grid worker stands at the community: they walk it, whatever compound they are in.
i64 level_of_role(i64 role)
{
    switch (role) {
    case ROLE_STEWARD: case ROLE_MANAGER: case ROLE_OWNERS:                             return LEVEL_COMPOUND;
    case ROLE_GRID: case ROLE_COMMITTEE: case ROLE_BRANCH: case ROLE_VOLUNTEER:         return LEVEL_COMMUNITY;
    case ROLE_STREET:                                                                   return LEVEL_STREET;
    case ROLE_COUNTY: case ROLE_DEPARTMENT:                                             return LEVEL_COUNTY;
    default:                                                                            return 0;
    }
}

i64 level_above(i64 level) { return level < LEVEL_COMPOUND || level >= LEVEL_COUNTY ? 0 : level + 1; }
i64 level_below(i64 level, i64 lowest) { return level <= lowest || level > LEVEL_COUNTY ? 0 : level - 1; }

// ---- numbers ---------------------------------------------------------------------------------------

// What people quote on the phone: county, day, serial of the day. The id stays inside, where nobody mistypes it.
Str thing_number(Arena *a, const ThingKind *kind, i64 county, i64 day, i64 n)
{
    assert(a && county >= 0 && day != DAY_NONE && kind->mark != 'N' && kind->mark != 'O');     // No.
    Civil c = civil_day(day);
    const char mark[] = { kind->mark, 0 };
    return arena_fmt(a, "%06lld-%s%04lld%02d%02d-%04lld", (long long)county, mark, (long long)c.year, c.month, c.day,
                     (long long)n);
}

// The digit that a character stands for; -1: it only stands between digits; -2: then the text is no number.
static int number_digit(uint32_t code)
{
    static const uint32_t chinese[] = { 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B,
                                        0x4E5D };
    static const uint32_t between[] = { 'n', 'o', 0x7F16, 0x53F7, 0x7B2C, 0x4E8B, 0x9879, 0x4EF6 };   // 编号第事项件
    if (code >= '0' && code <= '9') return (int)code - '0';
    if (code == 0x3007) return 0;                                   // 〇
    if (code == 0x5E7A) return 1;                                   // 幺
    for (int i = 0; i < COUNT(chinese); i++) if (code == chinese[i]) return i;
    for (int i = 0; i < COUNT(between); i++) if (code == between[i]) return -1;
    return utf8_is_word(code) ? -2 : -1;
}

// Digits in a row; groups: how many runs they came in; mark: the letter of a kind. False: it holds something else, or
// too many.
static bool number_digits(Str said, char digits[24], int *count, int *groups, char *mark)
{
    bool within = false;
    *count = *groups = *mark = 0;
    for (i64 at = 0; at < said.len;) {
        uint32_t code = 0;
        at += utf8_next(said, at, &code);
        int digit = number_digit(code);
        if (digit == -2 && code >= 'a' && code <= 'z' && !*mark) {
            *mark = (char)(code - 'a' + 'A');
            digit = -1;
        }
        if (digit == -2 || (digit >= 0 && *count == 23)) return false;
        if (digit >= 0) digits[(*count)++] = (char)('0' + digit);
        *groups += digit >= 0 && !within;
        within = digit >= 0;
    }
    return true;
}

static i64 number_part(const char *digits, int count)
{
    i64 n = 0;
    return str_i64((Str){ digits, count }, &n) ? n : 0;
}

// Years that no place's code and no mobile phone begins with.
static bool number_day(const char *digits, i64 *day)
{
    i64 year = number_part(digits, 4);
    int month = (int)number_part(digits + 4, 2), of = (int)number_part(digits + 6, 2);
    *day = year < 1980 || year > 2199 ? DAY_NONE : day_from(year, month, of);
    return *day != DAY_NONE;
}

// The serial may lack its noughts, or have more than four digits. A day and a serial without county want a mark between
// them, or all four digits.
bool thing_number_read(Arena *a, Str said, i64 county, ThingNumber *number)
{
    enum { COUNTY_DIGITS = 6, DAY_DIGITS = 8, SERIAL_MOST = 9 };
    char digits[24];
    int count, groups;
    if (!number_digits(str_fold(a, said), digits, &count, &groups, &number->mark)) return false;
    bool whole = count > COUNTY_DIGITS + DAY_DIGITS && number_day(digits + COUNTY_DIGITS, &number->day);
    bool marked = groups > 1 || count == DAY_DIGITS + 4;
    bool brief = !whole && marked && count > DAY_DIGITS && number_day(digits, &number->day);
    int before = whole ? COUNTY_DIGITS + DAY_DIGITS : DAY_DIGITS;
    if ((!whole && !brief) || count - before > SERIAL_MOST) return false;
    number->county = whole ? number_part(digits, COUNTY_DIGITS) : county;
    number->n = number_part(digits + before, count - before);
    return number->n > 0;
}

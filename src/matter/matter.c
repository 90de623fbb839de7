// matter.c: the pure rules of matters: who may do what when, what a filing becomes. No clock, no store, no socket.
//
// The store loads facts inside the job, these functions decide on them, and what they decide goes whole into the entry.
// Times are moments in ms, days in China Standard Time. Every refusal is one line; what is left is the deed.
#include "matter/matter.h"
#include "base/text.h"
#include "record/kinds.h"
#include <math.h>

#define HANDLERS (WHO_HANDLERS & ~(unsigned)WHO_OF(ROLE_GRID))
#define PAUSERS  (WHO_OFFICE | WHO_OF(ROLE_MANAGER) | WHO_OF(ROLE_DEPARTMENT))

#define S(state) (1u << (state))
#define UNDONE   (S(MATTER_FILED) | S(MATTER_ACCEPTED) | S(MATTER_WORKING))
#define OPEN     (UNDONE | S(MATTER_ANSWERED))
#define ENDED    (S(MATTER_CLOSED) | S(MATTER_REFUSED) | S(MATTER_WITHDRAWN))
#define REOPENS  (S(MATTER_ANSWERED) | S(MATTER_CLOSED) | S(MATTER_REFUSED))
#define SAME     0                      // the state stays

// From states, verb, state afterwards, who. Accepting is not needed to answer or close: what is settled on the spot is
// settled. A refused or closed matter can be reopened, a withdrawn one not: it was the reporter's own word.
const DeedRow deed_rows[] = {
    { S(MATTER_FILED), VERB_ACCEPT, MATTER_ACCEPTED, HANDLERS },
    { UNDONE, VERB_REFUSE, MATTER_REFUSED, WHO_OFFICE },
    { UNDONE, VERB_ASSIGN, MATTER_WORKING, HANDLERS },
    { UNDONE, VERB_INVITE, SAME, HANDLERS },
    { UNDONE, VERB_SIGN, SAME, WHO_HANDLERS },
    { OPEN | ENDED, VERB_NOTE, SAME, WHO_HANDLERS | WHO_REPORTER },
    { UNDONE, VERB_ANSWER, MATTER_ANSWERED, WHO_HANDLERS },
    { OPEN, VERB_CLOSE, MATTER_CLOSED, HANDLERS },
    { S(MATTER_ANSWERED), VERB_CLOSE, MATTER_CLOSED, WHO_REPORTER },
    { REOPENS, VERB_REOPEN, MATTER_ACCEPTED, WHO_OFFICE | WHO_REPORTER },
    { OPEN, VERB_WITHDRAW, MATTER_WITHDRAWN, WHO_REPORTER },
    { UNDONE, VERB_RAISE, SAME, HANDLERS | WHO_CLOCK },
    { UNDONE, VERB_OVERDUE, SAME, WHO_CLOCK },
    { UNDONE, VERB_RECOMPUTE, SAME, WHO_CLOCK },
    { UNDONE, VERB_LOWER, SAME, WHO_OFFICE },
    { UNDONE, VERB_PAUSE, SAME, PAUSERS },
    { UNDONE, VERB_RESUME, SAME, PAUSERS },
    { OPEN | ENDED, VERB_HIDE, SAME, WHO_OFFICE },
    { OPEN | ENDED, VERB_SHOW, SAME, WHO_OFFICE },
    { OPEN, VERB_RETURN, MATTER_ACCEPTED, WHO_CLOCK },
    { OPEN, VERB_PASS, MATTER_ACCEPTED, WHO_CLOCK },
};
const int deed_row_count = (int)COUNT(deed_rows);
static_assert(MATTER_STATE_END < 32, "a state is one bit of DeedRow.from");

// Verbs with a body. Whoever takes something from somebody (pause, hide, lower) must say why. Only a note may be
// internal: an answer that the reporter cannot read would stop the clock for nothing.
const VerbRow verb_rows[] = {
    { VERB_ACCEPT,   TAKES_TEXT, 0 },
    { VERB_REFUSE,   TAKES_TEXT | TAKES_REFUSAL, TAKES_REFUSAL },
    { VERB_ASSIGN,   TAKES_TEXT | TAKES_ORG | TAKES_PERSON, 0 },
    { VERB_INVITE,   TAKES_TEXT | TAKES_ORG, TAKES_ORG },
    { VERB_SIGN,     TAKES_TEXT, 0 },
    { VERB_NOTE,     TAKES_TEXT | TAKES_OPEN, TAKES_TEXT },
    { VERB_ANSWER,   TAKES_TEXT, TAKES_TEXT },
    { VERB_CLOSE,    TAKES_TEXT, 0 },
    { VERB_REOPEN,   TAKES_TEXT, 0 },
    { VERB_WITHDRAW, TAKES_TEXT, 0 },
    { VERB_RAISE,    TAKES_TEXT, 0 },
    { VERB_LOWER,    TAKES_TEXT | TAKES_LEVEL, TAKES_TEXT },
    { VERB_PAUSE,    TAKES_TEXT, TAKES_TEXT },
    { VERB_RESUME,   TAKES_TEXT, 0 },
    { VERB_HIDE,     TAKES_TEXT, TAKES_TEXT },
    { VERB_SHOW,     TAKES_TEXT, 0 },
};
const int verb_row_count = (int)COUNT(verb_rows);

// Before anything is asked of the store: a body that does not belong to the verb is wrong whoever sends it. Verbs
// without a row here are the clock's, and have no body.
void deeding_check(MatterVerb verb, const Deeding *d, Problems *ps)
{
    assert(d && ps && verb > 0 && verb < VERB_END);
    static const char *const names[] = { "text", "open", "refusal", "org", "person", "level" };
    unsigned given = (d->text.len ? TAKES_TEXT : 0u) | (d->open >= 0 ? TAKES_OPEN : 0u)
                   | (d->refusal.len ? TAKES_REFUSAL : 0u) | (d->org ? TAKES_ORG : 0u)
                   | (d->person ? TAKES_PERSON : 0u) | (d->level ? TAKES_LEVEL : 0u);
    for (int i = 0; i < verb_row_count; i++) {
        if (verb_rows[i].verb != verb) continue;
        for (unsigned bit = 0; bit < 6; bit++) {
            bool is = given >> bit & 1, takes = verb_rows[i].takes >> bit & 1, needs = verb_rows[i].needs >> bit & 1;
            if (is && !takes) problem(ps, str(names[bit]), FAULT_field_not_together);
            if (!is && needs) problem(ps, str(names[bit]), FAULT_field_missing);
        }
    }
}

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

// A damaged table may hold any number: one that is no state or level is in no set and leads nowhere.
static unsigned state_bit(i64 state) { return state > 0 && state < MATTER_STATE_END ? S(state) : 0; }
bool state_open(i64 state) { return state_bit(state) & OPEN; }
i64  level_above(i64 level) { return level < LEVEL_COMPOUND || level >= LEVEL_COUNTY ? 0 : level + 1; }
i64  level_below(i64 level, i64 lowest) { return level <= lowest || level > LEVEL_COUNTY ? 0 : level - 1; }

// ---- who may do what when ------------------------------------------------------------------------

// Deciding needs the level where the matter lies (its holder, or a post at that level or above); speaking does not.
static bool deed_reaches(const DeedFacts *f, MatterVerb verb)
{
    assert(verb > 0 && verb < VERB_END);
    if (f->clock || f->in_holder) return true;
    bool speaks = verb == VERB_NOTE || verb == VERB_ANSWER || verb == VERB_SIGN;
    if (speaks && (f->in_party || f->in_about || f->reach >= LEVEL_COMMUNITY)) return true;
    return f->reach >= f->level;
}

// What the table of states cannot say: pausing twice, raising beyond the top. The state alone would allow all of them.
static Fault deed_clash(const DeedFacts *f, MatterVerb verb)
{
    bool waits = f->paused != 0;
    if (verb == VERB_RAISE && f->level >= LEVEL_COUNTY)     return FAULT_level_top;
    if (verb == VERB_LOWER && f->level <= f->lowest)        return FAULT_level_bottom;
    if (verb == VERB_PAUSE && waits)                        return FAULT_deed_not_now;
    if (verb == VERB_RESUME && !waits)                      return FAULT_deed_not_now;
    if (verb == VERB_HIDE && f->hidden)                     return FAULT_deed_not_now;
    if (verb == VERB_SHOW && !f->hidden)                    return FAULT_deed_not_now;
    if (verb == VERB_SIGN && !f->in_party)                  return FAULT_not_allowed;
    if (verb == VERB_REOPEN && f->expired && !(f->who & WHO_OFFICE)) return FAULT_deed_not_now;
    return OK;
}

// An org that is the subject of a matter may answer and note, nothing else (北京市接诉即办工作条例 35; 信访工作条例 30).
static bool deed_about(const DeedFacts *f, MatterVerb verb)
{
    return f->in_about && !f->reporter && verb != VERB_ANSWER && verb != VERB_NOTE;
}

// why: the best reason there is. "Not now" only when no row fits the state at all; who could do it in another post is
// told not_allowed, so that a page can tell the two apart.
const DeedRow *deed_find(const DeedFacts *f, MatterVerb verb, Fault *why)
{
    assert(f && why && verb > 0 && verb < VERB_END);
    bool possible = false;
    unsigned who = f->who | (f->reporter ? WHO_REPORTER : 0u) | (f->clock ? WHO_CLOCK : 0u);
    *why = FAULT_not_allowed;
    for (int i = 0; i < deed_row_count; i++) {
        const DeedRow *row = &deed_rows[i];
        if (row->verb != verb || !(row->from & state_bit(f->state))) continue;
        possible = true;
        bool as_reporter = row->who & WHO_REPORTER && f->reporter;
        if (!(row->who & who)) continue;
        if (!as_reporter && deed_about(f, verb)) { *why = FAULT_deed_about_you; continue; }
        if (!as_reporter && !deed_reaches(f, verb)) continue;
        *why = deed_clash(f, verb);
        return *why ? NULL : row;
    }
    if (!possible && *why == FAULT_not_allowed) *why = FAULT_deed_not_now;
    return NULL;
}

// To the compound only where a manager may serve it and the subject allows it.
i64 matter_lowest(const Pack *pack, Str subject, i64 place_kind, i64 day)
{
    const Subject *s = pack_subject(pack, subject, day);
    if (place_kind > PLACE_COMMUNITY && s && s->compound) return LEVEL_COMPOUND;
    return place_kind >= PLACE_COMMUNITY ? LEVEL_COMMUNITY : LEVEL_STREET;
}

// The office may always reopen, the reporter within the pack's days.
bool matter_expired(const Pack *pack, const Matter *m, i64 day)
{
    return m->closed_at && day > day_of(m->closed_at) + pack_whole(pack, "reopen_days", day, 30);
}

// ---- filing --------------------------------------------------------------------------------------

// At most 30 characters of the first line that shows anything, up to its end or, after four, the first full stop. The
// text is valid UTF-8: it came through the door.
Str matter_title(Arena *a, Str text)
{
    assert(a && text.len >= 0);
    enum { TITLE_WORDS = 30 };
    i64 at = 0, count = 0;
    text = str_trim(text);
    for (Str rest = text; rest.len && !utf8_seen(str_cut(&rest, '\n'));) text = rest;
    while (at < text.len && count < TITLE_WORDS) {
        uint32_t code = 0;
        i64 n = utf8_next(text, at, &code);
        if (code == '\n' || code == '\r') break;
        bool stop = code == 0x3002 || code == 0xFF01 || code == 0xFF1F;         // 。！？
        if (stop && count >= 4) break;
        at += n;
        count++;
    }
    return arena_str(a, str_trim((Str){ text.at, at }));
}

// What people quote on the phone: county, day, serial of the day. The id stays inside, where nobody mistypes it.
Str matter_number(Arena *a, i64 county, i64 day, i64 n)
{
    assert(a && county >= 0 && day != DAY_NONE);
    Civil c = civil_day(day);
    return arena_fmt(a, "%06lld-%04lld%02d%02d-%04lld", (long long)county, (long long)c.year, c.month, c.day,
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

// Digits in a row; groups: how many runs they came in. False: it holds something else, or too many.
static bool number_digits(Str said, char digits[24], int *count, int *groups)
{
    bool within = false;
    *count = *groups = 0;
    for (i64 at = 0; at < said.len;) {
        uint32_t code = 0;
        at += utf8_next(said, at, &code);
        int digit = number_digit(code);
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
bool matter_number_read(Arena *a, Str said, i64 county, MatterNumber *number)
{
    enum { COUNTY_DIGITS = 6, DAY_DIGITS = 8, SERIAL_MOST = 9 };
    char digits[24];
    int count, groups;
    if (!number_digits(str_fold(a, said), digits, &count, &groups)) return false;
    bool whole = count > COUNTY_DIGITS + DAY_DIGITS && number_day(digits + COUNTY_DIGITS, &number->day);
    bool marked = groups > 1 || count == DAY_DIGITS + 4;
    bool brief = !whole && marked && count > DAY_DIGITS && number_day(digits, &number->day);
    int before = whole ? COUNTY_DIGITS + DAY_DIGITS : DAY_DIGITS;
    if ((!whole && !brief) || count - before > SERIAL_MOST) return false;
    number->county = whole ? number_part(digits, COUNTY_DIGITS) : county;
    number->n = number_part(digits + before, count - before);
    return number->n > 0;
}

// Compound where a manager serves it and the subject's row allows it, else community; a place above the community
// starts where it lies.
static i64 lowest_level(const FilingFacts *f, const Subject *s)
{
    if (f->place_kind <= PLACE_COUNTY) return LEVEL_COUNTY;
    if (f->place_kind == PLACE_STREET) return LEVEL_STREET;
    bool compound = f->place_kind > PLACE_COMMUNITY && f->manager && s && s->compound;
    return compound ? LEVEL_COMPOUND : LEVEL_COMMUNITY;
}

// 0: nobody serves the place at this level; the matter then lies in the place's own queue.
static i64 holder_at(const FilingFacts *f, i64 level)
{
    assert(level >= LEVEL_COMPOUND && level <= LEVEL_COUNTY);
    return level == LEVEL_COMPOUND ? f->manager : level == LEVEL_COMMUNITY ? f->committee
         : level == LEVEL_STREET ? f->street : f->office;
}

// Never on the desk of the org it is about: that would be the accused's own (信访工作条例 30).
i64 matter_start_level(const FilingFacts *f, const Subject *s, const Filing *in)
{
    i64 level = lowest_level(f, s);
    while (in->about_org && level < LEVEL_COUNTY && holder_at(f, level) == in->about_org) level++;
    return level;
}

// No subject holds on a day before the packs begin: then the day is wrong, whatever the subject.
static void subject_unknown(const Pack *pack, i64 day, Problems *ps)
{
    if (pack_begun(pack, day)) problem(ps, STR("subject"), FAULT_subject_unknown);
    else                       problem(ps, STR("happened_at"), FAULT_pack_day);
}

void filing_check(const Pack *pack, const Filing *in, bool about_known, i64 day, Problems *ps)
{
    assert(pack && in && ps);
    bool lat = !isnan(in->lat), lon = !isnan(in->lon);
    const Subject *s = in->subject.len ? pack_subject(pack, in->subject, day) : NULL;
    if (in->subject.len && !s) subject_unknown(pack, day, ps);
    if (s && !pack_is_leaf(s)) problem(ps, STR("subject"), FAULT_subject_not_leaf);
    if (lat != lon) problem(ps, lat ? STR("lon") : STR("lat"), FAULT_field_missing);
    bool placed = lat || lon || problem_of(ps, STR("lat")) || problem_of(ps, STR("lon"));
    if (in->crs && !placed) problem(ps, STR("crs"), FAULT_field_not_together);
    if (in->about_org && !about_known) problem(ps, STR("about_org"), FAULT_org_unknown);
}

// Who says no subject gets one by keywords, Z99 when none fits; it is marked, since people correct machines.
static const Subject *filing_subject(const FilingFacts *f, const Filing *in, Arena *a, i64 day, Matter *m)
{
    m->classified = in->subject.len == 0;
    m->subject = m->classified ? pack_classify(f->pack, in->title, in->text, a, day) : in->subject;
    return pack_subject(f->pack, m->subject, day);
}

// Coordinates are kept as they were given, with their system: turning GCJ-02 into another loses, and is not ours to do.
static void filing_position(const Filing *in, Matter *m)
{
    m->lat = in->lat;
    m->lon = in->lon;
    m->crs = !isnan(in->lat) && !in->crs ? CRS_WGS84 : in->crs;
}

void matter_position_seal(Matter *m, Arena *a)
{
    assert(isnan(m->lat) == isnan(m->lon));
    if (isnan(m->lat)) return;
    Out o = out_new(a, 64);
    out_double(&o, m->lat);
    out_char(&o, ' ');
    out_double(&o, m->lon);
    m->position = out_done(&o);
    m->lat = m->lon = NAN;
}

// Entries from before positions were sealed have lat and lon, and no position.
void matter_position_open(Matter *m)
{
    Str lon = m->position, lat = str_cut(&lon, ' ');
    bool kept = !m->position.len || (str_double(lat, &m->lat) && str_double(lon, &m->lon));
    if (!kept) {
        m->lat = m->lon = NAN;
        m->crs = 0;
    }
    m->position = STR("");
}

// Anonymous means: not kept, also not for us. Staff file for somebody else, so they are not the reporter. The party
// that is complained of may not be the one that sees the complainer's phone.
static void filing_person(const FilingFacts *f, const Filing *in, Arena *a, Matter *m, Problems *ps)
{
    m->anonymous = in->anonymous;
    m->private = in->private;
    m->reporter = in->anonymous || f->staff ? 0 : f->reporter;
    m->reporter_name = in->anonymous ? STR("") : in->reporter_name;
    if (in->anonymous)                                               m->reporter_phone = STR("");
    else if (!phone_read(a, in->reporter_phone, &m->reporter_phone)) m->reporter_phone = in->reporter_phone;
    m->share = in->share;
    m->about_org = in->about_org;
    if (in->share == ORG_MANAGER && in->about_org && in->about_org == f->manager)
        problem(ps, STR("share"), FAULT_field_not_together);
    if (in->via && in->via != VIA_WEB && !f->staff && !(f->program && in->via == VIA_PROGRAM))
        problem(ps, STR("via"), FAULT_field_read_only);
    if (in->via_ref.len && !f->staff && !f->program) problem(ps, STR("via_ref"), FAULT_field_read_only);
    m->via = in->via ? in->via : f->program && !f->staff ? VIA_PROGRAM : VIA_WEB;
    m->via_ref = in->via_ref;
}

// The same facts and the same filing give the same matter, whenever it is decided. With problems *m is half made and
// must not be used.
Fault matter_file(const FilingFacts *f, const Filing *in, Arena *a, Matter *m, Problems *ps)
{
    assert(f && f->pack && f->happened_at && f->id > 0);
    record_blank(&matter_record, m);
    i64 day = day_of(f->happened_at);
    filing_check(f->pack, in, f->about_known, day, ps);
    const Subject *s = filing_subject(f, in, a, day, m);
    if (!s && !ps->count) subject_unknown(f->pack, day, ps);                        // a pack without Z99
    filing_position(in, m);
    filing_person(f, in, a, m, ps);
    if (ps->count) return FAULT_field_problems;

    m->county = f->county;
    m->id = f->id;
    m->day_n = f->day_n;
    m->number = matter_number(a, f->county, day, f->day_n);
    m->kind = in->kind ? in->kind : s->kind;
    m->sensitive = s->sensitive || m->kind == KIND_DISPUTE;
    m->ask = in->ask ? in->ask : ASK_HELP;
    m->urgency = in->urgency ? in->urgency : URGENCY_NORMAL;
    m->text = in->text;
    m->title = in->title.len ? in->title : matter_title(a, in->text);
    m->place = f->place;
    m->counted = f->counted;
    m->spot = in->spot;
    m->state = MATTER_FILED;
    m->level = m->top_level = matter_start_level(f, s, in);
    m->holder = holder_at(f, m->level);
    if (in->about_org && m->holder == in->about_org) m->holder = 0;       // the county's own: nothing lies above
    m->filed_at = m->clock_at = f->happened_at;
    assert(!m->anonymous || (!m->reporter && !m->reporter_name.len && !m->reporter_phone.len));
    assert(!m->about_org || m->holder != m->about_org);
    assert(m->level == m->top_level && m->subject.len > 0 && !m->closed_at && !m->paused_at);
    matter_due(f->pack, m, NULL, 0);
    return OK;
}

// ---- time ----------------------------------------------------------------------------------------

// The row of the day the period starts, so that a new rule does not reach back into periods that run.
DueAsk matter_due_ask(const Pack *pack, const Matter *m, const Pause *pauses, i64 count)
{
    assert(pack && m && count >= 0 && (count == 0 || pauses));
    i64 day = day_of(m->clock_at);
    const Deadline *d = pack_deadline(pack, m->subject, m->urgency, m->level, day);
    DueAsk ask = {
        .start = m->clock_at, .pauses = pauses, .pause_count = count, .hours = pack_hours(pack, day),
        .days = &pack->calendar,
    };
    if (d) {
        ask.amount = d->amount;
        ask.unit = d->unit;
        ask.calendar = d->calendar;
    }
    return ask;
}

// False, and both fields 0: nothing is due, either by want of a row or because it is paused still.
bool matter_due(const Pack *pack, Matter *m, const Pause *pauses, i64 count)
{
    assert(pack && m && count >= 0);
    DueAsk ask = matter_due_ask(pack, m, pauses, count);
    Due due = ask.unit ? due_count(&ask) : (Due){ 0 };
    m->due_at = due.at;
    m->provisional = due.provisional;
    return due.at != 0;
}

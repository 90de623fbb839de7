// matter.c: the pure rules of matters: who may do what when, what a filing becomes. No clock, no store, no socket.
//
// The store loads facts inside the job, these functions decide on them, and what they decide goes whole into the entry.
// Times are moments in ms, days in China Standard Time. Every refusal is one line; what is left is the deed.
#include "matter/matter.h"
#include "base/text.h"
#include "thing/thing_right.h"
#include <math.h>
#include <string.h>

#define HANDLERS (WHO_HANDLERS & ~(unsigned)WHO_OF(ROLE_GRID))
#define PAUSERS  (WHO_OFFICE | WHO_OF(ROLE_MANAGER) | WHO_OF(ROLE_DEPARTMENT))

#define S(state) (1u << (state))
#define UNDONE   (S(MATTER_FILED) | S(MATTER_ACCEPTED) | S(MATTER_WORKING))
#define OPEN     (UNDONE | S(MATTER_ANSWERED))
#define ENDED    (S(MATTER_CLOSED) | S(MATTER_REFUSED) | S(MATTER_WITHDRAWN))
#define REOPENS  (S(MATTER_ANSWERED) | S(MATTER_CLOSED) | S(MATTER_REFUSED))
#define SAME     0                      // the state stays
#define SPOKEN   (TAKES_TEXT | TAKES_PAPERS)

// Verb, from states, state afterwards, who, how, what the body takes and needs. Accepting is not needed to answer or
// close: what is settled on the spot is settled. A refused or closed matter can be reopened, a withdrawn one not: it
// was the reporter's own word. Whoever takes something from somebody (pause, hide, lower) must say why. Only a note may
// be internal: an answer that the reporter cannot read would stop the clock for nothing. What takes nothing is time's.
// Last, whom it tells.
static const VerbRow verbs[] = {
    { VERB_ACCEPT, S(MATTER_FILED), MATTER_ACCEPTED, HANDLERS, 0, SPOKEN, 0, TO_REPORTER },
    { VERB_REFUSE, UNDONE, MATTER_REFUSED, WHO_OFFICE, 0, SPOKEN | TAKES_REFUSAL, TAKES_REFUSAL,
      TO_REPORTER | TO_HOLDER },
    { VERB_ASSIGN, UNDONE, MATTER_WORKING, HANDLERS, INSIDE, SPOKEN | TAKES_ORG | TAKES_PERSON, 0,
      TO_HOLDER | TO_ASSIGNEE },
    { VERB_INVITE, UNDONE, SAME, HANDLERS, UNMINDED | INSIDE, SPOKEN | TAKES_ORG, TAKES_ORG, TO_PARTY },
    { VERB_SIGN, UNDONE, SAME, WHO_HANDLERS, SPEAKS | UNMINDED, SPOKEN, 0, TO_HOLDER },
    { VERB_NOTE, OPEN | ENDED, SAME, WHO_HANDLERS | WHO_REPORTER, SPEAKS | UNMINDED | ABOUT_TOO | INSIDE,
      SPOKEN | TAKES_OPEN, TAKES_TEXT, TO_HOLDER | TO_ASSIGNEE | TO_REPORTER },
    { VERB_ANSWER, UNDONE, MATTER_ANSWERED, WHO_HANDLERS, SPEAKS | ABOUT_TOO, SPOKEN, TAKES_TEXT,
      TO_REPORTER | TO_HOLDER },
    { VERB_CLOSE, OPEN, MATTER_CLOSED, HANDLERS, 0, SPOKEN | TAKES_CLOSED_AS, 0, TO_REPORTER | TO_HOLDER },
    { VERB_CLOSE, S(MATTER_ANSWERED), MATTER_CLOSED, WHO_REPORTER, 0, SPOKEN | TAKES_CLOSED_AS, 0,
      TO_HOLDER | TO_ASSIGNEE },
    { VERB_RATE, S(MATTER_CLOSED), SAME, WHO_REPORTER | WHO_OFFICE, UNMINDED, TAKES_TEXT | TAKES_SOLVED | TAKES_CONTENT,
      TAKES_SOLVED, TO_HOLDER | TO_ASSIGNEE },
    { VERB_URGE, UNDONE, SAME, WHO_REPORTER, UNMINDED, TAKES_TEXT, 0, TO_HOLDER | TO_ASSIGNEE },
    { VERB_REOPEN, REOPENS, MATTER_ACCEPTED, WHO_OFFICE | WHO_REPORTER, 0, SPOKEN, 0,
      TO_HOLDER | TO_ASSIGNEE | TO_REPORTER },
    { VERB_WITHDRAW, OPEN, MATTER_WITHDRAWN, WHO_REPORTER, 0, SPOKEN, 0, TO_HOLDER | TO_PARTIES },
    { VERB_RAISE, UNDONE, SAME, HANDLERS | WHO_CLOCK, 0, SPOKEN, 0, TO_HOLDER | TO_BEFORE | TO_REPORTER },
    { VERB_LOWER, UNDONE, SAME, WHO_OFFICE, 0, SPOKEN | TAKES_LEVEL, TAKES_TEXT, TO_HOLDER | TO_BEFORE },
    { VERB_PAUSE, UNDONE, SAME, PAUSERS, 0, SPOKEN, TAKES_TEXT, TO_REPORTER },
    { VERB_RESUME, UNDONE, SAME, PAUSERS, 0, TAKES_TEXT, 0, TO_REPORTER },
    { VERB_HIDE, OPEN | ENDED, SAME, WHO_OFFICE, UNMINDED, TAKES_TEXT, TAKES_TEXT, TO_REPORTER },
    { VERB_SHOW, OPEN | ENDED, SAME, WHO_OFFICE, UNMINDED, TAKES_TEXT, 0, TO_REPORTER },
    { VERB_OVERDUE, UNDONE, SAME, WHO_CLOCK, 0, 0, 0, TO_HOLDER | TO_ASSIGNEE },
    { VERB_RECOMPUTE, UNDONE, SAME, WHO_CLOCK, 0, 0, 0, 0 },
};
static_assert(MATTER_STATE_END < 32, "a state is one bit of VerbRow.from");

// What the table cannot say: pausing twice, raising beyond the top. The state alone would allow all of them.
static Fault matter_clash(const DeedFacts *f, i64 verb)
{
    bool waits = f->paused != 0;
    if (verb == VERB_RAISE && f->level >= LEVEL_COUNTY)     return FAULT_level_top;
    if (verb == VERB_LOWER && f->level <= f->lowest)        return FAULT_level_bottom;
    if (verb == VERB_PAUSE && waits)                        return FAULT_deed_not_now;
    if (verb == VERB_RESUME && !waits)                      return FAULT_deed_not_now;
    if (verb == VERB_SIGN && !f->in_party)                  return FAULT_not_allowed;
    if (verb == VERB_REOPEN && f->expired && !(f->who & WHO_OFFICE)) return FAULT_deed_not_now;
    if (verb == VERB_RATE && !f->reporter && f->in_holder)  return FAULT_rated_by_self;
    if (verb == VERB_URGE && f->lately)                     return FAULT_urged_today;
    return OK;
}

const ThingKind matter_kind = {
    .name = "matter", .noun = NOUN_MATTER, .body = &deeding_record, .clash = matter_clash, .states = state_choices,
    .state_count = MATTER_STATE_END - 1, .open = OPEN, .handed = MATTER_WORKING, .unhanded = MATTER_ACCEPTED,
    .done = MATTER_CLOSED, .verbs = verbs, .verb_count = (int)COUNT(verbs), .verb_names = verb_choices,
    .verb_name_count = (int)COUNT(verb_choices), .note = VERB_NOTE, .hide = VERB_HIDE, .show = VERB_SHOW,
    .reworded = 1u << VERB_FILE | 1u << VERB_HIDE | 1u << VERB_SHOW, .pass = VERB_PASS, .back = VERB_RETURN,
    .quiet = VERB_RECOMPUTE, .tells = TO_HOLDER,
};
const Standings matter_standings = THING_STANDINGS(matter_kind, verb_choices);

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

// Once a day is heard; more would only bury what others say (参照北京市接诉即办工作条例 9, 37).
bool matter_urged(const Matter *m, i64 day) { return m->urged_at && day_of(m->urged_at) == day; }

// ---- filing --------------------------------------------------------------------------------------

// What waits for more words is no end: ，、；： and their narrow kin.
static Str title_end(Str t)
{
    static const char *const marks[] = { "，", "、", "；", "：", ",", ";", ":" };
    for (int i = 0; i < (int)COUNT(marks); i++) {
        Str mark = str(marks[i]);
        if (t.len <= mark.len || memcmp(t.at + t.len - mark.len, mark.at, (size_t)mark.len)) continue;
        t = str_trim((Str){ t.at, t.len - mark.len });
        i = -1;
    }
    return t;
}

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
    return arena_str(a, title_end(str_trim((Str){ text.at, at })));
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

// Only who has no account: others have settings of their own. Who is anonymous leaves nothing to be reached by.
static void filing_telling(const Filing *in, const Matter *m, Problems *ps)
{
    i64  by = in->tell_by;
    bool mail = by == BY_MAIL || by == BY_BOTH, sms = by == BY_SMS || by == BY_BOTH;
    if (by > BY_APP && (m->anonymous || m->reporter)) problem(ps, STR("tell_by"), FAULT_field_not_together);
    if (in->reporter_mail.len && !mail_good(in->reporter_mail))
        problem(ps, STR("reporter_mail"), FAULT_field_malformed);
    if (mail && !in->reporter_mail.len) problem(ps, STR("reporter_mail"), FAULT_field_missing);
    if (sms && !m->reporter_phone.len) problem(ps, STR("reporter_phone"), FAULT_field_missing);
}

// Coordinates are kept as they were given, with their system: turning GCJ-02 into another loses, and is not ours to do.
static void filing_position(const Filing *in, Matter *m)
{
    m->lat = in->lat;
    m->lon = in->lon;
    m->crs = !isnan(in->lat) && !in->crs ? CRS_WGS84 : in->crs;
}

// Late, unless the work was done in time offline; a new period starts without the old one's overdue mark.
void matter_follow(const void *before, void *after)
{
    const Matter *was = before;
    Matter *now = after;
    assert(was->id == now->id);
    bool anew = now->clock_at != was->clock_at || now->due_at != was->due_at;
    now->top_level = MAX(was->top_level, now->level);
    now->late = now->late && !now->in_time;
    now->overdue = now->verb == VERB_OVERDUE || (was->overdue && !anew);
    now->raised += now->verb == VERB_RAISE;
    now->reopened += now->verb == VERB_REOPEN;
    now->urged += now->verb == VERB_URGE;
}

bool matter_climbs(const Matter *was, bool reporter)
{
    return reporter && was->reopened > 0 && was->state != MATTER_REFUSED && level_above(was->level);
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
    m->reporter = in->anonymous || f->staff || f->caused ? 0 : f->reporter;
    m->origin = f->origin;
    m->reporter_name = in->anonymous ? STR("") : in->reporter_name;
    if (in->anonymous)                                               m->reporter_phone = STR("");
    else if (!phone_read(a, in->reporter_phone, &m->reporter_phone)) m->reporter_phone = in->reporter_phone;
    m->share = in->share;
    m->about_org = in->about_org;
    if (in->share == ORG_MANAGER && in->about_org && in->about_org == f->manager)
        problem(ps, STR("share"), FAULT_field_not_together);
    bool said = in->via && in->via != VIA_WEB, theirs = f->staff || (f->program && in->via == VIA_PROGRAM);
    if (said && !f->caused && (!theirs || in->via == VIA_CAUSE)) problem(ps, STR("via"), FAULT_field_read_only);
    if (in->via_ref.len && !f->staff && !f->program) problem(ps, STR("via_ref"), FAULT_field_read_only);
    m->via = f->caused ? VIA_CAUSE : in->via ? in->via : f->program && !f->staff ? VIA_PROGRAM : VIA_WEB;
    m->via_ref = in->via_ref;
    filing_telling(in, m, ps);
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
    m->number = thing_number(a, &matter_kind, f->county, day, f->day_n);
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
    m->verb = VERB_FILE;
    m->open = 1;
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

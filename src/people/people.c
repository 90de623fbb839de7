// people.c: the rules: names, phones, passwords, attempts; who may sit where; who may reach whom. Rows: people_rows.c.
//
// Pure: facts come in, a fault comes out; no clock, no store, no socket. The store loads the facts within the job's
// transaction, so nobody can slip a change between the look and the decision.
#include "people/people.h"
#include "base/text.h"
#include <string.h>

enum { PASSWORD_LEAST = 8 };

// ---- names and phones ----------------------------------------------------------------------------

// One person could have two accounts, were two spellings of a phone two phones.
bool person_phone(Arena *a, Str text, Str *phone) { return phone_read(a, text, phone); }

// A name is never a phone, so the two cannot be taken for one another.
// Folded (width, case, blanks, dots, what nobody sees, letters of one look), so that what looks the same is the same.
Str person_login(Arena *a, Str text, i64 *kind)
{
    assert(a && kind);
    Str phone;
    bool is_phone = person_phone(a, text, &phone);
    *kind = is_phone ? LOGIN_PHONE : LOGIN_NAME;
    return is_phone ? phone : text_look(a, text);
}

// At least one letter or ideograph: else the name could be taken for somebody's phone, or shows hardly anything.
Fault person_name_check(Arena *a, Str name)
{
    assert(a && utf8_count(name) >= 0);
    Str s = text_look(a, name), phone;
    uint32_t code;
    if (person_phone(a, name, &phone)) return FAULT_field_malformed;
    for (i64 at = 0; at < s.len;) {
        at += utf8_next(s, at, &code);
        if (text_is_letter(code)) return OK;
    }
    return FAULT_field_malformed;
}

// ---- passwords -----------------------------------------------------------------------------------

// However either is written.
static bool same_phone(Arena *a, Str password, Str phone)
{
    Str said, known;
    return person_phone(a, password, &said) && person_phone(a, phone, &known) && str_same(said, known);
}

// GB/T 22239 asks for complexity; length and a list of stolen passwords serve it better than kinds of characters.
// The pack's list is asked by the caller, since rules do not reach the pack; kinds of characters and an age are
// practice, not in the standard, and make people write passwords down.
Fault person_password_check(Arena *a, Str password, Str name, Str phone, bool listed)
{
    assert(a && utf8_count(password) >= 0);
    Str word = text_look(a, password);
    if (utf8_count(password) < PASSWORD_LEAST)                      return FAULT_password_weak;
    if (listed)                                                     return FAULT_password_weak;
    if (name.len && str_same(word, text_look(a, name)))             return FAULT_password_weak;
    if (same_phone(a, password, phone))                             return FAULT_password_weak;
    return OK;
}

// ---- posts ---------------------------------------------------------------------------------------

// Where a role's post may lie in which kinds of org, and where an org of a kind may: by the digits of the place's code,
// 6 county, 9 street, 12 community, 15 compound, then 3 a step. above: founded only from above.
typedef struct Seat { unsigned orgs; i64 least, most; bool above; } Seat;
#define IN(kind) (1u << ORG_##kind)
// A steward's post begins at the community because a manager may serve several compounds of one. No administrator sits
// in a department: its place is the whole district, and so their reach would be.
static const Seat role_seats[ROLE_END] = {
    [ROLE_GRID]       = { IN(COMMITTEE) | IN(STREET),               9, 24, false },
    [ROLE_STEWARD]    = { IN(MANAGER),                             12, 24, false },
    [ROLE_MANAGER]    = { IN(MANAGER),                             12, 24, false },
    [ROLE_OWNERS]     = { IN(OWNERS),                              12, 24, false },
    [ROLE_COMMITTEE]  = { IN(COMMITTEE),                           12, 12, false },
    [ROLE_STREET]     = { IN(STREET),                               9,  9, false },
    [ROLE_COUNTY]     = { IN(COUNTY),                               6,  6, false },
    [ROLE_DEPARTMENT] = { IN(DEPARTMENT),                           6,  9, false },
    [ROLE_BRANCH]     = { IN(BRANCH),                               6, 24, false },
    [ROLE_VOLUNTEER]  = { IN(VOLUNTEERS),                           6, 24, false },
    [ROLE_ADMIN]      = { IN(COUNTY) | IN(STREET) | IN(COMMITTEE),  6, 12, false },
    [ROLE_AUDITOR]    = { IN(COUNTY) | IN(STREET) | IN(DEPARTMENT), 6,  9, false },
};
// A department is the district's: whoever administers the whole district opens it. An office that others' complaints
// climb to is founded by whoever stands above it, never by those it is to watch.
static const Seat org_seats[ORG_VOLUNTEERS + 1] = {
    [ORG_COMMITTEE]  = { 0, 12, 12, false }, [ORG_MANAGER]    = { 0, 12, 24, false },
    [ORG_OWNERS]     = { 0, 12, 24, false }, [ORG_STREET]     = { 0,  9,  9, true },
    [ORG_COUNTY]     = { 0,  6,  6, true },  [ORG_DEPARTMENT] = { 0,  6,  6, false },
    [ORG_BRANCH]     = { 0,  6, 24, false }, [ORG_VOLUNTEERS] = { 0,  6, 24, false },
};
// What is no role and no kind, as a damaged row may hold, has none that anything fits.
static const Seat *role_seat(i64 role) { return &role_seats[role > 0 && role < ROLE_END ? role : 0]; }
static const Seat *org_seat(i64 kind) { return &org_seats[kind > 0 && kind <= ORG_VOLUNTEERS ? kind : 0]; }
static bool seat_fits(const Seat *s, i64 digits) { return s->most && digits >= s->least && digits <= s->most; }

// Several kinds may hold a role: the one whose own level the place is.
// Only the operator's `user add` asks, when no kind was said.
i64 org_kind_for(i64 role, i64 digits)
{
    unsigned orgs = role_seat(role)->orgs;
    i64 level = digits <= 6 ? ORG_COUNTY : digits <= 9 ? ORG_STREET : ORG_COMMITTEE;
    if (orgs & (1u << level)) return level;
    for (i64 kind = 1; kind <= ORG_VOLUNTEERS; kind++) if (orgs & (1u << kind)) return kind;
    return 0;
}

// A post lies in the subtree of its org, at a height that fits the role: so nobody gives a role above their own places.
static bool post_fits(const PostFacts *f, const Post *p)
{
    const Seat *s = role_seat(p->role);
    bool kind = org_seat(f->org.kind)->most && (s->orgs & (1u << f->org.kind));
    return kind && str_starts(f->code, f->org_code) && seat_fits(s, f->code.len);
}

// A post opens its holder to the administrators of its place, so it is given to those only whom the giver has already:
// who holds a post there, is invited now, or never was anywhere else. Else an administrator takes over any resident.
static bool giver_has(const PostFacts *f)
{
    const PersonFacts *p = &f->person;
    if (p->local || p->whole_county || f->invited || p->posts_within) return true;
    return p->staff && f->ever && f->ever_within == f->ever;
}

// Field problems first, so that a form shows them all; then the refusals that say nothing of a person the giver has no
// business with. The org must be the giver's too: who is put into the office above reads what that office holds. The
// giver may not give to themselves, or a local administrator grows by their own hand.
Fault post_give(const PostFacts *f, const Post *p, Problems *ps)
{
    assert(f->person.posts >= 0 && f->person.posts_within <= f->person.posts);
    assert(f->ever >= 0 && f->ever_within <= f->ever);
    bool known = f->person.known;
    if (!known)                               problem(ps, STR("person"), FAULT_field_no_such);
    else if (!f->person.open)                 problem(ps, STR("person"), FAULT_person_ended);
    if (!f->org_known || org_over(&f->org, f->today)) problem(ps, STR("org"), FAULT_org_unknown);
    else if (!post_fits(f, p))                problem(ps, STR("role"), FAULT_role_misfit);
    bool ends = p->to_on != DAY_NONE && !problem_of(ps, STR("from_on"));
    if (ends && p->to_on < p->from_on) problem(ps, STR("to_on"), FAULT_field_out_of_range);
    if (f->code.len && !f->within)            return FAULT_post_not_yours;
    if (f->org_known && !f->org_within)       return FAULT_post_not_yours;
    if (known && f->giver == p->person && f->giver) return FAULT_post_to_self;
    if (known && !giver_has(f))               return FAULT_post_not_yours;
    if (ps->count)                            return FAULT_field_problems;
    if (f->held)                              return FAULT_post_overlaps;
    return f->person.posts >= POSTS_HELD_MOST ? FAULT_person_posts_open : OK;
}

bool org_over(const Org *o, i64 day) { return o->valid_to != DAY_NONE && o->valid_to < day; }

bool org_levels(i64 kind)
{
    return kind == ORG_MANAGER || kind == ORG_COMMITTEE || kind == ORG_STREET || kind == ORG_COUNTY;
}

// Also decides a change: the org as it would be from now on. Its name and phone are corrected by whoever administers
// its place; where, since when and for what it stands is for who may open it.
Fault org_open(const OrgFacts *f, const Org *o, Problems *ps)
{
    assert(f && o && ps);
    bool ends = o->valid_to != DAY_NONE && !problem_of(ps, STR("valid_from"));
    if (ends && o->valid_to < o->valid_from) problem(ps, STR("valid_to"), FAULT_field_out_of_range);
    const Seat *seat = org_seat(o->kind);
    bool fits = seat_fits(seat, f->digits);
    if (f->place_known && o->kind && !fits && f->moved) problem(ps, STR("place"), FAULT_org_misfit);
    if (o->duty.len && o->kind && o->kind != ORG_DEPARTMENT && f->moved)
        problem(ps, STR("duty"), FAULT_field_not_together);
    if (f->place_known && !f->within)        return FAULT_post_not_yours;
    if (f->place_known && f->moved && fits && seat->above && !f->above) return FAULT_org_above;
    return ps->count ? FAULT_field_problems : OK;
}

// Three deeds that take an account from its holder. By oneself and by the operator always; an administrator only where
// all the person's open posts lie within theirs, so that a community cannot lock out its district.
Fault person_reach(const PersonFacts *f)
{
    assert(f->posts >= 0 && f->posts_within <= f->posts);
    if (!f->known)                            return FAULT_thing_unknown;
    if (!f->self && !f->local && !f->admin)   return FAULT_not_allowed;
    if (f->forgotten)                         return FAULT_forgotten;
    if (!f->open)                             return FAULT_person_ended;
    if (f->self || f->local)                  return OK;
    if (f->posts_within < f->posts)           return FAULT_person_above;
    return (f->staff && f->posts) || f->whole_county ? OK : FAULT_post_not_yours;
}

// Name and posts, never the phone. An auditor sees staff everywhere, residents nowhere (PIPL 5-9: no more than needed).
bool person_seen(const PersonFacts *f)
{
    assert(f->posts_within <= f->posts);
    if (f->self || f->local || f->whole_county) return true;
    return f->staff && (f->whole_audit || f->posts_within > 0);
}

// Narrower than seeing: one post elsewhere and the phone is for that place's administrator to open.
bool person_opened(const PersonFacts *f)
{
    assert(f->posts_within <= f->posts);
    if (f->self || f->local || f->whole_county) return true;
    return f->staff && (f->whole_audit || (f->posts && f->posts_within == f->posts));
}

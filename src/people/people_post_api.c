// people_post_api.c: opening orgs, giving and ending posts; the operator's users; posts whose last day is over.
//
// Giving needs a post of an administrator over the place, or the operator. The clock ends what is over, in the order of
// days. Rules in people.c; where a role may sit is a table there.
#include "people/people_api.h"

// An administrator whose subtree holds the code, or the operator. (post_lapse asks nobody.)
// Also sets the post the deed is done by, for the entry. "" is no place: it would mean anywhere.
static bool within(Act *act, Str code)
{
    const PostOf *p = actor_post(act->who, code, WHO_OF(ROLE_ADMIN));
    if (p && code.len) act->post = p->post;
    return act->who->local || (p && code.len);
}

// The same for an office that stands over others: a post whose own place lies above the code. Shorter, since below is a
// prefix.
static bool above(const Actor *who, Str code)
{
    bool over = who->local;
    for (int i = 0; i < who->post_count; i++) {
        const PostOf *p = &who->posts[i];
        over = over || (p->role == ROLE_ADMIN && p->code.len && p->code.len < code.len && str_starts(code, p->code));
    }
    return over;
}

// ---- orgs ----------------------------------------------------------------------------------------

// The change is decided in the county of its place, whoever asks: only that county's log may hold it.
static Fault county_of_code(Act *act, Str code)
{
    i64 county = place_county(code);
    if (!county) return act_problem(act, "place", code.len ? FAULT_place_unknown : FAULT_field_missing);
    act->county = county;
    return OK;
}

Fault org_open_where(Act *act) { return county_of_code(act, ((const OrgIn *)act->in)->place); }

static bool org_moved(const Org *was, const Org *o)
{
    return was->place != o->place || was->valid_from != o->valid_from || was->valid_to != o->valid_to
        || !str_same(was->duty, o->duty);
}

// Shared by opening (was NULL) and changing: the org is looked at as it would be from now on. A place of another county
// is none for it: keys and lists never reach over a county's border. Without a code it stays where it is, at p, though
// that may have ended.
static Fault org_decide(Act *act, Org *o, Str code, Place *p, const Org *was)
{
    assert(o->id > 0 && id_county(o->id) == act->county);
    if (code.len) place_said(act, "place", code, day_of(act_real(act)), p);
    OrgFacts f = { .place_known = p->id };
    if (f.place_known) {
        f.within = within(act, p->code);
        f.above = above(act->who, p->code);
        f.digits = p->code.len;
        o->place = p->id;
    }
    f.moved = !was || org_moved(was, o);
    act->subject = o->id;
    act->record = o;
    return org_open(&f, o, &act->problems);
}

Fault org_open_change(Act *act)
{
    const OrgIn *in = act->in;
    if (!in->kind)      act_problem(act, "kind", FAULT_field_missing);
    if (!in->name.len)  act_problem(act, "name", FAULT_field_missing);
    if (!in->place.len) return act_problem(act, "place", FAULT_field_missing);
    Place p;
    Org *o = NEW(act->arena, Org, 1);
    *o = (Org){ .county = act->county, .id = act_made(act), .valid_from = day_of(act->happened_at),
                .valid_to = DAY_NONE };
    record_carry(&org_in_record, in, &org_record, o);
    return org_decide(act, o, in->place, &p, NULL);
}

// Both the old place and the new one must be the asker's. The kind never changes: seats were given by it. One whose
// last day is over by now ends at once; one that is to go on after all keeps what it has.
Fault org_change_change(Act *act)
{
    const OrgIn *in = act->in;
    Org *o = NEW(act->arena, Org, 1);
    Place p;
    if (!org_load(act->db, act->arena, act->path_id, o) || !place_load(act->db, act->arena, o->place, &p))
        return FAULT_thing_unknown;
    const Org was = *o;
    if (!within(act, p.code)) return FAULT_post_not_yours;
    if (in->kind && in->kind != o->kind) act_problem(act, "kind", FAULT_field_read_only);
    record_carry(&org_in_record, in, &org_record, o);
    Fault f = org_decide(act, o, in->place, &p, &was);
    bool over = org_over(o, day_of(act->now));
    o->left = o->place != was.place ? was.place : 0;
    if (over && !o->ended_at) act_cause(act, (Caused){ "org_lapse", .subject = o->id });
    if (!over) o->ended_at = 0;
    return f;
}

// When its last day is over; whoever follows hands on what it held.
Fault org_lapse_change(Act *act)
{
    Org o;
    if (!org_load(act->db, act->arena, act->path_id, &o)) return FAULT_thing_unknown;
    o.ended_at = act->happened_at;
    return act_enter(act, o.id, &o);
}

// None when the row is missing: an answer is no place to find that out.
static One place_of(Act *act, i64 id)
{
    Place p;
    PlaceNamed *n = NEW(act->arena, PlaceNamed, 1);
    bool known = place_load(act->db, act->arena, id, &p);
    if (known) *n = (PlaceNamed){ p.code, p.name };
    return (One){ known ? n : NULL };
}

void org_answer(Act *act, Out *o)
{
    const Org *org = act->record;
    act_tell(act, o, &(OrgShown){ *org, place_of(act, org->place) });
}

// ---- posts -----------------------------------------------------------------------------------------

// The person's county decides: post, org and place must all be of it, or org and place are "unknown".
Fault post_give_where(Act *act)
{
    const PostIn *in = act->in;
    act->county = id_county(in->person ? in->person : in->org);          // no person: only what else is wrong is told
    return OK;
}

// What ties the person to the giver. More posts than are looked at: then not all are known to be within.
static void give_reach(Act *act, const Person *person, PostFacts *f)
{
    const unsigned admin = WHO_OF(ROLE_ADMIN);
    f->person = person_facts(act->db, act->arena, act->who, person, admin, f->today);
    f->invited = act->cause != 0;               // person_invite and local_user alone cause it, for a person just made
    f->ever = posts_counted(act->db, act->arena, act->who, person->id, admin, 0, &f->ever_within);
    if (f->ever == POSTS_MOST) f->ever_within = 0;
}

// Ids of another county are not looked up at all: whether they exist there is not for this county to tell.
static void give_load(Act *act, const PostIn *in, PostFacts *f, Post *p)
{
    Person person;
    Place at = { .id = 0 }, org_at;
    i64 today = day_of(act_real(act));
    bool same = id_county(in->org) == act->county, ours = id_county(in->person) == act->county;
    if (ours && person_load(act->db, act->arena, in->person, &person)) give_reach(act, &person, f);
    f->org_known = same && org_load(act->db, act->arena, in->org, &f->org)
                && place_load(act->db, act->arena, f->org.place, &org_at);
    if (f->org_known) f->org_code = org_at.code;
    if (in->place.len) place_said(act, "place", in->place, today, &at);
    else if (f->org_known) {
        at = org_at;
        place_lasts(act, "place", &at, today);
    }
    f->code = at.code;
    p->place = at.id;
}

// The id is taken last, so a refused post leaves no gap. from_on may lie in the past or the future.
Fault post_give_change(Act *act)
{
    const PostIn *in = act->in;
    Post p = { .county = act->county, .person = in->person, .org = in->org, .role = in->role,
               .from_on = in->from_on == DAY_NONE ? day_of(act->happened_at) : in->from_on, .to_on = in->to_on };
    PostFacts f = { .giver = act->who->person, .today = day_of(act->now) };
    give_load(act, in, &f, &p);
    f.org_within = within(act, f.org_code);
    f.within = within(act, f.code);
    f.held = p.place && post_held(act->db, &p);
    Fault fault = post_give(&f, &p, &act->problems);
    if (fault) return fault;
    p.id = act_made(act);
    return act_enter(act, p.id, &p);
}

// Given or ended.
void post_answer(Act *act, Out *o)
{
    PostShown shown;
    if (!post_shown(act->db, act->arena, act->record, &shown)) return;      // only where the store fails
    act_tell(act, o, &shown);
}

// Whoever follows takes back what lies in the post's hands, in the same transaction.
static Fault end_now(Act *act, Post *p)
{
    if (p->ended_at) return FAULT_post_ended;
    p->ended_at = act->happened_at;
    return act_enter(act, p->id, p);
}

// Whoever administers the post's place; not the holder, who closes their account instead.
Fault post_end_change(Act *act)
{
    Post p;
    Place at;
    if (!post_load(act->db, act->arena, act->path_id, &p) || !place_load(act->db, act->arena, p.place, &at))
        return FAULT_thing_unknown;
    return within(act, at.code) ? end_now(act, &p) : FAULT_post_not_yours;
}

// When its last day or its person's account is over; no path leads here.
Fault post_lapse_change(Act *act)
{
    Post p;
    return post_load(act->db, act->arena, act->path_id, &p) ? end_now(act, &p) : FAULT_thing_unknown;
}

// ---- the operator's users ----------------------------------------------------------------------------

Fault local_user_where(Act *act) { return county_of_code(act, ((const LocalUser *)act->in)->place); }

// "印刷厂街社区居委会" is called so already, "南关街街道" becomes "南关街街道办事处": what both have is said once.
static Str org_called(Arena *a, Str place, Str label)
{
    i64 both = MIN(place.len, label.len);
    while (both && !str_starts(label, (Str){ place.at + place.len - both, both })) both--;
    return arena_fmt(a, "%.*s%.*s", (int)place.len, place.at, (int)(label.len - both), label.at + both);
}

// An org of the right kind (and name, when one is said) at the very place; made when there is none.
// The id is promised to it, because the caused post_give must name it. Causes run in order.
static i64 local_org(Act *act, const LocalUser *in, const Place *at)
{
    Org found;
    i64 kind = in->kind ? in->kind : org_kind_for(in->role, at->code.len);
    if (org_of_kind(act->db, act->arena, kind, at->id, in->org, day_of(act->now), &found)) return found.id;
    const Choice *c = choice_by_value(org_kinds, org_kind_count, kind);
    OrgIn *org = NEW(act->arena, OrgIn, 1);
    record_blank(&org_in_record, org);
    org->kind = kind;
    org->place = at->code;
    org->name = in->org.len ? in->org : org_called(act->arena, at->name, str(c ? c->label : ""));
    i64 id = act_id(act);
    act_cause(act, (Caused){ "org_open", .id = id, .in = org });
    return id;
}

void operator_post(Act *act, const LocalUser *in, const Place *at)
{
    PostIn *post = NEW(act->arena, PostIn, 1);
    *post = (PostIn){ .person = act_made(act), .org = local_org(act, in, at), .role = in->role, .place = at->code,
                      .from_on = DAY_NONE, .to_on = DAY_NONE };
    act_cause(act, (Caused){ "post_give", .in = post });
}

// Org, post and person in one transaction; the rules of org_open and post_give decide them like anybody's.
Fault local_user_change(Act *act)
{
    LocalUser *in = act->in;
    Place at;
    Fault f = person_name_check(act->arena, in->name);
    if (f) act_problem(act, "name", f);
    phone_problem(act, &in->phone);
    place_said(act, "place", in->place, day_of(act_real(act)), &at);
    if (act->problems.count) return FAULT_field_problems;
    operator_post(act, in, &at);
    return person_join(act, act_made(act), in->name, in->phone);
}

// notice_deed_api.c: writing, publishing and correcting notices, and objecting to one.
#include "base/text.h"
#include "gate/limit.h"
#include "matter/matter.h"
#include "notice/notice_api.h"
#include "people/people.h"
#include "thing/paper_api.h"

const NoticeKind *notice_kind_of(const Pack *pack, const Notice *n, i64 now)
{
    return pack_notice_kind(pack, n->subject, day_of(n->from_at ? n->from_at : now));
}

// ---- writing -----------------------------------------------------------------------------------------------

Fault notice_write_where(Act *act)
{
    act->county = place_county(((const NoticeWriting *)act->in)->place);
    return act->county ? OK : act_problem(act, "place", FAULT_place_unknown);
}

// By the named org, else by the highest post there.
static const PostOf *issuing_post(const Actor *who, Str code, i64 org)
{
    if (!org) return actor_post(who, code, NOTICE_ISSUERS);
    for (int i = 0; i < who->post_count; i++) {
        const PostOf *p = &who->posts[i];
        if (p->org == org && str_starts(code, p->code) && WHO_OF(p->role) & NOTICE_ISSUERS) return p;
    }
    return NULL;
}

static void told_orgs(Act *act, const NoticeWriting *in, const Place *p, Notice *n)
{
    Out o = out_new(act->arena, 400);
    Org org;
    Place rows[PLACES_OVER];
    Answering by = thing_answering(act, p, day_of(act->happened_at), rows);
    bool owners = in->audience == AUDIENCE_OWNERS;
    if (owners && org_serving(act->db, act->arena, ORG_OWNERS, by.places, by.count, by.day, &org)) out_id(&o, org.id);
    said_orgs(act, "orgs", in->orgs, &o);
    n->orgs = out_done(&o);
    if (in->audience != AUDIENCE_ALL && !n->orgs.len) act_problem(act, "orgs", FAULT_field_missing);
}

// What is not said stays.
static void notice_say(const NoticeSaid *in, Notice *n)
{
    if (in->title.len) n->title = in->title;
    if (in->body.len) n->body = in->body;
    if (in->to_on != DAY_NONE) n->to_on = in->to_on;
    if (in->mask.len) n->mask = in->mask;
    if (in->mask_found >= 0) n->mask_found = in->mask_found;
    if (in->keep_why.len) n->keep_why = in->keep_why;
}

// A draft is the issuer's and of the offices above: hidden until it is published.
Fault notice_write_change(Act *act)
{
    const NoticeWriting *in = act->in;
    Place p;
    Fault f = thing_place(act, "place", in->place, &p);
    if (f) return f;
    const PostOf *post = issuing_post(act->who, p.code, in->org);
    if (!post) return actor_refused(act->who);
    if (!pack_notice_kind(act->pack, in->subject, day_of(act->happened_at)))
        act_problem(act, "subject", FAULT_notice_kind);
    Notice *n = NEW(act->arena, Notice, 1);
    thing_begin(act, &notice_things, &p, level_of_role(post->role), n);
    act->post = post->post;
    n->holder = post->org;
    n->reporter = 0;                                    // the org's, whoever wrote it
    n->subject = in->subject;
    notice_say(&in->content, n);
    n->audience = in->audience;
    n->private = in->audience != AUDIENCE_ALL;
    n->hidden = 1;
    n->places = said_places(act, "places", in->places, post->code, in->place);
    told_orgs(act, in, &p, n);
    return act->problems.count ? FAULT_field_problems : papers_take(act, in->papers, &n->thing);
}

// ---- deeds -------------------------------------------------------------------------------------------------

static Fault notice_edit(DeedOf *d)
{
    notice_say(&((const NoticeDeed *)d->in)->content, d->now);
    return OK;
}

// As it hangs from now on, and until when.
static Fault notice_hang(DeedOf *d, i64 from_on)
{
    Act *act = d->act;
    Notice *n = d->now;
    Org org;
    const NoticeSaid *said = &((const NoticeDeed *)d->in)->content;
    const NoticeKind *kind = pack_notice_kind(act->pack, n->subject, from_on);
    if (!kind || !org_load(act->db, act->arena, n->holder, &org)) return FAULT_notice_kind;
    if (n->version) n->keep_why = STR("");              // why something was shown is no reason for what comes new
    notice_say(said, n);
    Str idle = text_mask_idle(said->mask, arena_fmt(act->arena, "%s\n%s", arena_z(act->arena, n->title),
                                                    arena_z(act->arena, n->body)));
    if (idle.len) act_problem_hint(act, "mask", FAULT_notice_idle, idle);
    if (n->to_on != DAY_NONE && n->to_on < day_of(act->now)) act_problem(act, "to_on", FAULT_field_out_of_range);
    notice_cover(n, act->arena);
    Str issuer = str(choice_by_value(org_kinds, org_kind_count, org.kind)->name);
    notice_check(kind, from_on, issuer, act->arena, n, &act->problems);
    n->version++;
    n->shown_at = act->happened_at;
    n->due_at = n->to_on == DAY_NONE ? 0 : day_start(n->to_on + 1);
    return OK;
}

// What hangs, and what hangs no more, does so from now on: a moment in the past would be a period that nobody saw.
static Fault notice_now(DeedOf *d)
{
    Notice *n = d->now;
    d->act->happened_at = d->act->now;
    n->said = text_masked(d->act->arena, n->said, n->mask, true);
    return OK;
}

static Fault notice_publish(DeedOf *d)
{
    Notice *n = d->now;
    n->from_at = d->act->happened_at = d->act->now;
    n->hidden = 0;
    n->tell = n->orgs;
    return notice_hang(d, day_of(n->from_at));
}

static Fault notice_correct(DeedOf *d)
{
    d->act->happened_at = d->act->now;
    return notice_hang(d, day_of(((const Notice *)d->was)->from_at));
}

static Fault (*const decides[NOTICE_VERB_END])(DeedOf *d) = {
    [NOTICE_EDIT] = notice_edit, [NOTICE_PUBLISH] = notice_publish, [NOTICE_CORRECT] = notice_correct,
    [NOTICE_TAKE_DOWN] = notice_now, [NOTICE_HIDE] = notice_now, [NOTICE_SHOW] = notice_now,
};

// Whom it is for reads what hangs, and nothing of how it came to hang.
static void notice_stand(const void *row, ThingStand *stand)
{
    (void)row;
    stand->reads = true;
}
const ThingApi notice_things = {
    .stand = notice_stand, .store = &notice_store, .scope = "notice", .decide = decides, .forgotten = true };

// ---- objecting ---------------------------------------------------------------------------------------------

// What a person says; the rest of the matter is the notice's.
typedef struct Objection {
    Str text, reporter_name, reporter_phone; i64 private, anonymous; Many papers;
} Objection;
const Record objection_record = RECORD_OF(Objection, "objection", "异议", "An objection",
    TEXT_FIELD(Objection, text, "异议内容", "What is wrong with it", .flags = NEEDED | LINES, .min = 2, .max = 4000),
    TEXT_FIELD(Objection, reporter_name, "怎么称呼", "Name", .flags = PRIVATE, .max = 40,
               .purpose = "To know whom to answer; optional.", .purpose_zh = "知道该答复谁；可不填。"),
    TEXT_FIELD(Objection, reporter_phone, "电话", "Phone", .flags = PRIVATE | PLAIN, .max = 40,
               .purpose = "To call back about this only; optional.", .purpose_zh = "只为这件事回电话；可不填。"),
    FLAG_FIELD(Objection, private, "不公开", "Private", .absent = 1, .note = "Unless 0, only who settles it reads it."),
    FLAG_FIELD(Objection, anonymous, "匿名", "Anonymous"),
    PAPERS_FIELD(Objection));

static Filing *objection_filing(const Act *act, const Notice *n, const NoticeKind *kind, Str code)
{
    const Objection *in = act->in;
    Filing *f = NEW(act->arena, Filing, 1);
    record_blank(&filing_record, f);
    f->place = code;
    f->subject = kind->subject;
    f->title = arena_fmt(act->arena, "对公示 %s 的异议", arena_z(act->arena, n->number));
    f->text = in->text;
    f->about_org = n->holder;
    f->private = in->private;
    f->anonymous = in->anonymous;
    f->reporter_name = in->reporter_name;
    f->reporter_phone = in->reporter_phone;
    f->papers = in->papers;
    return f;
}

// Before its key is looked up, which is another's for who is named.
Fault notice_object_prepare(Act *act)
{
    act->nameless = ((const Objection *)act->in)->anonymous;
    return OK;
}

// Whoever objects files a matter about the org that published it, which therefore does not decide it; the notice only
// counts it, and does not tell who.
Fault notice_object_change(Act *act)
{
    Notice was, *now = NEW(act->arena, Notice, 1);
    Sight s;
    act->happened_at = act->now;
    Fault f = thing_seen(act->db, act->arena, act->who, &notice_things, act->path_id, &was, &s);
    if (f) return f;
    const NoticeKind *kind = notice_kind_of(act->pack, &was, act->now);
    if (was.state != NOTICE_UP) return FAULT_deed_not_now;
    if (!kind || !kind->objects) return FAULT_notice_final;
    f = limit_filing(act, s.place.code, s.place.id);
    if (f) return f;
    *now = was;
    now->verb = NOTICE_OBJECT;
    now->open = 1;
    now->objections++;
    now->objection = act_id(act);
    act_cause(act, (Caused){ "matter_file", .id = now->objection, .asked = true,
                             .in = objection_filing(act, &was, kind, s.place.code) });
    thing_tell(act, TO_HOLDER, 0, &was.thing, &now->thing);
    return act_enter(act, was.id, thing_entry(&notice_store, act->arena, now));
}

typedef struct Objected { i64 matter; Str follow; } Objected;
const Record objected_record = RECORD_OF(Objected, "objected", "异议已登记", "An objection that was filed",
    REF_FIELD(Objected, matter, "事项", "The matter it became", .flags = NEEDED),
    TEXT_FIELD(Objected, follow, "查询码", "Follow-up link", .flags = MAYBE));

// The link is for who has no account, and not for whoever guesses a key (matter_file likewise).
void notice_object_answer(Act *act, Out *o)
{
    const Notice *n = act->record;
    bool link = (!act->who->person || act->nameless) && !act->unproven;
    act_tell(act, o, &(Objected){ n->objection,
                                  link ? follow_token(act->vault, act->arena, n->objection) : STR("") });
}

// Nothing hangs without its words.
Fault notice_forget_change(Act *act)
{
    Notice n;
    bool there = thing_load(act->db, act->arena, &notice_store, act->path_id, &n);
    bool open = there && thing_open(&notice_kind, n.state);
    Fault f = thing_forget_change(act);
    return f ? f : open ? FAULT_deed_not_now : OK;
}

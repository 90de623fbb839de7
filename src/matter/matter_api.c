// matter_api.c: the actions of matters, filing, and one matter as JSON.
//
// What a reader may see is a set of classes that record_members obeys field by field (thing_sight_api.c); what may be
// done is the table of matter.c. Nothing here decides twice.
#include "base/text.h"
#include "gate/limit.h"
#include "matter/matter_api.h"
#include "people/people.h"
#include "thing/paper_api.h"
#include "thing/thing_counts_api.h"
#include "thing/thing_due_api.h"
#include <math.h>

// ---- who sees it --------------------------------------------------------------------------------------

static void matter_stand(const void *row, ThingStand *stand)
{
    const Matter *m = row;
    *stand = (ThingStand){ .share = m->share, .paused_at = m->paused_at, .given = matter_given };
}

static void matter_rules(const Pack *pack, const void *row, i64 day, Sight *s)
{
    const Matter *m = row;
    s->deed.lowest  = matter_lowest(pack, m->subject, s->place.kind, day);
    s->deed.expired = matter_expired(pack, m, day);
    s->deed.lately  = matter_urged(m, day);
}

const ThingApi matter_things = {
    .store = &matter_store, .scope = "matter", .stand = matter_stand, .rules = matter_rules, .verb = matter_verb,
    .decide = matter_decides, .follow = matter_follow, .looked = true, .forgotten = true,
};

// ---- one matter as JSON ----------------------------------------------------------------------------

// The reason and the other channels, by the pack of the day of the refusal (北京市接诉即办工作条例 11, as model). An
// unknown row gives empty words, never a refusal of the answer.
One matter_next_door(Arena *a, const Pack *pack, const Matter *m, i64 day)
{
    const Refusal *r = pack_refusal(pack, m->refusal, day);
    const Duty *duty = pack_duty_for(pack, m->subject, day);
    NextDoor *door = NEW(a, NextDoor, 1);
    if (r) *door = (NextDoor){ r->words, r->words_en, r->door, r->door_en, r->phone, { 0 } };
    if (duty && !duty->allowed) door->article = duty->article;
    return (One){ door };
}

void matter_veil(Arena *a, const Sight *s, Matter *m)
{
    if (!s->words) {
        m->title = m->text = m->spot = STR("");
        m->lat = m->lon = NAN;
        m->crs = 0;
    } else if (!s->reader) {
        m->title = text_masked(a, m->title, STR(""), true);
        m->text = text_masked(a, m->text, STR(""), true);
        m->spot = text_masked(a, m->spot, STR(""), true);
    }
}

// Everything anybody reads of a matter goes through here. What is not for this asker is blanked.
void matter_show(Db *db, Arena *a, const Pack *pack, const Matter *m, const Sight *s, bool whole, MatterShown *into)
{
    assert(m && s && pack && into);
    i64 day = day_of(m->filed_at);
    Org org;
    const Subject *leaf = pack_subject(pack, m->subject, day), *class = pack_class(pack, m->subject, day);
    *into = (MatterShown){
        .m = *m, .place = thing_where(db, a, s), .subject_name = leaf ? leaf->name : STR(""),
        .subject_class = class ? class->name : STR(""),
    };
    if (m->holder && org_load(db, a, m->holder, &org)) into->holder_name = org.name, into->holder_kind = org.kind;
    if (m->refusal.len) into->next_door = matter_next_door(a, pack, m, m->closed_at ? day_of(m->closed_at) : day);
    matter_veil(a, s, &into->m);
    if (!whole) into->m.text = thing_excerpt(into->m.text);
}

// ---- filing ------------------------------------------------------------------------------------------

// By the place's code alone: the filing needs no account and says no county. Anonymous filings are nameless from here
// on, whatever session the browser holds; but who files for others by a post there is named.
Fault matter_file_where(Act *act)
{
    const Filing *in = act->in;
    act->county = place_county(in->place);
    act->nameless = in->anonymous && !(actor_who(act->who, in->place) & WHO_HANDLERS);
    return act->county ? OK : act_problem(act, "place", FAULT_place_unknown);
}

static bool about_known(Act *act, const Filing *in)
{
    Org org;
    return in->about_org && id_county(in->about_org) == act->county &&
           org_load(act->db, act->arena, in->about_org, &org);
}

static i64 filing_org(Act *act, i64 level, const Place *p, const Answering *by)
{
    static const Thing nothing = { .subject = { "", 0 } };
    return level_holder(act->db, act->arena, level, &nothing, p, by);
}

// By the orgs that serve the place on the day it happened: an import of old letters finds those of then. One that has
// ended since gets nothing more.
static void filing_facts(Act *act, const Filing *in, const Place *p, FilingFacts *f, i64 *community)
{
    Place rows[PLACES_OVER];
    Answering by = thing_answering(act, p, day_of(act->happened_at), rows);
    unsigned who = actor_who(act->who, p->code);
    *f = (FilingFacts){
        .pack        = act->pack,
        .now         = act->now,
        .happened_at = act->happened_at,
        .reporter    = act->who->person,
        .caused      = act->cause && !act->asked,
        .origin      = act->origin,
        .place       = p->id,
        .place_kind  = p->kind,
        .county      = act->county,
        .staff       = who & (WHO_HANDLERS | WHO_LOCAL),
        .program     = act->who->token != 0,
        .counted     = thing_counted(act->arena, &by),
        .about_known = about_known(act, in),
    };
    for (int i = 0; i < by.count; i++)
        if (rows[i].kind == PLACE_COMMUNITY) *community = rows[i].id;
    bool about = in->about_org != 0;    // then it may start higher up: every level's org is wanted
    if (p->kind > PLACE_COMMUNITY)          f->manager = filing_org(act, LEVEL_COMPOUND, p, &by);
    if (p->kind >= PLACE_COMMUNITY)         f->committee = filing_org(act, LEVEL_COMMUNITY, p, &by);
    if (p->kind == PLACE_STREET || about)   f->street = filing_org(act, LEVEL_STREET, p, &by);
    if (p->kind <= PLACE_COUNTY || about)   f->office = filing_org(act, LEVEL_COUNTY, p, &by);
    const PostOf *post = act_as(act, p->code, WHO_HANDLERS);
    f->by_org = post ? post->org : 0;
}

// With its own entry, behind the matter's.
static void filing_tells(Act *act, const Filing *in, const Matter *m)
{
    if (in->tell_by <= BY_APP) return;
    TellingIn *wants = NEW(act->arena, TellingIn, 1);
    *wants = (TellingIn){ .by = in->tell_by, .mail = in->reporter_mail, .phone = m->reporter_phone, .digest = AT_ONCE };
    act_cause(act, (Caused){ "telling_thing", .subject = m->id, .in = wants });
}

Fault matter_filing(Act *act, Place *p, FilingFacts *f, i64 *community)
{
    const Filing *in = act->in;
    Fault no = thing_place(act, "place", in->place, p);
    if (no) filing_check(act->pack, in, about_known(act, in), day_of(act->happened_at), &act->problems);
    else filing_facts(act, in, p, f, community);
    return no;
}

// Who has no account is limited per address and per community, everybody else per person (gate/limit.h).
Fault matter_file_change(Act *act)
{
    const Filing *in = act->in;
    Place p;
    FilingFacts f;
    i64 community = 0;
    Fault no = matter_filing(act, &p, &f, &community);
    if (no) return no;
    no = act->flawed ? OK : limit_filing(act, p.code, community ? community : p.id);
    if (no) return no;
    Matter *m = NEW(act->arena, Matter, 1);
    f.day_n = thing_day_n(act->db, &matter_store, act->county, day_of(act->happened_at)) + 1;
    f.id = act_made(act);
    no = matter_file(&f, in, act->arena, m, &act->problems);
    if (!no) no = papers_take(act, in->papers, &m->thing);
    if (no) return no;
    assert(m->county == act->county && id_county(m->id) == act->county);
    matter_position_seal(m, act->arena);
    thing_tell(act, matter_kind.tells, f.by_org, NULL, &m->thing);
    filing_tells(act, in, m);
    act->subject = m->id;
    act->record = m;
    return OK;
}

// Made from the entry, so that saying it again gives the same answer. The follow-up link is derived, not stored.
// Whoever files without account gets the follow-up link here, and again only under a key that nobody guesses: else a
// stranger who says the same under the same key would be the reporter.
void matter_file_answer(Act *act, Out *o)
{
    assert(act->record && act->entry);
    Matter *m = act->record;
    matter_position_open(m);
    m->seen = act->entry->seq + 1;
    Actor who = *act->who;
    bool link = !m->reporter && !act->unproven;
    who.follow = link ? m->id : 0;
    Sight s;
    thing_sight(act->db, act->arena, &who, &matter_things, m, &s);
    MatterFiled filed = { .follow = link ? follow_token(act->vault, act->arena, m->id) : STR("") };
    matter_show(act->db, act->arena, act->pack, m, &s, true, &filed.shown);
    filed.deeds = thing_can(&matter_things, act->arena, act->pack, m, day_of(act->now), &s, act->who->lang);
    record_members(&matter_filed_record, o, &filed, s.reader, true);
}

// ---- the actions ---------------------------------------------------------------------------------------

// Who could ever do it; its verbs look closer (matter_test.c compares the two). A program does every deed that its
// person may; opening contacts and removing words for ever stay with people.
// Pausing takes time from the person who waits: not for a steward or the owners.
enum {
    PAUSERS = WHO_OFFICE | WHO_OF(ROLE_MANAGER) | WHO_OF(ROLE_DEPARTMENT),
    DECIDERS = WHO_HANDLERS & ~(unsigned)WHO_OF(ROLE_GRID),
};
// All deeds share one change and one shape of entry; the deed's name after "matter_" is the verb.
#define DEED(verb, bits, more, zh, en, ...) { \
    .deed = { "matter_" verb, &matter_record, matter_apply }, .method = POST, .path = "/api/matters/{id}/" verb, \
    .who = (bits) | WHO_PROGRAM, .flags = JUDGES | AGAIN | (more), .in = &deeding_record, .out = &deed_done_record, \
    .change = thing_deed_change, .of = &matter_things, \
    .answer = matter_deed_answer, .note = en, .note_zh = zh, \
    DEED_FACE(.after = AFTER_THING, __VA_ARGS__) }
#define QUIET(name, zh, en) { \
    .deed = { name, &matter_record, matter_apply }, .who = WHO_CLOCK, .change = thing_deed_change, \
    .of = &matter_things, .note = en, .note_zh = zh }

static const Action actions[] = {
    { .deed    = { "matter_file", &matter_record, matter_apply },
      .method  = POST,
      .path    = "/api/matters",
      .who     = WHO_ANYONE,
      .flags   = CREATES | LIMITED | JUDGES | OFFLINE | PHONE | AGAIN,
      .in      = &filing_record,
      .causes  = "telling_thing",
      .out     = &matter_filed_record,
      .where   = matter_file_where,
      .change  = matter_file_change,
      .answer  = matter_file_answer,
      .note    = "File a matter. Only text and place are needed, no account.",
      .note_zh = "提交事项，只需内容和地点，无需账号。",
      DEED_FACE(.label = { "替人登记", "Report for somebody" }, .plain = { "我要反映", "Report" },
                .tone = WEIGHT_MAIN, .after = AFTER_THING) },
    { .deed.name = "matter_preview",
      .method  = POST,
      .path    = "/api/matters/preview",
      .who     = WHO_ANYONE,
      .flags   = OWN_ONLY | PREVIEWS | JUDGES | PHONE,
      .in      = &filing_record,
      .out     = &matter_preview_record,
      .where   = matter_file_where,
      .prepare = matter_preview,
      .note    = "What a filing would become: who gets it, until when, what everybody reads. Nothing is kept.",
      .note_zh = "提交前看看：谁来办、到什么时候、公开什么、有没有人反映过。什么都不保存。",
      DEED_FACE(.label = { "提交前看看", "Look before sending" }, .after = AFTER_STAY) },
    { .deed.name = "matter_list",
      .method    = GET,
      .path      = "/api/matters",
      .who       = WHO_ANYONE,
      .flags     = MINE,
      .out       = &matters_page_record,
      .list      = &matters_list,
      .note      = "Matters by place, org, state and more; newest or most urgent first.",
      .note_zh   = "按地点、组织、状态等查询事项。" },
    { .deed.name = "matter_read",
      .method    = GET,
      .path      = "/api/matters/{id}",
      .who       = WHO_ANYONE,
      .out       = &matter_whole_record,
      .flags     = NUMBERED,
      .read      = matter_read,
      .note      = "One matter with its steps and what the asker can do.",
      .note_zh   = "查看一件事项及办理过程。" },
    { .deed.name = "matter_clock",
      .method    = GET,
      .path      = "/api/matters/{id}/clock",
      .who       = WHO_ANYONE,
      .out       = &reckoning_record,
      .flags     = NUMBERED,
      .read      = matter_clock,
      .note      = "Day by day, how the due moment came about.",
      .note_zh   = "逐日说明期限如何计算。" },
    { .deed.name = "matter_looks",
      .method    = GET,
      .path      = "/api/matters/{id}/looks",
      .who       = WHO_ANYONE,
      .out       = &thing_looks_record,
      .flags     = NUMBERED,
      .list      = &matter_looks_list,
      .note      = "Who opened the private words, for the reporter and the office.",
      .note_zh   = "谁查看过联系方式。" },
    { .deed.name = "counts",
      .method    = GET,
      .path      = "/api/counts",
      .who       = WHO_ANYONE,
      .query     = &counts_query_record,
      .out       = &counts_record,
      .read      = matter_counts,
      .note      = "Counts per place, subject, level and state for any range of days.",
      .note_zh   = "任意日期范围的统计。" },
    DEED("accept", DECIDERS, BATCH | OFFLINE | PHONE, "受理。", "Accept.",
         .label = { "受理", "Accept" }, .tone = WEIGHT_MAIN),
    DEED("refuse", WHO_OFFICE, 0, "不予受理，须选理由并告知去处。",
         "Refuse, naming the words of refusal; the answer names the next door.",
         .label = { "不予受理", "Refuse" }, .tone = WEIGHT_DANGER),
    DEED("assign", DECIDERS, BATCH | OFFLINE | PHONE, "交办给组织或人员，都不填则由本人承办。",
         "Assign to an org or a person; neither: to oneself.",
         .label = { "交办", "Assign" }),
    DEED("invite", DECIDERS, PHONE, "邀请协办。", "Invite an assisting party.",
         .label = { "请人协办", "Invite" }),
    DEED("sign", WHO_HANDLERS, OFFLINE | PHONE, "协办完成。", "An invited party signs off.",
         .label = { "协办完成", "Sign off" }),
    DEED("note", WHO_HANDLERS | WHO_REPORTER, OFFLINE | PHONE, "记录，默认内部。",
         "Note, internal unless open.",
         .label = { "记录", "Note" }, .plain = { "补充", "Add" }),
    DEED("answer", WHO_HANDLERS, OFFLINE | PHONE, "答复。", "Answer the reporter.",
         .label = { "答复", "Answer" }, .tone = WEIGHT_MAIN),
    DEED("close", DECIDERS | WHO_REPORTER, BATCH | OFFLINE | PHONE, "办结。", "Close.",
         .label = { "办结", "Close" }, .plain = { "修好了", "It is fixed" }, .tone = WEIGHT_MAIN),
    DEED("reopen", WHO_OFFICE | WHO_REPORTER, OFFLINE | PHONE, "重新办理。", "Reopen.",
         .label = { "重新办理", "Reopen" }, .plain = { "没修好", "Not fixed" }),
    DEED("rate", WHO_OFFICE | WHO_REPORTER, OFFLINE | PHONE, "评价：解决了吗、满意吗；其他单位回访后也可登记。",
         "Say whether it is solved and how it went; another office may note what it heard when calling back.",
         .label = { "登记回访", "Note a call back" }, .plain = { "评价", "Rate" }, .tone = WEIGHT_MAIN),
    DEED("urge", WHO_REPORTER, PHONE, "催办，每天一次。", "Ask after it, once a day.",
         .label = { "催办", "Urge" }, .plain = { "催一催", "Ask after it" }),
    DEED("withdraw", WHO_REPORTER, OFFLINE | PHONE, "撤回。", "Withdraw.",
         .label = { "撤回", "Withdraw" }, .confirm = { "不办了吗？", "Stop this?" }),
    DEED("raise", DECIDERS | WHO_CLOCK, PHONE, "上报上一级。", "Raise to the level above.",
         .label = { "上报", "Raise" }),
    DEED("lower", WHO_OFFICE, 0, "下派下一级。", "Lower to a level below.",
         .label = { "下派", "Lower" }),
    DEED("pause", PAUSERS, 0, "暂停计时，须说明。", "Pause the clock, saying why.",
         .label = { "暂停计时", "Pause" }),
    DEED("resume", PAUSERS, 0, "恢复计时。", "Resume the clock.",
         .label = { "恢复计时", "Resume" }),
    DEED("hide", WHO_OFFICE, BATCH, "不公开，须说明。", "Hide from the public, saying why.",
         .label = { "不公开", "Hide" }),
    DEED("show", WHO_OFFICE, BATCH, "恢复公开。", "Show again.",
         .label = { "恢复公开", "Show again" }),
    QUIET("matter_overdue", "最高层级超期。", "The top level's deadline passed."),
    QUIET("matter_recompute", "日历公布后重算期限。", "A calendar was published: the due moment is computed anew."),
    { .deed    = { "matter_look", &thing_look_record, thing_look_apply },
      .method  = POST,
      .path    = "/api/matters/{id}/look",
      .who     = WHO_HANDLERS | WHO_REPORTER,
      .in      = &thing_look_in_record,
      .out     = &contact_record,
      .change  = thing_look_change,
      .of      = &matter_things,
      .answer  = matter_look_answer,
      .note    = "Open the reporter's name and phone, saying why; it is recorded.",
      .note_zh = "查看联系方式，须说明事由并留痕。",
      DEED_FACE(.label = { "查看联系方式", "Open contact" }, .after = AFTER_STAY) },
    { .deed    = { "matter_forget", &forget_record, matter_apply_forget },
      .method  = POST,
      .path    = "/api/matters/{id}/forget",
      .who     = WHO_OFFICE | WHO_REPORTER,
      .change  = thing_forget_change,
      .of      = &matter_things,
      .note    = "Remove the words of a matter for ever.",
      .note_zh = "永久删除事项内容（个人信息保护法第四十七条）。",
      DEED_FACE(.label = { "永久删除", "Remove for ever" }, .tone = WEIGHT_DANGER, .after = AFTER_LIST,
                .confirm = { "删掉就找不回来了，谁也不能。编号、地点、类别、时间会留下。",
                             "Once removed nobody can bring it back. Number, place, subject and times stay." }) },
    { .deed    = { "matter_unname", &unname_record, matter_apply_unname },
      .follows = "person_forget person_leave",
      .who     = WHO_PERSON,
      .change  = matter_unname_change,
      .note    = "A person was forgotten: name and phone go from the matters they filed.",
      .note_zh = "删除个人信息后，其提交事项中的称呼和电话一并删除。" },
    { .deed.name = "matter_retime",
      .follows   = CLOCK_ACCEPT,
      .who       = WHO_LOCAL,
      .change    = matter_retime_change,
      .note      = "The clock ran ahead and was set right: periods that began in that time begin now.",
      .note_zh   = "时钟超前后已改正：其间开始的期限从现在算起。" },
    { .deed.name = "import_list",
      .method    = GET,
      .path      = "/api/local/imports",
      .who       = WHO_LOCAL,
      .flags     = LOCAL_ONLY,
      .out       = &imports_page_record,
      .list      = &imports_list,
      .note      = "Imported matters by foreign number.",
      .note_zh   = "导入的事项。" },
    { .deed.name = "figures",
      .method    = GET,
      .path      = "/api/local/figures",
      .who       = WHO_LOCAL,
      .flags     = LOCAL_ONLY,
      .query     = &counts_query_record,
      .out       = &counts_record,
      .read      = matter_counts,
      .note      = "The counts, for the program's own words.",
      .note_zh   = "统计数字。" },
};

static const DueDeed dues[] = { { NOUN_MATTER, VERB_RAISE, "matter_raise" } };
static const NounFace nouns[] = { { "matter", "/api/matters", { "事项", "Matter" }, "inbox" } };
const Capability matter_capability = {
    .name = "matter", .nouns = nouns, .noun_count = (int)COUNT(nouns), .faces = matter_faces,
    .face_count = MATTER_FACES, .things = &matter_things,
    .standings = &matter_standings, .actions = actions, .action_count = (int)COUNT(actions),
    .dues = dues, .due_count = 1, .sweep = matter_sweep,
};

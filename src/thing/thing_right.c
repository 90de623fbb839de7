// thing_right.c: the table of standings and rights, and which standing a post gives. Pure.
#include "thing/thing_right.h"
#include "record/kinds.h"

#define READS   (RIGHT_OPEN | RIGHT_PRIVATE | RIGHT_NOTES | RIGHT_STAFF)
#define HANDLES (READS | RIGHT_CONTACT | RIGHT_LOOKS | RIGHT_SPEAK | RIGHT_DECIDE)
#define OWNS    (RIGHT_OPEN | RIGHT_PRIVATE | RIGHT_OWN | RIGHT_LOOKS | RIGHT_FORGET)

// A department that answers for the subject acts on what is public; what is private it reads once it holds it or is
// invited. Who oversees (administrators, auditors) reads no more than anybody: their business is people and the record,
// not the neighbours' words.
const Standing standing_rows[STANDING_COUNT] = {
    { STAND_PUBLIC,   "public",     "公众", "the public", RIGHT_OPEN },
    { STAND_REPORTER, "reporter",   "提交人", "the reporter", OWNS },
    { STAND_FOLLOWER, "follower",   "持查询码者", "who has the follow-up link", OWNS },
    { STAND_HOLDER,   "holder",     "承办组织", "the org that holds it", HANDLES },
    { STAND_PARTY,    "party",      "协办组织", "an invited org", READS | RIGHT_SPEAK },
    { STAND_OFFICE,   "office",     "所在社区、街道、区", "the place's offices", HANDLES | RIGHT_FORGET },
    { STAND_GRID,     "grid",       "其网格员", "their grid workers",
      RIGHT_OPEN | RIGHT_NOTES | RIGHT_STAFF | RIGHT_SPEAK },
    { STAND_DUTY,     "duty",       "职责部门", "a department by its duty",
      RIGHT_OPEN | RIGHT_NOTES | RIGHT_STAFF | RIGHT_SPEAK | RIGHT_DECIDE },
    { STAND_QUEUE,    "queue",      "无承办时的小区各方", "the compound's parties while nobody holds it",
      RIGHT_OPEN | RIGHT_NOTES | RIGHT_STAFF | RIGHT_SPEAK | RIGHT_DECIDE },
    { STAND_TICKED,   "ticked",     "提交人勾选的一方", "the party the reporter ticked", RIGHT_OPEN | RIGHT_CONTACT },
    { STAND_PLACE,    "place",      "当地其他岗位", "other posts of the place", RIGHT_OPEN },
    { STAND_ABOUT,    "about",      "被反映单位", "the org it is about", RIGHT_OPEN | RIGHT_SPEAK },
    { STAND_ADMIN,    "admin",      "管理员", "administrators", RIGHT_OPEN },
    { STAND_AUDITOR,  "auditor",    "审计员", "auditors", RIGHT_OPEN },
    { STAND_OPERATOR, "operator",   "服务器管理员", "the operator", READS },
    { STAND_CLOCK,    "clock",      "时钟", "time", READS | RIGHT_DECIDE },
};

const Choice right_choices[RIGHT_COUNT] = {
    { RIGHT_OPEN,    "open",    "看公开的内容", "reads what is public" },
    { RIGHT_PRIVATE, "private", "看不公开、已屏蔽的", "reads private and hidden ones" },
    { RIGHT_NOTES,   "notes",   "看内部记录和提交人的记录", "reads internal notes and the reporter's" },
    { RIGHT_STAFF,   "staff",   "看经办人、来源、各方", "sees who acted, who takes part, how it came" },
    { RIGHT_CONTACT, "contact", "查看联系方式(留痕)", "opens name and phone, recorded" },
    { RIGHT_LOOKS,   "looks",   "看谁查看过联系方式", "sees who looked" },
    { RIGHT_OWN,     "own",     "本人的内容和办理", "own words and the reporter's deeds" },
    { RIGHT_SPEAK,   "speak",   "记录、答复", "notes and answers" },
    { RIGHT_DECIDE,  "decide",  "作出决定", "decides" },
    { RIGHT_FORGET,  "forget",  "永久删除内容", "removes the words for ever" },
};

unsigned standing_rights(unsigned set)
{
    unsigned sum = 0;
    for (int i = 0; i < STANDING_COUNT; i++)
        if (set & standing_rows[i].bit) sum |= standing_rows[i].rights;
    return sum;
}

static bool ticked(const PostStand *p)
{
    unsigned role = WHO_OF(p->role);
    bool here = p->covers || p->party;
    if (p->share == ORG_MANAGER) return here && role & (WHO_OF(ROLE_STEWARD) | WHO_OF(ROLE_MANAGER));
    if (p->share == ORG_OWNERS)  return here && role & WHO_OF(ROLE_OWNERS);
    return p->share == ORG_DEPARTMENT && role & WHO_OF(ROLE_DEPARTMENT) && (p->duty || p->holder || p->party);
}

// A department ticked by the reporter is the one that answers for it: not every department of the county.
unsigned post_standing(const PostStand *p)
{
    assert(p && (p->held || !p->holder));
    unsigned role = p->role > 0 && p->role < ROLE_END ? WHO_OF(p->role) : 0;
    if (!role) return 0;
    unsigned set = p->about ? STAND_ABOUT : 0;
    if (role == WHO_OF(ROLE_ADMIN))    return set | (p->covers ? STAND_ADMIN : 0);
    if (role == WHO_OF(ROLE_AUDITOR))  return set | (p->covers ? STAND_AUDITOR : 0);
    if (!(role & WHO_HANDLERS))        return set | (p->covers ? STAND_PLACE : 0);
    if (p->holder)                     set |= STAND_HOLDER;
    if (p->party)                      set |= STAND_PARTY;
    if (ticked(p))                     set |= STAND_TICKED;
    if (!p->covers)                    return set;
    if (role & WHO_OFFICE)             return set | STAND_OFFICE;
    if (role == WHO_OF(ROLE_GRID))     return set | (p->office ? STAND_GRID : STAND_PLACE);
    if (role == WHO_OF(ROLE_DEPARTMENT)) return set | (p->duty ? STAND_DUTY : STAND_PLACE);
    return set | (!p->held && p->level == LEVEL_COMPOUND ? STAND_QUEUE : STAND_PLACE);
}

unsigned post_rights(unsigned set, i64 role)
{
    unsigned got = standing_rights(set);
    bool low = set & STAND_HOLDER && !(set & (STAND_OFFICE | STAND_TICKED)) && level_of_role(role) < LEVEL_COMMUNITY;
    return low ? got & ~(unsigned)(RIGHT_CONTACT | RIGHT_LOOKS) : got;
}

// ---- for the description ---------------------------------------------------------------------------

// The facts an asker of one standing brings, at the level where it can do most.
static DeedFacts facts_of(unsigned standing, i64 state, i64 paused, i64 hidden)
{
    DeedFacts f = {
        .state = state, .level = LEVEL_STREET, .paused = paused, .hidden = hidden, .lowest = LEVEL_COMPOUND,
    };
    unsigned got = standing_rights(standing);
    if (got & (RIGHT_SPEAK | RIGHT_DECIDE)) f.who = standing == STAND_GRID ? WHO_OF(ROLE_GRID) : WHO_HANDLERS;
    if (standing == STAND_DUTY)  f.who = WHO_OF(ROLE_DEPARTMENT);
    if (standing == STAND_QUEUE) f.who = WHO_OF(ROLE_STEWARD) | WHO_OF(ROLE_MANAGER) | WHO_OF(ROLE_OWNERS);
    if (standing == STAND_OFFICE) f.who = WHO_OFFICE;
    if (standing == STAND_CLOCK) f.who = 0;
    if (standing == STAND_GRID)  f.reach = LEVEL_COMMUNITY;
    else if (got & RIGHT_DECIDE) f.reach = LEVEL_COUNTY;
    f.reporter  = got & RIGHT_OWN;
    f.in_holder = standing == STAND_HOLDER;
    f.in_party  = standing & (STAND_HOLDER | STAND_PARTY);
    f.in_about  = standing == STAND_ABOUT;
    f.clock     = standing == STAND_CLOCK;
    return f;
}

bool standing_may(const ThingKind *kind, unsigned standing, i64 verb)
{
    Fault why;
    for (int i = 0; i < 4 * kind->state_count; i++) {
        DeedFacts f = facts_of(standing, 1 + i / 4, i & 1, i >> 1 & 1);
        if (verb_find(kind, &f, verb, &why)) return true;
    }
    return false;
}

unsigned standing_takes(const ThingKind *kind, i64 verb, unsigned *needs)
{
    const VerbRow *row = verb_row(kind, verb);
    *needs = row ? row->needs : 0;
    return row ? row->takes : 0;
}

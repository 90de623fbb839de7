// demo_live.c: the demo's two years. Each matter is filed at its moment and goes its way by deeds of those it lies
// with, on the common road, while time raises what is left undone.
//
// What becomes of a matter follows from its own stream of rolls. Deeds wait in a heap by moment and are done window by
// window, a day each: those of one window share commits. A deed that lies behind its matter's due moment waits until
// the clock has been there, and what the clock raised goes on where it came to.
#include "words/demo.h"
#include <stdio.h>
#include <string.h>

typedef enum { DO_FILE, DO_ACCEPT, DO_REFUSE, DO_ASSIGN, DO_INVITE, DO_SIGN, DO_OBJECT, DO_NOTE, DO_TELL, DO_PAUSE,
    DO_RESUME, DO_ANSWER, DO_CLOSE, DO_THANK, DO_REOPEN, DO_WITHDRAW, DO_RAISE, DO_LOWER, DO_HIDE, DO_SHOW, DO_LOOK,
    DO_RATE, DO_URGE, DO_END } Doing;
static const char *const paths[DO_END] = { "", "accept", "refuse", "assign", "invite", "sign", "note", "note", "note",
    "pause", "resume", "answer", "close", "close", "reopen", "withdraw", "raise", "lower", "hide", "show", "look",
    "rate", "urge" };

enum { MATTERS_MOST = 12000, EVENTS_MOST = 200000, ROUND_MOST = 400, LINES_BYTES = 8 << 20, NEVER = 9,
       LATELY = 14 };
// settled: the level at which it is; NEVER: nowhere yet. held: the round in which one of its deeds was put off.
typedef struct Case {
    DemoLetter letter;
    i64  id, filed_at, due_at, level, settled, party, about;
    int  state, compound, community, resident, variant, held;       // compound, resident -1: none
    bool refused, reopens, withdrawn, overdue, photo, urgent, stuck, shown;
    Rolls rolls;
} Case;
typedef struct Event { i64 at; int of; Doing deed; } Event;
typedef struct Live {
    Demo  *d;
    Case  *cases;
    Event *heap, taken[ROUND_MOST];
    Out    lines;
    DemoNotices *notices;
    int    case_count, heap_count, taken_count, round, photos;
} Live;

// ---- events in the order of their moments --------------------------------------------------------------

static bool before(const Event *a, const Event *b)
{
    if (a->at != b->at) return a->at < b->at;
    return a->of != b->of ? a->of < b->of : a->deed < b->deed;
}

static void swap(Event *a, Event *b)
{
    Event e = *a;
    *a = *b;
    *b = e;
}

static void put(Live *l, i64 at, int of, Doing deed)
{
    assert(l->heap_count < EVENTS_MOST && of < l->case_count);
    int i = l->heap_count++;
    l->heap[i] = (Event){ at, of, deed };
    for (; i > 0 && before(&l->heap[i], &l->heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&l->heap[i], &l->heap[(i - 1) / 2]);
}

static Event take(Live *l)
{
    assert(l->heap_count > 0);
    Event first = l->heap[0];
    l->heap[0] = l->heap[--l->heap_count];
    for (int i = 0;;) {
        int least = i;
        for (int k = 2 * i + 1; k <= 2 * i + 2; k++)
            if (k < l->heap_count && before(&l->heap[k], &l->heap[least])) least = k;
        if (least == i) return first;
        swap(&l->heap[i], &l->heap[least]);
        i = least;
    }
}

// ---- what will be ----------------------------------------------------------------------------------------

static i64 month_of(i64 at) { return civil_of(at).month; }

// More as the months go by, fewer on weekends, and most lately: who looks at the demo looks at these.
static i64 matters_on(const Demo *d, i64 day, Rolls *r)
{
    i64 first = day_of(d->from), all = MAX(day_of(d->until) - first, 1), weekday = civil_day(day).weekday;
    i64 tenths = d->small ? 40 : 52 + 58 * (day - first) / all;
    if (weekday >= 6) tenths = tenths * 6 / 10;
    if (weekday == 1) tenths = tenths * 12 / 10;
    if (day_of(d->until) - day < LATELY && !d->small) tenths = tenths * 16 / 10;
    return (tenths + roll(r, 20)) / 10;
}

// In the morning and after work above all.
static i64 hour_of_filing(Rolls *r)
{
    static const char hours[] = { 7, 8, 8, 9, 9, 9, 10, 10, 11, 12, 14, 15, 15, 16, 17, 18, 18, 19, 19, 20, 20, 21,
            22 };
    return hours[roll(r, (i64)COUNT(hours))];
}

// A seventh in the home compound (lately twice as many), a tenth around it; the rest anywhere.
static void case_place(Live *l, Case *k)
{
    Demo *d = l->d;
    Rolls *r = &k->rolls;
    const DemoCompound *home = &d->compounds[d->home];
    const DemoCommunity *near = &d->communities[home->community];
    i64 luck = roll(r, 100), lately = day_of(d->until) - day_of(k->filed_at) < LATELY ? 14 : 0;
    k->resident = -1;
    k->compound = luck < 14 + lately ? d->home : luck < 24 + lately ? near->first + (int)roll(r, near->compounds)
                                                  : (int)roll(r, d->compound_count);
    int many = d->small ? 3 : DEMO_RESIDENTS;
    if (roll_of(r, 9)) k->resident = luck < 25 ? (int)roll(r, 3) : (int)roll(r, many);
    if (k->resident >= 0) k->compound = d->residents[k->resident].compound;
    k->community = d->compounds[k->compound].community;
}

// Fewer and fewer leave the community.
static i64 settled_at(const Live *l, const Case *k, Rolls *r)
{
    const Demo *d = l->d;
    i64 past = k->filed_at - d->from, all = MAX(d->until - d->from, 1), up = 34 - 20 * past / all, luck = roll(r, 1000);
    if (k->letter.topic->private) up = up / 2;
    if (d->until - k->filed_at < 35 * (i64)DAY && luck < 60) return NEVER;
    return roll_of(r, up) ? roll_of(r, 72) ? LEVEL_STREET : LEVEL_COUNTY : LEVEL_COMMUNITY;
}

static void case_fate(const Live *l, Case *k)
{
    Rolls *r = &k->rolls;
    const DemoTopic *t = k->letter.topic;
    i64 age = (l->d->until - k->filed_at) / DAY;
    k->urgent = roll_of(r, t->urgent);
    k->refused = roll_of(r, t->refuse ? t->refuse : t->private ? 1 : 2);
    k->settled = settled_at(l, k, r);
    k->reopens = *t->again && roll_of(r, 6);
    k->withdrawn = k->resident >= 0 && roll_of(r, 7);
    k->stuck = *t->wait && age < 120 && roll_of(r, age < 30 ? 5 : 2);
    k->photo = k->letter.pictured && roll_of(r, age < 21 ? 70 : age < 90 ? 12 : 2);
    k->variant = (int)roll(r, 4);
}

static void case_make(Live *l, i64 at, int *turns)
{
    Demo *d = l->d;
    if (l->case_count == MATTERS_MOST || at >= d->until) return;
    Case *k = &l->cases[l->case_count];
    *k = (Case){ .filed_at = at, .rolls = rolls_of(d->seed, "matter", l->case_count) };
    case_place(l, k);
    int topic = demo_topic_pick(&k->rolls, month_of(at));
    const DemoCompound *c = &d->compounds[k->compound];
    demo_letter(d->arena, &k->rolls, topic, turns[topic]++, c->buildings, c->units, &k->letter);
    case_fate(l, k);
    put(l, at, l->case_count++, DO_FILE);
}

// Some of the resident's who signs in, answered in these days: they wait for a look.
static void shown_make(Live *l, int *turns)
{
    static const char *const subjects[] = { "P06", "E04", "P03" };
    for (int i = 0; i < (int)COUNT(subjects); i++) {
        int at = l->case_count, topic = 0;
        case_make(l, day_start(day_of(l->d->until) - 4 + i) + 9 * HOUR + 17 * (i + 1) * MINUTE, turns);
        if (l->case_count == at) continue;
        Case *k = &l->cases[at];
        k->resident = 0;
        k->compound = l->d->home;
        k->community = l->d->compounds[l->d->home].community;
        while (strcmp(demo_topics[topic].subject, subjects[i]) != 0) topic++;
        const DemoCompound *c = &l->d->compounds[k->compound];
        demo_letter(l->d->arena, &k->rolls, topic, 0, c->buildings, c->units, &k->letter);
        k->refused = k->withdrawn = k->stuck = k->reopens = false;
        k->shown = k->urgent = k->photo = true;
        k->settled = LEVEL_COMPOUND;
    }
}

static void cases_make(Live *l)
{
    Demo *d = l->d;
    int *turns = NEW(d->arena, int, demo_topic_count);
    shown_make(l, turns);
    for (i64 day = day_of(d->from); day <= day_of(d->until); day++) {
        Rolls r = rolls_of(d->seed, "day", day);
        for (i64 n = matters_on(d, day, &r); n > 0; n--)
            case_make(l, day_start(day) + hour_of_filing(&r) * HOUR + roll(&r, 60) * MINUTE, turns);
    }
}

// Within office hours where that is still before the end.
static i64 at_work(i64 at, i64 end, Rolls *r)
{
    i64 day = day_of(at), hour = (at - day_start(day)) / HOUR, later = at;
    if (hour < 8)   later = day_start(day) + 8 * HOUR + roll_from(r, 31, 110) * MINUTE;
    if (hour >= 17) later = day_start(day + 1) + 8 * HOUR + roll_from(r, 31, 150) * MINUTE;
    return later < end ? later : at;
}

// A moment that many percent of the way.
static i64 part_way(i64 from, i64 end, i64 percent, Rolls *r)
{
    return at_work(from + (end - from) / 100 * percent, end, r);
}

static int case_n(const Live *l, const Case *k) { return (int)(k - l->cases); }

// Settled: answered or closed at once; then who reported it says whether it is.
static void plan_end(Live *l, Case *k, i64 at)
{
    Rolls *r = &k->rolls;
    int n = case_n(l, k);
    bool answers = k->shown || roll_of(r, k->resident >= 0 ? 85 : 45);
    if (k->reopens) {
        put(l, at, n, DO_CLOSE);
        put(l, at + roll_from(r, 26, 130) * HOUR, n, DO_REOPEN);
        return;
    }
    put(l, at, n, answers ? DO_ANSWER : DO_CLOSE);
    bool lingers = l->d->until - at < 6 * (i64)DAY;
    if (answers && k->resident >= 0 && !(lingers && k->resident == 0)) {
        i64 thanked = at + roll_from(r, 5, 60) * HOUR;
        put(l, thanked, n, DO_THANK);
        if (roll_of(r, 55)) put(l, thanked + roll_from(r, 1, 20) * HOUR, n, DO_RATE);
    } else if (answers && !lingers) put(l, at_work(at + roll_from(r, 30, 90) * HOUR, INT64_MAX, r), n, DO_CLOSE);
}

// Others help: the company, the owners, a department. Most sign, some object, some say nothing.
static void plan_party(Live *l, Case *k, i64 from, i64 end)
{
    Rolls *r = &k->rolls;
    int n = case_n(l, k);
    i64 invited = part_way(from, end, 22, r), luck = roll(r, 100);
    put(l, invited, n, DO_INVITE);
    if (luck < 62) put(l, part_way(from, end, 60, r), n, DO_SIGN);
    else if (luck < 78) put(l, part_way(from, end, 55, r), n, DO_OBJECT);
}

// It lies where it is settled: what its people do until then.
static void plan_settle(Live *l, Case *k, i64 from)
{
    Rolls *r = &k->rolls;
    int n = case_n(l, k);
    i64 span = k->due_at > from ? k->due_at - from : 6 * (i64)DAY, end = from + span / 100 * 92;
    i64 finish = part_way(from, end, roll_from(r, 30, 92), r);
    if (k->state == MATTER_FILED)
        put(l, at_work(from + MIN(span / 20, roll_from(r, 8, 170) * MINUTE), finish, r), n, DO_ACCEPT);
    if (roll_of(r, 38)) put(l, part_way(from, finish, 12, r), n, DO_ASSIGN);
    if (span > DAY && roll_of(r, 26)) plan_party(l, k, from, finish);
    if (k->letter.topic->notes[0] && roll_of(r, 45))
        put(l, part_way(from, finish, 35, r), n, roll_of(r, 60) ? DO_NOTE : DO_TELL);
    if (roll_of(r, 2)) put(l, part_way(from, finish, 30, r), n, DO_LOOK);
    if (k->resident >= 0 && span > 2 * (i64)DAY && roll_of(r, 15)) put(l, part_way(from, finish, 70, r), n, DO_URGE);
    bool waits = *k->letter.topic->wait && !k->shown && span > 2 * (i64)DAY && (k->stuck || roll_of(r, 4));
    if (waits) put(l, part_way(from, finish, 45, r), n, DO_PAUSE);
    if (waits && k->stuck) return;
    if (waits) put(l, finish + roll_from(r, 1, 9) * DAY, n, DO_RESUME);
    else plan_end(l, k, finish);
}

// Nobody settles it here: some say why, a few hand it up themselves, time does the rest.
static void plan_leave(Live *l, Case *k, i64 from)
{
    Rolls *r = &k->rolls;
    int n = case_n(l, k);
    i64 span = k->due_at > from ? k->due_at - from : 3 * (i64)DAY;
    if (k->state == MATTER_FILED && roll_of(r, 70)) put(l, part_way(from, from + span, 10, r), n, DO_ACCEPT);
    if (*k->letter.topic->wait && (k->level == LEVEL_COUNTY || roll_of(r, 50)))
        put(l, part_way(from, from + span, 60, r), n, DO_TELL);
    if (k->level < LEVEL_COUNTY && roll_of(r, 22)) put(l, part_way(from, from + span, 75, r), n, DO_RAISE);
}

// What a street can give back to the community: not what its duty list leaves out.
static bool plan_lowered(Live *l, Case *k, i64 at)
{
    const DemoTopic *t = k->letter.topic;
    const Duty *duty = pack_duty_for(l->d->pack, str(t->subject), day_of(at));
    bool may = k->level == LEVEL_STREET && !t->refuse && (!duty || duty->allowed) && roll_of(&k->rolls, 6);
    if (!may) return false;
    k->settled = LEVEL_COMMUNITY;
    put(l, at_work(at + roll_from(&k->rolls, 30, 300) * MINUTE, INT64_MAX, &k->rolls), case_n(l, k), DO_LOWER);
    return true;
}

static void plan_arrived(Live *l, Case *k, i64 at)
{
    if (plan_lowered(l, k, at)) return;
    if (k->settled <= k->level) plan_settle(l, k, at);
    else plan_leave(l, k, at);
}

static void plan_filed(Live *l, Case *k)
{
    Rolls *r = &k->rolls;
    int n = case_n(l, k);
    i64 at = k->filed_at, end = k->due_at ? k->due_at - HOUR / 4 : at + 3 * (i64)DAY;
    if (k->settled == LEVEL_COMMUNITY) k->settled = k->level;
    if (k->settled == LEVEL_COMPOUND && !k->shown && roll_of(r, 16)) k->settled = LEVEL_COMMUNITY;
    if (k->refused) put(l, part_way(at, end, roll_from(r, 15, 60), r), n, DO_REFUSE);
    else if (k->withdrawn) put(l, MIN(at + roll_from(r, 1, 20) * HOUR, end), n, DO_WITHDRAW);
    else plan_arrived(l, k, at);
    if (roll(r, 100) == 0) {
        put(l, at + (end - at) / 10, n, DO_HIDE);
        if (roll_of(r, 50)) put(l, at + (end - at) / 5, n, DO_SHOW);
    }
}

// ---- who does it -------------------------------------------------------------------------------------------

// A department where one answers for the subject, else the district's office.
static i64 county_person(const Demo *d, const Case *k)
{
    for (int i = 0; i < DEMO_DEPARTMENTS; i++) {
        Str duty = str(d->departments[i].duty);
        while (duty.len)
            if (str_starts(str(k->letter.topic->subject), str_cut(&duty, ' '))) return d->departments[i].person;
    }
    return d->official;
}

static i64 office_of(const Demo *d, const Case *k, i64 level)
{
    const DemoCommunity *at = &d->communities[k->community];
    return level == LEVEL_COUNTY ? d->official : level == LEVEL_STREET ? d->streets[at->street].worker : at->worker;
}

static i64 holder_of(const Demo *d, const Case *k)
{
    if (k->level == LEVEL_COMPOUND) return d->compounds[k->compound].steward;
    return k->level == LEVEL_COUNTY ? county_person(d, k) : office_of(d, k, k->level);
}

static i64 party_person(const Demo *d, const Case *k)
{
    const DemoCompound *c = &d->compounds[k->compound];
    if (k->party == c->owners) return c->owner;
    return k->party == c->manager ? c->steward : k->party == d->communities[k->community].org
            ? d->communities[k->community].worker : d->departments[0].person;
}

// Whom its holder would ask: the other sides of the compound, else a department.
static i64 party_org(const Demo *d, const Case *k)
{
    const DemoCompound *c = &d->compounds[k->compound];
    bool low = k->level <= LEVEL_COMMUNITY;
    if (low && k->level > LEVEL_COMPOUND && c->manager && !k->about && k->letter.topic->where != AT_COMMUNITY)
        return c->manager;
    if (low && c->owners && k->letter.topic->where != AT_COMMUNITY) return c->owners;
    if (k->level == LEVEL_COMPOUND) return d->communities[k->community].org;
    return d->departments[0].org;
}

static i64 doer(const Live *l, const Case *k, Doing deed)
{
    const Demo *d = l->d;
    switch (deed) {
    case DO_FILE: case DO_THANK: case DO_WITHDRAW: case DO_RATE: case DO_URGE:
        return k->resident >= 0 ? d->residents[k->resident].person : 0;
    case DO_REOPEN: return k->resident >= 0 ? d->residents[k->resident].person : office_of(d, k, MAX(k->level,
            LEVEL_COMMUNITY));
    case DO_SIGN: case DO_OBJECT: return party_person(d, k);
    case DO_NOTE: return k->level <= LEVEL_COMMUNITY && k->level > LEVEL_COMPOUND ? d->communities[k->community].grid
            : holder_of(d, k);
    case DO_REFUSE: case DO_PAUSE: case DO_RESUME: case DO_HIDE: case DO_SHOW: case DO_LOOK: case DO_LOWER:
        return office_of(d, k, MAX(k->level, LEVEL_COMMUNITY));
    default: return holder_of(d, k);
    }
}

// ---- what is said --------------------------------------------------------------------------------------------

static const char *const signs[] = {
    "我们这边做完了，现场已看过。", "人已派到，配合完成，材料留了一份。", "业主意见征求过了，没有人反对。", "已按商定的办法落实，费用我方承担一半。",
    "配合巡查三天，没有再发生。", "已完成，照片在群里发过。", "楼长挨户说过，大家同意。",
};
static const char *const objections[] = {
    "我们认为这部分不该从公共收益里出，请再商量。", "费用分摊不合理，不同意这个办法，建议开会定。", "责任没有查清，先不签字，请一起到现场看。",
    "这个时间安排不了，人手不够，请改到下周。",
};
static const char *const thanks[] = { "修好了，谢谢。", "看过了，可以了。", "解决了，辛苦大家。", "现在好多了，感谢。", "确实办了，满意。" };
static const char *const raises[] = {
    "需要街道协调几个单位，社区办不下来，请上级牵头。", "涉及费用和权限，超出我们的能力，申请上报。", "多次联系产权单位没有结果，请上级出面。",
};
static const char *const hides[] = { "正文里写了别人的门牌和姓名，先不公开。", "涉及邻居隐私，改为不公开。" };
#define ANY(list, r) (list)[roll((r), (i64)COUNT(list))]

static Str words_of(Live *l, Case *k, Doing deed)
{
    Arena *a = l->d->batch;
    Rolls *r = &k->rolls;
    const DemoTopic *t = k->letter.topic;
    int notes = 0;
    while (notes < 3 && t->notes[notes]) notes++;
    switch (deed) {
    case DO_NOTE:    return demo_filled(a, &k->letter, t->notes[roll(r, notes)]);
    case DO_TELL: case DO_PAUSE: return demo_filled(a, &k->letter, *t->wait ? t->wait : t->notes[0]);
    case DO_RESUME:  return STR("可以接着办了。");
    case DO_ANSWER:  return k->letter.answer;
    case DO_CLOSE:   return k->state == MATTER_ANSWERED ? STR("已回访，没有新的意见。") : k->letter.answer;
    case DO_REOPEN:  return demo_filled(a, &k->letter, t->again);
    case DO_SIGN:    return str(ANY(signs, r));
    case DO_OBJECT:  return str(ANY(objections, r));
    case DO_THANK:   return str(ANY(thanks, r));
    case DO_RAISE:   return str(ANY(raises, r));
    case DO_HIDE:    return str(ANY(hides, r));
    case DO_LOWER:   return STR("这件事社区能办，街道配合，交回去办。");
    case DO_WITHDRAW: return STR("自己解决了，不用办了。");
    default:         return STR("");
    }
}

// ---- photos ----------------------------------------------------------------------------------------------------

// Sent ahead like everybody's, by the road of files; "" when it was not taken, which is told.
static Str photo_send(Live *l, const Case *k, bool mended)
{
    Demo *d = l->d;
    Arena *a = arena_open(8 << 20);
    Str bytes = demo_picture(a, k->letter.topic->scene, mended, k->variant), name = STR("");
    json_t *answer = caller_file(d->c, a, arena_fmt(a, "/api/papers?place=%.*s",
            STAR(d->compounds[k->compound].code)), bytes);
    if (answer) name = arena_str(d->batch, jtext(answer, "name"));
    else d->wrong++;
    json_decref(answer);
    arena_close(a);
    l->photos++;
    return name;
}

static void out_photo(Live *l, const Case *k, bool mended, Out *o)
{
    Str name = photo_send(l, k, mended);
    if (!name.len) return;
    out_z(o, ",\"papers\":[");
    out_json(o, name);
    out_char(o, ']');
}

// ---- lines -------------------------------------------------------------------------------------------------------

static Str place_of(Demo *d, const Case *k)
{
    const DemoCompound *c = &d->compounds[k->compound];
    int where = k->letter.topic->where;
    if (where == AT_COMMUNITY) return d->communities[k->community].code;
    return where == AT_COMPOUND ? c->code : arena_fmt(d->batch, "%.*s%03d", STAR(c->code), k->letter.building);
}

static void out_member(Out *o, const char *key, Str value)
{
    out_fmt(o, "%s\"%s\":", o->len > 1 ? "," : "", key);
    out_json(o, value);
}

static Str filing_body(Live *l, Case *k)
{
    Demo *d = l->d;
    const DemoTopic *t = k->letter.topic;
    const DemoCompound *c = &d->compounds[k->compound];
    static const char *const ways[] = { "web", "web", "web", "web", "counter", "phone" };
    Out o = out_new(d->batch, 16 << 10);
    out_char(&o, '{');
    out_member(&o, "title", k->letter.title);
    out_member(&o, "text", k->letter.text);
    out_member(&o, "place", place_of(d, k));
    out_member(&o, "spot", k->letter.spot);
    out_member(&o, "subject", str(t->subject));
    out_member(&o, "ask", str(choice_by_value(ask_choices, (int)COUNT(ask_choices), t->ask)->name));
    if (k->urgent) out_member(&o, "urgency", STR("urgent"));
    if (k->resident < 0) out_member(&o, "via", str(ANY(ways, &k->rolls)));
    if (k->resident < 0 && roll_of(&k->rolls, 25))
        out_member(&o, "reporter_name", arena_fmt(d->batch, "%.*s", STAR(demo_person(d->batch, &k->rolls))));
    if (t->private) out_z(&o, ",\"private\":true");
    k->about = roll_of(&k->rolls, t->about) ? c->manager : 0;
    if (k->about) out_fmt(&o, ",\"about_org\":%lld", LL(k->about));
    if (k->photo) out_photo(l, k, false, &o);
    out_char(&o, '}');
    return out_done(&o);
}

// A refusal names the subject's next door, or its class's.
static Str door_of(const Demo *d, const Case *k, i64 at)
{
    Str subject = str(k->letter.topic->subject);
    const Subject *leaf = pack_subject(d->pack, subject, day_of(at)), *class = pack_class(d->pack, subject, day_of(at));
    return leaf && leaf->next_door.len ? leaf->next_door : class ? class->next_door : STR("hotline");
}

// Most is done in substance; what waits for others is done for now.
static Str closing_of(Case *k)
{
    i64 luck = roll(&k->rolls, 100);
    return luck < 84 ? STR("really") : luck < 95 ? STR("stage") : STR("formal");
}

static void rating_out(Case *k, Out *o)
{
    bool solved = !roll_of(&k->rolls, 9);
    i64 luck = roll(&k->rolls, 100);
    out_member(o, "solved", solved ? STR("yes") : STR("no"));
    out_member(o, "content", !solved ? STR("no") : luck < 72 ? STR("yes") : luck < 95 ? STR("fairly") : STR("no"));
}

static Str deed_body(Live *l, Case *k, const Event *e)
{
    Demo *d = l->d;
    Out o = out_new(d->batch, 8192);
    Str words = words_of(l, k, e->deed);
    out_char(&o, '{');
    if (e->deed == DO_LOOK) out_member(&o, "why", STR("回电核实具体位置"));
    else if (words.len) out_member(&o, "text", words);
    if (e->deed == DO_CLOSE && k->state != MATTER_ANSWERED) out_member(&o, "closed_as", closing_of(k));
    if (e->deed == DO_RATE) rating_out(k, &o);
    if (e->deed == DO_REFUSE) out_member(&o, "refusal", door_of(d, k, e->at));
    if (e->deed == DO_TELL) out_z(&o, ",\"open\":true");
    if (e->deed == DO_INVITE) {
        k->party = party_org(d, k);
        out_fmt(&o, "\"org\":%lld", LL(k->party));
    }
    bool mends = e->deed == DO_ANSWER || (e->deed == DO_CLOSE && k->state != MATTER_ANSWERED);
    if (mends && k->photo && roll_of(&k->rolls, 60)) out_photo(l, k, true, &o);
    out_char(&o, '}');
    return out_done(&o);
}

static bool undone(const Case *k)
{
    return k->state == MATTER_FILED || k->state == MATTER_ACCEPTED || k->state == MATTER_WORKING;
}

// Whether the matter still is where the deed was planned for.
static bool fits(const Case *k, Doing deed)
{
    switch (deed) {
    case DO_FILE:   return true;
    case DO_ACCEPT: return k->state == MATTER_FILED;
    case DO_CLOSE:  return undone(k) || k->state == MATTER_ANSWERED;
    case DO_THANK:  return k->state == MATTER_ANSWERED;
    case DO_REOPEN: case DO_RATE: return k->state == MATTER_CLOSED;
    case DO_LOWER:  return undone(k) && k->level > LEVEL_COMMUNITY;
    case DO_RAISE:  return undone(k) && k->level < LEVEL_COUNTY;
    case DO_SIGN: case DO_OBJECT: return undone(k) && k->party;
    case DO_HIDE: case DO_SHOW: case DO_NOTE: return true;
    default:        return undone(k);
    }
}

static void line_add(Live *l, Case *k, const Event *e)
{
    Demo *d = l->d;
    bool files = e->deed == DO_FILE;
    batch_line(&l->lines, &(BatchLine){
        .method = "POST", .happened_at = e->at, .act_as = doer(l, k, e->deed),
        .path = files ? STR("/api/matters") : arena_fmt(d->batch, "/api/matters/%lld/%s", LL(k->id), paths[e->deed]),
        .body = files ? filing_body(l, k) : deed_body(l, k, e) });
    l->taken[l->taken_count++] = *e;
}

// ---- what came of it ---------------------------------------------------------------------------------------------

static void learn(Case *k, json_t *body)
{
    i64 at = 0;
    const Choice *state = choice_by_name(state_choices, (int)COUNT(state_choices), jtext(body, "state"));
    const Choice *level = choice_by_name(level_choices, (int)COUNT(level_choices), jtext(body, "level"));
    if (state) k->state = (int)state->value;
    if (level) k->level = level->value;
    k->due_at = moment_parse(jtext(body, "due_at"), &at) ? at : 0;
}

static void follow(Live *l, Case *k, const Event *e)
{
    if (e->deed == DO_FILE) plan_filed(l, k);
    if (e->deed == DO_RAISE || e->deed == DO_LOWER) plan_arrived(l, k, e->at);
    if (e->deed == DO_RESUME)
        plan_end(l, k, at_work(e->at + (k->due_at > e->at ? (k->due_at - e->at) / 2 : DAY), INT64_MAX, &k->rolls));
    if (e->deed != DO_REOPEN) return;
    k->reopens = false;
    k->photo = false;
    plan_settle(l, k, e->at);
}

static void answered(void *context, int i, i64 status, json_t *body)
{
    Live *l = context;
    const Event *e = &l->taken[i];
    Case *k = &l->cases[e->of];
    if (status != 200 && status != 201) {
        demo_refused(l->d, arena_z(l->d->batch, arena_fmt(l->d->batch, "%lld %s", LL(k->id), paths[e->deed])), body);
        return;
    }
    if (e->deed == DO_FILE) k->id = jwhole(body, "id", 0);
    if (e->deed != DO_LOOK) learn(k, body);
    follow(l, k, e);
}

// ---- the clock -----------------------------------------------------------------------------------------------------

typedef struct Raised { Live *l; int of[64]; i64 at[64]; int count; } Raised;

static void raised_seen(void *context, int i, i64 status, json_t *body)
{
    Raised *r = context;
    Case *k = &r->l->cases[r->of[i]];
    if (status != 200) return;
    bool was = k->overdue;
    learn(k, body);
    k->overdue = json_is_true(json_object_get(body, "overdue")) || jwhole(body, "overdue", 0);
    if (k->overdue && !was) {                                   // nothing lies above: said why, done in the end
        put(r->l, r->at[i] + HOUR, r->of[i], DO_TELL);
        if (k->settled != NEVER) plan_end(r->l, k, r->at[i] + roll_from(&k->rolls, 1, 6) * DAY);
    } else if (!k->overdue) plan_arrived(r->l, k, r->at[i]);
}

static int case_of(const Live *l, i64 id)
{
    for (int i = l->case_count - 1; i >= 0; i--)
        if (l->cases[i].id == id) return i;
    return -1;
}

// One stretch; *more: another waits.
static bool clock_stretch(Live *l, i64 until, int *moved, bool *more)
{
    Demo *d = l->d;
    Raised *r = NEW(d->batch, Raised, 1);
    Out body = out_new(d->batch, 256), asks = out_new(d->batch, 64 << 10);
    out_z(&body, "{\"until\":\"");
    out_moment(&body, until);
    out_z(&body, "\",\"keep\":true}");
    json_t *answer = caller_json(d->c, d->batch, "POST", STR("/api/local/clock"), out_done(&body)), *one;
    if (!answer) return false;
    size_t i;
    r->l = l;
    json_array_foreach(json_object_get(answer, "done"), i, one) {
        int of = jwhole(one, "kind", 0) == NOUN_MATTER ? case_of(l, jwhole(one, "id", 0)) : -1;
        if (of < 0 || !moment_parse(jtext(one, "at"), &r->at[r->count])) continue;
        r->of[r->count++] = of;
        batch_line(&asks, &(BatchLine){ .method = "GET", .path = arena_fmt(d->batch, "/api/matters/%lld",
                LL(l->cases[of].id)) });
    }
    *more = json_is_true(json_object_get(answer, "more"));
    json_decref(answer);
    *moved = r->count;
    bool good = demo_send(d, &asks, r->count, raised_seen, r);
    arena_reset(d->batch);
    return good;
}

static bool clock_to(Live *l, i64 until, int *moved)
{
    bool more = true, good = true;
    *moved = 0;
    for (int n = 0; more && good; *moved += n) good = clock_stretch(l, until, &n, &more);
    return good;
}

// ---- window by window --------------------------------------------------------------------------------------------

// Of each matter one deed a round, and none that lies behind its due moment. What waits goes back into the heap.
static bool round_run(Live *l, i64 end, int *sent)
{
    Demo *d = l->d;
    int waiting = 0;
    l->round++;
    l->taken_count = 0;
    l->lines = out_new(d->batch, LINES_BYTES);
    Event *back = NEW(d->batch, Event, ROUND_MOST * 8);
    while (l->heap_count && l->heap[0].at <= end && l->taken_count < ROUND_MOST && waiting < ROUND_MOST * 8) {
        Event e = take(l);
        Case *k = &l->cases[e.of];
        bool due = undone(k) && !k->overdue && k->due_at && k->due_at <= e.at;
        if (k->held == l->round || due) back[waiting++] = e;
        else if (fits(k, e.deed)) line_add(l, k, &e);
        k->held = l->round;
    }
    for (int i = 0; i < waiting; i++) put(l, back[i].at, back[i].of, back[i].deed);
    *sent = l->taken_count;
    bool good = demo_send(d, &l->lines, l->taken_count, answered, l);
    arena_reset(d->batch);
    return good;
}

static bool window_run(Live *l, i64 end)
{
    int sent = 0, moved = 1;
    bool good = true;
    demo_clock(end);
    while (good && (sent || moved)) {
        good = round_run(l, end, &sent);
        moved = 0;
        if (good && !sent) good = clock_to(l, end, &moved);
    }
    return good && demo_notices_day(l->notices, day_of(end));
}

// A day is done in its late afternoon; the last days in pieces, so that what is recorded is near to what happened.
static i64 window_end(const Demo *d, i64 at)
{
    Rolls r = rolls_of(d->seed, "window", day_of(at));
    bool last = d->until - at < 3 * (i64)DAY;
    i64 end = last ? at + 3 * HOUR : day_start(day_of(at) + 1) + 16 * HOUR + roll_from(&r, 10, 80) * MINUTE;
    return MIN(end, d->until);
}

// So that a sign-in is not greeted by two years of news.
static bool news_read(Demo *d)
{
    const DemoCompound *c = &d->compounds[d->home];
    const DemoCommunity *at = &d->communities[c->community];
    const i64 people[] = { d->official, d->departments[0].person, d->streets[at->street].worker, at->worker, at->grid,
                           c->steward, d->manager, c->owner, d->residents[0].person };
    for (int i = 0; i < (int)COUNT(people); i++) {
        Out o = out_new(d->batch, 1024);
        batch_line(&o, &(BatchLine){ .method = "POST", .path = STR("/api/messages/read"), .act_as = people[i],
                .body = STR("{}") });
        Str answers;
        if (caller_batch(d->c, d->batch, out_done(&o), &answers) != 200) return false;
    }
    arena_reset(d->batch);
    return true;
}

bool demo_live(Demo *d)
{
    Live *l = NEW(d->arena, Live, 1);
    *l = (Live){ .d = d, .cases = NEW(d->arena, Case, MATTERS_MOST), .heap = NEW(d->arena, Event, EVENTS_MOST) };
    cases_make(l);
    l->notices = demo_notices(d);
    bool good = true, read = false;
    for (i64 at = d->from; good && at < d->until;) {
        at = window_end(d, at);
        good = window_run(l, at);
        if (good && !read && d->until - at < 2 * (i64)DAY) good = news_read(d), read = true;
        say_progress(d->c->typed, at - d->from, d->until - d->from, false);
    }
    say_progress(d->c->typed, 1, 1, true);
    return good;
}

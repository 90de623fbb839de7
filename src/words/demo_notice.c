// demo_notice.c: what hangs in the demo: drafts, what is up, was corrected, taken down, is over, and what somebody
// objected to.
#include "words/demo.h"
#include <string.h>

// by: who publishes. In braces: {n} the place, {d} a day soon after, {e} one a week later. months: when it may come,
// one bit each from January on; 0: always.
enum { BY_COMMUNITY = 1, BY_STREET, BY_OWNERS, BY_MANAGER };
typedef struct Pattern { const char *kind; int by, days, months; const char *title, *body, *mended; } Pattern;
#define COLD (1 << 10 | 1 << 11 | 1 << 0)
#define WET  (1 << 5 | 1 << 6 | 1 << 7)
static const Pattern patterns[] = {
    { "notice", BY_COMMUNITY, 14, COLD, "{n}冬季用火用电用气提醒",
            "天冷了，请各家出门前关火、关电、关气；电热毯用完就拔；煤炉要有烟道，开一条窗缝。\n独居老人有困难请告诉网格员，我们上门看看。", NULL },
    { "notice", BY_COMMUNITY, 7, WET, "{n}防汛提醒：地下车库和一楼住户请看",
            "未来几天有强降雨。地下车库已备沙袋，请把电动车移到高处；一楼住户请清理门前箅子。\n雨大时不要进地下空间，积水路段绕行。社区值班到雨停。", NULL },
    { "notice", BY_COMMUNITY, 10, 0, "{n}楼道杂物清理通知", "{d}起，社区和物业一起清理楼道。请在前一天自行搬走，留下的按大件清运。\n老人、行动不便的住户，请告诉楼长，志愿者帮忙搬。",
            "清理改为{e}起，因为{d}有雨。" },
    { "notice", BY_COMMUNITY, 12, 0, "{n}义诊和量血压", "{d}上午九点到十一点，社区卫生服务中心的医生在活动室义诊：量血压、测血糖、看用药。\n不用预约，带上平时吃的药。",
            "地点改到一楼大厅，电梯在检修。" },
    { "notice", BY_COMMUNITY, 15, 0, "{n}老人手机课报名", "每周六上午十点，教挂号、视频、反诈。一期六节课，{d}开第一课。\n到服务站或告诉网格员报名，名额二十人，满了排下一期。",
            NULL },
    { "notice", BY_COMMUNITY, 9, 0, "{n}周末大件垃圾投放安排", "{d}是大件投放日，请放到指定点，不要放楼道和绿化带。装修垃圾不收，请联系装修公司清运。", NULL },
    { "policy", BY_COMMUNITY, 30, 1 << 8 | 1 << 9 | 1 << 10 | 1 << 11, "居民医保怎么交，问得最多的几件事",
            "在手机上交、在社区窗口交都可以；新生儿、刚落户的先登记再交。\n截止日期和金额以当年通知为准。不会操作的老人，带身份证来，我们帮着办。", NULL },
    { "policy", BY_STREET, 30, 0, "电动车停放充电，街道怎么做", "今年给每个社区增加充电口。没有车棚的院子先做临时棚。\n楼道、门厅不停车、不充电；换下的旧电瓶交到回收点。", NULL },
    { "affairs", BY_COMMUNITY, 20, 0, "{n}居务公开：本季度收支",
            "一、办公经费：收支逐笔列于附表。\n二、惠民项目：修路灯十二盏、加长椅六条。\n三、志愿服务：二十一场，二百一十六人次。\n原始单据在居务监督委员会，任何居民都可以来看。",
            "更正第二项：加长椅八条，原写六条。" },
    { "meeting", BY_OWNERS, 12, 0, "{n}业主大会会议公告",
            "时间：{e}至其后七日。地点：小区门口投票箱和各单元上门。形式：书面征求意见。\n议题：一、大门和道闸维修用公共收益；二、选聘物业服务企业的办法。\n不能到场的可以书面委托。",
            "地点增加小区活动室，晚上七点到九点有人值守。" },
    { "decision", BY_OWNERS, 15, 0, "{n}业主委员会决定：更换单元门禁",
            "经{d}会议讨论，五名委员到会，同意五票：更换全部单元门禁，费用从公共收益列支，三家比价的结果附后。\n对决定有意见的，请在公示期内提出。", NULL },
    { "board", BY_MANAGER, 30, 0, "{n}物业服务公示",
            "一、服务内容和标准：保洁每日一次，电梯维保每十五日一次。\n二、收费项目见附表，没有公示的不收。\n三、项目负责人和投诉电话见公示栏。\n四、上季度公共收益收支、电梯维保记录可在客服中心查看。",
            "第一项补充：楼道灯每周巡检一次。" },
    { "notice", BY_MANAGER, 5, 0, "{n}水箱清洗停水通知", "{d}上午九点到下午三点清洗二次供水水箱，高区停水。请提前储水，来水先放一会儿。", "改为{e}，同一时段。" },
    { "notice", BY_MANAGER, 8, 0, "{n}电梯年检安排", "{d}起电梯年检，每部约两小时，逐部进行，不会同时停。需要帮忙上下楼的，请告诉客服中心。", NULL },
    { "cands", BY_STREET, 10, 0, "{n}业主委员会候选人名单公示",
            "按报名、审查的结果，候选人如下：高文博、何丽萍、郭志强、马玉梅、林思远、徐建国、宋静怡。\n对候选人有意见的，请在公示期内向街道提出。", NULL },
    { "group", BY_STREET, 12, 0, "{n}业主大会筹备组名单", "筹备组由街道、社区、业主代表组成，共七人，组长由街道人员担任。职责：核对业主名册，起草议事规则，组织首次会议。", NULL },
    { "rescue", BY_STREET, 20, 0, "{n}应急物业服务公布",
            "原物业撤出后，由应急物业提供基本服务。服务：保洁、垃圾清运、电梯、秩序。期限：三个月。费用：按原标准，单独列账。\n其间组织业主选聘新的物业。", NULL },
};

typedef enum { KEEPS, DROPS, CORRECTS, COMES_DOWN, STAYS_DRAFT } Fate;
typedef struct Plan {
    i64 day, later, id, person, judge, matter, judged_on; const Pattern *p; Fate fate; int object; bool made,
        ended; Str place, name;
} Plan;
enum { PLANS_MOST = 400 };
struct DemoNotices { Demo *d; Plan plans[PLANS_MOST]; int count; };

// ---- planning ----------------------------------------------------------------------------------------

static i64 issuer(const Demo *d, int by, int compound, Str *place, Str *name)
{
    const DemoCompound *c = &d->compounds[compound];
    const DemoCommunity *at = &d->communities[c->community];
    const DemoStreet *s = &d->streets[at->street];
    *place = by == BY_COMMUNITY ? at->code : c->code;
    *name = by == BY_COMMUNITY ? at->name : c->name;
    return by == BY_COMMUNITY ? at->worker : by == BY_STREET ? s->worker : by == BY_OWNERS ? c->owner : d->manager;
}

// Whoever stands above decides an objection, not whoever published.
static i64 judge(const Demo *d, int by, int compound)
{
    const DemoCommunity *at = &d->communities[d->compounds[compound].community];
    return by == BY_STREET ? d->official : by == BY_COMMUNITY ? d->streets[at->street].worker : at->worker;
}

static void plan_one(DemoNotices *n, i64 day, bool near, Rolls *r)
{
    Demo *d = n->d;
    const Pattern *p = &patterns[roll(r, (i64)COUNT(patterns))];
    int compound = near || p->by == BY_MANAGER ? d->home : (int)roll(r, d->compound_count);
    i64 month = civil_day(day).month, left = day_of(d->until) - day;
    Plan plan = { .day = day, .p = p, .object = roll_of(r, near ? 40 : 8) ? (int)roll(r, 3) : -1 };
    plan.person = issuer(d, p->by, compound, &plan.place, &plan.name);
    bool fits = !p->months || p->months >> (month - 1) & 1;
    bool begun = strcmp(p->kind, "affairs") || civil_day(day).year >= 2026;       // its law's first year
    if (!fits || !begun || !plan.person || n->count == PLANS_MOST) return;
    i64 luck = roll(r, 100);
    plan.fate = left < 12 && luck < 22 ? STAYS_DRAFT : luck < 8 ? DROPS : p->mended && luck < 45 ? CORRECTS
              : luck > 93 ? COMES_DOWN : KEEPS;
    plan.later = day + roll_from(r, 1, 3);
    plan.judged_on = plan.later + roll_from(r, 1, 5);
    plan.judge = judge(d, p->by, compound);
    n->plans[n->count++] = plan;
}

DemoNotices *demo_notices(Demo *d)
{
    DemoNotices *n = NEW(d->arena, DemoNotices, 1);
    n->d = d;
    i64 last = day_of(d->until);
    for (i64 day = day_of(d->from) + 5; day <= last; day++) {
        Rolls r = rolls_of(d->seed, "notice", day);
        bool recent = last - day < 28, works = civil_day(day).weekday <= 5;
        for (i64 i = recent ? d->small ? 1 : 2 : 0; works && i > 0; i--) plan_one(n, day, i & 1, &r);
        if (works && !recent && !d->small && roll_of(&r, 26)) plan_one(n, day, roll_of(&r, 15), &r);
    }
    return n;
}

// ---- saying ------------------------------------------------------------------------------------------

static void out_month_day(Out *o, i64 day)
{
    Civil c = civil_day(day);
    out_fmt(o, "%d月%d日", c.month, c.day);
}

static Str filled(Arena *a, const Plan *p, const char *pattern)
{
    Out o = out_new(a, 8192);
    for (; *pattern; pattern++) {
        if (*pattern != '{') out_char(&o, *pattern);
        else if (pattern[1] == 'n') out_str(&o, p->name);
        else out_month_day(&o, p->day + (pattern[1] == 'd' ? 4 : 11));
        if (*pattern == '{') pattern += 2;
    }
    return out_done(&o);
}

static void out_said(Out *o, const char *key, Str value)
{
    out_fmt(o, "%s\"%s\":", o->len > 1 ? "," : "", key);
    out_json(o, value);
}

static Str writing(Arena *a, const Plan *p)
{
    Out o = out_new(a, 16 << 10);
    out_char(&o, '{');
    out_said(&o, "place", p->place);
    out_said(&o, "subject", str(p->p->kind));
    out_said(&o, "title", filled(a, p, p->p->title));
    out_said(&o, "body", filled(a, p, p->p->body));
    out_said(&o, "to_on", day_text(a, p->day + p->p->days + 1));
    out_char(&o, '}');
    return out_done(&o);
}

static Str correcting(Arena *a, const Plan *p)
{
    Out o = out_new(a, 16 << 10);
    Str said = filled(a, p, p->p->mended), body = filled(a, p, p->p->body);
    out_char(&o, '{');
    out_said(&o, "text", said);
    out_said(&o, "body", arena_fmt(a, "%.*s\n更正：%.*s", STAR(body), STAR(said)));
    out_char(&o, '}');
    return out_done(&o);
}

// ---- doing -------------------------------------------------------------------------------------------

// At the clock's own moment: what hangs cannot have hung before. *id: of what was made.
static bool one_at(DemoNotices *n, Str path, i64 person, Str body, const char *made, i64 *id)
{
    Demo *d = n->d;
    Out line = out_new(d->batch, 64 << 10);
    Str answer;
    batch_line(&line, &(BatchLine){ .method = "POST", .path = path, .act_as = person, .body = body });
    if (caller_batch(d->c, d->batch, out_done(&line), &answer) != 200) return false;
    json_t *root = json_loadb(answer.at, (size_t)answer.len, 0, NULL);
    i64 status = jwhole(root, "status", 0);
    bool good = status == 200 || status == 201;
    if (!good) demo_refused(d, arena_z(d->batch, path), json_object_get(root, "body"));
    if (good && id) *id = jwhole(json_object_get(root, "body"), made, 0);
    json_decref(root);
    d->done++;
    return good;
}

static bool one(DemoNotices *n, Plan *p, i64 person, const char *deed, Str body)
{
    return one_at(n, arena_fmt(n->d->batch, "/api/notices/%lld/%s", LL(p->id), deed), person, body, "", NULL);
}

static void begin(DemoNotices *n, Plan *p)
{
    Demo *d = n->d;
    p->made = true;
    bool hangs = one_at(n, STR("/api/notices"), p->person, writing(d->batch, p), "id",
            &p->id) && p->fate != DROPS && p->fate != STAYS_DRAFT;
    if (hangs) one(n, p, p->person, "publish", STR("{}"));
    p->ended = !p->id;
}

static void go_on(DemoNotices *n, Plan *p)
{
    static const char *const objections[] = { "内容写得不清楚，请说明费用从哪里出。", "没有征求我们这栋楼的意见，希望重新商量。", "时间和上次说的不一样，请核对。" };
    Demo *d = n->d;
    const NoticeKind *kind = pack_notice_kind(d->pack, str(p->p->kind), p->day);
    p->ended = true;
    if (p->fate == CORRECTS) one(n, p, p->person, "correct", correcting(d->batch, p));
    if (p->fate == COMES_DOWN) one(n, p, p->person, "take_down", STR("{\"text\":\"内容有误，重新核对后再发。\"}"));
    if (p->fate == DROPS) one(n, p, p->person, "drop", STR("{\"text\":\"不用发了，已当面通知到。\"}"));
    bool hangs = p->fate == KEEPS || p->fate == CORRECTS;
    if (!hangs || p->object < 0 || !kind || !kind->objects) return;
    Out o = out_new(d->batch, 1024);
    out_fmt(&o, "{\"text\":\"%s\"}", objections[p->object]);
    Str path = arena_fmt(d->batch, "/api/notices/%lld/objection", LL(p->id));
    one_at(n, path, d->residents[p->object].person, out_done(&o), "matter", &p->matter);
}

static void judge_objection(DemoNotices *n, Plan *p)
{
    static const char *const answers[] = {
        "已请发布单位补充说明，费用来源和明细贴在公示栏，请您再看。", "已安排再听一次意见，会后的结果另行公示。", "核对过，两处时间以公示为准，口头说法有误，已向您说明。",
    };
    Arena *a = n->d->batch;
    Str words = arena_fmt(a, "{\"text\":\"%s\"}", answers[p->object]);
    if (one_at(n, arena_fmt(a, "/api/matters/%lld/answer", LL(p->matter)), p->judge, words, "", NULL))
        one_at(n, arena_fmt(a, "/api/matters/%lld/close", LL(p->matter)), n->d->residents[p->object].person,
                STR("{}"), "", NULL);
    p->matter = 0;
}

bool demo_notices_day(DemoNotices *n, i64 day)
{
    for (int i = 0; i < n->count; i++) {
        Plan *p = &n->plans[i];
        if (!p->made && p->day <= day) begin(n, p);
        else if (p->made && !p->ended && p->later <= day && p->fate != STAYS_DRAFT) go_on(n, p);
        else if (p->matter && p->judged_on <= day) judge_objection(n, p);
    }
    arena_reset(n->d->batch);
    return true;
}

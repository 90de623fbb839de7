// matter_rows.c: the field rows of matters. Values and names never change; rows are only ever added at the end.
//
// Labels are what offices say on paper. SERVER: decided by us, refused from outside. PRIVATE fields name their purpose
// (个人信息保护法 5-9, 17). `see` narrows a field to reader classes; thing_sight says which ones an asker is in.
#include "matter/matter.h"
#include "place/place.h"
#include "record/kinds.h"
#include <math.h>

// A name is for ever: it stands in entries. The labels beside it may be improved at any time.
const Choice state_choices[7] = {
    { MATTER_FILED, "filed", "已提交", "filed" },
    { MATTER_ACCEPTED, "accepted", "已受理", "accepted" },
    { MATTER_WORKING, "working", "办理中", "in hand" },
    { MATTER_ANSWERED, "answered", "已答复", "answered" },
    { MATTER_CLOSED, "closed", "已办结", "closed" },
    { MATTER_REFUSED, "refused", "不予受理", "refused" },
    { MATTER_WITHDRAWN, "withdrawn", "已撤回", "withdrawn" },
};
const Choice verb_choices[23] = {
    { VERB_FILE, "file", "提交", "filed" },
    { VERB_ACCEPT, "accept", "受理", "accepted" },
    { VERB_REFUSE, "refuse", "不予受理", "refused" },
    { VERB_ASSIGN, "assign", "交办", "assigned" },
    { VERB_NOTE, "note", "记录", "noted" },
    { VERB_ANSWER, "answer", "答复", "answered" },
    { VERB_CLOSE, "close", "办结", "closed" },
    { VERB_REOPEN, "reopen", "重新办理", "reopened" },
    { VERB_WITHDRAW, "withdraw", "撤回", "withdrawn" },
    { VERB_RAISE, "raise", "上报", "raised" },
    { VERB_LOWER, "lower", "下派", "lowered" },
    { VERB_PAUSE, "pause", "暂停计时", "paused" },
    { VERB_RESUME, "resume", "恢复计时", "resumed" },
    { VERB_HIDE, "hide", "不公开", "hidden" },
    { VERB_SHOW, "show", "恢复公开", "shown" },
    { VERB_RETURN, "return", "退回待办", "returned to the queue" },
    { VERB_OVERDUE, "overdue", "超期", "overdue" },
    { VERB_RECOMPUTE, "recompute", "重算期限", "due moment recomputed" },
    { VERB_INVITE, "invite", "邀请协办", "party invited" },
    { VERB_SIGN, "sign", "协办完成", "party signed off" },
    { VERB_PASS, "pass", "转由现任承办", "passed on to who serves now" },
    { VERB_RATE, "rate", "评价", "rated" },
    { VERB_URGE, "urge", "催办", "urged" },
};
static_assert(COUNT(state_choices) == MATTER_STATE_END - 1, "a name for each state");
static_assert(COUNT(verb_choices) == VERB_END - 1, "a name for each verb that makes a step");
const Choice ask_choices[6] = {
    { ASK_CONSULT, "consult", "咨询", "consult" }, { ASK_HELP, "help", "求助", "help" },
    { ASK_COMPLAIN, "complain", "投诉", "complain" }, { ASK_REPORT, "report", "举报", "report" },
    { ASK_SUGGEST, "suggest", "建议", "suggest" }, { ASK_PRAISE, "praise", "表扬", "praise" },
};
const Choice closed_choices[3] = {
    { CLOSED_REALLY,   "really", "实质办结", "done in substance" },
    { CLOSED_STAGE,    "stage",  "阶段办结", "done for now" },
    { CLOSED_FORMALLY, "formal", "程序办结", "done by procedure" },
};
const Choice solved_choices[2] = {
    { SOLVED_YES, "yes", "解决了", "solved" }, { SOLVED_NO, "no", "没解决", "not solved" },
};
const Choice content_choices[3] = {
    { CONTENT_YES,    "yes",    "满意",     "satisfied" },
    { CONTENT_FAIRLY, "fairly", "基本满意", "fairly satisfied" },
    { CONTENT_NO,     "no",     "不满意",   "not satisfied" },
};
const Choice via_choices[6] = {
    { VIA_WEB, "web", "网页", "web page" }, { VIA_COUNTER, "counter", "现场", "at the counter" },
    { VIA_PHONE, "phone", "电话", "by phone" }, { VIA_IMPORT, "import", "导入", "imported" },
    { VIA_PROGRAM, "program", "程序", "by a program" }, { VIA_CAUSE, "cause", "其他事项引起", "caused by another thing" },
};
static_assert(COUNT(ask_choices) == ASK_PRAISE && COUNT(via_choices) == VIA_CAUSE, "a name for each");
const Choice share_choices[4] = {
    { 0,              "none",       "不提供",   "nobody" },
    { ORG_MANAGER,    "manager",    "物业企业", "property company" },
    { ORG_OWNERS,     "owners",     "业委会",   "owners' committee" },
    { ORG_DEPARTMENT, "department", "部门",     "department" },
};

const ChoiceFace matter_faces[MATTER_FACES] = {
    { state_choices, MATTER_FILED, TONE_NEW, { "刚收到", "just in" }, NULL },
    { state_choices, MATTER_ACCEPTED, TONE_WORK, { "接下了", "taken" }, NULL },
    { state_choices, MATTER_WORKING, TONE_WORK, { "在办", "in hand" }, NULL },
    { state_choices, MATTER_ANSWERED, TONE_WAIT, { "等您看看", "your turn" }, NULL },
    { state_choices, MATTER_CLOSED, TONE_DONE, { "办完了", "done" }, NULL },
    { state_choices, MATTER_REFUSED, TONE_STOP, { "不归这里", "not ours" }, NULL },
    { state_choices, MATTER_WITHDRAWN, TONE_STOP, { "撤回了", "withdrawn" }, NULL },
    { urgency_choices, URGENCY_NORMAL, 0, { "一般", "normal" }, NULL },
    { urgency_choices, URGENCY_URGENT, TONE_WAIT, { "急", "urgent" }, NULL },
    { urgency_choices, URGENCY_CRITICAL, TONE_LATE, { "危险", "danger" }, NULL },
};

#define NAME_WHY \
    .purpose = "To know whom to answer; optional. PIPL art. 13 (3); Beijing's swift response rules, art. 10.", \
    .purpose_zh = "知道该答复谁；可不填。个人信息保护法第十三条第三项；参照北京市接诉即办工作条例第十条。"
#define PHONE_WHY \
    .purpose = "To call back about this matter only; optional. PIPL art. 13 (3).", \
    .purpose_zh = "只为这件事回电话；可不填。个人信息保护法第十三条第三项。"
#define MAIL_WHY \
    .purpose = "To be told how this matter goes, as asked for; optional. PIPL art. 13 (1), 14, 15.", \
    .purpose_zh = "按本人要求告知这件事的进展；可不填，随时可停。个人信息保护法第十三条第一项、第十四、十五条。"

// Text may be long: a letter to the mayor is. Everything else is bounded by what a form shows.
static const Field filing_fields[] = {
    TEXT_FIELD(Filing, text, "什么事", "What is it", .flags = NEEDED | LINES, .min = 1, .max = 10000,
        SHOWS(.as = AS_BODY,
              .hint = { "点键盘上的话筒也能说。别写电话、门牌号。", "You may dictate. No phone or door numbers, please." })),
    TEXT_FIELD(Filing, place, "在哪里", "Where", .flags = PLAIN | NEEDED, .min = 2, .max = 24, .note = "The place's code.",
        SHOWS(.as = AS_WHERE, .of = "places/find", .pick = "code")),
    TEXT_FIELD(Filing, spot, "具体位置", "Where exactly", .max = 200,
        SHOWS(.eg = { "3 号楼东侧", "east of building 3" })),
    PAPERS_FIELD(Filing),
    TEXT_FIELD(Filing, subject, "类别", "Subject", .flags = PLAIN, .max = 8,
               .note = "A leaf of the pack's subject tree; found by keywords when absent.",
        SHOWS(.of = "subjects", .pick = "subject",
              .hint = { "不选时按内容归类", "Left open, it is found from your words" })),
    CHOICE_FIELD(Filing, urgency, urgency_choices, "紧急程度", "Urgency"),
    REF_FIELD(Filing, about_org, "涉及单位", "About",
              .note = "The organisation complained of; it may answer, not decide.",
        SHOWS(.of = "orgs?place={place}")),
    FLAG_FIELD(Filing, private, "不公开", "Private", .note = "Only the reporter and those who handle it see it.",
        SHOWS(.hint = { "只给办事的人看", "Only for those who handle it" })),
    TEXT_FIELD(Filing, reporter_name, "怎么称呼", "Name", .flags = PRIVATE, .max = 40, NAME_WHY,
        SHOWS(.section = { "怎么找您", "How to reach you" })),
    TEXT_FIELD(Filing, reporter_phone, "电话", "Phone", .flags = PLAIN | PRIVATE, .max = 30, PHONE_WHY,
        SHOWS(.as = AS_PHONE,
              .hint = { "只用来问清这件事。谁看过、为什么看，您都查得到。",
                        "Only to ask about this. You can see who looked and why." })),
    TEXT_FIELD(Filing, reporter_mail, "邮箱", "Mail address", .flags = PLAIN | PRIVATE, .max = 120, MAIL_WHY,
        SHOWS(.when = "tell_by=mail", .rare = true)),
    CHOICE_FIELD(Filing, tell_by, tell_ways, "怎样告知进展", "How to tell you", .absent = BY_APP,
        .note = "For who has no account; a message carries the follow-up link and a link that stops it.",
        SHOWS(.hint = { "有账号的在“通知设置”里设", "With an account: see your own settings" })),
    CHOICE_FIELD(Filing, share, share_choices, "联系方式还可告诉", "They may also be told to",
                 .note = "The party that may see name and phone."),
    FLAG_FIELD(Filing, anonymous, "匿名", "Anonymous", .note = "Name and phone are not kept.",
        SHOWS(.hint = { "不保存称呼和电话", "Name and phone are not kept" })),
    CHOICE_FIELD(Filing, via, via_choices, "来源", "Came by", .note = "Staff, programs and imports only.",
        .see = SEE_STAFF),
    TEXT_FIELD(Filing, via_ref, "外部编号", "Foreign number", .flags = PLAIN, .max = 64, .see = SEE_STAFF),
    TEXT_FIELD(Filing, title, "标题", "Title", .max = 200, SHOWS(.rare = true),
        .note = "The first words of the text when absent."),
    CHOICE_FIELD(Filing, kind, kind_choices, "事项类型", "Kind", SHOWS(.rare = true),
        .note = "Taken from the subject when absent."),
    CHOICE_FIELD(Filing, ask, ask_choices, "诉求类型", "Ask", SHOWS(.rare = true)),
    NUMBER_FIELD(Filing, lat, "纬度", "Latitude", .min = -90, .max = 90, SHOWS(.rare = true)),
    NUMBER_FIELD(Filing, lon, "经度", "Longitude", .min = -180, .max = 180, SHOWS(.rare = true)),
    CHOICE_FIELD(Filing, crs, crs_choices, "坐标系", "Coordinate system", SHOWS(.rare = true)),
};
const Record filing_record = RECORD(Filing, "filing", filing_fields, "提交事项", "A report being filed",
    .note = "What a person says. Only text and place are needed.");

// `place` is hidden and written as {id, code, name} by matter_names, cut at the community where a home would tell who
// lives there. What an old entry lacks (position, counted) reads as empty, and apply knows what that means.
static const Field matter_fields[] = {
    THING_FIELDS(Matter, state_choices, "提交人", "Reporter"),
    CHOICE_FIELD(Matter, kind, kind_choices, "事项类型", "Kind", .flags = FIRST),
    CHOICE_FIELD(Matter, ask, ask_choices, "诉求类型", "Ask", .flags = FIRST),
    FLAG_FIELD(Matter, classified, "自动分类", "Classified by keywords", .flags = FIRST),
    FLAG_FIELD(Matter, sensitive, "不进搜索", "Not searched", .flags = FIRST | HIDDEN),
    CHOICE_FIELD(Matter, urgency, urgency_choices, "紧急程度", "Urgency", .flags = FIRST,
        SHOWS(.col = 4, .width = WIDE_S)),
    TEXT_FIELD(Matter, text, "内容", "Text", .flags = SEALED | LINES | FIRST, .max = 10000, SHOWS(.as = AS_BODY)),
    TEXT_FIELD(Matter, spot, "具体位置", "Where exactly", .flags = SEALED | FIRST, .max = 200, SHOWS(.as = AS_WHERE)),
    NUMBER_FIELD(Matter, lat, "纬度", "Latitude", .flags = FIRST, .min = -90, .max = 90),
    NUMBER_FIELD(Matter, lon, "经度", "Longitude", .flags = FIRST, .min = -180, .max = 180),
    CHOICE_FIELD(Matter, crs, crs_choices, "坐标系", "Coordinate system", .flags = FIRST),
    FLAG_FIELD(Matter, anonymous, "匿名", "Anonymous", .flags = FIRST),
    TEXT_FIELD(Matter, reporter_name, "称呼", "Name", .flags = PRIVATE | FIRST, .see = SEE_WORKER | SEE_PARTY | SEE_SELF,
        .max = 40, NAME_WHY),
    TEXT_FIELD(Matter, reporter_phone, "电话", "Phone", .flags = PRIVATE | FIRST,
        .see = SEE_WORKER | SEE_PARTY | SEE_SELF, .max = 30, PHONE_WHY),
    CHOICE_FIELD(Matter, share, share_choices, "可告知", "May also be told", .flags = FIRST,
        .see = SEE_WORKER | SEE_PARTY | SEE_SELF),
    CHOICE_FIELD(Matter, via, via_choices, "来源", "Came by", .flags = FIRST, .see = SEE_STAFF),
    TEXT_FIELD(Matter, via_ref, "外部编号", "Foreign number", .flags = FIRST, .see = SEE_STAFF, .max = 64),
    CHOICE_FIELD(Matter, top_level, level_choices, "到过的最高层级", "Highest level", .flags = SERVER),
    MOMENT_FIELD(Matter, clock_at, "本层级起算", "Clock started at", .flags = SERVER),
    MOMENT_FIELD(Matter, paused_at, "暂停自", "Paused at", .flags = SERVER),
    COUNT_FIELD(Matter, raised, "上报次数", "Times raised", .flags = SERVER),
    COUNT_FIELD(Matter, reopened, "重办次数", "Times reopened", .flags = SERVER),
    FLAG_FIELD(Matter, overdue, "最高层级已超期", "Overdue at the top", .flags = SERVER),
    TEXT_FIELD(Matter, refusal, "不予受理理由", "Words of refusal", .flags = SERVER, .max = 32),
    CHOICE_FIELD(Matter, closed_as, closed_choices, "办结方式", "How it was closed", .flags = SERVER),
    CHOICE_FIELD(Matter, solved, solved_choices, "解决了吗", "Solved", .flags = SERVER),
    CHOICE_FIELD(Matter, content, content_choices, "满意吗", "Satisfied", .flags = SERVER),
    COUNT_FIELD(Matter, urged, "催办次数", "Times urged", .flags = SERVER),
    MOMENT_FIELD(Matter, urged_at, "最近催办", "Last urged at", .flags = SERVER),
    TEXT_FIELD(Matter, position, "位置", "Position", .flags = SEALED | FIRST | HIDDEN | PASSING, .max = 60),
    FLAG_FIELD(Matter, in_time, "实际按时", "Was done in time", .flags = DEED_FIELD),
    COUNT_FIELD(Matter, minutes, "工作时长(分钟)", "Working minutes", .flags = DEED_FIELD),
};
const Record matter_record = RECORD(Matter, "matter", matter_fields, "事项", "A matter",
    .note = "Something to be settled, as it stands now.");

static const Field step_fields[] = {
    STEP_FIELDS(Step, state_choices, verb_choices),
    MOMENT_FIELD(Step, clock_at, "起算时间", "Clock started at", .flags = SERVER),
    MOMENT_FIELD(Step, paused_at, "暂停自", "Paused at", .flags = SERVER),
    TEXT_FIELD(Step, refusal, "不予受理理由", "Words of refusal", .flags = SERVER, .max = 32),
    FLAG_FIELD(Step, in_time, "实际按时", "Was done in time", .flags = SERVER),
    COUNT_FIELD(Step, minutes, "工作时长(分钟)", "Working minutes", .flags = SERVER, .note = "On closing: since filing."),
    CHOICE_FIELD(Step, closed_as, closed_choices, "办结方式", "How it was closed", .flags = SERVER),
    CHOICE_FIELD(Step, solved, solved_choices, "解决了吗", "Solved", .flags = SERVER),
    CHOICE_FIELD(Step, content, content_choices, "满意吗", "Satisfied", .flags = SERVER),
};
const Record step_record = RECORD(Step, "matter_step", step_fields, "办理记录", "A step",
    .note = "One deed done to a matter.");

// Which of these a verb takes is in its row; a field nobody takes is refused, not passed over.
static const Field deeding_fields[] = {
    DEED_SAID_FIELDS(Deeding),
    TEXT_FIELD(Deeding, refusal, "不予受理理由", "Words of refusal", .max = 32,
               .note = "A row of the pack's refusals.",
        SHOWS(.of = "refusals", .pick = "refusal")),
    REF_FIELD(Deeding, org, "组织", "Organisation", SHOWS(.of = "orgs")),
    REF_FIELD(Deeding, person, "人员", "Person", SHOWS(.of = "posts?org={org}", .pick = "person.id")),
    CHOICE_FIELD(Deeding, level, level_choices, "到哪一级", "To which level", SHOWS(.as = AS_LEVEL)),
    CHOICE_FIELD(Deeding, closed_as, closed_choices, "办结方式", "How it was closed", .see = SEE_STAFF,
        .note = "By whoever settled it."),
    CHOICE_FIELD(Deeding, solved, solved_choices, "解决了吗", "Solved"),
    CHOICE_FIELD(Deeding, content, content_choices, "满意吗", "Satisfied"),
};
const Record deeding_record = RECORD(Deeding, "deeding", deeding_fields, "办理", "A deed's body",
    .note = "Which members a deed takes and needs is said at its action.");

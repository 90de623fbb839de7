// pack_table.c: one row per column of a pack's tables. KEY rows make up the key: nearer packs override by it.
// Names of tables, columns and choices are for ever, as in capabilities: packs out there use them. Read at start only;
// the rows that pages see (subjects, refusals) go out by these same records.
#include "pack/pack.h"

const Choice level_choices[4] = {
    { LEVEL_COMPOUND, "compound", "小区", "compound" },     { LEVEL_COMMUNITY, "community", "社区", "community" },
    { LEVEL_STREET, "street", "街道", "street" },           { LEVEL_COUNTY, "county", "区县", "county" },
};
const Choice urgency_choices[3] = {
    { URGENCY_NORMAL, "normal", "一般", "normal" },         { URGENCY_URGENT, "urgent", "急", "urgent" },
    { URGENCY_CRITICAL, "critical", "特急", "critical" },
};
const Choice kind_choices[6] = {
    { KIND_DEMAND, "demand", "诉求", "demand" },            { KIND_HAZARD, "hazard", "隐患", "hazard" },
    { KIND_DISORDER, "disorder", "四乱", "disorder" },      { KIND_DISPUTE, "dispute", "纠纷", "dispute" },
    { KIND_VIOLATION, "violation", "违规", "violation" },   { KIND_TASK, "task", "任务", "task" },
};
const Choice lead_choices[5] = {
    { LEAD_MANAGER, "manager", "物业企业", "property manager" },
    { LEAD_COMMITTEE, "committee", "社区居委会", "residents' committee" },
    { LEAD_OWNERS, "owners", "业主委员会", "owners' committee" },
    { LEAD_STREET, "street", "街道办事处", "street office" },
    { LEAD_DEPARTMENT, "department", "职能部门", "department" },
};
const Choice unit_choices[3] = {
    { UNIT_HOUR, "hour", "小时", "hours" }, { UNIT_DAY, "day", "日", "days" }, { UNIT_MONTH, "month", "个月", "months" },
};
const Choice calendar_choices[2] = {
    { CALENDAR_NATURAL, "natural", "自然日", "natural" },   { CALENDAR_WORKING, "working", "工作日", "working" },
};
const Choice holiday_choices[2] = {
    { HOLIDAY_REST, "rest", "放假", "rest" },               { HOLIDAY_WORK, "work", "调休上班", "make-up working day" },
};
const Choice evidence_choices[6] = {
    { 1, "A", "官方原文", "official text" },                { 2, "B", "官方摘录", "official excerpt" },
    { 3, "C", "第三方", "third party" },                    { 4, "K-h", "一般知识（高）", "general knowledge, high" },
    { 5, "K-m", "一般知识（中）", "general knowledge, middle" },
    { 6, "K-l", "一般知识（低）", "general knowledge, low" },
};
const Choice division_choices[5] = {
    { 1, "province", "省", "province" }, { 2, "city", "市", "city" }, { 3, "county", "区县", "county" },
    { 4, "street", "街道乡镇", "street" }, { 5, "community", "社区村", "community" },
};

// Bounds in characters, shared by all tables.
#define ID     .min = 1, .max = 24
#define NAME   .min = 1, .max = 60
#define WORDS  .flags = LINES, .max = 400
#define DATED_FIELDS(T) \
    ON_FIELD(T, valid_from, "生效日", "valid from", .flags = NEEDED), \
    ON_FIELD(T, valid_to, "失效日（含）", "valid to", .note = "Inclusive; empty = open."), \
    TEXT_FIELD(T, source, "出处", "source", .flags = NEEDED, .min = 1, .max = 300), \
    CHOICE_FIELD(T, evidence, evidence_choices, "证据", "evidence", .flags = NEEDED)

static const Field setting_fields[] = {
    TEXT_FIELD(Setting, key, "键", "key", .flags = NEEDED | KEY, .min = 1, .max = 60),
    TEXT_FIELD(Setting, value, "值", "value", .max = 400),
    DATED_FIELDS(Setting),
};
static const Field holiday_fields[] = {
    ON_FIELD(Holiday, day, "日期", "day", .flags = NEEDED | KEY),
    CHOICE_FIELD(Holiday, kind, holiday_choices, "安排", "kind", .flags = NEEDED),
    TEXT_FIELD(Holiday, name, "节日", "name", .flags = NEEDED, NAME),
    DATED_FIELDS(Holiday),
};
static const Field division_fields[] = {
    TEXT_FIELD(Division, code, "区划代码", "code", .flags = NEEDED | KEY, ID),
    TEXT_FIELD(Division, name, "名称", "name", .flags = NEEDED, NAME),
    CHOICE_FIELD(Division, level, division_choices, "级别", "level", .flags = NEEDED),
    TEXT_FIELD(Division, parent, "上级代码", "parent", .max = 24),
    DATED_FIELDS(Division),
};
static const Field subject_fields[] = {
    TEXT_FIELD(Subject, subject, "类别编号", "subject", .flags = NEEDED | KEY, ID),
    TEXT_FIELD(Subject, parent, "大类", "class", .max = 24),
    TEXT_FIELD(Subject, name, "名称", "name", .flags = NEEDED, NAME),
    TEXT_FIELD(Subject, name_en, "英文名称", "English name", .flags = NEEDED, NAME),
    TEXT_FIELD(Subject, alias, "别名", "alias", .max = 120, .note = "Several, separated by blanks."),
    CHOICE_FIELD(Subject, kind, kind_choices, "性质", "kind", .note = "Every leaf has one."),
    FLAG_FIELD(Subject, compound, "小区可先办", "may start at the compound"),
    CHOICE_FIELD(Subject, lead, lead_choices, "牵头方", "lead party", .note = "Every leaf has one."),
    TEXT_FIELD(Subject, next_door, "转介去处", "next door", .max = 24, .note = "A refusal's id."),
    FLAG_FIELD(Subject, sensitive, "敏感", "sensitive", .note = "Never in the search index."),
    DATED_FIELDS(Subject),
};
static const Field event_fields[] = {
    TEXT_FIELD(EventClass, event, "事件编号", "event", .flags = NEEDED | KEY, ID),
    TEXT_FIELD(EventClass, parent, "大类", "class", .max = 24),
    TEXT_FIELD(EventClass, name, "名称", "name", .flags = NEEDED, NAME),
    TEXT_FIELD(EventClass, name_en, "英文名称", "English name", .flags = NEEDED, NAME),
    TEXT_FIELD(EventClass, subject, "对应类别", "subject", .flags = NEEDED, ID),
    DATED_FIELDS(EventClass),
};
static const Field deadline_fields[] = {
    TEXT_FIELD(Deadline, subject, "类别", "subject", .flags = NEEDED | KEY, ID, .note = "A leaf, a class or *."),
    CHOICE_FIELD(Deadline, urgency, urgency_choices, "紧急程度", "urgency", .flags = NEEDED | KEY),
    CHOICE_FIELD(Deadline, level, level_choices, "层级", "level", .flags = NEEDED | KEY),
    COUNT_FIELD(Deadline, amount, "数量", "amount", .flags = NEEDED, .min = 1, .max = 1000),
    CHOICE_FIELD(Deadline, unit, unit_choices, "单位", "unit", .flags = NEEDED),
    CHOICE_FIELD(Deadline, calendar, calendar_choices, "日历", "calendar", .flags = NEEDED),
    DATED_FIELDS(Deadline),
};
static const Field duty_fields[] = {
    TEXT_FIELD(Duty, duty, "清单编号", "duty", .flags = NEEDED | KEY, ID),
    TEXT_FIELD(Duty, subject, "类别", "subject", .flags = NEEDED, ID, .note = "A leaf, a class or *."),
    FLAG_FIELD(Duty, allowed, "社区可主办", "a community may be handed this", .flags = NEEDED),
    TEXT_FIELD(Duty, article, "依据", "article", .flags = NEEDED, .min = 1, .max = 200),
    TEXT_FIELD(Duty, reason, "理由", "reason", WORDS),
    TEXT_FIELD(Duty, reason_en, "英文理由", "English reason", WORDS),
    TEXT_FIELD(Duty, next_door, "转介去处", "next door", .max = 24, .note = "A refusal's id."),
    DATED_FIELDS(Duty),
};
static const Field refusal_fields[] = {
    TEXT_FIELD(Refusal, refusal, "编号", "refusal", .flags = NEEDED | KEY, ID),
    TEXT_FIELD(Refusal, name, "名称", "name", .flags = NEEDED, NAME),
    TEXT_FIELD(Refusal, name_en, "英文名称", "English name", .flags = NEEDED, NAME),
    TEXT_FIELD(Refusal, words, "答复语", "words", .flags = NEEDED | LINES, .min = 1, .max = 400),
    TEXT_FIELD(Refusal, words_en, "英文答复语", "English words", .flags = NEEDED | LINES, .min = 1, .max = 800),
    TEXT_FIELD(Refusal, door, "去处", "door", .flags = NEEDED, NAME),
    TEXT_FIELD(Refusal, door_en, "英文去处", "English door", .flags = NEEDED, .min = 1, .max = 120),
    TEXT_FIELD(Refusal, phone, "电话", "phone", .max = 40),
    DATED_FIELDS(Refusal),
};
static const Field keyword_fields[] = {
    TEXT_FIELD(Keyword, subject, "类别", "subject", .flags = NEEDED | KEY, ID),
    TEXT_FIELD(Keyword, word, "词", "word", .flags = NEEDED | KEY, .min = 1, .max = 30),
    COUNT_FIELD(Keyword, weight, "权重", "weight", .flags = NEEDED, .min = 0, .max = 100,
                .note = "0 switches a word off."),
    DATED_FIELDS(Keyword),
};
static const Field notice_kind_fields[] = {
    TEXT_FIELD(NoticeKind, kind, "编号", "kind", .flags = NEEDED | KEY, .min = 1, .max = 8),
    TEXT_FIELD(NoticeKind, name, "名称", "name", .flags = NEEDED, NAME),
    TEXT_FIELD(NoticeKind, name_en, "英文名称", "English name", .flags = NEEDED, NAME),
    TEXT_FIELD(NoticeKind, issuers, "可发布的组织", "issuers", .flags = NEEDED, .min = 1, .max = 120,
               .note = "Kinds of organisations, separated by blanks."),
    COUNT_FIELD(NoticeKind, least_days, "最少公示天数", "least days", .min = 0, .max = 365,
                .note = "Whole days, the first not counted."),
    TEXT_FIELD(NoticeKind, needs, "须写明", "must name", .max = 300,
               .note = "Words of its text, separated by blanks; one of several: a|b."),
    FLAG_FIELD(NoticeKind, objects, "可提异议", "objections", .note = "Whoever it concerns may object while it hangs."),
    TEXT_FIELD(NoticeKind, subject, "异议的类别", "objection's subject", .max = 24, .note = "Of the matter it becomes."),
    TEXT_FIELD(NoticeKind, article, "依据", "article", .max = 200),
    DATED_FIELDS(NoticeKind),
};
static const Field danger_fields[] = {
    TEXT_FIELD(Danger, phone, "电话", "phone", .flags = NEEDED | KEY, .min = 3, .max = 20, SHOWS(.as = AS_PHONE)),
    TEXT_FIELD(Danger, name, "名称", "name", .flags = NEEDED, NAME),
    TEXT_FIELD(Danger, name_en, "英文名称", "English name", .flags = NEEDED, NAME),
    TEXT_FIELD(Danger, words, "词", "words", .flags = NEEDED, .min = 1, .max = 400,
               .note = "Separated by blanks; any of them tells of it."),
    DATED_FIELDS(Danger),
};

const Record setting_record  = RECORD(Setting,    "setting",  setting_fields,  "设置",     "settings");
const Record holiday_record  = RECORD(Holiday,    "holiday",  holiday_fields,  "节假日",   "holidays");
const Record division_record = RECORD(Division,   "division", division_fields, "行政区划", "divisions");
const Record subject_record  = RECORD(Subject,    "subject",  subject_fields,  "事项类别", "subjects");
const Record event_record    = RECORD(EventClass, "event",    event_fields,    "事件类别", "event classes");
const Record deadline_record = RECORD(Deadline,   "deadline", deadline_fields, "办理期限", "deadlines");
const Record duty_record     = RECORD(Duty,       "duty",     duty_fields,     "职责清单", "duty list");
const Record refusal_record  = RECORD(Refusal,    "refusal",  refusal_fields,  "不予受理", "words of refusal");
const Record keyword_record  = RECORD(Keyword,    "keyword",  keyword_fields,  "关键词",   "keywords");
const Record notice_kind_record = RECORD(NoticeKind, "notice_kind", notice_kind_fields, "公示种类", "kinds of notices");
const Record danger_record = RECORD(Danger, "danger", danger_fields, "先打的电话", "numbers to call first");

const Record *pack_record(PackTable table)
{
    static const Record *const records[PACK_TABLES] = {
        [PACK_SETTINGS] = &setting_record,   [PACK_HOLIDAYS] = &holiday_record, [PACK_DIVISIONS] = &division_record,
        [PACK_SUBJECTS] = &subject_record,   [PACK_EVENTS] = &event_record,     [PACK_DEADLINES] = &deadline_record,
        [PACK_DUTIES] = &duty_record,        [PACK_REFUSALS] = &refusal_record, [PACK_KEYWORDS] = &keyword_record,
        [PACK_NOTICE_KINDS] = &notice_kind_record, [PACK_DANGERS] = &danger_record,
    };
    assert(table >= 0 && table < PACK_TABLES);
    return records[table];
}

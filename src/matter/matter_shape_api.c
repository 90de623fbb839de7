// matter_shape_api.c: what the answers about matters hold, for the description; the matter_*_api.c files write them.
#include "gate/list.h"
#include "matter/matter_api.h"

// ---- a matter -------------------------------------------------------------------------------------------

static const Part where_members[] = {
    PART("id", "系统编号", "Id", .kind = REF), PART("code", "编码", "Code"), PART("name", "名称", "Name"),
};
static const Shape where_shape = SHAPE("place_of", where_members, "地点",
    "Where it is; who may not read the words is shown the community.");
static const Part door_members[] = {
    PART("words", "答复语", "Words of refusal"), PART("words_en", "英文答复语", "The same in English", .how = MAYBE),
    PART("door", "去处", "Where to go instead", .how = MAYBE), PART("door_en", "英文去处", "In English", .how = MAYBE),
    PART("phone", "电话", "Its phone", .how = MAYBE),
    PART("article", "依据", "The duty list's article, when it excludes the subject", .how = MAYBE),
};
static const Shape door_shape = SHAPE("next_door", door_members, "转介去处", "Why not here, and where to go instead.");

#define NEXT_DOOR PART("next_door", "转介去处", "Once it was refused", .how = MAYBE, .of = &door_shape)
#define CAN PART("can", "可做的办理", "Deeds that this asker can do now", .how = LISTED)
#define MATTER_MEMBERS PART("place", "地点", "Place", .of = &where_shape), \
    PART("subject_name", "类别名称", "Subject's name"), \
    PART("subject_class", "大类名称", "Name of the subject's class"), \
    PART("holder_name", "承办组织名称", "Holder's name"), NEXT_DOOR
static const Part line_members[] = { MATTER_MEMBERS };
static const Shape line_shape = {
    .name = "matter", .record = &matter_record, .parts = line_members, .part_count = (int)COUNT(line_members),
};
static const Part matters_members[] = {
    PART("items", "事项", "Matters, of each text the first 120 characters", .how = LISTED, .of = &line_shape),
    LIST_PARTS, PLACE_ENDED,
};
const Shape matters_shape = SHAPE("matters", matters_members, "事项列表", "A page of matters.");

static const Part filed_members[] = {
    MATTER_MEMBERS, CAN, PART("follow", "跟进码", "The follow-up code, when no account was used", .how = MAYBE),
};
const Shape matter_filed_shape = {
    .name = "matter_filed", .record = &matter_record, .parts = filed_members,
    .part_count = (int)COUNT(filed_members),
};

static const Part step_members[] = { PART("org_name", "经办组织名称", "Organisation's name", .how = MAYBE) };
static const Shape step_shape = {
    .name = "matter_step", .record = &step_record, .parts = step_members, .part_count = (int)COUNT(step_members),
};
static const Part party_members[] = { PART("name", "组织名称", "Organisation's name") };
static const Shape party_shape = {
    .name = "matter_party", .record = &party_record, .parts = party_members,
    .part_count = (int)COUNT(party_members),
};
static const Part whole_members[] = {
    MATTER_MEMBERS, CAN,
    PART("steps", "办理过程", "Steps, as far as they are for this asker", .how = LISTED, .of = &step_shape),
    PART("steps_before", "更早的过程未列出", "There are older steps than these", .kind = FLAG),
    PART("parties", "参与方", "Organisations that take part; not for the public", .how = MAYBE | LISTED,
      .of = &party_shape),
};
const Shape matter_whole_shape = {
    .name = "matter_whole", .record = &matter_record, .parts = whole_members,
    .part_count = (int)COUNT(whole_members),
};

// ---- deeds ----------------------------------------------------------------------------------------------

static const Part deed_members[] = {
    PART("id", "系统编号", "Id of the matter", .kind = REF), PART("number", "编号", "Number of the matter"),
    PART("seen", "最新记录号", "Last entry; send it back as `seen`", .kind = COUNT_), NEXT_DOOR, CAN,
};
const Shape deed_shape = {
    .name = "matter_deed", .record = &step_record, .parts = deed_members, .part_count = (int)COUNT(deed_members),
};

static const Part opened_members[] = {
    PART("repeated", "重复请求", "Said again: the words went out once", .kind = FLAG, .how = MAYBE),
    PART("reporter_name", "称呼", "Name", .how = MAYBE), PART("reporter_phone", "电话", "Phone", .how = MAYBE),
};
const Shape matter_opened_shape = SHAPE("matter_opened", opened_members, "联系方式", "The reporter's name and phone.");

static const Part look_members[] = { PART("org_name", "查看组织名称", "Organisation's name") };
static const Shape look_shape = {
    .name = "matter_look", .record = &matter_look_record, .parts = look_members,
    .part_count = (int)COUNT(look_members),
};
static const Part looks_members[] = { PART("items", "查看记录", "Looks", .how = LISTED, .of = &look_shape), LIST_PARTS };
const Shape matter_looks_shape = SHAPE("matter_looks", looks_members, "查看记录", "Who looked at the private words.");

static const Shape message_shape = { .name = "message", .record = &message_record };
static const Part messages_members[] = {
    PART("items", "消息", "Messages, the newest first", .how = LISTED, .of = &message_shape), LIST_PARTS,
};
const Shape messages_shape = SHAPE("messages", messages_members, "消息列表", "What an organisation was told.");

// ---- the clock --------------------------------------------------------------------------------------------

static const Part row_members[] = {
    PART("amount", "数量", "How many", .kind = COUNT_), PART("unit", "单位", "Of what", CHOSEN(unit_choices)),
    PART("calendar", "日历", "By which calendar", CHOSEN(calendar_choices)),
    PART("subject", "类别", "The row's subject, class or *"), PART("source", "出处", "Where it is laid down"),
    PART("evidence", "证据", "How well it is known", CHOSEN(evidence_choices)),
};
static const Shape row_shape = SHAPE("deadline", row_members, "期限", "The pack's row that sets the deadline.");
static const Part pack_members[] = {
    PART("id", "编号", "Id"), PART("version", "版本", "Version"), PART("hash", "哈希", "SHA-256 of its files"),
};
static const Shape pack_shape = SHAPE("pack_named", pack_members, "政策包", "Which policy pack it is.");
static const Part pause_members[] = {
    PART("from", "暂停自", "From", .kind = MOMENT, .how = NULLS), PART("to", "恢复于", "To; none: still paused",
      .kind = MOMENT, .how = NULLS),
};
static const Shape pause_shape = SHAPE("pause", pause_members, "暂停", "While the clock stood still.");
static const Part day_members[] = {
    PART("day", "日期", "Day", .kind = ON), PART("counts", "计入", "Whether it counts", .kind = FLAG),
    PART("counted", "已计", "Counted so far", .kind = COUNT_), PART("minutes", "当日分钟", "Its minutes", .kind = COUNT_),
    PART("why", "原因代码", "started, counted, rest, holiday, makeup, paused, rolled or due"), PART("text", "原因", "Why"),
    PART("name", "节日", "Name of the holiday", .how = MAYBE),
};
static const Shape day_shape = SHAPE("due_day", day_members, "一日", "One day of the reckoning.");
static const Part reckoning_members[] = {
    PART("id", "系统编号", "Id", .kind = REF), PART("level", "层级", "Level", CHOSEN(level_choices)),
    PART("urgency", "紧急程度", "Urgency", CHOSEN(urgency_choices)),
    PART("started_at", "起算时间", "Clock started at", .kind = MOMENT),
    PART("deadline", "期限", "None: nothing is due", .how = NULLS, .of = &row_shape),
    PART("pack", "政策包", "Policy pack", .of = &pack_shape),
    PART("pauses", "暂停", "Pauses", .how = LISTED, .of = &pause_shape),
    PART("days", "逐日", "Day by day", .how = LISTED, .of = &day_shape),
    PART("due_at", "到期时间", "Due at", .kind = MOMENT, .how = NULLS),
    PART("provisional", "暂定", "The calendar of some year on the way is not published yet", .kind = FLAG),
};
const Shape matter_clock_shape = SHAPE("matter_clock", reckoning_members, "期限计算", "How the due moment came about.");

static const Part raised_members[] = {
    PART("id", "系统编号", "Id", .kind = REF), PART("level", "层级", "Where it lies now", CHOSEN(level_choices)),
    PART("at", "到期时间", "When it was due", .kind = MOMENT),
};
static const Shape raised_shape = SHAPE("raised", raised_members, "已上报", "A matter that time raised.");
static const Part run_members[] = {
    PART("count", "上报件数", "How many were raised", .kind = COUNT_),
    PART("more", "尚有", "Others are due still", .kind = FLAG),
    PART("raised", "上报", "The last of them", .how = LISTED, .of = &raised_shape),
    PART("next", "下次到期", "When anything falls due next", .kind = MOMENT, .how = NULLS),
};
const Shape clock_shape = SHAPE("clock", run_members, "时钟", "What fell due.");

// ---- counts and imports ------------------------------------------------------------------------------------

static const Part flow_members[] = {
    PART("in", "进入", "Came in", .kind = COUNT_), PART("out", "离开", "Went out", .kind = COUNT_),
    PART("at_end", "期末", "At the end of the days", .kind = COUNT_),
};
static const Shape flow_shape = SHAPE("flow", flow_members, "流量", "What came into a state and left it.");
static const Part subject_members[] = {
    PART("subject", "类别", "Subject"), PART("name", "类别名称", "Its name"), PART("class", "大类", "Class"),
    PART("class_name", "大类名称", "Its name"), PART("filed", "提交", "Filed", .kind = COUNT_),
    PART("closed", "办结", "Closed", .kind = COUNT_),
};
static const Shape subject_shape = SHAPE("subject_count", subject_members, "分类统计", "Counts of one subject.");
static const Part also_members[] = {
    PART("id", "系统编号", "Id", .kind = REF), PART("code", "编码", "Its code"), PART("name", "名称", "Its name"),
    PART("ended_on", "撤销日", "The first day it was no more", .kind = ON),
    PART("filed", "提交", "Filed there in these days; not in the figures above", .kind = COUNT_),
};
static const Shape also_shape = SHAPE("counts_also", also_members, "并入的地点",
    "A place that was merged into this one, or into what lies below it. Its figures stay its own.");
#define COUNTED(n, zh, en) PART(n, zh, en, .kind = COUNT_)
static const Part counts_members[] = {
    PART("place", "地点", "Place", .of = &where_shape),
    PART("from", "起始日", "From", .kind = ON), PART("to", "截止日", "To", .kind = ON),
    PART("states", "各状态", "By state", .how = BY_NAME, .of = &flow_shape),
    PART("open_at", "各层级未办结", "Open at the end, by level", .kind = COUNT_, .how = BY_NAME),
    PART("raised_by_clock", "超期上报", "Raised by time, by the level they came to", .kind = COUNT_, .how = BY_NAME),
    PART("raised_by_hand", "主动上报", "Raised by hand, by the level they came to", .kind = COUNT_, .how = BY_NAME),
    COUNTED("filed", "提交", "Filed"), COUNTED("closed", "办结", "Closed"), COUNTED("refused", "不予受理", "Refused"),
    COUNTED("withdrawn", "撤回", "Withdrawn"), COUNTED("reopened", "重办", "Reopened"),
    COUNTED("lowered", "下派", "Lowered"), COUNTED("due", "到期", "Due"),
    COUNTED("closed_in_time", "按时办结", "Closed in time"),
    COUNTED("closed_low", "社区及以下办结", "Closed at the community or below"),
    COUNTED("overdue", "最高层级超期", "Overdue at the top"), COUNTED("open_late", "超期未办结", "Open and late at the end"),
    COUNTED("minutes_median", "办理时长中位数(分钟)", "Median of working minutes"),
    COUNTED("minutes_p90", "办理时长九成数(分钟)", "Nine tenths took no more working minutes"),
    PART("minutes_error", "时长误差", "How far the two may be off, as a share", .kind = NUMBER),
    PART("by_subject", "分类统计", "By subject", .how = LISTED, .of = &subject_shape), PLACE_ENDED,
    PART("also", "未计入的并入地点", "What was merged into it and is not in these figures", .how = LISTED, .of = &also_shape),
};
const Shape counts_shape = SHAPE("counts", counts_members, "统计", "What happened in a range of days.");

static const Shape import_shape = { .name = "import", .record = &import_record };
static const Part imports_members[] = {
    PART("items", "事项", "Matters", .how = LISTED, .of = &import_shape), LIST_PARTS,
};
const Shape imports_shape = SHAPE("imports", imports_members, "导入的事项", "A page of imported matters.");

// notice_api.c: the actions of notices, one notice and lists of them.
#include "notice/notice_api.h"

// ---- one -------------------------------------------------------------------------------------------------------

// found: what is personal and would be read by all, of a draft, for whoever writes it.
typedef struct NoticeWhole {
    Notice notice; union { ThingWhole whole; struct { THING_WHOLE_MEMBERS }; };
    Str kind_name, article; i64 least_on, objects; Str lacks, found, address;
} NoticeWhole;
static const Record whole_record = RECORD_OF(NoticeWhole, "notice_whole", "公示全文", "A whole notice",
    INLINE_FIELD(NoticeWhole, notice, Notice, notice_record), THING_WHOLE_FIELDS(NoticeWhole, notice_step_record),
    TEXT_FIELD(NoticeWhole, kind_name, "种类", "Kind"),
    TEXT_FIELD(NoticeWhole, article, "依据", "Article", .flags = MAYBE),
    ON_FIELD(NoticeWhole, least_on, "最早可到", "Hangs until then at least", .flags = MAYBE),
    FLAG_FIELD(NoticeWhole, objects, "可提异议", "One may object now"),
    TEXT_FIELD(NoticeWhole, lacks, "没有写明", "What it does not name", .flags = MAYBE, .see = SEE_WORKER),
    TEXT_FIELD(NoticeWhole, found, "查出的个人信息", "What is personal in it", .flags = MAYBE, .see = SEE_WORKER,
               .note = "Of a draft, as it would hang."),
    TEXT_FIELD(NoticeWhole, address, "网址", "Address", .flags = MAYBE));

// What stands in the way of a draft is said before somebody tries.
static void draft_tell(Ask *ask, const NoticeKind *kind, NoticeWhole *w)
{
    Notice shown = w->notice;
    notice_cover(&shown, ask->arena);
    w->lacks = notice_lacks(ask->arena, kind, shown.body);
    w->found = notice_personal(ask->arena, &shown);
}

static Fault notice_read(Ask *ask)
{
    NoticeWhole w = { .least_on = DAY_NONE };
    Sight s;
    Fault f = ask_thing(ask, &notice_things, &w.notice, &s);
    if (f) return f;
    const Notice *n = &w.notice;
    i64 day = n->from_at ? day_of(n->from_at) : day_of(ask->now);
    const NoticeKind *kind = notice_kind_of(ask->pack, n, ask->now);
    thing_whole(ask, &notice_things, &w.notice, &s, &w.whole);
    if (kind) {
        w.kind_name = ask->who->lang == ZH ? kind->name : kind->name_en;
        w.article = kind->article;
        w.least_on = day + kind->least_days;
        w.objects = kind->objects && n->state == NOTICE_UP;
        if (n->state == NOTICE_DRAFT) draft_tell(ask, kind, &w);
    }
    if (n->version) w.address = arena_fmt(ask->arena, "/#/%s", arena_z(ask->arena, n->number));
    thing_veil(&notice_things, &s, &w.notice);
    return ask_tell(ask, &w);
}

static const Record kinds_record = RECORD_OF(Items, "notice_kinds", "公示种类", "Kinds of notices.",
    MANY_FIELD(Items, items, notice_kind_record, "种类", "Kinds"));

static Fault kinds_read(Ask *ask) { return ask_pack_rows(ask, ask->pack, PACK_NOTICE_KINDS); }

// ---- the list --------------------------------------------------------------------------------------------------

static const Record query_record = RECORD_OF(ThingsQuery, "notices_query", "公示通知", "Notices",
    THINGS_QUERY_FIELDS(ThingsQuery, notice_states));
typedef struct NoticeLine {
    Str number, subject; i64 state; Str title; i64 from_at, to_on, closed_at, version, objections; Str place_name;
} NoticeLine;
static const Record line_record = RECORD_OF(NoticeLine, "notice_line", "公示台账", "Ledger of notices",
    TEXT_FIELD(NoticeLine, number, "编号", "Number"), TEXT_FIELD(NoticeLine, subject, "种类", "Kind"),
    CHOICE_FIELD(NoticeLine, state, notice_states, "状态", "State"),
    TEXT_FIELD(NoticeLine, title, "标题", "Title"), MOMENT_FIELD(NoticeLine, from_at, "开始公示", "From"),
    ON_FIELD(NoticeLine, to_on, "公示到", "Until"), MOMENT_FIELD(NoticeLine, closed_at, "结束公示", "Ended at"),
    COUNT_FIELD(NoticeLine, version, "版次", "Version"), COUNT_FIELD(NoticeLine, objections, "异议数", "Objections"),
    TEXT_FIELD(NoticeLine, place_name, "地点", "Place"));

static void notice_item(Walk *w, const void *row)
{
    NoticeRow shown = *(const NoticeRow *)row;
    shown.notice.body = thing_excerpt(shown.notice.body);
    shown.notice.shown = thing_excerpt(shown.notice.shown);
    things_item(w, &shown);
}

static void notice_line(Walk *w, const void *row, void *line)
{
    Notice n = *(const Notice *)row;
    const Sight *s = &row_sight(w, row)->s;
    const NoticeKind *kind = notice_kind_of(w->ask->pack, &n, n.filed_at);
    thing_veil(&notice_things, s, &n);
    *(NoticeLine *)line = (NoticeLine){
        n.number, kind ? kind->name : n.subject, n.state, n.title, n.from_at, n.to_on, n.closed_at, n.version,
        n.objections, place_shown(w->ask->db, w->arena, s).name,
    };
}

static const View views[] = {
    { { "公示中", "On display" }, "state=up", WHO_ANYONE }, { { "草稿", "Drafts" }, "state=draft", WHO_HANDLERS },
    { { "快到期", "Ending soon" }, "state=up&order=urgent", WHO_HANDLERS },
};
static const List notices_list = {
    .of = &notice_things, .query = &query_record, .row = &notice_record, .size = sizeof(NoticeRow), .keys = 2,
    .from = { 0, INT64_MAX }, .open = things_open, .step = things_step, .fits = things_fits, .sees = things_sees,
    .item = notice_item, .line = &line_record, .fill = notice_line, .tail = things_tail,
    LIST_FACE(.label = { "公示通知", "Notices" }, .group = GROUP_TELL, .order = 2, .icon = "paper", VIEWS(views),
              .empty = { "还没有公示。", "No notices yet." }),
};
typedef struct NoticeShown { Notice notice; THING_SHOWN_MEMBERS } NoticeShown;
const Record notice_shown_record = RECORD_OF(NoticeShown, "notice", "公示通知", "A notice",
    INLINE_FIELD(NoticeShown, notice, Notice, notice_record), THING_SHOWN_FIELDS(NoticeShown));
static const Record notices_record = RECORD_OF(ThingsPage, "notices", "公示列表", "Notices",
    PAGE_FIELDS(ThingsPage, notice_shown_record, "公示", "Notices"), PLACE_ENDED_FIELD(ThingsPage));

// ---- the actions -----------------------------------------------------------------------------------------------

enum { ISSUERS = NOTICE_ISSUERS };
#define DEED(verb, bits, zh, en, ...) { \
    .deed = { "notice_" verb, &notice_record, notice_apply }, .method = POST, .path = "/api/notices/{id}/" verb, \
    .who = (bits) | WHO_PROGRAM, .flags = JUDGES, .in = &notice_deed_record, .out = &thing_done_record, \
    .of = &notice_things, .change = thing_deed_change, .answer = thing_deed_answer, .note = en, .note_zh = zh, \
    DEED_FACE(.after = AFTER_THING, __VA_ARGS__) }
#define READS(called, at, zh, en, ...) { \
    .deed.name = called, .method = GET, .path = at, .who = WHO_ANYONE, .note = en, .note_zh = zh, __VA_ARGS__ }
static const Action actions[] = {
    { .deed = { "notice_write", &notice_record, notice_apply }, .method = POST, .path = "/api/notices",
      .who = ISSUERS | WHO_PROGRAM, .flags = CREATES, .in = &notice_writing_record, .out = &thing_done_record,
      .of = &notice_things, .where = notice_write_where, .change = notice_write_change, .answer = thing_deed_answer,
      .note = "Write a notice; the public sees it once it is published.", .note_zh = "起草公示；发布前公众看不到。",
      DEED_FACE(.label = { "写公示", "Write a notice" }, .tone = WEIGHT_MAIN, .after = AFTER_THING) },
    READS("notice_list", "/api/notices", "按地点、种类、状态查询公示。", "Notices by place, kind and state.",
          .list = &notices_list, .out = &notices_record),
    READS("notice_read", "/api/notices/{id}", "查看一则公示。", "One notice with its versions.", .flags = NUMBERED,
          .read = notice_read, .out = &whole_record),
    READS("notice_hung", "/api/notices/{id}/hung", "公示证明：从何时到何时。", "From when to when it hung.",
          .flags = NUMBERED, .read = notice_hung, .out = &hung_record),
    READS("notice_poster", "/api/notices/{id}/poster", "打印张贴（A4，带二维码）。", "For printing: A4, a QR code (HTML).",
          .flags = NUMBERED | RAW, .read = notice_poster),
    READS("notice_board", "/api/board", "这里现在公示的。", "What hangs at a place now.", .list = &board_list,
          .out = &board_record),
    READS("notice_feed", "/api/feeds/{word}", "一个地点的公示订阅（Atom）。", "A place's notices as an Atom feed.",
          .flags = RAW, .read = notice_feed),
    READS("notice_kinds", "/api/notice-kinds", "公示的种类和依据。", "Kinds of notices and what they ask for.",
          .read = kinds_read, .out = &kinds_record),
    DEED("edit", ISSUERS, "修改草稿。", "Change the draft."),
    DEED("publish", ISSUERS, "发布，自即时起公示。", "Publish: it hangs from now on.", .tone = WEIGHT_MAIN),
    DEED("correct", ISSUERS, "更正，原文仍可查。", "Correct it; what hung before stays readable."),
    DEED("take_down", ISSUERS, "撤下，须说明。", "Take it down, saying why.", .tone = WEIGHT_DANGER),
    DEED("drop", ISSUERS, "放弃草稿。", "Drop the draft."),
    DEED("note", ISSUERS, "内部备注。", "An internal note."),
    DEED("hide", WHO_OFFICE, "不公开，须说明。", "Hide it from the public, saying why."),
    DEED("show", WHO_OFFICE, "恢复公开。", "Show it to the public again."),
    { .deed = { "notice_objection", &notice_record, notice_apply }, .method = POST,
      .path = "/api/notices/{id}/objection", .who = WHO_ANYONE, .flags = CREATES | LIMITED | PHONE,
      .prepare = notice_object_prepare,
      .in = &objection_record, .out = &objected_record, .causes = "matter_file", .change = notice_object_change,
      .answer = notice_object_answer, .note = "Object to it; a matter follows.", .note_zh = "对公示提出异议，登记为事项。",
      DEED_FACE(.label = { "提异议", "Object" }, .after = AFTER_STAY) },
    { .deed = { "notice_end", &notice_record, notice_apply }, .who = WHO_CLOCK, .of = &notice_things,
      .change = thing_deed_change, .note = "Its period is over.", .note_zh = "公示期满。" },
    { .deed = { "notice_forget", &forget_record, notice_apply_forget }, .method = POST,
      .path = "/api/notices/{id}/forget", .who = WHO_OFFICE, .of = &notice_things, .change = notice_forget_change,
      .note = "Remove its words for ever, once it does not hang.", .note_zh = "删除内容，不可恢复。",
      DEED_FACE(.label = { "删除内容", "Remove the words" }, .tone = WEIGHT_DANGER, .after = AFTER_LIST,
                .confirm = { "删掉就找不回来了，谁也不能。", "What is removed cannot be brought back by anybody." }) },
};

static const ChoiceFace faces[] = {
    { notice_states, NOTICE_DRAFT, .tone = TONE_NEW }, { notice_states, NOTICE_UP, .tone = TONE_WORK },
    { notice_states, NOTICE_OVER, .tone = TONE_DONE }, { notice_states, NOTICE_DOWN, .tone = TONE_STOP },
    { notice_states, NOTICE_DROPPED, .tone = TONE_STOP },
};
static const NounFace nouns[] = { { "notice", "/api/notices", { "公示通知", "Notice" }, "paper" } };
static const DueDeed dues[] = { { NOUN_NOTICE, NOTICE_END, "notice_end" } };
const Capability notice_capability = {
    .name = "notice", .things = &notice_things, .standings = &notice_standings, .actions = actions,
    .action_count = (int)COUNT(actions), .dues = dues, .due_count = 1, .nouns = nouns, .noun_count = 1, .faces = faces,
    .face_count = (int)COUNT(faces),
};

// notice.c: the field rows, the verbs and the pure rules of notices.
#include "notice/notice.h"
#include "base/text.h"
#include "thing/thing_right.h"

const Choice notice_states[5] = {
    { NOTICE_DRAFT, "draft", "草稿", "draft" },         { NOTICE_UP, "up", "公示中", "on display" },
    { NOTICE_OVER, "over", "公示期满", "period over" }, { NOTICE_DOWN, "down", "已撤下", "taken down" },
    { NOTICE_DROPPED, "dropped", "未发布", "dropped" },
};
const Choice notice_verbs[12] = {
    { NOTICE_WRITE, "write", "起草", "written" },       { NOTICE_EDIT, "edit", "修改草稿", "draft changed" },
    { NOTICE_PUBLISH, "publish", "发布", "published" }, { NOTICE_CORRECT, "correct", "更正", "corrected" },
    { NOTICE_END, "end", "期满", "period over" },       { NOTICE_TAKE_DOWN, "take_down", "撤下", "taken down" },
    { NOTICE_DROP, "drop", "放弃草稿", "draft dropped" }, { NOTICE_OBJECT, "object", "收到异议", "somebody objected" },
    { NOTICE_NOTE, "note", "备注", "note" },            { NOTICE_HIDE, "hide", "不公开", "hidden" },
    { NOTICE_SHOW, "show", "恢复公开", "shown again" }, { NOTICE_PASS, "pass", "转由现任", "passed on" },
};
const Choice notice_audiences[3] = {
    { AUDIENCE_ALL, "all", "所有人", "everybody" }, { AUDIENCE_OWNERS, "owners", "业主委员会", "the owners' committee" },
    { AUDIENCE_ORGS, "orgs", "指定组织", "named organisations" },
};

// ---- field rows ------------------------------------------------------------------------------------------

#define TITLE_FIELD(T, flag) TEXT_FIELD(T, title, "标题", "Title", .flags = flag, .min = 2, .max = 200)
#define BODY_FIELDS(T, flag) \
    TEXT_FIELD(T, body, "正文", "Text", .flags = LINES | (flag), .min = 2, .max = 8000), \
    ON_FIELD(T, to_on, "公示到", "Until", \
             SHOWS(.hint = { "最后一天。法定公示期按种类自动核对。", "The last day. Least periods are checked." })), \
    TEXT_FIELD(T, mask, "遮盖的文字", "Words to mask", .flags = LINES, .max = 2000, \
               SHOWS(.hint = { "每行一处，如姓名。原文留存，公示时遮盖。", "One a line, such as names. Both texts are kept." })), \
    FLAG_FIELD(T, mask_found, "遮盖查出的号码和住址", "Mask what is found", .absent = -1, \
               .note = "1: numbers of persons, phones, cards and doors that are found are masked as well."), \
    TEXT_FIELD(T, keep_why, "不遮盖的理由", "Why it is shown", .min = 4, .max = 300, \
               SHOWS(.hint = { "查出的个人信息仍要公开时填写。", "If what was found is to be read by all." }))

const Record notice_writing_record = RECORD_OF(NoticeWriting, "notice_writing", "起草公示", "Writing a notice",
    TEXT_FIELD(NoticeWriting, place, "地点", "Place", .flags = PLAIN | NEEDED, .max = 24,
               SHOWS(.of = "places/find", .pick = "code")),
    TEXT_FIELD(NoticeWriting, subject, "种类", "Kind", .flags = PLAIN | NEEDED, .max = 8,
               SHOWS(.of = "notice-kinds", .pick = "kind")),
    TITLE_FIELD(NoticeWriting, NEEDED), BODY_FIELDS(NoticeWriting, NEEDED),
    REF_FIELD(NoticeWriting, org, "发布组织", "Issuer", SHOWS(.of = "orgs"),
              .note = "Of the asker's organisations; else the one of the highest post there."),
    CHOICE_FIELD(NoticeWriting, audience, notice_audiences, "对谁", "For whom", .absent = AUDIENCE_ALL),
    TEXT_FIELD(NoticeWriting, places, "还张贴于", "Further places", .flags = PLAIN, .max = 500,
               .note = "Codes of up to 20 places, separated by blanks."),
    TEXT_FIELD(NoticeWriting, orgs, "告知的组织", "Organisations told", .flags = PLAIN, .max = 400,
               .note = "Ids of up to 20 organisations, separated by blanks."),
    PAPERS_FIELD(NoticeWriting));
const Record notice_record = RECORD_OF(Notice, "notice", "公示通知", "A notice",
    THING_FIELDS_TITLED(Notice, notice_states, "起草人", "Written by", SERVER),
    TEXT_FIELD(Notice, body, "原文", "Text as written", .flags = SEALED | LINES | SERVER, .max = 8000, .see = SEE_WORKER),
    TEXT_FIELD(Notice, shown, "正文", "Text", .flags = SEALED | LINES | SERVER, .max = 8000, SHOWS(.as = AS_BODY)),
    ON_FIELD(Notice, to_on, "公示到", "Until", .flags = SERVER, SHOWS(.col = 6, .width = WIDE_S)),
    TEXT_FIELD(Notice, mask, "遮盖的文字", "Words masked", .flags = SEALED | LINES | SERVER, .max = 2000,
               .see = SEE_WORKER),
    FLAG_FIELD(Notice, mask_found, "遮盖查出的", "What was found is masked", .flags = SERVER, .see = SEE_WORKER),
    TEXT_FIELD(Notice, keep_why, "不遮盖的理由", "Why it is shown", .flags = SEALED | SERVER, .max = 300,
               .see = SEE_WORKER),
    CHOICE_FIELD(Notice, audience, notice_audiences, "对谁", "For whom", .flags = FIRST),
    TEXT_FIELD(Notice, places, "还张贴于", "Further places", .flags = FIRST | HIDDEN, .max = 500),
    TEXT_FIELD(Notice, orgs, "告知的组织", "Organisations told", .flags = FIRST | HIDDEN, .max = 400),
    COUNT_FIELD(Notice, version, "版次", "Version", .flags = SERVER),
    COUNT_FIELD(Notice, objections, "异议数", "Objections", .flags = SERVER),
    MOMENT_FIELD(Notice, from_at, "开始公示", "From", .flags = SERVER, SHOWS(.as = AS_WHEN)),
    MOMENT_FIELD(Notice, shown_at, "本版起于", "This version since", .flags = SERVER),
    REF_FIELD(Notice, objection, "异议", "Objection", .flags = DEED_FIELD));
const Record notice_step_record = RECORD_OF(NoticeStep, "notice_step", "经过", "A step",
    STEP_FIELDS(NoticeStep, notice_states, notice_verbs),
    COUNT_FIELD(NoticeStep, version, "版次", "Version", .flags = SERVER),
    TEXT_FIELD(NoticeStep, title, "标题", "Title", .flags = SEALED | SERVER, .max = 200),
    TEXT_FIELD(NoticeStep, body, "原文", "Text as written", .flags = SEALED | LINES | SERVER, .max = 8000,
               .see = SEE_WORKER),
    TEXT_FIELD(NoticeStep, shown, "正文", "Text", .flags = SEALED | LINES | SERVER, .max = 8000));
const Record notice_deed_record = RECORD_OF(NoticeDeed, "notice_deed", "办理", "A deed's body",
    DEED_SAID_FIELDS(NoticeDeed), TITLE_FIELD(NoticeDeed, 0), BODY_FIELDS(NoticeDeed, 0));

// ---- verbs -------------------------------------------------------------------------------------------------

enum {
    ISSUERS = NOTICE_ISSUERS,
    TITLE_ = TAKES_OWN, BODY_ = TAKES_OWN << 1, UNTIL_ = TAKES_OWN << 2, MASKS_ = TAKES_OWN << 3 | TAKES_OWN << 4,
    WHY_ = TAKES_OWN << 5, CONTENT_ = TITLE_ | BODY_ | UNTIL_ | MASKS_ | WHY_ | TAKES_PAPERS,
};
#define S(state) (1u << (state))
#define HUNG (S(NOTICE_UP) | S(NOTICE_OVER) | S(NOTICE_DOWN))
// A correction and taking down say why, to everybody; what concerns a draft, and why one was hidden, is internal. What
// takes nothing is time's or comes with another deed.
static const VerbRow verbs[] = {
    { NOTICE_EDIT, S(NOTICE_DRAFT), 0, ISSUERS, INSIDE, (TAKES_TEXT | CONTENT_) & ~TAKES_PAPERS, 0, 0 },
    { NOTICE_PUBLISH, S(NOTICE_DRAFT), NOTICE_UP, ISSUERS, 0, CONTENT_, 0, TO_PARTIES },
    { NOTICE_CORRECT, S(NOTICE_UP), 0, ISSUERS, 0, TAKES_TEXT | CONTENT_, TAKES_TEXT, TO_PARTIES },
    { NOTICE_END, S(NOTICE_UP), NOTICE_OVER, WHO_CLOCK, 0, 0, 0, TO_HOLDER },
    { NOTICE_TAKE_DOWN, S(NOTICE_UP), NOTICE_DOWN, ISSUERS, 0, TAKES_TEXT, TAKES_TEXT, TO_HOLDER | TO_PARTIES },
    { NOTICE_DROP, S(NOTICE_DRAFT), NOTICE_DROPPED, ISSUERS, INSIDE, TAKES_TEXT, 0, 0 },
    { NOTICE_NOTE, HUNG | S(NOTICE_DRAFT), 0, ISSUERS, SPEAKS | UNMINDED | INSIDE, TAKES_TEXT | TAKES_PAPERS,
      TAKES_TEXT, TO_HOLDER },
    { NOTICE_HIDE, HUNG, 0, WHO_OFFICE, UNMINDED | INSIDE, TAKES_TEXT, TAKES_TEXT, TO_HOLDER },
    { NOTICE_SHOW, HUNG, 0, WHO_OFFICE, UNMINDED | INSIDE, TAKES_TEXT, 0, TO_HOLDER },
};

// Whose notice it is writes it; who stands above takes it down or hides it.
static Fault notice_clash(const DeedFacts *f, i64 verb)
{
    bool theirs = verb == NOTICE_EDIT || verb == NOTICE_PUBLISH || verb == NOTICE_CORRECT || verb == NOTICE_DROP;
    return theirs && !f->in_holder ? FAULT_not_allowed : OK;
}

const ThingKind notice_kind = {
    .name = "notice", .mark = 'T', .noun = NOUN_NOTICE, .body = &notice_deed_record, .states = notice_states,
    .state_count = NOTICE_STATE_END - 1, .open = S(NOTICE_DRAFT) | S(NOTICE_UP), .done = NOTICE_OVER, .verbs = verbs,
    .verb_count = (int)COUNT(verbs), .verb_names = notice_verbs, .verb_name_count = (int)COUNT(notice_verbs),
    .note = NOTICE_NOTE, .hide = NOTICE_HIDE, .show = NOTICE_SHOW, .pass = NOTICE_PASS, .clash = notice_clash,
    .reworded = S(NOTICE_PUBLISH) | S(NOTICE_CORRECT) | S(NOTICE_HIDE) | S(NOTICE_SHOW),
};
const Standings notice_standings = THING_STANDINGS(notice_kind, notice_verbs);

// ---- rules ---------------------------------------------------------------------------------------------------

static bool one_of(Str text, Str either)
{
    while (either.len)
        if (str_has(text, str_cut(&either, '|'))) return true;
    return false;
}

Str notice_lacks(Arena *a, const NoticeKind *kind, Str text)
{
    Str needs = kind->needs;
    Out o = out_new(a, 400);
    while (needs.len) {
        Str either = str_cut(&needs, ' ');
        if (!either.len || one_of(text, either)) continue;
        if (o.len) out_z(&o, "、");
        out_str(&o, either);
    }
    return out_done(&o);
}

void notice_cover(Notice *n, Arena *a)
{
    n->shown = text_masked(a, n->body, n->mask, n->mask_found == 1);
    n->title = text_masked(a, n->title, n->mask, n->mask_found == 1);
    n->said = text_masked(a, n->said, n->mask, n->mask_found == 1);
}

Str notice_personal(Arena *a, const Notice *n)
{
    Str all = arena_fmt(a, "%s\n%s\n%s", arena_z(a, n->title), arena_z(a, n->said), arena_z(a, n->shown));
    return text_personal(a, all);
}

// The least period counts from the day it first hung, also of a corrected one. What is personal is masked, or shown for
// a reason that is kept (个人信息保护法 25: no publication without consent or a law that orders it).
void notice_check(const NoticeKind *kind, i64 from_on, Str issuer, Arena *a, const Notice *n, Problems *ps)
{
    i64 least = from_on + kind->least_days;      // the day it begins does not count (民法典 201)
    Str lacks = notice_lacks(a, kind, n->body);
    if (!str_has(kind->issuers, issuer)) problem(ps, STR("subject"), FAULT_notice_issuer);
    if (n->to_on == DAY_NONE) problem(ps, STR("to_on"), FAULT_field_missing);
    else if (n->to_on < least) problem_hint(ps, STR("to_on"), FAULT_notice_short, day_text(a, least));
    else if (n->to_on > from_on + 3660) problem(ps, STR("to_on"), FAULT_field_out_of_range);
    if (lacks.len) problem_hint(ps, STR("body"), FAULT_notice_lacks, lacks);
    Str left = notice_personal(a, n);
    if (left.len && !n->keep_why.len) problem_hint(ps, STR("keep_why"), FAULT_notice_personal, left);
}

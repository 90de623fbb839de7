// matter_list_api.c: what is the matters' own in their lists; imports.
//
// Sheets are in the words of an office; names and phones are never in them: whoever cannot see a matter has no line for
// it, and words that are not for them are empty cells. Their columns are what an office types today into its own ledger
// (国办函〔2026〕12号: nothing is asked twice, reports come from the record).
#include "base/text.h"
#include "matter/matter_api.h"
#include "people/people.h"

// ---- what may be asked -------------------------------------------------------------------------------

typedef struct MattersQuery { THINGS_QUERY_MEMBERS i64 urgency, low, sign, solved, content, rework; } MattersQuery;
static const Field matters_query[] = {
    THINGS_QUERY_FIELDS(MattersQuery, state_choices),
    CHOICE_FIELD(MattersQuery, urgency, urgency_choices, "紧急程度", "Urgency", .note = "As urgent as this."),
    FLAG_FIELD(MattersQuery, low, "没出社区", "Stayed low", .note = "1: never above the community; 0: raised above it."),
    FLAG_FIELD(MattersQuery, sign, "等我签", "Waits for our sign-off",
               .note = "1: what an organisation of the asker was asked to help with and has not signed off."),
    CHOICE_FIELD(MattersQuery, solved, solved_choices, "解决了吗", "Solved",
        .note = "What was said of the last closing."),
    CHOICE_FIELD(MattersQuery, content, content_choices, "满意吗", "Satisfied", .note = "The same."),
    FLAG_FIELD(MattersQuery, rework, "重办过", "Done again", .note = "1: reopened at least once."),
};
static const Record matters_query_record = RECORD(MattersQuery, "matters_query", matters_query, "事项", "Matters");

typedef struct MatterRow { Matter m; RowSight sight; } MatterRow;

// The org that is asked: the first one that somebody works in. 0: none.
static i64 signing_org(const Actor *who)
{
    for (int i = 0; i < who->post_count; i++)
        if (who->posts[i].org && WHO_OF(who->posts[i].role) & WHO_HANDLERS) return who->posts[i].org;
    return 0;
}

static bool matters_sees(Walk *w, void *row)
{
    const MattersQuery *asked = w->ask->query;
    const Matter *m = row;
    return (asked->sign != 1 || party_waits(w->ask->db, &m->thing, signing_org(w->ask->who))) && things_sees(w, row);
}

// For staff by the foreign number too that came with an import. What a resident types as a foreign number is looked for
// all the same, so that the answer takes as long; things_sees shows it to nobody else.
static Fault matters_open(Walk *w)
{
    Ask *ask = w->ask;
    const MattersQuery *asked = ask->query;
    Things *q = NEW(ask->arena, Things, 1);
    if (asked->urgency) matter_ranks(asked->urgency, &q->rank_from, &q->rank_to);
    i64 org = asked->sign == 1 ? signing_org(ask->who) : 0;
    if (asked->sign == 1 && !org) return actor_refused(ask->who);
    if (org) things_scope(q, id_county(org), org);
    Fault f = things_open_with(w, q);
    if (f) return f;
    Str ref = text_plain(ask->arena, q->said);
    if (ref.len)
        q->id_count += matter_referred(ask->db, ask->county, ref, q->ids + q->id_count, NUMBERED_MOST - q->id_count);
    things_words(w);
    return OK;
}

static bool matters_fits(Walk *w, const void *row)
{
    const MattersQuery *asked = w->ask->query;
    const Matter *m = row;
    return things_fits(w, row) && (!asked->urgency || m->urgency == asked->urgency)
        && (!asked->solved || m->solved == asked->solved) && (!asked->content || m->content == asked->content)
        && (asked->rework == UNSAID || (m->reopened > 0) == (asked->rework == 1))
        && (asked->low == UNSAID || (m->top_level <= LEVEL_COMMUNITY) == (asked->low == 1));
}

// ---- what a row shows ------------------------------------------------------------------------------------------

static void matter_item(Walk *w, const void *at)
{
    const MatterRow *row = at;
    MatterShown shown;
    matter_show(w->ask->db, w->arena, w->ask->pack, &row->m, &row->sight.s, false, &shown);
    record_members(&matter_shown_record, w->ask->out, &shown, row->sight.s.reader, false);
}

typedef struct MatterLine {
    Str number;
    i64 state, level, urgency, kind, ask;
    Str subject, subject_name, place_code, place_name, spot, title, text, holder_name;
    i64 filed_at, due_at, closed_at, late, raised, reopened;
} MatterLine;

// Chinese labels are the head of the sheet; the order is the sheet's.
static const Field line_fields[] = {
    TEXT_FIELD(MatterLine, number, "编号", "Number"),
    CHOICE_FIELD(MatterLine, state, state_choices, "状态", "State"),
    CHOICE_FIELD(MatterLine, level, level_choices, "层级", "Level"),
    CHOICE_FIELD(MatterLine, urgency, urgency_choices, "紧急程度", "Urgency"),
    CHOICE_FIELD(MatterLine, kind, kind_choices, "事项类型", "Kind"),
    CHOICE_FIELD(MatterLine, ask, ask_choices, "诉求类型", "Ask"),
    TEXT_FIELD(MatterLine, subject, "类别代码", "Subject"),
    TEXT_FIELD(MatterLine, subject_name, "类别", "Subject's name"),
    TEXT_FIELD(MatterLine, place_code, "地点编码", "Place"),
    TEXT_FIELD(MatterLine, place_name, "地点", "Place's name"),
    TEXT_FIELD(MatterLine, spot, "具体位置", "Where exactly"),
    TEXT_FIELD(MatterLine, title, "标题", "Title"),
    TEXT_FIELD(MatterLine, text, "内容", "Text"),
    TEXT_FIELD(MatterLine, holder_name, "承办组织", "Holder"),
    MOMENT_FIELD(MatterLine, filed_at, "提交时间", "Filed at"),
    MOMENT_FIELD(MatterLine, due_at, "到期时间", "Due at"),
    MOMENT_FIELD(MatterLine, closed_at, "结束时间", "Ended at"),
    FLAG_FIELD(MatterLine, late, "曾超期", "Was late"),
    COUNT_FIELD(MatterLine, raised, "上报次数", "Times raised"),
    COUNT_FIELD(MatterLine, reopened, "重办次数", "Times reopened"),
};
static const Record matter_line_record = RECORD(MatterLine, "matter_line", line_fields, "事项台账", "Ledger of matters");

// Subjects by the name of the day it was filed, so an old sheet printed again reads the same.
static void matter_line(Walk *w, const void *at, void *line)
{
    const MatterRow *row = at;
    Matter veiled = row->m, *m = &veiled;
    Db *db = w->ask->db;
    Org org;
    Place place = place_shown(db, w->arena, &row->sight.s);
    const Subject *leaf = pack_subject(w->ask->pack, m->subject, day_of(m->filed_at));
    matter_veil(w->arena, &row->sight.s, m);
    *(MatterLine *)line = (MatterLine){
        .number       = m->number,
        .state        = m->state,
        .level        = m->level,
        .urgency      = m->urgency,
        .kind         = m->kind,
        .ask          = m->ask,
        .subject      = m->subject,
        .subject_name = leaf ? leaf->name : STR(""),
        .place_code   = place.code,
        .place_name   = place.name,
        .spot         = m->spot,
        .title        = m->title,
        .text         = m->text,
        .filed_at     = m->filed_at,
        .due_at       = m->due_at,
        .closed_at    = m->closed_at,
        .holder_name  = m->holder && org_load(db, w->arena, m->holder, &org) ? org.name : STR(""),
        .late         = m->late,
        .raised       = m->raised,
        .reopened     = m->reopened,
    };
}

// What a desk opens on, and what a resident does.
static const View matter_views[] = {
    { { "要紧的", "Pressing" }, "open=1&order=urgent", WHO_HANDLERS },
    { { "已超期", "Overdue" }, "open=1&order=urgent&past_due=1", WHO_HANDLERS },
    { { "新来的", "New" }, "state=filed&order=new", WHO_HANDLERS },
    { { "交给我的", "In my hands" }, "assigned=1&open=1&order=urgent", WHO_HANDLERS },
    { { "等我签", "To sign off" }, "sign=1&open=1", WHO_HANDLERS },
    { { "等居民", "With residents" }, "state=answered", WHO_HANDLERS },
    { { "我的事", "Mine" }, "mine=1", WHO_PERSON },
    { { "最新", "Latest" }, "order=new", WHO_ANYONE },
};
const List matters_list = {
    .of = &matter_things, .query = &matters_query_record, .row = &matter_record, .size = sizeof(MatterRow), .keys = 2,
    .from = { 0, INT64_MAX }, .open = matters_open, .step = things_step, .fits = matters_fits, .sees = matters_sees,
    .item = matter_item, .line = &matter_line_record, .fill = matter_line, .tail = things_tail,
    LIST_FACE(.label = { "待办", "Queue" }, .plain = { "小区里", "Around you" }, .group = GROUP_WORK, .order = 2,
              .icon = "inbox", VIEWS(matter_views), .empty = { "还没有事项。", "Nothing yet." }),
};
const List matter_looks_list = THING_LOOKS_LIST(matter_things);

// ---- the operator's own --------------------------------------------------------------------------------------

typedef struct ImportsQuery { i64 county; } ImportsQuery;
static const Field imports_query[] = {
    COUNT_FIELD(ImportsQuery, county, "区县", "County", .note = "The county's code; else the default one."),
};
static const Record imports_query_record = RECORD(ImportsQuery, "imports_query", imports_query, "导入", "Imports");

// Said again by `import letters`, to know which letters are there already.
static bool imports_step(Walk *w)
{
    const ImportsQuery *q = w->ask->query;
    i64 county = q->county ? q->county : w->ask->county;
    return walk_rows(w, import_rows(w->ask->db, county, w->at[0], walk_most(w)));
}

const List imports_list = {
    .query = &imports_query_record, .row = &import_record, .keys = 1, .step = imports_step,
};

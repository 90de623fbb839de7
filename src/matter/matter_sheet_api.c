// matter_sheet_api.c: any list of matters as a sheet, in the words of an office. Names and phones are never in it.
//
// The same rows, filters and rights as the page's list: whoever cannot see a matter has no line for it, and words that
// are not for them are empty cells. Columns are what an office types today into its own ledger (国办函〔2026〕12号: nothing
// is asked twice, reports come from the record).
#include "matter/matter_api.h"
#include "people/people.h"

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
const Record matter_line_record = RECORD(MatterLine, "matter_line", line_fields, "事项台账", "Ledger of matters");

// Subjects by the name of the day it was filed, so an old sheet printed again reads the same.
static void line_write(Ask *ask, Cursor *c, const Matter *m, const Sight *s)
{
    assert(c && m && s && s->sees);
    Org org;
    Place place = place_shown(ask->db, ask->arena, s);
    const Subject *leaf = pack_subject(ask->pack, m->subject, day_of(m->filed_at));
    MatterLine     line = {
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
            .spot         = s->words ? m->spot : STR(""),
            .title        = s->words ? m->title : STR(""),
            .text         = s->words ? m->text : STR(""),
            .filed_at     = m->filed_at,
            .due_at       = m->due_at,
            .closed_at    = m->closed_at,
            .holder_name  = m->holder && org_load(ask->db, ask->arena, m->holder, &org) ? org.name : STR(""),
            .late         = m->late,
            .raised       = m->raised,
            .reopened     = m->reopened,
    };
    sheet_row(c, &line);
}

// c->at: [0] 1 once begun, [1] id, [2] rank, [3] due, all of the last row looked at. Not for a search.
// A page is 200; export.c frees what one took before it asks for the next.
Fault matter_sheet_rows(Ask *ask, Cursor *c)
{
    assert(!c->end);
    enum { SHEET_PAGE = 200 };
    Listing q;
    Fault f = listing_ask(ask, &q);
    if (f) return f;
    if (q.text.len) return ask_problem(ask, "text", FAULT_field_not_together);
    Matter m;
    Sight s;
    if (q.number.len) {
        for (int i = 0; i < q.id_count; i++)
            if (listing_numbered(ask, ask->arena, &q, i, &m, &s)) line_write(ask, c, &m, &s);
        c->end = true;
        return OK;
    }
    if (c->at[0]) {
        q.list.after = true;
        q.list.after_id = c->at[1];
        q.list.after_rank = c->at[2];
        q.list.after_due = c->at[3];
    }
    int n = 0;
    MatterAt at;
    Rows *rows = matter_walk(ask->db, &q.list, SHEET_PAGE);
    for (; rows_next(rows); n++) {
        bool fits = matter_walk_at(&q.list, rows, ask->arena, &at);
        c->at[1] = at.id;
        c->at[2] = at.rank;
        c->at[3] = at.due_at;
        if (!fits || !matter_load(ask->db, ask->arena, at.id, &m)) continue;
        matter_sight(ask->db, ask->arena, ask->who, &m, &s);
        if (listing_fits(ask, &q, &m) && listing_shows(&q, &s)) line_write(ask, c, &m, &s);
    }
    rows_end(rows);
    c->at[0] = 1;
    c->end = n < SHEET_PAGE;
    return OK;
}

// matter_list_api.c: lists of matters, as pages and as sheets; looks, messages, imports.
//
// A list walks the rows of one scope; what the asker may not see is passed over, so a page may be short and still have
// a `next`. Sheets are in the words of an office; names and phones are never in them: whoever cannot see a matter has
// no line for it, and words that are not for them are empty cells. Their columns are what an office types today into
// its own ledger (国办函〔2026〕12号: nothing is asked twice, reports come from the record).
#include "base/text.h"
#include "gate/list.h"
#include "matter/matter_api.h"
#include "people/people.h"

// ---- what may be asked -------------------------------------------------------------------------------

static const Choice orders[] = {
    { ORDER_NEW, "new", "最新", "newest" }, { ORDER_URGENT, "urgent", "最急", "most urgent" },
};
static const Field matters_query[] = {
    QUERY_PLACE(MattersQuery),
    REF_FIELD(MattersQuery, org, "组织", "Organisation", SHOWS(.of = "orgs"),
              .note = "Id of an organisation: what it holds or takes part in."),
    FLAG_FIELD(MattersQuery, mine, "本人提交", "Mine", .note = "1: filed by the asker; 0: by others."),
    FLAG_FIELD(MattersQuery, assigned, "交给本人", "In my hands", .note = "1: in the asker's own hands; 0: not."),
    CHOICE_FIELD(MattersQuery, order, orders, "次序", "Order", .absent = ORDER_NEW,
                 .note = "Which comes first; by urgency only open ones."),
    CHOICE_FIELD(MattersQuery, state, state_choices, "状态", "State", .note = "In this state."),
    CHOICE_FIELD(MattersQuery, level, level_choices, "层级", "Level", .note = "Where it lies now."),
    TEXT_FIELD(MattersQuery, subject, "类别", "Subject", .flags = PLAIN, .max = 20,
               SHOWS(.of = "subjects", .pick = "subject"), .note = "A subject or a class of the pack's tree."),
    CHOICE_FIELD(MattersQuery, urgency, urgency_choices, "紧急程度", "Urgency", .note = "As urgent as this."),
    ON_FIELD(MattersQuery, due_before, "到期早于", "Due before", .note = "Due before this day."),
    REF_FIELD(MattersQuery, party, "参与方", "Party", SHOWS(.of = "orgs"), .note = "An organisation that takes part."),
    TEXT_FIELD(MattersQuery, text, "文字", "Words", .max = 200, .note = "Words to search for, or a matter's number."),
    ON_FIELD(MattersQuery, from, "提交不早于", "Filed from", .note = "The first day of filing."),
    ON_FIELD(MattersQuery, to, "提交不晚于", "Filed to", .note = "The last day of filing."),
    FLAG_FIELD(MattersQuery, open, "未办结", "Open", .note = "1: only open ones; 0: only settled ones."),
    TEXT_FIELD(MattersQuery, number, "编号", "Number", .flags = PLAIN, .max = 200,
               .note = "A matter's number, however it is written; for staff also a foreign number."),
    QUERY_PLACE_DAY(MattersQuery),
};
static const Record matters_query_record = RECORD(MattersQuery, "matters_query", matters_query, "事项", "Matters");

// scopes: a person, post, organisation or place that it must be found under; the first is walked along. scoped: one was
// named, so that what has the number must lie there too. home: below a community. due: due_before as a moment. ids: the
// matters that have the number, perhaps not for this asker.
enum { NUMBERED_MOST = 16, SCOPES_MOST = 4 };
typedef struct Matters {
    i64   county, scopes[SCOPES_MOST], ids[NUMBERED_MOST], due, post;
    int   scope_count, id_count;
    Place place;                    // the one asked for, else id 0
    Str   said;                     // as a number
    bool  home, scoped;
} Matters;

typedef struct MatterRow { Matter m; Sight s; bool numbered; } MatterRow;

// ---- opening -------------------------------------------------------------------------------------------

// Whose desk a matter lies on is for that org and the offices.
static bool org_lists(const Actor *who, i64 org)
{
    return actor_in_org(who, org) || actor_who(who, STR("")) & (WHO_OFFICE | WHO_LOCAL);
}

static void scope_named(Matters *q, i64 county, i64 id)
{
    assert(q->scope_count < SCOPES_MOST);
    if (!q->scope_count) q->county = county;
    q->scopes[q->scope_count++] = id;
}

// All that are named hold; without any, the whole county. The county follows from the first.
static Fault matters_scopes(Ask *ask, const MattersQuery *asked, Matters *q)
{
    const Actor *who = ask->who;
    if (asked->mine != UNSAID && !who->person) return FAULT_sign_in_needed;
    if (asked->assigned != UNSAID && !who->post_count) return FAULT_sign_in_needed;
    if (asked->org && !org_lists(who, asked->org)) return actor_refused(who);
    if (asked->party && !org_lists(who, asked->party)) return actor_refused(who);
    q->post = who->post_count ? who->posts[0].post : 0;
    if (asked->mine == 1)     scope_named(q, who->county, who->person);
    if (asked->assigned == 1) scope_named(q, who->county, q->post);
    if (asked->org)           scope_named(q, id_county(asked->org), asked->org);
    q->scoped = q->scope_count || asked->place.len;
    if (q->scope_count && !asked->place.len) return OK;
    if (!ask_place(ask, asked->place, asked->day, &q->place)) return FAULT_field_problems;
    scope_named(q, q->place.county, q->place.id);
    q->home = q->place.code.len > 12;
    return OK;
}

// By number, and for staff by the foreign number that came with an import. What a resident types as a foreign number
// is looked for all the same, so that the answer takes as long; matter_seen shows it to nobody else.
static void matters_numbered(Ask *ask, Matters *q)
{
    ThingNumber number;
    i64 id = thing_number_read(ask->arena, q->said, ask->county, &number) ? matter_numbered(ask->db, &number) : 0;
    if (id) q->ids[q->id_count++] = id;
    Str ref = text_plain(ask->arena, q->said);
    if (ref.len)
        q->id_count += matter_referred(ask->db, ask->county, ref, q->ids + q->id_count, NUMBERED_MOST - q->id_count);
}

// What was passed over at somebody's home is not told: it may be what they complained of. Nor what a search found and
// the asker may not see.
static Fault matters_open(Walk *w)
{
    Ask *ask = w->ask;
    MattersQuery *asked = ask->query;
    Matters *q = w->own = NEW(ask->arena, Matters, 1);
    Fault f = matters_scopes(ask, asked, q);
    if (f) return f;
    q->due = asked->due_before == DAY_NONE ? 0 : day_start(asked->due_before);
    q->said = asked->number.len ? asked->number : asked->text;
    matters_numbered(ask, q);
    asked->text = str_fold(ask->arena, asked->text);
    if (asked->text.len && !q->id_count && !search_can(asked->text)) ask_problem(ask, "text", FAULT_search_short);
    if (asked->from != DAY_NONE && asked->to != DAY_NONE && asked->from > asked->to)
        ask_problem(ask, "to", FAULT_field_out_of_range);
    if (asked->order == ORDER_URGENT && asked->open == 0) ask_problem(ask, "open", FAULT_field_not_together);
    w->discreet = q->home || q->said.len;
    return OK;
}

// ---- taking rows -----------------------------------------------------------------------------------------

static bool matter_row_fits(Walk *w, const void *row)
{
    const Matters *q = w->own;
    const MattersQuery *asked = w->ask->query;
    const Matter *m = row;
    return matter_fits(asked, q->due, m)
        && (asked->mine != 0 || m->reporter != w->ask->who->person)
        && (asked->assigned != 0 || m->assignee_post != q->post);
}

// What has the number stands at the head of the first page.
static void step_numbered(Walk *w, const Matters *q)
{
    for (int i = 0; i < q->id_count && walk_may(w); i++) {
        MatterRow *row = walk_place(w, w->at);
        row->numbered = true;
        if (matter_load(w->ask->db, w->arena, q->ids[i], &row->m) && matter_row_fits(w, row)) w->count++;
    }
}

// The index answers by pairs of characters; whether the words really stand there is seen here, folded as it is.
static bool words_in(const Matter *m, Str words, Arena *a)
{
    Str all = str_fold(a, arena_fmt(a, "%.*s\n%.*s\n%.*s", (int)m->title.len, m->title.at, (int)m->text.len, m->text.at,
                                    (int)m->spot.len, m->spot.len ? m->spot.at : ""));
    while (words.len) {
        Str word = str_cut(&words, ' ');
        if (word.len && !str_has(all, word)) return false;
    }
    return true;
}

// Found by the search index, then read and compared with the real words; places by the scope's own rows, first, since
// that costs the least.
static bool step_search(Walk *w, const Matters *q, Str words)
{
    i64 ids[LIST_CHUNK];
    Db *db = w->ask->db;
    int i = 0, n = search_find(db, w->arena, q->county, words, w->at[2] == INT64_MAX ? 0 : w->at[2], ids, LIST_CHUNK);
    for (; i < n && walk_may(w); i++) {
        MatterRow *row = walk_place(w, (i64[]){ 0, 0, ids[i] });
        row->numbered = false;
        if (matter_in_scope(db, ids[i], q->scopes[0]) && matter_load(db, w->arena, ids[i], &row->m)
            && matter_row_fits(w, row) && words_in(&row->m, words, w->arena)) w->count++;
    }
    return i < n || n == LIST_CHUNK;
}

static bool matters_step(Walk *w)
{
    const Matters *q = w->own;
    const MattersQuery *asked = w->ask->query;
    if (!w->begun && q->id_count) {
        step_numbered(w, q);
        return asked->text.len > 0;
    }
    if (asked->text.len) return step_search(w, q, asked->text);
    if (asked->number.len) return false;
    return walk_rows(w, matter_rows(w->ask->db, w->arena, q->county, q->scopes[0], asked, w->at, walk_most(w)));
}

// ---- who sees it -------------------------------------------------------------------------------------------

static bool matter_scoped(Db *db, const Matters *q, i64 id, int from)
{
    for (int i = from; i < q->scope_count; i++)
        if (!matter_in_scope(db, id, q->scopes[i])) return false;
    return true;
}

// What is asked for by its number is found wherever it lies, private or not, by whoever may read it and by nobody else.
static bool by_number(Walk *w, const Matters *q, const MatterRow *row)
{
    ThingNumber said, its;
    if (q->scoped && !matter_scoped(w->ask->db, q, row->m.id, 0)) return false;
    bool same = thing_number_read(w->arena, q->said, w->ask->county, &said)
             && thing_number_read(w->arena, row->m.number, 0, &its)
             && said.county == its.county && said.day == its.day && said.n == its.n;
    return same || row->s.reader & SEE_STAFF;
}

// What stands at the head of the first page is not shown again where its words are found.
static bool headed(Walk *w, const Matters *q, const MatterRow *row)
{
    for (int i = 0; i < q->id_count; i++)
        if (q->ids[i] == row->m.id) return by_number(w, q, row);
    return false;
}

// A list of a home may not tell that there is something which the asker may not read.
static bool matter_seen(Walk *w, void *at)
{
    const Matters *q = w->own;
    const MattersQuery *asked = w->ask->query;
    MatterRow *row = at;
    const Matter *m = &row->m;
    Db *db = w->ask->db;
    if (asked->party && !matter_party(db, &m->thing, asked->party)) return false;
    if (!row->numbered && !matter_scoped(db, q, m->id, 1)) return false;
    matter_sight(db, w->arena, w->ask->who, m, &row->s);
    if (!row->s.sees || (q->home && !row->s.words)) return false;
    return row->numbered ? by_number(w, q, row) : !headed(w, q, row);
}

// ---- what a row shows ------------------------------------------------------------------------------------------

static void matter_item(Walk *w, const void *at)
{
    const MatterRow *row = at;
    MatterShown shown;
    matter_show(w->ask->db, w->arena, w->ask->pack, &row->m, &row->s, false, &shown);
    record_members(&matter_shown_record, w->ask->out, &shown, row->s.reader, false);
}

static void matters_tail(Walk *w)
{
    const Matters *q = w->own;
    if (q->place.id) place_ended_out(w->ask->out, w->ask->db, w->arena, &q->place);
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
    const Matter *m = &row->m;
    Db *db = w->ask->db;
    Org org;
    Place place = place_shown(db, w->arena, &row->s);
    const Subject *leaf = pack_subject(w->ask->pack, m->subject, day_of(m->filed_at));
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
        .spot         = row->s.words ? m->spot : STR(""),
        .title        = row->s.words ? m->title : STR(""),
        .text         = row->s.words ? m->text : STR(""),
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
    { { "已超期", "Overdue" }, "open=1&order=urgent&due_before={today}", WHO_HANDLERS },
    { { "新来的", "New" }, "state=filed&order=new", WHO_HANDLERS },
    { { "等居民", "With residents" }, "state=answered", WHO_HANDLERS },
    { { "我的事", "Mine" }, "mine=1", WHO_PERSON },
    { { "最新", "Latest" }, "order=new", WHO_ANYONE },
};
const List matters_list = {
    .query = &matters_query_record, .row = &matter_record, .size = sizeof(MatterRow), .keys = 3,
    .from = { 0, 0, INT64_MAX }, .open = matters_open, .step = matters_step, .fits = matter_row_fits,
    .sees = matter_seen, .item = matter_item, .line = &matter_line_record, .fill = matter_line, .tail = matters_tail,
    LIST_FACE(.label = { "待办", "Queue" }, .plain = { "小区里", "Around you" }, .group = GROUP_WORK, .order = 2,
              .icon = "inbox", VIEWS(matter_views), .empty = { "还没有事项。", "Nothing yet." }),
};

// ---- who opened the private words ------------------------------------------------------------------------------

typedef struct Looked { Matter m; Sight s; } Looked;

// The reporter's right to know (个人信息保护法 44); the office sees it too, as it answers for its people.
static Fault looks_open(Walk *w)
{
    Looked *of = w->own = NEW(w->ask->arena, Looked, 1);
    Fault f = ask_matter(w->ask, &of->m, &of->s);
    return f ? f : of->s.rights & RIGHT_LOOKS ? OK : FAULT_not_allowed;
}

static bool looks_step(Walk *w)
{
    const Looked *of = w->own;
    return walk_rows(w, matter_look_rows(w->ask->db, &of->m, w->at[0], walk_most(w)));
}

static void look_item(Walk *w, const void *row)
{
    const Looked *of = w->own;
    const MatterLook *look = row;
    Org org;
    LookShown shown = { *look, look->org && org_load(w->ask->db, w->arena, look->org, &org) ? org.name : STR("") };
    record_members(&look_shown_record, w->ask->out, &shown, of->s.reader, false);
}

const List matter_looks_list = {
    .row = &matter_look_record, .keys = 1, .from = { INT64_MAX }, .open = looks_open, .step = looks_step,
    .item = look_item,
    LIST_FACE(.label = { "谁看过联系方式", "Who opened the contact" },
              .plain = { "谁看过我的电话", "Who opened my phone number" }, .icon = "eye",
              .empty = { "还没有人看过。", "Nobody has." }),
};

// ---- messages ----------------------------------------------------------------------------------------------------

typedef struct MessagesQuery { i64 org; } MessagesQuery;
static const Field messages_query[] = {
    REF_FIELD(MessagesQuery, org, "组织", "Organisation", SHOWS(.of = "orgs"),
              .note = "Id of an organisation; else the asker's own."),
};
static const Record messages_query_record = RECORD(MessagesQuery, "messages_query", messages_query, "消息", "Messages");

// For those who work in the org.
static Fault messages_open(Walk *w)
{
    const Actor *who = w->ask->who;
    MessagesQuery *q = w->ask->query;
    if (!q->org && who->post_count) q->org = who->posts[0].org;
    return actor_works_in(who, q->org) ? OK : FAULT_not_allowed;
}

static bool messages_step(Walk *w)
{
    const MessagesQuery *q = w->ask->query;
    return walk_rows(w, message_rows(w->ask->db, id_county(q->org), q->org, w->at[0], w->at[1], walk_most(w)));
}

// Of what they may see: a message names a matter.
static bool message_seen(Walk *w, void *row)
{
    Matter m;
    Sight s;
    if (!matter_load(w->ask->db, w->arena, ((const Message *)row)->matter, &m)) return false;
    matter_sight(w->ask->db, w->arena, w->ask->who, &m, &s);
    return s.sees;
}

const List messages_list = {
    .query = &messages_query_record, .row = &message_record, .keys = 2, .from = { INT64_MAX, 0 },
    .open = messages_open, .step = messages_step, .sees = message_seen,
    LIST_FACE(.label = { "消息", "Messages" }, .group = GROUP_OWN, .order = 1, .icon = "bell",
              .empty = { "还没有消息。", "No messages yet." }),
};

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

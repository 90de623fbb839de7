// people_sheet_api.c: organisations, people and posts from a sheet: who a district's offices, companies and committees
// are, typed once, in the spreadsheet that somebody has already.
//
// A row walks the roads that a form would: org_open, person_invite, post_give, each under its own rules and with its
// own entry, so this file decides nothing. A row that is refused leaves nothing behind and the others land. A trial
// does the same in a job of its own that is taken back, so what it says is what will be.
#include "base/text.h"
#include "people/people_api.h"
#include "record/row.h"
#include <string.h>

enum { SHEET_ROWS = 200, SHEET_TEXT = 300000, ROW_BYTES = 16 << 10, COMPOUNDS_MOST = 20000 };

typedef struct StaffIn { Str rows; i64 trial, county; } StaffIn;
const Record staff_in_record = RECORD_OF(StaffIn, "staff_in", "人员名单", "A sheet of organisations and people",
    TEXT_FIELD(StaffIn, rows, "名单", "Rows", .flags = NEEDED | LINES | LOOSE, .min = 1, .max = SHEET_TEXT,
               .note = "CSV with a head: kind,org,place,duty,org_phone,name,phone,role,area, by name or label."),
    FLAG_FIELD(StaffIn, trial, "只试一遍", "Only a trial", .note = "1: says what would be, and does nothing."),
    COUNT_FIELD(StaffIn, county, "区县", "County", .max = 999999, .note = "The asker's own when left out."));

typedef struct StaffLine { Str kind, org, place, duty, org_phone, name, phone, role, area; } StaffLine;
static const Record staff_line_record = RECORD_OF(StaffLine, "staff_line", "人员名单", "A row",
    TEXT_FIELD(StaffLine, kind, "组织类型", "Kind", .max = 40),
    TEXT_FIELD(StaffLine, org, "组织", "Organisation", .flags = NEEDED, .min = 2, .max = 80),
    TEXT_FIELD(StaffLine, place, "地点", "Place", .flags = NEEDED, .min = 2, .max = 120,
               .note = "A code, or a name, with those above it before a / where it is not the only one."),
    TEXT_FIELD(StaffLine, duty, "职责类别", "Duty", .flags = PLAIN, .max = 400),
    TEXT_FIELD(StaffLine, org_phone, "办公电话", "Office phone", .flags = PLAIN, .max = 30),
    TEXT_FIELD(StaffLine, name, "姓名", "Name", .flags = CALLED, .max = 40),
    TEXT_FIELD(StaffLine, phone, "电话", "Phone", .flags = PLAIN, .max = 30),
    TEXT_FIELD(StaffLine, role, "岗位", "Role", .max = 40),
    TEXT_FIELD(StaffLine, area, "岗位范围", "Place of the post", .max = 120));

typedef enum { ROW_NEW = 1, ROW_SAME, ROW_WRONG } RowEnd;
static const Choice row_ends[] = {
    { ROW_NEW, "new", "新增", "new" }, { ROW_SAME, "same", "已有", "there already" }, { ROW_WRONG, "wrong", "有误", "wrong" },
};
typedef struct StaffRow { i64 line, end, new_org; Str org, place, name, role, link, qr; i64 until; } StaffRow;
static const Record staff_row_record = RECORD_OF(StaffRow, "staff_row", "名单一行", "What became of a row.",
    COUNT_FIELD(StaffRow, line, "行号", "Line"), CHOICE_FIELD(StaffRow, end, row_ends, "结果", "What became of it"),
    FLAG_FIELD(StaffRow, new_org, "新设组织", "The organisation is new"),
    TEXT_FIELD(StaffRow, org, "组织", "Organisation"), TEXT_FIELD(StaffRow, place, "地点", "Place"),
    TEXT_FIELD(StaffRow, name, "姓名", "Name"), TEXT_FIELD(StaffRow, role, "岗位", "Role"),
    TEXT_FIELD(StaffRow, link, "一次性链接", "One-time link", .flags = MAYBE, .note = "Shown once; not by a trial."),
    TEXT_FIELD(StaffRow, qr, "二维码", "QR code of the link", .flags = MAYBE,
               .note = "Its modules: a row each, in hex, the left one the highest bit."),
    MOMENT_FIELD(StaffRow, until, "有效至", "Good until", .flags = MAYBE));
typedef struct StaffWrong { i64 line; Str field, label, fault, text; } StaffWrong;
static const Record staff_wrong_record = RECORD_OF(StaffWrong, "staff_wrong", "有误的格", "What is wrong with a row.",
    COUNT_FIELD(StaffWrong, line, "行号", "Line"), TEXT_FIELD(StaffWrong, field, "列", "Column"),
    TEXT_FIELD(StaffWrong, label, "列名", "Name of the column"),
    TEXT_FIELD(StaffWrong, fault, "原因代码", "Fault"), TEXT_FIELD(StaffWrong, text, "原因", "Why"));
typedef struct StaffTold { i64 trial, orgs, persons, posts, same, refused; Many rows, wrong; } StaffTold;
const Record staff_told_record = RECORD_OF(StaffTold, "staff_told", "已导入人员", "What became of a sheet.",
    FLAG_FIELD(StaffTold, trial, "只试一遍", "Only a trial"),
    COUNT_FIELD(StaffTold, orgs, "新设组织", "Organisations opened"),
    COUNT_FIELD(StaffTold, persons, "邀请人员", "People invited"), COUNT_FIELD(StaffTold, posts, "任命岗位", "Posts given"),
    COUNT_FIELD(StaffTold, same, "已有", "There already"), COUNT_FIELD(StaffTold, refused, "未收", "Refused"),
    MANY_FIELD(StaffTold, rows, staff_row_record, "各行", "Rows"),
    MANY_FIELD(StaffTold, wrong, staff_wrong_record, "有误的格", "What is wrong"));

typedef struct Joined { Str name, phone; i64 person; } Joined;
typedef struct Sheet {
    App         *app;
    const Actor *who;
    Arena       *arena;
    Str          home;              // what links stand behind
    Tx          *tx;
    i64          county;
    StaffLine   *lines;
    StaffRow    *rows;
    StaffWrong  *wrong;
    Joined      *joined;            // by this sheet: who has a second row gets a second post
    Place       *places;            // of the county down to compounds, read when a row names one by its name
    i64          count, wrong_count, joined_count, place_count;
    StaffTold    told;
    i64          at;                // the row at hand
    bool         read, long_;       // read: the places
    Fault        broken;
} Sheet;

static void wrong_at(Sheet *s, i64 line, Str field, Fault f)
{
    if (s->wrong_count == 2 * SHEET_ROWS) return;
    const Field *column = record_field(&staff_line_record, field);
    Str label = column ? str(s->who->lang == EN ? column->label_en : column->label) : field;
    s->wrong[s->wrong_count++] = (StaffWrong){ line, field, label, str(fault_name(f)),
                                               str(fault_text(f, s->who->lang)) };
}

static Fault row_wrong(Sheet *s, const char *field, Fault f)
{
    wrong_at(s, s->rows[s->at].line, str(field), f);
    return FAULT_field_problems;
}

// ---- reading the sheet -----------------------------------------------------------------------------

static void line_flaw(void *context, const RowFlaw *flaw)
{
    Sheet *s = context;
    wrong_at(s, flaw->line, str(flaw->field), flaw->fault);
}

static void line_take(void *context, RowFeed *csv)
{
    Sheet *s = context;
    s->long_ = s->long_ || s->count == SHEET_ROWS;
    if (s->long_) return;
    StaffLine *l = &s->lines[s->count];
    record_blank(&staff_line_record, l);
    bool good = row_read(&csv->head, s->arena, &csv->now, l, line_flaw, s);
    s->rows[s->count++] = (StaffRow){ .line = csv->now.line, .end = good ? 0 : ROW_WRONG, .org = l->org,
                                      .place = l->place, .name = l->name, .role = l->role };
}

static Sheet *sheet_read(Act *act)
{
    const StaffIn *in = act->in;
    Arena *a = act->arena;
    Sheet *s = NEW(a, Sheet, 1);
    *s = (Sheet){ .app = act->app, .who = act->who, .arena = a, .county = act->county,
                  .lines = NEW(a, StaffLine, SHEET_ROWS), .rows = NEW(a, StaffRow, SHEET_ROWS),
                  .wrong = NEW(a, StaffWrong, 2 * SHEET_ROWS), .joined = NEW(a, Joined, SHEET_ROWS) };
    Ask where = { .pack = act->pack, .request = act->request, .arena = a, .now = act_real(act) };
    s->home = ask_home(&where);
    RowFeed csv;
    row_feed_open(&csv, &staff_line_record, ROW_BYTES, a, a, line_take, s);
    row_feed(&csv, in->rows);
    if (!row_feed_end(&csv))
        act_problem_hint(act, "rows", csv.fault,
                         arena_fmt(a, "line %lld %s%s", (long long)csv.line, csv.what, csv.hint));
    if (s->long_) act_problem_hint(act, "rows", FAULT_field_out_of_range, STR("1..200 rows"));
    return s;
}

// ---- what a row names ------------------------------------------------------------------------------

static void places_below(Sheet *s, const Place *top)
{
    i64 ids[PLACES_LED];
    int n = rows_ids(place_children(tx_db(s->tx), top), ids, PLACES_LED);
    for (int i = 0; i < n && s->place_count < COMPOUNDS_MOST; i++) {
        Place *p = &s->places[s->place_count];
        if (!place_load(tx_db(s->tx), s->arena, ids[i], p)) continue;
        s->place_count++;
        if (p->kind < PLACE_COMPOUND) places_below(s, p);
    }
}

static void places_read_all(Sheet *s)
{
    if (s->read) return;
    s->read = true;
    s->places = NEW(s->arena, Place, COMPOUNDS_MOST + 1);
    Str code = county_code(s->arena, s->county);
    if (!place_by_code(tx_db(s->tx), s->arena, code, DAY_NONE, &s->places[0])) return;
    s->place_count = 1;
    places_below(s, &s->places[0]);
}

// "新华社区" names "新华社区居委会" as well.
static bool named_so(const Place *p, Str said)
{
    static const char *const ends[] = { "", "居委会", "村委会", "居民委员会", "村民委员会", "办事处", "街道办事处" };
    if (!said.len || !str_starts(p->name, said)) return false;
    Str rest = { p->name.at + said.len, p->name.len - said.len };
    for (int i = 0; i < COUNT(ends); i++) if (str_is(rest, ends[i])) return true;
    return false;
}

static const Place *place_with(const Sheet *s, i64 id)
{
    for (i64 i = 0; i < s->place_count; i++) if (s->places[i].id == id) return &s->places[i];
    return NULL;
}

// The last name is its own, those before it are of places above it.
static bool path_fits(const Sheet *s, const Place *p, Str path)
{
    i64 cut = path.len;
    while (cut > 0 && path.at[cut - 1] != '/') cut--;
    if (!named_so(p, str_trim((Str){ path.at + cut, path.len - cut }))) return false;
    if (!cut) return true;
    for (const Place *up = place_with(s, p->parent); up; up = place_with(s, up->parent))
        if (path_fits(s, up, (Str){ path.at, cut - 1 })) return true;
    return false;
}

// By its code, or by the one name that fits. False: told.
static bool place_of_row(Sheet *s, const char *field, Str said, Place *p)
{
    Db *db = tx_db(s->tx);
    const Place *found = NULL;
    i64 n = 0;
    bool code = !place_code_check(said, 0);
    if (code && place_by_code(db, s->arena, said, DAY_NONE, p) && p->county == s->county) return true;
    if (code) return row_wrong(s, field, FAULT_place_unknown), false;
    places_read_all(s);
    for (i64 i = 0; i < s->place_count; i++)
        if (path_fits(s, &s->places[i], said)) found = &s->places[i], n++;
    if (n == 1) *p = *found;
    else row_wrong(s, field, n ? FAULT_place_several : FAULT_place_unknown);
    return n == 1;
}

// By its name or label; 0 when nothing is said. False: told.
static bool choice_of_row(Sheet *s, const char *field, const Choice *c, int count, Str said, i64 *value)
{
    *value = 0;
    for (int i = 0; i < count && said.len; i++)
        if (str_is(said, c[i].name) || str_is(said, c[i].label) || str_is(said, c[i].label_en)) *value = c[i].value;
    if (said.len && !*value) row_wrong(s, field, FAULT_field_not_a_choice);
    return !said.len || *value;
}

// ---- one row -----------------------------------------------------------------------------------------

// What the deed said is wrong, by the columns of the sheet.
static Fault deed(Sheet *s, const char *action, const void *in, Entry *e)
{
    static const struct { const char *deed, *field, *column; } columns[] = {
        { "org_open", "name", "org" }, { "org_open", "phone", "org_phone" },
        { "person_invite", "place", "area" }, { "post_give", "place", "area" },
    };
    Problems ps = { .count = 0 };
    Fault f = road_told(s->app, s->tx, s->arena, app_action(action), s->who, s->county, in, e, &ps);
    for (int i = 0; i < ps.count; i++) {
        Str field = ps.at[i].field;
        for (int k = 0; k < COUNT(columns); k++)
            if (!strcmp(action, columns[k].deed) && str_is(field, columns[k].field)) field = str(columns[k].column);
        wrong_at(s, s->rows[s->at].line, field, ps.at[i].fault);
    }
    if (f && !ps.count) row_wrong(s, "row", f);
    return f;
}

static Fault org_of_row(Sheet *s, const StaffLine *l, i64 role, const Place *at, i64 *id)
{
    Org found;
    Entry e;
    OrgIn in;
    i64 kind;
    if (!choice_of_row(s, "kind", org_kinds, org_kind_count, l->kind, &kind)) return FAULT_field_problems;
    if (!kind && role) kind = org_kind_for(role, at->code.len);
    if (!kind) return row_wrong(s, "kind", FAULT_field_missing);
    i64 today = day_of(tx_real(s->tx));
    if (org_of_kind(tx_db(s->tx), s->arena, kind, at->id, l->org, today, &found)) return *id = found.id, OK;
    record_blank(&org_in_record, &in);
    in.kind = kind, in.name = l->org, in.place = at->code, in.duty = l->duty, in.phone = l->org_phone;
    Fault f = deed(s, "org_open", &in, &e);
    if (f) return f;
    *id = e.subject;
    s->rows[s->at].new_org = 1;
    return OK;
}

static i64 joined_before(const Sheet *s, const StaffLine *l)
{
    for (i64 i = 0; i < s->joined_count && l->phone.len; i++)
        if (str_same(s->joined[i].name, l->name) && str_same(s->joined[i].phone, l->phone)) return s->joined[i].person;
    return 0;
}

static void link_of_row(Sheet *s, const Entry *e)
{
    Person p;
    StaffRow *row = &s->rows[s->at];
    if (s->told.trial || !record_from_entry(&person_record, s->arena, e->record, &p)) return;
    OneTime once = one_time_of(store_vault(app_store(s->app)), s->arena, p.invite, INVITE_JOIN, e->recorded_at);
    Out qr = out_new(s->arena, 4096);
    row->link = arena_fmt(s->arena, "%.*s%.*s", (int)s->home.len, s->home.at, (int)once.link.len, once.link.at);
    row->until = once.until;
    if (out_qr_rows(&qr, row->link)) row->qr = out_done(&qr);
}

static Fault person_of_row(Sheet *s, const StaffLine *l, i64 role, i64 org, const Place *area)
{
    Entry e;
    i64 known = joined_before(s, l);
    if (known) {
        PostIn in = { .person = known, .org = org, .role = role, .place = area->code, .from_on = DAY_NONE,
                      .to_on = DAY_NONE };
        return deed(s, "post_give", &in, &e);
    }
    Joining in = { .name = l->name, .phone = l->phone, .org = org, .role = role, .place = area->code,
                   .from_on = DAY_NONE, .to_on = DAY_NONE };
    Fault f = deed(s, "person_invite", &in, &e);
    if (f) return f;
    s->joined[s->joined_count++] = (Joined){ l->name, l->phone, e.subject };
    link_of_row(s, &e);
    return OK;
}

static Fault row_do(Tx *tx, void *context)
{
    Sheet *s = context;
    const StaffLine *l = &s->lines[s->at];
    StaffRow *row = &s->rows[s->at];
    Place at, area;
    i64 role, org = 0;
    bool good = choice_of_row(s, "role", role_choices, role_choice_count, l->role, &role);
    good = place_of_row(s, "place", l->place, &at) && good;
    area = at;
    if (l->area.len) good = place_of_row(s, "area", l->area, &area) && good;
    if (l->name.len && !l->role.len) row_wrong(s, "role", FAULT_field_missing), good = false;
    if (!good) return FAULT_field_problems;
    row->place = at.name;
    Fault f = org_of_row(s, l, role, &at, &org);
    if (f) return f;
    const Choice *c = choice_by_value(role_choices, role_choice_count, role);
    if (c) row->role = str(s->who->lang == EN ? c->label_en : c->label);
    i64 today = day_of(tx_real(tx));
    bool there = l->name.len ? post_seated(tx_db(tx), org, role, l->name, today) : !row->new_org;
    row->end = there ? ROW_SAME : ROW_NEW;
    return there || !l->name.len ? OK : person_of_row(s, l, role, org, &area);
}

static void row_count(Sheet *s, i64 joined)
{
    StaffRow *row = &s->rows[s->at];
    StaffTold *t = &s->told;
    t->same += row->end == ROW_SAME;
    t->orgs += row->new_org;
    if (row->end != ROW_NEW || !row->name.len) return;
    t->posts++;
    t->persons += s->joined_count - joined;
}

// All rows, one after the other, each for itself. What a refused row noted is taken back with it.
static Fault sheet_do(Sheet *s, Tx *tx)
{
    s->tx = tx;
    for (s->at = 0; s->at < s->count && !s->broken; s->at++) {
        i64 joined = s->joined_count;
        StaffRow *row = &s->rows[s->at];
        Fault f = row->end ? FAULT_field_problems : tx_part(tx, row_do, s);
        if (f == FAULT_store_failed || f == FAULT_store_full || f == FAULT_breakage) s->broken = f;
        if (f) row->end = ROW_WRONG, row->new_org = 0, row->link = row->qr = STR(""), s->joined_count = joined;
        s->told.refused += f != OK;
        row_count(s, joined);
    }
    return s->broken;
}

// ---- the action ----------------------------------------------------------------------------------------

Fault staff_import_where(Act *act)
{
    const StaffIn *in = act->in;
    act->county = in->county ? in->county : act->who->county ? act->who->county : app_default_county(act->app);
    return act->county >= 100000 ? OK : act_problem(act, "county", FAULT_field_out_of_range);
}

// Always taken back.
static Fault trial_work(App *app, Tx *tx, Arena *arena, void *context)
{
    (void)app, (void)arena;
    Fault f = sheet_do(context, tx);
    return f ? f : FAULT_only_a_trial;
}

Fault staff_import_prepare(Act *act)
{
    const StaffIn *in = act->in;
    Sheet *s = act->own = sheet_read(act);
    if (act->problems.count) return FAULT_field_problems;
    s->told.trial = in->trial;
    Fault f = in->trial ? road_work(act->app, trial_work, s, true) : OK;
    return f == FAULT_only_a_trial ? OK : f;
}

// The import itself has no entry: each deed of each row has its own.
Fault staff_import_change(Act *act)
{
    Sheet *s = act->own;
    Fault f = s->told.trial ? OK : sheet_do(s, act->tx);
    if (f) return f;
    s->told.rows = MANY_OF(s->rows, s->count);
    s->told.wrong = MANY_OF(s->wrong, s->wrong_count);
    return act_says(act, 0, &s->told);
}

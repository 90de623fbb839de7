// loan_api.c: the actions of loans.
#include "loan_store.h"
#include "matter/matter.h"
#include "thing/thing_counts_api.h"

static const ThingApi loan_things;

// ---- asking ------------------------------------------------------------------------------------------

static Fault ask_where(Act *act)
{
    act->county = place_county(((const LoanAsk *)act->in)->place);
    return act->county ? OK : act_problem(act, "place", FAULT_place_unknown);
}

static Fault ask_change(Act *act)
{
    const LoanAsk *in = act->in;
    Place p;
    Loan *l = NEW(act->arena, Loan, 1);
    if (!loan_until_good(in->until, day_of(act->now))) act_problem(act, "until", FAULT_field_out_of_range);
    Fault f = thing_place(act, "place", in->place, &p);
    if (f || act->problems.count) return FAULT_field_problems;
    thing_begin(act, &loan_things, &p, LEVEL_COMMUNITY, l);
    l->title = in->item;
    l->amount = in->amount;
    l->use = in->use;
    l->until = in->until;
    l->note = in->note;
    l->due_at = day_start(in->until + 1);
    return OK;
}

// ---- deeds -------------------------------------------------------------------------------------------

// The loan names the matter, and the matter names the loan as its origin.
static void loan_tell(DeedOf *d, Str subject, const char *what)
{
    Loan *l = d->now;
    Filing *f = NEW(d->act->arena, Filing, 1);
    record_blank(&filing_record, f);
    f->place = d->sight.place.code;
    f->subject = subject;
    f->text = arena_fmt(d->act->arena, "%s %s", arena_z(d->act->arena, l->title), what);
    l->matter = act_id(d->act);
    act_cause(d->act, (Caused){ "matter_file", .id = l->matter, .in = f });
}

static Fault loan_lose(DeedOf *d)
{
    loan_tell(d, ((const LoanDeed *)d->in)->subject, "丢失");
    return OK;
}

static Fault loan_lapse(DeedOf *d)
{
    d->t->lapsed = 1;
    loan_tell(d, STR(""), "逾期未还");
    return OK;
}

static Fault (*const decides[LOAN_VERB_END])(DeedOf *d) = { [LOAN_LOSE] = loan_lose, [LOAN_LAPSE] = loan_lapse };
static const ThingApi loan_things = { .store = &loan_store, .scope = "loan", .decide = decides };

// ---- reading -----------------------------------------------------------------------------------------

typedef struct LoanWhole { Loan loan; union { ThingWhole whole; struct { THING_WHOLE_MEMBERS }; }; } LoanWhole;
static const Record whole_record = RECORD_OF(LoanWhole, "loan_whole", "借用全文", "A whole loan",
    INLINE_FIELD(LoanWhole, loan, Loan, loan_record), THING_WHOLE_FIELDS(LoanWhole, loan_step_record));

static Fault loan_read(Ask *ask)
{
    LoanWhole w;
    Sight s;
    Fault f = ask_thing(ask, &loan_things, &w.loan, &s);
    if (f) return f;
    thing_whole(ask, &loan_things, &w.loan, &s, &w.whole);
    thing_veil(&loan_things, &s, &w.loan);
    return ask_tell(ask, &w);
}

// ---- the list ----------------------------------------------------------------------------------------

typedef struct LoansQuery { THINGS_QUERY_MEMBERS i64 use; } LoansQuery;
static const Record query_record = RECORD_OF(LoansQuery, "loans_query", "借用", "Loans",
    THINGS_QUERY_FIELDS(LoansQuery, loan_states),
    CHOICE_FIELD(LoansQuery, use, loan_uses, "用途", "Use", .note = "Lent for this."));

typedef struct LoanRow { Loan loan; RowSight sight; } LoanRow;
typedef struct LoanLine { Str number; i64 state; Str item; i64 amount, use, until, late; Str place_name; } LoanLine;
static const Record line_record = RECORD_OF(LoanLine, "loan_line", "借用台账", "Ledger of loans",
    TEXT_FIELD(LoanLine, number, "编号", "Number"),
    CHOICE_FIELD(LoanLine, state, loan_states, "状态", "State"),
    TEXT_FIELD(LoanLine, item, "物品", "Item"),
    COUNT_FIELD(LoanLine, amount, "数量", "How many"),
    CHOICE_FIELD(LoanLine, use, loan_uses, "用途", "Use"),
    ON_FIELD(LoanLine, until, "归还日期", "Back by"),
    FLAG_FIELD(LoanLine, late, "曾逾期", "Was late"),
    TEXT_FIELD(LoanLine, place_name, "地点", "Place"));

static bool loans_fits(Walk *w, const void *row)
{
    const LoansQuery *asked = w->ask->query;
    return things_fits(w, row) && (!asked->use || ((const Loan *)row)->use == asked->use);
}

static void loan_line(Walk *w, const void *row, void *line)
{
    Loan l = *(const Loan *)row;
    const Sight *s = &row_sight(w, row)->s;
    thing_veil(&loan_things, s, &l);
    *(LoanLine *)line = (LoanLine){ l.number, l.state, l.title, l.amount, l.use, l.until, l.late,
                                    place_shown(w->ask->db, w->arena, s).name };
}

static const View views[] = {
    { { "借出的", "Lent" }, "state=out&order=urgent", WHO_OFFICE }, { { "我借的", "Mine" }, "mine=1", WHO_PERSON },
};
static const List loans_list = {
    .of = &loan_things, .query = &query_record, .row = &loan_record, .size = sizeof(LoanRow), .keys = 2,
    .from = { 0, INT64_MAX }, .open = things_open, .step = things_step, .fits = loans_fits, .sees = things_sees,
    .item = things_item, .line = &line_record, .fill = loan_line, .tail = things_tail,
    LIST_FACE(.label = { "借用", "Loans" }, .group = GROUP_WORK, .order = 9, .icon = "box", VIEWS(views),
              .empty = { "没有借出的东西。", "Nothing is lent." }),
};
typedef struct LoanShown { Loan loan; THING_SHOWN_MEMBERS } LoanShown;
static const Record shown_record = RECORD_OF(LoanShown, "loan", "借用", "A loan",
    INLINE_FIELD(LoanShown, loan, Loan, loan_record), THING_SHOWN_FIELDS(LoanShown));
static const Record loans_record = RECORD_OF(ThingsPage, "loans", "借用列表", "Loans",
    PAGE_FIELDS(ThingsPage, shown_record, "借用", "Loans"), PLACE_ENDED_FIELD(ThingsPage));

// ---- counts ------------------------------------------------------------------------------------------

static const Record counts_record = RECORD_OF(ThingCounts, "loan_counts", "借用统计", "Counts of loans",
    COUNTS_FIELDS(ThingCounts));

static Fault loan_counts(Ask *ask)
{
    ThingCounts told;
    Fault f = thing_counts(ask, &loan_kind, NEW(ask->arena, Counts, 1), &told);
    return f ? f : ask_tell(ask, &told);
}

// ---- the actions -------------------------------------------------------------------------------------

#define DEED(verb, bits, zh, en, ...) { \
    .deed = { "loan_" verb, &loan_record, loan_apply }, .method = POST, .path = "/api/loans/{id}/" verb, .who = bits, \
    .flags = JUDGES, .in = &loan_deed_record, .out = &thing_done_record, .of = &loan_things, .causes = "matter_file", \
    .change = thing_deed_change, .answer = thing_deed_answer, .note = en, .note_zh = zh, \
    DEED_FACE(.after = AFTER_THING, __VA_ARGS__) }
static const Action actions[] = {
    { .deed = { "loan_ask", &loan_record, loan_apply }, .method = POST, .path = "/api/loans", .who = WHO_PERSON,
      .flags = CREATES, .in = &loan_ask_record, .out = &thing_done_record, .of = &loan_things, .where = ask_where,
      .change = ask_change, .answer = thing_deed_answer, .note = "Ask for a loan.", .note_zh = "申请借用。",
      DEED_FACE(.label = { "我要借", "Borrow" }, .tone = WEIGHT_MAIN, .after = AFTER_THING) },
    { .deed.name = "loans", .method = GET, .path = "/api/loans", .who = WHO_ANYONE, .list = &loans_list,
      .out = &loans_record, .note = "Loans by place, use and more.", .note_zh = "按地点、用途等查询借用。" },
    { .deed.name = "loan_read", .method = GET, .path = "/api/loans/{id}", .who = WHO_ANYONE, .flags = NUMBERED,
      .read = loan_read, .out = &whole_record, .note = "One loan with its steps.", .note_zh = "查看一笔借用。" },
    { .deed.name = "loan_counts", .method = GET, .path = "/api/loan-counts", .who = WHO_ANYONE, .read = loan_counts,
      .query = &counts_query_record, .out = &counts_record, .note = "Counts of loans.", .note_zh = "借用统计。" },
    DEED("give", WHO_OFFICE, "交给借用人。", "Give it out.", .tone = WEIGHT_MAIN),
    DEED("return", WHO_OFFICE, "收回。", "Take it back.", .tone = WEIGHT_MAIN),
    DEED("lose", WHO_OFFICE | WHO_REPORTER, "报失，并转为事项。", "Report it lost; a matter follows."),
    { .deed = { "loan_lapse", &loan_record, loan_apply }, .who = WHO_CLOCK, .of = &loan_things,
      .change = thing_deed_change, .causes = "matter_file", .note = "Not back in time; a matter follows.",
      .note_zh = "逾期未还，转为事项。" },
};

static const ChoiceFace faces[] = {
    { loan_states, LOAN_ASKED, .tone = TONE_NEW }, { loan_states, LOAN_OUT, .tone = TONE_WORK },
    { loan_states, LOAN_BACK, .tone = TONE_DONE }, { loan_states, LOAN_LOST, .tone = TONE_STOP },
};
static const NounFace nouns[] = { { "loan", "/api/loans", { "借用", "Loan" }, "box" } };
static const DueDeed dues[] = { { NOUN_LOAN, LOAN_LAPSE, "loan_lapse" } };
const Capability loan_capability = {
    .name = "loan", .things = &loan_things, .standings = &loan_standings, .actions = actions,
    .action_count = (int)COUNT(actions), .dues = dues, .due_count = 1, .nouns = nouns, .noun_count = 1, .faces = faces,
    .face_count = (int)COUNT(faces),
};

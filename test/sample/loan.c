// loan.c: the field rows and pure rules of loans.
#include "loan.h"
#include "thing/thing_right.h"

const Choice loan_states[4] = {
    { LOAN_ASKED, "asked", "待取", "asked for" }, { LOAN_OUT, "out", "借出", "lent" },
    { LOAN_BACK, "back", "已还", "back" },        { LOAN_LOST, "lost", "丢失", "lost" },
};
const Choice loan_verbs[6] = {
    { LOAN_ASK, "ask", "申请借用", "asked for" }, { LOAN_GIVE, "give", "交给", "given" },
    { LOAN_RETURN, "return", "归还", "returned" }, { LOAN_LOSE, "lose", "报失", "reported lost" },
    { LOAN_LAPSE, "lapse", "逾期未还", "not back in time" }, { LOAN_PASS, "pass", "转由现任", "passed on" },
};
const Choice loan_uses[3] = {
    { USE_REPAIR, "repair", "修理", "repair" }, { USE_CARE, "care", "照护", "care" },
    { USE_MEETING, "meeting", "聚会", "meeting" },
};

const Record loan_ask_record = RECORD_OF(LoanAsk, "loan_ask", "申请借用", "Asking for a loan",
    TEXT_FIELD(LoanAsk, place, "地点", "Place", .flags = PLAIN | NEEDED, .max = 24,
               SHOWS(.of = "places/find", .pick = "code")),
    TEXT_FIELD(LoanAsk, item, "物品", "Item", .flags = NEEDED, .max = 60, SHOWS(.eg = { "人字梯", "Ladder" })),
    COUNT_FIELD(LoanAsk, amount, "数量", "How many", .absent = 1, .min = 1, .max = 20),
    CHOICE_FIELD(LoanAsk, use, loan_uses, "用途", "Use"),
    ON_FIELD(LoanAsk, until, "归还日期", "Back by", .flags = NEEDED, SHOWS(.hint = { "最长一个月", "A month at most" })),
    TEXT_FIELD(LoanAsk, note, "备注", "Remark", .flags = LINES, .max = 400));
const Record loan_record = RECORD_OF(Loan, "loan", "借用", "A loan",
    THING_FIELDS(Loan, loan_states, "借用人", "Borrower"),
    COUNT_FIELD(Loan, amount, "数量", "How many", .flags = FIRST, SHOWS(.col = 4)),
    CHOICE_FIELD(Loan, use, loan_uses, "用途", "Use", .flags = FIRST),
    ON_FIELD(Loan, until, "归还日期", "Back by", .flags = FIRST),
    TEXT_FIELD(Loan, note, "备注", "Remark", .flags = SEALED | LINES | FIRST, .max = 400),
    REF_FIELD(Loan, matter, "引起的事项", "Matter it caused", .flags = SERVER));
const Record loan_step_record = RECORD_OF(LoanStep, "loan_step", "经过", "A step",
    STEP_FIELDS(LoanStep, loan_states, loan_verbs));
const Record loan_deed_record = RECORD_OF(LoanDeed, "loan_deed", "办理", "A deed's body",
    DEED_SAID_FIELDS(LoanDeed),
    TEXT_FIELD(LoanDeed, subject, "事项类别", "Subject", .flags = PLAIN, .max = 8));

enum { TEXT_ = TAKES_TEXT | TAKES_PAPERS, SUBJECT_ = TAKES_OWN };
#define S(state) (1u << (state))
// Verb, from states, state afterwards, who, how, what the body takes and needs, whom it tells. What
// takes nothing is time's.
static const VerbRow verbs[] = {
    { LOAN_GIVE, S(LOAN_ASKED), LOAN_OUT, WHO_OFFICE, 0, TEXT_, 0, TO_REPORTER },
    { LOAN_RETURN, S(LOAN_OUT), LOAN_BACK, WHO_OFFICE, 0, TEXT_, 0, TO_REPORTER },
    { LOAN_LOSE, S(LOAN_OUT), LOAN_LOST, WHO_OFFICE | WHO_REPORTER, 0, TEXT_ | SUBJECT_, TAKES_TEXT, TO_HOLDER },
    { LOAN_LAPSE, S(LOAN_OUT), 0, WHO_CLOCK, 0, 0, 0, TO_HOLDER | TO_REPORTER },
};
const ThingKind loan_kind = {
    .name = "loan", .mark = 'L', .noun = NOUN_LOAN, .body = &loan_deed_record, .states = loan_states,
    .state_count = LOAN_STATE_END - 1, .open = S(LOAN_ASKED) | S(LOAN_OUT), .done = LOAN_BACK, .verbs = verbs,
    .verb_count = (int)COUNT(verbs), .verb_names = loan_verbs, .verb_name_count = (int)COUNT(loan_verbs),
    .pass = LOAN_PASS, .tells = TO_HOLDER,
};
const Standings loan_standings = THING_STANDINGS(loan_kind, loan_verbs);

bool loan_until_good(i64 until, i64 today) { return until >= today && until <= today + 31; }

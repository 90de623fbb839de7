// loan_store.c: the tables of loans; what all things share is thing/'s.
#include "loan_store.h"

// What is out and not told as late yet falls due.
static void loan_finding(const void *row, Finding *f)
{
    const Loan *l = row;
    f->what = LOAN_LAPSE;
    f->due = l->state == LOAN_OUT && !l->late;
}

const ThingStore loan_store = {
    THING_TABLES("loan"), .kind = &loan_kind, .record = &loan_record, .step = &loan_step_record,
    .finding = loan_finding,
};

void loan_apply(Apply *ap, const Entry *e, void *record) { thing_apply(&loan_store, ap, e, record); }

// matter_store.c: what of storing is the matters' own; the rest is thing/'s. Apply uses the entry alone, and the keys
// still held.
#include "base/text.h"
#include "matter/matter_store.h"
#include "people/people.h"
#include <math.h>
#include <string.h>

// ---- rows of what only this room keeps -------------------------------------------------------------
static const Field unname_fields[] = {
    REF_FIELD(Unname, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Unname, person, "人员", "Person", .flags = KEY),
    MOMENT_FIELD(Unname, at, "时间", "At"),
};
const Record unname_record = RECORD(Unname, "matter_unname", unname_fields, "删除联系方式", "A contact is removed");

// ---- load ----------------------------------------------------------------------------------------

bool matter_load(Db *db, Arena *a, i64 id, Matter *m) { return thing_load(db, a, &matter_store, id, m); }

int matter_referred(Db *db, i64 county, Str ref, i64 *ids, int max)
{
    return rows_ids(db_ask(db, "SELECT id FROM matter WHERE county=$1 AND via_ref=$2 AND via_ref<>'' ORDER BY id DESC "
                               "LIMIT $3", I(county), T(ref), I(max)), ids, max);
}

static void pauses_add(Pauses *p, Arena *a, i64 from)
{
    if (p->count == p->room) {
        p->room = MAX(16, 2 * p->room);
        Pause *more = NEW(a, Pause, p->room);
        if (p->count) memcpy(more, p->at, (size_t)p->count * sizeof *more);
        p->at = more;
    }
    p->at[p->count++] = (Pause){ from, 0 };
}

// All of them, however many. In the order of the entries, since several may bear one moment; what starts the clock
// again begins anew. A pause that was entered late may have begun before the period did: then its rest counts.
Pauses matter_pauses(Db *db, Arena *a, const Matter *m)
{
    Pauses p = { 0 };
    Rows *rows = db_ask(db, "SELECT verb, at FROM matter_step WHERE county=$1 AND thing=$2 "
                            "AND verb IN ($3, $4, $5, $6, $7) ORDER BY n",
                        I(m->county), I(m->id), I(VERB_REOPEN), I(VERB_RAISE), I(VERB_LOWER), I(VERB_PAUSE),
                        I(VERB_RESUME));
    while (rows_next(rows)) {
        i64 verb = rows_i64(rows, 0), at = rows_i64(rows, 1);
        while (p.count && p.at[p.count - 1].from > at) p.count--;       // by a clock that ran ahead: it never was
        if (p.count && p.at[p.count - 1].to > at) p.at[p.count - 1].to = at;
        if (verb == VERB_PAUSE) pauses_add(&p, a, at);
        else if (verb != VERB_RESUME) p.count = 0;
        else if (p.count && !p.at[p.count - 1].to) p.at[p.count - 1].to = at;
    }
    rows_end(rows);
    return p;
}

// Since it holds the matter: by a step that gives and is not its own. A filing and the clock's steps bear no org. Asked
// of its holder.
bool matter_given(Db *db, const Thing *m, i64 org)
{
    return db_i64(db, "SELECT COUNT(*) FROM matter_step WHERE county=$1 AND thing=$2 AND holder=$3 AND org<>$3 "
                      "AND verb IN ($4, $5, $6, $7, $8) AND n>(SELECT COALESCE(MAX(n), 0) FROM matter_step "
                      "WHERE county=$1 AND thing=$2 AND holder<>$3)",
                  I(m->county), I(m->id), I(org), I(VERB_FILE), I(VERB_ASSIGN), I(VERB_RAISE), I(VERB_LOWER),
                  I(VERB_PASS)) > 0 || !thing_begun(db, &matter_store, m);
}

// By the steps that said so, not by the clock of now: offline work is judged by what had happened at its moment.
bool matter_late_at(Db *db, const Matter *m, i64 moment)
{
    return db_i64(db, "SELECT COUNT(*) FROM matter_step WHERE county=$1 AND thing=$2 AND late=1 AND at<=$3",
                  I(m->county), I(m->id), I(moment)) > 0;
}

i64 matter_answered(Db *db, const Matter *m)
{
    return db_i64(db, "SELECT org FROM matter_step WHERE county=$1 AND thing=$2 AND verb IN ($3, $4) AND org>0 "
                      "ORDER BY n DESC LIMIT 1", I(m->county), I(m->id), I(VERB_ANSWER), I(VERB_CLOSE));
}

i64 due_provisional_county(Db *db, i64 county)
{
    Rows *rows = db_ask(db, "SELECT county FROM matter WHERE provisional=1 AND county>$1 ORDER BY county LIMIT 1",
                        I(county));
    i64 next = rows_next(rows) ? rows_i64(rows, 0) : -1;
    rows_end(rows);
    return next;
}

// By the small index of those that count on an unpublished year.
i64 due_provisional(Db *db, i64 county, i64 after)
{
    return db_i64(db, "SELECT id FROM matter WHERE county=$1 AND provisional=1 AND id>$2 ORDER BY id LIMIT 1",
                  I(county), I(after));
}

// ---- finding --------------------------------------------------------------------------------------

// Pressing ones are ordered by urgency, then by what is due first; a paused matter stands behind all that run. Due
// moments fit below an urgency for some thousands of years.
static const i64 RANK_URGENCY = 1LL << 50;
static i64 rank_from(i64 urgency) { return (1 + URGENCY_CRITICAL - urgency) * RANK_URGENCY; }

// Answered: the work is done and waits for the reporter. Overdue: the top was told, and there is nowhere to raise it.
static void matter_finding(const void *row, Finding *f)
{
    const Matter *m = row;
    i64 due = m->due_at && !m->paused_at ? m->due_at : RANK_URGENCY;
    f->rank = rank_from(m->urgency) + MAX(0, MIN(due, RANK_URGENCY - 1));
    f->what = VERB_RAISE;
    f->due = thing_open(&matter_kind, m->state) && m->state != MATTER_ANSWERED && !m->paused_at && m->due_at
          && !m->overdue;
}

void matter_ranks(i64 urgency, i64 *from, i64 *to)
{
    *from = rank_from(urgency);
    *to = *from + RANK_URGENCY - 1;
}

// ---- counting ------------------------------------------------------------------------------------

static_assert((int)TALLY_IN == NOUN_MATTER * (int)TALLY_EACH + COUNT_IN && (int)TALLY_OUT == (int)TALLY_IN + COUNT_OUT
              && (int)TALLY_NEW == (int)TALLY_IN + COUNT_NEW && (int)TALLY_DUE == (int)TALLY_IN + COUNT_DUE
              && (int)TALLY_LATE_OPEN == (int)TALLY_IN + COUNT_LATE_OPEN
              && (int)TALLY_MINUTES == (int)TALLY_IN + COUNT_BUCKETS, "what all things count has the same numbers");

static void count_at(Apply *ap, const Matter *m, const Step *step, i64 what)
{
    thing_count(ap, &matter_kind, &m->thing, m->level, step->at, what - TALLY_IN, 1);
}

// Under the day of the closing that was rated: what is said again takes away what was said before.
static void count_rating(Apply *ap, const Matter *was, const Matter *m)
{
    const struct { i64 what, was, now; } rated[] = { { TALLY_SOLVED, was->solved, m->solved },
                                                      { TALLY_CONTENT, was->content, m->content } };
    for (int i = 0; i < (int)COUNT(rated); i++) {
        if (rated[i].was == rated[i].now) continue;
        i64 what = rated[i].what - TALLY_IN;
        if (rated[i].was) thing_count(ap, &matter_kind, &m->thing, m->level, m->closed_at, what + rated[i].was, -1);
        if (rated[i].now) thing_count(ap, &matter_kind, &m->thing, m->level, m->closed_at, what + rated[i].now, 1);
    }
}

static void matter_applied(Apply *ap, const Entry *e, const void *was, const void *now, const void *done)
{
    const Matter *m = now, *before = was;
    const Step *step = done;
    (void)e;
    assert(was || ap->replay || m->state == MATTER_FILED);
    if (!was) return;
    if (step->verb == VERB_SIGN) party_sign(ap->db, &m->thing, step->org, step->at);
    if (step->verb == VERB_RAISE)   count_at(ap, m, step, step->late ? TALLY_RAISED_CLOCK : TALLY_RAISED_HAND);
    if (step->verb == VERB_LOWER)   count_at(ap, m, step, TALLY_LOWERED);
    if (step->verb == VERB_REOPEN)  count_at(ap, m, step, TALLY_REOPENED);
    if (step->verb == VERB_OVERDUE) count_at(ap, m, step, TALLY_OVERDUE);
    if (step->verb == VERB_URGE)    count_at(ap, m, step, TALLY_URGED);
    bool rework = step->verb == VERB_REOPEN && before->state != MATTER_REFUSED;
    if (rework)                     count_at(ap, m, step, TALLY_REWORK);
    if (step->verb == VERB_RATE || step->verb == VERB_CLOSE) count_rating(ap, before, m);
    if (step->verb != VERB_CLOSE) return;
    if (m->closed_as) count_at(ap, m, step, TALLY_CLOSED_AS + m->closed_as);
    if (!m->late) count_at(ap, m, step, TALLY_IN_TIME);
    if (m->top_level <= LEVEL_COMMUNITY) count_at(ap, m, step, TALLY_LOW);
    count_at(ap, m, step, TALLY_MINUTES + bucket_of(step->minutes));
}

static void matter_step_own(void *step, const void *was, const void *now)
{
    Step *own = step;
    const Matter *m = now;
    own->clock_at = m->clock_at;
    if (!was) return;
    own->paused_at = m->paused_at;
    own->refusal = m->refusal;
    own->in_time = m->in_time;
    own->minutes = m->minutes;
    own->closed_as = m->closed_as;
    own->solved = m->solved;
    own->content = m->content;
}

static void matter_opened(const Entry *e, void *row)
{
    (void)e;
    matter_position_open(row);
}

static void matter_forgotten(void *row)
{
    Matter *m = row;
    m->lat = m->lon = NAN;
    m->crs = 0;
}

// Disputes and what the pack calls sensitive are found by number, place and day alone; nobody by a phone that stands in
// the words, which the public does not read.
static Str matter_words(const void *row, Arena *a)
{
    const Matter *m = row;
    Str all = arena_fmt(a, "%s\n%s\n%s", arena_z(a, m->title), arena_z(a, m->text), arena_z(a, m->spot));
    return m->sensitive ? STR("") : text_masked(a, all, STR(""), true);
}

const ThingStore matter_store = {
    THING_TABLES("matter"), .kind = &matter_kind, .record = &matter_record, .step = &step_record,
    .opened = matter_opened, .step_own = matter_step_own, .finding = matter_finding, .applied = matter_applied,
    .forgotten = matter_forgotten, .words = matter_words,
};

void matter_apply(Apply *ap, const Entry *e, void *record) { thing_apply(&matter_store, ap, e, record); }

void matter_apply_forget(Apply *ap, const Entry *e, void *record) { thing_forget_apply(&matter_store, ap, e, record); }

// The reporter was forgotten: name and phone go from all their matters here. The words that everybody may read stay.
// By `found`, where a reporter is a scope: matter has no index by reporter.
#define THEIRS " WHERE county=$1 AND reporter=$2 " \
    "AND id IN (SELECT id FROM found WHERE county=$1 AND scope=$2 AND kind=$3)"
#define NAMED  " AND (reporter_name NOT IN ('','" REMOVED "') OR reporter_phone NOT IN ('','" REMOVED "'))"

// Asked first, so that forgetting somebody who never gave a name leaves no empty entry.
bool matter_named(Db *db, Arena *a, i64 county, i64 person)
{
    found_settle_all(db, a, county);
    return db_i64(db, "SELECT 1 FROM matter" THEIRS NAMED " LIMIT 1", I(county), I(person), I(NOUN_MATTER));
}

void matter_apply_unname(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || ((Unname *)record)->person == e->subject);
    const Unname *u = record;
    (void)e;
    found_settle_all(ap->db, ap->arena, u->county);
    db_run(ap->db, "UPDATE matter SET reporter_name=CASE WHEN reporter_name='' THEN '' ELSE '" REMOVED "' END, "
                   "reporter_phone=CASE WHEN reporter_phone='' THEN '' ELSE '" REMOVED "' END" THEIRS,
           I(u->county), I(u->person), I(NOUN_MATTER));
}

// ---- imports -------------------------------------------------------------------------------------

static const Field import_fields[] = {
    REF_FIELD(Import, id, "系统编号", "Id", .flags = KEY),
    TEXT_FIELD(Import, via_ref, "外部编号", "Foreign number", .flags = SERVER),
    MOMENT_FIELD(Import, filed_at, "提交时间", "Filed at", .flags = SERVER),
    TEXT_FIELD(Import, place, "地点编码", "Code of the place", .flags = SERVER),
    TEXT_FIELD(Import, subject, "类别", "Subject", .flags = SERVER),
    CHOICE_FIELD(Import, state, state_choices, "状态", "State", .flags = SERVER),
    CHOICE_FIELD(Import, level, level_choices, "层级", "Level", .flags = SERVER),
};
const Record import_record = RECORD(Import, "import", import_fields, "导入的事项", "An imported matter");

// No index knows what was imported: others are places without a row.
Rows *import_rows(Db *db, i64 county, i64 after, i64 most)
{
    return db_ask(db, "SELECT CASE WHEN m.via=$4 THEN m.id END, m.via_ref, m.filed_at, COALESCE(place.code, ''), "
                      "m.subject, m.state, m.level, m.id FROM matter m LEFT JOIN place ON place.county=m.county "
                      "AND place.id=m.place WHERE m.county=$1 AND m.id>$2 ORDER BY m.id LIMIT $3",
                  I(county), I(after), I(most), I(VIA_IMPORT));
}

// matter_store.c: loading matters and applying entries to them. Apply uses the entry alone, and the keys still held.
//
// Tables: matter and matter_step (the history), matter_party, matter_look, message, and two that are made from them:
// matter_at, one row per matter and scope (place above it, holder, party, post, reporter) along which every list walks,
// and due, one row per open deadline, along which the clock walks. An apply may meet any entry of any age, also a
// damaged one when verify replays a broken journal: what it cannot use it leaves alone, and the comparison tells. Only
// what was decided a moment ago is asserted.
#include "matter/matter_store.h"
#include "people/people.h"
#include <math.h>
#include <string.h>

// ---- rows of what only this room keeps -------------------------------------------------------------
static const Field party_fields[] = {
    REF_FIELD(Party, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Party, matter, "事项", "Matter", .flags = KEY | HIDDEN),
    REF_FIELD(Party, org, "组织", "Organisation", .flags = KEY),
    CHOICE_FIELD(Party, level, level_choices, "层级", "Level"),
    MOMENT_FIELD(Party, at, "加入时间", "Since"),
    MOMENT_FIELD(Party, signed_at, "完成时间", "Signed off at"),
};
const Record party_record = RECORD(Party, "matter_party", party_fields, "参与方", "A party");

// Named to the reporter and the office; the reason is sealed with the matter's key and goes with its words.
static const Field look_fields[] = {
    REF_FIELD(MatterLook, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(MatterLook, about, "事项", "Matter", .flags = KEY),
    COUNT_FIELD(MatterLook, n, "记录号", "Entry", .flags = KEY),
    REF_FIELD(MatterLook, actor, "查看人", "By"),
    REF_FIELD(MatterLook, org, "查看组织", "Organisation"),
    MOMENT_FIELD(MatterLook, at, "时间", "At"),
    TEXT_FIELD(MatterLook, why, "事由", "Why", .flags = NEEDED | SEALED, .min = 2, .max = 200),
};
const Record matter_look_record = RECORD(MatterLook, "matter_look", look_fields, "查看记录", "A look at private words");

static const Field given_fields[] = {
    REF_FIELD(GivenOn, id, "系统编号", "Matter", .flags = NEEDED),
    CHOICE_FIELD(GivenOn, state, state_choices, "状态", "State"),
    REF_FIELD(GivenOn, holder, "承办组织", "Holder"),
    REF_FIELD(GivenOn, told, "告知组织", "Who is told"),
};
static const Record given_record = RECORD(GivenOn, "matter_given", given_fields, "转交的事项", "A matter given on");
static const Field passed_fields[] = {
    REF_FIELD(Passed, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Passed, from, "原岗位或组织", "Post or organisation", .flags = KEY),
    REF_FIELD(Passed, place, "原服务地点", "Place that is served no more", .flags = SERVER | HIDDEN),
    MOMENT_FIELD(Passed, at, "时间", "At"),
    REF_FIELD(Passed, after, "未完", "More are left behind this matter", .flags = SERVER | HIDDEN),
    MANY_FIELD(Passed, rows, given_record, "事项", "Matters", .flags = SERVER | HIDDEN, .max = PASSED_MOST),
};
const Record return_record = RECORD(Passed, "matter_return", passed_fields, "退回待办", "Matters return to the queue");
const Record pass_record = RECORD(Passed, "matter_pass", passed_fields, "移交", "Matters are passed on");

static const Field unname_fields[] = {
    REF_FIELD(Unname, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Unname, person, "人员", "Person", .flags = KEY),
    MOMENT_FIELD(Unname, at, "时间", "At"),
};
const Record unname_record = RECORD(Unname, "matter_unname", unname_fields, "删除联系方式", "A contact is removed");

static const Field move_fields[] = {
    REF_FIELD(Move, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Move, place, "原地点", "Old place", .flags = KEY),
    REF_FIELD(Move, into, "继任地点", "Successor"),
};
const Record move_record = RECORD(Move, "matter_move", move_fields, "随地点转移", "Matters follow their place");

// The word is a verb's name; what it says to people is the page's business.
static const Field message_fields[] = {
    REF_FIELD(Message, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Message, org, "组织", "Organisation", .flags = KEY),
    COUNT_FIELD(Message, n, "记录号", "Entry", .flags = KEY),
    REF_FIELD(Message, matter, "事项", "Matter", .flags = KEY),
    MOMENT_FIELD(Message, at, "时间", "At"),
    TEXT_FIELD(Message, word, "消息", "Word", .max = 32),
};
const Record message_record = RECORD(Message, "message", message_fields, "消息", "A message to an organisation");

static const Field forget_fields[] = {
    REF_FIELD(Forget, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Forget, matter, "事项", "Matter", .flags = KEY),
    MOMENT_FIELD(Forget, at, "时间", "At"),
    REF_FIELD(Forget, actor, "经办人", "By", .see = SEE_STAFF),
};
const Record forget_record = RECORD(Forget, "matter_forget", forget_fields, "删除内容", "Words are removed");

// ---- load ----------------------------------------------------------------------------------------

// False: no such matter. A matter whose words are removed is one still.
bool matter_load(Db *db, Arena *a, i64 id, Matter *m)
{
    return db_load(db, &matter_record, "WHERE county=$1 AND id=$2", a, m, I(id_county(id)), I(id));
}

// Read and raised within one job, so two filings at once cannot get the same number.
i64 matter_day_n(Db *db, i64 county, i64 day)
{
    return db_i64(db, "SELECT day_n FROM matter WHERE county=$1 AND filed_on=$2 ORDER BY day_n DESC LIMIT 1", I(county),
                  I(day));
}

i64 matter_numbered(Db *db, const ThingNumber *number)
{
    return db_i64(db, "SELECT id FROM matter WHERE county=$1 AND filed_on=$2 AND day_n=$3", I(number->county),
                  I(number->day), I(number->n));
}

int matter_referred(Db *db, i64 county, Str ref, i64 *ids, int max)
{
    assert(ids && max > 0);
    int n = 0;
    Rows *rows = db_ask(db, "SELECT id FROM matter WHERE county=$1 AND via_ref=$2 AND via_ref<>'' ORDER BY id DESC "
                            "LIMIT $3", I(county), T(ref), I(max));
    while (rows_next(rows)) ids[n++] = rows_i64(rows, 0);
    rows_end(rows);
    return n;
}

// Invited now or holding it ever: both were told what it is about.
bool matter_party(Db *db, const Thing *m, i64 org)
{
    return org == m->holder || db_i64(db, "SELECT 1 FROM matter_party WHERE county=$1 AND matter=$2 AND org=$3",
                                      I(m->county), I(m->id), I(org));
}

// ---- as it was filed ------------------------------------------------------------------------------

// The filing's own step, and its holder as a party, follow from the matter as long as no deed was done to it: only the
// first deed gives them rows. Most of a filing's day there is nothing else to tell.
static Step filing_step(const Matter *m)
{
    return (Step){
        .county = m->county, .thing = m->id, .n = m->seen, .verb = VERB_FILE, .at = m->filed_at, .actor = m->filed_by,
        .state = m->state, .level = m->level, .holder = m->holder, .clock_at = m->clock_at, .due_at = m->due_at,
        .provisional = m->provisional, .open = 1,
    };
}

// Begun, the matter's last step has a row; so none after `after`, and the matter was seen later: as it was filed.
int matter_steps(Db *db, Arena *a, const Matter *m, i64 after, Step *into, int max)
{
    int n = rows_take(db_select(db, &step_record, "WHERE county=$1 AND thing=$2 AND n>$3 ORDER BY n LIMIT $4",
                                I(m->county), I(m->id), I(after), I(max)), &step_record, a, into, max);
    if (n == 0 && m->seen > after) into[n++] = filing_step(m);
    return n;
}

int matter_parties(Db *db, Arena *a, const Matter *m, Party *into, int max)
{
    int n = rows_take(db_select(db, &party_record, "WHERE county=$1 AND matter=$2 ORDER BY at, org LIMIT $3",
                                I(m->county), I(m->id), I(max)), &party_record, a, into, max);
    if (n == 0 && m->holder) into[n++] = (Party){ m->county, m->id, m->holder, m->level, m->filed_at, 0 };
    return n;
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

int matter_open_of(Db *db, i64 county, i64 org, i64 after, i64 *ids, int max)
{
    assert(ids && max > 0);
    int n = 0;
    Rows *rows = db_ask(db, "SELECT id FROM matter_at WHERE county=$1 AND scope=$2 AND open=1 AND id>$3 ORDER BY id "
                            "LIMIT $4", I(county), I(org), I(after), I(max));
    while (n < max && rows_next(rows)) ids[n++] = rows_i64(rows, 0);
    rows_end(rows);
    return n;
}

int matter_posts_of(Db *db, i64 county, i64 org, i64 *ids, int max)
{
    assert(ids && max > 0);
    int n = 0;
    Rows *rows = db_ask(db, "SELECT post.id FROM post WHERE post.county=$1 AND post.org=$2 AND EXISTS (SELECT 1 FROM "
                            "matter_at m WHERE m.county=$1 AND m.scope=post.id AND m.open=1) "
                            "ORDER BY post.id LIMIT $3",
                        I(county), I(org), I(max));
    while (n < max && rows_next(rows)) ids[n++] = rows_i64(rows, 0);
    rows_end(rows);
    return n;
}

// By the steps that said so, not by the clock of now: offline work is judged by what had happened at its moment.
bool matter_late_at(Db *db, const Matter *m, i64 moment)
{
    return db_i64(db, "SELECT COUNT(*) FROM matter_step WHERE county=$1 AND thing=$2 AND late=1 AND at<=$3",
                  I(m->county), I(m->id), I(moment)) > 0;
}

i64 matter_steps_from(Db *db, const Matter *m, i64 newest)
{
    return db_i64(db, "SELECT n FROM matter_step WHERE county=$1 AND thing=$2 ORDER BY n DESC LIMIT 1 OFFSET $3",
                  I(m->county), I(m->id), I(newest));
}

// What the clock told (late, recomputed) is not somebody's deed: offline work may have come before it.
i64 matter_last_at(Db *db, const Matter *m)
{
    i64 at = db_i64(db, "SELECT MAX(at) FROM matter_step WHERE county=$1 AND thing=$2 AND late=0 AND verb<>$3",
                    I(m->county), I(m->id), I(VERB_RECOMPUTE));
    return at ? at : m->filed_at;
}

Rows *stretch_subjects(Db *db, i64 county, i64 from, i64 to, i64 limit)
{
    return db_ask(db, "SELECT seq, subject FROM journal WHERE county=$1 AND seq>=$2 AND seq<$3 ORDER BY seq LIMIT $4",
                  I(county), I(from), I(to), I(limit));
}

// By the small index of those that count on an unpublished year.
i64 due_provisional(Db *db, i64 county, i64 after)
{
    return db_i64(db, "SELECT id FROM matter WHERE county=$1 AND provisional=1 AND id>$2 ORDER BY id LIMIT 1",
                  I(county), I(after));
}

// ---- places in which a matter is found: its ancestors, holder, parties, assignee, reporter --------------

// The places it is counted under, fixed at filing, and what lies above it today, so that a successor finds the matters
// of a place that was merged into it.
enum { SCOPES = 48 };
typedef struct Scopes { i64 all[SCOPES]; int count; } Scopes;

// Each once; 0 is nobody.
static void scope_add(Scopes *s, i64 id)
{
    assert(s->count >= 0 && s->count <= SCOPES);
    for (int i = 0; i < s->count; i++)
        if (s->all[i] == id) return;
    if (id && s->count < SCOPES) s->all[s->count++] = id;
}

// Where a list would look for it today.
static void scopes_of(Apply *ap, const Matter *m, Scopes *s)
{
    static_assert((int)SCOPES >= (int)PLACES_OVER + (int)FLOW_PLACES + 4, "all of these fit");
    Place p, rows[PLACES_OVER];
    *s = (Scopes){ 0 };
    Str ids = m->counted;
    i64 id;
    if (place_load(ap->db, ap->arena, m->place, &p)) s->count = places_over(ap->db, ap->arena, &p, s->all, rows);
    for (int i = 0; i < FLOW_PLACES && ids.len; i++)
        if (str_i64(str_cut(&ids, ' '), &id)) scope_add(s, id);
    scope_add(s, m->holder);
    scope_add(s, m->assignee_post);
    scope_add(s, m->reporter);
}

// Urgent queues are ordered by rank, then by what is due first; a paused matter stands behind all that run.
i64 matter_rank(i64 urgency) { return 1 + URGENCY_CRITICAL - urgency; }    // 1 is the most urgent
i64 matter_due_order(const Matter *m) { return m->due_at && !m->paused_at ? m->due_at : INT64_MAX; }

// One row per scope: a filing writes about ten, and every list is then one index range.
static void matter_at_put(Apply *ap, const Matter *m, i64 scope)
{
    db_run(ap->db, "INSERT INTO matter_at(county, scope, id, open, rank, due_at, state, level, subject) "
                   "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT(county, scope, id) DO UPDATE SET "
                   "open=excluded.open, rank=excluded.rank, due_at=excluded.due_at, state=excluded.state, "
                   "level=excluded.level, subject=excluded.subject",
           I(m->county), I(scope), I(m->id), I(thing_open(&matter_kind, m->state)), I(matter_rank(m->urgency)),
           I(matter_due_order(m)), I(m->state), I(m->level), T(m->subject));
}

// Answered: the work is done and waits for the reporter. Overdue: the top was told, and there is nowhere to raise it.
static bool due_waits(const Matter *m)
{
    return thing_open(&matter_kind, m->state) && m->state != MATTER_ANSWERED && !m->paused_at && m->due_at
        && !m->overdue;
}

static void due_move(Apply *ap, const Matter *was, const Matter *m)
{
    if (was) due_drop(ap->db, &(DueRow){ was->county, was->due_at, NOUN_MATTER, was->id, VERB_RAISE });
    if (due_waits(m)) due_put(ap->db, &(DueRow){ m->county, m->due_at, NOUN_MATTER, m->id, VERB_RAISE });
}

// Who is a party stays one, with the moment of the first time.
static void party_put(Apply *ap, const Matter *m, i64 org, i64 level, i64 at)
{
    if (org)
        db_run(ap->db, "INSERT INTO matter_party(county, matter, org, level, at, signed_at) "
                       "VALUES($1, $2, $3, $4, $5, 0) ON CONFLICT(county, matter, org) DO NOTHING",
               I(m->county), I(m->id), I(org), I(level), I(at));
}

static void matter_begin(Apply *ap, const void *was, void *step)
{
    const Matter *m = was;
    *(Step *)step = filing_step(m);
    party_put(ap, m, m->holder, m->level, m->filed_at);
}

// An index of what an org should know; nothing is sent from here.
static void message_put(Apply *ap, const Entry *e, i64 org, i64 matter, Str word)
{
    Message row = {
        .county = e->county, .org = org, .n = e->seq + 1, .matter = matter, .at = e->happened_at, .word = word
    };
    if (org) db_put(ap->db, &message_record, &row);
}

// ---- counting ------------------------------------------------------------------------------------

// Counted by the subject's leaf alone, classes are sums; under the places as they were at filing, so that what went in
// comes out of the same counters.
static void count_n(Apply *ap, const Matter *m, i64 level, i64 moment, i64 what, i64 n)
{
    static_assert(TALLY_IN + MATTER_STATE_END <= TALLY_OUT && TALLY_OUT + MATTER_STATE_END <= TALLY_NEW, "apart");
    static_assert((int)TALLY_LATE_OPEN < (int)TALLY_MINUTES && (int)TALLY_IN == (int)TALLY_EACH, "buckets come last");
    tally_add(ap->tally, m->counted, m->subject, level, day_of(moment), what, n);
}

static void count_at(Apply *ap, const Matter *m, i64 level, i64 moment, i64 what)
{
    count_n(ap, m, level, moment, what, 1);
}

// Due in the period its moment lies in; n is -1 when that moment no longer holds.
static void count_due(Apply *ap, const Matter *m, i64 at, i64 n)
{
    if (at) count_n(ap, m, m->level, at, TALLY_DUE, n);
}

// At the level where it lies now: a late matter that is raised or ends is late there no more.
static void count_late(Apply *ap, const Matter *was, const Matter *m, i64 moment)
{
    i64 change = (m->late && thing_open(&matter_kind, m->state)) - (was->late && thing_open(&matter_kind, was->state));
    count_n(ap, m, m->level, moment, TALLY_LATE_OPEN, change);
}

// What leaves one counter enters another, so that the sum of all flows is what is open; that is how open is read.
static void count_step(Apply *ap, const Matter *was, const Matter *m, const Step *step)
{
    assert(was->id == m->id && was->county == m->county);
    if (was->state != m->state || was->level != m->level) {
        count_at(ap, m, was->level, step->at, TALLY_OUT + was->state);
        count_at(ap, m, m->level, step->at, TALLY_IN + m->state);
    }
    if (step->verb == VERB_RAISE)
        count_at(ap, m, m->level, step->at, step->late ? TALLY_RAISED_CLOCK : TALLY_RAISED_HAND);
    if (step->verb == VERB_LOWER)   count_at(ap, m, m->level, step->at, TALLY_LOWERED);
    if (step->verb == VERB_REOPEN)  count_at(ap, m, m->level, step->at, TALLY_REOPENED);
    if (step->verb == VERB_OVERDUE) count_at(ap, m, m->level, step->at, TALLY_OVERDUE);
    count_late(ap, was, m, step->at);
    if (was->due_at != m->due_at) {
        count_due(ap, was, step->at < was->due_at ? was->due_at : 0, -1);
        count_due(ap, m, m->due_at, 1);
    }
    if (step->verb != VERB_CLOSE) return;
    if (!m->late) count_at(ap, m, m->level, step->at, TALLY_IN_TIME);
    if (m->top_level <= LEVEL_COMMUNITY) count_at(ap, m, m->level, step->at, TALLY_LOW);
    count_at(ap, m, m->level, step->at, TALLY_MINUTES + bucket_of(step->minutes));
}

// ---- apply ---------------------------------------------------------------------------------------

// A filing is also its first step (filing_step), so that a history reads from the beginning; its words stand in the
// matter alone.
static void matter_made(Apply *ap, const Matter *m)
{
    assert(ap->replay || (m->state == MATTER_FILED && m->id > 0));
    Scopes s;
    scopes_of(ap, m, &s);
    for (int i = 0; i < s.count; i++) matter_at_put(ap, m, s.all[i]);
    due_move(ap, NULL, m);
    count_at(ap, m, m->level, m->filed_at, TALLY_NEW);
    count_due(ap, m, m->due_at, 1);
}

// Steps that change nothing a list goes by (notes, looks) write nothing here. Subject and urgency never change.
static void step_queues(Apply *ap, const Matter *was, const Matter *m, const Step *step, const Scopes *s)
{
    bool same = was->state == m->state && was->level == m->level && matter_due_order(was) == matter_due_order(m)
             && was->holder == m->holder && was->assignee_post == m->assignee_post && !step->party;
    if (same) return;
    Scopes all = *s;
    scope_add(&all, was->holder);
    Rows *rows = db_ask(ap->db, "SELECT org FROM matter_party WHERE county=$1 AND matter=$2 ORDER BY org", I(m->county),
                        I(m->id));
    while (rows_next(rows)) {
        scope_add(&all, rows_i64(rows, 0));
        if (all.count == SCOPES) matter_at_put(ap, m, rows_i64(rows, 0));      // more parties than scopes have room
    }
    rows_end(rows);
    for (int i = 0; i < all.count; i++) matter_at_put(ap, m, all.all[i]);
    if (was->assignee_post && was->assignee_post != m->assignee_post)
        db_run(ap->db, "DELETE FROM matter_at WHERE county=$1 AND scope=$2 AND id=$3", I(m->county),
               I(was->assignee_post), I(m->id));
}

static void matter_applied(Apply *ap, const Entry *e, const void *before, const void *after, const void *done)
{
    const Matter *was = before, *m = after;
    const Step *step = done;
    if (!was) {
        matter_made(ap, m);
        return;
    }
    party_put(ap, m, m->holder, m->level, step->at);
    party_put(ap, m, step->party, m->level, step->at);
    if (step->verb == VERB_SIGN)
        db_run(ap->db, "UPDATE matter_party SET signed_at=$1 WHERE county=$2 AND matter=$3 AND org=$4",
               I(step->at), I(m->county), I(m->id), I(step->org));
    Scopes s;
    scopes_of(ap, m, &s);
    step_queues(ap, was, m, step, &s);
    due_move(ap, was, m);
    if (m->holder != was->holder) message_put(ap, e, m->holder, m->id, str(CHOICE_NAME(verb_choices, step->verb)));
    count_step(ap, was, m, step);
}

static void matter_step_own(void *step, const void *was, const void *now)
{
    Step *own = step;
    const Matter *m = now;
    (void)was;
    own->assignee = m->assignee;
    own->assignee_post = m->assignee_post;
    own->clock_at = m->clock_at;
    own->paused_at = m->paused_at;
    own->refusal = m->refusal;
    own->in_time = m->in_time;
    own->minutes = m->minutes;
}

static void matter_opened(const Entry *e, void *row)
{
    Matter *m = row;
    matter_position_open(m);
    m->filed_by = e->actor;
}

const ThingStore matter_store = {
    .kind = &matter_kind, .record = &matter_record, .step = &step_record, .opened = matter_opened,
    .begin = matter_begin, .step_own = matter_step_own, .applied = matter_applied,
};

void matter_apply(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || (((Matter *)record)->verb > 0 && ((Matter *)record)->verb < VERB_END));
    thing_apply(&matter_store, ap, e, record);
}

static void move_from(Apply *ap, const Move *move, i64 from, const i64 *into, int count)
{
    for (int i = 0; i < count; i++)
        db_run(ap->db,
               "INSERT INTO matter_at(county, scope, id, open, rank, due_at, state, level, subject) "
               "SELECT county, $1, id, open, rank, due_at, state, level, subject FROM matter_at "
               "WHERE county=$2 AND scope=$3 ON CONFLICT(county, scope, id) DO NOTHING",
               I(into[i]), I(move->county), I(from));
}

// A place was merged into another: its matters are found under the new one too. Into itself: a street came after the
// places below it, and finds what lies there. They stay counted where they were.
void matter_apply_move(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || ((Move *)record)->place == e->subject);
    const Move *move = record;
    Place p, rows[PLACES_OVER];
    i64 ids[PLACES_OVER];
    (void)e;
    if (!place_load(ap->db, ap->arena, move->into, &p)) return;
    if (move->place != move->into) {
        int count = places_over(ap->db, ap->arena, &p, ids, rows);
        move_from(ap, move, move->place, ids, count);
        return;
    }
    Rows *below = place_children(ap->db, &p);
    while (rows_next(below)) move_from(ap, move, rows_i64(below, 0), &p.id, 1);
    rows_end(below);
}

void matter_apply_look(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || ((MatterLook *)record)->about == e->subject);
    MatterLook *look = record;
    apply_open(ap, &matter_look_record, e->subject, look);
    look->n = e->seq + 1;
    db_insert(ap->db, &matter_look_record, look);
}

// In nobody's hands, with the org that it is given to. One that lies elsewhere can only come from a damaged journal.
static void given_on(Apply *ap, const Entry *e, const Passed *p, const GivenOn *row, bool post)
{
    Matter was, now;
    i64 verb = post ? VERB_RETURN : VERB_PASS;
    if (!matter_load(ap->db, ap->arena, row->id, &was)) return;
    if ((post ? was.assignee_post : was.holder) != p->from) return;
    now = was;
    now.verb = verb;
    now.open = 1;
    now.state = row->state;
    now.holder = row->holder;
    now.assignee = now.assignee_post = 0;
    thing_put(&matter_store, ap, e, &was, &now);
    if (row->told != (now.holder == was.holder ? 0 : now.holder))
        message_put(ap, e, row->told, row->id, str(CHOICE_NAME(verb_choices, verb)));
}

static void passed_apply(Apply *ap, const Entry *e, const Passed *p, bool post)
{
    const GivenOn *rows = p->rows.at;
    assert(ap->replay || p->from == e->subject);
    for (i64 i = 0; i < p->rows.count; i++) given_on(ap, e, p, &rows[i], post);
    passing_put(ap, e, p, post);
}

void matter_apply_return(Apply *ap, const Entry *e, void *record) { passed_apply(ap, e, record, true); }
void matter_apply_pass(Apply *ap, const Entry *e, void *record) { passed_apply(ap, e, record, false); }

// The same marks that a replay with the key gone writes by itself.
void matter_apply_forget(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || ((Forget *)record)->matter == e->subject);
    Forget *f = record;
    (void)e;
    db_run(ap->db, "UPDATE matter SET title='" REMOVED "', text='" REMOVED "', "
                   "lat=NULL, lon=NULL, crs=0, spot=CASE WHEN spot='' THEN '' ELSE '" REMOVED "' END, "
                   "reporter_name=CASE WHEN reporter_name='' THEN '' ELSE '" REMOVED "' END, "
                   "reporter_phone=CASE WHEN reporter_phone='' THEN '' ELSE '" REMOVED "' END "
                   "WHERE county=$1 AND id=$2", I(f->county), I(f->matter));
    db_run(ap->db, "UPDATE matter_step SET text=CASE WHEN text='' THEN '' ELSE '" REMOVED "' END "
                   "WHERE county=$1 AND thing=$2", I(f->county), I(f->matter));
    db_run(ap->db, "UPDATE matter_look SET why='" REMOVED "' WHERE county=$1 AND about=$2", I(f->county), I(f->matter));
}

// The reporter was forgotten: name and phone go from all their matters here. The words that everybody may read stay.
// By matter_at, where a reporter is a scope: matter has no index by reporter.
#define THEIRS " WHERE county=$1 AND reporter=$2 AND id IN (SELECT id FROM matter_at WHERE county=$1 AND scope=$2)"
#define NAMED  " AND (reporter_name NOT IN ('','" REMOVED "') OR reporter_phone NOT IN ('','" REMOVED "'))"

// Asked first, so that forgetting somebody who never gave a name leaves no empty entry.
bool matter_named(Db *db, i64 county, i64 person)
{
    return db_i64(db, "SELECT 1 FROM matter" THEIRS NAMED " LIMIT 1", I(county), I(person));
}

void matter_apply_unname(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || ((Unname *)record)->person == e->subject);
    const Unname *u = record;
    (void)e;
    db_run(ap->db, "UPDATE matter SET reporter_name=CASE WHEN reporter_name='' THEN '' ELSE '" REMOVED "' END, "
                   "reporter_phone=CASE WHEN reporter_phone='' THEN '' ELSE '" REMOVED "' END" THEIRS,
           I(u->county), I(u->person));
}

// ---- search --------------------------------------------------------------------------------------

// From the table as it stands, so that what was removed meanwhile never enters. Private and sensitive ones stay out.
// Run by the writer between batches, a little behind; disputes and private matters are found by number, place and day.
void matter_feed_search(Apply *ap, const Entry *e, void *record)
{
    (void)record;
    bool filed = str_is(e->action, "matter_file") || str_is(e->action, "matter_show");
    bool gone = str_is(e->action, "matter_forget") || str_is(e->action, "matter_hide");
    if (!filed && !gone) return;
    Matter m;
    if (!matter_load(ap->db, ap->arena, e->subject, &m)) return;
    if (gone || m.hidden || m.private || m.sensitive || str_is(m.text, REMOVED)) {
        search_drop(ap->db, m.id);
        return;
    }
    search_put(ap->db, ap->arena, m.id, arena_fmt(ap->arena, "%s\n%s\n%s", arena_z(ap->arena, m.title),
                                                  arena_z(ap->arena, m.text), arena_z(ap->arena, m.spot)));
}

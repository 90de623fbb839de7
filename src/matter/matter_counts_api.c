// matter_counts_api.c: what happened in a range of days, from the counters alone.
//
// Nothing here looks at a matter: apply counts what goes in and out, this adds up. Open is all that went in and never
// came out; a share is left to whoever reads, except the medians, which come from the histogram with their error
// stated.
#include "gate/list.h"
#include "matter/matter_api.h"
#include <stdlib.h>
#include <string.h>

// SUBJECTS: room at first, about a pack's leaves. DAYS_AHEAD: due moments are counted in the future, at most ten years
// on.
enum { SUBJECTS = 128, DAYS_AHEAD = 3660, SINGLES = TALLY_LATE_OPEN + 1 - TALLY_NEW };
static_assert(LEVEL_COUNTY == 4, "levels count from 1, so five places hold them");
typedef struct Counts {
    Arena       *arena;
    Str          subject;           // leaf or class, "" = all
    i64          one_level;         // 0 = all
    i64          in[MATTER_STATE_END], out[MATTER_STATE_END], open[MATTER_STATE_END], open_level[5];
    i64          single[SINGLES], level[SINGLES][5];    // TALLY_NEW and those after it: all, and at each level
    i64          open_late;
    i64          minutes[HISTOGRAM_BUCKETS];
    SubjectCount *subjects;
    int          subject_count, subject_cap;
} Counts;

// A few dozen subjects, so they are walked.
static SubjectCount *subject_of(Counts *c, Str subject)
{
    assert(c->subject_count <= c->subject_cap);
    int i = 0;
    while (i < c->subject_count && !str_same(c->subjects[i].subject, subject)) i++;
    if (i < c->subject_count) return &c->subjects[i];
    if (i == c->subject_cap) {
        SubjectCount *more = NEW(c->arena, SubjectCount, c->subject_cap = MAX(SUBJECTS, 2 * i));
        if (i) memcpy(more, c->subjects, (size_t)i * sizeof *more);
        c->subjects = more;
    }
    c->subjects[c->subject_count++] = (SubjectCount){ .subject = arena_str(c->arena, subject) };
    return &c->subjects[i];
}

// The state a flow counter belongs to; false: it is another counter. What is new flows into the first state.
static bool flow_state(i64 what, i64 flow, i64 *state)
{
    assert(flow == TALLY_IN || flow == TALLY_OUT);
    if (what == TALLY_NEW && flow == TALLY_IN) what = TALLY_IN + MATTER_FILED;
    *state = what - flow;
    return *state >= MATTER_FILED && *state < MATTER_STATE_END;
}

static int subject_order(const void *a, const void *b)
{
    return str_order(((const SubjectCount *)a)->subject, ((const SubjectCount *)b)->subject);
}

// A row of no level can only come from a damaged table: verify names it, a page of figures does not fall over it.
static bool row_wanted(const Counts *c, const TallyRow *row)
{
    if (row->level < 0 || row->level > LEVEL_COUNTY) return false;
    return (!c->one_level || row->level == c->one_level) && str_starts(row->subject, c->subject);
}

// What happened in the days asked for.
static void range_sink(void *context, const TallyRow *row)
{
    Counts *c = context;
    i64 state, single = row->what - TALLY_NEW, bucket = row->what - TALLY_MINUTES;
    if (!row_wanted(c, row)) return;
    if (flow_state(row->what, TALLY_IN, &state)) c->in[state] += row->n;
    if (flow_state(row->what, TALLY_OUT, &state)) c->out[state] += row->n;
    if (bucket >= 0 && bucket < HISTOGRAM_BUCKETS) c->minutes[bucket] += row->n;
    if (single >= 0 && single < SINGLES) {
        c->single[single] += row->n;
        c->level[single][row->level] += row->n;
    }
    bool filed = row->what == TALLY_NEW, closed = row->what == TALLY_IN + MATTER_CLOSED;
    SubjectCount *s = filed || closed ? subject_of(c, row->subject) : NULL;
    if (s) *(filed ? &s->filed : &s->closed) += row->n;
}

// All that went in and did not come out, since ever: what is open at the end of the days.
static void open_sink(void *context, const TallyRow *row)
{
    Counts *c = context;
    i64 state;
    bool in = flow_state(row->what, TALLY_IN, &state), out = !in && flow_state(row->what, TALLY_OUT, &state);
    if (!row_wanted(c, row)) return;
    if (row->what == TALLY_LATE_OPEN) c->open_late += row->n;
    if (!in && !out) return;
    c->open[state] += in ? row->n : -row->n;
    if (thing_open(&matter_kind, state)) c->open_level[row->level] += in ? row->n : -row->n;
}

// The days asked for are part of ever: their rows are read once.
static void both_sink(void *context, const TallyRow *row)
{
    range_sink(context, row);
    open_sink(context, row);
}

// Nothing is counted outside first and last, and each year walked costs a sentence.
static void counts_gather(Ask *ask, Counts *c, const Place *p, i64 from, i64 to)
{
    assert(c->arena && c->subject_count == 0);
    i64 first = day_from(1970, 1, 1), last = MIN(to, day_of(ask->now) + DAYS_AHEAD);
    TallyAsk range = { p->county, p->id, MAX(from, first), last, TALLY_IN, TALLY_MINUTES + HISTOGRAM_BUCKETS - 1 };
    TallyAsk before = { p->county, p->id, first, MIN(range.from - 1, last), TALLY_IN, TALLY_LATE_OPEN };
    tally_read(ask->db, ask_scratch(ask), &before, open_sink, c);
    tally_read(ask->db, ask_scratch(ask), &range, both_sink, c);
    if (c->subject_count) qsort(c->subjects, (size_t)c->subject_count, sizeof *c->subjects, subject_order);
}

// For the counters that have no state: TALLY_NEW and those after it.
static i64 counts_of(const Counts *c, int what)
{
    assert(what >= TALLY_NEW && what < TALLY_NEW + SINGLES);
    return c->single[what - TALLY_NEW];
}

// By the names of the last day asked for.
static void subjects_name(Ask *ask, Counts *c, i64 day)
{
    for (int i = 0; i < c->subject_count; i++) {
        SubjectCount *s = &c->subjects[i];
        const Subject *leaf = pack_subject(ask->pack, s->subject, day), *class = pack_class(ask->pack, s->subject, day);
        s->name = leaf ? leaf->name : STR("");
        s->class = class ? class->subject : STR("");
        s->class_name = class ? class->name : STR("");
    }
}

static Many flows_told(Arena *a, const Counts *c)
{
    Flow *rows = NEW(a, Flow, MATTER_STATE_END - 1);
    for (int s = MATTER_FILED; s < MATTER_STATE_END; s++)
        rows[s - 1] = (Flow){ str(CHOICE_NAME(state_choices, s)), c->in[s], c->out[s], c->open[s] };
    return MANY_OF(rows, MATTER_STATE_END - 1);
}

// Nothing is raised to the lowest level.
static Many levels_told(Arena *a, const i64 *n, i64 lowest)
{
    AtLevel *rows = NEW(a, AtLevel, LEVEL_COUNTY);
    for (i64 l = lowest; l <= LEVEL_COUNTY; l++)
        rows[l - lowest] = (AtLevel){ str(CHOICE_NAME(level_choices, l)), n[l] };
    return MANY_OF(rows, LEVEL_COUNTY - lowest + 1);
}

// Raw numbers: which is divided by which is a question of definition (docs/decisions.md), not of this list.
static void counts_told(Ask *ask, Counts *c, const Place *p, i64 from, i64 to, CountsTold *into)
{
    Arena *a = ask->arena;
    PlaceOf *where = NEW(a, PlaceOf, 1);
    *where = (PlaceOf){ p->id, p->code, p->name };
    subjects_name(ask, c, to);
    *into = (CountsTold){
        .place = { where }, .from = from, .to = to, .states = flows_told(a, c),
        .open_at = levels_told(a, c->open_level, LEVEL_COMPOUND),
        .raised_by_clock = levels_told(a, c->level[TALLY_RAISED_CLOCK - TALLY_NEW], LEVEL_COMMUNITY),
        .raised_by_hand = levels_told(a, c->level[TALLY_RAISED_HAND - TALLY_NEW], LEVEL_COMMUNITY),
        .filed = counts_of(c, TALLY_NEW), .closed = c->in[MATTER_CLOSED], .refused = c->in[MATTER_REFUSED],
        .withdrawn = c->in[MATTER_WITHDRAWN], .reopened = counts_of(c, TALLY_REOPENED),
        .lowered = counts_of(c, TALLY_LOWERED), .due = counts_of(c, TALLY_DUE),
        .closed_in_time = counts_of(c, TALLY_IN_TIME), .closed_low = counts_of(c, TALLY_LOW),
        .overdue = counts_of(c, TALLY_OVERDUE), .open_late = c->open_late,
        .minutes_median = histogram_quantile(c->minutes, 50), .minutes_p90 = histogram_quantile(c->minutes, 90),
        .minutes_error = 0.125, .by_subject = MANY_OF(c->subjects, c->subject_count),
        .ended = place_ended(ask->db, a, p),
    };
}

static void filed_sink(void *context, const TallyRow *row)
{
    Counts *c = context;
    if (row_wanted(c, row)) c->single[0] += row->n;
}

// Those of a place above it hold its own, and below the community a count is a home's own affair.
static bool also_shown(const Place *p, const Place *rows, int count, int at)
{
    bool shown = rows[at].kind <= MAX(p->kind, PLACE_COMMUNITY);
    for (int i = 0; i < count; i++)
        shown = shown && (rows[i].code.len >= rows[at].code.len || !str_starts(rows[at].code, rows[i].code));
    return shown;
}

// A matter is counted under the places of its filing for ever. So a successor says whose figures its own leave out, and
// how much was filed there; anybody may then ask for the old code. At most ALSO_MOST, the first to end first.
static Many counts_also(Ask *ask, const Counts *c, const Place *p, i64 from, i64 to)
{
    enum { ALSO_MOST = 200 };
    Place *rows = NEW(ask->arena, Place, ALSO_MOST);
    Counts *its = NEW(ask->arena, Counts, 1);
    CountsAlso *also = NEW(ask->arena, CountsAlso, ALSO_MOST);
    int count = place_before(ask->db, ask->arena, p, rows, ALSO_MOST), shown = 0;
    for (int i = 0; i < count; i++) {
        if (!also_shown(p, rows, count, i)) continue;
        *its = (Counts){ .arena = ask->arena, .subject = c->subject, .one_level = c->one_level };
        i64 first = MAX(from, day_from(1970, 1, 1)), last = MIN(to, day_of(ask->now) + DAYS_AHEAD);
        TallyAsk filed = { rows[i].county, rows[i].id, first, last, TALLY_NEW, TALLY_NEW };
        tally_read(ask->db, ask_scratch(ask), &filed, filed_sink, its);
        also[shown++] = (CountsAlso){ rows[i].id, rows[i].code, rows[i].name, rows[i].valid_to + 1, its->single[0] };
    }
    return MANY_OF(also, shown);
}

// Down to the community for anybody. Of a compound for those who handle its matters; below it a count is a home's own
// affair and would tell who complained of whom: for the offices alone.
static bool counts_open(Ask *ask, const Place *p)
{
    Place into;
    unsigned is = actor_who(ask->who, p->code), may = WHO_OFFICE | WHO_LOCAL;
    if (p->kind == PLACE_COMPOUND) may |= WHO_HANDLERS & ~(unsigned)WHO_OF(ROLE_DEPARTMENT);
    if (place_lead(ask->db, ask->arena, p, &into)) is |= actor_who(ask->who, into.code);     // who took it over
    return p->kind <= PLACE_COMMUNITY || is & may;
}

typedef struct CountsQuery { Str place; i64 day, from, to; Str subject; i64 level; } CountsQuery;
static const Field counts_query[] = {
    QUERY_PLACE(CountsQuery),
    QUERY_PLACE_DAY(CountsQuery),
    ON_FIELD(CountsQuery, from, "起始日", "From", .note = "The first day; else from the beginning."),
    ON_FIELD(CountsQuery, to, "截止日", "To", .note = "The last day; else today."),
    TEXT_FIELD(CountsQuery, subject, "类别", "Subject", .flags = PLAIN, .max = 20,
               .note = "A subject or a class of the pack's tree."),
    CHOICE_FIELD(CountsQuery, level, level_choices, "层级", "Level", .note = "What happened at this level."),
};
const Record counts_query_record = RECORD(CountsQuery, "counts_query", counts_query, "统计", "Counts");

// For anybody down to the community. `figures` is the same for the operator's own words.
Fault matter_counts(Ask *ask)
{
    Place p;
    const CountsQuery *q = ask->query;
    i64 to = q->to == DAY_NONE ? day_of(ask->now) : q->to, from = q->from == DAY_NONE ? day_from(1970, 1, 1) : q->from;
    if (!ask_place(ask, q->place, q->day, &p)) return FAULT_field_problems;
    if (!counts_open(ask, &p)) return actor_refused(ask->who);
    if (q->subject.len && !pack_begun(ask->pack, to)) ask_problem(ask, "to", FAULT_pack_day);
    else if (q->subject.len && !pack_subject(ask->pack, q->subject, to))
        ask_problem(ask, "subject", FAULT_subject_unknown);
    if (from > to) ask_problem(ask, "to", FAULT_field_out_of_range);
    if (ask->problems.count) return FAULT_field_problems;
    Counts *c = NEW(ask->arena, Counts, 1);
    *c = (Counts){ .arena = ask->arena, .subject = q->subject, .one_level = q->level };
    counts_gather(ask, c, &p, from, to);
    CountsTold told;
    counts_told(ask, c, &p, from, to, &told);
    told.also = counts_also(ask, c, &p, from, to);
    return ask_tell(ask, &told);
}

// thing_counts_api.c: what happened in a range of days, from the counters alone.
//
// Nothing here looks at a thing: apply counts what goes in and out, this adds up. Open is all that went in and never
// came out; a share is left to whoever reads.
#include "thing/thing_counts_api.h"
#include <stdlib.h>
#include <string.h>

const Record flow_record = RECORD_NOTED(Flow, "flow", "流量", "Flow",
    "What came into a state and left it.",
    TEXT_FIELD(Flow, state, "状态", "State", .flags = HIDDEN),
    COUNT_FIELD(Flow, in, "进入", "Came in"), COUNT_FIELD(Flow, out, "离开", "Went out"),
    COUNT_FIELD(Flow, at_end, "期末", "At the end of the days"));
const Record at_level_record = RECORD_OF(AtLevel, "at_level", "各层级", "By level",
    TEXT_FIELD(AtLevel, level, "层级", "Level", .flags = HIDDEN), COUNT_FIELD(AtLevel, n, "件数", "How many"));
const Record subject_count_record = RECORD_NOTED(SubjectCount, "subject_count", "分类统计", "By subject",
    "Counts of one subject.",
    TEXT_FIELD(SubjectCount, subject, "类别", "Subject"), TEXT_FIELD(SubjectCount, name, "类别名称", "Its name"),
    TEXT_FIELD(SubjectCount, class, "大类", "Class"), TEXT_FIELD(SubjectCount, class_name, "大类名称", "Its name"),
    COUNT_FIELD(SubjectCount, filed, "提交", "Filed"), COUNT_FIELD(SubjectCount, closed, "办结", "Closed"));
const Record counts_also_record = RECORD_NOTED(CountsAlso, "counts_also", "并入的地点", "Also",
    "A place that was merged into this one, or into what lies below it. Its figures stay its own.",
    REF_FIELD(CountsAlso, id, "系统编号", "Id", .flags = NEEDED),
    TEXT_FIELD(CountsAlso, code, "编码", "Its code"), TEXT_FIELD(CountsAlso, name, "名称", "Its name"),
    ON_FIELD(CountsAlso, ended_on, "撤销日", "The first day it was no more", .flags = NEEDED),
    COUNT_FIELD(CountsAlso, filed, "提交", "Filed there", .note = "In these days; not in the figures above."));
const Record counts_query_record = RECORD_OF(CountsQuery, "counts_query", "统计", "Counts",
    QUERY_PLACE(CountsQuery),
    QUERY_PLACE_DAY(CountsQuery),
    ON_FIELD(CountsQuery, from, "起始日", "From", .note = "The first day; else from the beginning."),
    ON_FIELD(CountsQuery, to, "截止日", "To", .note = "The last day; else today."),
    TEXT_FIELD(CountsQuery, subject, "类别", "Subject", .flags = PLAIN, .max = 20,
               .note = "A subject or a class of the pack's tree."),
    CHOICE_FIELD(CountsQuery, level, level_choices, "层级", "Level", .note = "What happened at this level."));

// ---- adding up -----------------------------------------------------------------------------------------

// SUBJECTS: room at first, about a pack's leaves. DAYS_AHEAD: due moments are counted in the future, at most ten years
// on.
enum { SUBJECTS = 128, DAYS_AHEAD = 3660 };

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

static i64 base(const Counts *c) { return TALLY_EACH * c->kind->noun; }

// The state a flow counter belongs to; false: it is another counter. What is new flows into the first state.
static bool flow_state(const Counts *c, i64 what, i64 flow, i64 *state)
{
    if (what == COUNT_NEW && flow == COUNT_IN) what = COUNT_IN + 1;
    *state = what - flow;
    return *state > 0 && *state <= c->kind->state_count;
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
    i64 state, what = row->what - base(c), single = what - COUNT_NEW, bucket = what - COUNT_BUCKETS;
    if (!row_wanted(c, row)) return;
    if (flow_state(c, what, COUNT_IN, &state)) c->in[state] += row->n;
    if (flow_state(c, what, COUNT_OUT, &state)) c->out[state] += row->n;
    if (bucket >= 0 && bucket < HISTOGRAM_BUCKETS) c->buckets[bucket] += row->n;
    if (single >= 0 && single < SINGLES) {
        c->single[single] += row->n;
        c->level[single][row->level] += row->n;
    }
    bool filed = what == COUNT_NEW, closed = what == COUNT_IN + c->kind->done;
    SubjectCount *s = filed || closed ? subject_of(c, row->subject) : NULL;
    if (s) *(filed ? &s->filed : &s->closed) += row->n;
}

// All that went in and did not come out, since ever: what is open at the end of the days.
static void open_sink(void *context, const TallyRow *row)
{
    Counts *c = context;
    i64 state, what = row->what - base(c);
    bool in = flow_state(c, what, COUNT_IN, &state), out = !in && flow_state(c, what, COUNT_OUT, &state);
    if (!row_wanted(c, row)) return;
    if (what == COUNT_LATE_OPEN) c->open_late += row->n;
    if (!in && !out) return;
    c->open[state] += in ? row->n : -row->n;
    if (thing_open(c->kind, state)) c->open_level[row->level] += in ? row->n : -row->n;
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
    assert(c->arena && c->subject_count == 0 && c->kind->state_count < STATES_MOST);
    i64 first = day_from(1970, 1, 1), last = MIN(to, day_of(ask->now) + DAYS_AHEAD), in = base(c) + COUNT_IN;
    TallyAsk range = { p->county, p->id, MAX(from, first), last, in, base(c) + COUNT_BUCKETS + HISTOGRAM_BUCKETS - 1 };
    TallyAsk before = { p->county, p->id, first, MIN(range.from - 1, last), in, base(c) + COUNT_LATE_OPEN };
    tally_read(ask->db, ask_scratch(ask), &before, open_sink, c);
    tally_read(ask->db, ask_scratch(ask), &range, both_sink, c);
    if (c->subject_count) qsort(c->subjects, (size_t)c->subject_count, sizeof *c->subjects, subject_order);
}

i64 counts_of(const Counts *c, i64 what)
{
    assert(what >= COUNT_NEW && what < COUNT_NEW + SINGLES);
    return c->single[what - COUNT_NEW];
}

// ---- telling -------------------------------------------------------------------------------------------

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

static Many flows_told(Arena *a, const Counts *c, const Choice *states)
{
    int count = c->kind->state_count;
    Flow *rows = NEW(a, Flow, count);
    for (int s = 1; s <= count; s++)
        rows[s - 1] = (Flow){ str(choice_name(states, count, s)), c->in[s], c->out[s], c->open[s] };
    return MANY_OF(rows, count);
}

Many levels_told(Arena *a, const i64 *n, i64 lowest)
{
    AtLevel *rows = NEW(a, AtLevel, LEVEL_COUNTY);
    for (i64 l = lowest; l <= LEVEL_COUNTY; l++)
        rows[l - lowest] = (AtLevel){ str(CHOICE_NAME(level_choices, l)), n[l] };
    return MANY_OF(rows, LEVEL_COUNTY - lowest + 1);
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

// A thing is counted under the places of its making for ever. So a successor says whose figures its own leave out, and
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
        *its = (Counts){ .kind = c->kind, .arena = ask->arena, .subject = c->subject, .one_level = c->one_level };
        i64 first = MAX(from, day_from(1970, 1, 1)), last = MIN(to, day_of(ask->now) + DAYS_AHEAD);
        TallyAsk filed = { rows[i].county, rows[i].id, first, last, base(c) + COUNT_NEW,
                           base(c) + COUNT_NEW };
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

// What is asked: place, days, subject, level; what is wrong with it is noted.
static Fault counts_asked(Ask *ask, Place *p, i64 *from, i64 *to)
{
    const CountsQuery *q = ask->query;
    *to = q->to == DAY_NONE ? day_of(ask->now) : q->to;
    *from = q->from == DAY_NONE ? day_from(1970, 1, 1) : q->from;
    if (!ask_place(ask, q->place, q->day, p)) return FAULT_field_problems;
    if (!counts_open(ask, p)) return actor_refused(ask->who);
    if (q->subject.len && !pack_begun(ask->pack, *to)) ask_problem(ask, "to", FAULT_pack_day);
    else if (q->subject.len && !pack_subject(ask->pack, q->subject, *to))
        ask_problem(ask, "subject", FAULT_subject_unknown);
    if (*from > *to) ask_problem(ask, "to", FAULT_field_out_of_range);
    return ask->problems.count ? FAULT_field_problems : OK;
}

// Raw numbers: which is divided by which is a question of definition (docs/decisions.md), not of this list.
Fault thing_counts(Ask *ask, const ThingKind *kind, Counts *c, ThingCounts *told)
{
    Place p;
    i64 from, to;
    Arena *a = ask->arena;
    const CountsQuery *q = ask->query;
    Fault f = counts_asked(ask, &p, &from, &to);
    if (f) return f;
    *c = (Counts){ .kind = kind, .arena = a, .subject = q->subject, .one_level = q->level };
    counts_gather(ask, c, &p, from, to);
    subjects_name(ask, c, to);
    PlaceOf *where = NEW(a, PlaceOf, 1);
    *where = (PlaceOf){ p.id, p.code, p.name };
    *told = (ThingCounts){
        .place = { where }, .from = from, .to = to, .states = flows_told(a, c, kind->states),
        .open_at = levels_told(a, c->open_level, LEVEL_COMPOUND), .filed = counts_of(c, COUNT_NEW),
        .due = counts_of(c, COUNT_DUE), .open_late = c->open_late,
        .by_subject = MANY_OF(c->subjects, c->subject_count), .ended = place_ended(ask->db, a, &p),
        .also = counts_also(ask, c, &p, from, to),
    };
    return OK;
}

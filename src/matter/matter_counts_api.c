// matter_counts_api.c: what happened in a range of days, from the counters alone.
#include "matter/matter_api.h"

enum { SUBJECTS = 400 };
typedef struct SubjectCount { Str subject; i64 filed, closed; } SubjectCount;
typedef struct Counts {
    i64          in[MATTER_STATE_END], out[MATTER_STATE_END], open[MATTER_STATE_END], open_level[5];
    i64          raised[2][5];          // [by the clock, by hand][level reached]
    i64          filed, in_time, low, overdue, open_late, reopened, lowered, due;
    i64          minutes[HISTOGRAM_BUCKETS];
    SubjectCount subjects[SUBJECTS];
    int          subject_count;
    bool         closing;               // which of a subject's two sums is being read
    i64         *sum, *levels;
} Counts;

static void sum_sink(void *context, Str subject, i64 level, i64 n)
{
    Counts *c = context;
    (void)subject;
    *c->sum += n;
    if (c->levels && level >= 0 && level < 5) c->levels[level] += n;
}

static i64 counts_sum(Ask *ask, Counts *c, const Place *p, i64 what, i64 from, i64 to, i64 *levels)
{
    i64 sum = 0;
    c->sum = &sum;
    c->levels = levels;
    tally_read(ask->db, ask->arena, p->county, p->id, what, from, to, sum_sink, c);
    return sum;
}

static void subject_sink(void *context, Str subject, i64 level, i64 n)
{
    Counts *c = context;
    (void)level;
    int i = 0;
    while (i < c->subject_count && !str_same(c->subjects[i].subject, subject)) i++;
    if (i == SUBJECTS) return;
    if (i == c->subject_count) c->subjects[c->subject_count++] = (SubjectCount){ .subject = subject };
    *(c->closing ? &c->subjects[i].closed : &c->subjects[i].filed) += n;
}

static void counts_gather(Ask *ask, Counts *c, const Place *p, i64 from, i64 to)
{
    i64 first = day_from(1990, 1, 1), raised_levels[2][5] = { 0 };
    for (i64 s = MATTER_FILED; s < MATTER_STATE_END; s++) {
        c->in[s] = counts_sum(ask, c, p, TALLY_IN + s, from, to, NULL);
        c->out[s] = counts_sum(ask, c, p, TALLY_OUT + s, from, to, NULL);
        i64 in_level[5] = { 0 }, out_level[5] = { 0 };
        c->open[s] = counts_sum(ask, c, p, TALLY_IN + s, first, to, in_level)
                   - counts_sum(ask, c, p, TALLY_OUT + s, first, to, out_level);
        for (int l = 1; l < 5 && state_open(s); l++) c->open_level[l] += in_level[l] - out_level[l];
    }
    counts_sum(ask, c, p, TALLY_RAISED_CLOCK, from, to, raised_levels[0]);
    counts_sum(ask, c, p, TALLY_RAISED_HAND, from, to, raised_levels[1]);
    for (int l = 1; l < 5; l++) {
        c->raised[0][l] = raised_levels[0][l];
        c->raised[1][l] = raised_levels[1][l];
    }
    c->filed = counts_sum(ask, c, p, TALLY_NEW, from, to, NULL);
    c->in_time = counts_sum(ask, c, p, TALLY_IN_TIME, from, to, NULL);
    c->low = counts_sum(ask, c, p, TALLY_LOW, from, to, NULL);
    c->overdue = counts_sum(ask, c, p, TALLY_OVERDUE, from, to, NULL);
    c->open_late = counts_sum(ask, c, p, TALLY_LATE_OPEN, first, to, NULL);
    c->reopened = counts_sum(ask, c, p, TALLY_REOPENED, from, to, NULL);
    c->lowered = counts_sum(ask, c, p, TALLY_LOWERED, from, to, NULL);
    c->due = counts_sum(ask, c, p, TALLY_DUE, from, to, NULL);
    for (int b = 0; b < HISTOGRAM_BUCKETS; b++)
        c->minutes[b] = counts_sum(ask, c, p, TALLY_MINUTES + b, from, to, NULL);
    for (int closing = 0; closing < 2; closing++) {
        c->closing = closing;
        tally_read(ask->db, ask->arena, p->county, p->id, closing ? TALLY_IN + MATTER_CLOSED : TALLY_NEW, from, to,
                   subject_sink, c);
    }
}

static void counts_write_subjects(Ask *ask, const Counts *c, i64 day)
{
    Out *o = ask->out;
    out_z(o, ",\"by_subject\":[");
    for (int i = 0; i < c->subject_count; i++) {
        const Subject *leaf = pack_subject(ask->pack, c->subjects[i].subject, day);
        const Subject *class = pack_class(ask->pack, c->subjects[i].subject, day);
        out_z(o, i ? ",{\"subject\":" : "{\"subject\":");
        out_json(o, c->subjects[i].subject);
        out_z(o, ",\"name\":");
        out_json(o, leaf ? leaf->name : STR(""));
        out_z(o, ",\"class\":");
        out_json(o, class ? class->subject : STR(""));
        out_z(o, ",\"class_name\":");
        out_json(o, class ? class->name : STR(""));
        out_fmt(o, ",\"filed\":%lld,\"closed\":%lld}", (long long)c->subjects[i].filed,
                (long long)c->subjects[i].closed);
    }
    out_char(o, ']');
}

static void counts_write(Ask *ask, const Counts *c, const Place *p, i64 from, i64 to)
{
    Out *o = ask->out;
    out_fmt(o, "{\"place\":{\"id\":%lld,\"code\":\"%.*s\",\"name\":", (long long)p->id, (int)p->code.len, p->code.at);
    out_json(o, p->name);
    out_z(o, "},\"from\":\"");
    out_day(o, from);
    out_z(o, "\",\"to\":\"");
    out_day(o, to);
    out_z(o, "\",\"states\":{");
    for (int s = MATTER_FILED; s < MATTER_STATE_END; s++)
        out_fmt(o, "%s\"%s\":{\"in\":%lld,\"out\":%lld,\"at_end\":%lld}", s > 1 ? "," : "",
                CHOICE_NAME(state_choices, s), (long long)c->in[s], (long long)c->out[s], (long long)c->open[s]);
    out_z(o, "},\"open_at\":{");
    for (int l = LEVEL_COMPOUND; l <= LEVEL_COUNTY; l++)
        out_fmt(o, "%s\"%s\":%lld", l > 1 ? "," : "", CHOICE_NAME(level_choices, l), (long long)c->open_level[l]);
    for (int hand = 0; hand < 2; hand++)
        out_fmt(o, "%s:{\"community\":%lld,\"street\":%lld,\"county\":%lld",
                hand ? "},\"raised_by_hand\"" : "},\"raised_by_clock\"", (long long)c->raised[hand][LEVEL_COMMUNITY],
                (long long)c->raised[hand][LEVEL_STREET], (long long)c->raised[hand][LEVEL_COUNTY]);
    out_fmt(o,
            "},\"filed\":%lld,\"closed\":%lld,\"refused\":%lld,\"withdrawn\":%lld,\"reopened\":%lld,\"lowered\":%lld,"
            "\"due\":%lld,\"closed_in_time\":%lld,\"closed_low\":%lld,\"overdue\":%lld,\"open_late\":%lld",
            (long long)c->filed, (long long)c->in[MATTER_CLOSED], (long long)c->in[MATTER_REFUSED],
            (long long)c->in[MATTER_WITHDRAWN], (long long)c->reopened, (long long)c->lowered, (long long)c->due,
            (long long)c->in_time, (long long)c->low, (long long)c->overdue, (long long)c->open_late);
    out_fmt(o, ",\"minutes_median\":%lld,\"minutes_p90\":%lld,\"minutes_error\":0.125",
            (long long)histogram_quantile(c->minutes, 50), (long long)histogram_quantile(c->minutes, 90));
    counts_write_subjects(ask, c, to);
    out_char(o, '}');
}

Fault matter_counts(Ask *ask)
{
    Str code;
    Place p;
    i64 to = day_of(ask->now), from = day_from(1990, 1, 1);
    if (!ask_text(ask, "place", &code)) code = arena_fmt(ask->arena, "%06lld", (long long)ask->county);
    if (!place_by_code(ask->db, ask->arena, code, DAY_NONE, &p)) return ask_problem(ask, "place", FAULT_place_unknown);
    // Below the community a count is a home's own affair: for those who handle it.
    if (p.kind > PLACE_COMMUNITY && !(actor_who(ask->who, p.code) & (WHO_HANDLERS | WHO_LOCAL)))
        return actor_refused(ask->who);
    ask_day(ask, "from", &from);
    ask_day(ask, "to", &to);
    if (from > to) ask_problem(ask, "to", FAULT_field_out_of_range);
    if (ask->problems.count) return FAULT_field_problems;
    Counts *c = NEW(ask->arena, Counts, 1);
    counts_gather(ask, c, &p, from, to);
    counts_write(ask, c, &p, from, to);
    return OK;
}

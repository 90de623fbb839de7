// matter_counts_api.c: what the counters tell of matters beside what they tell of all things.
#include "matter/matter_api.h"
#include "thing/thing_counts_api.h"

typedef struct CountsTold {
    union { ThingCounts things; struct { COUNTS_MEMBERS }; };
    Many raised_by_clock, raised_by_hand;
    i64 closed, refused, withdrawn, reopened, lowered, closed_in_time, closed_low, overdue, minutes_median, minutes_p90;
    i64 rework, urged, closed_really, closed_stage, closed_formally, solved, unsolved, content, fairly, discontent;
    double minutes_error;
} CountsTold;
static const Field counts_fields[] = {
    COUNTS_FIELDS(CountsTold),
    MANY_FIELD(CountsTold, raised_by_clock, at_level_record, "超期上报", "Raised by time", .flags = BY_NAME,
        .note = "By the level they came to."),
    MANY_FIELD(CountsTold, raised_by_hand, at_level_record, "主动上报", "Raised by hand", .flags = BY_NAME,
        .note = "By the level they came to."),
    COUNT_FIELD(CountsTold, closed, "办结", "Closed"), COUNT_FIELD(CountsTold, refused, "不予受理", "Refused"),
    COUNT_FIELD(CountsTold, withdrawn, "撤回", "Withdrawn"), COUNT_FIELD(CountsTold, reopened, "重办", "Reopened"),
    COUNT_FIELD(CountsTold, lowered, "下派", "Lowered"),
    COUNT_FIELD(CountsTold, closed_in_time, "按时办结", "Closed in time"),
    COUNT_FIELD(CountsTold, closed_low, "社区及以下办结", "Closed at the community or below"),
    COUNT_FIELD(CountsTold, overdue, "最高层级超期", "Overdue at the top"),
    COUNT_FIELD(CountsTold, minutes_median, "办理时长中位数(分钟)", "Median of working minutes"),
    COUNT_FIELD(CountsTold, minutes_p90, "办理时长九成数(分钟)", "Nine tenths took no more working minutes"),
    COUNT_FIELD(CountsTold, rework, "返工", "Rework",
        .note = "Reopened after an answer or a closing: it was not fixed."),
    COUNT_FIELD(CountsTold, urged, "催办", "Urged"),
    COUNT_FIELD(CountsTold, closed_really, "实质办结", "Closed in substance"),
    COUNT_FIELD(CountsTold, closed_stage, "阶段办结", "Closed for now"),
    COUNT_FIELD(CountsTold, closed_formally, "程序办结", "Closed by procedure"),
    COUNT_FIELD(CountsTold, solved, "评价：解决了", "Rated as solved",
        .note = "By the day of the closing; what was rated is this and `unsolved`."),
    COUNT_FIELD(CountsTold, unsolved, "评价：没解决", "Rated as not solved"),
    COUNT_FIELD(CountsTold, content, "评价：满意", "Satisfied"),
    COUNT_FIELD(CountsTold, fairly, "评价：基本满意", "Fairly satisfied"),
    COUNT_FIELD(CountsTold, discontent, "评价：不满意", "Not satisfied"),
    NUMBER_FIELD(CountsTold, minutes_error, "时长误差", "Error", .flags = NEEDED,
        .note = "How far the two may be off, as a share."),
};
const Record counts_record = RECORD(CountsTold, "counts", counts_fields, "统计", "Counts",
    .note = "What happened in a range of days.");

static i64 of(const Counts *c, i64 what) { return counts_of(c, what - TALLY_IN); }
static Many at_levels(Arena *a, const Counts *c, i64 what)
{
    return levels_told(a, c->level[what - TALLY_NEW], LEVEL_COMMUNITY);         // nothing is raised to the lowest
}

// `figures` is the same for the operator's own words. Medians come from the histogram, with their error.
Fault matter_counts(Ask *ask)
{
    Counts *c = NEW(ask->arena, Counts, 1);
    CountsTold told = { .minutes_error = 0.125 };
    Fault f = thing_counts(ask, &matter_kind, c, &told.things);
    if (f) return f;
    told.raised_by_clock = at_levels(ask->arena, c, TALLY_RAISED_CLOCK);
    told.raised_by_hand = at_levels(ask->arena, c, TALLY_RAISED_HAND);
    told.closed = c->in[MATTER_CLOSED];
    told.refused = c->in[MATTER_REFUSED];
    told.withdrawn = c->in[MATTER_WITHDRAWN];
    told.reopened = of(c, TALLY_REOPENED);
    told.lowered = of(c, TALLY_LOWERED);
    told.closed_in_time = of(c, TALLY_IN_TIME);
    told.closed_low = of(c, TALLY_LOW);
    told.overdue = of(c, TALLY_OVERDUE);
    told.rework = of(c, TALLY_REWORK);
    told.urged = of(c, TALLY_URGED);
    told.closed_really = of(c, TALLY_CLOSED_AS + CLOSED_REALLY);
    told.closed_stage = of(c, TALLY_CLOSED_AS + CLOSED_STAGE);
    told.closed_formally = of(c, TALLY_CLOSED_AS + CLOSED_FORMALLY);
    told.solved = of(c, TALLY_SOLVED + SOLVED_YES);
    told.unsolved = of(c, TALLY_SOLVED + SOLVED_NO);
    told.content = of(c, TALLY_CONTENT + CONTENT_YES);
    told.fairly = of(c, TALLY_CONTENT + CONTENT_FAIRLY);
    told.discontent = of(c, TALLY_CONTENT + CONTENT_NO);
    told.minutes_median = histogram_quantile(c->buckets, 50);
    told.minutes_p90 = histogram_quantile(c->buckets, 90);
    return ask_tell(ask, &told);
}

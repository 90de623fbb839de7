// thing_counts_api.h: what happened in a range of days to things of one kind, from the counters alone.
#ifndef THING_COUNTS_API_H
#define THING_COUNTS_API_H
#include "thing/thing_list_api.h"

typedef struct CountsQuery { Str place; i64 day, from, to; Str subject; i64 level; } CountsQuery;
extern const Record counts_query_record;
enum { STATES_MOST = COUNT_OUT - COUNT_IN, SINGLES = COUNT_BUCKETS - COUNT_NEW };
typedef struct Flow { Str state; i64 in, out, at_end; } Flow;
typedef struct AtLevel { Str level; i64 n; } AtLevel;
typedef struct SubjectCount { Str subject, name, class, class_name; i64 filed, closed; } SubjectCount;
typedef struct CountsAlso { i64 id; Str code, name; i64 ended_on, filed; } CountsAlso;
// in, out, open: by state. single, level: COUNT_NEW and those after it, all and at each level. buckets: the kind's
// histogram, if it keeps one.
typedef struct Counts {
    const ThingKind *kind;
    Arena        *arena;
    Str           subject;          // leaf or class, "" = all
    i64           one_level;        // 0 = all
    i64           in[STATES_MOST], out[STATES_MOST], open[STATES_MOST], open_level[LEVEL_COUNTY + 1];
    i64           single[SINGLES], level[SINGLES][LEVEL_COUNTY + 1];
    i64           open_late;
    i64           buckets[HISTOGRAM_BUCKETS];
    SubjectCount *subjects;
    int           subject_count, subject_cap;
} Counts;
extern const Record at_level_record;
// What the counts of every kind tell; its own stand behind.
#define COUNTS_MEMBERS \
    One place; i64 from, to; Many states, open_at; i64 filed, due, open_late; Many by_subject; One ended; Many also;
typedef struct ThingCounts { COUNTS_MEMBERS } ThingCounts;
extern const Record flow_record, subject_count_record, counts_also_record;
#define COUNTS_FIELDS(T) \
    ONE_FIELD(T, place, place_of_record, "地点", "Place", .flags = NEEDED), \
    ON_FIELD(T, from, "起始日", "From", .flags = NEEDED), \
    ON_FIELD(T, to, "截止日", "To", .flags = NEEDED), \
    MANY_FIELD(T, states, flow_record, "各状态", "By state", .flags = BY_NAME), \
    MANY_FIELD(T, open_at, at_level_record, "各层级未办结", "Open at the end, by level", .flags = BY_NAME), \
    COUNT_FIELD(T, filed, "提交", "Filed"), COUNT_FIELD(T, due, "到期", "Due"), \
    COUNT_FIELD(T, open_late, "超期未办结", "Open and late at the end"), \
    MANY_FIELD(T, by_subject, subject_count_record, "分类统计", "By subject"), \
    PLACE_ENDED_FIELD(T), \
    MANY_FIELD(T, also, counts_also_record, "未计入的并入地点", "Also", \
        .note = "What was merged into it and is not in these figures.")
// For anybody down to the community; `c` is for what the kind counts beside it.
Fault thing_counts(Ask *ask, const ThingKind *kind, Counts *c, ThingCounts *told);
i64   counts_of(const Counts *c, i64 what);                         // COUNT_NEW and those after it
Many  levels_told(Arena *a, const i64 *n, i64 lowest);              // by level, from the lowest on
#endif

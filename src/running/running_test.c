// running_test.c: the first steps, each done or not by what the record says; marks.
#include "base/check.h"
#include "running/running.h"

static Arena *arena;

static StepShown step(const StepFacts *f, SetupStep which)
{
    StepShown all[STEP_END - 1];
    steps_tell(f, arena, all);
    return all[which - 1];
}

static void steps_test(void)
{
    StepFacts none = { .lang = ZH, .now = 100LL * DAY, .roles = STR("社区工作者"), .samples = 12 };
    StepShown all[STEP_END - 1];
    steps_tell(&none, arena, all);
    for (int i = 0; i < STEP_END - 1; i++) CHECK(!all[i].done && all[i].label.len && all[i].said.len);
    CHECK(str_is(step(&none, STEP_RULES).said, "这 12 条是样例，没有法律出处，请定"));
    StepFacts good = { .lang = EN, .now = 100LL * DAY, .operator = STR("a"), .filing_no = STR("b"), .streets = 14,
                       .communities = 149, .compounds = 3, .key_copied = true, .proven = true, .backup_at = 99LL * DAY,
                       .filed = 1, .ended = 1 };
    steps_tell(&good, arena, all);
    for (int i = 0; i < STEP_END - 1; i++) CHECK(all[i].done && all[i].said.len);
    CHECK(str_is(step(&good, STEP_PLACES).said, "14 streets, 149 communities"));
    good.filing_no = STR("");
    CHECK(!step(&good, STEP_OPERATOR).done);
    good.no_owners = 1;
    CHECK(!step(&good, STEP_PARTIES).done);
    good.ended = 0;
    CHECK(!step(&good, STEP_TRIAL).done);
}

// Key, a backup that is no older than eight days, and a restore from it.
static void safe_test(void)
{
    StepFacts f = { .lang = ZH, .now = 100LL * DAY, .key_copied = true, .proven = true, .backup_at = 92LL * DAY };
    CHECK(step(&f, STEP_SAFE).done);
    f.backup_at = 91LL * DAY;
    CHECK(!step(&f, STEP_SAFE).done && str_is(step(&f, STEP_SAFE).said, "上次备份是 9 天前"));
    f.backup_at = 99LL * DAY, f.proven = false;
    CHECK(!step(&f, STEP_SAFE).done);
    f.proven = true, f.key_copied = false;
    CHECK(!step(&f, STEP_SAFE).done);
}

static void mark_test(void)
{
    Mark m = mark_read(STR("1764500000000 1234 good"));
    CHECK(m.at == 1764500000000 && m.bytes == 1234 && m.good);
    CHECK(!mark_read(STR("1764500000000 1234 unproven")).good && mark_read(STR("")).at == 0);
    CHECK(mark_read(STR("yesterday 5 good")).at == 0 && mark_read(STR("-5 5 good")).at == 0);
}

void running_test(void)
{
    arena = arena_open(1 << 20);
    steps_test();
    safe_test();
    mark_test();
    arena_close(arena);
}

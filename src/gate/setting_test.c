// setting_test.c: who may say which setting, and what is then asked of the pack.
#include "base/check.h"
#include "gate/gate_api.h"

static Arena *arena;
static Pack *pack;
enum { TODAY = 20000 };

static Fault say(bool admin, const char *key, const char *value, const char *source, Problems *ps)
{
    SettingFacts f = { .admin = admin, .today = TODAY };
    SettingSaid s = { .key = str(key), .value = str(value), .source = str(source), .from_on = TODAY };
    *ps = (Problems){ .count = 0 };
    f.known = pack_held(pack, s.key, TODAY, arena, &f.held);
    return setting_say(&f, &s, EN, arena, ps);
}

static bool wrong(const char *key, const char *value, const char *source, const char *field, Fault fault)
{
    Problems ps;
    Fault f = say(true, key, value, source, &ps);
    bool told = false;
    for (int i = 0; i < ps.count; i++) told = told || (str_is(ps.at[i].field, field) && ps.at[i].fault == fault);
    return f == FAULT_field_problems && told;
}

static void rule_test(void)
{
    Problems ps;
    CHECK(say(true, "operator", "区数据局", "", &ps) == OK);
    CHECK(say(false, "operator", "区数据局", "", &ps) == FAULT_post_not_yours);
    CHECK(wrong("nothing", "1", "", "key", FAULT_field_no_such));
    CHECK(wrong("puzzle_bits", "3", "x", "key", FAULT_setting_fixed));
    CHECK(wrong("business_hours", "09:00-12:00", "", "source", FAULT_field_missing));
    CHECK(say(true, "business_hours", "09:00-12:00", "区办〔2026〕1号", &ps) == OK);
    CHECK(wrong("business_hours", "nine", "区办〔2026〕1号", "value", FAULT_field_malformed));
    CHECK(wrong("public_address", "https://a.cn/x", "", "value", FAULT_field_malformed));
    CHECK(wrong("public_address", "https://a.cn\" onload=\"", "", "value", FAULT_field_malformed));
    CHECK(say(true, "public_address", "https://linli.example.cn:8443", "", &ps) == OK);
    CHECK(wrong("tiles", "http://t.cn/{z}/{x}/{y}.png", "", "value", FAULT_field_malformed));
    CHECK(wrong("tiles", "https://t.cn/{z}/{x}.png", "", "value", FAULT_field_malformed));
    CHECK(say(true, "tiles", "https://t.cn/{z}/{x}/{y}.png", "", &ps) == OK);
    CHECK(wrong("tiles_crs", "BD09", "", "value", FAULT_field_malformed));
}

static void deadline_test(void)
{
    Problems ps;
    CHECK(say(true, "deadline.*.normal.compound", "5 day working", "区办〔2026〕1号", &ps) == OK);
    CHECK(wrong("deadline.*.normal.compound", "5 day working", "", "source", FAULT_field_missing));
    CHECK(wrong("deadline.*.normal.compound", "five days", "x", "value", FAULT_field_malformed));
    CHECK(wrong("deadline.*.normal.county", "5 day working", "x", "key", FAULT_setting_fixed));
    CHECK(wrong("deadline.*.normal.moon", "5 day working", "x", "key", FAULT_field_no_such));
}

// From its day on the county's word holds, then the pack's again; days before ask the pack.
static void over_test(void)
{
    Setting rows[] = {
        { .key = STR("operator"), .value = STR("甲"), .valid_from = TODAY },
        { .key = STR("deadline.*.normal.compound"), .value = STR("5 day working"), .valid_from = TODAY },
        { .key = STR("operator"), .value = STR(""), .valid_from = TODAY + 10 },
    };
    PackSaid said[COUNT(rows)];
    for (int i = 0; i < COUNT(rows); i++) CHECK(!pack_said_read(arena, &rows[i], i == 2, &said[i]).field);
    const Pack *p = pack_saying(pack, said, COUNT(rows), arena);
    CHECK(str_is(pack_text(p, "operator", TODAY + 9), "甲") && !pack_text(p, "operator", TODAY + 10).len);
    CHECK(!pack_text(p, "operator", TODAY - 1).len && !pack_text(pack, "operator", TODAY).len);
    const Deadline *d = pack_deadline(p, STR("P01"), URGENCY_NORMAL, LEVEL_COMPOUND, TODAY);
    const Deadline *was = pack_deadline(pack, STR("P01"), URGENCY_NORMAL, LEVEL_COMPOUND, TODAY);
    const Deadline *any = pack_deadline(p, STR("Z99"), URGENCY_NORMAL, LEVEL_COMPOUND, TODAY);
    CHECK(any && any->amount == 5 && any->calendar == CALENDAR_WORKING);
    CHECK(d && was && (d == was || d->amount == 5));
    CHECK(pack_says(p, STR("operator"), TODAY) && !pack_says(p, STR("operator"), TODAY + 10));
    CHECK(pack_says(p, STR("deadline.*.normal.compound"), TODAY));
}

void setting_test(void)
{
    arena = arena_open(8 << 20);
    PackErrors *errors = NEW(arena, PackErrors, 1);
    errors->arena = arena;
    pack = pack_load(STR("packs"), STR("CN-410104"), errors);
    CHECK(pack != NULL);
    rule_test();
    deadline_test();
    over_test();
    pack_close(pack);
    arena_close(arena);
}

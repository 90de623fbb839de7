// record_test.c: one record with every kind and flag, walked in and out of every form. One line per case.
#include "base/check.h"
#include "record/entry_in.h"
#include "record/sheet.h"
#include <math.h>

typedef struct Sample {
    i64 id, county, state, topic, urgent, count, filed_at, due_on, about;
    Str title, detail, phone, secret, photo, word;
    double lat;
    i64 salt;
} Sample;

static const Choice states[] = { { 1, "filed", "已提交", "Filed" }, { 2, "closed", "已办结", "Closed" } };
static const Choice topics[] = { { 1, "water", "供水", "Water" }, { 5, "light", "照明", "Light" } };

static const Field fields[] = {
    REF_FIELD   (Sample, id,            "编号", "Number",   .flags = SERVER | KEY),
    REF_FIELD   (Sample, county,        "区县", "County",   .flags = SERVER | KEY),
    CHOICE_FIELD(Sample, state, states, "状态", "State",    .flags = SERVER, .absent = 1),
    CHOICE_FIELD(Sample, topic, topics, "类别", "Topic",    .flags = NEEDED),
    FLAG_FIELD  (Sample, urgent,        "紧急", "Urgent"),
    COUNT_FIELD (Sample, count,         "数量", "Count",    .min = 1, .max = 5, .absent = 1),
    MOMENT_FIELD(Sample, filed_at,      "时间", "Filed at", .note = "When it was \"seen\"."),
    ON_FIELD    (Sample, due_on,        "期限", "Due on"),
    REF_FIELD   (Sample, about,         "地点", "About"),
    TEXT_FIELD  (Sample, title,         "标题", "Title",    .flags = NEEDED | SEALED, .min = 2, .max = 10),
    TEXT_FIELD  (Sample, detail,        "详情", "Detail",   .flags = LINES, .min = 3, .max = 20),
    TEXT_FIELD  (Sample, phone,         "电话", "Phone",    .flags = PRIVATE, .max = 20, .purpose = "To call back."),
    TEXT_FIELD  (Sample, secret,        "内部", "Secret",   .flags = HIDDEN, .max = 20),
    BYTES_FIELD (Sample, photo,         "图片", "Photo",    .min = 2, .max = 6),
    TEXT_FIELD  (Sample, word,          "备注", "Word",     .flags = LOOSE, .max = 20, .see = SEE_STAFF),
    NUMBER_FIELD(Sample, lat,           "纬度", "Latitude", .min = -90, .max = 90),
    COUNT_FIELD (Sample, salt,          "盐",   "Salt"),
};
static const Record sample_record = RECORD(Sample, "sample_row", fields, "样例", "Sample", .note = "A sample.");

static Arena *arena;

static const char *z(Str s) { return arena_z(arena, s); }

static bool holds(Str s, const char *part) { return str_has(s, str(part)); }

static Sample sample;

static Problems take(const char *json)
{
    static const char *const also[] = { "seen", "puzzle", NULL };
    Problems ps = { 0 };
    record_from_json(&sample_record, arena, str(json), &sample, &ps, also);
    return ps;
}

// The only problem is this one. An empty field stands for the whole body.
static bool only(const char *json, const char *field, Fault fault)
{
    Problems ps = take(json);
    return ps.count == 1 && str_is(ps.at[0].field, field) && ps.at[0].fault == fault;
}

static bool has(const Problems *ps, const char *field, Fault fault)
{
    for (int i = 0; i < ps->count; i++) if (str_is(ps->at[i].field, field) && ps->at[i].fault == fault) return true;
    return false;
}

static Str entry_of(const Sample *s)
{
    Out o = out_new(arena, 4000);
    record_to_entry(&sample_record, &o, s);
    return out_done(&o);
}

#define REST ",\"topic\":\"light\",\"title\":\"路灯坏了\"}"
#define FULL "{\"topic\":\"light\",\"urgent\":true,\"count\":2,\"filed_at\":\"2026-11-23T08:30:00+08:00\"," \
    "\"due_on\":\"2026-12-01\",\"about\":7,\"title\":\"路灯\\u574f了\",\"detail\":\"a\\nb\\tc\"," \
    "\"phone\":\"13800000000\",\"photo\":\"Zm9v\",\"word\":\" x \",\"lat\":31.2,\"salt\":9}"

// Canonical bytes are hashed into the journal: this line may never change.
#define ENTRY "{\"topic\":\"light\",\"urgent\":true,\"count\":2," \
    "\"filed_at\":\"2026-11-23T08:30:00.000+08:00\",\"due_on\":\"2026-12-01\",\"about\":7,\"title\":\"路灯坏了\"," \
    "\"detail\":\"a\\nb\\tc\",\"phone\":\"13800000000\",\"photo\":\"Zm9v\",\"word\":\" x \"," \
    "\"lat\":31.2,\"salt\":9}"

static void test_rows(void)
{
    Field rows[COUNT(fields)];
    CHECK_STR(record_gap(&sample_record), NULL);
    CHECK_STR(record_flaw(&sample_record), NULL);
    for (int drop = 0; drop < sample_record.field_count; drop++) {      // forgetting any one row is noticed
        Record r = sample_record;
        r.fields = rows;
        r.field_count = 0;
        for (int i = 0; i < sample_record.field_count; i++) if (i != drop) rows[r.field_count++] = fields[i];
        CHECK(record_gap(&r) != NULL);
    }
    CHECK(record_field(&sample_record, STR("lat"))->kind == NUMBER && !record_field(&sample_record, STR("la")));
    CHECK(choice_by_name(topics, 2, STR("light"))->value == 5 && !choice_by_name(topics, 2, STR("")));
    CHECK(!choice_by_value(topics, 2, 2) && !choice_by_value(topics, 2, -1) && choice_by_value(topics, 2, 1) == topics);
    CHECK_STR(CHOICE_NAME(topics, 5), "light");
    CHECK_STR(CHOICE_NAME(topics, 6), "");
}

static const char *flaw(Field f)
{
    Record r = { .fields = &f, .field_count = 1 };
    return record_flaw(&r);
}

static void test_flaws(void)
{
    static const Choice twice[] = { { 1, "a", "甲", "A" }, { 1, "b", "乙", "B" } };
    CHECK_STR(flaw((Field){ "ok", "l", "l", .kind = COUNT_ }), NULL);
    CHECK_STR(flaw((Field){ "private", "l", "l", .max = 9, .flags = PRIVATE }), "private");
    CHECK_STR(flaw((Field){ "count", "l", "l", .kind = COUNT_, .flags = SEALED }), "count");
    CHECK_STR(flaw((Field){ "endless", "l", "l", .kind = TEXT }), "endless");
    CHECK_STR(flaw((Field){ "upside", "l", "l", .kind = COUNT_, .min = 3, .max = 2 }), "upside");
    CHECK_STR(flaw((Field){ "bare", "l", "l", .kind = CHOICE }), "bare");
    CHECK_STR(flaw((Field){ "twin", "l", "l", .kind = CHOICE, .choices = twice, .choice_count = 2 }), "twin");
    CHECK_STR(flaw((Field){ .name = "mute", .kind = COUNT_ }), "mute");
}

static void test_every_kind_in(void)
{
    CHECK_EQ(take(FULL).count, 0);
    CHECK(sample.topic == 5 && sample.urgent == 1 && sample.count == 2);
    CHECK(sample.filed_at == 1795393800000 && sample.due_on == 20788);
    CHECK(sample.about == 7 && sample.lat == 31.2 && sample.salt == 9 && sample.state == 1 && sample.id == 0);
    CHECK(str_is(sample.title, "路灯坏了") && str_is(sample.photo, "foo"));
    CHECK(str_is(sample.word, " x ") && str_is(sample.detail, "a\nb\tc"));
    CHECK_EQ(take("{\"seen\":4,\"puzzle\":{\"a\":[1]},\"lat\":31,\"count\":3.0,\"id\":null" REST).count, 0);
    CHECK(sample.lat == 31 && sample.count == 3);
    CHECK_EQ(take("{}").count, 2);                                      // what was not given is blank
    CHECK(isnan(sample.lat) && sample.count == 1 && sample.due_on == DAY_NONE && !sample.filed_at && !sample.topic);
    CHECK_EQ(take(" {\"title\":\"  路灯\\n \",\"topic\":\"water\"} \n").count, 0);
    CHECK_STR(z(sample.title), "路灯");
    CHECK_EQ(take("{\"title\":\"\\ud83d\\ude00!\",\"topic\":\"water\"}").count, 0);
    CHECK_STR(z(sample.title), "😀!");
    CHECK_EQ(take("{\"detail\":\"a\\r\\nb\"" REST).count, 0);
    CHECK_STR(z(sample.detail), "a\nb");
    CHECK_EQ(take("{\"detail\":\"\",\"photo\":\"\"" REST).count, 0);            // empty is absent, not too short
    CHECK_EQ(take("{\"salt\":9007199254740991" REST).count, 0);
}

static void test_every_fault(void)
{
    static const struct { const char *json, *field; Fault fault; } cases[] = {
        { "{\"zz\":1" REST,                             "zz",       FAULT_field_unknown },
        { "{\"id\":1" REST,                             "id",       FAULT_field_read_only },
        { "{\"state\":\"filed\"" REST,                  "state",    FAULT_field_read_only },
        { "{\"lat\":\"1\"" REST,                        "lat",      FAULT_field_wrong_type },
        { "{\"lat\":91" REST,                           "lat",      FAULT_field_out_of_range },
        { "{\"lat\":-90.001" REST,                      "lat",      FAULT_field_out_of_range },
        { "{\"urgent\":1" REST,                         "urgent",   FAULT_field_wrong_type },
        { "{\"count\":\"2\"" REST,                      "count",    FAULT_field_wrong_type },
        { "{\"count\":2.5" REST,                        "count",    FAULT_field_wrong_type },
        { "{\"count\":true" REST,                       "count",    FAULT_field_wrong_type },
        { "{\"count\":0" REST,                          "count",    FAULT_field_out_of_range },
        { "{\"count\":6" REST,                          "count",    FAULT_field_out_of_range },
        { "{\"salt\":9007199254740992" REST,            "salt",     FAULT_field_out_of_range },
        { "{\"salt\":-9007199254740992" REST,           "salt",     FAULT_field_out_of_range },
        { "{\"salt\":1e300" REST,                       "salt",     FAULT_field_wrong_type },
        { "{\"about\":9007199254740993" REST,           "about",    FAULT_field_out_of_range },
        { "{\"about\":0" REST,                          "about",    FAULT_field_out_of_range },
        { "{\"about\":-1" REST,                         "about",    FAULT_field_out_of_range },
        { "{\"filed_at\":1795393800000" REST,           "filed_at", FAULT_field_wrong_type },
        { "{\"filed_at\":\"yesterday\"" REST,           "filed_at", FAULT_field_malformed },
        { "{\"due_on\":\"2023-02-29\"" REST,            "due_on",   FAULT_field_malformed },
        { "{\"due_on\":5" REST,                         "due_on",   FAULT_field_wrong_type },
        { "{\"title\":\"x\",\"topic\":\"water\"}",      "title",    FAULT_field_too_short },
        { "{\"title\":\"一二三四五六七八九十1\",\"topic\":\"water\"}", "title", FAULT_field_too_long },
        { "{\"title\":\" \",\"topic\":\"water\"}",      "title",    FAULT_field_missing },
        { "{\"title\":null,\"topic\":\"water\"}",       "title",    FAULT_field_missing },
        { "{\"title\":[],\"topic\":\"water\"}",         "title",    FAULT_field_wrong_type },
        { "{\"title\":\"a\\u0000b\",\"topic\":\"water\"}", "title", FAULT_field_bad_text },
        { "{\"title\":\"ab\\ufdd0\",\"topic\":\"water\"}", "title", FAULT_field_bad_text },
        { "{\"title\":\"ab\\uffff\",\"topic\":\"water\"}", "title", FAULT_field_bad_text },
        { "{\"detail\":\"abc\\u0007\"" REST,            "detail",   FAULT_field_bad_text },
        { "{\"word\":\"\\u0001\"" REST,                 "word",     FAULT_field_bad_text },
        { "{\"title\":\"ab\",\"topic\":\"gas\"}",       "topic",    FAULT_field_not_a_choice },
        { "{\"title\":\"ab\",\"topic\":5}",             "topic",    FAULT_field_wrong_type },
        { "{\"photo\":\"Zm9\"" REST,                    "photo",    FAULT_field_malformed },
        { "{\"photo\":\"Zg==\"" REST,                   "photo",    FAULT_field_too_short },
        { "{\"photo\":\"Zm9vYmFyMQ==\"" REST,           "photo",    FAULT_field_too_long },
        { "{\"photo\":7" REST,                          "photo",    FAULT_field_wrong_type },
        { "{\"count\":2,\"count\":2" REST,              "count",    FAULT_field_twice },
        { "{\"count\":2,\"lat\":1, \"count\" :3" REST,  "count",    FAULT_field_twice },
        { "{\"seen\":2,\"seen\":3" REST,                "seen",     FAULT_field_twice },
    };
    for (int i = 0; i < COUNT(cases); i++) CHECK(only(cases[i].json, cases[i].field, cases[i].fault));
    Problems ps = take("{\"title\":\"x\",\"state\":\"done\",\"lat\":91,\"zz\":1,\"count\":9,\"lat\":92}");
    CHECK(ps.count == 7 && has(&ps, "title", FAULT_field_too_short) && has(&ps, "state", FAULT_field_read_only));
    CHECK(has(&ps, "lat", FAULT_field_out_of_range) && has(&ps, "lat", FAULT_field_twice));
    CHECK(has(&ps, "topic", FAULT_field_missing));
    CHECK(str_is(ps.at[1].hint, "2..10"));
    ps = take("{\"title\":\"ab\\u200b\\uffff\",\"topic\":\"water\"}");
    CHECK(ps.count == 1 && str_is(ps.at[0].hint, "4:FFFF"));
    ps = take("{\"title\":\"\\ufeffab\\u2028\\u202ec\\n\",\"topic\":\"water\"}");
    CHECK(!ps.count && str_is(sample.title, "ab c"));
}

static void test_not_json(void)
{
    static const char *const bad[] = {
        "", " ", "[", "[]", "{", "null", "7", "\"a\"", "{\"a\"", "{\"a\":}", "{\"title\":\"\\ud800\"}",
        "{\"title\":\"\\udc00\"}",
        "{\"lat\":1e}", "{\"lat\":01}", "{\"lat\":NaN}", "{\"lat\":1e999}", "{}x", "{}{}", "{\"lat\":1,}", "{,}",
        "{'a':1}", "{a:1}",
        "{\"title\":\"a\nb\"}", "{\"title\":\"\xC0\xAF\"}", "{\"title\":\"\xED\xA0\x80\"}",
        "{\"title\":\"\xF5\x80\x80\x80\"}",
        "{\"title\":\"\xE8\xB7\"}", "{\"a\\u0000b\":1}", "{\"salt\":99999999999999999999}", "// a\n{}",
        "{\"a\":1 \"b\":2}",
        "{\"seen\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}", "\xEF\xBB\xBF{}",
    };
    for (int i = 0; i < COUNT(bad); i++) CHECK(only(bad[i], "", FAULT_body_not_json));
    Problems ps = take("{\n \"a\":x}");
    CHECK_STR(arena_z(arena, ps.at[0].hint), "2:6");
    record_from_json(&sample_record, arena, (Str){ "{}\0", 3 }, &sample, &ps, NULL);
    CHECK(ps.count == 2 && ps.at[1].fault == FAULT_body_not_json);
}

static void test_entries(void)
{
    Sample back;
    take(FULL);
    CHECK_STR(z(entry_of(&sample)), ENTRY);
    CHECK(record_from_entry(&sample_record, arena, STR(ENTRY), &back));
    CHECK_STR(z(entry_of(&back)), ENTRY);
    record_blank(&sample_record, &sample);
    Str blank = entry_of(&sample);
    CHECK(record_from_entry(&sample_record, arena, blank, &back) && str_same(blank, entry_of(&back)));
    CHECK(entry_scan(&sample_record, arena, STR(ENTRY), &back) && str_is(entry_of(&back), ENTRY));
    CHECK(entry_scan(&sample_record, arena, blank, &back) && str_same(blank, entry_of(&back)));
    CHECK(!entry_scan(&sample_record, arena, STR("{ }"), &back) &&
          !entry_scan(&sample_record, arena, STR("{\"title\":[]}"), &back));
    CHECK(!entry_scan(&sample_record, arena, STR("{\"title\":\"\\ud83d\\ude00\"}"), &back));
    CHECK(!entry_scan(&sample_record, arena, STR("{\"title\":\"a"), &back) &&
          !entry_scan(&sample_record, arena, STR("{\"title\":\"a\"}x"), &back));
    CHECK_STR(z(blank), "{}");                             // what is absent is left out
    CHECK(record_from_entry(&sample_record, arena,
        STR("{\"salt\":9,\"gone\":[1],\"id\":3,\"title\":\"x\",\"count\":99}"), &back));
    CHECK(back.salt == 9 && back.id == 3 && back.count == 99);
    CHECK(back.state == 1 && isnan(back.lat));     // old bounds were other ones
    static const char *const bad[] = { "", "[]", "{", "{\"id\":\"3\"}", "{\"title\":3}", "{\"topic\":\"gas\"}",
        "{\"due_on\":\"x\"}" };
    for (int i = 0; i < COUNT(bad); i++) CHECK(!record_from_entry(&sample_record, arena, str(bad[i]), &back));
    CHECK(!record_from_entry(&sample_record, arena, STR("{\"none\":\"\xFF\"}"), &back));     // a rotten byte
}

static Str answer(const Sample *s, unsigned reader, bool more)
{
    Out o = out_new(arena, 4000);
    CHECK(record_members(&sample_record, &o, s, reader, more));
    return out_done(&o);
}

static void test_answers(void)
{
    take(FULL);
    sample.secret = STR("hush");
    Str all = answer(&sample, 0, false), staff = answer(&sample, SEE_STAFF | SEE_SELF, true);
    CHECK(str_starts(all, STR("\"id\":null,\"county\":null,\"state\":\"filed\"")));
    CHECK(str_starts(staff, STR(",\"id\":null")));
    CHECK(holds(all, "\"phone\":\"***\"") && !holds(all, "138"));
    CHECK(!holds(all, "hush") && !holds(staff, "hush"));
    CHECK(!holds(all, "\"word\"") && holds(staff, ",\"word\":\" x \","));
    CHECK(!holds(answer(&sample, SEE_WORKER, false), "\"word\""));
    sample.phone = (Str){ 0 };
    CHECK(holds(answer(&sample, 0, false), "\"phone\":\"\""));
    static const Field hidden[] = { TEXT_FIELD(Sample, secret, "内部", "Secret", .flags = HIDDEN) };
    static const Record none = RECORD(Sample, "none", hidden, "无", "None");
    Out o = out_new(arena, 100);
    CHECK(!record_members(&none, &o, &sample, 0, true) && o.len == 0);
}

static void test_members(void)
{
    Str s;
    i64 n;
    Str body = STR("{\"seen\":4,\"word\":\"a\\\"}\",\"record\":{\"a\":[1,\"]}\"],\"b\":{}},\"last\":null}");
    CHECK(json_member_i64(arena, body, "seen", &n) && n == 4 && !json_member_i64(arena, body, "word", &n));
    CHECK(json_member_text(arena, body, "word", &s) && str_is(s, "a\"}") && !json_member_text(arena, body, "seen", &s));
    CHECK(!json_member_text(arena, STR("nonsense"), "seen", &s) && !json_member_i64(arena, STR("[]"), "seen", &n));
    CHECK(json_member_raw(arena, body, "record", &s) && str_is(s, "{\"a\":[1,\"]}\"],\"b\":{}}"));
    CHECK(json_member_raw(arena, body, "word", &s) && str_is(s, "\"a\\\"}\""));
    CHECK(json_member_raw(arena, body, "seen", &s) && str_is(s, "4"));
    CHECK(json_member_raw(arena, body, "last", &s) && str_is(s, "null"));
    CHECK(!json_member_raw(arena, body, "a", &s) && !json_member_raw(arena, body, "", &s));
    body = STR(" { \"a\" : 1 ,\t\"b\\u006fdy\"\r\n:\n{ \"x\" : [ 1, {\"body\":2} ], \"y\":\"}, \\\" {\" }  ,"
               " \"last\" : \"\\\\\"} ");
    CHECK(json_member_raw(arena, body, "a", &s) && str_is(s, "1"));
    CHECK(json_member_raw(arena, body, "body", &s));
    CHECK(str_is(s, "{ \"x\" : [ 1, {\"body\":2} ], \"y\":\"}, \\\" {\" }"));
    CHECK(json_member_raw(arena, body, "last", &s) && str_is(s, "\"\\\\\""));
    CHECK(!json_member_raw(arena, body, "x", &s) && !json_member_raw(arena, STR("{\"a\":1,\"\\u0061\":2}"), "a", &s));
    CHECK(!json_member_raw(arena, STR("{\"a\":1} 2"), "a", &s) && !json_member_raw(arena, STR("{\"a\":1,}"), "a", &s));
    static const char *const bad[] = { "", "{", "{}", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":}",
        "{\"a\":]", "{\"a\":\"", "[\"a\":1]", "{\"a\":[}" };
    for (int i = 0; i < COUNT(bad); i++) CHECK(!json_member_raw(arena, str(bad[i]), "a", &s));
}

typedef struct Said { Str title, due_on; i64 count, topic; double lat; Str nothing; } Said;
static const Record said = RECORD_OF(Said, "said", "所说", "Said",
    TEXT_FIELD(Said, title, "标题", "Title"), TEXT_FIELD(Said, due_on, "期限", "Due on"),
    COUNT_FIELD(Said, count, "数量", "Count"), CHOICE_FIELD(Said, topic, topics, "类别", "Topic"),
    NUMBER_FIELD(Said, lat, "纬度", "Latitude"), TEXT_FIELD(Said, nothing, "无", "None"));

// By name and kind; what is absent, or of another kind, stays as it was.
static void test_carry(void)
{
    Said from = { STR("路灯"), STR("2026-12-01"), 3, 0, 34.5, STR("x") };
    Sample into;
    record_blank(&sample_record, &into);
    into.topic = 5;
    into.due_on = 20000;
    record_carry(&said, &from, &sample_record, &into);
    CHECK(str_is(into.title, "路灯") && into.count == 3 && into.topic == 5 && into.due_on == 20000);
    CHECK(into.lat == 34.5 && !into.detail.len && into.state == 1);
}

static void test_set_text(void)
{
    static const struct { const char *field, *text; Fault fault; } cases[] = {
        { "id", "3", FAULT_field_read_only },        { "topic", "light", OK }, { "topic", " 照明 ", OK },
        { "topic", "Light", OK },                    { "topic", "gas", FAULT_field_not_a_choice },
        { "urgent", "是", OK },                      { "urgent", "TRUE", OK },
        { "urgent", "maybe", FAULT_field_wrong_type },
        { "count", "２", OK },                       { "count", "2.5", FAULT_field_wrong_type },
        { "count", "6", FAULT_field_out_of_range },  { "about", "0", FAULT_field_out_of_range },
        { "filed_at", "2026-11-23 08:30:00", OK },   { "filed_at", "noon", FAULT_field_malformed },
        { "due_on", "2026-11-23", OK },              { "due_on", "2026-11-31", FAULT_field_malformed },
        { "title", "路", FAULT_field_too_short },    { "title", "", FAULT_field_missing }, { "detail", " ", OK },
        { "title", "\u200B\u2060", FAULT_field_missing }, { "detail", "\u200B", OK },
        { "title", "\xC0\xAF", FAULT_field_not_utf8 }, { "title", "a\uFFFEb", FAULT_field_bad_text },
        { "title", "a\u202Eb", OK }, { "due_on", "２０２６－１１－３０\u200B", OK },
        { "photo", "Zm9v", OK },                     { "photo", "*", FAULT_field_malformed },
        { "lat", "３１.2", OK },                     { "lat", "91", FAULT_field_out_of_range },
        { "lat", "x", FAULT_field_wrong_type },
    };
    for (int i = 0; i < COUNT(cases); i++) {
        const Field *f = record_field(&sample_record, str(cases[i].field));
        record_blank(&sample_record, &sample);
        CHECK_EQ(record_set_text(f, arena, str(cases[i].text), &sample), cases[i].fault);
    }
    CHECK(sample.lat != sample.lat);                                    // a refused value leaves the member as it was
    CHECK(record_set_text(&fields[3], arena, STR("照明"), &sample) == OK && sample.topic == 5);
    CHECK(record_set_text(&fields[4], arena, STR("是"), &sample) == OK && sample.urgent == 1);
    CHECK(record_set_text(&fields[4], arena, STR("否"), &sample) == OK && sample.urgent == 0);
    CHECK(record_set_text(&fields[15], arena, STR("３１.5"), &sample) == OK && sample.lat == 31.5);
}

static void test_seals(void)
{
    Seal key, other;
    Sample open;
    random_fill(key.key, 32);
    random_fill(other.key, 32);
    take(FULL);
    record_seal(&sample_record, arena, &key, &sample);
    CHECK(sample.phone.at[0] == '~' && sample.title.at[0] == '~');
    CHECK(sample.phone.len == 1 + 68 && str_is(sample.word, " x "));
    open = sample;
    CHECK(record_open(&sample_record, arena, &key, &open, PRIVATE | SEALED));
    CHECK(str_is(open.phone, "13800000000") && str_is(open.title, "路灯坏了"));
    open = sample;
    CHECK(record_open(&sample_record, arena, &key, &open, SEALED));
    CHECK(str_is(open.title, "路灯坏了") && str_same(open.phone, sample.phone));
    open = sample;
    CHECK(!record_open(&sample_record, arena, &other, &open, PRIVATE) && str_is(open.phone, REMOVED));
    open = sample;
    CHECK(record_open(&sample_record, arena, NULL, &open, PRIVATE | SEALED));
    CHECK(str_is(open.phone, REMOVED) && str_is(open.title, REMOVED));
    CHECK(record_open(&sample_record, arena, &key, &open, PRIVATE) && str_is(open.phone, REMOVED));
    Str plain, sealed = seal_text(arena, &key, (Str){ 0 });
    CHECK(seal_open(arena, &key, sealed, &plain) && plain.len == 0);
    CHECK(!str_same(sealed, seal_text(arena, &key, (Str){ 0 })));                 // a fresh nonce each time
    for (i64 i = 0; i < sample.phone.len; i++) {
        char *forged = arena_z(arena, sample.phone);
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        CHECK(!seal_open(arena, &key, (Str){ forged, sample.phone.len }, &plain));
    }
    static const char *const bad[] = { "", "~", "x", "~AAAA", "13800000000", "~****" };
    for (int i = 0; i < COUNT(bad); i++) CHECK(!seal_open(arena, &key, str(bad[i]), &plain));
    sample.phone.len -= 4;
    CHECK(!seal_open(arena, &key, sample.phone, &plain));
}

static void test_sheets(void)
{
    Out o = out_new(arena, 4000);
    take(FULL);
    sample.title = STR("=cmd()");
    record_sheet_head(&sample_record, &o, SEE_STAFF, ZH);
    CHECK_STR(z(out_done(&o)), "\"编号\",\"区县\",\"状态\",\"类别\",\"紧急\",\"数量\",\"时间\",\"期限\",\"地点\",\"标题\",\"详情\",\"电话\","
        "\"图片\",\"备注\",\"纬度\",\"盐\"\r\n");
    o = out_new(arena, 4000);
    record_sheet_row(&sample_record, &o, &sample, 0, ZH);
    CHECK_STR(z(out_done(&o)), ",,\"已提交\",\"照明\",是,2,2026-11-23 08:30:00,2026-12-01,7,"
        "\"'=cmd()\",\"a\nb\tc\",\"***\",\"Zm9v\",31.2,9\r\n");
    o = out_new(arena, 4000);
    record_sheet_row(&sample_record, &o, &sample, SEE_STAFF, EN);
    CHECK(str_starts(out_done(&o), STR(",,\"Filed\",\"Light\",Yes,2,")));
    CHECK(holds(out_done(&o), ",\" x \",31.2,9\r\n"));
    CHECK_STR(z(field_text(&fields[6], arena, &sample, 0, ZH)), "2026-11-23 08:30:00");
    CHECK_STR(z(field_text(&fields[11], arena, &sample, 0, ZH)), "***");
    CHECK_EQ(field_text(&fields[0], arena, &sample, 0, ZH).len, 0);
}

static Str told(void (*tell)(const Record *, Out *))
{
    Out o = out_new(arena, 20000);
    tell(&sample_record, &o);
    return out_done(&o);
}

static void openapi_in(const Record *r, Out *o) { out_char(o, '{'); record_openapi(r, o); out_char(o, '}'); }
static void openapi_out(const Record *r, Out *o)
{
    out_char(o, '{');
    record_answer_openapi(r, o);
    out_char(o, '}');
}
static void types_out(const Record *r, Out *o) { record_types(r, o, TYPES_ANSWER); }

static void test_openapi(void)
{
    Str in = told(openapi_in), out = told(openapi_out), ignored;
    CHECK(json_member_raw(arena, in, "sample_row_input", &ignored));
    CHECK(json_member_raw(arena, out, "sample_row", &ignored));
    CHECK(!json_member_i64(arena, in, "x", &(i64){ 0 }));
    CHECK(!holds(in, "\"id\"") && !holds(in, "\"secret\""));
    CHECK(holds(in, "\"additionalProperties\":false,\"required\":[\"topic\",\"title\"]"));
    CHECK(holds(in, "\"title\":{\"type\":\"string\",\"title\":\"标题\",\"x-title-en\":\"Title\","
        "\"minLength\":2,\"maxLength\":10}"));
    CHECK(holds(in, "\"count\":{\"type\":[\"integer\",\"null\"],\"format\":\"int64\",\"title\":\"数量\","
        "\"x-title-en\":\"Count\",\"minimum\":1,\"maximum\":5}"));
    CHECK(holds(out, "\"id\":{\"type\":\"integer\",\"format\":\"int64\",\"title\":\"编号\","
        "\"x-title-en\":\"Number\",\"readOnly\":true}"));
    CHECK(holds(out, "\"description\":\"When it was \\\"seen\\\".\""));
    CHECK(!holds(out, "\"secret\""));
    CHECK(holds(out, "\"topic\":{\"type\":\"string\","));
    CHECK(holds(out, "\"enum\":[\"water\",\"light\"]"));
    CHECK(holds(out, "\"state\":{\"type\":\"string\","));
    CHECK(holds(out, "\"x-labels\":{\"filed\":[\"已提交\",\"Filed\"],"));
}

static void test_descriptions(void)
{
    Str ts = told(types_out), sql = told(record_sql), columns = told(record_columns);
    CHECK(str_starts(ts, STR("/** A sample. */\nexport interface SampleRow {\n"
        "  /** 编号: Number */\n  readonly id: number\n")));
    CHECK(holds(ts, "  topic: 'water' | 'light'\n"));
    CHECK(holds(ts, "  word?: string\n") && !holds(ts, "secret"));
    CHECK(str_starts(sql, STR("CREATE TABLE sample_row (\n  id                   I64 NOT NULL,\n")));
    CHECK(holds(sql, "  photo                BIN NOT NULL,\n"));
    CHECK(holds(sql, "  lat                  REAL,\n"));
    CHECK(holds(sql, "  salt                 I64 NOT NULL,\n  PRIMARY KEY (id, county)\n);\n"));
    CHECK(holds(columns, "sample_row.phone\t电话\tTEXT\tprivate\t0..20\tTo call back.\n"));
    CHECK(str_starts(columns, STR("sample_row.id\t编号\tREF\tserver key\t\t\n")));
    CHECK(str_starts(record_column_list(&sample_record, arena, "m"), STR("m.id,m.county,")));
    CHECK(str_starts(record_column_list(&sample_record, arena, "m."), STR("m.id,m.county,")));
    CHECK(str_starts(record_column_list(&sample_record, arena, NULL), STR("id,county,")));
    Str insert = record_insert_sql(&sample_record, arena);
    CHECK(str_starts(insert, STR("INSERT INTO sample_row(id")));
    CHECK(holds(insert, "salt) VALUES($1") && holds(insert, "$17)"));
}

void record_test(void)
{
    arena = arena_open(4 << 20);
    test_rows();
    test_flaws();
    test_every_kind_in();
    test_every_fault();
    test_not_json();
    test_entries();
    test_answers();
    test_members();
    test_carry();
    test_set_text();
    test_seals();
    test_sheets();
    test_openapi();
    test_descriptions();
    arena_close(arena);
}

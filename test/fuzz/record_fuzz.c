// record_fuzz.c: whatever a phone sends, record_from_json ends in problems or in a record that survives its entry.
// parts: src/record/json_in.c src/record/entry_in.c src/record/record.c
#include "record/record.h"
#include <jansson.h>
#include <stdlib.h>

typedef struct Foreign {
    i64 topic, urgent, count, filed_at, due_on, about;
    Str title, detail, photo;
    double lat;
} Foreign;

static const Choice topics[] = { { 1, "water", "供水", "Water" }, { 5, "light", "照明", "Light" } };

static const Field fields[] = {
    CHOICE_FIELD(Foreign, topic, topics, "类别", "Topic"),
    FLAG_FIELD  (Foreign, urgent,        "紧急", "Urgent"),
    COUNT_FIELD (Foreign, count,         "数量", "Count"),
    MOMENT_FIELD(Foreign, filed_at,      "时间", "Filed at"),
    ON_FIELD    (Foreign, due_on,        "期限", "Due on"),
    REF_FIELD   (Foreign, about,         "地点", "About"),
    TEXT_FIELD  (Foreign, title,         "标题", "Title",  .flags = SEALED, .max = 60),
    TEXT_FIELD  (Foreign, detail,        "详情", "Detail", .flags = LINES | LOOSE, .max = 2000),
    BYTES_FIELD (Foreign, photo,         "图片", "Photo",  .max = 2000),
    NUMBER_FIELD(Foreign, lat,           "纬度", "Latitude"),
};
static const Record foreign = RECORD(Foreign, "foreign_thing", fields, "外来", "Foreign");

static void require(bool good) { if (!good) abort(); }

static Str entry_of(Arena *a, const Foreign *f)
{
    Out o = out_new(a, 4 << 20);
    record_to_entry(&foreign, &o, f);
    require(!o.full);
    return out_done(&o);
}

// However an object is written, the slice is what the library reads there.
static void member(Arena *a, Str body, const char *key)
{
    Str raw;
    if (!json_member_raw(a, body, key, &raw)) return;
    json_t *whole = json_loadb(body.at, (size_t)body.len, JSON_ALLOW_NUL, NULL);
    json_t *one   = json_loadb(raw.at, (size_t)raw.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    require(one && json_equal(one, json_object_get(whole, key)));
    json_decref(whole);
    json_decref(one);
}

static void single_values(Arena *a, Str body)
{
    Foreign f;
    Str s;
    i64 n;
    record_blank(&foreign, &f);
    for (int i = 0; i < foreign.field_count; i++) record_set_text(&fields[i], a, body, &f);
    entry_of(a, &f);
    member(a, body, "title");
    member(a, body, "body");
    json_member_text(a, body, "title", &s);
    json_member_i64(a, body, "count", &n);
    record_from_entry(&foreign, a, body, &f);
}

int LLVMFuzzerTestOneInput(const unsigned char *at, size_t len)
{
    static Arena *a;
    if (!a) a = arena_open(16 << 20);
    arena_reset(a);
    Str body = { (const char *)at, (i64)len };
    Foreign f, back;
    Problems ps = { 0 };
    record_from_json(&foreign, a, body, &f, &ps, NULL);
    Str entry = entry_of(a, &f), raw;
    require(utf8_count(entry) > 0);
    require(record_from_entry(&foreign, a, entry, &back) && str_same(entry, entry_of(a, &back)));
    require(json_member_raw(a, entry, "title", &raw) == (f.title.len > 0));       // what is absent is left out
    single_values(a, body);
    return 0;
}

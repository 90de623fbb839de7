// nested_test.c: a record that holds others, walked in and out of every form. One line per case.
#include "base/check.h"
#include "record/entry_in.h"
#include "record/sheet.h"

typedef struct Item { Str name; i64 amount; Str secret; } Item;
typedef struct Where { i64 id; Str code; } Where;
typedef struct Flow { Str key; i64 in, out; } Flow;
typedef struct Sum { Str key; i64 n; } Sum;
typedef struct Head { i64 id; Str place; i64 seen; } Head;
typedef struct Whole { Head head; One place; Many items, tags, ids, flows, sums; Str next; One gone; } Whole;
typedef struct IdList { Many ids; } IdList;
typedef struct Body { Str title; One place; Many items, tags; } Body;

static const Record item_record = RECORD_OF(Item, "item", "物品", "An item",
    TEXT_FIELD(Item, name, "名称", "Name", .flags = NEEDED, .max = 10),
    COUNT_FIELD(Item, amount, "数量", "Amount", .min = 1, .max = 9, .absent = 1),
    TEXT_FIELD(Item, secret, "内部", "Secret", .flags = SEALED, .max = 20, .see = SEE_STAFF));
static const Record where_record = RECORD_OF(Where, "where", "地点", "A place",
    REF_FIELD(Where, id, "编号", "Id", .flags = KEY),
    TEXT_FIELD(Where, code, "编码", "Code", .max = 24));
static const Record flow_record = RECORD_OF(Flow, "flow", "流量", "A flow",
    TEXT_FIELD(Flow, key, "名称", "Name", .flags = HIDDEN, .max = 20),
    COUNT_FIELD(Flow, in, "进", "In"), COUNT_FIELD(Flow, out, "出", "Out"));
static const Record sum_record = RECORD_OF(Sum, "sum", "合计", "A sum",
    TEXT_FIELD(Sum, key, "名称", "Name", .flags = HIDDEN, .max = 20), COUNT_FIELD(Sum, n, "数", "Number"));
static const Record head_record = RECORD_OF(Head, "head", "头", "A head",
    REF_FIELD(Head, id, "编号", "Id", .flags = KEY),
    TEXT_FIELD(Head, place, "地点", "Place", .max = 24),
    COUNT_FIELD(Head, seen, "记录号", "Seen", .see = SEE_STAFF));
static const Record whole_record = RECORD_OF(Whole, "whole", "整体", "A whole",
    INLINE_FIELD(Whole, head, Head, head_record),
    ONE_FIELD(Whole, place, where_record, "地点", "Where"),
    MANY_FIELD(Whole, items, item_record, "物品", "Items", .max = 2),
    EACH_FIELD(Whole, tags, TEXT, "标签", "Tags", .max = 9, .flags = MAYBE),
    EACH_FIELD(Whole, ids, REF, "编号", "Ids", .max = 9),
    MANY_FIELD(Whole, flows, flow_record, "流量", "Flows", .flags = BY_NAME),
    MANY_FIELD(Whole, sums, sum_record, "合计", "Sums", .flags = BY_NAME),
    TEXT_FIELD(Whole, next, "下一页", "Next", .flags = NULLS, .max = 24),
    ONE_FIELD(Whole, gone, where_record, "去处", "Gone to", .flags = MAYBE));
static const Record body_record = RECORD_OF(Body, "body", "正文", "A body",
    TEXT_FIELD(Body, title, "标题", "Title", .max = 10),
    ONE_FIELD(Body, place, where_record, "地点", "Where", .flags = NEEDED),
    MANY_FIELD(Body, items, item_record, "物品", "Items", .min = 1, .max = 2),
    EACH_FIELD(Body, tags, TEXT, "标签", "Tags", .max = 3));

static Arena *arena;

static Str entry_of(const Record *r, const void *from)
{
    Out o = out_new(arena, 4000);
    record_to_entry(r, &o, from);
    return out_done(&o);
}

static Str members_of(const Record *r, const void *from, unsigned reader)
{
    Out o = out_new(arena, 4000);
    record_members(r, &o, from, reader, false);
    return out_done(&o);
}

static Whole whole(void)
{
    static const Where here = { 7, { "410104", 6 } };
    static const Item items[] = { { { "灯", 3 }, 2, { "x", 1 } }, { { "椅", 3 }, 1, { 0 } } };
    static const Str tags[] = { { "a", 1 }, { "b", 1 } };
    static const i64 ids[] = { 3, 4 };
    static const Flow flows[] = { { { "filed", 5 }, 2, 1 }, { { "closed", 6 }, 1, 0 } };
    static const Sum sums[] = { { { "street", 6 }, 5 } };
    return (Whole){ .head = { 1, STR("text"), 9 }, .place = { &here }, .items = MANY_OF(items, 2),
        .tags = MANY_OF(tags, 2), .ids = MANY_OF(ids, 2), .flows = MANY_OF(flows, 2), .sums = MANY_OF(sums, 1) };
}

static void test_rows(void)
{
    const Record *all[] = { &item_record, &where_record, &flow_record, &sum_record, &head_record, &whole_record,
        &body_record };
    for (int i = 0; i < (int)COUNT(all); i++) {
        CHECK_STR(record_gap(all[i]), NULL);
        CHECK_STR(record_flaw(all[i]), NULL);
    }
    Field f = { "lost", "l", "l", .kind = ONE };
    Record r = { .fields = &f, .field_count = 1 };
    CHECK_STR(record_flaw(&r), "lost");
    f = (Field){ "each", "l", "l", .kind = MANY, .each = NUMBER };
    CHECK_STR(record_flaw(&r), "each");
    f = (Field){ "named", "l", "l", .kind = MANY, .of = &item_record, .flags = BY_NAME };     // its key would be shown
    CHECK_STR(record_flaw(&r), "named");
}

// What the outer record says itself replaces what the inner one says under that name.
static void test_answers(void)
{
    Whole w = whole();
    CHECK_STR(arena_z(arena, members_of(&whole_record, &w, 0)),
        "\"id\":1,\"place\":{\"id\":7,\"code\":\"410104\"},\"items\":[{\"name\":\"灯\",\"amount\":2},"
        "{\"name\":\"椅\",\"amount\":1}],\"tags\":[\"a\",\"b\"],\"ids\":[3,4],\"flows\":{\"filed\":{\"in\":2,\"out\":1},"
        "\"closed\":{\"in\":1,\"out\":0}},\"sums\":{\"street\":5},\"next\":null");
    CHECK(str_has(members_of(&whole_record, &w, SEE_STAFF), STR("\"secret\":\"x\"")));
    CHECK(str_has(members_of(&whole_record, &w, SEE_STAFF), STR("\"id\":1,\"seen\":9,\"place\"")));
    w = (Whole){ .next = STR("5") };
    CHECK_STR(arena_z(arena, members_of(&whole_record, &w, 0)),
        "\"id\":null,\"place\":null,\"items\":[],\"ids\":[],\"flows\":{},\"sums\":{},\"next\":\"5\"");
}

static bool wrong(const char *json, const char *field, Fault fault)
{
    Problems ps = { 0 };
    Body b;
    record_from_json(&body_record, arena, str(json), &b, &ps, NULL);
    return ps.count == 1 && str_is(ps.at[0].field, field) && ps.at[0].fault == fault;
}

#define HERE "\"place\":{\"code\":\"41\"}"
static void test_bodies(void)
{
    Problems ps = { 0 };
    Body b;
    record_from_json(&body_record, arena, STR("{" HERE ",\"items\":[{\"name\":\" a \"},{\"name\":\"b\",\"amount\":3}],"
        "\"tags\":[\"x\",\"y\"]}"), &b, &ps, NULL);
    const Item *items = b.items.at;
    CHECK(ps.count == 0 && b.items.count == 2 && b.tags.count == 2 && str_is(((const Str *)b.tags.at)[1], "y"));
    CHECK(str_is(items[0].name, "a") && items[0].amount == 1 && items[1].amount == 3);
    CHECK(str_is(((const Where *)b.place.at)->code, "41"));
    CHECK(wrong("{\"items\":[{\"name\":\"a\"}]}", "place", FAULT_field_missing));
    CHECK(wrong("{" HERE ",\"items\":[{\"name\":\"a\"},{\"amount\":2}]}", "items[1].name", FAULT_field_missing));
    CHECK(wrong("{" HERE ",\"items\":[{\"name\":\"a\",\"amount\":12}]}", "items[0].amount", FAULT_field_out_of_range));
    CHECK(wrong("{" HERE ",\"items\":[{\"name\":\"a\",\"zz\":1}]}", "items[0].zz", FAULT_field_unknown));
    CHECK(wrong("{" HERE ",\"items\":[7]}", "items[0]", FAULT_field_wrong_type));
    CHECK(wrong("{" HERE ",\"items\":{}}", "items", FAULT_field_wrong_type));
    CHECK(wrong("{" HERE ",\"items\":[]}", "items", FAULT_field_out_of_range));
    CHECK(wrong("{" HERE ",\"items\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]}", "items",
        FAULT_field_out_of_range));
    CHECK(wrong("{\"place\":[]}", "place", FAULT_field_wrong_type));
    CHECK(wrong("{\"place\":{\"code\":7}}", "place.code", FAULT_field_wrong_type));
    CHECK(wrong("{" HERE ",\"tags\":[\"a\",3]}", "tags[1]", FAULT_field_wrong_type));
}

// Both readers of entries read what was written, and write the same bytes again.
static void test_entries(void)
{
    Body b = { .title = STR("t") }, back;
    static const Where here = { 7, { "41", 2 } };
    Item items[40];
    for (int i = 0; i < 40; i++) items[i] = (Item){ STR("a\n"), 1 + i, STR("s") };
    static const Str tags[] = { { "a\"", 2 }, { "", 0 } };
    b.place.at = &here;
    b.items = MANY_OF(items, 40);
    b.tags = MANY_OF(tags, 2);
    Str bytes = entry_of(&body_record, &b);
    CHECK(entry_scan(&body_record, arena, bytes, &back) && str_same(entry_of(&body_record, &back), bytes));
    CHECK(back.items.count == 40 && ((const Item *)back.items.at)[39].amount == 40);
    Str loose = arena_fmt(arena, " %s ", arena_z(arena, bytes));            // the library's reader
    CHECK(!entry_scan(&body_record, arena, loose, &back));
    CHECK(record_from_entry(&body_record, arena, loose, &back) && str_same(entry_of(&body_record, &back), bytes));
    CHECK(record_from_entry(&body_record, arena, STR("{\"items\":[],\"later\":{\"a\":[1]}}"), &back));
    CHECK(back.items.count == 0 && !back.place.at && back.tags.count == 0);
    Whole w = whole(), other;
    bytes = entry_of(&head_record, &w.head);
    CHECK(record_from_entry(&head_record, arena, bytes, &other.head) && other.head.seen == 9);
    static const char *const bad[] = { "{\"items\":[7]}", "{\"items\":{}}", "{\"items\":[{\"name\":3}]}",
        "{\"items\":[{\"name\":\"a\"}", "{\"items\":[", "{\"tags\":[3]}", "{\"place\":[]}", "{\"place\":\"x\"}" };
    for (int i = 0; i < (int)COUNT(bad); i++) CHECK(!record_from_entry(&body_record, arena, str(bad[i]), &back));
    i64 ids[] = { 1, 22, 333 };
    w.ids = MANY_OF(ids, 3);
    static const Field id_fields[] = { EACH_FIELD(IdList, ids, REF, "编号", "Ids", .max = 9) };
    static const Record id_record = RECORD(IdList, "ids", id_fields, "编号", "Ids");
    IdList list = { w.ids }, again;
    bytes = entry_of(&id_record, &list);
    CHECK_STR(arena_z(arena, bytes), "{\"ids\":[1,22,333]}");
    CHECK(entry_scan(&id_record, arena, bytes, &again) && ((const i64 *)again.ids.at)[2] == 333);
}

// Words within are sealed on a copy: what the caller holds stays plain.
static void test_seals(void)
{
    Seal key, other;
    random_fill(key.key, sizeof key.key);
    random_fill(other.key, sizeof other.key);
    Item item = { STR("灯"), 1, STR("hush") };
    Body b = { .items = MANY_OF(&item, 1) }, copy = b, gone;
    CHECK(record_holds_words(&body_record, &b));
    record_seal(&body_record, arena, &key, &copy);
    CHECK(str_is(item.secret, "hush") && ((const Item *)copy.items.at)->secret.at[0] == '~');
    gone = copy;
    CHECK(record_open(&body_record, arena, &key, &copy, SEALED));
    CHECK(str_is(((const Item *)copy.items.at)->secret, "hush"));
    copy = gone;
    CHECK(!record_open(&body_record, arena, &other, &copy, SEALED));
    CHECK(record_open(&body_record, arena, NULL, &gone, SEALED));
    CHECK(str_is(((const Item *)gone.items.at)->secret, REMOVED));
    item.secret = (Str){ 0 };
    CHECK(!record_holds_words(&body_record, &b));
}

static void test_sheets(void)
{
    Whole w = whole();
    Out o = out_new(arena, 4000);
    record_sheet_head(&whole_record, &o, 0, ZH);
    record_sheet_row(&whole_record, &o, &w, 0, ZH);
    CHECK_STR(arena_z(arena, out_done(&o)),
        "\"编号\",\"地点编号\",\"地点编码\",\"物品\",\"标签\",\"编号\",\"流量\",\"合计\",\"下一页\",\"去处编号\",\"去处编码\"\r\n"
        "1,7,\"410104\",\"灯 2；椅 1\",\"a；b\",\"3；4\",\"2 1；1 0\",\"5\",,,\r\n");
}

static void test_descriptions(void)
{
    Out o = out_new(arena, 16000);
    record_answer_openapi(&whole_record, &o);
    Str s = out_done(&o);
    CHECK(str_has(s, STR("\"required\":[\"id\",\"place\",\"items\",\"ids\",\"flows\",\"sums\",\"next\"]")));
    CHECK(str_has(s, STR("\"items\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/item\"}")));
    CHECK(str_has(s, STR("\"place\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/where\"},{\"type\":\"null\"}]")));
    CHECK(str_has(s, STR("\"sums\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"")));
    CHECK(str_has(s, STR("\"next\":{\"type\":[\"string\",\"null\"]")));
    o = out_new(arena, 16000);
    record_openapi(&body_record, &o);
    s = out_done(&o);
    CHECK(str_has(s, STR("\"items\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/item_input\"},"
        "\"minItems\":1,\"maxItems\":2")));
    CHECK(str_has(s, STR("\"place\":{\"$ref\":\"#/components/schemas/where_input\"")));
    o = out_new(arena, 16000);
    record_types(&whole_record, &o, TYPES_ANSWER);
    s = out_done(&o);
    CHECK(str_has(s, STR("  place: Where | null\n")) && str_has(s, STR("  items: (Item)[]\n")));
    CHECK(str_has(s, STR("  tags?: (string)[]\n")) && str_has(s, STR("  sums: Record<string, number>\n")));
    CHECK(str_has(s, STR("  gone?: Where\n")) && str_has(s, STR("  seen?: number\n")));
    o = out_new(arena, 16000);
    record_types(&body_record, &o, TYPES_BODY);
    s = out_done(&o);
    CHECK(str_has(s, STR("export interface BodyBody {\n")) && str_has(s, STR("  title?: string | null\n")));
    CHECK(str_has(s, STR("  place: WhereBody\n")) && str_has(s, STR("  items?: (ItemBody)[] | null\n")));
}

void nested_test(void)
{
    arena = arena_open(1 << 20);
    test_rows();
    test_answers();
    test_bodies();
    test_entries();
    test_seals();
    test_sheets();
    test_descriptions();
    arena_close(arena);
}

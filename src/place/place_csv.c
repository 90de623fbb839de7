// place_csv.c: rows of a list of places, by the columns its head names.
//
// The rows describe the columns too: a head may say field names, Chinese labels or English ones, as offices keep their
// lists, and those of the list that Linli itself gives out.
#include "place/place_csv.h"

// By code_level; lists say the number or the word.
static const Choice level_words[] = {
    { PLACE_PROVINCE, "1", "省", "province" },  { PLACE_CITY, "2", "市", "city" },
    { PLACE_COUNTY, "3", "区县", "county" },    { PLACE_STREET, "4", "街道", "street" },
    { PLACE_COMMUNITY, "5", "社区", "community" }, { PLACE_COMPOUND, "6", "小区", "compound" },
    { PLACE_BUILDING, "7", "楼栋", "building" }, { PLACE_UNIT, "8", "单元", "unit" },
    { PLACE_HOME, "9", "住户", "home" },
};

// `line` lets a chunk name the line of the asker's own file. Everything but code and name may be missing.
static const Field line_fields[] = {
    COUNT_FIELD(PlaceLine, line, "行", "Line", .min = 1, .max = 1000000000),
    TEXT_FIELD(PlaceLine, code, "编码", "Code", .flags = PLAIN | NEEDED, .min = 2, .max = 24),
    TEXT_FIELD(PlaceLine, name, "名称", "Name", .flags = NEEDED, .min = 1, .max = 60),
    CHOICE_FIELD(PlaceLine, kind, place_kinds, "类型", "Kind"),
    NUMBER_FIELD(PlaceLine, lat, "纬度", "Latitude", .min = -90, .max = 90),
    NUMBER_FIELD(PlaceLine, lon, "经度", "Longitude", .min = -180, .max = 180),
    CHOICE_FIELD(PlaceLine, crs, crs_choices, "坐标系", "Coordinate system"),
    ON_FIELD(PlaceLine, ended_on, "撤销日", "Ended on"),
    TEXT_FIELD(PlaceLine, successor, "继任地点编码", "Successor", .flags = PLAIN, .max = 24),
    CHOICE_FIELD(PlaceLine, level, level_words, "级别", "Level"),
    TEXT_FIELD(PlaceLine, parent_code, "上级编码", "Parent code", .flags = PLAIN, .max = 24),
};
const Record place_line_record = RECORD(PlaceLine, "place_line", line_fields, "地点清单", "A list of places");

// The first reason stays.
static void stop(PlaceCsv *c, i64 line, Fault fault, const char *what, const char *hint)
{
    assert(fault != OK && what && hint);
    if (c->stopped) return;
    c->stopped = true;
    c->line = line;
    c->fault = fault;
    c->what = what;
    c->hint = hint;
}

static void head_flaw(void *context, const RowFlaw *flaw)
{
    stop(context, flaw->line, flaw->fault, flaw->field, flaw->hint);
}

static void take_row(PlaceCsv *c)
{
    if (row_blank(&c->now)) return;
    if (c->headed) c->any = true, c->row(c->context, c);
    else c->headed = row_head(&c->head, &place_line_record, c->arena, &c->now, false, head_flaw, c);
}

static void take_rows(PlaceCsv *c)
{
    while (!c->stopped && csv_next(&c->csv, c->arena, &c->now)) take_row(c);
    if (c->csv.fault) stop(c, MAX(c->now.line, 1), c->csv.fault, "", c->csv.what);
}

void place_csv_open(PlaceCsv *c, Arena *life, Arena *a, PlaceCsvRow row, void *context)
{
    assert(life && a && row);
    static_assert(COUNT(line_fields) == LINE_FIELDS, "a column for each field");
    *c = (PlaceCsv){ .arena = a, .row = row, .context = context, .line = 1 };
    csv_open(&c->csv, life, LINE_BYTES, 0);
}

bool place_csv_feed(PlaceCsv *c, Str bytes)
{
    assert(bytes.len >= 0);
    while (bytes.len && !c->stopped) {
        csv_feed(&c->csv, &bytes);
        take_rows(c);
    }
    return !c->stopped;
}

bool place_csv_end(PlaceCsv *c)
{
    csv_over(&c->csv);
    take_rows(c);
    if (!c->any) stop(c, 1, FAULT_list_empty, "", "");
    return !c->stopped;
}

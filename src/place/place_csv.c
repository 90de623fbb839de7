// place_csv.c: rows of a list of places, by the columns its head names.
//
// The rows describe the columns too: a head may say field names, Chinese labels or English ones, as offices keep their
// lists, and those of the list that Linli itself gives out.
#include "place/place_csv.h"
#include "base/text.h"
#include <string.h>

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
    COUNT_FIELD(PlaceLine, line, "行", "line", .min = 1, .max = 1000000000),
    TEXT_FIELD(PlaceLine, code, "编码", "code", .flags = PLAIN | NEEDED, .min = 2, .max = 24),
    TEXT_FIELD(PlaceLine, name, "名称", "name", .flags = NEEDED, .min = 1, .max = 60),
    CHOICE_FIELD(PlaceLine, kind, place_kinds, "类型", "kind"),
    NUMBER_FIELD(PlaceLine, lat, "纬度", "lat", .min = -90, .max = 90),
    NUMBER_FIELD(PlaceLine, lon, "经度", "lon", .min = -180, .max = 180),
    CHOICE_FIELD(PlaceLine, crs, crs_choices, "坐标系", "crs"),
    ON_FIELD(PlaceLine, ended_on, "撤销日", "ended_on"),
    TEXT_FIELD(PlaceLine, successor, "继任地点编码", "successor", .flags = PLAIN, .max = 24),
    CHOICE_FIELD(PlaceLine, level, level_words, "级别", "level"),
    TEXT_FIELD(PlaceLine, parent_code, "上级编码", "parent_code", .flags = PLAIN, .max = 24),
};
const Record place_line_record = RECORD(PlaceLine, "place_line", line_fields, "地点清单", "A list of places");

// Head cells that mean a field beside its name and label: as our own list of places says them in English.
static const struct { const char *word; int field; } also[] = {
    { "latitude", 4 }, { "longitude", 5 }, { "coordinate system", 6 },
};

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

// Capitals and full-width letters are the same. -1: other people's business.
static int field_of(PlaceCsv *c, Str cell)
{
    Str word = str_fold(c->arena, text_plain(c->arena, cell));
    for (int i = 0; i < LINE_FIELDS; i++) {
        const Field *f = &place_line_record.fields[i];
        if (str_is(word, f->name) || str_is(word, f->label)) return i;
    }
    for (int i = 0; i < COUNT(also); i++)
        if (str_is(word, also[i].word)) return also[i].field;
    return -1;
}

// Names the first needed column that is missing, or why none can be seen.
static void take_head(PlaceCsv *c)
{
    assert(!c->headed);
    const char *what;
    bool known = false;
    c->headed = true;
    c->width = c->now.count;
    for (int i = 0; i < MIN(c->width, CSV_CELLS); i++) {
        int field = field_of(c, c->now.cells[i]);
        if (field >= 0 && c->column[field] >= 0)
            stop(c, c->now.line, FAULT_field_twice, place_line_record.fields[field].name, "");
        if (field >= 0) c->column[field] = i;
        known |= field >= 0;
    }
    for (int i = 0; i < LINE_FIELDS; i++) {
        if (!(place_line_record.fields[i].flags & NEEDED) || c->column[i] >= 0) continue;
        Fault f = known ? OK : csv_head_fault(&c->now, &what);
        if (f) stop(c, c->now.line, f, "", what);
        else   stop(c, c->now.line, FAULT_field_missing, place_line_record.fields[i].name, "");
    }
}

// Sheets saved as CSV end in rows of commas.
static bool blank_row(const CsvRow *row)
{
    for (int i = 0; i < MIN(row->count, CSV_CELLS); i++)
        if (str_trim(row->cells[i]).len) return false;
    return !row->fault;
}

static void take_row(PlaceCsv *c)
{
    if (blank_row(&c->now)) return;
    if (!c->headed && c->now.fault) stop(c, c->now.line, c->now.fault, "row", "");
    else if (!c->headed) take_head(c);
    else {
        c->any = true;
        c->row(c->context, c);
    }
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
    for (int i = 0; i < LINE_FIELDS; i++) c->column[i] = -1;
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

// field: its number among the fields, the same in every file whatever the order of its columns.
Str place_csv_cell(const PlaceCsv *c, int field)
{
    assert(field >= 0 && field < LINE_FIELDS);
    int column = c->column[field];
    return column >= 0 && column < c->now.count ? csv_unmarked(c->now.cells[column]) : STR("");
}

// More cells than columns: mostly a name with an unquoted comma, better refused than cut.
Fault place_csv_torn(const PlaceCsv *c, const char **field)
{
    *field = "row";
    for (int i = 0; c->now.fault && i < LINE_FIELDS; i++)
        if (c->column[i] == c->now.column) *field = place_line_record.fields[i].name;
    if (c->now.fault) return c->now.fault;
    for (int i = c->width; i < MIN(c->now.count, CSV_CELLS); i++)
        if (str_trim(c->now.cells[i]).len) return FAULT_list_row_wide;
    return c->now.count > CSV_CELLS ? FAULT_list_row_wide : OK;
}

// place_csv.c: libcsv, fed line by line so that each row knows where it stands.
//
// Strict as RFC 4180 has it: a stray quote stops the reading rather than eating the rows behind it. The rows describe
// the columns too: a head may say field names, Chinese labels or English ones, as offices keep their lists.
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
    TEXT_FIELD(PlaceLine, crs, "坐标系", "crs", .flags = PLAIN, .max = 12),
    ON_FIELD(PlaceLine, ended_on, "撤销日", "ended_on"),
    TEXT_FIELD(PlaceLine, successor, "继任地点编码", "successor", .flags = PLAIN, .max = 24),
    CHOICE_FIELD(PlaceLine, level, level_words, "级别", "level"),
    TEXT_FIELD(PlaceLine, parent_code, "上级编码", "parent_code", .flags = PLAIN, .max = 24),
};
const Record place_line_record = RECORD(PlaceLine, "place_line", line_fields, "地点清单", "A list of places");

// The first reason stays.
static void stop(PlaceCsv *c, Fault fault, const char *what)
{
    assert(fault != OK && what);
    if (c->stopped) return;
    c->stopped = true;
    c->fault = fault;
    c->what = what;
}

// libcsv's own call, one per cell: beyond the bound cells are counted and not kept.
static void take_cell(void *at, size_t len, void *context)
{
    PlaceCsv *c = context;
    if (c->count < LINE_CELLS && !c->stopped) c->cells[c->count] = arena_str(c->arena, (Str){ at, (i64)len });
    c->count++;
}

// Excel writes a mark before the first cell. Unknown columns are other people's business.
static void head_column(PlaceCsv *c, int column)
{
    assert(column >= 0 && column < LINE_CELLS);
    Str word = text_plain(c->arena, c->cells[column]);
    if (column == 0 && str_starts(word, STR(SHEET_MARK))) word = (Str){ word.at + 3, word.len - 3 };
    for (int i = 0; i < LINE_FIELDS; i++) {
        const Field *f = &place_line_record.fields[i];
        if (!str_is(word, f->name) && !str_is(word, f->label) && !str_is(word, f->label_en)) continue;
        if (c->column[i] >= 0) stop(c, FAULT_field_twice, f->name);
        c->column[i] = column;
    }
}

// Names the first needed column that is missing.
static void take_head(PlaceCsv *c)
{
    assert(!c->headed);
    c->headed = true;
    c->width = MIN(c->count, LINE_CELLS);
    for (int i = 0; i < (int)c->width; i++) head_column(c, i);
    for (int i = 0; i < LINE_FIELDS; i++)
        if ((place_line_record.fields[i].flags & NEEDED) && c->column[i] < 0)
            stop(c, FAULT_field_missing, place_line_record.fields[i].name);
}

// Sheets saved as CSV end in rows of commas.
static bool blank_row(const PlaceCsv *c)
{
    for (i64 i = 0; i < MIN(c->count, LINE_CELLS); i++)
        if (str_trim(c->cells[i]).len) return false;
    return true;
}

// libcsv's call at each row's end. A stopped reading goes on without calling anybody.
static void take_row(int end, void *context)
{
    PlaceCsv *c = context;
    (void)end;
    c->row_bytes = 0;
    if (!c->stopped && !blank_row(c)) {
        if (!c->headed) take_head(c);
        else            c->row(c->context, c);
    }
    c->count = 0;
}

void place_csv_open(PlaceCsv *c, Arena *a, PlaceCsvRow row, void *context)
{
    assert(a && row);
    static_assert(COUNT(line_fields) == LINE_FIELDS, "a column for each field");
    *c = (PlaceCsv){ .arena = a, .row = row, .context = context, .line = 1 };
    for (int i = 0; i < LINE_FIELDS; i++) c->column[i] = -1;
    int failed = csv_init(&c->parser, CSV_STRICT | CSV_STRICT_FINI);
    assert(!failed);
}

// Told at the row's first line: an open quote is noticed far below it.
static void stop_torn(PlaceCsv *c)
{
    assert(!c->stopped);
    const char *what = "row";
    for (int i = 0; c->headed && i < LINE_FIELDS; i++)
        if (c->column[i] == c->count) what = place_line_record.fields[i].name;
    c->line = c->row_line;
    stop(c, FAULT_field_malformed, what);
}

// Line by line, though any piece will do: libcsv does not tell where it stands.
bool place_csv_feed(PlaceCsv *c, Str bytes)
{
    assert(bytes.len >= 0);
    while (bytes.len && !c->stopped) {
        const char *end = memchr(bytes.at, '\n', (size_t)bytes.len);
        Str piece = { bytes.at, end ? end - bytes.at + 1 : bytes.len };
        bool fresh = c->row_bytes == 0;
        if (fresh) c->row_line = c->line;
        c->row_bytes += piece.len;                              // an open quote would eat the whole file
        bool read = c->row_bytes <= LINE_BYTES
                 && csv_parse(&c->parser, piece.at, (size_t)piece.len, take_cell, take_row, c) == (size_t)piece.len;
        if (!read && !c->stopped) stop_torn(c);               // a lone CR ends a row too, which may have stopped it
        if (fresh && !str_trim(piece).len) c->row_bytes = 0;    // an empty line is no row
        if (!c->stopped) c->line += end != NULL;
        bytes = (Str){ bytes.at + piece.len, bytes.len - piece.len };
    }
    return !c->stopped;
}

// Frees what libcsv holds, so it is called whatever happened before.
bool place_csv_end(PlaceCsv *c)
{
    if (!c->stopped && csv_fini(&c->parser, take_cell, take_row, c) != 0) stop_torn(c);
    csv_free(&c->parser);
    if (!c->headed) stop(c, FAULT_field_missing, "code");
    return !c->stopped;
}

// field: its number among the fields, the same in every file whatever the order of its columns.
Str place_csv_cell(const PlaceCsv *c, int field)
{
    assert(field >= 0 && field < LINE_FIELDS);
    int column = c->column[field];
    return column >= 0 && column < c->count ? c->cells[column] : STR("");
}

// Mostly a name with an unquoted comma: better refused than cut.
bool place_csv_torn(const PlaceCsv *c)
{
    for (i64 i = c->width; i < MIN(c->count, LINE_CELLS); i++)
        if (str_trim(c->cells[i]).len) return true;
    return c->count > LINE_CELLS;
}

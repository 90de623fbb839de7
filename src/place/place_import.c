// place_import.c: the rule of an import. A later list renames, adds and ends; what it leaves out stays as it is.
//
// prepare reads the sheet on a loop thread; inside the job the store loads what is known of its codes (one look-up
// each) and this rule decides row by row, without asking anybody again. What was decided is one entry, so that a
// thousand places cost one leaf of the tree.
#include "place/place_import.h"
#include <math.h>
#include <string.h>

// The rows come as text within JSON: the same road as everything else, with its limits and its key.
const Record place_importing_record = RECORD_OF(PlaceImporting, "place_importing", "导入地点", "Places to import",
    COUNT_FIELD(PlaceImporting, county, "区县", "County", .flags = NEEDED, .max = 999999,
        .note = "Six digits; 0 for provinces and cities."),
    ON_FIELD(PlaceImporting, list_on, "清单日期", "List of", .flags = NEEDED),
    TEXT_FIELD(PlaceImporting, source, "出处", "Source", .flags = NEEDED, .min = 1, .max = 300),
    TEXT_FIELD(PlaceImporting, rows, "清单", "Rows", .flags = NEEDED | LINES | LOOSE, .min = 1, .max = IMPORT_TEXT,
        .note = "CSV with a head: code,name and, if need be, kind,lat,lon,crs,ended_on,successor,"
                "level,parent_code,line."));

const Choice place_verbs[4] = {
    { ROW_ADD, "add", "新增", "add" }, { ROW_RENAME, "rename", "改名", "rename" },
    { ROW_CHANGE, "change", "变更", "change" }, { ROW_END, "end", "撤销", "end" },
};
static const Record place_row_record = RECORD_OF(PlaceRow, "place_row", "清单一行", "A row that was decided",
    PLACE_FIELDS(PlaceRow), CHOICE_FIELD(PlaceRow, verb, place_verbs, "变更", "Change", .flags = SERVER));

// The counts are in the entry, so an answer said again has them; which rows were wrong is told once and not kept.
const Record place_imported_record = RECORD_OF(PlaceImported, "place_imported", "已导入地点", "Places imported",
    COUNT_FIELD(PlaceImported, county, "区县", "County", .flags = SERVER),
    ON_FIELD(PlaceImported, list_on, "清单日期", "List of", .flags = SERVER),
    TEXT_FIELD(PlaceImported, source, "出处", "Source", .flags = SERVER, .max = 300),
    COUNT_FIELD(PlaceImported, added, "新增", "Added", .flags = SERVER),
    COUNT_FIELD(PlaceImported, renamed, "更名", "Renamed", .flags = SERVER),
    COUNT_FIELD(PlaceImported, changed, "更改", "Changed", .flags = SERVER, .note = "Kind or position."),
    COUNT_FIELD(PlaceImported, ended, "撤销", "Ended", .flags = SERVER),
    COUNT_FIELD(PlaceImported, unchanged, "未变", "Unchanged", .flags = SERVER),
    COUNT_FIELD(PlaceImported, refused, "未接受", "Refused", .flags = SERVER),
    MANY_FIELD(PlaceImported, rows, place_row_record, "清单", "Rows", .flags = SERVER | HIDDEN, .max = IMPORT_ROWS));

// ---- reading -----------------------------------------------------------------------------------

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
    POSITION_FIELDS(PlaceLine, 0),
    ON_FIELD(PlaceLine, ended_on, "撤销日", "Ended on"),
    TEXT_FIELD(PlaceLine, successor, "继任地点编码", "Successor", .flags = PLAIN, .max = 24),
    CHOICE_FIELD(PlaceLine, level, level_words, "级别", "Level"),
    TEXT_FIELD(PlaceLine, parent_code, "上级编码", "Parent code", .flags = PLAIN, .max = 24),
};
const Record place_line_record = RECORD(PlaceLine, "place_line", line_fields, "地点清单", "A list of places");

// Beyond a thousand nobody reads them; all are counted as refused.
static void wrong(PlaceSheet *s, i64 line, Str field, Fault fault)
{
    assert(fault != OK);
    if (s->wrong_count == IMPORT_ROWS) return;
    s->wrong[s->wrong_count++] = (PlaceWrong){ line, field, fault };
}

// Named by the asker's own line once the row has said it.
static void sheet_flaw(void *context, const RowFlaw *flaw)
{
    PlaceSheet *s = context;
    wrong(s, s->rows[s->count].line, str(flaw->field), flaw->fault);
}

// Each wrong cell is named; the row counts once.
static void sheet_row(void *context, RowFeed *csv)
{
    PlaceSheet *s = context;
    assert(s->count + s->refused <= IMPORT_ROWS);
    if (s->count + s->refused == IMPORT_ROWS) s->long_ = true;
    if (s->long_) return;
    PlaceLine *row = &s->rows[s->count];
    record_blank(&place_line_record, row);
    row->line = csv->now.line;
    bool good = row_read(&csv->head, s->arena, &csv->now, row, sheet_flaw, s);
    s->count += good;
    s->refused += !good;
}

void place_sheet_read(PlaceSheet *s, Arena *a, Str text, Problems *ps)
{
    assert(a && ps);
    RowFeed csv;
    *s = (PlaceSheet){ .arena = a, .rows = NEW(a, PlaceLine, IMPORT_ROWS), .wrong = NEW(a, PlaceWrong, IMPORT_ROWS) };
    static_assert(COUNT(line_fields) == LINE_FIELDS, "a column for each field");
    row_feed_open(&csv, &place_line_record, LINE_BYTES, a, a, sheet_row, s);
    row_feed(&csv, text);
    if (!row_feed_end(&csv))
        problem_hint(ps, STR("rows"), csv.fault, arena_fmt(a, "line %lld %s%s", (long long)csv.line, csv.what,
                     csv.hint));
    if (s->long_) problem_hint(ps, STR("rows"), FAULT_field_out_of_range, STR("1..1000 rows"));
}

// ---- what is known -------------------------------------------------------------------------------

void place_map_open(PlaceMap *m, Arena *a)
{
    *m = (PlaceMap){ .arena = a, .at = NEW(a, PlaceKnown, 256), .mask = 255 };
}

// The code's place or the free one it would take. Half the table is always free, so this ends.
static PlaceKnown *map_slot(const PlaceMap *m, Str code)
{
    assert(code.len > 0 && m->count <= m->mask);
    uint64_t hash = 14695981039346656037u;       // FNV-1a
    for (i64 i = 0; i < code.len; i++) hash = (hash ^ (byte)code.at[i]) * 1099511628211u;
    for (i64 at = (i64)(hash >> 20); ; at++) {
        PlaceKnown *k = &m->at[at & m->mask];
        if (!k->code.len || str_same(k->code, code)) return k;
    }
}

PlaceKnown *place_map_find(const PlaceMap *m, Str code)
{
    PlaceKnown *k = code.len ? map_slot(m, code) : NULL;
    return k && k->code.len ? k : NULL;
}

// Everything moves: what place_map_put gave before is no longer good.
static void map_grow(PlaceMap *m)
{
    PlaceMap old = *m;
    m->mask = 2 * old.mask + 1;
    m->at = NEW(m->arena, PlaceKnown, m->mask + 1);
    for (i64 i = 0; i <= old.mask; i++)
        if (old.at[i].code.len) *map_slot(m, old.at[i].code) = old.at[i];
}

// *fresh: it was not there. The code's bytes are the caller's to keep.
PlaceKnown *place_map_put(PlaceMap *m, Str code, bool *fresh)
{
    assert(code.len > 0);
    if (2 * m->count > m->mask) map_grow(m);
    PlaceKnown *k = map_slot(m, code);
    *fresh = !k->code.len;
    if (!*fresh) return k;
    m->count++;
    k->code = code;
    return k;
}

// As place_load_parent, from what was loaded or decided by an earlier row of the same list.
static const Place *place_map_parent(const PlaceMap *m, Str code)
{
    assert(code.len > 0);
    for (Str up = code_above(code); up.len && code_fits(code, up); up = code_above(up)) {
        const PlaceKnown *k = place_map_find(m, up);
        if (k && k->place) return k->place;
    }
    return NULL;
}

// ---- deciding ----------------------------------------------------------------------------------

// One decision under way: facts in, counts and wrong rows out.
typedef struct Import {
    const ImportFacts *facts;
    PlaceSheet        *sheet;
    PlaceMap          *map;
    PlaceImported     *done;
} Import;

// Names the sheet's own columns, as the rules of single places speak of theirs.
static void row_tell(Import *im, const PlaceLine *row, Str field, Fault fault)
{
    assert(field.len > 0);
    Str told = str_is(field, "id") ? STR("code") : str_is(field, "on") ? STR("ended_on") : field;
    wrong(im->sheet, row->line, told, fault);
}

// Always false, to be returned.
static bool row_wrong(Import *im, const PlaceLine *row, Str field, Fault fault)
{
    row_tell(im, row, field, fault);
    im->done->refused++;
    return false;
}

// The row counts as one refused, with all its problems told.
static bool row_problems(Import *im, const PlaceLine *row, const Problems *ps)
{
    for (int i = 0; i < ps->count; i++) row_tell(im, row, ps->at[i].field, ps->at[i].fault);
    im->done->refused += ps->count > 0;
    return ps->count == 0;
}

// Asked for rights last: a wrong row is wrong for everybody.
static bool row_lands(Import *im, const PlaceLine *row, PlaceKnown *known, PlaceRow *out, i64 verb)
{
    if (!im->facts->may(im->facts->context, row->code)) return row_wrong(im, row, STR("code"), FAULT_post_not_yours);
    PlaceImported *done = im->done;
    *(i64 *[]){ &done->added, &done->renamed, &done->changed, &done->ended }[verb - ROW_ADD] += 1;
    out->verb = verb;
    known->place = verb == ROW_END ? NULL : &out->place;
    return known->decided = true;
}

// An id is taken only for a row that lands.
static bool row_add(Import *im, const PlaceLine *row, PlaceKnown *known, PlaceRow *out)
{
    assert(!known->place);
    Problems ps = { .count = 0 };
    const ImportFacts *f = im->facts;
    PlaceFacts facts = { .today = f->today, .parent = place_map_parent(im->map, row->code) };
    PlaceAdding in = { row->code, row->name, row->kind, row->lat, row->lon, row->crs, f->list_on };
    place_add(&facts, &in, &out->place, &ps);
    if (!row_problems(im, row, &ps)) return false;
    if (!row_lands(im, row, known, out, ROW_ADD)) return false;
    out->place.id = f->new_id(f->context);
    return true;
}

static bool same_number(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

// Positions compare as numbers, two absent ones being the same.
static bool same_but_name(const Place *a, const Place *b)
{
    return a->kind == b->kind && same_number(a->lat, b->lat) && same_number(a->lon, b->lon) && a->crs == b->crs;
}

static bool row_unchanged(Import *im, PlaceKnown *known)
{
    im->done->unchanged++;
    known->decided = true;
    return false;
}

// The same row twice is unchanged; two different rows of one code are a mistake of the list, and the first stands.
static bool row_change(Import *im, const PlaceLine *row, PlaceKnown *known, PlaceRow *out)
{
    assert(known->place);
    Problems ps = { .count = 0 };
    const Place *was = known->place;
    PlaceChanging in = { row->name, row->kind, row->lat, row->lon, row->crs, 0 };
    place_change(was, &in, &out->place, &ps);
    if (!row_problems(im, row, &ps)) return false;
    bool renamed = !str_same(was->name, out->place.name);
    if (!renamed && same_but_name(was, &out->place)) return row_unchanged(im, known);
    if (known->decided) return row_wrong(im, row, STR("code"), FAULT_field_twice);
    return row_lands(im, row, known, out, renamed ? ROW_RENAME : ROW_CHANGE);
}

// A later row of the same list may then add the code anew.
static bool row_end(Import *im, const PlaceLine *row, PlaceKnown *known, PlaceRow *out)
{
    if (!known->place) return row_unchanged(im, known);                // ended by an earlier list
    if (known->decided) return row_wrong(im, row, STR("code"), FAULT_field_twice);
    Problems ps = { .count = 0 };
    const PlaceKnown *successor = place_map_find(im->map, row->successor);
    PlaceEndFacts facts = {
        .today = im->facts->today, .was = known->place, .successor = successor ? successor->place : NULL,
        .named = row->successor.len > 0, .field = "successor",
    };
    place_end(&facts, row->ended_on, &out->place, &ps);
    if (!row_problems(im, row, &ps)) return false;
    return row_lands(im, row, known, out, ROW_END);
}

// What a list says besides the code must not be something else than the code says.
static bool row_agrees(Import *im, const PlaceLine *row)
{
    Problems ps = { .count = 0 };
    if (row->level && row->level != code_level(row->code)) problem(&ps, STR("level"), FAULT_field_not_together);
    if (row->parent_code.len && !code_fits(row->code, row->parent_code))
        problem(&ps, STR("parent_code"), FAULT_field_not_together);
    return row_problems(im, row, &ps);
}

// True: *out holds what was decided. The code is checked before the map is asked, which knows good codes only.
static bool row_decide(Import *im, const PlaceLine *row, PlaceRow *out)
{
    Fault code = place_code_check(row->code, 0);
    if (code) return row_wrong(im, row, STR("code"), code);
    if (place_county(row->code) != im->facts->county) return row_wrong(im, row, STR("code"), FAULT_field_not_together);
    if (!row_agrees(im, row)) return false;
    PlaceKnown *known = place_map_find(im->map, row->code);
    assert(known != NULL);
    if (row->ended_on != DAY_NONE) return row_end(im, row, known, out);
    if (row->successor.len)        return row_wrong(im, row, STR("successor"), FAULT_field_not_together);
    return known->place ? row_change(im, row, known, out) : row_add(im, row, known, out);
}

// Which pass takes the row; what is no code at all goes with the last.
static i64 pass_of(const PlaceLine *row) { return MIN(row->code.len, 24); }

// By line, those of one line as they were found. Few, and mostly in order.
// Sorting by insertion, as it is nearly sorted: two readings, each in order.
static void wrong_sort(PlaceSheet *s)
{
    for (int i = 1; i < s->wrong_count; i++) {
        PlaceWrong one = s->wrong[i];
        int at = i;
        for (; at > 0 && s->wrong[at - 1].line > one.line; at--) s->wrong[at] = s->wrong[at - 1];
        s->wrong[at] = one;
    }
}

// 25 passes over at most 1,000 rows, each a comparison of lengths: cheaper than sorting them, and the order of the file
// is kept within a length.
int place_import(const ImportFacts *f, PlaceSheet *s, PlaceMap *map, PlaceRow *rows, PlaceImported *done)
{
    assert(f->new_id && f->may && s->count <= IMPORT_ROWS);
    Import im = { f, s, map, done };
    int count = 0;
    done->refused = s->refused;
    for (i64 pass = 0; pass <= 24; pass++)
        for (int i = 0; i < s->count; i++)
            if (pass_of(&s->rows[i]) == pass && row_decide(&im, &s->rows[i], &rows[count])) count++;
    wrong_sort(s);
    return count;
}

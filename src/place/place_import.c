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
                "level,parent_code,line."),
    FLAG_FIELD(PlaceImporting, trial, "只试一遍", "Only a trial", .note = "1: says what would be, and does nothing."));

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

// As place_load_parent, from what was loaded or decided by an earlier row of the same list.
static const Place *known_parent(const Map *m, Str code)
{
    assert(code.len > 0);
    for (Str up = code_above(code); up.len && code_fits(code, up); up = code_above(up)) {
        const PlaceKnown *k = map_find(m, up);
        if (k && k->place) return k->place;
    }
    return NULL;
}

// ---- deciding ----------------------------------------------------------------------------------

// One decision under way: facts in, counts and wrong rows out.
typedef struct Import {
    const ImportFacts *facts;
    PlaceSheet        *sheet;
    Map               *map;
    PlaceImported     *done;
} Import;

static bool same_number(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

// Positions compare as numbers, two absent ones being the same.
static bool same_but_name(const Place *a, const Place *b)
{
    return a->kind == b->kind && same_number(a->lat, b->lat) && same_number(a->lon, b->lon) && a->crs == b->crs;
}

// The next three fill *p as the place would be from now on and return the verb, 0 when nothing changes; or note what is
// wrong with the row.
static i64 row_add(Import *im, const PlaceLine *row, Place *p, Problems *ps)
{
    PlaceFacts facts = { .today = im->facts->today, .parent = known_parent(im->map, row->code) };
    PlaceAdding in = { row->code, row->name, row->kind, row->lat, row->lon, row->crs, im->facts->list_on };
    place_add(&facts, &in, p, ps);
    return ROW_ADD;
}

// The same row twice is unchanged; two different rows of one code are a mistake of the list, and the first stands.
static i64 row_change(const PlaceLine *row, const PlaceKnown *known, Place *p, Problems *ps)
{
    const Place *was = known->place;
    PlaceChanging in = { row->name, row->kind, row->lat, row->lon, row->crs, 0 };
    place_change(was, &in, p, ps);
    bool renamed = !str_same(was->name, p->name);
    if (!renamed && same_but_name(was, p)) return 0;
    if (!ps->count && known->decided) problem(ps, STR("code"), FAULT_field_twice);
    return renamed ? ROW_RENAME : ROW_CHANGE;
}

// A later row of the same list may then add the code anew. What an earlier list ended stays so.
static i64 row_end(Import *im, const PlaceLine *row, const PlaceKnown *known, Place *p, Problems *ps)
{
    const PlaceKnown *successor = map_find(im->map, row->successor);
    PlaceEndFacts facts = {
        .today = im->facts->today, .was = known->place, .successor = successor ? successor->place : NULL,
        .named = row->successor.len > 0, .field = "successor",
    };
    if (!known->place) return 0;
    if (known->decided) problem(ps, STR("code"), FAULT_field_twice);
    else place_end(&facts, row->ended_on, p, ps);
    return ROW_END;
}

// Before the map is asked, which knows good codes only. What a list says besides the code must not be something else
// than the code says.
static bool row_good(Import *im, const PlaceLine *row, Problems *ps)
{
    Fault code = place_code_check(row->code, 0);
    if (!code && place_county(row->code) != im->facts->county) code = FAULT_field_not_together;
    if (code) problem(ps, STR("code"), code);
    if (!code && row->level && row->level != code_level(row->code))
        problem(ps, STR("level"), FAULT_field_not_together);
    if (!code && row->parent_code.len && !code_fits(row->code, row->parent_code))
        problem(ps, STR("parent_code"), FAULT_field_not_together);
    if (!ps->count && row->ended_on == DAY_NONE && row->successor.len)
        problem(ps, STR("successor"), FAULT_field_not_together);
    return ps->count == 0;
}

// Asked for rights last: a wrong row is wrong for everybody.
static i64 row_verb(Import *im, const PlaceLine *row, const PlaceKnown *known, Place *p, Problems *ps)
{
    i64 verb = row->ended_on != DAY_NONE ? row_end(im, row, known, p, ps)
             : known->place              ? row_change(row, known, p, ps)
                                         : row_add(im, row, p, ps);
    bool may = !verb || ps->count || im->facts->may(im->facts->context, row->code);
    if (!may) problem(ps, STR("code"), FAULT_post_not_yours);
    return verb;
}

// The row counts as one refused, with all its problems told. They name the sheet's own columns, as the rules of single
// places speak of theirs.
static bool row_refused(Import *im, const PlaceLine *row, const Problems *ps)
{
    for (int i = 0; i < ps->count; i++) {
        Str field = ps->at[i].field;
        Str told = str_is(field, "id") ? STR("code") : str_is(field, "on") ? STR("ended_on") : field;
        wrong(im->sheet, row->line, told, ps->at[i].fault);
    }
    im->done->refused += ps->count > 0;
    return ps->count > 0;
}

// True: *out holds what was decided. An id is taken only for a row that lands.
static bool row_decide(Import *im, const PlaceLine *row, PlaceRow *out)
{
    Problems ps = { .count = 0 };
    PlaceImported *d = im->done;
    i64 *const counts[] = { &d->unchanged, &d->added, &d->renamed, &d->changed, &d->ended };
    PlaceKnown *known = row_good(im, row, &ps) ? map_find(im->map, row->code) : NULL;
    out->verb = known ? row_verb(im, row, known, &out->place, &ps) : 0;
    if (row_refused(im, row, &ps)) return false;
    assert(known != NULL);
    ++*counts[out->verb];
    known->decided = true;
    if (!out->verb) return false;
    if (out->verb == ROW_ADD) out->place.id = im->facts->new_id(im->facts->context);
    known->place = out->verb == ROW_END ? NULL : &out->place;
    return true;
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
int place_import(const ImportFacts *f, PlaceSheet *s, Map *map, PlaceRow *rows, PlaceImported *done)
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

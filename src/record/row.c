// row.c: the columns a head names, one row's cells into the members they belong to, and a list of such rows.
#include "record/row.h"
#include "base/text.h"

// Capitals and full-width letters are the same. -1: other people's business.
static int field_of(const Record *r, Arena *a, Str cell, bool exact)
{
    Str word = exact ? cell : str_fold(a, text_plain(a, cell));
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        bool label = !exact && (str_is(word, f->label) || str_same(word, str_fold(a, str(f->label_en))));
        if (label || str_is(word, f->name)) return i;
    }
    return -1;
}

static bool tell_head(const CsvRow *head, int column, const char *field, Fault fault, RowTell tell, void *context)
{
    Str cell = column < MIN(head->count, CSV_CELLS) ? head->cells[column] : STR("");
    RowFlaw flaw = { head->line, head->last, column, field, "", fault, cell };
    tell(context, &flaw);
    return false;
}

// When no column is known at all, the file is more likely no list of ours than one that lacks each of them.
bool row_head(RowHead *h, const Record *r, Arena *a, const CsvRow *head, bool exact, RowTell tell, void *context)
{
    assert(r->field_count <= ROW_FIELDS && tell);
    bool known = false, good = true;
    RowFlaw none = { head->line, head->last, head->column, "", "", OK, STR("") };
    *h = (RowHead){ .record = r, .width = head->count };
    for (int i = 0; i < r->field_count; i++) h->column[i] = -1;
    if (head->fault) return tell_head(head, head->column, "row", head->fault, tell, context);
    for (int k = 0; k < MIN(head->count, CSV_CELLS); k++) {
        int i = field_of(r, a, head->cells[k], exact);
        known |= i >= 0;
        if (i >= 0 && h->column[i] >= 0) good = tell_head(head, k, r->fields[i].name, FAULT_field_twice, tell, context);
        else if (i >= 0) h->column[i] = k;
        else if (exact) good = tell_head(head, k, "", FAULT_field_unknown, tell, context);
    }
    if (!known) none.fault = csv_head_fault(head, &none.hint);
    if (none.fault) return tell(context, &none), false;
    for (int i = 0; i < r->field_count; i++) {
        if (h->column[i] >= 0 || !(exact || r->fields[i].flags & NEEDED)) continue;
        good = tell_head(head, head->count, r->fields[i].name, FAULT_field_missing, tell, context);
    }
    return good;
}

bool row_blank(const CsvRow *row)
{
    for (int i = 0; i < MIN(row->count, CSV_CELLS); i++)
        if (str_trim(row->cells[i]).len) return false;
    return !row->fault;
}

bool row_whole(const RowHead *h, const CsvRow *row, RowFlaw *flaw)
{
    *flaw = (RowFlaw){ row->line, row->last, row->column, "row", "", row->fault, STR("") };
    for (int i = 0; row->fault && i < h->record->field_count; i++)
        if (h->column[i] == row->column) flaw->field = h->record->fields[i].name;
    if (row->fault) return false;
    flaw->column = h->width;
    for (int i = h->width; i < MIN(row->count, CSV_CELLS); i++)
        if (str_trim(row->cells[i]).len) flaw->fault = FAULT_list_row_wide;
    if (row->count > CSV_CELLS) flaw->fault = FAULT_list_row_wide;
    return !flaw->fault;
}

Str row_cell(const RowHead *h, const CsvRow *row, int field)
{
    assert(field >= 0 && field < h->record->field_count);
    int column = h->column[field];
    return column >= 0 && column < row->count ? csv_unmarked(row->cells[column]) : STR("");
}

bool row_read(const RowHead *h, Arena *a, const CsvRow *row, void *into, RowTell tell, void *context)
{
    RowFlaw flaw;
    if (!row_whole(h, row, &flaw)) return tell(context, &flaw), false;
    bool good = true;
    for (int i = 0; i < h->record->field_count; i++) {
        const Field *f = &h->record->fields[i];
        Str cell = row_cell(h, row, i);
        if (h->column[i] < 0 || (!cell.len && !(f->flags & NEEDED))) continue;
        Fault fault = record_set_text(f, a, cell, into);
        if (!fault) continue;
        int column = h->column[i];
        i64 line = column < row->count ? row->lines[column] : row->line;
        tell(context, &(RowFlaw){ line, row->last, column, f->name, "", fault, cell });
        good = false;
    }
    return good;
}

// ---- a list ------------------------------------------------------------------------------------

// The first reason stays.
static void stop(RowFeed *f, i64 line, Fault fault, const char *what, const char *hint)
{
    assert(fault != OK && what && hint);
    if (f->stopped) return;
    f->stopped = true;
    f->line = line;
    f->fault = fault;
    f->what = what;
    f->hint = hint;
}

static void head_flaw(void *context, const RowFlaw *flaw)
{
    stop(context, flaw->line, flaw->fault, flaw->field, flaw->hint);
}

static void take_row(RowFeed *f)
{
    if (row_blank(&f->now)) return;
    if (f->headed) f->any = true, f->take(f->context, f);
    else f->headed = row_head(&f->head, f->record, f->arena, &f->now, false, head_flaw, f);
}

static void take_rows(RowFeed *f)
{
    while (!f->stopped && csv_next(&f->csv, f->arena, &f->now)) take_row(f);
    if (f->csv.fault) stop(f, MAX(f->now.line, 1), f->csv.fault, "", f->csv.what);
}

void row_feed_open(RowFeed *f, const Record *r, i64 most, Arena *life, Arena *a, RowTake take, void *context)
{
    assert(r && life && a && take);
    *f = (RowFeed){ .record = r, .arena = a, .take = take, .context = context, .line = 1 };
    csv_open(&f->csv, life, most, 0);
}

bool row_feed(RowFeed *f, Str bytes)
{
    assert(bytes.len >= 0);
    while (bytes.len && !f->stopped) {
        csv_feed(&f->csv, &bytes);
        take_rows(f);
    }
    return !f->stopped;
}

bool row_feed_end(RowFeed *f)
{
    csv_over(&f->csv);
    take_rows(f);
    if (!f->any) stop(f, 1, FAULT_list_empty, "", "");
    return !f->stopped;
}

// sheet.h: a record as the cells of a sheet, and as the columns of a sentence that gives it as it is shown.
#ifndef RECORD_SHEET_H
#define RECORD_SHEET_H
#include "record/record.h"

// As field_walk, but the cells of a ONE member stand in its place, with `one` set; from is NULL where it holds nothing.
FieldWalk field_cells(const Record *r, const void *from);
bool cell_shown(const FieldWalk *w, const Field *f, unsigned reader);
Str  cell_head(const FieldWalk *w, const Field *f, Arena *a, Lang lang);           // "人员编号", "Person: Number"
#define SHEET_MARK "\xEF\xBB\xBF"     // starts a CSV file: without it Excel reads Chinese wrongly; the caller writes it
void record_sheet_head(const Record *r, Out *o, unsigned reader, Lang lang);       // CSV, CRLF
void record_sheet_row(const Record *r, Out *o, const void *from, unsigned reader, Lang lang);
Str  field_text(const Field *f, Arena *a, const void *from, unsigned reader, Lang lang);   // one cell as people read it
#endif

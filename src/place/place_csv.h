// place_csv.h: a list of places as CSV, read piece by piece. Columns in any order, unknown ones are ignored; a head
// cell may be the field's name or its label in either language.
// Bounds: 64 cells and 16 KiB a row, so that a file that is none ends at its first row. A file may be of any length: it
// is fed in pieces, and a row's memory is given back before the next.
#ifndef PLACE_CSV_H
#define PLACE_CSV_H
#include "place/place.h"
#include <csv.h>

typedef struct PlaceLine {              // one row of a list
    i64 line;                           // in the asker's own file; absent: the line in this text
    Str code, name;
    i64 kind;
    double lat, lon;
    Str crs;
    i64 ended_on;                       // the place ends; the first day it is no more
    Str successor;                      // a code
    i64 level;                          // this and the next only say again what the code says
    Str parent_code;
} PlaceLine;
extern const Record place_line_record;
enum { LINE_FIELDS = 11, LINE_CELLS = 64, LINE_BYTES = 16 << 10 };

typedef struct PlaceCsv PlaceCsv;
typedef void (*PlaceCsvRow)(void *context, PlaceCsv *csv);      // called for each row, never for the head
struct PlaceCsv {
    Arena      *arena;                  // cells lie here; the row's caller may reset it
    PlaceCsvRow row;
    void       *context;
    struct csv_parser parser;
    i64         line, row_line, row_bytes;      // the line now (stopped: the broken one), the row's first line
    i64         count, width;           // cells of this row; columns
    bool        headed, stopped;
    int         column[LINE_FIELDS];    // of each field, -1 = there is none
    Str         cells[LINE_CELLS];
    Fault       fault;                  // why it stopped: field_missing, field_twice, field_malformed
    const char *what;                   // a column's name, or "row" when it is none of ours
};
void place_csv_open(PlaceCsv *c, Arena *a, PlaceCsvRow row, void *context);
bool place_csv_feed(PlaceCsv *c, Str bytes);        // any piece; false: stopped
bool place_csv_end(PlaceCsv *c);                    // always call it; false: stopped, or there was no head
Str  place_csv_cell(const PlaceCsv *c, int field);  // of the row; "" when the column or cell is missing
bool place_csv_torn(const PlaceCsv *c);             // the row has more filled cells than the head
#endif

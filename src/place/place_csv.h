// place_csv.h: a list of places as CSV, read piece by piece. Columns in any order, unknown ones are ignored; a head
// cell may be the field's name or its label, in either language.
// Bounds: 64 cells and 16 KiB a row. A file may be of any length: it is fed in pieces, and a row's memory is given back
// before the next.
#ifndef PLACE_CSV_H
#define PLACE_CSV_H
#include "place/place.h"
#include "record/row.h"

typedef struct PlaceLine {              // one row of a list
    i64 line;                           // in the asker's own file; absent: the line in this text
    Str code, name;
    i64 kind;
    double lat, lon;
    i64 crs;
    i64 ended_on;                       // the place ends; the first day it is no more
    Str successor;                      // a code
    i64 level;                          // this and the next only say again what the code says
    Str parent_code;
} PlaceLine;
extern const Record place_line_record;
enum { LINE_FIELDS = 11, LINE_BYTES = 16 << 10 };

typedef struct PlaceCsv PlaceCsv;
// Called for each row, never for the head: also for one that is not whole.
typedef void (*PlaceCsvRow)(void *context, PlaceCsv *csv);
struct PlaceCsv {
    Arena      *arena;                  // cells lie here; the row's caller may reset it
    PlaceCsvRow row;
    void       *context;
    Csv         csv;
    CsvRow      now;                    // the row being told
    i64         line;                   // where it stopped
    RowHead     head;
    bool        headed, any, stopped;
    Fault       fault;                  // why it stopped: list_…, or of the head: field_missing, field_twice
    const char *what, *hint;            // a column's name or "row"; what was found instead of a list; "" for none
};
void place_csv_open(PlaceCsv *c, Arena *life, Arena *a, PlaceCsvRow row, void *context);
bool place_csv_feed(PlaceCsv *c, Str bytes);        // any piece; false: stopped
bool place_csv_end(PlaceCsv *c);                    // false: stopped, or there were no rows
#endif

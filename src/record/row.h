// row.h: rows of CSV (base/csv.h) into structs, by the field rows of a record. Whatever a table holds is read here:
// lists of places, letters, the tables of packs. All that is wrong is told, each with its line and column.
#ifndef ROW_H
#define ROW_H
#include "base/csv.h"
#include "record/record.h"

enum { ROW_FIELDS = 24 };

typedef struct RowHead {
    const Record *record;
    int width;                          // columns
    int column[ROW_FIELDS];             // of each field, from 0; -1 = there is none
} RowHead;
// field: its name, "row" for the row as a whole, "" for the file. hint: what was found instead of a list, "" for none.
typedef struct RowFlaw { i64 line, last; int column; const char *field, *hint; Fault fault; Str cell; } RowFlaw;
typedef void (*RowTell)(void *context, const RowFlaw *flaw);

// Columns in any order, each named by its field or by its label in either language; unknown ones are ignored and may be
// missing unless NEEDED. exact: every field must be there, by its name, and nothing else. False: something was told.
bool row_head(RowHead *h, const Record *r, Arena *a, const CsvRow *head, bool exact, RowTell tell, void *context);
bool row_blank(const CsvRow *row);      // sheets saved as CSV end in rows of commas
// Why the row cannot be read at all: torn, or wider than the head, mostly by an unquoted comma. True: it can.
bool row_whole(const RowHead *h, const CsvRow *row, RowFlaw *flaw);
Str  row_cell(const RowHead *h, const CsvRow *row, int field);      // "" when the column or the cell is missing
// An empty cell leaves the member as it is: blank the record first. False: something was told.
bool row_read(const RowHead *h, Arena *a, const CsvRow *row, void *into, RowTell tell, void *context);

// ---- a list, fed in pieces -----------------------------------------------------------------------
// First its head, then each row by its own, also one that is not whole: a list of any length, in the memory of a row.
typedef struct RowFeed RowFeed;
typedef void (*RowTake)(void *context, RowFeed *feed);
struct RowFeed {
    const Record *record;
    Arena      *arena;                  // cells lie here; the row's taker may reset it
    RowTake     take;
    void       *context;
    Csv         csv;
    CsvRow      now;                    // the row being told
    i64         line;                   // where it stopped
    RowHead     head;
    bool        headed, any, stopped;
    Fault       fault;                  // why it stopped: list_…, or of the head: field_missing, field_twice
    const char *what, *hint;            // a column's name or "row"; what was found instead of a list; "" for none
};
// most: bytes of a row.
void row_feed_open(RowFeed *f, const Record *r, i64 most, Arena *life, Arena *a, RowTake take, void *context);
bool row_feed(RowFeed *f, Str bytes);       // any piece; false: stopped
bool row_feed_end(RowFeed *f);              // false: stopped, or there were no rows
#endif

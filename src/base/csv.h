// csv.h: rows of CSV as RFC 4180 has it and as spreadsheets write it, from bytes that come in any pieces.
//
//     Csv c;
//     csv_open(&c, arena, 16 << 10, 0);
//     do {
//         csv_feed(&c, &bytes);                       // or csv_over(&c) when there are no more
//         while (csv_next(&c, row_arena, &row)) take(&row);
//     } while (bytes.len);
//
// A row that is not well quoted costs that row: it is handed out with its fault, and reading goes on behind it. What
// is no CSV in UTF-8 at all (c.fault) ends the reading at its first row, with the true reason.
#ifndef CSV_H
#define CSV_H
#include "base/base.h"

enum { CSV_CELLS = 64 };

// Lines are counted from 1; a line ends with \n, \r\n or \r. Line ends within a quoted cell read as \n.
typedef struct CsvRow {
    i64   line, last;               // its first line and its last one
    Fault fault;                    // list_quote_…, list_row_long: then there are no cells
    int   column;                   // of the fault: the cell, from 0
    int   count;                    // also of cells beyond CSV_CELLS, which are not kept
    Str   cells[CSV_CELLS];
    i64   lines[CSV_CELLS];         // where each begins
} CsvRow;

typedef struct Csv {
    char *at;                       // at[from, to): bytes not yet read as rows
    i64   from, to, room, longest;
    i64   line;                     // of at[from]
    int   least;
    bool  begun, over, headed, skipping, absorbing;
    CsvRow torn;                    // absorbing: the row whose further lines are being passed over
    Fault fault;                    // why there are no rows: list_…
    const char *what;               // its hint, e.g. the separator found; "" for none
} Csv;
// longest: bytes of a row. least: what follows a torn row belongs to it until a line begins with so many cells; 0 where
// cells hold no line ends, for then every line is a row of its own.
void  csv_open(Csv *c, Arena *a, i64 longest, int least);
void  csv_feed(Csv *c, Str *bytes);                     // takes what there is room for; the rest stays
void  csv_over(Csv *c);
// Blank lines are passed over. False: more bytes are needed, or the end, or c->fault.
bool  csv_next(Csv *c, Arena *a, CsvRow *row);
// Why a first row does not name the columns that are needed: another separator; OK when it merely lacks one.
Fault csv_head_fault(const CsvRow *head, const char **what);
#endif

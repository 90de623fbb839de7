// place_import.h: up to 1,000 rows of one county as one change: read, decided by a pure rule, kept as one entry.
//
// A list never deletes: what it leaves out stays as it is, what it ends says so with a day. Saying the same list again
// changes nothing and makes no entry. Wrong rows are named one by one and the good ones land, because lists of thirty
// thousand places are never clean.
#ifndef PLACE_IMPORT_H
#define PLACE_IMPORT_H
#include "base/map.h"
#include "place/place.h"
#include "record/row.h"

enum { IMPORT_ROWS = 1000, IMPORT_TEXT = 300000 };

typedef struct PlaceImporting { i64 county, list_on; Str source, rows; i64 trial; } PlaceImporting;     // rows: CSV
extern const Record place_importing_record;

// The entry. rows: PlaceRow, the whole place after the change; an added one leaves out its county and its first day,
// which are the list's.
typedef struct PlaceImported {
    i64 county, list_on;
    Str source;
    i64 added, renamed, changed, ended, unchanged, refused;
    Many rows;
} PlaceImported;
extern const Record place_imported_record;

enum { ROW_ADD = 1, ROW_RENAME, ROW_CHANGE, ROW_END };          // for ever
extern const Choice place_verbs[4];
typedef struct PlaceRow { union { Place place; struct { PLACE_MEMBERS }; }; i64 verb; } PlaceRow;

// ---- reading: columns in any order, unknown ones are ignored; Linli's own list can be read back ----
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
typedef struct PlaceWrong { i64 line; Str field; Fault fault; } PlaceWrong;
typedef struct PlaceSheet {
    Arena      *arena;
    PlaceLine  *rows;
    PlaceWrong *wrong;
    int         count, wrong_count, refused;
    bool        long_;                  // more than IMPORT_ROWS rows
} PlaceSheet;
// Bad rows go to `wrong`; what makes the whole unreadable (head, quotes, too many rows) is a problem of "rows".
void place_sheet_read(PlaceSheet *s, Arena *a, Str text, Problems *ps);

// ---- deciding ----------------------------------------------------------------------------------
// What is known of each code of the sheet and of those above them: loaded by the store, then kept by the rule.
// place NULL: there is none. decided: a row of this list has spoken of it, be it that nothing changes.
typedef struct PlaceKnown { Str code; const Place *place; bool decided; } PlaceKnown;     // a row of a Map

typedef struct ImportFacts {
    i64   county, today, list_on;
    i64 (*new_id)(void *context);
    bool (*may)(void *context, Str code);       // the asker may add or change the place with this code
    void *context;
} ImportFacts;
// Rows of higher places first, whatever their order. rows has room for s->count; returns how many were decided.
// s->wrong is then in the order of lines.
int place_import(const ImportFacts *f, PlaceSheet *s, Map *map, PlaceRow *rows, PlaceImported *done);
#endif

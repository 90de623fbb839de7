// list.h: a list is a row of these. Page, CSV and .xlsx are one walk of it: rows in one order, behind a place in that
// order, within a bound of rows and time. Who writes a list says what may be asked, one sentence, and what a row shows;
// the frame of the answer, the cursor, `limit`, the bounds and the sheets are list.c's and export.c's.
//
// No sentence stays open while others run: list.c takes up to LIST_CHUNK rows, ends the sentence, and only then asks
// who may see each and what it is called.
#ifndef LIST_H
#define LIST_H
#include "gate/action.h"
#include "record/query.h"

enum { LIST_KEYS = 3, LIST_CHUNK = 64, PAGE_ROWS = 50, PAGE_ROWS_MOST = 200, LIST_MS = 50,
       LIST_LOOKED_LEAST = PAGE_ROWS, LIST_LOOKED_MOST = 20000 };

typedef struct Walk {
    Ask        *ask;                // ask->query: what was asked for
    const List *list;
    void       *own;                // open()'s, in ask->arena
    i64         at[LIST_KEYS];      // behind the last row that was looked at
    bool        begun;              // not from the beginning
    bool        discreet;           // how many rows were passed over is not told
    Arena      *arena;              // of the rows at hand; emptied before the next are taken
    Arena      *trial;              // of a row that may not fit
    Str         part;               // folded: what a row's title must hold
    char       *rows;
    int         columns;            // of `row` in a sentence
    int         count, room;        // rows at hand, and how many the walk may take now
    i64         stride, looked, from, shown, until;     // from: looked at before this chunk
    bool        more;               // others may follow
} Walk;

// A list as people meet it. group, order: where it stands in the rail; empty: said where there is nothing. Its filters
// are its query's fields, its sorts the choices of the query's `order`, its columns those fields of an item that have
// one, and where none has all plain ones.
typedef enum { GROUP_WORK = 1, GROUP_BOARD, GROUP_TELL, GROUP_SET, GROUP_OWN } Group;
typedef struct View { Words label; const char *query; unsigned who; } View;     // {today}: the day
typedef struct ListFace {
    Words       label, plain, empty;    // plain: its name for whom it is no work
    Group       group;
    int         order;
    const char *icon;
    const View *views;
    int         view_count;
} ListFace;
#define LIST_FACE(...) .face = &(const ListFace){ __VA_ARGS__ }
#define VIEWS(v) .views = (v), .view_count = (int)COUNT(v)

// A sentence gives the columns of `row` in the order of its fields, and behind them `keys` numbers: the row's place in
// the order. Where its first column is NULL there is a place, but no row to look at.
struct List {
    const void   *of;               // what several lists share: of things, their ThingApi
    const Record *query;            // NULL: nothing narrows it
    const Record *row;
    int           size;             // of a struct that begins with the row's, for what sees() finds out; 0: the row's
    int           keys;
    i64           from[LIST_KEYS];  // before the first row
    // Once, before any row is read: rights, and what the query means; notes what is wrong. NULL: nothing to look at.
    Fault       (*open)(Walk *w);
    Rows       *(*rows)(Walk *w);   // the one sentence of what follows w->at, walk_most() rows
    // Instead, where one will not do: asks for what follows and gives it to walk_rows(); false: nothing follows that.
    bool        (*step)(Walk *w);
    const char   *part;             // the parameter that an item's title (AS_TITLE) must hold, in any spelling
    bool        (*fits)(Walk *w, const void *row);          // pure, beside the open sentence; NULL: all do
    bool        (*sees)(Walk *w, void *row);                // may ask further sentences; NULL: the asker sees all
    void        (*item)(Walk *w, const void *row);          // members of the page's item; NULL: the row's fields
    const Record *line;             // the columns of its sheets; NULL: it has none
    void        (*fill)(Walk *w, const void *row, void *line);      // NULL: the row is the line
    void        (*tail)(Walk *w, void *page);               // further members of the page: fills action->out's struct
    const ListFace *face;
};

// How many rows a step's sentence may give; then all of them are taken, or as many as there is room for.
i64  walk_most(const Walk *w);
bool walk_rows(Walk *w, Rows *rows);
// The same for a row that a step has found in another way: where it goes, or NULL when the walk may take no more.
bool  walk_may(const Walk *w);
void *walk_place(Walk *w, const i64 *at);

// ---- for the road and the sheets ----------------------------------------------------------------
Fault ask_query(Ask *ask);          // into ask->query and ask->paging; what is not known, or given twice, is noted too
Fault list_read(Ask *ask);                                  // a page
Fault walk_open(Walk *w, Ask *ask, Str after);              // after: a cursor, "" = from the beginning
void  walk_close(Walk *w);
// Shows up to `limit` of the rows that follow, within the bounds.
void  walk_page(Walk *w, i64 limit, void (*show)(Walk *w, const void *row, void *context), void *context);
bool  cursor_read(Str text, int keys, i64 *at);             // "7.1764000000000.410104000000012"; false: malformed
void  cursor_write(Out *o, int keys, const i64 *at);
// A page's record: a struct that begins with these three, and what the tail fills.
#define PAGE_FIELDS(T, r, zh, en) \
    MANY_FIELD(T, items, r, zh, en), \
    TEXT_FIELD(T, next, "下一页", "Give it as `after`; null at the end", .flags = NULLS), \
    COUNT_FIELD(T, searched, "已查看的行数", "Rows that were looked at")
typedef struct Page { Many items; Str next; i64 searched; } Page;
// Parameters that many lists have.
#define QUERY_PLACE(T) TEXT_FIELD(T, place, "地点", "Place", .flags = PLAIN, .max = 40, \
    .note = "Code of a place; everything below it counts.", SHOWS(.of = "places/find", .pick = "code"))
#define QUERY_ALL(T) FLAG_FIELD(T, all, "含已结束的", "Ended ones too", .note = "1: also what has ended.")
#endif

// due.c: the rows of table due.
#include "store/due.h"

const Record due_record = RECORD_OF(DueRow, "due", "到期", "What falls due", DUE_FIELDS(DueRow));

void due_put(Db *db, const DueRow *row)
{
    assert(row->county >= 0 && row->at && row->kind > 0 && row->id > 0);
    db_run(db, "INSERT INTO due(county, at, kind, id, what) VALUES($1, $2, $3, $4, $5) "
               "ON CONFLICT(county, at, kind, id, what) DO NOTHING",
           I(row->county), I(row->at), I(row->kind), I(row->id), I(row->what));
}

#define THIS_ROW "WHERE county=$1 AND at=$2 AND kind=$3 AND id=$4 AND what=$5"

void due_drop(Db *db, const DueRow *row)
{
    db_run(db, "DELETE FROM due " THIS_ROW, I(row->county), I(row->at), I(row->kind), I(row->id), I(row->what));
}

bool due_held(Db *db, const DueRow *row)
{
    return db_i64(db, "SELECT 1 FROM due " THIS_ROW, I(row->county), I(row->at), I(row->kind), I(row->id),
                  I(row->what)) == 1;
}

bool due_first(Db *db, i64 county, i64 until, DueRow *row)
{
    Rows *rows = db_ask(db, "SELECT at, kind, id, what FROM due WHERE county=$1 AND at<=$2 "
                            "ORDER BY at, kind, id, what LIMIT 1", I(county), I(until));
    bool any = rows_next(rows);
    if (any) *row = (DueRow){ county, rows_i64(rows, 0), rows_i64(rows, 1), rows_i64(rows, 2), rows_i64(rows, 3) };
    rows_end(rows);
    return any;
}

i64 due_county(Db *db, i64 county)
{
    Rows *rows = db_ask(db, "SELECT county FROM due WHERE county>$1 ORDER BY county LIMIT 1", I(county));
    i64 next = rows_next(rows) ? rows_i64(rows, 0) : -1;
    rows_end(rows);
    return next;
}

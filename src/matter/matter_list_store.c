// matter_list_store.c: lists along one index range.
//
// A list is the matters of one scope in one order. Cost follows what is read, never what exists: the walk along
// matter_at is bounded by the caller.
#include "matter/matter_store.h"

// ---- lists ---------------------------------------------------------------------------------------

// Newest is by number of entry, not by the moment it happened, so that pages never shift under a reader.
#define AT_COLUMNS "SELECT id, rank, due_at, open, state, level, subject FROM matter_at WHERE county=$1 AND scope=$2"
#define AT_NEW     AT_COLUMNS " AND id<$3 ORDER BY id DESC LIMIT $4"
#define AT_URGENT  AT_COLUMNS " AND open=1 AND (rank, due_at, id)>($3, $4, $5) ORDER BY rank, due_at, id LIMIT $6"

// after_* are 0 on the first page, before the smallest rank. The row comparison is one index seek.
Rows *matter_walk(Db *db, const MatterList *l, i64 limit)
{
    assert(limit > 0);
    if (!l->urgent)
        return db_ask(db, AT_NEW, I(l->county), I(l->scope), I(l->after ? l->after_id : INT64_MAX), I(limit));
    return db_ask(db, AT_URGENT, I(l->county), I(l->scope), I(l->after ? l->after_rank : 0), I(l->after_due),
                  I(l->after_id), I(limit));
}

// True: worth loading. What is not kept beside the scope is looked at then (matter_fits).
bool matter_walk_at(const MatterList *l, Rows *rows, Arena *a, MatterAt *at)
{
    *at = (MatterAt){ .id = rows_i64(rows, 0), .rank = rows_i64(rows, 1), .due_at = rows_i64(rows, 2) };
    return (!l->open || rows_i64(rows, 3)) && (!l->state || rows_i64(rows, 4) == l->state)
        && (!l->level || rows_i64(rows, 5) == l->level)
        && (!l->urgency || at->rank == matter_rank(l->urgency))
        && (!l->subject.len || str_starts(rows_str(rows, 6, a), l->subject));
}

// For what was found by words: the search index knows nothing of places.
bool matter_in_scope(Db *db, i64 id, i64 scope)
{
    return db_i64(db, "SELECT 1 FROM matter_at WHERE county=$1 AND scope=$2 AND id=$3", I(id_county(id)), I(scope),
                  I(id)) == 1;
}

// All filters but the party, on the matter itself; the bound of walked rows keeps a rare one from reading everything.
bool matter_fits(const MatterList *l, const Matter *m)
{
    i64 day = day_of(m->filed_at);
    return (!l->state || m->state == l->state) && (!l->level || m->level == l->level)
        && (!l->urgency || m->urgency == l->urgency) && (!l->open || thing_open(&matter_kind, m->state))
        && (!l->subject.len || str_starts(m->subject, l->subject))
        && (l->from == DAY_NONE || day >= l->from) && (l->to == DAY_NONE || day <= l->to)
        && (!l->due_before || (m->due_at && m->due_at < l->due_before));
}

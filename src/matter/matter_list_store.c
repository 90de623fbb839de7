// matter_list_store.c: lists along one index range.
//
// A list is the matters of one scope in one order. Cost follows what is read, never what exists: the walk along
// matter_at is bounded by the caller.
#include "matter/matter_store.h"
#include "record/query.h"

// ---- lists ---------------------------------------------------------------------------------------

// Newest is by number of entry, not by the moment it happened, so that pages never shift under a reader. What is kept
// beside the scope is compared before the matter is looked up: where it does not fit the id is NULL, which is no row.
#define AT_ROWS ", w.rank, w.due_at, w.id FROM matter_at w LEFT JOIN matter ON matter.county=w.county AND matter.id=" \
    "CASE WHEN ($3=-1 OR w.open=$3) AND ($4=0 OR w.state=$4) AND ($5=0 OR w.level=$5) AND ($6=0 OR w.rank=$6) " \
    "AND ($7='' OR (w.subject>=$7 AND w.subject<$8)) THEN w.id END WHERE w.county=$1 AND w.scope=$2 "
#define AT_NEW    AT_ROWS "AND w.id<$9 ORDER BY w.id DESC LIMIT $10"
#define AT_URGENT AT_ROWS "AND w.open=1 AND (w.rank, w.due_at, w.id)>($11, $12, $9) ORDER BY w.rank, w.due_at, w.id " \
    "LIMIT $10"

// The row comparison is one index seek. A subject holds letters and digits: '~' stands behind them all.
Rows *matter_rows(Db *db, Arena *a, i64 county, i64 scope, const MattersQuery *q, const i64 *at, i64 most)
{
    assert(most > 0 && at);
    bool urgent = q->order == ORDER_URGENT;
    Str subjects = arena_fmt(a, "%.*s~", (int)q->subject.len, q->subject.len ? q->subject.at : "");
    const Arg args[] = { I(county), I(scope), I(q->open), I(q->state), I(q->level),
                         I(q->urgency ? matter_rank(q->urgency) : 0), T(q->subject), T(subjects), I(at[2]), I(most),
                         I(at[0]), I(at[1]) };
    return db_select_args(db, &matter_record, urgent ? AT_URGENT : AT_NEW, args, urgent ? 12 : 10);
}

// For what was found by words: the search index knows nothing of places.
bool matter_in_scope(Db *db, i64 id, i64 scope)
{
    return db_i64(db, "SELECT 1 FROM matter_at WHERE county=$1 AND scope=$2 AND id=$3", I(id_county(id)), I(scope),
                  I(id)) == 1;
}

// All filters of one matter itself; the bound of the walk keeps a rare one from reading everything.
bool matter_fits(const MattersQuery *q, i64 due_before, const Matter *m)
{
    i64 day = day_of(m->filed_at);
    return (!q->state || m->state == q->state) && (!q->level || m->level == q->level)
        && (!q->urgency || m->urgency == q->urgency)
        && (q->open == UNSAID || thing_open(&matter_kind, m->state) == (q->open == 1))
        && (!q->subject.len || str_starts(m->subject, q->subject))
        && (q->from == DAY_NONE || day >= q->from) && (q->to == DAY_NONE || day <= q->to)
        && (!due_before || (m->due_at && m->due_at < due_before));
}

Rows *matter_look_rows(Db *db, const Matter *m, i64 before, i64 most)
{
    return db_select(db, &matter_look_record, ", n FROM matter_look WHERE county=$1 AND about=$2 AND n<$3 "
                     "ORDER BY n DESC LIMIT $4", I(m->county), I(m->id), I(before), I(most));
}

// n alone does not tell rows apart: one entry may return many matters to one org.
Rows *message_rows(Db *db, i64 county, i64 org, i64 before, i64 matter, i64 most)
{
    return db_select(db, &message_record, ", n, matter FROM message WHERE county=$1 AND org=$2 "
                     "AND (n<$3 OR (n=$3 AND matter>$4)) ORDER BY n DESC, matter LIMIT $5",
                     I(county), I(org), I(before), I(matter), I(most));
}

static const Field import_fields[] = {
    REF_FIELD(Import, id, "系统编号", "Id", .flags = KEY),
    TEXT_FIELD(Import, via_ref, "外部编号", "Foreign number", .flags = SERVER),
    MOMENT_FIELD(Import, filed_at, "提交时间", "Filed at", .flags = SERVER),
    TEXT_FIELD(Import, place, "地点编码", "Code of the place", .flags = SERVER),
    TEXT_FIELD(Import, subject, "类别", "Subject", .flags = SERVER),
    CHOICE_FIELD(Import, state, state_choices, "状态", "State", .flags = SERVER),
    CHOICE_FIELD(Import, level, level_choices, "层级", "Level", .flags = SERVER),
};
const Record import_record = RECORD(Import, "import", import_fields, "导入的事项", "An imported matter");

// No index knows what was imported: others are places without a row.
Rows *import_rows(Db *db, i64 county, i64 after, i64 most)
{
    return db_ask(db, "SELECT CASE WHEN m.via=$4 THEN m.id END, m.via_ref, m.filed_at, COALESCE(place.code, ''), "
                      "m.subject, m.state, m.level, m.id FROM matter m LEFT JOIN place ON place.county=m.county "
                      "AND place.id=m.place WHERE m.county=$1 AND m.id>$2 ORDER BY m.id LIMIT $3",
                  I(county), I(after), I(most), I(VIA_IMPORT));
}
